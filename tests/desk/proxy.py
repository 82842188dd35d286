"""A small proxy between a seat and its desk, which cuts the connection, or holds its breath."""

import contextlib
import os
import selectors
import socket
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from psycopg import conninfo

_NAME = ".s.PGSQL.5432"


class Proxy:
    """Forwards each connection to the server of `name`, until it is told otherwise.

    `cut_after` is the number of bytes towards the server after which the next connection is cut, as
    soon as so many were forwarded. While it is `deaf`, it takes connections and forwards nothing.
    `shut` refuses them, and counts them as `refused`. `holds_back` is for how many seconds each
    answer of the server is kept.
    """

    def __init__(self, name: str, folder: Path) -> None:
        self.cut_after: int | None = None
        self.deaf = False
        self.shut = False
        self.holds_back = 0.0
        self.cuts = 0
        self.refused = 0
        self.name = conninfo.make_conninfo(name, host=str(folder))
        self._server = str(Path(str(conninfo.conninfo_to_dict(name)["host"])) / _NAME)
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(folder / _NAME))
        self._door.listen(16)
        self._door.settimeout(0.05)
        self._over = threading.Event()
        self._cut = threading.Event()
        self._threads: list[threading.Thread] = []
        self._begin(self._accept)

    def cut_now(self) -> None:
        """Cut every connection there is."""
        self._cut.set()

    def close(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(5)
        self._door.close()

    def _begin(self, work: object, *of: object) -> None:
        thread = threading.Thread(target=work, args=of, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._over.is_set():
            try:
                client, _ = self._door.accept()
            except TimeoutError:
                continue
            if self.shut:
                client.close()
                self.refused += 1
                continue
            server = socket.socket(socket.AF_UNIX)
            try:
                server.connect(self._server)
            except OSError:
                client.close()
                server.close()
                continue
            self._cut.clear()
            self._begin(self._forward, client, server)

    def _forward(self, client: socket.socket, server: socket.socket) -> None:
        left, self.cut_after = self.cut_after, None
        with client, server, selectors.DefaultSelector() as both, contextlib.suppress(OSError):
            both.register(client, selectors.EVENT_READ, server)
            both.register(server, selectors.EVENT_READ, client)
            while not (self._over.is_set() or self._cut.is_set()):
                for key, _ in both.select(0.02):
                    if self.deaf:
                        self._over.wait(0.02)
                        continue
                    source, target = key.fileobj, key.data
                    assert isinstance(source, socket.socket)
                    data = source.recv(65536)
                    if not data:
                        return
                    if source is client and left is not None:
                        left -= len(data)
                        if left < 0:
                            # Half of a message has gone, and no more of it will.
                            target.sendall(data[: len(data) + left])
                            self.cuts += 1
                            return
                    if source is server:
                        self._over.wait(self.holds_back)
                    target.sendall(data)


@contextlib.contextmanager
def proxy_of(name: str) -> Iterator[Proxy]:
    """A proxy in a folder of its own, which must have a short name."""
    with tempfile.TemporaryDirectory(prefix="px-", dir="/tmp") as folder:
        os.chmod(folder, 0o700)
        proxy = Proxy(name, Path(folder))
        try:
            yield proxy
        finally:
            proxy.close()
