"""A call that is wrapped up: its clock, its record and what the register says of it, together."""

import contextlib
from datetime import datetime
from pathlib import Path

from guide.call.context import Context, Refused
from guide.call.fold import call_of
from guide.call.rules.endings import corrected, endings
from guide.call.state import Call
from guide.errors import RecordError
from guide.record.archive import KeptScripts
from guide.record.calls import find_kept_call
from guide.record.disk import Disk
from guide.record.journal import read_journal
from guide.record.places import Places
from guide.register.after_call import Deed
from guide.register.half_note import half_note, keep_half_note
from guide.register.promise import Promise
from guide.register.rules import LONGEST_AFTER, TOO_LATE
from guide.register.wrap_up import (
    WrapUp,
    add_last_note,
    close,
    correct_ending,
    do_after,
    withdraw_note,
    wrap_up_of,
)
from guide.script.library import Library
from guide.script.model import Ending
from guide.session.callbook import CallBook, library_then
from guide.session.clock import Clock


class WrappingUp:
    """A call that has ended, in the hands of whoever wraps it up.

    What is done is on the disk when a method answers; each raises RecordError where that refuses.
    """

    def __init__(
        self,
        call: Call,
        library: Library,
        places: Places,
        agent: str,
        *,
        clock: Clock,
        disk: Disk,
        summary: Path | None = None,
    ) -> None:
        """`summary` is the one for people, where it was written just now."""
        self.call = call
        self.places = places
        self.agent = agent
        self.clock = clock
        self.summary = summary
        self._library = library
        self._disk = disk

    @property
    def now(self) -> datetime:
        """The time, in UTC."""
        return self.clock.now().at

    @property
    def before(self) -> WrapUp:
        """The call as it ended: nothing of what came after is read."""
        return WrapUp(self.call, KeptScripts(self.places))

    @property
    def wrap_up(self) -> WrapUp:
        """The call as it stands on the disk."""
        return wrap_up_of(self.places, self.call)

    def endings(self, before: str) -> tuple[tuple[Ending, str], ...]:
        """How a call that ended as `before` can have ended instead; each with why it cannot."""
        context = self._context()
        if context is None:
            return ()
        found = ((one, corrected(one.id, before, context)) for one in endings(context))
        return tuple(
            (one, answer.reason if isinstance(answer, Refused) else "") for one, answer in found
        )

    def _context(self) -> Context | None:
        """The call as its rules saw it when it was ended; None where its script is gone."""
        ended = self.call.ended
        scripts = (self._library.get(script) for script, _ in self.call.scripts)
        if ended is None or not all(scripts):
            return None
        return Context(self.call, self._library, ended.at)

    def do(self, promise: Promise, deed: Deed) -> Promise | Refused:
        """Have on record what was done about a promise of the call."""
        return do_after(self._disk, self.places, self.call, promise.n, deed, self.agent, self.now)

    def add_note(self, text: str) -> WrapUp | Refused:
        """Have a last note on record."""
        added = add_last_note(self._disk, self.places, self.call, text, self.agent, self.now)
        if isinstance(added, WrapUp):
            with contextlib.suppress(RecordError):
                self.keep_half_note("")
        return added

    def withdraw_note(self, why: str) -> WrapUp | Refused:
        """Have on record that the last note was a mistake."""
        return withdraw_note(self._disk, self.places, self.call, why, self.agent, self.now)

    @property
    def half_note(self) -> str:
        """What was typed of a last note when a program was killed."""
        return half_note(self.places, self.call.id)

    def keep_half_note(self, text: str) -> None:
        """Have on the disk what is typed of a last note so far; empty where it is given up."""
        keep_half_note(self._disk, self.places, self.call.id, text)

    def correct(self, ending: str, why: str) -> WrapUp | Refused:
        """Have on record that the call ended otherwise than was chosen by mistake."""
        context = self._context()
        if context is None:
            return Refused("The script of this call is not there any more.")
        return correct_ending(self._disk, self.places, context, ending, why, self.agent, self.now)

    def close(self) -> Path | None:
        """Write the addendum to the summary; None where nothing came after the call."""
        record = read_journal(find_kept_call(self.places, self.call.id, training=False)).chain
        folder = self.summary.parent if self.summary else self.places.out
        return close(self._disk, self.places, self.call, record, folder, self.now)


def wrapping_up(book: CallBook, call: Call, agent: str, summary: Path | None) -> WrappingUp:
    """A call that has just ended; `summary` is the one for people, if it could be written."""
    library = library_then(book.library, book.places, call)
    return WrappingUp(
        call, library, book.places, agent, clock=book.clock, disk=book.disk, summary=summary
    )


def call_to_take_up(places: Places, call_id: str, now: datetime) -> Call:
    """A call that ended within a day; RecordError says why it cannot be taken up again."""
    reading = read_journal(find_kept_call(places, call_id, training=False))
    call = call_of(reading.entries) if reading.entries else None
    if call is None or call.ended is None:
        raise RecordError("That call has not ended yet: there is nothing to wrap up.")
    if now - call.ended.at >= LONGEST_AFTER:
        raise RecordError(TOO_LATE)
    return call


def take_up(book: CallBook, call_id: str, agent: str) -> WrappingUp:
    """A call that ended before; RecordError says why it cannot be taken up again."""
    call = call_to_take_up(book.places, call_id, book.clock.now().at)
    summary = book.places.out / f"{call.id}.md"
    return wrapping_up(book, call, agent, summary if summary.exists() else None)
