"""What is recorded of a promise while its call goes on, and what the call itself tells since."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from kit import Desk, utc
from promised_calls import DANA, keep

from guide import __version__
from guide.call import actions as act
from guide.call import events as ev
from guide.call.actions import Action
from guide.record.disk import Disk
from guide.record.journal import read_journal
from guide.record.ledger import read_ledger
from guide.record.places import Places
from guide.register.addendum import Form, addendum_files, addendum_texts, what_came_after
from guide.register.after_call import (
    CLOSING,
    AfterCall,
    Deed,
    Done,
    FilledIn,
    Moved,
    NumberCorrected,
    PassedOn,
    RefusedByCaller,
    Reopened,
    TakenBack,
    Tried,
    Voided,
)
from guide.register.index import Wanted, register
from guide.register.lawful import unlawful_lines
from guide.register.owed_today import heard_since
from guide.register.promise import Promise, State
from guide.register.register import do
from guide.register.rules import number_corrected, number_corrected_back
from guide.register.verify_after import AfterCalls
from guide.register.wrap_up import WrapUp, add_last_note, close, wrap_up_of

FIRST, SECOND, THIRD = "312 555 0151", "312 555 0152", "312 555 0153"
CALLER = (act.WriteDetail("caller", "Dana Whitlock"), act.WriteDetail("number", FIRST))
FILLED = FilledIn((("concern", "Concern", "a refund"),))


class Going:
    """A call that goes on and promised a callback, which is in the register, too."""

    def __init__(
        self, places: Places, *actions: Action, kind: str = "callback", program: str = ""
    ) -> None:
        self.places = places
        self.desk = Desk("escalated-callers", *CALLER, program=program)
        self.desk.do(act.AddFollowUp(kind, ()), *actions)
        self.n = self.desk.call.follow_ups[0].n

    @property
    def promise(self) -> Promise:
        with register(self.places) as index:
            return next(one for one in index.page(Wanted(closed=True)) if one.n == self.n)

    def call_does(self, *actions: Action) -> None:
        self.desk.do(*actions)
        keep(self.places, self.desk.call, wrapped_up=False)

    def register_has(self, *deeds: Deed) -> None:
        if self.desk.call.ended is None:
            keep(self.places, self.desk.call, wrapped_up=False)
        for deed in deeds:
            self.desk.wait(60)
            name = self.promise.id
            done = do(Disk(), self.places, name, deed, "Sam Poe", self.desk.now.time)
            assert isinstance(done, Promise), done

    def corrected(self, number: str) -> None:
        self.register_has()
        self.register_has(number_corrected(self.promise, number, ""))

    def end(self) -> WrapUp:
        self.end_call()
        wrap_up = wrap_up_of(self.places, self.desk.call)
        (standing,) = (one for one in wrap_up.promises if one.n == self.n)
        assert standing.number == self.promise.number
        assert standing.fields == self.promise.fields
        return wrap_up

    def end_call(self) -> None:
        """End the call, whether or not its promise is undone."""
        self.desk.do(act.End("hung-up"))
        (self.places.calls / "open" / f"{self.desk.call.id}.jsonl").unlink(missing_ok=True)
        self.journal = keep(self.places, self.desk.call)

    def faults(self) -> list[str]:
        after = AfterCalls.of(self.places, read_ledger(self.places.ledger))
        return after.faults(self.desk.call.id, self.journal)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "state", tmp_path / "out")


@pytest.mark.parametrize("kind", ["callback", "do-not-call"])
@pytest.mark.parametrize("last", [SECOND, THIRD])
def test_a_number_that_the_call_corrects_since_is_the_one_that_counts(
    places: Places, kind: str, last: str
) -> None:
    going = Going(places, kind=kind)
    going.corrected(SECOND)
    assert going.promise.number == SECOND
    going.call_does(act.WriteDetail("number", last))
    assert going.promise.number == last
    wrap_up = going.end()
    assert going.faults() == []
    assert wrap_up.number == last
    assert wrap_up.promises[0].corrected_last is None


def test_a_number_that_is_corrected_again_after_the_call_told_it_is_the_last_one(
    places: Places,
) -> None:
    going = Going(places)
    going.corrected(SECOND)
    going.call_does(act.WriteDetail("number", THIRD))
    going.corrected("312 555 0154")
    assert going.promise.number == "312 555 0154"
    going.end()
    going.corrected("312 555 0155")
    assert going.faults() == []
    assert going.promise.number == "312 555 0155"


def test_a_number_that_the_call_tells_as_it_was_is_that(places: Places) -> None:
    going = Going(places)
    going.corrected(SECOND)
    going.call_does(act.WriteDetail("number", THIRD), act.WriteDetail("number", FIRST))
    assert going.end().promises[0].number == FIRST
    assert going.faults() == []


def test_a_correction_that_was_taken_back_before_the_call_told_it_takes_nothing_back(
    places: Places,
) -> None:
    going = Going(places)
    going.corrected(SECOND)
    back = number_corrected_back(going.promise, "a mistake")
    assert back is not None
    going.register_has(back)
    going.call_does(act.WriteDetail("number", SECOND))
    assert going.end().promises[0].number == SECOND
    assert going.faults() == []


def test_another_promise_with_the_number_that_was_wrong_stays_corrected(places: Places) -> None:
    going = Going(places)
    going.desk.do(act.AddFollowUp("do-not-call", ()))
    own = act.AmendFollowUp(going.n, (*DANA[:1], ("number", THIRD), *DANA[2:]))
    going.corrected(SECOND)
    going.call_does(own)
    wrap_up = going.end()
    numbers = {one.kind: one.number for one in wrap_up.promises}
    assert numbers == {"callback": THIRD, "do-not-call": SECOND}
    assert wrap_up.number == SECOND
    assert going.faults() == []


TOLD: Sequence[Action] = (act.WriteDetail("concern", "a title"),)


@pytest.mark.parametrize("concern", ["a title", "a refund"])
def test_what_the_call_fills_in_since_is_what_counts(places: Places, concern: str) -> None:
    going = Going(places)
    going.register_has(FILLED)
    going.call_does(act.WriteDetail("concern", concern))
    assert going.promise.field("concern") == concern
    assert going.end().promises[0].field("concern") == concern
    assert going.faults() == []


@pytest.mark.parametrize("concern", ["a title", "a refund"])
def test_a_mistake_that_the_call_has_told_since_is_no_other_one(
    places: Places, concern: str
) -> None:
    going = Going(places)
    going.register_has(Tried("no answer"), FILLED, TakenBack("of another call"))
    assert going.promise.tries == 1
    going.call_does(act.WriteDetail("concern", concern))
    going.register_has(Tried("busy"))
    wrap_up = going.end()
    (promise,) = wrap_up.promises
    assert (promise.tries, promise.field("concern")) == (2, concern)
    assert going.faults() == []


def test_what_is_taken_back_after_the_call_told_it_is_what_was_done_before(places: Places) -> None:
    going = Going(places)
    going.register_has(Tried("no answer"), FILLED)
    going.call_does(*TOLD)
    going.end()
    going.register_has(TakenBack("it was another number"))
    assert (going.promise.tries, going.promise.field("concern")) == (0, "a title")
    assert going.faults() == []


def test_what_nobody_can_have_written_then_is_told(places: Places) -> None:
    going = Going(places)
    going.corrected(SECOND)
    going.call_does(act.WriteDetail("number", THIRD))
    wrap_up = going.end()
    (line,) = wrap_up.lines
    assert isinstance(line, AfterCall)
    wrong = NumberCorrected(SECOND, "312 555 0159", everywhere=True)
    forged = AfterCall(line.at, line.by, line.call, line.n, wrong, made=line.made)
    (found,) = unlawful_lines(going.desk.call, [(1, forged)])
    assert not found.outdone
    (found,) = unlawful_lines(going.desk.call, [(1, line)])
    assert found.outdone


def test_what_was_done_about_a_call_that_goes_on_is_not_told_as_after_it(places: Places) -> None:
    going = Going(places)
    going.register_has(Tried("no answer"))
    shown = what_came_after(wrap_up_of(places, going.desk.call))
    assert shown.startswith("# In the register\n")
    assert what_came_after(going.end()).startswith("# After the call\n")


def test_an_addendum_that_a_version_wrote_which_took_it_for_wrong_still_fits(
    places: Places,
) -> None:
    going = Going(places)
    going.corrected(SECOND)
    going.call_does(act.WriteDetail("number", THIRD))
    call = going.end().call
    note = add_last_note(Disk(), places, call, "He is calm.", "Sam Poe", going.desk.now.time)
    assert isinstance(note, WrapUp)
    record = read_journal(going.journal).chain
    close(Disk(), places, call, record, places.out, going.desk.now.time)
    files = addendum_files(places.out, call.id)
    assert b"counts for nothing" not in files[0].read_bytes()
    assert going.faults() == []
    before = addendum_texts(note, record, form=Form.BEFORE_0_13)
    for file, text in zip(files, before, strict=True):
        file.write_bytes(text)
    assert b"counts for nothing. It is none that is recorded" in before[0]
    assert going.faults() == []


AGREED = act.AddFollowUp("agreed", (("text", "a new title"),), date(2026, 11, 24))


def moved_then_told(places: Places) -> tuple[Going, datetime | None]:
    """A solution agreed on for Tuesday, moved in the register, and then for Monday on the call."""
    going = Going(places)
    going.desk.do(AGREED)
    going.n = going.desk.call.follow_ups[-1].n
    going.register_has(Tried("no answer"), Moved(utc("2026-11-27 05:59"), "she is away"))
    assert going.promise.until == utc("2026-11-27 05:59")
    going.desk.wait(60)
    going.call_does(act.AmendFollowUp(going.n, (), date(2026, 11, 23)))
    return going, going.desk.call.follow_ups[-1].due


def test_a_day_that_the_call_tells_after_a_move_is_the_one_that_counts(places: Places) -> None:
    going, due = moved_then_told(places)
    assert (going.promise.until, going.promise.tries) == (due, 1)
    wrap_up = going.end()
    assert going.faults() == []
    assert [one.until for one in wrap_up.promises if one.n == going.n] == [due]
    going.register_has(TakenBack("of another call"))
    assert (going.promise.until, going.promise.tries) == (due, 0)
    going.register_has(Moved(utc("2026-11-28 05:59"), "she is ill"))
    assert going.promise.until == utc("2026-11-28 05:59")
    assert going.faults() == []


def test_a_move_that_was_taken_back_before_the_call_told_a_day_takes_back_nothing_else(
    places: Places,
) -> None:
    going = Going(places)
    going.desk.do(AGREED)
    going.n = going.desk.call.follow_ups[-1].n
    going.register_has(Tried("no answer"), Moved(utc("2026-11-27 05:59"), "away"), TakenBack("no"))
    going.desk.wait(60)
    going.call_does(act.AmendFollowUp(going.n, (), date(2026, 11, 23)))
    assert (going.promise.until, going.promise.tries) == (going.desk.call.follow_ups[-1].due, 1)
    going.end()
    assert going.faults() == []


def test_an_addendum_of_a_version_in_which_the_move_stayed_still_fits(places: Places) -> None:
    going, _ = moved_then_told(places)
    call = going.end().call
    record = read_journal(going.journal).chain
    close(Disk(), places, call, record, places.out, going.desk.now.time)
    assert going.faults() == []
    files = addendum_files(places.out, call.id)
    assert b"due = 2026-11-24 04:59:00+00:00" in files[1].read_bytes()
    before = addendum_texts(wrap_up_of(places, call), record, form=Form.BEFORE_0_13)
    assert b"due = 2026-11-27 05:59:00+00:00" in before[1]
    for file, text in zip(files, before, strict=True):
        file.write_bytes(text)
    assert going.faults() == []


def test_what_a_change_that_was_undone_held_is_not_what_stands(places: Places) -> None:
    going = Going(places)
    going.register_has()
    before = going.promise
    change = act.AmendFollowUp(going.n, (*DANA[:1], ("number", THIRD), *DANA[2:]))
    going.call_does(change)
    going.register_has(Tried("no answer"))
    going.call_does(act.Correct())
    assert going.promise.hash == before.hash
    wrap_up = going.end()
    assert (wrap_up.promises[0].number, wrap_up.promises[0].tries) == (FIRST, 1)
    assert going.faults() == []


DEEDS = (Done("reached"), Tried("no answer"), PassedOn("Kim Lo"), RefusedByCaller(), Voided("why"))


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("again", ["before", "after"])
def test_what_was_done_about_what_is_undone_was_not_done_about_the_same_promised_again(
    places: Places, deed: Deed, again: str
) -> None:
    going = Going(places, program=__version__)
    anew = act.AddFollowUp("callback", ())
    if again == "before":
        going.call_does(anew)
    going.register_has(deed)
    going.call_does(act.Correct(going.n), *([anew] if again == "after" else []))
    (left,) = going.desk.call.follow_ups
    going.n = left.n
    assert (going.promise.state, going.promise.lines) == (State.OPEN, ())
    assert bool(going.promise.done_as_undone) is isinstance(deed, CLOSING)
    if isinstance(deed, Done):
        told = "one like it was undone on the call: done · reached (Sam Poe)"
        assert going.promise.incomplete.endswith(told)
    wrap_up = going.end()
    assert [one.state for one in wrap_up.promises] == [State.OPEN]
    assert wrap_up.unlawful == ()
    assert going.faults() == []


def told_of_lines(going: Going, form: Form | None = None) -> list[str]:
    record = read_journal(going.journal).chain
    text = addendum_texts(wrap_up_of(going.places, going.desk.call), record, form=form)[0].decode()
    rows = [row for row in text.splitlines() if row.startswith("| ")]
    return [row.split(" | ")[1] for row in rows[2:]]


@pytest.mark.parametrize("since", [(), (act.WriteDetail("number", SECOND),)])
def test_an_addendum_tells_in_words_what_a_line_was_about_that_is_undone(
    places: Places, since: Sequence[Action]
) -> None:
    going = Going(places, program=__version__)
    going.register_has(Tried("no answer"))
    going.call_does(*since, act.Correct(going.n))
    going.end_call()
    told = f"Callback, Dana Whitlock, {FIRST} (event {going.n}, undone on the call since)"
    assert told_of_lines(going) == [told]
    assert told_of_lines(going, Form.BEFORE_0_14) == [f"event {going.n}"]


def test_an_addendum_tells_what_each_line_was_about_as_it_was(places: Places) -> None:
    going = Going(places, program=__version__)
    going.register_has(Tried("no answer"))
    going.call_does(act.WriteDetail("number", SECOND))
    going.register_has(Tried("busy"))
    going.end()
    going.register_has(number_corrected(going.promise, THIRD, ""), Tried("no answer"))
    numbers = [one.rpartition(", ")[2] for one in told_of_lines(going)]
    assert numbers == [FIRST, SECOND, SECOND, THIRD]
    of_now = told_of_lines(going, Form.BEFORE_0_14)
    assert {one.rpartition(", ")[2] for one in of_now} == {THIRD}


@pytest.mark.parametrize(
    ("program", "form"), [("0.13.0", Form.BEFORE_0_14), (__version__, Form.NOW)]
)
def test_an_addendum_is_as_the_latest_version_wrote_it_that_had_a_hand_in_the_call(
    places: Places, program: str, form: Form
) -> None:
    going = Going(places, program=program)
    going.end()
    going.register_has(Tried("busy"), number_corrected(going.promise, THIRD, ""))
    call, record = going.desk.call, read_journal(going.journal).chain
    close(Disk(), places, call, record, places.out, going.desk.now.time)
    files = addendum_files(places.out, call.id)
    every = addendum_texts(wrap_up_of(places, call), record, form=form)
    assert [one.read_bytes() for one in files] == [*every]
    assert going.faults() == []


def test_the_calls_of_before_stand_as_they_did(places: Places) -> None:
    going = Going(places, act.AddFollowUp("callback", ()), program="0.13.0")
    going.register_has(Done("reached"))
    going.call_does(act.Correct(going.n))
    (left,) = going.desk.call.follow_ups
    going.n = left.n
    going.register_has(Reopened("another one"))
    assert going.promise.state is State.OPEN
    assert len(going.promise.lines) == 2
    going.end()
    assert going.faults() == []


@pytest.mark.parametrize("program", ["0.13.0", __version__])
def test_what_was_opened_again_and_then_done_on_the_call_is_done(
    places: Places, program: str
) -> None:
    going = Going(places)
    going.register_has(Done("reached her"), Reopened("wrong person"))
    assert not going.promise.closed
    # A version before 0.14 had it that it stays owed.
    going.desk.session.record((ev.Resumed(program),))
    going.desk.wait(60)
    going.call_does(act.FinishFollowUp(going.n, "Kim Lo"))
    done = program == __version__
    assert (going.promise.closed, going.promise.closed_by) == (done, "Kim Lo" if done else "")
    if done:
        going.register_has(Reopened("it was not"))
        assert not going.promise.closed
    going.end()
    assert going.faults() == []


def test_what_the_call_heard_from_the_register_is_closed_once_and_fits(places: Places) -> None:
    going = Going(places)
    going.register_has(Done("reached her"))
    for deed in (None, Reopened("wrong person"), Done("now")):
        if deed is not None:
            going.register_has(deed)
        before = going.promise
        going.call_does(*heard_since(places, going.desk.call.id))
        assert [held.done for held in going.desk.call.follow_ups] == [before.closed]
        assert going.promise == before
        assert going.desk.do(*heard_since(places, going.desk.call.id)) == ()
    [held] = going.desk.call.follow_ups
    assert (held.done_by, held.done_at) == ("Sam Poe", going.promise.closed_at)
    wrap_up = going.end()
    assert [one.closed for one in wrap_up.promises] == [True]
    assert going.faults() == []


def test_what_the_call_has_done_itself_it_does_not_hear(places: Places) -> None:
    going = Going(places)
    going.call_does(act.FinishFollowUp(going.n, "Kim Lo"))
    assert going.promise.closed
    assert heard_since(places, going.desk.call.id) == ()
