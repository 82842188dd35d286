"""Whoever looks at every state finds out a rule that forgets something."""

import pytest
from broken_rules import BREAKS, broken
from small_libraries import DONE, PROTOCOL, ground, library_of
from whole_protocol import Whole

from guide.script.library import Library
from guide.script.model import Choice, Script, Step, Target, TargetKind

STEP = Step("s", "s", choices=(Choice(1, "End", Target(TargetKind.END, ending="done")),))
GROUNDS = (
    ground("strict", 1, permission=True),
    ground("strict-too", 1, permission=True),
    ground("none", 0, permission=False),
)
# The small one first: most that is forgotten is found in it.
LIBRARIES = [
    library_of(Script("a", "a", "", (STEP,), endings=(DONE, PROTOCOL), grounds=grounds))
    for grounds in ((ground("twice", 2, permission=True),), GROUNDS)
]


def lacking(library: Library) -> set[str]:
    return {code for _, _, code in Whole(library).lacking}


@pytest.mark.parametrize("name", BREAKS)
def test_a_rule_that_forgets_something_lets_a_call_end_without_it(name: str) -> None:
    with broken(name):
        assert any(BREAKS[name][1] in lacking(library) for library in LIBRARIES)


def test_by_the_rules_as_they_are_no_call_ends_without_what_its_ground_asks_for() -> None:
    assert [*map(lacking, LIBRARIES)] == [set(), set()]
