"""How lines run between two layers: where they meet boxes and words, and in which rows they turn.

Lines that come from one side of a box share a port, so that they fork or join in one row; a line
that can run straight has a port of its own. So no cell is both a crossing and a fork.

A net is a sideways line with its pins. Nets share a row only where they do not meet, and lines
never share a piece of a column: where the upper pin of one net and the lower pin of another are
in the same column, the first has to run above the second. Where that goes round in a circle, a
net is cut in two halves that meet in a free column. Of the orders that are left, one with few
crossings is taken.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from guide.chart.layers import Layers, Slot, SlotKind

_Pins = tuple[tuple[int, int], ...]
"""Columns in which lines meet the odd layer, each with the number of its link."""


class Star(Struct, frozen=True):
    """Lines between one column, the hub, and others; the hub is at `slot`, in the even layer.

    The hub is at the lower end of the lines
    where `hub_below`; lines of a `loop` are drawn upwards.
    """

    slot: int
    hub: int
    spokes: _Pins
    hub_below: bool
    loop: bool


class _Spoke(Struct, frozen=True):
    """The odd end of a link. The line may meet it from `first` to `last`, best in the `middle`."""

    link: int
    first: int
    middle: int
    last: int


def stars(layers: Layers, columns: Sequence[int]) -> dict[int, list[Star]]:
    """The stars of each channel; a channel has the number of the layer above it."""
    sides: dict[tuple[int, bool], dict[bool, list[_Spoke]]] = {}
    for number, link in enumerate(layers.links):
        hub_below = layers.slots[link.upper].layer % 2 == 1
        hub, spoke = (link.lower, link.upper) if hub_below else (link.upper, link.lower)
        loops = sides.setdefault((hub, hub_below), {})
        side = layers.slots[spoke].bottom if hub_below else layers.slots[spoke].top
        loops.setdefault(link.loop, []).append(_spoke(number, columns[spoke], side))
    channels: dict[int, list[Star]] = {}
    for (hub, hub_below), loops in sides.items():
        slot = layers.slots[hub]
        found = channels.setdefault(slot.layer - hub_below, [])
        for loop, column, pins in _ports(slot, columns[hub], loops):
            found.append(Star(hub, column, pins, hub_below, loop))
    return channels


def _spoke(link: int, column: int, side: tuple[int, int]) -> _Spoke:
    """Words hide a bend: a line need not leave them in the column in which it came."""
    first, last = side
    return _Spoke(link, column + first, column + min(max(0, first), last), column + last)


def _ports(
    slot: Slot, middle: int, loops: dict[bool, list[_Spoke]]
) -> Iterator[tuple[bool, int, _Pins]]:
    """The ports on one side of an even slot: whether of a loop, the column, and the pins."""
    first, last = middle + slot.top[0], middle + slot.top[1]
    if slot.kind is not SlotKind.BOX:
        for loop, spokes in loops.items():
            yield loop, *_hub(first, last, middle, spokes)
        return
    taken: set[int] = set()
    wishes: list[tuple[int, bool, list[_Spoke]]] = []
    for loop, spokes in loops.items():
        left = [spoke for spoke in spokes if spoke.last < first]
        right = [spoke for spoke in spokes if spoke.first > last]
        for spoke in spokes:
            if first <= spoke.last and spoke.first <= last:
                column = min(max(spoke.middle, first), last)
                taken.add(column)
                yield loop, column, ((column, spoke.link),)
        if left and right and len(left) + len(right) == len(spokes):
            wishes.append((middle, loop, left + right))
        else:
            wishes += [(first + 1, loop, left)] if left else []
            wishes += [(last - 1, loop, right)] if right else []
    for wish, loop, spokes in sorted(wishes, key=lambda wish: wish[:2]):
        column = _free(wish, first, last, taken)
        taken.add(column)
        yield loop, column, tuple((spoke.middle, spoke.link) for spoke in spokes)


def _free(wish: int, first: int, last: int, taken: set[int]) -> int:
    """The column nearest to the wish that is not taken, if it can be with none taken beside it."""
    free = [column for column in range(first, last + 1) if column not in taken]
    roomy = [column for column in free if not {column - 1, column + 1} & taken]
    return min(roomy or free, key=lambda column: (abs(column - wish), column))


def _hub(first: int, last: int, middle: int, spokes: list[_Spoke]) -> tuple[int, _Pins]:
    """The one port of a way out or of a line, in the column of a spoke where that can be."""
    reached = [
        min(max(spoke.middle, first, spoke.first), last, spoke.last)
        for spoke in spokes
        if spoke.first <= last and first <= spoke.last
    ]
    here = min(max(middle, first), last)
    column = min(reached, key=lambda column: (abs(column - here), column), default=here)
    pins = tuple(
        (column if spoke.first <= column <= spoke.last else spoke.middle, spoke.link)
        for spoke in spokes
    )
    return column, pins


class Net(Struct, frozen=True):
    """A sideways line of the links with these numbers.

    `tops` and `bottoms` are the columns in which it meets the layer above and the one below,
    `joins` the one in which it meets its other half.
    """

    links: tuple[int, ...]
    tops: tuple[int, ...]
    bottoms: tuple[int, ...]
    joins: tuple[int, ...] = ()

    @property
    def span(self) -> tuple[int, int]:
        pins = (*self.tops, *self.bottoms, *self.joins)
        return min(pins), max(pins)

    def crossings_above(self, other: "Net") -> int:
        """How many crossings there are where this net runs above the other."""
        (low, high), (other_low, other_high) = self.span, other.span
        down = sum(other_low < pin < other_high for pin in self.bottoms)
        return down + sum(low < pin < high for pin in other.tops)


class Track(Struct, frozen=True):
    """A line's way through a channel: sideways in a row, or in two with a column between them."""

    row: int
    column: int = -1
    last_row: int = -1


class Channel(Struct, frozen=True):
    """How many rows a channel has, and for each link that runs sideways in it its track."""

    rows: int
    tracks: dict[int, Track]


def channel(stars: Sequence[Star]) -> Channel:
    """Give every line between two layers its row."""
    nets = [net for star in stars for net in _nets(star)]
    order = _Order(nets, {column for star in stars for column, _ in star.spokes})
    rows: list[tuple[Net, int]] = []
    for net in order.run():
        low, high = net.span
        above = (row for other, row in rows if _meet(other.span, (low, high)))
        rows.append((net, 1 + max(above, default=-1)))
    tracks: dict[int, Track] = {}
    for net, row in rows:
        for link in net.links:
            if net.joins and net.bottoms:
                tracks[link] = replace(tracks[link], column=net.joins[0], last_row=row)
            else:
                tracks[link] = Track(row)
    return Channel(1 + max((row for _, row in rows), default=-1), tracks)


def _nets(star: Star) -> Iterator[Net]:
    """The sideways lines of a star.

    Those from the left and those from the right stay apart where a line comes straight through
    between them: in one row the three would look like a crossing.
    """
    left = [spoke for spoke in star.spokes if spoke[0] < star.hub]
    right = [spoke for spoke in star.spokes if spoke[0] > star.hub]
    straight = len(left) + len(right) < len(star.spokes)
    for spokes in (left, right) if straight else (left + right,):
        if spokes:
            pins = tuple(column for column, _ in spokes)
            tops, bottoms = (pins, (star.hub,)) if star.hub_below else ((star.hub,), pins)
            yield Net(tuple(link for _, link in spokes), tops, bottoms)


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] <= other[1] + 1 and other[0] <= one[1] + 1


class _Order:
    """Brings the nets of a channel into an order from top to bottom."""

    def __init__(self, nets: list[Net], pins: set[int]) -> None:
        self._nets = nets
        self._taken = pins.union(*(net.tops + net.bottoms for net in nets))
        self._above: list[set[int]] = [set() for _ in nets]
        self._below: list[set[int]] = [set() for _ in nets]
        self._gain: list[dict[int, int]] = [{} for _ in nets]
        spans = [net.span for net in nets]
        for a, net in enumerate(nets):
            for b in range(a):
                if not _meet(spans[a], spans[b]):
                    continue
                other = nets[b]
                self._must(a, b)
                self._must(b, a)
                more = net.crossings_above(other) - other.crossings_above(net)
                self._gain[a][b], self._gain[b][a] = more, -more

    def _must(self, upper: int, lower: int) -> None:
        """Note it where the upper net has to run above the lower."""
        if not set(self._nets[upper].tops).isdisjoint(self._nets[lower].bottoms):
            self._above[lower].add(upper)
            self._below[upper].add(lower)

    def run(self) -> Iterator[Net]:
        """Yield the nets, upper ones first, and of several the one that crosses least."""
        waiting = set(range(len(self._nets)))
        cost = [sum(gain.values()) for gain in self._gain]
        while waiting:
            free = [net for net in waiting if not self._above[net]]
            if not free:
                waiting |= self._cut(waiting)
                cost += [0, 0]
                continue
            net = min(free, key=lambda n: (cost[n], self._nets[n].span, n))
            waiting.discard(net)
            for below in self._below[net]:
                self._above[below].discard(net)
            for other, gain in self._gain[net].items():
                cost[other] += gain
            yield self._nets[net]

    def _cut(self, waiting: set[int]) -> set[int]:
        """Cut one net of a circle in two; the numbers of the halves, which replace it."""
        circle = [min(waiting)]
        while (above := min(self._above[circle[-1]])) not in circle:
            circle.append(above)
        circle = circle[circle.index(above) :]
        whole = min(circle, key=lambda n: (self._nets[n].span[1] - self._nets[n].span[0], n))
        waiting.discard(whole)
        net = self._nets[whole]
        column = self._free_column(sum(net.span) // 2)
        upper, lower = len(self._nets), len(self._nets) + 1
        self._nets += [
            replace(net, bottoms=(), joins=(column,)),
            replace(net, tops=(), joins=(column,)),
        ]
        self._above += [set(), {*self._above[whole], upper}]
        self._below += [{*self._below[whole], lower}, set()]
        self._gain += [{}, {}]
        for below in self._below[whole]:
            self._above[below] = (self._above[below] - {whole}) | {upper}
        for above in self._above[whole]:
            self._below[above] = (self._below[above] - {whole}) | {lower}
        return {upper, lower}

    def _free_column(self, wish: int) -> int:
        """The column nearest to the wish in which no line enters or leaves the channel."""
        column = min(
            (c for c in range(max(self._taken) + 2) if c not in self._taken),
            key=lambda c: (abs(c - wish), c),
        )
        self._taken.add(column)
        return column
