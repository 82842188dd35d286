"""The one way to the records: what it trusts, what it brings home, what it tells."""

import errno
import os
import stat
import threading
from pathlib import Path

import pytest
from durable.failing import Failing, Pair, pair_in
from durable.forgetful import Forgetful
from durable.sample_call import CALL, END, MORE, NOTES
from kit import shipped

from guide.call import actions as act
from guide.errors import NotSaved, RecordError
from guide.record import disk
from guide.record.archive import kept_script_text
from guide.record.calls import kept_files, strays
from guide.record.codec import sound_lines
from guide.record.disk import Disk
from guide.record.journal import read_journal
from guide.record.ledger import read_ledger
from guide.record.opening import open_records
from guide.record.verify import Measure, verify_call
from guide.script.approval import load_approvals
from guide.script.library import shipped_folder


@pytest.fixture
def pair(folder: Path) -> Pair:
    return pair_in(folder / "disk")


# -- what belongs together -----------------------------------------------------------------


def from_the_start_elsewhere(pair: Pair) -> str:
    """A call whose place was refused from its start to its end; the hash of its script."""
    pair.lose("state")
    session = pair.start()
    pair.do(session, *NOTES, END)
    with pytest.raises(RecordError, match="Saved elsewhere"):
        pair.book().finish(session)
    return shipped().script("escalated-callers").sha256


def test_the_wording_of_a_call_that_was_saved_elsewhere_comes_home_with_it(pair: Pair) -> None:
    sha = from_the_start_elsewhere(pair)
    assert kept_script_text(pair.places.wording, sha) is None
    pair.lose()
    assert pair.book().finish_ended() == (CALL,)
    assert kept_script_text(pair.places.wording, sha) is not None
    assert pair.in_fallback == {}
    approvals, _ = load_approvals(shipped_folder() / "approvals.toml")
    assert verify_call(Measure.of(pair.places, approvals), CALL).faults == ()


def test_a_call_does_not_come_home_before_its_wording(pair: Pair) -> None:
    sha = from_the_start_elsewhere(pair)
    pair.lose("state/wording", code=errno.ENOSPC)
    [told] = pair.book().open_records()
    assert told.startswith(f"The call {CALL} is saved in {pair.root / 'second'}. Could not")
    assert set(pair.in_fallback) == {f"{CALL}.jsonl", f"{sha}.toml"}
    assert pair.kept() is None
    # Until it is at home, it is found where it is.
    verdict = verify_call(Measure.of(pair.places, load_approvals(_APPROVALS)[0]), CALL)
    assert [fault for fault in verdict.faults if "script" in fault] == []


_APPROVALS = shipped_folder() / "approvals.toml"


def test_wording_that_is_not_what_its_name_says_is_not_brought_home(pair: Pair) -> None:
    pair.leave_in_fallback()
    strange = pair.root / "second" / f"{'0' * 64}.toml"
    strange.write_text("[script]")
    pair.book().open_records()
    assert not (pair.places.wording / strange.name).exists()
    assert pair.kept() is not None


def test_halves_that_a_program_left_in_the_second_place_are_removed_when_it_is_gone(
    pair: Pair,
) -> None:
    pair.leave_in_fallback()
    second = pair.root / "second"
    ours, process = os.getpid(), os.getppid()
    left = second / f".{CALL}.jsonl.{ours}-{threading.get_native_id()}.tmp"
    being_written = second / f".{CALL}.jsonl.{process}-{process}.tmp"
    for half in (left, being_written):
        half.write_bytes(b"{")
    assert pair.book().open_records() == ()
    assert set(pair.in_fallback) == {being_written.name}


# -- a place that still refuses ------------------------------------------------------------


def test_a_call_goes_on_elsewhere_while_its_place_still_refuses(pair: Pair) -> None:
    session = pair.leave_in_fallback()
    pair.lose("state")
    book = pair.book()
    assert [info.entries for info in book.unfinished()] == [len(session.call.entries)]
    again = book.resume(CALL)
    assert [note.text for note in again.call.notes] == [note.text for note in session.call.notes]
    pair.do(again, *MORE)
    assert again.shown.saved.ok
    assert not again.shown.saved.in_place
    pair.lose()
    pair.do(again, act.Write("the disk is back"))
    again.retry()
    assert again.shown.saved.in_place
    again.close()
    assert pair.book().open_records() == ()
    kept = pair.kept()
    assert kept is not None
    assert kept.entries == again.call.entries
    assert pair.in_fallback == {}


def test_a_call_that_ends_while_nothing_can_be_saved_is_there_until_it_is(pair: Pair) -> None:
    session = pair.start()
    pair.lose("state", "second", "out", code=errno.ENOSPC)
    pair.do(session, *NOTES, END)
    book = pair.book()
    for _ in range(2):
        with pytest.raises(NotSaved, match="the disk is full"):
            book.finish(session)
    pair.lose()
    book.finish(session)
    kept = pair.kept()
    assert kept is not None
    assert kept.entries == session.call.entries
    assert CALL in read_ledger(pair.places.ledger).by_call
    assert set(pair.summaries()) == {f"{CALL}.md", f"{CALL}.toml"}


# -- what is read, and was never written -----------------------------------------------------


def refuse_one_sync(pair: Pair, *lost: str) -> None:
    """The next sync of a file is refused, and what it was for is written by no later one.

    From then on these folders refuse everything.
    """

    def refuse(name: str) -> None:
        if name == "sync_data":
            pair.system.before = lambda name: None
            pair.lose(*lost)
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    pair.system.before = refuse


def certain(pair: Pair) -> int:
    """How many events of the call a cut of the power would leave where they belong."""
    files = [data for path, data in pair.system.synced().items() if path.endswith(".jsonl")]
    return max(len(sound_lines(data).lines) for data in files if data)


def test_what_comes_home_is_on_the_disk_though_the_refused_file_reads_the_same(pair: Pair) -> None:
    session = pair.start()
    refuse_one_sync(pair, "state")
    pair.do(session, NOTES[0])
    session.retry()
    assert not session.close().in_place
    pair.lose()
    assert pair.book().open_records() == ()
    assert pair.in_fallback == {}
    assert certain(pair) == len(session.call.entries)


def test_a_call_that_goes_on_is_on_the_disk_though_its_last_event_had_been_refused(
    pair: Pair,
) -> None:
    session = pair.start()
    refuse_one_sync(pair)
    pair.do(session, NOTES[0])
    assert not session.shown.saved.ok
    # The program is killed.
    pair.system.close_all()
    again = pair.book().resume(CALL)
    pair.do(again, NOTES[1])
    assert again.shown.saved.in_place
    assert certain(pair) == len(again.call.entries)


class Full(Failing):
    """Refuses no file that is there to be opened."""

    def open(self, path: Path, flags: int, mode: int = 0o600) -> int:
        if flags & os.O_CREAT:
            self._may(path)
        return Forgetful.open(self, path, flags, mode)


def test_a_full_disk_keeps_no_call_from_going_on(folder: Path) -> None:
    (folder / "disk").mkdir()
    pair = Pair(folder / "disk", system=Full(folder / "disk"))
    session = pair.start()
    pair.do(session, *NOTES)
    session.close()
    pair.lose("state", code=errno.ENOSPC)
    again = pair.book().resume(CALL)
    pair.do(again, *MORE)
    assert again.shown.saved.ok
    assert again.shown.saved.reason.startswith("Saved elsewhere")


# -- a stranger's folder -------------------------------------------------------------------


@pytest.mark.parametrize("how", ["link", "shared", "file"])
def test_a_fallback_folder_that_is_not_ours_alone_is_told_and_left(pair: Pair, how: str) -> None:
    place = pair.root / "second"
    (pair.root / "trap").mkdir()
    trap = pair.root / "trap" / f"{CALL}.jsonl"
    trap.write_bytes(b"")
    if how == "link":
        place.symlink_to(pair.root / "trap")
    elif how == "shared":
        place.mkdir()
        place.chmod(0o777)
    else:
        place.write_bytes(b"")
    [told] = pair.book().open_records()
    assert told.startswith(f"What was saved in {place} is not looked for. ")
    assert trap.exists()


def test_a_fallback_folder_that_becomes_a_link_while_it_is_read_costs_no_finished_call(
    pair: Pair,
) -> None:
    session = pair.start()
    pair.do(session, *NOTES, END)
    pair.book().finish(session)
    done = pair.places.calls / "done" / f"{CALL}.jsonl"
    finished = done.read_bytes()
    second = pair.places.fallback_dir
    Disk(pair.system).private_folder(second)
    left = second / f"{CALL}.jsonl"
    left.write_bytes(finished[: finished.index(b"\n") + 1])
    left.chmod(0o600)

    def swap(name: str) -> None:
        if name == "remove" and not second.is_symlink():
            second.rename(pair.root / "aside")
            second.symlink_to(done.parent)

    pair.system.before = swap
    [told] = pair.book().open_records()
    assert second.is_symlink()
    assert "Could not remove" in told
    assert done.read_bytes() == finished


def test_a_fallback_folder_that_is_the_home_of_calls_by_another_name_loses_none(pair: Pair) -> None:
    session = pair.start()
    pair.do(session, *NOTES)
    session.close()
    home = pair.places.calls / "open"
    same = pair.places.__class__(pair.places.state, pair.places.out, home)
    told = open_records(Disk(pair.system), same)
    assert told == (
        f"What was saved in {home} is not looked for. It is the folder of the calls themselves:"
        " name another place for it with GUIDE_ELSEWHERE.",
    )
    assert (home / f"{CALL}.jsonl").exists()


def test_a_journal_elsewhere_that_is_a_link_is_told_and_left(pair: Pair) -> None:
    session = pair.start()
    pair.do(session, *NOTES, END)
    pair.book().finish(session)
    done = pair.places.calls / "done" / f"{CALL}.jsonl"
    Disk(pair.system).private_folder(pair.places.fallback_dir)
    (pair.places.fallback_dir / f"{CALL}.jsonl").symlink_to(done)
    told = pair.book().open_records()
    assert told
    assert all("it is a link" in one for one in told)
    assert done.exists()


def test_a_journal_of_somebody_else_is_told_and_left(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair.leave_in_fallback()
    left = pair.root / "second" / f"{CALL}.jsonl"
    fstat = os.fstat

    def of_somebody_else(fd: int) -> os.stat_result:
        found = list(fstat(fd))
        found[stat.ST_UID] += left.exists() and fstat(fd).st_ino == left.stat().st_ino
        return os.stat_result(found)

    monkeypatch.setattr(disk.os, "fstat", of_somebody_else)
    [told] = pair.book().open_records()
    assert f"Could not trust {left}: it belongs to somebody else." in told
    assert left.exists()
    assert len(kept_files(pair.places.calls)[CALL]) == 1


def test_copies_in_the_fallback_folder_are_told(pair: Pair) -> None:
    pair.leave_in_fallback()
    copy = pair.root / "second" / f"{CALL} (1).jsonl"
    copy.write_bytes(b"")
    assert [told for told in strays(pair.places, training=False) if str(copy) in told]
    assert strays(pair.places, training=True) == []


# -- what was restored ---------------------------------------------------------------------


def test_folders_that_others_can_look_into_are_closed_to_them(pair: Pair) -> None:
    session = pair.start()
    pair.do(session, *NOTES)
    session.close()
    calls = pair.places.calls
    for folder in (calls, calls / "open"):
        folder.chmod(0o755)
    assert pair.book().open_records() == ()
    modes = [stat.S_IMODE(folder.stat().st_mode) for folder in (calls, calls / "open")]
    assert modes == [0o700, 0o700]


# -- the name and the file -----------------------------------------------------------------


@pytest.mark.parametrize("how", ["deleted", "replaced", "moved with its folder"])
def test_a_journal_whose_name_is_gone_is_told_and_the_call_goes_on_in_a_fresh_one(
    pair: Pair, how: str
) -> None:
    """Where its folder is another one by now, that is in the fallback folder."""
    session = pair.start()
    pair.do(session, NOTES[0])
    path = pair.places.journal_path(CALL)
    if how == "deleted":
        path.unlink()
    elif how == "replaced":
        (pair.root / "other").write_bytes(b"")
        (pair.root / "other").replace(path)
    else:
        path.parent.rename(pair.root / "aside")
    pair.do(session, NOTES[1])
    assert not session.shown.saved.ok
    assert session.shown.saved.reason.startswith("Could not write")
    pair.do(session, NOTES[2])
    assert session.shown.saved.ok
    assert session.shown.saved.in_place is (how != "moved with its folder")
    session.close()
    folder = path.parent if session.shown.saved.in_place else pair.places.fallback_dir
    assert session.call.entries in [read_journal(one).entries for one in folder.glob("*.jsonl")]


# -- what a place can never do -------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "code", "told"),
    [
        ("lock", errno.ENOLCK, ["cannot be locked"]),
        ("lock", errno.EOPNOTSUPP, ["cannot be locked"]),
        ("sync_folder", errno.EINVAL, ["does not say when it has the name"]),
        ("sync_folder", errno.EOPNOTSUPP, ["does not say when it has the name"]),
        ("only_mine", errno.EPERM, []),
    ],
)
def test_what_a_place_can_never_do_is_told_and_the_call_is_kept_there(
    pair: Pair, name: str, code: int, told: list[str]
) -> None:
    def refuse(asked: str) -> None:
        if asked == name:
            raise OSError(code, os.strerror(code))

    pair.system.before = refuse
    session = pair.start()
    pair.do(session, *NOTES)
    assert session.shown.saved.in_place
    session.close()
    book = pair.book()
    again = book.resume(CALL)
    pair.do(again, *MORE, END)
    assert again.shown.saved.in_place
    book.finish(again)
    assert pair.in_fallback == {}
    untold = [one for one in book.disk.limits.untold() if str(pair.places.calls / "open") in one]
    assert len(untold) == len(told)
    assert all(words in sentence for words, sentence in zip(told, untold, strict=True))
    assert book.disk.limits.untold() == ()
