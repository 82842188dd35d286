import multiprocessing
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from record_samples import FaultySystem

from guide.errors import RecordError
from guide.record import sealed_file
from guide.record.codec import GENESIS, Chain, seal
from guide.record.disk import Disk
from guide.record.ledger import (
    Deed,
    LedgerLine,
    compared,
    enter,
    erased_line,
    kept_line,
    read_ledger,
)

NOW = datetime(2026, 11, 20, 19, 3, tzinfo=UTC)
CALL = "20261120-190300-k7wd"


def _line(n: int, call: str = CALL) -> LedgerLine:
    return kept_line(call, Chain(n, f"{n:064x}"), NOW)


def _other(n: int) -> str:
    return f"20261120-1903{n:02}-aaaa"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "ledger.jsonl"


@pytest.fixture
def five(path: Path) -> Path:
    """A ledger of five lines."""
    for n in range(5):
        enter(Disk(), path, [_line(n, _other(n))])
    return path


def _change(path: Path, old: bytes, new: bytes) -> None:
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new, 1))


def test_what_was_entered_is_read_and_the_file_is_private(path: Path) -> None:
    lines = (_line(3), erased_line(CALL, NOW), kept_line(CALL, Chain(4), NOW, Deed.FOUND))
    enter(Disk(), path, lines[:2])
    enter(Disk(), path, lines[2:])
    ledger = read_ledger(path)
    assert (ledger.lines, ledger.faults, ledger.begun) == (lines, (), NOW)
    assert ledger.by_call == {CALL: lines}
    assert path.stat().st_mode & 0o777 == 0o600


def test_no_ledger_is_an_empty_one(path: Path) -> None:
    assert (read_ledger(path).lines, read_ledger(path).begun) == ((), None)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"events":2', b'"events":3'),
        (b'"kind":"ended","call":"20261120-190302', b'"kind":"found","call":"20261120-190302'),
    ],
)
def test_a_changed_line_is_told_and_takes_nothing_from_the_others(
    five: Path, old: bytes, new: bytes
) -> None:
    _change(five, old, new)
    ledger = read_ledger(five)
    told = f"Line 3 of the ledger {five} is not as it was written."
    assert ledger.faults == (f"{told} It names the call 20261120-190302-aaaa.",)
    assert [line.events for line in ledger.lines] == [0, 1, 3, 4]


def test_a_line_of_bytes_that_are_no_text_is_told_and_takes_nothing_from_the_others(
    five: Path,
) -> None:
    _change(five, b'"call":"20261120-190302', b'"call":"\xff0261120-190302')
    ledger = read_ledger(five)
    assert len(ledger.faults) == 1
    assert len(ledger.lines) == 4


@pytest.mark.parametrize("gone", [0, 1, 3])
def test_a_line_that_is_gone_is_told(five: Path, gone: int) -> None:
    lines = five.read_bytes().splitlines(keepends=True)
    five.write_bytes(b"".join([*lines[:gone], *lines[gone + 1 :]]))
    (fault,) = read_ledger(five).faults
    assert fault.startswith(f"What stood before line {gone + 1} of the ledger")


@pytest.mark.parametrize("left", [1, 40, -2])
def test_a_line_that_was_cut_off_is_told_and_cut_back_by_the_next(five: Path, left: int) -> None:
    whole = five.read_bytes()
    last = whole.splitlines(keepends=True)[-1]
    five.write_bytes(whole[: -len(last)] + last[:left])
    [fault] = read_ledger(five).faults
    assert fault.startswith(f"Line 5 of the ledger {five}, the last, is cut off, as a write that ")
    enter(Disk(), five, [_line(9)])
    ledger = read_ledger(five)
    assert ledger.faults == ()
    assert [line.events for line in ledger.lines] == [0, 1, 2, 3, 9]


@pytest.mark.parametrize("end", [b"", b"!"])
def test_a_last_line_that_lacks_its_end_alone_was_acknowledged_and_stays(
    five: Path, end: bytes
) -> None:
    five.write_bytes(five.read_bytes()[:-1] + end)
    enter(Disk(), five, [_line(9)])
    assert five.read_bytes().count(b'"kind":"ended"') == 6
    ledger = read_ledger(five)
    assert bool(ledger.faults) == bool(end)
    assert [line.events for line in ledger.lines] == [0, 1, 2, 3, *([] if end else [4]), 9]


def test_after_a_damaged_line_the_chain_goes_on(five: Path) -> None:
    _change(five, b'"events":4', b'"events":7')
    enter(Disk(), five, [_line(9)])
    ledger = read_ledger(five)
    assert len(ledger.faults) == 1
    assert ledger.lines[-1] == _line(9)


def test_an_end_that_is_no_line_at_all_stays_and_hides_nothing(five: Path) -> None:
    with five.open("ab") as file:
        file.write(b"x" * 400_000)
    enter(Disk(), five, [_line(9)])
    assert read_ledger(five).lines[-1] == _line(9)
    assert len(read_ledger(five).faults) == 1


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (
            f'{{"format":{sealed_file.NEWEST + 1},"x":1}}',
            f"is in format {sealed_file.NEWEST + 1}, written by a later version of guide. This is",
        ),
        ('{"format":1,"kind":"sang"}', "does not say what a ledger says"),
        ("[]", "does not say what a ledger says"),
        (f'{{"format":1,"events":{"9" * 5000}}}', "does not say what a ledger says"),
        (f'{{"format":{"1" + "0" * 400}}}', "is in format 1000"),
    ],
)
def test_a_line_that_cannot_be_is_told(path: Path, body: str, fault: str) -> None:
    path.parent.mkdir()
    path.write_bytes(seal(body, GENESIS)[0])
    (told,) = read_ledger(path).faults
    assert fault in told


def test_whatever_call_to_the_disk_fails_a_line_is_there_whole_or_not_at_all(
    tmp_path: Path,
) -> None:
    usual = FaultySystem()
    (tmp_path / "not empty").touch()
    enter(Disk(usual), tmp_path / "usual" / "ledger.jsonl", [_line(1)])
    for at in range(1, len(usual.calls) + 1):
        path = tmp_path / str(at) / "ledger.jsonl"
        with pytest.raises(RecordError):
            enter(Disk(FaultySystem(at)), path, [_line(1)])
        assert read_ledger(path).lines == ()
        enter(Disk(), path, [_line(1)])
        assert (read_ledger(path).lines, read_ledger(path).faults) == ((_line(1),), ())


def test_a_sync_that_failed_leaves_no_line_that_looks_saved(five: Path) -> None:
    before = five.read_bytes()
    with pytest.raises(RecordError):
        enter(Disk(FaultySystem(1, "sync_data")), five, [_line(9)])
    assert five.read_bytes() == before


def _enter_many(path: Path, who: int) -> None:
    for n in range(25):
        enter(Disk(), path, [_line(n, _other(who))])


def test_programs_that_write_at_once_lose_nothing(path: Path) -> None:
    fork = multiprocessing.get_context("fork")
    programs = [fork.Process(target=_enter_many, args=(path, who)) for who in range(4)]
    for program in programs:
        program.start()
    for program in programs:
        program.join()
    ledger = read_ledger(path)
    assert (len(ledger.lines), ledger.faults) == (100, ())


def test_a_ledger_that_another_program_holds_on_to_is_told(
    five: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed_file, "_TRIES", 3)
    other = Disk().reopen(five)
    other.lock()
    with pytest.raises(RecordError, match=r"The ledger .* is held by another program"):
        enter(Disk(), five, [_line(9)])
    other.close()
    enter(Disk(), five, [_line(9)])


def test_of_two_programs_that_make_it_at_once_the_second_goes_on_with_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(Disk(), path, [_line(1)])
    monkeypatch.setattr(Path, "exists", lambda self: False)
    enter(Disk(), path, [_line(2)])
    monkeypatch.undo()
    assert [line.events for line in read_ledger(path).lines] == [1, 2]


def test_a_copy_that_was_made_earlier_is_no_fault(five: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.write_bytes(five.read_bytes())
    enter(Disk(), five, [_line(9)])
    ledger = compared(read_ledger(five), copy)
    assert (len(ledger.lines), ledger.faults) == (6, ())


def test_a_ledger_that_was_cut_rewritten_or_deleted_differs_from_its_copy(
    five: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    copy.write_bytes(five.read_bytes())
    lines = copy.read_bytes().splitlines(keepends=True)
    five.write_bytes(b"".join(lines[:3]))
    cut = compared(read_ledger(five), copy)
    (told,) = cut.faults
    assert told == (
        f"The ledger {five} has 3 lines; the copy {copy} has 5. It was cut off, or is an older one:"
        " put the copy in its place."
    )
    assert len(cut.lines) == 5
    enter(Disk(), five, [_line(3, _other(9))])
    written_again = compared(read_ledger(five), copy)
    assert "is not as in the copy" in written_again.faults[-1]
    assert "from line 4 on" in written_again.faults[-1]
    os.remove(five)
    gone = compared(read_ledger(five), copy)
    assert len(gone.lines) == 5
    assert "has 0 lines" in gone.faults[-1]


@pytest.mark.parametrize("data", [b"", b"hello\n", None])
def test_what_is_no_ledger_is_no_copy_of_one(
    five: Path, tmp_path: Path, data: bytes | None
) -> None:
    copy = tmp_path / "copy"
    if data is not None:
        copy.write_bytes(data)
    with pytest.raises(RecordError, match=r"holds no line of a ledger|There is no file"):
        compared(read_ledger(five), copy)
