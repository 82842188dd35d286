"""The player: where in a recording one is, what its keys do to that, and going on by hand.

A key makes another player. A call that goes on by hand runs by the same session and rules as any
other, and nothing of it is kept.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from guide.call.actions import TakeOver
from guide.call.events import Entry, Started
from guide.errors import RecordError, UnknownName
from guide.record.call_list import CallInfo
from guide.record.disk import Disk
from guide.record.places import Places
from guide.record.writer import Acknowledge, Saved
from guide.script.library import Library
from guide.session.callbook import CallBook
from guide.session.clock import Clock, LaterClock
from guide.session.session import Session
from guide.training.recording import Frame, Recording

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
"""How many seconds of the recording go by in one."""

_NOWHERE = Path(os.devnull)


class Player(Struct, frozen=True):
    """A recording at a position, in seconds from its beginning; playing or paused."""

    recording: Recording
    position: float = 0.0
    playing: bool = True
    speed: float = 1.0

    @property
    def index(self) -> int:
        return self.recording.index(self.position)

    @property
    def frame(self) -> Frame:
        return self.recording.frames[self.index]

    @property
    def over(self) -> bool:
        return self.position >= self.recording.duration

    def tick(self, seconds: float) -> "Player":
        """After so many seconds of the world; at the end it stops."""
        if not self.playing:
            return self
        return self.moved(self.position + max(0.0, seconds) * self.speed)

    def toggled(self) -> "Player":
        """Paused, or playing on; at the end, from the beginning."""
        if self.over and not self.playing:
            return replace(self, position=0.0, playing=True)
        return replace(self, playing=not self.playing)

    def faster(self) -> "Player":
        return replace(self, speed=next((s for s in SPEEDS if s > self.speed), SPEEDS[-1]))

    def slower(self) -> "Player":
        return replace(self, speed=next((s for s in reversed(SPEEDS) if s < self.speed), SPEEDS[0]))

    def forward(self) -> "Player":
        """At the next frame, paused; at the last one it stays."""
        there = (f.shows for f in self.recording.frames if not f.minor)
        return self._paused_at(_next(there, self.position, self.position))

    def back(self) -> "Player":
        """At the frame before, paused; in the middle of things, at the frame they began with."""
        there = (f.shows for f in self.recording.frames if not f.minor)
        return self._paused_at(_last(there, self.position))

    def next_mark(self) -> "Player":
        """At the next mark of the timeline; paused at the end after the last."""
        there = (one.shows for one in self.recording.milestones)
        return self._paused_at(_next(there, self.position, self.recording.duration))

    def last_mark(self) -> "Player":
        """At the mark before; paused at the beginning before the first."""
        there = (one.shows for one in self.recording.milestones)
        return self._paused_at(_last(there, self.position))

    def chapter(self, number: int) -> "Player":
        """At the beginning of a chapter, playing on or paused as before; else where it is."""
        found = [c.shows for c in self.recording.chapters if c.number == number]
        return self.moved(found[0]) if found else self

    def moved(self, position: float) -> "Player":
        """At this position, or at the nearest there is; nothing plays on at the end."""
        place = max(0.0, min(position, self.recording.duration))
        return replace(
            self, position=place, playing=self.playing and place < self.recording.duration
        )

    def _paused_at(self, position: float) -> "Player":
        return replace(self.moved(position), playing=False)


def _next(places: Iterable[float], after: float, otherwise: float) -> float:
    return min((place for place in places if place > after), default=otherwise)


def _last(places: Iterable[float], before: float) -> float:
    return max((place for place in places if place < before), default=0.0)


class EphemeralWriter:
    """Answers as a journal does that takes everything, and forgets it."""

    def __init__(self, count: int = 0) -> None:
        """`count` entries are there already."""
        self._count = count

    def submit(self, entries: Sequence[Entry], acknowledge: Acknowledge) -> None:
        self._count += len(entries)
        acknowledge(self.settle())

    def retry(self, acknowledge: Acknowledge) -> None:
        acknowledge(self.settle())

    def settle(self) -> Saved:
        return Saved(True, count=self._count)

    def close(self) -> Saved:
        return self.settle()


class _NoDisk(Disk):
    """A disk that takes nothing."""

    def private_folder(self, path: Path) -> None:
        raise RecordError("Nothing of what is shown is kept.")

    def write_whole(self, files: Mapping[Path, bytes], *, first: bool = False) -> None:
        raise RecordError("Nothing of what is shown is kept.")


class EphemeralBook(CallBook):
    """Starts calls of which nothing is kept.

    What is really kept stays out of what is shown: there is no earlier call.
    """

    def __init__(self, library: Library, clock: Clock) -> None:
        super().__init__(
            library,
            Places(_NOWHERE, _NOWHERE),
            clock=clock,
            disk=_NoDisk(),
            writer=lambda journal: EphemeralWriter(),
            training=True,
        )

    def _keep_wording(self, session: Session) -> None:
        """Nothing of the call is kept, so nothing is needed beside it."""

    def recent(self, most: int, *, but: str = "") -> list[CallInfo]:
        return []

    def evidence(self, call_id: str) -> TakeOver:
        raise UnknownName(f"There is no call “{call_id}” here.")


def by_hand(
    recording: Recording, position: float, clock: Clock | None = None
) -> tuple[Session, EphemeralBook]:
    """A session that goes on with the call at this position, as practice, and its book.

    Nothing of it is kept. Where the call has ended by then, it goes on just before its end. `clock`
    gives the pace.
    """
    index, moment = recording.index(position), recording.moment(position)
    while index and recording.frames[index].call.ended is not None:
        index -= 1
        moment = recording.frames[index].moment
    library = recording.library
    later = LaterClock(moment, clock)
    entries = _as_practice(recording.frames[index].call.entries)
    session = Session(entries, library, later, EphemeralWriter(len(entries)))
    return session, EphemeralBook(library, later)


def _as_practice(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries of a call, which is practice from its start whatever it was."""
    first, *rest = entries
    if not isinstance(first.event, Started):
        return tuple(entries)
    return (replace(first, event=replace(first.event, training=True)), *rest)
