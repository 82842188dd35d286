import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from promised_calls import CALL, CALLBACK, DO_NOT_CALL, a_call, keep
from prompt import Prompt
from test_cli_verify_all import START, journal, take

from guide.record import disk
from guide.record.codec import GENESIS, seal
from guide.record.places import Places

COPIES = (
    "{} (1).jsonl",
    "{}.sync-conflict-20261121-101500-ABCDEFG.jsonl",
    "{} (conflicted copy).jsonl",
    "{} (Kim's conflicted copy 2026-11-21).jsonl",
    "{}-DESKTOP-7.jsonl",
    "{} 2.jsonl",
    "{}.jsonl.bak",
    "{}x.jsonl",
    "{}2.jsonl",
    "{}old.txt",
)


def _calls(guide: Prompt) -> list[str]:
    return [one["id"] for one in json.loads(guide("calls", "--json").out)]


def _stone(guide: Prompt, call: str) -> Path:
    assert guide("forget", call, "--yes", "--why", "asked").code == 0
    return guide.state / "calls" / "erased.jsonl"


@pytest.mark.parametrize("bad", [b"\xff\xfe", b'{"call":7}', b"\x00" * 9, b'{"call": "2026'])
def test_a_bad_line_of_what_stays_of_erased_calls_hides_no_other_and_is_told(
    guide: Prompt, bad: bytes
) -> None:
    erased, call = take(guide), take(guide, 1)
    path = _stone(guide, erased)
    path.write_bytes(bad + b"\n" + path.read_bytes())
    answer = guide("forget", call, "--yes")
    assert (answer.code, answer.out) == (0, f"{call}\n")
    assert f"Line 1 of {path} cannot be read. All others of it count." in answer.err
    assert "was erased on " in guide("summary", erased).err
    told = guide("verify", "--all")
    assert told.code == 1
    assert f"Line 1 of {path} cannot be read" in told.err


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59-05:00", "0001-01-01T00:00:00+05:00", "now"])
def test_a_time_that_cannot_be_is_a_bad_line(guide: Prompt, at: str) -> None:
    erased = take(guide)
    path = _stone(guide, erased)
    path.write_text(json.dumps({"call": "20261119-000000-aaaa", "at": at, "why": ""}) + "\n")
    answer = guide("summary", "20261119-000000-aaaa")
    assert (answer.code, answer.out) == (2, "")
    assert "There is no call" in answer.err
    assert "Line 1 of" in guide("verify", "--all").err


def test_a_bad_line_among_do_not_call_numbers_stops_nothing_and_is_told(guide: Prompt) -> None:
    call = take(guide)
    path = guide.state / "do-not-call.jsonl"
    path.write_bytes(b'{"number":"\xff"}\n{"number":"555-0142","date":"2026-11-20"}\n')
    answer = guide("forget", call, "--yes")
    assert (answer.code, answer.out) == (0, f"{call}\n")
    damaged = f"Line 1 of the do-not-call list {path} is not as it was written."
    assert damaged in answer.err
    for typed in (("verify", "--all"), ("dnc",)):
        told = guide(*typed)
        assert (told.code, damaged in told.err) == (1, True)
    assert told.out == "555-0142\n"


def test_what_the_index_remembers_never_decides_what_is_erased(guide: Prompt) -> None:
    now = datetime.now(UTC)
    hours = int((now - START).total_seconds() // 3600)
    for n in range(101):
        take(guide, hours - n % 20)
    assert guide("calls").code == 0
    index = guide.state / "calls" / "index.json"
    held = json.loads(index.read_text())
    for row in held["calls"].values():
        row[4] = "2016-01-01T00:00:00+00:00"
    index.write_text(json.dumps(held))
    answer = guide("forget", "--yes")
    assert (answer.code, answer.out) == (0, "")
    assert answer.err == "guide: No call is old enough to erase.\n"


def test_a_call_is_old_by_its_id_and_by_its_journal_or_not_at_all(guide: Prompt) -> None:
    call = take(guide)
    path = journal(guide, call)
    path.rename(path.with_name(f"20160101-000000-aaaa{path.suffix}"))
    answer = guide("forget", "--older-than", "3000", "--yes")
    assert (answer.code, answer.out) == (0, "")


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_that_another_program_made_is_no_call_is_told_and_goes_with_its_call(
    guide: Prompt, name: str
) -> None:
    call = take(guide, note="Dana Whitlock")
    copy = journal(guide, call).with_name(name.format(call))
    copy.write_bytes(journal(guide, call).read_bytes())
    assert _calls(guide) == [call]
    told = guide("calls").err
    assert f"{copy} is a copy of the call {call} that another program made." in told
    assert guide("forget", call, "--yes").code == 0
    files = (path for path in guide.folder.rglob("*") if path.is_file())
    assert [path for path in files if "Dana" in path.read_text("utf-8", "replace")] == []


PRACTICE = "training/calls/done/"


@pytest.mark.parametrize(
    ("name", "is_told"),
    [
        *(("{}.jsonl", True), ("calls/{}.jsonl", True), ("{} (1).jsonl", True)),
        *((PRACTICE + "{} (1).jsonl", True), (PRACTICE + "{}.jsonl", False)),
    ],
)
def test_a_copy_in_another_folder_of_records_is_told_and_goes_with_its_call_too(
    guide: Prompt, name: str, *, is_told: bool
) -> None:
    call = take(guide, note="Dana Whitlock")
    copy = guide.state / name.format(call)
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_bytes(journal(guide, call).read_bytes())
    # One that is named as a journal is taken for one, as the call that it is.
    assert (str(copy) in guide("verify", "--all").err) is is_told
    assert guide("forget", call, "--yes").code == 0
    assert not copy.exists()


def test_it_is_told_only_then_that_a_copy_goes_with_its_call(guide: Prompt) -> None:
    call = take(guide)
    folder = journal(guide, call).with_suffix("")
    folder.mkdir()
    other = folder.with_name("20200101-000000-aaaa (1).jsonl")
    other.touch()
    told = guide("calls").err
    assert f"{folder} is a copy of the call {call}" in told
    assert "erases it too" not in told


def test_a_copy_of_what_is_remembered_of_the_register_is_told(guide: Prompt) -> None:
    take(guide)
    copy = guide.state / "register-index (1)"
    copy.touch()
    assert f"{copy} is a copy of the memory of the register" in guide("calls").err


@pytest.mark.parametrize(
    "name", ["{} (1).md", "{}.sync-conflict-20261121-101500-ABCDEFG.toml", "{}x.md"]
)
def test_a_copy_of_a_summary_goes_with_its_call_and_what_is_of_none_stays(
    guide: Prompt, name: str
) -> None:
    call = take(guide, note="Dana Whitlock")
    (guide.out / name.format(call)).write_text("Dana Whitlock")
    others = [guide.out / "about Dana Whitlock.md", guide.out / f"x{call}.md"]
    for other in others:
        other.write_text("mine")
    assert guide("forget", call, "--yes").code == 0
    assert sorted(guide.out.iterdir()) == sorted(others)


@pytest.mark.parametrize("name", ["notes.jsonl", "20261120-190300-k7w1.jsonl", "call.jsonl"])
def test_a_name_that_is_no_id_is_no_call_and_told(guide: Prompt, name: str) -> None:
    call = take(guide)
    odd = journal(guide, call).with_name(name)
    odd.write_bytes(journal(guide, call).read_bytes())
    assert _calls(guide) == [call]
    assert f"{odd} counts for nothing: its name is not that of a call's journal." in (
        guide("calls").err
    )


@pytest.mark.parametrize("name", [" ", "\t", ""])
def test_no_name_is_the_name_of_no_call(guide: Prompt, name: str) -> None:
    call = take(guide)
    answer = guide("forget", name, "--yes")
    assert answer.out == ""
    assert _calls(guide) == [call]


def test_a_newer_format_is_called_newer_and_never_damaged(guide: Prompt) -> None:
    call = take(guide)
    body = f'{{"format":2,"n":1,"kind":"started","call":"{call}","program":"9.1.0"}}'
    journal(guide, call).write_bytes(seal(body, GENESIS)[0])
    newer = "It is in format 2, written by version 9.1.0 of guide."
    for typed in (("calls",), ("summary", call), ("verify", call), ("replay", call)):
        answer = guide(*typed)
        assert newer in answer.err
        assert "update guide" in answer.err
        assert "damaged" not in answer.err
        assert answer.code == (1 if typed == ("calls",) else 2)
    # The list has it as one of which nothing is known.
    assert f"{call}: {newer}" in guide("calls").err
    [told] = json.loads(guide("calls", "--json").out)
    assert (told["damage"], newer in told["newer"]) == (None, True)
    assert newer in guide("verify", "--all").err


def test_erasing_what_is_old_reads_only_what_is_old_by_its_id(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = take(guide)
    read: list[str] = []
    reading = disk.own_bytes

    def watched(path: Path) -> bytes:
        read.append(path.name)
        return reading(path)

    monkeypatch.setattr(disk, "own_bytes", watched)
    days = (datetime.now(UTC) - START + timedelta(days=9)).days
    assert guide("forget", "--older-than", str(days), "--yes").out == ""
    assert f"{call}.jsonl" not in read


WHAT_IS_LEFT = {
    ("calls",): CALL,
    ("calls", "--json"): CALL,
    ("calls", "--owed"): CALL,
    ("calls", "--find", "Dana"): CALL,
    ("calls", "--number", "312 555 0134"): CALL,
    ("owed",): CALL,
    ("owed", "--json"): CALL,
    ("owed", "--number", "312 555 0134"): CALL,
    ("dnc",): "312 555 0199",
    ("stats",): "How calls ended",
    ("summary", CALL, "--print"): CALL,
    ("verify", "--all"): "verified",
}


@pytest.mark.parametrize("typed", WHAT_IS_LEFT, ids=" ".join)
@pytest.mark.parametrize("remembered", [False, True])
def test_a_register_that_cannot_be_read_hides_nothing_else_and_is_told(
    guide: Prompt, typed: tuple[str, ...], remembered: bool
) -> None:
    places = Places(guide.state, guide.out)
    keep(places, a_call(CALLBACK))
    keep(places, a_call(DO_NOT_CALL, call="20261120-190400-abcd"))
    if remembered:
        assert guide("owed").code == 0
    register = guide.state / "register.jsonl"
    register.unlink(missing_ok=True)
    os.mkfifo(register)
    answer = guide(*typed)
    assert answer.code == 1
    assert WHAT_IS_LEFT[typed] in answer.out
    assert str(register) in answer.err
    assert "all fits" not in answer.out


@pytest.mark.parametrize("typed", [("mark", CALL, "done"), ("forget", CALL, "--yes")])
def test_where_the_register_cannot_be_read_nothing_is_recorded_or_erased(
    guide: Prompt, typed: tuple[str, ...]
) -> None:
    path = keep(Places(guide.state, guide.out), a_call(CALLBACK))
    register = guide.state / "register.jsonl"
    os.mkfifo(register)
    answer = guide(*typed)
    assert (answer.code, answer.out, path.exists()) == (2, "", True)
    assert str(register) in answer.err
