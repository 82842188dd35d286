"""The ledger knows how long the register is: its end, or all of it, is not cut off unseen."""

import json
from pathlib import Path

import pytest
from promised_calls import CALL, CALLBACK, NOW, a_call, keep

from guide.errors import RecordError
from guide.record import sealed_file
from guide.record.codec import Chain, seal
from guide.record.disk import AppendFile, Disk
from guide.record.ledger import Deed, compared, read_ledger
from guide.record.places import Places
from guide.register import register as register_module
from guide.register.addendum import addendum
from guide.register.after_call import Done, Tried
from guide.register.missing import damage_of_register, what_is_missing
from guide.register.register import do, erase_lines, register_faults
from guide.register.wrap_up import wrap_up_of

OTHER = "20261120-190400-abcd"

LATER = sealed_file.NEWEST + 1


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """Two calls, of which three things were done."""
    found = Places(tmp_path / "state", tmp_path / "out")
    for call in (CALL, OTHER):
        keep(found, a_call(CALLBACK, call=call))
    for call, deed in ((CALL, Tried()), (OTHER, Done("kept")), (CALL, Tried())):
        do(Disk(), found, call, deed, "Kim Lo", NOW)
    return found


def faults(places: Places) -> tuple[str, ...]:
    return register_faults(places, {CALL, OTHER}, read_ledger(places.ledger))


def cut(places: Places, lines: int) -> None:
    whole = places.register.read_bytes().splitlines(keepends=True)
    places.register.write_bytes(b"".join(whole[:lines]))


def test_a_register_as_it_was_written_fits(places: Places) -> None:
    assert faults(places) == ()
    told = read_ledger(places.ledger).of_register
    assert [(line.kind, line.events) for line in told] == [(Deed.REGISTER, n) for n in (1, 2, 3)]
    assert read_ledger(places.ledger).by_call == {}


@pytest.mark.parametrize("lines", [0, 1, 2])
def test_an_end_that_was_cut_off_is_told(places: Places, lines: int, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.write_bytes(places.ledger.read_bytes())
    cut(places, lines)
    told = f"The ledger has the register {places.register} with 3 lines, and it has {lines}:"
    assert any(one.startswith(told) for one in faults(places))
    places.ledger.write_bytes(b"")
    with_copy = compared(read_ledger(places.ledger), copy)
    assert any(one.startswith(told) for one in register_faults(places, {CALL, OTHER}, with_copy))


def test_one_line_is_no_lines(tmp_path: Path) -> None:
    found = Places(tmp_path / "state", tmp_path / "out")
    keep(found, a_call(CALLBACK))
    do(Disk(), found, CALL, Tried(), "Kim Lo", NOW)
    wrap_up = wrap_up_of(found, a_call(CALLBACK))
    assert "Register: 1 line of this call;" in addendum(wrap_up, Chain(5))
    cut(found, 0)
    [told] = register_faults(found, {CALL}, read_ledger(found.ledger))
    assert "with 1 line, and it has 0" in told


def test_a_register_that_is_gone_is_told(places: Places) -> None:
    places.register.unlink()
    assert "and it has 0: lines were cut off." in faults(places)[0]


def test_lines_in_the_place_of_others_are_told(places: Places) -> None:
    cut(places, 2)
    ledger = places.ledger.read_bytes()
    do(Disk(), places, CALL, Tried("another"), "Kim Lo", NOW)
    places.ledger.write_bytes(ledger)
    assert "Line 3 of the register" in faults(places)[0]


def test_a_register_that_is_longer_than_the_ledger_knows_fits(places: Places) -> None:
    ledger = places.ledger.read_bytes()
    do(Disk(), places, CALL, Tried(), "Kim Lo", NOW)
    places.ledger.write_bytes(ledger)
    assert faults(places) == ()


@pytest.mark.parametrize(
    ("end", "told"),
    [
        (b"garbage line\n", "Line 4 of the register"),
        (b'{"format":1}', "Line 4 of the register"),
    ],
)
def test_a_last_line_that_is_not_as_it_was_written_is_told_by_every_list(
    places: Places, end: bytes, told: str
) -> None:
    assert what_is_missing(places) == ()
    with places.register.open("ab") as file:
        file.write(end)
    assert any(one.startswith(told) for one in what_is_missing(places))
    assert {*what_is_missing(places)} <= {*faults(places)}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"format": LATER}, f"Line 4 of the register {{}} is in format {LATER}"),
        ({"kind": "zzz"}, "Line 4 of the register {} does not say what a register says."),
        ({"seen": True}, "Line 4 of the register {} does not say what a register says."),
        ({"note": 7}, "Line 4 of the register {} does not say what a register says."),
        ({"at": "9999-12-31T23:00:00Z"}, "Line 4 of the register {} does not say what a register"),
    ],
)
def test_a_sealed_line_that_nobody_can_read_is_told_by_every_list(
    places: Places, changed: dict[str, object], told: str
) -> None:
    *_, last = places.register.read_text().splitlines()
    record = json.loads(last)
    prev = record.pop("hash")
    del record["prev"]
    data, _ = seal(json.dumps(record | changed, separators=(",", ":")), prev)
    with places.register.open("ab") as file:
        file.write(data)
    assert any(one.startswith(told.format(places.register)) for one in what_is_missing(places))
    assert {*what_is_missing(places)} <= {*faults(places)}


def test_a_register_that_is_there_twice_is_told_by_every_list(places: Places) -> None:
    places.register.write_bytes(places.register.read_bytes() * 2)
    told = f"What stood before line 4 of the register {places.register} is not there any more."
    assert what_is_missing(places) == (told,)
    assert told in faults(places)


def test_a_line_amid_others_that_the_ledger_does_not_know_is_told(places: Places) -> None:
    with places.register.open("ab") as file:
        file.write(b"garbage\n")
    do(Disk(), places, CALL, Tried(), "Kim Lo", NOW)
    [told] = what_is_missing(places)
    assert told.startswith("Line 4 of the register")


def test_a_ledger_that_is_gone_is_told(places: Places) -> None:
    places.ledger.unlink()
    [told] = faults(places)
    assert told == f"It tells of calls that ended, and the ledger {places.ledger} has nothing."


def test_what_was_erased_is_not_lacking_and_what_is_cut_off_after_that_is(places: Places) -> None:
    erase_lines(Disk(), places, {OTHER}, NOW)
    assert faults(places) == ()
    do(Disk(), places, CALL, Done("kept"), "Kim Lo", NOW)
    assert faults(places) == ()
    cut(places, 1)
    assert "with 3 lines, and it has 1" in faults(places)[0]


def test_an_erasure_that_was_cut_short_leaves_what_fits(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*args: object) -> None:
        raise RecordError("the disk is full")

    monkeypatch.setattr(register_module, "rewrite_sealed", refused)
    with pytest.raises(RecordError):
        erase_lines(Disk(), places, {OTHER}, NOW)
    assert faults(places) == ()
    monkeypatch.undo()
    erase_lines(Disk(), places, {OTHER, CALL}, NOW)
    assert places.register.read_bytes() == b""
    assert faults(places) == ()


def test_what_was_done_is_recorded_though_the_ledger_refuses(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = AppendFile.append

    def refusing(file: AppendFile, data: bytes) -> None:
        if file.path == places.ledger:
            raise RecordError("the disk is full")
        append(file, data)

    monkeypatch.setattr(AppendFile, "append", refusing)
    do(Disk(), places, CALL, Done("kept"), "Kim Lo", NOW)
    assert len(sealed_file.whole_lines(places.register)) == 4
    assert faults(places) == ()


def changed_line(places: Places, number: int) -> None:
    lines = places.ledger.read_bytes().splitlines(keepends=True)
    lines[number - 1] = lines[number - 1].replace(b'"events"', b'"evemts"')
    places.ledger.write_bytes(b"".join(lines))


def test_a_line_of_the_ledger_that_was_changed_is_told_by_every_list(places: Places) -> None:
    changed_line(places, 2)
    lost = "What is gone of calls, or of numbers, may be told no more."
    path = places.ledger
    told = f"Line 2 of the ledger {path} is not as it was written. {lost}"
    assert what_is_missing(places) == (told,)
    changed_line(places, 1)
    [told] = what_is_missing(places)
    assert told == (
        f"Line 1 of the ledger {path} is not as it was written. The same holds for 1 more line."
        f" {lost}"
    )


@pytest.mark.parametrize("data", [b"garbage", b"\0" * 4096, b"garbage\n"])
def test_a_ledger_that_holds_none_of_its_lines_is_told_by_every_list(
    places: Places, data: bytes
) -> None:
    places.ledger.write_bytes(data)
    assert any("Line 1 of the ledger" in one for one in what_is_missing(places))


def test_a_line_of_the_ledger_that_was_cut_short_is_no_fault_of_a_list(places: Places) -> None:
    with places.ledger.open("ab") as file:
        file.write(b'{"format":1,"at":"2026-11')
    assert what_is_missing(places) == ()
    line = places.ledger.read_bytes().splitlines()[0]
    assert what_is_missing(places) == ()
    places.ledger.write_bytes(places.ledger.read_bytes().rpartition(b"\n")[0] + b"\n" + line[:4])
    assert what_is_missing(places) == ()


def test_a_ledger_that_nobody_can_read_is_told_once_and_stops_no_list(places: Places) -> None:
    places.ledger.unlink()
    places.ledger.mkdir()
    [told] = what_is_missing(places)
    assert told.startswith(f"Could not read {places.ledger}: a folder has its name.")
    assert damage_of_register(places) == (told,)
