"""Screens on which something is read until they are closed: keys and clicks scroll and close."""

from collections.abc import Callable

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widget import Widget

from guide.tui.key_press import KeyLaw
from guide.tui.key_words import keyed
from guide.tui.keys import OF_THE_PROGRAM, without_case
from guide.tui.pane import Pane
from guide.tui.rows import BLANK, Row, Span, Voice, row

_SCROLLS = {
    "up": "scroll_up",
    "down": "scroll_down",
    "pageup": "scroll_page_up",
    "pagedown": "scroll_page_down",
    "space": "scroll_page_down",
    "home": "scroll_home",
    "end": "scroll_end",
}
"""The keys that scroll, and what of the toolkit's does it."""


class ReadingScreen(Screen[None]):
    """Shows what `page` makes, over the keys."""

    DEFAULT_CSS = """
    ReadingScreen {
        #page { height: 1fr; align-horizontal: center; }
        #page-keys { height: 1; }
    }
    """

    footer = "↑ ↓ PgUp PgDn Home End   Enter or Esc: back"
    closing: tuple[str, ...] = ("enter", "escape", "q")
    """The keys that close it."""

    def __init__(self, law: KeyLaw | None = None) -> None:
        """`law` is that of the screen beneath: the key that led here does not lead back."""
        super().__init__()
        self._law = law

    def page(self) -> Widget:
        """What is read."""
        raise NotImplementedError

    def closes_at(self, time: float) -> bool:
        """Whether a key of `closing` that is pressed at this time closes it."""
        return True

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="page", can_focus=False):
            yield self.page()
        yield Pane("page-keys")

    def on_mount(self) -> None:
        """Name the keys; they mean what they say once that is drawn."""
        self.query_one("#page-keys", Pane).show([row(" ", *keyed(self.footer))])
        if self._law:
            self.call_after_refresh(self._law.shown, self)

    def on_pane_pressed(self, event: Pane.Pressed) -> None:
        """A click on a key of the footer is that key."""
        if event.key in OF_THE_PROGRAM:
            self.app.simulate_key(event.key)
        else:
            self._press(event.key, event.time)

    def on_key(self, event: events.Key) -> None:
        """Scroll, or go back."""
        if event.key in OF_THE_PROGRAM:
            return
        event.stop()
        if self._law is None or self._law.hears(event, typing=False) is None:
            self._press(without_case(event.key), event.time)

    def _press(self, key: str, time: float) -> None:
        if not self.is_active:
            return
        if key in self.closing and self.closes_at(time):
            self.dismiss(None)
        elif key in _SCROLLS:
            getattr(self.query_one("#page"), _SCROLLS[key])(animate=False)


class RowsScreen(ReadingScreen):
    """Shows rows under a title, as they are when it is opened."""

    DEFAULT_CSS = "RowsScreen #page { padding: 0 2; }"

    def __init__(self, title: str, rows: Callable[[], list[Row]], law: KeyLaw) -> None:
        super().__init__(law)
        self._title = title
        self._rows = rows

    def page(self) -> Widget:
        pane = Pane()
        pane.show([BLANK, row(Span(self._title, Voice.TITLE)), BLANK, *self._rows()])
        return pane
