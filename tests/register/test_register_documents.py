"""What the five documents promise, from the words said to the closing, on the desk's own clock."""

import csv
import io
import json
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from kit import ZONE, Desk
from msgspec import Struct
from msgspec.structs import replace
from promised_calls import keep

from guide.call import actions as act
from guide.call.actions import Action
from guide.call.fold import call_of
from guide.call.state import Call
from guide.record.disk import Disk
from guide.record.places import Places
from guide.register.after_call import Done, Tried
from guide.register.export import calendar, fields_of, spreadsheet
from guide.register.index import OWED, Wanted, register
from guide.register.promise import Promise, State
from guide.register.register import When, do, pressing, when
from guide.script.model import FollowUpKind as Kind

CALL = "20261120-190300-k7wd"
ESCALATED, IRATE, CALMING = "escalated-callers", "irate-customers", "calming-a-caller"
DANA = (("caller", "Dana Whitlock"), ("number", "(312) 555-0134"), ("concern", "a title"))
UNTIMED, OVERDUE, TODAY, LATER = When.UNTIMED, When.OVERDUE, When.TODAY, When.LATER


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE))


def callback(script: str, line: str) -> tuple[Action, ...]:
    """The step at which a callback is promised, its words, and the callback."""
    return act.GoTo(script, "callback"), act.Say(line), act.AddFollowUp(Kind.CALLBACK, DANA)


class Case(Struct, frozen=True):
    """A promise of a document: how it is made, until when it is owed, how pressing it is when."""

    script: str
    made: str
    actions: tuple[Action, ...]
    until: str = ""
    pressing: tuple[tuple[str, When], ...] = ()
    words: str = ""


BY_MORNING = "a call will be received no later than the following morning"
BY_MONDAY = "the latest you can expect a call is Monday"
CASES = {
    "E18 callback on a weekday, across midnight": Case(
        ESCALATED,
        "2026-11-19 17:30",
        callback(ESCALATED, "by-morning"),
        "2026-11-20 12:00",
        (
            ("2026-11-19 17:31", LATER),
            ("2026-11-19 23:59", LATER),
            ("2026-11-20 00:00", TODAY),
            ("2026-11-20 12:00", TODAY),
            ("2026-11-20 12:01", OVERDUE),
        ),
        BY_MORNING,
    ),
    "E18 callback on the last day of a year": Case(
        ESCALATED,
        "2026-12-31 16:00",
        callback(ESCALATED, "by-morning"),
        "2027-01-01 12:00",
        (("2026-12-31 23:59", LATER), ("2027-01-01 00:00", TODAY)),
        BY_MORNING,
    ),
    "E19 callback on a weekend": Case(
        ESCALATED,
        "2026-11-21 15:00",
        callback(ESCALATED, "by-monday"),
        "2026-11-23 23:59",
        (
            ("2026-11-22 23:59", LATER),
            ("2026-11-23 00:00", TODAY),
            ("2026-11-23 23:59", TODAY),
            ("2026-11-24 00:00", OVERDUE),
        ),
        BY_MONDAY,
    ),
    "E19 callback while the clocks go forward": Case(
        ESCALATED,
        "2026-03-07 12:00",
        callback(ESCALATED, "by-monday"),
        "2026-03-09 23:59",
        (("2026-03-08 23:59", LATER), ("2026-03-09 00:00", TODAY), ("2026-03-10 00:00", OVERDUE)),
        BY_MONDAY,
    ),
    "E19 callback while the clocks go back": Case(
        ESCALATED,
        "2026-10-31 12:00",
        callback(ESCALATED, "by-monday"),
        "2026-11-02 23:59",
        (("2026-11-01 23:59", LATER), ("2026-11-02 00:00", TODAY), ("2026-11-03 00:00", OVERDUE)),
        BY_MONDAY,
    ),
    "I8 callback by the supervisor on the same day": Case(
        IRATE,
        "2026-11-20 23:30",
        callback(IRATE, "within-the-day"),
        "2026-11-20 23:59",
        (("2026-11-20 23:31", TODAY), ("2026-11-21 00:00", OVERDUE)),
        "make sure you get a callback within the day",
    ),
    "I8 callback by the supervisor on the day with 25 hours": Case(
        IRATE,
        "2026-11-01 00:30",
        callback(IRATE, "within-the-day"),
        "2026-11-01 23:59",
        (("2026-11-01 00:31", TODAY), ("2026-11-01 23:59", TODAY), ("2026-11-02 00:00", OVERDUE)),
    ),
    "E15 message in the internal chat": Case(
        ESCALATED,
        "2026-11-20 14:03",
        (
            act.GoTo(ESCALATED, "what-i-can-do"),
            act.Say("within-role"),
            act.AddFollowUp(Kind.MESSAGE, (("to", "Ben Ode"), ("text", "Call Dana, please"))),
        ),
        words="I will also send them a personal message through our internal chat",
        pressing=(("2026-11-20 14:04", UNTIMED), ("2027-03-01 09:00", UNTIMED)),
    ),
    "E4 voicemail": Case(
        ESCALATED,
        "2026-11-20 14:03",
        (act.AddFollowUp(Kind.VOICEMAIL, (("for", "Sales"),)),),
        pressing=(("2026-11-20 14:04", UNTIMED),),
    ),
    "I7 do-not-call list": Case(
        IRATE,
        "2026-11-20 14:03",
        (
            act.GoTo(IRATE, "do-not-call"),
            act.AddFollowUp(Kind.DO_NOT_CALL, (("number", "312 555 0199"),)),
        ),
        pressing=(("2026-11-20 14:04", UNTIMED), ("2026-12-20 14:04", UNTIMED)),
    ),
    "I9 message to the coach or PA": Case(
        IRATE,
        "2026-11-20 14:03",
        (
            act.GoTo(IRATE, "pass-on"),
            act.AddFollowUp(Kind.MESSAGE, (("to", "PA"), ("text", "Wants the deed"))),
        ),
        pressing=(("2026-11-20 14:04", UNTIMED),),
    ),
    "I10 report to the supervisor": Case(
        IRATE,
        "2026-11-20 14:03",
        (
            act.GoTo(IRATE, "report"),
            act.AddFollowUp(Kind.REPORT, (("reason", "Asks for anything I cannot address"),)),
        ),
        pressing=(("2026-11-20 14:04", UNTIMED),),
    ),
    "H11 threat to be told right away": Case(
        ESCALATED,
        "2026-11-20 23:59",
        (act.ReportThreat(),),
        "2026-11-20 23:59",
        (("2026-11-21 00:00", OVERDUE),),
    ),
    "C5 agreed date over a weekend": Case(
        CALMING,
        "2026-11-20 14:03",
        (
            act.GoTo(CALMING, "keep-your-word"),
            act.AddFollowUp(Kind.AGREED, (("agreed", "a new title"),), date(2026, 11, 23)),
        ),
        "2026-11-23 23:59",
        (
            ("2026-11-20 14:04", LATER),
            ("2026-11-22 23:59", LATER),
            ("2026-11-23 00:00", TODAY),
            ("2026-11-24 00:00", OVERDUE),
        ),
    ),
    "C5 three days at most, as the clocks go back": Case(
        CALMING,
        "2026-10-30 14:03",
        (act.AddFollowUp(Kind.AGREED, (("agreed", "a new title"),)),),
        "2026-11-02 23:59",
        (("2026-11-01 23:59", LATER), ("2026-11-02 00:00", TODAY), ("2026-11-03 00:00", OVERDUE)),
    ),
}


def taken(case: Case) -> Call:
    first, *rest = Desk(case.script, *case.actions, at=local(case.made)).call.entries
    return call_of((replace(first, event=replace(first.event, call=CALL)), *rest))


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> Case:
    return CASES[request.param]


@pytest.fixture
def places(case: Case, tmp_path: Path) -> Places:
    found = Places(tmp_path / "state", tmp_path / "out")
    keep(found, taken(case))
    return found


def the_one(places: Places, wanted: Wanted = OWED) -> Promise:
    with register(places) as index:
        [promise] = index.page(wanted)
    return promise


def test_it_is_owed_until_when_the_words_said(case: Case, places: Places) -> None:
    promise = the_one(places)
    assert promise.state is State.OPEN
    if case.words:
        assert case.words in " ".join(one.text for one in promise.words)
    if case.until:
        assert promise.until is not None
        assert f"{promise.until.astimezone(ZoneInfo(ZONE)):%Y-%m-%d %H:%M}" == case.until
    else:
        assert promise.until is None
    for moment, expected in case.pressing:
        now = local(moment).astimezone(ZoneInfo("UTC"))
        assert when(promise, now) is expected, moment
        with register(places) as index:
            counts = pressing(index, now)
        assert {one for one, count in counts.items() if count} == {expected}, moment


def test_it_is_tried_then_closed_once_and_every_way_out_says_so(case: Case, places: Places) -> None:
    made = local(case.made)
    now = (made.astimezone(ZoneInfo("UTC"))).replace(microsecond=0)
    before = the_one(places)
    assert isinstance(do(Disk(), places, CALL, Tried("no answer"), "Kim Lo", now), Promise)
    assert isinstance(do(Disk(), places, CALL, Done("kept"), "Ben Ode", now), Promise)
    with register(places) as index:
        assert index.page() == []
        assert not sum(pressing(index, now).values())
    closed = the_one(places, Wanted(closed=True))
    assert (closed.state, closed.closed_by, closed.tries) == (State.DONE, "Ben Ode", 1)
    assert (closed.promised, closed.words, closed.fields) == (
        before.promised,
        before.words,
        before.fields,
    )
    json.dumps(fields_of(closed, now), default=str)
    [row] = csv.DictReader(io.StringIO(spreadsheet([closed], now)))
    assert (row["state"], row["closed_by"], row["note"]) == ("done", "Ben Ode", "kept")
    assert row["due"] == case.until
    events = Calendar.from_ical(calendar([before], now)).walk("VEVENT")
    assert [one["DTEND"].dt for one in events] == [one for one in (before.until,) if one]


def test_a_threat_that_was_told_on_the_call_is_owed_no_more(tmp_path: Path) -> None:
    desk = Desk(ESCALATED, act.ReportThreat(), at=local("2026-11-20 14:03"))
    (owed,) = desk.call.follow_ups
    desk.do(act.FinishFollowUp(owed.n, "Ben Ode"))
    places = Places(tmp_path / "state", tmp_path / "out")
    keep(places, desk.call)
    with register(places) as index:
        assert index.page() == []
    assert the_one(places, Wanted(closed=True)).told_to == "Ben Ode"


def test_a_promise_of_another_zone_is_pressing_by_that_zone_s_day(tmp_path: Path) -> None:
    at = datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
    action = act.AddFollowUp(Kind.CALLBACK, DANA)
    places = Places(tmp_path / "state", tmp_path / "out")
    keep(places, Desk(ESCALATED, action, at=at, zone="Asia/Tokyo").call)
    promise = the_one(places)
    assert promise.zone == "Asia/Tokyo"
    assert when(promise, datetime(2026, 11, 20, 14, 59, tzinfo=ZoneInfo("UTC"))) is LATER
    assert when(promise, datetime(2026, 11, 20, 15, 0, tzinfo=ZoneInfo("UTC"))) is TODAY
