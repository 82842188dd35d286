"""Playing on by hand from a frame of a reel: a call that begins in the middle and is not kept."""

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from guide.call import events as ev
from guide.call.events import Entry
from guide.call.state import Call
from guide.script.library import Library
from guide.session.clock import Clock
from guide.session.session import Session
from guide.training.reel import Reel
from guide.training.unkept import LaterClock, UnkeptBook, UnkeptWriter


def by_hand(
    reel: Reel, position: float, moment: datetime, clock: Clock | None = None
) -> tuple[Session, UnkeptBook]:
    """A session that goes on with the call at this position, as practice, and its book.

    Where the call has ended by then, it goes on just before its end. `clock` gives the pace.
    """
    index = reel.index(position)
    while index and reel.frames[index].call.ended is not None:
        index -= 1
        moment = reel.frames[index].moment
    return _session(reel.frames[index].call, reel.library, LaterClock(moment, clock))


def _session(call: Call, library: Library, clock: LaterClock) -> tuple[Session, UnkeptBook]:
    entries = _as_practice(call.entries)
    session = Session(entries, library, clock, UnkeptWriter(len(entries)))
    return session, UnkeptBook(library, clock)


def _as_practice(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries of a call, which is practice from its start whatever it was."""
    first, *rest = entries
    if not isinstance(first.event, ev.Started):
        return tuple(entries)
    return (replace(first, event=replace(first.event, training=True)), *rest)
