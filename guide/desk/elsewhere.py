"""What others did at the desk about this seat's promises: it comes into the seat's own register.

So there is one truth: what a supervisor closed is closed where it was promised, and of two who
close it the second is told. It stands there by the name of whoever did it.
"""

import contextlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import groupby

from guide.call.context import Refused
from guide.desk.connection import Connection, patience
from guide.desk.deeds import DEED, IN_ORDER, DeedAtDesk
from guide.desk.heard import Heard, news_of
from guide.errors import GuideError
from guide.record.disk import Disk
from guide.record.places import Places
from guide.register.after_call import TakenBack
from guide.register.index import PATIENCE_ON_CALL, only_a_few, register
from guide.register.promise import Promise
from guide.register.register import do
from guide.session.clock import Clock, SystemClock

_OVERLAP = timedelta(minutes=10)
"""What was begun earlier may have come to count later."""

_NEWS = f"""
SELECT {DEED} FROM desk.deed AS d JOIN (
    SELECT DISTINCT call, n FROM desk.deed
    WHERE seat = session_user AND at > %s AND ("by" <> session_user OR hash = '')
) AS news USING (call, n) WHERE d.seat = session_user ORDER BY d.call, d.n, {IN_ORDER}
"""
"""All that was done about the promises about which somebody did something at a board since."""


class Elsewhere:
    """Takes in what others do, over one connection."""

    def __init__(self, connection: Connection, places: Places, clock: Clock | None = None) -> None:
        self._connection = connection
        self._places = places
        self._clock = clock or SystemClock()
        self._since: datetime | None = None

    def take_in(self) -> int:
        """Have on record what others did about promises since; how much of it was new.

        That is what they claimed, tried, closed or opened again, moved to another time, passed on,
        and took back.

        A register that cannot be read or written now is left to the next time. Raises DeskAway
        where the desk cannot be reached.
        """
        since = self._since - _OVERLAP if self._since else "-infinity"
        with patience(self._connection):
            rows = self._connection.execute(_NEWS, (since,)).fetchall()
        deeds = [DeedAtDesk(*row) for row in rows]
        if not deeds:
            return 0
        new = 0
        with contextlib.suppress(GuideError, OSError):
            for promise, news in self._open_to_news(deeds):
                new += self._record(promise, news)
            self._since = max(deed.at for deed in deeds if deed.of_others)
        return new

    def _open_to_news(self, deeds: Iterable[DeedAtDesk]) -> list[tuple[Promise, list[Heard]]]:
        """The promises that stand otherwise here than at the desk, and what was done there."""
        found = []
        with register(self._places, only_a_few, PATIENCE_ON_CALL) as index:
            for (call, n), there in groupby(deeds, lambda deed: (deed.call, deed.n)):
                here = index.named(f"{call}/{n}")
                if len(here) == 1:
                    found.append((here[0], news_of(here[0], [*there])))
        return found

    def _record(self, promise: Promise, news: Iterable[Heard]) -> int:
        """Have on record what was done about a promise; how much of it was taken.

        It was done when the server has it, and not as it comes here: it comes late where nobody
        was at this seat. By this computer's clock it is never still to come, nor before what closed
        the promise.
        """
        new = 0
        earliest = promise.closed_at or promise.made_at
        for by, deed, at in news:
            disk, now = Disk(group=self._places.group), self._clock.now().at
            done_at = max(earliest, min(_in_milliseconds(at), now))
            done = do(disk, self._places, promise.id, deed, by, now, heard=done_at)
            if isinstance(done, Refused) and isinstance(deed, TakenBack):
                # Something was recorded here meanwhile: the next time it is seen.
                break
            new += not isinstance(done, Refused)
        return new


def _in_milliseconds(at: datetime) -> datetime:
    """A moment (UTC) as times are on record."""
    return at.astimezone(UTC).replace(microsecond=at.microsecond // 1000 * 1000)
