"""Events that no program can have recorded, in a journal that was sealed anew by hand."""

import hashlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from hotline import with_day
from kit import FRIDAY, Desk, shipped, warned
from msgspec import UNSET
from msgspec.structs import replace
from survey import survey_library

from guide import __version__
from guide.call import actions as act
from guide.call import events as ev
from guide.call.actions import Action
from guide.call.fold import call_of
from guide.call.rules.endings import missing
from guide.errors import RecordError
from guide.record.codec import GENESIS, seal, sound_lines
from guide.record.journal import read_journal
from guide.record.lawful import unlawful_events
from guide.record.places import Places
from guide.record.verify import Measure, verify_alone, verify_call
from guide.record.writer import DirectWriter
from guide.script.library import shipped_folder
from guide.session.callbook import CallBook
from guide.session.clock import SetClock
from guide.training.practice import play
from guide.training.scenario_file import load_scenario

Records = list[dict[str, Any]]

CALL = "20261120-190300-aaaa"
TOLD = 22
"""The report of the threat."""

STORED = sorted((Path(__file__).parent.parent / "durable").glob("format-*.jsonl"))


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> tuple[Places, Path]:
    """A call that was ended by the protocol, in its folder of records."""
    folder = tmp_path_factory.mktemp("records")
    places, clock = Places(folder / "state", folder / "out"), SetClock(FRIDAY)
    book = CallBook(shipped(), places, clock=clock, writer=DirectWriter)
    session = book.start(
        "escalated-callers", agent="Robin", details=(("caller", "Dana"),), call_id=CALL
    )
    deeds = (
        *(act.Choose(1), act.Back(), act.Choose(1), act.Say(), act.Write("waited 3 weeks")),
        *(act.AddFollowUp("callback", (("number", "312 555 0142"),)), act.GetManager()),
        *(act.NameManager("Pat"), act.StartClock(), act.StopClock(answered=True)),
        *(act.GoTo("hang-up-protocol"), *warned(), act.Calm(), act.StateGround("threat")),
        *(act.FinishFollowUp(TOLD, "Pat"), act.Calm(), act.StateGround("abuse")),
        *(act.Persist("you parrot"), act.Say("end-abuse")),
    )
    for n, action in enumerate((*deeds, act.End("protocol", "you parrot"))):
        clock.set(n)
        session.do(action)
    assert session.call.ended is not None
    book.finish(session)
    return places, places.calls / "done" / f"{session.call.id}.jsonl"


def _number(records: Records, kind: str) -> int:
    return next(n for n, record in enumerate(records) if record["kind"] == kind)


def _with(kind: str, **fields: object) -> Callable[[Records], None]:
    def change(records: Records) -> None:
        records[_number(records, kind)].update(fields)

    return change


def _without(*kinds: str) -> Callable[[Records], None]:
    def change(records: Records) -> None:
        records[:] = [record for record in records if record["kind"] not in kinds]

    return change


def _before(later: str, /, **event: object) -> Callable[[Records], None]:
    """One more event, at the moment of the one that it comes before."""

    def change(records: Records) -> None:
        at = _number(records, later)
        records.insert(at, {"n": 0} | {name: records[at][name] for name in ("at", "t")} | event)

    return change


def _masked_before(kind: str, **fields: object) -> Callable[[Records], None]:
    """Such a text where one was masked before in another field, which ends in the same digits."""

    def change(records: Records) -> None:
        _with(kind, **fields)(records)
        detail = {"field": "plan", "label": "Plan", "value": "•••• 1111"}
        _before(kind, kind="detailed", **detail)(records)

    return change


def _moved(kind: str, before: str) -> Callable[[Records], None]:
    def change(records: Records) -> None:
        event = records.pop(_number(records, kind))
        del event["at"], event["t"], event["n"]
        _before(before, **event)(records)

    return change


def _told_of(number: int, **fields: object) -> Callable[[Records], None]:
    def change(records: Records) -> None:
        records[number - 1].update(fields)

    return change


def _said_twice(records: Records) -> None:
    said = records[_number(records, "said")]
    _before("noted", **{name: said[name] for name in said if name not in ("n", "at", "t")})(records)


def _again(kind: str) -> Callable[[Records], None]:
    """One more such event after the end."""

    def change(records: Records) -> None:
        at = {name: records[-1][name] for name in ("at", "t")}
        records.append({**records[_number(records, kind)], **at})

    return change


def _late_effort(records: Records) -> None:
    effort = records.pop(_number(records, "effort-made"))
    after = _number(records, "warning-given")
    records.insert(after + 1, effort | {name: records[after][name] for name in ("at", "t")})


def _sealed(records: Records) -> bytes:
    prev, lines = GENESIS, []
    numbers = {record["n"]: n for n, record in enumerate(records, 1)}
    for n, record in enumerate(records, 1):
        body = {name: value for name, value in record.items() if name not in ("prev", "hash")}
        if "of" in body:
            body["of"] = numbers.get(body["of"], body["of"])
        line, prev = seal(json.dumps(body | {"n": n}, separators=(",", ":")), prev)
        lines.append(line)
    return b"".join(lines)


def _faults(ended: tuple[Places, Path], data: bytes, *, alone: bool = False) -> Iterable[str]:
    places, path = ended
    before = path.read_bytes()
    try:
        path.write_bytes(data)
        measure = Measure.of(places, shipped().approvals)
        verdict = verify_alone(measure, path) if alone else verify_call(measure, path.stem)
        return verdict.faults
    finally:
        path.write_bytes(before)


BY_ITSELF = [
    (_with("started", zone="../../../etc/passwd"), "it names what is no time zone"),
    (_again("noted"), "the end of the call"),
    (_again("ended"), "the call had ended with event"),
    (_without("effort-made"), "this was refused: Redirect the caller first"),
    (_late_effort, "this was refused: Redirect the caller first"),
    (_without("persisted"), "this was refused: Wait for the caller"),
    (_with("persisted", words=" "), "it does not say what the caller said after the warning"),
    (_with("persisted", ground="hate"), "its reason is another than the one that stood"),
    (_with("effort-made", what=""), "it does not say what was tried"),
    (_with("noted", text=""), "it does not say what was noted"),
    (_with("ended", reason=""), "gives no reason"),
    (_with("noted", text="card 4111 1111 1111 1111"), "it holds a whole card number"),
    (_with("detailed", value="4111111111111111"), "it holds a whole card number"),
    (_with("started", zone="Mars/Olympus"), "it names what is no time zone"),
    (_with("started", agent=" "), "it does not say who took the call"),
    (_with("detailed", field="number", value="4111111111111111"), "it holds a whole card number"),
    *(
        (_with(kind, **{name: value}), "it holds a whole card number")
        for kind, name, value in (
            ("started", "ref", "4111 1111 1111 1111"),
            ("started", "agent", "Robin 4111 1111 1111 1111"),
            ("effort-made", "what", "read 4111 1111 1111 1111"),
            ("caller-said", "words", "it is 4111 1111 1111 1111"),
            ("persisted", "words", "it is 4111 1111 1111 1111"),
            ("permission-given", "by", "Sam 4111 1111 1111 1111"),
            ("follow-up-done", "by", "Sam 4111 1111 1111 1111"),
            ("follow-up-added", "fields", [["number", "4111 1111 1111 1111"]]),
            ("follow-up-added", "fields", [["reason", "of 4111 1111 1111 1111"]]),
            ("ended", "reason", "it was 4111 1111 1111 1111"),
        )
    ),
    (_before("noted", kind="drafted", keep=0, text="4111 1111 1111 1111"), "a whole card number"),
    (_masked_before("ended", reason="4111 1111 1111 1111"), "it holds a whole card number"),
    (_masked_before("detailed", value="4111111111111111"), "it holds a whole card number"),
    *(
        (_with("started", program=program), "it names what is no version of this program")
        for program in ("seven", "00.10.0", "0.09.9", "0.10", "0.10.0-dev")
    ),
    (_with("permission-given", by="robin."), "who permitted the warning is the agent"),
    (_with("permission-given", how="board"), "the board permitted what it was not asked for"),
    (_with("said", status="gap"), "its words cannot be “gap”"),
    (_with("noted", text="x\x1b[2J"), "it holds control characters"),
    (_with("follow-up-done", by=""), "it does not say who did it, or who was told"),
    (_before("noted", kind="calmed-down"), "The caller is not being warned"),
    (
        _before("noted", kind="took-over", from_call="20261120-190300-aaaa", from_agent="Sam"),
        "itself",
    ),
]
BY_SCRIPT = [
    (_with("chosen", key=9), "the step before it has no choice 9"),
    (_with("chosen", step="nowhere"), "the script has no such step"),
    (_with("started", step="nowhere"), "the script has no such step"),
    (_with("ground-stated", warnings=0), "the script has this reason on other terms"),
    (_with("ground-stated", ground="aliens"), "the script has no such reason"),
    (_with("ended", ending="nonsense"), "no script of the call has this ending"),
]
BY_RULES = [
    (_with("started", title="Calm"), "its title is “Calm”, and by the rules “Escalated callers”"),
    (_with("opened", version="7"), "its version is “7”"),
    (_with("chosen", label="They apologized"), "its label is “They apologized”"),
    (_with("chosen", step_title="Elsewhere"), "its step title is “Elsewhere”"),
    (_with("ended", label="Caller hung up"), "its label is “Caller hung up”"),
    (_with("ended", missing=[]), "its missing is empty"),
    (_with("ended", missing=["The supervisor was rude."]), "its missing is “The supervisor was"),
    (_with("ground-stated", label="Hate speech"), "its label is “Hate speech”"),
    (_with("detailed", label="Number"), "its label is “Number”"),
    (_with("detailed", by_choice=True), "its by choice is yes"),
    (_with("detailed", from_call="20261119-140000-aaaa"), "its from call is"),
    (_with("warning-given", filled="We refund everything"), "as they were shown"),
    (_with("warning-given", language="es"), "it names a language, and none was chosen"),
    (_with("follow-up-added", due="2026-12-24T12:00:00.000Z"), "its due is 2026-12-24"),
    (_with("follow-up-added", aim="2026-11-20T12:00:00.000Z"), "its aim is 2026-11-20"),
    (_with("follow-up-added", rule="within 30 days"), "its rule is “within 30 days”"),
    (_with("follow-up-added", label="Voicemail"), "its label is “Voicemail”"),
    (_with("follow-up-added", follow_up="nonesuch"), "There is no follow-up “nonesuch” here"),
    (_with("follow-up-added", needs=[]), "its needs is empty"),
    (_with("follow-up-added", owner="to"), "its owner is “to”, and by the rules not there"),
    (_told_of(TOLD, reason_label="Asks for deletion"), "its reason label is"),
    (_without("follow-up-done", "follow-up-added"), "a supervisor is to be told"),
    (_without("manager-asked"), "by the rules there is with it: Manager requested"),
    (_without("clock-started"), "No timer is running"),
    (_without("permission-given"), "Ask a supervisor first"),
    (_moved("permission-given", "ground-stated"), "Choose a reason first"),
    (_moved("said", "chosen"), "is not to be said at this step now"),
    (_said_twice, "Already said at"),
]


@pytest.mark.parametrize(("change", "why"), [*BY_ITSELF, *BY_SCRIPT, *BY_RULES])
def test_an_event_that_cannot_have_been_recorded_is_named_and_why(
    ended: tuple[Places, Path], change: Callable[[Records], None], why: str
) -> None:
    records: Records = [json.loads(line) for line in ended[1].read_text().splitlines()]
    assert not any("cannot be" in fault for fault in _faults(ended, _sealed(records)))
    change(records)
    faults = _faults(ended, _sealed(records))
    assert any(fault.startswith("Event ") and why in fault for fault in faults), faults


@pytest.mark.parametrize(("change", "why"), BY_ITSELF)
def test_of_a_copy_that_is_told_too(
    ended: tuple[Places, Path], change: Callable[[Records], None], why: str
) -> None:
    records: Records = [json.loads(line) for line in ended[1].read_text().splitlines()]
    change(records)
    assert any(why in fault for fault in _faults(ended, _sealed(records), alone=True))


def test_a_script_by_rules_that_nobody_approved_is_named(ended: tuple[Places, Path]) -> None:
    records: Records = [json.loads(line) for line in ended[1].read_text().splitlines()]
    opened = records[_number(records, "opened")]
    before = opened["sha256"]
    folder = ended[0].wording
    text = (folder / f"{before}.toml").read_text()
    forged = text.replace("permission = true", "permission = false").encode()
    sha = hashlib.sha256(forged).hexdigest()
    (folder / f"{sha}.toml").write_bytes(forged)
    for record in records:
        if record.get("sha256") == before:
            record["sha256"] = sha
        if record["kind"] == "ground-stated" and record["ground"] == "abuse":
            record["permission"] = False
    _without("permission-given")(records)
    [told] = [fault for fault in _faults(ended, _sealed(records)) if "approved by nobody" in fault]
    assert "No supervisor’s permission is needed any more" in told


def test_a_field_that_no_version_writes_is_named(ended: tuple[Places, Path]) -> None:
    records: Records = [json.loads(line) for line in ended[1].read_text().splitlines()]
    _with("noted", mood="furious")(records)
    told = "has a field that no version up to this one writes: 'mood'."
    assert any(told in fault for fault in _faults(ended, _sealed(records)))


def test_what_a_later_version_recorded_is_told_as_later(ended: tuple[Places, Path]) -> None:
    records: Records = [json.loads(line) for line in ended[1].read_text().splitlines()]
    _with("started", program="99.0")(records)
    faults = [*_faults(ended, _sealed(records))]
    assert any(fault.startswith("Version 99.0 of guide had a hand in it") for fault in faults)
    assert not any("cannot be" in fault for fault in faults)


@pytest.mark.parametrize(
    "path", sorted((shipped_folder() / "scenarios").glob("*.toml")), ids=lambda path: path.stem
)
def test_no_event_of_a_shipped_call_is_blamed(path: Path, tmp_path: Path) -> None:
    scenario = load_scenario(path)
    call = play(scenario, shipped(), Places(tmp_path / "state", tmp_path / "out")).call
    used = [name for name, _ in call.scripts]
    kept = {shipped().script(name).sha256: shipped().script(name) for name in used}
    assert [*unlawful_events(call, kept.get, kept.get)] == []


def test_a_kind_that_no_script_has_is_told_whatever_there_is_to_report(tmp_path: Path) -> None:
    scenario = load_scenario(shipped_folder() / "scenarios" / "no-more-calls.toml")
    call = play(scenario, shipped(), Places(tmp_path / "state", tmp_path / "out")).call
    used = [name for name, _ in call.scripts]
    kept = {shipped().script(name).sha256: shipped().script(name) for name in used}
    # Its reasons to report are those of a protocol that it never came to.
    assert shipped().script("irate-customers").protocol not in used
    for entry in call.entries:
        if isinstance(entry.event, ev.FollowUpAdded):
            forged = replace(entry.event, follow_up="zzz")
            entries = list(call.entries)
            entries[entry.n - 1] = replace(entry, event=forged)
            told = [*unlawful_events(call_of(entries), kept.get, kept.get)]
            assert any(f"Event {entry.n} " in one and "zzz" in one for one in told), told


def test_what_another_branch_owes_is_not_blamed() -> None:
    other = Desk("escalated-callers", act.AddFollowUp("callback", (("number", "312 555 0142"),)))
    owed = next(e.event for e in other.call.entries if isinstance(e.event, ev.FollowUpAdded))
    desk = Desk("escalated-callers", act.Write("at home"))
    desk.wait(600)
    desk.session.record((ev.BranchKept(1, 3, "ab" * 32), owed))
    desk.do(act.Choose(1), act.End("hung-up"))
    first = desk.call.entries[0]
    started = replace(desk.call.started, program=__version__)
    call = call_of((replace(first, event=started), *desk.call.entries[1:]))
    kept = {script.sha256: script for script in shipped().scripts.values()}
    assert [*unlawful_events(call, kept.get, kept.get)] == []


def test_a_field_that_stands_twice_in_a_line_is_no_line_of_a_journal(
    ended: tuple[Places, Path], tmp_path: Path
) -> None:
    prev, lines = GENESIS, []
    for line in sound_lines(ended[1].read_bytes()).lines:
        body = line.decode().partition(',"prev"')[0] + "}"
        sealed, prev = seal(body.replace('"text":"waited', '"text":"no","text":"waited'), prev)
        lines.append(sealed)
    path = tmp_path / ended[1].name
    path.write_bytes(b"".join(lines))
    with pytest.raises(RecordError, match="it is not a line of a journal"):
        read_journal(path)


@pytest.mark.parametrize("stored", STORED, ids=lambda path: path.name)
def test_nothing_that_an_earlier_version_wrote_is_blamed(stored: Path) -> None:
    assert [*unlawful_events(call_of(read_journal(stored).entries))] == []


def test_what_was_said_to_be_no_card_may_stand_whole(tmp_path: Path) -> None:
    places = Places(tmp_path / "state", tmp_path / "out")
    book = CallBook(shipped(), places, clock=SetClock(FRIDAY), writer=DirectWriter)
    session = book.start("escalated-callers", agent="Robin")
    session.do(act.Write("file 4111 1111 1111 1111"))
    session.enter_as_typed()
    session.do(act.WriteDetail("caller", "4111111111111111"))
    session.enter_as_typed()
    assert session.call.detail("caller") == "4111111111111111"
    assert session.call.notes[0].text == "file 4111 1111 1111 1111"
    assert [*unlawful_events(session.call)] == []


def test_a_code_before_its_card_is_masked_as_typed_and_may_stand_where_it_was_not(
    tmp_path: Path,
) -> None:
    places = Places(tmp_path / "state", tmp_path / "out")
    book = CallBook(shipped(), places, clock=SetClock(FRIDAY), writer=DirectWriter)
    session = book.start("escalated-callers", agent="Robin")
    typed = "code 918 4111 1111 1111 1111"
    session.do(act.WriteDetail("concern", typed))
    assert session.call.detail("concern") == "code ••• •••• 1111"
    session.enter_as_typed()
    assert session.call.detail("concern") == typed
    assert [*unlawful_events(session.call)] == []
    # As versions before 0.14 stored it.
    session.record([ev.Noted("code 918 •••• 1111")])
    assert [*unlawful_events(session.call)] == []


@pytest.mark.parametrize(
    "typed",
    [
        act.AddFollowUp("callback", (("number", "4111111111111111"), ("concern", "a refund"))),
        act.AddFollowUp("message", (("to", "Kim"), ("text", "file 4111111111111111"))),
        act.MakeEffort("file 4111111111111111"),
        act.QuoteCaller("file 4111111111111111"),
        act.NameManager("Pat 4111111111111111"),
    ],
)
def test_whatever_was_said_to_be_no_card_may_stand_whole(tmp_path: Path, typed: Action) -> None:
    places = Places(tmp_path / "state", tmp_path / "out")
    book = CallBook(shipped(), places, clock=SetClock(FRIDAY), writer=DirectWriter)
    session = book.start(
        "escalated-callers", agent="Robin 4111111111111111", ref="4111111111111111"
    )
    for _ in session.redactions:
        session.enter_as_typed()
    session.do(typed)
    session.enter_as_typed()
    session.do(act.Draft("half a file 4111111111111111"))
    session.do(act.Write("4111111111111111"))
    assert "4111111111111111" in str(session.call.entries[-1].event)
    assert [*unlawful_events(session.call)] == []


def test_a_line_that_was_said_anew_with_another_answer_is_not_blamed() -> None:
    days = [act.WriteDetail("day", typed) for typed in ("12/3", "12/4")]
    desk = Desk("flood-line", act.Choose(1), library=with_day())
    desk.do(days[0], act.Say(), days[1], act.Say())
    script = desk.library.script("flood-line")
    kept = {script.sha256: script}.get
    first, *others = desk.call.entries
    first = replace(first, event=replace(first.event, program=__version__))
    assert [*unlawful_events(call_of((first, *others)), kept, kept)] == []
    last = others[-1]
    again = replace(last, n=last.n + 1, elapsed=last.elapsed + 1)
    [told] = unlawful_events(call_of((first, *others, again)), kept, kept)
    assert "Already said at" in told


def test_words_for_a_phone_number_are_blamed_of_no_version_that_took_them() -> None:
    desk = Desk("reader-survey", act.Choose(1), library=survey_library())
    desk.do(act.WriteDetail("other_line", "312 555 0134"))
    script = desk.library.script("reader-survey")
    kept = {script.sha256: script}.get
    first, *others, last = desk.call.entries
    words = replace(last, event=replace(last.event, value="ask the neighbor"))
    for version, blames in (("0.13.0", 0), ("0.14.0", 1)):
        begun = replace(first, event=replace(first.event, program=version))
        told = [*unlawful_events(call_of((begun, *others, words)), kept, kept)]
        assert [one.count("is no phone number") for one in told] == [1] * blames


def test_a_detail_that_a_promise_holds_was_missing_to_the_versions_before() -> None:
    known = (("caller", "Dana"), ("number", "555-0142"), ("concern", "late"))
    desk = Desk("irate-customers", *(act.WriteDetail(*one) for one in known))
    desk.open("irate-customers", "callback")
    desk.do(act.AddFollowUp("callback"), act.WriteDetail("number", ""))
    as_before = replace(desk.now, misses_promised=True)
    told = {
        "0.13.0": tuple(one.text for one in missing(as_before)),
        "0.14.0": tuple(one.text for one in missing(desk.now)),
    }
    desk.do(act.End("handed-over"))
    first, *others, last = desk.call.entries
    kept = {script.sha256: script for script in desk.library.scripts.values()}.get
    for version in told:
        begun = replace(first, event=replace(first.event, program=version))
        for other, lacks in told.items():
            event = replace(last.event, missing=lacks, required=lacks or UNSET)
            call = call_of((begun, *others, replace(last, event=event)))
            blamed = [one for one in unlawful_events(call, kept, kept) if "its missing is" in one]
            assert len(blamed) == (version != other)
