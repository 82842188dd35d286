"""A canvas: one widget that shows rows, and repaints only the cells that changed.

A Textual screen of many widgets lays out and repaints far more than a key press changes. Here the
rows of the whole screen are compared with those shown before; what differs is the dirty region.
"""

from collections.abc import Sequence
from itertools import takewhile

from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from guide.tui.look import DARK, Palette, style_of
from guide.tui.rows import BLANK, Row, Span, fit, width_of


class Canvas(Widget, can_focus=True):
    """Shows rows of spans that fill it. Keys, pastes and clicks go to the screen it stands on."""

    DEFAULT_CSS = "Canvas { width: 1fr; height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[Row, ...] = ()
        self._strips: dict[int, Strip] = {}
        self.palette: Palette = DARK

    def show(self, rows: Sequence[Row]) -> None:
        """Show these rows from now on, repainting what differs from before."""
        before, self._rows = self._rows, tuple(rows)
        width = self.size.width
        dirty = []
        for y in range(max(len(before), len(self._rows))):
            old = before[y] if y < len(before) else BLANK
            new = self._rows[y] if y < len(self._rows) else BLANK
            if old is new or old == new:
                continue
            self._strips.pop(y, None)
            start, end = changed_cells(old, new)
            dirty.append(Region(start, y, max(1, min(width, end) - start), 1))
        if dirty:
            self.refresh(*dirty)

    def repaint(self, palette: Palette) -> None:
        """Paint everything again, in this look."""
        self.palette = palette
        self._strips.clear()
        self.refresh()

    def notify_style_update(self) -> None:
        """Forget what was painted: the screen's styles changed."""
        self._strips.clear()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        """One row as a strip exactly as wide as the widget."""
        width = self.size.width
        strip = self._strips.get(y)
        if strip is None or strip.cell_length != width:
            spans = fit(self._rows[y] if y < len(self._rows) else BLANK, width)
            strip = Strip([Segment(s.text, style_of(s.voice, self.palette)) for s in spans], width)
            self._strips[y] = strip
        return strip

    def key_at(self, x: int, y: int) -> str:
        """The key that a click on this cell stands for, or the empty string."""
        if not 0 <= y < len(self._rows):
            return ""
        at = 0
        for span in self._rows[y]:
            at += width_of((span,))
            if x < at:
                return span.key
        return ""

    def on_resize(self, event: events.Resize) -> None:
        """Paint for the new size; the screen is told by Textual itself."""
        self._strips.clear()


def changed_cells(old: Row, new: Row) -> tuple[int, int]:
    """From which cell to which (exclusive) two different rows differ."""
    start = 0
    for before, after in zip(old, new, strict=False):
        if before != after:
            start += _alike(before, after)
            break
        start += width_of((before,))
    tail = 0
    for before, after in zip(reversed(old), reversed(new), strict=False):
        if before != after:
            tail += _alike(_backwards(before), _backwards(after))
            break
        tail += width_of((before,))
    end = max(width_of(old), width_of(new))
    same_width = width_of(old) == width_of(new)
    return start, max(start + 1, end - tail if same_width else end)


def _alike(old: Span, new: Span) -> int:
    """How many cells two spans begin alike with, where a character is a cell.

    A character that is typed is then two cells to paint, not the whole row that it is typed into.
    """
    if old.voice is not new.voice or not (old.text.isascii() and new.text.isascii()):
        return 0
    both = zip(old.text, new.text, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], both))


def _backwards(span: Span) -> Span:
    return Span(span.text[::-1], span.voice)


def plain_text(rows: Sequence[Row]) -> str:
    """Rows as plain text, for tests and for reading aloud."""
    return "\n".join("".join(_text(span) for span in one).rstrip() for one in rows)


def _text(span: Span) -> str:
    return span.text
