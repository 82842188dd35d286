"""The shipped scripts are proved, and a proof says how much it looked at."""

import pytest
from kit import shipped, with_script, with_warnings
from msgspec.structs import replace

from guide.proof.prove import prove
from guide.script.findings import Severity
from guide.script.model import Choice, Target, TargetKind


def test_the_shipped_scripts_are_proved() -> None:
    proof = prove(shipped())
    assert proof.failures == ()
    assert proof.holds


def test_a_proof_says_how_many_states_it_saw_of_each_script_and_in_all() -> None:
    proof = prove(shipped())
    assert [seen.script for seen in proof.seen] == list(shipped().scripts)
    for seen, script in zip(proof.seen, shipped().scripts.values(), strict=True):
        assert seen.states >= len(script.steps)
        assert seen.transitions >= sum(len(step.choices) for step in script.steps if step.choices)
    assert proof.states == sum(seen.states for seen in proof.seen)
    assert proof.transitions == sum(seen.transitions for seen in proof.seen)


@pytest.mark.parametrize("count", [2, 3, 9])
def test_a_site_that_asks_for_more_warnings_is_proved_too(count: int) -> None:
    proof = prove(with_warnings(count))
    assert proof.states > prove(shipped()).states
    assert [f.code for f in proof.failures] == []


def test_a_choice_led_astray_in_a_shipped_script_is_told() -> None:
    script = shipped().script("hang-up-protocol")
    steps = [
        replace(step, choices=(Choice(1, "Goes on", Target(TargetKind.STEP, step="warn")),))
        if step.id in ("warn", "end-call")
        else step
        for step in script.steps
    ]
    proof = prove(with_script(replace(script, steps=tuple(steps))))
    assert {f.code for f in proof.failures} == {"no-ending-from"}
    (failure,) = proof.failures
    assert failure.severity is Severity.ERROR
    assert failure.message == (
        "No choices lead from `warn`, `end-call` to an ending of the call: hang-up-protocol: "
        "4 Hate or a threat, w redirected, 2 Slurs, cussing, threats → warn."
    )
