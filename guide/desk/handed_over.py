"""The calls that were handed over to this login at the board, as the desk has them: for its seat.

Who takes a call over asks nothing that the caller has told before. The events are another seat's:
they are taken for what they are, as a board takes them.
"""

from guide.desk.connection import Connection, one, patience
from guide.desk.following import follow
from guide.desk.live_calls import LiveCalls
from guide.record.places import CALL_ID
from guide.session.at_desk import HandedOver

_MOST = 9
"""So many are offered at a seat: a digit each."""

_HANDED_OVER = f"""
SELECT a.seat, a.call, max(w.id) FROM desk.ask AS a JOIN desk.answer AS w ON w.ask = a.id
WHERE a.kind = 'hand-over' AND a.at > now() - interval '12 hours' AND a.call ~ '^{CALL_ID}$'
    AND w.state = 'granted' AND w."by" = session_user
    AND EXISTS (SELECT FROM desk.event AS e WHERE (e.seat, e.journal) = (a.seat, a.call))
GROUP BY a.seat, a.call ORDER BY max(w.id) DESC LIMIT {_MOST}
"""


class HandedOverCalls:
    """Reads what was handed over, over one connection; of a login that takes none, nothing."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._calls = LiveCalls(ended=True)
        with patience(connection):
            [self._takes_over] = one(connection, "SELECT pg_has_role('guide_supervisor', 'MEMBER')")

    def read(self) -> tuple[HandedOver, ...]:
        """The calls as far as the desk has them by now, what was handed over last first."""
        if not self._takes_over:
            return ()
        with patience(self._connection):
            found = self._connection.execute(_HANDED_OVER).fetchall()
        keys = [(seat, call) for seat, call, _ in found]
        follow(self._connection, self._calls, keys)
        known = {live.key: live for live in self._calls.all}
        return tuple(
            HandedOver(live.agent, live.call)
            for key in keys
            if (live := known.get(key)) is not None and live.call is not None
        )
