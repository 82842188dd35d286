"""Not by chance but one by one: every state of every shipped script, and what it allows.

A rule looks only at the ground that stands. So each ground is taken by itself through the hang-up
protocol, one of each kind of terms through all scripts, and two by two through the protocol, to see
that nothing given on one counts on another: one of each kind of terms with one of each other, and
two of the same. `torture.every_ground` takes every ground through every script.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import combinations

import pytest
from explorer import Found, State, after, begun, decided, explored
from kit import SCRIPTS, shipped, with_warnings
from protocol_oracle import check_evidence
from sweeps import swept

from guide.call import actions as act
from guide.call.actions import Action
from guide.call.context import Allowed, Context
from guide.call.rules.endings import endings
from guide.call.state import Call
from guide.script.library import Library
from guide.script.model import TargetKind

PROTOCOL = "hang-up-protocol"
GROUNDS = tuple(ground.id for ground in shipped().script(PROTOCOL).grounds)
UNLIKE = tuple(
    {
        (one.warnings, one.permission, one.threat): one.id
        for one in shipped().script(PROTOCOL).grounds
    }.values()
)
ALIKE = ("abuse", "sexual")
TERMS = {1: shipped(), 3: with_warnings(3)}


def acting_on(library: Library, *grounds: str) -> Callable[[Call], Iterable[Action]]:
    """All that moves a call or belongs to the protocol, on no other grounds than these."""

    def actions(call: Call) -> Iterator[Action]:
        step = library.script(call.here.script).step(call.here.step)
        assert step is not None
        yield from (act.Choose(c.key) for c in step.choices if c.ground in ("", *grounds))
        yield from (act.StateGround(ground) for ground in grounds)
        yield from (act.Return(), act.MakeEffort("asked"), act.QuoteCaller("you parrot"))
        yield from (act.Permit("Kim Lo"), act.Warn(), act.Persist("and on"), act.Calm())

    return actions


@cache
def reached(script_id: str, most: int, *grounds: str) -> Found:
    library = TERMS[most]
    return explored(script_id, library, acting_on(library, *grounds), most)


def on(script_id: str) -> tuple[str, ...]:
    """The grounds on which a script is gone through."""
    return GROUNDS if script_id == PROTOCOL else UNLIKE


BY_ITSELF = [
    *((script, 1, (ground,)) for script in SCRIPTS for ground in on(script)),
    *((PROTOCOL, 3, (ground,)) for ground in UNLIKE),
]
PAIRS = [(PROTOCOL, 1, pair) for pair in (ALIKE, *combinations(UNLIKE, 2))]
EXPLORED = [*BY_ITSELF, ("escalated-callers", 3, ("abuse",)), *PAIRS]


# Of the pairs every run takes that of the same terms, and the first of others.
@pytest.mark.parametrize(
    ("script_id", "most", "grounds"), swept(EXPLORED, [*BY_ITSELF, *PAIRS[:3]])
)
def test_every_state_ends_normally_and_by_the_protocol_only_with_what_its_ground_needs(
    script_id: str, most: int, grounds: tuple[str, ...]
) -> None:
    library = TERMS[most]
    assert_ends_rightly(reached(script_id, most, *grounds), library)


def assert_ends_rightly(found: Found, library: Library) -> None:
    """In every state each other ending is open, and the protocol's where the documents allow it."""
    for state, call in found.calls.items():
        check_evidence(call)
        normal = [e.id for e in endings(Context(call, library, call.at)) if not e.protocol]
        assert normal
        assert all(isinstance(decided(act.End(e), call, library), Allowed) for e in normal)
        for reason in ("", "you parrot"):
            end = decided(act.End("protocol", reason), call, library)
            assert isinstance(end, Allowed) == _may_end(state, reason, library), state
    assert any(_may_end(state, "", library) for state in found.calls), "it can be come to"


def _may_end(state: State, reason: str, library: Library) -> bool:
    """Whether the documents allow it."""
    stands = library.script(PROTOCOL).ground(state.ground)
    if stands is None:
        return False
    enough = dict(state.given).get(state.ground, 0) >= stands.warnings
    heard = stands.warnings == 0 or state.ground in state.went_on
    return enough and heard and bool(reason or state.quoted)


@pytest.mark.parametrize("script_id", SCRIPTS)
def test_every_step_can_be_come_to_and_every_choice_be_taken(script_id: str) -> None:
    library = shipped()
    every = [reached(script_id, 1, ground) for ground in on(script_id)]
    places = {state.place for found in every for state in found.calls}
    taken = {one for found in every for one in found.taken}
    for step in library.script(script_id).steps:
        assert (script_id, step.id) in places
        for choice in step.choices:
            if choice.to.kind is TargetKind.END:
                assert _ends_somewhere(script_id, step.id, choice.to.ending, every)
            else:
                assert ((script_id, step.id), choice.key) in taken, (step.id, choice.label)


def _ends_somewhere(script_id: str, step: str, ending: str, every: list[Found]) -> bool:
    calls = (
        call
        for found in every
        for state, call in found.calls.items()
        if state.place == (script_id, step)
    )
    end = act.End(ending, "you parrot")
    return any(isinstance(decided(end, call, shipped()), Allowed) for call in calls)


@pytest.mark.parametrize("script_id", [s for s in SCRIPTS if s != PROTOCOL])
def test_who_went_over_to_the_protocol_can_always_come_back(script_id: str) -> None:
    for state, call in reached(script_id, 1, "other").calls.items():
        if state.place[0] == PROTOCOL:
            decision = decided(act.Return(), call, shipped())
            assert isinstance(decision, Allowed)
            assert after(decision, call).here.script == script_id


def test_the_explorer_sees_what_it_is_to_see() -> None:
    calm = begun(PROTOCOL, shipped())
    assert isinstance(decided(act.End("resolved"), calm, shipped()), Allowed)
    states = reached(PROTOCOL, 3, "other").calls
    assert {dict(state.given).get("other", 0) for state in states} == {0, 1, 2, 3}
    assert {state.place[1] for state in states} == {
        step.id for step in shipped().script(PROTOCOL).steps
    }
