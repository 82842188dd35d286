"""A callback that is agreed on for an hour is due at that hour."""

from collections.abc import Mapping
from datetime import date, time

import pytest
from kit import Desk, utc, with_script
from script.outage_script import OUTAGES

from guide.call import actions as act
from guide.call import events as ev
from guide.call.rules.corrections import correctable
from guide.call.rules.follow_ups import (
    agreed_with,
    day_of,
    details_corrected,
    moved_with,
    offered_fields,
)
from guide.script.library import parse_script
from guide.script.model import FollowUpKind

DAY = '\n[[field]]\nid = "call_on"\nlabel = "Day"\nkind = "date"\n'
HOUR = '\n[[field]]\nid = "call_at"\nlabel = "Time"\nkind = "time"\n'
BORN = '\n[[field]]\nid = "born"\nlabel = "Born"\nkind = "date"\n'
RULE = """
[[follow_up]]
kind = "callback"
needs = ["number", {}]
due = {{ aim = "agreed, within 3 days", latest = "agreed, within 3 days" }}
"""
FIELDS: Mapping[str, str] = {"call_on": DAY, "call_at": HOUR, "born": BORN}


def begun(*needs: str) -> Desk:
    """A call on Friday 20 November at 1:03 PM in Chicago, with a callback that needs these."""
    named = ", ".join(f'"{name}"' for name in needs)
    more = "".join(FIELDS[name] for name in needs) + RULE.format(named)
    script, problems = parse_script(OUTAGES + more, "outages.toml")
    assert script is not None, problems
    return Desk("outages", library=with_script(script))


def add(due: date | None = None, at: time | None = None, **fields: str) -> act.AddFollowUp:
    held = (("number", "312 555 0134"), *fields.items())
    return act.AddFollowUp(FollowUpKind.CALLBACK, held, due, due_time=at)


def test_a_day_and_a_time_among_its_fields_are_what_was_agreed_on() -> None:
    desk = begun("call_on", "call_at")
    desk.do(add(call_on="mon", call_at="5pm"))
    [held] = desk.call.follow_ups
    assert held.due == held.event.aim == utc("2026-11-23 23:00")


def test_a_time_among_its_fields_is_that_of_the_day_that_was_agreed_on() -> None:
    desk = begun("call_at")
    desk.do(add(date(2026, 11, 21), call_at="5pm"))
    assert desk.call.follow_ups[0].due == utc("2026-11-21 23:00")


def test_a_time_may_be_agreed_on_with_the_day() -> None:
    desk = begun()
    desk.do(add(date(2026, 11, 21), time(17)))
    assert desk.call.follow_ups[0].due == utc("2026-11-21 23:00")


def test_a_time_of_today_that_is_over_is_refused() -> None:
    desk = begun("call_on", "call_at")
    refused = desk.refused(add(call_on="today", call_at="9am"))
    assert refused == "9:00 AM is over: agree on a later time."


def test_a_day_too_far_away_is_refused_from_a_field_too() -> None:
    desk = begun("call_on", "call_at")
    refused = desk.refused(add(call_on="12/1", call_at="9am"))
    assert refused == "Mon, Nov 23 is the last day you can agree on (3 days at most)."


def test_a_day_that_is_over_was_not_agreed_on() -> None:
    desk = begun("born")
    desk.do(add(born="1/1/1980"))
    assert desk.call.follow_ups[0].due == utc("2026-11-24 05:59")


@pytest.mark.parametrize(
    ("changed", "due"),
    [
        ({"call_at": "6pm"}, "2026-11-24 00:00"),
        ({"call_on": "sun"}, "2026-11-22 23:00"),
        ({}, "2026-11-23 23:00"),
    ],
)
def test_it_is_due_anew_when_the_day_or_the_time_changes(
    changed: Mapping[str, str], due: str
) -> None:
    desk = begun("call_on", "call_at")
    desk.do(add(call_on="mon", call_at="5pm"))
    desk.do(act.AmendFollowUp(desk.call.follow_ups[0].n, tuple(changed.items())))
    assert desk.call.follow_ups[0].due == utc(due)


def test_a_promise_is_due_by_what_the_answer_is_corrected_to() -> None:
    desk = begun("call_on", "call_at")
    desk.do(act.WriteDetail("call_on", "mon"), act.WriteDetail("call_at", "5pm"))
    desk.do(add(call_on="mon", call_at="5pm"))
    assert moved_with("call_on", "mon", desk.now) == ()
    [moved] = moved_with("call_on", "sun", desk.now)
    desk.do(moved, act.WriteDetail("call_on", "sun"))
    assert desk.call.follow_ups[0].due == utc("2026-11-22 23:00")
    assert desk.call.detail("call_on") == "Sun, Nov 22, 2026"
    [moved] = moved_with("call_at", "9:00", desk.now)
    desk.do(moved, act.WriteDetail("call_at", "9:00"))
    assert desk.call.follow_ups[0].due == utc("2026-11-22 15:00")
    [beyond] = moved_with("call_on", "2026-12-20", desk.now)
    assert desk.refused(beyond) == "Mon, Nov 23 is the last day you can agree on (3 days at most)."
    for typed in ("", "someday", "2026-11-01"):
        assert moved_with("call_on", typed, desk.now) == ()


def test_a_promise_that_was_not_made_by_an_answer_is_not_moved_with_it() -> None:
    desk = begun("call_on", "born")
    desk.do(act.WriteDetail("call_on", "mon"), act.WriteDetail("born", "3/14/2025"))
    desk.do(add(call_on="mon", born="3/14/2025"), add(date(2026, 11, 21), call_on="sun"))
    assert moved_with("born", "3/15/2025", desk.now) == ()
    assert [one.of for one in moved_with("call_on", "sun", desk.now)] == [desk.call.follow_ups[0].n]


def test_a_day_typed_over_in_the_form_corrects_the_answer_that_it_was_offered_from() -> None:
    desk = begun("call_on", "call_at")
    desk.do(act.WriteDetail("call_on", "mon"), act.WriteDetail("call_at", "5pm"))
    offered = offered_fields(FollowUpKind.CALLBACK, desk.now)
    typed = offered | {"call_on": "sun", "call_at": "17:00"}
    assert details_corrected(offered, typed, desk.now) == (
        act.WriteDetail("call_on", "Sun, Nov 22, 2026"),
    )
    assert details_corrected(offered, {"call_on": "", "call_at": "soon"}, desk.now) == ()


def test_a_phone_number_or_what_another_promise_holds_is_not_corrected_by_the_next_one() -> None:
    phone = DAY.replace("call_on", "mobile").replace('"date"', '"phone"').replace("Day", "Mobile")
    more = DAY + phone + RULE.format('"call_on", "mobile"')
    script, problems = parse_script(OUTAGES + more, "outages.toml")
    assert script is not None, problems
    desk = Desk("outages", library=with_script(script))
    desk.do(act.WriteDetail("call_on", "mon"), act.WriteDetail("mobile", "312 555 0199"))
    offered = offered_fields(FollowUpKind.CALLBACK, desk.now)
    typed = offered | {"call_on": "sun", "mobile": "312 555 0177"}
    assert [one.field for one in details_corrected(offered, typed, desk.now)] == ["call_on"]
    desk.do(act.AddFollowUp(FollowUpKind.CALLBACK))
    [first] = desk.call.follow_ups
    assert details_corrected(offered, typed, desk.now) == ()
    again = details_corrected(offered, typed, desk.now, first.n)
    assert [one.field for one in again] == ["call_on"]


def test_a_promise_by_another_day_than_the_answer_is_asked_about_when_that_is_corrected() -> None:
    desk = begun("call_on", "born")
    desk.do(act.WriteDetail("call_on", "mon"), act.WriteDetail("born", "3/14/2025"))
    desk.do(add(call_on="sun", born="3/15/2025"))
    [held] = desk.call.follow_ups
    desk.do(act.WriteDetail("call_on", "today"), act.WriteDetail("born", "3/16/2025"))
    assert agreed_with("call_on", desk.now) == held
    assert agreed_with("call_on", desk.now, [held.n]) is None
    assert agreed_with("born", desk.now) is None


def test_the_day_of_a_promise_is_told_with_the_time_that_was_agreed_on() -> None:
    desk = begun("call_on", "call_at")
    desk.do(add(call_on="mon", call_at="5pm"), add(call_on="sun"), add())
    told = [day_of(one, desk.now) for one in desk.call.follow_ups]
    assert told == ["Mon, Nov 23, 5:00 PM", "Sun, Nov 22", "Mon, Nov 23"]


def test_what_was_moved_with_an_answer_is_moved_back_with_it_alone() -> None:
    desk = begun("call_on", "call_at")
    desk.do(act.WriteDetail("call_on", "sat"), act.WriteDetail("call_at", "5pm"))
    desk.do(add(call_on="sat", call_at="5pm"))
    before = correctable(desk.call)
    [moved] = moved_with("call_on", "sun", desk.now)
    desk.do(moved, act.WriteDetail("call_on", "sun"))
    last, *others = correctable(desk.call)
    assert isinstance(last.event, ev.Detailed)
    assert [*before] == others
    desk.do(act.Correct())
    [back] = moved_with("call_on", "sat", desk.now, desk.call.follow_ups[0].field("call_on"))
    desk.do(back)
    assert desk.call.follow_ups[0].due == utc("2026-11-21 23:00")
    assert correctable(desk.call) == before
