"""Clocks that jump, days on which they change, computers in other zones: length and order stay."""

import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from durable.sample_call import CALL, END, MORE, NOTES, Desk, Unsynced, take
from kit import FRIDAY, ZONE, shipped
from two_clocks import TwoClocks

from guide.call import actions as act
from guide.call.context import Allowed
from guide.record.call_list import kept_calls
from guide.record.disk import Disk
from guide.record.journal import read_journal
from guide.record.places import Places
from guide.record.verify import Measure, Verdict, verify_call
from guide.record.writer import DirectWriter
from guide.session.callbook import CallBook
from guide.session.session import Session


@dataclass
class Taken:
    """A call being taken by this clock, in programs that come and go."""

    folder: Path
    clock: TwoClocks

    @property
    def book(self) -> CallBook:
        places = Places(self.folder / "state", self.folder / "out")
        disk = Disk(Unsynced())
        return CallBook(shipped(), places, clock=self.clock, disk=disk, writer=DirectWriter)

    def start(self) -> Session:
        return self.book.start("escalated-callers", agent="Robin", zone=ZONE)

    def note(self, session: Session, text: str, after: float) -> None:
        self.clock.wait(after)
        assert isinstance(session.do(act.Write(text)), Allowed)

    def end(self, session: Session, after: float) -> tuple[str, dict[str, object]]:
        """End the call; what its two summaries say."""
        self.clock.wait(after)
        assert isinstance(session.do(END), Allowed)
        for_people, for_programs = self.book.finish(session)
        return for_people.read_text(), tomllib.loads(for_programs.read_text())


def rows_of(told: dict[str, object]) -> list[tuple[int, float]]:
    """The number and the elapsed time of each row of a timeline."""
    rows = told["timeline"]
    assert isinstance(rows, list)
    return [(row["n"], row["elapsed"]) for row in rows]


@pytest.mark.parametrize(
    ("starts", "words"),
    [
        ("2026-11-01T05:50:00+00:00", "Sun, Nov 1, 2026, 1:50:00 AM to 1:20:00 AM, 30:00 long"),
        ("2026-03-08T06:50:00+00:00", "Sun, Mar 8, 2026, 1:50:00 AM to 3:20:00 AM, 30:00 long"),
    ],
    ids=["an hour comes twice", "an hour is left out"],
)
def test_a_call_over_the_change_of_the_clocks_is_as_long_as_it_was(
    folder: Path, starts: str, words: str
) -> None:
    taken = Taken(folder, TwoClocks(datetime.fromisoformat(starts)))
    session = taken.start()
    taken.note(session, "before the change", 300)
    session.close()
    taken.clock.wait(900)
    session = taken.book.resume()
    taken.note(session, "after the change", 300)
    page, told = taken.end(session, 300)
    assert words in page
    assert page.index("before the change") < page.index("after the change")
    assert rows_of(told) == [(1, 0), (2, 300), (3, 1200), (4, 1500), (5, 1800)]


def test_calls_are_listed_in_their_order_though_an_hour_comes_twice(folder: Path) -> None:
    taken = Taken(folder, TwoClocks(datetime(2026, 11, 1, 5, 50, tzinfo=UTC)))
    first = taken.start()
    taken.clock.wait(1200)
    second = taken.start()
    for session in (first, second):
        session.close()
    listed = [info.id for info in kept_calls(taken.book.places.calls)]
    assert listed == [second.call.id, first.call.id]


JUMPS = [timedelta(days=400), timedelta(days=-900), timedelta(hours=-1), timedelta(seconds=-1)]


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_a_wall_clock_that_jumps_during_a_call_changes_neither_its_length_nor_its_order(
    folder: Path, jump: timedelta
) -> None:
    taken = Taken(folder, TwoClocks(FRIDAY))
    session = taken.start()
    taken.note(session, "the first", 60)
    assert isinstance(session.do(act.StartClock()), Allowed)
    taken.clock.jump(jump)
    taken.note(session, "the second", 60)
    assert session.call.clock is not None
    assert session.call.clock.left(session.elapsed) == 60
    page, told = taken.end(session, 30)
    assert ", 2:30 long" in page
    assert page.index("the first") < page.index("the second")
    assert rows_of(told) == [(1, 0), (2, 60), (3, 60), (4, 120), (5, 150)]


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_a_wall_clock_that_jumps_between_two_programs_is_no_measure_of_the_call(
    folder: Path, jump: timedelta
) -> None:
    taken = Taken(folder, TwoClocks(FRIDAY))
    session = taken.start()
    taken.note(session, "the first", 90)
    session.close()
    taken.clock.jump(jump)
    taken.clock.ticks = 5.0
    session = taken.book.resume()
    taken.note(session, "the second", 30)
    page, told = taken.end(session, 0)
    assert ", 2:00 long" in page
    assert rows_of(told) == [(1, 0), (2, 90), (3, 90), (4, 120), (5, 120)]
    [info] = kept_calls(taken.book.places.calls)
    assert [entry.elapsed for entry in read_journal(info.path).entries] == [0, 90, 90, 120, 120]


@pytest.mark.parametrize(
    ("jump", "told"),
    [
        (timedelta(days=400), "went 400 days forward: it was set, or the computer slept"),
        (timedelta(hours=2), "went 2:00:00 forward: it was set, or the computer slept"),
        (timedelta(days=-900), "was set back by 900 days"),
        (timedelta(hours=-1), "was set back by 1:00:00"),
    ],
)
def test_a_wall_clock_that_jumped_during_a_call_is_told_in_words(
    folder: Path, jump: timedelta, told: str
) -> None:
    taken = Taken(folder, TwoClocks(FRIDAY))
    session = taken.start()
    taken.note(session, "the first", 60)
    taken.clock.jump(jump)
    taken.note(session, "the second", 60)
    page, _ = taken.end(session, 30)
    sentence = (
        f"Before event 3 the computer’s clock {told}. Lengths of time are by a clock that does not"
        " jump."
    )
    assert f"- Clock: {sentence}" in page
    # That it is still to come is told, too, as long as it is.
    assert verified(taken, session).remarks[0] == sentence
    assert verified(taken, session).faults == ()


@pytest.mark.parametrize(
    ("jump", "told"),
    [
        (timedelta(days=400), "went 400 days forward: it was set, or the call was left for so"),
        (timedelta(hours=-1), "was set back by 1:00:00 or more. How long it was left is not known"),
    ],
)
def test_a_wall_clock_that_jumped_while_a_call_was_left_is_told_in_words(
    folder: Path, jump: timedelta, told: str
) -> None:
    taken = Taken(folder, TwoClocks(FRIDAY))
    session = taken.start()
    taken.note(session, "the first", 60)
    session.close()
    taken.clock.jump(jump)
    session = taken.book.resume()
    page, _ = taken.end(session, 30)
    assert f"- Clock: Before event 3 the computer’s clock {told}" in page
    assert told in verified(taken, session).remarks[0]


def test_a_wall_clock_that_goes_true_is_not_told_of(folder: Path) -> None:
    taken = Taken(folder, TwoClocks(FRIDAY))
    session = taken.start()
    taken.note(session, "the first", 60)
    session.close()
    taken.clock.wait(3600)
    session = taken.book.resume()
    taken.clock.jump(timedelta(seconds=-1))
    page, _ = taken.end(session, 30)
    assert "- Clock:" not in page
    assert verified(taken, session).remarks == ()


def verified(taken: Taken, session: Session) -> Verdict:
    """What verifying a call that ended tells."""
    measure = Measure.of(taken.book.places, taken.book.library.approvals)
    return verify_call(measure, session.call.id)


@contextmanager
def computer_in(zone: str) -> Iterator[None]:
    """The computer's own zone is another one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", zone)
        time.tzset()
        yield
    time.tzset()


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/Los_Angeles", "Pacific/Chatham", "UTC"])
def test_a_call_that_goes_on_on_a_computer_in_another_zone_reads_the_same(
    folder: Path, zone: str
) -> None:
    here, there = Desk(folder / "here"), Desk(folder / "there")
    take(here)
    session = there.start()
    there.do(session, *NOTES)
    session.close()
    with computer_in(zone):
        session = there.book().resume(CALL)
        there.do(session, *MORE, END)
        there.book().finish(session)
    assert there.summaries() == here.summaries()
    assert there.kept() == here.kept()
