import pytest
from shop import Shop, do, taken

from guide.call import actions as act
from guide.errors import LedgerRefused, NotPutAway, RecordError
from guide.record.journal import read_journal
from guide.record.ledger import read_ledger

ESCALATED = "escalated-callers"


# -- the end -------------------------------------------------------------------------------


def test_the_end_of_a_call_writes_two_files_named_by_the_call_alone(shop: Shop) -> None:
    book = shop.book()
    session = book.start(ESCALATED, agent="Robin")
    do(session, act.WriteDetail("caller", "Dana"), act.End("hung-up"))
    for_people, for_programs = book.finish(session)
    assert for_people == shop.places.out / f"{session.call.id}.md"
    assert for_programs == shop.places.out / f"{session.call.id}.toml"
    assert "Dana" in for_people.read_text()
    assert for_programs.exists()
    assert book.unfinished() == []
    assert not shop.places.journal_path(session.call.id).exists()


def test_a_call_whose_program_died_before_its_summary_is_finished_by_the_next(shop: Shop) -> None:
    with taken(shop, ESCALATED, act.End("hung-up")) as session:
        pass
    book = shop.book()
    assert book.finish_ended() == (session.call.id,)
    assert (shop.places.out / f"{session.call.id}.md").exists()
    assert book.finish_ended() == ()


# -- a disk that refuses -------------------------------------------------------------------


def test_a_disk_that_refuses_from_the_start_does_not_keep_a_call_from_beginning(
    shop: Shop,
) -> None:
    shop.system.full = True
    book = shop.book()
    session = book.start(ESCALATED, agent="Robin", details=(("caller", "Dana"),))
    assert not session.shown.saved.ok
    assert "the disk is full" in session.shown.saved.reason
    do(session, act.Choose(2), act.Write("a note"))
    assert session.shown.call.here.step == "be-kind"
    shop.system.full = False
    do(session, act.Write("another"))
    assert session.shown.saved.ok
    session.close()
    (held,) = book.unfinished()
    assert read_journal(held.path).entries == session.call.entries


def test_a_disk_that_refuses_in_the_middle_is_told_and_all_is_saved_later(shop: Shop) -> None:
    book = shop.book()
    session = book.start(ESCALATED, agent="Robin")
    shop.system.full = True
    do(session, act.Write("one"), act.Write("two"))
    assert not session.shown.saved.ok
    assert [note.text for note in session.shown.call.notes] == ["one", "two"]
    shop.system.full = False
    session.retry()
    assert session.shown.saved.ok
    do(session, act.End("hung-up"))
    book.finish(session)
    assert (shop.places.out / f"{session.call.id}.md").exists()


def test_a_call_that_could_not_be_saved_is_not_called_so_at_its_end(shop: Shop) -> None:
    book = shop.book()
    session = book.start(ESCALATED, agent="Robin")
    shop.system.full = True
    do(session, act.End("hung-up"))
    with pytest.raises(RecordError, match="the disk is full"):
        book.finish(session)
    assert list(shop.places.out.glob("*")) == []


def test_a_ledger_that_refuses_ends_the_call_all_the_same_and_is_told(shop: Shop) -> None:
    book = shop.book()
    session = book.start(ESCALATED, agent="Robin")
    do(session, act.End("hung-up"))
    shop.places.ledger.mkdir()
    with pytest.raises(LedgerRefused) as told:
        book.finish(session)
    page = shop.places.out / f"{session.call.id}.md"
    assert str(told.value).startswith(f"The summary is written: {page}. The end of the call is")
    assert page.exists()
    assert book.unfinished() == []
    shop.places.ledger.rmdir()
    assert shop.book().finish_ended() == (session.call.id,)
    assert session.call.id in read_ledger(shop.places.ledger).by_call


def test_a_record_that_cannot_be_put_away_is_told_with_the_summary(shop: Shop) -> None:
    book = shop.book()
    session = book.start(ESCALATED, agent="Robin")
    do(session, act.End("hung-up"))
    done = shop.places.calls / "done"
    done.write_text("in the way")
    with pytest.raises(NotPutAway) as told:
        book.finish(session)
    page = shop.places.out / f"{session.call.id}.md"
    assert told.value.summary == page
    assert page.exists()
    assert str(told.value).startswith(f"The summary is written: {page}. The record of the call")
    assert "guide summary" not in str(told.value)
    done.unlink()
    assert shop.book().finish_ended() == (session.call.id,)
