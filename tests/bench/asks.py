"""How long an ask takes to the board, and its answer to the seat, while a whole desk is at work.

    cd tests && python -m bench.asks [--seats N] [--boards N] [--asks N]

It starts a server of its own with the test extra's PostgreSQL. So many seats send an event every
two seconds each, over a connection of their own; so many boards listen, and read each ask that is
rung for. One further seat is the program itself, without its screen: it asks, a board says yes as
soon as it has read that, and the seat hears; three times in a call, then the next call begins.
Server and load share this computer.
"""

import argparse
import multiprocessing
import random
import statistics
import sys
import tempfile
import threading
import time
from functools import partial
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Event
from pathlib import Path

import psycopg
from desk.kept_calls import places_in
from desk.seats import ASK, UPSET
from desk.sent_lines import hash_of, sealed, send
from desk.server import Desk, with_logins
from kit import shipped

from guide.call import actions as act
from guide.desk.answers import answer_hash
from guide.desk.connection import connect, one
from guide.desk.logins import Login, Role, add_login
from guide.desk.outbox import Outbox
from guide.desk.trial import trial_server
from guide.record.codec import GENESIS
from guide.record.writer import ThreadWriter
from guide.session.answers import Answers
from guide.session.at_desk import AskState
from guide.session.callbook import CallBook

_EVERY = 2.0
"""Seconds between two events of a seat."""

_OF_A_CALL = 3
"""So often one call asks, as a caller who goes on after each warning has it; then it ends."""


class Boards:
    """Boards that listen, and read what is rung for; until it is over."""

    def __init__(self, desk: Desk, count: int) -> None:
        self.read: dict[int, float] = {}
        """By the id of an ask, when the last of them had read it."""
        self.all_read = threading.Semaphore(0)
        self._desk = desk
        self._over = threading.Event()
        self._left: dict[int, int] = {}
        self._count = count
        self._lock = threading.Lock()
        self._ready = threading.Barrier(count + 1)
        self._threads = [threading.Thread(target=self._board, daemon=True) for _ in range(count)]
        for thread in self._threads:
            thread.start()
        self._ready.wait()

    def _board(self) -> None:
        with psycopg.connect(self._desk.named("sam"), autocommit=True) as connection:
            connection.execute("LISTEN desk_ask")
            connection.execute("SELECT desk.here('board')")
            self._ready.wait()
            while not self._over.is_set():
                # While it yields, its connection takes no query.
                for rung in [*connection.notifies(timeout=0.5, stop_after=1)]:
                    asked = int(rung.payload)
                    query = "SELECT words, evidence FROM desk.ask WHERE id = %s"
                    connection.execute(query, (asked,)).fetchone()
                    self._has_read(asked)

    def _has_read(self, asked: int) -> None:
        with self._lock:
            self.read[asked] = time.perf_counter()
            self._left[asked] = self._left.get(asked, self._count) - 1
            if not self._left[asked]:
                self.all_read.release()

    def stop(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(10)


def seats(desk: Desk, count: int, ready: Event, over: Event, sent: "Synchronized[int]") -> None:
    """Seats that send, in a program of their own: what is measured does not wait for them."""

    def seat(number: int) -> None:
        prev, n, call = GENESIS, 0, f"20261127-{number:06}-aaaa"
        with desk.of("lee") as connection:
            all_ready.wait()
            wait = random.uniform(0, _EVERY)
            while not over.wait(wait):
                line = sealed([f"event {n} of seat {number}, as long as an event is" * 3], prev)
                send(connection, line, call, n, prev)
                prev, n, wait = hash_of(line[0]), n + 1, _EVERY
                with sent.get_lock():
                    sent.value += 1

    all_ready = threading.Barrier(count + 1)
    threads = [threading.Thread(target=seat, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    all_ready.wait()
    ready.set()
    for thread in threads:
        thread.join()


def measure(desk: Desk, folder: Path, boards: Boards, asks: int) -> tuple[list[float], list[float]]:
    """Milliseconds from the ask on disk to the last board; from the answer to the seat."""
    on_disk, heard = 0.0, threading.Event()
    outbox = Outbox(desk.named("kim"), places_in(folder))

    def wake() -> None:
        nonlocal on_disk
        on_disk = time.perf_counter()
        outbox.wake()

    book = CallBook(shipped(), places_in(folder), writer=partial(ThreadWriter, then=wake))
    outbox.watch(lambda: _granted(outbox, session.call.id, answered, heard))
    answered: list[int] = []
    outbox.start()
    to_board, to_seat = [], []
    with desk.of("pat") as supervisor:
        for done in range(asks):
            if done % _OF_A_CALL == 0:
                session = book.start("escalated-callers", agent="Kim")
                answers = Answers(session, outbox)
                for action in UPSET:
                    session.do(action)
            time.sleep(random.uniform(0, 0.1))
            heard.clear()
            session.do(ASK)
            answered[:] = [session.call.asks[-1].n]
            session.settle()
            asked_at = on_disk
            boards.all_read.acquire()
            asked = max(boards.read)
            to_board.append((boards.read[asked] - asked_at) * 1000)
            [of] = one(supervisor, "SELECT hash FROM desk.ask WHERE id = %s", asked)
            due = answer_hash(asked, str(of), AskState.GRANTED, "pat", "")
            begun = time.perf_counter()
            query = "INSERT INTO desk.answer (ask, state, hash) VALUES (%s, 'granted', %s)"
            supervisor.execute(query, (asked, due))
            heard.wait(30)
            to_seat.append((time.perf_counter() - begun) * 1000)
            answers.take_in()
            session.do(act.Warn())
            session.do(act.Persist("still"))
            if done % _OF_A_CALL == _OF_A_CALL - 1:
                session.do(act.End("hung-up"))
                session.close()
    session.close()
    outbox.close()
    return to_board, to_seat


def _granted(outbox: Outbox, call: str, answered: list[int], heard: threading.Event) -> None:
    if answered and outbox.heard(call, answered[0]).state is AskState.GRANTED:
        heard.set()


def _told(what: str, times: list[float]) -> str:
    cuts = statistics.quantiles(times, n=100)
    return f"{what:28} p50 {cuts[49]:6.1f} ms   p99 {cuts[98]:6.1f} ms   most {max(times):6.1f} ms"


def main() -> int:
    """Measure, and say what came out."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.asks", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--seats", type=int, default=300)
    parser.add_argument("--boards", type=int, default=10)
    parser.add_argument("--asks", type=int, default=200)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="asks-", dir="/tmp") as made:
        folder = Path(made)
        most = chosen.seats + chosen.boards + 20
        with trial_server(folder / "data") as server, connect(server.name) as connection:
            connection.execute(f"ALTER SYSTEM SET max_connections = {most}".encode())
            connection.execute("CREATE DATABASE calls")
        with trial_server(folder / "data") as server:
            desk = with_logins(server.name)
            with desk.of("postgres") as connection:
                add_login(connection, Login("pat", Role.SUPERVISOR))
                # All seats of this bench are one login's.
                connection.execute("ALTER ROLE lee CONNECTION LIMIT -1")
            spawn = multiprocessing.get_context("spawn")
            ready, over, sent = spawn.Event(), spawn.Event(), spawn.Value("i", 0)
            load = spawn.Process(target=seats, args=(desk, chosen.seats, ready, over, sent))
            load.start()
            ready.wait()
            boards, before, begun = Boards(desk, chosen.boards), sent.value, time.monotonic()
            to_board, to_seat = measure(desk, folder, boards, chosen.asks)
            rate = (sent.value - before) / (time.monotonic() - begun)
            boards.stop()
            over.set()
            load.join()
    sys.stdout.write(
        f"{chosen.seats} seats ({rate:.0f} events a second in all), {chosen.boards} boards,"
        f" {chosen.asks} asks\n"
        f"{_told('on disk → at every board', to_board)}\n{_told('answer → at the seat', to_seat)}\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
