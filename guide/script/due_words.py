"""Due times as people write them, and the words for them that can be reckoned with."""

import re

from guide.script.desk import DAYS, is_due, with_right_number

_LONGEST = 80
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_FOR = {
    "today": "same day",
    "tomorrow": "next day",
    "eod": "end of day",
    "cob": "closing",
    "close of business": "closing",
    "noon": "12:00",
    "workday": "working day",
    "workdays": "working days",
} | {word: str(n) for n, word in enumerate(_NUMBERS, 1)}
_WORDS = re.compile(rf"\b(?:{'|'.join(_FOR)})\b")
_WEEKS = re.compile(r"\b(\d{1,2}) weeks?\b", re.ASCII)
_CLOCK = re.compile(r"\b(\d{1,2})(?::(\d\d))? ?([ap])\.?m\b\.?|\b(\d):(\d\d)\b", re.ASCII)
_DAY = re.compile(
    rf"((?:same|next|next working|next business) day|next (?:{'|'.join(DAYS)}))"
    r"(?:,| by| at| before|) +(?=\S)"
)
_COUNTED = re.compile(r"(?:in|within)? ?(?=\d+ (?:working |business )?(?:hour|day)s?$)", re.ASCII)


def due_meant(words: str) -> str:
    """The due time that is meant, as a script has it; empty if that is not clear."""
    if len(words) > _LONGEST:
        return ""
    text = _WORDS.sub(lambda found: _FOR[found[0]], " ".join(words.casefold().split()))
    text = _WEEKS.sub(lambda found: f"{int(found[1]) * 7} days", text)
    text = _CLOCK.sub(_on_the_clock, text)
    text = _DAY.sub(r"\1, ", text)
    text = re.sub("^agreed within", "agreed, within", text)
    if not text.startswith("agreed"):
        text = _COUNTED.sub("within ", text, count=1)
    text = with_right_number(text)
    return next((one for one in (text, f"same day, {text}") if is_due(one)), "")


def _on_the_clock(found: re.Match[str]) -> str:
    """A time of day with two digits each, such as 09:00, of 24 hours."""
    if found[3] is None:
        return f"0{found[4]}:{found[5]}"
    hour = int(found[1]) % 12 + (12 if found[3] == "p" else 0)
    return f"{hour:02}:{found[2] or '00'}"
