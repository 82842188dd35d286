"""Showing on the terminal at once what changed on a canvas, and nothing else.

Textual finds out several messages later what is dirty, renders every row of every widget that it
touches, and tells the whole style of each run of letters. A canvas fills its screen and knows its
cells: sending them itself takes less time, and less than half of the bytes where much changes.
"""

from collections.abc import Sequence

from rich.console import Console
from textual._compositor import ChopsUpdate
from textual.screen import Screen

from guide.tui.pen import Pen
from guide.tui.runs import Run

_SCREEN_AND_CANVAS = 2


class CanvasUpdate(ChopsUpdate):
    """The changed cells of a canvas: runs of them, each with its row."""

    def __init__(self, pen: Pen, runs: Sequence[tuple[int, Run]]) -> None:
        self._pen = pen
        self._runs = runs

    def render_segments(self, console: Console) -> str:
        """The update as what is written to the terminal."""
        return self._pen.write(self._runs)


def can_show(screen: Screen[object]) -> bool:
    """Whether a canvas may show something itself: it is laid out, and nothing stands on top."""
    app = screen.app
    return (
        screen.is_current
        and app.screen is screen
        and not app._batch_count
        and len(screen._compositor.visible_widgets) == _SCREEN_AND_CANVAS
    )


def show(screen: Screen[object], update: CanvasUpdate) -> None:
    """Have the terminal show it now."""
    screen.app._display(screen, update)
