"""What of a desk works, what does not and why, and what mends it."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from secrets import token_hex
from typing import cast

from msgspec import Struct
from psycopg import __version__ as driver
from psycopg import pq

from guide.desk.asking import HERE_SECONDS, clocks_apart
from guide.desk.bounds import EARLIEST, LATEST
from guide.desk.connection import (
    Connection,
    connect,
    effective,
    hosts_of,
    is_here,
    one,
    patience,
    shown,
)
from guide.desk.schema import NEWEST, laid, why_no_desk
from guide.errors import DeskError
from guide.record.codec import GENESIS, seal
from guide.text import counted

_TRIED = 32_768
"""Bytes that are sent to see whether there is room."""

_LONGEST = 60
"""For so many seconds going through years of promises may take."""

_UNBOUNDED = 10
"""The last version of the tables without bounds; see sql/0011-bounds.sql."""


class Finding(Struct, frozen=True):
    """One thing that was looked at: whether it works, and what is to be known or done about it."""

    about: str
    works: bool
    told: str


def findings(name: str, kept_in: str = "") -> Iterator[Finding]:
    """All there is to know of the desk of this name; what rests on a fault is not looked at.

    `kept_in` as `connect` has it.
    """
    version = pq.version()
    libpq = f"{version // 10000}.{version % 10000}"
    yield Finding("library", True, f"psycopg {driver}, libpq {libpq}")
    try:
        yield Finding("desk", True, shown(name))
        begun = time.monotonic()
        with connect(name, kept_in) as connection:
            took = (time.monotonic() - begun) * 1000
            with patience(connection):
                [server] = one(connection, "SHOW server_version")
            yield Finding("server", True, f"PostgreSQL {server}, reached in {took:.0f} ms")
            if why := why_no_desk(connection):
                yield Finding("database", False, why)
            yield _encryption(name, connection)
            found = _version(connection)
            yield found
            if found.works:
                yield from _of_desk(connection)
    except DeskError as error:
        yield Finding("connection", False, str(error))


def _encryption(name: str, connection: Connection) -> Finding:
    if connection.pgconn.ssl_in_use:
        mode = effective(name).get("sslmode", "")
        if mode == "verify-full":
            return Finding("encryption", True, "TLS, and the server is the one it says it is")
        told = f"TLS with sslmode={mode}: nobody looks whether it is that server. Use verify-full."
        return Finding("encryption", True, told)
    if all(map(is_here, hosts_of(effective(name)))):
        return Finding("encryption", True, "none, and nothing leaves this computer")
    told = "none, as sslmode=disable asks: what callers said crosses the network in the clear."
    return Finding("encryption", True, told)


def _version(connection: Connection) -> Finding:
    number = laid(connection)
    if number == NEWEST:
        return Finding("tables", True, f"version {number}")
    if number > NEWEST:
        told = f"version {number}, of a later version of this program. Use that one."
    else:
        told = f"version {number} of {NEWEST}. guide desk init lays the rest."
    return Finding("tables", False, told)


def _of_desk(connection: Connection) -> Iterator[Finding]:
    with patience(connection):
        login, agent, supervisor, owner, now = one(
            connection,
            "SELECT session_user::text, pg_has_role('guide_agent', 'MEMBER'),"
            " pg_has_role('guide_supervisor', 'MEMBER'), pg_has_role('guide_owner', 'MEMBER'),"
            " clock_timestamp()",
        )
        may = connection.execute(
            "SELECT name || ': ' || deed FROM unnest(ARRAY['event', 'witness', 'ask', 'answer',"
            " 'promise', 'amended', 'deed', 'voiced', 'countersign', 'caller', 'tombstone',"
            " 'kept'])"
            " AS name,"
            " unnest(ARRAY['UPDATE', 'DELETE']) AS deed"
            " WHERE has_table_privilege(format('desk.%I', name), deed)"
        ).fetchall()
    if owner:
        told = f"{login} may do anything here: take no calls with it. guide desk users adds others."
        yield Finding("login", True, told)
        return
    role = "a supervisor" if supervisor else "an agent"
    yield Finding(
        "login",
        bool(agent),
        f"{login} is {role}" if agent else f"{login} is nobody here. guide desk users add lets in.",
    )
    if not agent:
        return
    yield _writing(connection)
    yield _values(connection)
    can = ", ".join(str(told) for (told,) in may)
    kept = "your login changes and deletes nothing that is at the desk"
    yield Finding("append only", not may, f"it may, and must not: {can}" if may else kept)
    apart = clocks_apart(datetime.now(UTC), cast("datetime", now))
    told = f"{apart} the server’s: set it right." if apart else "as the server's"
    yield Finding("clock", not apart, told)
    yield from _people(connection, bool(supervisor))


def _writing(connection: Connection) -> Finding:
    """Whether the desk takes what is sent: so much is sent that a full disk has no room for it."""
    text = json.dumps({"kind": "noted", "text": token_hex(_TRIED)})
    line = seal(text, GENESIS)[0].decode().rstrip("\n")
    try:
        with patience(connection), connection.transaction(force_rollback=True):
            connection.execute("SELECT desk.receive('check', 0, %s, %s)", (GENESIS, line))
    except DeskError as error:
        return Finding("writing", False, str(error))
    return Finding("writing", True, "the desk takes what is sent (tried, and taken back)")


_FAR = """
SELECT (SELECT count(*) FROM desk.promise WHERE NOT coalesce(until BETWEEN %(first)s AND %(last)s
        AND coalesce(owed_until, until) BETWEEN %(first)s AND %(last)s, true))
    + (SELECT count(*) FROM desk.deed WHERE NOT until BETWEEN %(first)s AND %(last)s)
    + (SELECT count(*) FROM desk.amended WHERE NOT until BETWEEN %(first)s AND %(last)s)
    + (SELECT count(*) FROM desk.caller WHERE NOT began BETWEEN %(first)s AND %(last)s),
    (SELECT count(*) FROM desk.answer
        WHERE state IN ('granted', 'refused') AND hash !~ '^[0-9a-f]{64}$')
    + (SELECT count(*) FROM desk.countersign WHERE hash !~ '^[0-9a-f]{64}$')
"""


def _values(connection: Connection) -> Finding:
    """Whether all that is there, and this login may read, is as the desk takes it now."""
    bounds = {"first": EARLIEST, "last": LATEST}
    with patience(connection, _LONGEST):
        row = connection.execute(_FAR, bounds).fetchone()
    assert row is not None
    far, unsealed = row
    told = []
    if far:
        told.append(
            f"{counted(far, 'row')} with a time that cannot be: the tables lack their bounds. guide"
            f" desk init --to {_UNBOUNDED}, then guide desk init, lays them anew."
        )
    if unsealed:
        told.append(
            f"{counted(unsealed, 'answer')} of the board without a hash, written past this program:"
            " no seat takes one, and guide verify --desk names it."
        )
    return Finding("values", not told, " ".join(told) or "all within their bounds")


def _people(connection: Connection, supervisor: bool) -> Iterator[Finding]:
    with patience(connection):
        here = connection.execute(
            "SELECT DISTINCT login FROM desk.presence WHERE place = 'board'"
            " AND at > clock_timestamp() - make_interval(secs => %s) ORDER BY 1",
            (HERE_SECONDS,),
        ).fetchall()
        [waiting] = one(connection, "SELECT count(*) FROM desk.tombstone WHERE erased_at IS NULL")
    names = ", ".join(str(login) for (login,) in here)
    yield Finding("board", True, names or "nobody is there now")
    if waiting and supervisor:
        told = f"{counted(cast('int', waiting), 'call')} to be erased: guide desk erase does it."
        yield Finding("erasing", True, told)
