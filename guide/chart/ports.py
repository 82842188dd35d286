"""Where lines meet boxes and labels: stars of lines between an even layer and an odd one.

Lines that come from one side of a box share a port, so that they fork or join in one row; a line
that can run straight has a port of its own. So no cell is both a crossing and a fork.
"""

from collections.abc import Sequence

from msgspec import Struct

from guide.chart.layers import Kind, Layered, Slot


class Star(Struct, frozen=True):
    """Lines between one column, the hub, and others; the hub is at `slot`, in the even layer.

    `spokes` are columns with the numbers of their links. The hub is at the lower end of the lines
    where `hub_below`; lines of a `loop` are drawn upwards.
    """

    slot: int
    hub: int
    spokes: tuple[tuple[int, int], ...]
    hub_below: bool
    loop: bool


class _Spoke(Struct, frozen=True):
    """The odd end of a link. The line may meet it from `first` to `last`, best in the `middle`."""

    link: int
    first: int
    middle: int
    last: int


class _Port(Struct, frozen=True):
    """A column of one side of an even slot, and the columns in which its spokes begin."""

    column: int
    spokes: tuple[tuple[int, int], ...]
    loop: bool


def stars(chart: Layered, columns: Sequence[int]) -> dict[int, list[Star]]:
    """The stars of each channel; a channel has the number of the layer above it."""
    sides: dict[tuple[int, bool], dict[bool, list[_Spoke]]] = {}
    for number, link in enumerate(chart.links):
        hub_below = chart.slots[link.upper].layer % 2 == 1
        hub, spoke = (link.lower, link.upper) if hub_below else (link.upper, link.lower)
        loops = sides.setdefault((hub, hub_below), {})
        side = chart.slots[spoke].bottom if hub_below else chart.slots[spoke].top
        loops.setdefault(link.loop, []).append(_spoke(number, columns[spoke], side))
    channels: dict[int, list[Star]] = {}
    for (hub, hub_below), loops in sides.items():
        slot = chart.slots[hub]
        for port in _ports(slot, columns[hub], loops):
            star = Star(hub, port.column, port.spokes, hub_below, port.loop)
            channels.setdefault(slot.layer - hub_below, []).append(star)
    return channels


def _spoke(link: int, column: int, side: tuple[int, int]) -> _Spoke:
    """Words hide a bend: a line need not leave them in the column in which it came."""
    first, last = side
    return _Spoke(link, column + first, column + min(max(0, first), last), column + last)


def _ports(slot: Slot, middle: int, loops: dict[bool, list[_Spoke]]) -> list[_Port]:
    first, last = middle + slot.top[0], middle + slot.top[1]
    if slot.kind is not Kind.BOX:
        return [_hub(first, last, middle, spokes, loop) for loop, spokes in loops.items()]
    ports: list[_Port] = []
    wishes: list[tuple[int, bool, list[_Spoke]]] = []
    for loop, spokes in loops.items():
        left = [spoke for spoke in spokes if spoke.last < first]
        right = [spoke for spoke in spokes if spoke.first > last]
        for spoke in spokes:
            if first <= spoke.last and spoke.first <= last:
                column = min(max(spoke.middle, first), last)
                ports.append(_Port(column, ((column, spoke.link),), loop))
        if left and right and len(left) + len(right) == len(spokes):
            wishes.append((middle, loop, left + right))
        else:
            wishes += [(first + 1, loop, left)] if left else []
            wishes += [(last - 1, loop, right)] if right else []
    for wish, loop, spokes in sorted(wishes, key=lambda wish: wish[:2]):
        ports.append(_Port(_free(wish, first, last, ports), _middles(spokes), loop))
    return ports


def _free(wish: int, first: int, last: int, ports: Sequence[_Port]) -> int:
    """The column nearest to the wish that no port has, if it can be with none beside it."""
    taken = {port.column for port in ports}
    free = [column for column in range(first, last + 1) if column not in taken]
    roomy = [column for column in free if not {column - 1, column + 1} & taken]
    return min(roomy or free, key=lambda column: (abs(column - wish), column))


def _hub(first: int, last: int, middle: int, spokes: list[_Spoke], loop: bool) -> _Port:
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
    return _Port(column, pins, loop)


def _middles(spokes: list[_Spoke]) -> tuple[tuple[int, int], ...]:
    return tuple((spoke.middle, spoke.link) for spoke in spokes)
