"""A journal damaged after it was written: cut at every byte, and with each single bit turned."""

from pathlib import Path

import pytest
from durable.sample_call import CALL, NOTES, Desk, Unsynced

from guide.call import actions as act
from guide.call.events import Entry
from guide.errors import RecordError
from guide.record.call_list import kept_calls
from guide.record.disk import Disk
from guide.record.journal import Journal, read_journal

DISK = Disk(Unsynced())


def written(folder: Path) -> tuple[Desk, bytes, tuple[Entry, ...]]:
    """A call that was left, and its journal."""
    desk = Desk(folder)
    session = desk.start()
    desk.do(session, *NOTES)
    session.close()
    return desk, desk.places.journal_path(CALL).read_bytes(), session.call.entries


def ends_of(data: bytes) -> list[int]:
    """Where the whole lines end."""
    return [at for at, byte in enumerate(data, 1) if byte == 0x0A]


def test_a_call_goes_on_from_a_journal_that_is_cut_anywhere(folder: Path) -> None:
    desk, data, entries = written(folder)
    path = desk.places.journal_path(CALL)
    ends = ends_of(data)
    for size in sorted({*range(ends[0], len(data), 3), *ends[:-1], *(end - 1 for end in ends[1:])}):
        path.write_bytes(data[:size])
        whole = sum(end <= size for end in ends)
        [info] = desk.book().unfinished()
        assert bool(info.damage) == (size not in ends)
        session = desk.book().resume()
        assert session.call.entries[:-1] == entries[:whole]
        desk.do(session, act.Write("it goes on"))
        session.close()
        assert read_journal(path).entries == session.call.entries
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_journal_cut_within_its_first_event_is_told_of_and_left_as_it_is(folder: Path) -> None:
    desk, data, _ = written(folder)
    path = desk.places.journal_path(CALL)
    for size in range(1, ends_of(data)[0]):
        path.write_bytes(data[:size])
        assert desk.book().unfinished() == []
        assert desk.book().finish_ended() == ()
        [info] = kept_calls(desk.places.calls)
        assert info.damage == "line 1, the last, is cut off"
        with pytest.raises(RecordError, match="holds no whole event"):
            desk.book().resume(CALL)
        assert path.read_bytes() == data[:size]


def test_a_bit_that_is_turned_in_any_byte_costs_no_event_before_it_and_is_kept_aside(
    folder: Path,
) -> None:
    _, data, entries = written(folder)
    data = data[: ends_of(data)[3]]
    ends = ends_of(data)
    path, aside = folder / "call.jsonl", folder / "call.jsonl.damaged"
    for at in range(ends[0], len(data)):
        whole = sum(end <= at for end in ends)
        for bit in (at % 8, (at + 5) % 8):
            turned = data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]
            path.write_bytes(turned)
            journal = Journal.open(DISK, path)
            journal.close()
            assert journal.found.entries == entries[:whole], (at, bit)
            assert journal.found.damage == (
                f"line {whole + 1} is not as it was written, or not in its place"
            ), (at, bit)
            assert aside.read_bytes() == turned, (at, bit)
            assert path.read_bytes() == data[: ends[whole - 1]]
            aside.unlink()


def test_a_bit_turned_in_the_first_event_is_told_of_and_the_file_left_as_it_is(
    folder: Path,
) -> None:
    _, data, _ = written(folder)
    data = data[: ends_of(data)[1]]
    path = folder / "call.jsonl"
    for at in range(ends_of(data)[0]):
        for bit in range(8):
            turned = data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]
            path.write_bytes(turned)
            with pytest.raises(RecordError, match="holds no whole event, so this call cannot go"):
                Journal.open(DISK, path)
            assert path.read_bytes() == turned
    assert [file.name for file in folder.glob("call*")] == [path.name]


def test_a_damaged_call_goes_on_and_keeps_what_was_damaged_until_it_is_put_away(
    folder: Path,
) -> None:
    desk, data, entries = written(folder)
    path = desk.places.journal_path(CALL)
    damaged = data.replace(b"three weeks for the title", b"three weeks for the tiger")
    path.write_bytes(damaged)
    [info] = desk.book().unfinished()
    assert info.damage == "line 6 is not as it was written, or not in its place"
    session = desk.book().resume()
    assert session.call.entries[:-1] == entries[:5]
    desk.do(session, act.End("hung-up"))
    desk.book().finish(session)
    done = desk.places.calls / "done"
    assert (done / f"{path.name}.damaged").read_bytes() == damaged
    assert read_journal(done / path.name).entries == session.call.entries
