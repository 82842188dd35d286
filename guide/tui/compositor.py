"""Sending the terminal what changed on a canvas, and nothing else.

Textual renders every row of every widget that a change touches, and cuts a row to the right of the
change only. A canvas fills its screen and knows its rows: taking them from it directly, cut on both
sides, saves a third of the time for a key and half of the bytes.
"""

from collections.abc import Sequence

from rich.console import Console
from rich.control import Control
from textual._compositor import ChopsUpdate, Compositor

from guide.tui.canvas import Canvas


class CanvasCompositor(Compositor):
    """The compositor of a screen that a canvas fills."""

    def render_partial_update(self) -> ChopsUpdate | None:
        """An update of what is dirty; None when nothing is."""
        canvas = next((one for one in self.visible_widgets if isinstance(one, Canvas)), None)
        # The screen and its canvas: anything more stands on top of it.
        if canvas is None or len(self.visible_widgets) > 2:
            return super().render_partial_update()
        screen = self.size.region
        dirty = [region.intersection(screen) for region in self._dirty_regions]
        self._dirty_regions.clear()
        spans = list(self._regions_to_spans([region for region in dirty if region]))
        return CanvasUpdate(canvas, spans) if spans else None


class CanvasUpdate(ChopsUpdate):
    """The changed cells of a canvas: runs of them, each a row, its first cell and its end."""

    def __init__(self, canvas: Canvas, spans: Sequence[tuple[int, int, int]]) -> None:
        self._canvas = canvas
        self._spans = spans

    def render_segments(self, console: Console) -> str:
        """The update as what is written to the terminal."""
        return "".join(
            Control.move_to(start, y).segment.text
            + self._canvas.cells(y, start, end).render(console)
            for y, start, end in self._spans
        )
