"""A disk that takes nothing any more: the call goes on elsewhere, and is moved back afterwards."""

import errno
import stat
from pathlib import Path

import pytest
from durable.failing import Failing, Pair, pair_in
from durable.sample_call import CALL, END, MORE, NOTES, whole_summaries
from kit import Desk

from guide.call import actions as act
from guide.errors import CallBusy, RecordError
from guide.record.calls import find_files
from guide.record.codec import sound_lines
from guide.record.disk import Disk
from guide.record.erased import Tombstone
from guide.record.forget import erase_calls
from guide.record.journal import Journal, read_journal
from guide.record.writer import DirectWriter, Saved, ThreadWriter
from guide.session.session import Session

CODES = (errno.EIO, errno.ENOSPC, errno.EDQUOT, errno.EROFS)


@pytest.fixture
def pair(folder: Path) -> Pair:
    return pair_in(folder / "disk")


def see_it_was_moved_back(pair: Pair, session: Session) -> None:
    """All of the call is where it belongs, in one chain; nothing of it is left in the fallback."""
    kept = pair.kept()
    assert kept is not None
    assert kept.entries == session.call.entries
    assert not kept.damage
    assert pair.in_fallback == {}


@pytest.mark.parametrize("code", CODES, ids=errno.errorcode.get)
@pytest.mark.parametrize("begun", [-1, 0, 1, len(NOTES)])
def test_a_folder_that_refuses_sends_the_call_elsewhere_and_nothing_is_lost(
    pair: Pair, code: int, begun: int
) -> None:
    if begun < 0:
        pair.lose("state", code=code)
    session = pair.start()
    pair.do(session, *NOTES[: max(0, begun)])
    pair.lose("state", code=code)
    for action in (*NOTES[max(0, begun) :], *MORE):
        pair.do(session, action)
        if not session.shown.saved.ok:
            # The file in use was refused, and that is shown until it is tried again.
            assert action is NOTES[max(0, begun)] if begun < len(NOTES) else MORE[0]
            session.retry()
        saved = session.shown.saved
        assert saved.ok
        assert not saved.in_place
        assert saved.reason.startswith(f"Saved elsewhere, in {pair.places.fallback_dir}. Could not")
        left = pair.system.synced()[f"second/{CALL}.jsonl"]
        assert left is not None
        assert len(sound_lines(left).lines) == len(session.call.entries)
    assert stat.S_IMODE((pair.root / "second").stat().st_mode) == 0o700
    pair.lose()
    session.retry()
    assert session.shown.saved.in_place
    see_it_was_moved_back(pair, session)
    pair.do(session, END)
    pair.book().finish(session)
    see_it_was_moved_back(pair, session)
    assert pair.summaries() == whole_summaries(pair.kept())


@pytest.mark.parametrize("make", [DirectWriter, ThreadWriter])
def test_a_call_that_ended_elsewhere_is_finished_by_the_next_start_with_a_disk(
    pair: Pair, make: type[DirectWriter]
) -> None:
    pair.writer = make
    session = pair.start()
    session.settle()
    pair.lose("state")
    pair.do(session, *NOTES, END)
    with pytest.raises(RecordError, match=r"Saved elsewhere.*The summary is written all the same"):
        pair.book().finish(session)
    with pytest.raises(RecordError, match=rf"The call {CALL} is saved in .*second\. Could not"):
        pair.book().finish_ended()
    pair.lose()
    assert pair.book().finish_ended() == (CALL,)
    see_it_was_moved_back(pair, session)
    assert pair.summaries() == whole_summaries(pair.kept())
    assert pair.book().unfinished() == []


def test_a_call_that_was_left_elsewhere_goes_on_where_it_belongs(pair: Pair) -> None:
    session = pair.leave_in_fallback()
    assert pair.book().finish_ended() == ()
    see_it_was_moved_back(pair, session)
    again = pair.book().resume(CALL)
    pair.do(again, act.Write("the disk is back"))
    assert again.close().in_place
    see_it_was_moved_back(pair, again)


@pytest.mark.parametrize("code", [errno.EROFS, errno.ENOSPC], ids=errno.errorcode.get)
@pytest.mark.parametrize("ended", [False, True])
def test_a_call_on_a_disk_that_takes_nothing_any_more_is_taken_up_elsewhere(
    pair: Pair, code: int, ended: bool
) -> None:
    first = pair.start()
    pair.do(first, *NOTES)
    first.close()
    before = pair.kept()
    pair.lose("state", code=code)
    session = pair.book().resume()
    saved = session.shown.saved
    assert saved.ok
    assert saved.reason.startswith(f"Saved elsewhere, in {pair.places.fallback_dir}. Could not")
    pair.do(session, *MORE)
    with pytest.raises(CallBusy):
        pair.book().resume(CALL)
    # Nothing of what there was is touched, and nothing that was done since is lost.
    assert before is not None
    assert session.call.entries[: len(before.entries)] == before.entries
    if ended:
        pair.do(session, END)
        with pytest.raises(RecordError, match="Saved elsewhere"):
            pair.book().finish(session)
        assert pair.book().unfinished() == []
    else:
        assert not session.close().in_place
        # It is found where it is, and goes on there, for as long as the disk takes nothing.
        again = pair.book().resume()
        assert again.call.entries[:-1] == session.call.entries
        session = again
        assert not again.close().in_place
    assert read_journal(pair.places.journal_path(CALL)).entries == before.entries
    pair.lose()
    assert pair.book().finish_ended() == (CALL,) * ended
    see_it_was_moved_back(pair, session)
    assert pair.summaries() == (whole_summaries(pair.kept()) if ended else {})
    assert pair.book().open_records() == ()


def test_of_two_who_went_on_with_a_call_here_and_elsewhere_neither_loses_anything(
    pair: Pair,
) -> None:
    first = pair.start()
    first.close()
    pair.lose("state", code=errno.EROFS)
    elsewhere = pair.book().resume()
    pair.do(elsewhere, *NOTES)
    elsewhere.close()
    waiting = pair.in_fallback[f"{CALL}.jsonl"]
    # As where a program without that fallback folder goes on with what the disk has.
    (pair.root / "second").rename(pair.root / "away")
    pair.lose()
    here = pair.book().resume()
    pair.do(here, *MORE)
    here.close()
    (pair.root / "away").rename(pair.root / "second")
    told = pair.book().open_records()
    assert len(told) == 1
    assert told[0].startswith(f"The record of {CALL} has branched: ")
    assert pair.in_fallback == {}
    files = [path.read_bytes() for path in (pair.places.calls / "open").iterdir()]
    assert waiting in files
    kept = [read_journal(path).entries for path in find_files(pair.places, CALL, training=False)]
    assert here.call.entries in kept


def test_a_damaged_call_on_a_disk_that_can_only_be_read_stays_as_it_is(pair: Pair) -> None:
    first = pair.start()
    pair.do(first, *NOTES)
    first.close()
    path = pair.places.journal_path(CALL)
    lines = path.read_bytes().splitlines(keepends=True)
    damaged = b"".join((*lines[:-1], b"x" + lines[-1], lines[-1]))
    path.write_bytes(damaged)
    pair.lose("state", code=errno.EROFS)
    session = pair.book().resume()
    assert session.notice.startswith("The record of this call was damaged: ")
    pair.do(session, *MORE)
    session.close()
    assert path.read_bytes() == damaged
    pair.lose()
    [told] = pair.book().open_records()
    assert told.startswith(f"{path} is not as it was written: ")
    see_it_was_moved_back(pair, session)
    assert path.read_bytes() == damaged


def test_what_is_saved_nowhere_is_called_not_saved_and_is_there_once_a_disk_is_back(
    pair: Pair,
) -> None:
    session = pair.start()
    pair.lose("state", "second")
    pair.do(session, *NOTES)
    assert not session.shown.saved.ok
    assert session.shown.saved.reason.startswith("Could not ")
    pair.lose("state")
    session.retry()
    assert session.shown.saved.ok
    assert not session.shown.saved.in_place
    pair.lose()
    session.retry()
    see_it_was_moved_back(pair, session)


def test_a_fallback_that_fails_later_sends_the_call_back_where_it_can(pair: Pair) -> None:
    session = pair.start()
    pair.lose("state")
    pair.do(session, NOTES[0])
    pair.lose("second")
    pair.do(session, *NOTES[1:])
    assert session.shown.saved.in_place
    kept = pair.kept()
    assert kept is not None
    assert kept.entries == session.call.entries
    session.close()
    pair.lose()
    pair.book().finish_ended()
    see_it_was_moved_back(pair, session)


def test_a_journal_that_a_running_program_writes_elsewhere_is_left_to_it(pair: Pair) -> None:
    session = pair.start()
    pair.lose("state")
    pair.do(session, *NOTES)
    pair.lose()
    assert pair.book().finish_ended() == ()
    assert f"{CALL}.jsonl" in pair.in_fallback
    pair.do(session, *MORE)
    session.close()
    see_it_was_moved_back(pair, session)


class Killed(BaseException):
    """The program was killed."""


def test_a_move_back_that_is_cut_short_anywhere_is_completed_by_the_next(folder: Path) -> None:
    whole = pair_in(folder / "whole")
    whole.leave_in_fallback()
    before = len(whole.system.calls)
    whole.book().finish_ended()
    calls = len(whole.system.calls) - before
    assert calls > 5
    for at in range(calls):
        pair = pair_in(folder / str(at))
        session = pair.leave_in_fallback()
        last = len(pair.system.calls) + at

        def cut(name: str, disk: Failing = pair.system, last: int = last) -> None:
            if len(disk.calls) >= last:
                raise Killed

        pair.system.before = cut
        with pytest.raises(Killed):
            pair.book().finish_ended()
        pair.system.before = lambda name: None
        pair.system.close_all()
        pair.book().finish_ended()
        see_it_was_moved_back(pair, session)
        assert len(list((pair.places.calls / "open").glob("*.jsonl"))) == 2


def test_a_call_that_was_erased_meanwhile_comes_home_and_is_told(pair: Pair) -> None:
    session = pair.leave_in_fallback()
    left = pair.in_fallback
    stone = Tombstone(CALL, session.call.at, "asked for")
    path = pair.places.journal_path(CALL)
    chosen = [(path, stone)]
    list(erase_calls(Disk(pair.system), pair.places, chosen, training=False, also=pair.places.out))
    assert pair.in_fallback == {}
    (pair.root / "second" / f"{CALL}.jsonl").write_bytes(left[f"{CALL}.jsonl"])
    with pytest.raises(RecordError, match=f"{CALL} was erased on .* guide forget {CALL} erases"):
        pair.book().finish_ended()
    # Nothing is erased unasked, and it is not gone on with.
    assert pair.in_fallback == {}
    assert pair.kept() is not None
    assert pair.book().unfinished() == []


@pytest.mark.parametrize("how", ["link", "shared"])
def test_a_fallback_that_is_not_ours_alone_takes_nothing(pair: Pair, how: str) -> None:
    place = pair.root / "second"
    (pair.root / "trap").mkdir()
    if how == "link":
        place.symlink_to(pair.root / "trap")
    else:
        place.mkdir()
        place.chmod(0o777)
    session = pair.start()
    pair.lose("state")
    pair.do(session, *NOTES)
    assert not session.shown.saved.ok
    assert list((pair.root / "trap").iterdir()) == list(place.iterdir()) == []


@pytest.mark.parametrize(
    ("data", "stays"), [(b"not a journal\n", True), (b'{"format":1,"n":1', False), (b"", False)]
)
def test_of_what_is_no_call_only_what_was_cut_off_at_its_beginning_is_taken_away(
    pair: Pair, data: bytes, stays: bool
) -> None:
    fallback = pair.places.fallback_dir
    pair.system.make_folder(fallback)
    path = fallback / f"{CALL}.jsonl"
    path.write_bytes(data)
    told = f"The call {CALL} is saved in {fallback}. {path} is no record of a call. Move it away."
    assert pair.book().open_records() == (told,) * stays
    assert pair.kept() is None
    assert bool(pair.in_fallback) == stays


def test_a_disk_that_went_in_mid_call_has_nothing_written_in_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounted, away, elsewhere = (tmp_path / name for name in ("mounted", "away", "elsewhere"))
    desk = Desk("escalated-callers")
    journal = Journal(Disk(), mounted / "open" / f"{CALL}.jsonl", elsewhere)
    writer = DirectWriter(journal)
    told: list[Saved] = []
    writer.submit(desk.call.entries, told.append)
    # As it is where the disk is taken out of the folder that it was mounted at: that has a number
    # of its own, also where a part of the same disk was mounted there.
    mounted.rename(away)
    mounted.mkdir()
    desk.do(act.Write("the second note"))
    writer.submit(desk.call.entries[1:], told.append)
    writer.retry(told.append)
    assert told[-1].ok
    assert "is not the folder that the call began in" in told[-1].reason
    assert [*mounted.iterdir()] == []
    mounted.rmdir()
    away.rename(mounted)
    # Some disks have other numbers once they are mounted again.
    monkeypatch.setattr("guide.record.journal.identity_of", lambda _: (-1, -1))
    assert writer.settle().in_place
    assert [one.name for one in elsewhere.iterdir()] == []
    found = sorted((mounted / "open").iterdir())
    assert read_journal(found[-1]).entries == desk.call.entries
