"""The events of calls as a desk received them, read over one connection as far as they are new."""

from collections.abc import Iterable

from guide.desk.connection import Connection, patience
from guide.desk.live_calls import Key, LiveCalls, Received

_EVENTS = """
SELECT e.seat, e.journal, e.n, e.hash, e.line, w.at
FROM unnest(%s::text[], %s::text[], %s::integer[]) AS asked (seat, journal, known)
JOIN desk.event AS e ON (e.seat, e.journal) = (asked.seat, asked.journal) AND e.n > asked.known
JOIN desk.witness AS w
    ON (w.seat, w.journal, w.n, w.hash) = (e.seat, e.journal, e.n, e.hash)
ORDER BY e.seat, e.journal, e.n
"""

_AT_A_TIME = 50
"""So many journals are read from their beginning at a time."""


def follow(connection: Connection, calls: LiveCalls, keys: Iterable[Key]) -> None:
    """Bring calls up to date with what the desk received of these journals."""
    wanted = [*dict.fromkeys(keys)]
    while wanted:
        part, wanted = wanted[:_AT_A_TIME], wanted[_AT_A_TIME:]
        anew = calls.take(_events(connection, calls, part))
        if anew:
            calls.take(_events(connection, calls, sorted(anew)))


def _events(connection: Connection, calls: LiveCalls, keys: list[Key]) -> list[Received]:
    seats, journals = map(list, zip(*keys, strict=True))
    known = [calls.known(key) for key in keys]
    with patience(connection):
        found = connection.execute(_EVENTS, (seats, journals, known)).fetchall()
    return [Received(*row) for row in found]
