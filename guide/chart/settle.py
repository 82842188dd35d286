"""The columns of a large chart: layer by layer each slot settles near those it is linked to.

It is not as neat as what `guide.chart.layout` finds, but its time grows with the chart and not
faster.
"""

from collections.abc import Sequence
from math import floor

from guide.chart.layers import Layered

_GAP = 2
_SWEEPS = 12


def settled(chart: Layered, middles: Sequence[int]) -> list[int]:
    """New columns for the slots' middles, in the order of the given ones."""
    layers: list[list[int]] = [[] for _ in range(max(slot.layer for slot in chart.slots) + 1)]
    for slot in sorted(range(len(chart.slots)), key=lambda slot: middles[slot]):
        layers[chart.slots[slot].layer].append(slot)
    above: list[list[int]] = [[] for _ in chart.slots]
    below: list[list[int]] = [[] for _ in chart.slots]
    for link in chart.links:
        above[link.lower].append(link.upper)
        below[link.upper].append(link.lower)
    columns = [0.0] * len(chart.slots)
    for row in layers:
        _apart(chart, row, columns, [[] for _ in row])
    for sweep in range(_SWEEPS):
        down = sweep % 2 == 0
        near = above if down else below
        for row in layers if down else reversed(layers):
            _apart(chart, row, columns, [near[slot] for slot in row])
    return [floor(column) for column in columns]


def _apart(
    chart: Layered, row: Sequence[int], columns: list[float], near: Sequence[Sequence[int]]
) -> None:
    """Put a layer as near as can be to what its slots are linked to, none nearer than the gap.

    Slots that would overlap are pushed into one block, which stands where its slots would on
    average ("pool adjacent violators").
    """
    blocks: list[tuple[float, float, int]] = []
    offsets: list[int] = []
    end = 0
    for slot, linked in zip(row, near, strict=True):
        half = chart.slots[slot].width // 2
        offsets.append(end + half)
        end += chart.slots[slot].width + _GAP
        wish = sum(columns[other] for other in linked) / len(linked) if linked else columns[slot]
        weight = float(len(linked)) or 0.01
        total, count = weight * (wish - offsets[-1]), 1
        while blocks and blocks[-1][0] * weight >= total * blocks[-1][1]:
            more_total, more_weight, more = blocks.pop()
            total, weight, count = total + more_total, weight + more_weight, count + more
        blocks.append((total, weight, count))
    at = 0
    for total, weight, count in blocks:
        for _ in range(count):
            columns[row[at]] = total / weight + offsets[at]
            at += 1
