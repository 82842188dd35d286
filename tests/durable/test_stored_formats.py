"""Journals that earlier versions wrote: each gives the same call in this version and later ones."""

import json
import shutil
from datetime import UTC, datetime
from enum import Enum
from hashlib import sha256
from pathlib import Path
from typing import get_args

import pytest
from durable.example_call import CALL, example_journal
from durable.example_practice import PRACTICE, practice_journal, practised
from durable.sample_call import Desk, Unsynced

from guide import __version__
from guide.call import actions as act
from guide.call import events as ev
from guide.call.context import Refused
from guide.call.events import ActionRefused, CallerSpoke, Rehearsed, Stage
from guide.call.fold import call_of
from guide.errors import NewerFormat
from guide.record.call_list import kept_calls
from guide.record.codec import FORMAT, GENESIS, encoded, seal
from guide.record.journal import read_journal
from guide.record.verify import Measure, verify_call
from guide.script.library import load_library, shipped_folder
from guide.training.review import review_of

HERE = Path(__file__).parent
PRACTISED = sorted(HERE.glob("format-*-practice.jsonl"))
"""Journals of practice: they alone hold what a scenario did."""

FIRST = HERE / "format-1.jsonl"
AT_ONCE = HERE / "format-1-ended-at-once.jsonl"
"""Warned twice on one permission and ended by the protocol, before the caller was waited for."""

STORED = sorted(set(HERE.glob("format-*.jsonl")) - {*PRACTISED, AT_ONCE})


def test_the_stored_example_of_the_first_format_is_the_one_that_was_stored() -> None:
    assert sha256(FIRST.read_bytes()).hexdigest() == (
        "20bd565e6c7007a9a7ae383c43c1e166df82a7be96213068eb9c4a9d9e9b38a0"
    ), "an old version does not change what it wrote: put a new format beside it"


def test_every_format_there_was_has_a_stored_example() -> None:
    formats = range(1, FORMAT + 1)
    later_kinds = {
        f"format-1-{kind}.jsonl"
        for kind in ("persisted", "branch", "language", "asked", "witnessed", "denied")
    }
    assert {path.name for path in STORED} == {f"format-{n}.jsonl" for n in formats} | later_kinds
    assert {path.name for path in PRACTISED} == {f"format-{n}-practice.jsonl" for n in formats}


@pytest.mark.parametrize("path", [AT_ONCE, *PRACTISED], ids=lambda path: path.name)
def test_a_stored_journal_written_again_is_the_same_to_the_byte(path: Path) -> None:
    assert encoded(read_journal(path).entries)[0] == path.read_bytes()


def test_a_call_that_ended_before_callers_were_waited_for_keeps_its_meaning(folder: Path) -> None:
    call = call_of(read_journal(AT_ONCE).entries)
    assert call.ended is not None
    assert (call.ended.event.protocol, call.ended.event.ground) == (True, "abuse")
    assert call.ended.event.reason == "you useless parrot"
    assert [warned.permission_by for warned in call.protocol.warnings] == ["Kim Lo", "Kim Lo"]
    assert [warned.words_after for warned in call.protocol.warnings] == ["", ""]
    desk = Desk(folder)
    journal = desk.places.journal_path(call.id)
    journal.parent.mkdir(parents=True)
    shutil.copy(AT_ONCE, journal)
    assert desk.book().finish_ended() == (call.id,)
    page = (desk.places.out / f"{call.id}.md").read_text()
    assert "Call ended by the hang-up protocol" in page
    assert page.count("Kim Lo") >= 3
    library = load_library(shipped_folder())
    verdict = verify_call(Measure.of(desk.places, library.approvals), call.id)
    assert not [fault for fault in verdict.faults if "hash" in fault or "summary" in fault]
    last = review_of(read_journal(AT_ONCE), library).frames[-1]
    assert last.call.ended == call.ended


def test_a_call_left_before_callers_were_waited_for_goes_on_by_the_rules_of_now(
    folder: Path,
) -> None:
    desk = Desk(folder)
    journal = desk.places.journal_path("20261120-190300-wn2d")
    journal.parent.mkdir(parents=True)
    journal.write_bytes(b"".join(AT_ONCE.read_bytes().splitlines(keepends=True)[:8]))
    session = desk.book().resume("20261120-190300-wn2d")
    decision = session.do(act.End("protocol"))
    assert isinstance(decision, Refused)
    assert decision.reason.startswith("Wait for the caller")
    desk.do(session, act.Correct(), act.Persist("still here, parrot"), act.End("protocol"))


def test_every_kind_of_event_is_in_a_stored_example() -> None:
    lines = [line for path in (*STORED, *PRACTISED) for line in path.read_text().splitlines()]
    stored = {json.loads(line)["kind"] for line in lines}
    assert {kind.__struct_config__.tag for kind in get_args(ev.Event)} <= stored


def _as_stored(value: object) -> object:
    """A value as journals have it, told by a hand of its own."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%S}.{value.microsecond // 1000:03}Z"
    if isinstance(value, Stage):
        return value.name.lower()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_as_stored(item) for item in value]
    return value


@pytest.mark.parametrize("path", [*STORED, *PRACTISED], ids=lambda path: path.name)
def test_a_stored_journal_loads_and_every_field_of_every_event_is_as_it_stands(
    path: Path,
) -> None:
    records = [json.loads(line) for line in path.read_text().splitlines()]
    reading = read_journal(path)
    assert not reading.damage
    assert len(reading.entries) == len(records)
    assert reading.last_hash == records[-1]["hash"]
    for entry, record in zip(reading.entries, records, strict=True):
        told = {name: record.pop(name) for name in ("n", "at", "t", "kind", "prev", "hash")}
        record.pop("format", None)
        assert (entry.n, _as_stored(entry.at), entry.elapsed) == (
            told["n"],
            told["at"],
            told["t"],
        )
        assert told["kind"] == entry.event.kind
        for name, value in record.items():
            assert _as_stored(getattr(entry.event, name)) == value, (entry.n, name)


def test_the_call_of_the_first_format_is_the_same_for_ever() -> None:
    call = call_of(read_journal(FIRST).entries)
    assert (call.id, call.at) == (CALL, datetime(2026, 11, 20, 19, 3, tzinfo=UTC))
    assert (call.started.agent, call.started.ref) == ("R. Alvarez", "4711")
    assert [(visit.script, visit.step) for visit in call.path] == [
        ("escalated-callers", "breathe"),
        ("escalated-callers", "summarise"),
        ("escalated-callers", "what-i-can-do"),
        ("escalated-callers", "push-back"),
        ("hang-up-protocol", "listen"),
        ("escalated-callers", "push-back"),
    ]
    assert {line: mark.event.kind for (_, line), mark in call.marks.items()} == {
        "ask-name": "adapted",
        "summary": "said",
        "rebuttal": "left-out",
        "warn-abuse": "warning-given",
        "within-role": "passed-over",
    }
    [note] = call.notes
    assert note.text == "waited four weeks for the title"
    assert note.before == ("waited three weeks\nfor the title “as promised” — 50% [off] 雪",)
    assert call.draft == "she hung"
    assert {name: detail.event.value for name, detail in call.details.items()} == {
        "caller": "Ada Ünlü",
        "concern": "title not transferred",
        "number": "555-0142",
    }
    assert [judged.event.stage for judged in call.stages] == [Stage.ANNOYED, Stage.ENRAGED]
    assert call.clock is None
    assert (len(call.manager.asked), call.manager.name) == (1, "Kim Lo")
    [effort], [warning] = call.protocol.efforts, call.protocol.warnings
    assert effort.event.what == "offered to look the file up together"
    assert warning.event.text.startswith("I’m unable to tolerate such language.")
    assert (warning.permission_by, warning.caller_words) == ("Kim Lo", "you useless parrot")
    assert call.protocol.ground is None
    callback, complaint = call.follow_ups
    assert dict(callback.fields) == {
        "number": "555-0143",
        "caller": "Ada Ünlü",
        "concern": "title not transferred",
    }
    assert callback.due == datetime(2026, 11, 21, 17, 0, tzinfo=UTC)
    assert (complaint.done_by, [item.n for item in call.owed]) == ("Kim Lo", [callback.n])
    assert call.taken_over is not None
    assert call.taken_over.from_agent == "Sam Ode"
    assert call.retracted == {16}
    assert call.ended is not None
    assert (call.ended.event.ending, call.ended.elapsed) == ("hung-up", 246)
    assert call.ended.event.reason == "“I will call your boss”"
    assert len(call.ended.event.missing) == 3


def test_the_practice_of_the_first_format_is_the_same_for_ever() -> None:
    reading = read_journal(HERE / "format-1-practice.jsonl")
    call = call_of(reading.entries)
    assert (call.id, call.started.training) == (PRACTICE, True)
    told = [e.event for e in reading.entries if isinstance(e.event, Rehearsed)]
    assert [(one.scenario, one.seed) for one in told] == [(practised().id, 7)]
    words = [e.event for e in reading.entries if isinstance(e.event, CallerSpoke)]
    assert [(one.words, one.move) for one in words] == [
        ("Three weeks!", "move 1"),
        ("“Kind”, he says — 50% [off] 雪", "warned"),
    ]
    [refused] = [e.event for e in reading.entries if isinstance(e.event, ActionRefused)]
    assert (refused.what, refused.reason[:16]) == ("warn", "State the ground")
    assert [visit.step for visit in call.path] == ["breathe", "be-kind"]
    assert call.ended is not None
    assert call.ended.event.ending == "hung-up"


@pytest.mark.parametrize("path", PRACTISED, ids=lambda path: path.name)
def test_a_practice_that_an_earlier_version_ended_gets_its_summary_from_this_one(
    folder: Path, path: Path
) -> None:
    desk = Desk(folder)
    journal = desk.places.journal_path(PRACTICE, training=True)
    journal.parent.mkdir(parents=True)
    shutil.copy(path, journal)
    assert desk.book().finish_ended() == (PRACTICE,)
    page = (desk.places.out / "training" / f"{PRACTICE}.md").read_text()
    assert "Caller: Three weeks!" in page
    assert read_journal(path).last_hash in page


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.name)
def test_a_call_that_an_earlier_version_ended_gets_its_summary_from_this_one(
    folder: Path, path: Path
) -> None:
    desk = Desk(folder)
    journal = desk.places.journal_path(CALL)
    journal.parent.mkdir(parents=True)
    shutil.copy(path, journal)
    assert desk.book().finish_ended() == (CALL,)
    page = (desk.places.out / f"{CALL}.md").read_text()
    assert "waited four weeks for the title" in page
    assert read_journal(path).last_hash in page


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.name)
def test_a_call_that_an_earlier_version_left_goes_on_in_this_one(folder: Path, path: Path) -> None:
    desk = Desk(folder)
    journal = desk.places.journal_path(CALL)
    journal.parent.mkdir(parents=True)
    lines = path.read_bytes().splitlines(keepends=True)
    left = next(n for n, line in enumerate(lines) if b'"kind":"ended"' in line)
    journal.write_bytes(b"".join(lines[:left]))
    session = desk.book().resume(CALL)
    assert session.call.draft == "she hung"
    desk.do(session, act.Write("she hung up"), act.End("hung-up"))
    desk.book().finish(session)
    assert desk.kept(CALL).entries == session.call.entries


def test_this_version_writes_every_kind_of_event_into_its_journals(folder: Path) -> None:
    """Or the example for the next format could not be made from the scenario."""
    lines = example_journal(folder, Unsynced()).splitlines()
    lines += practice_journal(folder / "practice").splitlines()
    assert {json.loads(line)["kind"] for line in lines} == {
        kind.__struct_config__.tag for kind in get_args(ev.Event)
    }


def test_a_journal_of_a_later_version_is_told_of_and_left_as_it_is(folder: Path) -> None:
    desk = Desk(folder)
    journal = desk.places.journal_path(CALL)
    journal.parent.mkdir(parents=True)
    later, _ = seal(f'{{"format":{FORMAT + 1},"n":1,"kind":"new","program":"9.0"}}', GENESIS)
    journal.write_bytes(later)
    sentence = (
        f"It is in format {FORMAT + 1}, written by version 9.0 of guide."
        f" This is version {__version__}: update guide."
    )
    with pytest.raises(NewerFormat, match=sentence):
        desk.book().resume(CALL)
    assert desk.book().unfinished() == []
    assert desk.book().finish_ended() == ()
    [info] = kept_calls(desk.places.calls)
    assert (info.damage, sentence in info.newer) == ("", True)
    assert journal.read_bytes() == later
    assert [path.name for path in journal.parent.iterdir()] == [journal.name]
