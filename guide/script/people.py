"""Who somebody is, however their name is written; and which names nobody can be told by."""

from collections.abc import Iterable
from functools import lru_cache

from guide.errors import ScriptError
from guide.script.findings import quoted
from guide.script.look_alike import look_alike, outline, unseen


@lru_cache(1024)
def person(name: str) -> str:
    """What tells one person from another: the name as it looks to whoever passes over it.

    Neither capitals, accents, blanks nor punctuation count, nor which of I, l and 1 it is, or rn
    and m, as `outline` has it, nor whether the family name comes first: `Lee, Kim`.
    """
    family, comma, given = name.partition(",")
    if comma and family.strip() and given.strip() and "," not in given:
        name = f"{given} {family}"
    return outline(name) or name.strip()


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
