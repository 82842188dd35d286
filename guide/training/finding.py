"""What a finding of a debrief holds: what was seen, when, why it matters, and where it is asked."""

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from guide.call.wording import in_a_row


class Sign(StrEnum):
    """What a finding says: well done, worth a thought, or must not happen."""

    WELL = "✓"
    THINK = "!"
    NEVER = "✗"

    @property
    def code(self) -> str:
        return self.name.lower()


class Passage(Struct, frozen=True):
    """What a document says of something, in its own `words`; those are empty where none are known.

    It is the script's own data: its `source`, its [sources], and the text of its lines.
    """

    document: str
    words: str = ""


class Finding(Struct, frozen=True):
    """One sentence of a debrief, and what it rests on.

    `about` is what it is about, the same in every debrief: `warning`, `line:summary`. `at` are the
    moments, in seconds into the call; `why` is the reason it matters; `passages` are what documents
    say of it. `facts` are the sentence without moments and the like, one for each thing that it
    tells: the same in every call in which that happened. What was done well has none.
    """

    sign: Sign
    about: str
    sentence: str
    at: tuple[float, ...] = ()
    why: str = ""
    passages: tuple[Passage, ...] = ()
    facts: tuple[str, ...] = ()


def quotation(passages: Iterable[Passage]) -> str:
    """Passages in a row: each document once, with its words."""
    found: dict[str, dict[str, None]] = {}
    for passage in passages:
        words = found.setdefault(passage.document, {})
        if passage.words:
            words[f"“{passage.words}”"] = None
    return "; ".join(
        ": ".join((doc, " ".join(words))) if words else doc for doc, words in found.items()
    )


def moment(seconds: float) -> str:
    """A moment of the call, as m:ss."""
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02}"


def moments(at: Iterable[float]) -> str:
    return in_a_row([moment(one) for one in at])


def lasted(seconds: float) -> str:
    """So many seconds, in words."""
    whole = round(seconds)
    return f"{whole} second{'' if whole == 1 else 's'}"
