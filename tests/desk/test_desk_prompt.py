"""The desk at the prompt: from nothing to a team, and what is told where it does not work."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from desk.kept_calls import at_desk, call_id, keep_ended, on_disk, places_in
from desk.sent_lines import CALL, hash_of, sealed, send
from desk.server import Connecting, Desk
from in_memory import in_memory

from guide.cli.run import run
from guide.desk.schema import NEWEST, lay
from guide.record.places import Places


class Typed:
    """What commands answer to one login."""

    def __init__(self, captured: pytest.CaptureFixture[str], places: Places) -> None:
        self.places = places
        self._captured = captured

    def __call__(self, *words: str) -> tuple[int, str, str]:
        self._captured.readouterr()
        code = run([*words])
        return (code, *self._captured.readouterr())


@pytest.fixture
def guide(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    desk: Desk,
) -> Typed:
    places = places_in(tmp_path)
    monkeypatch.setenv("GUIDE_STATE", str(places.state))
    monkeypatch.setenv("GUIDE_OUT", str(places.out))
    monkeypatch.setenv("GUIDE_DESK", desk.named("kim"))
    return Typed(capsys, places)


def findings(guide: Typed) -> tuple[int, dict[str, tuple[bool, str]]]:
    code, out, _ = guide("desk", "check", "--json")
    return code, {one["about"]: (one["works"], one["told"]) for one in json.loads(out)}


def test_a_team_begins_with_a_server_a_desk_and_logins(
    guide: Typed, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS begun")
        connection.execute("CREATE DATABASE begun")
    admin = psycopg.conninfo.make_conninfo(server, dbname="begun")
    told = f"The desk is at version {NEWEST}"
    assert guide("desk", "init", admin) == (0, f"{told}.\n", "")
    assert guide("desk", "init", admin) == (0, f"{told} already.\n", "")
    monkeypatch.setenv("GUIDE_DESK", admin)
    code, out, err = guide("desk", "users", "add", "robin", "--role", "supervisor")
    assert (code, out) == (0, "")
    assert err == (
        "guide: robin may come in, as a supervisor."
        " No password was set: what else the server asks for counts.\n"
    )
    assert "robin  supervisor\n" in guide("desk", "users")[1]
    assert {"login": "robin", "role": "supervisor"} in json.loads(
        guide("desk", "users", "--json")[1]
    )
    assert guide("desk", "users", "add")[0] == 2
    for no_login, why in (
        ("guide_owner", "own roles"),
        ("é" * 32, "63 bytes"),
        ("pg_x", "own"),
        ("postgres", "may do anything"),
    ):
        code, _, err = guide("desk", "users", "add", no_login)
        assert (code, why in err) == (2, True)
    code, _, err = guide("desk", "init", admin, "--to", "0")
    assert (code, "Add --yes" in err) == (2, True)
    code, _, err = guide("desk", "init", admin, "--to", "-1")
    assert (code, "There is no version -1 of a desk" in err) == (2, True)
    assert guide("desk", "init", admin, "--to", "0", "--yes")[0] == 0
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP ROLE robin")


def test_check_says_that_all_works(guide: Typed, desk: Desk) -> None:
    desk.rows("INSERT INTO desk.presence VALUES ('sam', 'board', now())")
    code, found = findings(guide)
    assert (code, all(works for works, _ in found.values())) == (0, True)
    told = {about: told for about, (_, told) in found.items()}
    assert told["login"] == "kim is an agent"
    assert told["encryption"] == "none, and nothing leaves this computer"
    assert told["append only"] == "your login changes and deletes nothing that is at the desk"
    assert told["board"] == "sam"
    code, out, _ = guide("desk", "check")
    assert (code, "WRONG" in out) == (0, False)
    code, out, _ = guide("doctor")
    assert "append only" in out
    assert "kim" not in out.partition("\nDesk\n")[2]


def test_check_says_what_does_not_work_and_what_mends_it(
    guide: Typed, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, about, told in (
        (desk.named("kim").replace("dbname=calls", "dbname=postgres"), "tables", "guide desk init"),
        ("host=/nowhere", "connection", "The desk cannot be reached: "),
        ("host=desk.example.invalid", "connection", "sslmode=verify-full"),
        ("nonsense", "connection", "libpq does not understand"),
    ):
        monkeypatch.setenv("GUIDE_DESK", name)
        code, found = findings(guide)
        assert (code, found[about][0]) == (1, False)
        assert told in found[about][1]
        assert "WRONG" in guide("desk", "check")[1]


@pytest.mark.parametrize(
    "setting",
    [
        "DateStyle TO German",
        "DateStyle TO 'SQL, DMY'",
        "client_encoding TO LATIN1",
        "client_encoding TO SQL_ASCII",
        "TimeZone TO 'Asia/Kathmandu'",
        "row_security TO off",
        "search_path TO desk",
        "statement_timeout TO '1ms'",
    ],
)
def test_whatever_a_login_sets_for_its_sessions_nothing_else_is_read_or_sent(
    guide: Typed, desk: Desk, setting: str
) -> None:
    keep_ended(guide.places, range(1))
    desk.rows("INSERT INTO desk.presence VALUES ('sam', 'board', now())")
    desk.rows(f"ALTER ROLE kim SET {setting}")
    try:
        with desk.of("kim") as kim:
            assert kim.execute("SELECT session_user, '€ 😀'").fetchone() == ("kim", "€ 😀")
        code, found = findings(guide)
        assert (code, found["board"]) == (0, (True, "sam"))
        assert guide("desk", "send") == (0, "10 events sent.\n", "")
        assert guide("verify", "--desk")[:2] == (
            0,
            "1 call that the desk received verified: all fits.\n",
        )
        assert guide("desk", "figures")[0] == 0
    finally:
        desk.rows("ALTER ROLE kim RESET ALL")


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_a_database_in_which_not_all_can_be_written_is_no_desk_and_left_as_it_is(
    guide: Typed, server: str, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS western")
        connection.execute(
            f"CREATE DATABASE western TEMPLATE template0 ENCODING '{encoding}'"
            " LC_COLLATE 'C' LC_CTYPE 'C'".encode()
        )
    admin = psycopg.conninfo.make_conninfo(server, dbname="western")
    code, out, err = guide("desk", "init", admin)
    assert (code, out) == (2, "")
    assert err.startswith(f"guide: The database “western” is in {encoding}, in which not all")
    assert "CREATE DATABASE calls ENCODING 'UTF8' TEMPLATE template0" in err
    monkeypatch.setenv("GUIDE_DESK", admin)
    code, found = findings(guide)
    assert (code, found["database"]) == (1, (False, err[len("guide: ") :].strip()))
    assert found["tables"][1].startswith("version 0 of")


def test_check_tells_that_a_server_takes_nothing_any_more(guide: Typed, desk: Desk) -> None:
    assert findings(guide)[1]["writing"][0]
    assert desk.rows("SELECT * FROM desk.witness") == []
    desk.rows(
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$"
        " BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100'; END $$"
    )
    desk.rows("CREATE TRIGGER full_disk BEFORE INSERT ON desk.event EXECUTE FUNCTION full_disk()")
    try:
        code, found = findings(guide)
    finally:
        desk.rows("DROP FUNCTION full_disk CASCADE")
    assert code == 1
    assert found["writing"] == (False, "The desk refused: No space left on device.")


def test_check_tells_of_rows_that_no_login_of_today_could_write(
    guide: Typed, desk: Desk, as_login: Connecting
) -> None:
    send(as_login("kim"), lines := sealed(["one"]))
    first = {"call": CALL, "n": 1, "hash": hash_of(lines[0])}
    desk.rows("ALTER TABLE desk.promise DROP CONSTRAINT bounds_until")
    desk.rows("ALTER TABLE desk.promise DROP CONSTRAINT bounds_owed_until")
    try:
        desk.rows(
            "INSERT INTO desk.promise (call, seat, n, hash, kind, until)"
            " VALUES (%s, 'kim', %s, %s, 'callback', 'infinity')",
            *first.values(),
        )
        code, found = findings(guide)
    finally:
        desk.rows("DELETE FROM desk.promise")
        with desk.of("postgres") as connection:
            lay(connection, 10)
            lay(connection)
    assert code == 1
    assert found["values"][1].startswith("1 row with a time that cannot be")


def test_check_tells_who_may_do_too_much_or_nothing(
    guide: Typed, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUIDE_DESK", desk.named("postgres"))
    assert "take no calls with it" in findings(guide)[1]["login"][1]
    desk.rows("CREATE ROLE nobody_s LOGIN")
    desk.rows("GRANT DELETE ON desk.event TO guide_agent")
    try:
        monkeypatch.setenv("GUIDE_DESK", desk.named("kim"))
        code, found = findings(guide)
        assert (code, found["append only"]) == (1, (False, "it may, and must not: event: DELETE"))
        monkeypatch.setenv("GUIDE_DESK", desk.named("nobody_s"))
        assert findings(guide)[0] == 1
    finally:
        desk.rows("REVOKE DELETE ON desk.event FROM guide_agent")
        desk.rows("DROP ROLE nobody_s")


def test_a_password_in_the_settings_file_is_refused_and_not_told(
    guide: Typed, desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(f'agent = "Kim"\ndesk = "{desk.named("kim")} password=hunter2"\n')
    monkeypatch.setenv("GUIDE_CONFIG", str(config))
    monkeypatch.delenv("GUIDE_DESK")
    code, found = findings(guide)
    assert (code, found["connection"][0]) == (1, False)
    assert found["connection"][1].startswith("config.toml:2 holds a password.")
    code, out, err = guide("desk", "send")
    assert (code, "config.toml:2 holds a password." in err) == (2, True)
    assert "hunter2" not in str((found, out, err, guide("doctor")))


def test_without_a_desk_its_commands_say_how_one_is_named(
    guide: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GUIDE_DESK")
    for words in (["check"], ["send"], ["users"], ["erase"], ["init"]):
        code, out, err = guide("desk", *words)
        assert (code, out) == (2, "")
        assert "Set GUIDE_DESK, or name one with --desk." in err


def test_send_sends_what_is_lacking_and_forget_reaches_the_desk(
    guide: Typed, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = keep_ended(guide.places, range(2))
    assert guide("desk", "send") == (0, f"{events} events sent.\n", "")
    assert guide("desk", "send", "--all") == (0, "0 events sent.\n", "")
    assert at_desk(desk) == on_disk(guide.places)
    assert guide("forget", call_id(0), "--why", "asked for", "--yes")[0] == 0
    assert guide("desk", "send") == (0, "0 events sent.\n", "")
    code, _, err = guide("desk", "erase", "--yes")
    assert (code, "Your login may not do that" in err) == (2, True)
    monkeypatch.setenv("GUIDE_DESK", desk.named("sam"))
    assert "1 call to be erased" in findings(guide)[1]["erasing"][1]
    assert guide("desk", "erase", "--yes") == (0, f"{call_id(0)}\n", "")
    assert guide("desk", "erase")[2] == "guide: No call waits to be erased.\n"
    assert [*at_desk(desk)] == [call_id(1)]


@contextmanager
def server_for_trying() -> Iterator[tuple[subprocess.Popen[str], str, Path]]:
    """One that is started at the prompt, the name that it put out, and the folder of its data."""
    with tempfile.TemporaryDirectory(prefix="try-", dir=in_memory() or "/tmp") as folder:
        data = Path(folder) / "data"
        server = subprocess.Popen(
            [sys.executable, "-m", "guide", "desk", "start", str(data)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )
        with server:
            assert server.stdout is not None
            yield server, server.stdout.readline().strip(), data


def test_a_server_for_trying_is_started_and_stopped() -> None:
    with server_for_trying() as (server, name, _):
        with psycopg.connect(name) as connection:
            assert connection.info.server_version >= 140000
        server.send_signal(signal.SIGINT)
        _, told = server.communicate(timeout=60)
        assert server.returncode == 0
        assert "Ctrl+C stops it." in told
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(name)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGQUIT, signal.SIGINT])
def test_a_server_for_trying_that_something_else_stopped_says_so(how: signal.Signals) -> None:
    with server_for_trying() as (server, _, data):
        os.kill(int((data / "postmaster.pid").read_text().splitlines()[0]), how)
        out, told = server.communicate(timeout=60)
        assert (server.returncode, out) == (1, "")
        assert "guide: The server has ended: something else stopped it, and" in told
        assert "guide desk start starts it again." in told
        for words in ("Traceback", "postgres command", "Failed"):
            assert words not in told


def test_a_server_for_trying_leaves_alone_what_is_no_server_s(guide: Typed, tmp_path: Path) -> None:
    other = tmp_path / "letters"
    other.mkdir()
    (letter := other / "to-anna.txt").write_text("Dear Anna")
    for where in (other, letter):
        code, out, err = guide("desk", "start", str(where))
        assert (code, out) == (2, "")
        assert err.startswith(f"guide: {where} is not the data of a server, and not empty:")


def test_figures_are_told_in_words_and_as_json(guide: Typed) -> None:
    code, out, err = guide("desk", "figures")
    assert (code, err) == (0, "")
    assert out.startswith("ASKS")
    assert "kept in time" in out
    code, out, _ = guide("desk", "figures", "--json", "--days", "7")
    found = json.loads(out)
    assert (code, found["days"], found["asks"]["unanswered"]) == (0, 7, 0)
    assert found["asks"]["seconds"]["answered"] == {"count": 0, "p50": None, "p99": None}
    assert found["promises"]["in_time"] == 0


def test_a_board_takes_a_desk_and_a_terminal(guide: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    code, out, err = guide("board")
    assert (code, out) == (2, "")
    assert "The board is shown on the screen, and this is not a terminal." in err
    monkeypatch.delenv("GUIDE_DESK")
    code, _, err = guide("board")
    assert code == 2
    assert "No desk is named." in err


def test_a_call_that_is_erased_is_asked_to_be_erased_at_the_desk_and_that_is_said(
    guide: Typed, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_ended(guide.places, range(3))
    assert guide("desk", "send")[0] == 0
    code, out, err = guide("forget", call_id(0), "--why", "she asked", "--yes")
    assert (code, out) == (0, f"{call_id(0)}\n")
    assert "a supervisor does so, with guide desk erase." in err
    asked = "SELECT call, why FROM desk.tombstone ORDER BY call"
    assert desk.rows(asked) == [(call_id(0), "she asked")]
    monkeypatch.setenv("GUIDE_DESK", "host=/nowhere user=kim")
    code, _, err = guide("forget", call_id(1), "--yes")
    assert code == 0
    assert "The desk is not asked to erase it yet: the next start does, or guide desk send." in err
    monkeypatch.setenv("GUIDE_DESK", desk.named("kim"))
    assert guide("desk", "send")[0] == 0
    assert len(desk.rows(asked)) == 2
    for login, told in (
        ("lee", "No call of yours waits to be erased. Of others’ calls your login sees nothing"),
        ("kim", f"To be erased: {call_id(0)}"),
        ("sam", f"To be erased: {call_id(0)}"),
    ):
        monkeypatch.setenv("GUIDE_DESK", desk.named(login))
        assert told in guide("desk", "erase")[2]
    assert guide("desk", "erase", "--yes")[0] == 0
    assert "No call waits to be erased." in guide("desk", "erase")[2]
    monkeypatch.delenv("GUIDE_DESK")
    assert "desk" not in guide("forget", call_id(2), "--yes")[2]
