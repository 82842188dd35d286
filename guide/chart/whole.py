"""The whole chart of a script: every step a box, every choice an arrow with its words on it."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import Enum

from msgspec import Struct

from guide.chart.graph import ROOMY, Measure, graph, measures
from guide.chart.paint import Marks, Painter, PlacedRun
from guide.chart.plan import Plan, best_plan
from guide.chart.style import DrawnRow, Style, TextRun, joined
from guide.script.model import Script
from guide.text import cells


class Direction(Enum):
    """Where an arrow key points: columns and rows."""

    UP = (0, -1)
    DOWN = (0, 1)
    LEFT = (-1, 0)
    RIGHT = (1, 0)


class Box(Struct, frozen=True):
    """The box of a step, in cells."""

    step: str
    title: str
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> tuple[int, int]:
        """The cell in its middle: column and row."""
        return self.x + self.width // 2, self.y + self.height // 2


class Chart:
    """The whole chart of one script, `width` by `height` cells.

    Its rows are painted when they are asked for; one that was painted before with the same marks
    is only looked up.
    """

    def __init__(self, script: Script, plan: Plan) -> None:
        self.width = plan.width
        self.height = plan.height
        self.boxes = tuple(
            Box(step.id, step.title, rect.x, rect.y, rect.width, rect.height)
            for node, rect in zip(plan.graph.nodes, plan.rects, strict=False)
            if (step := script.step(node.step)) is not None
        )
        self._arrows = plan.graph.arrows
        self._painter = Painter(plan)
        self._plain = Marks()
        self._nodes = {box.step: at for at, box in enumerate(self.boxes)}
        self._by_row: dict[int, list[Box]] = {}
        for box in sorted(self.boxes, key=lambda box: box.x):
            for y in range(box.y, box.y + box.height):
                self._by_row.setdefault(y, []).append(box)

    def marks(
        self,
        here: str = "",
        visited: AbstractSet[str] = frozenset(),
        taken: AbstractSet[tuple[str, str]] = frozenset(),
    ) -> Marks:
        """What `row` is to mark: the step in hand, the steps visited, the choices taken.

        A choice is the step it is of and its target: a step's id, `end:` and an ending's id,
        `return`, or another script's id with a colon.
        """
        nodes = frozenset(self._nodes[step] for step in visited if step in self._nodes)
        arrows = [at for at, arrow in enumerate(self._arrows) if arrow.name in taken]
        return self._painter.marks(self._nodes.get(here, -1), nodes, arrows)

    def row(self, y: int, marks: Marks, left: int = 0, width: int | None = None) -> DrawnRow:
        """DrawnRow `y` of the chart, of it `width` cells from column `left` on."""
        keep = (marks if y in marks.changed else self._plain).painted
        pieces = keep.get(y)
        if pieces is None:
            pieces = keep[y] = self._painter.row(y, marks)
        return _window(pieces, left, self.width - left if width is None else width)

    def rows(
        self,
        here: str = "",
        visited: AbstractSet[str] = frozenset(),
        taken: AbstractSet[tuple[str, str]] = frozenset(),
    ) -> tuple[DrawnRow, ...]:
        marks = self.marks(here, visited, taken)
        return tuple(self.row(y, marks) for y in range(self.height))

    def box(self, step: str) -> Box | None:
        at = self._nodes.get(step)
        return None if at is None else self.boxes[at]

    def boxes_in(self, y: int) -> Sequence[Box]:
        """The boxes that row `y` runs through, from left to right."""
        return self._by_row.get(y, ())

    def neighbor(self, step: str, direction: Direction) -> str | None:
        """The step one comes to from this one in a direction: the nearest that is not far aside."""
        start = self.box(step)
        if start is None:
            return None
        ahead = [(far, box.step) for box in self.boxes if (far := _distance(start, box, direction))]
        return min(ahead, default=(0, None))[1]


def whole_chart(
    script: Script, scripts: Mapping[str, Script] | None = None, measure: Measure = ROOMY
) -> Chart:
    """Draw the whole chart of a script; `scripts` give other scripts their titles.

    It takes some milliseconds a step: keep the chart.
    """
    return Chart(script, best_plan(graph(script, scripts or {}, measure)))


def chart_within(script: Script, scripts: Mapping[str, Script], width: int) -> Chart:
    """The roomiest chart of at most so many cells in width; else the narrowest there is."""
    charts: list[Chart] = []
    for measure in measures(script):
        charts.append(whole_chart(script, scripts, measure))
        if charts[-1].width <= width:
            return charts[-1]
    return min(charts, key=lambda chart: chart.width)


def _distance(start: Box, other: Box, direction: Direction) -> int:
    """How far away another box is in a direction; 0 if it is not in it.

    A cell is twice as high as it is wide, and a step aside counts more than one ahead.
    """
    across, down = direction.value
    aside = 1
    if across:
        ahead = max(other.x - start.x - start.width, start.x - other.x - other.width) + 1
        towards = (other.middle[0] - start.middle[0]) * across
        gap = max(other.y - start.y - start.height, start.y - other.y - other.height) + 1
        aside = 8 * max(gap, 0)
    else:
        ahead = 2 * (max(other.y - start.y - start.height, start.y - other.y - other.height) + 1)
        towards = (other.middle[1] - start.middle[1]) * down
        aside = 2 * max(abs(other.middle[0] - start.middle[0]) - start.width // 2, 0)
    if towards <= 0 or ahead <= 0:
        return 0
    return ahead + aside


def _window(pieces: tuple[PlacedRun, ...], left: int, width: int) -> DrawnRow:
    """The pieces as a row of `width` cells from column `left` on, with spaces between them."""
    runs: list[TextRun] = []
    at, end = left, left + width
    first = max(bisect_right(pieces, left, key=lambda piece: piece.x) - 1, 0)
    for piece in pieces[first:]:
        if piece.x >= end:
            break
        text, x = piece.run.text, piece.x
        while text and x < at:
            x += cells(text[0])
            text = text[1:]
        if not text:
            continue
        while x + cells(text) > end:
            text = text[:-1]
        runs += [TextRun(" " * (x - at), Style.TEXT), TextRun(text, piece.run.style)]
        at = x + cells(text)
    runs.append(TextRun(" " * (end - at), Style.TEXT))
    return joined(runs)
