"""STUB"""

from guide.tui.panel import Panel, Shape


class WarnPanel(Panel):
    title = "Hang-up protocol"

    def shape(self, context):
        return Shape()
