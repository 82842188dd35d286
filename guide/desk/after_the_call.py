"""A threat that the board takes note of once its call has ended: the register has who was told."""

import contextlib

from guide.call.state import Ask, Call
from guide.errors import RecordError
from guide.record.disk import Disk
from guide.record.places import Places
from guide.register.after_call import Told
from guide.register.wrap_up import do_after, wrap_up_of
from guide.session.clock import SystemClock

_AT_BOARD = "at the board"


def note_who_was_told(places: Places, call: Call, ask: Ask, by: str) -> None:
    """Have on record who took note of the threat that was asked of, once; by whom it was told of.

    A disk that refuses leaves it owed, as it is where nobody took note.
    """
    disk, now = Disk(group=places.group), SystemClock().now().at
    with contextlib.suppress(RecordError):
        for promise in wrap_up_of(places, call).promises:
            known = any(
                isinstance(line.what, Told) and line.what.note == _AT_BOARD
                for line in promise.lines
            )
            if promise.n in ask.event.reports and not (promise.closed or known):
                deed = Told(by, _AT_BOARD)
                do_after(disk, places, call, promise.n, deed, call.started.agent, now)
