"""Forms: a question of one or two fields, and the caller's details."""

from collections.abc import Callable, Mapping, Sequence

from guide.call import actions as act
from guide.call.context import Allowed, Context
from guide.call.phone_number import number_doubt
from guide.script.model import CALLER_FIELDS, Line
from guide.tui.panel import Field, Host, Panel, Shape, Text
from guide.tui.rows import Voice

WORDS_PLACE = "protocol:words"
"""Where the draft of the caller's words is kept, whichever panel asks for them."""

Answer = Callable[[Mapping[str, str], Host], bool]
"""Acts on what was typed; True once it is on record."""


class AskPanel(Panel):
    """Asks for a word or two. It closes once they are on record."""

    def __init__(
        self,
        title: str,
        text: str,
        fields: Sequence[Field],
        answer: Answer,
        about: Line | None = None,
    ) -> None:
        """`about`: the line that it asks about, which stays in sight."""
        self.title = title
        self._about = about
        self._text = text
        self._fields = tuple(fields)
        self._answer = answer

    def shape(self, context: Context) -> Shape:
        """The explanation and the fields."""
        text = Text(self._text, Voice.COACH)
        return Shape((text,), self._fields, hint="Enter keeps it · Esc closes")

    def line(self, context: Context) -> Line | None:
        """The line that it asks about."""
        return self._about

    def entered(self, values: Mapping[str, str], host: Host) -> bool:
        """Answer, and close."""
        if not self._answer(values, host):
            return False
        host.close()
        return True


def adapt_panel(line: Line, script: str) -> AskPanel:
    """Ask for the words said instead of a line; none means that it was left out."""
    place = f"adapt:{script}/{line.id}"
    used = Field("words", "Words you used", place=f"{place}:words")

    def answer(values: Mapping[str, str], host: Host) -> bool:
        words, reason = values["words"], values.get("reason", "")
        action = act.Adapt(words, reason, line.id, script) if words else None
        decision = host.do(action or act.LeaveOut(reason, line.id, script))
        return isinstance(decision, Allowed)

    if line.gap:
        text = "There is no approved wording for this. Write down what you said, word for word."
        return AskPanel("What you said", text, [used], answer, line)
    text = "Write down the words you used; none if the line was left out. Always say why."
    why = Field("reason", "Why", place=f"{place}:reason")
    return AskPanel("Adapted or left out", text, [used, why], answer, line)


def manager_name_panel() -> AskPanel:
    """Ask which manager joined."""

    def answer(values: Mapping[str, str], host: Host) -> bool:
        return isinstance(host.do(act.NameManager(values["name"])), Allowed)

    text = "Manager requested (logged). Who joined? Esc if nobody is known yet."
    return AskPanel("Manager", text, [Field("name", "Name", place="manager:name")], answer)


def words_panel() -> AskPanel:
    """Ask for the caller's own words; hang-up-protocol, H6 and H12."""

    def answer(values: Mapping[str, str], host: Host) -> bool:
        return isinstance(host.do(act.QuoteCaller(values["words"])), Allowed)

    said = Field("words", "Caller's exact words", place=WORDS_PLACE)
    text = "The specific reason: what the caller said, word for word."
    return AskPanel("Caller’s words", text, [said], answer)


class DetailsPanel(Panel):
    """What the step captures; name, number, concern; every other detail that is written down."""

    title = "Details"

    def __init__(self, context: Context, start: str = "") -> None:
        self._asked = context.step.capture
        known = [name for name in context.call.details if context.call.detail(name)]
        names = [*self._asked, *CALLER_FIELDS, *context.script.in_sight, *known]
        self._names = tuple(dict.fromkeys([*names, start] if start else names))
        unknown = (name for name in self._names if not context.call.detail(name))
        self._start = start or next(unknown, self._names[0])
        self._number = context.call.detail("number")

    def shape(self, context: Context) -> Shape:
        """The fields; those that the step asks for are named; what makes one doubt the number."""
        script, call = context.script, context.call
        fields = tuple(
            Field(name, script.label(name), call.detail(name), f"detail:{name}")
            for name in self._names
        )
        asked = ", ".join(script.label(n) for n in self._asked)
        text = (Text(f"Needed at this step: {asked}", Voice.DIM),) if asked else ()
        hint = "Enter keeps it, next · Esc"
        return Shape(text, fields, below=doubts(self._number), start=self._start, hint=hint)

    def typed(self, values: Mapping[str, str], host: Host) -> None:
        """Look at the number as it is typed."""
        self._number = values["number"]

    def left(self, field: str, value: str, host: Host) -> bool:
        """Keep the field that was left."""
        if value == host.now().call.detail(field):
            return True
        return isinstance(host.do(act.WriteDetail(field, value)), Allowed)

    def entered(self, values: Mapping[str, str], host: Host) -> bool:
        """Keep the last field, and say so: one stays in it until Esc."""
        name = self._names[-1]
        if not isinstance(host.do(act.WriteDetail(name, values[name])), Allowed):
            return False
        host.tell("Saved. Esc goes back to the call.")
        return True


def doubts(number: str) -> tuple[Text, ...]:
    """What makes one doubt a phone number, for the agent to look at it again: no refusal."""
    doubt = number_doubt(number)
    return (Text(f"Is the number right? {doubt}", Voice.AMBER_TEXT),) if doubt else ()
