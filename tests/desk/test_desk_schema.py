"""The desk is laid from numbered files, and each can be taken back."""

import psycopg
import pytest
from desk.server import Desk
from psycopg import sql

from guide.desk.connection import Connection, connect
from guide.desk.logins import Login, Role, add_login, logins
from guide.desk.schema import NEWEST, laid, lay
from guide.errors import DeskError, GuideError

_SHAPE = """
SELECT 'relation', relname::text, relkind::text, relrowsecurity::text, relacl::text
FROM pg_class WHERE relnamespace = to_regnamespace('desk')
UNION ALL SELECT 'function', proname, prosrc, prosecdef::text, proacl::text
FROM pg_proc WHERE pronamespace = to_regnamespace('desk')
UNION ALL SELECT 'policy', polname, polrelid::regclass::text, polcmd::text, polroles::text
FROM pg_policy
UNION ALL SELECT 'constraint', conname, conrelid::regclass::text, pg_get_constraintdef(oid), ''
FROM pg_constraint WHERE connamespace = to_regnamespace('desk') ORDER BY 1, 2, 3
"""


@pytest.fixture
def empty(server: str, laid: Desk) -> Connection:
    """A database of the same server in which nothing is laid."""
    with connect(server) as connection:
        connection.execute("DROP DATABASE IF EXISTS bare")
        connection.execute("CREATE DATABASE bare")
    return connect(psycopg.conninfo.make_conninfo(server, dbname="bare"))


def _shape(connection: Connection) -> list[tuple[object, ...]]:
    return connection.execute(_SHAPE).fetchall()


def test_each_file_has_a_way_back_that_leaves_what_was_there_before(empty: Connection) -> None:
    shapes = [_shape(empty)]
    for number in range(1, NEWEST + 1):
        assert lay(empty, number) == 1
        shapes.append(_shape(empty))
    for number in range(NEWEST - 1, -1, -1):
        assert lay(empty, number) == 1
        assert (laid(empty), _shape(empty)) == (number, shapes[number])
    assert lay(empty) == NEWEST
    assert _shape(empty) == shapes[NEWEST]
    empty.close()


def test_a_desk_that_is_laid_is_left_as_it_is(desk: Desk) -> None:
    with desk.of("postgres") as connection:
        assert lay(connection) == 0
        for number in (-1, NEWEST + 1):
            with pytest.raises(GuideError, match="There is no version"):
                lay(connection, number)
        connection.execute("INSERT INTO desk.version (number) VALUES (999)")
        with pytest.raises(GuideError, match="A later version"):
            lay(connection)
        connection.execute("DELETE FROM desk.version WHERE number = 999")


def test_nothing_is_laid_by_halves(empty: Connection) -> None:
    lay(empty, 3)
    empty.execute("CREATE TABLE desk.deed ()")
    with pytest.raises(DeskError, match="already exists"):
        lay(empty)
    assert laid(empty) == 3
    assert empty.execute("SELECT to_regclass('desk.promise')").fetchone() == (None,)
    empty.close()


@pytest.fixture
def _nobody_waits_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guide.desk.held_up._SECONDS", 0.02)


@pytest.mark.usefixtures("_nobody_waits_long")
def test_a_program_that_keeps_tables_from_being_changed_is_named_and_the_desk_not_away(
    empty: Connection, server: str
) -> None:
    lay(empty)
    add_login(empty, Login("kim", Role.AGENT))
    kim = connect(psycopg.conninfo.make_conninfo(server, dbname="bare", user="kim"))
    reads = ("LOCK TABLE desk.event, desk.ask IN ACCESS SHARE MODE", "SELECT FROM desk.deed")
    for table, at, became in zip(
        reads,
        (20, 0),
        ("The desk is at version 23 now, and no further.", "Nothing was changed."),
        strict=True,
    ):
        with kim.transaction(force_rollback=True):
            kim.execute(table.encode())
            with pytest.raises(DeskError) as refused:
                lay(empty, at)
        assert type(refused.value) is DeskError
        told, process = str(refused.value), kim.info.backend_pid
        assert told.startswith(f"The desk is held up by a program of kim (process {process}).")
        assert f"{became} Have that closed, then try again." in told
        assert f"SELECT pg_terminate_backend({process});" in told
    kim.close()
    empty.execute("REVOKE guide_agent FROM kim")
    assert lay(empty, 0) > 0
    empty.close()


@pytest.mark.usefixtures("_nobody_waits_long")
def test_a_login_that_keeps_its_own_row_locked_is_named_where_it_is_to_be_changed(
    desk: Desk,
) -> None:
    with desk.of("kim") as kim, desk.of("postgres") as admin:
        with kim.transaction(force_rollback=True):
            kim.execute("ALTER ROLE kim PASSWORD 'mine'")
            with pytest.raises(DeskError, match=r"a program of kim .*Nothing was changed\."):
                add_login(admin, Login("kim", Role.AGENT), "another")
        add_login(admin, Login("kim", Role.AGENT))


def test_whoever_may_not_make_roles_lays_no_desk(desk: Desk) -> None:
    with desk.of("kim") as connection, pytest.raises(DeskError, match="Your login may not"):
        lay(connection, 0)


def test_no_function_of_the_desk_looks_for_names_where_others_may_make_some(desk: Desk) -> None:
    found = desk.rows(
        "SELECT proname FROM pg_proc WHERE pronamespace = to_regnamespace('desk')"
        " AND prosecdef AND NOT 'search_path=pg_catalog, pg_temp' = ANY(proconfig)"
    )
    assert found == []


def test_nothing_of_the_desk_belongs_to_a_login(desk: Desk) -> None:
    owners = desk.rows(
        "SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class"
        " WHERE relnamespace = to_regnamespace('desk')"
        " UNION SELECT pg_get_userbyid(proowner) FROM pg_proc"
        " WHERE pronamespace = to_regnamespace('desk')"
    )
    assert owners == [("guide_owner",)]


def test_a_login_is_an_agent_or_a_supervisor_and_can_become_the_other(desk: Desk) -> None:
    robin = 'Robin "R" O’Neil'
    with desk.of("postgres") as connection:
        try:
            add_login(connection, Login(robin, Role.AGENT), "correct horse")
            assert Login(robin, Role.AGENT) in logins(connection)
            add_login(connection, Login(robin, Role.SUPERVISOR))
            found = logins(connection)
            assert [one.role for one in found if one.name == robin] == [Role.SUPERVISOR]
            assert {one.name for one in found} == {robin, "kim", "lee", "sam", "pat"}
            [(kept,)] = desk.rows("SELECT rolpassword FROM pg_authid WHERE rolname = %s", robin)
            assert str(kept).startswith("SCRAM-SHA-256$")
        finally:
            connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(robin)))


def test_whoever_may_make_roles_and_owns_the_database_lays_a_desk(server: str, laid: Desk) -> None:
    with connect(server) as connection:
        connection.execute("DROP DATABASE IF EXISTS bare")
        connection.execute("DROP ROLE IF EXISTS boss")
        connection.execute("CREATE ROLE boss LOGIN CREATEROLE")
        for role in ("guide_owner", "guide_agent", "guide_supervisor"):
            connection.execute(f"GRANT {role} TO boss WITH ADMIN OPTION".encode())
        connection.execute("CREATE DATABASE bare OWNER boss")
    with connect(psycopg.conninfo.make_conninfo(server, dbname="bare", user="boss")) as boss:
        assert lay(boss) == NEWEST
        add_login(boss, Login("robin", Role.AGENT))
        may = "SELECT has_database_privilege('robin', current_database(), 'TEMPORARY')"
        assert boss.execute(may.encode()).fetchone() == (False,)
        found = {one.name for one in logins(boss)}
        assert {"robin", "kim"} <= found
        assert "boss" not in found
    with connect(server) as connection:
        connection.execute("DROP DATABASE bare")
        connection.execute("REVOKE guide_agent FROM guide_supervisor GRANTED BY boss")
        connection.execute("DROP ROLE robin, boss")
        # Servers before 16 have known but one grant of it.
        connection.execute("GRANT guide_agent TO guide_supervisor")
