import json
import os
import stat
from pathlib import Path

import pytest
from promised_calls import CALL, CALLBACK, DO_NOT_CALL, NOW, a_call, keep

from guide.call.context import Refused
from guide.errors import RecordError, UnknownName
from guide.record.disk import Disk
from guide.record.ledger import read_ledger
from guide.record.places import Places
from guide.record.sealed_file import read_sealed
from guide.register.after_call import Done, Reopened, Tried, after_call
from guide.register.index import OWED, Wanted, register
from guide.register.promise import Promise, State
from guide.register.register import do, erase_lines, register_faults

OTHER = "20261120-190400-abcd"
EVERY = Wanted(closed=True)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    found = Places(tmp_path / "state", tmp_path / "out")
    keep(found, a_call(CALLBACK))
    return found


def owed(places: Places, wanted: Wanted = OWED) -> list[Promise]:
    with register(places) as index:
        found = index.page(wanted)
        assert index.count(wanted) == len(found)
        return found


def done(places: Places, name: str = CALL, by: str = "Kim Lo") -> Promise | Refused:
    return do(Disk(), places, name, Done("spoke to them"), by, NOW)


def test_what_is_done_is_on_the_disk_and_owed_no_more(places: Places) -> None:
    assert isinstance(done(places), Promise)
    assert owed(places) == []
    [promise] = owed(places, EVERY)
    assert (promise.state, promise.closed_by) == (State.DONE, "Kim Lo")
    assert stat.S_IMODE(os.stat(places.register).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(places.register_index).st_mode) == 0o600
    places.register_index.unlink()
    assert owed(places, EVERY) == [promise]


def test_of_two_who_close_one_promise_the_second_is_told(places: Places) -> None:
    done(places)
    second = done(places, by="Ben Ode")
    assert isinstance(second, Refused)
    assert second.reason == "Done: Kim Lo, Fri, Nov 20, 2026, 3:00 PM. spoke to them"
    assert len(read_sealed(places.register, "register", after_call).lines) == 1


def test_a_mistake_is_taken_back_and_both_are_on_record(places: Places) -> None:
    done(places)
    do(Disk(), places, CALL, Reopened("another call"), "Kim Lo", NOW)
    [promise] = owed(places)
    assert promise.state is State.OPEN
    assert [line.what.__class__ for line in promise.lines] == [Done, Reopened]


def test_a_promise_counts_before_its_call_has_ended(places: Places) -> None:
    keep(places, a_call(CALLBACK, call=OTHER), wrapped_up=False)
    assert [one.call for one in owed(places)] == [CALL, OTHER]
    assert isinstance(done(places, OTHER), Promise)
    assert [one.call for one in owed(places)] == [CALL]


def test_a_call_that_goes_on_and_is_wrapped_up_is_read_anew(places: Places) -> None:
    path = keep(places, a_call(call=OTHER), wrapped_up=False)
    assert len(owed(places)) == 1
    keep(places, a_call(CALLBACK, call=OTHER), wrapped_up=False)
    assert len(owed(places)) == 2
    path.rename(places.calls / "done" / path.name)
    assert len(owed(places)) == 2


def test_a_call_that_is_erased_owes_nothing(places: Places) -> None:
    assert len(owed(places)) == 1
    (places.calls / "done" / f"{CALL}.jsonl").unlink()
    assert owed(places) == []


def test_what_a_call_no_longer_holds_cannot_be_closed(places: Places) -> None:
    owed(places)
    path = places.calls / "done" / f"{CALL}.jsonl"
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
    with pytest.raises(RecordError, match="has no ending"):
        done(places)


@pytest.mark.parametrize("junk", [b"", b"no database", b"SQLite format 3\0" + b"x" * 5000])
def test_what_is_remembered_is_only_a_convenience(places: Places, junk: bytes) -> None:
    before = owed(places)
    places.register_index.write_bytes(junk)
    assert owed(places) == before


def test_a_register_that_was_replaced_by_a_shorter_one_is_read_from_its_start(
    places: Places,
) -> None:
    keep(places, a_call(CALLBACK, call=OTHER))
    do(Disk(), places, CALL, Tried(), "Kim Lo", NOW)
    first = places.register.read_bytes()
    done(places, OTHER)
    assert [one.call for one in owed(places)] == [CALL]
    places.register.write_bytes(first)
    assert [(one.call, one.tries) for one in owed(places)] == [(CALL, 1), (OTHER, 0)]


def test_a_line_that_was_changed_is_told_and_takes_nothing_from_the_others(
    places: Places,
) -> None:
    do(Disk(), places, CALL, Tried("one"), "Kim Lo", NOW)
    do(Disk(), places, CALL, Tried("two"), "Kim Lo", NOW)
    lines = places.register.read_bytes().splitlines(keepends=True)
    places.register.write_bytes(lines[0].replace(b"one", b"six") + lines[1])
    read = read_sealed(places.register, "register", after_call)
    assert [line.what for line in read.lines] == [Tried("two")]
    told = f"Line 1 of the register {places.register} is not as it was written."
    assert read.faults == (f"{told} It names the call {CALL}.",)


def test_a_disk_that_refuses_is_told_and_nothing_is_closed(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    from guide.record.disk import AppendFile

    def full(*_: object) -> None:
        raise RecordError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(AppendFile, "append", full)
        with pytest.raises(RecordError, match="full"):
            done(places)
    assert len(owed(places)) == 1
    assert isinstance(done(places), Promise)


def test_names_that_are_none_are_told(places: Places) -> None:
    keep(places, a_call(CALLBACK, DO_NOT_CALL, call=OTHER))
    with pytest.raises(UnknownName, match="made 2 promises"):
        done(places, OTHER)
    with pytest.raises(UnknownName, match="no promise “nothing”"):
        done(places, "nothing")


def test_words_kind_owner_and_number_find_what_is_wanted(places: Places) -> None:
    keep(places, a_call(DO_NOT_CALL, call=OTHER))
    assert [one.call for one in owed(places, Wanted(words=("dana", "title")))] == [CALL]
    assert [one.call for one in owed(places, Wanted(kind="do-not-call"))] == [OTHER]
    assert [one.call for one in owed(places, Wanted(number="+1 312 555 0134"))] == [CALL]
    assert len(owed(places, Wanted(owner="robin"))) == 2
    assert owed(places, Wanted(owner="Kim Lo")) == []
    assert len(owed(places, Wanted(owner="RÖBİN"))) == 2


def test_practice_owes_nothing(places: Places) -> None:
    path = places.calls / "done" / f"{CALL}.jsonl"
    places.training.joinpath("done").mkdir(parents=True)
    path.rename(places.training / "done" / path.name)
    assert owed(places) == []


def test_a_line_says_who_did_what_when_and_nothing_more(places: Places) -> None:
    done(places)
    record = json.loads(places.register.read_text())
    del record["prev"], record["hash"]
    assert record == {
        "format": 1,
        "at": "2026-11-20T20:00:00.000Z",
        "by": "Kim Lo",
        "call": CALL,
        "n": record["n"],
        "kind": "done",
        "note": "spoke to them",
    }


def test_what_is_erased_leaves_no_line_and_all_others_stay(places: Places) -> None:
    keep(places, a_call(CALLBACK, call=OTHER))
    done(places)
    done(places, OTHER)
    owed(places)
    erase_lines(Disk(), places, {CALL}, NOW)
    read = read_sealed(places.register, "register", after_call)
    assert read.faults == ()
    assert [line.call for line in read.lines] == [OTHER]
    assert [one.call for one in owed(places)] == [CALL]
    do(Disk(), places, CALL, Tried(), "Kim Lo", NOW)
    assert [one.tries for one in owed(places)] == [1]


def test_lines_of_a_call_that_is_not_there_are_told(places: Places) -> None:
    done(places)
    assert register_faults(places, [CALL], read_ledger(places.ledger)) == ()
    assert register_faults(places, [], read_ledger(places.ledger)) == (
        f"It tells of the call {CALL}, which is not there.",
    )
