"""One question: a panel with a few lines of explanation and one or two fields."""

from collections.abc import Callable, Sequence

from guide.call.context import Context
from guide.tui.panels.fields import Field, Fields
from guide.tui.panels.form import FormPanel
from guide.tui.panels.panel import Host
from guide.tui.rows import BLANK, Row, Span, Voice, row, wrapped

Answer = Callable[[Fields, Host], bool]
"""Acts on what was typed; True closes the panel."""


class AskPanel(FormPanel):
    """Asks for a word or two. Enter on the last field answers."""

    hint = "Enter keeps it · Esc closes"

    def __init__(self, title: str, text: str, fields: Sequence[Field], answer: Answer) -> None:
        super().__init__(Fields(fields))
        self.title = title
        self._text = text
        self._answer = answer

    def rows(self, context: Context, width: int, height: int) -> list[Row]:
        """The explanation and the fields."""
        head = [row(Span(piece, Voice.COACH)) for piece in wrapped(self._text, width)]
        return [*head, BLANK, *self._fields.rows(width, height - len(head) - 1)]

    def key(self, key: str, character: str, host: Host) -> None:
        """Type; Enter moves on, and answers at the end."""
        if key != "enter":
            self._fields.key(key, character)
        elif not self._fields.at_last:
            self._fields.key("tab", "")
        elif self._answer(self._fields, host):
            host.settled(self._fields)
            host.close()
