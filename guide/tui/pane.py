"""A pane: a widget that shows rows of spans, and repaints only the rows that changed."""

from collections.abc import Iterable, Sequence
from itertools import groupby, zip_longest
from math import inf
from time import monotonic

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.selection import Selection
from textual.strip import Strip
from textual.widget import Widget

from guide.text import is_of_certain_width
from guide.tui.look import FILLED, palette_of, styles_of
from guide.tui.rows import (
    BLANK,
    ISOLATES,
    Row,
    Span,
    Voice,
    cells,
    fit,
    isolated,
    safe,
    width_of,
)


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
        self._painted_width = 0
        self._pressed_on = ""
        self.painted_at = inf
        """When it was first painted, in seconds of the monotonic clock."""

    def show(self, rows: Sequence[Row]) -> None:
        """Show these rows from now on."""
        before, self.rows = self.rows, tuple(map(safe, rows))
        self._made_for = self._room
        if before == self.rows:
            return
        if self._is_as_high_as_its_rows and len(before) != len(self.rows):
            self._strips.clear()
            # Told its height anew, as it may be laid out already for rows that it has no more.
            self.styles.height = len(self.rows)
            return
        changed = []
        for y, (old, new) in enumerate(zip_longest(before, self.rows, fillvalue=BLANK)):
            if old != new and _look(old) != _look(new):
                self._strips.pop(y, None)
                changed.append(self._changed(y, (old, new)))
        if changed:
            self.refresh(*changed)

    def _changed(self, y: int, rows: Sequence[Row]) -> Region:
        """What is to be painted anew of a row that was and is so.

        A sign at its very beginning is kept by terminals with the cell beside it: that one too.
        """
        reach = reach_of(rows, self.size.width)
        beside = any(plain_text([isolated(one)]).startswith(ISOLATES) for one in rows)
        return Region(-1, y, reach + 1, 1) if beside else Region(0, y, reach, 1)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One row of the terminal each."""
        return len(self.rows)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Rows to be painted. Where a click is in a text is asked of `render_line` alone."""
        self._painted_width = self.size.width
        self.painted_at = min(self.painted_at, monotonic())
        try:
            return super().render_lines(crop)
        finally:
            self._painted_width = 0

    def render_line(self, y: int) -> Strip:
        """One row as a strip exactly as wide as the pane."""
        if self._painted_width:
            return self._line(y, self._painted_width)
        return self._line(y, self.size.width).apply_offsets(0, y)

    def _line(self, y: int, width: int) -> Strip:
        """One row, with what is selected of it."""
        selected = self.text_selection
        if selected is not None and (span := selected.get_span(y)) is not None:
            return self._selected(self._strip(y, width), y, span, width)
        strip = self._strips.get(y)
        if strip is None or strip.cell_length != width:
            strip = self._strips[y] = self._strip(y, width)
        return strip

    def _strip(self, y: int, width: int) -> Strip:
        styles = styles_of(palette_of(self.app))
        fitted = isolated(fit(_at(self.rows, y), width))
        spans = groupby(fitted, lambda span: styles[span.voice])
        return Strip([Segment("".join(map(_text, alike)), style) for style, alike in spans], width)

    def _selected(self, strip: Strip, y: int, span: tuple[int, int], width: int) -> Strip:
        """A row with a part of it selected: reversed, so that it is seen without colour too."""
        start, end = span
        stop = width if end == -1 else end
        middle = strip.crop(start, stop).apply_style(Style(reverse=True))
        return Strip.join([strip.crop(0, start), middle, strip.crop(stop, width)])

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
        width, height = self.size
        return width, 0 if self._is_as_high_as_its_rows else height

    @property
    def _is_as_high_as_its_rows(self) -> bool:
        """Whether the style sheet has it so."""
        return self.styles.base.is_auto_height

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Note which key the mouse is pressed on."""
        self._pressed_on = self.key_at(event.get_content_offset(self))

    def on_click(self, event: events.Click) -> None:
        """Tell which key was clicked: pressed on, and let go there.

        Where words were selected, the mouse was let go: no click.
        """
        pressed_on, self._pressed_on = self._pressed_on, ""
        if self.text_selection is not None:
            return
        key = self.key_at(event.get_content_offset(self))
        if event.chain == 1 and key and key == pressed_on:
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


def reach_of(rows: Iterable[Row], width: int) -> int:
    """As far as there is something to see of rows; all the `width` where that is not certain.

    Terminals do not agree how wide joined and combined signs are: what such a row leaves behind
    stands where nobody knows.
    """
    rows = tuple(rows)
    if all(is_of_certain_width(span.text) for one in rows for span in one):
        return max(map(_reach, rows))
    return width


def _reach(spans: Row) -> int:
    """How many cells of a row there is more to see of than blank ground."""
    reach = at = 0
    for span in spans:
        at += cells(span.text)
        if span.voice in FILLED:
            reach = at
        elif text := span.text.rstrip(" "):
            reach = at - len(span.text) + len(text)
    return reach


def plain_text(rows: Sequence[Row]) -> str:
    """Rows as plain text."""
    return "\n".join("".join(_text(span) for span in one).rstrip() for one in rows)


def _text(span: Span) -> str:
    return span.text
