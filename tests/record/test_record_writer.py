import errno
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from record_samples import FaultySystem, a_call, entries_of

from guide.call import events as ev
from guide.call.events import Entry
from guide.errors import RecordError
from guide.record.calls import best_file, files_by_call
from guide.record.disk import Disk
from guide.record.journal import Journal, read_journal
from guide.record.writer import DirectWriter, Saved, ThreadWriter, Writer

CALL_OF_FOUR = a_call()
NAME = "20261120-190300-k7wd.jsonl"

Make = Callable[[Journal], Writer]


@pytest.fixture(params=[DirectWriter, ThreadWriter])
def make(request: pytest.FixtureRequest) -> Make:
    maker: Make = request.param
    return maker


def _on_disk(folder: Path) -> tuple[Entry, ...]:
    return read_journal(best_file(files_by_call(folder)[NAME.split(".")[0]])).entries


def test_everything_submitted_is_on_the_disk_once_the_writer_is_closed(
    make: Make, tmp_path: Path
) -> None:
    journal = Journal(Disk(), tmp_path / NAME)
    writer = make(journal)
    answers: list[Saved] = []
    for entry in CALL_OF_FOUR:
        writer.submit((entry,), answers.append)
    end = writer.close()
    assert _on_disk(tmp_path) == CALL_OF_FOUR
    assert end == Saved(True, "", 4, journal.chain.last_hash)
    assert end.chain == journal.chain
    assert len(answers) == 4
    assert all(answer.ok for answer in answers)
    assert answers[-1].count == 4


def test_nothing_is_acknowledged_before_it_is_synced(make: Make, tmp_path: Path) -> None:
    system = FaultySystem()
    writer = make(Journal(Disk(system), tmp_path / NAME))
    for entry in CALL_OF_FOUR:
        told = threading.Event()

        def then(saved: Saved, told: threading.Event = told) -> None:
            system.calls.append(f"acknowledged {saved.count}")
            told.set()

        writer.submit((entry,), then)
        assert told.wait(10)
    writer.close()
    after = system.calls[system.calls.index("acknowledged 1") + 1 :]
    assert after == [
        *("write", "sync_data", "acknowledged 2"),
        *("write", "sync_data", "acknowledged 3"),
        *("write", "sync_data", "acknowledged 4"),
    ]
    assert system.calls[system.calls.index("acknowledged 1") - 1] == "sync_data"


def test_a_call_that_is_resumed_goes_on_in_its_file(make: Make, tmp_path: Path) -> None:
    first = make(Journal(Disk(), tmp_path / NAME))
    first.submit(CALL_OF_FOUR, lambda _: None)
    first.close()
    second = make(Journal.open(Disk(), tmp_path / NAME))
    more = entries_of(ev.Resumed(), first=5)
    second.submit(more, lambda _: None)
    assert second.close().count == 5
    assert _on_disk(tmp_path) == (*CALL_OF_FOUR, *more)


@pytest.mark.parametrize("only", ["write", "sync_data"])
@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_a_fault_at_any_append_is_told_and_mended_in_a_fresh_file(
    tmp_path: Path, at: int, only: str
) -> None:
    writer = DirectWriter(Journal(Disk(FaultySystem(at, only)), tmp_path / NAME))
    answers: list[Saved] = []
    for entry in CALL_OF_FOUR:
        writer.submit((entry,), answers.append)
    assert [answer.ok for answer in answers] == [n != at for n in (1, 2, 3, 4)]
    assert answers[at - 1].reason.startswith("Could not write")
    assert answers[at - 1].count == at - 1
    writer.retry(answers.append)
    assert answers[-1].ok
    assert answers[-1].count == 4
    writer.close()
    assert _on_disk(tmp_path) == CALL_OF_FOUR


@pytest.mark.parametrize(
    "only", ["make_folder", "open", "only_mine", "lock", "write", "sync_data", "sync_folder"]
)
@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC, errno.EDQUOT, errno.EINTR])
def test_a_fault_at_any_operation_is_never_a_silent_success(
    tmp_path: Path, only: str, code: int
) -> None:
    for at in range(1, 4):
        folder = tmp_path / str(at)
        disk = Disk(FaultySystem(at, only, code))
        writer = DirectWriter(Journal(disk, folder / NAME))
        for n, entry in enumerate(CALL_OF_FOUR, 1):
            answers: list[Saved] = []
            writer.submit((entry,), answers.append)
            saved = answers[0].ok
            assert not saved or _on_disk(folder) == CALL_OF_FOUR[:n]
        assert writer.close().ok
        assert _on_disk(folder) == CALL_OF_FOUR


def test_a_disk_that_goes_on_refusing_loses_nothing_once_it_is_back(
    make: Make, tmp_path: Path
) -> None:
    system = FaultySystem(2, "write", errno.ENOSPC, for_good=True)
    writer = make(Journal(Disk(system), tmp_path / NAME))
    answers: list[Saved] = []
    told = threading.Semaphore(0)

    def then(saved: Saved) -> None:
        answers.append(saved)
        told.release()

    for entry in CALL_OF_FOUR:
        writer.submit((entry,), then)
        assert told.acquire(timeout=10)
    assert [answer.ok for answer in answers] == [True, False, False, False]
    assert {answer.count for answer in answers} == {1}
    assert _on_disk(tmp_path) == CALL_OF_FOUR[:1]
    system.at = 0
    writer.retry(then)
    assert told.acquire(timeout=10)
    assert answers[-1].ok
    assert _on_disk(tmp_path) == CALL_OF_FOUR
    writer.close()


def test_closing_says_so_when_the_disk_still_refuses(make: Make, tmp_path: Path) -> None:
    system = FaultySystem(1, "make_folder", errno.EROFS, for_good=True)
    writer = make(Journal(Disk(system), tmp_path / "gone" / NAME))
    writer.submit(CALL_OF_FOUR, lambda _: None)
    end = writer.close()
    assert not end.ok
    assert "the disk can only be read" in end.reason
    assert end.count == 0


def test_what_waits_goes_to_the_disk_with_one_sync(tmp_path: Path) -> None:
    free = threading.Event()

    class Slow(FaultySystem):
        def count(self, name: str) -> None:
            super().count(name)
            if name == "sync_data":
                assert free.wait(10)

    system = Slow()
    writer = ThreadWriter(Journal(Disk(system), tmp_path / NAME))
    answers: list[Saved] = []
    for entry in CALL_OF_FOUR:
        writer.submit((entry,), answers.append)
    free.set()
    writer.close()
    assert system.calls.count("sync_data") <= 2
    assert len(answers) == 4
    assert [answer.count for answer in answers[1:]] == [4, 4, 4] or answers[0].count == 4


def test_a_thread_answers_from_a_thread_of_its_own(tmp_path: Path) -> None:
    writer = ThreadWriter(Journal(Disk(), tmp_path / NAME))
    names: list[str] = []
    writer.submit(CALL_OF_FOUR, lambda _: names.append(threading.current_thread().name))
    writer.close()
    assert names == ["journal"]


def test_an_answer_that_raises_is_reported_and_saving_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported: list[object] = []
    monkeypatch.setattr(threading, "excepthook", lambda told: reported.append(told.exc_value))

    def raises(saved: Saved) -> None:
        raise RuntimeError("the screen is gone")

    writer = ThreadWriter(Journal(Disk(), tmp_path / NAME))
    for entry in CALL_OF_FOUR:
        writer.submit((entry,), raises)
    assert writer.close().ok
    assert len(reported) == 4
    assert _on_disk(tmp_path) == CALL_OF_FOUR


def test_a_fault_of_the_program_is_told_and_not_swallowed_by_the_thread(tmp_path: Path) -> None:
    writer = ThreadWriter(Journal(Disk(), tmp_path / NAME))
    answers: list[Saved] = []
    writer.submit(CALL_OF_FOUR[1:], answers.append)
    end = writer.close()
    assert [answer.ok for answer in answers] == [False]
    assert "do not follow number 0" in end.reason


def test_nothing_can_be_submitted_to_a_writer_that_is_closed(tmp_path: Path) -> None:
    writer = ThreadWriter(Journal(Disk(), tmp_path / NAME))
    assert writer.close() == writer.close()
    with pytest.raises(ValueError, match="closed"):
        writer.submit(CALL_OF_FOUR, lambda _: None)


def test_a_closed_writer_lets_another_program_go_on(make: Make, tmp_path: Path) -> None:
    writer = make(Journal(Disk(), tmp_path / NAME))
    writer.submit(CALL_OF_FOUR, lambda _: None)
    writer.close()
    Journal.open(Disk(), tmp_path / NAME).close()


def test_a_journal_that_cannot_be_opened_is_not_written_to(tmp_path: Path) -> None:
    with pytest.raises(RecordError):
        Journal.open(Disk(), tmp_path / NAME)
    assert list(tmp_path.iterdir()) == []


# -- what another program writes into the journal itself -----------------------------------


def _restored(path: Path) -> None:
    """An earlier copy, as `cp -a` writes it into the file that is there."""
    earlier = path.read_bytes()
    path.write_bytes(earlier[: earlier.index(b"\n") + 1])


def _added_to(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"garbage\n")


def _changed_in_place(path: Path) -> None:
    """Of the same size, so that its times alone tell."""
    earlier = path.read_bytes()
    path.write_bytes(earlier.replace(b"note 2", b"note 7"))
    os.utime(path, ns=(1, 1))


OVERWRITTEN = (_restored, _added_to, _changed_in_place, lambda path: path.write_bytes(b""))


@pytest.mark.parametrize("overwrite", OVERWRITTEN)
@pytest.mark.parametrize("resumed", [False, True])
def test_a_journal_that_was_overwritten_in_place_is_told_and_the_call_is_written_anew(
    tmp_path: Path, overwrite: Callable[[Path], object], resumed: bool
) -> None:
    disk, path = Disk(), tmp_path / NAME
    writer = DirectWriter(Journal(disk, path))
    answers: list[Saved] = []
    writer.submit(CALL_OF_FOUR[:3], answers.append)
    if resumed:
        writer.close()
        writer = DirectWriter(Journal.open(disk, path))
    overwrite(path)
    left = path.read_bytes()
    writer.submit(CALL_OF_FOUR[3:], answers.append)
    assert not answers[-1].ok
    assert "another program has changed what it holds" in answers[-1].reason
    writer.retry(answers.append)
    assert answers[-1].in_place
    assert writer.close().count == 4
    assert _on_disk(tmp_path) == CALL_OF_FOUR
    assert path.with_name(f"{NAME}.damaged").read_bytes() == left
    [told] = disk.limits.untold()
    assert told.startswith(f"Another program changed {path} during the call.")


@pytest.mark.parametrize("overwrite", OVERWRITTEN)
def test_what_was_overwritten_after_the_last_event_is_written_anew_before_the_call_is_left(
    make: Make, tmp_path: Path, overwrite: Callable[[Path], object]
) -> None:
    writer = make(Journal(Disk(), tmp_path / NAME))
    writer.submit(CALL_OF_FOUR, lambda _: None)
    assert writer.settle().ok
    overwrite(tmp_path / NAME)
    assert writer.settle().in_place
    assert _on_disk(tmp_path) == CALL_OF_FOUR
    writer.close()


def test_a_journal_that_was_touched_and_not_changed_goes_on(tmp_path: Path) -> None:
    writer = DirectWriter(Journal(Disk(), tmp_path / NAME))
    answers: list[Saved] = []
    for entry in CALL_OF_FOUR:
        writer.submit((entry,), answers.append)
        os.utime(tmp_path / NAME, ns=(1, 1))
    writer.close()
    assert all(answer.in_place for answer in answers)
    assert [one.name for one in tmp_path.iterdir()] == [NAME]


def test_a_journal_that_was_put_away_is_not_missed_when_it_is_closed(
    make: Make, tmp_path: Path
) -> None:
    writer = make(Journal(Disk(), tmp_path / NAME))
    writer.submit(CALL_OF_FOUR, lambda _: None)
    assert writer.settle().in_place
    (tmp_path / NAME).rename(tmp_path / "done")
    assert writer.close().in_place
    assert [one.name for one in tmp_path.iterdir()] == ["done"]
