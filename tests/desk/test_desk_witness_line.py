"""A call that ends has on record what the desk had received of it; its summary tells it."""

import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from desk.kept_calls import places_in
from desk.seats import until
from desk.server import Connecting, Desk
from kit import shipped

from guide.call import actions as act
from guide.call import events as ev
from guide.cli.run import run
from guide.desk.outbox import Outbox
from guide.desk.sending import Sender
from guide.desk.witness import verdicts_of_desk
from guide.record.codec import decoded, encoded
from guide.record.places import DONE, Places
from guide.record.writer import ThreadWriter
from guide.session.callbook import CallBook

Ending = Callable[[str], tuple[str, Path]]


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return places_in(tmp_path)


def ended(places: Places, name: str, *, away: bool = False) -> tuple[str, Path]:
    """A call that ended at this desk: its id, and its summary."""
    outbox = Outbox(name, places)
    book = CallBook(shipped(), places, writer=partial(ThreadWriter, then=outbox.wake), desk=outbox)
    session = book.start("escalated-callers", agent="Kim")
    session.do(act.Write("waited 3 weeks"))
    session.settle()
    outbox.start()
    if away:
        until(lambda: outbox.standing.away_since)
    else:
        until(lambda: getattr(outbox.received(session.call.id), "events", 0) == 2)
    session.do(act.End("hung-up"))
    written, _ = book.finish(session)
    outbox.close()
    return session.call.id, written


def witness_of(places: Places, call: str) -> ev.Witnessed:
    """What the call says of the desk, just before its end."""
    lines = (places.calls / DONE / f"{call}.jsonl").read_bytes().splitlines()
    *_, before, last = decoded(lines)
    assert isinstance(before.event, ev.Witnessed)
    assert isinstance(last.event, ev.Ended)
    return before.event


def test_a_summary_tells_what_the_desk_had_received_and_both_fit(
    places: Places, desk: Desk, as_login: Connecting, capsys: pytest.CaptureFixture[str]
) -> None:
    call, summary = ended(places, desk.named("kim"))
    told = witness_of(places, call)
    [(digest, at)] = desk.rows("SELECT hash, at FROM desk.witness WHERE n = 2")
    assert (told.events, told.last_hash, told.away) == (2, digest, False)
    assert told.received_at is not None
    assert isinstance(at, datetime)
    assert 0 <= (at - told.received_at).total_seconds() < 0.001
    assert "The desk had received 2 events, the last at " in summary.read_text("utf-8")
    assert f"by the server’s clock, with hash {digest}." in summary.read_text("utf-8")
    of_programs = tomllib.loads(summary.with_suffix(".toml").read_text("utf-8"))["witness"]
    assert of_programs == {
        "received": 2,
        "hash": digest,
        "received_at": told.received_at.astimezone(UTC),
        "away": False,
    }
    assert _verified(places, call) == 0, capsys.readouterr()
    Sender(as_login("kim"), places).send()
    assert not any(one.faults for one in verdicts_of_desk(as_login("kim"), places))


def _verified(places: Places, call: str) -> int:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GUIDE_STATE", str(places.state))
        patch.setenv("GUIDE_OUT", str(places.out))
        return run(["verify", call])


def test_a_desk_that_was_away_is_told_as_that(places: Places) -> None:
    call, summary = ended(places, "host=/nowhere", away=True)
    assert witness_of(places, call) == ev.Witnessed(away=True)
    assert summary.read_text("utf-8").endswith("\n\nThe desk was away.\n")
    assert _verified(places, call) == 0


def test_without_a_desk_nothing_is_told(places: Places) -> None:
    book = CallBook(shipped(), places)
    session = book.start("escalated-callers", agent="Kim")
    session.do(act.End("hung-up"))
    written, _ = book.finish(session)
    assert "desk had" not in written.read_text("utf-8")
    assert "witness" not in tomllib.loads(written.with_suffix(".toml").read_text("utf-8"))
    assert _verified(places, session.call.id) == 0


@pytest.mark.parametrize("change", ["events", "hash", "time"])
def test_a_journal_that_says_something_else_of_the_desk_is_named(
    places: Places, desk: Desk, as_login: Connecting, change: str
) -> None:
    call, _ = ended(places, desk.named("kim"))
    path = places.calls / DONE / f"{call}.jsonl"
    entries = list(decoded(path.read_bytes().splitlines()))
    told = witness_of(places, call)
    other = {
        "events": ev.Witnessed(1, told.last_hash, told.received_at),
        "hash": ev.Witnessed(2, "ab" * 32, told.received_at),
        "time": ev.Witnessed(2, told.last_hash, entries[0].at),
    }[change]
    old = entries[-2]
    entries[-2] = ev.Entry(old.n, old.at, old.elapsed, other)
    path.write_bytes(encoded(entries)[0])
    [of_call, _] = verdicts_of_desk(as_login("kim"), places)
    said = f"Event {old.n} says that the desk had received"
    assert any(fault.startswith(said) for fault in of_call.faults)


def test_a_witness_that_was_lost_is_not_told_as_a_call_that_was_changed_nor_the_other_way_round(
    places: Places, desk: Desk, as_login: Connecting
) -> None:
    call, _ = ended(places, desk.named("kim"))
    kim = as_login("kim")
    desk.rows("TRUNCATE desk.witness, desk.event, desk.kept CASCADE")
    Sender(kim, places, anew=True).send()

    def faults() -> str:
        [of_call, _] = verdicts_of_desk(kim, places)
        return " ".join(of_call.faults)

    # As it is where the desk was put back from a backup.
    assert "its witness has that event from 20" in faults()
    assert "put back from a backup" in faults()
    desk.rows("UPDATE desk.version SET at = clock_timestamp() WHERE number = 1")
    lost = faults()
    assert "this desk was laid later, at 20" in lost
    assert "That is no sign that the call was changed" in lost
    assert " UTC." in lost
    [of_call, _] = verdicts_of_desk(kim, places)
    assert "answered and did before is lost" in of_call.remarks[-1]
    path = places.calls / DONE / f"{call}.jsonl"
    old = list(decoded(path.read_bytes().splitlines()))
    told = old[-2]
    forged = ev.Witnessed(2, "ab" * 32, old[0].at)
    path.write_bytes(
        encoded([*old[:-2], ev.Entry(told.n, told.at, told.elapsed, forged), old[-1]])[0]
    )
    assert "Its journal was changed from event" in faults()
    assert "its witness does not." in faults()
    assert "no sign" not in faults()
