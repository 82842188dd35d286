"""A finding of a debrief: what was done, what the rule asks, and where the rule comes from."""

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from guide.script.model import Script


class Sign(StrEnum):
    """What a finding says: well done, worth a thought, or must not happen."""

    WELL = "✓"
    THINK = "!"
    NEVER = "✗"

    @property
    def code(self) -> str:
        return self.name.lower()


class Finding(Struct, frozen=True):
    """One sentence of a debrief, and what it rests on.

    `about` is what it is about, the same in every debrief: `warning`, `line:summary`. `at` are the
    moments, in seconds into the call; `why` is the reason it matters; `source`, the document and
    the place in it that asks for it, where there is one.
    """

    sign: Sign
    about: str
    sentence: str
    at: tuple[float, ...] = ()
    why: str = ""
    source: str = ""


def source_in(script: Script, place: str) -> str:
    """A place in a script's document; without one, the document that it names, or its title."""
    return f"{script.id}, {place}" if place else script.source or script.title


def together(sources: Iterable[str]) -> str:
    """Several sources as one: each document once, with its places."""
    places: dict[str, list[str]] = {}
    for source in dict.fromkeys(sources):
        document, _, place = source.partition(", ")
        places.setdefault(document, []).append(place)
    return "; ".join(", ".join(p for p in (doc, *found) if p) for doc, found in places.items())


def moment(seconds: float) -> str:
    """A moment of the call, as m:ss."""
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02}"


def lasted(seconds: float) -> str:
    """So many seconds, in words."""
    whole = round(seconds)
    return f"{whole} second{'' if whole == 1 else 's'}"
