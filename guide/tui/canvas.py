"""A canvas: one widget that shows rows, and repaints only the cells that changed.

A Textual screen of many widgets lays out and repaints far more than a key press changes. Here the
rows of the whole screen are compared with those shown before; the cells that differ are sent.
"""

from collections.abc import Mapping, Sequence

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.color import Color
from textual.filter import LineFilter
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from guide.tui._textual_private import CanvasUpdate, color_system_of, show_at_once
from guide.tui.look import DARK, Palette, styles_of
from guide.tui.pen import Pen
from guide.tui.rows import BLANK, Row, Span, Voice, fit, width_of
from guide.tui.runs import Run, changed


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
        self._written_by: tuple[tuple[LineFilter, ...], Pen] | None = None

    def show(self, rows: Sequence[Row]) -> None:
        """Show these rows from now on, repainting what differs from before."""
        width, height = self.size
        before, self._rows = self._rows, tuple(fit(one, width) for one in rows[:height])
        runs: list[tuple[int, Run]] = []
        # On a screen that was made smaller there is nowhere to show that the rows below are gone.
        for y in range(min(height, max(len(before), len(self._rows)))):
            old = before[y] if y < len(before) else BLANK
            new = self._rows[y] if y < len(self._rows) else fit(BLANK, width)
            if old != new:
                self._strips.pop(y, None)
                runs += [(y, run) for run in changed(old, new)]
        if runs and not show_at_once(self.screen, lambda: CanvasUpdate(self._pen(), runs)):
            self.refresh(*(Region(run.start, y, run.width, 1) for y, run in runs))

    def repaint(self, palette: Palette) -> None:
        """Paint everything again, in this look."""
        self._styles = styles_of(palette)
        self._forget()
        self.refresh()

    def notify_style_update(self) -> None:
        """Forget what was painted: the screen's styles changed."""
        self._forget()
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

    def render_lines(self, crop: Region) -> list[Strip]:
        """Rows as strips, when all of them are to be shown anew, or something is on top of them."""
        strips = [self.render_line(y).crop(crop.x, crop.right) for y in crop.line_range]
        for each in self.get_line_filters():
            strips = [strip.apply_filter(each, self.background_colors[1]) for strip in strips]
        return strips

    def _pen(self) -> Pen:
        """What writes on the terminal, in its colours."""
        filters = tuple(self.get_line_filters())
        if self._written_by is None or self._written_by[0] != filters:
            ground = self.background_colors[1]
            styles = {voice: _seen(style, filters, ground) for voice, style in self._styles.items()}
            self._written_by = filters, Pen(styles, color_system_of(self.app))
        return self._written_by[1]

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
        self._forget()

    def _forget(self) -> None:
        """Forget how rows look."""
        self._strips.clear()
        self._written_by = None


def _seen(style: Style, filters: Sequence[LineFilter], ground: Color) -> Style:
    """A style as Textual has terminals show it, such as without colours."""
    segments = [Segment(" ", style)]
    for each in filters:
        segments = each.apply(segments, ground)
    return segments[0].style or Style.null()


def _segments(spans: Row, styles: Mapping[Voice, Style]) -> list[Segment]:
    """The spans as few segments: each takes forty bytes of colours on its way to the terminal."""
    segments: list[Segment] = []
    text, style = "", None
    for span in spans:
        look = styles[span.voice]
        if look is not style:
            if text and style is not None:
                segments.append(Segment(text, style))
            text, style = span.text, look
        else:
            text += span.text
    if text and style is not None:
        segments.append(Segment(text, style))
    return segments


def plain_text(rows: Sequence[Row]) -> str:
    """Rows as plain text, for tests and for reading aloud."""
    return "\n".join("".join(_text(span) for span in one).rstrip() for one in rows)


def _text(span: Span) -> str:
    return span.text
