from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit import FRIDAY, Desk, MemoryWriter, shipped, utc

from guide.call import actions as act
from guide.session.clock import Moment, SetClock, SystemClock, local_zone_name, to_millisecond
from guide.session.session import Session


@dataclass
class TwoClocks:
    """A wall clock that jumps, and one that does not."""

    at: datetime
    ticks: float = 0.0

    def now(self) -> Moment:
        return Moment(self.at, self.ticks)


def going_on(desk: Desk, clock: TwoClocks) -> Session:
    return Session(desk.call.entries, shipped(), clock, MemoryWriter())


def test_time_in_the_call_is_counted_from_its_start() -> None:
    desk = Desk()
    desk.wait(12.5)
    desk.do(act.Write("one"))
    assert desk.call.last.elapsed == 13.5
    assert desk.call.last.at == utc("2026-11-20 19:03") + timedelta(seconds=13.5)
    desk.wait(2)
    assert desk.session.elapsed == 15.5


def test_time_away_counts_when_a_call_goes_on() -> None:
    desk = Desk()
    desk.wait(59)
    desk.do(act.StartClock())
    clock = TwoClocks(desk.call.last.at + timedelta(seconds=30), ticks=7000.0)
    session = going_on(desk, clock)
    assert session.elapsed == 90
    assert session.call.clock is not None
    assert session.call.clock.left(session.elapsed) == 90
    clock.ticks += 10
    session.do(act.Write("one"))
    assert session.call.last.elapsed == 100


def test_a_wall_clock_that_was_put_back_takes_nothing_off_the_call() -> None:
    desk = Desk()
    desk.wait(59)
    desk.do(act.StartClock())
    clock = TwoClocks(desk.call.last.at - timedelta(hours=5), ticks=1.0)
    session = going_on(desk, clock)
    assert session.elapsed == 60
    clock.ticks += 1
    session.do(act.Write("one"))
    assert session.call.last.elapsed == 61


def test_a_wall_clock_that_jumps_during_the_call_does_not_touch_its_time() -> None:
    clock = TwoClocks(utc("2026-11-20 19:03"))
    session = going_on(Desk(at=clock.at), clock)
    for jump in (timedelta(days=400), timedelta(days=-900)):
        clock.at += jump
        clock.ticks += 5
        session.do(act.Write("one"))
    assert [entry.elapsed for entry in session.call.entries] == [0, 5, 10]


@given(
    st.lists(
        st.tuples(st.floats(-1e6, 1e6), st.floats(0, 1e4), st.booleans()), min_size=1, max_size=6
    )
)
def test_time_in_a_call_never_runs_backwards(jumps: list[tuple[float, float, bool]]) -> None:
    clock = TwoClocks(utc("2026-11-20 19:03"))
    session = going_on(Desk(at=clock.at), clock)
    for wall, ticks, resumed in jumps:
        clock.at += timedelta(seconds=wall)
        clock.ticks += ticks
        if resumed:
            clock.ticks %= 100  # a computer that was started anew
            session = Session(session.call.entries, shipped(), clock, MemoryWriter())
        session.do(act.Write("one"))
    times = [entry.elapsed for entry in session.call.entries]
    assert times == sorted(times)
    assert times[0] == 0.0


def test_a_clock_that_is_set_never_goes_back() -> None:
    clock = SetClock(FRIDAY)
    clock.set(10)
    clock.set(3)
    assert clock.now() == Moment(utc("2026-11-20 19:03") + timedelta(seconds=10), 10.0)


def test_moments_are_kept_to_the_millisecond() -> None:
    at = to_millisecond(datetime(2026, 11, 20, 1, 2, 3, 456789, tzinfo=FRIDAY.tzinfo))
    assert at.microsecond == 456000
    assert SystemClock().now().at.microsecond % 1000 == 0
    assert SystemClock().now().at.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("named", "zone"), [("Asia/Tokyo", "Asia/Tokyo"), (":Europe/Berlin", "Europe/Berlin")]
)
def test_the_zone_of_the_computer_is_told_by_its_name(
    monkeypatch: pytest.MonkeyPatch, named: str, zone: str
) -> None:
    monkeypatch.setenv("TZ", named)
    assert local_zone_name() == zone


@pytest.mark.parametrize("named", ["", "EST5EDT,M3.2.0,M11.1.0", "/etc/localtime"])
def test_a_zone_that_has_no_name_is_the_one_of_the_machine_or_utc(
    monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    monkeypatch.setenv("TZ", named)
    assert local_zone_name()
