"""The outbox: no key waits for it, it says how the desk stands, and nothing is lost by a cut."""

import random
import re
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from desk.kept_calls import at_desk, keep_ended, on_disk, places_in
from desk.killing import KilledDesk
from desk.proxy import Proxy, proxy_of
from desk.seats import ASK, UPSET
from desk.server import Connecting, Desk
from kit import shipped
from msgspec.structs import replace

from guide.call import actions as act
from guide.desk import outbox as outbox_module
from guide.desk.outbox import Outbox, Standing
from guide.desk.schema import lay
from guide.record.places import Places
from guide.record.writer import ThreadWriter
from guide.session.answers import Answers
from guide.session.callbook import CallBook
from guide.session.clock import Moment, SystemClock


def until(holds: Callable[[], object], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.005)


@pytest.fixture(autouse=True)
def _a_desk_that_is_back_is_reached_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox_module, "_SHORTEST", 0.01)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return places_in(tmp_path)


@pytest.fixture
def proxy(desk: Desk) -> Iterator[Proxy]:
    with proxy_of(desk.named("kim")) as proxy:
        yield proxy


def test_an_event_is_at_the_desk_as_soon_as_it_is_on_disk(
    places: Places, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_module, "_LOOK", 600)
    outbox = Outbox(desk.named("kim"), places)
    assert outbox.standing.words == ""
    outbox.start()
    until(lambda: outbox.standing.words == "desk")
    book = CallBook(shipped(), places, writer=partial(ThreadWriter, then=outbox.wake))
    session = book.start("escalated-callers", agent="Kim")
    session.do(act.Write("waited 3 weeks"))
    until(lambda: at_desk(desk) == on_disk(places) != {})
    assert "waited 3 weeks" in str(at_desk(desk))
    session.do(act.Write("one more"))
    session.close()
    assert desk.rows("SELECT login, place FROM desk.presence") == [("kim", "seat")]
    assert outbox.close()
    assert at_desk(desk) == on_disk(places)
    # Nobody is at work there any more, nor does a board wait half a minute to say so.
    assert desk.rows("SELECT login, place FROM desk.presence") == []


def test_neither_an_ask_nor_the_end_waits_until_a_key_is_shown(
    places: Places, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seconds in ("_LOOK", "_SHOWN_FIRST"):
        monkeypatch.setattr(outbox_module, seconds, 600)
    outbox = Outbox(desk.named("kim"), places)
    outbox.start()
    until(lambda: outbox.standing.words == "desk")
    book = CallBook(shipped(), places, writer=partial(ThreadWriter, then=outbox.wake))
    session = book.start("escalated-callers", agent="Kim")
    Answers(session, outbox)
    for action in (*UPSET, ASK):
        session.do(action)
    until(lambda: desk.rows("SELECT seat FROM desk.ask") == [("kim",)])
    session.do(act.Write("one more"))
    session.close()
    assert outbox.close(patience=30)
    assert at_desk(desk) == on_disk(places)


def test_what_another_program_records_is_sent_too(
    places: Places, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_module, "_LOOK", 0.01)
    outbox = Outbox(desk.named("kim"), places)
    outbox.start()
    keep_ended(places, range(3))
    until(lambda: at_desk(desk) == on_disk(places))
    assert outbox.close()


class WrongClock(SystemClock):
    """Nearly three minutes behind."""

    def now(self) -> Moment:
        now = super().now()
        return replace(now, at=now.at - timedelta(seconds=170))


def test_a_clock_that_is_wrong_is_told_in_the_status(tmp_path: Path, desk: Desk) -> None:
    outbox = Outbox(desk.named("kim"), places_in(tmp_path), clock=WrongClock())
    outbox.start()
    until(lambda: outbox.words == "desk · clock 3 min behind the desk’s")
    assert outbox.close()


def test_a_desk_that_is_away_is_told_with_the_time_and_caught_up(
    places: Places, desk: Desk, proxy: Proxy
) -> None:
    changes: list[Standing] = []
    outbox = Outbox(proxy.name, places)
    proxy.shut = True
    outbox.watch(lambda: changes.append(outbox.standing))
    outbox.start()
    until(lambda: outbox.standing.words)
    first = outbox.standing
    assert re.fullmatch(r"desk away since \d?\d:\d\d [AP]M", first.words)
    assert first.why.startswith("The desk cannot be reached: ")
    keep_ended(places, range(20))
    outbox.wake()
    until(lambda: proxy.refused > 3)
    assert outbox.standing.away_since == first.away_since
    proxy.shut = False
    until(lambda: outbox.standing.words == "desk")
    assert outbox.close()
    assert at_desk(desk) == on_disk(places)
    assert [one.words for one in changes][-1] == "desk"


@pytest.mark.parametrize("how", ["shut", "deaf"])
def test_no_key_waits_for_a_desk_that_does_not_answer(
    places: Places, proxy: Proxy, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_module, "_SLOW", 0.05)
    outbox = Outbox(proxy.name, places)
    outbox.start()
    until(lambda: outbox.standing.words == "desk")
    setattr(proxy, how, True)
    if how == "shut":
        proxy.cut_now()
    book = CallBook(shipped(), places, writer=partial(ThreadWriter, then=outbox.wake))
    session = book.start("escalated-callers", agent="Kim")
    for n in range(20):
        session.do(act.Write(f"note {n}"))
    assert session.settle().ok
    until(lambda: outbox.standing.away_since is not None)
    began = time.monotonic()
    assert not outbox.close(0.1)
    assert time.monotonic() - began < 5
    session.close()


def test_a_desk_that_falls_silent_is_left_and_reached_anew(
    places: Places, desk: Desk, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    from guide.desk import connection

    monkeypatch.setattr(connection, "_PATIENCE", 0.2)
    outbox = Outbox(proxy.name, places)
    outbox.start()
    until(lambda: outbox.standing.words == "desk")
    proxy.deaf = True
    keep_ended(places, range(3))
    outbox.wake()
    until(lambda: outbox.standing.away_since is not None)
    proxy.cut_now()
    proxy.deaf = False
    until(lambda: at_desk(desk) == on_disk(places))
    assert outbox.close()


def test_a_desk_that_was_never_laid_or_cannot_be_used_is_told(places: Places, desk: Desk) -> None:
    for name, why in (
        (desk.named("kim").replace("dbname=calls", "dbname=postgres"), "guide desk init"),
        ("host=desk.example.invalid", "sslmode=verify-full"),
        ("nonsense", "libpq does not understand"),
    ):
        outbox = Outbox(name, places)
        outbox.start()
        until(lambda: outbox.standing.why)  # noqa: B023
        assert why in outbox.standing.why
        assert not outbox.close()


def test_a_desk_that_is_older_is_away_since_it_was_found_so(
    places: Places, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_module, "_LONGEST", 0.01)
    with desk.of("postgres") as connection:
        lay(connection, 27)
    away: list[Standing] = []
    outbox = Outbox(desk.named("kim"), places)
    outbox.watch(lambda: away.append(outbox.standing) if outbox.standing.why else None)
    try:
        outbox.start()
        until(lambda: len(away) > 2)
        outbox.close()
    finally:
        with desk.of("postgres") as connection:
            lay(connection)
    assert {one.why for one in away} == {
        "That desk is older than this program. guide desk init renews it."
    }
    assert len({one.away_since for one in away}) == 1


def test_sending_that_failed_does_not_look_like_a_desk_that_has_it_all(
    places: Places, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> None:
        raise LookupError

    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    monkeypatch.setattr("guide.desk.exchange.Exchange.exchange", failing)
    outbox = Outbox(desk.named("kim"), places)
    outbox.start()
    until(lambda: outbox.standing.away_since)
    assert outbox.standing.why.startswith("Sending has failed")
    assert not outbox.close()


def test_nothing_is_lost_doubled_or_out_of_order_by_kills(
    places: Places, desk: Desk, server: str, as_login: Connecting
) -> None:
    with proxy_of(desk.named("kim")) as proxy:
        killed = KilledDesk(desk, proxy, places, random.Random(17))
        for _ in range(6):
            killed.cut_connection()
        for _ in range(2):
            killed.kill_server()
        killed.kill_seat()
        killed.finish()
        assert proxy.cuts
