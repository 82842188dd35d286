"""Long lines made straight: each is moved to one column for as long a way as nothing is in it."""

from collections.abc import Sequence

from guide.chart.layers import Kind, Layered

_GAP = 2

_Range = tuple[int, int]
"""The first and the last column a line may be in."""


def straightened(chart: Layered, middles: Sequence[int]) -> list[int]:
    """The columns of the slots' middles, those of lines moved so that they bend less."""
    columns = list(middles)
    order: dict[int, list[int]] = {}
    for slot in sorted(range(len(columns)), key=lambda slot: columns[slot]):
        order.setdefault(chart.slots[slot].layer, []).append(slot)
    beside = {
        slot: (row[at - 1] if at else None, row[at + 1] if at + 1 < len(row) else None)
        for row in order.values()
        for at, slot in enumerate(row)
    }
    edges = min(columns), max(columns)
    for run in _runs(chart):
        ranges = [_range(chart, columns, edges, beside[slot], slot, slot == run[0]) for slot in run]
        for slot, column in zip(run, _fewest_bends(ranges, columns[run[0]]), strict=True):
            if chart.slots[slot].kind is Kind.LINE:
                columns[slot] = column
    return columns


def _runs(chart: Layered) -> list[list[int]]:
    """The lines from end to end, with the slots that they come from and lead to."""
    below: dict[int, list[int]] = {}
    above: dict[int, list[int]] = {}
    for link in chart.links:
        below.setdefault(link.upper, []).append(link.lower)
        above.setdefault(link.lower, []).append(link.upper)
    runs: list[list[int]] = []
    for slot, kind in enumerate(slot.kind for slot in chart.slots):
        if kind is not Kind.LINE or _line(chart, above[slot]) is not None:
            continue
        run = [slot]
        while (following := _line(chart, below[run[-1]])) is not None:
            run.append(following)
        if len(above[slot]) == 1:
            run.insert(0, above[slot][0])
        if len(below[run[-1]]) == 1:
            run.append(below[run[-1]][0])
        runs.append(run)
    return runs


def _line(chart: Layered, slots: Sequence[int]) -> int | None:
    return next((slot for slot in slots if chart.slots[slot].kind is Kind.LINE), None)


def _range(
    chart: Layered,
    columns: Sequence[int],
    edges: _Range,
    beside: tuple[int | None, int | None],
    at: int,
    above: bool,
) -> _Range:
    """Where a line may be moved to between its neighbours, or meet what does not move.

    What does not move is at the upper end of the run where `above`.
    """
    slot, column = chart.slots[at], columns[at]
    if slot.kind is not Kind.LINE:
        side = slot.bottom if above else slot.top
        return column + side[0], column + side[1]
    left, right = beside
    first, last = edges
    if left is not None:
        first = columns[left] + chart.slots[left].width // 2 + 1 + _GAP
    if right is not None:
        last = columns[right] - chart.slots[right].width // 2 - 1 - _GAP
    return min(first, column), max(last, column)


def _fewest_bends(ranges: Sequence[_Range], wish: int) -> list[int]:
    """A column in each range, the same for as many neighbours as can be, near the one before."""
    found: list[int] = []
    at = 0
    while at < len(ranges):
        first, last = ranges[at]
        end = at + 1
        while end < len(ranges) and first <= ranges[end][1] and ranges[end][0] <= last:
            first, last = max(first, ranges[end][0]), min(last, ranges[end][1])
            end += 1
        wish = min(max(wish, first), last)
        found += [wish] * (end - at)
        at = end
    return found
