"""The whole chart as tests see it: what of it is in sight, and the step one has walked to."""

from on_screen import NARROW, WIDE, OnScreen

from guide.tui.chart_view import ChartView
from guide.tui.rows import Row

LARGE = (200, 50)
SIZES = (NARROW, WIDE, LARGE)


def chart_of(screen: OnScreen) -> ChartView:
    """The chart that is open."""
    chart = screen.scene.chart
    assert chart is not None
    return chart


def steps_in_sight(rows: list[Row]) -> set[str]:
    """The steps whose boxes can be clicked."""
    return {s.key.removeprefix("step:") for one in rows for s in one if s.key.startswith("step:")}


def drawn(screen: OnScreen) -> str:
    """The part of the screen that has the chart: all above the wording."""
    rows = screen.text.splitlines()
    rule = next(y for y, one in enumerate(rows) if set(one[1:-1]) == {"─"} and one[0] == "│")
    return "\n".join(rows[3:rule])
