"""STUB"""

from guide.tui.panel import Panel, Shape


class EndPanel(Panel):
    title = "End the call"

    def __init__(self, context, ending=""):
        pass

    def shape(self, context):
        return Shape()
