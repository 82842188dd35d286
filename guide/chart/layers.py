"""The graph cut into layers: boxes in the even ones, the words on the arrows in the odd ones.

Every arrow becomes a chain of links from layer to layer. Arrows to the same place share the
links they can: they join on the way there, never before their own words.
"""

from dataclasses import dataclass
from enum import Enum

from guide.chart.graph import Graph, Node
from guide.chart.width import cells

_PORTS_WIDTH = 11
"""A box at least this wide has room for every line that can meet one of its sides."""


class Kind(Enum):
    """What stands at a place of a layer."""

    BOX = "box"
    EXIT = "exit"
    LABEL = "label"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing in a layer. `width` is odd, so that its middle is a column; `of` is the number of
    its node or, for a label, of its arrow. A `loop` slot is on a way back, which is drawn upwards.
    """

    kind: Kind
    layer: int
    width: int
    height: int
    of: int
    loop: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A line from a slot down to one of the next layer; drawn upwards where it is on a loop."""

    upper: int
    lower: int
    loop: bool


@dataclass(frozen=True, slots=True)
class Layered:
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
        rows = [row for label in arrow.labels for row in label.rows]
        width = max(cells(row) for row in rows) | 1
        slots.append(Slot(Kind.LABEL, source + step, width, len(rows), at, arrow.loop))
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
        steps = (Link(*pair, arrow.loop) for pair in zip(chain, chain[1:], strict=False))
        chains.append(tuple(links.setdefault(link, len(links)) for link in steps))
    return Layered(tuple(slots), tuple(links), tuple(chains))


def _node_slot(node: Node, at: int, layer: int) -> Slot:
    width = max(cells(row) for row in node.rows)
    if node.step:
        return Slot(Kind.BOX, layer, max(width + 6, _PORTS_WIDTH) | 1, len(node.rows) + 2, at)
    return Slot(Kind.EXIT, layer, width | 1, len(node.rows), at)
