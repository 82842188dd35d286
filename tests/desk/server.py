"""One real server for all tests of the desk, and a desk at which nothing has happened yet."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from in_memory import in_memory
from psycopg import conninfo

from guide.desk.connection import Connection, connect
from guide.desk.logins import Login, Role, add_login
from guide.desk.schema import lay
from guide.desk.trial import trial_server

_DATABASE = "calls"

_OTHER = "DESK_TESTS_ON"
"""A variable with the name of another server to run on, as its administrator: CI has Debian's."""


class Desk:
    """A desk of one's own; agents are kim and lee, supervisors sam and pat."""

    def __init__(self, server: str) -> None:
        self._server = server

    def named(self, login: str) -> str:
        return conninfo.make_conninfo(self._server, dbname=_DATABASE, user=login)

    def of(self, login: str) -> Connection:
        return connect(self.named(login))

    def rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """What the database really holds, as its administrator sees it."""
        with psycopg.connect(self.named("postgres"), autocommit=True) as connection:
            done = connection.execute(query.encode(), values)
            return done.fetchall() if done.description else []


@contextmanager
def running_server() -> Iterator[str]:
    """The name of a server; root can make its folder somebody else's only outside of its own."""
    if other := os.environ.get(_OTHER):
        with connect(other) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {_DATABASE}".encode())
            connection.execute(f"CREATE DATABASE {_DATABASE}".encode())
        yield other
        return
    folder = Path(tempfile.mkdtemp(prefix="desk-", dir=in_memory() or "/tmp"))
    with trial_server(folder / "data") as started:
        with connect(started.name) as connection:
            # No test cuts the power: that of the journals is cut elsewhere.
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
            connection.execute(f"CREATE DATABASE {_DATABASE}".encode())
        yield started.name
    shutil.rmtree(folder)


def with_logins(server: str) -> Desk:
    """A desk that is laid, with its four logins."""
    desk = Desk(server)
    with desk.of("postgres") as connection:
        lay(connection)
        for login in ("kim", "lee"):
            add_login(connection, Login(login, Role.AGENT))
        for login in ("sam", "pat"):
            add_login(connection, Login(login, Role.SUPERVISOR))
    return desk


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with running_server() as name:
        yield name


@pytest.fixture(scope="session")
def laid(server: str) -> Desk:
    """The desk of all tests, which leave nothing of theirs at it."""
    return with_logins(server)


@pytest.fixture
def desk(laid: Desk) -> Desk:
    """A desk at which nothing has happened yet."""
    laid.rows("TRUNCATE desk.witness, desk.event, desk.presence, desk.tombstone, desk.kept CASCADE")
    return laid


Connecting = Callable[[str], Connection]


@pytest.fixture
def as_login(desk: Desk) -> Iterator[Connecting]:
    """Connections of logins, closed at the end."""
    opened: list[Connection] = []

    def as_login(login: str) -> Connection:
        opened.append(desk.of(login))
        return opened[-1]

    yield as_login
    for connection in opened:
        connection.close()
