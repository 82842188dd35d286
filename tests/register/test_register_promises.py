from csv import DictReader
from datetime import timedelta
from pathlib import Path

import pytest
from hotline import with_day
from kit import Desk, shipped, utc, with_script
from msgspec.structs import replace
from promised_calls import CALL, CALLBACK, DO_NOT_CALL, NOW, a_call
from survey import SURVEY

from guide.call import actions as act
from guide.call.context import Refused
from guide.call.fold import call_of
from guide.call.state import Call
from guide.record.codec import Chain
from guide.record.places import Places
from guide.record.summary.markdown import markdown
from guide.record.summary.model import summary_of
from guide.record.verify import Measure, verify_journal
from guide.record.writer import DirectWriter
from guide.register.after_call import (
    AfterCall,
    Deed,
    Done,
    FilledIn,
    Moved,
    PassedOn,
    RefusedByCaller,
    Reopened,
    TakenBack,
    Told,
    Tried,
    Voided,
    after_call,
)
from guide.register.export import calendar, fields_of, spreadsheet
from guide.register.followed import followed
from guide.register.lawful import as_they_stand
from guide.register.mistakes import taken_back
from guide.register.promise import Promise, State, Words, promises_of
from guide.register.register import When, when
from guide.register.rules import (
    closing,
    line_of,
    number_corrected,
    number_corrected_back,
    until_typed,
)
from guide.register.stored import MOST_OF_NOTE
from guide.script.library import parse_script
from guide.script.model import FollowUpKind
from guide.session.callbook import CallBook
from guide.tui.owed_questions import promise_rows

SATURDAY_NOON = utc("2026-11-21 17:00")


@pytest.fixture
def callback() -> Promise:
    [promise] = promises_of(a_call(CALLBACK))
    return promise


def after(promise: Promise, *deeds: Deed, by: str = "Kim Lo") -> Promise:
    for deed in deeds:
        line = line_of(promise, deed, by, NOW)
        assert isinstance(line, AfterCall), line
        promise = followed(promise, [line])
    return promise


def refusal(promise: Promise, deed: Deed, by: str = "Kim Lo") -> str:
    line = line_of(promise, deed, by, NOW)
    assert isinstance(line, Refused), line
    return line.reason


def test_a_promise_says_what_to_whom_by_whom_and_until_when(callback: Promise) -> None:
    assert callback.call == CALL
    assert callback.kind == "callback"
    assert (callback.caller, callback.number) == ("Dana Whitlock", "(312) 555-0134")
    assert callback.agent == callback.owner == "Robin"
    assert callback.promised == callback.until == SATURDAY_NOON
    assert callback.rule == "next day, morning"
    assert callback.state is State.OPEN


def test_the_words_said_where_it_was_promised_are_kept_with_their_hash() -> None:
    here = ("escalated-callers", "callback")
    actions = (act.GoTo(*here), act.Say("by-morning"), CALLBACK, act.Back())
    [promise] = promises_of(a_call(*actions))
    [words] = promise.words
    step = shipped().script("escalated-callers").step("callback")
    [line] = [one for one in step.lines if one.id == "by-morning"]
    assert words == Words(line.text, line.sha256)


def test_two_promises_of_one_step_have_each_its_own_words() -> None:
    message = act.AddFollowUp(FollowUpKind.MESSAGE, (("to", "finance"),))

    def worded(*actions: act.Action) -> list[list[str]]:
        lines = (act.GoTo("escalated-callers", "stay-calm"), *actions)
        found = promises_of(a_call(*lines))
        return [[one.text[:8] for one in promise.words] for promise in found]

    name, concern = "I would ", "Sorry to"
    lines = (act.Say("ask-name"), act.Adapt("Sorry to hear", "short", "ask-name"))
    assert worded(lines[0], CALLBACK, lines[1], message) == [[name], [concern]]
    assert worded(CALLBACK, lines[0], message, lines[1]) == [[name], [concern]]
    assert worded(lines[0], CALLBACK, message, lines[1]) == [[name], [concern]]
    assert worded(lines[0], CALLBACK, message) == [[name], []]
    assert worded(*lines, CALLBACK, message) == [[name, concern], [name, concern]]


def recorded_by(program: str, *actions: act.Action) -> Call:
    """A call of the hotline, at the step that asks for a day."""
    first, *rest = Desk("flood-line", act.Choose(1), *actions, library=with_day()).call.entries
    return call_of((replace(first, event=replace(first.event, program=program)), *rest))


def test_of_a_line_that_was_said_anew_the_last_words_are_the_promises() -> None:
    first, then = act.WriteDetail("day", "12/3"), act.WriteDetail("day", "12/4")
    message = act.AddFollowUp(FollowUpKind.MESSAGE, (("to", "finance"),))

    def worded(*actions: act.Action) -> list[list[str]]:
        call = recorded_by("0.13.0", first, *actions)
        told = [[one.text for one in promise.words] for promise in promises_of(call)]
        return [[text.partition(" By ")[2] or text for text in texts] for texts in told]

    thursday, friday = "‹Thu, Dec 3, 2026›.", "‹Fri, Dec 4, 2026›."
    anew = (then, act.Say())
    assert worded(act.Say(), CALLBACK, *anew) == [[friday]]
    assert worded(act.Say(), *anew, CALLBACK) == [[friday]]
    assert worded(act.Say(), CALLBACK, *anew, message) == [[thursday], [friday]]
    other = act.Adapt("The finance desk knows by now.", "short", "go-up")
    assert worded(act.Say(), CALLBACK, other, message, *anew) == [
        [friday],
        ["The finance desk knows by now."],
    ]


def test_a_promise_of_an_earlier_version_has_the_words_that_its_desk_has() -> None:
    day = act.WriteDetail("day", "12/3")
    actions = (day, act.Say(), CALLBACK, act.SwitchLanguage("es"), act.Say())
    calls = [recorded_by(program, *actions) for program in ("0.12.0", "0.13.0")]
    counts = [len(promise.words) for call in calls for promise in promises_of(call)]
    assert counts == [2, 1]


def test_a_field_of_the_script_is_named_as_the_script_names_it() -> None:
    rule = """
[[follow_up]]
kind = "callback"
needs = ["number", "policy_no"]

[[field]]
id = "policy_no"
label = "Policy number"
"""
    script, problems = parse_script(SURVEY + rule, "reader-survey.toml")
    assert script is not None, problems
    fields = (("number", "312 555 0134"), ("policy_no", "A-7"))
    desk = Desk(
        "reader-survey", act.AddFollowUp(FollowUpKind.CALLBACK, fields), library=with_script(script)
    )
    [promise] = promises_of(desk.call)
    shown = "\n".join("".join(span.text for span in row) for row in promise_rows(promise, 80))
    assert "Policy number: A-7" in shown
    page = markdown(summary_of(desk.call, Chain(1, "")))
    assert "Policy number: A-7" in page
    assert "policy_no" not in page + shown
    assert "Policy number: A-7" in calendar([replace(promise, until=NOW)], NOW)


def test_a_line_that_ends_the_call_is_no_promise() -> None:
    here = ("escalated-callers", "callback")
    stated = (act.StateGround("hate"), act.QuoteCaller("a slur"))
    ending = act.Say("end-now", "hang-up-protocol")
    actions = (act.GoTo(*here), act.Say("by-morning"), *stated, ending, CALLBACK)
    call = a_call(*actions)
    assert call.mark("hang-up-protocol", "end-now") is not None
    [promise] = promises_of(call)
    [words] = promise.words
    assert "I am ending this call" not in words.text


def test_what_was_done_on_the_call_is_closed_and_what_was_taken_back_is_none() -> None:
    [done] = promises_of(a_call(act.AddFollowUp(CALLBACK.kind, CALLBACK.fields, done_by="Ben Ode")))
    assert (done.state, done.closed_by) == (State.DONE, "Ben Ode")
    (made,) = promises_of(a_call(CALLBACK))
    assert promises_of(a_call(CALLBACK, act.Correct(made.n))) == ()


def test_who_was_told_of_a_report_is_another_than_who_closed_it() -> None:
    call = a_call(act.ReportThreat())
    [owed] = promises_of(call)
    [on_the_call] = promises_of(a_call(act.ReportThreat(), act.FinishFollowUp(owed.n, "Sam Poe")))
    assert (on_the_call.closed_by, on_the_call.told_to) == ("Robin", "Sam Poe")
    assert on_the_call.note == "Sam Poe was told."
    since = after(owed, Told("Sam Poe", "by phone"), by="Kim Lo")
    assert (since.closed_by, since.told_to) == ("Kim Lo", "Sam Poe")
    for told in (on_the_call, since):
        fields = fields_of(told, NOW)
        assert (fields["closed_by"], fields["told_to"]) == (told.closed_by, "Sam Poe")
        assert closing(told).startswith(f"Done: {told.closed_by}, Fri, Nov 20, 2026")
        assert "Sam Poe was told." in closing(told)
        again = after(told, Reopened("of another call"))
        assert (again.closed_by, again.told_to) == ("", "")
    [row] = [*DictReader(spreadsheet([on_the_call], NOW).splitlines())]
    assert (row["closed_by"], row["told_to"]) == ("Robin", "Sam Poe")


def test_it_is_tried_passed_on_moved_and_done_and_stays_what_was_promised(
    callback: Promise,
) -> None:
    tried = after(callback, Tried("no answer"), Tried())
    assert (tried.state, tried.tries) == (State.TRIED, 2)
    assert tried.standing == "tried 2×"
    passed = after(tried, PassedOn("Team B"))
    assert passed.standing == "passed on · tried 2×"
    assert (passed.state, passed.owner) == (State.PASSED_ON, "Team B")
    moved = after(passed, Moved(NOW + timedelta(days=3), "the caller is away"))
    assert moved.until == NOW + timedelta(days=3)
    done = after(moved, Done("spoke to Dana"))
    assert (done.state, done.closed_by, done.note) == (State.DONE, "Kim Lo", "spoke to Dana")
    assert after(callback, PassedOn("Team B")).standing == "passed on"
    assert done.closed
    assert (done.promised, done.fields, done.words) == (
        callback.promised,
        callback.fields,
        callback.words,
    )
    assert len(done.lines) == 5


@pytest.mark.parametrize("deed", [Done(), RefusedByCaller(), Voided("a test call")])
def test_what_is_closed_is_closed_once_and_a_mistake_is_taken_back(
    callback: Promise, deed: Deed
) -> None:
    closed = after(callback, deed)
    assert closed.closed
    assert refusal(closed, Done()).endswith(
        f"Kim Lo, Fri, Nov 20, 2026, 3:00 PM.{' a test call' if closed.note else ''}"
    )
    again = after(closed, Reopened("it was another call"))
    assert again.state is State.OPEN
    assert again.closed_by == ""
    assert after(again, Done()).closed


@pytest.mark.parametrize(
    "deed", [Tried("no answer"), PassedOn("Team B"), Moved(NOW + timedelta(days=3), "away")]
)
def test_what_was_recorded_by_mistake_is_taken_back_and_stays_told(
    callback: Promise, deed: Deed
) -> None:
    before = after(callback, Tried("busy"))
    back = after(before, deed, TakenBack("it was another caller"))
    assert len(back.lines) == 3
    assert replace(back, lines=before.lines) == before
    twice = after(back, TakenBack("that too"))
    assert replace(twice, lines=()) == callback
    assert refusal(twice, TakenBack("more")) == "Nothing was recorded of it that can be taken back."
    assert refusal(back, TakenBack("")) == "Write down why it was a mistake."


def test_what_closed_a_promise_is_not_taken_back_but_owed_again(callback: Promise) -> None:
    closed = after(callback, Done("spoke to Dana"))
    assert refusal(closed, TakenBack("x")).startswith("Done: Kim Lo")
    again = after(closed, Reopened("it was another call"))
    assert refusal(again, TakenBack("x")) == "Nothing was recorded of it that can be taken back."


@pytest.mark.parametrize("closing", [Done(), RefusedByCaller(), Voided("a test call")])
def test_what_was_recorded_before_it_was_closed_is_taken_back_one_at_a_time(
    callback: Promise, closing: Deed
) -> None:
    moved = Moved(NOW + timedelta(days=3), "away")
    closed = after(callback, Tried("busy"), PassedOn("Team B"), closing)
    again = after(closed, Reopened("it was another call"), moved, TakenBack("no"))
    once = after(again, TakenBack("not to them"))
    assert (once.owner, once.tries, once.state) == (callback.owner, 1, State.TRIED)
    twice = after(once, TakenBack("another caller"))
    assert (twice.owner, twice.tries, twice.until) == (callback.owner, 0, callback.until)
    assert twice.state is State.OPEN
    assert refusal(twice, TakenBack("more")) == "Nothing was recorded of it that can be taken back."
    told = [one.what if one else None for one in taken_back(twice.lines)]
    assert told == [None, None, None, None, None, moved, PassedOn("Team B"), Tried("busy")]
    assert [one.record()["format"] for one in twice.lines[-3:]] == [7, 10, 10]
    assert [after_call(one.record()) for one in twice.lines] == [*twice.lines]
    assert [*as_they_stand([callback], twice.lines).promises.values()] == [twice]


def test_a_number_corrected_before_it_was_closed_is_corrected_back(callback: Promise) -> None:
    right = number_corrected(callback, "312 555 0199", "misheard")
    closed = after(callback, right, Done("spoke to Dana"))
    again = after(closed, Reopened("it was another call"))
    back = number_corrected_back(again, "no")
    assert back is not None
    assert after(again, back).number == callback.number


def test_nothing_was_taken_back_of_what_was_closed_and_owed_again_before_0_14(
    callback: Promise,
) -> None:
    again = after(callback, Tried("busy"), Done(), Reopened("not yet"))
    line = AfterCall(NOW, "Kim Lo", again.call, again.n, TakenBack("a mistake"))
    standing = as_they_stand([callback], [*again.lines, line])
    assert [*standing.promises.values()] == [again]


def test_no_caller_refuses_what_passes_between_colleagues_and_no_words_of_theirs_stand_there() -> (
    None
):
    here = ("escalated-callers", "callback")
    report = act.AddFollowUp(FollowUpKind.REPORT, (("reason", "a slur"),))
    [promise] = promises_of(a_call(act.GoTo(*here), act.Say("by-morning"), report))
    assert refusal(promise, RefusedByCaller()).startswith("No caller can refuse that")
    assert promise.words == ()
    assert promise.about.endswith(": a slur")


@pytest.mark.parametrize(
    ("deed", "why"),
    [
        (Moved(NOW, "x"), "Move it to a later time than now, within ten years."),
        (Moved(NOW + timedelta(days=1), " "), "Write down why it is moved."),
        (PassedOn("42"), "Write down to whom it is passed on."),
        (Voided(""), "Write down why it is void."),
        (Reopened("x"), "That is not closed: it is still owed."),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(callback: Promise, deed: Deed, why: str) -> None:
    assert refusal(callback, deed) == why


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("11/19", "2026-11-19"),
        ("9/25", "2026-09-25"),
        ("9/1", "2027-09-01"),
        ("12/1", "2026-12-01"),
    ],
)
def test_a_day_that_is_just_over_is_no_day_of_next_year(
    callback: Promise, typed: str, day: str
) -> None:
    until = until_typed(typed, callback, NOW)
    assert until is not None
    assert until == utc(f"{day} 23:59") + timedelta(hours=4 if day[5:7] == "09" else 5)
    if until < NOW:
        assert refusal(callback, Moved(until, "x")).startswith("Move it to a later time")


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("mon 5pm", "2026-11-23 22:00"),
        ("Nov 23 at 9:30 am", "2026-11-23 14:30"),
        ("11/19 5pm", "2026-11-19 22:00"),
    ],
)
def test_what_is_moved_to_a_time_of_a_day_is_owed_until_then(
    callback: Promise, typed: str, at: str
) -> None:
    assert until_typed(typed, callback, NOW) == utc(at)


def test_a_move_that_moves_nothing_is_refused(callback: Promise) -> None:
    until = until_typed("+3", callback, NOW)
    assert until is not None
    moved = after(callback, Moved(until, "the caller is away"))
    why = "It is due at that time already: name another one."
    assert refusal(moved, Moved(until, "x")) == why
    assert callback.until is not None
    assert refusal(callback, Moved(callback.until, "x")) == why


def test_somebody_must_say_who_they_are(callback: Promise) -> None:
    assert refusal(callback, Done(), by=" ") == "Say who you are: a name."


def test_a_note_keeps_no_card_number_and_no_more_than_a_line(callback: Promise) -> None:
    note = after(callback, Done("card 4111 1111 1111 1111 read out")).note
    assert "4111 1111" not in note
    assert len(after(callback, Done("x" * 5000)).note) == MOST_OF_NOTE


@pytest.mark.parametrize(
    ("now", "pressing"),
    [
        ("2026-11-20 20:00", When.LATER),
        ("2026-11-21 04:59", When.LATER),
        ("2026-11-21 05:00", When.TODAY),
        ("2026-11-21 17:00", When.TODAY),
        ("2026-11-21 17:01", When.OVERDUE),
    ],
)
def test_a_day_is_one_of_the_desk_s(callback: Promise, now: str, pressing: When) -> None:
    assert when(callback, utc(now)) is pressing


def test_a_number_not_to_be_called_has_no_time_of_its_own() -> None:
    [promise] = promises_of(a_call(DO_NOT_CALL))
    assert promise.number == "312 555 0199"
    assert when(promise, NOW) in (When.UNTIMED, When.TODAY)


def agreed_with(*actions: act.Action) -> Call:
    """A call on which a solution was agreed on, and then these actions were done."""
    agreed = act.AddFollowUp(FollowUpKind.AGREED, (("agreed", "a new title"),))
    return Desk("calming-a-caller", agreed, *actions).call


@pytest.mark.parametrize(
    ("typed", "owner"), [("Ben Ode", "Ben Ode"), ("me", "Robin"), ("", "Robin")]
)
def test_whoever_the_call_names_for_it_owes_it_everywhere(typed: str, owner: str) -> None:
    call = agreed_with(act.WriteDetail("who", typed)) if typed else agreed_with()
    [promise] = promises_of(call)
    assert (promise.agent, promise.owner, promise.state) == ("Robin", owner, State.OPEN)
    [told] = summary_of(call, Chain(("",), 0)).follow_ups
    assert told.owner == owner
    named = ("Owner", owner) in told.fields
    assert named == (owner != "Robin")


VISIT = """
[[follow_up]]
id = "visit"
label = "Visit"
needs = ["number", "goes"]
owner = "goes"

[[field]]
id = "goes"
label = "Who goes"
"""


def visits(*goes: str) -> Call:
    """A call with a promise for each: the form asks who goes, and no step does."""
    script, problems = parse_script(SURVEY + VISIT, "reader-survey.toml")
    assert script is not None, problems
    fields = [(("number", "312 555 0134"), ("goes", who)) for who in goes]
    made = [act.AddFollowUp("visit", one) for one in fields]
    return Desk("reader-survey", *made, library=with_script(script)).call


@pytest.mark.parametrize("version", ["0.10.0", "0.11.0"])
def test_each_promise_is_owed_by_whom_it_names_itself(version: str) -> None:
    call = visits("Ben Ode", "me", "Kim Lo", "")
    owners = ["Ben Ode", "Robin", "Kim Lo", "Robin"]
    assert [one.owner for one in promises_of(call)] == owners
    first, *rest = call.entries
    dated = replace(first, event=replace(first.event, program=version))
    told = summary_of(call_of((dated, *rest)), Chain(("",), 0)).follow_ups
    as_then = ["Robin"] * 4 if version == "0.10.0" else owners
    assert [one.owner for one in told] == as_then


@pytest.mark.parametrize(("version", "fits"), [("0.11.0", True), ("0.12.0", False)])
def test_a_summary_of_then_fits_with_who_owed_it_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, *, fits: bool
) -> None:
    monkeypatch.setattr("guide.session.callbook.__version__", version)
    places = Places(tmp_path / "state", tmp_path / "out")
    script, _ = parse_script(SURVEY + VISIT, "reader-survey.toml")
    assert script is not None
    library = with_script(script)
    book = CallBook(library, places, writer=DirectWriter)
    session = book.start("reader-survey", agent="Robin")
    held = (("number", "312 555 0134"), ("goes", "Ben Ode"))
    session.do(act.AddFollowUp("visit", held))
    session.do(act.End("answered"))
    book.finish(session)
    [path] = (places.calls / "done").glob("*.jsonl")
    told = places.out / f"{session.call.id}.toml"
    assert 'owner = "Ben Ode"' in told.read_text("utf-8")
    told.chmod(0o600)
    as_then = told.read_text("utf-8").replace('owner = "Ben Ode"', 'owner = "Robin"')
    told.write_text(as_then, "utf-8")
    faults = verify_journal(Measure.of(places, library.approvals), path).faults
    assert any("owner" in fault for fault in faults) is not fits


def test_who_is_filled_in_after_the_call_owes_it_unless_it_was_passed_on() -> None:
    [promise] = promises_of(visits(""))
    filled = FilledIn((("goes", "Who goes", "Ben Ode"),))
    assert (after(promise, filled).owner, after(promise, filled).state) == ("Ben Ode", State.OPEN)
    assert after(promise, filled, TakenBack("a mistake")).owner == "Robin"
    assert after(promise, PassedOn("Kim Lo", ""), filled).owner == "Kim Lo"
    assert after(promise, filled, PassedOn("Kim Lo", ""), TakenBack("no")).owner == "Ben Ode"


def test_what_was_passed_on_by_mistake_is_owed_again_by_whom_the_call_named() -> None:
    [promise] = promises_of(agreed_with(act.WriteDetail("who", "Ben Ode")))
    passed = after(promise, PassedOn("Kim Lo", ""))
    assert (passed.owner, passed.state) == ("Kim Lo", State.PASSED_ON)
    back = after(passed, TakenBack("a mistake"))
    assert (back.owner, back.state) == ("Ben Ode", State.OPEN)
    assert after(promise, Tried("")).state is State.TRIED


def test_the_newest_of_what_became_of_a_promise_is_told_first(callback: Promise) -> None:
    notes = ("first", "second", "third", "fourth")
    lines = [AfterCall(NOW, "Kim Lo", CALL, callback.n, Tried(note)) for note in notes]
    rows = promise_rows(followed(callback, lines), 80)
    told = ["".join(span.text for span in row) for row in rows]
    shown = [one.rpartition(" ")[2] for one in told if "tried ·" in one]
    assert shown == ["fourth", "third", "second"]


@pytest.mark.parametrize("kind", ["callback", "do-not-call"])
@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("312 555 0134", ""),
        ("555-0134", ""),
        ("+44 20 7946 0958", ""),
        ("312 555 0134 ext. 5", ""),
        ("1", "short for a phone number"),
        ("911", "short for a phone number"),
        ("the office", "no phone number"),
    ],
)
def test_a_number_that_can_be_none_is_told_while_it_is_owed(
    kind: str, number: str, told: str
) -> None:
    held = (("caller", "Dana Whitlock"), ("number", number), ("concern", "a title"))
    fields = held if kind == "callback" else held[1:2]
    [promise] = promises_of(a_call(act.AddFollowUp("callback", held)))
    promise = replace(promise, kind=kind, fields=fields)
    assert promise.uncallable == told
    assert replace(promise, state=State.DONE).uncallable == ""
