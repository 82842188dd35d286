"""Which versions a call says it was recorded by, and what shows that this is false."""

from datetime import timedelta
from pathlib import Path

import pytest
from kit import FRIDAY, shipped
from msgspec.structs import replace
from record_samples import CALLBACK, LINE, SHA, STARTED, entries_of

from guide import __version__
from guide.call import actions as act
from guide.call import events as ev
from guide.call.events import Event
from guide.call.fold import call_of
from guide.record.codec import decoded_with_shapes, encoded, sound_lines
from guide.record.places import Places
from guide.record.verify import Measure, verify_journal
from guide.record.verify_all import everything_kept, verdict_on_versions, verify_kept
from guide.record.versions import CAME_WITH, false_versions
from guide.record.writer import DirectWriter
from guide.script.approval import Approvals
from guide.session.callbook import CallBook
from guide.session.clock import SetClock

ASKED = ev.Asked(ev.AskKind.MANAGER, 60)
GROUND = ev.GroundStated("abuse", "Abuse", 1, permission=True)
DENIED = ev.DenialHeard(1, 1, "abuse", "Sam", "pat", "on leave")


def _told(program: str, *events: Event) -> list[str]:
    entries = entries_of(replace(STARTED, program=program), *events)
    read, shapes = decoded_with_shapes(sound_lines(encoded(entries)[0]).lines)
    return [*false_versions(call_of(read), shapes)]


@pytest.mark.parametrize(
    ("program", "event", "what"),
    [
        ("0.2.0", ev.Persisted("abuse", "you"), "“persisted” was first recorded by 0.3.0."),
        ("0.3.0", ev.BranchKept(1, 2, SHA), "“branch-kept” was first recorded by 0.4.0."),
        ("0.5.0", ev.Detailed("caller", "Caller", "Dana"), "“by_choice” of “detailed”"),
        ("0.3.0", ev.Said(*LINE, gap=""), "“gap” of “said” was first recorded by 0.4.0."),
        ("0.6.0", replace(CALLBACK, listed=True), "“listed” of “follow-up-added”"),
        ("0.7.0", ASKED, "“asked” was first recorded by 0.8.0."),
        ("0.8.0", ev.Witnessed(away=True), "“witnessed” was first recorded by 0.9.0."),
        ("0.8.0", replace(GROUND, unapproved=()), "“unapproved” of “ground-stated”"),
        ("0.9.0", ev.FollowUpAmended(2, listed=True), "“listed” of “follow-up-amended”"),
        ("0.13.0", DENIED, "“denial-heard” was first recorded by 0.14.0."),
        ("", ev.Witnessed(away=True), "names, no version: “witnessed”"),
    ],
)
def test_what_a_version_did_not_record_yet_gives_a_false_one_away(
    program: str, event: Event, what: str
) -> None:
    [told] = _told(program, event)
    assert told.startswith("Event 2 is not of the version that the call names, ")
    assert what in told
    assert _told(__version__, event) == []


def test_it_is_the_version_that_went_on_with_the_call_that_counts() -> None:
    assert _told("0.2.0", ev.Resumed("0.9.0"), ev.Witnessed(away=True)) == []
    [told] = _told("0.9.0", ev.Noted("x"), ev.Resumed("0.8.0"))
    assert told == "Event 3 names version 0.8.0, and event 1 before it a later one, 0.9.0."


FIRST_FORMAT = {
    "started": "call script title version sha256 step step_title zone agent ref program training",
    "resumed": "program",
    "chosen": "key label script step step_title",
    "went-back": "script step step_title",
    "opened": "script title version sha256 step step_title key label",
    "returned": "script step step_title key label",
    "took-over": "from_call from_agent summary",
    "ended": "ending label protocol ground reason missing",
    "said": "script step line text sha256 status",
    "adapted": "script step line text sha256 status words reason",
    "left-out": "script step line text sha256 status reason",
    "passed-over": "script step line text sha256 status",
    "effort-made": "what",
    "ground-stated": "ground label warnings permission threat",
    "caller-said": "words",
    "permission-given": "ground by",
    "warning-given": "ground label script line text sha256 status",
    "calmed-down": "",
    "noted": "text",
    "note-corrected": "of text",
    "drafted": "keep text into",
    "detailed": "field label value from_call",
    "staged": "stage",
    "clock-started": "seconds",
    "clock-stopped": "answered",
    "manager-asked": "",
    "manager-came": "name",
    "follow-up-added": "follow_up label fields needs aim due rule",
    "follow-up-amended": "of fields due",
    "follow-up-done": "of by",
    "corrected": "of what",
    "rehearsed": "scenario title sha256 seed",
    "caller-spoke": "words move",
    "action-refused": "what reason",
}
"""What 0.1.0 recorded; of its lines, `approved_by` to `in_file` beside."""

OF_LINES = {"approved_by", "approved_at", "filled", "in_file"}


@pytest.mark.parametrize("kind", ev.Event.__args__, ids=lambda one: one.__name__)
def test_whatever_came_after_the_first_version_is_in_the_table(kind: type[ev.EventBase]) -> None:
    name = str(kind.__struct_config__.tag)
    later = {field for kinds in CAME_WITH.values() for field in kinds.get(name, ())}
    if name not in FIRST_FORMAT:
        assert [version for version, kinds in CAME_WITH.items() if name in kinds]
        return
    first = {*FIRST_FORMAT[name].split(), *(OF_LINES if issubclass(kind, ev.Worded) else ())}
    assert {*kind.__struct_fields__} == first | later


def _take(places: Places, hour: int, program: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("guide.session.callbook.__version__", program)
    book = CallBook(
        shipped(), places, clock=SetClock(FRIDAY + timedelta(hours=hour)), writer=DirectWriter
    )
    session = book.start("escalated-callers", agent="Robin")
    session.do(act.End("hung-up"))
    book.finish(session)
    return session.call.id


def test_a_call_that_was_not_gone_through_by_its_rules_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = Places(tmp_path / "state", tmp_path / "out")
    now = _take(places, 0, "0.9.0", monkeypatch)
    calls = [_take(places, hour, "0.8.0", monkeypatch) for hour in (1, 2, 3, 4)]
    measure = Measure.of(places, Approvals(()))
    path = places.calls / "done" / f"{calls[0]}.jsonl"
    assert (
        "It was not gone through by its rules: it says that version 0.8.0 recorded it, and that is"
        " done from 0.9.0 on."
    ) in verify_journal(measure, path).remarks
    ours = verify_journal(measure, places.calls / "done" / f"{now}.jsonl")
    assert not any("gone through" in remark for remark in ours.remarks)
    every = [v for one in everything_kept(measure) if (v := verify_kept(measure, one, {}))]
    told = verdict_on_versions(every)
    assert told is not None
    assert not told.faults
    gone, late = told.remarks
    some = f"{', '.join(calls[:3])}, …"
    assert gone.startswith(f"4 calls were not gone through by the rules ({some}): ")
    assert late.startswith(f"4 calls ({some}) began after one that a later version recorded: ")
    assert verdict_on_versions(every[:1]) is None
