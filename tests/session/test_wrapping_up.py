"""What is written down after a call is agreed on, and answered, as it is on the call."""

import pytest
from kit import utc
from script.outage_script import OUTAGES, VISITS
from shop import Shop, taken

from guide.call import actions as act
from guide.call.context import Refused
from guide.record.disk import Disk
from guide.register.after_call import FilledIn, Moved
from guide.register.answered import as_answered
from guide.register.promise import Promise
from guide.register.register import When, do, when
from guide.register.rules import filled_in
from guide.session.wrapping_up import WrappingUp, take_up


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


def lacking(of: WrappingUp) -> Promise:
    [promise] = of.wrap_up.promises
    assert promise.lacks == ("visit_day",)
    return promise


def day(promise: Promise, text: str) -> FilledIn:
    return filled_in(promise, {"visit_day": text})


def test_what_is_filled_in_is_an_answer_to_its_field_and_the_day_counts(shop: Shop) -> None:
    of = ended(shop, visit(""))
    promise = lacking(of)
    for text, why in (("someday", "Day of the visit"), ("12/10", "the last day you can agree on")):
        refused = as_answered(of.places, promise, day(promise, text), of.now)
        assert isinstance(refused, Refused)
        assert why in refused.reason
    read = as_answered(of.places, promise, day(promise, "mon"), of.now)
    assert not isinstance(read, Refused)
    deed, moved = read
    assert deed == day(promise, "Mon, Nov 23, 2026")
    assert moved is not None
    assert moved.until == utc("2026-11-24 05:59")
    for one in (deed, moved):
        assert isinstance(do(Disk(), of.places, promise.id, one, "Kim Lo", of.now), Promise)
    [now] = of.wrap_up.promises
    assert (now.missing, now.until) == ("", moved.until)


def test_a_day_is_told_as_of_today_or_else_as_of_the_call(shop: Shop) -> None:
    of = ended(shop, visit(""))
    promise = lacking(of)
    for text, told in (("tomorrow", "Tue, Nov 24, 2026"), ("11/21", "Sat, Nov 21, 2026")):
        read = as_answered(of.places, promise, day(promise, text), utc("2026-11-23 20:00"))
        assert not isinstance(read, Refused)
        assert read[0] == day(promise, told)


def test_a_day_that_is_over_by_then_makes_it_due_at_once(shop: Shop) -> None:
    of = ended(shop, visit(""))
    promise, now = lacking(of), utc("2026-11-23 20:00")
    assert promise.until is not None
    assert when(promise, now) is When.LATER
    read = as_answered(of.places, promise, day(promise, "11/21"), now)
    assert not isinstance(read, Refused)
    deed, moved = read
    assert moved == Moved(utc("2026-11-23 20:02"), "Day of the visit: Sat, Nov 21, 2026")
    for one in (deed, moved):
        since = do(Disk(), of.places, promise.id, one, "Kim Lo", now)
        assert isinstance(since, Promise)
        promise = since
    assert when(promise, utc("2026-11-23 20:03")) is When.OVERDUE


def test_what_is_overdue_stays_due_when_it_was(shop: Shop) -> None:
    of = ended(shop, visit(""))
    promise = lacking(of)
    read = as_answered(of.places, promise, day(promise, "11/21"), utc("2026-12-09 20:00"))
    assert read == (day(promise, "Sat, Nov 21, 2026"), None)


def test_any_text_is_taken_where_the_scripts_of_the_call_are_gone(shop: Shop) -> None:
    of = ended(shop, visit(""))
    promise = lacking(of)
    for path in of.places.wording.glob("*.toml"):
        path.unlink()
    deed = day(promise, "someday")
    assert as_answered(of.places, promise, deed, of.now) == (deed, None)
