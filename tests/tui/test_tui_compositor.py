from pathlib import Path

import pyte
from piloted import piloted
from rich.console import Console
from textual.geometry import Region
from textual.widgets import Static

from guide.tui.compositor import CanvasUpdate


def _console() -> Console:
    return Console(force_terminal=True, color_system="truecolor", width=120)


async def test_an_update_sends_the_cells_that_changed_and_nothing_beside_them(
    tmp_path: Path,
) -> None:
    async with piloted(tmp_path, "escalated-callers") as screen:
        compositor, canvas = screen.screen._compositor, screen.screen.canvas
        whole = [canvas.render_line(y).text for y in range(canvas.size.height)]
        compositor._dirty_regions.update({Region(40, 6, 10, 2), Region(110, 3, 50, 1)})
        update = compositor.render_partial_update()
        assert isinstance(update, CanvasUpdate)
        terminal = pyte.Screen(canvas.size.width, canvas.size.height)
        pyte.Stream(terminal).feed(update.render_segments(_console()))
        for y, shown in enumerate(terminal.display):
            sent = range(40, 50) if y in (6, 7) else range(110, canvas.size.width) if y == 3 else ()
            expected = "".join(c if x in sent else " " for x, c in enumerate(whole[y]))
            assert shown == expected, y
        assert compositor.render_partial_update() is None


async def test_what_stands_on_top_of_the_canvas_is_left_to_textual(tmp_path: Path) -> None:
    async with piloted(tmp_path, "escalated-callers") as screen:
        await screen.screen.mount(Static("Something on top."), before=0)
        await screen.until(lambda: len(screen.screen._compositor.visible_widgets) > 2)
        compositor = screen.screen._compositor
        assert len(compositor.visible_widgets) > 2
        compositor._dirty_regions.add(Region(40, 6, 10, 2))
        assert not isinstance(compositor.render_partial_update(), CanvasUpdate)
