"""A line of the register that no program has written counts for nothing, and verify tells it."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from kit import utc
from msgspec.structs import replace
from promised_calls import CALL, CALLBACK, DO_NOT_CALL, NOW, a_call, keep

from guide.call import actions as act
from guide.call.context import Refused
from guide.call.state import Call
from guide.record.codec import GENESIS, seal, written_time
from guide.record.disk import Disk
from guide.record.ledger import read_ledger
from guide.record.places import Places
from guide.record.sealed_file import append_sealed, held, read_sealed
from guide.register.addendum import what_came_after
from guide.register.after_call import (
    AfterCall,
    AfterEnding,
    Deed,
    Done,
    LastNote,
    Line,
    Moved,
    NumberCorrected,
    PassedOn,
    RefusedByCaller,
    Reopened,
    TakenBack,
    Told,
    Tried,
    Voided,
    after_call,
    was_heard,
)
from guide.register.collected import NOTES, Noted, faults_in_notes
from guide.register.index import Wanted, register
from guide.register.promise import Promise, State
from guide.register.register import do
from guide.register.rules import not_as_typed
from guide.register.stored import as_stored
from guide.register.verify_after import AfterCalls
from guide.register.wrap_up import WrapUp, add_last_note, wrap_up_of

DAY = timedelta(days=1)
LONG = "x" * 3_000_000


@pytest.fixture
def places(tmp_path: Path) -> Places:
    found = Places(tmp_path / "state", tmp_path / "out")
    keep(found, the_call())
    return found


def the_call() -> Call:
    return a_call(CALLBACK, DO_NOT_CALL, act.ReportThreat(), act.End("hung-up"))


def promise(places: Places, kind: str = "callback") -> Promise:
    with register(places) as index:
        return index.page(Wanted(kind=kind, closed=True))[0]


def write(places: Places, *lines: Line | Mapping[str, object]) -> None:
    """Write lines as anybody can: each is chained as the program chains its own."""
    records = [line if isinstance(line, Mapping) else line.record() for line in lines]
    with held(Disk(), places.register, "register") as file:
        append_sealed(Disk(), file, records)


def told(places: Places) -> list[str]:
    ledger = read_ledger(places.ledger)
    journal = places.calls / "done" / f"{CALL}.jsonl"
    every = AfterCalls.of(places, ledger).faults(CALL, journal)
    alone = AfterCalls.of(places, ledger, CALL)
    assert replace(alone, damage=()).faults(CALL, journal) == every
    return [*read_sealed(places.register, "register", after_call).faults, *every]


def line(places: Places, deed: Deed, at: datetime = NOW, by: str = "Kim Lo") -> AfterCall:
    return AfterCall(at, by, CALL, promise(places).n, deed)


DEEDS: tuple[tuple[Deed, str], ...] = (
    (Reopened("again"), "not closed"),
    (Reopened(""), "not closed"),
    (TakenBack("a mistake"), "taken back"),
    (Told("Ben Ode"), "not a report"),
    (PassedOn(""), "to whom"),
    (Voided(""), "why it is void"),
    (Moved(NOW + DAY, ""), "why it is moved"),
    (Moved(NOW - DAY, "late"), "later time"),
    (Moved(utc("2126-01-01 12:00"), "late"), "later time"),
    (Done("4111 1111 1111 1111"), "card number"),
    (Done("a\x1b[2Jb"), "signs"),
    (Done(LONG), "too long"),
)


@pytest.mark.parametrize(("deed", "why"), DEEDS)
def test_a_deed_that_is_refused_is_refused_in_a_line_that_is_read(
    places: Places, deed: Deed, why: str
) -> None:
    before = promise(places)
    write(places, line(places, deed))
    assert promise(places) == before
    [fault] = told(places)
    assert fault.startswith(f"Line 1 of the register {places.register} counts for nothing.")
    assert why in fault
    [same] = [one for one in wrap_up_of(places, the_call()).promises if one.n == before.n]
    assert same == before


@pytest.mark.parametrize(
    ("at", "by"),
    [
        (utc("2020-11-20 20:00"), "Kim Lo"),
        (utc("9998-11-20 20:00"), "Kim Lo"),
        (NOW, " "),
        (NOW, "555"),
        (NOW, "Kim\x1bLo"),
        (NOW, LONG),
    ],
)
def test_a_time_or_a_name_that_cannot_be_is_told_and_not_followed(
    places: Places, at: datetime, by: str
) -> None:
    before = promise(places)
    write(places, line(places, Done(), at, by))
    assert promise(places) == before
    assert len(told(places)) == 1


@pytest.mark.parametrize("typed", ["me", "Myself"])
def test_whoever_names_themselves_is_named_and_the_word_of_before_still_fits(
    places: Places, typed: str
) -> None:
    report = promise(places, "report")
    for deed, by in ((PassedOn(typed), "Ann Fry"), (Told(typed), "Sam Poe")):
        write(places, AfterCall(NOW, by, CALL, report.n, deed))
    assert told(places) == []
    assert promise(places, "report").told_to == typed
    callback = promise(places)
    taken = do(Disk(), places, callback.id, PassedOn(typed), "Sam Poe", NOW)
    assert isinstance(taken, Promise)
    assert taken.owner == "Sam Poe"
    assert told(places) == []


def test_a_report_is_told_to_whoever_says_so_but_for_its_agent(places: Places) -> None:
    report = promise(places, "report")
    refused = do(Disk(), places, report.id, Told("me"), report.agent, NOW)
    assert isinstance(refused, Refused)
    assert "that is yourself" in refused.reason
    since = do(Disk(), places, report.id, Told("me"), "Sam Poe", NOW)
    assert isinstance(since, Promise)
    assert since.told_to == "Sam Poe"


def test_the_addendum_says_which_lines_count_for_nothing(places: Places) -> None:
    deeds = (Reopened("forged"), Done("kept"), Voided("late"))
    write(places, *(line(places, deed) for deed in deeds))
    page = what_came_after(wrap_up_of(places, the_call())).replace("\\", "")
    assert "forged: by Kim Lo, in a line that counts for nothing" in page
    assert "kept: by" not in page
    assert "late: by Kim Lo, on Fri, Nov 20, 2026, 3:00 PM, when it was closed already" in page


@pytest.mark.parametrize(
    ("deed", "by", "fits"),
    [
        (Reopened("another closed it"), "Kim Lo", True),
        (TakenBack("another was wrong"), "Kim Lo", True),
        (TakenBack("another was wrong", earlier=True), "Kim Lo", True),
        (Told("Ben Ode"), "Kim Lo", True),
        (Reopened(""), "Kim Lo", False),
        (Done("\x1b[2J"), "Kim Lo", False),
        (Done(), " ", False),
        (Moved(NOW, "late"), "Kim Lo", False),
    ],
)
def test_a_note_about_another_s_promise_is_judged_as_far_as_it_tells(
    places: Places, deed: Deed, by: str, fits: bool
) -> None:
    with held(Disk(), places.collected, NOTES) as file:
        note = Noted(line(places, deed, by=by), GENESIS)
        append_sealed(Disk(), file, [note.record()])
    told = faults_in_notes(places, read_ledger(places.ledger))
    assert (told == ()) is fits
    assert fits or told[0].startswith(f"Line 1 of the collected register {places.collected} ")


def test_a_move_that_moves_nothing_counts_where_an_earlier_version_wrote_it(
    places: Places,
) -> None:
    for _ in range(2):
        write(places, line(places, Moved(NOW + DAY, "away")))
    assert told(places) == []


def test_a_line_about_no_promise_is_told(places: Places) -> None:
    n = promise(places).n
    write(places, AfterCall(NOW, "Kim Lo", CALL, n, Tried()))
    write(places, AfterCall(NOW, "Kim Lo", CALL, 1, Done()))
    [fault] = told(places)
    assert fault.startswith("Line 2 of the register ")
    assert fault.endswith("Event 1 of the call made no promise.")


def test_what_is_done_twice_is_told_and_the_first_counts(places: Places) -> None:
    write(places, line(places, Done("first")), line(places, Voided("second"), NOW + DAY))
    assert promise(places).note == "first"
    [fault] = told(places)
    assert fault.startswith("Line 2 of the register ")
    assert "Done: Kim Lo" in fault


def test_a_field_that_no_line_has_is_told(places: Places) -> None:
    before = promise(places)
    write(places, line(places, Done()).record() | {"extra": "hidden"})
    assert promise(places) == before
    assert told(places) == [
        f"Line 1 of the register {places.register} does not say what a register says."
    ]


def test_a_field_that_stands_in_a_line_twice_is_told(places: Places) -> None:
    record = json.dumps(line(places, Done()).record() | {"format": 1}, default=written_time)
    twice = record.replace('"note": ""', '"note": "hidden", "note": ""')
    assert twice != record
    places.register.write_bytes(seal(twice, GENESIS)[0])
    assert not promise(places).closed
    assert told(places) == [
        f"Line 1 of the register {places.register} does not say what a register says."
    ]


@pytest.mark.parametrize(
    ("after", "text", "why"),
    [
        (DAY, "late", "over a day ago"),
        (-2 * DAY, "early", "before the call"),
        (timedelta(), "", "Write down the note"),
        (timedelta(), "4111 1111 1111 1111", "card number"),
        (timedelta(), "\x1b[2J", "signs"),
        (timedelta(), LONG, "too long"),
    ],
)
def test_a_note_that_cannot_have_been_written_is_told_and_not_shown(
    places: Places, after: timedelta, text: str, why: str
) -> None:
    call = the_call()
    assert call.ended
    write(places, AfterEnding(call.ended.at + after, "Kim Lo", CALL, LastNote(text)))
    assert wrap_up_of(places, call).notes == ()
    [fault] = [one for one in told(places) if "Line 1 of the register" in one]
    assert why in fault


def test_what_the_program_writes_is_lawful(places: Places) -> None:
    """Whatever is refused is not written; whatever is written is followed, and fits."""
    n = promise(places)
    report = promise(places, "report")
    at = NOW
    deeds: tuple[tuple[Promise, Deed], ...] = (
        (n, Tried("no answer")),
        (n, PassedOn("Ben Ode", "away")),
        (n, Moved(NOW + 5 * DAY, "x " * 3000)),
        (n, TakenBack("a mistake")),
        (n, RefusedByCaller("no")),
        (n, Reopened("he called again")),
        (n, Done("4111 1111 1111 1111 " * 3)),
        (report, Told("Ben Ode")),
    )
    for of, deed in deeds:
        at += timedelta(minutes=1)
        assert isinstance(do(Disk(), places, of.id, deed, "Kim Lo", at), Promise), deed
    noted = add_last_note(Disk(), places, the_call(), "she was kind", "Kim Lo", at)
    assert isinstance(noted, WrapUp)
    assert len(noted.notes) == 1
    assert told(places) == []
    assert (promise(places).state, promise(places, "report").state) == (State.DONE, State.DONE)


def test_oneself_is_not_who_was_told_and_counts_where_an_earlier_version_took_it(
    places: Places,
) -> None:
    report = promise(places, "report")
    for name, by in (("me", report.agent), (report.agent, "Kim Lo")):
        refused = do(Disk(), places, report.id, Told(name), by, NOW)
        assert isinstance(refused, Refused)
        assert "that is yourself" in refused.reason
    write(places, AfterCall(NOW, "Kim Lo", CALL, report.n, Told("me")))
    assert promise(places, "report").state is State.DONE
    assert told(places) == []


@pytest.mark.parametrize("code", ["CVV, I think it was 918", "CV2: 918"])
def test_what_an_earlier_version_stored_of_a_security_code_counts(
    places: Places, code: str
) -> None:
    """It knew fewer of them: nothing that it acknowledged is lost."""
    assert as_stored(code) != code
    write(places, line(places, PassedOn("Ben Ode", code)))
    assert promise(places).state is State.PASSED_ON
    assert told(places) == []
    write(places, line(places, PassedOn("Ann", f"{code} 4111 1111 1111 1111")))
    assert promise(places).owner == "Ben Ode"
    assert len(told(places)) == 1


def test_what_is_typed_after_a_call_loses_codes_that_earlier_versions_stored(
    places: Places,
) -> None:
    typed, stored = "code 918 4111 1111 1111 1111", "code ••• •••• 1111"
    done = do(Disk(), places, promise(places).id, Tried(typed), "Kim Lo", NOW)
    assert isinstance(done, Promise)
    assert done.lines[-1].what == Tried(stored)
    write(places, line(places, Tried("code 918 •••• 1111")))
    assert promise(places).lines[-1].what == Tried("code 918 •••• 1111")
    assert told(places) == []
    assert not_as_typed(typed) == not_as_typed("her code from the back: 918") != ""


def test_a_clock_that_was_set_back_does_not_take_a_deed_before_its_promise(
    places: Places,
) -> None:
    done = do(Disk(), places, promise(places).id, Done(), "Kim Lo", NOW - 3 * DAY)
    assert isinstance(done, Promise)
    assert done.closed_at == done.made_at
    assert told(places) == []


def test_a_text_that_was_cut_at_a_blank_is_as_it_was_stored_once(places: Places) -> None:
    write(places, line(places, Done("x " * 500)))
    assert promise(places).closed
    assert told(places) == []


def test_what_a_caller_refused_that_only_colleagues_know_of_was_written_once(
    places: Places,
) -> None:
    report = promise(places, "report")
    write(places, AfterCall(NOW, "Kim Lo", CALL, report.n, RefusedByCaller("old")))
    assert promise(places, "report").closed
    assert told(places) == []


def test_no_caller_refuses_a_message_to_a_colleague_and_what_was_written_so_still_counts(
    tmp_path: Path,
) -> None:
    places = Places(tmp_path / "state", tmp_path / "out")
    message = act.AddFollowUp("message", (("to", "Lee"), ("text", "call back")))
    keep(places, a_call(message, act.End("hung-up")))
    answer = do(Disk(), places, CALL, RefusedByCaller(), "Kim Lo", NOW)
    assert isinstance(answer, Refused)
    assert answer.reason.startswith("No caller can refuse that")
    n = promise(places, "message").n
    write(places, AfterCall(NOW, "Kim Lo", CALL, n, RefusedByCaller("old")))
    assert promise(places, "message").closed


@pytest.mark.parametrize("letter", ["\N{GRINNING FACE}", "通", "a"])
def test_the_longest_lines_there_can_be_stand_one_after_the_other(
    places: Places, letter: str
) -> None:
    long = letter * 3_000
    for _ in range(3):
        done = do(Disk(), places, promise(places).id, PassedOn(long, long), long, NOW)
        assert isinstance(done, Promise)
    read = read_sealed(places.register, "register", after_call)
    assert (len(read.lines), read.faults) == (3, ())
    assert told(places) == []


def test_whether_it_was_heard_from_the_desk_is_told_of_what_reads_so_alone(places: Places) -> None:
    for heard in (True, False):
        write(places, replace(line(places, Tried("busy")), heard=heard))
    write(places, replace(line(places, Tried("At the desk: busy")), heard=True))
    write(places, line(places, Tried("At the desk: busy")))
    assert [fault.partition(". ")[2] for fault in told(places)] == [
        "It tells whether it was done at the desk, and its note is of nothing that was."
    ] * 2
    assert [was_heard(one) for one in promise(places).lines] == [True, True]
    done = do(Disk(), places, promise(places).id, Tried("At the desk: busy"), "Kim Lo", NOW)
    assert isinstance(done, Promise)
    assert [was_heard(one) for one in promise(places).lines] == [True, True, False]
    assert len(told(places)) == 2


def test_a_number_corrected_on_what_was_closed_is_told_to_count_where_else_it_stands(
    tmp_path: Path,
) -> None:
    places = Places(tmp_path / "state", tmp_path / "out")
    keep(
        places, a_call(CALLBACK, replace(CALLBACK, fields=CALLBACK.fields[:2]), act.End("hung-up"))
    )
    with register(places) as index:
        first, second = index.page(Wanted(closed=True))
    wrong = NumberCorrected("312 555 0177", first.number, everywhere=True)
    lines = (AfterCall(NOW, "Kim Lo", CALL, first.n, one) for one in (Done(), wrong))
    write(places, *lines)
    with register(places) as index:
        [since] = [one for one in index.page(Wanted()) if one.n == second.n]
    assert since.number == "312 555 0177"
    [fault] = told(places)
    assert "counts for nothing, but that it corrects the number where else it stands." in fault
