"""The choices that a move from stay to stay takes, one by one, and how many those are.

A move through another script takes as many as lead back from there; and since scripts may be opened
within one another, their number can double with each. So they are counted without being listed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count

from guide.proof.flow import Edge, Node
from guide.proof.standing import Opens

_Goal = tuple[Node, Opens]


@dataclass(frozen=True, slots=True)
class Move:
    """A choice to take, and what a ground must open that stands afterwards, if it is carried."""

    key: int
    carries: Opens | None = None


@dataclass(frozen=True, slots=True)
class _Hop:
    """What to do first on the way back from a stay: `edge`, or the choice `key` that returns."""

    choices: int
    edge: Edge | None
    key: int = 0


class Paths:
    """The fewest choices from every stay back to whence it was opened, by what stands then."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self._hops: dict[_Goal, _Hop] = {}
        self._before: dict[Node, list[tuple[Node, Edge]]] = {}
        self._held_up: dict[_Goal, list[tuple[Node, Edge, Opens]]] = {}
        self._turn = count()
        self._waiting: list[tuple[int, int, _Goal, _Hop]] = []
        every = tuple(nodes)
        if not any(edge.through for node in every for edge in node.edges):
            return
        for node in every:
            for key, stands in node.returns:
                self._wait((node, stands), _Hop(1, None, key))
            for edge in node.edges:
                if not edge.opens:
                    self._before.setdefault(edge.to, []).append((node, edge))
        while self._waiting:
            _, _, goal, hop = heappop(self._waiting)
            if goal not in self._hops:
                self._hops[goal] = hop
                self._go_back(goal)

    def _wait(self, goal: _Goal, hop: _Hop) -> None:
        if goal not in self._hops:
            heappush(self._waiting, (hop.choices, next(self._turn), goal, hop))

    def _go_back(self, goal: _Goal) -> None:
        node, stands = goal
        for before, edge in self._before.get(node, ()):
            self._join(before, edge, stands)
        for before, edge, wanted in self._held_up.pop(goal, ()):
            self._join(before, edge, wanted)

    def _join(self, before: Node, edge: Edge, stands: Opens) -> None:
        """Go on backwards over an edge, once it is known how many choices it takes."""
        through = _through(edge)
        if through is not None and through not in self._hops:
            self._held_up.setdefault(through, []).append((before, edge, stands))
        else:
            choices = self.choices(edge) + self._hops[edge.to, stands].choices
            self._wait((before, stands), _Hop(choices, edge))

    def choices(self, edge: Edge) -> int:
        """How many choices an edge takes: none is calming down, more lead through a script."""
        through = _through(edge)
        if through is None:
            return 1 if edge.key else 0
        return 1 + self._hops[through].choices

    def moves(self, edge: Edge) -> Iterator[Move]:
        """The choices of an edge, one after the other."""
        todo: list[Edge | _Goal] = [edge]
        while todo:
            match todo.pop():
                case Edge() as next_edge:
                    through = _through(next_edge)
                    led_to = through[0] if through else next_edge.to
                    if next_edge.key:
                        yield Move(next_edge.key, led_to.stay.carried)
                    if through:
                        todo.append(through)
                case (_, stands) as goal:
                    hop = self._hops[goal]
                    if hop.edge is None:
                        yield Move(hop.key, stands)
                    else:
                        todo += ((hop.edge.to, stands), hop.edge)


def _through(edge: Edge) -> _Goal | None:
    """The stay in another script that an edge leads through, and what stands on the way out."""
    if edge.through is None:
        return None
    carried = edge.to.stay.carried
    return edge.through, Opens.NOTHING if carried is None else carried
