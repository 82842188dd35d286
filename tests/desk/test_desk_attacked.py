"""What a login tries that is none of its business is refused by the database itself."""

import contextlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from desk.kept_calls import places_in
from desk.sent_lines import CALL, hash_of, sealed, sealed_events, send
from desk.server import Connecting, Desk
from psycopg import errors

from guide.desk.logins import bound_logins
from guide.desk.sending import Sender
from guide.record.codec import GENESIS

ASKED = {"kind": "asked", "about": "permission"}
LINES = sealed_events([ASKED, {"kind": "follow-up-added"}])
AMENDED = "INSERT INTO desk.amended (call, n, event, hash) VALUES (%s, 2, %s, %s)"
TABLES = (
    "event",
    "witness",
    "ask",
    "answer",
    "promise",
    "amended",
    "deed",
    "voiced",
    "caller",
    "countersign",
    "tombstone",
    "kept",
)
EVENTS = "SELECT seat, n, line FROM desk.event ORDER BY seat, n"


@pytest.fixture
def sent(as_login: Connecting) -> Connecting:
    """Kim's call is at the desk."""
    assert send(as_login("kim"), LINES) == 2
    return as_login


def ask(connection: psycopg.Connection[tuple[object, ...]], **more: object) -> int:
    values = {"call": CALL, "n": 1, "hash": hash_of(LINES[0]), "kind": "permission", **more}
    return insert(connection, "ask", values)


def promise(connection: psycopg.Connection[tuple[object, ...]], **more: object) -> None:
    values = {"call": CALL, "n": 2, "hash": hash_of(LINES[1]), "kind": "callback", **more}
    insert(connection, "promise", values, "n")


def insert(
    connection: psycopg.Connection[tuple[object, ...]],
    table: str,
    values: dict[str, object],
    gives: str = "id",
) -> int:
    names = ", ".join(values)
    places = ", ".join(f"%({name})s" for name in values)
    query = f"INSERT INTO desk.{table} ({names}) VALUES ({places}) RETURNING {gives}"
    row = connection.execute(query.encode(), values).fetchone()
    assert row is not None
    return int(str(row[0]))


def test_an_agent_cannot_read_another_s_call(sent: Connecting) -> None:
    ask(sent("kim"), words="you idiot")
    promise(sent("kim"))
    lee = sent("lee")
    for table in TABLES:
        assert lee.execute(f"SELECT * FROM desk.{table}".encode()).fetchall() == [], table
    assert len(sent("kim").execute(EVENTS.encode()).fetchall()) == 2
    assert len(sent("sam").execute(EVENTS.encode()).fetchall()) == 2


def refused(connection: psycopg.Connection[tuple[object, ...]], query: str) -> None:
    """Have the database refuse this for want of a privilege."""
    with pytest.raises(psycopg.Error) as error:
        connection.execute(query.encode())
    assert error.value.sqlstate == "42501", query


@pytest.mark.parametrize("login", ["kim", "lee", "sam"])
def test_nobody_deletes_what_is_there(sent: Connecting, login: str) -> None:
    connection = sent(login)
    for table in TABLES:
        refused(connection, f"DELETE FROM desk.{table}")
        refused(connection, f"TRUNCATE desk.{table} CASCADE")
        refused(connection, f"DROP TABLE desk.{table}")


@pytest.mark.parametrize("login", ["kim", "lee", "sam"])
def test_nobody_changes_what_is_there(sent: Connecting, login: str) -> None:
    connection = sent(login)
    for changed in (
        "event SET line = ''",
        "witness SET hash = hash",
        "ask SET ground = ''",
        "answer SET at = now()",
        "promise SET until = NULL",
        "promise SET closed = true",
        "amended SET words = ''",
        "deed SET note = ''",
        "voiced SET named = ''",
        "voiced SET open = false",
        "countersign SET state = 'countersigned'",
        "caller SET number = ''",
        "tombstone SET why = ''",
        "kept SET computer = 'mine'",
        "presence SET at = now()",
        "version SET number = 9",
    ):
        refused(connection, f"UPDATE desk.{changed}")


def test_nobody_writes_past_what_receives(sent: Connecting) -> None:
    for table in ("event", "witness", "tombstone", "presence", "version"):
        with pytest.raises(errors.InsufficientPrivilege):
            sent("kim").execute(f"INSERT INTO desk.{table} SELECT * FROM desk.{table}".encode())


def test_what_another_sends_of_a_call_is_never_taken_for_its_own(
    sent: Connecting, desk: Desk
) -> None:
    forged = sealed(["one", "forged"])
    assert send(sent("lee"), forged) == 2
    with pytest.raises(psycopg.Error) as error:
        send(sent("lee"), sealed(["three"], hash_of(LINES[1])), after=2, prev=hash_of(LINES[1]))
    assert error.value.sqlstate == "GD001"
    assert desk.rows(EVENTS) == [
        *(("kim", n, line) for n, line in enumerate(LINES, 1)),
        *(("lee", n, line) for n, line in enumerate(forged, 1)),
    ]


def test_a_line_that_was_changed_is_not_received(sent: Connecting) -> None:
    for lines in (
        [LINES[0].replace("permission", "manager")],
        [LINES[1]],
        ["", "{}"],
        [LINES[0][:-1]],
    ):
        with pytest.raises(psycopg.Error) as error:
            send(sent("kim"), lines, "20261127-190300-aaaa")
        assert error.value.sqlstate == "GD002"


def test_a_rewritten_journal_stands_beside_what_it_was(sent: Connecting, desk: Desk) -> None:
    rewritten = sealed_events([ASKED, {"kind": "noted", "text": "nothing happened"}])
    assert send(sent("kim"), rewritten) == 1
    kept = {(n, line) for _, n, line in desk.rows(EVENTS)}
    assert kept == {(1, LINES[0]), (2, LINES[1]), (2, rewritten[1])}


def test_nobody_stamps_another_time_or_name(sent: Connecting, desk: Desk) -> None:
    for login in ("kim", "sam"):
        for named, value in (("at", datetime(2020, 1, 1, tzinfo=UTC)), ("seat", "lee")):
            with pytest.raises(errors.InsufficientPrivilege):
                ask(sent(login), **{named: value})
            with pytest.raises(errors.InsufficientPrivilege):
                promise(sent(login), **{named: value})
    ask(sent("kim"))
    [(at,)] = desk.rows("SELECT at FROM desk.ask")
    assert isinstance(at, datetime)
    assert abs(datetime.now(UTC) - at) < timedelta(minutes=1)


@pytest.mark.parametrize("login", ["kim", "lee"])
def test_an_agent_grants_nothing_nor_answers_as_the_board(sent: Connecting, login: str) -> None:
    asked, connection = ask(sent("kim")), sent(login)
    for state in ("granted", "refused", "taken", "seen"):
        for forged in ({}, {"by": "sam"}):
            values = {"ask": asked, "state": state, "reason": "so", **forged}
            with pytest.raises(errors.InsufficientPrivilege):
                insert(connection, "answer", values)


def test_a_supervisor_does_not_grant_their_own_ask(sent: Connecting) -> None:
    lines = sealed_events([ASKED | {"text": "mine"}])
    call = "20261127-190301-aaaa"
    send(sent("sam"), lines, call)
    asked = ask(sent("sam"), call=call, hash=hash_of(lines[0]))
    with pytest.raises(errors.InsufficientPrivilege):
        insert(sent("sam"), "answer", {"ask": asked, "state": "granted", "hash": "ab" * 32})
    insert(sent("pat"), "answer", {"ask": asked, "state": "granted", "hash": "ab" * 32})


def test_nobody_asks_about_a_call_that_is_not_theirs(sent: Connecting) -> None:
    for asking in (ask, promise):
        with pytest.raises(errors.ForeignKeyViolation):
            asking(sent("lee"))
        with pytest.raises(errors.ForeignKeyViolation):
            asking(sent("kim"), hash=GENESIS)


def test_an_ask_is_decided_once(sent: Connecting) -> None:
    asked = ask(sent("kim"))
    insert(sent("sam"), "answer", {"ask": asked, "state": "seen"})
    calm = {"ask": asked, "state": "refused", "reason": "calm first", "hash": "ab" * 32}
    insert(sent("pat"), "answer", calm)
    for login, state in (("sam", "granted"), ("kim", "withdrawn")):
        with pytest.raises(errors.UniqueViolation):
            insert(sent(login), "answer", {"ask": asked, "state": state, "hash": "ab" * 32})
    told = sent("kim").execute("SELECT state, by, reason FROM desk.answer ORDER BY id").fetchall()
    assert told == [("seen", "sam", ""), ("refused", "pat", "calm first")]


def test_an_ask_is_refused_with_a_reason_and_withdrawn_by_who_asked(sent: Connecting) -> None:
    asked = ask(sent("kim"))
    with pytest.raises(errors.CheckViolation):
        insert(sent("sam"), "answer", {"ask": asked, "state": "refused"})
    with pytest.raises(errors.InsufficientPrivilege):
        insert(sent("lee"), "answer", {"ask": asked, "state": "withdrawn"})
    insert(sent("kim"), "answer", {"ask": asked, "state": "withdrawn"})


def test_a_threat_is_taken_note_of_and_refused_by_nobody(sent: Connecting) -> None:
    [line] = lines = sealed_events([{"kind": "asked", "about": "threat"}])
    send(sent("kim"), lines, other := "20261127-190301-mmmm")
    asked = ask(sent("kim"), call=other, hash=hash_of(line), kind="threat")
    refusal = {"ask": asked, "state": "refused", "reason": "not serious", "hash": "ab" * 32}
    with pytest.raises(errors.InsufficientPrivilege):
        insert(sent("sam"), "answer", refusal)
    insert(sent("sam"), "answer", {"ask": asked, "state": "granted", "hash": "ab" * 32})


def test_an_agent_cannot_close_another_s_promise(sent: Connecting, desk: Desk) -> None:
    promise(sent("kim"))
    deed = {"call": CALL, "seat": "kim", "n": 2, "kind": "done"}
    with pytest.raises(errors.InsufficientPrivilege):
        insert(sent("lee"), "deed", deed)
    with pytest.raises(errors.InsufficientPrivilege):
        insert(sent("lee"), "deed", {**deed, "by": "kim"})
    [tried] = sealed_events([{"kind": "tried", "call": CALL, "n": 2}])
    send(sent("kim"), [tried], "register-1")
    insert(sent("kim"), "deed", {**deed, "kind": "tried", "hash": hash_of(tried)})
    insert(sent("sam"), "deed", deed)
    assert desk.rows("SELECT by, kind FROM desk.deed ORDER BY id") == [
        ("kim", "tried"),
        ("sam", "done"),
    ]


def test_of_two_who_close_a_promise_the_second_is_told_by_whom(sent: Connecting) -> None:
    promise(sent("kim"))
    deed = {"call": CALL, "seat": "kim", "n": 2, "kind": "done"}
    insert(sent("sam"), "deed", deed)
    with pytest.raises(psycopg.Error, match="closed by sam at ") as error:
        insert(sent("pat"), "deed", deed)
    assert error.value.sqlstate == "GD003"
    insert(sent("pat"), "deed", {**deed, "kind": "reopened"})
    insert(sent("pat"), "deed", deed)


@pytest.mark.parametrize(
    "deed",
    [
        {"kind": "number-corrected", "number": "555"},
        {"kind": "filled-in", "note": "{not json"},
        {"kind": "passed-on", "to_whom": " "},
        {"kind": "claimed", "to_whom": "pat"},
        {"kind": "done", "number": "555"},
        {"kind": "tried", "until": datetime.now(UTC) + timedelta(days=1)},
        {"kind": "moved"},
        {"kind": "moved", "until": datetime(1900, 1, 2, tzinfo=UTC)},
        {"kind": "moved", "until": datetime(2990, 1, 2, tzinfo=UTC)},
    ],
)
def test_a_supervisor_does_at_the_desk_only_what_a_board_does(
    sent: Connecting, desk: Desk, deed: dict[str, object]
) -> None:
    promise(sent("kim"), number="312 555 0188")
    with pytest.raises(errors.InsufficientPrivilege, match="as_a_board_does"):
        insert(sent("sam"), "deed", {"call": CALL, "seat": "kim", "n": 2, **deed})
    told = "SELECT number, owed_until, closed FROM desk.promise"
    assert desk.rows(told) == [("312 555 0188", None, False)]


def test_only_supervisors_are_at_the_board(as_login: Connecting, desk: Desk) -> None:
    as_login("kim").execute("SELECT desk.here('seat')")
    as_login("sam").execute("SELECT desk.here('board')")
    with pytest.raises(errors.InsufficientPrivilege):
        as_login("kim").execute("SELECT desk.here('board')")
    seen = as_login("kim").execute("SELECT login, place FROM desk.presence ORDER BY 1").fetchall()
    assert seen == [("kim", "seat"), ("sam", "board")]


def test_an_agent_erases_nothing_but_asks_for_it(sent: Connecting, desk: Desk) -> None:
    for query in ("SELECT desk.erase()", "DELETE FROM desk.tombstone"):
        with pytest.raises(errors.InsufficientPrivilege):
            sent("kim").execute(query.encode())
    sent("lee").execute("SELECT desk.forget(%s, 'mine')", (CALL,))
    assert desk.rows("SELECT * FROM desk.tombstone") == []
    sent("kim").execute("SELECT desk.forget(%s, 'the caller asked')", (CALL,))
    assert len(desk.rows(EVENTS)) == 2
    assert sent("sam").execute("SELECT desk.erase()").fetchall() == [(CALL,)]
    assert desk.rows(EVENTS) == []
    assert desk.rows("SELECT seat, why, asked_by, erased_by FROM desk.tombstone") == [
        ("kim", "the caller asked", "kim", "sam")
    ]
    assert len(desk.rows("SELECT * FROM desk.witness")) == 2
    assert send(sent("kim"), LINES) == 0


@pytest.mark.parametrize("login", ["kim", "sam"])
def test_no_login_becomes_more_than_it_is(sent: Connecting, login: str) -> None:
    connection = sent(login)
    for query in (
        "SET ROLE guide_owner",
        "SET ROLE lee",
        "SET SESSION AUTHORIZATION lee",
        "GRANT guide_supervisor TO kim",
        "ALTER ROLE kim SUPERUSER",
        "CREATE TABLE desk.mine ()",
        "CREATE FUNCTION desk.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER TABLE desk.event DISABLE ROW LEVEL SECURITY",
        "DROP POLICY own ON desk.event",
        "DROP FUNCTION desk.receive",
        "COPY desk.event TO PROGRAM 'cat'",
        "SET row_security = off; SELECT * FROM desk.event",
        # What fills the server, and is none of the desk's.
        "CREATE TEMPORARY TABLE mine (text text)",
        "SELECT lo_from_bytea(0, 'mine')",
        "SELECT lo_create(0)",
        "SELECT lo_creat(-1)",
    ):
        refused(connection, query)


def test_no_login_holds_all_connections(desk: Desk) -> None:
    with contextlib.ExitStack() as held:

        def hold_all() -> None:
            while True:
                held.enter_context(psycopg.connect(desk.named("kim")))

        with pytest.raises(psycopg.OperationalError, match="too many connections for role"):
            hold_all()
        for login in ("lee", "sam"):
            desk.of(login).close()


def test_a_login_of_an_earlier_version_is_bounded_and_a_bound_of_one_s_own_stays(
    desk: Desk,
) -> None:
    bounds = "SELECT rolname, rolconnlimit FROM pg_roles WHERE rolname IN ('kim', 'lee') ORDER BY 1"
    [_, (_, usual)] = desk.rows(bounds)
    desk.rows("ALTER ROLE kim CONNECTION LIMIT -1")
    desk.rows("ALTER ROLE lee CONNECTION LIMIT 30")
    with desk.of("postgres") as connection:
        assert bound_logins(connection) == []
        assert desk.rows(bounds) == [("kim", usual), ("lee", 30)]
        desk.rows("ALTER ROLE kim CONNECTION LIMIT -1")
        connection.execute("SET SESSION AUTHORIZATION sam")
        assert bound_logins(connection) == ["kim"]
    for login in ("kim", "lee"):
        desk.rows(f"ALTER ROLE {login} CONNECTION LIMIT {usual}")


def test_a_login_that_takes_the_role_of_its_group_is_still_itself(sent: Connecting) -> None:
    lee = sent("lee")
    lee.execute("SET ROLE guide_agent")
    assert lee.execute(EVENTS.encode()).fetchall() == []
    send(lee, LINES)
    assert [seat for seat, *_ in lee.execute(EVENTS.encode()).fetchall()] == ["lee", "lee"]


def test_an_agent_amends_promises_of_their_own_alone_and_by_events_of_their_own(
    sent: Connecting, desk: Desk
) -> None:
    promise(sent("kim"))
    send(sent("lee"), LINES)
    with pytest.raises(errors.ForeignKeyViolation):
        sent("lee").execute(AMENDED, (CALL, 2, hash_of(LINES[1])))
    with pytest.raises(errors.ForeignKeyViolation):
        sent("kim").execute(AMENDED, (CALL, 2, "ab" * 32))
    refused(sent("kim"), "INSERT INTO desk.amended (call, seat) VALUES ('x', 'lee')")
    sent("kim").execute(AMENDED, (CALL, 2, hash_of(LINES[1])))
    assert desk.rows("SELECT seat FROM desk.amended") == [("kim",)]


def test_nobody_says_of_a_promise_that_it_is_closed_but_by_a_deed(sent: Connecting) -> None:
    for login in ("kim", "sam"):
        for column in ("closed", "owed_until", "seat", "at"):
            refused(sent(login), f"INSERT INTO desk.promise (call, {column}) VALUES ('x', NULL)")


def test_what_a_call_said_later_is_erased_with_it_and_a_number_not_to_call_stays(
    sent: Connecting, desk: Desk
) -> None:
    kim = sent("kim")
    promise(kim, kind="do-not-call", number="1")
    more = (CALL, 2, 2, hash_of(LINES[1]), "Dana", "(312) 555-0134")
    names = "call, n, event, hash, caller, number"
    query = f"INSERT INTO desk.amended ({names}) VALUES (%s, %s, %s, %s, %s, %s)"
    kim.execute(query.encode(), more)
    kim.execute("SELECT desk.forget(%s, 'asked')", (CALL,))
    sent("sam").execute("SELECT desk.erase()")
    assert desk.rows("SELECT count(*) FROM desk.amended") == [(0,)]
    assert desk.rows("SELECT caller, number FROM desk.promise") == [("", "(312) 555-0134")]


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_nothing_rests_on_an_event_of_another_kind(
    as_login: Connecting, desk: Desk, n: int
) -> None:
    """Of a call that began, asked for a manager, promised, said a name and was noted."""
    events = ("started", "asked", "follow-up-added", "detailed", "noted")
    lines = sealed_events([{"kind": kind, "about": "manager"} for kind in events])
    send(kim := as_login("kim"), lines)
    resting = {"n": n, "hash": hash_of(lines[n - 1])}

    def made_by(*which: int) -> object:
        if n in which:
            return contextlib.nullcontext()
        return pytest.raises(psycopg.Error, match="is none that makes that")

    with made_by(2):
        ask(kim, kind="manager", **resting)
    with pytest.raises(psycopg.Error, match="is none that makes that"):
        ask(kim, kind="permission", **resting)
    with made_by(3):
        promise(kim, **resting)
    if n != 3:
        promise(kim, n=3, hash=hash_of(lines[2]))
    with made_by(3, 5):
        kim.execute(AMENDED.replace("%s, 2,", "%s, 3,"), (CALL, n, resting["hash"]))
    # What is told as of a later event rests on the last one that can say it.
    rests = {3: [(3,)], 5: [(4,)]}
    assert desk.rows("SELECT event FROM desk.amended") == rests.get(n, [])


def test_a_promise_of_the_register_is_of_the_call_that_its_line_names(
    as_login: Connecting, desk: Desk
) -> None:
    send(kim := as_login("kim"), LINES)
    told = {"call": CALL, "n": 9}
    lines = sealed_events([{"kind": kind} | told for kind in ("promised", "done")])
    send(kim, lines, "register-1")
    of = {"register": "register-1", "line": 1, "hash": hash_of(lines[0])}
    for wrong in ({"n": 8}, {"n": 9, "line": 2, "hash": hash_of(lines[1])}):
        with pytest.raises(psycopg.Error, match="is none that makes that"):
            promise(kim, **(of | wrong))
    promise(kim, n=9, **of)


ABOUT = {"call": CALL, "n": 2}
TOLD = [
    {"kind": "tried", **ABOUT},
    {"kind": "moved", **ABOUT, "until": "2026-12-01T15:00:00.000Z"},
    {"kind": "told", **ABOUT, "to": "Ann"},
    {"kind": "done", "call": CALL, "n": 3},
    {"kind": "done", "call": "20261127-190301-mmmm", "n": 2},
]
MOVED = datetime(2026, 12, 1, 15, tzinfo=UTC)


@pytest.mark.parametrize("login", ["kim", "sam"])
def test_what_a_seat_did_about_a_promise_rests_on_a_line_that_was_received(
    sent: Connecting, desk: Desk, login: str
) -> None:
    promise(sent("kim"))
    lines = sealed_events(TOLD)
    send(mine := sent(login), lines, "register-1")
    deed = {"call": CALL, "seat": "kim", "n": 2}
    false: list[dict[str, object]] = [
        {"kind": "done", "hash": hash_of(line)} for place, line in enumerate(lines) if place != 2
    ]
    false += [
        {"kind": "done", "hash": "b" * 64},
        {"kind": "done", "hash": hash_of(LINES[1])},
        {"kind": "moved", "hash": hash_of(lines[1]), "until": datetime(2900, 1, 1, tzinfo=UTC)},
        {"kind": "tried", "hash": hash_of(lines[0]), "until": MOVED},
        *([{"kind": "done"}] if login == "kim" else []),
    ]
    for one in false:
        with pytest.raises(psycopg.Error) as error:
            insert(mine, "deed", deed | one)
        assert error.value.sqlstate == "GD004", one
    assert desk.rows("SELECT closed, owed_until FROM desk.promise") == [(False, None)]
    insert(mine, "deed", deed | {"kind": "moved", "hash": hash_of(lines[1]), "until": MOVED})
    insert(mine, "deed", deed | {"kind": "done", "hash": hash_of(lines[2])})
    assert desk.rows("SELECT closed FROM desk.promise") == [(True,)]


def test_what_was_done_on_a_call_rests_on_the_event_that_tells_it(sent: Connecting) -> None:
    events = [
        *({"kind": "follow-up-added", "for": which} for which in "ab"),
        {"kind": "follow-up-done", "of": 1, "by": "Kim"},
        {"kind": "corrected", "of": 3},
        {"kind": "corrected", "of": 2},
    ]
    lines = sealed_events(events)
    send(kim := sent("kim"), lines, other := "20261127-190301-mmmm")
    for n in (1, 2):
        promise(kim, call=other, n=n, hash=hash_of(lines[n - 1]))
    true = {("done", 1, 3), ("reopened", 1, 4), ("void", 2, 5)}
    for of in sorted(true, key=lambda one: one[2]):
        for kind in ("done", "reopened", "void", "tried"):
            for n in (1, 2):
                deed = {"call": other, "seat": "kim", "n": n, "kind": kind}
                if (kind, n, of[2]) not in true:
                    with pytest.raises(psycopg.Error, match=r"no line|closed by"):
                        insert(kim, "deed", deed | {"hash": hash_of(lines[of[2] - 1])})
        kind, n, line = of
        deed = {"call": other, "seat": "kim", "n": n, "kind": kind}
        insert(kim, "deed", deed | {"hash": hash_of(lines[line - 1])})


def test_a_number_that_the_call_does_not_tell_is_no_caller_s(
    as_login: Connecting, desk: Desk
) -> None:
    lines = sealed_events(
        [
            {"kind": "detailed", "field": "number", "value": "(312) 555-0134"},
            {"kind": "detailed", "field": "caller", "value": "312 555 0199"},
            {"kind": "warning-given"},
        ]
    )
    send(kim := as_login("kim"), lines)

    def tell(event: int, number: str, warnings: int) -> None:
        kim.execute(
            "INSERT INTO desk.caller (call, event, hash, number, began, warnings)"
            " VALUES (%s, %s, %s, %s, now(), %s) ON CONFLICT DO NOTHING",
            (CALL, event, hash_of(lines[event - 1]), number, warnings),
        )

    for false in (("+13125550199", 0), ("+13125550134", 9), ("", 2)):
        tell(3, *false)
    tell(2, "+13125550134", 1)
    assert desk.rows("SELECT count(*) FROM desk.caller") == [(0,)]
    tell(3, "+13125550134", 1)
    assert desk.rows("SELECT number, warnings FROM desk.caller") == [("+13125550134", 1)]


def test_what_others_made_where_names_are_looked_for_is_called_by_nobody(
    desk: Desk, tmp_path: Path
) -> None:
    """On PostgreSQL 14, and where it came from there, every login may make things in public."""
    desk.rows("GRANT CREATE ON SCHEMA public TO guide_agent")
    made = "FUNCTION public.joined(text, name)"
    try:
        with desk.of("lee") as lee:
            lee.execute(
                f"CREATE {made} RETURNS text LANGUAGE plpgsql AS $$".encode()
                + b" BEGIN RAISE EXCEPTION 'this is done as %', session_user; END $$"
            )
            lee.execute(
                "CREATE OPERATOR public.||"
                " (FUNCTION = public.joined, LEFTARG = text, RIGHTARG = name)"
            )
        with desk.of("sam") as sam:
            assert Sender(sam, places_in(tmp_path)).send() == 0
            assert sam.execute("SELECT 'as '::text || session_user").fetchone() == ("as sam",)
    finally:
        desk.rows(f"DROP {made} CASCADE")
        desk.rows("REVOKE CREATE ON SCHEMA public FROM guide_agent")
