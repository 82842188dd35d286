"""Every state that a call can come to by choices and by what the hang-up protocol is made of."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from kit import FRIDAY, started

from guide.call import actions as act
from guide.call.actions import Action
from guide.call.context import Allowed, Context, Decision
from guide.call.decide import decide
from guide.call.events import Entry
from guide.call.fold import call_of, then
from guide.call.state import Call, ProtocolState, Visit
from guide.script.library import Library

Place = tuple[str, str]


@dataclass(frozen=True)
class State:
    """What the rules go by: where the call is and from where it came, and the protocol so far."""

    place: Place
    came_from: tuple[Place, ...]
    effort: bool
    ground: str
    permitted: frozenset[str]
    given: tuple[tuple[str, int], ...]
    went_on: frozenset[str]
    quoted: bool


@dataclass
class Found:
    """All that was come to: a call for each state, and which choices were taken from where."""

    calls: dict[State, Call] = field(default_factory=dict)
    taken: set[tuple[Place, int]] = field(default_factory=set)


def state_of(call: Call, most: int) -> State:
    """The state of a call, warnings counted up to `most`."""
    protocol = call.protocol
    grounds = sorted({warned.event.ground for warned in protocol.warnings})
    return State(
        _place(call.here),
        tuple(_origins(call)),
        bool(protocol.efforts),
        protocol.ground.ground if protocol.ground else "",
        _permitted(protocol),
        tuple((ground, min(most, protocol.given(ground))) for ground in grounds),
        frozenset(ground for ground in grounds if protocol.went_on(ground)),
        bool(protocol.quoted),
    )


def _permitted(protocol: ProtocolState) -> frozenset[str]:
    """The grounds that a permission may still be used for."""
    every = {permission.event.ground for permission in protocol.permissions}
    return frozenset(ground for ground in every if protocol.permission(ground))


def _place(visit: Visit) -> Place:
    return visit.script, visit.step


def _origins(call: Call) -> Iterator[Place]:
    visit = call.here
    while visit.origin >= 0:
        visit = call.path[visit.origin]
        yield _place(visit)


def begun(script_id: str, library: Library) -> Call:
    """A call that has begun with a script."""
    return call_of([Entry(1, FRIDAY, 0.0, started(library.script(script_id)))])


def decided(action: Action, call: Call, library: Library) -> Decision:
    """What comes of an action."""
    return decide(action, Context(call, library, FRIDAY))


def after(decision: Allowed, call: Call) -> Call:
    """The call a minute after that has happened, without the list of what happened before."""
    for event in decision.events:
        call = then(call, Entry(call.last.n + 1, FRIDAY - timedelta(minutes=1), 0.0, event))
    return call


def explored(
    script_id: str, library: Library, actions: Callable[[Call], Iterable[Action]], most: int
) -> Found:
    """Every state that these actions lead to from the beginning of a script."""
    found = Found()
    waiting = deque([begun(script_id, library)])
    while waiting:
        call = waiting.popleft()
        state = state_of(call, most)
        if state in found.calls:
            continue
        found.calls[state] = call
        for action in actions(call):
            decision = decided(action, call, library)
            if isinstance(decision, Allowed):
                if isinstance(action, act.Choose):
                    found.taken.add((state.place, action.key))
                waiting.append(after(decision, call))
    return found
