import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guide.script.desk import (
    DAYS,
    Desk,
    agreed_days,
    due_at,
    in_working_days,
    is_due,
    may_be_closed,
    moment_on,
)

NEW_YORK = ZoneInfo("America/New_York")
DESK = Desk("America/New_York")
MONDAY = date(2026, 3, 16)


def due(words: str, said: datetime, desk: Desk = DESK) -> str:
    """When these words are due, on the desk's own clock."""
    moment = due_at(words, said, desk, NEW_YORK)
    assert moment.tzinfo is UTC
    return f"{moment.astimezone(NEW_YORK):%a %d %b %H:%M}"


def said(day: int, hour: int = 15, minute: int = 0) -> datetime:
    """A moment so many days after a Monday."""
    return datetime(2026, 3, 16 + day, hour, minute, tzinfo=NEW_YORK)


@pytest.mark.parametrize("day", range(5))
def test_a_weekday_callback_is_aimed_at_the_same_day_and_due_the_following_morning(
    day: int,
) -> None:
    aim, latest = due("same day", said(day)), due("next day, morning", said(day))
    assert aim == f"{DAYS[day][:3].title()} {16 + day} Mar 23:59"
    assert latest == f"{DAYS[day + 1][:3].title()} {17 + day} Mar 12:00"


def test_the_morning_following_a_friday_is_saturdays() -> None:
    assert due("next day, morning", said(4)) == "Sat 21 Mar 12:00"


@pytest.mark.parametrize("day", [5, 6])
def test_a_weekend_callback_is_due_at_the_end_of_monday(day: int) -> None:
    assert due("next monday, end of day", said(day)) == "Mon 23 Mar 23:59"


def test_a_supervisors_callback_is_due_at_the_end_of_the_same_day() -> None:
    assert due("same day, end of day", said(2)) == "Wed 18 Mar 23:59"


@pytest.mark.parametrize(("hour", "minute"), [(0, 0), (12, 30), (23, 59)])
def test_what_was_agreed_is_due_three_days_away_at_most(hour: int, minute: int) -> None:
    assert due("agreed, within 3 days", said(4, hour, minute)) == "Mon 23 Mar 23:59"
    assert agreed_days("agreed, within 3 days") == 3
    assert agreed_days("agreed, within 1 day") == 1
    assert agreed_days("same day") is None


def test_a_threat_is_to_be_told_now() -> None:
    moment = said(0, 15, 42)
    assert due_at("now", moment, DESK, NEW_YORK) == moment


def test_the_days_and_hours_are_the_desks_own() -> None:
    desk = Desk(
        opens=time(9, 30),
        closes=time(17),
        morning_ends=time(11),
        day_ends=time(18),
        working_days=("tuesday", "thursday"),
        closed_days=(date(2026, 3, 17),),
    )
    assert due("next working day, opening", said(0), desk) == "Thu 19 Mar 09:30"
    assert due("next day, closing", said(0), desk) == "Tue 17 Mar 17:00"
    assert due("next day, morning", said(0), desk) == "Tue 17 Mar 11:00"
    assert due("next monday", said(0), desk) == "Mon 23 Mar 18:00"
    assert due("next day, 17:45", said(0), desk) == "Tue 17 Mar 17:45"
    assert not desk.works_on(date(2026, 3, 17))
    assert desk.works_on(date(2026, 3, 19))


def test_a_desk_that_never_works_is_not_waited_for_forever() -> None:
    assert due("next working day", said(0), Desk(working_days=())) == "Tue 17 Mar 23:59"
    assert due("within 3 working days", said(0), Desk(working_days=())) == "Thu 19 Mar 23:59"


@pytest.mark.parametrize(
    ("words", "day", "closed", "expected"),
    [
        ("within 1 working day", 0, (), "Tue 17 Mar 23:59"),
        ("within 1 working day", 4, (), "Mon 23 Mar 23:59"),
        ("within 10 working days", 0, (), "Mon 30 Mar 23:59"),
        ("within 10 working days", 5, (), "Fri 03 Apr 23:59"),
        ("within 10 working days", 0, (date(2026, 3, 17), date(2026, 3, 21)), "Tue 31 Mar 23:59"),
        ("within 3 working days", 3, (date(2026, 3, 20), date(2026, 3, 23)), "Thu 26 Mar 23:59"),
        ("within 3 business days", 3, (date(2026, 3, 20), date(2026, 3, 23)), "Thu 26 Mar 23:59"),
        ("next business day, morning", 4, (date(2026, 3, 23),), "Tue 24 Mar 12:00"),
    ],
)
def test_working_days_leave_out_weekends_and_the_days_the_desk_is_closed(
    words: str, day: int, closed: tuple[date, ...], expected: str
) -> None:
    assert due(words, said(day), Desk(closed_days=closed)) == expected


@pytest.mark.parametrize(
    ("words", "day", "expected"),
    [
        ("within 1 day", 0, "Tue 17 Mar 23:59"),
        ("within 3 days", 4, "Mon 23 Mar 23:59"),
        ("within 1 hour", 0, "Mon 16 Mar 15:00"),
        ("within 12 hours", 0, "Tue 17 Mar 02:00"),
        ("within 48 hours", 5, "Mon 23 Mar 14:00"),
    ],
)
def test_hours_and_days_are_those_of_the_clock_and_the_calendar(
    words: str, day: int, expected: str
) -> None:
    closed = Desk(closed_days=(date(2026, 3, 17), date(2026, 3, 23)))
    assert due(words, said(day, 14, 0), closed) == expected


@pytest.mark.parametrize(
    ("words", "may_be", "instead"),
    [
        ("next day, morning", True, "next working day, morning"),
        ("next monday, 17:30", True, "next working day, 17:30"),
        ("within 3 days", True, "within 3 working days"),
        ("within 48 hours", True, "next working day"),
        ("within 4 hours", False, ""),
        ("next business day", False, ""),
        ("within 3 business days", False, ""),
    ],
)
def test_what_may_fall_on_a_closed_day_has_words_that_do_not(
    words: str, may_be: bool, instead: str
) -> None:
    assert may_be_closed(words) == may_be
    if may_be:
        assert in_working_days(words) == instead


def test_as_many_working_days_as_a_rule_can_ask_for_are_counted_for_a_desk_of_one_a_week() -> None:
    desk = Desk(working_days=("monday",))
    moment = due_at("within 99 working days", said(0), desk, NEW_YORK)
    assert moment.astimezone(NEW_YORK).date() == MONDAY + timedelta(weeks=99)


def test_a_part_of_today_that_is_over_means_the_end_of_today() -> None:
    assert due("same day, morning", said(0, 12, 0)) == "Mon 16 Mar 23:59"
    assert due("same day, morning", said(0, 11, 59)) == "Mon 16 Mar 12:00"
    late = said(0, 23, 59) + timedelta(seconds=30)
    assert due_at("same day", late, DESK, NEW_YORK) == late


def test_it_is_the_desks_day_that_counts_and_not_the_callers() -> None:
    late = datetime(2026, 3, 17, 3, 30, tzinfo=UTC)  # still Monday evening in New York
    assert due("same day", late) == "Mon 16 Mar 23:59"


@pytest.mark.parametrize(
    ("words", "on", "expected"),
    [
        # Clocks go forward on 8 March 2026 at 02:00, back on 1 November at 02:00.
        ("next day, morning", "2026-03-07T18:00-05:00", "2026-03-08T12:00-04:00"),
        ("next day, morning", "2026-10-31T18:00-04:00", "2026-11-01T12:00-05:00"),
        ("same day", "2026-03-08T01:00-05:00", "2026-03-08T23:59-04:00"),
        ("same day", "2026-11-01T00:30-04:00", "2026-11-01T23:59-05:00"),
        ("agreed, within 3 days", "2026-10-30T09:00-04:00", "2026-11-02T23:59-05:00"),
        ("next day, 02:30", "2026-03-07T09:00-05:00", "2026-03-08T03:30-04:00"),
        ("within 4 hours", "2026-03-08T00:30-05:00", "2026-03-08T05:30-04:00"),
        ("within 4 hours", "2026-11-01T00:30-04:00", "2026-11-01T03:30-05:00"),
        ("within 2 days", "2026-03-07T18:00-05:00", "2026-03-09T23:59-04:00"),
        ("next day, 01:30", "2026-10-31T09:00-04:00", "2026-11-01T01:30-04:00"),
    ],
)
def test_a_due_time_is_by_the_clock_on_the_wall_when_clocks_change(
    words: str, on: str, expected: str
) -> None:
    moment = due_at(words, datetime.fromisoformat(on), DESK, NEW_YORK)
    assert moment == datetime.fromisoformat(expected)


def test_the_end_of_a_day_is_the_desks() -> None:
    assert moment_on(MONDAY, None, DESK, NEW_YORK) == datetime(2026, 3, 17, 3, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    "words",
    ["", "soon", "NOW", "tomorrow", "next day,morning", "next day, 24:00", "next day, 12:60",
     "same day, noon", "agreed", "agreed, within three days", "agreed, within 100 days",
     "agreed, within ٣ days", "next day, ١٢:٣٠", "next", "now, morning", "same day, ",
     "within 0 working days", "within 0 days", "within 0 hours", "within 100 hours",
     "within 1.5 hours", "within 4 hours, morning", "within 100 days", "within 0 business days",
     "within 4 working hours",
     "within ten working days", "within 100 working days", "within 10 working days, morning"],
)  # fmt: skip
def test_what_is_not_a_due_time_is_told_apart(words: str) -> None:
    assert not is_due(words)


DAY_WORDS = ["same day", "next day", "next working day", *(f"next {day}" for day in DAYS)]
TIMES = st.times().map(lambda t: t.replace(second=0, microsecond=0))
PARTS = st.one_of(
    st.sampled_from(["", ", opening", ", morning", ", closing", ", end of day"]),
    TIMES.map(lambda t: f", {t:%H:%M}"),
)
WORDS = ["same day", "next day", "next working day", *(f"next {day}" for day in DAYS)]
PARTS = st.sampled_from(
    ["", ", opening", ", morning", ", closing", ", end of day"]
) | st.times().map(lambda t: f", {t:%H:%M}")
WORDS = (
    st.builds("{}{}".format, st.sampled_from(DAY_WORDS), PARTS)
    | st.integers(0, 99).map("agreed, within {} days".format)
    | st.integers(1, 99).map("within {} working days".format)
    | st.just("now")
)
ZONES = st.sampled_from(
    ["UTC", "America/New_York", "Europe/London", "Australia/Lord_Howe", "Asia/Kathmandu",
     "Africa/Casablanca", "Pacific/Kiritimati", "America/St_Johns"]
).map(ZoneInfo)  # fmt: skip
MOMENTS = st.integers(631152000, 2840140800).map(lambda n: datetime.fromtimestamp(n, UTC))
DESKS = st.builds(
    Desk,
    opens=TIMES,
    closes=TIMES,
    day_ends=TIMES,
    working_days=st.lists(st.sampled_from(DAYS), unique=True).map(tuple),
)


@given(WORDS, MOMENTS, DESKS, ZONES)
def test_nothing_is_overdue_as_it_is_promised(
    words: str, now: datetime, desk: Desk, zone: ZoneInfo
) -> None:
    assert is_due(words)
    moment = due_at(words, now, desk, zone)
    assert moment.tzinfo is UTC
    assert moment >= now


@given(st.sampled_from(DAY_WORDS), PARTS, MOMENTS, DESKS, ZONES)
def test_what_is_due_on_a_day_is_due_within_that_day(
    day: str, part: str, now: datetime, desk: Desk, zone: ZoneInfo
) -> None:
    today = now.astimezone(zone).date()
    local = due_at(day + part, now, desk, zone).astimezone(zone)
    away = (local.date() - today).days
    match day:
        case "same day":
            assert away == 0
        case "next day":
            assert away == 1
        case "next working day":
            assert desk.works_on(local.date()) or not desk.working_days
            assert 1 <= away <= 7
        case _:
            assert DAYS[local.weekday()] == day.removeprefix("next ")
            assert 1 <= away <= 7


@given(st.text(max_size=30))
def test_words_are_a_due_time_exactly_when_a_moment_can_be_reckoned(words: str) -> None:
    if is_due(words):
        assert due_at(words, said(0), DESK, NEW_YORK) >= said(0)
    else:
        with pytest.raises(ValueError, match=re.escape(words) or None):
            due_at(words, said(0), DESK, NEW_YORK)
