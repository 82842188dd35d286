"""The whole chart of a script: every step a box, every choice an arrow with its words on it.

Where lines meet in a cell, a mask says which arms its character has: two bits for each, none, light
or heavy. Heavy has both bits set, so that masks are put together with `|` and a heavy arm covers a
light one.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import Enum, IntEnum
from itertools import pairwise, product

from msgspec import Struct

from guide.chart.flow import TitleSign
from guide.chart.graph import ROOMY, Wrapping, graph, wrappings
from guide.chart.layers import ChartTooLarge, Slot, SlotKind
from guide.chart.plan import DrawnLink, Plan, Rect, best_plan
from guide.chart.style import DrawnRow, Style, TextRun, joined
from guide.script.model import Script
from guide.text import cells

MOST_COLUMNS = 500
"""A chart as text that is wider can be followed by nobody."""


class Arm(IntEnum):
    """The directions out of a cell; the value is the place of the direction's bits in a mask."""

    UP = 0
    DOWN = 2
    LEFT = 4
    RIGHT = 6


class Weight(IntEnum):
    """How strong a line is drawn."""

    LIGHT = 1
    HEAVY = 3


_WEIGHTS = (0, Weight.LIGHT, Weight.HEAVY)
_CHARACTERS = {
    right << Arm.RIGHT | left << Arm.LEFT | down << Arm.DOWN | up << Arm.UP: char
    for (right, left, down, up), char in zip(
        product(_WEIGHTS, repeat=4),
        " ╵╹╷│╿╻╽┃╴┘┚┐┤┦┒┧┨╸┙┛┑┥┩┓┪┫╶└┖┌├┞┎┟┠─┴┸┬┼╀┰╁╂╾┵┹┭┽╃┱╅╉╺┕┗┍┝┡┏┢┣╼┶┺┮┾╄┲╆╊━┷┻┯┿╇┳╈╋",
        strict=True,
    )
}


def arms(weight: Weight, *directions: Arm) -> int:
    """The mask of a line of one weight with these arms."""
    mask = 0
    for direction in directions:
        mask |= weight << direction
    return mask


def character(mask: int) -> str:
    return _CHARACTERS[mask]


class PlacedRun(Struct, frozen=True):
    """Something in a row, from column `x` on."""

    x: int
    run: TextRun


class Marks(Struct):
    """What a chart is painted with: numbers of nodes, and the lines that were taken.

    `changed` are the rows that look otherwise than without marks; `painted` keeps them.
    """

    here: int = -1
    visited: frozenset[int] = frozenset()
    lines: Mapping[int, Sequence[DrawnLink]] = {}
    changed: frozenset[int] = frozenset()
    painted: dict[int, tuple[PlacedRun, ...]] = {}


class Painter:
    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._in_row: dict[int, list[DrawnLink]] = {}
        self._heads: dict[int, dict[int, bool]] = {}
        self._blocks: dict[int, list[tuple[Slot, Rect]]] = {}
        for line, link in zip(plan.lines, plan.layers.links, strict=True):
            for y in line.rows:
                self._in_row.setdefault(y, []).append(line)
            if line.head:
                x, y = line.head
                self._heads.setdefault(y, {})[x] = link.loop
        for slot, rect in zip(plan.layers.slots, plan.rects, strict=True):
            if slot.kind is not SlotKind.LINE:
                for y in range(rect.y, rect.y + rect.height):
                    self._blocks.setdefault(y, []).append((slot, rect))

    def marks(self, here: int, visited: frozenset[int], arrows: Sequence[int]) -> Marks:
        """Prepare to paint with these nodes and arrows marked."""
        lines: dict[int, list[DrawnLink]] = {}
        for link in {link for arrow in arrows for link in self._plan.layers.chain(arrow)}:
            line = self._plan.lines[link]
            for y in line.rows:
                lines.setdefault(y, []).append(line)
        changed = set(lines)
        for node in visited | {here} if here >= 0 else visited:
            rect = self._plan.rects[node]
            changed.update(range(rect.y, rect.y + rect.height))
        return Marks(here, visited, lines, frozenset(changed))

    def row(self, y: int, marks: Marks) -> tuple[PlacedRun, ...]:
        """The pieces of a row, from left to right."""
        lines = _masks(self._in_row.get(y, ()), y, Weight.LIGHT)
        taken = _masks(marks.lines.get(y, ()), y, Weight.HEAVY)
        for x, mask in taken.items():
            lines[x] |= mask
        pieces: list[PlacedRun] = []
        for slot, rect in self._blocks.get(y, ()):
            if slot.kind is SlotKind.BOX:
                pieces += self._box(slot, rect, y - rect.y, marks, lines)
            else:
                pieces += self._words(slot, rect, y - rect.y)
        heads = self._heads.get(y, {})
        for x, mask in lines.items():
            style = Style.DONE if x in taken else Style.BOX
            if x in heads:
                char = "▲" if heads[x] else "▼"
                style = Style.LOOP if heads[x] and style is Style.BOX else style
            else:
                char = character(mask)
            pieces.append(PlacedRun(x, TextRun(char, style)))
        return tuple(sorted(pieces, key=lambda piece: piece.x))

    def _words(self, slot: Slot, rect: Rect, at: int) -> Iterator[PlacedRun]:
        """One row of an exit, or of the label on an arrow."""
        x = rect.x + slot.indents[at]
        if slot.kind is SlotKind.EXIT:
            yield PlacedRun(x, TextRun(self._plan.graph.nodes[slot.of].rows[at], Style.EXIT))
            return
        labels = self._plan.graph.arrows[slot.of].labels
        rows = [(number, row) for label in labels for number, row in enumerate(label.rows)]
        number, row = rows[at]
        key = 1 if number == 0 else len(row) - len(row.lstrip())
        yield PlacedRun(x, TextRun(row[:key], Style.KEY))
        yield PlacedRun(x + key, TextRun(row[key:], Style.LABEL))

    def _box(
        self, slot: Slot, rect: Rect, at: int, marks: Marks, lines: dict[int, int]
    ) -> Iterator[PlacedRun]:
        """One row of a box; lines that come out of its border are taken from `lines`."""
        here, visited = slot.of == marks.here, slot.of in marks.visited
        style = Style.HERE if here else Style.DONE if visited else Style.BOX
        inside = rect.width - 2
        if 0 < at < rect.height - 1:
            side = "┃" if here else "│"
            mark = TitleSign.HERE if here else TitleSign.DONE if visited else None
            title = _title(self._plan.graph.nodes[slot.of].rows, at - 1, mark, inside)
            yield PlacedRun(rect.x, TextRun(side, style))
            yield PlacedRun(rect.x + 1, TextRun(title, Style.TEXT if style is Style.BOX else style))
            yield PlacedRun(rect.x + rect.width - 1, TextRun(side, style))
            return
        weight = Weight.HEAVY if here else Weight.LIGHT
        border = arms(weight, Arm.LEFT, Arm.RIGHT)
        first, last = ("┏┓" if here else "╭╮") if at == 0 else ("┗┛" if here else "╰╯")
        middle = (
            character(border | lines.pop(x, 0)) for x in range(rect.x + 1, rect.x + rect.width - 1)
        )
        yield PlacedRun(rect.x, TextRun(first + "".join(middle) + last, style))


def _title(rows: Sequence[str], at: int, mark: TitleSign | None, width: int) -> str:
    """A row of a title in the middle of so many cells; the mark stands before the first."""
    indent = (width - max(map(cells, rows))) // 2
    if mark is not None:
        before = f"{mark} " if at == 0 else "  "
        text = " " * (indent - 1) + before + rows[at]
    else:
        text = " " * indent + rows[at]
    return text + " " * (width - cells(text))


def _masks(lines: Iterable[DrawnLink], y: int, weight: Weight) -> dict[int, int]:
    """The masks of these lines in a row, by column; a row is painted when it is asked for."""
    masks: dict[int, int] = {}

    def add(x: int, *directions: Arm) -> None:
        masks[x] = masks.get(x, 0) | arms(weight, *directions)

    for line in lines:
        (first_x, top), (last_x, bottom) = line.corners[0], line.corners[-1]
        if y == top and not line.from_border:
            add(first_x, Arm.UP)
        if y == bottom and not line.to_border:
            add(last_x, Arm.DOWN)
        if top == bottom and first_x == last_x:
            add(first_x)
        for (x, from_y), (to_x, to_y) in pairwise(line.corners):
            low, high = min(from_y, to_y), max(from_y, to_y)
            if x == to_x and low <= y <= high:
                add(x, *([Arm.UP] if y > low else []), *([Arm.DOWN] if y < high else []))
            elif from_y == y == to_y:
                left, right = min(x, to_x), max(x, to_x)
                add(left, Arm.RIGHT)
                add(right, Arm.LEFT)
                across = arms(weight, Arm.LEFT, Arm.RIGHT)
                for between in range(left + 1, right):
                    masks[between] = masks.get(between, 0) | across
    return masks


class Direction(Enum):
    """Where an arrow key points: columns and rows."""

    UP = (0, -1)
    DOWN = (0, 1)
    LEFT = (-1, 0)
    RIGHT = (1, 0)


class Box(Rect, frozen=True):
    """The box of a step, in cells."""

    step: str
    title: str

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
            Box(rect.x, rect.y, rect.width, rect.height, step.id, step.title)
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

    def rows(self, marks: Marks | None = None) -> tuple[DrawnRow, ...]:
        return tuple(self.row(y, marks or self._plain) for y in range(self.height))

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
    script: Script, scripts: Mapping[str, Script] | None = None, wrapping: Wrapping = ROOMY
) -> Chart:
    """Draw the whole chart of a script; `scripts` give other scripts their titles.

    It takes some milliseconds a step: keep the chart. Raises ChartTooLarge.
    """
    return Chart(script, best_plan(graph(script, scripts or {}, wrapping)))


def chart_within(script: Script, scripts: Mapping[str, Script], width: int) -> Chart:
    """The roomiest chart of at most so many cells in width; else the narrowest there is.

    Raises ChartTooLarge, also for one that is wider than anyone reads.
    """
    charts: list[Chart] = []
    for wrapping in wrappings(script):
        charts.append(whole_chart(script, scripts, wrapping))
        if charts[-1].width <= width:
            return charts[-1]
        if charts[-1].width > 2 * max(width, MOST_COLUMNS):
            break  # Narrower labels do not halve it.
    if min(chart.width for chart in charts) > max(width, MOST_COLUMNS):
        raise ChartTooLarge(f"The chart of this script is {charts[-1].width:,} columns wide.")
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
