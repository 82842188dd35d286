"""Playing on by hand from a place in a recording: practice that is not kept."""

from collections.abc import Sequence

from msgspec.structs import replace

from guide.call import events as ev
from guide.call.events import Entry
from guide.session.clock import Clock
from guide.session.session import Session
from guide.training.recording import Recording
from guide.training.unkept import LaterClock, UnkeptBook, UnkeptWriter


def by_hand(
    recording: Recording, position: float, clock: Clock | None = None
) -> tuple[Session, UnkeptBook]:
    """A session that goes on with the call at this position, as practice, and its book.

    Where the call has ended by then, it goes on just before its end. `clock` gives the pace.
    """
    index, moment = recording.index(position), recording.moment(position)
    while index and recording.frames[index].call.ended is not None:
        index -= 1
        moment = recording.frames[index].moment
    library = recording.library
    later = LaterClock(moment, clock)
    entries = _as_practice(recording.frames[index].call.entries)
    session = Session(entries, library, later, UnkeptWriter(len(entries)))
    return session, UnkeptBook(library, later)


def _as_practice(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries of a call, which is practice from its start whatever it was."""
    first, *rest = entries
    if not isinstance(first.event, ev.Started):
        return tuple(entries)
    return (replace(first, event=replace(first.event, training=True)), *rest)
