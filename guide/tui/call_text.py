"""The summary of a kept call, and what came after it, to be read until it is closed."""

from rich.markdown import Markdown
from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from guide.call.fold import call_of
from guide.errors import GuideError
from guide.markdown import flowing
from guide.record.calls import find_kept_call
from guide.record.journal import read_journal
from guide.record.places import Places
from guide.record.summary.markdown import markdown
from guide.record.summary.model import summary_of
from guide.register.addendum import what_came_after
from guide.register.wrap_up import wrap_up_of
from guide.tui.key_press import KeyLaw
from guide.tui.keys import OF_THE_PROGRAM, without_case
from guide.tui.pane import Pane
from guide.tui.rows import Span, Voice, row

_FOOTER = "↑ ↓ PgUp PgDn Home End   Enter or Esc: back"
SCROLLS = {
    "up": "scroll_up",
    "down": "scroll_down",
    "pageup": "scroll_page_up",
    "pagedown": "scroll_page_down",
    "space": "scroll_page_down",
    "home": "scroll_home",
    "end": "scroll_end",
}
"""The keys that scroll a text, and what of the toolkit's does it."""


class CallTextScreen(Screen[None]):
    """The summary of a call, so far as it can be read."""

    CSS = """
    #call-text { height: 1fr; align-horizontal: center; }
    #call-page { height: auto; max-width: 96; padding: 1; }
    #call-keys { height: 1; }
    """

    def __init__(self, places: Places, call: str, law: KeyLaw) -> None:
        """`law` is that of the screen beneath: the Enter that led here does not lead back."""
        super().__init__()
        self._law = law
        try:
            reading = read_journal(find_kept_call(places, call, training=False))
            of = call_of(reading.entries)
            self._text = what_came_after(wrap_up_of(places, of))
            self._text += markdown(summary_of(of, reading.chain))
        except GuideError as error:
            self._text = flowing(str(error))

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="call-text", can_focus=False):
            # A link in it is not followed: nothing that a caller said opens anything.
            yield Static(Markdown(self._text, hyperlinks=False), id="call-page", markup=False)
        yield Pane("call-keys")

    def on_mount(self) -> None:
        self.query_one("#call-keys", Pane).show([row(" ", Span(_FOOTER, Voice.DIM))])
        self.call_after_refresh(self._law.shown, self)

    def on_key(self, event: events.Key) -> None:
        """Scroll, or go back."""
        if event.key in OF_THE_PROGRAM:
            return
        event.stop()
        if self._law.hears(event, typing=False) is not None or not self.is_active:
            return
        if without_case(event.key) in ("enter", "escape", "q"):
            self.dismiss(None)
        elif event.key in SCROLLS:
            getattr(self.query_one("#call-text"), SCROLLS[event.key])(animate=False)
