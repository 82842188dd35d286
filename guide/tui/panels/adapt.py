"""A line adapted or left out: the words used instead, and why."""

from guide.call.actions import Adapt, LeaveOut
from guide.call.context import Allowed
from guide.script.model import Line
from guide.tui.panels.ask import AskPanel
from guide.tui.panels.fields import Field, Fields
from guide.tui.panels.panel import Host


def adapt_panel(line: Line, script: str) -> AskPanel:
    """Ask for the words said instead of a line; none means that it was left out."""
    place = f"adapt:{script}/{line.id}"
    used = Field("words", "Words you used", place=f"{place}:words")

    def answer(fields: Fields, host: Host) -> bool:
        words, reason = fields.value("words"), fields.value("reason")
        action = Adapt(words, reason, line.id, script) if words else None
        decision = host.do(action or LeaveOut(reason, line.id, script))
        return isinstance(decision, Allowed)

    if line.gap:
        text = "There is no approved wording for this. Write down what you said, to the letter."
        return AskPanel("What you said", text, [used], answer)
    text = "Said in other words: write them down. Left out: leave the words empty and say why."
    why = Field("reason", "Why", place=f"{place}:reason")
    return AskPanel("Adapted or left out", text, [used, why], answer)
