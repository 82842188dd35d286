"""The do-not-call list of erased calls: nothing is taken out of it, or changed, unseen."""

import errno
import json
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from guide.errors import RecordError
from guide.record.disk import Disk
from guide.record.erased import (
    Tombstone,
    damaged_lines,
    erased_calls,
    erased_on,
    keep_tombstone,
)
from guide.record.erased_numbers import (
    DoNotCall,
    do_not_call,
    enter_numbers,
    faults_in_numbers,
    keep_do_not_call,
)
from guide.record.ledger import ledger_of_numbers, read_ledger
from guide.record.places import Places
from guide.record.system import System

NOW = datetime(2026, 11, 20, 19, 3, tzinfo=UTC)
ENTRIES = tuple(DoNotCall(f"312 555 010{n}", "2026-11-20") for n in range(3))


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "state", tmp_path / "out")


@pytest.mark.parametrize(
    ("zone", "told"),
    [
        ("America/New_York", "Fri, Nov 20, 2026, 2:03 PM"),
        ("Asia/Tokyo", "Sat, Nov 21, 2026, 4:03 AM"),
    ],
)
def test_when_a_call_was_erased_is_told_as_every_time(
    monkeypatch: pytest.MonkeyPatch, zone: str, told: str
) -> None:
    stone = Tombstone("20261120-190300-k7wd", NOW, "asked for")
    with monkeypatch.context() as patch:
        patch.setenv("TZ", zone)
        time.tzset()
        sentence = stone.sentence
    time.tzset()
    assert sentence == f"The call {stone.call} was erased on {told} (asked for)."


def test_a_time_that_is_none_in_this_zone_is_told_in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        told = erased_on(datetime.max.replace(tzinfo=UTC))
    time.tzset()
    assert told == "Fri, Dec 31, 9999, 11:59 PM"


def keep(places: Places, *entries: DoNotCall, disk: Disk | None = None) -> None:
    keep_do_not_call(disk or Disk(), places, entries)
    enter_numbers(Disk(), places, NOW)


def faults(places: Places) -> str:
    told = faults_in_numbers(places, read_ledger(places.ledger))
    assert told == faults_in_numbers(places, ledger_of_numbers(places.ledger))
    return "\n".join(told)


def unsealed(*entries: DoNotCall) -> bytes:
    return b"".join(json.dumps(one.record()).encode() + b"\n" for one in entries)


def without_last(data: bytes) -> bytes:
    return b"".join(data.splitlines(keepends=True)[:-1])


@pytest.mark.parametrize(
    ("done", "told", "left"),
    [
        (lambda _: None, "with 3 lines, and it has 0: lines were cut off", ()),
        (without_last, "with 3 lines, and it has 2: lines were cut off", ENTRIES[:2]),
        (lambda data: data.replace(b"0101", b"0109"), "Line 2 of", None),
        (
            lambda data: data.replace(b"0102", b"0109"),
            "Line 3 of the do-not-call list",
            ENTRIES[:2],
        ),
        (lambda _: unsealed(*ENTRIES[:2], ENTRIES[0]), "does not have the hash", None),
        (lambda data: data + unsealed(ENTRIES[0]), "Line 4 of", None),
    ],
    ids=["deleted", "cut", "changed", "last changed", "all unsealed", "added"],
)
def test_what_is_taken_out_or_changed_is_told_and_hides_no_other(
    places: Places,
    done: Callable[[bytes], bytes | None],
    told: str,
    left: tuple[DoNotCall, ...] | None,
) -> None:
    keep(places, *ENTRIES[:1])
    keep(places, *ENTRIES[1:])
    assert (faults(places), do_not_call(places)) == ("", ENTRIES)
    data = done(places.do_not_call.read_bytes())
    places.do_not_call.unlink()
    if data is not None:
        places.do_not_call.write_bytes(data)
    assert told in faults(places)
    if left is not None:
        assert do_not_call(places) == left
    keep(places, *(DoNotCall(f"312 555 020{n}", "2026-11-21") for n in range(4)))
    assert faults(places)


@pytest.mark.parametrize("end", [b"", b'{"number": "312'])
@pytest.mark.parametrize("break_is_there", [True, False])
def test_lines_of_earlier_versions_count_and_the_first_new_one_begins_the_chain(
    places: Places, end: bytes, break_is_there: bool
) -> None:
    places.state.mkdir(0o700)
    old = unsealed(*ENTRIES[:2])
    places.do_not_call.write_bytes(old + end if break_is_there else old[:-1])
    assert do_not_call(places) == ENTRIES[:2]
    keep(places, *ENTRIES[2:])
    assert (faults(places), do_not_call(places)) == ("", ENTRIES)
    assert places.do_not_call.read_bytes().startswith(old)
    places.do_not_call.write_bytes(places.do_not_call.read_bytes().split(b"\n", 1)[1])
    assert "lines were cut off" in faults(places)


def test_a_card_number_is_masked_and_one_that_was_written_in_counts_for_nothing(
    places: Places,
) -> None:
    card = "4111 1111 1111 1111"
    assert "4111" not in DoNotCall.of(card, "2026-11-20").number
    keep(places, DoNotCall(card, "2026-11-20"), *ENTRIES)
    told = faults(places)
    assert f"Line 1 of the do-not-call list {places.do_not_call} counts for nothing." in told
    assert "4111" not in told
    assert do_not_call(places) == ENTRIES


class Full(System):
    """A disk with room for some bytes, and no more."""

    def __init__(self, room: int) -> None:
        self.room = room

    def write(self, fd: int, data: memoryview) -> int:
        if not self.room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written = super().write(fd, data[: self.room])
        self.room -= written
        return written


@pytest.mark.parametrize("room", [0, 1, 20])
@pytest.mark.parametrize("before", [0, 1])
def test_no_half_line_stays_where_the_disk_is_full(places: Places, room: int, before: int) -> None:
    stones = [Tombstone(f"20261120-19030{n}-aaaa", NOW, "asked") for n in range(2)]
    if before:
        keep(places, *ENTRIES[:1])
        keep_tombstone(Disk(), places.calls, stones[0])
    with pytest.raises(RecordError):
        keep(places, *ENTRIES[1:], disk=Disk(Full(room)))
    with pytest.raises(RecordError):
        keep_tombstone(Disk(Full(room)), places.calls, stones[1])
    assert (faults(places), damaged_lines(places)) == ("", [])
    keep(places, *ENTRIES[before:])
    keep_tombstone(Disk(), places.calls, stones[1])
    assert (faults(places), do_not_call(places)) == ("", ENTRIES)
    assert erased_calls(places.calls) == tuple(stones[1 - before :])
    assert damaged_lines(places) == []


def test_a_half_line_that_was_left_of_an_erasure_is_cut_back_by_the_next(places: Places) -> None:
    stone = Tombstone("20261120-190300-aaaa", NOW, "asked")
    keep_tombstone(Disk(), places.calls, stone)
    path = places.calls / "erased.jsonl"
    path.write_bytes(path.read_bytes()[:-1])
    keep_tombstone(Disk(), places.calls, stone)
    path.write_bytes(path.read_bytes() + b'{"call": "2026')
    keep_tombstone(Disk(), places.calls, stone)
    assert (damaged_lines(places), erased_calls(places.calls)) == ([], (stone,) * 3)
