"""The shipped scripts are proved, and a proof says how much it looked at."""

import pytest
from kit import shipped, with_script, with_warnings
from msgspec.structs import replace

from guide.script.findings import Severity
from guide.script.model import Choice, Target, TargetKind
from guide.script.reachability_findings import prove


def test_the_shipped_scripts_are_proved() -> None:
    proof = prove(shipped())
    assert proof.failures == ()
    assert proof.holds


def test_a_proof_says_how_many_states_and_transitions_it_saw() -> None:
    proof, steps = prove(shipped()), [s for one in shipped().scripts.values() for s in one.steps]
    assert proof.states >= len(steps)
    leading = [c for step in steps for c in step.choices if c.to.kind is not TargetKind.END]
    assert proof.transitions >= len(leading)


@pytest.mark.parametrize("count", [2, 3, 9])
def test_a_site_that_asks_for_more_warnings_is_proved_too(count: int) -> None:
    assert prove(with_warnings(count)).holds


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
        "4 Hate speech or threat, w redirected, 2 Slurs, cussing, threats → warn."
    )
