"""In which column things go: the one place that knows graphlay.

Only places are taken from it. The lines are drawn by `guide.chart.plan`: the cells of a terminal
are too coarse for lines that were laid out in pixels.
"""

from collections.abc import Sequence
from math import floor

import graphlay

_CELL = 8.0
_GAP = 2
_ROUGH = dict.fromkeys(
    ("simplex_max_nodes", "simplex_max_pivots", "branch_rounds", "snap_rounds"), 0
)


def columns(
    sizes: Sequence[tuple[int, int]],
    edges: Sequence[tuple[int, int, float]],
    *,
    balanced: bool = False,
    rough: bool = False,
) -> list[int]:
    """The column of the middle of each node, so that those of a layer stand apart.

    `sizes` are the width in cells, which is odd, and the layer of each node; `edges` lead down to
    the next layer, with a weight that says how much they want to be straight. Unless `balanced`,
    the edges of a node stay in their order where it makes no crossing. `rough` is for a large chart
    whose columns are settled afterwards: then only the order within each layer is worth anything.
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
        "effort": "fast" if rough else "balanced",
        "tuning": {
            "order": {"balance_rounds": 4 if balanced else 0},
            "coords": _ROUGH if rough else {},
        },
    }
    found = graphlay.layout(drawing, options=options)
    return [floor(round(node["center"]["x"] / _CELL, 3)) for node in found.nodes]
