"""Journals that were cut, or replaced by an older copy: what ended is not gone on with anew."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from kit import shipped
from prompt import Prompt

from guide.call import actions as act
from guide.errors import RecordError
from guide.record.ledger import Deed, read_ledger
from guide.record.places import Places
from guide.record.writer import DirectWriter
from guide.script.model import FollowUpKind
from guide.session.callbook import CallBook
from guide.session.session import Session


def _book(guide: Prompt) -> CallBook:
    return CallBook(shipped(), Places(guide.state, guide.out), writer=DirectWriter)


def _half(book: CallBook) -> Session:
    return book.start("irate-customers", agent="Robin", details=(("caller", "Dana"),))


def _end(book: CallBook, session: Session) -> str:
    session.do(act.AddFollowUp(FollowUpKind.DO_NOT_CALL, (("number", "312 555 0142"),)))
    session.do(act.End("hung-up"))
    book.finish(session)
    session.close()
    return session.call.id


def _journal(guide: Prompt, call: str, folder: str = "done") -> Path:
    return guide.state / "calls" / folder / f"{call}.jsonl"


def _summaries(guide: Prompt) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(guide.out.iterdir())}


def _ends(guide: Prompt, call: str) -> int:
    lines = read_ledger(guide.state / "ledger.jsonl").by_call.get(call, ())
    return sum(line.kind is Deed.ENDED for line in lines)


def _cut(data: bytes) -> bytes:
    return b"".join(data.splitlines(keepends=True)[:2])


def _torn(data: bytes) -> bytes:
    return _cut(data) + data.splitlines()[2][:20]


@pytest.mark.parametrize("cut", [_cut, _torn])
@pytest.mark.parametrize("folder", ["open", "done"])
def test_a_call_that_the_ledger_has_as_ended_is_not_gone_on_with(
    guide: Prompt, folder: str, cut: Callable[[bytes], bytes]
) -> None:
    book = _book(guide)
    call = _end(book, _half(book))
    sealed, whole = _summaries(guide), _journal(guide, call).read_bytes()
    _journal(guide, call).unlink()
    _journal(guide, call, folder).write_bytes(cut(whole))
    told = f"The ledger has it that the call {call} ended, with {len(whole.splitlines())} events"
    for refused in (book.resume, book.unfinished_call):
        with pytest.raises(RecordError, match=f"{told}; its journal has 2, and not that end"):
            refused(call)
    with pytest.raises(RecordError, match="Put the whole journal back"):
        book.put_in_order(call, 1)
    assert book.unfinished() == []
    # Among those that are done a journal is looked at by whoever names it.
    assert [told in one for one in book.older_copies()] == [True] * (folder == "open")
    answer = guide("resume", call)
    assert answer.code == 2
    assert told in answer.err
    assert f"guide summary {call} --print" in answer.err
    answer = guide("summary", call)
    assert (answer.code, answer.out) == (1, "")
    assert told in answer.err
    assert "has not ended" not in answer.err
    shown = guide("summary", call, "--print")
    assert (shown.code, "Dana" in shown.out) == (1, True)
    assert _journal(guide, call, folder).read_bytes() == cut(whole)
    assert (_summaries(guide), _ends(guide, call)) == (sealed, 1)
    # Once the whole journal is back all fits.
    _journal(guide, call, folder).unlink()
    _journal(guide, call).write_bytes(whole)
    assert guide("verify", "--all").code == 0


def _put_back_from_mid_call(guide: Prompt) -> str:
    """Records as they were in mid-call; the summaries of now."""
    book = _book(guide)
    session = _half(book)
    backup = guide.state.with_name("backup")
    shutil.copytree(guide.state, backup)
    call = _end(book, session)
    shutil.rmtree(guide.state)
    backup.rename(guide.state)
    return call


def test_a_call_of_which_a_summary_has_the_end_is_not_gone_on_with(guide: Prompt) -> None:
    call = _put_back_from_mid_call(guide)
    sealed, book = _summaries(guide), _book(guide)
    told = f"{call}.toml of the call {call} is of 5 events and says that it ended: “Caller hung up”"
    with pytest.raises(RecordError, match=f"{told}; its journal has 2, and not that end"):
        book.resume(call)
    assert book.unfinished() == []
    assert [told in one for one in book.older_copies()] == [True]
    with pytest.raises(RecordError, match=told):
        book.finish_ended()
    for command in ("calls", "owed", "dnc", f"summary {call}", f"summary {call} --print"):
        answer = guide(*command.split())
        assert answer.code == 1
        assert answer.err.count(told) == 1
    # What is for people says it, too.
    (guide.out / f"{call}.toml").unlink()
    with pytest.raises(RecordError, match=f"{call}.md of the call {call} is of 5 events and says"):
        book.resume(call)
    del sealed[guide.out / f"{call}.toml"]
    assert _summaries(guide) == sealed


def test_a_summary_that_tells_more_is_never_replaced(guide: Prompt) -> None:
    call = _put_back_from_mid_call(guide)
    sealed, book = _summaries(guide), _book(guide)
    # As a program that did not know of the summary, which was in another folder then.
    aside = guide.out.with_name("aside")
    guide.out.rename(aside)
    session = book.resume(call)
    shutil.rmtree(guide.out, ignore_errors=True)
    aside.rename(guide.out)
    session.do(act.End("hung-up"))
    with pytest.raises(RecordError, match=f"{call}.toml stays as it is: it is of 5 events,"):
        book.finish(session)
    assert _summaries(guide) == sealed
    assert _ends(guide, call) == 0
    answer = guide("summary", call)
    assert answer.code == 2
    assert "stays as it is" in answer.err
    assert _summaries(guide) == sealed


def test_a_call_that_ended_and_was_not_put_away_is_finished(guide: Prompt) -> None:
    book = _book(guide)
    call = _end(book, _half(book))
    ledger = guide.state / "ledger.jsonl"
    # Killed between the summary and the ledger, and between that and putting it away.
    for entered in (True, False):
        _journal(guide, call).rename(_journal(guide, call, "open"))
        if not entered:
            ledger.unlink()
        assert book.older_copies() == ()
        assert book.finish_ended() == (call,)
        assert _journal(guide, call).exists()
    assert guide("verify", "--all").code == 0


def test_a_summary_of_what_was_saved_of_a_call_keeps_nobody_from_going_on(guide: Prompt) -> None:
    book = _book(guide)
    session = _half(book)
    call = session.call.id
    session.close()
    [journal] = (guide.state / "calls" / "open").iterdir()
    last = json.loads(journal.read_text().splitlines()[-1])
    # It ended while nothing could be written any more: its summary is of what was on the disk.
    guide.out.mkdir(parents=True, exist_ok=True)
    (guide.out / f"{call}.toml").write_text(
        f'[journal]\nevents = {last["n"]}\nlast_hash = "{last["hash"]}"\n'
    )
    session = book.resume(call)
    _end(book, session)
    assert guide("verify", call).code == 0


def test_what_is_done_about_a_promise_of_a_cut_journal_tells_that(guide: Prompt) -> None:
    book = _book(guide)
    call = _end(book, _half(book))
    journal = _journal(guide, call)
    journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:-1]))
    n = len(journal.read_bytes().splitlines())
    promised = json.loads(journal.read_bytes().splitlines()[-1])
    assert promised["kind"] == "follow-up-added", promised
    answer = guide("mark", f"{call}/{n}", "void", "--note", "a mistake")
    assert f"{call}: The ledger has it with {n + 1} events; the journal has {n}." in answer.err
