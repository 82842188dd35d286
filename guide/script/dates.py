"""Days as people type them, and days and times as the desk reads them. Pure.

Typed: `today`, `tomorrow`, `+2`, `fri`, `next Friday`, `11/28`, `11/28/2026`, `Nov 28`, `28 Nov`,
`Sat, Nov 28` and `2026-11-28`; where one looks back, `yesterday`. Shown: `Fri, Nov 27` and
`Fri, Nov 27, 12:00 PM`.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)
_FIRST_NAMES = frozenset(["jan", "april", "may", "june", "jun", "august", "dec"])
"""What people are called that is a month, too."""
_NEAR = {"today": 0, "tomorrow": 1, "tmrw": 1}

_NEAR_DAYS = 60
"""So far ahead, or back, a day goes without its year."""

_OF_TIME = frozenset(
    (
        *("today", "tonight", "tomorrow", "tmrw", "tmr", "yesterday", "now", "later", "soon"),
        *("noon", "midday", "midnight", "morning", "afternoon", "evening", "night", "oclock"),
        *("asap", "eod", "cob", "am", "pm", "day", "days", "week", "weeks", "weekend"),
        *("month", "months", "hour", "hours", "hr", "hrs", "minute", "minutes", "min", "mins"),
    )
)
_BESIDE = frozenset(
    (
        *("on", "at", "by", "in", "next", "this", "the", "of", "end", "before", "after"),
        *("until", "till", "within", "around", "about", "early", "late", "last", "first", "thing"),
        *("and", "or", "a", "an", "to", "from", "half", "past", "quarter", "coming", "business"),
        *("st", "nd", "rd", "th"),
    )
)
"""What stands beside words of time, and is none by itself."""

# Compiled when a day is first typed: together they take milliseconds.
_DAYS_ON = r"\+ ?([0-9]{1,3})(?: days?)?"
_WEEKDAY = r"(?:(next|this|on) )?([a-z]{3,9})\.?"
_OF_WEEKDAY = r"([a-z]{3,9})\.?,? (?=.*[0-9])"
_NUMBER = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_MONTH = r"(?P<month>[a-z]{3,9})\.?"
_YEAR = r"(?:,? (?P<year>[0-9]{4}))?"
_DATES = (
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})",
    r"(?P<month>[0-9]{1,2})([/-])(?P<day>[0-9]{1,2})(?:\2(?P<year>[0-9]{4}|[0-9]{2}))?",
    f"{_MONTH} ?{_NUMBER}{_YEAR}",
    f"{_NUMBER}(?: of)? ?{_MONTH}{_YEAR}",
)


def typed_day(text: str, today: date, *, is_over: bool = False) -> date | None:
    """The day that somebody means by `text` on this day at the desk; None where it is none.

    A day without its year is never over: it is the next one, today included. `next Friday` is the
    Friday of next week, weeks beginning on Sunday. A day of the week that does not belong to the
    date is a slip of one of them: None. Two digits are a year of this century; but of a day that
    `is_over`, such as one of birth, of the last, if that year is later than the next.
    """
    typed = " ".join(text.lower().split())
    if typed in _NEAR:
        return _after(today, _NEAR[typed])
    if match := re.fullmatch(_DAYS_ON, typed):
        return _after(today, int(match[1]))
    if match := re.fullmatch(_WEEKDAY, typed):
        weekday = _place(match[2], _WEEKDAYS)
        if weekday is None:
            return None
        if match[1] == "next":
            sunday = 7 - (today.weekday() + 1) % 7
            return _after(today, sunday + (weekday + 1) % 7)
        return _after(today, (weekday - today.weekday()) % 7)
    weekday = None
    if match := re.match(_OF_WEEKDAY, typed):
        weekday = _place(match[1], _WEEKDAYS)
        typed = typed if weekday is None else typed[match.end() :]
    for form in _DATES:
        if match := re.fullmatch(form, typed):
            year = match["year"]
            day = _dated(match["month"], int(match["day"]), year, today)
            is_short = year is not None and len(year) == 2
            if is_over and is_short and day is not None and day.year > today.year + 1:
                day = _dated(match["month"], int(match["day"]), f"{day.year - 100}", today)
            return day if weekday is None or (day and day.weekday() == weekday) else None
    return None


_TIME = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))? ?(?:([ap])\.?m?\.?)?", re.ASCII)
_NAMED_TIMES = {"noon": time(12), "midnight": time(0)}
_BEFORE_TIME = re.compile(r",? (?:at |by )?(?=[0-9nm][^ ]*(?: [ap]\.?m\.?)?$)", re.ASCII)


def typed_time(text: str) -> time | None:
    """The time of day that somebody means by `text`; None where it is none.

    A bare `3` is none: it may be of the day or of the night.
    """
    typed = " ".join(text.lower().split())
    if typed in _NAMED_TIMES:
        return _NAMED_TIMES[typed]
    match = _TIME.fullmatch(typed)
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif half or match[2] is None:
        return None
    return time(hour, minute) if hour < 24 and minute < 60 else None


def typed_moment(
    text: str, today: date, day_in: Callable[[str, date], date | None] = typed_day
) -> tuple[date, time | None] | None:
    """The day that somebody means by `text`, and the time of day, if it has one; None for no day.

    `day_in` reads the day: it looks ahead, or back.

    >>> typed_moment("Mon 5pm", date(2026, 11, 27))
    (datetime.date(2026, 11, 30), datetime.time(17, 0))
    """
    typed = " ".join(text.lower().split())
    if day := day_in(typed, today):
        return day, None
    for between in _BEFORE_TIME.finditer(typed):
        day, at = day_in(typed[: between.start()], today), typed_time(typed[between.end() :])
        if day is not None and at is not None:
            return day, at
    return None


def coming_moment(text: str, today: date) -> tuple[date, time | None] | None:
    """As `typed_moment`, of what is owed until then.

    A day without its year that is just over is that one, to be refused: the same day of next year
    is a slip that nobody sees.

    >>> coming_moment("11/20", date(2026, 11, 28))
    (datetime.date(2026, 11, 20), None)
    """
    return typed_moment(text, today, coming_day)


def coming_day(text: str, today: date) -> date | None:
    """As `typed_day`, of a day that is to come: one that is just over is that one.

    >>> coming_day("11/27", date(2026, 11, 28)), coming_day("yesterday", date(2026, 11, 28))
    (datetime.date(2026, 11, 27), datetime.date(2026, 11, 27))
    """
    day, before = typed_day(text, today), past_day(text, today)
    if day is None or before is None:
        return day or before
    just_over = 0 < (today - before).days <= _NEAR_DAYS < (day - today).days
    return before if just_over else day


def far_ahead(day: date, today: date) -> str:
    """In full, a day so far ahead that it is hardly the one that was meant; or empty.

    >>> far_ahead(date(2027, 8, 1), date(2026, 11, 28))
    'Sun, Aug 1, 2027, 246 days from now'
    """
    days = (day - today).days
    return f"{full_day(day)}, {days:,} days from now" if days > _NEAR_DAYS else ""


def tells_when(text: str) -> bool:
    """Whether a text is a day or a time, in whatever words, and nothing else.

    A month alone is none: it may be June who is meant.

    >>> [tells_when(text) for text in ("friday", "Fri 3 p.m.", "in an hour", "June", "Joe Friday")]
    [True, True, True, False, False]
    """
    plain = re.sub(r"[.'’]", "", text.lower())
    words = re.findall(r"[^\W\d_]+|\d+", plain)
    months = [word for word in words if _is_among(word, _MONTHS)]
    named = [word for word in words if word in _OF_TIME or _is_among(word, _WEEKDAYS)]
    beside = [word for word in words if word in _BESIDE or word.isdecimal()]
    if set(words) - {*months, *named, *beside}:
        return False
    return bool(named or (months and beside))


def may_name(text: str) -> bool:
    """Whether a text that tells a day or a time may all the same be a first name and a surname.

    >>> [may_name(text) for text in ("June Early", "Jan Noon", "in June", "June 3", "Friday night")]
    [True, True, False, False, False]
    """
    first, *others = text.lower().split()
    return first in _FIRST_NAMES and bool(others) and "".join(others).isalpha()


def _is_among(word: str, names: tuple[str, ...]) -> bool:
    return len(word) > 2 and _place(word, names) is not None


def past_day(text: str, today: date) -> date | None:
    """As `typed_day`, looking back: a day without its year is the last one, today included."""
    typed = " ".join(text.lower().split())
    if typed == "yesterday":
        return _after(today, -1)
    if typed in _NEAR or re.fullmatch(_DAYS_ON, typed):
        return typed_day(typed, today)
    if re.fullmatch(_WEEKDAY, typed):
        return typed_day(typed, today - timedelta(days=6))
    day = typed_day(typed, today)
    if day is not None and day <= today:
        return day
    return typed_day(typed, today - timedelta(days=365)) or day


def day_example(today: date) -> str:
    """How to type a day, in examples that are not over, for somebody who typed none."""
    day = _after(today, 1) or today
    return f"Type a date like {month_and_day(day)}, {day.month}/{day.day} or tomorrow."


def short_example(today: date) -> str:
    """The same in the few words that a field has room for on the smallest screen."""
    day = _after(today, 1) or today
    return f"like {day.month}/{day.day} or fri"


def past_example(first: date | None, last: date) -> str:
    """How to type a day that is over, in figures with its year, such as one of birth."""
    of_birth = date(1965, 3, 14)
    fits = of_birth <= last and (first is None or first <= of_birth)
    day = of_birth if fits else last
    return f"{day.month}/{day.day}/{day.year}"


def shown_day(day: date, today: date) -> str:
    """A day as the desk reads it; with its year where that is not plain: over, or months ahead.

    >>> shown_day(date(2026, 11, 27), date(2026, 11, 23))
    'Fri, Nov 27'
    >>> shown_day(date(2026, 11, 20), date(2026, 11, 23))
    'Fri, Nov 20, 2026'
    """
    return short_day(day) if 0 <= (day - today).days <= _NEAR_DAYS else full_day(day)


def full_day(day: date) -> str:
    """A day with its year, such as `Sat, Nov 21, 2026`."""
    return f"{short_day(day)}, {day.year:04}"


def shown_past_day(day: date, today: date) -> str:
    """A day that is over, with its year where that is another one than today's."""
    return short_day(day) if day.year == today.year else full_day(day)


def short_day(day: date) -> str:
    """A day without its year, such as `Sat, Nov 21`."""
    return f"{_DAYS[day.weekday()]}, {month_and_day(day)}"


def month_and_day(day: date) -> str:
    """A day without its year and its day of the week, such as `Nov 21`."""
    return f"{_MONTHS[day.month - 1][:3].title()} {day.day}"


def shown_time(moment: datetime, today: date) -> str:
    """A moment, in the desk's zone, as the desk reads it.

    >>> shown_time(datetime(2026, 11, 27, 12), date(2026, 11, 23))
    'Fri, Nov 27, 12:00 PM'
    """
    return f"{shown_day(moment.date(), today)}, {shown_clock(moment)}"


def shown_clock(moment: datetime, *, seconds: bool = False) -> str:
    """A time of day, in the desk's zone, as the desk reads it.

    >>> shown_clock(datetime(2026, 11, 27, 14, 3, 12))
    '2:03 PM'
    >>> shown_clock(datetime(2026, 11, 27, 14, 3, 12), seconds=True)
    '2:03:12 PM'
    """
    return shown_time_of_day(moment.time(), seconds=seconds)


def shown_time_of_day(at: time, *, seconds: bool = False) -> str:
    """As `shown_clock`, for a time of any day."""
    half = "AM" if at.hour < 12 else "PM"
    to_the_second = f":{at.second:02}" if seconds else ""
    return f"{at.hour % 12 or 12}:{at.minute:02}{to_the_second} {half}"


def _dated(month: str, number: int, year: str | None, today: date) -> date | None:
    """The day of a month, told by its name or number; without a year the next one."""
    place = int(month) - 1 if month.isdecimal() else _place(month, _MONTHS)
    if place is None:
        return None
    # A February 29 is eight years away at most.
    years = tuple(range(today.year, today.year + 9))
    if year is not None:
        years = (int(year) + (2000 if len(year) == 2 else 0),)
    for one in years:
        try:
            day = date(one, place + 1, number)
        except ValueError:
            continue
        if year is not None or day >= today:
            return day
    return None


def _place(name: str, names: tuple[str, ...]) -> int | None:
    """Where a name stands among others, by its beginning of three letters or more."""
    return next((place for place, one in enumerate(names) if one.startswith(name)), None)


def _after(today: date, days: int) -> date | None:
    try:
        return today + timedelta(days=days)
    except OverflowError:
        return None
