"""Permissions by voice that a supervisor denies: told at the seat, and in its register for good.

A call that goes on is told of them; one that has ended has them on record after it.
"""

import contextlib
from collections.abc import Iterator, Mapping, Sequence

from guide.call.actions import HearDenial
from guide.call.context import Refused
from guide.call.fold import call_of
from guide.call.state import Call
from guide.desk.by_voice import Countersign, OnRecord, denied_by_now, on_record
from guide.desk.connection import Connection, patience
from guide.errors import GuideError
from guide.record.calls import find_kept_call
from guide.record.disk import Disk
from guide.record.journal import read_journal
from guide.record.places import Places
from guide.register.after_call import PermissionDenied
from guide.register.wrap_up import note_denied, wrap_up_of, write_cut_short
from guide.session.clock import Clock, SystemClock


class Denials:
    """What supervisors deny, as was heard last: known also while the desk is away."""

    def __init__(self, places: Places, clock: Clock | None = None) -> None:
        self._places = places
        self._clock = clock or SystemClock()
        self._heard: Mapping[str, Sequence[OnRecord]] = {}
        self._noted: dict[str, list[OnRecord]] = {}
        self._is_new = False
        self.told: Mapping[str, tuple[str, ...]] = {}
        """By call of this login, in sentences, what was denied and is still to be put right."""
        self.every: Mapping[str, tuple[HearDenial, ...]] = {}
        """By call of this login, all that was denied, whatever the call says of it by now."""

    def take_in(self, connection: Connection) -> bool:
        """Hear what the desk has by now; whether there is news.

        What is of a call that has ended is on record then, and so is that it was settled. What
        cannot be written now is left to the next time. Raises DeskAway where the desk cannot be
        reached.
        """
        at_desk = _denied_at_desk(connection)
        self._heard = {
            call: [one for one in each if one.state == Countersign.DENIED]
            for call, each in at_desk.items()
        }
        known, self.every = (
            self.every,
            {
                # What was changed at the desk afterwards counts for nothing: verify names it.
                call: tuple(HearDenial(d.n, d.named, d.by, d.reason) for d in each if d.fits)
                for call, each in self._heard.items()
            },
        )
        noted = False
        for name, each in self._heard.items():
            if self._noted.get(name) != each:
                with contextlib.suppress(GuideError, OSError):
                    path = find_kept_call(self._places, name, training=False)
                    entries = read_journal(path).entries
                    noted |= bool(entries) and self.note(call_of(entries))
        open_ones = {call: denied_by_now(each) for call, each in at_desk.items()}
        before = self.told
        self.told = {c: tuple(one.told for one in each) for c, each in open_ones.items() if each}
        return noted or before != self.told or known != self.every

    def note(self, call: Call) -> bool:
        """Have on record what was heard to be denied of a call that has ended; whether that is new.

        Asks no desk. What cannot be written now is left to the next time.
        """
        denied = self._heard.get(call.id, ())
        if call.ended is None or not denied:
            return False
        disk, now = Disk(group=self._places.group), self._clock.now().at
        with contextlib.suppress(GuideError, OSError):
            before = wrap_up_of(self._places, call).denied
            for one in denied:
                # What was changed at the desk afterwards counts for nothing: verify names it.
                for by, what in _lines(one) if one.fits else ():
                    if isinstance(note_denied(disk, self._places, call, what, by, now), Refused):
                        break
            self._noted[call.id] = [*denied]
            is_new = wrap_up_of(self._places, call).denied != before
            self._is_new |= is_new
            return is_new
        return False

    def close(self) -> None:
        """Have the addenda tell what was noted: no page does once the program has ended."""
        if self._is_new:
            write_cut_short(Disk(group=self._places.group), self._places, self._clock.now().at)


def _lines(denied: OnRecord) -> Iterator[tuple[str, PermissionDenied]]:
    """By whom it was denied, and what of; and settled, where it was."""
    yield denied.by, PermissionDenied(denied.n, denied.named, denied.reason)
    if denied.is_settled:
        what = PermissionDenied(denied.n, denied.named, denied.settled_why, settled=True)
        yield denied.settled_by, what


def _denied_at_desk(connection: Connection) -> dict[str, list[OnRecord]]:
    """By call of this login of which anything was denied, all its permissions by voice."""
    with patience(connection):
        rows = connection.execute(
            "SELECT DISTINCT v.call FROM desk.voiced AS v JOIN desk.countersign AS w"
            " ON w.voiced = v.id WHERE v.seat = session_user AND w.state = 'denied'"
        ).fetchall()
    return on_record(connection, [str(call) for (call,) in rows]) if rows else {}
