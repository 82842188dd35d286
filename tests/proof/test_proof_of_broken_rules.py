"""A proof asks the rules themselves: one that forgets something is found out, with its keys."""

import pytest
from broken_rules import BREAKS, broken
from kit import shipped
from small_libraries import DONE, PROTOCOL, ground, library_of
from test_proof_as_whole_protocol import STEP, found
from whole_protocol import Whole

from guide.call.rules import endings
from guide.proof.prove import prove
from guide.script.findings import Severity
from guide.script.model import Script

_ENDS = "e Ended by the hang-up protocol"
_ABUSE, _SLURS = "w 1 Aggressive, offensive or abusive", "w 2 Slurs, cussing or threats at you"
KEYS = {
    "end without a count": f"{_ABUSE} → {_ENDS}.",
    "warnings on any ground count": (
        f"w redirected, {_SLURS}, w warning given, {_ABUSE} → {_ENDS}."
    ),
    "a permission on any ground counts": (
        "w redirected, w 5 Seeks sexual gratification, w permission given, "
        f"{_ABUSE}, w warning given → {_ENDS}."
    ),
    "warn without an effort": f"{_SLURS}, w warning given → {_ENDS}.",
    "warn without a permission": f"w redirected, {_ABUSE}, w warning given → {_ENDS}.",
    "end without a reason": f"w 3 Hate speech → {_ENDS}.",
    "end without a ground": f"hang-up-protocol → {_ENDS}.",
    "last words without a warning": f"{_ABUSE} → Space.",
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_rule_that_forgets_something_is_told_with_the_shortest_keys(name: str) -> None:
    with broken(name):
        failures = prove(shipped()).failures
    told = [f for f in failures if f.code == BREAKS[name][1]]
    assert told
    assert {f.severity for f in told} == {Severity.ERROR}
    assert {f.fix[:17] for f in told} == {"No setting does t"}
    assert any(KEYS[name] in f.message for f in told), [f.message for f in told]


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_rule_is_found_just_where_every_ground_at_once_finds_it(name: str) -> None:
    grounds = (
        ground("strict", 1, permission=True),
        ground("strict-too", 1, permission=True),
        ground("lenient", 1, permission=False),
        ground("none", 0, permission=False),
    )
    library = library_of(Script("a", "a", "", (STEP,), endings=(DONE, PROTOCOL), grounds=grounds))
    with broken(name):
        lacking = Whole(library).lacking
        assert lacking
        ours = found(library)
    # What ends on no ground at all is told of the script.
    ours = {
        ("", "", code) if code == "ending-without-ground" else (protocol, ground, code): count
        for (protocol, ground, code), count in ours.items()
    }
    assert ours == lacking


def test_a_program_that_holds_the_agent_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endings, "why_not", lambda ending, now, reason="": "Not now.")
    held = [f for f in prove(shipped()).failures if "open to the agent" in f.message]
    assert [f.message for f in held] == ["No ending is open to the agent: hang-up-protocol → e."]
    assert held[0].code == "no-ending-from"


def test_the_rules_as_they_are_hold() -> None:
    assert prove(shipped()).holds
