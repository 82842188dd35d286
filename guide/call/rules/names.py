"""Who somebody was, as an agent types it: what can be a name, and whose it is not."""

import re

from guide.call.rules.doubts import doubted
from guide.call.rules.note_words import reads_like_note
from guide.script.dates import may_name, tells_when
from guide.script.people import as_spelled

_NO_NAME = re.compile(r"[\d\s().+\-/]*\d[\d\s().+\-/]*")
"""A number or a date."""

_ANSWERS = frozenset(["yes", "y", "no", "n", "nope", "not", "yet", "none", "nobody", "done", "na"])
"""What one answers whether something is done, instead of a name."""

_NA = "na"
"""Typed so it may be a name, too: it is asked about, not refused."""

_ONESELF = frozenset(["me", "i", "myself", "self"])
"""What one answers to who it was, and is no name that anybody else could read."""

_SENTENCE = re.compile(r"[“”\"!?;:…]|\w{4}\.$")
"""What a sentence has and a name has not; the dot of “Jr.” or “J.” belongs to a name."""

_KEY_BEFORE = re.compile(r"\d+(?!(?:st|nd|rd|th)\b)[^\W\d_]{2}", re.IGNORECASE)
"""The digit of a key that was pressed in the field, and the name after it; “2nd shift” is none."""

_MOST_WORDS = 5
"""A name with more is what somebody said."""


def why_no_name(text: str, *, alone: bool = False) -> str | None:
    """Why a text does not say who it was, as a number, a day or a yes never does; else None.

    How and when may stand beside the name unless it is to stand `alone`: then it is no sentence.
    """
    if alone and not _is_name(text):
        return "Is that a name? Type the name alone."
    if not _names_nobody(text):
        return None
    return f"Who did it? Type a name instead of “{text}”, or leave it blank if not done."


def name_doubt(text: str, caller: str = "") -> str:
    """What makes one doubt that this is the name or role that is asked for; empty where nothing.

    `caller` is the name of who calls, where another one is asked for. No decision goes by it: who
    was named stands on record. It is for whoever types, to look again.
    """
    if is_number(text):
        return "It looks like a number."
    if text and caller and as_spelled(text) == as_spelled(caller):
        return "It is the caller’s."
    if tells_when(text):
        return "It reads like a day or a time."
    if text and not any(map(_may_be_part_of_name, text.split())):
        return "It is no whole word."
    if _KEY_BEFORE.match(text):
        return "It begins with a digit."
    return "It reads like a note." if text.lower() == _NA or reads_like_note(text) else ""


def taken_name_doubt(text: str, caller: str = "", *, alone: bool = False) -> str:
    """That doubt where the name is typed; empty too where the text is refused.

    `alone` is that of `why_no_name`.
    """
    if why_no_name(text, alone=alone):
        return ""
    return name_doubt(text, caller)


def doubted_name(text: str, caller: str = "") -> str:
    """The same as it is asked."""
    return doubted(text, taken_name_doubt(text, caller))


def is_oneself(name: str, agent: str) -> bool:
    """Whether whoever takes a call names themselves where it takes somebody else; H7, H11."""
    return name.lower() in _ONESELF or (bool(agent) and as_spelled(name) == as_spelled(agent))


def meant_name(name: str, by: str) -> str:
    """The name that is meant where somebody, `by`, may have named themselves as “me”."""
    return by if by and is_oneself(name, "") else name


def is_number(text: str) -> bool:
    """Whether a text is a number or a date, and so nobody's name, whatever people are called."""
    return _NO_NAME.fullmatch(text) is not None


def _may_be_part_of_name(word: str) -> bool:
    """Whether a word can name somebody by itself: that of a key, `f7`, or an initial does not."""
    letters = word.strip(".,;:()'’")
    return len(letters) > 1 and not any(one.isdigit() for one in letters)


def _names_nobody(text: str) -> bool:
    words = re.findall(r"\w+", text.lower().replace("/", ""))
    answers = bool(words) and _ANSWERS.issuperset(words) and text.lower() != _NA
    return is_number(text) or answers or (tells_when(text) and not may_name(text))


def _is_name(text: str) -> bool:
    if _names_nobody(text) or _SENTENCE.search(text):
        return False
    return len(text.split()) <= _MOST_WORDS
