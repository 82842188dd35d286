"""What is remembered never decides: journals do, and one that cannot be read is told."""

import errno
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from promised_calls import CALL, CALLBACK, DO_NOT_CALL, NOW, a_call, keep

from guide.errors import RecordError
from guide.record.codec import GENESIS, seal
from guide.record.disk import Disk
from guide.record.places import Places
from guide.register import index as index_module
from guide.register.after_call import Tried
from guide.register.index import OWED, Wanted, index_faults, register
from guide.register.known_caller import known_caller
from guide.register.owed_today import how_much_is_owed
from guide.register.register import do, named

OTHER = "20261120-190400-abcd"


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """Two calls that promised something; what changes is known again from the next tick on."""
    monkeypatch.setattr(index_module, "_SETTLES", -1)
    found = Places(tmp_path / "state", tmp_path / "out")
    keep(found, a_call(CALLBACK))
    keep(found, a_call(DO_NOT_CALL, call=OTHER))
    return found


def journal(places: Places, call: str = CALL) -> Path:
    return places.calls / "done" / f"{call}.jsonl"


def owed(places: Places, *, thoroughly: bool = True) -> tuple[list[str], dict[str, str]]:
    """The calls of which something is owed, and those that could not be read."""
    with register(places, thoroughly=thoroughly) as index:
        return [one.call for one in index.page(OWED)], index.unread


def unreadable(path: Path) -> None:
    """Put something in the file's place that cannot be read, whoever reads it."""
    path.rename(path.with_suffix(".kept"))
    path.mkdir()


def readable(path: Path) -> None:
    path.rmdir()
    path.with_suffix(".kept").rename(path)


@pytest.mark.parametrize("thoroughly", [True, False])
def test_a_journal_that_cannot_be_read_is_told_and_counts_once_it_can(
    places: Places, thoroughly: bool
) -> None:
    unreadable(journal(places, OTHER))
    for _ in range(2):
        calls, unread = owed(places, thoroughly=thoroughly)
        assert calls == [CALL]
        assert list(unread) == [OTHER]
        assert "may be missing" in unread[OTHER]
    readable(journal(places, OTHER))
    assert owed(places, thoroughly=thoroughly) == ([CALL, OTHER], {})


def test_what_was_read_before_is_owed_while_its_journal_cannot_be_read(places: Places) -> None:
    owed(places)
    unreadable(journal(places, OTHER))
    calls, unread = owed(places)
    assert (calls, list(unread)) == ([CALL, OTHER], [OTHER])
    readable(journal(places, OTHER))
    assert owed(places) == ([CALL, OTHER], {})


def test_what_is_before_the_damage_is_owed_and_all_of_it_once_that_is_mended(
    places: Places,
) -> None:
    path = journal(places)
    keep(places, a_call(CALLBACK, DO_NOT_CALL))
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"312 555 0199", b"312 555 0198"))
    calls, unread = owed(places)
    assert calls == [CALL, OTHER]
    assert "is not as it was written: line" in unread[CALL]
    path.write_bytes(whole)
    assert owed(places)[1] == {}
    with register(places) as index:
        assert len(index.named(CALL)) == 2


def test_a_journal_that_came_in_half_is_read_again_when_the_rest_is_there(places: Places) -> None:
    path = journal(places)
    whole = path.read_bytes()
    path.write_bytes(whole.splitlines(keepends=True)[0])
    calls, unread = owed(places, thoroughly=False)
    assert calls == [OTHER]
    assert "has no ending" in unread[CALL]
    with register(places) as index, pytest.raises(RecordError, match="has no ending"):
        named(index, CALL)
    path.write_bytes(whole)
    assert owed(places, thoroughly=False) == ([CALL, OTHER], {})


def test_another_journal_in_the_place_of_one_is_read(places: Places) -> None:
    owed(places)
    shutil.copy2(journal(places), places.state / "kept")
    path = keep(places, a_call(call=CALL))
    assert owed(places) == ([OTHER], {})
    os.utime(path, (1_700_000_000, 1_700_000_000))
    shutil.copy2(places.state / "kept", path)
    assert owed(places) == ([CALL, OTHER], {})


def test_the_picker_says_that_a_call_could_not_be_read(places: Places) -> None:
    unreadable(journal(places))
    unreadable(journal(places, OTHER))
    told = how_much_is_owed(places, NOW, lambda: False)
    assert told == "nothing · 2 calls not read: guide owed tells why"


def base(places: Places, sql: str) -> None:
    with sqlite3.connect(places.register_index) as found:
        found.execute(sql)
    found.close()


EDITS = (
    f"DELETE FROM promises WHERE call = '{CALL}'",
    f"UPDATE promises SET closed = 1 WHERE call = '{CALL}'",
    "UPDATE promises SET until = until + 900000 WHERE until IS NOT NULL",
    "DELETE FROM lines",
    "UPDATE promises SET kind = 'callback'",
    "UPDATE promises SET number = ''",
    "UPDATE promises SET made = (SELECT made FROM promises LIMIT 1)",
)


@pytest.mark.parametrize("sql", EDITS)
def test_what_others_wrote_into_what_is_remembered_decides_nothing_and_is_told(
    places: Places, sql: str
) -> None:
    do(Disk(), places, CALL, Tried("no answer"), "Kim Lo", NOW)
    with register(places) as index:
        before = index.page(Wanted(closed=True))
    base(places, sql)
    with register(places, thoroughly=True) as index:
        assert index.page(Wanted(closed=True)) == before
        assert len(index.page(Wanted(kind="do-not-call"))) == 1
    base(places, sql)
    [told] = index_faults(places)
    assert "was changed by others" in told
    assert index_faults(places) == ()
    with register(places) as index:
        assert index.page(Wanted(closed=True)) == before


@pytest.mark.parametrize("sql", EDITS[:4])
def test_what_hides_a_promise_is_seen_without_looking_at_everything(
    places: Places, sql: str
) -> None:
    do(Disk(), places, CALL, Tried("no answer"), "Kim Lo", NOW)
    with register(places) as index:
        before = index.page(OWED)
    base(places, sql)
    with register(places) as index:
        assert index.page(OWED) == before


def test_who_knows_how_it_is_remembered_is_found_by_comparing(places: Places) -> None:
    def sealed(call: str) -> None:
        [row] = found.execute(
            f"SELECT {index_module._COLUMNS} FROM promises WHERE call = ?", [call]
        ).fetchall()
        found.execute(
            "UPDATE promises SET seal = ? WHERE call = ?", [index_module._seal(row[:-1], ()), call]
        )

    with register(places):
        pass
    with sqlite3.connect(places.register_index) as found:
        found.execute("UPDATE promises SET number = '1' WHERE call = ?", [OTHER])
        sealed(OTHER)
    found.close()
    [told] = index_faults(places)
    assert f"is not what the journals say, of {OTHER}" in told
    assert index_faults(places) == ()


def test_an_index_of_another_version_or_none_is_no_fault(places: Places) -> None:
    assert index_faults(places) == ()
    with register(places):
        pass
    base(places, "PRAGMA user_version = 1")
    assert index_faults(places) == ()


@pytest.mark.parametrize("strange", [os.mkfifo, lambda path: Path(path).symlink_to("elsewhere")])
def test_a_pipe_or_a_link_in_the_place_of_what_is_remembered_is_none(
    places: Places, strange: Callable[[Path], None]
) -> None:
    strange(places.register_index)
    assert owed(places) == ([CALL, OTHER], {})


def test_half_of_a_surrogate_pair_in_a_journal_stops_no_list(places: Places) -> None:
    prev, lines = GENESIS, []
    data = journal(places).read_bytes().replace(b"Dana Whitlock", rb"Dana \ud800 W")
    for line in data.splitlines():
        sealed, prev = seal(line.decode().partition(',"prev"')[0] + "}", prev)
        lines.append(sealed)
    journal(places).write_bytes(b"".join(lines))
    with register(places, thoroughly=True) as index:
        [one] = index.named(CALL)
    assert (one.caller, index.unread) == ("Dana ? W", {})


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
@pytest.mark.parametrize("end", ["-journal", "-wal", "-shm"])
def test_a_pipe_beside_what_is_remembered_keeps_nobody_waiting(places: Places, end: str) -> None:
    owed(places)
    pipe = places.register_index.with_name(places.register_index.name + end)
    os.mkfifo(pipe)
    assert known_caller(places, "+13125550134").calls == 0
    assert owed(places) == ([CALL, OTHER], {})
    os.mkfifo(pipe)
    (fault,) = index_faults(places)
    assert "was changed by others" in fault
    assert not pipe.exists()


def test_a_disk_that_refuses_what_is_remembered_keeps_nobody_from_recording(
    places: Places,
) -> None:
    owed(places)
    base = sqlite3.connect(places.register_index)
    base.execute("UPDATE promises SET owner = 'Nobody'")
    told = "SELECT RAISE(FAIL, 'disk I/O error')"
    base.execute(f"CREATE TRIGGER refused BEFORE INSERT ON promises BEGIN {told}; END")
    base.commit()
    base.close()
    do(Disk(), places, CALL, Tried("no answer"), "Robin", NOW)
    assert b"no answer" in places.register.read_bytes()


def test_a_full_disk_is_no_fault_of_what_is_remembered(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    owed(places)
    opened = index_module._of_file

    def full(places: Places, patience: float) -> sqlite3.Connection:
        base = opened(places, patience)
        ((pages,),) = base.execute("PRAGMA page_count").fetchall()
        base.execute(f"PRAGMA max_page_count = {pages}")
        return base

    for n in range(60):
        keep(places, a_call(CALLBACK, call=f"20261121-1903{n:02}-abcd"))
    before = places.register_index.read_bytes()
    monkeypatch.setattr(index_module, "_of_file", full)
    assert index_faults(places) == ()
    assert places.register_index.read_bytes() == before


def test_a_disk_that_refuses_the_file_is_no_fault_of_what_is_remembered(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    owed(places)

    def refusing(places: Places, patience: float) -> sqlite3.Connection:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(places.register_index))

    monkeypatch.setattr(index_module, "_of_file", refusing)
    assert index_faults(places) == ()
