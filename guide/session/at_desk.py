"""What a seat knows of its team's desk: who is at the board, and what became of what it asked.

A screen asks this and never waits. Where there is no desk, there is none of it.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from guide.call.actions import HearDenial
from guide.call.events import AskAnswer
from guide.call.state import Ask, Call

if TYPE_CHECKING:
    from guide.register.known_caller import KnownCaller


class AskState(StrEnum):
    """How far an ask has come. `SENDING`: it is on the disk, and not known to be at the desk.

    `UNFIT`: what stands there as its answer is not one to this ask, or was changed; no database
    says so, but the seat that checked it.
    """

    SENDING = "sending"
    WRITTEN = "written"
    SEEN = "seen"
    TAKEN = "taken"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    NOBODY = "nobody"
    UNFIT = "unfit"

    @property
    def is_last(self) -> bool:
        """Whether nothing comes after it."""
        return self in (self.GRANTED, self.REFUSED, self.WITHDRAWN, self.NOBODY, self.UNFIT)

    @property
    def of_board(self) -> bool:
        """Whether it is what somebody at the board decided."""
        return self in (self.GRANTED, self.REFUSED)


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


def goes_on_from(call: Call, ask: Ask) -> Ask | None:
    """What somebody refused, where this is the same asked of all others since; None for a new ask.

    Both came of one decision: whoever asks again later asks everybody anew.
    """
    before = next((one for one in reversed(call.asks) if one.n < ask.n), None)
    if before is None or before.became is not AskAnswer.REFUSED or not before.event.to:
        return None
    at_once = before.answered == ask.n - 1 and call.entry(before.answered).at == ask.at
    return before if at_once and not ask.event.to else None


def others_at(board: Collection[str], refused_by: str) -> tuple[str, ...]:
    """Who of those at the board is asked once this one has refused; empty: nobody has."""
    return tuple(one for one in board if one != refused_by)


def unfit_words(by: str) -> str:
    """What to tell of an answer that is not one to what was asked."""
    return (
        f"The desk has an answer by {by} that does not fit what you asked: it was changed, or is to"
        " something else. It counts for nothing: take it back and ask again, or ask by voice."
    )


class Received(Struct, frozen=True):
    """What the desk has of a call: so many events, the last one's hash, when that came (UTC).

    The time is the server's.
    """

    events: int
    last_hash: str
    at: datetime


class HandedOver(Struct, frozen=True):
    """A call that was handed over to this seat's login, as the desk has it, and whose it was."""

    agent: str
    call: Call


class AtDesk(Protocol):
    """A team's desk, as a call at one of its seats has it."""

    @property
    def words(self) -> str:
        """How it stands, for a status line."""

    @property
    def board(self) -> tuple[str, ...] | None:
        """Who is at the board now, by their logins; None where the desk is not reached."""

    @property
    def supervisor(self) -> bool:
        """Whether this login is known to be a supervisor's."""

    @property
    def first_seconds(self) -> int:
        """For how long an ask goes only to whom it went first."""

    def follow(self, call: Call) -> None:
        """Have the desk know what this call, as it is on record, asks of the board."""

    def heard(self, call: str, n: int) -> Heard:
        """What the desk says of the ask that is event number `n` of a call."""

    def received(self, call: str) -> Received | None:
        """What the desk is known to have of a call; None for nothing."""

    @property
    def handed_over(self) -> tuple[HandedOver, ...]:
        """The calls that were handed over to this login, the last first."""

    @property
    def taken_in(self) -> int:
        """How much of what others did about this seat's promises was put on record here so far."""

    @property
    def denied(self) -> Mapping[str, tuple[str, ...]]:
        """By call, in sentences, which permissions by voice a supervisor denies."""

    @property
    def denials(self) -> Mapping[str, tuple[HearDenial, ...]]:
        """By call, all that supervisors denied of it, also of what it says otherwise by now."""

    @property
    def refused(self) -> tuple[str, ...]:
        """In sentences, what of the records the desk does not take: somebody was first, say."""

    def ended(self, call: Call) -> None:
        """Have on record what is known to be denied of a call that has ended."""

    def look_up(self, number: str) -> None:
        """Have asked what other agents' calls tell of a number in its normal form."""

    def known(self, number: str) -> "KnownCaller | None":
        """What the desk has told of a number; None where it has not, or not yet."""

    def watch(self, told: Callable[[], object]) -> None:
        """Call `told`, in another thread, whenever any of this has changed."""
