"""The graph cut into layers: boxes in the even ones, the words on the arrows in the odd ones.

Every arrow becomes a chain of links from layer to layer. Arrows to the same place share the
links they can: they join on the way there, never before their own words.
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from functools import cached_property
from graphlib import TopologicalSorter

from msgspec import Struct

from guide.chart.graph import Arrow, Graph, Node
from guide.errors import GuideError
from guide.text import cells

_PORTS_WIDTH = 11
"""A box at least this wide has room for every line that can meet one of its sides."""
_ROUNDS = 12
_TOGETHER = 60
MOST_SLOTS = 8_000
"""A chart of more takes seconds to lay out, and nobody could follow its lines."""
"""How many nodes sink or rise together at most."""


class ChartTooLarge(GuideError):
    """A chart would have more boxes, labels and lines than are laid out."""


class SlotKind(Enum):
    BOX = "box"
    EXIT = "exit"
    LABEL = "label"
    LINE = "line"


class Slot(Struct, frozen=True):
    """One thing in a layer.

    `width` is odd, so that its middle is a column. `of` is the number of its node or, for a label,
    of its arrow. A `loop` slot is on a way back, which is drawn upwards. Lines meet it from above
    in the columns of `top` and from below in those of `bottom`, counted from its middle; `indents`
    are the spaces before each row of its words, where it has no border.
    """

    kind: SlotKind
    layer: int
    width: int
    height: int
    of: int
    loop: bool = False
    top: tuple[int, int] = (0, 0)
    bottom: tuple[int, int] = (0, 0)
    indents: tuple[int, ...] = ()


class Link(Struct, frozen=True):
    """A line from a slot down to one of the next layer; drawn upwards where it is on a loop."""

    upper: int
    lower: int
    loop: bool


class Layers(Struct, frozen=True, dict=True):
    """Slots and links.

    Each arrow begins with its link in `firsts`; from a label or a line it goes on by that in
    `onward`.
    """

    slots: Sequence[Slot]
    links: Sequence[Link]
    firsts: Sequence[int] = ()
    onward: dict[int, int] = {}

    def chain(self, arrow: int) -> Iterator[int]:
        """The numbers of the links that an arrow is made of, from its step on."""
        number: int | None = self.firsts[arrow]
        while number is not None:
            yield number
            link = self.links[number]
            number = self.onward.get(link.upper if link.loop else link.lower)

    @cached_property
    def count(self) -> int:
        return max(slot.layer for slot in self.slots) + 1

    @cached_property
    def above(self) -> list[list[int]]:
        """For each slot those of the layer above that it is linked to."""
        return _neighbors(len(self.slots), ((link.lower, link.upper) for link in self.links))

    @cached_property
    def below(self) -> list[list[int]]:
        """For each slot those of the layer below that it is linked to."""
        return _neighbors(len(self.slots), ((link.upper, link.lower) for link in self.links))


def _neighbors(count: int, pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """For each of so many those that it is the first with in a pair."""
    found: list[list[int]] = [[] for _ in range(count)]
    for one, other in pairs:
        found[one].append(other)
    return found


def layered(graph: Graph) -> Layers:
    """Cut a graph into layers, in which every arrow leads down but for those of loops.

    Raises ChartTooLarge where it would come to more slots than are laid out.
    """
    down = [
        (arrow.target, arrow.source) if arrow.loop else (arrow.source, arrow.target)
        for arrow in graph.arrows
    ]
    return in_ranks(graph, ranks(len(graph.nodes), down))


def in_ranks(graph: Graph, rank: Sequence[int]) -> Layers:
    """Cut a graph whose nodes have these ranks into layers, two for each rank."""
    slots = [_node_slot(node, at, 2 * rank[at]) for at, node in enumerate(graph.nodes)]
    links: list[Link] = []
    firsts: list[int] = []
    onward: dict[int, int] = {}
    lines: dict[tuple[int, bool, int], int] = {}

    def go_on(start: int, end: int, *, loop: bool) -> None:
        onward[start] = len(links)
        links.append(Link(end, start, loop) if loop else Link(start, end, loop))

    for at, arrow in enumerate(graph.arrows):
        step = -1 if arrow.loop else 1
        layer = 2 * rank[arrow.source] + step
        here = len(slots)
        if here > MOST_SLOTS:
            raise ChartTooLarge(_TOO_LARGE)
        slots.append(_label_slot(arrow, at, layer))
        firsts.append(len(links))
        ends = (here, arrow.source) if arrow.loop else (arrow.source, here)
        links.append(Link(*ends, arrow.loop))
        for between in range(layer + step, 2 * rank[arrow.target], step):
            line = (arrow.target, arrow.loop, between)
            joined = line in lines
            if not joined:
                lines[line] = len(slots)
                slots.append(Slot(SlotKind.LINE, between, 1, 1, arrow.target, arrow.loop))
            go_on(here, lines[line], loop=arrow.loop)
            here = lines[line]
            if joined:
                break
        else:
            go_on(here, arrow.target, loop=arrow.loop)
    return Layers(slots, links, firsts, onward)


_TOO_LARGE = (
    "The chart of this script has too many boxes and lines to be drawn. `guide chart SCRIPT` lists"
    " its steps with their choices; --format mermaid and --format dot leave the drawing to others."
)


def _node_slot(node: Node, at: int, layer: int) -> Slot:
    width = max(cells(row) for row in node.rows)
    if node.step:
        width = max(width + 6, _PORTS_WIDTH) | 1
        side = (1 - width // 2, width // 2 - 1)
        return Slot(SlotKind.BOX, layer, width, len(node.rows) + 2, at, top=side, bottom=side)
    top = _side(node.rows[0], 0, width | 1)
    indents = (0,) * len(node.rows)
    return Slot(SlotKind.EXIT, layer, width | 1, len(node.rows), at, top=top, indents=indents)


def _label_slot(arrow: Arrow, at: int, layer: int) -> Slot:
    """Words of one choice stand in the middle, those of several below one another on the left."""
    rows = [row for label in arrow.labels for row in label.rows]
    width = max(cells(row) for row in rows) | 1
    alone = len(arrow.labels) == 1
    indents = tuple((width - cells(row)) // 2 if alone else 0 for row in rows)
    top, bottom = (_side(rows[row], indents[row], width) for row in (0, -1))
    return Slot(SlotKind.LABEL, layer, width, len(rows), at, arrow.loop, top, bottom, indents)


def _side(row: str, indent: int, width: int) -> tuple[int, int]:
    """The columns over a row of words, but for its very ends, counted from the middle."""
    first, last = indent - width // 2, indent - width // 2 + cells(row) - 1
    return (first + 1, last - 1) if last - first > 1 else (first, last)


_Sides = Sequence[Sequence[int]]
"""For each node those its edges lead to, or come from."""


def ranks(nodes: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    """The rank of each of so many nodes, from 0 at the top, with every edge leading down.

    There must be no circle of edges. At first every node stands as high as it can; then nodes sink
    and rise, each with those it pushes before it, where that makes the edges shorter on the whole.
    Node 0 stays.
    """
    below = _neighbors(nodes, edges)
    above = _neighbors(nodes, ((lower, upper) for upper, lower in edges))
    sorter = TopologicalSorter[int](dict.fromkeys(range(nodes), ()))
    for upper, lower in edges:
        sorter.add(lower, upper)
    order = tuple(sorter.static_order())
    found = [0] * nodes
    for node in order:
        found[node] = max((found[upper] + 1 for upper in above[node]), default=0)
    for _ in range(_ROUNDS):
        sunk = [_moved(node, 1, found, below, above) for node in reversed(order)]
        risen = [_moved(node, -1, found, above, below) for node in order]
        if not any(sunk) and not any(risen):
            break
    top = min(found, default=0)
    return [rank - top for rank in found]


def _moved(node: int, way: int, found: list[int], ahead: _Sides, behind: _Sides) -> bool:
    """Move a node, `way` is 1 for down and -1 for up, and say whether it moved.

    It takes along those ahead that it touches, and goes as far as the next that none touched.
    """
    group = {node}
    todo = [node]
    gain = 0
    while todo:
        here = todo.pop()
        gain += len(ahead[here]) - len(behind[here])
        touched = {other for other in ahead[here] if (found[other] - found[here]) * way == 1}
        todo += touched - group
        group |= touched
        if 0 in group or len(group) > _TOGETHER:
            return False
    room = [
        (found[other] - found[here]) * way - 1
        for here in group
        for other in ahead[here]
        if other not in group
    ]
    if gain <= 0 or not room:
        return False
    for here in group:
        found[here] += way * min(room)
    return True
