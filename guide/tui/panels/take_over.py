"""Take over an earlier call: its record fills in what this one asks for; T3."""

from guide.call.context import Allowed, Context
from guide.tui.keys import KeyAction
from guide.tui.panels.menu import Item, Menu
from guide.tui.panels.panel import EarlierCall, Host, Panel
from guide.tui.rows import BLANK, Row, Span, Voice, row, wrapped


class TakeOverPanel(Panel):
    """The kept calls, the newest first."""

    title = "Take over"
    hint = "1-9 fills in · Esc closes"

    def __init__(self, calls: tuple[EarlierCall, ...], details: KeyAction) -> None:
        self._details = details.shown_key
        self._menu = Menu([Item(call.id, call.title, call.id) for call in calls])

    def rows(self, context: Context, width: int, height: int) -> list[Row]:
        """The calls that can be taken over."""
        if not self._menu.items:
            text = "No earlier call is kept here."
            text += f" {self._details} opens the form to write the evidence down."
            return [row(Span(piece, Voice.DIM)) for piece in wrapped(text, width)]
        text = "What is written down already stays; the rest is filled in."
        head = [*(row(Span(p, Voice.COACH)) for p in wrapped(text, width)), BLANK]
        return [*head, *self._menu.rows(width, height - len(head))]

    def key(self, key: str, character: str, host: Host) -> None:
        """Fill in from the picked call."""
        picked = self._menu.picked(key)
        if picked is None:
            return
        action = host.evidence(picked.id)
        if isinstance(action, str):
            host.tell(action)
        elif isinstance(host.do(action), Allowed):
            host.tell(f"Filled in from call {picked.id}.")
            host.close()
