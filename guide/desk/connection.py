"""A connection to the desk, named as libpq names it; and in a sentence why there is none.

A name is a URI, a list of settings or `service=NAME`. What it leaves open comes from libpq's own
places: PG… variables, the service file, the password file. No password is kept by this program.
"""

import contextlib
import ipaddress
import logging
import os
import re
import socket
import stat
import threading
from collections.abc import Iterator
from datetime import datetime
from typing import LiteralString

import psycopg
from psycopg import conninfo, errors, pq
from psycopg.abc import Buffer
from psycopg.rows import TupleRow
from psycopg.types.datetime import TimestamptzLoader

from guide.desk.bounds import EARLIEST, LATEST, within
from guide.errors import DeskAway, DeskError
from guide.text import plain_line

# What it has to say is told as an error: a line of its own would be written over the screen.
logging.getLogger("psycopg").propagate = False
logging.getLogger("psycopg").addHandler(logging.NullHandler())

Connection = psycopg.Connection[TupleRow]

OLDEST = 140000
"""The oldest release of PostgreSQL that will do, as libpq counts them."""

_PATIENCE = 10
"""For so many seconds a desk may be silent before it counts as away."""

HELD_UP = "55P03"
"""What the database calls something that waited for a row which another login keeps locked."""

_USUAL = {
    "application_name": "call-guide",
    "connect_timeout": "5",
    # A cable that was pulled is noticed in half a minute, not in two hours.
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
}

_SESSION = """
SET search_path TO pg_catalog, pg_temp;
SET client_encoding TO 'UTF8';
SET DateStyle TO 'ISO, YMD';
SET TimeZone TO 'UTC';
SET standard_conforming_strings TO on;
SET default_transaction_isolation TO 'read committed';
SET row_security TO on;
SET statement_timeout TO 0;
SET lock_timeout TO 0;
SET idle_session_timeout TO 0;
SET tcp_keepalives_idle TO 10;
SET tcp_keepalives_interval TO 5;
SET tcp_keepalives_count TO 3;
"""
"""What statements mean, whatever server, database, login and PG… variables say otherwise.

Above all the path: where others may make functions and operators, nobody calls theirs. How long
something may take is said where it is done; a seat is idle between two calls, and stays. A server
notices a cable that was pulled as soon as a seat does: a login has so many connections.
"""

ENCODING = "UTF8"
"""Of a database in any other, no desk can be: not all that callers say can be written in it."""

_NO_FILE = f"{os.devnull}/none"
"""A password file that there cannot be."""

_ENCRYPTED = ("require", "verify-ca", "verify-full")


def connect(name: str, kept_in: str = "") -> Connection:
    """A connection to the desk of this name, on which each statement counts at once.

    `kept_in` is the line of a file of this program's own that has the name, if one has. Raises
    DeskAway where the desk cannot be reached, DeskError where that must not be tried.
    """
    if kept_in:
        _refuse_password(name, kept_in)
    refuse_unsafe(name)
    passfile = _open_to_others(name)
    try:
        connection = psycopg.connect(
            conninfo.make_conninfo(
                _completed(name), **({"passfile": _NO_FILE} if passfile else {})
            ),
            autocommit=True,
        )
    except psycopg.Error as error:
        failed = told(error)
        if not passfile:
            raise failed from None
        why = f"No password is taken from {passfile}, which others may read: chmod 600 {passfile}"
        raise type(failed)(f"{failed} {why}", failed.code) from None
    connection.adapters.register_loader("timestamptz", _AnyTime)
    if connection.info.server_version < OLDEST:
        connection.close()
        raise DeskError(
            f"The desk runs PostgreSQL {connection.info.server_version // 10000}. It must be"
            f" {OLDEST // 10000} or later."
        )
    try:
        with patience(connection):
            connection.execute(_SESSION)
    except DeskError:
        connection.close()
        raise
    return connection


class _AnyTime(TimestamptzLoader):
    """Reads a time that no calendar of Python's has as the nearest that can be told."""

    def load(self, data: Buffer) -> datetime:
        try:
            return within(super().load(data))
        except psycopg.DataError:
            told = bytes(data)
            return EARLIEST if told.startswith(b"-") or told.endswith(b"BC") else LATEST


def refuse_unsafe(name: str) -> None:
    """Raise DeskError where a caller's words would cross a network unencrypted.

    `sslmode=disable` says that they may; libpq's usual mode only means that it did not say.
    """
    settings = effective(name)
    hosts = hosts_of(settings)
    mode = settings.get("sslmode", "")
    if mode in _ENCRYPTED or mode == "disable" or all(map(is_here, hosts)):
        return
    raise DeskError(
        f"The desk is at {', '.join(hosts)}, and with sslmode={mode} what callers said may cross"
        " the network unencrypted. Add sslmode=verify-full (and sslrootcert=system, or your own"
        " authority's file); sslmode=disable says that you do not want encryption."
    )


def effective(name: str) -> dict[str, str]:
    """The settings that libpq goes by for this name, with all it finds elsewhere, but the port.

    With a port that there cannot be it gives up before it looks up a host: nothing is sent. No
    password file is read. Raises DeskError where the name cannot be understood.
    """
    return _found(name, passfile=_NO_FILE)


def _found(name: str, **more: str) -> dict[str, str]:
    known = conninfo.make_conninfo(_completed(name), port=0, **more)
    waiting = pq.PGconn.connect_start(known.encode())
    try:
        found = {one.keyword.decode(): one.val for one in waiting.info}
        wrong = waiting.get_error_message()
    finally:
        waiting.finish()
    if not found.get("sslmode"):
        may_quote = "@" in name or "password" in name
        raise DeskError(_MALFORMED if may_quote else _sentence(wrong))
    return {keyword: value.decode() for keyword, value in found.items() if value}


def _open_to_others(name: str) -> str:
    """The password file, where libpq would not read it and say so on the screen; else nothing."""
    if effective(name).get("password"):
        return ""
    # With a password it reads no file, and tells which one it would have read if that was said.
    path = _found(name, password="-").get("passfile") or os.path.expanduser("~/.pgpass")
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return ""
    open_to_others = mode & (stat.S_IRWXG | stat.S_IRWXO)
    return path if open_to_others or not stat.S_ISREG(mode) else ""


_MALFORMED = (
    "The desk is named in a way that libpq does not understand. In a URI, signs such as % : / @ and"
    " blanks within a name or a password are written %25 %3A %2F %40 %20; a password is better in"
    " ~/.pgpass."
)


def _completed(name: str) -> str:
    try:
        given = conninfo.conninfo_to_dict(name)
        known = conninfo.make_conninfo(name, **{k: v for k, v in _USUAL.items() if k not in given})
    except (psycopg.Error, ValueError):
        # What libpq says of it quotes it, and there may be a password in it.
        raise DeskError(_MALFORMED) from None
    hosts, ports = str(given.get("host") or ""), str(given.get("port") or "")
    # A sign that was not written so: what libpq takes for these may be a part of a password.
    if any("@" in one[1:] for one in hosts.split(",")) or not re.fullmatch("[0-9,]*", ports):
        raise DeskError(_MALFORMED)
    return known


def _refuse_password(name: str, kept_in: str) -> None:
    if {"password", "sslpassword"} & conninfo.conninfo_to_dict(_completed(name)).keys():
        raise DeskError(
            f"{kept_in} holds a password. Take it out and put it in libpq's own file, ~/.pgpass,"
            " which only you may read."
        )


def hosts_of(settings: dict[str, str]) -> list[str]:
    """Where the settings lead: each address, host or folder of a socket."""
    hosts = settings.get("host", "").split(",")
    addresses = settings.get("hostaddr", "").split(",")
    return [a or h for h, a in zip(hosts, addresses + [""] * len(hosts), strict=False)]


def is_here(host: str) -> bool:
    """Whether this is a socket of this computer's, or one of its own addresses."""
    if host in ("", "localhost") or host.startswith(("/", "@")):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def shown(name: str) -> str:
    """Which desk this is, for people: without a password, or anything but who, where and what."""
    found = effective(name)
    where = ", ".join(one or "this computer" for one in hosts_of(found))
    return f"{found.get('dbname', '')} at {where} as {found.get('user', '')}"


@contextlib.contextmanager
def patience(connection: Connection, seconds: float | None = None) -> Iterator[None]:
    """Take errors of the server in words; one that is silent for so long counts as away.

    Raises DeskAway where the connection is lost, DeskError where the database refuses.
    """
    door = socket.socket(fileno=os.dup(connection.fileno()))
    silent = threading.Timer(seconds or _PATIENCE, _shut, (door,))
    silent.daemon = True
    silent.start()
    try:
        yield
    except psycopg.Error as error:
        raise told(error) from None
    finally:
        silent.cancel()
        door.close()


def _shut(door: socket.socket) -> None:
    """Have whoever waits for an answer find the connection closed."""
    with contextlib.suppress(OSError):
        door.shutdown(socket.SHUT_RDWR)


def encoding_of(connection: Connection) -> str:
    """What its database writes text in, as PostgreSQL calls it."""
    return connection.info.parameter_status("server_encoding") or ""


def be_held_up_by_nobody(connection: Connection) -> None:
    """Have the server give up before this program does what waits there for somebody else.

    A login that keeps a row locked neither stops this program, nor has something happen after it
    was told that it did not.
    """
    with patience(connection):
        connection.execute(
            "SELECT set_config('lock_timeout', '1s', false),"
            f" set_config('statement_timeout', '{_PATIENCE * 900:.0f}ms', false)"
        )


def told(error: psycopg.Error) -> DeskError:
    """The error in a sentence, with what mends it where that is known."""
    said, code = _sentence(error.diag.message_primary or str(error)), error.sqlstate or ""
    if isinstance(
        error, errors.UndefinedTable | errors.InvalidSchemaName | errors.UndefinedFunction
    ):
        return DeskError(
            "There is no desk in that database yet, or one that is older than this program."
            " guide desk init lays what is missing.",
            code,
        )
    if isinstance(error, errors.UndefinedColumn):
        return DeskError("That desk is older than this program. guide desk init renews it.", code)
    if code == HELD_UP:
        return DeskError(
            "Somebody else's program holds that up at the desk: nothing was done. Try again.", code
        )
    if isinstance(error, errors.ReadOnlySqlTransaction):
        return DeskError(
            "The desk's server takes nothing now: it is a copy of another one, or its database is"
            " set to be read only. target_session_attrs=read-write in its name finds the other.",
            code,
        )
    if isinstance(error, errors.InsufficientPrivilege):
        return DeskError(f"Your login may not do that: {said}", code)
    if isinstance(error, psycopg.OperationalError) and code[:2] in ("", "08", "57"):
        return DeskAway(f"The desk cannot be reached: {said}", code)
    return DeskError(f"The desk refused: {said}", code)


def _sentence(text: str) -> str:
    """What was said in lines, as sentences."""
    lines = filter(None, map(plain_line, text.splitlines()))
    return " ".join(line if line.endswith((".", "?", ":")) else f"{line}." for line in lines)


def is_supervisor(connection: Connection) -> bool:
    """Whether this login may answer at a board, by now; no where there is no desk."""
    with patience(connection):
        [may] = one(
            connection,
            "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = 'guide_supervisor')"
            " AND pg_has_role('guide_supervisor', 'MEMBER')",
        )
    return bool(may)


def one(connection: Connection, query: LiteralString, *values: object) -> tuple[object, ...]:
    """The one row that a query gives."""
    row = connection.execute(query, values).fetchone()
    assert row is not None
    return row
