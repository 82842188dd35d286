"""Lines that were put into the list of erased calls: the ledger does not have them, and no call is
erased, hidden or told as erased by them.
"""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from kit import shipped
from promised_calls import DO_NOT_CALL, take
from prompt import Prompt

from guide.call import actions as act
from guide.call.fold import call_of
from guide.record.disk import Disk
from guide.record.erased_numbers import DoNotCall, keep_do_not_call
from guide.record.forget import numbers_not_to_call
from guide.record.journal import read_journal
from guide.record.places import Places, erased_of
from guide.record.sealed_file import append_sealed, held
from guide.record.writer import DirectWriter
from guide.script.model import FollowUpKind
from guide.session.callbook import CallBook

_LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)


def _book(guide: Prompt) -> CallBook:
    return CallBook(shipped(), Places(guide.state, guide.out), writer=DirectWriter)


def _take(guide: Prompt, *, ended: bool = True) -> str:
    book = _book(guide)
    session = book.start("irate-customers", agent="Robin", details=(("caller", "Dana"),))
    session.do(act.AddFollowUp(FollowUpKind.DO_NOT_CALL, (("number", "312 555 0142"),)))
    if ended:
        session.do(act.End("hung-up"))
        book.finish(session)
    session.close()
    return session.call.id


def _journal(guide: Prompt, call: str) -> Path:
    (found,) = (guide.state / "calls").glob(f"*/{call}.jsonl")
    return found


def _put_in(guide: Prompt, call: str, at: datetime | None = None) -> None:
    with erased_of(guide.state / "calls").open("a") as file:
        line = {"call": call, "at": (at or datetime.now(UTC)).isoformat(), "why": "x"}
        file.write(f"{json.dumps(line)}\n")


@pytest.fixture
def second(guide: Prompt, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The fallback folder of the records, which is there."""
    elsewhere = guide.folder / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    monkeypatch.setenv("GUIDE_ELSEWHERE", str(elsewhere))
    folder = Places.of(guide.state, guide.out, elsewhere).fallback_dir
    assert folder is not None
    folder.mkdir(mode=0o700)
    return folder


def _told(err: str, call: str) -> bool:
    return f"The list of erased calls has it that {call} was erased on " in err


@pytest.mark.parametrize("at", [None, _LONG_AGO])
@pytest.mark.parametrize("ended", [True, False])
def test_a_line_that_was_put_in_removes_no_journal_from_the_fallback_folder(
    guide: Prompt, second: Path, at: datetime | None, ended: bool
) -> None:
    _take(guide)
    call = _take(guide, ended=ended)
    path = _journal(guide, call)
    kept = path.read_bytes()
    os.replace(path, second / path.name)
    _put_in(guide, call, at)
    answer = guide("calls")
    assert answer.code == 1
    assert _told(answer.err, call)
    assert call in answer.out
    assert _journal(guide, call).read_bytes() == kept


def test_an_erased_call_in_the_fallback_folder_comes_home_and_is_told(
    guide: Prompt, second: Path
) -> None:
    call = _take(guide)
    path = _journal(guide, call)
    kept = path.read_bytes()
    assert guide("forget", call, "--yes").code == 0
    (second / path.name).write_bytes(kept)
    answer = guide("calls")
    assert answer.code == 1
    assert f"The call {call} was erased on " in answer.err
    assert f"guide forget {call} erases it once more" in answer.err
    assert guide("resume", call).code == 2
    assert guide("forget", call, "--yes").code == 0
    assert guide("verify", "--all").code == 0


@pytest.mark.parametrize("at", [None, _LONG_AGO])
def test_a_line_that_was_put_in_hides_no_call_that_was_deleted(
    guide: Prompt, at: datetime | None
) -> None:
    call, _ = _take(guide), _take(guide)
    _journal(guide, call).unlink()
    _put_in(guide, call, at)
    for command in ("calls", "owed", "dnc", "stats"):
        answer = guide(command)
        assert answer.code == 1, command
        assert f"its journal is not there ({call})" in answer.err, command
        assert answer.err.count(f"{call} was erased on") == 1, command
        assert _told(answer.err, call), command
    assert "was erased on" not in guide("verify", call).err.replace("has it that", "")


@pytest.mark.parametrize("at", [None, _LONG_AGO])
@pytest.mark.parametrize("ended", [True, False])
def test_a_call_goes_on_whatever_was_put_in_about_it(
    guide: Prompt, at: datetime | None, ended: bool
) -> None:
    _take(guide)
    call = _take(guide, ended=ended)
    _put_in(guide, call, at)
    for typed in (("calls",), ("owed",), ("dnc",), ("stats",), ("summary", call, "--print")):
        answer = guide(*typed)
        assert answer.err.count(f"{call} was erased on") == 1, typed
        assert _told(answer.err, call), typed
        assert "guide forget" not in answer.err, typed
        assert "Take the line out only if " in answer.err, typed
    book = _book(guide)
    if ended:
        assert guide("summary", call).out == f"{guide.out / call}.md\n"
        assert guide("mark", call, "void", "--note", "a mistake").code == 0
        last = book.last_ended()
        assert last is not None
    else:
        assert [info.id for info in book.unfinished()] == [call]
        book.resume(call).close()
    answer = guide("verify", "--all")
    assert answer.code == 1
    assert _told(answer.err, call)


def test_forgetting_a_call_erases_nothing_of_one_that_was_put_in(guide: Prompt) -> None:
    call, other = _take(guide), _take(guide)
    assert guide("mark", call, "void", "--note", "a mistake").code == 0
    register = (guide.state / "register.jsonl").read_bytes()
    _put_in(guide, call)
    assert guide("forget", other, "--yes").code == 0
    assert (guide.state / "register.jsonl").read_bytes() == register
    # One that is erased all the same is erased, and the list has that, too.
    assert guide("forget", call, "--yes", "--why", "asked for").code == 0
    assert "(asked for)" in guide("summary", call).err


def test_many_lines_that_were_put_in_are_told_in_a_few(guide: Prompt) -> None:
    _take(guide)
    for n in range(5):
        _put_in(guide, f"20260101-00000{n}-aaaa")
    answer = guide("owed")
    assert answer.code == 1
    assert answer.err.count("was erased on") == 3
    assert "The same holds for 2 more calls in " in answer.err


@pytest.mark.parametrize("back", [False, True])
def test_an_older_ledger_put_back_blames_no_line_and_the_copy_of_the_newer_one_shows_it(
    guide: Prompt, back: bool
) -> None:
    _take(guide)
    call = _take(guide)
    ledger, journal = guide.state / "ledger.jsonl", _journal(guide, call)
    kept, older = journal.read_bytes(), ledger.read_bytes()
    assert guide("forget", call, "--yes").code == 0
    newer = guide.folder / "newer"
    newer.write_bytes(ledger.read_bytes())
    ledger.write_bytes(older)
    if back:
        journal.write_bytes(kept)
    for typed in (("calls",), ("owed",), ("dnc",), ("verify", "--all")):
        answer = guide(*typed)
        assert answer.code == 1, typed
        assert answer.err.count(f"has it that {call} was erased") == 1, typed
        told = answer.err.partition("The ledger may be an older one: put the newer one back")
        assert told[1], typed
        assert "Take the line out" not in told[0], typed
        assert "Take the line out only if somebody put it into" in told[2], typed
    answer = guide("verify", "--all", "--ledger", str(newer))
    assert answer.code == 1
    assert "put the copy in its place" in answer.err
    assert "Take the line out" not in answer.err
    assert "was taken out" not in answer.err
    assert "that line counts for nothing" not in answer.err
    ledger.write_bytes(newer.read_bytes())
    if back:
        journal.unlink()
    assert guide("verify", "--all").code == 0


def test_a_number_that_was_put_into_the_list_of_erased_calls_is_told_and_stays(
    guide: Prompt,
) -> None:
    places = Places(guide.state, guide.out)
    erased, kept = (take(places, "kim", DO_NOT_CALL, minutes=n) for n in range(2))
    assert guide("forget", erased, "--yes").code == 0
    assert guide("verify", "--all").code == guide("dnc").code == 0
    before = places.do_not_call.read_bytes()
    [path] = places.calls.rglob(f"{kept}.jsonl")
    [owed] = call_of(read_journal(path).entries).follow_ups
    for name in ("", "20261101-010101-abcd/3", f"{kept}/1", f"{kept}/{owed.n}"):
        places.do_not_call.write_bytes(before)
        with held(Disk(), places.do_not_call, "list") as file:
            line = DoNotCall("312 555 0177", "2026-11-20", name).record()
            append_sealed(Disk(), file, [line])
        for typed in (("verify", "--all"), ("dnc",), ("collect", places.state, "--dnc")):
            told = guide(*typed)
            assert told.code == 1, typed
            assert told.err.count("Line 2 of the do-not-call list") == 1, (typed, told.err)
            assert "is of no erasure that the ledger has" in told.err
        assert "312 555 0177" in guide("dnc").out


def test_a_number_whose_erasure_was_cut_short_was_put_in_by_nobody(guide: Prompt) -> None:
    places = Places(guide.state, guide.out)
    call = take(places, "kim", DO_NOT_CALL)
    [path] = places.calls.rglob(f"{call}.jsonl")
    ledger = places.ledger.read_bytes()
    keep_do_not_call(Disk(), places, numbers_not_to_call(path, {}))
    assert guide("verify", "--all").code == guide("dnc").code == 0
    assert guide("forget", call, "--yes").code == 0
    # It was entered that the call was erased, and not how long the list is since.
    lines = places.ledger.read_bytes().removeprefix(ledger).splitlines(keepends=True)
    places.ledger.write_bytes(ledger + b"".join(one for one in lines if b'"erased"' in one))
    assert guide("verify", "--all").code == guide("dnc").code == 0
