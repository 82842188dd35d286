"""What is shown is on record: decisions at once, their effect only once the journal has them."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st
from kit import FRIDAY, NOT_SAVED, Desk, MemoryWriter, shipped, started

from guide.call import actions as act
from guide.call import events as ev
from guide.call.context import Allowed, Refused
from guide.call.events import Entry
from guide.call.state import Call
from guide.session.clock import SetClock
from guide.session.session import Session, Shown

DOINGS = ("act", "tell", "refuse", "allow", "retry")


def notes(call: Call) -> list[str]:
    return [note.text for note in call.notes]


def held() -> Desk:
    """A desk whose journal does not answer before it is asked to."""
    desk = Desk()
    desk.writer.holding = True
    return desk


def test_a_decision_is_seen_by_the_next_rule_at_once_and_shown_when_it_is_on_record() -> None:
    desk = held()
    desk.do(act.Write("one"), act.Write("two"))
    assert notes(desk.call) == ["one", "two"]
    assert notes(desk.session.shown.call) == []
    desk.writer.tell()
    assert notes(desk.session.shown.call) == ["one", "two"]
    assert desk.session.shown.call == desk.call


def test_a_call_that_begins_is_not_called_saved_before_it_is() -> None:
    writer = MemoryWriter(holding=True)
    clock = SetClock(FRIDAY)
    first = Entry(1, clock.now().at, 0.0, started(shipped().script("escalated-callers")))
    session = Session.begin(first, shipped(), clock, writer)
    assert session.shown.saved.count == 0
    writer.tell()
    assert session.shown.saved.count == 1
    assert writer.saved == [first]


def test_watchers_are_told_of_each_change_in_its_order() -> None:
    desk = Desk()
    seen: list[Shown] = []
    desk.session.watch(seen.append)
    desk.session.watch(lambda shown: seen.append(shown))
    desk.do(act.Write("one"), act.Write("two"))
    told = [notes(shown.call) for shown in seen]
    assert told == [["one"], ["one"], ["one", "two"], ["one", "two"]]
    assert all(shown.saved.ok for shown in seen)


def test_a_refusal_and_what_changes_nothing_reach_neither_journal_nor_watchers() -> None:
    desk = Desk()
    seen: list[Shown] = []
    desk.session.watch(seen.append)
    assert isinstance(desk.ask(act.Write(" ")), Refused)
    assert desk.ask(act.Draft("")) == Allowed()
    assert seen == []
    assert len(desk.writer.saved) == 1


def test_all_that_one_action_makes_is_saved_together() -> None:
    desk = Desk()
    submitted: list[int] = []
    submit = desk.writer.submit

    def counting(entries: tuple[Entry, ...], then: Callable[..., None]) -> None:
        submitted.append(len(entries))
        submit(entries, then)

    desk.writer.submit = counting  # type: ignore[method-assign, assignment]
    desk.choose(2, 1, 1)
    assert submitted == [1, 1, 2]
    assert {(e.at, e.elapsed) for e in desk.call.entries[-2:]} == {
        (desk.call.last.at, desk.call.last.elapsed)
    }


def test_what_watchers_are_shown_comes_in_their_own_thread() -> None:
    hops: list[Callable[[], None]] = []
    desk = Desk()
    session = Session(
        desk.call.entries, desk.library, desk.clock, desk.writer, dispatch=hops.append
    )
    session.do(act.Write("one"))
    assert notes(session.shown.call) == []
    hops.pop()()
    assert notes(session.shown.call) == ["one"]


def test_a_disk_that_refuses_does_not_stop_the_call_and_it_is_said() -> None:
    desk = Desk()
    desk.writer.refusing = True
    desk.do(act.Write("one"))
    assert notes(desk.session.shown.call) == ["one"]
    assert (desk.session.shown.saved.ok, desk.session.shown.saved.reason) == (False, NOT_SAVED)
    assert desk.session.shown.saved.count == 1
    desk.choose(2)
    assert desk.step == ("escalated-callers", "be-kind")


def test_what_was_not_saved_is_saved_as_soon_as_the_disk_lets_it() -> None:
    desk = Desk()
    desk.writer.refusing = True
    desk.do(act.Write("one"), act.Write("two"))
    desk.session.retry()
    assert not desk.session.shown.saved.ok
    desk.writer.refusing = False
    desk.session.retry()
    assert desk.session.shown.saved.ok
    assert tuple(desk.writer.saved) == desk.call.entries
    assert notes(desk.session.shown.call) == ["one", "two"]


def test_closing_saves_what_is_left_and_says_how_things_stand() -> None:
    desk = held()
    desk.do(act.Write("one"))
    assert desk.session.close().count == 2
    assert desk.writer.closed
    refusing = Desk()
    refusing.writer.refusing = True
    refusing.do(act.Write("one"))
    assert not refusing.session.close().ok


def test_the_call_can_be_recorded_as_resumed() -> None:
    desk = Desk()
    desk.session.record((ev.Resumed("1"),))
    assert desk.events[-1] == ev.Resumed("1")


@given(st.lists(st.sampled_from(DOINGS), max_size=25))
def test_what_is_shown_is_never_ahead_of_what_the_journal_answered(doings: list[str]) -> None:
    desk = held()
    seen: list[Shown] = []
    desk.session.watch(seen.append)
    answered, asked = 1, list[int]()
    for doing in doings:
        if doing == "act":
            desk.do(act.Write("a note"))
            asked.append(len(desk.call.entries))
        elif doing == "tell":
            desk.writer.tell(1)
            answered = max(answered, asked.pop(0)) if asked else answered
        elif doing == "retry":
            desk.session.retry()
            asked.append(0)
        else:
            desk.writer.refusing = doing == "refuse"
        shown = desk.session.shown
        assert len(shown.call.entries) == answered
        if shown.saved.ok:
            assert len(shown.call.entries) <= len(desk.writer.saved)
        assert desk.call.entries[: len(shown.call.entries)] == shown.call.entries
    lengths = [len(shown.call.entries) for shown in seen]
    assert lengths == sorted(lengths)
