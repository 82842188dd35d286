"""STUB"""

from guide.tui.panel import Panel, Shape


class FollowUpPanel(Panel):
    title = "Follow-up"

    def __init__(self, context):
        pass

    def shape(self, context):
        return Shape()
