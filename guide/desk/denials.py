"""Permissions by voice that a supervisor denies: told at the seat, and in its register for good.

A call that goes on is told of them; one that has ended has them on record after it.
"""

import contextlib
from collections.abc import Iterator, Sequence

from guide.call.context import Refused
from guide.call.fold import call_of
from guide.desk.by_voice import Countersign, OnRecord, denied_by_now, newest, on_record
from guide.desk.connection import Connection, patience
from guide.errors import GuideError
from guide.record.calls import find_kept_call
from guide.record.disk import Disk
from guide.record.journal import read_journal
from guide.record.places import Places
from guide.register.after_call import PermissionDenied
from guide.register.wrap_up import note_denied
from guide.session.clock import Clock, SystemClock


class Denials:
    """Takes in what supervisors deny, over one connection."""

    def __init__(self, connection: Connection, places: Places, clock: Clock | None = None) -> None:
        self._connection = connection
        self._places = places
        self._clock = clock or SystemClock()
        self._noted: dict[str, list[OnRecord]] = {}

    def take_in(self) -> dict[str, tuple[str, ...]]:
        """By call of this login, in sentences, what was denied and is still to be put right.

        What is of a call that has ended is on record then, and so is that it was settled. What
        cannot be written now is left to the next time. Raises DeskAway where the desk cannot be
        reached.
        """
        found = _denied_at_desk(self._connection)
        for call, each in found.items():
            if self._noted.get(call) != each:
                with contextlib.suppress(GuideError, OSError):
                    self._note(call, each)
        open_ones = {call: denied_by_now(each) for call, each in found.items()}
        return {call: tuple(one.told for one in each) for call, each in open_ones.items() if each}

    def _note(self, name: str, denied: Sequence[OnRecord]) -> None:
        """Have on record what was denied of a call, once that has ended."""
        path = find_kept_call(self._places, name, training=False)
        call = call_of(read_journal(path).entries)
        if call.ended is None:
            return
        disk, now = Disk(group=self._places.group), self._clock.now().at
        for one in denied:
            # What was changed at the desk afterwards counts for nothing: verify names it.
            for by, what in _lines(one) if one.fits else ():
                if isinstance(note_denied(disk, self._places, call, what, by, now), Refused):
                    break
        self._noted[name] = [*denied]


def _lines(denied: OnRecord) -> Iterator[tuple[str, PermissionDenied]]:
    """By whom it was denied, and what of; and settled, where it was."""
    yield denied.by, PermissionDenied(denied.n, denied.named, denied.reason)
    if denied.settled_by:
        what = PermissionDenied(denied.n, denied.named, denied.settled_why, settled=True)
        yield denied.settled_by, what


def _denied_at_desk(connection: Connection) -> dict[str, list[OnRecord]]:
    """By call of this login, what was denied of it as it is by now, settled or not."""
    with patience(connection):
        rows = connection.execute(
            "SELECT DISTINCT v.call FROM desk.voiced AS v JOIN desk.countersign AS w"
            " ON w.voiced = v.id WHERE v.seat = session_user AND w.state = 'denied'"
        ).fetchall()
    found = on_record(connection, [str(call) for (call,) in rows]) if rows else {}
    return {
        call: [one for one in newest(each) if one.state == Countersign.DENIED]
        for call, each in found.items()
    }
