"""The register is its owner's alone, and whatever callers said comes out of it as plain text."""

import csv
import io
import json
import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from icalendar import Calendar
from naughty import NAUGHTY
from promised_calls import CALL, a_call, keep
from sweeps import swept
from test_private_hostile import RAW

from guide.call import actions as act
from guide.cli.run import run
from guide.record.disk import Disk
from guide.record.erased_numbers import DoNotCall, enter_numbers, keep_do_not_call
from guide.record.places import Places
from guide.register.missing import what_is_missing
from guide.script.model import FollowUpKind


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    monkeypatch.setenv("GUIDE_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("GUIDE_OUT", str(tmp_path / "out"))
    monkeypatch.setenv("GUIDE_AGENT", "Kim Lo")
    return Places(tmp_path / "state", tmp_path / "out")


SOME = tuple(NAUGHTY[first::8] for first in range(8))
"""All of them, some at a time: a register is of many calls."""


def promise_of(places: Places, text: str, call: str = CALL) -> None:
    """Keep a call that owes a callback and a number not to be called, all of it this text."""
    fields = (("caller", text), ("number", text), ("concern", text))
    keep(
        places,
        a_call(
            act.WriteDetail("caller", text),
            act.AddFollowUp(FollowUpKind.CALLBACK, fields),
            act.AddFollowUp(FollowUpKind.DO_NOT_CALL, (("number", f"5 {text}"),)),
            call=call,
        ),
    )


def put_out(capsys: pytest.CaptureFixture[str], *typed: str, terminal: bool = False) -> str:
    """What a command puts out: for a program, or for a terminal."""
    capsys.readouterr()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout.isatty", lambda: terminal, raising=False)
        run(list(typed))
    told = capsys.readouterr()
    assert "Traceback" not in told.err
    assert "fault in the program" not in told.err
    return told.out


@pytest.mark.parametrize("some", swept(range(len(SOME)), range(0, len(SOME), 3)))
def test_whatever_a_caller_is_called_the_register_comes_out_as_plain_text(
    places: Places, capsys: pytest.CaptureFixture[str], some: int
) -> None:
    texts = SOME[some]
    for number, text in enumerate(texts):
        call = f"20261120-1903{number:02}-k7wd"
        promise_of(places, text, call)
        put_out(capsys, "mark", f"{call}/5", "tried", "--note", text[:200].replace("\0", ""))
    for typed in (("--due", "overdue"), ("--csv",), ("--ics",), ("--json",)):
        told = put_out(capsys, "owed", *typed, terminal=True)
        assert RAW.search(told) is None, typed
    for typed in ((), ("--csv",), ("--json",)):
        assert RAW.search(put_out(capsys, "dnc", *typed, terminal=True)) is None, typed
    owed = json.loads(put_out(capsys, "owed", "--json"))
    assert {promise["call"] for promise in owed} == {
        f"20261120-1903{number:02}-k7wd" for number in range(len(texts))
    }
    rows = [*csv.reader(io.StringIO(put_out(capsys, "owed", "--csv")))]
    assert {len(row) for row in rows} == {23}
    Calendar.from_ical(put_out(capsys, "owed", "--ics"))


def test_the_register_is_its_owners_alone_and_no_file_s_name_tells_of_a_caller(
    places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    promise_of(places, "Dana Whitlock")
    before = os.umask(0)
    try:
        put_out(capsys, "mark", f"{CALL}/5", "done", "--note", "spoke to Dana")
        put_out(capsys, "owed", "--json")
    finally:
        os.umask(before)
    files = {path for path in places.state.rglob("*") if path.is_file()}
    assert {places.register, places.register_index} <= files
    for path in (places.register, places.register_index):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert not any(word in str(path) for path in files for word in ("Dana", "Whitlock"))


def test_a_card_number_that_is_typed_is_on_no_disk(
    places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    promise_of(places, "Dana Whitlock")
    put_out(capsys, "mark", f"{CALL}/5", "passed-on", "--to", "Ben 4111 1111 1111 1111")
    put_out(capsys, "mark", f"{CALL}/5", "tried", "--note", "4111-1111-1111-1111, code 123")
    put_out(capsys, "owed")
    for path in places.state.rglob("*"):
        if path.is_file():
            digits = path.read_bytes().replace(b" ", b"").replace(b"-", b"")
            assert b"4111111111111111" not in digits, path


@pytest.mark.parametrize("cut", [False, True])
def test_lists_tell_that_numbers_not_to_be_called_are_gone(tmp_path: Path, cut: bool) -> None:
    places = Places(tmp_path / "state", tmp_path / "out")
    Disk().private_folder(places.state)
    numbers = [DoNotCall.of(number, "2026-11-27") for number in ("312 555 0134", "312 555 0199")]
    keep_do_not_call(Disk(), places, numbers)
    enter_numbers(Disk(), places, datetime(2026, 11, 27, tzinfo=UTC))
    assert what_is_missing(places) == ()
    if cut:
        first, _ = places.do_not_call.read_bytes().splitlines(keepends=True)
        places.do_not_call.write_bytes(first)
    else:
        places.do_not_call.unlink()
    [told] = what_is_missing(places)
    assert str(places.do_not_call) in told
