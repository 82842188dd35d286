"""The events of calls as a desk received them, read over one connection as far as they are new."""

from collections import Counter
from collections.abc import Iterable

from guide.desk.connection import Connection, patience
from guide.desk.live_calls import Key, LiveCalls, Received

_EVENTS = """
SELECT seat, journal, n, hash, line, at FROM (
    SELECT e.seat, e.journal, e.n, e.hash, e.line, w.at,
        sum(octet_length(e.line)) OVER (
            PARTITION BY e.seat, e.journal ORDER BY e.n
            RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS before
    FROM unnest(%s::text[], %s::text[], %s::integer[]) AS asked (seat, journal, known)
    JOIN desk.event AS e ON (e.seat, e.journal) = (asked.seat, asked.journal) AND e.n > asked.known
    JOIN desk.witness AS w
        ON (w.seat, w.journal, w.n, w.hash) = (e.seat, e.journal, e.n, e.hash)
) AS found WHERE coalesce(before, 0) < %s ORDER BY seat, journal, n
"""

_AT_A_TIME = 50
"""So many journals are read from their beginning at a time."""

_PART = 4_000_000
"""And of each so many bytes: nobody can have a board hold at once all that a login may send."""


def follow(connection: Connection, calls: LiveCalls, keys: Iterable[Key]) -> None:
    """Bring calls up to date with what the desk received of these journals."""
    wanted = [*dict.fromkeys(keys)]
    while wanted:
        part, wanted = wanted[:_AT_A_TIME], wanted[_AT_A_TIME:]
        if anew := _read_on(connection, calls, part):
            _read_on(connection, calls, sorted(anew))


def _read_on(connection: Connection, calls: LiveCalls, keys: list[Key]) -> set[Key]:
    """Read part after part; those are given that are to be read from the beginning."""
    anew: set[Key] = set()
    while keys:
        known = {key: calls.known(key) for key in keys}
        rows = _events(connection, known)
        anew |= calls.take(rows)
        size = Counter[Key]()
        for row in rows:
            size[row.seat, row.journal] += len(row.line)
        keys = [key for key in keys if size[key] >= _PART and calls.known(key) > known[key]]
    return anew


def _events(connection: Connection, known: dict[Key, int]) -> list[Received]:
    seats, journals = map(list, zip(*known, strict=True))
    with patience(connection):
        found = connection.execute(_EVENTS, (seats, journals, [*known.values()], _PART)).fetchall()
    return [Received(*row) for row in found]
