import csv
import io
import json
import os
import re
import sqlite3
from datetime import date, timedelta

import pytest
from icalendar import Calendar
from kit import Desk
from msgspec.structs import replace
from outages import with_outages
from promised_calls import CALL, CALLBACK, DO_NOT_CALL, a_call, keep
from prompt import Prompt

from guide.call import actions as act
from guide.call.events import FollowUpAdded
from guide.call.fold import call_of
from guide.record.disk import Disk
from guide.record.places import Places
from guide.register.export import table
from guide.register.promise import Promise
from guide.register.wrap_up import add_promise
from guide.script.library import load_library, shipped_folder
from guide.session.callbook import CallBook

OTHER = "20261120-190400-abcd"


@pytest.fixture
def desk(guide: Prompt, monkeypatch: pytest.MonkeyPatch) -> Prompt:
    monkeypatch.setenv("GUIDE_AGENT", "Kim Lo")
    places = Places(guide.state, guide.out)
    keep(places, a_call(CALLBACK))
    keep(places, a_call(DO_NOT_CALL, call=OTHER))
    return guide


def test_what_is_owed_is_listed_the_most_pressing_first(desk: Prompt) -> None:
    answer = desk("owed")
    assert answer.code == 0
    first, second = answer.out.splitlines()[1:]
    assert "Callback" in first
    assert f"{CALL}/" in first
    assert "Do-not-call list" in second


def test_what_is_done_is_listed_no_more_and_a_second_time_is_told(desk: Prompt) -> None:
    assert desk("mark", CALL, "done", "--note", "spoke to Dana").code == 0
    assert CALL not in desk("owed").out
    assert "done" in desk("owed", "--closed").out
    again = desk("mark", CALL, "done")
    assert again.code == 1
    assert again.err.startswith("guide: Not recorded: Done: Kim Lo")
    assert desk("mark", CALL, "reopened", "--note", "another call").code == 0
    assert CALL in desk("owed").out


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (("nothing", "done"), "There is no promise “nothing”"),
        ((CALL, "moved", "--to", "someday"), "“someday” is no day"),
        ((CALL, "moved", "--to", "tomorrow"), "Write down why it is moved."),
        ((CALL, "passed-on"), "Write down to whom it is passed on."),
    ],
)
def test_what_cannot_be_is_told(desk: Prompt, typed: tuple[str, ...], why: str) -> None:
    answer = desk("mark", *typed)
    assert answer.code in (1, 2)
    assert why in answer.err


def test_what_an_unfinished_call_owes_is_closed_there_by_its_agent_and_here_by_others(
    desk: Prompt,
) -> None:
    places = Places(desk.state, desk.out)
    call = "20261120-190500-open"
    keep(places, a_call(CALLBACK, call=call), wrapped_up=False)
    for doing, where in (
        (("done",), "then f, and who has done it is recorded there."),
        (("refused",), "then f: there it is not needed after all."),
        (("void", "--note", "typed twice"), "then f: there it is not needed after all."),
    ):
        answer = desk("mark", call, *doing, "--agent", "robin")
        told = f"That call has not ended: guide resume {call}, {where}"
        assert (answer.code, told in answer.err) == (1, True), answer
    assert desk("mark", call, "tried", "--agent", "Robin").code == 0
    assert desk("mark", call, "done", "--agent", "Kim Lo").code == 0


def test_of_a_promise_whose_record_cannot_be_read_that_is_told(desk: Prompt) -> None:
    desk("owed")
    path = desk.state / "calls" / "done" / f"{CALL}.jsonl"
    path.unlink()
    os.mkfifo(path)
    answer = desk("mark", CALL, "done")
    assert answer.code == 1
    assert f"The record of the call {CALL} cannot be read. Could not read {path}" in answer.err
    assert "does not hold that promise" not in answer.err


def test_what_was_recorded_is_no_failure_where_the_ledger_cannot_be_read(desk: Prompt) -> None:
    ledger = desk.state / "ledger.jsonl"
    ledger.unlink(missing_ok=True)
    ledger.mkdir()
    answer = desk("mark", CALL, "tried")
    assert (answer.code, "tried 1×" in answer.out) == (0, True)
    assert answer.err.count(f"Could not read {ledger}: a folder has its name.") == 1
    assert desk("owed").code == 1


@pytest.mark.parametrize(("to", "is_doubted"), [("title is wrong", True), ("The Anh Do", False)])
def test_a_note_to_which_a_promise_is_passed_on_is_told(
    desk: Prompt, to: str, is_doubted: bool
) -> None:
    answer = desk("mark", CALL, "passed-on", "--to", to)
    told = f"Is “{to}” right? It reads like a note. taken-back takes it back."
    assert (answer.code, told in answer.err) == (0, is_doubted)


@pytest.mark.parametrize(("note", "is_doubted"), [("no answer", True), ("spoke to Dana", False)])
def test_a_note_that_it_is_still_to_do_is_told_where_it_is_done(
    desk: Prompt, note: str, is_doubted: bool
) -> None:
    answer = desk("mark", CALL, "done", "--note", note)
    told = "Is it done? It reads as not done. reopened has it owed again."
    assert (answer.code, told in answer.err) == (0, is_doubted)


@pytest.mark.parametrize("kind", ["callback", "CALLBACK", "Callback"])
def test_a_kind_is_chosen_by_its_name_or_its_label(desk: Prompt, kind: str) -> None:
    [found] = json.loads(desk("owed", "--kind", kind, "--json").out)
    assert found["kind"] == "callback"


def test_a_label_that_the_list_shows_is_a_kind(desk: Prompt) -> None:
    [found] = json.loads(desk("owed", "--kind", "do-not-call LIST", "--json").out)
    assert found["kind"] == "do-not-call"


def test_where_nothing_is_as_asked_for_it_is_not_said_that_nothing_is_owed(desk: Prompt) -> None:
    answer = desk("owed", "--by", "Kmi")
    assert (answer.code, answer.out) == (0, "")
    assert "No promise is as asked for." in answer.err
    assert "Nothing is owed" not in answer.err
    assert "Nobody “Kmi” is known here." in answer.err
    assert json.loads(desk("owed", "--by", "obi", "--json").out)
    assert "is known" not in desk("owed", "--by", "obi", "--due", "later").err
    answer = desk("owed", "--kind", "callbak")
    assert (answer.code, answer.out) == (2, "")
    assert "There is no kind “callbak”. Did you mean `callback`?" in answer.err


def test_who_marks_a_promise_of_somebody_else_is_told_how(desk: Prompt) -> None:
    answer = desk("mark", "20260102-030405-zzzz/4", "done")
    assert answer.code == 2
    assert "--folder DIR" in answer.err
    assert "--folder" not in desk("mark", f"{CALL}/99", "done").err


@pytest.mark.parametrize("typed", ["3125550134", "312-555-0134", "+1 312 555 0134", "5550134"])
def test_a_number_is_found_however_it_is_written(desk: Prompt, typed: str) -> None:
    [found] = json.loads(desk("owed", "--find", typed, "--json").out)
    assert found["number"] == "(312) 555-0134"
    assert json.loads(desk("owed", "--find", typed, "--find", "nobody", "--json").out) == []


@pytest.mark.parametrize("command", [("owed",), ("collect", "."), ("collect", ".", "--calls")])
def test_a_number_without_digits_is_none(desk: Prompt, command: tuple[str, ...]) -> None:
    answer = desk(*command, "--number", "hello")
    assert (answer.code, answer.out) == (2, "")
    assert "“hello” is no number." in answer.err


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("card 4111 1111 1111 1111", "A card number or code was masked."),
        ("x" * 1200, "The text was too long: only its beginning is kept."),
        ("called at 3", ""),
    ],
)
def test_what_is_not_kept_as_it_was_typed_is_told(desk: Prompt, note: str, told: str) -> None:
    answer = desk("mark", CALL, "tried", "--note", note)
    assert answer.code == 0
    assert answer.err.removeprefix("guide: ").strip() == told


def test_a_spreadsheet_takes_no_cell_for_a_formula(guide: Prompt) -> None:
    from guide.call import actions as act

    fields = (("caller", "=2+3"), ("number", "+1 312 555 0134"), ("concern", "a title"))
    keep(Places(guide.state, guide.out), a_call(act.AddFollowUp(CALLBACK.kind, fields)))
    [row] = csv.DictReader(io.StringIO(guide("owed", "--csv").out))
    assert (row["caller"], row["number"]) == ("'=2+3", "+13125550134")
    assert row["due"] == "2026-11-21 12:00"


@pytest.mark.parametrize(
    "typed",
    ["=1+1", " =1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "|calc", "%0", "\u00a0=1", "\u200b=1"],
)
def test_nothing_that_was_typed_begins_a_cell_as_a_formula(guide: Prompt, typed: str) -> None:
    from guide.call import actions as act

    fields = (("caller", typed), ("number", typed), ("concern", typed))
    keep(Places(guide.state, guide.out), a_call(act.AddFollowUp(CALLBACK.kind, fields)))
    guide("mark", CALL, "tried", "--note", typed, "--agent", "Kim Lo")
    table = guide("owed", "--csv").out
    for row in csv.reader(io.StringIO(table)):
        for cell in row:
            assert not cell.lstrip("\u00a0\u200b ").startswith(
                ("=", "+", "-", "@", "＝", "|", "%")
            ), table


def test_a_calendar_is_in_lines_that_every_program_reads(guide: Prompt) -> None:
    from guide.call import actions as act

    concern = "Wants, at last; the title – “as agreed”\\ " + "and it is long " * 12
    fields = (("caller", "Zoë; Ode, B."), ("number", "312 555 0134"), ("concern", concern.strip()))
    keep(Places(guide.state, guide.out), a_call(act.AddFollowUp(CALLBACK.kind, fields)))
    raw = guide.process("owed", "--ics").out
    text = guide("owed", "--ics").out
    lines = text.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1].strip() == "END:VCALENDAR"
    assert "\n" not in "".join(lines[:-1]).rstrip("\n")
    assert max(len(line.encode()) for line in lines) <= 75
    for one in (raw, text):
        [event] = Calendar.from_ical(one).walk("VEVENT")
        assert str(event["SUMMARY"]) == "Callback: Zoë; Ode, B."
        assert concern.strip() in str(event["DESCRIPTION"])
        [alarm] = event.walk("VALARM")
        assert alarm["TRIGGER"].dt.total_seconds() == -15 * 60


def test_numbers_that_are_one_number_are_one_line(guide: Prompt) -> None:
    from guide.call import actions as act

    for call, number in ((CALL, "312 555 0199"), (OTHER, "(312) 555-0199")):
        fields = (("number", number),)
        keep(
            Places(guide.state, guide.out),
            a_call(act.AddFollowUp(DO_NOT_CALL.kind, fields), call=call),
        )
    assert len(guide("dnc").out.splitlines()) == 1
    assert len(guide("dnc", "--csv").out.splitlines()) == 3


@pytest.mark.parametrize("typed", ["０９０１２３４５６７８", "٠٩٠١٢٣٤٥٦٧٨", "०९०१२३४५६७८"])
def test_a_dialer_is_given_digits_that_it_knows_whatever_keyboard_they_are_of(
    guide: Prompt, typed: str
) -> None:
    added = act.AddFollowUp(DO_NOT_CALL.kind, (("number", typed),))
    keep(Places(guide.state, guide.out), a_call(added, call=CALL))
    assert (guide("dnc").out, guide("dnc").code) == ("09012345678\n", 0)
    assert [row["number"] for row in json.loads(guide("dnc", "--json").out)] == ["09012345678"]
    assert "09012345678" in guide("dnc", "--csv").out


@pytest.mark.parametrize("option", [(), ("--csv",), ("--json",)])
def test_a_few_digits_are_no_number_for_a_dialer(guide: Prompt, option: tuple[str, ...]) -> None:
    for call, number in ((CALL, "12"), (OTHER, "312 555 0199")):
        added = act.AddFollowUp(DO_NOT_CALL.kind, (("number", number),))
        keep(Places(guide.state, guide.out), a_call(added, call=call))
    answer = guide("dnc", *option)
    assert answer.code == 1
    assert f"“12” in call {CALL}" in answer.err
    assert [one for one in re.findall(r"[0-9 ]+", answer.out) if one.strip() == "12"] == []
    assert "312 555 0199" in answer.out


@pytest.mark.parametrize("doing", [("corrected", "--to", "312 555 0188"), ("taken-back",)])
def test_what_is_put_right_of_a_closed_promise_has_it_owed_again_first(
    desk: Prompt, doing: tuple[str, ...]
) -> None:
    assert desk("mark", CALL, "done", "--note", "spoke to Dana").code == 0
    answer = desk("mark", CALL, *doing, "--note", "misheard")
    assert answer.code == 1
    assert ". spoke to Dana. guide mark" in answer.err
    assert f"reopened --note WHY has it owed again: then {doing[0]}." in answer.err
    assert "reopened" not in desk("mark", CALL, "tried").err


@pytest.mark.parametrize("option", [(), ("--csv",), ("--json",)])
def test_a_number_that_is_hardly_one_is_on_the_list_and_doubted(
    guide: Prompt, option: tuple[str, ...]
) -> None:
    added = act.AddFollowUp(DO_NOT_CALL.kind, (("number", "312 555 017"),))
    keep(Places(guide.state, guide.out), a_call(added, call=CALL))
    answer = guide("dnc", *option)
    assert "312 555 017" in answer.out
    assert answer.err == (
        "guide: Is “312 555 017” right? A US number has 10 digits, this one has 9.\n"
    )
    assert answer.code == 0


def test_what_is_no_number_is_left_out_of_a_dialer_s_list_and_told(guide: Prompt) -> None:
    from guide.call import actions as act

    for call, number in ((CALL, "at 5, call me maybe"), (OTHER, "312 555 0199")):
        fields = (("number", number),)
        keep(
            Places(guide.state, guide.out),
            a_call(act.AddFollowUp(DO_NOT_CALL.kind, fields), call=call),
        )
    answer = guide("dnc")
    assert (answer.out, answer.code) == ("312 555 0199\n", 1)
    assert "1 line left out: no phone number" in answer.err
    assert f"“at 5, call me maybe” in call {CALL}" in answer.err
    assert "maybe" not in guide("dnc", "--csv").out + guide("dnc", "--json").out


def test_where_nothing_is_there_only_the_headings_are(guide: Prompt) -> None:
    columns = "number,asked,caller,agent,call,promise,state,note\n"
    assert guide("dnc", "--csv").out == columns
    assert guide("dnc").out == ""
    assert guide("owed", "--json").out == "[]\n"
    assert "BEGIN:VCALENDAR" in guide("owed", "--ics").out


def test_a_calendar_has_an_event_for_each_that_has_a_time(desk: Prompt) -> None:
    calendar = Calendar.from_ical(desk("owed", "--ics").out)
    [event] = calendar.walk("VEVENT")
    assert event["UID"].startswith(f"{CALL}/")
    assert event["DTEND"].dt.isoformat() == "2026-11-21T17:00:00+00:00"
    assert "Dana Whitlock" in event["SUMMARY"]
    assert "Concern: a title" in event["DESCRIPTION"]


def test_json_has_every_field(desk: Prompt) -> None:
    first, _ = json.loads(desk("owed", "--json").out)
    assert first["promised"] == first["due"] == "2026-11-21T17:00:00+00:00"
    assert first["fields"]["concern"] == "a title"
    assert first["when"] == "overdue"


def test_numbers_not_to_be_called_are_a_line_each_those_of_erased_calls_too(desk: Prompt) -> None:
    assert desk("dnc").out == "312 555 0199\n"
    assert desk("forget", OTHER, "--yes").code == 0
    assert desk("dnc").out == "312 555 0199\n"
    [row] = csv.DictReader(io.StringIO(desk("dnc", "--csv").out))
    assert row == {
        "number": "312 555 0199",
        "asked": "2026-11-20",
        "caller": "",
        "agent": "",
        "call": "",
        "promise": "",
        "state": "",
        "note": "",
    }


@pytest.mark.parametrize(
    ("doing", "state"), [("void", "void"), ("refused", "refused by the caller")]
)
def test_a_number_that_may_be_called_again_is_listed_no_more_and_what_became_of_it_is_told(
    desk: Prompt, doing: str, state: str
) -> None:
    desk("mark", OTHER, doing, "--note", "a wrong number")
    answer = desk("dnc")
    assert (answer.out, answer.code) == ("", 0)
    assert f"Not listed any more: “312 555 0199” in call {OTHER}." in answer.err
    assert f"{state.capitalize()}: Kim Lo" in answer.err
    assert "a wrong number" in answer.err
    [row] = csv.DictReader(io.StringIO(desk("dnc", "--csv").out))
    [told] = json.loads(desk("dnc", "--json").out)
    assert (row["state"], row["note"]) == (told["state"], told["note"]) == (state, "a wrong number")
    desk("mark", OTHER, "reopened", "--note", "it is right")
    answer = desk("dnc")
    assert (answer.out, answer.err) == ("312 555 0199\n", "")


def test_a_wrong_number_is_corrected_and_told(desk: Prompt) -> None:
    answer = desk("mark", OTHER, "corrected", "--to", "312 555 0188", "--note", "typed wrong")
    assert answer.code == 0
    assert "312 555 0188" in answer.out
    answer = desk("dnc")
    assert answer.out == "312 555 0188\n"
    wrong = f"“312 555 0199” in call {OTHER}. Corrected to “312 555 0188”."
    assert f"Not listed any more: {wrong}" in answer.err
    [row] = csv.DictReader(io.StringIO(desk("dnc", "--csv").out))
    [told] = json.loads(desk("dnc", "--json").out)
    assert row["number"] == told["number"] == "312 555 0188"
    assert OTHER in desk("owed", "--number", "312 555 0188").out
    assert OTHER not in desk("owed", "--number", "312 555 0199").out
    again = desk("mark", OTHER, "corrected", "--to", "the other")
    assert (again.code, again.out) == (1, "")
    assert "is no phone number: type its digits." in again.err
    assert "Is “555 0188” right?" in desk("mark", OTHER, "corrected", "--to", "555 0188").err


def test_a_correction_is_taken_back_as_anything_that_came_last(desk: Prompt) -> None:
    desk("mark", CALL, "tried")
    desk("mark", CALL, "corrected", "--to", "312 555 0143")
    answer = desk("mark", CALL, "taken-back", "--note", "it was right")
    assert answer.code == 0
    assert "(312) 555-0134" in answer.out
    assert "tried 1×" in answer.out
    told = "“number corrected: 312 555 0143 instead of (312) 555-0134”."
    assert f"Taken back: {told}" in answer.err
    # The same word again takes back what came before that, and then there is nothing more.
    answer = desk("mark", CALL, "taken-back", "--note", "not yet")
    assert "(312) 555-0134" in answer.out
    assert "tried" not in answer.out
    assert "Taken back: “tried”." in answer.err
    answer = desk("mark", CALL, "taken-back", "--note", "it was wrong")
    assert (answer.code, answer.out) == (1, "")
    assert "Nothing was recorded of it that can be taken back." in answer.err


def test_what_is_asked_for_by_a_number_that_was_wrong_is_told(desk: Prompt) -> None:
    wrong = ("owed", "--number", "3125550199")
    desk("mark", OTHER, "corrected", "--to", "312 555 0188")
    told = ": its number was corrected to “312 555 0188” since."
    answer = desk(*wrong)
    assert OTHER not in answer.out
    assert told in answer.err
    assert OTHER in answer.err
    for other in ("312 555 0188", "(312) 555-0134"):
        assert told not in desk("owed", "--number", other).err
    desk("mark", OTHER, "done")
    assert told not in desk(*wrong).err
    assert told in desk(*wrong, "--closed").err


def test_a_number_that_is_not_listed_any_more_is_told_once(guide: Prompt) -> None:
    keep(Places(guide.state, guide.out), a_call(DO_NOT_CALL, DO_NOT_CALL))
    [first, _] = json.loads(guide("dnc", "--json").out)
    guide("mark", first["promise"], "corrected", "--to", "312 555 0188")
    for answer in (guide("dnc"), guide("collect", str(guide.state), "--dnc")):
        assert answer.out == "312 555 0188\n"
        assert answer.err.count("Not listed any more") == 1


def test_nothing_is_passed_on_to_whoever_owes_it_already(desk: Prompt) -> None:
    assert desk("mark", CALL, "passed-on", "--to", "Dealer team").code == 0
    answer = desk("mark", CALL, "passed-on", "--to", " dealer  TEAM ")
    assert (answer.code, answer.out) == (1, "")
    assert "Dealer team owes it already: name somebody else." in answer.err
    assert desk("mark", CALL, "passed-on", "--to", "Ann Roe").code == 0
    assert desk("mark", CALL, "passed-on", "--to", "Dealer team").code == 0
    assert desk("mark", CALL, "done").code == 0
    closed = desk("mark", CALL, "passed-on", "--to", "Dealer team").err
    assert closed.startswith("guide: Not recorded: Done: Kim Lo")


@pytest.mark.parametrize("fields", [(), (("caller", "Dana"),)])
def test_a_number_that_is_missing_is_not_told_as_there(
    guide: Prompt, fields: tuple[tuple[str, str], ...]
) -> None:
    known = (("concern", "a refund"), *fields)
    keep(Places(guide.state, guide.out), a_call(act.AddFollowUp("callback", known)))
    for typed in (("number=312 555 0188",), ("number=312 555 0188", "caller=Dana")):
        holds = [word for one in typed for word in ("--with", one)]
        answer = guide("mark", CALL, "filled-in", *holds)
        assert (answer.code, answer.out) == (1, "")
        assert "Its number is missing: that is recorded as a correction. guide mark" in answer.err
        assert "corrected --to NUMBER" in answer.err


def test_me_is_whoever_says_it(desk: Prompt) -> None:
    assert desk("mark", CALL, "passed-on", "--to", "me").code == 0
    assert "  Kim Lo  passed on  " in desk("owed").out
    answer = desk("mark", CALL, "passed-on", "--to", "Me")
    assert (answer.code, answer.out) == (1, "")
    assert "Kim Lo owes it already: name somebody else." in answer.err


def test_two_numbers_not_to_be_called_are_two_again_once_a_correction_is_taken_back(
    guide: Prompt,
) -> None:
    second = act.AddFollowUp("do-not-call", (("number", "312 555 0122"),))
    keep(Places(guide.state, guide.out), a_call(DO_NOT_CALL, second))
    [first, _] = json.loads(guide("dnc", "--json").out)
    guide("mark", first["promise"], "corrected", "--to", "312 555 0122")
    guide("mark", first["promise"], "taken-back", "--note", "slip")
    assert sorted(guide("dnc").out.split("\n")[:2]) == ["312 555 0122", "312 555 0199"]
    again = guide("mark", first["promise"], "taken-back", "--note", "slip")
    assert (again.code, again.out) == (1, "")


def test_a_call_is_found_by_its_number_as_it_was_corrected_and_told_by_the_wrong_one(
    desk: Prompt,
) -> None:
    desk("mark", CALL, "corrected", "--to", "312 555 0143")
    for command in (("calls",), ("collect", str(desk.state), "--calls")):
        answer = desk(*command, "--number", "312 555 0143")
        assert CALL in answer.out
        assert "was corrected" not in answer.err
        answer = desk(*command, "--number", "312 555 0134")
        assert CALL in answer.out
        assert f"{CALL}: its number was corrected to “312 555 0143” since." in answer.err
        assert CALL in desk(*command, "--find", "0143").out
        [row] = csv.DictReader(io.StringIO(desk(*command, "--number", "3125550143", "--csv").out))
        assert row["number"] == "312 555 0143"


def test_a_call_is_found_by_a_number_that_one_of_its_promises_had(guide: Prompt) -> None:
    keep(Places(guide.state, guide.out), a_call(CALLBACK, DO_NOT_CALL))
    name = json.loads(guide("dnc", "--json").out)[0]["promise"]
    for number in ("312 555 0187", "312 555 0188"):
        assert guide("mark", name, "corrected", "--to", number).code == 0
    told = f"{name}: its number was corrected to “312 555 0188” since."
    for command in (("calls",), ("collect", str(guide.state), "--calls")):
        for number in ("312 555 0199", "312 555 0187"):
            answer = guide(*command, "--number", number)
            assert CALL in answer.out
            assert told in answer.err
            assert "found by what was promised" not in answer.err
        answer = guide(*command, "--number", "312 555 0199", "--caller", "nobody of that name")
        assert answer.out == ""
        assert "No such call." in answer.err
        answer = guide(*command, "--number", "312 555 0188")
        assert "was corrected" not in answer.err


def test_whoever_takes_a_call_over_takes_its_number_as_it_was_corrected(desk: Prompt) -> None:
    desk("mark", CALL, "corrected", "--to", "312 555 0143")
    book = CallBook(load_library(shipped_folder()), Places(desk.state, desk.out))
    assert dict(book.evidence(CALL).details)["number"] == "312 555 0143"


def test_what_a_promise_holds_is_in_the_spreadsheet_and_the_callers_number_in_the_calendar(
    guide: Prompt,
) -> None:
    agreed = act.AddFollowUp("agreed", (("agreed", "a new title"),), date(2026, 11, 22))
    details = (act.WriteDetail("caller", "Dana"), act.WriteDetail("number", "312 555 0143"))
    keep(Places(guide.state, guide.out), a_call(*details, agreed))
    [row] = csv.DictReader(io.StringIO(guide("owed", "--csv").out))
    assert row["content"] == "What was agreed: a new title · Caller: Dana · Number: 312 555 0143"
    [event] = Calendar.from_ical(guide("owed", "--ics").out).walk("VEVENT")
    assert "Number: 312 555 0143" in str(event["description"])


def test_a_call_is_not_found_by_who_only_recorded_something_about_it(desk: Prompt) -> None:
    desk("mark", CALL, "passed-on", "--to", "Ben Ode", "--agent", "Ann Poe")
    assert CALL in desk("calls", "--find", "Ben Ode").out
    assert CALL not in desk("calls", "--find", "Ann Poe").out


def test_erasing_a_call_keeps_the_number_as_it_was_corrected(desk: Prompt) -> None:
    desk("mark", OTHER, "corrected", "--to", "312 555 0188")
    assert desk("forget", OTHER, "--yes").code == 0
    assert desk("dnc").out == "312 555 0188\n"


def test_a_far_day_is_named_in_full(desk: Prompt) -> None:
    soon = desk("mark", CALL, "moved", "--to", "+2", "--note", "asked for it")
    assert (soon.code, soon.err) == (0, "")
    far = desk("mark", CALL, "moved", "--to", "+300", "--note", "asked for it")
    assert far.code == 0
    assert re.search(r"Moved to \w{3}, \w{3} \d+, \d{4}, 300 days from now", far.err)


def test_a_number_that_is_still_asked_for_on_another_call_stays_listed(desk: Prompt) -> None:
    keep(Places(desk.state, desk.out), a_call(DO_NOT_CALL, call="20261120-190500-abcd"))
    desk("mark", OTHER, "void", "--note", "twice")
    answer = desk("dnc")
    assert (answer.out, answer.err) == ("312 555 0199\n", "")


def test_erasing_a_call_puts_no_number_back_on_the_list(desk: Prompt) -> None:
    desk("mark", OTHER, "void", "--note", "a wrong number")
    assert desk("forget", OTHER, "--yes").code == 0
    assert desk("dnc").out == ""


def test_a_number_was_asked_for_on_the_day_that_it_was_at_the_desk(guide: Prompt) -> None:
    call = a_call(DO_NOT_CALL)
    evening = [replace(one, at=one.at + timedelta(hours=7)) for one in call.entries]
    keep(Places(guide.state, guide.out), call_of(evening))
    for _ in range(2):
        [row] = csv.DictReader(io.StringIO(guide("dnc", "--csv").out))
        assert row["asked"] == "2026-11-20"
        guide("forget", CALL, "--yes")


def test_a_number_that_is_written_down_after_its_call_was_asked_for_on_it(guide: Prompt) -> None:
    call = a_call(act.WriteDetail("number", "312 555 0134"), act.End("hung-up"))
    places = Places(guide.state, guide.out)
    keep(places, call)
    listed = FollowUpAdded("do-not-call", "Do-not-call", (("number", "312 555 0188"),), ("number",))
    later = call.at + timedelta(hours=20)
    assert isinstance(add_promise(Disk(), places, call, listed, "Kim Lo", later), Promise)
    for _ in range(2):
        [row] = csv.DictReader(io.StringIO(guide("dnc", "--csv").out))
        assert (row["number"], row["asked"]) == ("312 555 0188", "2026-11-20")
        guide("forget", CALL, "--yes")


def test_erasing_a_call_erases_what_was_done_about_it(desk: Prompt) -> None:
    desk("mark", CALL, "tried", "--note", "a secret word")
    assert "secret" in (desk.state / "register.jsonl").read_text()
    assert desk("forget", CALL, "--yes").code == 0
    assert "secret" not in (desk.state / "register.jsonl").read_text()
    assert "register" not in desk("verify", "--all").err


def test_a_register_that_was_changed_does_not_fit(desk: Prompt) -> None:
    desk("mark", CALL, "tried", "--note", "one")
    path = desk.state / "register.jsonl"
    path.write_bytes(path.read_bytes().replace(b"one", b"two"))
    answer = desk("verify", "--all")
    assert answer.code == 1
    assert f"register: Line 1 of the register {path} is not as it was written." in answer.err


@pytest.mark.parametrize("typed", [("dnc",), ("dnc", "--json"), ("owed",), ("owed", "--csv")])
def test_a_call_that_cannot_be_read_is_told_as_long_as_it_cannot(
    desk: Prompt, typed: tuple[str, ...]
) -> None:
    path = desk.state / "calls" / "done" / f"{OTHER}.jsonl"
    path.rename(desk.state / "kept")
    path.mkdir()
    for _ in range(2):
        answer = desk(*typed)
        assert answer.code == 1
        assert f"guide: {OTHER}: Could not read {path}" in answer.err
    path.rmdir()
    (desk.state / "kept").rename(path)
    answer = desk(*typed)
    assert (answer.code, OTHER in answer.err) == (0, False)
    assert "0199" in answer.out


def test_an_edited_index_hides_no_number_and_is_told(desk: Prompt) -> None:
    before = desk("dnc").out
    assert desk("verify", "--all").err.count("remembered") == 0
    with sqlite3.connect(desk.state / "register-index") as base:
        base.execute("DELETE FROM promises")
    base.close()
    answer = desk("verify", "--all")
    assert answer.code == 1
    assert "register: What is remembered of promises was changed by others" in answer.err
    assert desk("dnc").out == before


def test_a_corrected_number_is_told_as_listed_where_it_is_and_not_where_the_one_before_was(
    desk: Prompt,
) -> None:
    listed = desk("mark", CALL, "corrected", "--to", "312 555 0199")
    assert "on the do-not-call list" in listed.out
    right = desk("mark", CALL, "corrected", "--to", "312 555 0188")
    assert "on the do-not-call list" not in right.out
    assert "on the do-not-call list" in desk("mark", CALL, "taken-back").out


def test_a_number_that_the_same_call_asks_not_to_call_is_told_as_listed_as_it_is_corrected(
    guide: Prompt,
) -> None:
    keep(Places(guide.state, guide.out), a_call(CALLBACK, act.AddFollowUp("do-not-call", ())))
    found = {one["kind"]: one["promise"] for one in json.loads(guide("owed", "--json").out)}
    for command in (("--note", "x"), ("--note", "x", "--folder", str(guide.state))):
        for typed in (("corrected", "--to", "312 555 0177"), ("taken-back",)):
            answer = guide("mark", found["callback"], *typed, *command)
            assert "open · on the do-not-call list" in answer.out, answer.err
            answer = guide("owed", "--kind", "callback")
            assert "open · on the do-not-call list" in answer.out


def test_a_report_that_is_void_is_not_to_be_told_to_anybody(guide: Prompt) -> None:
    places = Places(guide.state, guide.out)
    keep(places, a_call(act.ReportThreat(), call=CALL))
    assert guide("mark", CALL, "void", "--note", "no threat").code == 0
    answer = guide("mark", CALL, "done")
    assert (answer.code, "Void: " in answer.err) == (1, True)
    assert "told --to" not in answer.err


def test_a_callback_to_a_number_on_the_list_is_told_wherever_it_is_listed(desk: Prompt) -> None:
    assert "on the do-not-call list" not in desk("owed").out
    listed = replace(CALLBACK, fields=(*CALLBACK.fields[:1], ("number", "+1 312-555-0199")))
    keep(Places(desk.state, desk.out), a_call(listed, call=CALL))
    assert "open · on the do-not-call list" in desk("owed").out
    [callback] = json.loads(desk("owed", "--kind", "callback", "--json").out)
    assert callback["do_not_call"] is True
    assert "on the do-not-call list" in desk("owed", "--ics").out
    desk("mark", OTHER, "void", "--note", "a slip")
    assert "on the do-not-call list" not in desk("owed").out
    desk("mark", OTHER, "reopened", "--note", "no slip")
    desk("forget", OTHER, "--yes")
    assert "on the do-not-call list" in desk("owed").out


@pytest.mark.parametrize(
    ("number", "cell"),
    [
        ("+44 20 7946 0958", "+442079460958"),
        ("+44 (0)20-7946.0958", "+442079460958"),
        ("312 555 0199", "312 555 0199"),
        ("+1 312 555 0199 ext 5", "'+1 312 555 0199 ext 5"),
        ("+1+2", "'+1+2"),
    ],
)
def test_a_dialer_can_read_a_number_with_its_country_and_no_formula_is_one(
    number: str, cell: str
) -> None:
    assert table(("number",), [[number]]) == f"number\n{cell}"


# Kinds of a script's own


@pytest.fixture
def outage(guide: Prompt, monkeypatch: pytest.MonkeyPatch) -> Prompt:
    """A call that promised a technician, and had the line checked."""
    monkeypatch.setenv("GUIDE_AGENT", "Kim Lo")
    desk = Desk("outages", library=with_outages())
    desk.do(act.AddFollowUp("technician", (("number", "312 555 0134"), ("caller", "Dana"))))
    desk.do(act.AddFollowUp("line-check", (("address", "5 Oak St"),)), act.End("done"))
    keep(Places(guide.state, guide.out), desk.call)
    return guide


@pytest.mark.parametrize("typed", ["technician", "Technician", "technician’s visit"])
def test_a_kind_of_a_scripts_own_is_chosen_by_its_id_or_its_label(
    outage: Prompt, typed: str
) -> None:
    (told,) = json.loads(outage("owed", "--kind", typed, "--json").out)
    assert (told["kind"], told["label"]) == ("technician", "Technician’s visit")
    assert told["due"] == "2026-11-25T05:59:00+00:00"


def test_a_misspelt_kind_of_a_scripts_own_is_told(outage: Prompt) -> None:
    answer = outage("owed", "--kind", "tecnician")
    assert answer.code == 2
    assert "Did you mean `technician`?" in answer.err


def test_kinds_of_a_scripts_own_are_in_every_form_of_the_register(outage: Prompt) -> None:
    rows = [*csv.DictReader(io.StringIO(outage("owed", "--csv").out))]
    assert [row["kind"] for row in rows] == ["line-check", "technician"]
    events = Calendar.from_ical(outage("owed", "--ics").out).walk("VEVENT")
    assert sorted(str(one["summary"]) for one in events)[0].startswith("Line check")
    assert "Technician’s visit" in outage("owed").out
    assert "2 of 2 promises" in outage("stats").out


def test_a_report_is_closed_by_whom_it_was_told_alone(guide: Prompt) -> None:
    keep(Places(guide.state, guide.out), a_call(act.ReportThreat()))
    [owed] = json.loads(guide("owed", "--json").out)
    answer = guide("mark", owed["promise"], "done")
    assert (answer.code, answer.out) == (2, "")
    assert f"guide mark {owed['promise']} told --to NAME." in answer.err
    assert guide("mark", owed["promise"], "told", "--to", "Sam Poe").code == 0
    assert json.loads(guide("owed", "--json").out) == []


def test_a_card_number_in_the_name_of_whoever_marks_is_told_as_masked(desk: Prompt) -> None:
    answer = desk("mark", CALL, "done", "--agent", "Pat 4111 1111 1111 1111")
    assert (answer.code, answer.err) == (0, "guide: A card number or code was masked.\n")


def test_whoever_marks_is_told_that_the_register_is_damaged(desk: Prompt) -> None:
    assert desk("mark", CALL, "tried").code == 0
    path = desk.state / "register.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"tried"', b'"trixd"'))
    answer = desk("mark", OTHER, "done")
    assert (answer.code, "is not as it was written." in answer.err) == (0, True), answer


def test_whether_a_number_is_on_the_list_is_told_of_each_promise_that_has_it(
    guide: Prompt,
) -> None:
    to_it = act.AddFollowUp("callback", (("number", "312 555 0199"), ("caller", "Ann Lee")))
    keep(Places(guide.state, guide.out), a_call(CALLBACK, to_it, DO_NOT_CALL))

    def listed() -> dict[str, bool]:
        rows = json.loads(guide("owed", "--closed", "--json").out)
        return {f"{row['kind']} {row['number'][-4:]}": row["do_not_call"] for row in rows}

    due = {"callback 0134": False, "callback 0199": True, "do-not-call 0199": True}
    assert listed() == due
    names = {
        row["number"] + row["kind"]: row["promise"]
        for row in json.loads(guide("owed", "--json").out)
    }
    for kind in ("callback", "do-not-call"):
        assert guide("mark", names[f"312 555 0199{kind}"], "done", "--agent", "Kim Lo").code == 0
    assert listed() == due
    name = names["312 555 0199do-not-call"]
    assert guide("mark", name, "reopened", "--note", "typed wrong", "--agent", "Kim Lo").code == 0
    assert guide("mark", name, "void", "--note", "typed wrong", "--agent", "Kim Lo").code == 0
    assert listed() == dict.fromkeys(due, False)
