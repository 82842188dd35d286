"""Follow-ups that two scripts of a folder have for different things."""

import pytest
from small_scripts import HEAD, own_follow_up, step

from guide.script.checks_terms import check_terms_across
from guide.script.findings import Severity
from guide.script.parse import parse_text


@pytest.mark.parametrize(
    ("label", "is_told"), [("Technician woken", True), ("wake-up Call", False)]
)
def test_a_follow_up_that_is_something_else_in_another_script_is_warned_of(
    label: str, *, is_told: bool
) -> None:
    one = HEAD + own_follow_up('id = "wake-up"\nlabel = "Wake-up call"\n') + step()
    two = one.replace('"one"', '"two"').replace('"Wake-up call"', f'"{label}"')
    both = parse_text(one, "one.toml"), parse_text(two, "two.toml")
    check_terms_across(both)
    problems = both[1].findings.problems
    assert [(p.code, p.severity) for p in problems] == (
        [("other-follow-up", Severity.WARNING)] * is_told
    )
    for problem in problems:
        assert problem.message.startswith(
            "The follow-up `wake-up` is `Technician woken` here, and `Wake-up call` in one.toml:"
        )
