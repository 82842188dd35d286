"""The power is cut before every single call that the program makes to the operating system."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from durable.forgetful import Forgetful, Strict, Tree, plant
from durable.sample_call import CALL, Desk, take, whole_summaries

from guide.call import actions as act
from guide.call.events import Ended, Entry
from guide.session.session import Session


@dataclass(frozen=True, slots=True)
class Cut:
    """A cut of the power: before which call, how many events were acknowledged, what is left."""

    before: str
    acknowledged: int
    finished: bool
    left: tuple[Tree, ...]


def cuts(disk: Forgetful) -> tuple[list[Cut], tuple[Entry, ...]]:
    """Take the call, with a cut before each call to the system and one after the last."""
    found: list[Cut] = []
    acknowledged = 0

    def cut(name: str, finished: bool = False) -> None:
        found.append(Cut(f"{len(found)} {name}", acknowledged, finished, disk.left().each()))

    def told(session: Session) -> None:
        nonlocal acknowledged
        assert session.shown.saved.ok
        acknowledged = session.shown.saved.count

    disk.before = cut
    session = take(Desk(disk.root, disk), told)
    cut("the end", finished=True)
    return found, session.call.entries


def check(cut: Cut, left: Path, entries: tuple[Entry, ...]) -> None:
    """Start the program on what a cut has left, and see that nothing acknowledged is lost."""
    desk = Desk(left)
    desk.clock.set(600)
    kept = desk.kept()
    found = kept.entries if kept else ()
    assert found == entries[: len(found)], cut.before
    assert len(found) >= cut.acknowledged, cut.before
    for name, data in desk.summaries().items():
        assert name.endswith(".tmp") or whole_summaries(kept)[name] == data, cut.before
    ended = any(isinstance(entry.event, Ended) for entry in found)
    if cut.finished:
        assert ended
        assert len(desk.summaries()) == 2
    desk.book().finish_ended()
    if ended:
        assert desk.summaries() == whole_summaries(desk.kept())
        assert desk.book().unfinished() == []
    elif found:
        session = desk.book().resume(CALL)
        desk.do(session, act.Write("the power is back"))
        session.close()
        assert desk.kept().entries == session.call.entries


def prove(folder: Path, disk: Forgetful) -> int:
    """Cut the power everywhere, and say how often that was."""
    found, entries = cuts(disk)
    seen: set[tuple[object, ...]] = set()
    for cut in found:
        for tree in cut.left:
            known = (cut.acknowledged, cut.finished, *tree.items())
            if known not in seen:
                seen.add(known)
                plant(tree, folder / str(len(seen)))
                check(cut, folder / str(len(seen)), entries)
    return len(seen)


def disk_of(folder: Path, kind: type[Forgetful] = Forgetful) -> Forgetful:
    (folder / "disk").mkdir()
    return kind(folder / "disk")


@pytest.mark.parametrize("kind", [Forgetful, Strict])
def test_a_power_cut_at_any_moment_loses_nothing_that_was_acknowledged(
    folder: Path, kind: type[Forgetful]
) -> None:
    assert prove(folder, disk_of(folder, kind)) > 50


class NoDataSync(Forgetful):
    def sync_data(self, fd: int) -> None: ...


class NoSync(Forgetful):
    def sync(self, fd: int) -> None: ...


class NoFolderSync(Forgetful):
    def sync_folder(self, folder: Path) -> None: ...


@pytest.mark.parametrize("kind", [NoDataSync, NoSync, NoFolderSync])
def test_a_system_that_leaves_out_a_sync_fails_this_proof(
    folder: Path, kind: type[Forgetful]
) -> None:
    with pytest.raises(AssertionError):
        prove(folder, disk_of(folder, kind))


class Killed(BaseException):
    """The program was killed."""


def killed_at(disk: Forgetful, at: int) -> None:
    """Take the call in a program that is killed before its call number `at`, from 0."""

    def kill(name: str) -> None:
        if len(disk.calls) >= at:
            raise Killed

    disk.before = kill
    with pytest.raises(Killed):
        take(Desk(disk.root, disk))
    disk.before = lambda name: None
    disk.close_all()


def calls_of_a_call(folder: Path) -> int:
    disk = Forgetful(folder)
    take(Desk(folder, disk))
    return len(disk.calls)


@pytest.mark.parametrize("kind", [Forgetful, Strict])
def test_a_power_cut_after_a_killed_program_was_followed_by_another_loses_nothing(
    folder: Path, kind: type[Forgetful]
) -> None:
    (folder / "dry").mkdir()
    for at in range(calls_of_a_call(folder / "dry")):
        (folder / str(at)).mkdir()
        disk = disk_of(folder / str(at), kind)
        killed_at(disk, at)
        desk = Desk(disk.root, disk)
        finished = desk.book().finish_ended()
        acknowledged = 0
        begun = desk.kept()
        if not begun or desk.book().unfinished():
            session = desk.book().resume() if begun and begun.entries else desk.start()
            acknowledged = session.shown.saved.count
            assert session.shown.saved.ok
            session.close()
        kept = desk.kept()
        plant(disk.synced(), folder / str(at) / "left")
        left = Desk(folder / str(at) / "left")
        found = left.kept()
        assert found is None or found.entries == kept.entries[: len(found.entries)]
        if acknowledged:
            assert len(found.entries) >= acknowledged, (at, disk.calls[at:])
        if finished:
            assert found == kept, (at, disk.calls[at:])
            assert left.summaries() == whole_summaries(found)
