import json
import shutil
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from earlier import encoded_by
from kit import shipped
from promised_calls import CALLBACK
from promised_calls import take as take_call
from prompt import SCRIPTS, Prompt
from sweeps import crossed

from guide.call import actions as act
from guide.call import events as ev
from guide.call.context import Allowed
from guide.call.events import Entry
from guide.call.fold import call_of
from guide.cli import output
from guide.record.codec import encoded
from guide.record.disk import Disk
from guide.record.finish import write_summary
from guide.record.journal import read_journal
from guide.record.places import Places
from guide.record.writer import DirectWriter
from guide.register.after_call import Tried
from guide.register.promise import Promise
from guide.register.register import do
from guide.session.callbook import CallBook
from guide.session.clock import SetClock

START = datetime(2026, 11, 20, 19, 3, tzinfo=UTC)


def take(
    guide: Prompt,
    hour: int = 0,
    note: str = "waited 3 weeks",
    *more: act.Action,
    training: bool = False,
) -> str:
    """Take a call to its end, and return its id."""
    clock = SetClock(START + timedelta(hours=hour))
    book = CallBook(
        shipped(),
        Places(guide.state, guide.out),
        clock=clock,
        writer=DirectWriter,
        training=training,
    )
    session = book.start("escalated-callers", agent="Robin")
    for action in (
        act.GoTo("escalated-callers", "connect"),
        act.Say(),
        act.Write(note),
        *more,
        act.End("hung-up"),
    ):
        assert isinstance(session.do(action), Allowed)
    book.finish(session)
    return session.call.id


def journal(guide: Prompt, call: str) -> Path:
    return guide.state / "calls" / "done" / f"{call}.jsonl"


def summary(guide: Prompt, call: str) -> tuple[Path, Path]:
    return guide.out / f"{call}.md", guide.out / f"{call}.toml"


def test_the_ending_cut_off_with_the_summaries_gone_is_no_unfinished_call(guide: Prompt) -> None:
    call = take(guide)
    path = journal(guide, call)
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    for file in summary(guide, call):
        file.unlink()
    answer = guide("verify", call)
    assert (answer.code, answer.out) == (1, "")
    assert "lies among those of calls that ended, and has no ending" in answer.err
    assert guide("verify", "--all").code == 1


def test_approvals_that_are_gone_or_broken_are_told(guide: Prompt) -> None:
    call = take(guide)
    mine = guide.folder / "mine"
    shutil.copytree(SCRIPTS, mine)
    assert guide("verify", call, "--scripts", mine).code == 0
    approvals = mine / "approvals.toml"
    text = approvals.read_text()
    approvals.write_text(text + "\n[[approval]]\nscript = 7\n")
    for typed in ([call], ["--all"]):
        answer = guide("verify", *typed, "--scripts", mine)
        assert answer.code == 1
        assert f"guide: approvals: {approvals}:" in answer.err
    approvals.unlink()
    answer = guide("verify", call, "--scripts", mine)
    assert (answer.code, answer.out) == (1, "")
    assert "no approval of that script is on file" in answer.err


def test_a_practice_call_among_real_ones_is_told(guide: Prompt) -> None:
    call = take(guide, training=True)
    there = guide.state / "training" / "calls" / "done" / f"{call}.jsonl"
    journal(guide, call).parent.mkdir(parents=True, mode=0o700)
    (guide.state / "calls").chmod(0o700)
    there.rename(journal(guide, call))
    for typed in (("verify", call), ("verify", "--all"), ("calls",), ("calls", "--csv")):
        answer = guide(*typed)
        assert answer.code == 1
        assert "It is a practice call, and its journal" in answer.err


def test_a_summary_without_its_journal_is_told(guide: Prompt) -> None:
    call = take(guide)
    journal(guide, call).unlink()
    for typed in (summary(guide, call)[0], "--all"):
        answer = guide("verify", typed)
        assert answer.code == 1
        assert f"{summary(guide, call)[0]} is there, and its journal is not." in answer.err


def test_a_journal_without_its_summary_is_told(guide: Prompt) -> None:
    call = take(guide)
    for file in summary(guide, call):
        file.unlink()
    answer = guide("verify", "--all")
    assert answer.code == 1
    assert "is not there: guide summary writes it again" in answer.err


def test_a_count_that_cannot_be_in_a_summary_is_a_sentence(guide: Prompt) -> None:
    call = take(guide)
    md, table = summary(guide, call)
    table.write_text(table.read_text().replace("events = ", f"events = {'9' * 5000}"))
    md.write_text(md.read_text().replace("Journal: ", f"Journal: {'9' * 5000}"))
    answer = guide("verify", call)
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.count("does not say how long its journal is") == 2


def test_a_call_that_was_deleted_with_all_its_files_is_found(guide: Prompt) -> None:
    call, other = take(guide), take(guide, 1)
    assert guide("verify", "--all").out == "2 calls verified: all fits.\n"
    for file in (journal(guide, call), *summary(guide, call)):
        file.unlink()
    answer = guide("verify", "--all")
    assert (answer.code, answer.out) == (1, "2 calls verified: 1 fit.\n")
    assert f"{call}: The ledger has it with 5 events, and its journal is not there." in answer.err
    assert other not in answer.err


def test_a_call_that_was_rewritten_with_all_its_files_is_found(guide: Prompt) -> None:
    call = take(guide)
    path = journal(guide, call)
    entries = [
        Entry(e.n, e.at, e.elapsed, ev.Noted("x") if isinstance(e.event, ev.Noted) else e.event)
        for e in read_journal(path).entries
    ]
    path.write_bytes(encoded(entries)[0])
    reading = read_journal(path)
    write_summary(Disk(), guide.out, call_of(reading.entries), reading.chain)
    for typed in (call, "--all"):
        answer = guide("verify", typed)
        assert answer.code == 1
        assert "Event 5 does not have the hash that the ledger has of it." in answer.err


def test_one_call_that_cannot_be_read_keeps_no_other_from_being_verified(guide: Prompt) -> None:
    call, other = take(guide), take(guide, 1)
    journal(guide, call).write_bytes(b"")
    md = summary(guide, other)[0]
    md.write_text("x")
    answer = guide("verify", "--all")
    assert answer.code == 1
    assert f"{call}: " in answer.err
    assert f"{other}: The summary" in answer.err


@pytest.mark.parametrize("emptied", [False, True])
def test_a_ledger_that_was_removed_is_told_by_every_list(guide: Prompt, *, emptied: bool) -> None:
    call = take(guide)
    take(guide, 1)
    ledger = guide.state / "ledger.jsonl"
    assert [guide(name).code for name in ("calls", "owed", "dnc", "stats")] == [0] * 4
    for file in (journal(guide, call), *summary(guide, call), ledger):
        file.unlink()
    if emptied:
        ledger.touch(0o600)
    for name in ("calls", "owed", "dnc", "stats"):
        answer = guide(name)
        assert answer.code == 1
        assert f"The ledger {ledger} was removed, or emptied: calls that ended" in answer.err


def test_a_copy_of_the_ledger_finds_what_was_deleted_together_with_the_ledger(
    guide: Prompt,
) -> None:
    call = take(guide)
    copy = guide.folder / "copy.jsonl"
    shutil.copy(guide.state / "ledger.jsonl", copy)
    take(guide, 1)
    assert guide("verify", "--all", "--ledger", copy).code == 0
    for file in (journal(guide, call), *summary(guide, call), guide.state / "ledger.jsonl"):
        file.unlink()
    assert "the ledger was removed or replaced" in guide("verify", "--all").err
    answer = guide("verify", "--all", "--ledger", copy)
    assert answer.code == 1
    assert f"{call}: The ledger has it" in answer.err
    assert "ledger: The ledger" in answer.err
    odd = guide("verify", "--all", "--ledger", SCRIPTS / "approvals.toml")
    assert odd.code == 2
    assert "holds no line of a ledger" in odd.err
    nowhere = guide("verify", "--all", "--ledger", copy.with_name("nowhere"))
    assert (nowhere.code, f"There is no file {copy.with_name('nowhere')}." in nowhere.err) == (
        2,
        True,
    )


def test_a_ledger_that_was_removed_is_told_however_often_one_looks(guide: Prompt) -> None:
    call = take(guide)
    (guide.state / "ledger.jsonl").unlink()
    for _ in "thrice":
        answer = guide("verify", "--all")
        assert (answer.code, answer.out) == (1, "1 call verified: 0 fit.\n")
        assert "the ledger was removed or replaced" in answer.err
        assert guide("verify", call).code == 1


def test_a_call_that_was_erased_on_purpose_is_no_fault(guide: Prompt) -> None:
    call, other = take(guide), take(guide, 1, "Dana")
    kept = journal(guide, call).read_bytes()
    assert guide("forget", call, "--yes").code == 0
    assert guide("forget", "--older-than", "0", "--yes").out == f"{other}\n"
    answer = guide("verify", "--all")
    assert (answer.code, answer.out, answer.err) == (0, "0 calls verified: all fits.\n", "")
    assert "Dana" not in (guide.state / "ledger.jsonl").read_text()
    journal(guide, call).write_bytes(kept)
    answer = guide("verify", "--all")
    assert answer.code == 1
    assert "It was erased on " in answer.err


def test_a_summary_that_came_back_after_its_call_was_erased_is_told(guide: Prompt) -> None:
    call = take(guide)
    md = summary(guide, call)[0]
    kept = md.read_bytes()
    assert guide("forget", call, "--yes").code == 0
    md.write_bytes(kept)
    answer = guide("verify", "--all")
    assert answer.code == 1
    assert f"its summary {md} is there: remove that file" in answer.err


def test_that_a_call_was_erased_counts_only_where_the_ledger_says_so_too(guide: Prompt) -> None:
    call = take(guide)
    for file in (journal(guide, call), *summary(guide, call)):
        file.unlink()
    stone = {"call": call, "at": "2026-11-21T10:00:00Z", "why": "x"}
    (guide.state / "calls" / "erased.jsonl").write_text(f"{json.dumps(stone)}\n")
    answer = guide("verify", "--all")
    assert answer.code == 1
    assert "The ledger has it" in answer.err


def test_calls_from_before_there_was_a_ledger_are_told_and_taken_into_it(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as then:
        then.setattr("guide.session.callbook.__version__", "0.2.0")
        call = take(guide)
    (guide.state / "ledger.jsonl").unlink()
    one = guide("verify", call)
    assert one.code == 0
    assert f"{call}: It is not in the ledger: it ended before there was one." in one.err
    answer = guide("verify", "--all")
    assert (answer.code, answer.out) == (0, "1 call verified: all fits.\n")
    assert "1 call ended before there was a ledger: in it from now on." in answer.err
    again = guide("verify", "--all")
    assert again.code == 0
    assert "1 call was entered on 20" in again.err
    journal(guide, call).unlink()
    assert guide("verify", "--all").code == 1


@pytest.mark.parametrize(
    "name", ["ledger.jsonl", "register.jsonl", "register-index", "calls/erased.jsonl"]
)
def test_what_others_may_read_beside_the_calls_is_told(guide: Prompt, name: str) -> None:
    take(guide)
    path = guide.state / name
    path.touch(0o600)
    path.chmod(0o666)
    answer = guide("verify", "--all")
    assert f"Others may read {path}: its mode is 0666. chmod 600 {path} mends that." in answer.err


@pytest.mark.parametrize("kind", ["link", "folder"])
@pytest.mark.parametrize("name", ["do-not-call.jsonl", "register.jsonl"])
def test_what_is_no_file_is_told_and_nobody_is_sent_to_change_its_mode(
    guide: Prompt, name: str, kind: str
) -> None:
    take(guide)
    path = guide.state / name
    if kind == "link":
        (guide.folder / "other").touch(0o644)
        path.symlink_to(guide.folder / "other")
    else:
        path.mkdir(0o755)
    answer = guide("verify", "--all")
    assert answer.code != 0
    assert "chmod" not in answer.err
    assert str(path) in answer.err


def test_calls_that_were_not_gone_through_by_their_rules_are_told_in_one_sentence(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as then:
        then.setattr("guide.session.callbook.__version__", "0.8.0")
        calls = [take(guide, hour) for hour in range(5)]
    own = "It was not gone through by its rules: it says that version 0.8.0 recorded it"
    one = guide("verify", calls[0])
    assert (one.code, own in one.err) == (0, True)
    every = guide("verify", "--all")
    assert (every.code, every.out) == (0, "5 calls verified: all fits.\n")
    assert own not in every.err
    [told] = [line for line in every.err.splitlines() if "gone through" in line]
    some = ", ".join(calls[:3])
    assert f"versions: 5 calls were not gone through by the rules ({some}, …)" in told
    read = {one["call"]: one for one in json.loads(guide("verify", "--all", "--json").out)}
    assert all(any(own in told for told in read[call]["remarks"]) for call in calls)
    assert len(read["versions"]["remarks"]) == 1


@pytest.mark.parametrize(
    ("version", "key"), [("0.5.0", "answers = ["), ("0.7.0", 'owner = "Robin"')]
)
def test_a_summary_is_as_the_version_that_sealed_it_wrote_it(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch, version: str, key: str
) -> None:
    with monkeypatch.context() as then:
        then.setattr("guide.session.callbook.__version__", version)
        then.setattr("guide.record.journal.encoded", partial(encoded_by, version))
        before = take(guide, 0, "a promise", CALLBACK)
    now = take(guide, 1, "a promise", CALLBACK)
    assert key not in summary(guide, before)[1].read_text()
    assert key in summary(guide, now)[1].read_text()
    assert guide("verify", "--all").code == 0


def test_a_ledger_that_was_removed_is_told_and_the_next_one_remembers_it(guide: Prompt) -> None:
    call = take(guide)
    assert guide("verify", "--all").err == ""
    (guide.state / "ledger.jsonl").unlink()
    take(guide, 1)
    answer = guide("verify", "--all")
    assert answer.code == 1
    assert f"{call}: Version " in answer.err
    assert "entered it in the ledger when it ended, and it is not there" in answer.err
    for _ in range(2):
        after = guide("verify", "--all")
        assert (after.code, f"{call}: Version " in after.err) == (1, True)
        assert "Only a copy of an earlier ledger can show more" in after.err


def test_a_call_that_the_ledger_should_have_and_does_not_is_told(guide: Prompt) -> None:
    take(guide)
    before = (guide.state / "ledger.jsonl").read_bytes()
    call = take(guide, 1)
    (guide.state / "ledger.jsonl").write_bytes(before)
    for _ in range(2):
        answer = guide("verify", "--all")
        assert answer.code == 1
        assert f"{call}: It is not in the ledger" in answer.err
        assert "which was begun before the call ended" in answer.err


@pytest.mark.parametrize("calls", [1, 2])
@pytest.mark.parametrize("left", [60, 200])
def test_the_last_line_of_the_ledger_cut_off_is_told_with_its_call(
    guide: Prompt, calls: int, left: int
) -> None:
    *_, call = (take(guide, hour) for hour in range(calls))
    path = guide.state / "ledger.jsonl"
    *whole, last = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*whole, last[:left]]))
    answer = guide("verify", "--all")
    assert answer.code == 1
    of = f"; it is of call {call}" if left > 100 else ""
    assert (
        f"ledger: Line {calls} of the ledger {path}, the last, is cut off, as a write that was cut"
        f" short leaves it{of}. The next line that is written takes its place."
    ) in answer.err
    assert "There is no ledger yet" not in answer.err
    if of:
        assert f"{call}: Its line in the ledger {path}, the last, is cut off: nothing shows" in (
            answer.err
        )
        assert "not in the ledger" not in answer.err
        assert "removed or replaced" not in answer.err


def test_a_damaged_line_of_the_ledger_is_told(guide: Prompt) -> None:
    take(guide)
    path = guide.state / "ledger.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"events":5', b'"events":6'))
    answer = guide("verify", "--all")
    assert answer.code == 1
    assert f"guide: ledger: Line 1 of the ledger {path} is not as it was written." in answer.err


def test_all_as_json(guide: Prompt) -> None:
    call = take(guide)
    (guide.state / "calls" / "done" / f"{call} (1).jsonl").write_text("x")
    told = json.loads(guide("verify", "--all", "--json").out)
    assert [(one["call"], one["fits"]) for one in told] == [
        ("ledger", True),
        ("other files", True),
        ("register", True),
        (call, True),
    ]
    assert "is a copy of the call" in told[1]["remarks"][0]


@pytest.mark.parametrize("typed", [[], ["--all", "20261120"]])
def test_either_calls_are_named_or_all_are_meant(guide: Prompt, typed: list[str]) -> None:
    answer = guide("verify", *typed)
    assert (answer.code, answer.out) == (2, "")
    assert "Name summaries or calls, or use --all" in answer.err


def test_where_nothing_is_kept_all_fits(guide: Prompt) -> None:
    answer = guide("verify", "--all")
    assert (answer.code, answer.out) == (0, "0 calls verified: all fits.\n")
    assert not guide.state.exists()


@pytest.mark.parametrize(("seconds", "shown"), [(1.5, True), (0.01, False)])
def test_a_terminal_is_shown_how_far_it_is_once_that_takes_a_second(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch, seconds: float, shown: bool
) -> None:
    for hour in range(3):
        take(guide, hour)
    ticks = iter(range(1000))
    monkeypatch.setattr(output, "_now", lambda: next(ticks) * seconds)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    answer = guide("verify", "--all")
    assert answer.out == "3 calls verified: all fits.\n"
    assert ("Verifying" in answer.err) == shown
    assert ("Reading" in guide("calls").err) == shown


@pytest.mark.parametrize(
    ("file", "copy"),
    crossed(
        ["ledger", "register", "collected", "do-not-call", "calls/erased"],
        [
            "{} (conflicted copy).jsonl",
            "{}.sync-conflict-20261127.jsonl",
            "{}-DESK7.jsonl",
            "{}.jsonl~",
        ],
    ),
)
def test_a_copy_of_a_file_beside_the_calls_that_another_program_made_is_told(
    guide: Prompt, file: str, copy: str
) -> None:
    take(guide)
    assert guide("verify", "--all").err == guide("calls").err == ""
    path = guide.state / copy.format(file)
    path.write_text("{}\n")
    path.chmod(0o600)
    for typed in (["verify", "--all"], ["calls"]):
        answer = guide(*typed)
        assert answer.code == 0
        assert f"{path} is a copy of the " in answer.err
        assert answer.err.count("\n") == 1


def test_a_clock_that_was_set_back_between_two_lines_of_the_register_is_told(
    guide: Prompt,
) -> None:
    places = Places(guide.state, guide.out)
    call = take_call(places, "Kim Lo", CALLBACK)
    late = START + timedelta(hours=6)
    for at in (late, late - timedelta(hours=3), late, late - timedelta(seconds=9)):
        assert isinstance(do(Disk(), places, call, Tried("no answer"), "Kim Lo", at), Promise)
    answer = guide("verify", "--all")
    assert answer.code == 0
    for name, file in (("register", places.register), ("ledger", places.ledger)):
        told = f"{name}: Before line "
        assert answer.err.count(told) == 1
        assert f" of the {name} {file} a clock was set back by 3:00:00." in answer.err


def test_calls_that_are_played_at_the_hours_of_their_scenarios_set_no_clock_back(
    guide: Prompt,
) -> None:
    for scenario in ("friday-callback", "warned-and-ended"):
        assert guide("play", scenario).code == 0
    assert "set back" not in guide("verify", "--all").err


def test_a_line_of_the_register_that_is_still_to_come_is_told(guide: Prompt) -> None:
    places = Places(guide.state, guide.out)
    call = take_call(places, "Kim Lo", CALLBACK)
    to_come = datetime.now(UTC) + timedelta(days=300)
    assert isinstance(do(Disk(), places, call, Tried(), "Kim Lo", to_come), Promise)
    answer = guide("verify", "--all")
    assert answer.code == 0
    assert f"Line 1 of the register {places.register} is of {to_come:%Y-%m-%d}" in answer.err
