"""How quick a board is at a desk where much goes on: many calls, many promises, other boards.

    cd tests && python -m torture.board_load [--calls 1000] [--promises 100000] [--seats 300]

It needs only what the tests need, and a minute. Server, seats and all boards share this computer.
Each seat has an event every two seconds. What is told are medians, and what 99 of 100 stay below.
"""

import argparse
import multiprocessing
import time
from collections.abc import Callable, Sequence
from multiprocessing.synchronize import Event

import psycopg
from desk.boards import Watched, ask
from desk.server import Desk as Served
from desk.server import running_server, with_logins
from kit import Desk
from msgspec.structs import replace

from guide.call import actions as act
from guide.call import events as ev
from guide.call.events import Entry, Stage
from guide.desk.board import Board
from guide.desk.live_calls import LiveCall
from guide.record.codec import encoded, own_hash
from guide.session.at_desk import AskState

CALL = Desk(
    "escalated-callers",
    act.SetStage(Stage.HOSTILE),
    *(act.Write(f"note {n}: waited three weeks for a title") for n in range(30)),
).call
_LETTERS = "abcdefghjk"
_EVERY = 2.0
_SAMPLES = 60


def entries_of(number: int) -> tuple[str, tuple[Entry, ...]]:
    """A call of its own: its id, and what happened on it."""
    first, *rest = CALL.entries
    minute, second = number // 60 % 60, number % 60
    name = f"20261127-19{minute:02}{second:02}-" + "".join(_LETTERS[int(n)] for n in f"{number:04}")
    return name, (replace(first, event=replace(first.event, call=name)), *rest)


class Growing:
    """A call that goes on: each event is sent to the desk as it comes."""

    def __init__(self, number: int) -> None:
        self.name, self.entries = entries_of(number)
        data, self.last = encoded(self.entries)
        self.line = data.splitlines()[-1].decode()
        self.n = len(self.entries)

    def go_on(self, connection: psycopg.Connection, event: ev.Event | None = None) -> None:
        """Have one more event at the desk: a note, unless another is given."""
        before = self.entries[-1]
        entry = Entry(self.n + 1, before.at, before.elapsed + self.n, event or ev.Noted("and on"))
        data, digest = encoded([entry], self.last)
        line = data.decode().rstrip("\n")
        query = "SELECT desk.receive(%s, %s, %s, %s)"
        connection.execute(query, (self.name, self.n, self.last, line))
        self.n, self.last, self.line = self.n + 1, digest, line


def fill(desk: Served, calls: int, promises: int, growing: int) -> None:
    """Have live calls at the desk, and promises of which a third is owed.

    Those that grow, and one more, are kim's; each other call is an agent's of its own.
    """
    with psycopg.connect(desk.named("postgres"), autocommit=True) as connection:
        with connection.cursor() as cursor:
            lines = [
                (name, seat, n, own_hash(line), line.decode())
                for number in range(calls)
                for seat in ("kim" if number <= growing else f"agent{number}",)
                for name, entries in (entries_of(number),)
                for n, line in enumerate(encoded(entries)[0].splitlines(), 1)
            ]
            [now] = connection.execute("SELECT now()").fetchone() or ()
            with cursor.copy("COPY desk.witness (journal, seat, n, hash, at) FROM STDIN") as copy:
                for line in lines:
                    copy.write_row((*line[:4], now))
            with cursor.copy("COPY desk.event (journal, seat, n, hash, line) FROM STDIN") as copy:
                for line in lines:
                    copy.write_row(line)
        for query in (
            "INSERT INTO desk.witness SELECT '20250101-000000-aaaa', 'lee', n,"
            " encode(sha256(n::text::bytea), 'hex'), now() - interval '300 days'"
            " FROM generate_series(1, %s) AS n",
            "INSERT INTO desk.promise (call, seat, n, hash, kind, label, caller, until, closed)"
            " SELECT journal, seat, n, hash, 'callback', 'Callback', 'Caller ' || n,"
            " now() + (mod(n, 20) - 10) * interval '1 day', mod(n, 3) > 0 FROM desk.witness"
            " WHERE seat = 'lee' AND n <= %s",
        ):
            connection.execute(query.encode(), (promises,))
        here = "INSERT INTO desk.presence SELECT DISTINCT seat, 'seat', now() + interval '1 hour'"
        connection.execute(f"{here} FROM desk.event".encode())
        connection.execute("VACUUM ANALYZE")


def seats(name: str, numbers: Sequence[int], stopped: Event) -> None:
    """Have an event of each of these calls every two seconds."""
    growing = [Growing(number) for number in numbers]
    with psycopg.connect(name, autocommit=True) as connection:
        while not stopped.is_set():
            begun = time.monotonic()
            for n, one in enumerate(growing):
                one.go_on(connection)
                stopped.wait(max(0.0, begun + _EVERY * (n + 1) / len(growing) - time.monotonic()))


def boards(name: str, count: int, stopped: Event) -> None:
    """Have other boards open."""
    others = [Board(name) for _ in range(count)]
    for one in others:
        one.start()
    stopped.wait()
    for one in others:
        one.close()


def measured(count: int, once: Callable[[], float]) -> str:
    """The median of so many times, and what 99 of 100 stay below, in milliseconds."""
    times = sorted(once() for _ in range(count))
    return f"{times[count // 2]:.0f} ms, {times[count * 99 // 100]:.0f} ms"


def main(calls: int, promises: int, seats_: int, others: int) -> None:
    """Measure, and say what was found."""
    stopped = multiprocessing.get_context("spawn").Event()
    with running_server() as server:
        desk = with_logins(server)
        fill(desk, calls, promises, seats_)
        start = multiprocessing.get_context("spawn").Process
        sharing = [
            start(target=seats, args=(desk.named("kim"), range(1, seats_ + 1), stopped)),
            start(target=boards, args=(desk.named("pat"), others, stopped)),
        ]
        for one in sharing:
            one.start()
        # Until the others have read what there is.
        time.sleep(15)
        told = [*_told(desk, calls)]
        stopped.set()
        for one in sharing:
            one.join()
    print(f"{calls:,} calls, {promises:,} promises, {seats_} seats, {others} other boards")
    for line in told:
        print(line)


def _told(desk: Served, calls: int) -> list[str]:
    begun = time.monotonic()
    watched = Watched(desk.named("sam"))
    told = []
    for what, holds in (
        ("asks", lambda view: view.standing.begun),
        ("what is owed", lambda view: view.page),
        ("the first calls", lambda view: view.calls),
        ("all calls", lambda view: len(view.calls) + len(view.beyond) >= calls),
    ):
        watched.until(holds)
        told.append(f"{what}: {time.monotonic() - begun:.2f} s after the start")
    own = Growing(0)
    with psycopg.connect(desk.named("kim"), autocommit=True) as kim:

        def change() -> float:
            own.go_on(kim)
            since = time.monotonic()
            watched.until(lambda view: _length(view.call(("kim", own.name))) >= own.n)
            return (time.monotonic() - since) * 1000

        def one_more() -> int:
            own.go_on(kim, ev.Asked(ev.AskKind.PERMISSION, 20))
            number = ask(kim, own.line, call=own.name, n=own.n)
            watched.until(lambda view: any(one.id == number for one in view.asks))
            return number

        def asked() -> float:
            time.sleep(0.1)
            since = time.monotonic()
            number = one_more()
            took = (time.monotonic() - since) * 1000
            # Of one login few asks are shown.
            taken_back = "INSERT INTO desk.answer (ask, state) VALUES (%s, 'withdrawn')"
            kim.execute(taken_back, (number,))
            watched.until(lambda view: not view.asks)
            return took

        def granted() -> float:
            one_more()
            one = watched.board.view.asks[0]
            since = time.monotonic()
            watched.done(watched.board.answer, one, AskState.GRANTED, "")
            took = (time.monotonic() - since) * 1000
            watched.until(lambda view: one not in view.asks)
            return took

        told.append(f"an event of a call, shown: {measured(_SAMPLES, change)}")
        told.append(f"an ask, shown: {measured(_SAMPLES, asked)}")
        told.append(f"a grant, at the desk: {measured(_SAMPLES, granted)}")
    watched.board.close()
    return told


def _length(live: LiveCall | None) -> int:
    return len(live.call.entries) if live and live.call else 0


if __name__ == "__main__":
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("--calls", type=int, default=1_000)
    reader.add_argument("--promises", type=int, default=100_000)
    reader.add_argument("--seats", type=int, default=300)
    reader.add_argument("--boards", type=int, default=9)
    asked_for = reader.parse_args()
    main(asked_for.calls, asked_for.promises, asked_for.seats, asked_for.boards)
