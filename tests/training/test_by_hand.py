from datetime import timedelta

import pytest
from kit import FRIDAY, Desk, of_kind, shipped
from recordings import demo, stepped_to

from guide.call import actions as act
from guide.call import events as ev
from guide.errors import RecordError, UnknownName
from guide.record.codec import GENESIS
from guide.record.journal import Reading
from guide.session.clock import SetClock
from guide.training.player import EphemeralBook, by_hand
from guide.training.review import review_of


def test_a_real_call_that_is_played_on_from_is_practice_from_its_start() -> None:
    desk = Desk("escalated-callers", act.Choose(2), act.Say())
    assert not desk.call.started.training
    recording = review_of(Reading(desk.call.entries, GENESIS), shipped())
    session, book = by_hand(recording, recording.duration, SetClock(FRIDAY))
    assert session.call.started.training
    assert session.shown.call.started.training
    assert session.call.entries[1:] == desk.call.entries[1:]
    assert book.recent(9) == []


def test_the_clock_goes_on_from_where_it_was_taken_over() -> None:
    recording = demo("friday-callback")
    frame = stepped_to(recording)[8]
    clock = SetClock(FRIDAY)
    session, _ = by_hand(recording, frame.shows, clock)
    assert session.elapsed == pytest.approx(frame.at)
    clock.set(5)
    session.do(act.Write("By hand."))
    last = session.call.last
    assert last.at == frame.moment + timedelta(seconds=5)
    assert last.elapsed == pytest.approx(frame.at + 5)
    assert of_kind(ev.Noted, [last.event]) == [ev.Noted("By hand.")]
    assert session.call.notes[:-1] == frame.call.notes


def test_after_its_end_a_call_is_taken_over_just_before() -> None:
    recording = demo("friday-callback")
    session, _ = by_hand(recording, recording.duration, SetClock(FRIDAY))
    assert session.call.entries[1:] == recording.frames[-2].call.entries[1:]
    assert session.elapsed == pytest.approx(recording.frames[-2].at, abs=0.001)


def test_what_is_shown_knows_no_call_that_is_kept() -> None:
    book = EphemeralBook(shipped(), SetClock(FRIDAY))
    assert book.recent(9) == []
    with pytest.raises(UnknownName):
        book.evidence("20261118-160200-c2tw")


def test_a_call_that_is_shown_says_that_all_is_well_and_has_no_summary() -> None:
    book = EphemeralBook(shipped(), SetClock(FRIDAY))
    session = book.start("escalated-callers", agent="Robin")
    assert session.shown.saved.ok
    session.do(act.Write("A note."))
    session.retry()
    assert (session.shown.saved.ok, session.settle().count) == (True, 2)
    session.do(act.End("hung-up"))
    with pytest.raises(RecordError):
        book.finish(session)
