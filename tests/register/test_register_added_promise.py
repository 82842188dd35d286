"""A promise that was forgotten, or of the wrong kind, is written down after its call."""

from datetime import timedelta
from pathlib import Path

import pytest
from kit import shipped, utc
from msgspec.structs import replace
from promised_calls import CALL, CALLBACK, NOW, a_call, keep, take

from guide import __version__
from guide.call import actions as act
from guide.call.context import Refused
from guide.call.events import FollowUpAdded
from guide.call.fold import call_of
from guide.call.state import Call
from guide.record.codec import Chain
from guide.record.disk import Disk
from guide.record.erased import Tombstone
from guide.record.erased_numbers import do_not_call
from guide.record.forget import erase_calls
from guide.record.journal import read_journal
from guide.record.ledger import enter, kept_line, read_ledger
from guide.record.places import Places
from guide.record.sealed_file import append_sealed, held, read_sealed
from guide.record.summary.times import DeskTime
from guide.register.addendum import Form, addendum_texts
from guide.register.after_call import (
    AfterCall,
    Done,
    Moved,
    PromiseAdded,
    TakenBack,
    Tried,
    Voided,
    after_call,
)
from guide.register.collected import collected
from guide.register.export import calendar, fields_of
from guide.register.index import Wanted, index_faults, register
from guide.register.known_caller import known_caller
from guide.register.promise import Promise, State, words_since
from guide.register.register import do, not_to_call_since
from guide.register.rules import number_corrected
from guide.register.verify_after import AfterCalls
from guide.register.wrap_up import (
    WrapUp,
    add_promise,
    close,
    do_after,
    wrap_up_of,
    write_cut_short,
)

NUMBER = "312 555 0188"
LISTED = FollowUpAdded("do-not-call", "Do-not-call list", (("number", NUMBER),), ("number",))
DUE = NOW + timedelta(days=1)
AGREED = FollowUpAdded(
    "callback", "Callback", (("caller", "Dana"), ("number", NUMBER)), ("caller", "number"), DUE, DUE
)


def the_call() -> Call:
    return a_call(CALLBACK, act.End("hung-up"))


@pytest.fixture
def places(tmp_path: Path) -> Places:
    found = Places(tmp_path / "state", tmp_path / "out")
    keep(found, the_call())
    return found


def added(
    places: Places,
    promised: FollowUpAdded,
    instead: tuple[int, str] | None = None,
    call: Call | None = None,
) -> Promise:
    answer = add_promise(
        Disk(), places, call or the_call(), promised, "Kim Lo", NOW, instead=instead
    )
    assert isinstance(answer, Promise), answer
    return answer


def in_register(places: Places) -> list[Promise]:
    with register(places) as index:
        return sorted(index.page(Wanted(closed=True)), key=lambda one: one.n)


def faults(places: Places) -> list[str]:
    journal = places.calls / "done" / f"{CALL}.jsonl"
    found = AfterCalls.of(places, read_ledger(places.ledger)).faults(CALL, journal)
    read = read_sealed(places.register, "register", after_call).faults
    return [*read, *found, *index_faults(places)]


def _record(places: Places) -> Chain:
    return read_journal(places.calls / "done" / f"{CALL}.jsonl").chain


def test_a_forgotten_promise_is_in_the_register_the_calendar_and_on_the_list(
    places: Places,
) -> None:
    with register(places):
        pass
    events = len(the_call().entries)
    first, second = added(places, LISTED), added(places, AGREED)
    assert [first.n, second.n] == [events + 1, events + 2]
    assert (first.id, first.agent, first.owner, first.added) == (
        f"{CALL}/{events + 1}",
        "Robin",
        "Robin",
        True,
    )
    assert [(one.n, one.kind, one.until) for one in in_register(places)[1:]] == [
        (first.n, "do-not-call", None),
        (second.n, "callback", DUE),
    ]
    assert f"{second.id}@call-guide" in calendar(in_register(places), NOW)
    assert known_caller(places, "+13125550188").do_not_call
    assert [one.listed for one in wrap_up_of(places, the_call()).promises][-2:] == [False, True]
    assert faults(places) == []


def test_it_is_done_tried_and_remembered_as_any_other(places: Places) -> None:
    promise = added(places, AGREED)
    tried = do(Disk(), places, promise.id, Tried("no answer"), "Kim Lo", NOW)
    assert isinstance(tried, Promise)
    done = do_after(Disk(), places, the_call(), promise.n, Done("spoke"), "Kim Lo", NOW)
    assert isinstance(done, Promise)
    assert done.tries == 1
    [_, found] = in_register(places)
    assert (found.state, found.tries) == (State.DONE, 1)
    places.register_index.unlink()
    assert in_register(places)[1] == found
    assert faults(places) == []


def test_a_call_that_promised_nothing_and_has_no_number_promises_what_is_added(
    tmp_path: Path,
) -> None:
    places = Places(tmp_path / "state", tmp_path / "out")
    keep(places, call := a_call(act.End("hung-up")))
    assert in_register(places) == []
    added(places, AGREED, call=call)
    assert [one.kind for one in in_register(places)] == ["callback"]
    places.register_index.unlink()
    assert [one.kind for one in in_register(places)] == ["callback"]


def test_a_wrong_one_is_void_and_another_in_its_place_by_one_deed(places: Places) -> None:
    [wrong] = wrap_up_of(places, the_call()).promises
    refused = add_promise(Disk(), places, the_call(), LISTED, "Kim Lo", NOW, instead=(wrong.n, ""))
    assert isinstance(refused, Refused)
    assert "Write down why it is void." in refused.reason
    assert in_register(places) == [wrong_as_kept(places)]
    added(places, LISTED, (wrong.n, "she wants no calls"))
    assert [one.state for one in in_register(places)] == [State.VOID, State.OPEN]
    lines = wrap_up_of(places, the_call()).lines
    assert [type(one.what) for one in lines] == [PromiseAdded, Voided]
    path = close(Disk(), places, the_call(), _record(places), places.out, NOW)
    assert path is not None
    text = path.read_text()
    assert f"1. **Do-not-call list, {NUMBER}**: Robin, open" in text
    assert "void · she wants no calls" in text
    assert "written down after the call" in text
    assert faults(places) == []


def wrong_as_kept(places: Places) -> Promise:
    [promise] = in_register(places)
    assert promise.state is State.OPEN
    return promise


@pytest.mark.parametrize("days", [0, 3])
def test_a_program_killed_after_it_has_it_in_the_addendum_at_its_next_start(
    places: Places, days: int
) -> None:
    added(places, LISTED)
    write_cut_short(Disk(), places, NOW + timedelta(days=days))
    assert NUMBER in (places.out / f"{CALL}-after.md").read_text()
    assert faults(places) == []


def test_erasing_the_call_keeps_a_number_that_was_added(places: Places) -> None:
    added(places, LISTED)
    stone, path = Tombstone(CALL, NOW, "old"), places.calls / "done" / f"{CALL}.jsonl"
    since = not_to_call_since(places)
    chosen = [(path, stone)]
    [*erase_calls(Disk(), places, chosen, training=False, also=places.out, not_to_call=since)]
    assert [one.number for one in do_not_call(places)] == [NUMBER]


@pytest.mark.parametrize(
    ("promised", "hours", "why"),
    [
        (LISTED, 25, "over a day ago"),
        (replace(LISTED, fields=(("number", "the other"),)), 0, "is no phone number"),
        (replace(LISTED, fields=(("number", "4111 1111 1111 1111"),)), 0, "card number"),
        (replace(AGREED, due=NOW - timedelta(days=9)), 0, "due on no day"),
    ],
)
def test_what_cannot_be_added_is_refused(
    places: Places, promised: FollowUpAdded, hours: int, why: str
) -> None:
    now = NOW + timedelta(hours=hours)
    answer = add_promise(Disk(), places, the_call(), promised, "Kim Lo", now)
    assert isinstance(answer, Refused)
    assert why in answer.reason
    assert not wrap_up_of(places, the_call()).lines


@pytest.mark.parametrize("n", [1, 99])
def test_a_line_that_no_program_can_have_written_adds_nothing(places: Places, n: int) -> None:
    long = replace(LISTED, fields=(("number", NUMBER), ("x", "y" * 2000)))
    promised = LISTED if n == 1 else long
    line = AfterCall(NOW, "Kim Lo", CALL, n, PromiseAdded(promised))
    with held(Disk(), places.register, "register") as file:
        append_sealed(Disk(), file, [line.record()])
    assert [one.kind for one in in_register(places)] == ["callback"]
    assert len(faults(places)) == 1


def test_its_line_is_stored_so_and_one_with_a_further_field_is_none(places: Places) -> None:
    added(places, LISTED)
    [line] = wrap_up_of(places, the_call()).lines
    record = line.record()
    assert record == {
        "at": NOW,
        "by": "Kim Lo",
        "call": CALL,
        "n": len(the_call().entries) + 1,
        "kind": "promised",
        "promised": {
            "kind": "follow-up-added",
            "follow_up": "do-not-call",
            "label": "Do-not-call list",
            "fields": (("number", NUMBER),),
            "needs": ("number",),
            "aim": None,
            "due": None,
            "rule": "",
        },
        "format": 4,
    }
    assert after_call(record) == line
    promised = record["promised"]
    assert isinstance(promised, dict)
    with pytest.raises(ValueError, match="a field that no line has"):
        after_call(record | {"promised": promised | {"more": 1}})


def test_another_person_notes_what_was_done_about_it(places: Places, tmp_path: Path) -> None:
    first, *rest = the_call().entries
    by_now = replace(first, event=replace(first.event, program=__version__))
    journal = read_journal(keep(places, call_of((by_now, *rest))))
    enter(Disk(), places.ledger, [kept_line(CALL, journal.chain, NOW)])
    promise = added(places, LISTED)
    own = Places(tmp_path / "own", tmp_path / "own-out")
    with collected(Disk(), own, [places.state]) as collection:
        assert collection.told == ()
        done = collection.do(promise.id, Done("logged"), "Pat Lee", NOW)
        assert isinstance(done, Promise), done
    with collected(Disk(), own, [places.state]) as collection:
        assert collection.told == ()
        found = in_register(collection.places)
    assert [one.state for one in found] == [State.OPEN, State.DONE]


def test_a_number_corrected_on_what_was_added_is_none_of_the_summarys(places: Places) -> None:
    promise = added(places, LISTED)
    deed = number_corrected(promise, "312 555 0177", "misheard")
    assert isinstance(do(Disk(), places, promise.id, deed, "Kim Lo", NOW), Promise)
    wrap_up = wrap_up_of(places, the_call())
    text = addendum_texts(wrap_up, _record(places))[0].decode()
    assert f"; it was “{NUMBER}” when added" in text
    assert "the summary has" not in text
    earlier = addendum_texts(wrap_up, _record(places), form=Form.BEFORE_0_10)[0].decode()
    assert f"the summary has “{NUMBER}”" in earlier


def test_an_earlier_version_marked_a_number_of_the_promise_s_own_alone(places: Places) -> None:
    call = a_call(act.WriteDetail("number", NUMBER), act.End("hung-up"))
    keep(places, call)
    added(places, LISTED, call=call)
    added(places, replace(AGREED, fields=(("caller", "Dana"),)), call=call)
    wrap_up, record = wrap_up_of(places, call), _record(places)
    assert "open · on the do-not-call list" in addendum_texts(wrap_up, record)[0].decode()
    earlier = addendum_texts(wrap_up, record, form=Form.BEFORE_0_10)[0].decode()
    assert "on the do-not-call list" not in earlier


def test_what_is_added_is_told_whole_and_under_the_name_of_whoever_is_to_be_called(
    places: Places,
) -> None:
    keep(places, call := a_call(act.WriteDetail("caller", "Ann Wu"), act.End("hung-up")))
    promise = added(places, AGREED, call=call)
    message = FollowUpAdded("message", "Message", (("to", "Pat"), ("text", "call Lee")), ("to",))
    added(places, message, call=call)
    text = addendum_texts(wrap_up_of(places, call), _record(places))[0].decode()
    assert f"written down after the call · Caller: Dana · Number: {NUMBER} ·" in text
    assert "at the latest | Kim Lo |" in text
    assert "written down after the call · To: Pat · Message: call Lee |" in text
    first, second = in_register(places)
    assert [first.caller, second.caller] == ["Dana", "Ann Wu"]
    assert "SUMMARY:Callback: Dana" in calendar([first], NOW)
    assert fields_of(first, NOW)["caller"] == "Dana"
    with register(places) as index:
        found = [index.count(Wanted(words=(word,), number=NUMBER)) for word in ("dana", "ann wu")]
    assert found == [1, 1]
    earlier = addendum_texts(wrap_up_of(places, call), _record(places), form=Form.BEFORE_0_11)
    assert "written down after the call |" in earlier[0].decode()
    assert faults(places) == []
    assert promise.caller == "Dana"


def test_a_number_corrected_before_a_promise_was_added_is_no_part_of_what_happened_to_it(
    places: Places,
) -> None:
    def correct(number: str, minutes: int) -> None:
        callback = next(one for one in in_register(places) if not one.added)
        deed = number_corrected(callback, number, "misheard")
        at = NOW + timedelta(minutes=minutes)
        assert isinstance(do(Disk(), places, callback.id, deed, "Kim Lo", at), Promise)

    correct("(312) 555-0143", -2)
    report = FollowUpAdded("report", "Report", (("reason", "rude"),), ("reason",))
    added(places, report)
    [later] = [one for one in in_register(places) if one.added]
    assert (later.number, later.lines_about_it) == ("(312) 555-0143", ())
    assert fields_of(later, NOW)["after"] == []
    text = addendum_texts(wrap_up_of(places, the_call()), _record(places))[0].decode()
    assert "when added" not in text
    correct("(312) 555-0144", 1)
    [later] = [one for one in in_register(places) if one.added]
    assert len(later.lines_about_it) == 1
    text = addendum_texts(wrap_up_of(places, the_call()), _record(places))[0].decode()
    assert "it was “(312) 555-0143” when added" in text


def test_a_promise_that_was_moved_to_a_time_of_a_day_is_told_with_that_time(
    places: Places,
) -> None:
    [callback] = in_register(places)
    for hours in (30, 33):
        moved = Moved(NOW + timedelta(hours=hours), "asked")
        assert isinstance(do(Disk(), places, callback.id, moved, "Kim Lo", NOW), Promise)
    assert isinstance(do(Disk(), places, callback.id, TakenBack("no"), "Kim Lo", NOW), Promise)
    [callback] = in_register(places)
    desk = DeskTime.of(callback.zone)
    first, second, back = words_since(callback.lines, desk)
    assert [first, second] == [
        f"moved to {desk.moment(NOW + timedelta(hours=hours))} · asked" for hours in (30, 33)
    ]
    assert back.startswith(f"“{second}” (")
    wrap_up = wrap_up_of(places, the_call())
    assert first in addendum_texts(wrap_up, _record(places))[0].decode()
    earlier = addendum_texts(wrap_up, _record(places), form=Form.BEFORE_0_11)[0].decode()
    assert f"moved to {desk.day(NOW + timedelta(hours=30))} · asked" in earlier


def required_call() -> Call:
    """A call whose step requires a follow-up that nobody recorded."""
    call = a_call(act.GoTo("escalated-callers", "callback"), act.End("hung-up"))
    assert call.ended is not None
    assert any("not recorded" in one for one in call.ended.event.required or ())
    return call


def requiring(places: Places, call: Call | None = None) -> WrapUp:
    keep(places, call := call or required_call())
    places.wording.mkdir(parents=True, exist_ok=True)
    for script, sha in call.scripts:
        (places.wording / f"{sha}.toml").write_text(shipped().script(script).text)
    return wrap_up_of(places, call)


def test_what_is_required_is_told_until_it_is_added_and_again_when_that_is_void(
    places: Places,
) -> None:
    before = requiring(places)
    [required] = [one for one in before.required if "Callback" in one]
    assert required in before.may_be_added
    add_note = addendum_texts(before, _record(places))[0].decode()
    assert f"- Not on record: {required}" in add_note
    promise = added(places, AGREED, call=before.call)
    since = wrap_up_of(places, before.call)
    assert required not in since.required
    assert required not in addendum_texts(since, _record(places))[0].decode()
    do_after(Disk(), places, before.call, promise.n, Voided("not she"), "Kim Lo", NOW)
    assert required in wrap_up_of(places, before.call).required


def test_what_is_required_is_told_again_once_it_is_void_where_nothing_was_missing_before(
    places: Places,
) -> None:
    call = a_call(act.GoTo("escalated-callers", "callback"), CALLBACK, act.End("hung-up"))
    assert requiring(places, call).required == ()
    [callback] = wrap_up_of(places, call).promises
    do_after(Disk(), places, call, callback.n, Voided("not she"), "Kim Lo", NOW)
    wrap_up = wrap_up_of(places, call)
    [again] = [one for one in wrap_up.required if one.startswith("Callback not recorded:")]
    assert again in wrap_up.may_be_added


def test_an_addendum_that_an_earlier_version_wrote_still_verifies(places: Places) -> None:
    before = requiring(places)
    add_line = added(places, LISTED, call=before.call)
    do_after(Disk(), places, before.call, add_line.n, Tried(), "Kim Lo", NOW)
    path = close(Disk(), places, before.call, _record(places), places.out, NOW)
    assert path is not None
    wrap_up = wrap_up_of(places, before.call)
    earlier = addendum_texts(wrap_up, _record(places), form=Form.BEFORE_0_9)
    assert path.read_bytes() != earlier[0]
    assert b"Not on record" not in earlier[0]
    for file, text in zip((path, path.with_suffix(".toml")), earlier, strict=True):
        file.write_bytes(text)
    assert faults(places) == []


def test_a_number_corrected_before_a_promise_was_added_is_corrected_on_it_and_again(
    places: Places,
) -> None:
    def correct(n: int, number: str) -> Promise:
        [one] = [one for one in in_register(places) if one.n == n]
        answer = do(
            Disk(), places, one.id, number_corrected(one, number, "misheard"), "Kim Lo", NOW
        )
        assert isinstance(answer, Promise), answer
        return answer

    [callback] = in_register(places)
    correct(callback.n, "(312) 555-0143")
    report = FollowUpAdded("report", "Report", (("reason", "rude"),), ("reason",))
    later = added(places, report)
    assert faults(places) == []
    assert correct(later.n, "(312) 555-0144").number == "(312) 555-0144"
    assert faults(places) == []
    assert {one.number for one in in_register(places)} == {"(312) 555-0144"}


CAN_BE = FollowUpAdded(
    "callback",
    "Callback",
    (("number", NUMBER),),
    ("number", "caller", "concern"),
    utc("2026-11-21 05:00"),
    utc("2026-11-21 17:00"),
    "next day, morning",
)


@pytest.mark.parametrize(
    ("promised", "why"),
    [
        (CAN_BE, ""),
        (replace(CAN_BE, due=utc("2026-11-21 15:00")), ""),
        (replace(CAN_BE, due=utc("2026-12-21 17:00")), "its due is 2026-12-21 17:00 UTC"),
        (replace(CAN_BE, due=None), "its due is not there"),
        (replace(CAN_BE, needs=()), "it must hold nothing"),
        (replace(CAN_BE, label="A gift"), "its label is “A gift”"),
        (replace(CAN_BE, follow_up="gift"), "there is no follow-up “gift” in its scripts"),
    ],
)
def test_what_the_scripts_of_the_call_do_not_bear_out_is_told(
    tmp_path: Path, promised: FollowUpAdded, why: str
) -> None:
    places = Places(tmp_path / "state", tmp_path / "out")
    name = take(places, "Robin")
    journal = places.calls / "done" / f"{name}.jsonl"
    call = call_of(read_journal(journal).entries)
    assert isinstance(add_promise(Disk(), places, call, promised, "Robin", NOW), Promise)
    found = AfterCalls.of(places, read_ledger(places.ledger)).faults(name, journal)
    assert [why in one for one in found] == [True] * bool(why), found
