"""Days as people type them, and as the desk reads them."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guide.script.dates import (
    coming_moment,
    day_example,
    far_ahead,
    past_day,
    shown_day,
    shown_time,
    typed_day,
    typed_moment,
)

FRIDAY = date(2026, 11, 20)
DAYS = st.dates(date(2000, 1, 1), date(2200, 12, 31))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", date(2026, 11, 20)),
        ("Tomorrow", date(2026, 11, 21)),
        ("+0", date(2026, 11, 20)),
        ("+2", date(2026, 11, 22)),
        ("+2 days", date(2026, 11, 22)),
        ("fri", date(2026, 11, 20)),
        ("SAT", date(2026, 11, 21)),
        ("this monday", date(2026, 11, 23)),
        ("thurs.", date(2026, 11, 26)),
        ("next fri", date(2026, 11, 27)),
        ("next Sunday", date(2026, 11, 22)),
        ("next Saturday", date(2026, 11, 28)),
        ("11/28", date(2026, 11, 28)),
        ("11/20", date(2026, 11, 20)),
        ("11/19", date(2027, 11, 19)),
        ("11-28", date(2026, 11, 28)),
        ("11/28/2026", date(2026, 11, 28)),
        ("11/28/26", date(2026, 11, 28)),
        ("11/19/2026", date(2026, 11, 19)),
        ("Nov 28", date(2026, 11, 28)),
        ("nov. 28", date(2026, 11, 28)),
        ("November 28th", date(2026, 11, 28)),
        ("Nov 28, 2027", date(2027, 11, 28)),
        ("28 Nov", date(2026, 11, 28)),
        ("28nov", date(2026, 11, 28)),
        ("1st of Jan", date(2027, 1, 1)),
        ("Sept 5", date(2027, 9, 5)),
        ("Sat, Nov 28", date(2026, 11, 28)),
        ("saturday 11/28", date(2026, 11, 28)),
        ("  Nov\u00a028 ", date(2026, 11, 28)),
        ("2/29", date(2028, 2, 29)),
        ("2026-11-24", date(2026, 11, 24)),
    ],
)
def test_a_day_is_read_as_people_type_it(text: str, day: date) -> None:
    assert typed_day(text, FRIDAY) == day


@pytest.mark.parametrize(
    "text",
    [
        "", "soon", "+", "+x", "+²", "+9999999999", "24.11.", "28/11", "13/1", "2/30", "11/0",
        "Nov 31", "Nov", "28", "Fri, Nov 28", "next", "next 11/28", "11/28-2026", "2026-13-01",
        "2026-02-29", "0000-01-01", "novembre 28", "fr", "weekday", "11/28/2026 x",
    ],
)  # fmt: skip
def test_what_is_no_day_is_none(text: str) -> None:
    assert typed_day(text, FRIDAY) is None


def test_a_slip_of_the_weekday_is_no_day_and_not_another_one() -> None:
    assert typed_day("Sat, Nov 28", FRIDAY) == date(2026, 11, 28)
    assert typed_day("Sun, Nov 28", FRIDAY) is None
    assert typed_day("Sun, Nov 28, 2027", FRIDAY) == date(2027, 11, 28)


def test_the_calendar_has_an_end() -> None:
    assert typed_day("tomorrow", date.max) is None
    assert typed_day("next fri", date.max) is None
    assert typed_day("1/1", date.max) is None
    assert typed_day("12/31", date.max) == date.max


@given(DAYS, DAYS)
def test_what_is_shown_can_be_typed(day: date, today: date) -> None:
    assert typed_day(shown_day(day, today), today) == day


@given(DAYS, st.integers(0, 60))
def test_a_day_of_the_two_months_to_come_is_shown_without_its_year(today: date, days: int) -> None:
    assert len(shown_day(today + timedelta(days=days), today)) <= len("Fri, Nov 27")


@given(DAYS, st.integers(61, 3000))
def test_a_day_months_ahead_is_shown_with_its_year_and_asked_about(today: date, days: int) -> None:
    day = today + timedelta(days=days)
    assert shown_day(day, today).endswith(f", {day.year}")
    assert far_ahead(day, today).startswith(f"{shown_day(day, today)}, {days:,} days")


@given(DAYS, DAYS)
def test_a_day_shown_is_taken_for_the_same_where_it_is_owed(day: date, today: date) -> None:
    assert coming_moment(shown_day(day, today), today) == (day, None)


@given(DAYS, st.integers(1, 60))
def test_a_day_just_over_is_not_that_of_next_year_where_it_is_owed(today: date, days: int) -> None:
    day = today - timedelta(days=days)
    for text in (f"{day.month}/{day.day}", f"{day:%b} {day.day}", f"{day.day} {day:%B}"):
        found = coming_moment(text, today)
        assert found is not None
        assert found[0] < today


@given(DAYS, DAYS)
def test_a_day_without_its_year_is_the_next_one(day: date, today: date) -> None:
    for text in (f"{day.month}/{day.day}", f"{day:%b} {day.day}", f"{day.day} {day:%B}"):
        found = typed_day(text, today)
        assert found is not None
        assert found >= today
        assert (found.month, found.day) == (day.month, day.day)
        before = [date(year, 1, 1) for year in range(today.year, found.year)]
        if (day.month, day.day) != (2, 29):
            assert len(before) <= 1


@given(DAYS, st.integers(0, 6))
def test_a_day_of_the_week_is_within_the_week_and_the_next_one_in_the_week_after(
    today: date, weekday: int
) -> None:
    name = f"{date(2026, 11, 23) + timedelta(days=weekday):%A}"
    found, later = typed_day(name, today), typed_day(f"next {name}", today)
    assert found is not None
    assert later is not None
    assert 0 <= (found - today).days <= 6
    assert found.weekday() == later.weekday() == weekday
    assert 1 <= (later - today).days <= 13
    sunday = later - timedelta(days=(later.weekday() + 1) % 7)
    assert 1 <= (sunday - today).days <= 7


@given(st.text(max_size=30), DAYS)
def test_no_text_is_a_fault(text: str, today: date) -> None:
    typed_day(text, today)


@given(DAYS)
def test_the_examples_are_days_that_are_not_over(today: date) -> None:
    examples = day_example(today).removeprefix("Type a date like ").removesuffix(".")
    first, rest = examples.split(", ")
    for one in (first, *rest.split(" or ")):
        assert typed_day(one, today) == today + timedelta(days=1)


@pytest.mark.parametrize(
    ("hour", "minute", "shown"),
    [(0, 0, "12:00 AM"), (9, 5, "9:05 AM"), (12, 0, "12:00 PM"), (23, 59, "11:59 PM")],
)
def test_a_time_is_shown_with_twelve_hours(hour: int, minute: int, shown: str) -> None:
    assert shown_time(datetime(2026, 11, 27, hour, minute), FRIDAY) == f"Fri, Nov 27, {shown}"  # noqa: DTZ001


def test_a_day_that_is_over_is_shown_with_its_year() -> None:
    assert shown_day(date(2026, 11, 19), FRIDAY) == "Thu, Nov 19, 2026"
    assert shown_day(date(2027, 11, 20), FRIDAY) == "Sat, Nov 20, 2027"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", date(2026, 11, 26)),
        ("yesterday", date(2026, 11, 25)),
        ("tomorrow", date(2026, 11, 27)),
        ("tuesday", date(2026, 11, 24)),
        ("thu", date(2026, 11, 26)),
        ("fri", date(2026, 11, 20)),
        ("11/17", date(2026, 11, 17)),
        ("11/26", date(2026, 11, 26)),
        ("11/27", date(2025, 11, 27)),
        ("Tue, Nov 24", date(2026, 11, 24)),
        ("2027-01-02", date(2027, 1, 2)),
        ("someday", None),
    ],
)
def test_who_looks_back_means_the_last_day_of_that_name(text: str, day: date | None) -> None:
    assert past_day(text, date(2026, 11, 26)) == day


@pytest.mark.parametrize(
    ("text", "day", "at"),
    [
        ("mon", date(2026, 11, 23), None),
        ("mon 5pm", date(2026, 11, 23), time(17)),
        ("Mon, Nov 23, 5:00 PM", date(2026, 11, 23), time(17)),
        ("11/23 17:00", date(2026, 11, 23), time(17)),
        ("tomorrow at noon", date(2026, 11, 21), time(12)),
        ("nov 23 5 p.m.", date(2026, 11, 23), time(17)),
    ],
)
def test_a_time_is_typed_behind_its_day(text: str, day: date, at: time | None) -> None:
    assert typed_moment(text, date(2026, 11, 20)) == (day, at)


@pytest.mark.parametrize("text", ["5pm", "mon 25:00", "mon soon", "mon 5", ""])
def test_a_time_without_a_day_and_a_day_with_no_time_is_no_moment(text: str) -> None:
    assert typed_moment(text, date(2026, 11, 20)) is None
