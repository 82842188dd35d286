"""What the caller said so far, and how long it took them."""

from msgspec import Struct

from guide.call.events import CallerSpoke
from guide.call.state import Call

WORDS_A_SECOND = 3.0
"""How fast an upset caller talks."""


def talking(words: str) -> float:
    """How many seconds it takes a caller to say this."""
    return round(len(words.split()) / WORDS_A_SECOND, 1)


class Spoken(Struct, frozen=True):
    """What the caller said so far: by name, when; and until when they were talking.

    `until` is at least the moment when the trainee came to the step in hand, and `n` is the entry
    of whichever was later: all after it is what the trainee did since.
    """

    at: dict[str, tuple[float, ...]]
    until: float
    n: int
    ends: dict[str, float]

    @classmethod
    def of(cls, call: Call) -> "Spoken":
        """What the caller of this call said so far."""
        at: dict[str, tuple[float, ...]] = {}
        ends: dict[str, float] = {}
        arrived = call.entry(call.here.n)
        until, n = arrived.elapsed, arrived.n
        for entry in call.entries:
            if isinstance(entry.event, CallerSpoke):
                name = entry.event.move
                at[name] = (*at.get(name, ()), entry.elapsed)
                ends[name] = entry.elapsed + talking(entry.event.words)
                until, n = max(until, ends[name]), max(n, entry.n)
        return cls(at, until, n, ends)
