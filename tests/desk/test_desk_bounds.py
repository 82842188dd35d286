"""Whatever a login writes is bounded, and no row that is there keeps others from being read."""

import json
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from desk.boards import Watched, ask
from desk.sent_lines import CALL, hash_of, sealed_events, send
from desk.server import Connecting, Desk
from psycopg import errors

from guide.desk.bounds import EARLIEST, LATEST
from guide.desk.connection import Connection
from guide.desk.evidence import Evidence, evidence_in, moment
from guide.desk.figures import promise_figures
from guide.desk.health import findings
from guide.desk.schema import NEWEST, lay

LINES = sealed_events(
    [
        *[{"kind": "follow-up-added"}] * 2,
        {"kind": "asked", "about": "permission"},
        {"kind": "detailed", "field": "number", "value": "+1"},
    ]
)
FAR = ("infinity", "-infinity", "0044-01-01 BC", "99999-01-01")
LONG = "1" * 2_000_000


@pytest.fixture
def sent(as_login: Connecting) -> Connecting:
    """Kim's call is at the desk, and promises a callback."""
    kim = as_login("kim")
    assert send(kim, LINES) == 4
    put(kim, "promise", n=1, kind="callback")
    return as_login


def put(connection: Connection, table: str, **values: Any) -> None:
    hashed = {"hash": hash_of(LINES[values.get("n", 1) - 1])}
    known = {"call": CALL} | ({} if table in ("deed", "amended", "caller") else hashed)
    every = known | values
    names, places = ", ".join(every), ", ".join(f"%({name})s" for name in every)
    connection.execute(f"INSERT INTO desk.{table} ({names}) VALUES ({places})".encode(), every)


WRITTEN: list[tuple[str, dict[str, object], str]] = [
    ("promise", {"n": 2, "kind": "callback"}, "until"),
    ("deed", {"seat": "kim", "n": 1, "kind": "moved", "hash": "ab" * 32}, "until"),
    ("amended", {"n": 1, "event": 2, "hash": hash_of(LINES[1])}, "until"),
    ("caller", {"event": 4, "hash": hash_of(LINES[3]), "number": "+1"}, "began"),
]
TEXTS = [
    *(("promise", WRITTEN[0][1], name) for name in ("kind", "label", "caller", "number", "words")),
    *(("deed", WRITTEN[1][1], name) for name in ("to_whom", "note", "number", "hash")),
    *(("amended", WRITTEN[2][1], name) for name in ("caller", "number", "words")),
    *(("ask", {"n": 3, "kind": "permission"}, name) for name in ("ground", "words", "first_to")),
]


@pytest.mark.parametrize("far", FAR)
@pytest.mark.parametrize(("table", "values", "name"), WRITTEN)
def test_no_login_writes_a_time_that_is_none(
    sent: Connecting, table: str, values: dict[str, object], name: str, far: str
) -> None:
    with pytest.raises(errors.CheckViolation):
        put(sent("kim"), table, **(values | {name: far}))
    if table != "deed":
        # That rests on a line of the register, which there is none of here.
        put(sent("kim"), table, **(values | {name: LATEST}))


@pytest.mark.parametrize(("table", "values", "name"), TEXTS)
def test_no_login_writes_a_text_without_an_end(
    sent: Connecting, table: str, values: dict[str, object], name: str
) -> None:
    with pytest.raises(errors.CheckViolation):
        put(sent("kim"), table, **(values | {name: LONG}))


def test_no_login_writes_evidence_without_an_end(sent: Connecting) -> None:
    with pytest.raises(errors.CheckViolation):
        ask(sent("kim"), LINES[2], n=3, evidence={"agent": LONG})


@pytest.mark.parametrize("hashed", ["", "ab", "AB" * 32, "x" * 64])
@pytest.mark.parametrize("state", ["granted", "refused"])
def test_nobody_decides_without_a_hash(sent: Connecting, state: str, hashed: str) -> None:
    asked = ask(sent("kim"), LINES[2], n=3)
    with pytest.raises(errors.CheckViolation):
        sent("sam").execute(
            "INSERT INTO desk.answer (ask, state, reason, hash) VALUES (%s, %s, 'no', %s)",
            (asked, state, hashed),
        )


def test_every_column_that_an_agent_writes_has_bounds(desk: Desk) -> None:
    columns = desk.rows(
        "SELECT table_name, column_name FROM information_schema.column_privileges"
        " WHERE table_schema = 'desk' AND grantee = 'guide_agent' AND privilege_type = 'INSERT'"
        " AND (table_name, column_name) NOT IN (SELECT c.relname, a.attname"
        " FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid"
        " JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = ANY(k.conkey)"
        " WHERE k.contype IN ('c', 'f'))"
    )
    assert columns == []


@pytest.fixture
def unbounded(desk: Desk) -> Any:
    """A desk as it was before there were bounds; `lay` makes it the newest again."""
    with desk.of("postgres") as connection:
        lay(connection, 10)
        yield desk
        lay(connection)


@pytest.mark.parametrize("far", FAR)
def test_what_was_written_before_keeps_no_board_from_showing_the_rest(
    unbounded: Desk, as_login: Connecting, far: str
) -> None:
    kim = as_login("kim")
    send(kim, LINES)
    put(kim, "promise", n=1, kind="callback", label="Call back", until=far)
    put(kim, "promise", n=2, kind="callback", label="Send it", until="2026-12-01")
    put(kim, "deed", seat="kim", n=2, kind="moved", until=far)
    put(kim, "caller", event=2, hash=hash_of(LINES[1]), number="+1555", began=far)
    # What Python's json will not read: a number of 5,000 digits, or so many brackets.
    for n, told in ((1, '{"efforts": 1e5000}'), (2, "[" * 3000 + "]" * 3000)):
        kim.execute(
            "INSERT INTO desk.ask (call, n, hash, kind, words, evidence)"
            " VALUES (%s, %s, %s, 'permission', 'you idiot', %s)",
            (CALL, n, hash_of(LINES[n - 1]), told),
        )
    told = [one.told for one in findings(unbounded.named("sam")) if not one.works]
    assert told == [f"version 10 of {NEWEST}. guide desk init lays the rest."]
    with unbounded.of("postgres") as connection:
        lay(connection)
    sam = Watched(unbounded.named("sam"))
    try:
        view = sam.until(lambda view: view.page)
        assert view.page is not None
        assert {one.label for one in view.page.promises} == {"Call back", "Send it"}
        assert [one.said for one in view.asks] == ["you idiot", "you idiot"]
    finally:
        sam.board.close()
    with unbounded.of("lee") as lee, unbounded.of("sam") as other:
        assert lee.execute("SELECT calls FROM desk.known('+1555')").fetchone() == (1,)
        assert promise_figures(other, timedelta(days=30)).count == 2
    assert unbounded.rows("SELECT until, owed_until FROM desk.promise WHERE n = 1") == [
        (None, None)
    ]
    assert unbounded.rows("SELECT n FROM desk.promise WHERE owed_until IS NOT NULL") == []
    assert unbounded.rows("SELECT count(*) FROM desk.caller WHERE began = at") == [(1,)]


def test_evidence_that_json_cannot_be_read_from_is_none() -> None:
    for told in ("[" * 100_000, "1" * 5000, "", "\ud800", '{"waits": NaN'):
        assert evidence_in(told) == Evidence()
    assert evidence_in(json.dumps({"agent": "Kim"})).agent == "Kim"


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "soon"])
def test_a_moment_that_cannot_be_told_everywhere_is_none(at: str) -> None:
    assert moment(at) is None


@pytest.mark.parametrize("told", [*FAR, "0001-01-01 00:00Z", "9999-12-31 23:59Z"])
def test_a_time_of_the_database_is_read_whatever_it_is(as_login: Connecting, told: str) -> None:
    kim = as_login("kim")
    for zone in ("UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"):
        with psycopg.ClientCursor(kim) as cursor:
            cursor.execute("SELECT set_config('TimeZone', %s, false)", (zone,))
        row = kim.execute("SELECT %s::timestamptz", (told,)).fetchone()
        assert row is not None
        assert EARLIEST <= row[0] <= LATEST
