"""Who somebody is, however their name is written; and which names nobody can be told by."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from guide.errors import ScriptError
from guide.script.findings import quoted
from guide.script.look_alike import look_alike, seen_as, unseen


@lru_cache(1024)
def person(name: str) -> str:
    """What tells one person from another: the name as it looks.

    Neither capitals nor blanks count, nor how a letter with an accent is put together, nor what
    stands around the name, such as a period, nor whether the family name comes first: `Lee, Kim`.
    """
    family, comma, given = name.partition(",")
    if comma and family.strip() and given.strip() and "," not in given:
        name = f"{given} {family}"
    looks = seen_as(unicodedata.normalize("NFKC", name)).casefold()
    seen = unicodedata.normalize("NFKC", looks).replace(" ", "")
    first, last = 0, len(seen)
    while first < last and _is_mark(seen[first]):
        first += 1
    while first < last and _is_mark(seen[last - 1]):
        last -= 1
    return seen[first:last] or seen


def _is_mark(char: str) -> bool:
    return unicodedata.category(char)[0] in "PZ"


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
