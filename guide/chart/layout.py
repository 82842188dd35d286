"""In which rank and which column things go: the one place that knows graphlay.

Only places are taken from it. The lines are drawn by `guide.chart.plan`: the cells of a terminal
are too coarse for lines that were laid out in pixels.
"""

from collections.abc import Sequence
from math import floor

import graphlay

_CELL = 8.0
_GAP = 2
_LARGE = 2000
"""From this many nodes on, less effort goes into the order."""
_PATIENCE = {"simplex_max_nodes": 100_000, "simplex_max_pivots": 10_000_000}
"""Without it a chart of a thousand steps comes out ten times as wide as it has to be."""


def ranks(nodes: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    """The rank of each of so many nodes, from 0 at the top, with every edge leading down.

    There must be no circle. A node without edges has no rank of its own and gets the first.
    """
    drawing = graphlay.Graph()
    for node in range(nodes):
        drawing.node(node)
    for upper, lower in edges:
        drawing.edge(upper, lower)
    options = {"direction": "topbottom", "effort": "fast"}
    found = graphlay.layout(drawing, options=options)
    return [node["rank"] or 0 for node in found.nodes]


def columns(
    sizes: Sequence[tuple[int, int]], edges: Sequence[tuple[int, int, float]], seed: int
) -> list[int]:
    """The column of the middle of each node, so that those of a layer stand apart.

    `sizes` are the width in cells, which is odd, and the layer of each node; `edges` lead down to
    the next layer, with a weight that says how much they want to be straight.
    """
    drawing = graphlay.Graph()
    for node, (width, layer) in enumerate(sizes):
        drawing.node(node, width=width * _CELL, height=_CELL, rank={"fixed": layer})
    for upper, lower, weight in edges:
        drawing.edge(upper, lower, weight=weight)
    gaps = dict.fromkeys(("node_gap", "dummy_gap", "isolated_gap"), _GAP * _CELL)
    options = {
        "direction": "topbottom",
        "spacing": gaps,
        "coords": {"placement": "network_simplex", "branch_style": "symmetric"},
        "effort": "fast" if len(sizes) > _LARGE else "balanced",
        "tuning": {"coords": _PATIENCE},
        "seed": seed,
    }
    found = graphlay.layout(drawing, options=options)
    return _apart(sizes, [floor(node["center"]["x"] / _CELL) for node in found.nodes])


def _apart(sizes: Sequence[tuple[int, int]], middles: list[int]) -> list[int]:
    """The same columns, but none nearer to the next than the gap: rounding may have moved them."""
    ends: dict[int, int] = {}
    for node in sorted(range(len(sizes)), key=lambda node: middles[node]):
        width, layer = sizes[node]
        half = width // 2
        middles[node] = max(middles[node], ends.get(layer, middles[node] - half) + half)
        ends[layer] = middles[node] + half + 1 + _GAP
    return middles
