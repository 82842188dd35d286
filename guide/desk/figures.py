"""How long agents waited, what was countersigned, which promises were kept, by a desk's clock.

A supervisor's login reads those of all seats, an agent's its own. What a supervisor decided counts
with the hash that it must have, as at the seats: another program may have written it.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from msgspec import Struct

from guide.desk.answers import answer_hash
from guide.desk.connection import Connection, patience
from guide.register.figures import WRAPPED_UP
from guide.text import plain_line

_LONGEST = 60
"""For so many seconds going through years of asks may take."""

_STEPS = ("seen", "taken", "answered")
_ENDS = ("granted", "refused", "withdrawn", "nobody")

_ANSWERS = """
SELECT w.id, a.id, a.hash, w.state, w."by", w.reason, w.hash
FROM desk.ask AS a JOIN desk.answer AS w ON w.ask = a.id
WHERE a.at > now() - %s AND w.state IN ('granted', 'refused')
"""

_SAID = """
SELECT w.id, v.id, v.hash, w.state, w."by", w.reason, w.hash
FROM desk.voiced AS v JOIN desk.countersign AS w ON w.voiced = v.id AND NOT w.again
WHERE v.at > now() - %s
"""

_ASKS = """
WITH known AS (
    SELECT a.at,
        min(w.at) FILTER (WHERE w.state IN ('seen', 'taken', 'granted', 'refused')) AS seen,
        min(w.at) FILTER (WHERE w.state IN ('taken', 'granted', 'refused')) AS taken,
        min(w.at) FILTER (WHERE w.state IN ('granted', 'refused')) AS answered,
        max(w.state) FILTER (WHERE w.state IN ('granted', 'refused', 'withdrawn', 'nobody')) AS over
    FROM desk.ask AS a LEFT JOIN desk.answer AS w ON w.ask = a.id AND w.id <> ALL(%s)
    WHERE a.at > now() - %s GROUP BY a.id
), waited AS (
    SELECT over, extract(epoch FROM seen - at) AS seen, extract(epoch FROM taken - at) AS taken,
        extract(epoch FROM answered - at) AS answered FROM known
)
SELECT count(*), count(*) FILTER (WHERE over = 'granted'), count(*) FILTER (WHERE over = 'refused'),
    count(*) FILTER (WHERE over = 'withdrawn'), count(*) FILTER (WHERE over = 'nobody'),
    count(seen), percentile_cont(0.5) WITHIN GROUP (ORDER BY seen),
    percentile_cont(0.99) WITHIN GROUP (ORDER BY seen),
    count(taken), percentile_cont(0.5) WITHIN GROUP (ORDER BY taken),
    percentile_cont(0.99) WITHIN GROUP (ORDER BY taken),
    count(answered), percentile_cont(0.5) WITHIN GROUP (ORDER BY answered),
    percentile_cont(0.99) WITHIN GROUP (ORDER BY answered)
FROM waited
"""

_VOICED = """
SELECT count(*), count(*) FILTER (WHERE w.state = 'countersigned' AND w.id <> ALL(%(unfit)s)),
    count(*) FILTER (WHERE w.state = 'denied' AND w.id <> ALL(%(unfit)s))
FROM desk.voiced AS v LEFT JOIN desk.countersign AS w ON w.voiced = v.id AND NOT w.again
WHERE v.at > now() - %(since)s AND (v.open OR w.id IS NOT NULL)
"""

_PROMISES = """
WITH known AS (
    SELECT p.owed_until AS until, p.closed, closing.kind, closing.at,
        -- As guide stats has it: a threat is told of in time until so long after the call.
        CASE WHEN p.kind = 'report' THEN greatest(p.owed_until, coalesce(ended.at, now()) + %s)
            ELSE p.owed_until END AS due
    FROM desk.promise AS p LEFT JOIN LATERAL (
        SELECT d.kind, d.at FROM desk.deed AS d
        WHERE (d.call, d.seat, d.n) = (p.call, p.seat, p.n)
            AND d.kind IN ('done', 'refused', 'void') ORDER BY d.id DESC LIMIT 1
    ) AS closing ON p.closed LEFT JOIN LATERAL (
        SELECT w.at FROM desk.event AS e JOIN desk.witness AS w USING (seat, journal, n, hash)
        WHERE (e.seat, e.journal) = (p.seat, p.call) AND position('"kind":"ended"' IN e.line) > 0
        ORDER BY e.n DESC LIMIT 1
    ) AS ended ON p.kind = 'report'
    WHERE p.at > now() - %s
)
SELECT count(*), count(*) FILTER (WHERE kind = 'done' AND at <= due),
    count(*) FILTER (WHERE kind = 'done' AND at > due),
    count(*) FILTER (WHERE kind = 'done' AND until IS NULL),
    count(*) FILTER (WHERE kind IN ('refused', 'void')),
    count(*) FILTER (WHERE NOT closed AND until < now()),
    count(*) FILTER (WHERE NOT closed AND (until IS NULL OR until >= now()))
FROM known
"""


class Wait(Struct, frozen=True):
    """After how many seconds something became of asks: of how many, half of them, 99 of 100."""

    count: int
    p50: float | None
    p99: float | None


class AskFigures(Struct, frozen=True):
    """What became of asks. `waits` are by what became of them: seen, taken, answered.

    Who answers at once has seen it, and taken it. `open` are those of which nothing final became.
    `unfit` answers do not have the hash that they must have: they count for nothing.
    """

    count: int
    ends: dict[str, int]
    waits: dict[str, Wait]
    unfit: int = 0

    @property
    def open(self) -> int:
        return self.count - sum(self.ends.values())

    @property
    def unanswered(self) -> int:
        """Those that nobody answered: given up, or open still."""
        return self.count - self.ends["granted"] - self.ends["refused"]


class VoiceFigures(Struct, frozen=True):
    """What became of permissions by voice that a warning rested on.

    Of `unfit` ones what was said does not have the hash that it must have: it counts for nothing.
    """

    count: int
    countersigned: int
    denied: int
    unfit: int = 0

    @property
    def open(self) -> int:
        """Those of which nobody has said yet whether it is so."""
        return self.count - self.countersigned - self.denied


class PromiseFigures(Struct, frozen=True):
    """What became of promises; `settled` are those that the caller refused, or that were void."""

    count: int
    in_time: int
    late: int
    without_time: int
    settled: int
    overdue: int
    owed: int


def ask_figures(connection: Connection, since: timedelta) -> AskFigures:
    """Of the asks since so long ago."""
    with patience(connection, _LONGEST):
        unfit = _unfit(connection.execute(_ANSWERS, (since,)).fetchall())
        row = connection.execute(_ASKS, (unfit, since)).fetchone()
    assert row is not None
    count, *ends = row[:5]
    waits = {name: Wait(*row[5 + 3 * n : 8 + 3 * n]) for n, name in enumerate(_STEPS)}
    return AskFigures(count, dict(zip(_ENDS, ends, strict=True)), waits, len(unfit))


def voice_figures(connection: Connection, since: timedelta) -> VoiceFigures:
    """Of the permissions by voice that came to the desk since so long ago."""
    with patience(connection, _LONGEST):
        unfit = _unfit(connection.execute(_SAID, (since,)).fetchall())
        row = connection.execute(_VOICED, {"unfit": unfit, "since": since}).fetchone()
    assert row is not None
    count, countersigned, denied = row
    return VoiceFigures(count, countersigned, denied, len(unfit))


def _unfit(rows: Sequence[tuple[Any, ...]]) -> list[int]:
    """Of what supervisors decided, the ids of what does not have the hash that it must have."""
    return [
        number
        for number, of, rests_on, state, by, reason, hashed in rows
        if hashed != answer_hash(of, rests_on, state, plain_line(by), plain_line(reason))
    ]


def promise_figures(connection: Connection, since: timedelta) -> PromiseFigures:
    """Of the promises that came to the desk since so long ago."""
    with patience(connection, _LONGEST):
        row = connection.execute(_PROMISES, (WRAPPED_UP, since)).fetchone()
    assert row is not None
    return PromiseFigures(*row)
