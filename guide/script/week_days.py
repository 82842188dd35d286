"""Days of the week as people write them: “Mon-Fri”, “Sat”, “weekdays”."""

import re

from guide.script.desk import DAYS

_SPANS = {
    **dict.fromkeys(("weekdays", "workdays", "working days", "business days"), DAYS[:5]),
    **dict.fromkeys(("weekend", "weekends"), DAYS[5:]),
    **dict.fromkeys(("daily", "every day", "all", "all days"), DAYS),
}
_AND = re.compile(r"[,;&+]|\band\b")
_TO = re.compile(r"\s*(?:[-–—]|\bto\b|\bthrough\b|\bthru\b)\s*")


def days_in(text: str) -> tuple[str, ...]:
    """The days that a text names, Monday first; none if a part of it is no day."""
    named: set[str] = set()
    for part in _AND.split(text.casefold()):
        words = part.strip()
        if words in _SPANS:
            named |= set(_SPANS[words])
            continue
        first, *rest = [_number_of(end) for end in _TO.split(words)]
        if first is None or None in rest or len(rest) > 1:
            return ()
        last = rest[0] if rest and rest[0] is not None else first
        named |= {DAYS[n % len(DAYS)] for n in range(first, first + (last - first) % len(DAYS) + 1)}
    return tuple(day for day in DAYS if day in named)


def as_texts(days: tuple[str, ...]) -> str:
    """Days as the items of a list in a file."""
    return ", ".join(f'"{day}"' for day in days)


def days_told(days: tuple[str, ...]) -> str:
    """Days as a reader is told them: “Monday to Friday”, “Monday, Wednesday”, “every day”."""
    if len(days) == len(DAYS):
        return "every day"
    names = [day.capitalize() for day in days]
    first = DAYS.index(days[0])
    in_a_row = len(days) > 2 and days == DAYS[first : first + len(days)]
    return f"{names[0]} to {names[-1]}" if in_a_row else ", ".join(names)


def _number_of(word: str) -> int | None:
    """Which day of the week the beginning of its name, or its plural, is; None if it is none."""
    beginning = word.strip(" .")
    beginning = beginning.removesuffix("s") if beginning.endswith("days") else beginning
    found = (n for n, day in enumerate(DAYS) if len(beginning) > 1 and day.startswith(beginning))
    return next(found, None)
