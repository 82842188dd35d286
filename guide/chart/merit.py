"""How good a plan of a chart is, so that the best of several can be taken."""

from collections.abc import Iterator
from itertools import pairwise

from guide.chart.graph import Graph
from guide.chart.layers import Kind, Layered
from guide.chart.plan import Plan

_CROSSING, _BEND, _DISORDER, _ROW, _COLUMN = 8, 2, 3, 1, 0.75


def flaws(graph: Graph, chart: Layered, plan: Plan) -> float:
    """The weight of what one would rather not see: crossings, bends, choices out of order, size."""
    bends = sum(len(line.corners) > 2 for line in plan.lines)
    return (
        _CROSSING * _crossings(plan)
        + _BEND * bends
        + _DISORDER * _disorder(graph, chart, plan)
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


def _disorder(graph: Graph, chart: Layered, plan: Plan) -> int:
    """How many pairs of a step's choices do not stand from left to right."""
    places: dict[int, list[int]] = {}
    for source, x in _labels(graph, chart, plan):
        places.setdefault(source, []).append(x)
    return sum(
        later < earlier
        for xs in places.values()
        for at, earlier in enumerate(xs)
        for later in xs[at + 1 :]
    )


def _labels(graph: Graph, chart: Layered, plan: Plan) -> Iterator[tuple[int, int]]:
    for slot, rect in zip(chart.slots, plan.rects, strict=True):
        if slot.kind is Kind.LABEL:
            yield graph.arrows[slot.of].source, rect.x
