"""The file of remarks: private, sealed, whole after a kill, bound to the record of its call."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from durable.forgetful import Forgetful, plant
from msgspec.structs import replace
from promised_calls import CALL, CALLBACK, NOW, a_call, keep

from guide.call.context import Refused
from guide.errors import RecordError, UnknownName
from guide.record.calls import strays
from guide.record.disk import AppendFile, Disk
from guide.record.journal import read_journal
from guide.record.places import Places
from guide.record.sealed_file import append_sealed, held
from guide.remarks.kept import (
    NAME,
    change_since,
    do,
    erase_remarks,
    named,
    note,
    remark_faults,
    remark_times,
    remarks_in,
    remarks_on,
)
from guide.remarks.remark import Answered, Deed, Remark, RemarkLine, SignedOff, State

TESTS = Path(__file__).parents[1]
OTHER = "20261120-190400-abcd"
AGENT = a_call().started.agent
KIM = "Kim Lo"


@pytest.fixture
def places(tmp_path: Path) -> Places:
    found = Places(tmp_path / "state", tmp_path / "out")
    keep(found, a_call(CALLBACK))
    return found


def remark(places: Places, text: str = "Say it slower.", by: str = KIM, call: str = CALL) -> Remark:
    found = note(Disk(), places, call, 0.0, text, by, NOW, training=False)
    assert isinstance(found, Remark), found
    return found


def done(places: Places, deed: Deed, by: str, name: str = CALL) -> Remark:
    found = do(Disk(), places, name, deed, by, NOW, training=False)
    assert isinstance(found, Remark), found
    return found


def journal(places: Places, call: str = CALL) -> Path:
    return places.calls / "done" / f"{call}.jsonl"


def every(places: Places) -> list[Remark]:
    return [*remarks_in(places, training=False).remarks.values()]


def faults(places: Places) -> list[str]:
    return [*remark_faults(places, training=False)]


def test_a_remark_is_kept_apart_from_the_journal_and_is_bound_to_its_hash(places: Places) -> None:
    before = journal(places).read_bytes()
    noted = remark(places)
    assert journal(places).read_bytes() == before
    reading = read_journal(journal(places))
    assert (noted.what.events, noted.what.last_hash) == (
        reading.chain.count,
        reading.chain.last_hash,
    )
    assert noted.agent == AGENT
    assert stat.S_IMODE(os.stat(places.remarks_of(False)).st_mode) == 0o600
    assert every(places) == [noted]
    assert faults(places) == []


def test_what_is_said_stays_in_its_order_and_remarks_are_numbered(places: Places) -> None:
    remark(places)
    remark(places, "And look them up first.")
    assert [one.id for one in every(places)] == [f"{CALL}/r1", f"{CALL}/r2"]
    with pytest.raises(UnknownName, match="2 remarks"):
        named(places, CALL, training=False)
    done(places, Answered("I will."), AGENT, f"{CALL}/r2")
    done(places, SignedOff(), KIM, f"{CALL}/R2")
    settled = done(places, SignedOff(), AGENT, f"{CALL}/r2")
    assert settled.state is State.SETTLED
    assert remarks_on(places, CALL, training=False)[1] == settled
    assert remarks_on(places, OTHER, training=False) == []


def test_practice_and_real_calls_are_apart(places: Places) -> None:
    remark(places)
    assert remarks_in(places, training=True).remarks == {}
    assert places.training.parent in places.remarks_of(True).parents
    with pytest.raises(UnknownName):
        note(Disk(), places, CALL, 0.0, "x", KIM, NOW, training=True)
    with pytest.raises(UnknownName, match="--practice"):
        named(places, CALL, training=True)


def test_no_remark_is_about_what_is_not_there(places: Places) -> None:
    with pytest.raises(UnknownName):
        note(Disk(), places, OTHER, 0.0, "x", KIM, NOW, training=False)
    assert not places.remarks_of(False).exists()
    late = note(Disk(), places, CALL, 9999.0, "x", KIM, NOW, training=False)
    assert late == Refused("That is no moment of the call.")
    remark(places)
    journal(places).unlink()
    with pytest.raises(UnknownName):
        do(Disk(), places, CALL, Answered("x"), AGENT, NOW, training=False)


def test_a_call_that_was_changed_since_is_told_and_one_that_went_on_is_no_fault(
    places: Places,
) -> None:
    call = a_call(CALLBACK, call=OTHER)
    open_one = keep(places, call, wrapped_up=False)
    about = remark(places, call=OTHER)
    assert change_since(places, about, training=False) is None
    open_one.unlink()
    keep(places, call)
    change = change_since(places, about, training=False)
    assert change is not None
    assert change.went_on
    assert "The call went on since: its record had" in change.sentence
    assert faults(places) == []
    keep(places, a_call(call=OTHER))
    [fault] = faults(places)
    assert fault.startswith(f"{OTHER}/r1: The record of this call was changed since")
    journal(places, OTHER).unlink()
    [fault] = faults(places)
    assert "not there any more" in fault


def test_a_line_that_was_changed_by_hand_is_told_and_takes_nothing_from_the_others(
    places: Places,
) -> None:
    remark(places)
    second = remark(places, "Another.")
    path = places.remarks_of(False)
    path.write_bytes(path.read_bytes().replace(b"slower", b"faster"))
    assert every(places) == [second]
    [fault] = faults(places)
    assert fault.startswith("Line 1 of the list of remarks")


def test_what_nobody_can_have_said_is_followed_by_none_and_told(places: Places) -> None:
    remark(places)
    forged = RemarkLine(NOW, "Ben Ode", CALL, 1, Answered("as somebody else"))
    with held(Disk(), places.remarks_of(False), NAME) as file:
        append_sealed(Disk(), file, [forged.record()])
    [one] = every(places)
    assert one.state is State.OPEN
    [fault] = faults(places)
    assert "counts for nothing" in fault
    assert "Ben Ode" in fault


@pytest.mark.parametrize("moment", [{"seconds": 1e7}, {"seconds": 0.0}])
def test_a_moment_that_the_call_never_had_is_told(places: Places, moment: dict[str, float]) -> None:
    one = remark(places)
    lasts = a_call(CALLBACK).entries[-1].elapsed
    real = note(Disk(), places, CALL, lasts, "at its end", KIM, NOW, training=False)
    assert isinstance(real, Remark)
    assert faults(places) == []
    what = replace(real.what, **moment)
    with held(Disk(), places.remarks_of(False), NAME) as file:
        line = RemarkLine(NOW, KIM, CALL, one.n + 2, what)
        append_sealed(Disk(), file, [line.record()])
    [fault] = faults(places)
    assert "no moment that the call had then" in fault


def test_remarks_of_an_erased_call_go_with_it_and_the_others_stay(places: Places) -> None:
    keep(places, a_call(call=OTHER))
    remark(places, "secret")
    stays = remark(places, call=OTHER)
    erase_remarks(Disk(), places, {CALL}, training=False)
    assert every(places) == [stays]
    assert b"secret" not in places.remarks_of(False).read_bytes()
    assert faults(places) == []


@pytest.mark.parametrize("training", [False, True])
def test_copies_that_a_sync_tool_made_are_told(places: Places, training: bool) -> None:
    file = places.remarks_of(training)
    file.parent.mkdir(parents=True, exist_ok=True)
    copy = file.with_name("remarks.sync-conflict-1.jsonl")
    copy.touch()
    told = strays(places, training=training)
    assert [str(copy) in one for one in told] == [True]


def test_a_clock_that_was_set_back_is_told_and_is_no_fault(places: Places) -> None:
    remark(places)
    earlier = NOW.replace(hour=NOW.hour - 3)
    note(Disk(), places, CALL, 0.0, "earlier", KIM, earlier, training=False)
    assert len(every(places)) == 2
    assert ["set back" in one for one in remark_times(places, training=False)] == [True]


def test_lines_of_the_longest_words_are_still_found_to_follow_each_other(places: Places) -> None:
    longest, who = "😀" * 2000, "😀" * 2000
    for _ in range(3):
        assert len(remark(places, longest, who).what.text) == 1000
    assert [one.n for one in every(places)] == [1, 2, 3]
    assert faults(places) == []


_NOTES = """
import sys
from pathlib import Path
from promised_calls import CALL, NOW
from guide.record.disk import Disk
from guide.record.places import Places
from guide.remarks.kept import note
places = Places(Path(sys.argv[1]), Path(sys.argv[1]))
for n in range(5):
    note(Disk(), places, CALL, 0.0, f"{n}", sys.argv[2], NOW, training=False)
"""


def test_what_several_programs_note_at_once_is_all_there_each_under_its_own_number(
    places: Places,
) -> None:
    path = os.pathsep.join([str(TESTS.parent), str(TESTS)])
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", _NOTES, places.state, f"Agent {letter}"],
            env={**os.environ, "PYTHONPATH": path},
        )
        for letter in "ABC"
    ]
    assert [program.wait(timeout=120) for program in programs] == [0, 0, 0]
    assert sorted(one.n for one in every(places)) == [*range(1, 16)]
    assert {one.by for one in every(places)} == {"Agent A", "Agent B", "Agent C"}
    assert faults(places) == []


_KILLED = """
import os, signal, sys
from pathlib import Path
from promised_calls import CALL, NOW
from guide.record.disk import AppendFile, Disk
from guide.record.places import Places
from guide.remarks.kept import do
from guide.remarks.remark import Answered
places = Places(Path(sys.argv[1]), Path(sys.argv[1]))
append = AppendFile.append

def dying(file, data):
    {dies}
    os.kill(os.getpid(), signal.SIGKILL)

AppendFile.append = dying
do(Disk(), places, CALL, Answered("They had stopped."), sys.argv[2], NOW, training=False)
print("answered")
"""


@pytest.mark.parametrize(
    ("dies", "count"),
    [
        ("pass", 1),
        ("append(file, data[:40])", 1),
        ("append(file, data[:-1])", 2),
        ("append(file, data)", 2),
    ],
    ids=["before a byte", "within the line", "before its end", "before it answers"],
)
def test_a_program_killed_at_any_moment_of_answering_leaves_all_of_it_or_nothing(
    places: Places, dies: str, count: int
) -> None:
    remark(places)
    path = os.pathsep.join([str(TESTS.parent), str(TESTS)])
    program = subprocess.run(
        [sys.executable, "-c", _KILLED.format(dies=dies), places.state, AGENT],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
        check=False,
    )
    assert (program.returncode, program.stdout) == (-signal.SIGKILL, ""), program.stderr
    [one] = every(places)
    assert len(one.answers) == count - 1
    again = done(places, Answered("Once more."), AGENT)
    assert len(again.answers) == count
    assert [line.what for line in again.lines][-1] == Answered("Once more.")
    assert faults(places) == []


def test_a_remark_that_was_acknowledged_is_on_the_disk_whatever_the_power_does(
    tmp_path: Path,
) -> None:
    root = tmp_path / "disk"
    root.mkdir()
    system = Forgetful(root)
    places = Places(root / "state", root / "out")
    Disk(system).private_folder(journal(places).parent)
    elsewhere = keep(Places(tmp_path / "elsewhere", root), a_call())
    Disk(system).write_whole({journal(places): elsewhere.read_bytes()})
    noted = note(Disk(system), places, CALL, 0.0, "Say it slower.", KIM, NOW, training=False)
    plant(system.left().synced, tmp_path / "after")
    after = Places(tmp_path / "after" / "state", tmp_path / "after" / "out")
    assert every(after) == [noted]


def test_a_disk_that_refuses_is_told_and_nothing_is_half_there(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted = remark(places)

    def refuse(file: AppendFile, data: bytes) -> None:
        raise RecordError("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(AppendFile, "append", refuse)
        with pytest.raises(RecordError, match="full"):
            done(places, Answered("x"), AGENT)
    assert every(places) == [noted]
