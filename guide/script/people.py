"""Who somebody is, however their name is written; and which names nobody can be told by."""

from collections.abc import Iterable
from functools import lru_cache

from guide.errors import ScriptError
from guide.script.findings import quoted
from guide.script.look_alike import is_east_asian, look_alike, outline, unseen

_TITLES = frozenset(
    (
        *("mr", "mrs", "ms", "miss", "mx", "sir", "madam", "dr", "doctor", "prof", "professor"),
        *("rev", "reverend", "hon", "herr", "frau", "mme", "mlle", "sra", "srta", "phd"),
    )
)
_OFFICES = frozenset(
    (
        *("compliance", "legal", "qa", "quality", "training", "trainer", "hr", "operations"),
        *("supervisor", "manager", "director", "lead", "team", "department", "dept"),
    )
)
"""What people write behind a whole name: where they work, or as what."""

_SHORT = 6
"""A single word of fewer letters is a first name: Ian is not Nia."""

_MOST_TURNS = 200


@lru_cache(1024)
def person(name: str) -> str:
    """What tells one approver from another: `as_spelled`, whichever name comes first.

    `Lee, Kim` is `Kim Lee`, and `kimlee`; so is `Kim Lee, Compliance`, and `Kim Lee (Legal)`.
    """
    words = _words(name)
    named = [word for word in words if _plain(word) not in _OFFICES]
    words = named if len(named) > 1 else words
    seen = outline(" ".join(words))
    is_one = len(words) == 1 and len(seen) < _SHORT and not any(map(is_east_asian, seen))
    return (seen if is_one else _turned(seen)) or name.strip()


def as_spelled(name: str) -> str:
    """What tells one person from another: the name as it looks to whoever passes over it.

    Neither capitals, accents, blanks, punctuation nor titles count, nor which of I, l and 1 it is,
    or rn and m, as `outline` has it.
    """
    return outline(" ".join(_words(name))) or name.strip()


def _words(name: str) -> list[str]:
    """Those of a name that are no title; all of them where it has no other."""
    words = [word for word in name.replace(",", " ").split() if outline(word)]
    return [word for word in words if _plain(word) not in _TITLES] or words


def _plain(word: str) -> str:
    return "".join(filter(str.isalpha, word)).casefold()


def _turned(letters: str) -> str:
    """The letters as if they stood in a circle: the same whichever word of a name comes first."""
    for pair, letter in (("rn", "m"), ("vv", "w")):
        letters = letters.replace(pair, letter)
        if letters[-1:] + letters[:1] == pair:
            letters = letter + letters[1:-1]
    turns = range(min(len(letters), _MOST_TURNS))
    return min((letters[n:] + letters[:n] for n in turns), default="")


def people_of(names: Iterable[str]) -> frozenset[str]:
    """Those whose names these are, each once."""
    return frozenset(map(person, names))


def check_name(name: str) -> None:
    """Raise `ScriptError` if a name may pass for another person's."""
    if suspect := unseen(name):
        told = f"holds a character that nobody can see: {suspect.name}"
    elif suspect := look_alike(name):
        like = f", which looks like {suspect.like}" if suspect.like else ""
        told = f"has letters of several alphabets in one word: {suspect.name}{like}"
    else:
        return
    raise ScriptError(f"The name {quoted(name)} {told}. Type it anew.")
