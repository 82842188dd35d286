"""Correct a mistake: the last things on record, the very last first. Enter takes that one back."""

from guide.call.actions import Correct
from guide.call.context import Allowed, Context
from guide.call.rules.corrections import correctable
from guide.call.wording import words_of
from guide.tui.keys import KeyAction
from guide.tui.panels.menu import Item, Menu
from guide.tui.panels.panel import Host, Panel
from guide.tui.rows import BLANK, Row, Span, Voice, cut, row


class CorrectPanel(Panel):
    """The last nine things that can be corrected. What is taken back stays on record as such."""

    title = "Correct"
    hint = "Enter: the last · Esc closes"

    def __init__(self, context: Context, correct: KeyAction) -> None:
        self._again = correct.key
        self._menu = Menu(
            [
                Item(
                    str(e.n),
                    cut(words_of(e.event), 90),
                    f"{e.at.astimezone(context.zone):%H:%M:%S}",
                )
                for e in correctable(context.call)[:9]
            ]
        )

    def rows(self, context: Context, width: int, height: int) -> list[Row]:
        """What can be corrected."""
        if not self._menu.items:
            return [row(Span("Nothing to correct yet.", Voice.DIM))]
        head = [row(Span("Take back (it stays on record):", Voice.COACH)), BLANK]
        return [*head, *self._menu.rows(width, height - 2)]

    def key(self, key: str, character: str, host: Host) -> None:
        """Take the picked thing back."""
        picked = self._menu.picked("enter" if key == self._again else key)
        if picked and isinstance(host.do(Correct(int(picked.id))), Allowed):
            host.tell(f"Corrected: {picked.label}")
            host.close()
