"""The flow of a script drawn for paper: boxes, ways out, and arrows with their choices.

Everything stands where the plan of the whole chart has it, so that here too no line runs through a
box or through words. The unit is the width of one of its cells.

The signs are drawn, since not every letter has them, and black ink is enough: the first step has a
heavy border and an ending is filled; another script is a pill, a way back is dashed.
"""

from itertools import accumulate

from guide.chart.flow import TitleSign
from guide.chart.graph import Graph, Label
from guide.chart.layers import SlotKind
from guide.chart.plan import DrawnLink, Plan, Rect, best_plan
from guide.chart.svg import Svg, length
from guide.script.model import Script

TITLE, CHOICE, SMALL = 1.75, 1.7, 1.45
"""How high the letters of titles, of choices and of small signs are."""
BLACK, LINE, TINT, WHITE = "#111", "#333", "#e9edf2", "#fff"
THICK, THIN, DASHES = 0.5, 0.22, "1 0.6"
KEY = 0.92
"""Half of the width of the disc that the number of a choice stands in."""
ICON = 1.6
"""The room that the sign of a way out takes before its words."""
_BASE = 0.34
"""How far below the middle of its row a letter stands, as a part of its height."""
_HEAD = 1.2
_ICONS = {
    TitleSign.SCRIPT: "M0 0H1.1M0.65 -0.45L1.1 0L0.65 0.45",
    TitleSign.RETURN: "M0.45 -0.05L0 0.3L0.45 0.65M0 0.3H0.8Q1.15 0.3 1.15 -0.1T0.8 -0.5H0.35",
    TitleSign.LOOP: "M0.3 -0.45A0.55 0.55 0 1 0 0.95 -0.35M0.3 -0.95V-0.4H0.85",
}
_WORDS, _LINES, _HIGHEST_LINES, _BORDER = 2.0, 1.55, 2.4, 1.15
"""How high a row of words is, one of lines, one of lines where there is room, and a border."""
_BEND = 0.9
_PADDING = 0.9
_AFTER_KEY = 2 * KEY + 0.4
_OVER = 0.15
"""How far the shape of a way out reaches over the rows of its words."""


class DrawnFlow:
    """The flow of a script, `width` by `height` cell widths, to be drawn into a document."""

    def __init__(self, script: Script, graph: Graph) -> None:
        self._script = script
        self.graph = graph
        self._plan = best_plan(graph)
        self._slots = self._plan.layers.slots
        self._rows = _Rows(self._plan)
        self.width = float(self._plan.width)
        self.height = self._rows.tops[-1]

    def fill(self, height: float) -> None:
        """Let the lines take the room that is left where the flow is lower than this."""
        self._rows.stretch(height)
        self.height = self._rows.tops[-1]

    def draw(self, svg: Svg) -> None:
        """Draw it, its upper left corner at the origin; lines first, so that all else is on top."""
        self._draw_lines(svg)
        draw = {
            SlotKind.BOX: self._draw_step,
            SlotKind.EXIT: self._draw_exit,
            SlotKind.LABEL: self._draw_label,
        }
        for at, slot in enumerate(self._slots):
            if slot.kind in draw:
                svg.group()
                draw[slot.kind](svg, at, self._plan.rects[at])
                svg.end()

    def _draw_lines(self, svg: Svg) -> None:
        heads: set[tuple[float, float, bool]] = set()
        for line, link in zip(self._plan.lines, self._plan.layers.links, strict=True):
            points = self._points(line, link.upper, link.lower)
            if line.head:
                heads.add((*points[0 if link.loop else -1], link.loop))
            if self._slots[link.upper].layer % 2 == 1:
                # Lines that run together are dashed alike from the end they share.
                points.reverse()
            # Square ends leave no seam where one line goes on from another.
            look = {"stroke_dasharray": DASHES} if link.loop else {"stroke_linecap": "square"}
            svg.path(points, _BEND, stroke=LINE, stroke_width=THIN, **look)
        for x, y, loop in sorted(heads):
            head(svg, x, y, loop=loop)

    def _points(self, line: DrawnLink, upper: int, lower: int) -> list[tuple[float, float]]:
        """The corners of a line from the top down; its ends are where what it joins begins."""
        rows, rects = self._rows, self._plan.rects
        inner = [(_middle(x), rows.middle(y)) for x, y in line.corners[1:-1]]
        (x, first), (last_x, last) = line.corners[0], line.corners[-1]
        top, bottom = rows.tops[first], rows.tops[last + 1]
        kind = self._slots[lower].kind
        if self._is_box(upper):
            top = rows.middle(rects[upper].y + rects[upper].height - 1)
        if self._is_box(lower):
            bottom = rows.middle(rects[lower].y)
        elif kind is SlotKind.EXIT:
            bottom = rows.tops[rows.first_words[lower]] - _OVER
        return [(_middle(x), top), *inner, (_middle(last_x), bottom)]

    def _is_box(self, at: int) -> bool:
        return self._slots[at].kind is SlotKind.BOX

    def _draw_step(self, svg: Svg, at: int, rect: Rect) -> None:
        node = self.graph.nodes[self._slots[at].of]
        step = self._script.step(node.step)
        top = self._rows.middle(rect.y)
        bottom = self._rows.middle(rect.y + rect.height - 1)
        box(
            svg,
            _middle(rect.x),
            top,
            rect.width - 1,
            bottom - top,
            first=node.step == self._script.first,
            part=step is not None and step.role is not None,
        )
        x = rect.x + rect.width / 2
        y = (top + bottom - (len(node.rows) - 1) * _WORDS) / 2
        for row, words in enumerate(node.rows):
            write(svg, words, x, y + row * _WORDS, rect.width - 3.5, size=TITLE)
        count = sum(line.must_say for line in step.lines) if step else 0
        if count:
            must_say(svg, _middle(rect.x + rect.width - 1), (top + bottom) / 2, count)

    def _draw_exit(self, svg: Svg, at: int, rect: Rect) -> None:
        node = self.graph.nodes[self._slots[at].of]
        sign = node.sign or TitleSign.LOOP
        words = (node.rows[0].removeprefix(sign).lstrip(), *node.rows[1:])
        first = self._rows.first_words[at]
        top = self._rows.tops[first] - _OVER
        height = self._rows.tops[first + rect.height] + _OVER - top
        long = [length(row, CHOICE) for row in words]
        long[0] += ICON
        wide = min(max(long), rect.width)
        x = rect.x + rect.width / 2
        shape = wide + 2 * _PADDING
        way_out(svg, sign, x - shape / 2, top, shape, height)
        color = color_on(sign)
        start = x - min(long[0], wide) / 2
        y = self._rows.middle(first)
        icon(svg, sign, start, y)
        room = wide - ICON
        write(svg, words[0], start + ICON, y, room, anchor="start", fill=color)
        for row, text in enumerate(words[1:], first + 1):
            write(svg, text, x, self._rows.middle(row), wide, fill=color)

    def _draw_label(self, svg: Svg, at: int, rect: Rect) -> None:
        labels = self.graph.arrows[self._slots[at].of].labels
        alone = len(labels) == 1
        rows = [(label, row) for label in labels for row in range(len(label.rows))]
        long = [_length(label, row, alone=alone) for label, row in rows]
        for y, (label, row) in enumerate(rows, rect.y):
            middle = self._rows.middle(y)
            x = rect.x + (rect.width - (long[y - rect.y] if alone else max(long))) / 2
            if row == 0:
                key(svg, x + KEY, middle, label.key)
            if row == 0 or not alone:
                x += _AFTER_KEY
            words = _words(label, row)
            write(svg, words, x, middle, rect.width, anchor="start")


class _Rows:
    """How high each row of a plan is on paper, and where it is.

    In a terminal every row is as high as a row of words. Paper need not waste so much: the rows
    in which there are only lines are lower.

    `tops` are their upper edges, and the lower edge of the last. `first_words` are the rows in
    which the words of the slots begin: those of a way out stand as high as the title of a box
    beside it.
    """

    def __init__(self, plan: Plan) -> None:
        slots = plan.layers.slots
        beside_box: dict[int, int] = {}
        for slot in slots:
            if slot.kind is SlotKind.BOX:
                beside_box[slot.layer] = max(slot.height, beside_box.get(slot.layer, 0))
        heights = [_LINES] * plan.height
        first_words: list[int] = []
        for slot, rect in zip(slots, plan.rects, strict=True):
            lower = slot.kind is SlotKind.EXIT and slot.height < beside_box.get(slot.layer, 0)
            first_words.append(rect.y + (lower or slot.kind is SlotKind.BOX))
            if slot.kind is SlotKind.BOX:
                for border in (rect.y, rect.y + rect.height - 1):
                    heights[border] = min(heights[border], _BORDER)
        for slot, first in zip(slots, first_words, strict=True):
            if slot.kind is not SlotKind.LINE:
                rows = slot.height - 2 * (slot.kind is SlotKind.BOX)
                heights[first : first + rows] = [_WORDS] * rows
        self.first_words = tuple(first_words)
        self._heights = heights
        self.tops = list(accumulate(heights, initial=0.0))

    def stretch(self, height: float) -> None:
        """Make the rows of lines higher so that all rows together are, if it can be, this high."""
        count = self._heights.count(_LINES)
        lines = min(_LINES + max(height - self.tops[-1], 0) / max(count, 1), _HIGHEST_LINES)
        stretched = (lines if row == _LINES else row for row in self._heights)
        self.tops = list(accumulate(stretched, initial=0.0))

    def middle(self, row: int) -> float:
        return (self.tops[row] + self.tops[row + 1]) / 2


def _middle(column: int) -> float:
    return column + 0.5


def _words(label: Label, row: int) -> str:
    """The words of a row of a choice, without its number."""
    return (label.rows[0][len(str(label.key)) :] if row == 0 else label.rows[row]).strip()


def _length(label: Label, row: int, *, alone: bool) -> float:
    words = length(_words(label, row), CHOICE)
    return words + _AFTER_KEY if row == 0 or not alone else words


def write(
    svg: Svg,
    words: str,
    x: float,
    y: float,
    room: float,
    *,
    size: float = CHOICE,
    anchor: str = "middle",
    fill: str = BLACK,
) -> None:
    """Write a row of words whose middle is as high as `y`; too long for its room, it is set closer.

    Titles are bold. The length is told, so that words in another letter keep to their place.
    """
    if not words:
        return
    bold = size == TITLE
    fixed: dict[str, str | float] = {"font_weight": "bold"} if bold else {}
    long = length(words, size, bold=bold)
    if words.isascii() or long > room:
        fixed |= {"textLength": min(long, room), "lengthAdjust": "spacingAndGlyphs"}
    base = y + size * _BASE
    svg.words("text", words, x=x, y=base, font_size=size, text_anchor=anchor, fill=fill, **fixed)


def box(
    svg: Svg, x: float, y: float, width: float, height: float, *, first: bool, part: bool
) -> None:
    """The box of a step: the first of its script, or one with a part in the hang-up protocol."""
    fill, thick = TINT if part else WHITE, THICK if first else THIN
    _rect(svg, x, y, width, height, rx=0.8, fill=fill, stroke_width=thick)


def must_say(svg: Svg, x: float, y: float, count: int) -> None:
    """How many lines of a step must be said, on its border."""
    words = f"“{count}”"
    wide = length(words, SMALL) + 0.6
    _rect(svg, x - wide / 2, y - 0.9, wide, 1.8, rx=0.9)
    write(svg, words, x, y, wide, size=SMALL)


def key(svg: Svg, x: float, y: float, number: int) -> None:
    svg.draw("circle", cx=x, cy=y, r=KEY, fill=LINE)
    write(svg, str(number), x, y, 2 * KEY, size=SMALL, fill=WHITE)


def way_out(svg: Svg, sign: TitleSign, x: float, y: float, width: float, height: float) -> None:
    """The shape of a way out; its words are to be in `color_on(sign)`."""
    look: dict[str, str | float] = {"rx": min(height / 2, 1.2)}
    if sign is TitleSign.END:
        look = {"rx": 0.3, "fill": LINE}
    elif sign is TitleSign.LOOP:
        look["stroke_dasharray"] = DASHES
    _rect(svg, x, y, width, height, **look)


def color_on(sign: TitleSign) -> str:
    """The color of the words on a way out."""
    return WHITE if sign is TitleSign.END else BLACK


def icon(svg: Svg, sign: TitleSign, x: float, y: float) -> None:
    """The sign of a way out; its left end is at `x`."""
    if sign is TitleSign.END:
        svg.draw("rect", x=x + 0.1, y=y - 0.5, width=1, height=1, fill=WHITE)
        return
    move = f"translate({x:.2f} {y:.2f})"
    look = {"fill": "none", "stroke": BLACK}
    svg.draw("path", d=_ICONS[sign], transform=move, **look, stroke_width=THIN)


def head(svg: Svg, x: float, y: float, *, loop: bool) -> None:
    """The head of an arrow with its tip there: it points down or, hollow, on a way back, up."""
    back = _HEAD if loop else -_HEAD
    svg.draw(
        "path",
        d=f"M{x:.2f} {y:.2f}l-0.6 {back}h1.2Z",
        fill=WHITE if loop else LINE,
        stroke=LINE,
        stroke_width=THIN if loop else THIN / 2,
        stroke_linejoin="round",
    )


def _rect(svg: Svg, x: float, y: float, width: float, height: float, **look: str | float) -> None:
    """A shape that is white and has a thin border, unless its look says otherwise."""
    usual: dict[str, str | float] = {"fill": WHITE, "stroke": BLACK, "stroke_width": THIN}
    svg.draw("rect", x=x, y=y, width=width, height=height, **(usual | look))
