"""A pane: a widget that shows rows of spans, and repaints only the rows that changed."""

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.selection import Selection
from textual.strip import Strip
from textual.widget import Widget

from guide.tui.look import DARK, Palette, styles_of
from guide.tui.rows import BLANK, Row, Span, Voice, fit, width_of


class Pane(Widget):
    """Shows rows. A click on a span that has a key posts `Pressed`; text can be selected."""

    DEFAULT_CSS = "Pane { width: 1fr; height: auto; }"

    class Pressed(Message):
        """Something with a key was clicked: as if that key had been pressed."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    class Resized(Message):
        """There is more room for rows, or less."""

    def __init__(self, name: str | None = None, *, classes: str | None = None) -> None:
        """`name` is its id."""
        super().__init__(id=name, classes=classes)
        self.rows: tuple[Row, ...] = ()
        self._strips: dict[int, Strip] = {}
        self._made_for = (0, 0)

    def show(self, rows: Sequence[Row]) -> None:
        """Show these rows from now on."""
        before, self.rows = self.rows, tuple(rows)
        self._made_for = self._room
        if self.styles.is_auto_height and self._height(before) != self._height(self.rows):
            self._strips.clear()
            self.refresh(layout=True)
            return
        width = self.size.width
        for y in range(max(len(before), len(self.rows))):
            if _look(_at(before, y)) != _look(_at(self.rows, y)):
                self._strips.pop(y, None)
                self.refresh(Region(0, y, width, 1))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One row of the terminal each."""
        return len(self.rows)

    def _height(self, rows: Sequence[Row]) -> int:
        """How many rows of the terminal it takes for these, where a style sheet has it fill some.

        While that does not change nothing has to be laid out, which is most of what painting takes.
        """
        around = self.parent
        if isinstance(around, Widget) and self.has_class("filling"):
            return max(len(rows), around.size.height)
        return len(rows)

    def render_line(self, y: int) -> Strip:
        """One row as a strip exactly as wide as the pane."""
        width = self.size.width
        selected = self.text_selection
        if selected is not None and (span := selected.get_span(y)) is not None:
            return self._selected(self._strip(y, width), y, span, width)
        strip = self._strips.get(y)
        if strip is None or strip.cell_length != width:
            strip = self._strips[y] = self._strip(y, width)
        return strip

    def _strip(self, y: int, width: int) -> Strip:
        styles = styles_of(self._palette)
        segments = [Segment(s.text, styles[s.voice]) for s in fit(_at(self.rows, y), width)]
        return Strip(segments, width).simplify().apply_offsets(0, y)

    def _selected(self, strip: Strip, y: int, span: tuple[int, int], width: int) -> Strip:
        """A row with a part of it selected: reversed, so that it is seen without colour too."""
        start, end = span
        stop = width if end == -1 else end
        middle = strip.crop(start, stop).apply_style(Style(reverse=True))
        return Strip.join([strip.crop(0, start), middle, strip.crop(stop, width)])

    @property
    def _palette(self) -> Palette:
        palette = getattr(self.app, "palette", DARK)
        return palette if isinstance(palette, Palette) else DARK

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The text that was selected with the mouse."""
        return selection.extract(plain_text(self.rows)), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Show what is selected."""
        self.refresh()

    def notify_style_update(self) -> None:
        """Forget what was painted: the look changed."""
        self._strips.clear()
        super().notify_style_update()

    def on_resize(self, event: events.Resize | events.Show) -> None:
        """Forget what was painted for another size, and say so: its rows are to be made anew."""
        self._strips.clear()
        if self._room != self._made_for:
            self._made_for = self._room
            self.post_message(self.Resized())

    def on_hide(self, event: events.Hide) -> None:
        """While it is not seen its rows are not made: they are to be made once it is again."""
        self._made_for = (0, 0)

    def on_show(self, event: events.Show) -> None:
        """Have the rows made that were not meanwhile."""
        if self._made_for == (0, 0):
            self.on_resize(event)

    @property
    def _room(self) -> tuple[int, int]:
        """The columns and rows there are for rows to be made."""
        return self.size.width, 0 if self.styles.is_auto_height else self.size.height

    def on_click(self, event: events.Click) -> None:
        """Tell which key was clicked."""
        if event.chain == 1 and (key := self.key_at(event.get_content_offset(self))):
            event.stop()
            self.post_message(self.Pressed(key))

    def key_at(self, where: Offset | None) -> str:
        """The key that a click on this cell stands for, or the empty string."""
        if where is None:
            return ""
        at = 0
        for span in _at(self.rows, where.y):
            at += width_of((span,))
            if where.x < at:
                return span.key
        return ""


def _at(rows: Sequence[Row], y: int) -> Row:
    return rows[y] if 0 <= y < len(rows) else BLANK


def _look(spans: Row) -> list[tuple[str, Voice]]:
    """What is seen of a row: the key that a click on it stands for is not."""
    return [(span.text, span.voice) for span in spans]


def plain_text(rows: Sequence[Row]) -> str:
    """Rows as plain text."""
    return "\n".join("".join(_text(span) for span in one).rstrip() for one in rows)


def _text(span: Span) -> str:
    return span.text
