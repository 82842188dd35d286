"""The plan of a whole chart: in which cells every box, label, line and arrowhead stands.

Layers are bands of rows that nothing else enters; between two bands is a channel for the lines.
So no line can run through a box or a label, and no two of them can overlap.
"""

from collections.abc import Sequence

from msgspec import Struct

from guide.chart.layers import Kind, Layers, Slot
from guide.chart.routing import Channel, Star, channel, stars


class Rect(Struct, frozen=True):
    """A rectangle of cells."""

    x: int
    y: int
    width: int
    height: int


class Line(Struct, frozen=True):
    """A link as drawn: its corners (column, row) from the top down, and where its arrowhead is.

    It comes out of a border at its top or bottom where `from_border` or `to_border`.
    """

    corners: tuple[tuple[int, int], ...]
    from_border: bool = False
    to_border: bool = False
    head: tuple[int, int] | None = None


class Plan(Struct, frozen=True):
    """Rectangles by slot, lines by link."""

    rects: tuple[Rect, ...]
    lines: tuple[Line, ...]
    width: int
    height: int


class _Band(Struct, frozen=True):
    """A layer's rows, and the channel below it: `rows` of sideways lines that begin at `tracks`."""

    top: int
    bottom: int
    tracks: int
    channel: Channel
    end: int


def plan(layers: Layers, middles: Sequence[int]) -> Plan:
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
    return Plan(rects, lines, max(right, bends + 1), bands[-1].end)


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
            slot.kind is Kind.BOX and top + slot.height == bottom for slot in back
        )
        heads = any(
            star.hub_below and not star.loop and layers.slots[star.slot].kind is not Kind.LINE
            for star in found
        )
        end = tracks + routed.rows + heads
        bands.append(_Band(top, bottom, tracks, routed, end))
        top = end
    return bands


def _rect(slot: Slot, column: int, band: _Band) -> Rect:
    """A line fills its band; the words of a loop stand low in it, next to the step they are of."""
    x = column - slot.width // 2
    if slot.kind is Kind.LINE:
        return Rect(x, band.top, 1, band.bottom - band.top)
    low = slot.kind is Kind.LABEL and slot.loop
    return Rect(x, band.bottom - slot.height if low else band.top, slot.width, slot.height)


def _line(
    layers: Layers,
    at: int,
    rects: Sequence[Rect],
    bands: Sequence[_Band],
    ports: dict[tuple[int, bool], int],
) -> Line:
    link = layers.links[at]
    upper, lower = layers.slots[link.upper], layers.slots[link.lower]
    x, last_x = ports[at, False], ports[at, True]
    from_border = upper.kind is Kind.BOX and not link.loop
    to_border = lower.kind is Kind.BOX and link.loop
    top = rects[link.upper].y + rects[link.upper].height - from_border
    lower_rect = rects[link.lower]
    bottom = lower_rect.y + lower_rect.height - 1
    if lower.kind is not Kind.LINE and not to_border:
        bottom = lower_rect.y - 1
    elif to_border:
        bottom = lower_rect.y
    head = None
    if upper.kind is Kind.BOX and link.loop:
        head = (x, top)
    elif lower.kind in (Kind.BOX, Kind.EXIT) and not link.loop:
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
    return Line(tuple(corners), from_border, to_border, head)
