"""Where the terminal's own cursor stands: screen readers, braille lines and IMEs follow it."""

from textual.geometry import Offset, Region
from textual.widget import Widget

from guide.text import cells, is_of_certain_width, runs_from_right


def put_cursor(widget: Widget, where: Offset) -> None:
    """Have the terminal's cursor stand at a cell of the screen, which is the widget's to say.

    A terminal is told of it only with something that is painted: one cell, where nothing else is. A
    row that runs from the right is painted whole: its first cell alone is no text with its end; and
    so is one whose first sign has more cells than one, or is joined with what follows.
    """
    if widget.app.cursor_position != where:
        widget.app.cursor_position = where
        text = widget.render_line(0).text
        is_one_cell = cells(text[:1]) == 1 and is_of_certain_width(text[:2])
        is_whole = runs_from_right(text) or not is_one_cell
        widget.refresh(Region(0, 0, widget.size.width if is_whole else 1, 1))
