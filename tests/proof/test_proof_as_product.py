"""The factored exploration finds what the whole product holds."""

from collections.abc import Iterable

from hypothesis import HealthCheck, given, note, settings
from kit import Desk
from product import Product
from small_libraries import libraries, told

from guide.call import actions as act
from guide.call.actions import Action
from guide.proof.flow import Flow
from guide.proof.standing import Grounds
from guide.proof.states import States
from guide.proof.trial import Trial, without_lines
from guide.proof.walk import Walker
from guide.script.library import Library

thorough = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def explored(library: Library) -> tuple[Flow, States]:
    flow = Flow(Grounds(Trial(without_lines(library))))
    return flow, States(flow)


@thorough
@given(libraries())
def test_the_same_steps_choices_and_dead_ends_as_in_the_whole_product(library: Library) -> None:
    note(told(library))
    product = Product(library)
    flow, states = explored(library)
    assert {node.stay.place for node in flow.nodes} == product.places
    assert {state.node.stay.place for state in states.legs} == product.places
    assert flow.ways.taken == product.taken
    stuck = {state.node.stay.place for state in states.legs if not state.ends}
    assert stuck == product.stuck


@thorough
@given(libraries())
def test_the_keys_to_every_state_are_allowed_and_the_fewest_choices(library: Library) -> None:
    note(told(library))
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
