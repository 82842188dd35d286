"""The factored exploration finds what the whole product holds."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, note, settings
from kit import Desk, shipped
from product import Product
from proof_scripts import ABUSE, BY_PROTOCOL, HATE, loaded, script
from small_libraries import libraries, told

from guide.call import actions as act
from guide.call.actions import Action
from guide.proof.flow import Flow
from guide.proof.standing import Grounds
from guide.proof.states import States
from guide.proof.trial import Trial, without_lines
from guide.proof.walk import Walker
from guide.script.library import Library

thorough = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])

# What random scripts come to rarely.
GOODBYE = script("p", BY_PROTOCOL, HATE, s="return end:done")
RARE: dict[str, tuple[str, ...]] = {
    "a ground is fetched and brought back": (
        script("a", s="p: close end:done", close="(ending) s"),
        GOODBYE,
    ),
    "but not where returning calms": (
        script("a", s="p: close end:done", close="(ending) s"),
        script("p", BY_PROTOCOL, HATE, s="return! end:done"),
    ),
    "it is brought through a third": (
        script("a", s="b: close end:done", close="(ending) s"),
        script("b", s="p: t", t="back return", back="t"),
        GOODBYE,
    ),
    "one who only warns is no good at an ending's door": (
        script("a", s="p: q: warn", warn="(warning) end:done"),
        GOODBYE,
        script("q", BY_PROTOCOL, ABUSE, s="return end:done"),
    ),
    "returning helps one opener and not the other": (
        script("a", s="c: end:done", t="c:"),
        script("b", s="t end:done", t="c:"),
        script("c", s="return"),
    ),
    "what is brought back decides whether it ends": (
        script("a", s="t end:done", t="p: close", close="(ending) end:done"),
        script("p", BY_PROTOCOL, HATE, s="return?hate u", u="return!"),
    ),
    "what is fetched twice is fetched through a third": (
        script("a", s="b: t", t="(ending) u!", u="b: v", v="(ending) end:done"),
        script("b", s="p: t", t="(ending) u!", u="p: v", v="(ending) return"),
        GOODBYE,
    ),
    "a door is shut once the caller calms": (
        script("a", BY_PROTOCOL, ABUSE, s="b:?abuse end:done"),
        script("b", s="calmer! warn end:done", calmer="warn s", warn="(warning) s"),
    ),
}


def explored(library: Library) -> tuple[Flow, States]:
    flow = Flow(Grounds(Trial(without_lines(library))))
    return flow, States(flow)


def check_all_is_the_same(library: Library) -> None:
    product = Product(library)
    flow, states = explored(library)
    assert {node.stay.place for node in flow.nodes} == product.places
    assert {state.node.stay.place for state in states.legs} == product.places
    assert flow.ways.taken == product.taken
    stuck = {state.node.stay.place for state in states.legs if not state.ends}
    assert stuck == product.stuck


def check_the_keys(library: Library) -> None:
    flow, states = explored(library)
    walker, fewest = Walker(flow.grounds, states), Product(library).fewest
    seen = set[tuple[str, str]]()
    for state in states.legs:
        walk = walker.to(state)
        assert _followed(walk.start, walk.actions, library) == state.node.stay.place
        choices = sum(isinstance(action, act.Choose) for action in walk.actions)
        if state.node.stay.place not in seen:
            assert choices == fewest[state.node.stay.place], walk.keys
        seen.add(state.node.stay.place)


def _followed(start: str, actions: Iterable[Action], library: Library) -> tuple[str, str]:
    """The step to which these actions lead in a call, each of them allowed."""
    desk = Desk(start, library=library)
    desk.do(*actions)
    return desk.step


@thorough
@given(libraries())
def test_the_same_steps_choices_and_dead_ends_as_in_the_whole_product(library: Library) -> None:
    note(told(library))
    check_all_is_the_same(library)


@thorough
@given(libraries())
def test_the_keys_to_every_state_are_allowed_and_the_fewest_choices(library: Library) -> None:
    note(told(library))
    check_the_keys(library)


@pytest.mark.parametrize("name", RARE)
def test_rare_ways_are_explored_as_in_the_whole_product(name: str, tmp_path: Path) -> None:
    library = loaded(tmp_path, *RARE[name])
    assert library.sound, library.errors
    check_all_is_the_same(library)
    check_the_keys(library)


def test_the_shipped_scripts_are_explored_as_in_the_whole_product() -> None:
    flow, states = explored(shipped())
    assert {node.stay.place for node in flow.nodes} == {
        (script.id, step.id) for script in shipped().scripts.values() for step in script.steps
    }
    assert flow.ways.taken == {
        ((script.id, step.id), choice.key)
        for script in shipped().scripts.values()
        for step in script.steps
        for choice in step.choices
    }
    walker = Walker(flow.grounds, states)
    for state in states.legs:
        walk = walker.to(state)
        assert _followed(walk.start, walk.actions, shipped()) == state.node.stay.place
        assert state.ends
