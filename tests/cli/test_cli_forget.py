import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from kit import shipped
from prompt import Prompt
from two_clocks import TwoClocks

from guide.call import actions as act
from guide.cli import calls, output
from guide.errors import GuideError, RecordError
from guide.record import disk
from guide.record.disk import Disk
from guide.record.erased import Tombstone, erased_calls
from guide.record.erased_numbers import do_not_call
from guide.record.forget import RETENTION_DAYS, erase_calls, retention_days
from guide.record.places import Places
from guide.record.system import System
from guide.record.writer import DirectWriter
from guide.script.model import FollowUpKind
from guide.session.callbook import CallBook
from guide.session.clock import SetClock
from guide.session.session import Session

START = datetime(2026, 11, 20, 19, 3, tzinfo=UTC)
SECRET = "Dana Whitlock"


def begun(guide: Prompt, at: datetime = START) -> tuple[CallBook, Session]:
    places = Places(guide.state, guide.out)
    clock = SetClock(at)
    book = CallBook(shipped(), places, clock=clock, writer=DirectWriter)
    session = book.start("irate-customers", agent="Robin", details=(("caller", SECRET),))
    return book, session


def take(guide: Prompt, at: datetime = START, *, number: str = "", ended: bool = True) -> str:
    """Take a real call, and return its id."""
    book, session = begun(guide, at)
    if number:
        session.do(act.AddFollowUp(FollowUpKind.DO_NOT_CALL, (("number", number),)))
    if ended:
        session.do(act.End("hung-up"))
        book.finish(session)
    session.close()
    return session.call.id


def traces(guide: Prompt, text: str) -> list[Path]:
    """The files that hold a text, or are named so."""
    files = (path for path in guide.folder.rglob("*") if path.is_file())
    return [p for p in files if text in p.name or text in p.read_text("utf-8", "replace")]


def test_nothing_of_an_erased_call_stays_but_that_it_was_erased_when_and_why(
    guide: Prompt,
) -> None:
    call, other = take(guide), take(guide, START + timedelta(hours=1))
    done = guide.state / "calls" / "done"
    (done / f"{call}.2.jsonl").write_bytes((done / f"{call}.jsonl").read_bytes())
    (done / f"{call.upper()}.jsonl").write_bytes((done / f"{call}.jsonl").read_bytes())
    (done / f"{call.upper()} (1).JSONL").write_text(SECRET)
    (guide.out / f"{call.upper()}.MD").write_text(SECRET)
    (done / f"{call}.jsonl.damaged").write_text(SECRET)
    (guide.out / f".{call}.md.tmp").write_text(SECRET)
    answer = guide("forget", call, "--yes", "--why", "asked for by the caller")
    assert (answer.code, answer.out, answer.err) == (0, f"{call}\n", "")
    assert sorted(path.name for path in traces(guide, call)) == ["erased.jsonl", "ledger.jsonl"]
    assert {path.stem for path in traces(guide, SECRET)} == {other}
    (stone,) = erased_calls(guide.state / "calls")
    assert (stone.call, stone.why) == (call, "asked for by the caller")
    assert not (guide.state / "do-not-call.jsonl").exists()


@pytest.mark.parametrize("name", ["backup.jsonl", "Copy of it", "x.jsonl.bak"])
def test_a_copy_under_a_name_of_its_own_is_left_and_told(guide: Prompt, name: str) -> None:
    call = take(guide)
    done = guide.state / "calls" / "done"
    (done / name).write_bytes((done / f"{call}.jsonl").read_bytes())
    (done / "other").write_text("no journal")
    answer = guide("forget", call, "--yes")
    assert (answer.code, answer.out) == (1, f"{call}\n")
    assert f"{done / name} holds the call {call}, too, and was not erased" in answer.err


def test_a_folder_named_like_a_summary_is_told_and_stops_no_erasure(guide: Prompt) -> None:
    call, other = take(guide), take(guide, START + timedelta(hours=1))
    summary = guide.out / f"{call}.md"
    summary.unlink()
    summary.mkdir()
    (summary / "mine.txt").write_text("kept by somebody")
    answer = guide("forget", "--older-than", "1", "--yes")
    assert answer.code == 0
    assert {*answer.out.split()} == {call, other}
    assert f"{summary} is a folder, so it was not erased" in answer.err
    assert traces(guide, SECRET) == []
    assert (summary / "mine.txt").exists()


def test_a_do_not_call_number_stays_with_its_date_and_nothing_else(guide: Prompt) -> None:
    call = take(guide, number="555-0142")
    guide("forget", call, "--yes")
    kept = guide.state / "do-not-call.jsonl"
    lines = [json.loads(line) for line in kept.read_text().splitlines()]
    assert [{name: one[name] for name in ("number", "date")} for one in lines] == [
        {"number": "555-0142", "date": "2026-11-20"}
    ]
    assert kept.stat().st_mode & 0o777 == 0o600
    assert traces(guide, SECRET) == []


def test_erased_calls_are_not_listed_and_every_command_says_when_they_were_erased(
    guide: Prompt,
) -> None:
    call = take(guide)
    guide("forget", call, "--yes", "--why", "old")
    assert json.loads(guide("calls", "--json").out) == []
    for typed in (["resume", call], ["summary", call], ["verify", call], ["forget", call, "--yes"]):
        answer = guide(*typed)
        assert (answer.code, answer.out) == (2, "")
        assert f"The call {call} was erased on " in answer.err
        assert "(old)" in answer.err


def test_unfinished_calls_are_refused_unless_yes_is_said(guide: Prompt) -> None:
    call = take(guide, ended=False)
    answer = guide("forget", call)
    assert (answer.code, answer.out) == (2, "")
    assert "has not ended" in answer.err
    assert guide("forget", call, "--yes").out == f"{call}\n"
    assert traces(guide, SECRET) == []


def test_a_call_that_a_program_holds_is_not_erased(guide: Prompt) -> None:
    _, session = begun(guide)
    answer = guide("forget", session.call.id, "--yes")
    assert answer.code == 2
    assert "held by another running program" in answer.err
    session.close()
    assert traces(guide, SECRET)
    assert erased_calls(guide.state / "calls") == ()


def test_calls_older_than_so_many_days_are_erased_and_unfinished_ones_only_with_yes(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    old = take(guide, now - timedelta(days=31))
    left = take(guide, now - timedelta(days=40), ended=False)
    new = take(guide, now - timedelta(days=29))
    monkeypatch.setattr(calls, "_agreed", lambda *_: True)
    assert guide("forget", "--older-than", "30").out == f"{old}\n"
    assert guide("forget", "--older-than", "30", "--yes").out == f"{left}\n"
    assert [info["id"] for info in json.loads(guide("calls", "--json").out)] == [new]
    assert "older than 30 days" in guide("summary", old).err


def test_a_call_is_no_older_for_a_clock_that_was_wrong_as_it_began(guide: Prompt) -> None:
    now = datetime.now(UTC)
    places = Places(guide.state, guide.out)
    clock = TwoClocks(datetime(1971, 3, 5, 16, 0, tzinfo=UTC))
    book = CallBook(shipped(), places, clock=clock, writer=DirectWriter)
    session = book.start("irate-customers", agent="Robin")
    clock.jump(now - clock.now().at - timedelta(minutes=1))
    session.do(act.End("hung-up"))
    book.finish(session)
    call = session.call.id
    answer = guide("forget", "--older-than", "30", "--yes")
    assert (answer.code, answer.out) == (0, "")
    assert f"{call} is not old enough to erase: it began on 1971-03-05 as the clock" in answer.err
    assert guide("forget", call, "--yes").out == f"{call}\n"


def test_a_call_is_no_older_than_what_was_put_on_record_before_its_end(guide: Prompt) -> None:
    now = datetime.now(UTC)
    very_old = take(guide, now - timedelta(days=400))
    take(guide, now - timedelta(days=2))
    call = take(guide, datetime(1971, 3, 5, 16, 0, tzinfo=UTC))
    ahead = take(guide, now + timedelta(days=2))
    answer = guide("forget", "--older-than", "30", "--yes")
    assert answer.out == f"{very_old}\n"
    day = f"{now - timedelta(days=2):%Y-%m-%d}"
    assert f"{call} is not old enough to erase: it began on 1971-03-05" in answer.err
    assert f"was not over before {day}." in answer.err
    assert ahead not in answer.err


def test_the_retention_period_is_a_setting(guide: Prompt, monkeypatch: pytest.MonkeyPatch) -> None:
    call = take(guide, datetime.now(UTC) - timedelta(days=400))
    answer = guide("forget", "--yes")
    assert (answer.code, answer.out) == (0, "")
    assert "No call is old enough" in answer.err
    monkeypatch.setenv("GUIDE_RETENTION_DAYS", "365")
    assert guide("forget", "--yes").out == f"{call}\n"
    monkeypatch.setenv("GUIDE_RETENTION_DAYS", "a year")
    answer = guide("forget", "--yes")
    assert answer.code == 2
    assert "GUIDE_RETENTION_DAYS is “a year”" in answer.err


@pytest.mark.parametrize("asked", ["x", "", "-1", "٣٦٥", "3²", "9" * 5000])
def test_days_that_are_no_number_are_told_by_what_asks_for_them(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    told = f" is “{asked}”; it must be a number of days, such as 1827.\n"
    answer = guide("forget", "--older-than", asked, "--yes")
    assert (answer.code, answer.err) == (2, f"guide: --older-than{told}")
    if asked:
        monkeypatch.setenv("GUIDE_RETENTION_DAYS", asked)
        assert guide("forget", "--yes").err == f"guide: GUIDE_RETENTION_DAYS{told}"


def test_calls_are_kept_for_five_years_unless_said_otherwise() -> None:
    five_years = datetime(2026, 1, 1, tzinfo=UTC) - datetime(2021, 1, 1, tzinfo=UTC)
    assert retention_days() == RETENTION_DAYS
    assert 0 <= RETENTION_DAYS - five_years.days <= 1
    with pytest.raises(GuideError):
        retention_days("-1")


def test_without_somebody_to_ask_nothing_is_erased(guide: Prompt) -> None:
    call = take(guide)
    answer = guide.process("forget", call)
    assert (answer.code, answer.out) == (2, "")
    assert "Use --yes to erase without asking." in answer.err
    assert traces(guide, SECRET)


def test_what_is_still_owed_is_told_before_it_is_erased_and_of_what_was(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, session = begun(guide)
    for kind, fields in (
        (FollowUpKind.CALLBACK, (("number", "312 555 0134"), ("concern", "a refund"))),
        (FollowUpKind.AGREED, (("agreed", "a refund"),)),
        (FollowUpKind.DO_NOT_CALL, (("number", "312 555 0134"),)),
    ):
        session.do(act.AddFollowUp(kind, fields))
    session.do(act.End("hung-up"))
    book.finish(session)
    call, nothing = session.call.id, take(guide, START + timedelta(hours=1))
    shown: list[str] = []

    def agreed(question: str, unasked: str, about: Sequence[str] = ()) -> bool:
        shown.extend(about)
        return False

    monkeypatch.setattr(calls, "agreed", agreed)
    guide("forget", "--older-than", "0")
    assert sorted(shown) == [
        f"{call} Irate customers, Robin, still owes 2 promises, 1 overdue",
        f"{nothing} Irate customers, Robin",
    ]
    [agreed_on] = json.loads(guide("owed", "--kind", "agreed", "--json").out)
    assert guide("mark", agreed_on["promise"], "done").code == 0
    answer = guide("forget", "--older-than", "0", "--yes")
    assert answer.code == 0
    told = f"{call} still owed 1 promise, 1 overdue."
    assert told in answer.err
    assert f"{nothing} still owed" not in answer.err


def test_who_says_no_erases_nothing(guide: Prompt, monkeypatch: pytest.MonkeyPatch) -> None:
    call = take(guide)
    monkeypatch.setattr(calls, "_agreed", lambda *_: False)
    answer = guide("forget", call)
    assert (answer.code, answer.out) == (1, "")
    assert traces(guide, SECRET)


def test_practice_is_erased_apart_from_real_calls(guide: Prompt) -> None:
    summary = Path(guide("play", "friday-callback").out.strip())
    take(guide)
    answer = guide("forget", summary.stem, "--yes")
    assert (answer.code, answer.out) == (2, "")
    assert "is practice: add --practice." in answer.err
    assert guide("forget", summary.stem, "--practice", "--yes").code == 0
    erased = guide.state / "training" / "calls" / "erased.jsonl"
    assert sorted(traces(guide, summary.stem)) == [guide.state / "ledger.jsonl", erased]


def test_a_reason_holds_no_card_number_and_that_is_told(guide: Prompt) -> None:
    call = take(guide)
    told = guide("forget", call, "--yes", "--why", "card 4111 1111 1111 1111")
    assert erased_calls(guide.state / "calls")[0].why == "card •••• 1111"
    assert "Kept of the reason: card •••• 1111" in told.err


class Dying(System):
    """A disk that refuses from a certain removal on."""

    def __init__(self, left: int) -> None:
        self.left = left

    def remove(self, path: Path) -> None:
        if self.left <= 0:
            raise OSError(5, "Input/output error")
        self.left -= 1
        super().remove(path)


def test_an_erasure_that_was_cut_short_is_completed_by_the_next(guide: Prompt) -> None:
    places = Places(guide.state, guide.out)
    for left in range(3):
        call = take(guide, START + timedelta(hours=left), number="555-0142")
        path = places.calls / "done" / f"{call}.jsonl"
        stone = Tombstone(call, START, "asked")
        with pytest.raises(RecordError):
            list(
                erase_calls(
                    Disk(Dying(left)), places, [(path, stone)], training=False, also=places.out
                )
            )
        assert path.exists()
        assert guide("forget", call, "--yes").code == 0
        traced = ["do-not-call.jsonl", "erased.jsonl", "ledger.jsonl"]
        assert sorted(p.name for p in traces(guide, call)) == traced
    assert len(erased_calls(places.calls)) == 3
    assert [one.number for one in do_not_call(places)] == ["555-0142"] * 3
    assert guide("dnc").out == "555-0142\n"


def test_however_many_calls_are_erased_folders_are_listed_and_what_stays_is_read_as_often(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[str] = []
    listed, read = os.listdir, disk.own_bytes

    def listing(path: Path) -> list[str]:
        looks.append(str(path))
        return listed(path)

    def reading(path: Path) -> bytes:
        looks.append(path.name)
        return read(path)

    monkeypatch.setattr("os.listdir", listing)
    monkeypatch.setattr(disk, "own_bytes", reading)
    counts = []
    for many in (1, 2, 9):
        for n in range(many):
            take(guide, START + timedelta(hours=n), number=f"555-01{n:02}")
        looks.clear()
        places = Places(guide.state, guide.out)
        paths = sorted((places.calls / "done").glob("*.jsonl"))
        chosen = [(path, Tombstone(path.stem, START, "asked")) for path in paths]
        told = list(erase_calls(Disk(), places, chosen, training=False, also=places.out))
        assert [stone.call for stone in told] == [path.stem for path in paths]
        counts.append(len([look for look in looks if look not in {path.name for path in paths}]))
    assert counts[1] == counts[2]
    assert len({one.number for one in do_not_call(places)}) == 9


def test_a_line_of_what_stays_that_is_cut_off_hides_no_other(guide: Prompt) -> None:
    first = take(guide)
    assert guide("forget", first, "--yes").code == 0
    kept = guide.state / "calls" / "erased.jsonl"
    kept.write_bytes(kept.read_bytes() + b'{"call": "2026')
    second = take(guide, START + timedelta(hours=1))
    assert guide("forget", second, "--yes").code == 0
    assert [stone.call for stone in erased_calls(guide.state / "calls")] == [first, second]


@pytest.mark.parametrize(("out", "err", "shown"), [(False, True, True), (True, True, False)])
def test_a_terminal_is_shown_how_many_are_erased_unless_they_scroll_by(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch, out: bool, err: bool, shown: bool
) -> None:
    for n in range(2):
        take(guide, START + timedelta(hours=n))
    monkeypatch.setattr("sys.stdout.isatty", lambda: out, raising=False)
    monkeypatch.setattr("sys.stderr.isatty", lambda: err, raising=False)
    answer = guide("forget", "--older-than", "0", "--yes")
    assert len(answer.out.split()) == 2
    assert ("\r1 of 2 calls erased\x1b[K\r2 of 2 calls erased\x1b[K\r\x1b[K" in answer.err) == shown
    assert answer.err.endswith("guide: 2 calls erased.\n")


@pytest.mark.parametrize("there", [False, True])
@pytest.mark.parametrize("typed", [[], ["--older-than", "0", "--yes"], ["--practice"], ["--json"]])
def test_where_no_call_was_ever_kept_there_is_nothing_to_erase(
    guide: Prompt, typed: list[str], there: bool
) -> None:
    if there:
        guide.state.mkdir(0o700)
    answer = guide("forget", *typed)
    assert (answer.code, answer.err) == (0, "guide: No call is old enough to erase.\n")
    assert answer.out == ("[]\n" if "--json" in typed else "")
    assert guide.state.exists() == there


def test_a_terminal_is_shown_how_far_the_reading_is(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = take(guide, datetime.now(UTC) - timedelta(days=3))
    monkeypatch.setattr(output, "_AT_ONCE", -1.0)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    answer = guide("forget", "--older-than", "1", "--yes")
    assert answer.out == f"{call}\n"
    assert "Reading calls" in answer.err


def test_what_is_remembered_of_an_erased_call_is_erased_with_it(guide: Prompt) -> None:
    call = take(guide, number="+1 312 555 0134")
    guide("owed", "--json")
    assert any("register-index" in path.name for path in traces(guide, "555 0134"))
    assert guide("forget", call, "--yes").code == 0
    assert {path.name for path in traces(guide, "555 0134")} == {"do-not-call.jsonl"}
    guide("owed", "--json")
    assert {path.name for path in traces(guide, "555 0134")} == {"do-not-call.jsonl"}


def test_a_do_not_call_number_that_was_taken_out_is_no_fit(guide: Prompt) -> None:
    call = take(guide, number="312 555 0142")
    assert guide("forget", call, "--yes").code == 0
    assert guide("verify", "--all").code == guide("dnc").code == 0
    (guide.state / "do-not-call.jsonl").unlink()
    for typed in (("verify", "--all"), ("dnc",)):
        answer = guide(*typed)
        assert answer.code == 1
        assert "with 1 line, and it has 0: lines were cut off." in answer.err
        assert "all fits" not in answer.out


@pytest.mark.parametrize("tombstone", [True, False])
def test_an_erased_call_that_a_backup_put_back_is_told_by_every_list(
    guide: Prompt, *, tombstone: bool
) -> None:
    call = take(guide, number="312 555 0199")
    [journal] = (guide.state / "calls" / "done").iterdir()
    backup = journal.read_bytes()
    assert guide("forget", call, "--yes").code == 0
    journal.write_bytes(backup)
    if not tombstone:
        (guide.state / "calls" / "erased.jsonl").unlink()
    for typed in (["calls"], ["owed", "--json"], ["dnc"], ["stats"]):
        answer = guide(*typed)
        assert answer.code == 1, typed
        assert f"The call {call} was erased on " in answer.err
        # Told, and neither listed nor counted; its number is still not to be called.
        assert call not in answer.out
    assert "312" in guide("dnc").out
    assert json.loads(guide("stats", "--json").out)["calls"] == 0
    assert json.loads(guide("owed", "--closed", "--json").out) == []
    assert "Its journal is there again" in guide("summary", call, "--print").err
    assert guide("forget", call, "--yes").code == 0
    assert [guide(one).code for one in ("calls", "dnc", "stats")] == [0, 0, 0]


def test_practice_that_was_erased_and_is_put_back_is_told_as_practice(guide: Prompt) -> None:
    call = take(guide)
    done, practice = guide.state / "calls" / "done", guide.state / "training" / "calls" / "done"
    backup = (done / f"{call}.jsonl").read_bytes()
    assert guide("forget", call, "--yes").code == 0
    Disk().private_folder(practice)
    (practice / f"{call}.jsonl").write_bytes(backup)
    assert f"guide forget {call} --practice erases it once more" in guide("calls").err
