"""The five scripts as flows: all of them sound, every step reached, and always a way out."""

from pathlib import Path

import pytest

from guide.script.library import Library, load_library
from guide.script.model import Script, TargetKind

FIRST = ("escalated-callers", "irate-customers", "taking-over-a-call", "calming-a-caller")
HANG_UP = "hang-up-protocol"


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(Path(__file__).parents[1] / "scripts")


def test_the_scripts_are_the_five_and_sound(library: Library) -> None:
    assert library.problems == ()
    assert set(library.scripts) == {*FIRST, HANG_UP}


@pytest.mark.parametrize("name", [*FIRST, HANG_UP])
def test_every_step_can_be_reached_and_left(library: Library, name: str) -> None:
    script = library.scripts[name]
    assert _reached(script) == {step.id for step in script.steps}
    ways_out = {TargetKind.END, TargetKind.RETURN, TargetKind.SCRIPT}
    leaving = {s.id for s in script.steps if ways_out & {c.to.kind for c in s.choices}}
    for step in script.steps:
        assert leaving & _reached(script, step.id), f"no way out of {step.id}"


def _reached(script: Script, start: str = "") -> set[str]:
    """The steps that choices lead to from `start`, itself included."""
    found, open_ = set[str](), [start or script.first]
    while open_:
        step = script.step(open_.pop())
        if step is not None and step.id not in found:
            found.add(step.id)
            open_ += [c.to.step for c in step.choices if c.to.kind is TargetKind.STEP]
    return found


@pytest.mark.parametrize("name", FIRST)
def test_the_hang_up_protocol_is_a_choice_away_from_where_abuse_is_likely(
    library: Library, name: str
) -> None:
    script = library.scripts[name]
    assert script.protocol == HANG_UP
    assert HANG_UP in {choice.to.script for step in script.steps for choice in step.choices}


@pytest.mark.parametrize("name", [*FIRST, HANG_UP])
def test_a_caller_who_is_gone_is_an_ending_of_every_script(library: Library, name: str) -> None:
    labels = {ending.id: ending.label for ending in library.scripts[name].endings}
    assert labels["hung-up"] == "Caller hung up"
    assert labels["cut-off"] == "Line dropped"
