"""A text of the board that there is no room for beside the lists, until it is closed."""

from collections.abc import Callable

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import Screen

from guide.tui.call_text import SCROLLS
from guide.tui.key_press import KeyLaw
from guide.tui.key_words import keyed
from guide.tui.keys import OF_THE_PROGRAM, without_case
from guide.tui.pane import Pane
from guide.tui.rows import BLANK, Row, Span, Voice, row


class BoardTextScreen(Screen[None]):
    """Shows rows, as they are when it is opened."""

    CSS = """
    #board-text { height: 1fr; padding: 0 2; }
    #board-text-keys { height: 1; }
    """

    def __init__(self, title: str, rows: Callable[[], list[Row]], law: KeyLaw) -> None:
        """`law` is that of the screen beneath: the key that led here does not lead back."""
        super().__init__()
        self._title = title
        self._rows = rows
        self._law = law

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="board-text", can_focus=False):
            yield Pane("board-text-rows")
        yield Pane("board-text-keys")

    def on_mount(self) -> None:
        keys = keyed("↑ ↓ PgUp PgDn Home End   Esc back")
        self.query_one("#board-text-keys", Pane).show([row(" ", *keys)])
        rows = [BLANK, row(Span(self._title, Voice.TITLE)), BLANK, *self._rows()]
        self.query_one("#board-text-rows", Pane).show(rows)
        self.call_after_refresh(self._law.shown, self)

    def on_pane_pressed(self, event: Pane.Pressed) -> None:
        """A click on a key of the footer is that key."""
        self._press(event.key)

    def on_key(self, event: events.Key) -> None:
        """Scroll, or go back."""
        if event.key in OF_THE_PROGRAM:
            return
        event.stop()
        if self._law.hears(event, typing=False) is None:
            self._press(without_case(event.key))

    def _press(self, key: str) -> None:
        if not self.is_active:
            return
        if key in ("enter", "escape", "q"):
            self.dismiss(None)
        elif key in SCROLLS:
            getattr(self.query_one("#board-text"), SCROLLS[key])(animate=False)
