"""Where things go: the one place that knows graphlay.

It answers two questions, in which layer a node stands and in which column. The lines are our
own: a terminal's cells are too coarse for lines that were laid out in pixels.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import graphlay

_GAP = 2
_SMALL = 400


@dataclass(frozen=True, slots=True)
class Placed:
    """The column of the middle of each slot, and the quality of the whole: less is better."""

    columns: tuple[int, ...]


def ranks(nodes: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    """The rank of each of `nodes` nodes, 0 at the top, where every edge leads down."""
    drawing = graphlay.Graph()
    for node in range(nodes):
        drawing.node(node, width=1.0, height=1.0, rank="free" if node else "first")
    for upper, lower in edges:
        drawing.edge(upper, lower)
    found = graphlay.layout(drawing, options={"direction": "topbottom", "effort": "fast"})
    return [node["rank"] for node in found.nodes]


def columns(
    sizes: Sequence[tuple[int, int]], edges: Sequence[tuple[int, int, float]], seed=0, **opt
) -> list[int]:
    """The column of the middle of each node, from 0, without overlap within a layer.

    `sizes` are the width in cells (odd) and the layer of each node; `edges` lead from one layer to
    the next, with a weight that says how much they want to be straight.
    """
    drawing = graphlay.Graph()
    for node, (width, layer) in enumerate(sizes):
        drawing.node(node, width=8*float(width), height=8.0, rank={"fixed": layer})
    for upper, lower, weight in edges:
        drawing.edge(upper, lower, weight=weight)
    options = {
        "direction": "topbottom",
        "spacing": {"node_gap": 16.0, "dummy_gap": 16.0, "isolated_gap": 16.0, "layer_gap": 24.},
        "seed": seed, **opt
    }
    found = graphlay.layout(drawing, options=options)
    return [n["center"]["x"]/8 for n in found.nodes], found
