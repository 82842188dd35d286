"""A finding of a debrief: what was done, what the rule asks, and where the rule comes from."""

from enum import StrEnum

from msgspec import Struct


class Sign(StrEnum):
    """What a finding says: well done, worth a thought, or must not happen."""

    WELL = "✓"
    THINK = "!"
    NEVER = "✗"

    @property
    def words(self) -> str:
        """The sign in words, as a heading has it."""
        return _WORDS[self]

    @property
    def code(self) -> str:
        """The sign as other programs know it."""
        return self.name.lower()


_WORDS = {
    Sign.WELL: "Well done",
    Sign.THINK: "To think about",
    Sign.NEVER: "Must not happen",
}


class Finding(Struct, frozen=True):
    """One sentence of a debrief, and what it rests on.

    `about` is what it is about, the same in every debrief: `warning`, `line:summary`. `at` are the
    moments, in seconds into the call; `why` is the reason it matters; `source`, the document and
    its obligation that ask for it, where there is one.
    """

    sign: Sign
    about: str
    sentence: str
    at: tuple[float, ...] = ()
    why: str = ""
    source: str = ""


def moment(seconds: float) -> str:
    """A moment of the call, as m:ss."""
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02}"


def lasted(seconds: float) -> str:
    """So many seconds, in words."""
    whole = round(seconds)
    return f"{whole} second{'' if whole == 1 else 's'}"
