import errno
import os
from pathlib import Path

import pytest
from record_samples import STARTED, FaultySystem, a_call, entries_of

from guide.call import events as ev
from guide.errors import CallBusy, NewerFormat, RecordError
from guide.record.calls import best_file, files_by_call
from guide.record.codec import GENESIS, Chain, encoded, seal
from guide.record.disk import Disk
from guide.record.journal import Journal, read_journal

CALL_OF_FOUR = a_call()
DATA, LAST_HASH = encoded(CALL_OF_FOUR)
MORE = entries_of(ev.Noted("five"), first=5)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "open" / "20261120-190300-k7wd.jsonl"


def _written(path: Path, data: bytes = DATA) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return path


def test_what_is_appended_is_read_back(path: Path) -> None:
    journal = Journal(Disk(), path)
    journal.append(CALL_OF_FOUR[:1])
    journal.append(CALL_OF_FOUR[1:])
    journal.close()
    reading = read_journal(path)
    assert reading.entries == CALL_OF_FOUR
    assert reading.chain == journal.chain == Chain(4, LAST_HASH, 1)
    assert path.read_bytes() == DATA


def test_a_batch_is_one_write_and_one_sync(path: Path) -> None:
    system = FaultySystem()
    journal = Journal(Disk(system), path)
    journal.append(CALL_OF_FOUR[:1])
    before = len(system.calls)
    journal.append(CALL_OF_FOUR[1:])
    assert system.calls[before:] == ["write", "sync_data"]
    journal.close()


def test_a_journal_that_was_not_written_to_is_no_file(path: Path) -> None:
    Journal(Disk(), path).close()
    assert not path.parent.exists()


def test_an_entry_out_of_turn_is_not_written(path: Path) -> None:
    journal = Journal(Disk(), path)
    with pytest.raises(ValueError, match="do not follow number 0"):
        journal.append(CALL_OF_FOUR[1:])
    journal.append(CALL_OF_FOUR)
    with pytest.raises(ValueError, match="do not follow number 4"):
        journal.append(CALL_OF_FOUR)
    journal.close()
    assert path.read_bytes() == DATA


def test_a_call_goes_on_where_its_journal_ended(path: Path) -> None:
    journal = Journal.open(Disk(), _written(path))
    assert journal.found.entries == CALL_OF_FOUR
    assert not journal.found.damage
    journal.append(MORE)
    journal.close()
    assert read_journal(path).entries == (*CALL_OF_FOUR, *MORE)
    assert not read_journal(path).damage


def test_a_cut_tail_is_cut_back_to_the_last_whole_event(path: Path) -> None:
    for size in range(DATA.index(b"\n") + 1, len(DATA)):
        journal = Journal.open(Disk(), _written(path, DATA[:size]))
        whole = journal.chain.count
        assert journal.found.entries == CALL_OF_FOUR[:whole]
        journal.append(CALL_OF_FOUR[whole:])
        journal.close()
        assert path.read_bytes() == DATA
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_a_cut_journal_that_is_only_read_is_left_as_it_is(path: Path) -> None:
    reading = read_journal(_written(path, DATA[:-5]))
    assert reading.entries == CALL_OF_FOUR[:3]
    assert reading.damage == "line 4, the last, is cut off"
    assert path.read_bytes() == DATA[:-5]


def test_a_damaged_journal_is_kept_aside_before_it_is_cut(path: Path) -> None:
    damaged = DATA.replace(b"note 2", b"note 7")
    journal = Journal.open(Disk(), _written(path, damaged))
    assert journal.found.entries == CALL_OF_FOUR[:2]
    assert journal.found.damage == "line 3 is not as it was written, or not in its place"
    journal.append(CALL_OF_FOUR[2:])
    journal.close()
    assert path.with_name(f"{path.name}.damaged").read_bytes() == damaged
    assert path.read_bytes() == DATA


def test_an_earlier_damaged_copy_is_not_lost_to_a_later_one(path: Path) -> None:
    for text in (b"note 7", b"note 8"):
        Journal.open(Disk(), _written(path, DATA.replace(b"note 2", text))).close()
    assert b"note 7" in path.with_name(f"{path.name}.damaged").read_bytes()
    assert b"note 8" in path.with_name(f"{path.name}.damaged.2").read_bytes()


def test_a_damaged_journal_that_cannot_be_kept_aside_is_not_cut(path: Path) -> None:
    damaged = DATA.replace(b"note 2", b"note 7")
    disk = Disk(FaultySystem(1, "write", errno.ENOSPC))
    journal = Journal.open(disk, _written(path, damaged))
    assert journal.broken
    assert journal.found.entries == CALL_OF_FOUR[:2]
    journal.renew(CALL_OF_FOUR)
    journal.close()
    assert path.read_bytes() == damaged
    assert read_journal(path.with_name(f"{path.stem}.2.jsonl")).entries == CALL_OF_FOUR


def test_a_journal_that_can_only_be_read_is_gone_on_with_in_a_fresh_file(path: Path) -> None:
    disk = Disk(FaultySystem(1, "open", errno.EROFS))
    journal = Journal.open(disk, _written(path, DATA))
    assert journal.broken
    assert journal.found.entries == CALL_OF_FOUR
    with pytest.raises(CallBusy):
        Journal.open(Disk(), path)
    journal.renew(journal.found.entries)
    assert journal.path == path.with_name(f"{path.stem}.2.jsonl")
    journal.close()
    assert path.read_bytes() == DATA


def test_a_journal_of_somebody_else_that_cannot_be_written_is_not_taken_up(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _written(path, DATA)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    with pytest.raises(RecordError, match="the disk can only be read"):
        Journal.open(Disk(FaultySystem(1, "open", errno.EROFS)), path)


def test_a_journal_of_a_later_version_is_refused_and_left_as_it_is(path: Path) -> None:
    line, _ = seal('{"format":9,"n":1,"kind":"started"}', GENESIS)
    _written(path, line + b"torn")
    for opening in (lambda: Journal.open(Disk(), path), lambda: read_journal(path)):
        with pytest.raises(NewerFormat, match=r"jsonl: It is in format 9, written by a later"):
            opening()
    assert path.read_bytes() == line + b"torn"


def test_a_file_that_does_not_begin_with_a_call_is_no_journal_and_left_as_it_is(path: Path) -> None:
    data, _ = encoded(entries_of(ev.Noted("no start")))
    _written(path, data + b"torn")
    for opening in (lambda: Journal.open(Disk(), path), lambda: read_journal(path)):
        with pytest.raises(RecordError, match="is not a call's journal"):
            opening()
    assert path.read_bytes() == data + b"torn"


def test_a_journal_without_a_whole_event_cannot_go_on(path: Path) -> None:
    with pytest.raises(RecordError, match="holds no whole event"):
        Journal.open(Disk(), _written(path, DATA[:20]))


def test_a_journal_that_is_not_there_is_a_sentence(path: Path) -> None:
    with pytest.raises(RecordError, match=r"Could not open .*jsonl: it is not there\."):
        Journal.open(Disk(), path)
    with pytest.raises(RecordError, match=r"Could not read .*jsonl: it is not there\."):
        read_journal(path)


def test_a_call_that_another_program_holds_is_refused(path: Path) -> None:
    journal = Journal(Disk(), path)
    journal.append(CALL_OF_FOUR)
    with pytest.raises(CallBusy, match="Go on with it there, or end that program first"):
        Journal.open(Disk(), path)
    journal.close()
    Journal.open(Disk(), path).close()


@pytest.mark.parametrize("only", ["write", "sync_data"])
def test_a_file_that_the_disk_refused_is_never_appended_to_again(path: Path, only: str) -> None:
    journal = Journal(Disk(FaultySystem(2, only)), path)
    journal.append(CALL_OF_FOUR)
    with pytest.raises(RecordError, match="the disk reported a fault"):
        journal.append(MORE)
    before = path.read_bytes()
    with pytest.raises(RecordError, match="renew the journal first"):
        journal.append(MORE)
    assert path.read_bytes() == before
    assert journal.chain == Chain(4, LAST_HASH)
    journal.close()


def test_a_renewed_journal_holds_the_whole_call_in_a_fresh_file(path: Path) -> None:
    journal = Journal(Disk(FaultySystem(2, "sync_data")), path)
    journal.append(CALL_OF_FOUR)
    with pytest.raises(RecordError):
        journal.append(MORE)
    journal.renew((*CALL_OF_FOUR, *MORE))
    assert journal.path == path.with_name("20261120-190300-k7wd.2.jsonl")
    assert read_journal(journal.path).entries == (*CALL_OF_FOUR, *MORE)
    journal.append(entries_of(ev.Noted("six"), first=6))
    assert read_journal(journal.path).chain == journal.chain
    with pytest.raises(CallBusy):
        Journal.open(Disk(), path)
    with pytest.raises(CallBusy):
        Journal.open(Disk(), journal.path)
    journal.close()


def test_a_fresh_file_that_is_refused_too_is_taken_away_again(path: Path) -> None:
    system = FaultySystem(2, "write", errno.ENOSPC, for_good=True)
    journal = Journal(Disk(system), path)
    journal.append(CALL_OF_FOUR)
    with pytest.raises(RecordError):
        journal.append(MORE)
    for _ in range(3):
        with pytest.raises(RecordError, match="the disk is full"):
            journal.renew((*CALL_OF_FOUR, *MORE))
    assert [p.name for p in path.parent.iterdir()] == [path.name]
    assert journal.chain == Chain(4, LAST_HASH)
    journal.close()


def test_a_call_can_begin_on_a_disk_that_refuses_and_be_saved_later(path: Path) -> None:
    journal = Journal(Disk(FaultySystem(1, "make_folder", errno.EROFS)), path)
    with pytest.raises(RecordError, match="the disk can only be read"):
        journal.append(CALL_OF_FOUR)
    assert journal.broken
    journal.renew(CALL_OF_FOUR)
    journal.close()
    assert read_journal(path).entries == CALL_OF_FOUR


def test_a_call_is_the_file_of_it_with_the_most_whole_events(path: Path) -> None:
    second, third = (path.with_name(f"{path.stem}.{n}.jsonl") for n in (2, 10))
    _written(path, DATA[:-1])
    _written(second, DATA)
    _written(third, DATA[: DATA.index(b"\n") + 1])
    files = files_by_call(path.parent)
    assert files == {path.stem: (path, second, third)}
    assert best_file(files[path.stem]) == second
    _written(third, DATA)
    assert best_file(files[path.stem]) == third


def test_files_that_are_no_journals_are_passed_by(path: Path) -> None:
    _written(path)
    for name in (f"{path.name}.damaged", f".{path.name}.tmp", "notes.txt", f"{path.stem}.x.jsonl"):
        _written(path.with_name(name))
    assert files_by_call(path.parent) == {path.stem: (path,)}
    assert files_by_call(path.parent / "nowhere") == {}


def test_an_unreadable_file_is_not_the_call_while_there_is_another(path: Path) -> None:
    _written(path)
    second = path.with_name(f"{path.stem}.2.jsonl")
    second.mkdir()
    assert best_file((path, second)) == path


def test_text_that_no_terminal_should_see_comes_back_to_the_letter(path: Path) -> None:
    told = entries_of(STARTED, ev.Noted("\x1b[31m\x00 \ud800 \u202e [/nope] 50% [off]"))
    journal = Journal(Disk(), path)
    journal.append(told)
    journal.close()
    assert read_journal(path).entries == told
