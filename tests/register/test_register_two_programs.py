"""Several programs at one register, and programs that are killed: nothing is lost or done twice."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from promised_calls import CALL, CALLBACK, NOW, a_call, keep

from guide.call.context import Refused
from guide.record.disk import Disk
from guide.record.places import Places
from guide.record.sealed_file import read_sealed
from guide.register import index as index_module
from guide.register.after_call import Tried, after_call
from guide.register.index import OWED, Wanted, register
from guide.register.promise import Promise, State
from guide.register.register import do

TESTS = Path(__file__).parents[1]
PROGRAMS = 4

_PROGRAM = """
import sys, time
from pathlib import Path
from promised_calls import CALL, NOW
from guide.call.context import Refused
from guide.record.disk import Disk
from guide.record.places import Places
from guide.register.after_call import Done, Tried
from guide.register.index import register
from guide.register.register import do

places = Places(Path(sys.argv[1]), Path(sys.argv[1]))
name, go = sys.argv[2], Path(sys.argv[3])

def act(deed):
    return do(Disk(), places, CALL, deed, name, NOW)

print("ready", flush=True)
while not go.exists():
    time.sleep(0.001)
"""
_CLOSES = """
answer = act(Done(f"by {name}"))
print(answer.reason if isinstance(answer, Refused) else "closed")
"""
_TRIES = """
for _ in range(5):
    act(Tried())
    with register(places):
        pass
"""
_KILLED = """
import os, signal
from guide.record.disk import AppendFile
append = AppendFile.append

def dying(file, data):
    {dies}
    os.kill(os.getpid(), signal.SIGKILL)

AppendFile.append = dying
act(Done("spoke to them"))
print("answered")
"""


@pytest.fixture
def places(tmp_path: Path) -> Places:
    found = Places(tmp_path / "state", tmp_path / "out")
    keep(found, a_call(CALLBACK))
    return found


def start(places: Places, name: str, code: str) -> "subprocess.Popen[str]":
    """A program that waits for the file `go` beside the state folder, and then runs this."""
    path = os.pathsep.join([str(TESTS.parent), str(TESTS)])
    return subprocess.Popen(
        [sys.executable, "-c", _PROGRAM + code, places.state, name, places.state.parent / "go"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )


def all_at_once(places: Places, code: str) -> list[str]:
    """What several programs say that run this at the same moment."""
    programs = [start(places, f"Agent {letter}", code) for letter in "ABCD"]
    for program in programs:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
    (places.state.parent / "go").touch()
    said = [program.communicate(timeout=120)[0].strip() for program in programs]
    assert [program.returncode for program in programs] == [0] * PROGRAMS
    return said


def the_promise(places: Places) -> Promise:
    """The promise as it is remembered, which is what is on the disk."""
    with register(places) as index:
        [promise] = index.page(Wanted(closed=True))
    places.register_index.unlink()
    with register(places) as index:
        assert index.page(Wanted(closed=True)) == [promise]
    assert read_sealed(places.register, "register", after_call).faults == ()
    return promise


def test_of_many_programs_that_close_one_promise_at_once_one_does(places: Places) -> None:
    said = all_at_once(places, _CLOSES)
    assert said.count("closed") == 1
    promise = the_promise(places)
    assert len(promise.lines) == 1
    told = f"Done: {promise.closed_by}, Fri, Nov 20, 2026, 3:00 PM. by {promise.closed_by}"
    assert sorted(said) == sorted(["closed", *[told] * (PROGRAMS - 1)])


def test_what_many_programs_do_at_once_is_all_there_and_counted_once(places: Places) -> None:
    all_at_once(places, _TRIES)
    assert the_promise(places).tries == 5 * PROGRAMS


@pytest.mark.parametrize(
    ("dies", "state"),
    [
        ("pass", State.OPEN),
        ("append(file, data[:40])", State.OPEN),
        ("append(file, data[:-1])", State.DONE),
        ("append(file, data)", State.DONE),
    ],
    ids=["before a byte", "within the line", "before its end", "before it answers"],
)
def test_a_program_killed_at_any_moment_of_closing_leaves_it_closed_once_or_owed(
    places: Places, dies: str, state: State
) -> None:
    (places.state.parent / "go").touch()
    program = start(places, "Kim Lo", _KILLED.format(dies=dies))
    assert "answered" not in program.communicate(timeout=60)[0]
    assert program.returncode == -signal.SIGKILL
    again = do(Disk(), places, CALL, Tried("again"), "Ben Ode", NOW)
    assert isinstance(again, Refused) is (state is State.DONE)
    promise = the_promise(places)
    assert promise.state is (State.DONE if state is State.DONE else State.TRIED)
    assert len(promise.lines) == 1


def test_what_another_program_holds_is_not_waited_for_long_and_nothing_is_missed(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_module, "PATIENCE", 0.05)
    with register(places) as index:
        assert index.count() == 1
    do(Disk(), places, CALL, Tried(), "Kim Lo", NOW)
    busy = sqlite3.connect(places.register_index)
    busy.execute("BEGIN EXCLUSIVE")
    with register(places) as index:
        [promise] = index.page(OWED)
    busy.rollback()
    busy.close()
    assert promise.tries == 1
    assert the_promise(places).tries == 1
