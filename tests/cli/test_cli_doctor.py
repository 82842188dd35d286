import getpass
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace

import pytest
from kit import shipped
from prompt import ROOT, SCRIPTS, Prompt
from sweeps import crossed

from guide.call import actions as act
from guide.cli import doctor
from guide.record.places import Places
from guide.record.writer import DirectWriter
from guide.session.callbook import CallBook
from guide.session.clock import LocalZone
from guide.text import is_plain

TOO_SMALL = "The terminal has 50 columns and 18 rows. A call needs 60 and 20: make it larger."


@pytest.fixture(autouse=True)
def kim(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody whose name stands in no path of the tests."""
    monkeypatch.setenv("LOGNAME", "kim")


def report(guide: Prompt, code: int = 0) -> dict[str, dict[str, str]]:
    """The report as JSON, which must end with this code."""
    answer = guide("doctor", "--json")
    assert (answer.code, answer.err) == (code, "")
    told: dict[str, dict[str, str]] = json.loads(answer.out)
    return told


def problems(guide: Prompt) -> list[str]:
    """All that is wrong, of which there must be something."""
    told = [*report(guide, 1)["problems"]]
    assert guide("doctor").code == 1
    assert all(one in guide("doctor").out for one in told)
    return told


def test_where_nothing_is_wrong_it_says_so(guide: Prompt) -> None:
    answer = guide("doctor")
    assert (answer.code, answer.err) == (0, "")
    for heading in ("Versions", "Places", "Terminal", "Time"):
        assert f"{heading}\n  " in answer.out
    assert answer.out.endswith("\nNo problems found.\n")
    assert report(guide)["problems"] == []


def test_it_changes_nothing(guide: Prompt) -> None:
    guide("doctor")
    assert [*guide.folder.iterdir()] == []


def test_it_names_every_package_that_the_program_builds_on(guide: Prompt) -> None:
    versions = report(guide)["versions"]
    for package in ("textual", "rich", "typer", "platformdirs", "textual-serve"):
        assert versions[package] == metadata.version(package)
    assert "pytest" not in versions


def test_a_package_that_is_not_there_is_told(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = metadata.version

    def version(package: str) -> str:
        if package == "textual-serve":
            raise metadata.PackageNotFoundError
        return there(package)

    monkeypatch.setattr(doctor.metadata, "version", version)
    assert report(guide)["versions"]["textual-serve"] == "not installed"


def test_it_says_where_things_are_kept_with_which_rights_and_by_what(guide: Prompt) -> None:
    guide.out.mkdir(mode=0o700)
    guide.config.write_text(f'scripts = "{SCRIPTS}"\ntheme = "light"\n[keys]\nwarn = "q"\n')
    places = report(guide)["places"]
    assert places["summaries"] == f"{guide.out}, drwx------, yours, set by GUIDE_OUT"
    assert places["calls"] == f"{guide.state}, not there, set by GUIDE_STATE"
    assert places["scripts"].endswith("set by config.toml:1")
    assert places["settings_file"].endswith("yours, set by GUIDE_CONFIG")
    settings = report(guide)["settings"]
    assert settings == {
        "GUIDE_THEME": "light, set by config.toml:2",
        "keys": "warn q, set by config.toml:3",
    }


def test_it_tells_nothing_of_callers_and_of_the_user_only_a_sign(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = Path(guide("play", "friday-callback").out.strip())
    home = guide.folder / "home" / "robin"
    for name, value in {
        "HOME": home,
        "LOGNAME": "robin",
        "GUIDE_AGENT": "Robin Alvarez",
        "GUIDE_OUT": "/srv/robin/out",
        "SSH_CONNECTION": "192.0.2.7 22",
        "TEXTUAL_LOG": "/tmp/keys",
    }.items():
        monkeypatch.setenv(name, str(value))
    guide.config.write_text('desk = "host=calls.example.invalid password=hunter2"\n')
    monkeypatch.setenv("GUIDE_STATE", str(home / "state"))
    told = guide("doctor").out
    for private in ("robin", "Alvarez", "192.0.2.7", "hunter2", "/tmp/keys", summary.stem):
        assert private not in told
    assert "~/state, not there" in told
    assert "/srv/~/out, not there" in told
    assert "guide desk check says what, and why." in told


def test_the_name_of_the_user_is_a_sign_in_every_name_of_a_file(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "kimlee")
    config = guide.folder / "kimlee.toml"
    config.write_text('theme = "light"\nscripts = "/srv/scr_kimlee"\nagnet = "x"\n')
    monkeypatch.setenv("GUIDE_CONFIG", str(config))
    monkeypatch.setenv("GUIDE_OUT", "/srv/kimlee-out")
    monkeypatch.setenv("GUIDE_STATE", "/srv/kimleeson/my.kimlee.d/x")
    told = guide("doctor").out
    assert "kimlee" not in told.replace("/srv/kimleeson", "")
    assert "/srv/~-out, not there, set by GUIDE_OUT" in told
    assert "/srv/kimleeson/my.~.d/x, not there" in told
    assert "light, set by ~.toml" in told


@pytest.mark.parametrize(("home", "shown"), [("/home/kim", "/home/kimberly/s"), ("/", "/home/x/s")])
def test_a_path_that_only_begins_like_the_home_folder_stays(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch, home: str, shown: str
) -> None:
    monkeypatch.setenv("HOME", home)
    monkeypatch.setenv("GUIDE_STATE", shown)
    assert report(guide)["places"]["calls"].startswith(f"{shown}, ")


def test_a_settings_file_with_mistakes_is_told_line_by_line_beside_all_else(guide: Prompt) -> None:
    guide.config.write_text('agnet = "Kim"\ntheme = "light"\n[keys]\nwarn = "3"\n')
    told = problems(guide)
    assert [one.partition(": ")[0].rpartition(":")[2] for one in told] == ["1", "4"]
    assert "Did you mean `agent`?" in told[0]
    assert report(guide, 1)["settings"]["GUIDE_THEME"] == "light, set by config.toml:2"


@pytest.mark.parametrize(
    ("text", "meant"),
    [('agnet = "Kim"', "agent"), ('[keys]\nwarp = "q"', "warn"), ('[kyes]\nwarn = "q"', "keys")],
)
def test_a_setting_that_is_misspelt_is_not_told_as_set(
    guide: Prompt, text: str, meant: str
) -> None:
    guide.config.write_text(f"{text}\n")
    [told] = problems(guide)
    assert f"Did you mean `{meant}`?" in told
    assert report(guide, 1)["settings"] == {}


def test_a_settings_file_that_is_no_toml_is_told(guide: Prompt) -> None:
    guide.config.write_text("agent = [")
    [told] = problems(guide)
    assert "config.toml:1: " in told


def test_scripts_with_mistakes_are_told(guide: Prompt) -> None:
    own = guide.folder / "scripts"
    shutil.copytree(SCRIPTS, own)
    script = own / "calming-a-caller.toml"
    script.write_text(script.read_text().replace("[[step]]", "[[stp]]", 1))
    guide.config.write_text(f'scripts = "{own}"\n')
    [told] = problems(guide)
    assert "guide check lists each, and how to fix it." in told


def test_a_folder_of_scripts_that_is_not_there_is_told(guide: Prompt) -> None:
    nowhere = guide.folder / "nowhere"
    guide.config.write_text(f'scripts = "{nowhere}"\n')
    [told] = problems(guide)
    assert told.startswith(f"There is no folder {nowhere} to take scripts from.")


def test_a_folder_that_others_can_write_in_is_told(guide: Prompt) -> None:
    guide.state.mkdir()
    guide.state.chmod(0o777)
    [told] = problems(guide)
    assert "chmod go-w" in told


def test_every_folder_that_is_not_private_is_told(guide: Prompt) -> None:
    elsewhere = guide.folder / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    guide.state.symlink_to(elsewhere)
    guide.out.symlink_to(elsewhere)
    told = problems(guide)
    assert [one.partition(" is a link")[0] for one in told] == [str(guide.state), str(guide.out)]


def test_a_folder_that_one_may_not_write_in_is_told(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Root may write anywhere, and some run this as root.
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert problems(guide) == [
        f"You cannot write to {guide.folder}. Change its permissions, or choose another place for"
        f" {folder}."
        for folder in (guide.state, guide.out)
    ]


NOBODY_KNOWS_HOME = "import os\nos.path.expanduser = lambda path: path"
NO_HOME = "You have no home folder. Set GUIDE_STATE and GUIDE_OUT to folders of your own."


@pytest.mark.parametrize("home", ["/", "/nonexistent"])
def test_who_has_no_home_folder_is_told_to_name_others(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch, home: str
) -> None:
    # Root may write anywhere, and some run this as root.
    monkeypatch.setattr(os, "access", lambda *_: False)
    for name in ("GUIDE_STATE", "GUIDE_OUT", "XDG_STATE_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", home)
    assert problems(guide) == [NO_HOME]


def test_where_nobody_says_which_the_home_folder_is_a_sentence_says_so(guide: Prompt) -> None:
    unset = {"GUIDE_STATE": "", "GUIDE_OUT": "", "GUIDE_CONFIG": "", "GUIDE_AGENT": "Kim"}
    away = dict.fromkeys(("XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), "") | unset
    told = guide.process("doctor", before=NOBODY_KNOWS_HOME, **away)
    assert (told.code, told.out.splitlines()[-1]) == (1, NO_HOME)
    for command in (["calls"], ["play", "friday-callback"]):
        answer = guide.process(*command, before=NOBODY_KNOWS_HOME, **away)
        assert (answer.code, answer.err) == (2, f"guide: {NO_HOME}\n")
    assert guide.process("list", before=NOBODY_KNOWS_HOME, **away).code == 0


@pytest.mark.parametrize("command", ["play", "replay"])
def test_a_home_folder_of_somebody_who_is_not_there_is_no_fault(
    guide: Prompt, command: str
) -> None:
    answer = guide(command, "~nobody-of-this-name/x.jsonl")
    assert (answer.code, "fault" in answer.err) == (2, False)


def test_a_folder_whose_place_is_taken_by_a_file_is_told(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = guide.folder / "taken"
    taken.write_text("")
    monkeypatch.setenv("GUIDE_OUT", str(taken / "out"))
    assert problems(guide) == [
        f"You cannot write to {taken}. Change its permissions, or choose another place for"
        f" {taken}/out."
    ]


def test_a_disk_that_is_nearly_full_is_told(guide: Prompt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=7_400_000))
    assert problems(guide) == [
        f"Only 7 MB are free for {folder}. Free some space, or choose another place."
        for folder in (guide.state, guide.out)
    ]


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("GUIDE_SCRIPT", "x", "GUIDE_SCRIPT is not a setting. Did you mean `GUIDE_SCRIPTS`?"),
        ("GUIDE_THEME", "blue", "GUIDE_THEME is “blue”: it must be dark or light."),
        ("GUIDE_RETENTION_DAYS", "a year", "GUIDE_RETENTION_DAYS is “a year”"),
    ],
)
def test_a_variable_that_sets_nothing_is_told(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, told: str
) -> None:
    monkeypatch.setenv(variable, value)
    [problem] = problems(guide)
    assert problem.startswith(told)


def test_somebody_without_a_name_is_told(guide: Prompt, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise OSError("no user")

    monkeypatch.setattr(getpass, "getuser", nobody)
    [told] = problems(guide)
    assert "Set GUIDE_AGENT" in told


def test_a_locale_that_is_not_utf_8_is_told(guide: Prompt) -> None:
    ascii_only = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    answer = guide.process("doctor", "--json", **ascii_only)
    told = json.loads(answer.out)
    assert answer.code == 1
    assert told["terminal"]["encoding"] == "ascii"
    assert [one.partition(", and")[0] for one in told["problems"]] == [
        "Your language settings (LC_ALL=C) are for ascii"
    ]


@pytest.fixture
def in_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    def set_to(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield set_to
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("zone", ["Mars/Olympus", "europe/berlin2", "../../etc/passwd"])
def test_a_time_zone_that_is_not_known_is_told(
    guide: Prompt, in_zone: Callable[[str], None], zone: str
) -> None:
    in_zone(zone)
    [told] = problems(guide)
    assert told.startswith(f"TZ is “{zone}”, which is not a time zone")
    assert report(guide, 1)["time"] == {"zone": "not known", "utc_offset": "+0000"}


@pytest.mark.parametrize("zone", ["HST10", "EST5EDT4,M3.2.0,M11.1.0", "UTC+3", "<+0330>-3:30"])
def test_a_time_zone_that_is_set_by_a_rule_is_told_and_nothing_wrong(
    guide: Prompt, in_zone: Callable[[str], None], zone: str
) -> None:
    in_zone(zone)
    assert report(guide)["time"]["zone"] == zone


def test_a_clock_that_does_not_keep_the_zone_by_name_is_told(
    guide: Prompt, in_zone: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    in_zone("UTC")
    monkeypatch.setattr(doctor, "local_zone", lambda: LocalZone("Asia/Tokyo"))
    [told] = problems(guide)
    assert told.startswith("This computer's time zone is Asia/Tokyo, but its clock says +0000.")


@pytest.mark.parametrize(("size", "remarks"), [((80, 24), []), ((50, 18), [TOO_SMALL])])
def test_a_terminal_that_is_too_small_is_told_and_nothing_wrong(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], remarks: list[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(os, "get_terminal_size", lambda stream: os.terminal_size(size))
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        monkeypatch.setattr(stream, "fileno", lambda: 0)
    told = report(guide)
    assert told["remarks"] == remarks
    assert told["terminal"]["size"] == f"{size[0]}×{size[1]}"
    assert told["terminal"]["COLUMNS"] == "200"


def test_the_program_in_a_folder_of_its_own_tells_the_same(guide: Prompt) -> None:
    answer = guide.process("doctor", HOME=str(guide.folder))
    assert (answer.code, answer.err) == (0, "")
    assert str(ROOT / "scripts") in answer.out


KEPT = (
    "training/remarks.jsonl",
    "calls/erased.jsonl",
    "ledger.jsonl",
    "register.jsonl",
    "remarks.jsonl",
    "do-not-call.jsonl",
    "calls/done",
    "calls",
)


@pytest.mark.parametrize(("kind", "name"), crossed(["folder", "pipe", "link", "file"], KEPT))
def test_what_is_no_file_or_folder_where_one_is_kept_is_named_with_its_mend(
    guide: Prompt, name: str, kind: str
) -> None:
    path = guide.state / name
    is_file = path.suffix == ".jsonl"
    if kind == ("file" if is_file else "folder"):
        return
    path.parent.mkdir(parents=True, mode=0o700)
    match kind:
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "link":
            path.symlink_to(guide.folder)
        case _:
            path.touch()
    due = "file" if is_file else "folder"
    told = f"{path} is a {kind}, and no {due}: whatever reads it stops. Look at it, move it away"
    assert any(told in one for one in problems(guide))


PLACES = Places(Path("/state"), Path("/out"))


@pytest.mark.parametrize("path", PLACES.memories, ids=lambda path: path.name)
def test_a_folder_where_things_are_remembered_is_named_with_its_mend(
    guide: Prompt, path: Path
) -> None:
    found = guide.state / path.relative_to(PLACES.state)
    found.mkdir(parents=True, mode=0o700)
    told = f"{found} is a folder, and no file: nothing can be remembered there"
    [problem] = problems(guide)
    assert problem.startswith(told)
    found.rmdir()
    found.symlink_to(guide.folder / "elsewhere")
    assert report(guide)["problems"] == []


def test_every_file_beside_the_calls_is_one_that_is_asked_for() -> None:
    of_state = {
        path
        for name, of in vars(Places).items()
        if isinstance(of, property)
        if isinstance(path := getattr(PLACES, name), Path)
    }
    files = {*PLACES.files, *PLACES.memories}
    assert of_state - {*PLACES.private} <= files
    assert {*PLACES.files}.isdisjoint(PLACES.memories)


@pytest.mark.parametrize("name", ["calls", "calls/done"])
def test_calls_that_are_gone_are_told_as_the_ledger_knows_them(guide: Prompt, name: str) -> None:
    book = CallBook(shipped(), Places.of(guide.state, guide.out), writer=DirectWriter)
    session = book.start("irate-customers", agent="Robin")
    session.do(act.End("hung-up"))
    book.finish(session)
    session.close()
    assert guide("doctor").code == 0
    shutil.rmtree(guide.state / name)
    assert any("in the ledger, and" in one and "Put back" in one for one in problems(guide))


@pytest.mark.parametrize("practice", [False, True])
def test_one_journal_that_is_damaged_is_told_and_nothing_else(
    guide: Prompt, practice: bool
) -> None:
    places = Places(guide.state, guide.out)
    book = CallBook(shipped(), places, writer=DirectWriter, training=practice)
    session = book.start("irate-customers", agent="Kim")
    session.do(act.Write("two"))
    session.do(act.Write("three"))
    session.close()
    path = places.journal_path(session.call.id, practice)
    assert report(guide)["problems"] == []
    path.write_bytes(path.read_bytes().replace(b'"two"', b'"six"'))
    [told] = problems(guide)
    assert told.startswith(f"The record of {session.call.id} is damaged: ")
    assert f"guide verify {session.call.id}" in told


@pytest.mark.parametrize("variable", ["GUIDE_THEME", "GUIDE_SHARED", "GUIDE_SCRIPTS", "GUIDE_OUT"])
def test_what_a_setting_holds_paints_nothing_from_a_file_either(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "/proc/1/x\x1b[31m\x07\u202e")
    for typed in (("doctor",), ("doctor", "--json")):
        told = guide(*typed)
        assert told.code == 1
        assert is_plain(told.out), told.out
    assert all(map(is_plain, json.loads(told.out)["problems"]))
