"""The graph cut into layers: boxes in the even ones, the words on the arrows in the odd ones.

Every arrow becomes a chain of links from layer to layer. Arrows to the same place share the
links they can: they join on the way there, never before their own words.
"""

from enum import Enum
from itertools import pairwise

from msgspec import Struct

from guide.chart.graph import Arrow, Graph, Node
from guide.chart.width import cells

_PORTS_WIDTH = 11
"""A box at least this wide has room for every line that can meet one of its sides."""


class Kind(Enum):
    """What stands at a place of a layer."""

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

    kind: Kind
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


class Layered(Struct, frozen=True):
    """Slots and links, and for each arrow the numbers of its links."""

    slots: tuple[Slot, ...]
    links: tuple[Link, ...]
    chains: tuple[tuple[int, ...], ...]


def layered(graph: Graph, ranks: list[int]) -> Layered:
    """Cut a graph whose nodes have the given ranks into layers, two for each rank."""
    slots = [_node_slot(node, at, 2 * ranks[at]) for at, node in enumerate(graph.nodes)]
    lines: dict[tuple[int, bool, int], int] = {}
    links: dict[Link, int] = {}
    chains: list[tuple[int, ...]] = []
    for at, arrow in enumerate(graph.arrows):
        source, target = 2 * ranks[arrow.source], 2 * ranks[arrow.target]
        step = -1 if arrow.loop else 1
        slots.append(_label_slot(arrow, at, source + step))
        chain = [arrow.source, len(slots) - 1]
        for layer in range(source + 2 * step, target, step):
            line = (arrow.target, arrow.loop, layer)
            if line not in lines:
                lines[line] = len(slots)
                slots.append(Slot(Kind.LINE, layer, 1, 1, arrow.target, arrow.loop))
            chain.append(lines[line])
        chain.append(arrow.target)
        if arrow.loop:
            chain.reverse()
        steps = (Link(upper, lower, arrow.loop) for upper, lower in pairwise(chain))
        chains.append(tuple(links.setdefault(link, len(links)) for link in steps))
    return Layered(tuple(slots), tuple(links), tuple(chains))


def _node_slot(node: Node, at: int, layer: int) -> Slot:
    width = max(cells(row) for row in node.rows)
    if node.step:
        width = max(width + 6, _PORTS_WIDTH) | 1
        side = (1 - width // 2, width // 2 - 1)
        return Slot(Kind.BOX, layer, width, len(node.rows) + 2, at, top=side, bottom=side)
    top = _side(node.rows[0], 0, width | 1)
    indents = (0,) * len(node.rows)
    return Slot(Kind.EXIT, layer, width | 1, len(node.rows), at, top=top, indents=indents)


def _label_slot(arrow: Arrow, at: int, layer: int) -> Slot:
    """Words of one choice stand in the middle, those of several below one another on the left."""
    rows = [row for label in arrow.labels for row in label.rows]
    width = max(cells(row) for row in rows) | 1
    alone = len(arrow.labels) == 1
    indents = tuple((width - cells(row)) // 2 if alone else 0 for row in rows)
    top, bottom = (_side(rows[row], indents[row], width) for row in (0, -1))
    return Slot(Kind.LABEL, layer, width, len(rows), at, arrow.loop, top, bottom, indents)


def _side(row: str, indent: int, width: int) -> tuple[int, int]:
    """The columns over a row of words, but for its very ends, counted from the middle."""
    first, last = indent - width // 2, indent - width // 2 + cells(row) - 1
    return (first + 1, last - 1) if last - first > 1 else (first, last)
