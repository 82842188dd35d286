"""A desk's time: its zone, its hours, its days, and due times said in words.

A due time is written as a day and, after a comma, a part of it:

    now | within 4 hours
    within 3 days | within 10 working days
    same day | next day | next working day | next monday … next sunday | agreed, within 3 days
    opening | morning | closing | end of day | 17:30

`next day, morning` is the end of the morning of the next calendar day. A day without a part means
its end. `within 4 hours` is so long from now, by the clock; `within 3 days` is the end of the third
calendar day after today, `within 10 working days` of the tenth working day: days on which the desk
is closed are none. A working day may be called a business day. `agreed, within 3 days` is a date
that the agent agrees with the caller.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice

from msgspec import Struct

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_AGREED = re.compile(r"agreed, within (\d{1,2}) days?", re.ASCII)
_HOURS = re.compile(r"within ([1-9]\d?) hours?", re.ASCII)
_CALENDAR_DAYS = re.compile(r"within ([1-9]\d?) days?", re.ASCII)
_WORKING_DAYS = re.compile(r"within ([1-9]\d?) (?:working|business) days?", re.ASCII)
_A_DAY = 24
"""Within fewer hours than these one need not reckon with a day on which nobody works."""
_FARTHEST_DAYS = 732
"""Within so many days, two years, a desk has had as many working days as a rule can ask for."""

_WHEN = re.compile(
    r"(?P<day>same day|next day|next (?:working|business) day|next (?:" + "|".join(DAYS) + r"))"
    r"(?:, (?P<part>opening|morning|closing|end of day|(?:[01]\d|2[0-3]):[0-5]\d))?",
    re.ASCII,
)


class Desk(Struct, frozen=True):
    """A desk's hours and days. `zone` is an IANA name; empty means the zone of this computer.

    `name` is what its agents call it to callers.
    """

    zone: str = ""
    opens: time = time(8)
    closes: time = time(20)
    morning_ends: time = time(12)
    day_ends: time = time(23, 59)
    working_days: tuple[str, ...] = DAYS[:5]
    closed_days: tuple[date, ...] = ()
    name: str = ""

    def works_on(self, day: date) -> bool:
        return DAYS[day.weekday()] in self.working_days and day not in self.closed_days


def agreed_days(words: str) -> int | None:
    """How many days away an agreed date may be at most; None if `words` ask for no agreement."""
    match = _AGREED.fullmatch(words)
    return int(match[1]) if match else None


_COUNTED = re.compile(r"within (?P<count>\d+) (?P<kind>(?:working |business )?(?:hour|day))s?")


def with_right_number(words: str) -> str:
    """A due time with `hour` or `day` for one and `hours` or `days` for several."""

    def counted(match: re.Match[str]) -> str:
        plural = "" if match["count"] == "1" else "s"
        return f"within {match['count']} {match['kind']}{plural}"

    return _COUNTED.sub(counted, words)


def is_due(words: str) -> bool:
    forms = (_AGREED, _HOURS, _CALENDAR_DAYS, _WORKING_DAYS, _WHEN)
    return words == "now" or any(form.fullmatch(words) for form in forms)


def may_be_closed(words: str) -> bool:
    """Say whether these words may mean a day that the desk is closed on, another one than today."""
    if match := _HOURS.fullmatch(words):
        return int(match[1]) >= _A_DAY
    match = _WHEN.fullmatch(words)
    if match is None:
        return _CALENDAR_DAYS.fullmatch(words) is not None
    return match["day"] != "same day" and not _is_working_day(match["day"])


def in_working_days(words: str) -> str:
    """Words for a time like this one that is on a day when somebody works."""
    if match := _CALENDAR_DAYS.fullmatch(words):
        return words.replace("day", "working day")
    match = _WHEN.fullmatch(words)
    return f"next working day, {match['part']}" if match and match["part"] else "next working day"


def _is_working_day(words: str) -> bool:
    return words in ("next working day", "next business day")


def due_at(words: str, now: datetime, desk: Desk, zone: tzinfo) -> datetime:
    """The moment `words` mean when said at `now` (aware), in UTC.

    A part of today that is already over means the last minute of today: a promise made in the
    evening "within the day" is not overdue as it is made. An agreed time is its last day's end.
    Raises `ValueError` for words that are not a due time.
    """
    return max(_reckoned(words, now, desk, zone), now.astimezone(UTC))


def _reckoned(words: str, now: datetime, desk: Desk, zone: tzinfo) -> datetime:
    today = now.astimezone(zone).date()
    if words == "now":
        return now.astimezone(UTC)
    days = agreed_days(words)
    if days is not None:
        return _moment(today + timedelta(days=days), desk.day_ends, zone)
    if match := _HOURS.fullmatch(words):
        return now.astimezone(UTC) + timedelta(hours=int(match[1]))
    if match := _CALENDAR_DAYS.fullmatch(words):
        return _moment(today + timedelta(days=int(match[1])), desk.day_ends, zone)
    if match := _WORKING_DAYS.fullmatch(words):
        return _moment(_working_day(int(match[1]), today, desk), desk.day_ends, zone)
    match = _WHEN.fullmatch(words)
    if match is None:
        raise ValueError(words)
    day = _day(match["day"], today, desk)
    moment = _moment(day, _part(match["part"], desk), zone)
    if day == today and moment <= now:
        return _moment(day, time(23, 59), zone)
    return moment


def moment_on(day: date, at: time | None, desk: Desk, zone: tzinfo) -> datetime:
    """The moment of `day` at the desk, or else its end, in UTC."""
    return _moment(day, at or desk.day_ends, zone)


def _moment(day: date, at: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)


def _day(words: str, today: date, desk: Desk) -> date:
    if words == "same day":
        return today
    day = today + timedelta(days=1)
    if words == "next day":
        return day
    if _is_working_day(words):
        return _working_day(1, today, desk)
    while DAYS[day.weekday()] != words.removeprefix("next "):
        day += timedelta(days=1)
    return day


def _working_day(number: int, today: date, desk: Desk) -> date:
    """The first, second … working day after `today`.

    A desk that hardly ever works is not waited for: every day counts then.
    """
    days = (today + timedelta(days=n) for n in range(1, _FARTHEST_DAYS))
    worked = islice((day for day in days if desk.works_on(day)), number - 1, None)
    return next(worked, today + timedelta(days=number))


def _part(words: str | None, desk: Desk) -> time:
    match words:
        case None | "end of day":
            return desk.day_ends
        case "opening":
            return desk.opens
        case "morning":
            return desk.morning_ends
        case "closing":
            return desk.closes
        case _:
            return time.fromisoformat(words)
