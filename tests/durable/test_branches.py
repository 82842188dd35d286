"""Records that have branched: no branch is chosen but by somebody, and nothing of any is lost."""

from pathlib import Path

import pytest
from durable.failing import Pair, pair_in
from durable.sample_call import CALL, END, MORE, NOTES

from guide.call import actions as act
from guide.call.events import BranchKept, Noted
from guide.call.fold import call_of
from guide.errors import Branched, RecordError
from guide.record.calls import branches, find_files, kept_files
from guide.record.disk import Disk
from guide.record.erased import Tombstone
from guide.record.erased_numbers import do_not_call
from guide.record.forget import erase_calls
from guide.record.journal import read_journal
from guide.record.verify import Measure, verify_call
from guide.record.verify_all import everything_kept
from guide.script.approval import Approvals

ELSEWHERE = (act.Write("two, elsewhere"), act.Write("three, elsewhere"))
HOME = (act.Write("two, at home"),)
DO_NOT_CALL = act.AddFollowUp("do-not-call", (("number", "312-555-0134"),))


@pytest.fixture
def pair(folder: Path) -> Pair:
    return pair_in(folder / "disk")


def branched(
    pair: Pair,
    *,
    elsewhere: tuple[act.Action, ...] = ELSEWHERE,
    home: tuple[act.Action, ...] = HOME,
) -> None:
    """A call that went on elsewhere, and then, where that was not to be seen, at home.

    The fallback folder was on another computer, or its disk was not mounted.
    """
    session = pair.start()
    pair.do(session, NOTES[0])
    pair.lose("state")
    pair.do(session, *elsewhere)
    session.close()
    pair.lose()
    second, hidden = pair.root / "second", pair.root / "hidden"
    second.rename(hidden)
    session = pair.book().resume(CALL)
    pair.do(session, *home)
    session.close()
    hidden.rename(second)


def words(path: Path) -> set[str]:
    """The notes that a journal holds."""
    entries = read_journal(path).entries
    return {entry.event.text for entry in entries if isinstance(entry.event, Noted)}


def every_file(pair: Pair) -> list[set[str]]:
    return [words(path) for path in kept_files(pair.places.calls)[CALL]]


def verified(pair: Pair) -> tuple[str, ...]:
    return verify_call(Measure.of(pair.places, Approvals()), CALL).faults


def test_both_branches_are_kept_and_told_and_neither_is_chosen(pair: Pair) -> None:
    branched(pair)
    book = pair.book()
    [told] = book.open_records()
    assert told.startswith(
        f"The record of {CALL} has branched: 1 has 4 events, the last 2026-11-20"
    )
    assert "; 2 has 4 events" in told
    assert told.endswith(
        f"guide resume {CALL} --branch N goes on with one of them, and keeps the others with it."
    )
    assert {"two, elsewhere", "three, elsewhere"} in every_file(pair)
    assert {"two, at home"} in every_file(pair)
    for name in (CALL, ""):
        with pytest.raises(Branched, match="has branched"):
            book.resume(name)
    assert [(info.id, info.branch) for info in book.unfinished()] == [(CALL, 1), (CALL, 2)]
    assert told in verified(pair)


def test_a_branch_that_goes_on_tells_what_is_in_the_other(pair: Pair) -> None:
    branched(pair)
    book = pair.book()
    book.open_records()
    files = find_files(pair.places, CALL, training=False)
    chosen = next(n for n, path in enumerate(branches(files), 1) if "two, at home" in words(path))
    before = {path: path.read_bytes() for path in files}
    assert book.put_in_order(CALL, chosen) is None
    assert all(path.read_bytes().startswith(data) for path, data in before.items())
    assert book.open_records() == ()
    assert [info.branch for info in book.unfinished()] == [0]
    session = book.resume(CALL)
    [kept] = [e.event for e in session.call.entries if isinstance(e.event, BranchKept)]
    assert (kept.after, kept.events) == (2, 4)
    assert [told for _, told in kept.told] == ["Note: two, elsewhere", "Note: three, elsewhere"]
    pair.do(session, *MORE, END)
    book.finish(session)
    assert {"two, elsewhere", "three, elsewhere"} in every_file(pair)
    assert {path.parent.name for path in kept_files(pair.places.calls)[CALL]} == {"done"}
    assert "Note: two, elsewhere" in pair.summaries()[f"{CALL}.md"].decode()
    assert [fault for fault in verified(pair) if "branch" in fault or "ledger" in fault] == []


def test_a_branch_that_was_kept_and_is_gone_is_a_fault(pair: Pair) -> None:
    branched(pair)
    pair.book().open_records()
    pair.book().put_in_order(CALL, 1)
    best = branches(find_files(pair.places, CALL, training=False))[0]
    for path in kept_files(pair.places.calls)[CALL]:
        if path != best:
            path.unlink()
    assert "Event 5: the branch of 4 events that was kept is not there." in verified(pair)


def test_a_branch_that_goes_on_afterwards_is_told_again(pair: Pair) -> None:
    branched(pair)
    book = pair.book()
    book.open_records()
    tips = branches(find_files(pair.places, CALL, training=False))
    other = tips[1].read_bytes()
    book.put_in_order(CALL, 1)
    assert book.open_records() == ()
    # On another computer the other one went on.
    tips[0].rename(pair.root / "aside")
    session = book.resume(CALL)
    pair.do(session, act.Write("four"))
    session.close()
    (pair.root / "aside").rename(tips[0])
    assert tips[1].read_bytes() != other
    [told] = book.open_records()
    assert "has branched" in told


def test_a_branch_that_has_ended_is_finished_once_it_is_chosen(pair: Pair) -> None:
    branched(pair, elsewhere=(*ELSEWHERE, END))
    book = pair.book()
    with pytest.raises(RecordError, match="has branched"):
        book.finish_ended()
    assert pair.summaries() == {}
    ended = next(info.branch for info in book.unfinished() if info.ended)
    written = book.put_in_order(CALL, ended)
    assert written is not None
    assert "Note: two, at home" in written[0].read_text()
    assert book.open_records() == ()
    assert book.finish_ended() == ()
    assert {"two, at home"} in every_file(pair)
    assert [fault for fault in verified(pair) if "branch" in fault or "ledger" in fault] == []


def test_a_branch_that_comes_home_after_the_end_replaces_nothing(pair: Pair) -> None:
    branched(pair, home=(*HOME, END))
    second, hidden = pair.root / "second", pair.root / "hidden"
    second.rename(hidden)
    assert pair.book().finish_ended() == (CALL,)
    done = pair.places.calls / "done" / f"{CALL}.jsonl"
    finished = done.read_bytes()
    hidden.rename(second)
    with pytest.raises(RecordError, match="has branched"):
        pair.book().finish_ended()
    assert done.read_bytes() == finished
    assert {"two, elsewhere", "three, elsewhere"} in every_file(pair)
    elsewhere = next(info.branch for info in pair.book().unfinished() if not info.ended)
    assert pair.book().put_in_order(CALL, 3 - elsewhere) is not None
    assert done.read_bytes().startswith(finished)
    assert {"two, elsewhere", "three, elsewhere"} in every_file(pair)
    assert pair.book().open_records() == ()


def test_two_names_that_an_earlier_version_gave_twice_are_both_kept(pair: Pair) -> None:
    session = pair.start()
    pair.do(session, NOTES[0], END)
    session.close()
    name = f"{CALL}.jsonl"
    Disk(pair.system).private_folder(pair.places.calls / "done")
    data = (pair.places.calls / "open" / name).read_bytes()
    beginning = data[: data.index(b"\n") + 1]
    (pair.places.calls / "done" / name).write_bytes(beginning)
    assert pair.book().finish_ended() == (CALL,)
    kept = {path.name: path.read_bytes() for path in (pair.places.calls / "done").glob("*.jsonl")}
    assert sorted(kept.values()) == [beginning, data]


def test_a_call_with_branches_is_erased_with_all_of_them_but_its_do_not_call_numbers(
    pair: Pair,
) -> None:
    branched(pair, elsewhere=(*ELSEWHERE, DO_NOT_CALL), home=(*HOME, *HOME, *HOME, *HOME))
    pair.book().open_records()
    path = branches(find_files(pair.places, CALL, training=False))[0]
    assert "two, at home" in words(path)
    chosen = [(path, Tombstone(CALL, call_of(read_journal(path).entries).at, ""))]
    list(erase_calls(Disk(pair.system), pair.places, chosen, training=False, also=pair.places.out))
    assert kept_files(pair.places.calls) == {}
    assert [number.number for number in do_not_call(pair.places)] == ["312-555-0134"]


def test_a_branch_that_is_not_there_is_a_sentence(pair: Pair) -> None:
    branched(pair)
    pair.book().open_records()
    with pytest.raises(RecordError, match="The record has 2 branches: there is no branch 3"):
        pair.book().put_in_order(CALL, 3)


def test_everything_kept_has_a_branched_call_once(pair: Pair) -> None:
    branched(pair)
    measure = Measure.of(pair.places, Approvals())
    assert [one.call for one in everything_kept(measure)] == [CALL]
    pair.book().open_records()
    assert [one.call for one in everything_kept(measure)] == [CALL]


def test_what_the_other_branch_promised_is_still_owed_where_the_call_goes_on(pair: Pair) -> None:
    branched(pair, elsewhere=(*ELSEWHERE, DO_NOT_CALL))
    book = pair.book()
    book.open_records()
    files = find_files(pair.places, CALL, training=False)
    chosen = next(n for n, path in enumerate(branches(files), 1) if "two, at home" in words(path))
    book.put_in_order(CALL, chosen)
    session = book.resume(CALL)
    assert [owed.field("number") for owed in session.call.owed] == ["312-555-0134"]
    pair.do(session, END)
    book.finish(session)
    [_, to_do, *_] = pair.summaries()[f"{CALL}.md"].decode().split("\n## ")
    assert "312-555-0134" in to_do
    assert [fault for fault in verified(pair) if "branch" in fault] == []
