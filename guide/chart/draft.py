"""Drafts of a chart: it is laid out in several ways, and the one with the fewest flaws is taken."""

from collections.abc import Iterator

from guide.chart.graph import Graph
from guide.chart.layers import Kind, Layered, layered
from guide.chart.layout import columns
from guide.chart.merit import flaws
from guide.chart.plan import Plan, plan
from guide.chart.rank import ranks
from guide.chart.settle import settled
from guide.chart.straighten import straightened

_STRAIGHT = ((1.0, 1.0, 1.0), (1.0, 2.0, 8.0), (1.0, 2.0, 4.0))
"""How much a link wants to be straight when none, one or both of its ends are lines."""
_LARGE = 1500
"""From this many slots on, a chart is laid out roughly: a few hundred steps."""
_EFFORT = 1000
"""How many slots may be laid out for the sake of a better chart: a large one gets one draft."""


def drafted(graph: Graph) -> tuple[Layered, Plan]:
    """The graph in layers, and the best plan of it that was found."""
    down = [
        (arrow.target, arrow.source) if arrow.loop else (arrow.source, arrow.target)
        for arrow in graph.arrows
    ]
    chart = layered(graph, ranks(len(graph.nodes), down))
    if len(chart.slots) > _LARGE:
        return chart, _rough(chart)
    return chart, min(_drafts(chart), key=lambda draft: flaws(graph, chart, draft))


def _drafts(chart: Layered) -> Iterator[Plan]:
    """Plans with different weights and orders, each as it is and mirrored."""
    tries = [(straight, balanced) for balanced in (False, True) for straight in _STRAIGHT]
    sizes = [(slot.width, slot.layer) for slot in chart.slots]
    for straight, balanced in tries[: max(1, _EFFORT // len(chart.slots))]:
        edges = [
            (link.upper, link.lower, straight[_lines(chart, link.upper, link.lower)])
            for link in chart.links
        ]
        middles = straightened(chart, columns(sizes, edges, balanced=balanced))
        yield plan(chart, middles)
        yield plan(chart, [-middle for middle in middles])


def _rough(chart: Layered) -> Plan:
    """The one plan of a large chart."""
    sizes = [(slot.width, slot.layer) for slot in chart.slots]
    edges = [(link.upper, link.lower, 1.0) for link in chart.links]
    order = columns(sizes, edges, rough=True)
    return plan(chart, straightened(chart, settled(chart, order)))


def _lines(chart: Layered, *slots: int) -> int:
    return sum(chart.slots[slot].kind is Kind.LINE for slot in slots)
