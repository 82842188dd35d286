"""Between the ending of a call and the end of its wrap-up: nothing is lost, nothing done twice."""

import os
import signal
import warnings
from pathlib import Path

import pytest
from durable.forgetful import Forgetful, Strict, Tree, plant
from durable.sample_call import Desk
from durable.watched import Watched
from durable.wrapped_up import end_and_wrap_up, see, see_the_end, start_again
from sweeps import swept

NOT_HALF = 3
"""Exit code: neither of the two calls before was a write, so nothing took half of its bytes."""

MOST = 1000
"""More calls to the system than a wrap-up makes."""

APART = 10
"""Every run of the suite takes each tenth moment, from the first on; the sweep takes the others."""

FROM = swept(range(APART), [0])


def a_program(desk: Desk, acknowledged: Path, at: int, *, half: bool, again: bool) -> int:
    """Run a program that is killed before its call number `at` once the call has ended; its signal.

    `half`: the last write before that takes only half of its bytes; `NOT_HALF` where there is none
    close before it. `again`: it goes on with what another program left. What is acknowledged is a
    line of the file.
    """
    system = desk.system
    assert isinstance(system, Watched)
    told: list[str] = []

    def tell(step: str) -> None:
        told.append(step)
        with acknowledged.open("a") as file:
            file.write(f"{step}\n")

    def before(name: str) -> None:
        if not (told or again):
            return
        counted.append(name)
        system.half = half and name == "write" and len(counted) >= at - 1
        if len(counted) > at:
            if half and "write" not in counted[-3:-1]:
                os._exit(NOT_HALF)
            os.kill(os.getpid(), signal.SIGKILL)

    counted: list[str] = []
    with warnings.catch_warnings():
        # From Python 3.12 on forking warns of threads; the child starts none and needs none.
        warnings.simplefilter("ignore", DeprecationWarning)
        process = os.fork()
    if process:
        return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    try:
        system.before = before
        if again:
            start_again(desk)
        else:
            end_and_wrap_up(desk, tell)
    except BaseException:
        os._exit(1)
    os._exit(0)


@pytest.mark.parametrize("first", FROM)
@pytest.mark.parametrize("half", [False, True])
def test_a_program_killed_before_any_call_to_the_system_loses_nothing_and_does_nothing_twice(
    folder: Path, half: bool, first: int
) -> None:
    for at in range(first, MOST, APART):
        root = folder / str(at)
        root.mkdir()
        acknowledged = root / "acknowledged"
        acknowledged.touch()
        ended_by = a_program(Desk(root, Watched()), acknowledged, at, half=half, again=False)
        if ended_by == NOT_HALF:
            # Without a half write it is what the program that writes all of them leaves.
            continue
        assert ended_by in (0, -signal.SIGKILL), at
        said = acknowledged.read_text().split()
        desk = Desk(root)
        desk.clock.set(600)
        see(desk, said[-1] if said else "")
        if said:
            start_again(desk)
            see_the_end(desk)
            start_again(desk)
            see_the_end(desk)
        if not ended_by:
            break
    assert 60 < at < MOST


@pytest.mark.parametrize("begin", FROM)
def test_a_program_that_takes_it_up_again_may_be_killed_at_any_moment_too(
    folder: Path, begin: int
) -> None:
    for at in range(begin, MOST, APART):
        root = folder / str(at)
        root.mkdir()
        acknowledged = root / "acknowledged"
        acknowledged.touch()
        first = a_program(Desk(root, Watched()), acknowledged, 3, half=False, again=False)
        assert first == -signal.SIGKILL
        second = Desk(root, Watched())
        second.clock.set(300)
        ended_by = a_program(second, acknowledged, at, half=False, again=True)
        assert ended_by in (0, -signal.SIGKILL), at
        desk = Desk(root)
        desk.clock.set(600)
        start_again(desk)
        see_the_end(desk)
        if not ended_by:
            break
    assert 60 < at < MOST


@pytest.mark.parametrize("first", FROM)
@pytest.mark.parametrize("kind", [Forgetful, Strict])
def test_a_power_cut_at_any_moment_of_the_wrap_up_loses_nothing_and_does_nothing_twice(
    folder: Path, kind: type[Forgetful], first: int
) -> None:
    (folder / "disk").mkdir()
    disk, told = kind(folder / "disk"), list[str]()
    cuts: list[tuple[str, Tree]] = []

    def cut(name: str) -> None:
        if told:
            cuts.extend((told[-1], tree) for tree in disk.left().each())

    disk.before = cut
    end_and_wrap_up(Desk(disk.root, disk), told.append)
    cut("the end")
    seen: set[tuple[object, ...]] = set()
    for acknowledged, tree in cuts:
        known = (acknowledged, *tree.items())
        if known in seen:
            continue
        seen.add(known)
        if len(seen) % APART != first:
            continue
        root = folder / str(len(seen))
        plant(tree, root)
        desk = Desk(root)
        desk.clock.set(600)
        see(desk, acknowledged)
        start_again(desk)
        see_the_end(desk)
    assert len(seen) > 50
