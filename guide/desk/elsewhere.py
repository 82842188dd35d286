"""What others did at the desk about this seat's promises: it comes into the seat's own register.

So there is one truth: what a supervisor closed is closed where it was promised, and of two who
close it the second is told. It stands there by the name of whoever did it.
"""

import contextlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from guide.call.context import Refused
from guide.desk.connection import Connection, patience
from guide.desk.deeds import DEED, DeedAtDesk, heard_note
from guide.errors import GuideError
from guide.record.disk import Disk
from guide.record.places import Places
from guide.register.after_call import (
    Deed,
    Done,
    Moved,
    PassedOn,
    RefusedByCaller,
    Reopened,
    Told,
    Voided,
)
from guide.register.index import PATIENCE_ON_CALL, only_a_few, register
from guide.register.promise import Promise
from guide.register.register import do
from guide.script.model import FollowUpKind
from guide.session.clock import Clock, SystemClock
from guide.text import plain_line

_OVERLAP = timedelta(minutes=10)
"""What was begun earlier may have come to count later."""

_LAST = f"""
SELECT {DEED} FROM (
    SELECT DISTINCT ON (d.call, d.n, news.about) d.*
    FROM desk.deed AS d JOIN (VALUES
        ('done', 'closed'), ('refused', 'closed'), ('void', 'closed'), ('reopened', 'closed'),
        ('moved', 'until'), ('taken-back', 'until'), ('passed-on', 'owner'), ('taken-back', 'owner')
    ) AS news (kind, about) ON news.kind = d.kind
    WHERE d.seat = session_user AND d.at > %s
    ORDER BY d.call, d.n, news.about, d.id DESC
) AS d WHERE d."by" <> session_user AND d.kind <> 'taken-back' ORDER BY d.id
"""
"""What closed a promise last, or opened it again, what moved it last and to whom it was passed on
last, where somebody else did."""


class Elsewhere:
    """Takes in what others do, over one connection."""

    def __init__(self, connection: Connection, places: Places, clock: Clock | None = None) -> None:
        self._connection = connection
        self._places = places
        self._clock = clock or SystemClock()
        self._since: datetime | None = None

    def take_in(self) -> int:
        """Have on record what others did about promises since; how much of it was new.

        That is what they closed or opened again, moved to another time or passed on.

        A register that cannot be read or written now is left to the next time. Raises DeskAway
        where the desk cannot be reached.
        """
        since = self._since - _OVERLAP if self._since else "-infinity"
        with patience(self._connection):
            rows = self._connection.execute(_LAST, (since,)).fetchall()
        deeds = [DeedAtDesk(*row) for row in rows]
        if not deeds:
            return 0
        new = 0
        with contextlib.suppress(GuideError, OSError):
            for promise, by, deed in self._open_to_news(deeds):
                disk, now = Disk(group=self._places.group), self._clock.now().at
                done = do(disk, self._places, promise.id, deed, by, now)
                new += not isinstance(done, Refused)
            self._since = max(deed.at for deed in deeds)
        return new

    def _open_to_news(self, deeds: Iterable[DeedAtDesk]) -> list[tuple[Promise, str, Deed]]:
        """The promises that stand otherwise here than at the desk: by whom, and what was done.

        What was changed there afterwards counts for nothing: guide verify --desk names it.
        """
        found = []
        with register(self._places, only_a_few, PATIENCE_ON_CALL) as index:
            for there in deeds:
                here = index.named(f"{there.call}/{there.n}")
                if len(here) != 1 or not there.fits:
                    continue
                deed = _deed(here[0], there)
                if deed is not None:
                    found.append((here[0], plain_line(there.by), deed))
        return found


def _deed(promise: Promise, there: DeedAtDesk) -> Deed | None:
    """What somebody did at the desk, as it stands in a register; None where it is so already."""
    told, to, until = heard_note(there.note), plain_line(there.to_whom), there.until
    match there.kind:
        case "moved":
            is_new = until is not None and until != promise.until and not promise.closed
            return Moved(until, told) if until is not None and is_new else None
        case "passed-on":
            return PassedOn(to, told) if to != promise.owner and not promise.closed else None
        case kind if promise.closed != (kind == "reopened"):
            return None
        case "reopened":
            return Reopened(told)
        case "void":
            return Voided(told)
        case "refused" if not promise.internal:
            return RefusedByCaller(told)
        case _ if promise.kind == FollowUpKind.REPORT:
            return Told(to or plain_line(there.by), told)
        case _:
            return Done(told)
