"""The states of calls: each stay, and whether the call can come to an ending once it returns."""

from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple

from guide.proof.flow import Edge, Flow, Node
from guide.proof.path import Paths
from guide.proof.standing import Opens

_EVERY = (Opens.NOTHING, Opens.ENDING, Opens.WARNING, Opens.ENDING | Opens.WARNING)
Below = frozenset[Opens]

_NOTHING: Below = frozenset()


class State(NamedTuple):
    """A stay, and `below`: with which grounds the call can end once it has returned from it."""

    node: Node
    below: Below

    @property
    def ends(self) -> bool:
        """Whether choices lead to an ending."""
        node = self.node
        return node.ends or (node.stay.nested and not node.back.isdisjoint(self.below))


@dataclass(frozen=True, slots=True)
class Leg:
    """The last move on the way to a state: from where, and by what."""

    before: State
    edge: Edge


class States:
    """Every state of calls begun with every script, the nearest first: by the choices to it.

    `legs` has the last move to each, None where the call begins, and `choices` how many lead there.
    """

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self.paths = Paths(flow.nodes)
        self.choices: dict[State, int] = {}
        self.legs: dict[State, Leg | None] = {}
        self.transitions = 0
        self._nearest: dict[State, int] = {}
        self._turn = count()
        self._waiting: list[tuple[int, int, State, Leg | None]] = []
        for node in flow.begun:
            self._wait(0, State(node, _NOTHING), None)
        while self._waiting:
            choices, _, state, leg = heappop(self._waiting)
            if state not in self.legs:
                self.legs[state], self.choices[state] = leg, choices
                self._go_on(state, choices)

    def _wait(self, choices: int, state: State, leg: Leg | None) -> None:
        if choices < self._nearest.get(state, choices + 1):
            self._nearest[state] = choices
            heappush(self._waiting, (choices, next(self._turn), state, leg))

    def _go_on(self, state: State, choices: int) -> None:
        inner: Below | None = None
        for edge in state.node.edges:
            self.transitions += 1
            below = state.below
            if not edge.to.stay.nested:
                below = _NOTHING
            elif edge.opens:
                below = inner = self._inner(state) if inner is None else inner
            reached = State(edge.to, below)
            if reached not in self.legs:
                self._wait(choices + self.paths.choices(edge), reached, Leg(state, edge))

    def _inner(self, state: State) -> Below:
        """With which grounds a call can end that is back at this stay."""
        back = ((one, self._flow.back_at(state.node, one)) for one in _EVERY)
        return frozenset(one for one, node in back if node and State(node, state.below).ends)
