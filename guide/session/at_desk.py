"""What a seat knows of its team's desk: who is at the board, and what became of what it asked.

A screen asks this and never waits. Where there is no desk, there is none of it.
"""

from collections.abc import Callable, Collection
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from guide.call.state import Call


class AskState(StrEnum):
    """How far an ask has come. `SENDING`: it is on the disk, and not known to be at the desk."""

    SENDING = "sending"
    WRITTEN = "written"
    SEEN = "seen"
    TAKEN = "taken"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    NOBODY = "nobody"

    @property
    def is_last(self) -> bool:
        """Whether nothing comes after it."""
        return self in (self.GRANTED, self.REFUSED, self.WITHDRAWN, self.NOBODY)


class Heard(Struct, frozen=True):
    """What the desk says of an ask: by whom, why, and the hash of the board's own record."""

    state: AskState = AskState.SENDING
    by: str = ""
    reason: str = ""
    hash: str = ""


def is_with(to: str, since: float, first_seconds: float, here: Collection[str]) -> str:
    """Whom an ask is with `since` so many seconds after it was asked; empty: all who are there.

    `to` is who was asked first. Whoever has gone meanwhile keeps nobody waiting.
    """
    return to if to in here and since < first_seconds else ""


class AtDesk(Protocol):
    """A team's desk, as a call at one of its seats has it."""

    @property
    def words(self) -> str:
        """How it stands, for a status line."""

    @property
    def board(self) -> tuple[str, ...] | None:
        """Who is at the board now, by their logins; None where the desk is not reached."""

    @property
    def first_seconds(self) -> int:
        """For how long an ask goes only to whom it went first."""

    def follow(self, call: Call) -> None:
        """Have the desk know what this call, as it is on record, asks of the board."""

    def heard(self, call: str, n: int) -> Heard:
        """What the desk says of the ask that is event number `n` of a call."""

    def watch(self, told: Callable[[], object]) -> None:
        """Call `told`, in another thread, whenever any of this has changed."""
