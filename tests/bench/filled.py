"""How quick a desk is that holds the events of years: who calls from a number, what is owed first.

    cd tests && python -m bench.filled [--events N] [--asked N]

It starts a server of its own with the test extra's PostgreSQL, and fills its tables as a team does
that has taken so many events: 40 to a call, each call from a number, every other one with a
promise, of which nine in ten are kept. A million events take about 1 GB of disk.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from desk.kept_calls import places_in
from desk.server import Desk, with_logins

from guide.desk.callers import known_at_desk
from guide.desk.connection import connect
from guide.desk.owed import Wanted, page_of
from guide.desk.trial import trial_server
from guide.record.places import Places

_EVENTS_OF_CALL = 40
_SEATS = 300
_KEPT_OF_TEN = 9
_LOOKUP, _PAGE = 20.0, 50.0
"""Milliseconds: the goals."""

_CALL = "to_char(timestamp '2020-01-01' + c * interval '61 s', 'YYYYMMDD-HH24MISS') || '-fill'"
_HASH = "md5(c::text || ' ' || n::text) || md5(n::text)"
_SEAT = f"'seat' || c %% {_SEATS}"
_AT = "now() - (%(calls)s - c) * interval '61 s'"
_CALLS = "generate_series(0, %(calls)s - 1) AS c"
_EACH = f"{_CALLS}, generate_series(1, {_EVENTS_OF_CALL}) AS n"
_NUMBER = "lpad((c %% 1000000)::text, 7, '0')"

_FILL = (
    f"INSERT INTO desk.witness SELECT {_CALL}, {_SEAT}, n, {_HASH}, {_AT} FROM {_EACH}",
    f"INSERT INTO desk.event SELECT {_CALL}, {_SEAT}, n, {_HASH}, repeat('x', 300) FROM {_EACH}",
    "INSERT INTO desk.caller (call, seat, event, hash, number, began, warnings)"
    f" SELECT {_CALL}, {_SEAT}, 2, {_HASH}, '+1312' || {_NUMBER}, {_AT}, c %% 3"
    f" FROM {_CALLS}, (VALUES (2)) AS events (n)",
    "INSERT INTO desk.promise"
    " (call, seat, n, hash, kind, label, caller, number, until, owed_until, closed)"
    f" SELECT {_CALL}, {_SEAT}, 3, {_HASH}, 'callback', 'Callback', 'Caller ' || c,"
    f" '(312) ' || {_NUMBER}, {_AT}, {_AT}, c / 2 %% 10 < {_KEPT_OF_TEN}"
    f" FROM {_CALLS}, (VALUES (3)) AS events (n) WHERE c %% 2 = 0",
)


def main(told: list[str]) -> int:
    """Fill, measure, and say how it went by the goals; the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.filled", description="A desk that holds the events of years."
    )
    parser.add_argument(
        "--events",
        type=int,
        default=1_000_000,
        help="how many events it holds (default: 1,000,000; the goals are meant for 10,000,000)",
    )
    parser.add_argument("--asked", type=int, default=200, help="how often each is asked")
    chosen = parser.parse_args(told)
    with (
        tempfile.TemporaryDirectory(dir="/tmp") as folder,
        trial_server(Path(folder) / "data") as started,
    ):
        server = started.name
        with connect(server) as connection:
            connection.execute("CREATE DATABASE calls")
        desk = with_logins(server)
        calls = max(1, chosen.events // _EVENTS_OF_CALL)
        seconds, size = _fill(desk, calls), _size(desk)
        sys.stdout.write(
            f"{calls * _EVENTS_OF_CALL:,} events of {calls:,} calls, {size}, in {seconds:.0f} s\n"
        )
        places = places_in(Path(folder) / "seat")
        return 0 if all(_measured(desk, calls, chosen.asked, places)) else 1


def _fill(desk: Desk, calls: int) -> float:
    """Fill the tables past what watches over them: they are filled as it would; in seconds."""
    begun = time.perf_counter()
    with psycopg.connect(desk.named("postgres"), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        for query in _FILL:
            connection.execute(query.encode(), {"calls": calls})
        connection.execute("VACUUM ANALYZE")
    return time.perf_counter() - begun


def _size(desk: Desk) -> str:
    [(size,)] = desk.rows("SELECT pg_size_pretty(pg_database_size(current_database()))")
    return str(size)


def _measured(desk: Desk, calls: int, asked: int, places: Places) -> list[bool]:
    until = datetime.now(UTC) + timedelta(hours=12)
    with desk.of("kim") as seat, desk.of("sam") as board:
        step = max(1, calls // asked)
        numbers = iter([f"+1312{n * step % calls % 1_000_000:07}" for n in range(asked + 1)])
        return [
            _told(
                "who calls from a number",
                asked,
                lambda: known_at_desk(seat, places, next(numbers)).calls > 0,
                _LOOKUP,
            ),
            _told(
                "what is owed: the first page",
                asked,
                lambda: bool(page_of(board, Wanted(), until).promises),
                _PAGE,
            ),
        ]


def _told(what: str, asked: int, found: Callable[[], bool], goal: float) -> bool:
    """Measure it, and print how long it took; whether 99 of 100 were within the goal."""
    assert found(), "Nothing is found: the desk was not filled."
    taken = []
    for _ in range(asked):
        begun = time.perf_counter()
        found()
        taken.append((time.perf_counter() - begun) * 1000)
    p50, p99 = statistics.median(taken), statistics.quantiles(taken, n=100)[98]
    met = p99 <= goal
    verdict = "within" if met else "OVER"
    sys.stdout.write(
        f"{what}: p50 {p50:.1f} ms, p99 {p99:.1f} ms; {verdict} the goal of {goal:.0f} ms\n"
    )
    return met


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
