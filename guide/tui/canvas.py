"""A canvas: one widget that shows rows, and repaints only the cells that changed.

A Textual screen of many widgets lays out and repaints far more than a key press changes. Here the
rows of the whole screen are compared with those shown before; what differs is the dirty region.
"""

from collections.abc import Mapping, Sequence

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from guide.tui.look import DARK, Palette, styles_of
from guide.tui.rows import BLANK, Row, Span, Voice, cells, fit, width_of


class Canvas(Widget):
    """Shows rows of spans that fill it. Keys, pastes and clicks go to the screen it stands on.

    It takes no focus: a key goes to the screen at once then, not through one widget more.
    """

    DEFAULT_CSS = "Canvas { width: 1fr; height: 1fr; }"

    def __init__(self, palette: Palette = DARK) -> None:
        super().__init__()
        self._rows: tuple[Row, ...] = ()
        self._strips: dict[int, Strip] = {}
        self._styles = styles_of(palette)

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
        self._styles = styles_of(palette)
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
            strip = Strip(_segments(spans, self._styles), width)
            self._strips[y] = strip
        return strip

    def cells(self, y: int, start: int, end: int) -> Strip:
        """The cells of one row from `start` up to `end`, as the terminal is to show them."""
        strip = self.render_line(y).crop(start, end)
        for each in self.get_line_filters():
            strip = strip.apply_filter(each, self.background_colors[1])
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


def _segments(spans: Row, styles: Mapping[Voice, Style]) -> list[Segment]:
    """The spans as few segments: each takes forty bytes of colours on its way to the terminal."""
    segments: list[Segment] = []
    text, style = "", None
    for span in spans:
        look = styles[span.voice]
        if look is not style:
            if style is not None:
                segments.append(Segment(text, style))
            text, style = span.text, look
        else:
            text += span.text
    if style is not None:
        segments.append(Segment(text, style))
    return segments


def changed_cells(old: Row, new: Row) -> tuple[int, int]:
    """From which cell to which (exclusive) two different rows differ."""
    start = 0
    for before, after in zip(old, new, strict=False):
        if before != after:
            start += _alike(before, after)
            break
        start += cells(before.text)
    end = max(width_of(old), width_of(new))
    if width_of(old) != end or width_of(new) != end:
        return start, max(start + 1, end)
    for before, after in zip(reversed(old), reversed(new), strict=False):
        if before != after:
            end -= _alike(_backwards(before), _backwards(after))
            break
        end -= cells(before.text)
    return start, max(start + 1, end)


def _alike(old: Span, new: Span) -> int:
    """How many cells two spans begin alike with, where a character is a cell.

    A character that is typed is then two cells to paint, not the whole row that it is typed into.
    """
    if old.voice is not new.voice or not (old.text.isascii() and new.text.isascii()):
        return 0
    least = min(len(old.text), len(new.text))
    return next((n for n in range(least) if old.text[n] != new.text[n]), least)


def _backwards(span: Span) -> Span:
    return Span(span.text[::-1], span.voice)


def plain_text(rows: Sequence[Row]) -> str:
    """Rows as plain text, for tests and for reading aloud."""
    return "\n".join("".join(_text(span) for span in one).rstrip() for one in rows)


def _text(span: Span) -> str:
    return span.text
