"""One question: a few lines of explanation and one or two fields. Enter in the last one answers."""

from collections.abc import Callable, Mapping, Sequence

from guide.call import actions as act
from guide.call.context import Allowed, Context
from guide.script.model import Line
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
    text = "Write down the words you used. If the line was left out: no words, but say why."
    why = Field("reason", "Why (needed if left out)", place=f"{place}:reason")
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
    return AskPanel("Caller's words", text, [said], answer)
