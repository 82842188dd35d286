import errno
import os
import stat
from pathlib import Path

import pytest
from msgspec.structs import replace
from record_samples import (
    CALL,
    ENDED,
    START,
    STARTED,
    FaultySystem,
    a_full_call,
    chain_of,
    entries_of,
)

from guide.call.events import Entry
from guide.call.fold import call_of
from guide.errors import LedgerRefused, RecordError
from guide.record import disk
from guide.record.call_list import kept_calls, unfinished_calls
from guide.record.calls import find_kept_call
from guide.record.disk import Disk
from guide.record.finish import finish_call, finish_ended, put_away, write_summary
from guide.record.journal import Journal, read_journal
from guide.record.ledger import read_ledger
from guide.record.places import Places

OVER = entries_of(STARTED, ENDED)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "state", tmp_path / "out")


def _journal(places: Places, entries: tuple[Entry, ...], disk: Disk | None = None) -> Journal:
    started = call_of(entries).started
    path = places.journal_path(started.call, started.training)
    journal = Journal(disk or Disk(), path)
    journal.append(entries)
    return journal


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_a_summary_is_two_private_files_named_by_the_call_alone(tmp_path: Path) -> None:
    entries = a_full_call()
    written = write_summary(Disk(), tmp_path / "out", call_of(entries), chain_of(entries))
    assert written == (tmp_path / "out" / f"{CALL}.md", tmp_path / "out" / f"{CALL}.toml")
    assert _names(tmp_path / "out") == [f"{CALL}.md", f"{CALL}.toml"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in written} == {0o600}
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700


def test_a_call_that_is_finished_has_its_summary_and_is_put_away(places: Places) -> None:
    journal = _journal(places, OVER)
    finish_call(Disk(), places, call_of(OVER), journal.chain, START)
    journal.close()
    assert _names(places.out) == [f"{CALL}.md", f"{CALL}.toml"]
    assert _names(places.calls / "open") == []
    assert find_kept_call(places, CALL, training=False) == places.calls / "done" / f"{CALL}.jsonl"
    assert journal.chain.last_hash in (places.out / f"{CALL}.md").read_text()


def test_practice_is_put_away_among_practice(places: Places) -> None:
    practice = entries_of(replace(STARTED, training=True), ENDED)
    journal = _journal(places, practice)
    written = finish_call(Disk(), places, call_of(practice), journal.chain, START)
    journal.close()
    assert {path.parent for path in written} == {places.out / "training"}
    assert kept_calls(places.calls) == []
    assert [info.id for info in kept_calls(places.training)] == [CALL]


def test_a_call_without_its_summary_is_not_put_away(places: Places) -> None:
    _journal(places, OVER).close()
    disk = Disk(FaultySystem(1, "rename"))
    with pytest.raises(RecordError, match="Could not write"):
        finish_call(
            disk, places, call_of(OVER), read_journal(places.journal_path(CALL)).chain, START
        )
    assert _names(places.calls / "open") == [f"{CALL}.jsonl"]
    assert _names(places.out) == []


def test_a_call_whose_program_died_at_any_point_of_its_end_is_finished_later(
    places: Places,
) -> None:
    _journal(places, OVER).close()
    system = FaultySystem()
    chain = read_journal(places.journal_path(CALL)).chain
    finish_call(Disk(system), places, call_of(OVER), chain, START)
    for at in range(1, len(system.calls) + 1):
        there = Places(places.state / str(at), places.out / str(at))
        _journal(there, OVER).close()
        with pytest.raises(RecordError):
            finish_call(Disk(FaultySystem(at)), there, call_of(OVER), chain, START)
        finish_ended(Disk(), there, START)
        assert CALL in read_ledger(there.ledger).by_call
        assert read_ledger(there.ledger).faults == ()
        assert _names(there.out) == [f"{CALL}.md", f"{CALL}.toml"]
        assert _names(there.calls / "done") == [f"{CALL}.jsonl"]
        assert _names(there.calls / "open") == []


def test_finishing_what_has_ended_leaves_what_goes_on(places: Places) -> None:
    _journal(places, entries_of(STARTED)).close()
    assert finish_ended(Disk(), places, START) == ()
    assert [info.id for info in unfinished_calls(places.calls)] == [CALL]
    assert not places.out.exists()


def test_a_call_that_another_program_is_just_ending_is_left_to_it(places: Places) -> None:
    journal = _journal(places, OVER)
    assert finish_ended(Disk(), places, START) == ()
    journal.close()
    assert finish_ended(Disk(), places, START) == (CALL,)
    assert finish_ended(Disk(), places, START) == ()


def test_a_disk_that_refuses_leaves_the_call_for_the_next_time(places: Places) -> None:
    _journal(places, OVER).close()
    assert finish_ended(Disk(FaultySystem(1, "rename")), places, START) == ()
    assert finish_ended(Disk(), places, START) == (CALL,)


def test_a_ledger_that_refuses_is_told_with_the_summary_and_mended_by_the_next_start(
    places: Places,
) -> None:
    journal = _journal(places, OVER)
    places.ledger.mkdir()
    with pytest.raises(LedgerRefused, match=r"The summary is written: .* The next start of guide"):
        finish_call(Disk(), places, call_of(OVER), journal.chain, START)
    journal.close()
    assert _names(places.out) == [f"{CALL}.md", f"{CALL}.toml"]
    assert unfinished_calls(places.calls) == []
    with pytest.raises(RecordError, match="is not in the ledger yet"):
        finish_ended(Disk(), places, START)
    places.ledger.rmdir()
    assert finish_ended(Disk(), places, START) == (CALL,)
    assert CALL in read_ledger(places.ledger).by_call
    assert _names(places.calls / "done") == [f"{CALL}.jsonl"]


def test_all_files_of_a_call_are_put_away_and_the_call_goes_last(places: Places) -> None:
    folder = places.calls / "open"
    journal = _journal(places, OVER[:1], Disk(FaultySystem(2, "write")))
    with pytest.raises(RecordError):
        journal.append(OVER[1:])
    journal.renew(OVER)
    (folder / f"{CALL}.jsonl.damaged").write_bytes(b"?")
    moved: list[str] = []

    class Watched(FaultySystem):
        def rename(self, old: Path, new: Path) -> None:
            moved.append(new.name)
            super().rename(old, new)

    finish_call(Disk(Watched()), places, call_of(OVER), journal.chain, START)
    journal.close()
    assert moved[2:] == [f"{CALL}.jsonl.damaged", f"{CALL}.jsonl", f"{CALL}.2.jsonl"]
    assert find_kept_call(places, CALL, training=False).name == f"{CALL}.2.jsonl"


def test_a_call_that_was_never_saved_still_has_a_summary(places: Places) -> None:
    journal = Journal(Disk(), places.journal_path(CALL))
    finish_call(Disk(), places, call_of(OVER), journal.chain, START)
    assert _names(places.out) == [f"{CALL}.md", f"{CALL}.toml"]


def test_a_folder_that_cannot_be_looked_into_is_told_in_a_sentence(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = _journal(places, OVER)

    def refused(folder: Path) -> list[str]:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(disk.os, "listdir", refused)
    with pytest.raises(RecordError, match="Could not look into"):
        put_away(Disk(), places.calls, CALL)
    journal.close()
