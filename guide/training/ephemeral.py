"""Calls that are only shown: they run by the same session and rules, and nothing is kept."""

import os
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from guide.call.actions import TakeOver
from guide.call.events import Entry
from guide.errors import RecordError, UnknownName
from guide.record.call_index import CallInfo
from guide.record.disk import Disk
from guide.record.places import Places
from guide.record.writer import Saved, Then
from guide.script.library import Library
from guide.session.callbook import CallBook
from guide.session.clock import Clock, Moment, SystemClock, to_millisecond

_NOWHERE = Path(os.devnull)


class EphemeralWriter:
    """Answers as a journal does that takes everything, and forgets it."""

    def __init__(self, count: int = 0) -> None:
        """`count` entries are there already."""
        self._count = count

    def submit(self, entries: Sequence[Entry], then: Then) -> None:
        self._count += len(entries)
        then(self.settle())

    def retry(self, then: Then) -> None:
        then(self.settle())

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

    def recent(self, most: int, *, but: str = "") -> list[CallInfo]:
        return []

    def evidence(self, call_id: str) -> TakeOver:
        raise UnknownName(f"There is no call “{call_id}” here.")


class LaterClock:
    """A clock that goes on from a moment (UTC), at the pace of another."""

    def __init__(self, start: datetime, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._start = start
        self._began = self._clock.now().ticks

    def now(self) -> Moment:
        ticks = self._clock.now().ticks - self._began
        return Moment(to_millisecond(self._start + timedelta(seconds=ticks)), ticks)
