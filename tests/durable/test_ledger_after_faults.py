"""A disk that refuses a line and its removal, and then works again: the line may be lost unseen."""

import errno
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from durable.forgetful import Forgetful, plant

from guide.errors import RecordError
from guide.record.codec import Chain
from guide.record.disk import Disk
from guide.record.erased_numbers import DoNotCall, do_not_call, keep_do_not_call
from guide.record.ledger import enter, kept_line, read_ledger
from guide.record.places import Places

NOW = datetime(2026, 11, 20, 19, 3, tzinfo=UTC)


def call(n: int) -> str:
    return f"20261120-19030{n}-aaaa"


def refusing(*names: str, system: Forgetful) -> None:
    def before(name: str) -> None:
        if name in names:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    system.before = before


@pytest.mark.parametrize("refused", [1, 3])
def test_lines_that_the_system_took_for_written_are_written_with_the_next(
    tmp_path: Path, refused: int
) -> None:
    root = tmp_path / "disk"
    root.mkdir()
    system = Forgetful(root)
    disk, ledger = Disk(system), root / "ledger.jsonl"
    lines = [kept_line(call(n), Chain(n, f"{n:064x}"), NOW) for n in range(6)]
    enter(disk, ledger, lines[:1])
    for n in range(refused):
        refusing("sync_data", "truncate", system=system)
        with pytest.raises(RecordError):
            enter(disk, ledger, [lines[1 + n]])
    refusing(system=system)
    # As the next start of the program does, which finds the line there.
    enter(disk, ledger, [lines[5]])
    after = tmp_path / "after"
    plant(system.left().synced, after)
    there = read_ledger(after / "ledger.jsonl")
    assert there.faults == ()
    assert there.lines == (*lines[: 1 + refused], lines[5])


def test_numbers_not_to_be_called_are_written_with_the_next_too(tmp_path: Path) -> None:
    root = tmp_path / "disk"
    root.mkdir()
    system = Forgetful(root)
    places = Places(root, root / "out")
    entries = [DoNotCall(f"312 555 010{n}", "2026-11-20") for n in range(3)]
    keep_do_not_call(Disk(system), places, entries[:1])
    refusing("sync_data", "truncate", system=system)
    with pytest.raises(RecordError):
        keep_do_not_call(Disk(system), places, entries[1:2])
    refusing(system=system)
    keep_do_not_call(Disk(system), places, entries[2:])
    after = tmp_path / "after"
    plant(system.left().synced, after)
    assert do_not_call(Places(after, after)) == tuple(entries)
