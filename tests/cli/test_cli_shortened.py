"""An older copy of a call that ended, or another branch of it: every list tells what it lacks."""

from pathlib import Path

import pytest
from kit import shipped
from prompt import Prompt
from test_cli_branched import (
    CALLED,
    DO_NOT_CALL,
    END,
    ENTRANCES,
    NOTES,
    branched,
    flat,
    places_of,
)

from guide.call.context import Allowed
from guide.record.disk import Disk
from guide.record.opening import open_records
from guide.record.writer import DirectWriter
from guide.session.callbook import CallBook

TOLD = "The ledger has an end of 1 call that its journal does not hold"


def ended(guide: Prompt, *, older: bool) -> tuple[str, Path, bytes]:
    """A call that ended; its journal, and what stood in it before, or in another branch of it."""
    if not older:
        call = branched(guide, (DO_NOT_CALL, END), (*NOTES, END))
        done = guide.state / "calls" / "done"
        other = done / f"{call}.2.jsonl"
        data = other.read_bytes()
        other.unlink()
        return call, done / f"{call}.jsonl", data
    book = CallBook(shipped(), places_of(guide), writer=DirectWriter)
    session = book.start("irate-customers", agent="Robin")
    for action in CALLED:
        assert isinstance(session.do(action), Allowed)
    call = session.call.id
    before = (guide.state / "calls" / "open" / f"{call}.jsonl").read_bytes()
    for last in (DO_NOT_CALL, END):
        assert isinstance(session.do(last), Allowed)
    book.finish(session)
    return call, guide.state / "calls" / "done" / f"{call}.jsonl", before


@pytest.mark.parametrize("older", [True, False])
@pytest.mark.parametrize("remembered", [True, False])
def test_a_journal_without_the_end_that_the_ledger_has_is_told_everywhere(
    guide: Prompt, *, older: bool, remembered: bool
) -> None:
    call, journal, data = ended(guide, older=older)
    if remembered:
        assert guide("dnc").code == 0
    journal.unlink()
    there = guide.state / "calls" / "open" / journal.name if older else journal
    there.write_bytes(data)
    for typed in ENTRANCES:
        answer = guide(*typed)
        assert answer.code == 1, typed
        if typed[0] != "verify":
            assert flat(answer).count(f"{TOLD} ({call})") == 1, typed


def test_an_older_copy_that_went_on_and_ended_again_is_told(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As versions before 0.13 went on with it.
    monkeypatch.setattr("guide.record.older_copy.why_older", lambda *_, **__: "")
    monkeypatch.setattr("guide.record.older_copy.refuse_to_replace", lambda *_: None)
    call, journal, data = ended(guide, older=True)
    journal.unlink()
    (guide.state / "calls" / "open" / journal.name).write_bytes(data)
    places = places_of(guide)
    assert any(one.startswith(TOLD) for one in open_records(Disk(), places))
    book = CallBook(shipped(), places, writer=DirectWriter)
    session = book.resume(call)
    assert isinstance(session.do(END), Allowed)
    book.finish(session)
    for typed in ENTRANCES:
        assert guide(*typed).code == 1, typed


def test_a_call_that_was_erased_lacks_no_end(guide: Prompt) -> None:
    call, journal, data = ended(guide, older=True)
    assert guide("forget", call, "--yes").code == 0
    (guide.state / "calls" / "open" / journal.name).write_bytes(data)
    for typed in ENTRANCES:
        assert TOLD not in flat(guide(*typed)), typed


def test_a_journal_that_cannot_be_opened_is_told_as_that(guide: Prompt) -> None:
    _, journal, data = ended(guide, older=True)
    journal.unlink()
    (guide.folder / "old").write_bytes(data)
    (guide.state / "calls" / "open" / journal.name).symlink_to(guide.folder / "old")
    answer = guide("dnc")
    assert answer.code == 1
    assert "it is a link" in flat(answer)
    assert TOLD not in flat(answer)
