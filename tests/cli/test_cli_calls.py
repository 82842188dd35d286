import csv
import io
import json
import operator
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from kit import shipped, warned
from promised_calls import a_call, keep
from prompt import Prompt
from sweeps import crossed

from guide import cli
from guide.call import actions as act
from guide.call import events as ev
from guide.cli import output
from guide.cli.calls_sought import Sought
from guide.record.call_list import CallInfo
from guide.record.places import Places
from guide.record.writer import DirectWriter
from guide.script.model import FollowUpKind
from guide.session.callbook import CallBook
from guide.session.clock import SetClock

START = datetime(2026, 11, 20, 19, 3, tzinfo=UTC)


def take(guide: Prompt, *, hour: int = 19, ended: bool = True) -> str:
    """Take a real call, and return its id."""
    clock = SetClock(START.replace(hour=hour))
    places = Places(guide.state, guide.out)
    book = CallBook(shipped(), places, clock=clock, writer=DirectWriter)
    session = book.start("calming-a-caller", agent="R. Alvarez", zone="America/New_York")
    session.do(act.Write("Said he would wait."))
    if ended:
        clock.set(60)
        session.do(act.End("hung-up"))
        book.finish(session)
    session.close()
    return session.call.id


def test_calls_as_json_are_what_other_programs_lean_on(guide: Prompt) -> None:
    older, newer = take(guide, hour=18), take(guide, ended=False)
    answer = guide("calls", "--json")
    told = json.loads(answer.out)
    assert (answer.code, answer.err) == (0, "")
    assert told == [
        {
            "id": newer,
            "started": "2026-11-20T19:03:00+00:00",
            "script": "calming-a-caller",
            "title": "Calming a caller",
            "agent": "R. Alvarez",
            "ended": None,
            "ended_before": None,
            "events": 2,
            "damage": None,
            "newer": None,
            "permissions": [],
        },
        {
            "id": older,
            "started": "2026-11-20T18:03:00+00:00",
            "script": "calming-a-caller",
            "title": "Calming a caller",
            "agent": "R. Alvarez",
            "ended": "Caller hung up",
            "ended_before": None,
            "events": 3,
            "damage": None,
            "newer": None,
            "permissions": [],
        },
    ]


def test_calls_are_listed_newest_first_with_how_they_ended(guide: Prompt) -> None:
    older, newer = take(guide, hour=18), take(guide, ended=False)
    rows = guide("calls").out.splitlines()
    assert rows[0].split() == ["CALL", "STARTED", "SCRIPT", "AGENT", "ENDED"]
    assert rows[1].startswith(newer)
    assert rows[1].endswith("not ended")
    assert rows[2].startswith(older)
    assert rows[2].endswith("Caller hung up")


def test_no_call_is_said_in_words_and_is_fine(guide: Prompt) -> None:
    answer = guide("calls")
    assert (answer.code, answer.out, answer.err) == (0, "", "guide: No calls yet.\n")


def test_a_damaged_record_is_listed_and_told_of(guide: Prompt) -> None:
    call = take(guide, ended=False)
    _journal(guide).write_bytes(_journal(guide).read_bytes()[:-9])
    [told] = json.loads(guide("calls", "--json").out)
    assert told["damage"]
    assert f"guide: The record of {call} is damaged: " in guide("calls").err


def _journal(guide: Prompt) -> Path:
    return next(guide.state.rglob("*.jsonl"))


def test_a_summary_is_written_again_and_its_path_put_out(guide: Prompt) -> None:
    call = take(guide)
    path = guide.out / f"{call}.md"
    first = path.read_text()
    path.unlink()
    answer = guide("summary", call[:9])
    assert (answer.code, answer.out, answer.err) == (0, f"{path}\n", "")
    assert path.read_text() == first
    assert guide("summary", call, "--out", guide.folder / "o").out.startswith(f"{guide.folder}/o/")


def test_a_summary_is_printed_without_writing_anything(guide: Prompt) -> None:
    call = take(guide)
    written = (guide.out / f"{call}.md").read_text()
    (guide.out / f"{call}.md").unlink()
    answer = guide("summary", call, "--print")
    assert (answer.code, answer.out) == (0, written)
    assert not (guide.out / f"{call}.md").exists()


def test_a_summary_as_json_holds_what_the_toml_does(guide: Prompt) -> None:
    told = json.loads(guide("summary", take(guide), "--json").out)
    assert told["ending"]["label"] == "Caller hung up"
    assert told["started"] == "2026-11-20T19:03:00+00:00"
    assert [note["text"] for note in told["notes"]] == ["Said he would wait."]


def test_a_call_that_has_not_ended_is_told_so_far_and_not_written(guide: Prompt) -> None:
    call = take(guide, ended=False)
    answer = guide("summary", call)
    assert (answer.code, answer.out) == (2, "")
    assert f"The call {call} has not ended" in answer.err
    assert f"guide summary {call} --print" in answer.err
    assert not guide.out.exists()
    assert "not ended" in guide("summary", call, "--print").out


def test_the_summary_of_practice_is_asked_for_as_such(guide: Prompt) -> None:
    guide("play", "friday-callback")
    assert guide("summary", "2026").code == 2
    answer = guide("summary", "2026", "--practice")
    assert answer.code == 0
    assert Path(answer.out.strip()).parent == guide.out / "training"


@pytest.mark.parametrize("option", ["--json", "--print"])
def test_the_summary_of_a_damaged_record_says_that_it_is(guide: Prompt, option: str) -> None:
    call = take(guide, ended=False)
    _journal(guide).write_bytes(_journal(guide).read_bytes()[:-9])
    answer = guide("summary", call, option)
    assert answer.code == 1
    assert answer.out
    assert "The record of this call is damaged" in answer.err


def test_an_empty_record_is_told_of(guide: Prompt) -> None:
    call = take(guide, ended=False)
    _journal(guide).write_bytes(b"")
    answer = guide("summary", call)
    assert (answer.code, answer.out) == (2, "")
    assert "holds no complete event" in answer.err


@pytest.mark.parametrize("typed", [["summary", "1999"], ["resume", "1999"]])
def test_an_unknown_call_ends_with_2(guide: Prompt, typed: list[str]) -> None:
    take(guide)
    answer = guide(*typed)
    assert (answer.code, answer.out) == (2, "")
    assert "There is no call “1999”" in answer.err


@pytest.fixture
def three(guide: Prompt) -> Prompt:
    """Calls of two agents and two callers, on two days, one of them not ended."""
    for day, hour, agent, caller, number, ended in (
        (19, 11, "Ann Lee", "Dana Whitlock", "(312) 555-0134", True),
        (20, 11, "Ann Lee", "=1+1", "404 555 0142", True),
        (20, 12, "Ben Ode", "dana ruiz", "+1 312 555 0134", False),
    ):
        clock = SetClock(START.replace(day=day, hour=hour))
        places = Places(guide.state, guide.out)
        book = CallBook(shipped(), places, clock=clock, writer=DirectWriter)
        details = (("caller", caller), ("number", number))
        session = book.start("calming-a-caller", agent=agent, zone="UTC", details=details)
        if ended:
            session.do(act.End("hung-up"))
            book.finish(session)
        session.close()
    return guide


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ((), [20, 20, 19]),
        (("--number", "3125550134"), [20, 19]),
        (("--caller", "DANA"), [20, 19]),
        (("--caller", "dana", "--agent", "ann"), [19]),
        (("--agent", "Ben Ode"), [20]),
        (("--ending", "hung up"), [20, 19]),
        (("--ending", "not ended"), [20]),
        (("--from", "2026-11-20"), [20, 20]),
        (("--from", "11/20/2026"), [20, 20]),
        (("--to", "Nov 19, 2026"), [19]),
        (("--from", "tomorrow"), []),
        (("--to", "2026-11-19"), [19]),
        (("--from", "2026-11-19", "--to", "2026-11-20", "--number", "404-555-0142"), [20]),
        (("--number", "1"), []),
    ],
)
def test_calls_are_found_by_number_caller_agent_ending_and_day(
    three: Prompt, typed: tuple[str, ...], days: list[int]
) -> None:
    for given in (("--json",), ("--csv",), ()):
        answer = three("calls", *typed, *given)
        assert answer.code == 0
        found = re.findall(r"202611(\d\d)-\d{6}-[a-z2-9]{4}", answer.out)
        assert [int(day) for day in found] == days, given
    assert days or "No such call." in answer.err


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (("--number", "(312) 555-0155"), True),
        (("--number", "312 555 0177"), True),
        (("--number", "312 555 0155", "--caller", "dana"), True),
        (("--number", "312 555 0155", "--agent", "ben"), False),
        (("--number", "312 555 0155", "--caller", "lee"), False),
        (("--number", "312 555 0156"), False),
    ],
)
def test_a_call_is_found_by_a_number_that_something_was_promised_to(
    guide: Prompt, typed: tuple[str, ...], found: bool
) -> None:
    book = CallBook(shipped(), Places(guide.state, guide.out), writer=DirectWriter)
    details = (("caller", "Dana Roe"), ("number", "312 555 0134"))
    session = book.start("hang-up-protocol", agent="Ann Lee", zone="UTC", details=details)
    fields = (("number", "312 555 0155"), ("caller", "Dana Roe"), ("concern", "the title"))
    session.do(act.AddFollowUp(FollowUpKind.CALLBACK, fields))
    session.do(act.AddFollowUp(FollowUpKind.DO_NOT_CALL, (("number", "312 555 0177"),)))
    session.close()
    answer = guide("calls", *typed)
    assert answer.code == 0
    assert (session.call.id in answer.out) is found
    assert ("found by what was promised on it, not by who called" in answer.err) is found
    assert found or "No such call." in answer.err


@pytest.fixture
def written(guide: Prompt) -> Prompt:
    """Three calls that went three ways: a ground and the caller's words, a promise, a note."""
    number = (("number", "312 555 0134"), ("caller", "Dana"), ("concern", "the lost title"))
    message = (("to", "finance"), ("text", "refund the deposit"))
    for day, deeds in (
        (18, [act.StateGround("abuse"), act.QuoteCaller("you are all thieves")]),
        (
            19,
            [
                act.AddFollowUp(FollowUpKind.CALLBACK, number),
                act.AddFollowUp(FollowUpKind.MESSAGE, message, done_by="Ann"),
            ],
        ),
        (20, [act.Write("Spoke of her TITLE and of thieves."), act.StateGround("abuse")]),
    ):
        clock = SetClock(START.replace(day=day))
        places = Places(guide.state, guide.out)
        book = CallBook(shipped(), places, clock=clock, writer=DirectWriter)
        session = book.start("hang-up-protocol", agent="Ann Lee", zone="UTC")
        for deed in deeds:
            session.do(deed)
        if day == 20:
            clock.set(10)
            session.do(act.Correct(session.call.last.n))
        session.close()
    return guide


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        (("--ground", "ABUS"), [18]),
        (("--ground", "warnings/aggressive-offensive-or-abusive"), [18]),
        (("--ground", "hate"), []),
        (("--find", "thieves"), [20, 18]),
        (("--find", "title"), [20, 19]),
        (("--find", "the DEPOSIT"), [19]),
        (("--find", "callback"), [19]),
        (("--find", "3125550134"), [19]),
        (("--find", "title", "--find", "spoke"), [20]),
        (("--find", "thieves", "--ground", "abuse"), [18]),
        (("--owed",), [19]),
        (("--owed", "--find", "thieves"), []),
        (("--owed", "--practice"), []),
    ],
)
def test_calls_are_found_by_ground_by_what_was_written_down_and_by_what_is_owed(
    written: Prompt, typed: tuple[str, ...], days: list[int]
) -> None:
    for given in (("--json",), ("--csv",), ()):
        answer = written("calls", *typed, *given)
        assert answer.code == 0, answer.err
        found = re.findall(r"202611(\d\d)-\d{6}-[a-z2-9]{4}", answer.out)
        assert [int(day) for day in found] == days, given


def test_what_is_done_since_is_owed_no_more_and_a_damaged_record_says_nothing(
    written: Prompt,
) -> None:
    [owed] = json.loads(written("owed", "--json").out)
    written("mark", owed["promise"], "done")
    assert json.loads(written("calls", "--owed", "--json").out) == []
    for path in (written.state / "calls" / "open").glob("20261118*"):
        path.write_bytes(b"x" + path.read_bytes())
    assert len(json.loads(written("calls", "--find", "thieves", "--json").out)) == 1


def test_calls_as_csv_say_who_called_and_begin_no_formula(three: Prompt) -> None:
    rows = [*csv.DictReader(io.StringIO(three("calls", "--csv").out))]
    assert [row["caller"] for row in rows] == ["dana ruiz", "'=1+1", "Dana Whitlock"]
    assert rows[0]["number"] == "+13125550134"
    assert rows[0]["ended"] == "not ended"
    assert [*rows[0]] == [
        "call",
        "started",
        "script",
        "agent",
        "ended",
        "caller",
        "number",
        "events",
        "permissions",
        "ended_before",
    ]


def test_who_permitted_a_warning_was_told_or_came_is_found_and_put_out(guide: Prompt) -> None:
    places = Places(guide.state, guide.out)
    permitted = keep(places, a_call(*warned())).stem
    came = a_call(act.GetManager(), act.NameManager("Lou Diaz"), call="20260102-030405-aaaa")
    keep(places, came)
    [found] = json.loads(guide("calls", "--find", "KIM lo", "--json").out)
    assert found["id"] == permitted
    [one] = found["permissions"]
    assert (one["by"], one["how"], one["ground"]) == ("Kim Lo", "voice", "abuse")
    [row] = csv.DictReader(io.StringIO(guide("calls", "--find", "kim", "--csv").out))
    assert row["permissions"] == f"{one['label']}: Kim Lo"
    [other] = json.loads(guide("calls", "--find", "lou diaz", "--json").out)
    assert (other["id"], other["permissions"]) == (came.id, [])


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (("--from", "someday"), "“someday” is no day. Write fri, yesterday, 11/20 or 2026-11-20."),
        (("--json", "--csv"), "Use one of --json and --csv."),
        (("--number", "hello"), "“hello” is no number."),
    ],
)
def test_what_cannot_be_asked_for_is_told(guide: Prompt, typed: tuple[str, ...], why: str) -> None:
    answer = guide("calls", *typed)
    assert answer.code == 2
    assert why in answer.err


def test_progress_on_a_terminal_takes_nothing_from_what_is_put_out_to_a_file(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(250):
        keep(Places(guide.state, guide.out), a_call(call=f"20261120-190{n:03}-abcd"))
    monkeypatch.setattr(output, "_AT_ONCE", -1.0)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    answer = guide("calls")
    assert "Reading" in answer.err
    assert len(answer.out.splitlines()) == 251


@pytest.mark.parametrize(
    ("typed", "slow", "doing"),
    [
        (("summary",), "calls.write_summary", "Writing the summary"),
        (("summary", "--print"), "calls.markdown", "Writing the summary"),
        (("summary", "--json"), "calls.toml_text", "Writing the summary"),
        (("summary", "--print"), "calls.read_journal", "Reading the call"),
        (("verify",), "verify.verify_call", "Verifying"),
    ],
)
def test_a_terminal_is_shown_that_something_goes_on_once_that_takes_a_second(
    guide: Prompt,
    monkeypatch: pytest.MonkeyPatch,
    typed: tuple[str, ...],
    slow: str,
    doing: str,
) -> None:
    command, *form = typed
    typed = (command, take(guide), *form)
    quick = guide(*typed)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert guide(*typed) == quick
    whole = operator.attrgetter(slow)(cli)

    def slowly(*about: Any) -> Any:
        time.sleep(0.2)
        return whole(*about)

    monkeypatch.setattr(output, "_AT_ONCE", 0.0)
    monkeypatch.setattr(f"guide.cli.{slow}", slowly)
    answer = guide(*typed)
    assert (answer.code, answer.out) == (quick.code, quick.out)
    assert doing in answer.err


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _cut(path: Path) -> None:
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))


def _torn(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


@pytest.mark.parametrize(
    ("spoil", "typed"),
    crossed(
        [_empty, _cut, _torn],
        [["calls"], ["calls", "--json"], ["calls", "--csv"], ["stats"], ["stats", "--json"]],
    ),
)
def test_an_ended_call_whose_journal_is_empty_or_cut_is_told_and_ends_with_1(
    guide: Prompt, typed: list[str], spoil: Callable[[Path], None]
) -> None:
    call = take(guide)
    take(guide, hour=20)
    assert guide(*typed).code == 0
    spoil(guide.state / "calls" / "done" / f"{call}.jsonl")
    answer = guide(*typed)
    assert answer.code == 1
    assert f"The record of {call} is damaged: " in answer.err or f"1 call ({call})" in answer.err


@pytest.mark.parametrize(
    ("spoil", "typed"),
    crossed([_empty, _torn], [["calls"], ["stats"], ["owed", "--json"], ["dnc"]]),
)
def test_a_call_that_has_not_ended_whose_journal_is_empty_or_torn_is_told_and_ends_with_1(
    guide: Prompt,
    typed: list[str],
    spoil: Callable[[Path], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    take(guide)
    take(guide, hour=20, ended=False)
    assert guide(*typed).code == 0
    [path] = (guide.state / "calls" / "open").iterdir()
    spoil(path)
    monkeypatch.setattr("guide.record.calls._ABOUT_TO_BEGIN", 0.0)
    answer = guide(*typed)
    assert answer.code == 1
    assert path.stem in answer.err


def test_a_journal_that_a_program_is_about_to_write_in_is_no_damage(guide: Prompt) -> None:
    take(guide, ended=False)
    [path] = (guide.state / "calls" / "open").iterdir()
    path.write_bytes(b"")
    assert [guide(one).code for one in ("calls", "dnc")] == [0, 0]


def test_a_time_zone_that_no_clock_has_is_a_sentence(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "UTC-99:99")
    time.tzset()
    try:
        answers = [guide(*typed) for typed in (["calls"], ["stats"], ["doctor"])]
    finally:
        monkeypatch.undo()
        time.tzset()
    told = "guide: The time zone, UTC-99:99, is a day or more off UTC, which none is. Set TZ"
    assert all(one.code == 2 and one.err.startswith(told) for one in answers)


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("the hang-up protocol", [True, False]),
        ("Hang-up protocol (in name only)", [False, True]),
        ("ended by", [True, True]),
    ],
)
def test_who_looks_for_the_protocols_calls_finds_none_that_it_did_not_end(
    sought: str, found: list[bool]
) -> None:
    label = "Ended by the hang-up protocol"
    told = [ev.Ended("bye", label, protocol=by).told for by in (True, False)]
    calls = [CallInfo(one, Path(one), ended=one) for one in told]
    names = {one.id for one in Sought(ending=sought).found(iter(calls))}
    assert [one in names for one in told] == found
