"""The choices that a move from stay to stay takes, one by one."""

from collections import deque
from dataclasses import dataclass

from guide.proof.flow import Edge, Node
from guide.proof.standing import Opens


@dataclass(frozen=True, slots=True)
class Move:
    """A choice to take, and what a ground must open that stands afterwards, if it is carried."""

    key: int
    carries: Opens | None = None


def moves_of(edge: Edge) -> tuple[Move, ...]:
    """The choices of an edge: none for calming down, one mostly, more through another script."""
    if edge.key == 0:
        return ()
    if edge.through is None:
        return (Move(edge.key, edge.to.stay.carried),)
    opened, stands = edge.through, edge.to.stay.carried
    first = Move(edge.key, opened.stay.carried)
    return (first, *_returning(opened, stands if stands is not None else Opens.NOTHING))


def _returning(entry: Node, stands: Opens) -> tuple[Move, ...]:
    """The choices that lead from a stay back to whence it was opened, so that this stands."""
    came_by: dict[Node, tuple[Node, Edge] | None] = {entry: None}
    waiting = deque([entry])
    while waiting:
        node = waiting.popleft()
        for key, carried in node.returns:
            if carried == stands:
                return (*_traced(node, came_by), Move(key, stands))
        for edge in node.edges:
            if not edge.opens and edge.to not in came_by:
                came_by[edge.to] = (node, edge)
                waiting.append(edge.to)
    return ()


def _traced(node: Node, came_by: dict[Node, tuple[Node, Edge] | None]) -> tuple[Move, ...]:
    moves: tuple[Move, ...] = ()
    while step := came_by[node]:
        node, edge = step
        moves = (*moves_of(edge), *moves)
    return moves
