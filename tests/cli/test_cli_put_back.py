"""Calls that were erased and put back, or rewritten: what the ledger has of them holds."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from kit import shipped
from prompt import Prompt

from guide.call import actions as act
from guide.errors import Contradicted, RecordError
from guide.record.codec import GENESIS, Chain, seal
from guide.record.disk import Disk
from guide.record.erased import Tombstone, erased_calls, erased_on, keep_tombstone
from guide.record.ledger import enter, erased_line, kept_line, read_ledger
from guide.record.places import Places, erased_of
from guide.record.writer import DirectWriter
from guide.script.model import FollowUpKind
from guide.session.callbook import CallBook
from guide.session.clock import SystemClock
from guide.session.wrapping_up import call_to_take_up, take_up


def _book(guide: Prompt) -> CallBook:
    return CallBook(shipped(), Places(guide.state, guide.out), writer=DirectWriter)


def _take(guide: Prompt, *, ended: bool = True, promised: bool = False) -> str:
    book = _book(guide)
    session = book.start("irate-customers", agent="Robin", details=(("caller", "Dana"),))
    if promised:
        session.do(act.AddFollowUp(FollowUpKind.DO_NOT_CALL, (("number", "312 555 0142"),)))
    if ended:
        session.do(act.End("hung-up"))
        book.finish(session)
    session.close()
    return session.call.id


def _journal(guide: Prompt, call: str, folder: str = "done") -> Path:
    return guide.state / "calls" / folder / f"{call}.jsonl"


def _erased_and_put_back(guide: Prompt, folder: str, *, ended: bool) -> str:
    call = _take(guide, ended=ended)
    journal = _journal(guide, call, folder)
    kept = journal.read_bytes()
    assert guide("forget", call, "--yes", "--why", "asked for").code == 0
    journal.write_bytes(kept)
    return call


def _sealed_anew(path: Path, old: str, new: str) -> None:
    """Have another text in a journal, and every hash after it fit again."""
    prev, found = GENESIS, b""
    for line in path.read_text().splitlines():
        body = line[: line.rindex(',"prev":')] + "}"
        data, prev = seal(body.replace(old, new), prev)
        found += data
    assert found != path.read_bytes()
    path.write_bytes(found)


def _no_stones(guide: Prompt) -> None:
    erased_of(guide.state / "calls").unlink()


@pytest.mark.parametrize("stones", [True, False])
def test_an_erased_call_that_was_put_back_is_not_gone_on_with(guide: Prompt, stones: bool) -> None:
    call = _erased_and_put_back(guide, "open", ended=False)
    if not stones:
        _no_stones(guide)
    book = _book(guide)
    for refused in (book.resume, book.unfinished_call, book.evidence):
        with pytest.raises(RecordError, match=f"{call} was erased on .* guide forget {call} "):
            refused(call)
    with pytest.raises(RecordError, match="was erased on"):
        book.put_in_order(call, 1)
    assert (book.unfinished(), book.recent(5)) == ([], [])
    answer = guide("resume", call)
    assert answer.code == 2
    assert f"The call {call} was erased on " in answer.err
    assert "Its journal is there again" in answer.err
    with pytest.raises(RecordError, match=f"{call} was erased on"):
        book.finish_ended()
    # It was erased once: nobody is sent on to continue it.
    assert guide("forget", call, "--yes").out == f"{call}\n"
    assert guide("verify", "--all").code == 0


def test_forgetting_it_again_needs_no_more_than_a_yes(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = _erased_and_put_back(guide, "open", ended=False)
    monkeypatch.setattr("guide.cli.calls._agreed", lambda *_: True)
    answer = guide("forget", call)
    assert (answer.code, answer.out) == (0, f"{call}\n")


@pytest.mark.parametrize("folder", ["open", "done"])
def test_nothing_is_written_of_an_erased_call_that_had_ended(guide: Prompt, folder: str) -> None:
    call = _take(guide)
    kept = _journal(guide, call).read_bytes()
    guide("forget", call, "--yes")
    _journal(guide, call, folder).write_bytes(kept)
    before = read_ledger(guide.state / "ledger.jsonl").lines
    book = _book(guide)
    if folder == "open":
        with pytest.raises(RecordError, match=f"{call} was erased on"):
            book.finish_ended()
    else:
        assert book.last_ended() is None
        with pytest.raises(RecordError, match="was erased on"):
            call_to_take_up(book.places, call, SystemClock().now().at)
    answer = guide("summary", call)
    assert (answer.code, answer.out) == (1, "")
    assert "was erased on" in answer.err
    assert not (guide.out / f"{call}.md").exists()
    assert read_ledger(guide.state / "ledger.jsonl").lines == before


def test_verify_goes_on_saying_that_a_call_was_erased_however_it_ended_since(
    guide: Prompt,
) -> None:
    call = _take(guide)
    journal = _journal(guide, call)
    kept = journal.read_bytes()
    ended = (guide.state / "ledger.jsonl").read_bytes()
    guide("forget", call, "--yes")
    journal.write_bytes(kept)
    # As versions before 0.13 entered it, which went on with such a call.
    line = json.loads(ended.splitlines()[-1])
    chain = Chain(line["events"], line["last_hash"])
    enter(Disk(), guide.state / "ledger.jsonl", [kept_line(call, chain, datetime.now(UTC))])
    answer = guide("verify", call)
    assert answer.code == 1
    assert f"It was erased on {erased_on(datetime.now(UTC))}, and its journal" in answer.err


def test_a_true_summary_is_not_replaced_from_a_journal_that_the_ledger_contradicts(
    guide: Prompt,
) -> None:
    call = _take(guide)
    true = {path: path.read_bytes() for path in sorted(guide.out.iterdir())}
    _sealed_anew(_journal(guide, call), "Dana", "Nobody")
    answer = guide("summary", call)
    assert (answer.code, answer.out) == (1, "")
    assert "does not have the hash that the ledger has of it" in answer.err
    assert f"{call}.md stays as it is" in answer.err
    assert {path: path.read_bytes() for path in sorted(guide.out.iterdir())} == true
    for how in ("--print", "--json"):
        shown = guide("summary", call, how)
        assert shown.code == 1
        assert "Nobody" in shown.out
        assert "does not have the hash that the ledger has of it" in shown.err
    # Where there is none to lose it is written, and told all the same.
    shutil.rmtree(guide.out)
    answer = guide("summary", call)
    assert (answer.code, answer.out) == (1, f"{guide.out / call}.md\n")
    assert "does not have the hash" in answer.err


def test_a_true_addendum_is_not_replaced_from_a_journal_that_the_ledger_contradicts(
    guide: Prompt,
) -> None:
    call = _take(guide, promised=True)
    page = take_up(_book(guide), call, "Robin")
    page.add_note("she was kind")
    assert page.close() == guide.out / f"{call}-after.md"
    true = {path: path.read_bytes() for path in sorted(guide.out.iterdir())}
    _sealed_anew(_journal(guide, call), "312 555 0142", "312 555 0199")
    page = take_up(_book(guide), call, "Robin")
    assert page.wrong
    page.add_note("and patient")
    with pytest.raises(Contradicted, match=f"{call}-after.md stays as it is: .* does not have the"):
        page.close()
    _book(guide).finish_ended()
    assert {path: path.read_bytes() for path in sorted(guide.out.iterdir())} == true
    assert "and patient" in (guide.state / "register.jsonl").read_text()
    # Nor where the summary alone is gone.
    (guide.out / f"{call}.md").unlink()
    (guide.out / f"{call}.toml").unlink()
    answer = guide("summary", call)
    assert (answer.code, answer.out) == (1, f"{guide.out / call}.md\n")
    assert f"{call}-after.md stays as it is" in answer.err
    after = guide.out / f"{call}-after.md"
    assert after.read_bytes() == true[after]


def test_a_rewritten_journal_that_was_put_among_open_calls_is_not_finished_anew(
    guide: Prompt,
) -> None:
    call = _take(guide)
    true = {path: path.read_bytes() for path in sorted(guide.out.iterdir())}
    before = read_ledger(guide.state / "ledger.jsonl").lines
    _sealed_anew(_journal(guide, call), "Dana", "Nobody")
    _journal(guide, call).rename(_journal(guide, call, "open"))
    with pytest.raises(RecordError, match="does not have the hash that the ledger has of it"):
        _book(guide).finish_ended()
    assert {path: path.read_bytes() for path in sorted(guide.out.iterdir())} == true
    assert read_ledger(guide.state / "ledger.jsonl").lines == before


def test_the_page_of_a_call_and_its_summary_tell_what_is_wrong_with_it(guide: Prompt) -> None:
    call = _take(guide, promised=True)
    book = _book(guide)
    assert take_up(book, call, "Robin").wrong == ()
    promised = next(
        json.loads(line)["n"]
        for line in _journal(guide, call).read_text().splitlines()
        if '"kind":"follow-up-added"' in line
    )
    assert guide("mark", f"{call}/{promised}", "void", "--note", "a mistake").code == 0
    _sealed_anew(_journal(guide, call), '"kind":"follow-up-added"', '"kind":"noted","text":"x"')
    page = take_up(book, call, "Robin")
    wrong = " ".join(page.wrong)
    assert "does not have the hash that the ledger has of it" in wrong
    assert f"Event {promised} of the call made no promise." in wrong
    answer = guide("summary", call)
    assert answer.code == 1
    assert "counts for nothing" in answer.err
    # Somebody takes the record away while the page is shown.
    _journal(guide, call).unlink()
    assert "made no promise" in " ".join(page.wrong)


def test_nothing_is_recorded_about_a_promise_of_an_erased_call_that_was_put_back(
    guide: Prompt,
) -> None:
    call = _take(guide, promised=True)
    kept = _journal(guide, call).read_bytes()
    guide("forget", call, "--yes")
    _journal(guide, call).write_bytes(kept)
    answer = guide("mark", call, "void", "--note", "a mistake")
    assert answer.code == 2
    assert answer.err.count(f"The call {call} was erased on") == 1
    assert f"Nothing was recorded about the call {call}: it was erased." in answer.err


def test_nothing_is_remarked_about_an_erased_call_that_was_put_back(guide: Prompt) -> None:
    call = _take(guide)
    assert guide("remark", call, "note", "--text", "kind", "--at", "0").code == 0
    kept = _journal(guide, call).read_bytes()
    remarks = (guide.state / "remarks.jsonl").read_bytes()
    guide("forget", call, "--yes")
    _journal(guide, call).write_bytes(kept)
    (guide.state / "remarks.jsonl").write_bytes(remarks)
    for said in (("note", "--text", "more", "--at", "0"), ("answer", "--text", "thanks")):
        answer = guide("remark", call, *said)
        assert answer.code == 2, said
        assert f"The call {call} was erased on" in answer.err
    assert (guide.state / "remarks.jsonl").read_bytes() == remarks


def _stones(guide: Prompt) -> Path:
    return erased_of(guide.state / "calls")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("asked for", "by mistake", "its time or its reason was changed"),
        ('"at": "20', '"at": "19', "its time or its reason was changed"),
        ("", None, "was erased on {}, and the list of erased calls does not"),
    ],
)
def test_what_stays_of_an_erased_call_is_held_against_the_ledger(
    guide: Prompt, old: str, new: str | None, told: str
) -> None:
    call = _take(guide)
    assert guide("forget", call, "--yes", "--why", "asked for").code == 0
    assert guide("verify", "--all").code == 0
    assert guide("summary", call).err.endswith("M (asked for).\n")
    today = erased_on(erased_calls(guide.state / "calls")[-1].at)
    text = _stones(guide).read_text()
    assert old in text
    if new is None:
        _stones(guide).unlink()
    else:
        _stones(guide).write_text(text.replace(old, new))
    answer = guide("verify", "--all")
    assert answer.code == 1
    assert call in answer.err
    assert told.format(today) in answer.err
    said = guide("summary", call).err
    assert f"The call {call} was erased on {today}" in said
    assert "the reason is gone, or was changed" in said


def test_lists_tell_that_what_stays_of_erased_calls_was_removed(guide: Prompt) -> None:
    call = _take(guide)
    guide("forget", call, "--yes")
    assert guide("owed").code == 0
    _stones(guide).unlink()
    for command in ("calls", "owed", "dnc", "stats"):
        answer = guide(command)
        assert answer.code == 1, command
        assert f"The ledger has it that {call} was erased" in answer.err


def test_an_erasure_that_the_ledger_does_not_have_is_told(guide: Prompt) -> None:
    call, other = _take(guide), _take(guide)
    guide("forget", call, "--yes")
    with _stones(guide).open("a") as file:
        file.write(_stones(guide).read_text().replace(call, "20200101-000000-aaaa"))
    answer = guide("verify", "--all")
    assert answer.code == 1
    assert "20200101-000000-aaaa was erased on " in answer.err
    assert answer.err.count("the ledger does not") == 1
    assert other not in answer.err


def test_an_erasure_of_an_earlier_version_has_a_time_in_the_ledger_and_no_hash(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = _take(guide)
    monkeypatch.setattr(
        "guide.record.forget.erased_line", lambda call, at, _: erased_line(call, at)
    )
    guide("forget", call, "--yes", "--why", "asked for")
    assert "stone" not in (guide.state / "ledger.jsonl").read_text()
    assert guide("verify", "--all").code == 0
    text = _stones(guide).read_text()
    _stones(guide).write_text(text.replace("asked for", "another"))
    assert guide("verify", "--all").code == 0
    _stones(guide).write_text(text.replace('"at": "20', '"at": "19'))
    assert guide("verify", "--all").code == 1


def test_an_erasure_from_before_there_was_a_ledger_is_in_none(guide: Prompt) -> None:
    stone = Tombstone("20200101-000000-aaaa", datetime(2020, 2, 1, tzinfo=UTC), "old")
    keep_tombstone(Disk(), guide.state / "calls", stone)
    assert guide("verify", "--all").code == 0
    _take(guide)
    assert guide("verify", "--all").code == 0


def test_an_erasure_that_was_cut_short_or_done_twice_fits_the_ledger(guide: Prompt) -> None:
    call = _take(guide)
    at = datetime.now(UTC)
    enter(Disk(), guide.state / "ledger.jsonl", [erased_line(call, at)])
    assert "the list of erased calls does not" not in guide("verify", "--all").err
    kept = _journal(guide, call).read_bytes()
    guide("forget", call, "--yes", "--why", "first")
    assert guide("verify", "--all").code == 0
    _journal(guide, call).write_bytes(kept)
    guide("forget", call, "--yes", "--why", "second")
    assert guide("verify", "--all").code == 0
    assert "(first)" in guide("summary", call).err


@pytest.mark.parametrize("name", ["ledger.jsonl", "calls/erased.jsonl"])
def test_a_list_of_erasures_that_cannot_be_read_keeps_no_call_from_going_on(
    guide: Prompt, name: str
) -> None:
    call = _take(guide, ended=False)
    (guide.state / name).mkdir()
    book = _book(guide)
    assert [info.id for info in book.unfinished()] == [call]
    book.resume(call).close()


@pytest.mark.parametrize(
    "typed",
    [
        ("forget", "", "--yes"),
        ("forget", ""),
        ("resume", ""),
        ("resume", "", "--branch", "1"),
        ("review", ""),
        ("summary", ""),
        ("replay", ""),
        ("verify", ""),
        ("practice", "--debrief", ""),
        ("collect", "x", "--show", ""),
    ],
)
def test_an_empty_name_is_not_no_name(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch, typed: tuple[str, ...]
) -> None:
    call = _take(guide)
    monkeypatch.setenv("GUIDE_RETENTION_DAYS", "0")
    answer = guide(*typed)
    assert (answer.code, answer.out) == (2, "")
    assert "Name a call: its id, or the beginning of it." in answer.err
    assert _journal(guide, call).exists()


def test_verify_sends_nobody_to_write_the_summary_of_an_erased_call(guide: Prompt) -> None:
    call = _erased_and_put_back(guide, "done", ended=True)
    answer = guide("verify", call)
    assert answer.code == 1
    assert "its journal" in answer.err
    assert "guide summary" not in answer.err
