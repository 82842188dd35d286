"""The system refuses every single call that the program makes to it, in turn."""

import errno
import os
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from durable.forgetful import Forgetful, Tree
from durable.sample_call import CALL, END, MORE, NOTES, Desk, take, whole_summaries
from kit import shipped

from guide.errors import RecordError
from guide.record.archive import kept_script_text
from guide.record.codec import sound_lines
from guide.session.session import Session

CODES = (errno.EIO, errno.ENOSPC, errno.EINTR, errno.EDQUOT)
"""Each call is refused with two of them, its neighbors with the others; with all of them, and in
calls of every kind, by tests/torture."""


@dataclass
class Fault:
    """What the system refuses: its call number `at`, or all from there on until it is mended.

    With `half` that call, a write, takes half of its bytes, and the write of the rest is refused,
    as on a disk that is just getting full.
    """

    disk: Forgetful
    at: int
    code: int
    for_good: bool = False
    half: bool = False
    met: bool = field(default=False, init=False)
    mended: bool = field(default=False, init=False)

    def __call__(self, name: str) -> None:
        now = len(self.disk.calls)
        if self.mended or now < self.at or (self.met and not self.for_good):
            return
        if self.half:
            self.disk.half = now == self.at
            if now == self.at or name != "write":
                return
        self.met = True
        # What is refused counts too: the next call has the next number.
        self.disk.calls.append(f"{name} refused")
        raise OSError(self.code, os.strerror(self.code))

    def mend(self) -> None:
        """The disk is back."""
        self.mended = True


def on_the_disk(tree: Tree) -> int:
    """How many whole events of the call are in the fullest of its files."""
    files = [data for path, data in tree.items() if data and path.endswith(".jsonl")]
    return max((len(sound_lines(data).lines) for data in files), default=0)


@dataclass
class Watch:
    """The agent, who believes what the status line says."""

    disk: Forgetful
    fault: Fault
    refusals: int = 0

    def look(self, session: Session) -> None:
        """The call goes on; what is called saved is on the disk, and what is not is not silent."""
        shown = session.shown
        assert shown.call == session.call
        if shown.saved.ok:
            assert on_the_disk(self.disk.synced()) == len(session.call.entries)
        else:
            self.refusals += 1
            assert shown.saved.reason.startswith("Could not ")
            assert shown.saved.count <= on_the_disk(self.disk.synced())

    def once_mended(self, session: Session) -> None:
        """Everything is there once the disk is back."""
        if not session.shown.saved.ok:
            self.fault.mend()
            session.retry()
            assert session.shown.saved.ok
            self.look(session)


def resumed(desk: Desk, fault: Fault) -> Session:
    try:
        return desk.book().resume(CALL)
    except RecordError:
        assert fault.met
        fault.mend()
        return desk.book().resume(CALL)


def finished(desk: Desk, session: Session, fault: Fault) -> None:
    try:
        desk.book().finish(session)
    except RecordError:
        assert fault.met
        whole, found = whole_summaries(desk.kept()), desk.summaries()
        if fault.for_good:
            # What was begun could not be taken away again; nothing of it looks like a summary.
            found = {name: data for name, data in found.items() if not name.endswith(".tmp")}
            assert found.items() <= whole.items()
        else:
            assert found in ({}, whole)
        fault.mend()
        desk.book().finish_ended()


def live(folder: Path, at: int, code: int, *, for_good: bool = False, half: bool = False) -> Watch:
    """Take the whole call over a fault, and see that nothing is lost and nothing is half."""
    folder.mkdir()
    disk = Forgetful(folder)
    fault = disk.before = Fault(disk, at, code, for_good, half)
    desk, watch = Desk(folder, disk), Watch(disk, fault)
    script = shipped().script("escalated-callers")
    session = desk.start()
    for actions in (NOTES, (*MORE, END)):
        watch.look(session)
        for action in actions:
            desk.do(session, action)
            watch.look(session)
        watch.once_mended(session)
        assert kept_script_text(desk.places.wording, script.sha256) == script.text
        if actions is NOTES:
            assert session.close().ok
            session = resumed(desk, fault)
    finished(desk, session, fault)
    assert fault.met
    kept = desk.kept()
    assert kept is not None
    assert kept.entries == session.call.entries
    assert desk.summaries() == whole_summaries(kept)
    left = disk.synced()
    assert on_the_disk(left) == len(kept.entries)
    assert {path for path in left if path.startswith("out/")} == {
        f"out/{name}" for name in whole_summaries(kept)
    }
    assert desk.book().unfinished() == []
    return watch


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Every call to the system from the start of the call to its summary."""
    folder = tmp_path_factory.mktemp("dry")
    disk = Forgetful(folder)
    take(Desk(folder, disk))
    return disk.calls


@pytest.mark.parametrize("shift", [0, 1])
def test_a_fault_at_any_call_is_never_a_silent_success_and_costs_nothing(
    folder: Path, calls: list[str], shift: int
) -> None:
    watches = [live(folder / str(at), at, CODES[(at + shift) % 4]) for at in range(len(calls))]
    assert sum(watch.refusals > 0 for watch in watches) > calls.count("sync_data")


def test_a_disk_that_refuses_from_any_call_on_costs_nothing_once_it_is_back(
    folder: Path, calls: list[str]
) -> None:
    watches = [live(folder / str(at), at, CODES[at % 2], for_good=True) for at in range(len(calls))]
    assert sum(watch.refusals > 1 for watch in watches) > calls.count("sync_data")


def test_a_write_that_is_cut_short_by_a_full_disk_costs_nothing(
    folder: Path, calls: list[str]
) -> None:
    for at, name in enumerate(calls):
        if name == "write":
            live(folder / str(at), at, errno.ENOSPC, half=True)
