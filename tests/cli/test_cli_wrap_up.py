"""What came after calls, at the prompt: calls, summary, verify, forget and mark know of it."""

import csv
import io
import json
import re
import shutil
import sqlite3
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from kit import shipped, with_script
from promised_calls import CALLBACK, DO_NOT_CALL, NOW, a_call
from prompt import Prompt
from script.outage_script import OUTAGES, VISITS

from guide.call import actions as act
from guide.call.context import Allowed, Refused
from guide.cli.output import FINE, WRONG
from guide.errors import RecordError
from guide.record.archive import KeptScripts
from guide.record.codec import Chain
from guide.record.disk import Disk
from guide.record.ledger import read_ledger, when_wrapped_up
from guide.record.places import Places
from guide.record.sealed_file import append_sealed, held
from guide.record.writer import DirectWriter
from guide.register.addendum import addendum
from guide.register.after_call import (
    AfterCall,
    Done,
    Moved,
    PassedOn,
    Reopened,
    Told,
    Tried,
    Voided,
)
from guide.register.index import register
from guide.register.known_caller import earlier_calls
from guide.register.promise import Promise
from guide.register.register import erase_lines
from guide.register.wrap_up import WrapUp, do_after
from guide.script.dates import full_day
from guide.script.library import parse_script
from guide.session.callbook import CallBook
from guide.session.clock import SetClock
from guide.session.wrapping_up import WrappingUp, take_up, wrapping_up

START = datetime(2026, 11, 20, 19, 3, tzinfo=UTC)


def places(guide: Prompt) -> Places:
    return Places(guide.state, guide.out)


def ended(guide: Prompt, hour: int = 19) -> WrappingUp:
    """A call that promised a callback and had a threat, and was ended just now."""
    clock = SetClock(START.replace(hour=hour))
    book = CallBook(shipped(), places(guide), clock=clock, writer=DirectWriter)
    session = book.start("escalated-callers", agent="Robin", zone="America/New_York")
    for action in (CALLBACK, act.ReportThreat(), act.End("hung-up")):
        assert isinstance(session.do(action), Allowed)
    summary, _ = book.finish(session)
    clock.set(60)
    return wrapping_up(book, session.call, "Robin", summary)


def wrapped_up(guide: Prompt, hour: int = 19) -> str:
    """A call to which everything happened that can come after it; its id."""
    of = ended(guide, hour)
    callback = next(one for one in of.wrap_up.promises if one.kind == "callback")
    for deed in (Tried("no answer"), PassedOn("Ben Ode"), Moved(START.replace(day=25), "away")):
        assert not isinstance(of.do(callback, deed), Refused)
    for answer in (of.add_note("she was kind"), of.correct("resolved", "wrong key")):
        assert not isinstance(answer, Refused), answer
    assert of.close()
    return of.call.id


def after(guide: Prompt, call: str) -> tuple[Path, Path]:
    return guide.out / f"{call}-after.md", guide.out / f"{call}-after.toml"


def test_a_corrected_ending_is_the_ending_in_lists_and_the_first_one_is_named(
    guide: Prompt,
) -> None:
    call = wrapped_up(guide)
    [told] = json.loads(guide("calls", "--json").out)
    assert (told["ended"], told["ended_before"]) == ("Right information given", "Caller hung up")
    assert "Right information given (corrected from Caller hung up)" in guide("calls").out
    answer = guide("calls", "--ending", "right info")
    assert call in answer.out
    assert answer.err == ""
    answer = guide("calls", "--ending", "hung up")
    assert call in answer.out
    assert f"{call}: its ending was corrected to “Right information given” since." in answer.err
    assert "No such call." in guide("calls", "--ending", "not ended").err
    [row] = csv.DictReader(io.StringIO(guide("calls", "--csv").out))
    assert (row["ended"], row["ended_before"]) == ("Right information given", "Caller hung up")
    assert json.loads(guide("stats", "--json", "--ending", "hung up").out)["calls"] == 0


def test_a_summary_is_printed_with_what_came_after(guide: Prompt) -> None:
    call = wrapped_up(guide)
    told = guide("summary", call, "--print").out
    assert told.startswith("# After the call\n")
    for part in ("she was kind", "**Right information given**, corrected by Robin", "no answer"):
        assert part in told
    fields = json.loads(guide("summary", call, "--json").out)
    assert fields["ending"]["label"] == "Caller hung up"
    assert fields["after"]["ending_corrected"]["label"] == "Right information given"
    assert [line["kind"] for line in fields["after"]["lines"]] == [
        "tried",
        "passed-on",
        "moved",
        "last-note",
        "ending-corrected",
    ]
    fresh = ended(guide, hour=20).call.id
    assert "after" not in json.loads(guide("summary", fresh, "--json").out)
    assert "After the call" not in guide("summary", fresh, "--print").out


def test_a_summary_tells_what_of_the_register_does_not_count(guide: Prompt) -> None:
    call = wrapped_up(guide)
    register = places(guide).register
    register.write_bytes(register.read_bytes().replace(b'"tried"', b'"fried"'))
    for how in ((), ("--print",), ("--json",)):
        answer = guide("summary", call, *how)
        assert answer.code == 1
        assert answer.err.count(f"Line 1 of the register {register} is not as it was written.") == 1
        assert answer.out


def test_what_is_remembered_says_of_a_changed_register_what_the_register_says(
    guide: Prompt,
) -> None:
    of = ended(guide)
    for promise in sorted(of.wrap_up.promises, key=lambda one: one.kind):
        deed = Done("spoke to her") if promise.kind == "callback" else Told("Kim Lo")
        assert not isinstance(of.do(promise, deed), Refused)
    assert "Nothing is owed." in guide("owed").err
    register = places(guide).register
    register.write_bytes(register.read_bytes().replace(b"spoke to her", b"spoke to you"))
    remembered = guide("owed")
    places(guide).register_index.unlink()
    assert remembered == guide("owed")
    assert "Callback" in remembered.out


def test_what_is_wrapped_up_verifies_and_its_summary_is_as_it_was(guide: Prompt) -> None:
    call = wrapped_up(guide)
    for named in (call, guide.out / f"{call}.md", *after(guide, call)):
        answer = guide("verify", named)
        assert (answer.code, answer.err) == (0, ""), answer
    assert guide("verify", "--all").code == 0
    files = json.loads(guide("verify", call, "--json").out)[0]["files"]
    assert str(after(guide, call)[0]) in files


def test_what_is_done_later_from_the_register_is_in_the_addendum_once_it_is_written_again(
    guide: Prompt,
) -> None:
    call = wrapped_up(guide)
    before = [file.read_bytes() for file in after(guide, call)]
    callback = next(
        one["promise"] for one in json.loads(guide("owed", "--json").out) if one["kind"] != "report"
    )
    assert guide("mark", callback, "done", "--note", "at last", "--agent", "Kim").code == 0
    assert [file.read_bytes() for file in after(guide, call)] == before
    assert guide("verify", "--all").code == 0
    assert "at last" in guide("summary", call, "--print").out
    for file in after(guide, call):
        file.unlink()
    written = guide("summary", call).out.splitlines()
    assert written == [str(guide.out / f"{call}.md"), str(after(guide, call)[0])]
    assert "at last" in after(guide, call)[0].read_text()
    assert guide("verify", "--all").code == 0


@pytest.mark.parametrize("how", ["Esc", "killed", "summary"])
def test_what_is_done_on_a_page_that_is_taken_up_again_is_in_the_addendum(
    guide: Prompt, how: str
) -> None:
    call = wrapped_up(guide)
    people, programs = after(guide, call)
    book, of = taken_up(guide, call)
    (promise,) = (one for one in of.wrap_up.owed if one.kind == "callback")
    done = of.do(promise, Done("he is fine"))
    assert isinstance(done, Promise)
    assert "he is fine" not in people.read_text()
    match how:
        case "Esc":
            assert of.close() == people
        case "killed":
            book.finish_ended()
        case _:
            guide("summary", call)
    assert "he is fine" in people.read_text()
    assert len(tomllib.loads(programs.read_text())["owed"]) == len(of.wrap_up.owed)
    assert guide("verify", "--all").err == ""
    assert isinstance(of.do(done, Reopened("it was another one")), Promise)
    of.close()
    assert "it was another one" in people.read_text()
    assert of.close() is None, "there is nothing to tell"
    assert guide("verify", "--all").err == ""


@pytest.mark.parametrize("how", ["start", "a day later", "summary"])
def test_the_first_page_that_was_killed_after_deeds_alone_leaves_its_addendum(
    guide: Prompt, how: str
) -> None:
    of = ended(guide)
    (promise,) = (one for one in of.wrap_up.owed if one.kind == "callback")
    assert isinstance(of.do(promise, Tried("no answer")), Promise)
    people, programs = after(guide, of.call.id)
    if how == "summary":
        written = guide("summary", of.call.id).out.splitlines()
        assert written == [str(guide.out / f"{of.call.id}.md"), str(people)]
    else:
        clock = SetClock(START.replace(day=22 if how == "a day later" else 20, hour=20))
        CallBook(shipped(), places(guide), clock=clock, writer=DirectWriter).finish_ended()
    assert "no answer" in people.read_text()
    assert programs.exists()
    assert guide("verify", "--all").err == ""
    clock = SetClock(START.replace(day=22, hour=20))
    CallBook(shipped(), places(guide), clock=clock, writer=DirectWriter).finish_ended()
    assert of.call.id in when_wrapped_up(places(guide).ledger)
    assert of.close() is None, "there is nothing more to tell"
    assert guide("verify", "--all").err == ""


def test_what_is_done_from_the_register_later_has_no_addendum_of_its_own(guide: Prompt) -> None:
    of = ended(guide)
    clock = SetClock(START.replace(day=24))
    (promise,) = (one for one in of.wrap_up.owed if one.kind == "callback")
    do_after(Disk(), places(guide), of.call, promise.n, Tried(), "Kim", clock.now().at)
    CallBook(shipped(), places(guide), clock=clock, writer=DirectWriter).finish_ended()
    assert not after(guide, of.call.id)[0].exists()
    assert guide("verify", "--all").err == ""


@pytest.mark.parametrize("every", [False, True])
def test_an_addendum_that_is_gone_or_changed_is_a_fault(guide: Prompt, every: bool) -> None:
    call = wrapped_up(guide)
    named = "--all" if every else call
    people, programs = after(guide, call)
    people.write_text(people.read_text().replace("kind", "rude"))
    programs.unlink()
    answer = guide("verify", named)
    assert answer.code == 1
    assert f"The addendum {people} is not what the register tells, from line" in answer.err
    assert f"The addendum {programs} is not there: guide summary writes it again." in answer.err
    guide("summary", call)
    assert guide("verify", named).code == 0


def test_lines_of_the_register_that_are_gone_with_their_addendum_are_found_by_the_ledger(
    guide: Prompt,
) -> None:
    call = wrapped_up(guide)
    erase_lines(Disk(), places(guide), {call}, datetime.now(UTC))
    for file in after(guide, call):
        file.unlink()
    answer = guide("verify", "--all")
    assert answer.code == 1
    assert "What came after the call is not what the ledger has of it: 5 lines" in answer.err


def test_an_addendum_of_a_wrap_up_that_was_cut_short_is_no_fault(guide: Prompt) -> None:
    of = ended(guide)
    of.add_note("she was kind")
    ledger = places(guide).ledger
    before = ledger.read_bytes()
    of.close()
    ledger.write_bytes(before)
    of.add_note("and patient")
    assert guide("verify", "--all").code == 0
    people, _ = after(guide, of.call.id)
    people.write_text("something else")
    assert guide("verify", of.call.id).code == 1


@pytest.mark.parametrize("again", ["summary", "start", "a day later"])
def test_a_wrap_up_that_was_cut_short_after_the_correction_is_no_fault_and_is_written_later(
    guide: Prompt, again: str
) -> None:
    of = ended(guide)
    of.correct("resolved", "wrong key")
    call = of.call.id
    answer = guide("verify", call)
    assert answer.code == 0
    assert f"guide summary {call} writes it, and so does the next start of guide." in answer.err
    if again == "summary":
        guide("summary", call)
    else:
        clock = SetClock(START.replace(day=22 if again == "a day later" else 20, hour=20))
        book = CallBook(shipped(), places(guide), clock=clock, writer=DirectWriter)
        book.finish_ended()
    people, programs = after(guide, call)
    assert "**Right information given**, corrected by Robin" in people.read_text()
    assert programs.exists()
    assert guide("verify", "--all").code == 0
    assert (call in when_wrapped_up(places(guide).ledger)) is (again == "a day later")
    if again == "start":
        of.add_note("she was kind")
        book.finish_ended()
        assert "she was kind" in people.read_text()
        assert of.close()
        assert guide("verify", "--all").code == 0


def test_a_correction_that_no_rule_allows_is_a_fault(guide: Prompt) -> None:
    from guide.record.sealed_file import append_sealed, held
    from guide.register.after_call import AfterEnding, EndingCorrected

    of = ended(guide)
    what = EndingCorrected("ended", "Protocol", "hung-up", "Caller hung up", "so", protocol=True)
    with held(Disk(), places(guide).register, "register") as file:
        line = AfterEnding(START.replace(hour=20), "Robin", of.call.id, what)
        append_sealed(Disk(), file, [line.record()])
    answer = guide("verify", of.call.id)
    assert answer.code == 1
    assert "Its ending was corrected to the hang-up protocol’s" in answer.err
    assert_not_followed(guide, of.call.id)


def assert_not_followed(guide: Prompt, call: str) -> None:
    """The call ended as its record has it, wherever it is shown; that a correction is none, too."""
    [told] = json.loads(guide("calls", "--json").out)
    assert (told["ended"], told["ended_before"]) == ("Caller hung up", None)
    figures = {one["figure"] for one in json.loads(guide("stats", "--json").out)["figures"]}
    assert "endings/caller-hung-up" in figures
    page = guide("summary", call, "--print").out
    assert "**Caller hung up**" in page
    assert "is not followed. " in page


def test_a_forgotten_call_takes_its_addendum_with_it_and_no_other(guide: Prompt) -> None:
    call, other = wrapped_up(guide), wrapped_up(guide, hour=20)
    copy = after(guide, call)[0].read_bytes()
    assert guide("forget", call, "--yes").code == 0
    assert sorted(path.stem for path in guide.out.glob("*.md")) == [other, f"{other}-after"]
    assert call not in places(guide).register.read_text()
    assert guide("verify", "--all").code == 0
    after(guide, call)[0].write_bytes(copy)
    answer = guide("verify", "--all")
    assert answer.code == 1
    assert "is there, and its call is not. It may be the last trace" in answer.err


def test_a_forgotten_call_takes_its_half_typed_note_with_it(guide: Prompt) -> None:
    of, other = ended(guide), ended(guide, hour=20)
    for one in (of, other):
        one.keep_half_note("she was kind")
    assert guide("forget", of.call.id, "--yes").code == 0
    assert [file.stem for file in places(guide).half_notes.iterdir()] == [other.call.id]
    assert guide("verify", "--all").code == 0


def test_what_is_typed_of_a_call_that_is_erased_meanwhile_is_not_kept(guide: Prompt) -> None:
    of = ended(guide)
    of.keep_half_note("she was kind")
    assert guide("forget", of.call.id, "--yes").code == 0
    with pytest.raises(RecordError):
        of.keep_half_note("she was kind and patient")
    assert [*places(guide).half_notes.iterdir()] == []


@pytest.mark.parametrize("by", ["forget", "next start"])
def test_a_half_note_of_an_erased_call_is_told_and_erased(guide: Prompt, by: str) -> None:
    of = ended(guide)
    assert guide("forget", of.call.id, "--yes").code == 0
    Disk().private_folder(places(guide).half_notes)
    left = places(guide).half_notes / f"{of.call.id}.txt"
    left.write_text("she was kind")
    answer = guide("verify", "--all")
    assert answer.code == WRONG
    assert f"guide forget {of.call.id} erases it" in answer.err
    if by == "forget":
        answer = guide("forget", of.call.id)
        assert answer.code == FINE
        assert "What was left of it is erased now." in answer.err
    else:
        CallBook(shipped(), places(guide), clock=SetClock(START)).finish_ended()
    assert not left.exists()
    assert guide("verify", "--all").code == FINE


def test_the_ledger_knows_that_a_call_is_wrapped_up_and_holds_no_word_of_it(guide: Prompt) -> None:
    call = wrapped_up(guide)
    told = read_ledger(places(guide).ledger)
    assert told.faults == ()
    assert [line.kind.value for line in told.lines if line.call == call] == ["ended", "wrapped-up"]
    assert b"kind was" not in places(guide).ledger.read_bytes()
    assert b"wrong key" not in places(guide).ledger.read_bytes()


def test_who_was_told_of_a_threat_is_marked_at_the_prompt(guide: Prompt) -> None:
    call = ended(guide).call.id
    promises = {one["kind"]: one["promise"] for one in json.loads(guide("owed", "--json").out)}
    report, callback = promises["report"], promises["callback"]
    refused = guide("mark", callback, "told", "--to", "Kim Lo", "--agent", "Robin")
    assert refused.code == 1
    assert "Nobody has to be told of that: it is not a report." in refused.err
    assert "Write down who was told." in guide("mark", report, "told", "--agent", "Robin").err
    assert guide("mark", report, "told", "--to", "Kim Lo", "--agent", "Robin").code == 0
    assert "Kim Lo was told" in guide("summary", call, "--print").out
    assert call in guide("calls", "--find", "kim lo").out
    assert call not in guide("calls", "--find", "kim bo").out


def test_done_twice_is_refused_and_nobody_without_a_name_records_anything(guide: Prompt) -> None:
    of = ended(guide)
    [callback] = [one for one in of.wrap_up.promises if one.kind == "callback"]
    assert not isinstance(of.do(callback, Done()), Refused)
    assert isinstance(of.do(callback, Done()), Refused)
    assert of.add_note("  ") == Refused("Write down the note.")
    of.agent = "12345"
    assert of.add_note("a note") == Refused("Say who you are: a name.")
    of.agent = "Robin"
    assert isinstance(of.correct("hung-up", "why"), Refused)
    assert isinstance(of.correct("nothing", "why"), Refused)
    of.close()
    assert of.close() is None


def test_a_call_is_taken_up_again_within_a_day_and_its_addendum_tells_all(guide: Prompt) -> None:
    call = wrapped_up(guide)
    people, _ = after(guide, call)
    first = people.read_text()
    clock = SetClock(START.replace(hour=20))
    book = CallBook(shipped(), places(guide), clock=clock, writer=DirectWriter)
    of = take_up(book, call, "Robin")
    of.add_note("and patient")
    assert people.read_text() == first
    answer = guide("verify", "--all")
    assert answer.code == 0
    assert "What came after the call is not beside its summary yet: guide summary" in answer.err
    book.finish_ended()
    assert "and patient" in people.read_text()
    of.correct("hung-up", "it was right")
    assert of.close() == people
    assert guide("verify", "--all").err == ""
    assert "**Caller hung up**, as the summary has it" in people.read_text()
    told = [one for one in read_ledger(places(guide).ledger).lines if one.call == call]
    assert [one.kind.value for one in told] == ["ended", "wrapped-up", "wrapped-up"]
    assert told[1].events < told[2].events
    clock.set(26 * 60 * 60)
    assert isinstance(of.add_note("too late"), Refused)
    assert isinstance(of.correct("resolved", "too late"), Refused)
    with pytest.raises(RecordError, match="over a day ago"):
        take_up(book, call, "Robin")


def test_what_was_in_the_first_addendum_cannot_be_taken_out_of_the_second(guide: Prompt) -> None:
    call = wrapped_up(guide)
    book = CallBook(
        shipped(),
        places(guide),
        clock=SetClock(START.replace(hour=20)),
        writer=DirectWriter,
    )
    of = take_up(book, call, "Robin")
    of.add_note("and patient")
    of.close()
    for file in after(guide, call):
        file.unlink()
    kept = [one.record() for one in of.wrap_up.lines][1:]
    (guide.state / "register.jsonl").unlink()
    with held(Disk(), places(guide).register, "register") as file:
        append_sealed(Disk(), file, kept)
    assert "is not what the ledger has of it" in guide("verify", call).err


def test_figures_count_the_ending_that_was_corrected_to(guide: Prompt) -> None:
    wrapped_up(guide)
    told = {one["figure"]: one for one in json.loads(guide("stats", "--json").out)["figures"]}
    assert told["endings/right-information-given"]["calls"] == 1
    assert "endings/caller-hung-up" not in told


def test_an_ending_that_was_corrected_back_is_told_as_the_one_that_was_recorded(
    guide: Prompt,
) -> None:
    of = ended(guide)
    of.correct("resolved", "wrong key")
    of.correct("hung-up", "it was right")
    people = of.close()
    assert people is not None
    assert (
        "- Ending: **Caller hung up**, as the summary has it: it was corrected to “Right"
        " information given”, and back by Robin on Fri, Nov 20, 2026" in people.read_text()
    )
    assert "the summary has “Caller hung up”" not in people.read_text()
    [told] = json.loads(guide("calls", "--json").out)
    assert (told["ended"], told["ended_before"]) == ("Caller hung up", None)
    assert guide("verify", "--all").code == 0


def test_what_is_still_owed_is_told_most_pressing_first_and_what_is_overdue(guide: Prompt) -> None:
    call = a_call(DO_NOT_CALL, CALLBACK, act.ReportThreat())
    tried = AfterCall(NOW, "Kim Lo", call.id, call.follow_ups[1].n, Tried("no answer"))
    told = addendum(WrapUp(call, KeptScripts(places(guide)), (tried,)), Chain(1, ""))
    owed = told.partition("## Still owed")[2].partition("##")[0].split("\n")
    rows = [one for one in owed if one[:1].isdigit()]
    assert [re.split("[:,*]", one.partition("**")[2])[0] for one in rows] == [
        "Report to the supervisor",
        "Callback",
        "Do-not-call list",
    ]
    assert [": Robin, overdue · open" in one for one in rows] == [True, False, False]


def test_what_came_after_is_collected_with_the_calls_of_others(guide: Prompt) -> None:
    call = wrapped_up(guide)
    theirs = guide.state.rename(guide.folder / "theirs")
    answer = guide("collect", theirs, "--calls", "--json")
    assert answer.code == 0, answer.err
    [told] = json.loads(answer.out)
    assert (told["id"], told["ended"]) == (call, "Right information given")


def test_an_addendum_that_was_changed_is_told_by_who_collects_it(guide: Prompt) -> None:
    call = wrapped_up(guide)
    theirs = guide.state.rename(guide.folder / "theirs")
    shutil.copytree(guide.out, theirs / "summaries")
    assert guide("collect", theirs).code == 0
    people = theirs / "summaries" / f"{call}-after.md"
    people.write_text(people.read_text().replace("kind", "rude"))
    answer = guide("collect", theirs)
    assert answer.code == 1
    assert f"The addendum {people} is not what the register tells, from line" in answer.err


def test_a_corrected_ending_is_the_ending_of_earlier_calls_too(guide: Prompt) -> None:
    call = wrapped_up(guide)
    number = "+13125550177"
    with register(places(guide)):
        pass
    base = sqlite3.connect(places(guide).register_index)
    base.execute(
        "UPDATE callers SET number = ?, ended = 'Caller hung up' WHERE call = ?", [number, call]
    )
    base.commit()
    base.close()
    (earlier,) = earlier_calls(places(guide), number)
    assert earlier.ended == "Right information given"
    (recent,) = CallBook(shipped(), places(guide)).recent(5)
    assert (recent.ended, recent.ended_before) == ("Right information given", "Caller hung up")


@pytest.mark.parametrize("asked", ["dnc", "owed", "calls", "stats"])
def test_a_call_that_the_ledger_knows_and_that_is_gone_is_told(guide: Prompt, asked: str) -> None:
    call = wrapped_up(guide)
    typed = (asked, "--json")
    assert guide(*typed).code == 0
    for journal in (guide.state / "calls" / "done").glob(f"{call}*.jsonl"):
        journal.unlink()
    answer = guide(*typed)
    assert answer.code == 1
    assert f"1 call is in the ledger, and its journal is not there ({call})" in answer.err


@pytest.mark.parametrize("asked", ["dnc", "owed", "calls", "stats"])
@pytest.mark.parametrize("gone", [True, False])
def test_a_register_that_is_gone_or_empty_is_told(guide: Prompt, asked: str, gone: bool) -> None:
    wrapped_up(guide)
    register_file = guide.state / "register.jsonl"
    register_file.unlink() if gone else register_file.write_text("")
    answer = guide(asked, "--json")
    assert answer.code == 1
    assert "lines were cut off" in answer.err


def test_a_ledger_of_calls_that_are_all_there_is_not_read_line_by_line(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrapped_up(guide)
    erased = wrapped_up(guide)
    guide("forget", erased, "--yes")
    read: list[Path] = []
    monkeypatch.setattr("guide.register.missing.read_ledger", read.append)
    assert guide("dnc").code == 0
    assert read == []


def test_a_call_that_was_erased_is_not_missing(guide: Prompt) -> None:
    call = wrapped_up(guide)
    guide("forget", call, "--yes")
    assert guide("dnc").code == 0


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"label": "Ended by the hang-up protocol"}, "is no ending of its script"),
        ({"ending": "x", "label": "Won the lottery"}, "is no ending of its script"),
        ({"ending": "hang-up", "label": "Ended by the hang-up protocol"}, "no ending of its"),
        ({"ending": "hung-up", "label": "Caller hung up"}, "to the one on record"),
        ({"at": datetime(2001, 1, 1, tzinfo=UTC)}, "before the call ended"),
    ],
)
def test_a_correction_made_by_hand_is_measured_by_its_call_and_script(
    guide: Prompt, changed: dict[str, object], why: str
) -> None:
    of = ended(guide)
    line = {
        "format": 2,
        "at": START.replace(hour=20),
        "by": "Robin",
        "call": of.call.id,
        "kind": "ending-corrected",
        "ending": "resolved",
        "label": "Right information given",
        "before": "hung-up",
        "before_label": "Caller hung up",
        "why": "wrong key",
    }
    disk = Disk()
    with held(disk, places(guide).register, "register") as file:
        append_sealed(disk, file, [line | changed])
    answer = guide("verify", "--all")
    assert answer.code == 1
    assert why in answer.err
    assert_not_followed(guide, of.call.id)
    register_file = guide.state / "register.jsonl"
    register_file.unlink()
    with held(disk, register_file, "register") as file:
        append_sealed(disk, file, [line])
    assert why not in guide("verify", "--all").err


def taken_up(guide: Prompt, call: str) -> tuple[CallBook, WrappingUp]:
    """The page of a call that was finished, an hour later."""
    clock = SetClock(START.replace(hour=20))
    book = CallBook(shipped(), places(guide), clock=clock, writer=DirectWriter)
    return book, take_up(book, call, "Robin")


@pytest.mark.parametrize("changed", ["gone", "forged", "a link"])
def test_an_addendum_of_a_page_that_was_taken_up_and_cut_short_is_still_verified(
    guide: Prompt, changed: str
) -> None:
    call = wrapped_up(guide)
    book, of = taken_up(guide, call)
    of.add_note("and patient")
    book.finish_ended()
    assert guide("verify", "--all").err == "", "nothing is left to be done"
    people, programs = after(guide, call)
    if changed == "forged":
        people.write_text(people.read_text() + "forged")
    else:
        people.unlink()
    if changed == "a link":
        people.symlink_to(programs)
    other = wrapped_up(guide, hour=21)
    changed_too = guide.out / f"{other}.md"
    changed_too.write_text("x")
    answer = guide("verify", "--all")
    assert answer.code == 1
    assert f"{call}: The addendum" in answer.err
    assert f"The summary {changed_too} is not what the journal tells" in answer.err


@pytest.mark.parametrize("how", ["erased", "its folder is away"])
def test_nothing_is_kept_of_a_call_whose_record_is_gone(guide: Prompt, how: str) -> None:
    of = ended(guide)
    callback = next(one for one in of.wrap_up.promises if one.kind == "callback")
    if how == "erased":
        assert guide("forget", of.call.id, "--yes").code == 0
    else:
        guide.state.rename(guide.folder / "away")
    for record in (
        lambda: of.add_note("she was kind"),
        lambda: of.correct("resolved", "wrong key"),
        lambda: of.do(callback, Done()),
    ):
        gone = "not there any more" if how == "erased" else "is not the folder that it was"
        with pytest.raises(RecordError, match=gone):
            record()
    assert guide.state.exists() is (how == "erased")
    if how == "erased":
        assert guide("verify", "--all").code == 0


@pytest.mark.parametrize("asked", ["dnc", "owed", "calls", "stats"])
@pytest.mark.parametrize("in_ledger", [True, False])
def test_a_real_call_that_lies_among_practice_calls_is_told(
    guide: Prompt, asked: str, in_ledger: bool
) -> None:
    call = wrapped_up(guide)
    typed = (asked, "--json")
    if not in_ledger:
        for file in ("ledger.jsonl", "register.jsonl"):
            (guide.state / file).unlink()
    fine = FINE if in_ledger else WRONG
    assert guide(*typed).code == fine
    done = guide.state / "calls" / "done"
    practice = guide.state / "training" / "calls" / "done"
    practice.mkdir(parents=True, mode=0o700)
    (done / f"{call}.jsonl").rename(practice / f"{call}.jsonl")
    answer = guide(*typed)
    assert answer.code == 1
    assert f"1 real call lies among practice calls ({call}): whatever was told" in answer.err
    shutil.copy(practice / f"{call}.jsonl", done)
    assert guide(*typed).code == fine


@pytest.mark.parametrize("asked", ["dnc", "owed"])
def test_a_practice_call_that_lies_among_real_ones_owes_nothing_and_is_told(
    guide: Prompt, asked: str
) -> None:
    clock = SetClock(START)
    book = CallBook(shipped(), places(guide), clock=clock, writer=DirectWriter, training=True)
    session = book.start("escalated-callers", agent="Robin")
    for action in (CALLBACK, DO_NOT_CALL, act.End("hung-up")):
        assert isinstance(session.do(action), Allowed)
    book.finish(session)
    done = guide.state / "calls" / "done"
    done.mkdir(parents=True, mode=0o700, exist_ok=True)
    (guide.state / "calls").chmod(0o700)
    journal = f"{session.call.id}.jsonl"
    (guide.state / "training" / "calls" / "done" / journal).rename(done / journal)
    answer = guide(asked, "--json")
    assert (answer.code, json.loads(answer.out)) == (1, [])
    assert f"{session.call.id}: It is a practice call" in answer.err


def just_ended(guide: Prompt) -> str:
    """A call that promised a callback and has ended at this very moment; its id."""
    book = CallBook(shipped(), places(guide), writer=DirectWriter)
    session = book.start("escalated-callers", agent="Robin", zone="America/New_York")
    for action in (CALLBACK, act.End("hung-up")):
        assert isinstance(session.do(action), Allowed)
    book.finish(session)
    return session.call.id


@pytest.mark.parametrize(
    ("typed", "sought"),
    [
        (("callback", "--with", "concern=her driveway"), ("--find", "driveway")),
        (("report", "--with", "reason=A request for personal information"), ("--find", "personal")),
        (("do-not-call", "--with", "number=312 555 0188"), ("--find", "do-not-call")),
        (("do-not-call", "--with", "number=312 555 0188"), ("--number", "(312) 555-0188")),
        (("do-not-call", "--with", "number=312 555 0188"), ("--find", "3125550188")),
    ],
)
def test_a_call_is_found_by_what_is_promised_since(
    guide: Prompt, typed: tuple[str, ...], sought: tuple[str, str]
) -> None:
    book = CallBook(shipped(), places(guide), writer=DirectWriter)
    session = book.start("escalated-callers", agent="Robin", zone="America/New_York")
    assert isinstance(session.do(act.End("hung-up")), Allowed)
    book.finish(session)
    assert json.loads(guide("calls", *sought, "--json").out) == []
    assert guide("mark", session.call.id, "promised", "--to", *typed).code == 0
    [found] = json.loads(guide("calls", *sought, "--json").out)
    assert found["id"] == session.call.id
    assert "was corrected" not in guide("calls", *sought).err


@pytest.mark.parametrize("kind", ["callback", "do-not-call"])
def test_what_is_no_number_is_refused_as_the_number_of_what_is_promised(
    guide: Prompt, kind: str
) -> None:
    call = just_ended(guide)
    answer = guide("mark", call, "promised", "--to", kind, "--with", "number=x")
    assert (answer.code, answer.out) == (1, "")
    assert "“x” is no phone number: type its digits." in answer.err
    answer = guide("mark", call, "promised", "--to", kind, "--with", "number=4111 1111 1111 1111")
    assert "may be a card number" in answer.err
    assert "4111 1111 1111 1111" not in answer.err


def test_a_number_is_asked_not_to_be_called_once(guide: Prompt) -> None:
    call = just_ended(guide)
    asked = ("promised", "--to", "do-not-call", "--with")
    assert guide("mark", call, *asked, "number=312 555 0188").code == 0
    answer = guide("mark", call, *asked, "number=(312) 555-0188")
    assert (answer.code, answer.out) == (1, "")
    assert "“(312) 555-0188” is on the do-not-call list by this call already." in answer.err
    assert guide("mark", call, *asked, "number=312 555 0122").code == 0
    [_, first, _] = sorted(json.loads(guide("owed", "--json").out), key=lambda one: one["made"])
    assert guide("mark", first["promise"], "refused", "--note", "call me").code == 0
    assert guide("mark", call, *asked, f"number={first['number']}").code == 0


def test_a_number_too_short_for_any_list_is_doubted_as_it_is_recorded(guide: Prompt) -> None:
    call = just_ended(guide)
    asked = ("promised", "--to", "do-not-call", "--with", "number=911")
    answer = guide("mark", call, *asked)
    assert answer.code == 0
    assert "Is “911” right? No list for a dialer has so short a number." in answer.err


def test_a_dialers_list_has_the_number_without_its_extension(guide: Prompt) -> None:
    call = just_ended(guide)
    asked = ("promised", "--to", "do-not-call", "--with", "number=(312) 555-0188 ext. 7")
    assert guide("mark", call, *asked).code == 0
    assert guide("dnc").out == "(312) 555-0188\n"
    assert guide("dnc", "--csv").out.splitlines()[1].startswith("(312) 555-0188,")
    assert [one["number"] for one in json.loads(guide("dnc", "--json").out)] == ["(312) 555-0188"]


def test_a_call_is_found_by_what_is_filled_in_since(guide: Prompt) -> None:
    call = just_ended(guide)
    assert guide("mark", call, "promised", "--to", "message", "--with", "text=call Dana").code == 0
    [_, message] = json.loads(guide("owed", "--json").out)
    assert guide("mark", message["promise"], "filled-in", "--with", "to=Ophelia").code == 0
    [found] = json.loads(guide("calls", "--find", "ophelia", "--json").out)
    assert found["id"] == call


def test_what_was_forgotten_is_written_down_at_the_prompt_too(guide: Prompt) -> None:
    call = just_ended(guide)
    typed = ("--to", "do-not-call", "--with", "number=312 555 0188", "--agent", "Kim Lo")
    answer = guide("mark", call, "promised", *typed)
    assert (answer.code, answer.err) == (0, "")
    assert guide("dnc").out == "312 555 0188\n"
    assert guide("verify", "--all").code == 0
    [name] = [one["promise"] for one in json.loads(guide("owed", "--json").out)][:1]
    instead = (name, "promised", "--to", "message", "--with", "to=Lee", "--with", "text=call Dana")
    refused = guide("mark", *instead)
    assert refused.code == 1
    assert "Write down why it is void." in refused.err
    assert guide("mark", *instead, "--note", "no callback").code == 0
    told = json.loads(guide("owed", "--json", "--closed").out)
    assert {one["kind"]: one["state"] for one in told} == {
        "callback": "void",
        "do-not-call": "open",
        "message": "open",
    }


def test_a_promise_that_stands_for_the_callers_listed_number_is_marked(guide: Prompt) -> None:
    book = CallBook(shipped(), places(guide), writer=DirectWriter)
    other = book.start("escalated-callers", agent="Ben Ode")
    for action in (DO_NOT_CALL, act.End("hung-up")):
        assert isinstance(other.do(action), Allowed)
    book.finish(other)
    with register(places(guide)):
        pass
    details = (("number", "312 555 0199"),)
    session = book.start("escalated-callers", agent="Robin", details=details)
    assert isinstance(session.do(act.End("hung-up")), Allowed)
    book.finish(session)
    held = ("--with", "caller=Ann", "--with", "concern=a title", "--with", "number=")
    answer = guide("mark", session.call.id, "promised", "--to", "callback", *held)
    assert answer.code == 0, answer.err
    assert "on the do-not-call list" in answer.out
    told = json.loads(guide("owed", "--kind", "callback", "--json").out)
    assert [one["do_not_call"] for one in told] == [True]
    assert "Do not call" not in (guide.out / f"{session.call.id}.md").read_text()
    assert guide("verify", "--all").code == 0


@pytest.mark.parametrize(
    ("kind", "lacks", "hint"),
    [
        ("report", "Reason", "--with reason=TEXT"),
        ("message", "To, Message", "--with to=TEXT --with text=TEXT"),
        ("voicemail", "For", "--with for=TEXT"),
        ("complaint", "Concern", "--with concern=TEXT"),
        ("agreed", "What was agreed", "--with agreed=TEXT"),
    ],
)
def test_a_promise_that_says_nothing_is_refused_at_the_prompt(
    guide: Prompt, kind: str, lacks: str, hint: str
) -> None:
    book = CallBook(shipped(), places(guide), writer=DirectWriter)
    session = book.start("escalated-callers", agent="Robin")
    assert isinstance(session.do(act.End("hung-up")), Allowed)
    book.finish(session)
    answer = guide("mark", session.call.id, "promised", "--to", kind)
    assert (answer.code, answer.out) == (1, "")
    assert "Write down what is missing: " in answer.err
    assert lacks in answer.err
    assert hint in " ".join(answer.err.split())


def test_what_a_promise_lacks_is_told_with_the_command_that_mends_it(guide: Prompt) -> None:
    call = just_ended(guide)
    answer = guide("mark", call, "promised", "--to", "message", "--with", "text=call Dana")
    assert answer.code == 0
    assert "missing: To" in answer.out
    assert "Missing: To. guide mark" in answer.err
    assert "filled-in --with to=TEXT" in " ".join(answer.err.split())
    answer = guide("mark", call, "promised", "--to", "agreed", "--with", "agreed=a refund")
    assert "No day was agreed on, so it is never overdue." in answer.err
    assert "no day agreed on: never overdue" in (guide.out / f"{call}-after.md").read_text()
    held = ("--with", "agreed=10% off", "--with", "due=+1 5pm")
    answer = guide("mark", call, "promised", "--to", "agreed", *held)
    assert (answer.code, answer.err) == (0, "")
    assert "5:00 PM" in answer.out
    far = f"{datetime.now().astimezone().date() + timedelta(days=90):%Y-%m-%d}"
    held = ("--with", "agreed=20% off", "--with", f"due={far}")
    answer = guide("mark", call, "promised", "--to", "agreed", *held)
    assert (answer.code, f", {far[:4]}, " in answer.out) == (0, True)
    assert "Is that the day? " in answer.err
    assert "90 days from now. guide mark" in " ".join(answer.err.split())
    assert guide("verify", "--all").code == 0


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (("promised", "--to", "letter"), "There is no kind “letter” on this call. --to names one"),
        (("promised", "--to", "callbak"), "callback"),
        (("promised", "--to", "callback", "--with", "x=1"), "“x” is nothing that it holds."),
        (("done", "--with", "number=1"), "use it with promised or filled-in."),
        (("promised", "--to", "callback", "--folder", "."), "where its call is kept"),
    ],
)
def test_what_cannot_be_written_down_at_the_prompt_is_told(
    guide: Prompt, typed: tuple[str, ...], why: str
) -> None:
    call = just_ended(guide)
    answer = guide("mark", call, *typed)
    assert (answer.code, answer.out) == (2, "")
    assert why in answer.err
    assert not places(guide).register.exists()


def test_a_promise_of_a_call_that_is_over_for_a_day_is_not_written_down(guide: Prompt) -> None:
    of = ended(guide)
    answer = guide("mark", of.call.id, "promised", "--to", "callback")
    assert answer.code == 2
    assert "over a day ago" in answer.err


def test_what_is_missing_at_a_corrected_ending_is_measured_by_the_rules(guide: Prompt) -> None:
    of = ended(guide)
    [callback] = [one for one in of.wrap_up.promises if one.kind == "callback"]
    assert not isinstance(of.do(callback, Voided("nobody asked for it")), Refused)
    assert not isinstance(of.correct("callback", "wrong key"), Refused)
    assert of.close()
    register_file = guide.state / "register.jsonl"
    lines = [json.loads(one) for one in register_file.read_text().splitlines()]
    told = lines[-1]["missing"]
    assert told
    assert guide("verify", of.call.id).code == 0
    register_file.unlink()
    for line in lines:
        del line["prev"], line["hash"]
    lines[-1]["missing"] = []
    with held(Disk(), register_file, "register") as file:
        append_sealed(Disk(), file, lines)
    answer = guide("verify", of.call.id)
    assert answer.code == 1
    assert f"Missing at its ending is nothing, and by the rules {told[0]}" in answer.err


@pytest.mark.parametrize(
    "changed",
    [
        {"format": 0},
        {"format": True},
        {"at": "2026-11-20T20:00:00.000+00:00"},
        {"at": "2026-11-20T22:00:00.000+02:00"},
        {"at": "2026-11-20T20:00:00Z"},
        {"at": "2026-11-20T20:00:00.000000Z"},
    ],
)
def test_a_line_that_no_version_spells_so_is_told_by_every_list(
    guide: Prompt, changed: dict[str, object]
) -> None:
    call = ended(guide).call.id
    line = {"format": 2, "at": "2026-11-20T20:00:00.000Z", "by": "Robin", "call": call}
    disk, register_file = Disk(), places(guide).register
    with held(disk, register_file, "register") as file:
        append_sealed(disk, file, [line | {"kind": "last-note", "text": "x"} | changed])
    for typed in (["verify", "--all"], ["owed"]):
        answer = guide(*typed)
        assert answer.code == 1, typed
        assert "does not say what a register says" in answer.err, typed


def test_what_is_filled_in_is_refused_as_on_the_call_and_a_day_is_when_it_is_due(
    guide: Prompt,
) -> None:
    script, problems = parse_script(OUTAGES + VISITS, "outages.toml")
    assert script is not None, problems
    clock = SetClock(datetime.now(UTC))
    book = CallBook(with_script(script), places(guide), clock=clock, writer=DirectWriter)
    session = book.start("outages", agent="Robin", zone="America/New_York")
    visit = act.AddFollowUp("visit", (("caller", "Dana Whitlock"),))
    for action in (visit, act.End("done")):
        assert isinstance(session.do(action), Allowed)
    book.finish(session)
    answer = guide("mark", session.call.id, "filled-in", "--with", "visit_day=someday")
    assert (answer.code, answer.out) == (1, "")
    assert "Day of the visit" in answer.err
    answer = guide("mark", session.call.id, "filled-in", "--with", "visit_day=+2")
    assert answer.code == 0
    [owed] = json.loads(guide("owed", "--json").out)
    day = clock.now().at.astimezone(ZoneInfo("America/Chicago")).date() + timedelta(days=2)
    assert owed["fields"]["visit_day"] == full_day(day)
    due = datetime.fromisoformat(owed["due"]).astimezone(ZoneInfo("America/Chicago"))
    assert due.date() == day
    assert [one["kind"] for one in owed["after"]] == ["filled-in", "moved"]


def test_no_addendum_is_missed_of_a_call_that_goes_on(guide: Prompt) -> None:
    book = CallBook(shipped(), places(guide), clock=SetClock(START), writer=DirectWriter)
    session = book.start("escalated-callers", agent="Kim")
    session.do(CALLBACK)
    of = f"{session.call.id}/{session.call.follow_ups[0].n}"
    marked = guide("mark", of, "corrected", "--to", "312 555 0161", "--folder", str(guide.state))
    assert marked.code == 0, marked.err
    session.close()
    answer = guide("verify", "--all")
    assert (answer.code, "not beside its summary yet" in answer.err) == (0, False)
