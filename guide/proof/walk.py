"""A call led by keys from its beginning to a stay, every key of them allowed by the rules."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from guide.call import actions as act
from guide.call.actions import Action
from guide.call.state import Call
from guide.proof.flow import Edge
from guide.proof.keys import pressed
from guide.proof.path import Move
from guide.proof.standing import NONE, Grounds, Opens, opens
from guide.proof.states import State, States

_MOST = 10_000
"""Longer ways are not walked: nobody would follow them."""

_Key = tuple[bool, str, bool, int]


@dataclass(frozen=True, slots=True)
class Walk:
    """A call on its way: the script it began with, and the last action with what came before."""

    start: str
    call: Call
    action: Action | None = None
    key: str = ""
    before: "Walk | None" = None

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys from the beginning."""
        return tuple(walk.key for walk in self._from_beginning if walk.action)

    @property
    def actions(self) -> tuple[Action, ...]:
        """All actions from the beginning."""
        return tuple(walk.action for walk in self._from_beginning if walk.action)

    @property
    def _from_beginning(self) -> list["Walk"]:
        walks, walk = list["Walk"](), self
        while walk.before is not None:
            walks.append(walk)
            walk = walk.before
        return walks[::-1]


class Walker:
    """Leads calls: the fewest choices, and before each no more than the rules ask for."""

    def __init__(self, grounds: Grounds, states: States) -> None:
        self._grounds, self._states = grounds, states
        self._walks: dict[State, Walk] = {}

    def to(self, state: State) -> Walk:
        """The way to a state; of one that nobody could follow to its end, only the end."""
        if self._states.choices[state] > _MOST:
            return self._end_of_way(state)
        ahead, at = list[tuple[State, Edge]](), state
        while at not in self._walks and (leg := self._states.legs[at]):
            ahead.append((at, leg.edge))
            at = leg.before
        start = at.node.stay.script.id
        walk = self._walks.setdefault(at, Walk(start, self._grounds.trial.begun(start)))
        for reached, edge in reversed(ahead):
            for move in self._states.paths.moves(edge):
                for action in (*self._made_ready(walk.call, move), act.Choose(move.key)):
                    walk = self.then(walk, action)
            self._walks[reached] = walk
        return walk

    def _end_of_way(self, state: State) -> Walk:
        stay, grounds = state.node.stay, self._grounds
        standing = grounds.every_kind.get(stay.carried or Opens.NOTHING, NONE)
        call = grounds.trial.call(
            stay.script,
            stay.step,
            start=stay.world.start,
            protocol=standing.protocol,
            nested=stay.nested,
        )
        first = Walk(stay.world.start, call)
        return Walk(first.start, call, act.Calm(), f"… more than {_MOST:,} choices …", first)

    def then(self, walk: Walk, action: Action) -> Walk:
        """The walk with one more action; as it was if the rules refuse it."""
        trial = self._grounds.trial
        after = trial.done(action, walk.call)
        if after is None:
            return walk
        return Walk(walk.start, after, action, pressed(action, trial.now(walk.call)), walk)

    def _made_ready(self, call: Call, move: Move) -> tuple[Action, ...]:
        """The fewest actions after which a choice may be taken so."""
        if self._may(call, move):
            return ()
        ways = (self._on(ground, call, move) for ground in self._likely(call, move))
        found = [way for way in ways if way is not None]
        return min(found, key=len, default=())

    def _likely(self, call: Call, move: Move) -> Iterable[str]:
        """The grounds on which the choice may be taken, if it may on any."""
        context = self._grounds.trial.now(call)
        choice, stated = context.step.choice(move.key), call.protocol.ground
        names = [choice.ground if choice else "", stated.ground if stated else ""]
        names += [standing.ground for standing in self._grounds.kinds(context.protocol)]
        return dict.fromkeys(names)

    def _on(self, ground: str, call: Call, move: Move) -> tuple[Action, ...] | None:
        """The fewest actions about one ground after which the choice may be taken."""
        seen, waiting = {_on_record(ground, call)}, deque([(call, tuple[Action, ...]())])
        while waiting:
            call, done = waiting.popleft()
            if self._may(call, move):
                return done
            for action in _about(ground):
                after = self._grounds.trial.done(action, call)
                if after is not None and _on_record(ground, after) not in seen:
                    seen.add(_on_record(ground, after))
                    waiting.append((after, (*done, action)))
        return None

    def _may(self, call: Call, move: Move) -> bool:
        trial = self._grounds.trial
        after = trial.done(act.Choose(move.key), call)
        if after is None:
            return False
        return move.carries is None or opens(trial, after) == move.carries


def _about(ground: str) -> Iterator[Action]:
    """What can be put on record about a ground."""
    yield act.MakeEffort("redirected")
    if ground:
        yield act.StateGround(ground)
    yield act.Permit("a supervisor")
    yield act.Warn()
    yield act.Calm()


def _on_record(ground: str, call: Call) -> _Key:
    """All that is on record about a ground; more than nine warnings are asked for on none."""
    state = call.protocol
    return (
        bool(state.efforts),
        state.ground.ground if state.ground else "",
        state.permission(ground) is not None,
        min(state.given(ground), 9),
    )
