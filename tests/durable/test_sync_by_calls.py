"""A kill cannot prove a sync: it is proved by the calls that are made, and by their order."""

import errno
import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from durable.recorded import Acknowledged, Asked, Recorder, prove, told_by
from durable.sample_call import CALL, END, NOTES, Desk, take

from guide.record import system
from guide.record.disk import temp_name
from guide.record.journal import Journal
from guide.record.system import System
from guide.record.writer import DirectWriter, ThreadWriter, Writer

Make = Callable[[Journal], Writer]


def prove_call(folder: Path, recorder: Recorder, make: Make) -> None:
    """Take the whole call, and prove from the record of it that all was synced in time."""
    desk = Desk(folder, recorder, told_by(make, recorder))
    session = take(desk)
    known = prove(recorder.log)
    acknowledged = [step.count for step in recorder.log if isinstance(step, Acknowledged)]
    assert acknowledged == sorted(acknowledged)
    assert acknowledged[-1] == len(session.call.entries)
    named = {path for path in known.on_disk if path.parent == desk.places.out}
    assert {path.name for path in named} == {f"{CALL}.md", f"{CALL}.toml"}
    assert not known.unsynced_names, "a name that was never synced"
    assert known.on_disk == known.written, "bytes that were never synced"


@pytest.mark.parametrize("make", [DirectWriter, ThreadWriter])
def test_nothing_is_acknowledged_or_named_before_it_is_synced(folder: Path, make: Make) -> None:
    prove_call(folder, Recorder(), make)


class NoDataSync(Recorder):
    def sync_data(self, fd: int) -> None: ...


class NoSync(Recorder):
    def sync(self, fd: int) -> None: ...


class NoFolderSync(Recorder):
    def sync_folder(self, folder: Path) -> None: ...


class NoSyncOfNewFolders(Recorder):
    def sync_folder(self, folder: Path) -> None:
        if any(path.is_file() for path in folder.iterdir()):
            super().sync_folder(folder)


@pytest.mark.parametrize(
    ("kind", "lacking"),
    [
        (NoDataSync, "events acknowledged, 0 synced"),
        (NoSync, "is named unsynced"),
        (NoFolderSync, "events acknowledged, 0 synced"),
        (NoSyncOfNewFolders, "events acknowledged, 0 synced"),
    ],
)
@pytest.mark.parametrize("make", [DirectWriter, ThreadWriter])
def test_a_system_without_a_sync_fails_this_proof(
    folder: Path, make: Make, kind: type[Recorder], lacking: str
) -> None:
    with pytest.raises(AssertionError, match=lacking):
        prove_call(folder, kind(), make)


def test_each_action_is_one_write_one_sync_and_then_its_acknowledgement(folder: Path) -> None:
    recorder = Recorder()
    desk = Desk(folder, recorder, told_by(DirectWriter, recorder))
    session = desk.start()
    path = desk.places.journal_path(CALL)
    for count, action in enumerate(NOTES, 2):
        recorder.log.clear()
        desk.do(session, action)
        write, sync, acknowledged = recorder.log
        assert isinstance(write, Asked)
        assert (write.name, write.path, write.data.count(b"\n")) == ("write", path, 1)
        assert (sync, acknowledged) == (Asked("sync", path), Acknowledged(count))
    session.close()


def test_a_summary_is_written_aside_synced_named_and_its_folder_synced(folder: Path) -> None:
    recorder = Recorder()
    desk = Desk(folder, recorder)
    session = desk.start()
    desk.do(session, END)
    recorder.log.clear()
    desk.book().finish(session)
    out, calls = desk.places.out, desk.places.calls
    page, table = out / f"{CALL}.md", out / f"{CALL}.toml"
    steps = [
        (step.name, step.path, step.to)
        for step in recorder.log
        if isinstance(step, Asked) and step.path != folder
    ]
    assert steps == [
        ("make folder", out, Path()),
        *_written_aside(temp_name(page)),
        *_written_aside(temp_name(table)),
        ("rename", temp_name(page), page),
        ("rename", temp_name(table), table),
        ("sync", out, Path()),
        ("create", desk.places.ledger, Path()),
        ("sync", desk.places.state, Path()),
        ("sync", desk.places.state, Path()),
        ("write", desk.places.ledger, Path()),
        ("sync", desk.places.ledger, Path()),
        ("make folder", calls / "done", Path()),
        ("sync", calls, Path()),
        ("rename", calls / "open" / f"{CALL}.jsonl", calls / "done" / f"{CALL}.jsonl"),
        ("sync", calls / "done", Path()),
        # Nothing is synced there before that is, whoever syncs it.
        ("sync", calls / "done", Path()),
        ("sync", calls / "open", Path()),
    ]


def _written_aside(temp: Path) -> list[tuple[str, Path, Path]]:
    return [(name, temp, Path()) for name in ("create", "write", "sync")]


@pytest.mark.parametrize(
    ("answer", "calls"),
    [
        (0, ["full"]),
        (errno.ENOTSUP, ["full", "plain"]),
        (errno.EINVAL, ["full", "plain"]),
        (errno.EIO, ["full"]),
    ],
    ids=["known", "no such call", "not for this file", "refused"],
)
def test_where_a_plain_sync_ends_in_the_drives_cache_the_full_one_is_asked_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch, answer: int, calls: list[str]
) -> None:
    made: list[str] = []

    def full(fd: int, command: int) -> int:
        made.append("full")
        if answer:
            raise OSError(answer, "refused")
        return 0

    monkeypatch.setattr(system, "_FULL_SYNC", 51)
    monkeypatch.setattr(fcntl, "fcntl", full)
    for name in ("_data_sync", "fsync"):
        where = system if name == "_data_sync" else os
        monkeypatch.setattr(where, name, lambda fd: made.append("plain"))
    with (folder / "file").open("wb") as file:
        for sync in (System().sync_data, System().sync):
            made.clear()
            if answer == errno.EIO:
                with pytest.raises(OSError, match="refused"):
                    sync(file.fileno())
            else:
                sync(file.fileno())
            assert made == calls
