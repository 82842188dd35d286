"""The plan of a whole chart: in which cells every box, label, line and arrowhead stands.

The chart is laid out in several ways, and the plan with the fewest flaws is taken.

Layers are bands of rows that nothing else enters; between two bands is a channel for the lines.
So no line can run through a box or a label, and no two of them can overlap.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from guide.chart.graph import Graph
from guide.chart.layers import Layers, Slot, SlotKind, layered
from guide.chart.layout import layouts
from guide.chart.routing import Channel, Star, channel, stars

_EFFORT = 1000
"""How many slots may be laid out for the sake of a better chart: a large one gets one plan."""
_MOST = 8
_CROSSING, _BEND, _DISORDER, _ROW, _COLUMN = 8, 2, 3, 1, 0.75


class Rect(Struct, frozen=True):
    x: int
    y: int
    width: int
    height: int


class DrawnLink(Struct, frozen=True):
    """A link as drawn: its corners (column, row) from the top down, and where its arrowhead is.

    It comes out of a border at its top or bottom where `from_border` or `to_border`.
    """

    corners: tuple[tuple[int, int], ...]
    from_border: bool = False
    to_border: bool = False
    head: tuple[int, int] | None = None

    @property
    def rows(self) -> range:
        """The rows that it runs through; none where it has no room."""
        return range(self.corners[0][1], self.corners[-1][1] + 1)


class Plan(Struct, frozen=True):
    """Where everything of a graph stands: rectangles by slot of its layers, lines by link."""

    graph: Graph
    layers: Layers
    rects: tuple[Rect, ...]
    lines: tuple[DrawnLink, ...]
    width: int
    height: int


class _Band(Struct, frozen=True):
    """A layer's rows, and the channel below it: `rows` of sideways lines that begin at `tracks`."""

    top: int
    bottom: int
    tracks: int
    channel: Channel
    end: int


def best_plan(graph: Graph) -> Plan:
    """The best plan of the graph that was found."""
    plans = list(_plans(graph))
    return plans[0] if len(plans) == 1 else min(plans, key=_flaws)


def _plans(graph: Graph) -> Iterator[Plan]:
    """Plans of different layouts, each as it is and mirrored."""
    layers = layered(graph)
    most = _EFFORT // len(layers.slots)
    for columns in layouts(layers, min(max(most, 1), _MOST)):
        yield _plan(graph, layers, columns)
        if most:
            yield _plan(graph, layers, [-column for column in columns])


def _plan(graph: Graph, layers: Layers, middles: Sequence[int]) -> Plan:
    """Plan the chart, given the column of the middle of each slot, from wherever it is counted."""
    left = min(at - slot.width // 2 for slot, at in zip(layers.slots, middles, strict=True))
    columns = [at - left for at in middles]
    channels = stars(layers, columns)
    bands = _bands(layers, channels)
    rects = tuple(
        _rect(slot, column, bands[slot.layer])
        for slot, column in zip(layers.slots, columns, strict=True)
    )
    ports: dict[tuple[int, bool], int] = {}
    for star in (star for found in channels.values() for star in found):
        for column, link in star.spokes:
            ports[link, star.hub_below] = star.hub
            ports[link, not star.hub_below] = column
    lines = tuple(_line(layers, at, rects, bands, ports) for at in range(len(layers.links)))
    right = max(rect.x + rect.width for rect in rects)
    bends = max((x for line in lines for x, _ in line.corners), default=0)
    return Plan(graph, layers, rects, lines, max(right, bends + 1), bands[-1].end)


def _bands(layers: Layers, channels: dict[int, list[Star]]) -> list[_Band]:
    rows: list[list[Slot]] = [[] for _ in range(layers.count)]
    for slot in layers.slots:
        rows[slot.layer].append(slot)
    bands: list[_Band] = []
    top = 0
    for at, slots in enumerate(rows):
        bottom = top + max((slot.height for slot in slots), default=0)
        found = channels.get(at, [])
        routed = channel(found)
        # An arrowhead that points up needs a row below the box, if the box fills its band.
        back = [layers.slots[star.slot] for star in found if star.loop and not star.hub_below]
        tracks = bottom + any(
            slot.kind is SlotKind.BOX and top + slot.height == bottom for slot in back
        )
        heads = any(
            star.hub_below and not star.loop and layers.slots[star.slot].kind is not SlotKind.LINE
            for star in found
        )
        end = tracks + routed.rows + heads
        bands.append(_Band(top, bottom, tracks, routed, end))
        top = end
    return bands


def _rect(slot: Slot, column: int, band: _Band) -> Rect:
    """A line fills its band; the words of a loop stand low in it, next to the step they are of."""
    x = column - slot.width // 2
    if slot.kind is SlotKind.LINE:
        return Rect(x, band.top, 1, band.bottom - band.top)
    low = slot.kind is SlotKind.LABEL and slot.loop
    return Rect(x, band.bottom - slot.height if low else band.top, slot.width, slot.height)


def _line(
    layers: Layers,
    at: int,
    rects: Sequence[Rect],
    bands: Sequence[_Band],
    ports: dict[tuple[int, bool], int],
) -> DrawnLink:
    link = layers.links[at]
    upper, lower = layers.slots[link.upper], layers.slots[link.lower]
    x, last_x = ports[at, False], ports[at, True]
    from_border = upper.kind is SlotKind.BOX and not link.loop
    to_border = lower.kind is SlotKind.BOX and link.loop
    top = rects[link.upper].y + rects[link.upper].height - from_border
    bottom = rects[link.lower].y - 1
    if to_border:
        bottom += 1
    elif lower.kind is SlotKind.LINE:
        bottom += rects[link.lower].height
    head = None
    if upper.kind is SlotKind.BOX and link.loop:
        head = (x, top)
    elif lower.kind in (SlotKind.BOX, SlotKind.EXIT) and not link.loop:
        head = (last_x, bottom)
    band = bands[upper.layer]
    track = band.channel.tracks.get(at)
    corners = [(x, top)]
    if track is not None:
        row = band.tracks + track.row
        corners.append((x, row))
        if track.column >= 0:
            last_row = band.tracks + track.last_row
            corners += [(track.column, row), (track.column, last_row)]
            row = last_row
        corners.append((last_x, row))
    corners.append((last_x, bottom))
    return DrawnLink(tuple(corners), from_border, to_border, head)


def _flaws(drawn: Plan) -> float:
    """The weight of what one would rather not see: crossings, bends, choices out of order, size."""
    bends = sum(len(line.corners) > 2 for line in drawn.lines)
    return (
        _CROSSING * _crossings(drawn)
        + _BEND * bends
        + _DISORDER * _disorder(drawn)
        + _ROW * drawn.height
        + _COLUMN * drawn.width
    )


def _crossings(drawn: Plan) -> int:
    """How many cells one line runs through upright and another sideways."""
    upright: dict[int, set[tuple[int, int]]] = {}
    sideways: set[tuple[int, int, int]] = set()
    for line in drawn.lines:
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


def _disorder(drawn: Plan) -> int:
    """How many pairs of a step's choices do not stand from left to right."""
    places: dict[int, list[int]] = {}
    for slot, rect in zip(drawn.layers.slots, drawn.rects, strict=True):
        if slot.kind is SlotKind.LABEL:
            places.setdefault(drawn.graph.arrows[slot.of].source, []).append(rect.x)
    return sum(
        later < earlier
        for xs in places.values()
        for at, earlier in enumerate(xs)
        for later in xs[at + 1 :]
    )
