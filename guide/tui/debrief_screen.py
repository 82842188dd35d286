"""The debrief on the screen: to be read in peace, from what must not happen to each move."""

from textual import events

from guide.training.debrief import Debrief
from guide.training.debrief_report import Paragraph, ParagraphKind, report_of
from guide.tui.canvas_screen import CanvasScreen
from guide.tui.look import Palette
from guide.tui.rows import BLANK, Row, Span, Voice, cut, fit, row

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


class DebriefView:
    """The paragraphs, and how far they are scrolled."""

    def __init__(self, debrief: Debrief) -> None:
        self._paragraphs = tuple(report_of(debrief))
        self._top = 0
        self._height = 1
        self._count = 1

    def key(self, key: str) -> bool:
        """Scroll; True for a key that closes."""
        page = max(1, self._height - 2)
        match key:
            case "enter" | "escape" | "q":
                return True
            case "down" | "j":
                self._top += 1
            case "up" | "k":
                self._top -= 1
            case "pagedown" | "space":
                self._top += page
            case "pageup":
                self._top -= page
            case "home":
                self._top = 0
            case "end":
                self._top = self._count
        self._top = max(0, min(self._top, self._count - self._height))
        return False

    def rows(self, width: int, height: int) -> list[Row]:
        """The part in sight, and below it the keys and how far it goes."""
        inner = max(20, min(width - 4, _WIDEST))
        margin = " " * max(1, (width - inner) // 2)
        every = [row(margin, *one) for part in self._paragraphs for one in _rows(part, inner)]
        every = [BLANK, *every]
        self._count, self._height = len(every), max(1, height - 1)
        self._top = max(0, min(self._top, self._count - self._height))
        seen = every[self._top : self._top + self._height]
        seen += [BLANK] * (self._height - len(seen))
        last = min(self._count, self._top + self._height)
        place = f"{last} of {self._count} rows "
        foot = fit(
            row(" ", Span(cut(_FOOTER, width - len(place) - 2), Voice.DIM)), width - len(place)
        )
        return [*(fit(one, width) for one in seen), (*foot, Span(place, Voice.DIM))]


def _rows(part: Paragraph, width: int) -> list[Row]:
    """A paragraph in rows: only its sign has a colour."""
    voice = _VOICES.get(part.kind, Voice.TEXT)
    lead = len(part.lead)
    rows = [row(Span(one[lead:], voice)) for one in part.lines(width)]
    signs = _SIGNS.get(part.kind, Voice.DIM)
    starts = [part.lead, *[" " * lead] * (len(rows) - 1)]
    return [row(Span(start, signs), *one) for start, one in zip(starts, rows, strict=True)]


class DebriefScreen(CanvasScreen[None]):
    """Shows a debrief until it is closed."""

    def __init__(self, debrief: Debrief, palette: Palette) -> None:
        super().__init__(palette)
        self.view = DebriefView(debrief)

    def painted(self, width: int, height: int) -> list[Row]:
        """The part in sight."""
        return self.view.rows(width, height)

    def press(self, key: str, character: str) -> None:
        """Scroll or close."""
        if self.view.key(key):
            self.dismiss(None)
        else:
            self.show()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel scrolls."""
        self._wheel("down")

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel scrolls."""
        self._wheel("up")

    def _wheel(self, key: str) -> None:
        for _ in range(3):
            self.view.key(key)
        self.show()
