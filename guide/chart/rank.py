"""Which rank each node of a chart stands in, so that every arrow leads down and few are long."""

from collections.abc import Sequence

_ROUNDS = 12
_TOGETHER = 60
"""How many nodes are moved at once at most."""

_Sides = Sequence[Sequence[int]]
"""For each node those its edges lead to, or come from."""


def ranks(nodes: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    """The rank of each of so many nodes, from 0 at the top, with every edge leading down.

    There must be no circle of edges. At first every node stands as high as it can; then nodes sink
    and rise, each with those it pushes before it, where that makes the edges shorter on the whole.
    Node 0 stays.
    """
    above: list[list[int]] = [[] for _ in range(nodes)]
    below: list[list[int]] = [[] for _ in range(nodes)]
    for upper, lower in edges:
        below[upper].append(lower)
        above[lower].append(upper)
    order = _from_the_top(above, below)
    found = [0] * nodes
    for node in order:
        found[node] = max((found[upper] + 1 for upper in above[node]), default=0)
    for _ in range(_ROUNDS):
        sunk = [_moved(node, 1, found, below, above) for node in reversed(order)]
        risen = [_moved(node, -1, found, above, below) for node in order]
        if not any(sunk) and not any(risen):
            break
    top = min(found, default=0)
    return [rank - top for rank in found]


def _from_the_top(above: _Sides, below: _Sides) -> list[int]:
    """The nodes so that each comes after all that are above it."""
    waits_for = [len(uppers) for uppers in above]
    order = [node for node, count in enumerate(waits_for) if not count]
    for node in order:
        for lower in below[node]:
            waits_for[lower] -= 1
            if not waits_for[lower]:
                order.append(lower)
    return order


def _moved(node: int, way: int, found: list[int], ahead: _Sides, behind: _Sides) -> bool:
    """Move a node, `way` is 1 for down and -1 for up, and say whether it moved.

    It takes along those ahead that it touches, and goes as far as the next that none touched.
    """
    group = {node}
    todo = [node]
    gain = 0
    while todo:
        here = todo.pop()
        gain += len(ahead[here]) - len(behind[here])
        touched = {other for other in ahead[here] if (found[other] - found[here]) * way == 1}
        todo += touched - group
        group |= touched
        if 0 in group or len(group) > _TOGETHER:
            return False
    room = [
        (found[other] - found[here]) * way - 1
        for here in group
        for other in ahead[here]
        if other not in group
    ]
    if gain <= 0 or not room:
        return False
    for here in group:
        found[here] += way * min(room)
    return True
