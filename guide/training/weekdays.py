"""Days of the week in what people write: by name, or by a date that falls on one."""

import re
from datetime import date, timedelta

_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)
_MONTH = rf"({'|'.join(_MONTHS)})[a-z]*\.?"
_NAMED = re.compile(
    rf"\b(?:{'|'.join(rf'({name[:3]}(?:{name[3:]})?)' for name in _NAMES)})s?\b", re.IGNORECASE
)
_NEAR = {
    r"today|tonight": 0,
    r"(?<!after )tomorrow": 1,
    r"day after tomorrow": 2,
    **{rf"in (?:{n}|{word}) days": n for n, word in enumerate(("two", "three", "four", "five"), 2)},
}
_DATES = (
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\.? (?:of )?(?P<month>{_MONTH})", re.I),
    re.compile(rf"\b(?P<month>{_MONTH}) (?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b", re.I),
    re.compile(r"(?<![\d/])(?P<month>\d{1,2})/(?P<day>\d{1,2})(?![\d])"),
    re.compile(r"\b\d{4}-(?P<month>\d{2})-(?P<day>\d{2})\b"),
)
_NO_DAY_FOR_IT = re.compile(
    r"\b(?:until|till|before|since|after|from|last|not|no|never|than)(?: on| the)? $", re.IGNORECASE
)
"""What comes before a day on which nothing is to be: “no car until Monday”."""

_ORDINAL = re.compile(r"\bthe (\d{1,2})(?:st|nd|rd|th)\b", re.IGNORECASE)

_HALF_A_YEAR = 183
_A_MONTH = 28


def weekdays_in(text: str, today: date) -> frozenset[int]:
    """The days of the week that a text names, from 0 for Monday; dates are near `today`."""
    return frozenset(day for _, day in _found(text, today))


def weekdays_for(text: str, today: date) -> frozenset[int]:
    """Those of them on which something is to be: not “until Monday”."""
    found = _found(text, today)
    return frozenset(day for at, day in found if not _NO_DAY_FOR_IT.search(text[:at]))


def days_of_month_in(text: str, today: date) -> frozenset[int]:
    """The days of the week on which those of the month fall that come next: “the 20th”."""
    named = {int(day) for day in _ORDINAL.findall(text)}
    coming = (today + timedelta(days=n) for n in range(_A_MONTH))
    return frozenset(day.weekday() for day in coming if day.day in named)


def names_other_day(written: str, said: str, today: date) -> bool:
    """Whether both name days of the week, and none in common."""
    days, others = weekdays_in(written, today), weekdays_in(said, today)
    return bool(days and others) and days.isdisjoint(others)


def _found(text: str, today: date) -> list[tuple[int, int]]:
    """Where in a text a day is named, and which."""
    found = [(named.start(), (named.lastindex or 1) - 1) for named in _NAMED.finditer(text)]
    for words, days in _NEAR.items():
        near = (today + timedelta(days=days)).weekday()
        named = re.finditer(rf"\b(?:{words})\b", text, re.IGNORECASE)
        found += [(at.start(), near) for at in named]
    for form in _DATES:
        for match in form.finditer(text):
            month = match["month"].casefold()
            number = int(month) if month.isdigit() else _MONTHS.index(month[:3]) + 1
            if day := _near(number, int(match["day"]), today):
                found.append((match.start(), day.weekday()))
    return found


def _near(month: int, day: int, today: date) -> date | None:
    """The date nearest to today that has this month and day; None where no year has it."""
    every: list[date] = []
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            every.append(date(year, month, day))
        except ValueError:
            continue
    near = (one for one in every if abs((one - today).days) <= _HALF_A_YEAR)
    return next(near, None)
