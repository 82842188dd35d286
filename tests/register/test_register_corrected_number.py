"""A number that was wrong is corrected after the call: all lists have the right one alone."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from kit import Desk
from msgspec import Struct
from msgspec.structs import replace
from promised_calls import CALL, CALLBACK, DO_NOT_CALL, NOW, a_call, keep

from guide import __version__
from guide.call import actions as act
from guide.call.actions import Action
from guide.call.context import Refused
from guide.call.fold import call_of
from guide.call.phone_number import normal_number
from guide.call.state import Call
from guide.record.codec import Chain
from guide.record.disk import Disk
from guide.record.erased import Tombstone
from guide.record.erased_numbers import do_not_call
from guide.record.forget import erase_calls
from guide.record.journal import read_journal
from guide.record.ledger import read_ledger, wrapped_up
from guide.record.places import Places
from guide.record.sealed_file import append_sealed, held, read_sealed
from guide.record.summary.markdown import markdown
from guide.record.summary.model import summary_of
from guide.register.addendum import addendum_files
from guide.register.after_call import (
    AfterCall,
    Deed,
    Done,
    LastNote,
    NoteWithdrawn,
    NumberCorrected,
    PassedOn,
    Reopened,
    TakenBack,
    Tried,
    after_call,
)
from guide.register.as_known import as_known
from guide.register.index import Wanted, index_faults, register
from guide.register.known_caller import earlier_calls, known_caller
from guide.register.lawful import Standing, as_they_stand
from guide.register.merged import merged
from guide.register.mistakes import is_back, standing_corrections
from guide.register.promise import Promise, State, promises_of
from guide.register.register import do, not_to_call_since
from guide.register.rules import line_of, number_corrected, number_corrected_back
from guide.register.verify_after import AfterCalls
from guide.register.wrap_up import (
    add_last_note,
    close,
    withdraw_note,
    wrap_up_of,
    write_cut_short,
)

WRONG, RIGHT = "312 555 0199", "312 555 0188"
CORRECTED = NumberCorrected(RIGHT, WRONG, "typed wrong")
OTHER = "20261120-200000-aaaa"


def the_call() -> Call:
    return a_call(CALLBACK, DO_NOT_CALL, act.ReportThreat(), act.End("hung-up"))


@pytest.fixture
def places(tmp_path: Path) -> Places:
    found = Places(tmp_path / "state", tmp_path / "out")
    keep(found, the_call())
    return found


def of(places: Places, kind: str) -> Promise:
    with register(places) as index:
        return next(one for one in index.page(Wanted(kind=kind, closed=True)) if one.call == CALL)


def done(places: Places, deed: Deed, kind: str = "do-not-call", minutes: int = 0) -> Promise:
    now = NOW + timedelta(minutes=minutes)
    answer = do(Disk(), places, of(places, kind).id, deed, "Kim Lo", now)
    assert isinstance(answer, Promise), answer
    return answer


def listed(places: Places, number: str) -> bool:
    with register(places):
        return known_caller(places, number).do_not_call


def faults(places: Places) -> list[str]:
    journal = places.calls / "done" / f"{CALL}.jsonl"
    found = AfterCalls.of(places, read_ledger(places.ledger)).faults(CALL, journal)
    return [*read_sealed(places.register, "register", after_call).faults, *found]


def finish(places: Places, at: timedelta = timedelta()) -> Path | None:
    return close(Disk(), places, the_call(), _record(places), places.out, NOW + at)


def _record(places: Places) -> Chain:
    return read_journal(places.calls / "done" / f"{CALL}.jsonl").chain


def test_the_right_number_is_on_the_list_and_the_wrong_one_no_more(places: Places) -> None:
    assert listed(places, "+13125550199")
    assert done(places, CORRECTED).number == RIGHT
    assert of(places, "do-not-call").number == RIGHT
    assert dict(of(places, "do-not-call").fields)["number"] == RIGHT
    assert listed(places, "+13125550188")
    assert not listed(places, "+13125550199")
    assert faults(places) == []


def test_a_wrong_number_that_another_call_asked_for_stays_on_the_list(places: Places) -> None:
    keep(places, a_call(DO_NOT_CALL, call=OTHER))
    done(places, CORRECTED)
    assert listed(places, "+13125550199")
    assert listed(places, "+13125550188")


def test_erasing_the_call_keeps_the_right_number(places: Places) -> None:
    done(places, CORRECTED)
    stone, path = Tombstone(CALL, NOW, "old"), places.calls / "done" / f"{CALL}.jsonl"
    since = not_to_call_since(places)
    chosen = [(path, stone)]
    [*erase_calls(Disk(), places, chosen, training=False, also=places.out, not_to_call=since)]
    assert [one.number for one in do_not_call(places)] == [RIGHT]


def test_a_callback_to_the_wrong_number_is_none_to_a_listed_number_any_more(
    places: Places,
) -> None:
    to_it = act.AddFollowUp("callback", (*CALLBACK.fields[:1], ("number", WRONG)))
    keep(places, call := a_call(to_it, DO_NOT_CALL, act.End("hung-up")))
    assert [one.listed for one in wrap_up_of(places, call).promises] == [True, False]
    done(places, CORRECTED)
    assert [one.listed for one in wrap_up_of(places, call).promises] == [False, False]
    done(places, NumberCorrected(RIGHT, WRONG), "callback")
    assert [one.listed for one in wrap_up_of(places, call).promises] == [True, False]
    assert of(places, "callback").listed


WITHOUT = act.AddFollowUp("callback", (("caller", "Ann Lee"), ("number", "")))


@pytest.mark.parametrize(
    "actions",
    [
        (act.WriteDetail("number", WRONG, listed=True), WITHOUT),
        (WITHOUT, act.WriteDetail("number", WRONG, listed=True)),
        (CALLBACK, act.AmendFollowUp(0, (("number", WRONG),), listed=True)),
        (act.WriteDetail("number", WRONG), WITHOUT, act.AddFollowUp("do-not-call", ())),
    ],
)
def test_the_number_that_a_promise_stands_for_is_the_one_that_must_not_be_called(
    places: Places, actions: tuple[act.Action, ...]
) -> None:
    if isinstance(actions[-1], act.AmendFollowUp):
        # The number of the event is known once that is on record.
        [n] = [one.n for one in a_call(CALLBACK).follow_ups]
        actions = (CALLBACK, replace(actions[-1], of=n))
    call = a_call(*actions, act.End("hung-up"))
    keep(places, call)
    assert promises_of(call)[0].listed
    promise = next(one for one in wrap_up_of(places, call).promises if one.kind == "callback")
    assert promise.listed
    assert normal_number(promise.number) == promise.to_call == normal_number(WRONG)
    assert "the number is on the do-not-call list" in markdown(summary_of(call, Chain(1, "")))
    report = a_call(act.WriteDetail("number", WRONG, listed=True), act.ReportThreat())
    assert [one.listed for one in promises_of(report)] == [False]
    assert faults(places) == []


def test_a_number_that_was_listed_as_it_was_corrected_is_known_to_be(places: Places) -> None:
    before = of(places, "callback").number
    done(places, NumberCorrected("312 555 0777", before, listed=True), "callback")
    [one] = [one for one in wrap_up_of(places, the_call()).promises if one.kind == "callback"]
    assert one.warning


@pytest.mark.parametrize(
    ("kind", "deed", "why"),
    [
        ("do-not-call", NumberCorrected("the other", WRONG), "no phone number"),
        ("do-not-call", NumberCorrected("", WRONG), "no phone number"),
        ("do-not-call", NumberCorrected(WRONG, WRONG), "number on record"),
        ("do-not-call", NumberCorrected(RIGHT, "312 555 0100"), "somebody else"),
        ("report", NumberCorrected(RIGHT, ""), "No number of its own"),
    ],
)
def test_what_is_no_correction_is_refused_and_counts_for_nothing_in_a_line(
    places: Places, kind: str, deed: Deed, why: str
) -> None:
    before = of(places, kind)
    answer = do(Disk(), places, before.id, deed, "Kim Lo", NOW)
    assert isinstance(answer, Refused)
    assert why in answer.reason
    with held(Disk(), places.register, "register") as file:
        append_sealed(Disk(), file, [AfterCall(NOW, "Kim Lo", CALL, before.n, deed).record()])
    assert of(places, kind) == before
    [fault] = faults(places)
    assert why in fault


def test_what_is_closed_is_owed_again_before_its_number_is_corrected(places: Places) -> None:
    done(places, Done("logged"))
    answer = line_of(of(places, "do-not-call"), CORRECTED, "Kim Lo", NOW)
    assert isinstance(answer, Refused)
    assert answer.reason.startswith("Done: Kim Lo")
    done(places, Reopened("the number was wrong"))
    assert done(places, CORRECTED).number == RIGHT


def test_taking_back_something_else_leaves_the_number_corrected(places: Places) -> None:
    done(places, Tried("no answer"))
    done(places, PassedOn("Ben Ode"))
    done(places, CORRECTED)
    found = done(places, TakenBack("I keep it"))
    assert (found.number, found.owner, found.standing) == (RIGHT, found.agent, "tried 1×")
    back = done(places, NumberCorrected(WRONG, RIGHT, "it was right"))
    assert back.number == WRONG
    assert of(places, "do-not-call").numbers_before == (RIGHT,)
    assert faults(places) == []


def test_two_who_knew_nothing_of_each_other_both_corrected_it(places: Places) -> None:
    n = of(places, "do-not-call").n
    deeds = (CORRECTED, NumberCorrected("312 555 0177", WRONG), NumberCorrected(WRONG, RIGHT))
    with held(Disk(), places.register, "register") as file:
        for deed in deeds:
            append_sealed(Disk(), file, [AfterCall(NOW, "Kim Lo", CALL, n, deed).record()])
    assert of(places, "do-not-call").number == WRONG
    assert faults(places) == []


def test_the_addendum_tells_what_was_corrected_and_again_when_that_was_later(
    places: Places,
) -> None:
    done(places, CORRECTED)
    path = finish(places)
    assert path is not None
    text = path.read_text()
    head = f"- Do-not-call list: **{RIGHT}**, corrected by Kim Lo on Fri, Nov 20, 2026"
    assert head in text
    assert f"the summary has “{WRONG}”" in text
    assert f"number corrected: {RIGHT} instead of {WRONG} · typed wrong" in text
    assert finish(places) is None
    done(places, NumberCorrected(WRONG, RIGHT, "it was right"))
    assert finish(places) == path
    text = path.read_text()
    assert "the summary has" not in text
    assert f"number corrected: {WRONG} instead of {RIGHT}" in text
    assert faults(places) == []


@pytest.mark.parametrize("days", [0, 3])
def test_a_program_killed_after_a_correction_has_it_in_the_addendum_at_its_next_start(
    places: Places, days: int
) -> None:
    done(places, CORRECTED)
    file = addendum_files(places.out, CALL)[0]
    assert not file.exists()
    write_cut_short(Disk(), places, NOW + timedelta(days=days))
    assert RIGHT in file.read_text()
    assert bool(wrapped_up(places.ledger, CALL)) == (days > 0)
    assert faults(places) == []


def test_a_last_note_is_withdrawn_and_stays_on_record(places: Places) -> None:
    call, disk = the_call(), Disk()
    assert isinstance(withdraw_note(disk, places, call, "wrong call", "Kim Lo", NOW), Refused)
    for text in ("she was kind", "of another call"):
        add_last_note(disk, places, call, text, "Kim Lo", NOW)
    answer = withdraw_note(disk, places, call, "", "Kim Lo", NOW)
    assert isinstance(answer, Refused)
    withdraw_note(disk, places, call, "wrong call", "Kim Lo", NOW)
    wrap_up = wrap_up_of(places, call)
    assert [text for _, text in wrap_up.notes] == ["she was kind"]
    assert [type(one.what) for one in wrap_up.lines] == [LastNote, LastNote, NoteWithdrawn]
    path = finish(places)
    assert path is not None
    text = path.read_text()
    assert "withdrawn since: of another call" in text
    assert "the note before this is withdrawn · wrong call" in text
    assert "| she was kind |" in text
    assert faults(places) == []
    withdraw_note(disk, places, call, "that one too", "Kim Lo", NOW)
    assert not wrap_up_of(places, call).notes
    assert finish(places) == path
    assert faults(places) == []


def test_a_line_that_withdraws_a_note_that_is_not_there_counts_for_nothing(places: Places) -> None:
    call = the_call()
    add_last_note(Disk(), places, call, "she was kind", "Kim Lo", NOW)
    withdraw_note(Disk(), places, call, "wrong call", "Kim Lo", NOW)
    again = wrap_up_of(places, call).lines[-1]
    with held(Disk(), places.register, "register") as file:
        append_sealed(Disk(), file, [again.record()])
    assert "no note that could be withdrawn" in faults(places)[0]


def everywhere(places: Places, kind: str, number: str, why: str = "", minutes: int = 0) -> Promise:
    return done(places, number_corrected(of(places, kind), number, why), kind, minutes)


CALLERS = "(312) 555-0134"
HEARD = "(312) 555-0143"


@pytest.mark.parametrize("kind", ["callback", "report"])
def test_the_callers_number_is_corrected_everywhere_in_the_call(places: Places, kind: str) -> None:
    promises = {one.kind: one.number for one in wrap_up_of(places, the_call()).promises}
    assert promises == {"callback": CALLERS, "report": CALLERS, "do-not-call": WRONG}
    everywhere(places, kind, HEARD, "misheard")
    wrap_up = wrap_up_of(places, the_call())
    assert wrap_up.number == HEARD
    promises = {one.kind: one.number for one in wrap_up.promises}
    assert promises == {"callback": HEARD, "report": HEARD, "do-not-call": WRONG}
    assert dict(of(places, "callback").fields)["number"] == HEARD
    assert "number" not in dict(of(places, "report").fields)
    with register(places, thoroughly=True) as index:
        assert index.count(Wanted(number=HEARD)) == 2
        assert index.count(Wanted(number=CALLERS)) == 0
    assert faults(places) == []


def test_the_call_is_known_by_the_right_number_and_no_more_by_the_wrong_one(
    places: Places,
) -> None:
    with register(places):
        assert known_caller(places, "+13125550134").calls == 1
    everywhere(places, "callback", HEARD)
    with register(places):
        pass
    assert known_caller(places, "+13125550134").calls == 0
    assert known_caller(places, "+13125550143").calls == 1
    assert [one.id for one in earlier_calls(places, "+13125550143")] == [CALL]
    places.register_index.unlink()
    with register(places):
        assert known_caller(places, "+13125550143").calls == 1


def test_a_number_that_is_wrong_on_a_done_promise_is_corrected_there_too(places: Places) -> None:
    to_it = act.AddFollowUp("callback", (*CALLBACK.fields[:1], ("number", WRONG)))
    keep(places, call := a_call(to_it, DO_NOT_CALL, act.End("hung-up")))
    done(places, Done("logged"))
    everywhere(places, "callback", RIGHT)
    found = of(places, "do-not-call")
    # Nobody has logged the right one.
    assert (found.number, found.state) == (RIGHT, State.OPEN)
    assert found.incomplete == f"was done with {WRONG}"
    assert done(places, Done("logged")).closed
    assert of(places, "do-not-call").incomplete == ""
    assert listed(places, "+13125550188")
    assert not listed(places, "+13125550199")
    assert [one.listed for one in wrap_up_of(places, call).promises] == [True, False]
    assert faults(places) == []


def of_callers_number(places: Places, by: str | None = None, program: str = __version__) -> None:
    """A call that asks for the caller's own number not to be called, which may be done `by` one."""
    asked = act.AddFollowUp("do-not-call", (), done_by=by)
    first, *rest = a_call(CALLBACK, asked, act.End("hung-up")).entries
    began = replace(first, event=replace(first.event, program=program))
    keep(places, call_of((began, *rest)))


def taken_back(places: Places, kind: str) -> None:
    back = number_corrected_back(of(places, kind), "it was right")
    assert back is not None
    done(places, back, kind)


@pytest.mark.parametrize("kind", ["callback", "do-not-call"])
def test_what_was_done_is_done_once_its_number_was_right_after_all(
    places: Places, kind: str
) -> None:
    of_callers_number(places)
    before = done(places, Done("in dialer"))
    everywhere(places, "callback", HEARD)
    assert of(places, "do-not-call").incomplete == f"was done with {CALLERS}"
    taken_back(places, kind)
    found = of(places, "do-not-call")
    assert (found.state, found.number) == (State.DONE, CALLERS)
    closed = (before.closed_by, before.closed_at, "in dialer")
    assert (found.closed_by, found.closed_at, found.note) == closed
    assert faults(places) == []


def test_what_was_done_with_each_of_two_numbers_is_done_with_either(places: Places) -> None:
    of_callers_number(places)
    for minutes, number in ((1, HEARD), (3, RIGHT)):
        done(places, Done(f"before {number}"), minutes=minutes)
        everywhere(places, "callback", number, minutes=minutes + 1)
    assert of(places, "do-not-call").state is State.OPEN
    done(places, Tried("the dialer is down"), minutes=5)
    done(places, TakenBack("it was another one"), minutes=6)
    # Whether it is corrected anew, or that is taken back.
    for minutes, number in ((7, HEARD), (8, CALLERS), (9, HEARD)):
        everywhere(places, "callback", number, minutes=minutes)
        assert of(places, "do-not-call").state is State.DONE
    assert of(places, "do-not-call").note == f"before {RIGHT}"
    assert faults(places) == []


def test_what_was_opened_again_is_not_done_by_a_number_that_was_right_after_all(
    places: Places,
) -> None:
    of_callers_number(places)
    done(places, Done("in dialer"))
    done(places, Reopened("the dialer lost it"))
    everywhere(places, "callback", HEARD)
    taken_back(places, "callback")
    assert of(places, "do-not-call").state is State.OPEN
    done(places, Done("in dialer again"))
    everywhere(places, "callback", HEARD)
    taken_back(places, "callback")
    found = of(places, "do-not-call")
    assert (found.state, found.note) == (State.DONE, "in dialer again")


def test_what_was_done_on_the_call_is_done_once_its_number_was_right_after_all(
    places: Places,
) -> None:
    of_callers_number(places, "Kim Lo")
    assert of(places, "do-not-call").state is State.DONE
    everywhere(places, "callback", HEARD)
    done(places, Tried("the dialer is down"))
    done(places, TakenBack("it was another one"))
    assert of(places, "do-not-call").state is State.OPEN
    taken_back(places, "callback")
    assert of(places, "do-not-call").state is State.DONE


def test_on_a_call_of_before_0_14_what_was_done_stays_owed(places: Places) -> None:
    of_callers_number(places, program="0.13.0")
    done(places, Done("in dialer"))
    everywhere(places, "callback", HEARD)
    taken_back(places, "callback")
    assert of(places, "do-not-call").state is State.OPEN
    done(places, Done("in dialer again"))
    assert faults(places) == []


def test_a_correction_by_whoever_did_not_know_that_it_was_done_has_it_owed_again(
    places: Places,
) -> None:
    promise = of(places, "do-not-call")
    made = [
        AfterCall(NOW, "Sam Poe", CALL, promise.n, Done("in the dialer")),
        AfterCall(NOW + timedelta(minutes=5), "Kim Lo", CALL, promise.n, CORRECTED),
    ]
    with held(Disk(), places.register, "register") as file:
        append_sealed(Disk(), file, [line.record() for line in made])
    assert of(places, "do-not-call").state is State.OPEN
    assert [one.about for one in wrap_up_of(places, the_call()).owed if one.done_wrongly] != []
    assert done(places, Done("logged")).closed


def test_a_number_that_a_closed_promise_was_corrected_to_is_none_that_it_held(
    places: Places,
) -> None:
    before = of(places, "callback")
    corrected = NumberCorrected(HEARD, before.number, "another")
    made = [
        AfterCall(NOW, "Sam Poe", CALL, before.n, Done("delivered")),
        AfterCall(NOW + timedelta(minutes=5), "Kim Lo", CALL, before.n, corrected),
    ]
    with held(Disk(), places.register, "register") as file:
        append_sealed(Disk(), file, [line.record() for line in made])
    found = of(places, "callback")
    assert (found.number, found.numbers_before) == (before.number, ())


def going_on(places: Places, *actions: Action) -> Desk:
    desk = Desk("escalated-callers", act.WriteDetail("number", WRONG), *actions)
    keep(places, desk.call, wrapped_up=False)
    return desk


def anew(places: Places, desk: Desk) -> tuple[State, str, str]:
    keep(places, desk.call, wrapped_up=False)
    with register(places) as index:
        (found,) = index.page(Wanted(kind="do-not-call", closed=True))
    return found.state, found.number, found.done_wrongly


LOGGED = act.AddFollowUp("do-not-call", ())


def log(places: Places, desk: Desk) -> Promise | Refused:
    with register(places) as index:
        (name,) = (one.id for one in index.page(Wanted(kind="do-not-call")))
    return do(Disk(), places, name, Done("logged"), "Sam Poe", desk.now.time)


def test_a_number_that_the_call_corrects_is_owed_again_once_the_wrong_one_was_logged(
    places: Places,
) -> None:
    (places.calls / "done" / f"{CALL}.jsonl").unlink()
    desk = going_on(places, LOGGED)
    log(places, desk)
    assert anew(places, desk) == (State.DONE, WRONG, "")
    desk.wait(60)
    desk.do(act.WriteDetail("number", RIGHT))
    assert anew(places, desk) == (State.OPEN, RIGHT, f"was done with {WRONG}")
    desk.do(act.Correct(desk.call.last.n))
    assert anew(places, desk) == (State.DONE, WRONG, "")


def test_what_is_done_with_the_number_that_the_call_corrected_it_to_is_done(
    places: Places,
) -> None:
    (places.calls / "done" / f"{CALL}.jsonl").unlink()
    desk = going_on(places, LOGGED)
    desk.wait(60)
    desk.do(act.WriteDetail("number", "(312) 555-0188"))
    keep(places, desk.call, wrapped_up=False)
    desk.wait(60)
    answer = log(places, desk)
    assert isinstance(answer, Promise)
    assert answer.closed


def test_a_correction_is_corrected_back_wherever_it_was_made(places: Places) -> None:
    everywhere(places, "callback", HEARD)
    report = of(places, "report")
    back = number_corrected_back(report, "it was right")
    assert back is not None
    done(places, back, "report")
    assert of(places, "callback").number == CALLERS
    assert wrap_up_of(places, the_call()).number == CALLERS
    assert faults(places) == []


def test_the_addendum_tells_the_callers_number(places: Places) -> None:
    everywhere(places, "report", HEARD)
    path = finish(places)
    assert path is not None
    head = f"- Number: **{HEARD}**, corrected by Kim Lo on Fri, Nov 20, 2026"
    assert head in path.read_text()
    assert f"the summary has “{CALLERS}”" in path.read_text()
    assert HEARD in path.with_suffix(".toml").read_text()
    assert faults(places) == []


def test_a_number_like_that_of_a_card_is_refused_and_not_told(places: Places) -> None:
    before = of(places, "do-not-call")
    deed = number_corrected(before, "4111 1111 1111 1111", "")
    answer = do(Disk(), places, before.id, deed, "Kim Lo", NOW)
    assert isinstance(answer, Refused)
    assert "may be a card number" in answer.reason
    assert "4111" not in answer.reason
    assert of(places, "do-not-call") == before


def test_what_an_earlier_version_corrected_in_one_promise_stays_wrong_in_the_others(
    places: Places,
) -> None:
    done(places, NumberCorrected(HEARD, CALLERS), "callback")
    record = wrap_up_of(places, the_call()).lines[0].record()
    assert record["format"] == 3
    assert "everywhere" not in record
    assert of(places, "report").number == CALLERS
    everywhere(places, "report", HEARD)
    assert of(places, "report").number == HEARD
    assert wrap_up_of(places, the_call()).number == HEARD


SECOND = "312 555 0122"
TWO = (DO_NOT_CALL, act.AddFollowUp("do-not-call", (("number", SECOND),)), act.End("hung-up"))


def numbers(places: Places, call: Call) -> list[str]:
    with register(places, thoroughly=True) as index:
        kept = sorted(index.page(Wanted(kind="do-not-call", closed=True)), key=lambda one: one.n)
    shown = wrap_up_of(places, call).promises
    assert [one.number for one in kept] == [one.number for one in shown]
    return [one.number for one in kept]


@pytest.mark.parametrize("by_hand", [False, True])
def test_a_correction_taken_back_leaves_a_number_that_was_the_same_since(
    places: Places, by_hand: bool
) -> None:
    keep(places, call := a_call(*TWO))
    first = everywhere(places, "do-not-call", SECOND)
    assert numbers(places, call) == [SECOND, SECOND]
    back = number_corrected(first, WRONG, "") if by_hand else number_corrected_back(first, "slip")
    assert back is not None
    answer = do(Disk(), places, first.id, back, "Kim Lo", NOW)
    assert isinstance(answer, Promise)
    assert numbers(places, call) == [WRONG, SECOND]
    assert wrap_up_of(places, call).lines[-1].record()["format"] == 6
    assert number_corrected_back(answer, "") is None
    again = do(Disk(), places, first.id, back, "Kim Lo", NOW)
    assert isinstance(again, Refused)
    assert faults(places) == []


def test_corrections_are_taken_back_one_by_one_each_where_it_was_made(places: Places) -> None:
    keep(places, call := a_call(*TWO))
    first = everywhere(places, "do-not-call", SECOND)
    everywhere(places, "do-not-call", RIGHT)
    assert numbers(places, call) == [RIGHT, RIGHT]
    for left in ([SECOND, SECOND], [WRONG, SECOND]):
        with register(places) as index:
            [promise] = index.named(first.id)
        back = number_corrected_back(promise, "slip")
        assert back is not None
        do(Disk(), places, first.id, back, "Kim Lo", NOW)
        assert numbers(places, call) == left
    assert faults(places) == []


def test_the_callers_number_that_was_right_stays_as_the_correction_of_another_is_taken_back(
    places: Places,
) -> None:
    everywhere(places, "do-not-call", CALLERS)
    back = number_corrected_back(of(places, "do-not-call"), "slip")
    assert back is not None
    done(places, back)
    wrap_up = wrap_up_of(places, the_call())
    assert wrap_up.number == CALLERS
    promises = {one.kind: one.number for one in wrap_up.promises}
    assert promises == {"callback": CALLERS, "report": CALLERS, "do-not-call": WRONG}
    assert faults(places) == []


def test_who_has_other_folders_before_them_can_take_a_correction_back_once(places: Places) -> None:
    everywhere(places, "do-not-call", RIGHT)
    back = number_corrected_back(of(places, "do-not-call"), "slip")
    assert back is not None
    n = of(places, "do-not-call").n
    line = AfterCall(NOW, "Ben Ode", CALL, n, back, elsewhere=True)
    with held(Disk(), places.register, "register") as file:
        append_sealed(Disk(), file, [line.record(), replace(line, by="Ann Roe").record()])
    assert of(places, "do-not-call").number == WRONG
    assert faults(places) == []


def test_two_promises_of_one_name_are_told_apart_as_on_the_page(places: Places) -> None:
    keep(places, call := a_call(CALLBACK, CALLBACK, DO_NOT_CALL, act.End("hung-up")))
    second = wrap_up_of(places, call).promises[1]
    assert (second.kind, second.number) == ("callback", CALLERS)
    do(Disk(), places, second.id, Tried("no answer"), "Kim Lo", NOW)
    everywhere(places, "do-not-call", RIGHT)
    path = close(Disk(), places, call, _record(places), places.out, NOW)
    assert path is not None
    text = path.read_text()
    assert f"| Callback, {CALLERS} (no. 2) | tried" in text
    assert f"**Callback, {CALLERS} (no. 1), " in text
    assert f"| Do-not-call list, {RIGHT} | number corrected" in text
    assert faults(places) == []


IN_WORDS = "same as before"


def test_a_number_in_words_is_corrected_everywhere_in_its_call_and_back(places: Places) -> None:
    held = (("caller", "Ann Lee"), ("number", IN_WORDS))
    two = (act.AddFollowUp("callback", held), act.AddFollowUp("callback", held[:1]))
    other = act.AddFollowUp("callback", (("caller", "Ann Lee"), ("number", "on file")))
    keep(
        places, call := a_call(act.WriteDetail("number", IN_WORDS), *two, other, act.End("hung-up"))
    )

    def numbers() -> list[str]:
        found = wrap_up_of(places, call)
        return [found.number, *(one.number for one in sorted(found.promises, key=lambda x: x.n))]

    before = numbers()
    assert before == [IN_WORDS, IN_WORDS, IN_WORDS, "on file"]
    first = min(wrap_up_of(places, call).promises, key=lambda one: one.n)
    made = do(Disk(), places, first.id, number_corrected(first, RIGHT, ""), "Kim Lo", NOW)
    assert isinstance(made, Promise), made
    assert numbers() == [RIGHT, RIGHT, RIGHT, "on file"]
    assert in_index(places) == [RIGHT, RIGHT, "on file"]
    assert known_caller(places, normal_number(RIGHT)).calls == 1
    back = number_corrected_back(made, "it was another call")
    assert back is not None
    answer = do(Disk(), places, first.id, back, "Kim Lo", NOW)
    assert isinstance(answer, Promise), answer
    assert numbers() == before
    assert in_index(places) == before[1:]
    assert known_caller(places, normal_number(RIGHT)).calls == 0
    assert faults(places) == []


def in_index(places: Places) -> list[str]:
    with register(places) as index:
        found = index.page(Wanted(kind="callback", closed=True))
        return [one.number for one in sorted(found, key=lambda one: one.n)]


FIRST, *NUMBERS = ("312 555 0100", "312 555 0101", "312 555 0102", "312 555 0103")


class TwoPeople(Struct):
    """Two who have a register each, of one call with several promises, and see only their own."""

    promises: tuple[Promise, ...]
    lines: tuple[list[AfterCall], list[AfterCall]]

    def standing(self, lines: Sequence[AfterCall]) -> Standing:
        return as_they_stand(self.promises, lines, FIRST)

    def do(self, who: int, n: int, number: str, tick: int) -> bool:
        """Correct the number of a promise to this one, or take its correction back for none."""
        promise = self.standing(self.lines[who]).promises[n]
        deed = number_corrected(promise, number, "")
        if not number:
            back = number_corrected_back(promise, "why")
            if back is None:
                return False
            deed = back
        line = line_of(promise, deed, f"person {who}", NOW + timedelta(minutes=tick))
        if isinstance(line, Refused):
            return False
        self.lines[who].append(line)
        return True


DEEDS_OF_TWO = [*product((0, 1), (0, 1), (*NUMBERS, ""))]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(DEEDS_OF_TWO), max_size=7))
def test_of_two_who_correct_a_number_and_know_nothing_of_each_other_none_is_lost(
    deeds: list[tuple[int, int, str]],
) -> None:
    """What had one number has one number since, and the list has what each told as right last."""
    to_it = act.AddFollowUp("callback", (*CALLBACK.fields[:1], ("number", FIRST)))
    asked = act.AddFollowUp("do-not-call", (("number", FIRST),))
    promises = tuple(map(_of_now, promises_of(a_call(to_it, asked, act.End("hung-up")))))
    two = TwoPeople(promises, ([], []))
    for tick, (who, about, number) in enumerate(deeds):
        two.do(who, promises[about].n, number, tick)
    joined = merged(two.lines)
    standing = two.standing(joined)
    number, asked_now = standing.number, standing.promises[promises[1].n]
    assert {one.number for one in standing.promises.values()} == {number}
    corrected = [one for one in map(standing_corrections, two.lines) if one]
    told = [one[-1] for one in corrected]
    last = {_number_of(one) for one in told}
    if not any(is_back(one.what) for one in joined):
        assert number == (_number_of(max(told, key=_time)) if told else FIRST)
    assert {asked_now.number, *asked_now.disputed} == (last or {FIRST})
    if asked_now.disputed:
        for right in (asked_now.number, *asked_now.disputed):
            deed = number_corrected(asked_now, right, "")
            line = line_of(asked_now, deed, "supervisor", NOW + timedelta(hours=1))
            assert isinstance(line, AfterCall)
            settled = two.standing([*joined, line]).promises.values()
            assert {(one.number, one.disputed) for one in settled} == {(right, ())}


class AgentAndSupervisor(Struct):
    """An agent who sees their own register alone, and a supervisor who sees all.

    `done_with` are the numbers that were listed, each as whoever did it had it before them.
    """

    promise: Promise
    agent: list[AfterCall]
    notes: list[AfterCall]
    done_with: list[str]

    def collected(self) -> Promise:
        lines = as_known(merged([self.agent, self.notes]), [{*self.agent}], lambda _: True)
        return self._standing([one for one in lines if isinstance(one, AfterCall)])

    def _standing(self, lines: Sequence[AfterCall]) -> Promise:
        return as_they_stand([self.promise], lines).promises[self.promise.n]

    def do(self, who: str, kind: str, tick: int) -> bool:
        sees_all = who == "supervisor"
        promise = self.collected() if sees_all else self._standing(self.agent)
        deed = _deed_about(promise, kind)
        at = NOW + timedelta(minutes=tick)
        line = line_of(promise, deed, who, at) if deed else None
        if not isinstance(line, AfterCall):
            return False
        (self.notes if sees_all else self.agent).append(replace(line, elsewhere=sees_all))
        if kind == "done":
            self.done_with.append(promise.number)
        return True


def _deed_about(promise: Promise, kind: str) -> Deed | None:
    match kind:
        case "done":
            return Done("in the dialer")
        case "reopened":
            return Reopened("the dialer lost it")
        case "tried":
            return Tried("the dialer is down")
        case "taken-back":
            return TakenBack("it was another one")
        case "back":
            return number_corrected_back(promise, "it was right")
        case number:
            return number_corrected(promise, number, "")


KINDS = ("done", "done", "reopened", "tried", "taken-back", "back", *NUMBERS[:2])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(("agent", "supervisor")), st.sampled_from(KINDS))))
@example([("supervisor", NUMBERS[0]), ("agent", "done")])
@example([("agent", "done"), ("supervisor", NUMBERS[0])])
@example([("supervisor", n) for n in NUMBERS[:2]] + [("agent", "done"), ("supervisor", "back")])
def test_a_number_is_done_only_as_somebody_listed_it_who_had_it_before_them(
    deeds: list[tuple[str, str]],
) -> None:
    asked = act.AddFollowUp("do-not-call", (("number", FIRST),))
    [promise] = map(_of_now, promises_of(a_call(asked, act.End("hung-up"))))
    two = AgentAndSupervisor(promise, [], [], [])
    for tick, (who, kind) in enumerate(deeds):
        did = two.do(who, kind, tick)
        found = two.collected()
        assert found.state is not State.DONE or found.number in two.done_with
        if did and (who, kind) == ("supervisor", "done"):
            assert found.state is State.DONE


def test_what_a_person_listed_who_corrected_the_number_themselves_stays_in_their_order() -> None:
    asked = act.AddFollowUp("do-not-call", (("number", FIRST),))
    [promise] = map(_of_now, promises_of(a_call(asked, act.End("hung-up"))))
    two = AgentAndSupervisor(promise, [], [], [])
    for tick, (who, kind) in enumerate(
        (("supervisor", NUMBERS[0]), ("agent", NUMBERS[1]), ("agent", "done"))
    ):
        assert two.do(who, kind, tick)
    found = two.collected()
    assert (found.state, found.number) == (State.DONE, NUMBERS[1])


def _of_now(promise: Promise) -> Promise:
    return replace(promise, stays_owed=False, made_at=NOW)


def _number_of(line: AfterCall) -> str:
    return str(getattr(line.what, "number", ""))


def _time(line: AfterCall) -> datetime:
    return line.at


def test_a_number_that_is_disputed_is_known_to_be_listed_by_each(places: Places) -> None:
    n = of(places, "do-not-call").n
    other = "312 555 0177"
    deeds = (NumberCorrected(RIGHT, WRONG, everywhere=True), NumberCorrected(other, WRONG))
    with held(Disk(), places.register, "register") as file:
        for deed in deeds:
            append_sealed(Disk(), file, [AfterCall(NOW, "Kim Lo", CALL, n, deed).record()])
    asked = of(places, "do-not-call")
    assert (asked.number, asked.disputed) == (other, (RIGHT,))
    assert listed(places, "+13125550177")
    assert listed(places, "+13125550188")
    assert not listed(places, "+13125550199")
    assert not listed(places, "+1312555018")
    assert index_faults(places) == ()
    done(places, number_corrected(asked, other, "asked the caller"))
    assert not listed(places, "+13125550188")
    assert faults(places) == []
