"""The whole chart, panned to the step in hand and walked with the arrow keys."""

from typing import Protocol

from guide.call.situation import Situation
from guide.chart.whole import Chart, whole_chart
from guide.tui.flow import in_voices
from guide.tui.rows import BLANK, Row, Span, Voice, cut, row, wrapped


class ChartHost(Protocol):
    """What the chart may ask of the call it shows."""

    def tell(self, text: str) -> None:
        """Show a sentence in the status line."""


class ChartView:
    """A window on the chart of the script in hand. `at` is the step the arrows are at."""

    def __init__(self, now: Situation) -> None:
        self.script = now.script.id
        self.at = now.call.here.step
        self._chart: Chart = whole_chart(now.script, now.library.scripts)
        self._left = self._top = 0
