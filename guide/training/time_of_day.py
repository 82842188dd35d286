"""Times of day in what people write, and the hours that they name as they speak."""

import re
from datetime import time

from guide.script.dates import typed_time

_WRITTEN = re.compile(
    r"(?<![\w:.$])"
    r"(?:\d{1,2}(?:[:.]\d{2})? ?[ap]\.?m\b\.?|\d{1,2}:\d{2}(?![\w:])|noon\b|midnight\b)",
    re.IGNORECASE | re.ASCII,
)
_NUMBERS = (
    *("one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_SAID = re.compile(
    r"\b(?:at|by|from|before|after|till|until|around|about)(?: about| around)?"
    rf" ({'|'.join(_NUMBERS)})\b(?! (?:hundred|thousand))",
    re.IGNORECASE,
)


_FROM = re.compile(r"\b(?:from|after)\b", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:by|before|till|until)\b", re.IGNORECASE)


def times_in(text: str) -> frozenset[time]:
    """Every time of day that a text names in digits, or as noon or midnight; “3 pm”, “15:00”.

    A bare number is none, nor is what cannot be on a clock.
    """
    found = (typed_time(match[0].rstrip(".")) for match in _WRITTEN.finditer(text))
    return frozenset(at for at in found if at is not None)


def hours_in(text: str) -> frozenset[int]:
    """The hours that somebody names, from 1 to 12: nobody says whether of the day or the night."""
    said = (_NUMBERS.index(match[1].casefold()) + 1 for match in _SAID.finditer(text))
    return frozenset((*said, *(hour_of(at) for at in times_in(text))))


def hour_of(at: time) -> int:
    """The hour of a time, from 1 to 12."""
    return at.hour % 12 or 12


def agrees(at: time, meant: time, said: str) -> bool:
    """Whether a time is the one that is meant, or lies where the words that said it leave room.

    From four, or after it, leaves room for all that is later; by four, for all that is earlier.
    """
    later = at > meant and _FROM.search(said) is not None
    earlier = at < meant and _UNTIL.search(said) is not None
    return hour_of(at) == hour_of(meant) or later or earlier


def names_other_time(written: str, said: str) -> bool:
    """Whether both name times of day, and none in common."""
    times, others = times_in(written), times_in(said)
    return bool(times and others) and times.isdisjoint(others)
