"""In practice: all that the caller said so far, of which the strip has room for the last alone."""

from guide.call.context import Context
from guide.call.events import CallerSpoke
from guide.training.finding import moment
from guide.tui.panel import Panel, Shape, Text
from guide.tui.rows import Voice


class HeardPanel(Panel):
    """What the caller said, the newest first, each with its moment."""

    title = "What the caller said"
    action = "heard"

    def shape(self, context: Context) -> Shape:
        said = tuple(
            Text(f"“{entry.event.words}”", lead=f"{moment(entry.elapsed):>5}  ")
            for entry in reversed(context.call.entries)
            if isinstance(entry.event, CallerSpoke)
        )
        nothing = (Text("The caller has said nothing yet.", Voice.DIM),)
        return Shape(said or nothing, hint="↑ ↓ scroll")
