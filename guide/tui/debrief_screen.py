"""The debrief on the screen: to be read in peace, from what must not happen to each move."""

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import Screen

from guide.training.debrief import Debrief
from guide.training.debrief_report import Paragraph, ParagraphKind, report_of
from guide.tui.pane import Pane
from guide.tui.rows import BLANK, Row, Span, Voice, row

_WIDEST = 96
_FOOTER = "↑ ↓ PgUp PgDn Home End   Enter or Esc closes"
_VOICES = {
    ParagraphKind.TITLE: Voice.LINE,
    ParagraphKind.HEADING: Voice.RULE,
    ParagraphKind.REASON: Voice.DIM,
    ParagraphKind.CALLER: Voice.TITLE,
}
_SIGNS = {
    ParagraphKind.THINK: Voice.AMBER_TEXT,
    ParagraphKind.NEVER: Voice.RED_TEXT,
    ParagraphKind.WELL: Voice.DONE,
}


class DebriefScreen(Screen[None]):
    """Shows a debrief until it is closed."""

    def __init__(self, debrief: Debrief) -> None:
        super().__init__()
        self._paragraphs = tuple(report_of(debrief))
        self._left = False

    def compose(self) -> ComposeResult:
        """The report, and the keys."""
        with VerticalScroll(id="debrief"):
            yield Pane("report")
        yield Pane("debrief-keys")

    def on_mount(self) -> None:
        """The arrows scroll from the start."""
        self.query_one("#debrief-keys", Pane).show([row(" ", Span(_FOOTER, Voice.DIM))])
        self.set_focus(self.query_one("#debrief"))

    def on_resize(self, event: events.Resize) -> None:
        """Wrap for the new width."""
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        inner = max(20, min(self.size.width - 4, _WIDEST))
        rows = [one for part in self._paragraphs for one in _rows(part, inner)]
        self.query_one("#report", Pane).show([BLANK, *rows])

    def on_key(self, event: events.Key) -> None:
        """Close, or turn a page."""
        scroll = self.query_one("#debrief", VerticalScroll)
        if event.key in ("enter", "escape", "q") and not self._left:
            event.stop()
            self._left = True
            self.dismiss(None)
        elif event.key == "space":
            event.stop()
            scroll.scroll_page_down(animate=False)


def _rows(part: Paragraph, width: int) -> list[Row]:
    """A paragraph in rows: only its sign has a colour."""
    voice = _VOICES.get(part.kind, Voice.TEXT)
    lead = len(part.lead)
    rows = [row(Span(one[lead:], voice)) for one in part.lines(width)]
    signs = _SIGNS.get(part.kind, Voice.DIM)
    starts = [part.lead, *[" " * lead] * (len(rows) - 1)]
    return [row(Span(start, signs), *one) for start, one in zip(starts, rows, strict=True)]
