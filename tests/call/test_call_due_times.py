"""The table of due times of the documents, row by row."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit import ZONE, Desk, with_desk, with_script

from guide.call import actions as act
from guide.call.state import FollowUp
from guide.register.promise import promises_of
from guide.script.desk import Desk as DeskTimes
from guide.script.library import parse_script, shipped_folder
from guide.script.model import FollowUpKind

ESCALATED, IRATE, CALMING = "escalated-callers", "irate-customers", "calming-a-caller"
CALLBACK, AGREED = FollowUpKind.CALLBACK, FollowUpKind.AGREED
NEW_YORK = ZoneInfo(ZONE)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK)


def owed(desk: Desk, action: act.AddFollowUp) -> FollowUp:
    desk.do(action)
    return desk.call.follow_ups[-1]


def at_desk(moment: datetime | None) -> str:
    assert moment is not None
    return f"{moment.astimezone(NEW_YORK):%a %d %b %H:%M}"


@pytest.mark.parametrize(
    ("at", "aim", "latest"),
    [
        ("2026-11-16 09:00", "Mon 16 Nov 23:59", "Tue 17 Nov 12:00"),
        ("2026-11-19 17:30", "Thu 19 Nov 23:59", "Fri 20 Nov 12:00"),
        ("2026-11-20 14:03", "Fri 20 Nov 23:59", "Sat 21 Nov 12:00"),  # literally
        ("2026-11-20 23:58", "Fri 20 Nov 23:59", "Sat 21 Nov 12:00"),
        ("2026-11-21 00:01", "Sat 21 Nov 23:59", "Mon 23 Nov 23:59"),
        ("2026-11-21 15:00", "Sat 21 Nov 23:59", "Mon 23 Nov 23:59"),
        ("2026-11-22 23:30", "Sun 22 Nov 23:59", "Mon 23 Nov 23:59"),
        ("2026-12-31 16:00", "Thu 31 Dec 23:59", "Fri 01 Jan 12:00"),
    ],
)
def test_a_callback_of_first_line_support_is_due_by_its_wording(
    at: str, aim: str, latest: str
) -> None:
    found = owed(Desk(ESCALATED, at=local(at)), act.AddFollowUp(CALLBACK))
    assert (at_desk(found.event.aim), at_desk(found.due)) == (aim, latest)


@pytest.mark.parametrize("day", range(16, 23))
def test_a_callback_by_the_supervisor_is_due_at_the_end_of_the_same_day(day: int) -> None:
    at = local(f"2026-11-{day} 10:00")
    found = owed(Desk(IRATE, at=at), act.AddFollowUp(CALLBACK))
    assert at_desk(found.due) == f"{at:%a %d %b} 23:59"


@pytest.mark.parametrize("days", range(4))
def test_what_was_agreed_is_due_on_the_day_agreed_three_days_away_at_most(days: int) -> None:
    at = local("2026-11-20 14:03")
    agreed = at.date() + timedelta(days=days)
    found = owed(Desk(CALMING, at=at), act.AddFollowUp(AGREED, due=agreed))
    assert at_desk(found.due) == f"{agreed:%a %d %b} 23:59"


def test_a_day_four_days_away_is_refused_with_the_last_one_that_is_not() -> None:
    desk = Desk(CALMING, at=local("2026-11-20 14:03"))
    assert desk.refused(act.AddFollowUp(AGREED, due=date(2026, 11, 24))) == (
        "Mon, Nov 23 is the last day you can agree on (3 days at most)."
    )


def test_a_day_that_is_over_is_refused() -> None:
    desk = Desk(CALMING, at=local("2026-11-20 14:03"))
    assert desk.refused(act.AddFollowUp(AGREED, due=date(2026, 11, 19))) == (
        "Thu, Nov 19, 2026 is over: agree on today or a later day."
    )


def test_what_was_agreed_without_a_day_is_due_in_three_days() -> None:
    found = owed(Desk(CALMING, at=local("2026-11-20 14:03")), act.AddFollowUp(AGREED))
    assert (at_desk(found.event.aim), at_desk(found.due)) == (
        "Fri 20 Nov 23:59",
        "Mon 23 Nov 23:59",
    )


def test_the_three_days_are_counted_from_the_promise_not_from_its_change() -> None:
    desk = Desk(CALMING, at=local("2026-11-20 23:50"))
    promised = owed(desk, act.AddFollowUp(AGREED, due=date(2026, 11, 21)))
    desk.wait(20 * 60)
    late = act.AmendFollowUp(promised.n, (), date(2026, 11, 24))
    assert "Mon, Nov 23 is the last day" in desk.refused(late)
    desk.do(act.AmendFollowUp(promised.n, (), date(2026, 11, 23)))
    assert at_desk(desk.call.follow_ups[-1].due) == "Mon 23 Nov 23:59"


def test_no_other_script_in_hand_lets_a_promise_be_put_off() -> None:
    desk = Desk(CALMING, at=local("2026-11-20 14:03"))
    promised = owed(desk, act.AddFollowUp(AGREED, due=date(2026, 11, 21)))
    desk.open("hang-up-protocol")
    late = act.AmendFollowUp(promised.n, (), date(2026, 12, 24))
    assert "3 days at most" in desk.refused(late)


def test_an_earlier_day_for_a_callback_stands_and_a_later_one_does_not() -> None:
    desk = Desk(ESCALATED, at=local("2026-11-21 10:00"))
    found = owed(desk, act.AddFollowUp(CALLBACK, due=date(2026, 11, 22)))
    assert at_desk(found.due) == "Sun 22 Nov 23:59"
    assert "by the script" in desk.refused(act.AddFollowUp(CALLBACK, due=date(2026, 11, 24)))


def test_the_morning_of_the_last_day_is_not_put_off_to_its_end() -> None:
    desk = Desk(ESCALATED, at=local("2026-11-20 14:03"))
    found = owed(desk, act.AddFollowUp(CALLBACK, due=date(2026, 11, 21)))
    assert at_desk(found.due) == "Sat 21 Nov 12:00"


@pytest.mark.parametrize(
    ("at", "hours"),
    [
        ("2026-03-07 12:00", 24 + 24 + 12 - 1),  # Saturday before the clocks go forward
        ("2026-10-31 12:00", 24 + 24 + 12 + 1),  # Saturday before they go back
        ("2026-11-21 12:00", 24 + 24 + 12),
    ],
)
def test_a_due_time_is_a_time_on_the_desks_clock_when_the_clocks_change(
    at: str, hours: int
) -> None:
    begins = local(at)
    found = owed(Desk(ESCALATED, at=begins), act.AddFollowUp(CALLBACK))
    assert at_desk(found.due).endswith("23:59")
    assert found.due is not None
    away = found.due - begins.astimezone(found.due.tzinfo)
    assert away == timedelta(hours=hours) - timedelta(minutes=1)


@pytest.mark.parametrize("day", ["2026-03-08", "2026-11-01"])
def test_the_end_of_the_day_on_which_the_clocks_change_is_still_that_day(day: str) -> None:
    found = owed(Desk(IRATE, at=local(f"{day} 00:30")), act.AddFollowUp(CALLBACK))
    assert found.due is not None
    assert f"{found.due.astimezone(NEW_YORK):%Y-%m-%d %H:%M}" == f"{day} 23:59"


def test_a_callback_promised_within_the_protocol_is_due_as_where_one_came_from() -> None:
    desk = Desk(ESCALATED, at=local("2026-11-20 14:03"))
    desk.open("irate-customers")
    desk.open("hang-up-protocol")
    assert at_desk(owed(desk, act.AddFollowUp(CALLBACK)).due) == "Fri 20 Nov 23:59"
    desk.do(act.Return(), act.Return(), act.GoTo("hang-up-protocol"))
    assert at_desk(owed(desk, act.AddFollowUp(CALLBACK)).due) == "Sat 21 Nov 12:00"


def test_the_hours_of_a_desk_are_those_of_the_script_that_has_the_rule() -> None:
    library = with_desk(ESCALATED, DeskTimes(zone="Asia/Tokyo", morning_ends=datetime.min.time()))
    desk = Desk(ESCALATED, at=local("2026-11-19 14:03"), library=library)
    desk.open("hang-up-protocol")
    due = owed(desk, act.AddFollowUp(CALLBACK)).due
    assert due is not None
    assert f"{due.astimezone(ZoneInfo('Asia/Tokyo')):%a %H:%M}" == "Sat 00:00"


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)))  # noqa: DTZ001
def test_no_promise_is_broken_as_it_is_made(at: datetime) -> None:
    moment = at.replace(tzinfo=NEW_YORK)
    for script, kind in ((ESCALATED, CALLBACK), (IRATE, CALLBACK), (CALMING, AGREED)):
        found = owed(Desk(script, at=moment), act.AddFollowUp(kind))
        assert found.due is not None
        assert found.event.aim is not None
        assert found.at <= found.event.aim <= found.due
        assert found.due - found.at <= timedelta(days=3, hours=25)


def test_a_do_not_call_request_is_due_by_the_rule_that_a_site_writes_into_its_script() -> None:
    text = shipped_folder().joinpath("escalated-callers.toml").read_text(encoding="utf-8")
    rule = 'due = { aim = "next working day", latest = "within 10 working days" }'
    own = re.sub(r"(?m)^closed_days = \[.*\]", "closed_days = [2026-11-26, 2026-11-27]", text)
    own += f'\n[[follow_up]]\nkind = "do-not-call"\n{rule}\n'
    script, problems = parse_script(own, "escalated-callers.toml")
    assert script is not None, problems
    desk = Desk(ESCALATED, at=local("2026-11-20 14:03"), library=with_script(script))
    found = owed(desk, act.AddFollowUp(FollowUpKind.DO_NOT_CALL, (("number", "312 555 0199"),)))
    assert at_desk(found.event.aim) == "Mon 23 Nov 23:59"
    assert at_desk(found.due) == "Tue 08 Dec 23:59"
    [promise] = promises_of(desk.call)
    assert (promise.until, promise.rule) == (found.due, "within 10 working days")


def test_the_documents_give_no_due_time_for_the_do_not_call_list() -> None:
    for name in (ESCALATED, IRATE, CALMING):
        found = owed(Desk(name), act.AddFollowUp(FollowUpKind.DO_NOT_CALL))
        assert (found.due, found.event.rule) == (None, "")
