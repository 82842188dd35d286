"""What `guide.script.reachability` says of scripts is what the rules of a call allow.

It has the gates of the protocol in a table of its own: here that is held against the rules, over
every state of small scripts of every make.
"""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, note, settings
from kit import Desk, shipped
from product import Place, Product
from small_libraries import libraries, told
from worded_scripts import ABUSE, BY_PROTOCOL, HATE, loaded, script

from guide.call import actions as act
from guide.call.actions import Action
from guide.script.library import Library
from guide.script.reachability import Reachability, ShortestKeys

thorough = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])

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
    "it is brought to a step that warns again, with a further permission": (
        script("a", BY_PROTOCOL, ABUSE, protocol="b", s="(warning) end:done"),
        script("b", BY_PROTOCOL, HATE, protocol="a", s="a:"),
    ),
    "a ground is taken along, warned on before": (
        script("a", BY_PROTOCOL, ABUSE, s="b: end:done"),
        script("b", protocol="p", s="c: end:done"),
        script("c", s="warn close end:done", warn="(warning) s", close="(ending) s"),
        GOODBYE,
    ),
}


def check_all_is_the_same(library: Library) -> None:
    product, reached = Product(library), Reachability(library)
    assert reached.steps == product.places
    choices = {
        ((position.script, position.step), choice.key)
        for position in reached.legs
        for choice in reached.choices(position)
    }
    assert choices - reached.refused.keys() == product.taken
    stuck = {(position.script, position.step) for position in reached.stuck}
    assert stuck <= product.stuck
    # A step that ends only where its script returns to is told of there.
    assert bool(stuck) == bool(product.stuck)


def check_the_keys(library: Library, fewest: dict[Place, int]) -> None:
    reached = Reachability(library)
    shortest, seen = ShortestKeys(reached), set[Place]()
    for position in reached.legs:
        place, keys = (position.script, position.step), shortest.to(position)
        # How a ground is fetched from another script is not told key by key.
        if "(and back with a ground)" not in keys.shown(""):
            desk = Desk(keys.start, library=library)
            for key in keys.first:
                desk.do(_action(key, desk))
            assert desk.step == place
            if place in fewest and place not in seen:
                assert sum(key[0].isdigit() for key in keys.first) == fewest[place], keys
        seen.add(place)


def _action(key: str, desk: Desk) -> Action:
    known = {
        "w redirected": act.MakeEffort("asked"),
        "w permission given": act.Permit("Kim Lo"),
        "w warning given": act.Warn(),
        "w they continued": act.Persist("and on"),
        "w calms down": act.Calm(),
    }
    if key[0].isdigit():
        return act.Choose(int(key.split()[0]))
    if key in known:
        return known[key]
    label = key.removeprefix("w ").split(" ", 1)[1]
    grounds = desk.now.protocol.grounds if desk.now.protocol else ()
    return next(act.StateGround(ground.id) for ground in grounds if ground.label == label)


@thorough
@given(libraries())
def test_the_same_steps_choices_and_dead_ends_as_the_rules_have_them(library: Library) -> None:
    note(told(library))
    check_all_is_the_same(library)


@thorough
@given(libraries())
def test_the_keys_to_every_step_are_allowed_and_the_fewest_choices(library: Library) -> None:
    note(told(library))
    check_the_keys(library, Product(library).fewest)


@pytest.mark.parametrize("name", RARE)
def test_rare_ways_are_as_the_rules_have_them(name: str, tmp_path: Path) -> None:
    library = loaded(tmp_path, *RARE[name])
    assert not library.errors, library.errors
    check_all_is_the_same(library)
    check_the_keys(library, Product(library).fewest)


def test_the_keys_to_every_step_of_the_shipped_scripts_are_allowed() -> None:
    check_the_keys(shipped(), {})
