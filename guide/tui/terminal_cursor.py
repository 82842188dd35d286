"""Where the terminal's own cursor stands: screen readers, braille lines and IMEs follow it."""

from textual.geometry import Offset, Region
from textual.widget import Widget


def put_cursor(widget: Widget, where: Offset) -> None:
    """Have the terminal's cursor stand at a cell of the screen, which is the widget's to say.

    A terminal is told of it only with something that is painted: one cell, where nothing else is.
    """
    if widget.app.cursor_position != where:
        widget.app.cursor_position = where
        widget.refresh(Region(0, 0, 1, 1))
