"""Days as people type them, and days and times as the desk reads them. Pure.

Typed: `today`, `tomorrow`, `+2`, `fri`, `next Friday`, `11/28`, `11/28/2026`, `Nov 28`, `28 Nov`,
`Sat, Nov 28` and `2026-11-28`. Shown: `Fri, Nov 27` and `Fri, Nov 27, 12:00 PM`.
"""

import re
from datetime import date, datetime, timedelta

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NEAR = {"today": 0, "tomorrow": 1, "tmrw": 1}

_DAY_NAME = (
    r"(?P<weekday>mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)\.?"
)
_MONTH_NAME = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_NUMBER = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?:,? (?P<year>[0-9]{4}))?"

_DAYS_ON = re.compile(r"\+ ?(?P<days>[0-9]{1,3})(?: days?)?")
_WEEKDAY = re.compile(rf"(?:(?P<next>next)|this|on)? ?{_DAY_NAME}")
_DATES = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"),
    re.compile(
        rf"(?:{_DAY_NAME},? )?(?P<month>[0-9]{{1,2}})(?P<sign>[/-])(?P<day>[0-9]{{1,2}})"
        r"(?:(?P=sign)(?P<year>[0-9]{4}|[0-9]{2}))?"
    ),
    re.compile(rf"(?:{_DAY_NAME},? )?{_MONTH_NAME} ?{_NUMBER}{_YEAR}"),
    re.compile(rf"(?:{_DAY_NAME},? )?{_NUMBER}(?: of)? ?{_MONTH_NAME}{_YEAR}"),
)


def typed_day(text: str, today: date) -> date | None:
    """The day that somebody means by `text` on this day at the desk; None where it is none.

    A day without its year is never over: it is the next one, today included. `next Friday` is the
    Friday of next week, weeks beginning on Sunday. A day of the week that does not belong to the
    date is a slip of one of them: None.
    """
    typed = " ".join(text.lower().split())
    if typed in _NEAR:
        return _after(today, _NEAR[typed])
    if match := _DAYS_ON.fullmatch(typed):
        return _after(today, int(match["days"]))
    if match := _WEEKDAY.fullmatch(typed):
        weekday = _place(match["weekday"], _DAYS)
        if match["next"]:
            sunday = 7 - (today.weekday() + 1) % 7
            return _after(today, sunday + (weekday + 1) % 7)
        return _after(today, (weekday - today.weekday()) % 7)
    for form in _DATES:
        if match := form.fullmatch(typed):
            return _dated(match.groupdict(), today)
    return None


def day_example(today: date) -> str:
    """How to type a day, in examples that are not over, for somebody who typed none."""
    day = _after(today, 1) or today
    return (
        f"Type a date like {_MONTHS[day.month - 1]} {day.day}, {day.month}/{day.day} or tomorrow."
    )


def shown_day(day: date, today: date) -> str:
    """A day as the desk reads it; with its year where it would be read as another's without.

    >>> shown_day(date(2026, 11, 27), date(2026, 11, 23))
    'Fri, Nov 27'
    >>> shown_day(date(2026, 11, 20), date(2026, 11, 23))
    'Fri, Nov 20, 2026'
    """
    short = f"{_DAYS[day.weekday()]}, {_MONTHS[day.month - 1]} {day.day}"
    return short if typed_day(short, today) == day else f"{short}, {day.year:04}"


def shown_time(moment: datetime, today: date) -> str:
    """A moment, in the desk's zone, as the desk reads it.

    >>> shown_time(datetime(2026, 11, 27, 12), date(2026, 11, 23))
    'Fri, Nov 27, 12:00 PM'
    """
    half = "AM" if moment.hour < 12 else "PM"
    return f"{shown_day(moment.date(), today)}, {moment.hour % 12 or 12}:{moment:%M} {half}"


def _dated(told: dict[str, str | None], today: date) -> date | None:
    month, number, year = told["month"] or "", int(told["day"] or 0), told["year"]
    month_number = int(month) if month.isdecimal() else _place(month, _MONTHS) + 1
    # A February 29 is eight years away at most.
    years = (
        range(today.year, today.year + 9)
        if year is None
        else (int(year) + (2000 if len(year) == 2 else 0),)
    )
    for one in years:
        try:
            day = date(one, month_number, number)
        except ValueError:
            continue
        if year is not None or day >= today:
            weekday = told.get("weekday")
            right = weekday is None or _place(weekday, _DAYS) == day.weekday()
            return day if right else None
    return None


def _place(name: str, names: tuple[str, ...]) -> int:
    return names.index(name[:3].title())


def _after(today: date, days: int) -> date | None:
    try:
        return today + timedelta(days=days)
    except OverflowError:
        return None
