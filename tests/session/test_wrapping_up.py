"""What is written down after a call is agreed on, and answered, as it is on the call."""

import pytest
from script.outage_script import OUTAGES
from shop import Shop, taken

from guide.call import actions as act
from guide.call.context import Refused
from guide.register.promise import Promise
from guide.session.wrapping_up import WrappingUp, take_up

VISITS = """
[[field]]
id = "visit_day"
label = "Day of the visit"
kind = "date"
least = "today"

[[follow_up]]
id = "visit"
label = "Visit"
needs = ["visit_day", "caller"]
due = { aim = "same day", latest = "agreed, within 5 days" }
"""
"""Friday 20 November is the day of the call."""


def visit(day: str) -> act.AddFollowUp:
    return act.AddFollowUp("visit", (("visit_day", day), ("caller", "Dana Whitlock")))


@pytest.fixture
def shop(shop: Shop) -> Shop:
    (shop.folder / "outages.toml").write_text(OUTAGES + VISITS)
    return shop


def ended(shop: Shop, *actions: act.Action) -> WrappingUp:
    """A call on which these actions were done, and that has ended since."""
    with taken(shop, "outages", *actions, act.End("done")) as session:
        shop.book().finish(session)
        return take_up(shop.book(), session.call.id, "Robin")


def test_a_day_among_its_fields_is_the_one_agreed_on_after_the_call_as_on_it(shop: Shop) -> None:
    of = ended(shop, act.WriteDetail("visit_day", "mon"), visit("mon"), visit("tue"))
    form = of.form("visit")
    assert ("visit_day", "Day of the visit", "Mon, Nov 23, 2026") in form.fields
    assert (form.asks_day, form.day) == (False, "")
    added = of.add_promise("visit", (("visit_day", "tue"), ("caller", "Lee Poe")))
    assert isinstance(added, Promise), added
    assert added.field("visit_day") == "Tue, Nov 24, 2026"
    _, on_the_call, _ = of.wrap_up.promises
    assert added.until == on_the_call.until
    late = of.add_promise("visit", (("visit_day", "12/10"), ("caller", "Lee Poe")))
    assert isinstance(late, Refused)
    assert "is the last day you can agree on (5 days at most)." in late.reason
