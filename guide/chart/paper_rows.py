"""How high each row of a planned chart is on paper: rows of words, of borders, and of lines.

In a terminal every row is as high as a row of words. Paper need not waste so much: the rows in
which there are only lines are lower.
"""

from itertools import accumulate

from guide.chart.layers import Kind, Layered
from guide.chart.plan import Plan

WORDS = 2.0
_LINES, _HIGHEST_LINES, _BORDER = 1.55, 2.4, 1.15


class PaperRows:
    """Where rows are on paper. The unit is the width of a cell.

    `first_words` are the rows in which the words of the slots begin: those of a way out stand as
    high as the title of a box beside it.
    """

    def __init__(self, chart: Layered, plan: Plan) -> None:
        beside_box: dict[int, int] = {}
        for slot in chart.slots:
            if slot.kind is Kind.BOX:
                beside_box[slot.layer] = max(slot.height, beside_box.get(slot.layer, 0))
        heights = [_LINES] * plan.height
        first_words: list[int] = []
        for slot, rect in zip(chart.slots, plan.rects, strict=True):
            lower = slot.kind is Kind.EXIT and slot.height < beside_box.get(slot.layer, 0)
            first_words.append(rect.y + (lower or slot.kind is Kind.BOX))
            if slot.kind is Kind.BOX:
                for border in (rect.y, rect.y + rect.height - 1):
                    heights[border] = min(heights[border], _BORDER)
        for slot, first in zip(chart.slots, first_words, strict=True):
            if slot.kind is not Kind.LINE:
                rows = slot.height - 2 * (slot.kind is Kind.BOX)
                heights[first : first + rows] = [WORDS] * rows
        self.first_words = tuple(first_words)
        self._heights = heights
        self._tops = list(accumulate(heights, initial=0.0))

    @property
    def height(self) -> float:
        """The height of all rows."""
        return self._tops[-1]

    def stretch(self, height: float) -> None:
        """Make the rows of lines higher so that all rows together are, if it can be, this high."""
        count = self._heights.count(_LINES)
        lines = min(_LINES + max(height - self.height, 0) / max(count, 1), _HIGHEST_LINES)
        stretched = (lines if row == _LINES else row for row in self._heights)
        self._tops = list(accumulate(stretched, initial=0.0))

    def top(self, row: int) -> float:
        """The upper edge of a row, which is the lower edge of the one above it."""
        return self._tops[row]

    def middle(self, row: int) -> float:
        """The middle of a row."""
        return (self._tops[row] + self._tops[row + 1]) / 2
