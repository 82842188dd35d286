"""What a promise lacks stands wherever it is owed, and is filled in there."""

import json
from pathlib import Path

import pytest
from promised_calls import CALL, DANA, NOW, a_call, keep

from guide.call import actions as act
from guide.call.context import Refused
from guide.call.state import Call
from guide.record.disk import Disk
from guide.record.journal import read_journal
from guide.record.ledger import read_ledger
from guide.record.places import Places
from guide.record.sealed_file import append_sealed, held
from guide.record.summary.times import DeskTime
from guide.register.addendum import Form, addendum_files, addendum_texts
from guide.register.after_call import AfterCall, Deed, Done, FilledIn, TakenBack, Tried
from guide.register.export import calendar, fields_of
from guide.register.index import Wanted, register
from guide.register.promise import Promise, words_since
from guide.register.register import do
from guide.register.rules import filled_in, to_fill_in
from guide.register.verify_after import AfterCalls
from guide.register.wrap_up import wrap_up_of, write_cut_short

CONCERN = FilledIn((("concern", "Concern", "a refund"),))


def the_call() -> Call:
    return a_call(act.AddFollowUp("callback", DANA[:2]), act.End("hung-up"))


@pytest.fixture
def places(tmp_path: Path) -> Places:
    found = Places(tmp_path / "state", tmp_path / "out")
    keep(found, the_call())
    return found


def callback(places: Places) -> Promise:
    with register(places) as index:
        return index.page(Wanted(kind="callback", closed=True))[0]


def done(places: Places, deed: Deed) -> Promise:
    answer = do(Disk(), places, callback(places).id, deed, "Kim Lo", NOW)
    assert isinstance(answer, Promise), answer
    return answer


def faults(places: Places) -> list[str]:
    journal = places.calls / "done" / f"{CALL}.jsonl"
    return AfterCalls.of(places, read_ledger(places.ledger)).faults(CALL, journal)


def test_what_a_callback_lacks_is_told_until_it_is_filled_in(places: Places) -> None:
    before = callback(places)
    assert (before.lacks, before.missing) == (("concern",), "Concern")
    assert fields_of(before, NOW)["missing"] == "Concern"
    assert "Missing: Concern" in calendar([before], NOW).replace("\n ", "")
    deed = filled_in(before, dict.fromkeys(to_fill_in(before), "a refund"))
    assert deed == CONCERN
    after = done(places, deed)
    assert (after.missing, after.field("concern")) == ("", "a refund")
    assert callback(places) == after
    assert "Concern: a refund" in str(fields_of(after, NOW)["content"])
    assert fields_of(after, NOW)["missing"] == ""
    with register(places) as index:
        assert index.count(Wanted(("refund",))) == 1
    assert faults(places) == []


def test_it_can_have_been_a_mistake_and_other_things_stay(places: Places) -> None:
    done(places, Tried("no answer"))
    done(places, CONCERN)
    after = done(places, TakenBack("of another caller"))
    assert (after.missing, after.tries) == ("Concern", 1)
    assert done(places, CONCERN).missing == ""
    assert faults(places) == []


def test_what_was_a_mistake_is_named_each_time(places: Places) -> None:
    for deed in (Tried("no answer"), CONCERN, TakenBack("of another caller"), TakenBack("not she")):
        after = done(places, deed)
    told = words_since(after.lines, DeskTime.of(after.zone))
    assert told[2:] == (
        "“filled in: Concern: a refund” (3:00:00 PM) was a mistake · of another caller",
        "“tried · no answer” (3:00:00 PM) was a mistake · not she",
    )
    lines = fields_of(after, NOW)["after"]
    assert isinstance(lines, list)
    of = [{"at": NOW, "kind": "filled-in"}, {"at": NOW, "kind": "tried"}]
    assert [one.get("of") for one in lines] == [None, None, *of]
    record = read_journal(places.calls / "done" / f"{CALL}.jsonl").chain
    wrap_up = wrap_up_of(places, the_call())
    people, programs = (text.decode() for text in addendum_texts(wrap_up, record))
    assert all(one in people for one in told)
    assert programs.count("[lines.of]") == 2
    before = [one.decode() for one in addendum_texts(wrap_up, record, form=Form.BEFORE_0_10)]
    assert before[0].count("the last of these was a mistake") == 2
    assert "lines.of" not in before[1]


@pytest.mark.parametrize(
    ("deed", "why"),
    [
        (FilledIn((("caller", "Caller", "Ann Lee"),)), "“caller” is not missing"),
        (FilledIn((("concern", "Concern", " "),)), "Write down what is missing: Concern."),
        (FilledIn(()), "Write down what is missing: Concern."),
    ],
)
def test_what_is_not_missing_is_not_filled_in(places: Places, deed: Deed, why: str) -> None:
    before = callback(places)
    answer = do(Disk(), places, before.id, deed, "Kim Lo", NOW)
    assert isinstance(answer, Refused)
    assert answer.reason.startswith(why)
    with held(Disk(), places.register, "register") as file:
        append_sealed(Disk(), file, [AfterCall(NOW, "Kim Lo", CALL, before.n, deed).record()])
    assert callback(places) == before
    [fault] = faults(places)
    assert why in fault


def test_it_is_filled_in_once_and_not_when_it_is_closed(places: Places) -> None:
    done(places, CONCERN)
    answer = do(Disk(), places, callback(places).id, CONCERN, "Ben Ode", NOW)
    assert answer == Refused("Nothing of what it must hold is missing.")
    assert done(places, Done()).missing == ""


def test_the_addendum_tells_it_and_what_an_earlier_version_wrote_still_fits(
    places: Places,
) -> None:
    done(places, Tried("no answer"))
    record = read_journal(places.calls / "done" / f"{CALL}.jsonl").chain
    wrap_up = wrap_up_of(places, the_call())
    people, programs = (text.decode() for text in addendum_texts(wrap_up, record))
    assert "tried 1× · missing: Concern" in people
    assert 'missing = "Concern"' in programs
    before = addendum_texts(wrap_up, record, form=Form.BEFORE_0_10)
    assert b"missing" not in b"".join(before)
    places.out.mkdir(parents=True, exist_ok=True)
    for path, text in zip(addendum_files(places.out, CALL), before, strict=True):
        path.write_bytes(text)
    assert faults(places) == []
    done(places, CONCERN)
    write_cut_short(Disk(), places, NOW)
    text = addendum_files(places.out, CALL)[0].read_text()
    assert "filled in: Concern: a refund" in text
    assert "missing" not in text
    assert faults(places) == []


def test_a_version_before_it_calls_the_line_newer(places: Places) -> None:
    done(places, CONCERN)
    last = json.loads(places.register.read_text().splitlines()[-1])
    assert (last["kind"], last["format"]) == ("filled-in", 5)


def test_a_detail_that_is_filled_in_is_not_required_any_more(tmp_path: Path) -> None:
    places = Places(tmp_path / "state", tmp_path / "out")
    callback_step = act.GoTo("escalated-callers", "callback")
    call = a_call(callback_step, act.AddFollowUp("callback", DANA[:2]), act.End("hung-up"))
    keep(places, call)
    told = "Concern not recorded (required)."
    assert told in wrap_up_of(places, call).required
    done(places, CONCERN)
    assert told not in wrap_up_of(places, call).required
    assert told in wrap_up_of(places, call).required_as_before
    done(places, TakenBack("of another call"))
    assert told in wrap_up_of(places, call).required


def test_what_the_call_itself_told_afterwards_is_no_fault(tmp_path: Path) -> None:
    places = Places(tmp_path / "state", tmp_path / "out")
    lacks = act.AddFollowUp("callback", DANA[:2])
    n = a_call(lacks).follow_ups[0].n
    call = a_call(lacks, act.AmendFollowUp(n, DANA[2:]), act.End("hung-up"))
    keep(places, call)
    before = AfterCall(call.at, "Kim Lo", CALL, n, CONCERN)
    with held(Disk(), places.register, "register") as file:
        append_sealed(Disk(), file, [before.record()])
    assert callback(places).field("concern") == "a title"
    assert faults(places) == []
