"""The whole chart as tests see it: what of it is in sight, and the step one has walked to."""

from kit import Desk
from on_screen import NARROW, WIDE, OnScreen

from guide.record.writer import Saved
from guide.tui.chart_view import STEP, ChartView
from guide.tui.pane import Pane, plain_text
from guide.tui.rows import Row, width_of
from guide.tui.scene import Scene

LARGE = (200, 50)
SIZES = (NARROW, WIDE, LARGE)


def chart_of(screen: OnScreen) -> ChartView:
    """The chart that is open."""
    chart = screen.view.chart
    assert chart is not None
    return chart


def scene_of(desk: Desk) -> Scene:
    """What a chart is painted from."""
    return Scene(now=desk.now, saved=Saved(True), elapsed=0.0, mark=0)


def painted(chart: ChartView, desk: Desk, size: tuple[int, int]) -> str:
    """A chart as it is painted into a room of this size."""
    rows = chart.rows(scene_of(desk), *size)
    assert len(rows) == size[1]
    return plain_text(rows)


def above_rule(text: str) -> str:
    """The part that has the chart: all above the wording."""
    rows = text.splitlines()
    rule = next(y for y, one in enumerate(rows) if one.strip("│") and set(one.strip("│")) == {"─"})
    return "\n".join(rows[:rule])


def steps_in_sight(rows: list[Row]) -> set[str]:
    """The steps whose boxes can be clicked."""
    return {s.key.removeprefix(STEP) for one in rows for s in one if s.key.startswith(STEP)}


def place_of(screen: OnScreen, key: str) -> tuple[int, int]:
    """The cell of the terminal where a click stands for this key."""
    pane = screen.app.screen.query_one("#chart-rows", Pane)
    for y, one in enumerate(pane.rows):
        x = 0
        for span in one:
            if span.key == key:
                return pane.region.x + x + 1, pane.region.y + y
            x += width_of((span,))
    raise AssertionError(f"{key} is not in sight")


def click(screen: OnScreen, step: str) -> None:
    """Click on the box of a step."""
    screen.click_at(*place_of(screen, f"{STEP}{step}"))


def drawn(screen: OnScreen) -> str:
    """The part of the screen that has the chart."""
    return above_rule("\n".join(screen.text.splitlines()[3:]))
