"""The best plan of a chart: it is laid out in several ways, and the one with fewest flaws taken."""

from collections.abc import Iterator
from itertools import pairwise

from guide.chart.graph import Graph
from guide.chart.layers import Kind, Layers, layered
from guide.chart.layout import layouts
from guide.chart.plan import Plan, plan

_EFFORT = 2000
"""How many slots may be laid out for the sake of a better chart: a large one gets one plan."""
_MOST = 8
_CROSSING, _BEND, _DISORDER, _ROW, _COLUMN = 8, 2, 3, 1, 0.75


def best_plan(graph: Graph) -> tuple[Layers, Plan]:
    """The graph in layers, and the best plan of it that was found."""
    layers = layered(graph)
    plans = list(_plans(layers))
    if len(plans) == 1:
        return layers, plans[0]
    return layers, min(plans, key=lambda plan: _flaws(graph, layers, plan))


def _plans(layers: Layers) -> Iterator[Plan]:
    """Plans of different layouts, each as it is and mirrored."""
    most = _EFFORT // len(layers.slots)
    for columns in layouts(layers, min(max(most, 1), _MOST)):
        yield plan(layers, columns)
        if most:
            yield plan(layers, [-column for column in columns])


def _flaws(graph: Graph, layers: Layers, plan: Plan) -> float:
    """The weight of what one would rather not see: crossings, bends, choices out of order, size."""
    bends = sum(len(line.corners) > 2 for line in plan.lines)
    return (
        _CROSSING * _crossings(plan)
        + _BEND * bends
        + _DISORDER * _disorder(graph, layers, plan)
        + _ROW * plan.height
        + _COLUMN * plan.width
    )


def _crossings(plan: Plan) -> int:
    """How many cells one line runs through upright and another sideways."""
    upright: dict[int, set[tuple[int, int]]] = {}
    sideways: set[tuple[int, int, int]] = set()
    for line in plan.lines:
        for (x, y), (last_x, last_y) in pairwise(line.corners):
            if x == last_x:
                upright.setdefault(x, set()).add((y, last_y))
            else:
                sideways.add((y, min(x, last_x), max(x, last_x)))
    return len(
        {
            (x, y)
            for y, first, last in sideways
            for x in range(first + 1, last)
            for top, bottom in upright.get(x, ())
            if top < y < bottom
        }
    )


def _disorder(graph: Graph, layers: Layers, plan: Plan) -> int:
    """How many pairs of a step's choices do not stand from left to right."""
    places: dict[int, list[int]] = {}
    for slot, rect in zip(layers.slots, plan.rects, strict=True):
        if slot.kind is Kind.LABEL:
            places.setdefault(graph.arrows[slot.of].source, []).append(rect.x)
    return sum(
        later < earlier
        for xs in places.values()
        for at, earlier in enumerate(xs)
        for later in xs[at + 1 :]
    )
