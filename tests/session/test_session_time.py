import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit import FRIDAY, Desk, MemoryWriter, shipped, utc
from shop import ESCALATED, Shop

from guide.call import actions as act
from guide.call.context import zone_named
from guide.session.clock import LocalZone, Moment, SetClock, SystemClock, local_zone, to_millisecond
from guide.session.session import Session

ZONES = Path("/usr/share/zoneinfo")


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


@pytest.fixture
def computer_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Sets the computer's clock to a zone, or to what TZ says otherwise."""

    def set_to(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield set_to
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("named", "zone"),
    [
        ("Asia/Tokyo", "Asia/Tokyo"),
        (":Europe/Berlin", "Europe/Berlin"),
        (f"{ZONES}/Asia/Tokyo", "Asia/Tokyo"),
        (f":{ZONES}/Asia/Tokyo", "Asia/Tokyo"),
        ("CET", "CET"),
        ("", "UTC"),
    ],
)
def test_the_zone_of_the_computer_is_told_by_its_name(
    computer_in: Callable[[str], None], named: str, zone: str
) -> None:
    computer_in(named)
    assert local_zone() == LocalZone(zone)


@pytest.mark.parametrize(
    "rule",
    [
        "HST10",
        "UTC+3",
        "<+0330>-3:30",
        "EST5EDT",
        "FOO5BAR",
        "EST5EDT4,M3.2.0,M11.1.0",
        "<-03>3<-02>,M3.5.0/-2,M10.5.0/-1",
        "IST-2IDT,M3.4.4/26,M10.5.0",
        "CST6CDT,J60/2,J300/2",
    ],
)
def test_a_zone_that_is_set_by_a_rule_keeps_it(
    computer_in: Callable[[str], None], rule: str
) -> None:
    computer_in(rule)
    zone = local_zone()
    assert zone == LocalZone(rule)
    for month in range(1, 13):
        at = utc(f"2027-{month:02}-15 12:00")
        assert at.astimezone(zone_named(rule)).utcoffset() == at.astimezone().utcoffset()


@pytest.mark.parametrize(
    "named",
    ["Nonsense/Zone", "europe/berlin2", "../../etc/passwd", "/etc/passwd", "/nowhere", "EST5,,"],
)
def test_a_zone_that_is_not_known_is_told_and_never_utc_in_silence(
    computer_in: Callable[[str], None], named: str
) -> None:
    computer_in(named)
    assert local_zone() == LocalZone(
        "",
        f"TZ is “{named}”, which is not a time zone: times are in UTC. Set TZ, for example"
        " TZ=America/New_York.",
    )


def test_the_zone_of_a_computer_is_told_by_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TZ", raising=False)
    link, copy, other = tmp_path / "link", tmp_path / "copy", tmp_path / "other"
    link.symlink_to(ZONES / "America/New_York")
    shutil.copyfile(link, copy)
    other.write_text("EST5EDT")
    assert local_zone(link) == LocalZone("America/New_York")
    assert local_zone(copy) == LocalZone("EST5EDT,M3.2.0,M11.1.0")
    for unknown in (other, tmp_path / "nowhere"):
        told = local_zone(unknown)
        assert told.name == ""
        assert told.unknown.startswith("This computer does not say its time zone: times are in UTC")


def test_a_call_tells_as_it_begins_that_the_zone_is_not_known(
    shop: Shop, computer_in: Callable[[str], None]
) -> None:
    computer_in("Nonsense/Zone")
    for zone in ("", "Asia/Tokyo"):
        with closing(shop.book().start(ESCALATED, agent="Robin", zone=zone)) as session:
            assert session.notice == ("" if zone else local_zone().unknown)
            assert session.call.started.zone == zone
    shop.edit(ESCALATED, "[desk]", '[desk]\nzone = "Asia/Tokyo"')
    with closing(shop.book().start(ESCALATED, agent="Robin")) as session:
        assert session.notice == ""
