"""The caller's details: a small form, kept field by field as one leaves it."""

from collections.abc import Mapping

from guide.call.actions import WriteDetail
from guide.call.context import Allowed, Context
from guide.call.phone_number import number_doubt
from guide.script.model import CALLER_FIELDS
from guide.tui.panel import Field, Host, Panel, Shape, Text
from guide.tui.rows import Voice


class DetailsPanel(Panel):
    """Name, number, concern, and what the step captures."""

    title = "Details"

    def __init__(self, context: Context, start: str = "") -> None:
        names = dict.fromkeys((*CALLER_FIELDS, *context.step.capture, *context.script.in_sight))
        if start:
            names[start] = None
        self._names = tuple(names)
        self._asked = context.step.capture
        unknown = [n for n in self._asked if not context.call.detail(n)]
        unknown += [n for n in self._names if not context.call.detail(n)]
        self._start = start or next(iter(unknown), self._names[0])
        self._number = context.call.detail("number")

    def shape(self, context: Context) -> Shape:
        """The fields; those that the step asks for are named; what makes one doubt the number."""
        script, call = context.script, context.call
        fields = tuple(Field(n, script.label(n), call.detail(n)) for n in self._names)
        asked = ", ".join(script.label(n) for n in self._asked)
        text = (Text(f"Needed at this step: {asked}", Voice.DIM),) if asked else ()
        hint = "Enter keeps it, next · Esc"
        return Shape(text, fields, below=doubts(self._number), start=self._start, hint=hint)

    def typed(self, values: Mapping[str, str], host: Host) -> None:
        """Look at the number as it is typed."""
        self._number = values["number"]

    def left(self, field: str, value: str, host: Host) -> None:
        """Keep the field that was left."""
        if value != host.now().call.detail(field):
            host.do(WriteDetail(field, value))

    def entered(self, values: Mapping[str, str], host: Host) -> bool:
        """Keep the last field, and say so: one stays in it until Esc."""
        name = self._names[-1]
        if not isinstance(host.do(WriteDetail(name, values[name])), Allowed):
            return False
        host.tell("Saved. Esc goes back to the call.")
        return True


def doubts(number: str) -> tuple[Text, ...]:
    """What makes one doubt a phone number, for the agent to look at it again: no refusal."""
    doubt = number_doubt(number)
    return (Text(f"Is the number right? {doubt}", Voice.AMBER_TEXT),) if doubt else ()
