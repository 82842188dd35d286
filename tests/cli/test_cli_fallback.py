"""Calls whose folder could not be written: what every command makes of the fallback folder."""

import errno
import fcntl
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from durable.failing import Failing
from kit import shipped
from prompt import SCRIPTS, Prompt

from guide.call import actions as act
from guide.call.fold import call_of
from guide.cli.options import unfinished_offered
from guide.errors import RecordError
from guide.record.calls import branches, find_files, find_kept_call
from guide.record.disk import Disk
from guide.record.journal import read_journal
from guide.record.places import Places
from guide.record.system import System
from guide.record.writer import DirectWriter
from guide.register.after_call import Tried
from guide.register.collected import collected
from guide.register.index import index_faults, register
from guide.register.owed_today import how_much_is_owed
from guide.register.promise import Promise
from guide.register.register import recording
from guide.script.model import FollowUpKind
from guide.session.callbook import CallBook

Lose = Callable[..., None]


@pytest.fixture
def lose(monkeypatch: pytest.MonkeyPatch) -> Lose:
    """Makes a disk read-only under some folders, and no others."""
    lost: list[Path] = []
    make, open_any = System.make_folder, System.open

    def make_folder(system: System, path: Path) -> None:
        if any(path.is_relative_to(folder) for folder in lost):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        make(system, path)

    def open_file(system: System, path: Path, flags: int, mode: int = 0o600) -> int:
        if flags & os.O_CREAT and any(path.is_relative_to(folder) for folder in lost):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return open_any(system, path, flags, mode)

    monkeypatch.setattr(System, "make_folder", make_folder)
    monkeypatch.setattr(System, "open", open_file)

    def refuse(*folders: Path) -> None:
        lost[:] = folders

    return refuse


@pytest.fixture
def elsewhere(guide: Prompt, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = guide.folder / "elsewhere"
    folder.mkdir()
    monkeypatch.setenv("GUIDE_ELSEWHERE", str(folder))
    return folder


def take(guide: Prompt, elsewhere: Path, *, ended: bool = True) -> tuple[str, str]:
    """Take a call; its id, and what is said at its end."""
    places = Places.of(guide.state, guide.out, elsewhere)
    book = CallBook(shipped(), places, writer=DirectWriter)
    session = book.start("irate-customers", agent="Robin")
    told = ""
    if ended:
        session.do(act.End("hung-up"))
        with pytest.raises(RecordError) as refused:
            book.finish(session)
        told = str(refused.value)
    session.close()
    return session.call.id, told


def test_the_end_of_a_call_says_that_it_is_kept_where_and_how_its_summary_is_written_later(
    guide: Prompt, elsewhere: Path, lose: Lose
) -> None:
    lose(guide.state, guide.out)
    call, told = take(guide, elsewhere)
    [folder] = elsewhere.iterdir()
    assert told.startswith(f"Could not make the folder {guide.out}: the disk can only be read.")
    assert told.endswith(
        f"The record of the call is kept, in {folder}. guide summary {call} writes the summary once"
        " that can be written; with --out DIR, at once to another folder."
    )
    other = guide.folder / "other"
    assert guide("summary", call, "--out", other).out == f"{other / call}.md\n"


def test_the_end_of_a_call_whose_summary_alone_is_refused_says_the_same(
    guide: Prompt, elsewhere: Path, lose: Lose
) -> None:
    lose(guide.out)
    call, told = take(guide, elsewhere)
    assert f"The record of the call is kept, in {guide.state / 'calls'}. guide summary" in told
    lose()
    assert guide("summary", call).out == f"{guide.out / call}.md\n"


def test_what_cannot_be_brought_home_yet_is_listed_read_and_told(
    guide: Prompt, elsewhere: Path, lose: Lose, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose(guide.state, guide.out)
    call, _ = take(guide, elsewhere)
    [folder] = elsewhere.iterdir()
    told = f"guide: The call {call} is saved in {folder}. Could not make the folder {guide.state}"
    answer = guide("calls")
    assert call in answer.out
    assert answer.err.startswith(told)
    assert guide("calls", "--practice").out == ""
    assert call in guide("summary", call, "--print").out
    for typed in (["summary", call, "--print"], ["verify", call], ["forget"], ["resume", "x"]):
        assert guide(*typed).err.startswith(told)
    assert guide("summary", call[:15], "--print").code == 0
    monkeypatch.setenv("LOGNAME", "nobody-in-this-path")
    doctor = guide("doctor")
    assert doctor.code == 1
    assert told.removeprefix("guide: ") in doctor.out
    assert sorted(path.suffix for path in folder.iterdir()) == [".jsonl", ".toml"]


@pytest.mark.parametrize(
    "typed", [["calls"], ["summary", ""], ["verify", ""], ["forget", "--yes", ""], ["resume", ""]]
)
def test_what_can_be_brought_home_is_before_a_command_looks(
    guide: Prompt, elsewhere: Path, lose: Lose, typed: list[str]
) -> None:
    lose(guide.state, guide.out)
    ended, _ = take(guide, elsewhere)
    left, _ = take(guide, elsewhere, ended=False)
    [folder] = elsewhere.iterdir()
    lose()
    answer = guide(*(word or (left if "resume" in typed else ended) for word in typed))
    assert "There is no" not in answer.err
    assert [*folder.iterdir()] == []
    if typed == ["calls"]:
        assert {ended, left} <= {*answer.out.split()}
    if "forget" in typed:
        assert answer.out == f"{ended}\n"


# -- one way in ----------------------------------------------------------------------------

NOTES = ("one", "two", "three")
ENTRANCES = [
    ["resume", "CALL"],
    ["resume"],
    ["calls"],
    ["calls", "--practice"],
    ["summary", "CALL", "--print"],
    ["verify", "CALL"],
    ["verify", "--all"],
    ["forget", "--older-than", "9999"],
    ["replay", "CALL"],
    ["doctor"],
    ["play", "friday-callback"],
    ["practice", "friday-callback"],
    ["practice", "--history"],
    ["practice", "--debrief", "x"],
]
"""Every command that comes to the records, but the screen and the classroom."""


def left_elsewhere(guide: Prompt, elsewhere: Path) -> str:
    """A call of three notes, at the second of which the disk failed; the program was closed."""
    system = Failing(guide.folder)
    elsewhere.rmdir()
    system.make_folder(elsewhere)
    places = Places.of(guide.state, guide.out, elsewhere)
    book = CallBook(shipped(), places, disk=Disk(system), writer=DirectWriter)
    session = book.start("irate-customers", agent="Robin")
    session.do(act.Write(NOTES[0]))
    system.lost = (guide.state,)
    for note in NOTES[1:]:
        session.do(act.Write(note))
    session.retry()
    assert session.shown.saved.ok
    assert not session.close().in_place
    return session.call.id


def at_home(guide: Prompt, call: str) -> list[str]:
    """The notes of a call where it belongs."""
    path = find_kept_call(Places(guide.state, guide.out), call, training=False)
    return [note.text for note in call_of(read_journal(path).entries).notes]


@pytest.mark.parametrize("typed", ENTRANCES, ids=" ".join)
def test_every_entrance_brings_home_what_was_saved_elsewhere(
    guide: Prompt, elsewhere: Path, typed: list[str]
) -> None:
    call = left_elsewhere(guide, elsewhere)
    assert at_home(guide, call) == ["one"]
    answer = guide(*(call if word == "CALL" else word for word in typed))
    assert at_home(guide, call) == [*NOTES]
    [folder] = elsewhere.iterdir()
    assert [*folder.iterdir()] == []
    assert "branched" not in answer.err + answer.out
    if typed[0] in ("summary", "verify"):
        assert answer.code == 0
    if typed[0] == "summary":
        assert all(note in answer.out for note in NOTES)


@pytest.mark.parametrize("typed", ENTRANCES, ids=" ".join)
def test_every_entrance_tells_of_a_fallback_folder_that_is_not_ours(
    guide: Prompt, elsewhere: Path, monkeypatch: pytest.MonkeyPatch, typed: list[str]
) -> None:
    monkeypatch.setenv("LOGNAME", "nobody-in-this-path")
    call = left_elsewhere(guide, elsewhere)
    [folder] = elsewhere.iterdir()
    guide("calls")
    # Another user makes the folder a link to where finished calls lie.
    for left in folder.iterdir():
        left.unlink()
    folder.rmdir()
    done = guide.state / "calls" / "done"
    done.mkdir(mode=0o700)
    finished = done / "20200101-120000-abcd.jsonl"
    finished.write_bytes(next((guide.state / "calls" / "open").glob("*.2.jsonl")).read_bytes())
    folder.symlink_to(done)
    answer = guide(*(call if word == "CALL" else word for word in typed))
    assert (
        f"What was saved in {folder} is not looked for. {folder} is a link to {done}."
        in " ".join((answer.err + answer.out).split("\n"))
    )
    assert finished.exists()
    assert at_home(guide, call) == [*NOTES]


LISTS = (
    ("verify", "--all"),
    ("dnc",),
    ("owed", "--json"),
    ("calls",),
    ("calls", "--practice"),
    ("stats",),
    ("collect", "STATE", "--dnc"),
)


@pytest.mark.parametrize("typed", LISTS, ids=" ".join)
@pytest.mark.parametrize("linked", [False, True])
def test_no_list_is_whole_while_a_saved_call_is_not_looked_at(
    guide: Prompt, elsewhere: Path, typed: tuple[str, ...], linked: bool
) -> None:
    left_elsewhere(guide, elsewhere)
    [folder] = elsewhere.iterdir()
    aside = elsewhere / "aside"
    if linked:
        folder.rename(aside)
        folder.symlink_to(aside)
    else:
        folder.chmod(0o777)
    typed = tuple(str(guide.state) if word == "STATE" else word for word in typed)
    answer = guide(*typed)
    told = f"Calls may be saved in {folder}, which is not looked into: they are missing here."
    assert (answer.code, told in answer.err) == (1, True)
    assert "all fits" not in answer.out
    if linked:
        folder.unlink()
        aside.rename(folder)
    folder.chmod(0o700)
    assert guide(*typed).code == 0


@pytest.mark.parametrize("typed", LISTS, ids=" ".join)
def test_a_fallback_folder_without_calls_hides_nothing(
    guide: Prompt, elsewhere: Path, typed: tuple[str, ...]
) -> None:
    left_elsewhere(guide, elsewhere)
    guide("calls")
    [folder] = elsewhere.iterdir()
    folder.chmod(0o777)
    (folder / "mine.txt").write_text("mine")
    assert guide(*(str(guide.state) if word == "STATE" else word for word in typed)).code == 0


# -- what such a call promised -------------------------------------------------------------

NUMBER = (("number", "312 555 0177"),)


def promised(guide: Prompt, elsewhere: Path, *, before: bool = True) -> str:
    """A call left while the disk refused, which promised a callback and not to call a number.

    `before`: it began before the disk refused.
    """
    places = Places.of(guide.state, guide.out, elsewhere)
    system = Failing(guide.folder)
    elsewhere.rmdir()
    system.make_folder(elsewhere)
    system.lost = () if before else (guide.state,)
    book = CallBook(shipped(), places, disk=Disk(system), writer=DirectWriter)
    session = book.start("irate-customers", agent="Robin")
    session.do(act.Write(NOTES[0]))
    system.lost = (guide.state,)
    session.do(act.AddFollowUp(FollowUpKind.CALLBACK, (("name", "Dana"), *NUMBER)))
    session.do(act.AddFollowUp(FollowUpKind.DO_NOT_CALL, NUMBER))
    session.retry()
    assert session.shown.saved.ok
    assert not session.close().in_place
    return session.call.id


@pytest.mark.parametrize("before", [True, False])
def test_what_a_call_promised_that_cannot_be_brought_home_is_owed_everywhere(
    guide: Prompt, elsewhere: Path, lose: Lose, before: bool
) -> None:
    # The register was opened before, and what it remembers is of then.
    guide("owed")
    call = promised(guide, elsewhere, before=before)
    there = Places.of(guide.state, guide.out, elsewhere)
    [folder] = elsewhere.iterdir()
    lose(guide.state)
    for _ in "twice":
        assert guide("dnc").out == "312 555 0177\n"
        assert f"{call}/4" in guide("owed").out
        assert f"{call}/5" in guide("owed", "--json").out
        assert call in guide("calls", "--owed").out
        assert '"other-promises/untimed"' in guide("stats", "--json").out
        assert "1 without a time" in how_much_is_owed(there, datetime.now(UTC), lambda: False)
    assert (folder / f"{call}.jsonl").exists()


def test_such_a_promise_counts_once_when_its_call_is_home(guide: Prompt, elsewhere: Path) -> None:
    call = promised(guide, elsewhere)
    places = Places.of(guide.state, guide.out, elsewhere)
    with register(places) as index:
        assert [one.id for one in index.page()] == [f"{call}/4", f"{call}/5"]
    guide("calls")
    assert not [*next(elsewhere.iterdir()).iterdir()]
    with register(places) as index:
        assert [one.id for one in index.page()] == [f"{call}/4", f"{call}/5"]
    assert index_faults(places) == ()


def test_what_is_done_about_such_a_promise_is_recorded_and_fits(
    guide: Prompt, elsewhere: Path
) -> None:
    call = promised(guide, elsewhere)
    places = Places.of(guide.state, guide.out, elsewhere)
    now = datetime.now(UTC) + timedelta(minutes=1)
    answer = recording(places)(f"{call}/4", Tried(""), "Kim", now)
    assert isinstance(answer, Promise)
    with register(places) as index:
        assert [one.tries for one in index.named(call)] == [1, 0]
    [folder] = elsewhere.iterdir()
    [path] = folder.glob("*.jsonl")
    with path.open("rb") as held:
        # A program still writes it: it stays where it is.
        fcntl.flock(held, fcntl.LOCK_EX)
        told = guide("verify", "--all").err
    assert path.exists()
    assert "which is not there" not in told


def test_what_is_collected_says_that_a_call_of_ones_own_is_elsewhere(
    guide: Prompt, elsewhere: Path
) -> None:
    call = promised(guide, elsewhere)
    [folder] = elsewhere.iterdir()
    other = Places.of(guide.folder / "other")
    Disk().private_folder(other.calls)
    places = Places.of(guide.state, guide.out, elsewhere)
    with collected(Disk(), places, [other.state]) as found:
        told = f"The call {call} is saved in {folder}: it is missing here until it is home."
        assert told in found.told


# -- records that have branched ------------------------------------------------------------


@pytest.mark.parametrize("found", [b'"text":"one"', b'"kind":"started"'])
def test_what_is_damaged_elsewhere_comes_home_whole_and_is_told(
    guide: Prompt, elsewhere: Path, found: bytes
) -> None:
    """What follows the damage is nowhere else, though what comes before it is at home, too."""
    call = left_elsewhere(guide, elsewhere)
    [folder] = elsewhere.iterdir()
    [file] = folder.glob("*.jsonl")
    held = file.read_bytes().replace(found, found.upper())
    file.write_bytes(held)
    told = guide("calls")
    every = [*folder.glob("*.jsonl"), *Places(guide.state, guide.out).calls.rglob(f"{call}*")]
    assert held in [one.read_bytes() for one in every]
    assert (told.code, call in told.err) == (1, True)
    assert guide("verify", "--all").code == 1


def branched(guide: Prompt, elsewhere: Path, *, ended: bool) -> tuple[str, str]:
    """A call that went on elsewhere, and at home while that was not to be seen; its branch there.

    The answer is the call and the number of the branch that was saved elsewhere.
    """
    call = left_elsewhere(guide, elsewhere)
    [folder] = elsewhere.iterdir()
    folder.rename(elsewhere / "hidden")
    book = CallBook(shipped(), Places.of(guide.state, guide.out), writer=DirectWriter)
    session = book.resume(call)
    session.do(act.Write("two, at home"))
    if ended:
        session.do(act.End("hung-up"))
    session.close()
    (elsewhere / "hidden").rename(folder)
    guide("doctor")
    tips = branches(find_files(Places.of(guide.state, guide.out), call, training=False))
    home = next(n for n, tip in enumerate(tips, 1) if b"two, at home" in tip.read_bytes())
    return call, str(home)


def test_commands_tell_of_a_record_that_has_branched_and_choose_none(
    guide: Prompt, elsewhere: Path
) -> None:
    call, _ = branched(guide, elsewhere, ended=False)
    told = f"The record of {call} has branched: 1 has "
    every = (["calls"], ["summary", call, "--print"], ["verify", call], ["verify", "--all"])
    for typed in (*every, ["resume", call]):
        # Once, and beside the list of calls nothing else tells of it.
        assert guide(*typed).err.count(told) == 1, typed
    assert guide("verify", call).code == 1
    assert guide("verify", "--all").code == 1
    assert guide("resume", call).code == 2
    assert len(branches(find_files(Places.of(guide.state), call, training=False))) == 2


def test_an_option_puts_a_record_in_order_and_finishes_a_branch_that_has_ended(
    guide: Prompt, elsewhere: Path
) -> None:
    call, home = branched(guide, elsewhere, ended=True)
    answer = guide("resume", call, "--branch", home)
    page = guide.out / f"{call}.md"
    assert (answer.code, answer.out, answer.err) == (0, f"{page}\n", "")
    assert "Note: two; " in page.read_text()
    assert "Note: three" in page.read_text()
    assert "branched" not in guide("calls").err
    told = guide("verify", call, "--scripts", SCRIPTS)
    assert (told.code, told.err) == (0, "")


def test_a_branch_needs_a_call_and_must_be_there(guide: Prompt, elsewhere: Path) -> None:
    call, _ = branched(guide, elsewhere, ended=True)
    assert guide("resume", "--branch", "1").err == (
        "guide: Name the call whose branch goes on: guide calls lists them.\n"
    )
    assert guide("resume", call, "--branch", "7").err == (
        "guide: The record has 2 branches: there is no branch 7.\n"
    )


def test_the_shell_offers_calls_that_are_saved_elsewhere(guide: Prompt, elsewhere: Path) -> None:
    call = left_elsewhere(guide, elsewhere)
    shutil.rmtree(guide.state)
    assert unfinished_offered("") == [call]


def test_a_scenario_that_could_not_be_kept_leaves_nothing(
    guide: Prompt, elsewhere: Path, lose: Lose
) -> None:
    lose(guide.state, guide.out)
    answer = guide("play", "friday-callback")
    assert answer.code == 2
    assert [*elsewhere.iterdir()] == []


@pytest.mark.parametrize("at_home", [True, False])
def test_a_file_that_nobody_can_read_fits_nowhere(
    guide: Prompt, elsewhere: Path, lose: Lose, at_home: bool
) -> None:
    lose(guide.state)
    call, _ = take(guide, elsewhere, ended=False)
    lose()
    [path] = elsewhere.glob(f"*/{call}.jsonl")
    whole = path.read_bytes()
    if at_home:
        home = guide.state / "calls" / "open"
        home.mkdir(parents=True)
        (home / path.name).write_bytes(whole)
    path.write_bytes(whole.replace(b"irate", b"jrate", 1))
    for typed in (["dnc"], ["owed"], ["calls"], ["stats"], ["doctor"], ["verify", "--all"]):
        answer = guide(*typed)
        assert answer.code == 1, typed
        assert "all fits" not in answer.out
    assert path.exists()


@pytest.mark.parametrize("kind", ["link", "folder", "garbage"])
def test_a_file_there_that_cannot_be_read_is_told_once_with_one_remedy(
    guide: Prompt, elsewhere: Path, lose: Lose, kind: str
) -> None:
    lose(guide.state)
    call, _ = take(guide, elsewhere, ended=False)
    lose()
    guide("calls")
    [folder] = elsewhere.iterdir()
    path = folder / f"{call}.2.jsonl"
    if kind == "link":
        path.symlink_to(guide.state / "calls" / "open" / f"{call}.jsonl")
    elif kind == "folder":
        path.mkdir()
    else:
        path.write_text('{"kind":"started"}\n')
        path.chmod(0o600)
    for typed in (["calls"], ["doctor"]):
        answer = guide(*typed)
        told = [one for one in (answer.out + answer.err).splitlines() if path.name in one]
        assert (answer.code, len(told)) == (1, 1), told
        assert "is saved in" in told[0]


def test_what_was_saved_elsewhere_is_told_once_the_folder_of_records_was_moved(
    guide: Prompt, elsewhere: Path, lose: Lose, monkeypatch: pytest.MonkeyPatch
) -> None:
    guide.state.mkdir(exist_ok=True)
    lose(guide.state, guide.out)
    call, _ = take(guide, elsewhere)
    lose()
    [before] = elsewhere.iterdir()
    moved = guide.folder / "state2"
    guide.state.rename(moved)
    monkeypatch.setenv("GUIDE_STATE", str(moved))
    monkeypatch.setenv("LOGNAME", "nobody-in-this-path")
    after = Places.of(moved, guide.out, elsewhere).fallback_dir
    told = f"Files of another records folder lie in {before}: 1 call."
    for typed in (
        ["calls"],
        ["owed"],
        ["owed", "--csv"],
        ["dnc"],
        ["stats", "--json"],
        ["verify", "--all"],
        ["doctor"],
        ["collect", guide.folder / "state2"],
    ):
        answer = guide(*typed)
        said = " ".join((answer.out + answer.err).split())
        assert (answer.code, said.count(told)) == (1, 1), (typed, answer)
        assert f"mv {before} {after}" in said
    before.rename(after)
    listed = guide("calls")
    assert (listed.code, listed.err) == (0, "")
    assert call in listed.out


def test_a_file_where_the_fallback_folder_should_be_names_the_variable_that_mends_it(
    guide: Prompt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").touch()
    monkeypatch.setenv("GUIDE_ELSEWHERE", str(tmp_path / "elsewhere"))
    err = guide("calls").err
    assert "a part of its path is a file" in err
    assert "GUIDE_ELSEWHERE" in err
    assert "--out" not in err
