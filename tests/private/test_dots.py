"""Dots in place of digits that were not kept are no phone number, in whichever field they stand."""

import pytest
from kit import Desk

from guide.call import actions as act
from guide.session.redaction import why_hidden


@pytest.mark.parametrize(
    ("field", "text", "refused"),
    [
        ("number", "••• ••• •••", True),
        ("relatives_phone", "••• ••• •••312 555 0199", True),
        ("relatives_phone", "312 555 0199", False),
        ("concern", "a charge on •••• 1111", False),
        ("card", "•••• 1111", False),
        ("card", "•••• 1111 •••", False),
    ],
)
def test_dots_are_no_phone_number_in_any_field(field: str, text: str, refused: bool) -> None:
    call = Desk("escalated-callers").call
    for action in (act.WriteDetail(field, text), act.AddFollowUp("callback", ((field, text),))):
        assert (why_hidden(action, call) is not None) is refused
