"""Where the things of a chart stand from left to right: in which order, then in which columns.

Layered drawing as in Sugiyama, Tagawa and Toda (1981), with the slots of `guide.chart.layers`.
What it begins with decides much: so it begins in several ways, and whoever asks takes the best.
"""

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise, product
from math import floor, inf

from guide.chart.layers import Layers, SlotKind

_GAP = 2
_ORDER_SWEEPS = 12
_EXCHANGES = 8
_RELAX_SWEEPS = 10
_LOOSE = 0.01
"""How much the wish of a slot weighs that is linked to nothing."""

_FAR = 160
"""What is so many columns apart is not seen together on a screen, nor on paper."""

Rows = list[list[int]]
"""The slots of each layer, from left to right."""
_Range = tuple[int, int]
"""The first and the last column a line may be in."""


def layouts(layers: Layers, most: int) -> Iterator[list[int]]:
    """The column of each slot's middle, in at most so many ways; those of a layer stand apart."""
    found: list[Rows] = []
    for deep, backward, upward in islice(product((False, True), repeat=3), most):
        rows = _ordered(layers, _met(layers, deep=deep, backward=backward), upward=upward)
        if rows not in found:
            found.append(rows)
            yield straightened(layers, relaxed(layers, rows))


def _met(layers: Layers, *, deep: bool, backward: bool) -> Rows:
    """The slots in the order in which one meets them who follows all links from the first step.

    `deep` is to follow each to its end before the next; `backward`, the last choice first.
    """
    rows: Rows = [[] for _ in range(layers.count)]
    seen: set[int] = set()
    todo: deque[int] = deque()
    for start in range(len(layers.slots)):
        todo.append(start)
        while todo:
            slot = todo.pop() if deep else todo.popleft()
            if slot in seen:
                continue
            seen.add(slot)
            rows[layers.slots[slot].layer].append(slot)
            near = layers.below[slot] + layers.above[slot]
            todo.extend(reversed(near) if deep != backward else near)
    return rows


def _ordered(layers: Layers, rows: Rows, *, upward: bool) -> Rows:
    """An order with few crossings.

    Sweeps down and up bring each slot to where those are, on average, that it is linked to; then
    neighbors change places where that undoes crossings.
    """
    places = [0] * len(layers.slots)
    for row in rows:
        _number(row, places)
    best, fewest = rows, inf
    for sweep in range(_ORDER_SWEEPS):
        up = upward if sweep % 2 == 0 else not upward
        near = layers.below if up else layers.above
        for row in reversed(rows) if up else rows:
            if sweep % 4 >= 2:
                # Slots with the same wish change places, or they would stand for ever as they do.
                row.reverse()
            wishes = {
                slot: sum([places[other] for other in near[slot]]) / len(near[slot])
                if near[slot]
                else places[slot]
                for slot in row
            }
            row.sort(key=wishes.__getitem__)
            _number(row, places)
        crossings = _crossings(layers, rows, places)
        if crossings < fewest:
            best, fewest = [list(row) for row in rows], crossings
    _exchange(layers, best)
    return best


def _number(row: Sequence[int], places: list[int]) -> None:
    for place, slot in enumerate(row):
        places[slot] = place


def _crossings(layers: Layers, rows: Rows, places: Sequence[int]) -> int:
    found = 0
    for row in rows:
        passed: list[int] = []
        for slot in row:
            ends = sorted([places[other] for other in layers.above[slot]])
            for end in ends:
                found += len(passed) - bisect_right(passed, end)
            passed += ends
            passed.sort()
    return found


def _exchange(layers: Layers, rows: Rows) -> None:
    """Let neighbors change places where their links cross less then."""
    places = [0] * len(layers.slots)
    for row in rows:
        _number(row, places)
    for _ in range(_EXCHANGES):
        changed = False
        for row in rows:
            ends = [
                [sorted(places[other] for other in side[slot]) for slot in row]
                for side in (layers.above, layers.below)
            ]
            for left in range(len(row) - 1):
                right = left + 1
                gain = sum(
                    _inversions(side[left], side[right]) - _inversions(side[right], side[left])
                    for side in ends
                )
                if gain > 0:
                    changed = True
                    row[left], row[right] = row[right], row[left]
                    for side in ends:
                        side[left], side[right] = side[right], side[left]
                    places[row[left]], places[row[right]] = left, right
        if not changed:
            break


def _inversions(left: Sequence[int], right: Sequence[int]) -> int:
    """How many pairs of ends stand the wrong way round."""
    return sum(bisect_left(right, end) for end in left)


def relaxed(layers: Layers, rows: Rows) -> list[int]:
    """Columns of the slots' middles: layer by layer each comes near to those it is linked to."""
    columns = [0.0] * len(layers.slots)
    for row in rows:
        _stand_apart(layers, row, columns, [[] for _ in row])
    for sweep in range(_RELAX_SWEEPS):
        down = sweep % 2 == 0
        linked = layers.above if down else layers.below
        for row in rows if down else reversed(rows):
            _stand_apart(layers, row, columns, [linked[slot] for slot in row])
    for in_order in (rows, list(reversed(rows))):
        for row in in_order:
            near = [layers.above[slot] + layers.below[slot] for slot in row]
            _stand_apart(layers, row, columns, near, centered=True)
    return [floor(column) for column in columns]


def _stand_apart(
    layers: Layers,
    row: Sequence[int],
    columns: list[float],
    near: Sequence[Sequence[int]],
    *,
    centered: bool = False,
) -> None:
    """Put the slots of a layer where their lines are short, but keep the gap.

    They are shortest between the two middle ones of those a slot is near to: there it wishes to
    be, as little moved as can be or, if `centered`, in the middle, where they are not far apart: it
    would be near to neither.

    Slots that would overlap are pushed into one block, which stands where its slots would on
    average ("pool adjacent violators").
    """
    blocks: list[tuple[float, float, int]] = []
    offsets: list[int] = []
    end = 0
    for slot, linked in zip(row, near, strict=True):
        width = layers.slots[slot].width
        offsets.append(end + width // 2)
        end += width + _GAP
        column, weight = columns[slot], _LOOSE
        if linked:
            ends = sorted([columns[other] for other in linked])
            low, high = ends[(len(ends) - 1) // 2], ends[len(ends) // 2]
            is_near = high - low <= _FAR
            column = (low + high) / 2 if centered and is_near else min(max(column, low), high)
            weight = float(len(ends))
        total, count = weight * (column - offsets[-1]), 1
        while blocks and blocks[-1][0] * weight >= total * blocks[-1][1]:
            more_total, more_weight, more = blocks.pop()
            total, weight, count = total + more_total, weight + more_weight, count + more
        blocks.append((total, weight, count))
    at = 0
    for total, weight, count in blocks:
        for _ in range(count):
            columns[row[at]] = total / weight + offsets[at]
            at += 1


def straightened(layers: Layers, middles: Sequence[int]) -> list[int]:
    """The columns of the slots' middles, those of lines moved so that they bend less.

    Each line is moved to one column for as long a way as nothing is in it.
    """
    room = _Room(layers, middles)
    for run in _runs(layers):
        ranges = [room.of(slot, above=slot == run[0]) for slot in run]
        for slot, column in zip(run, _fewest_bends(ranges, room.columns[run[0]]), strict=True):
            if layers.slots[slot].kind is SlotKind.LINE:
                room.columns[slot] = column
    return room.columns


class _Room:
    """In which columns the lines of a chart may run, with all slots in their `columns`."""

    def __init__(self, layers: Layers, middles: Sequence[int]) -> None:
        self.columns = list(middles)
        self._slots = layers.slots
        self._edges = min(middles), max(middles)
        rows: Rows = [[] for _ in range(layers.count)]
        for slot in sorted(range(len(middles)), key=middles.__getitem__):
            rows[self._slots[slot].layer].append(slot)
        self._left_of = {right: left for row in rows for left, right in pairwise(row)}
        self._right_of = {left: right for right, left in self._left_of.items()}

    def of(self, at: int, *, above: bool) -> _Range:
        """Where a line may be moved to between its neighbors, or meet what does not move.

        What does not move is at the upper end of a run of lines where `above`.
        """
        slot, column = self._slots[at], self.columns[at]
        if slot.kind is not SlotKind.LINE:
            side = slot.bottom if above else slot.top
            return column + side[0], column + side[1]
        first, last = self._edges
        if at in self._left_of:
            left = self._left_of[at]
            first = self.columns[left] + self._slots[left].width // 2 + 1 + _GAP
        if at in self._right_of:
            right = self._right_of[at]
            last = self.columns[right] - self._slots[right].width // 2 - 1 - _GAP
        return min(first, column), max(last, column)


def _runs(layers: Layers) -> Iterator[list[int]]:
    """The lines from end to end, with the slots that they come from and lead to."""
    for slot in _lines(layers, range(len(layers.slots))):
        if _lines(layers, layers.above[slot]):
            continue
        run = [slot]
        while following := _lines(layers, layers.below[run[-1]]):
            run += following
        if len(layers.above[slot]) == 1:
            run.insert(0, layers.above[slot][0])
        if len(layers.below[run[-1]]) == 1:
            run.append(layers.below[run[-1]][0])
        yield run


def _lines(layers: Layers, slots: Iterable[int]) -> list[int]:
    return [slot for slot in slots if layers.slots[slot].kind is SlotKind.LINE]


def _fewest_bends(ranges: Sequence[_Range], wish: int) -> list[int]:
    """A column in each range, the same for as many neighbors as can be, near the one before."""
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
