"""What is on disk reaches the desk: all of it, once, in order, to the letter."""

import time
from pathlib import Path

import pytest
from desk.kept_calls import at_desk, call_id, keep_ended, on_disk, places_in
from desk.server import Connecting, Desk
from kit import shipped
from promised_calls import CALLBACK, a_call, keep
from psutil import Process

from guide.call import actions as act
from guide.desk.sending import Sender
from guide.errors import DeskError
from guide.record.disk import Disk
from guide.record.erased import Tombstone
from guide.record.forget import erase_calls
from guide.record.places import DONE, OPEN, Places
from guide.record.writer import DirectWriter
from guide.register.after_call import Done
from guide.register.register import erase_lines, recording
from guide.session.callbook import CallBook
from guide.session.clock import SystemClock


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return places_in(tmp_path)


def test_every_line_of_every_call_comes_once_and_as_it_stands_on_disk(
    places: Places, desk: Desk, as_login: Connecting
) -> None:
    events = keep_ended(places, range(20))
    book = CallBook(shipped(), places, writer=DirectWriter)
    session = book.start("escalated-callers", agent="Kim")
    sender = Sender(as_login("kim"), places)
    assert sender.send() == events + 1
    session.do(act.Write("waited 3 weeks"))
    assert sender.send() == len(session.call.entries) - 1 > 0
    assert sender.send() == 0
    assert at_desk(desk) == on_disk(places)
    # A program that starts anew, and one that has forgotten what it sent, send nothing twice.
    assert Sender(as_login("kim"), places).send() == 0
    places.desk_sent.unlink()
    assert Sender(as_login("kim"), places).send() == 0
    assert Sender(as_login("kim"), places, anew=True).send() == 0
    session.close()


def test_what_is_masked_on_disk_is_masked_at_the_desk(
    places: Places, desk: Desk, as_login: Connecting
) -> None:
    book = CallBook(shipped(), places, writer=DirectWriter)
    session = book.start("escalated-callers", agent="Kim")
    session.do(act.Write("the card is 4111 1111 1111 1111, code 123"))
    assert session.redactions
    Sender(as_login("kim"), places).send()
    session.close()
    received = at_desk(desk)
    assert received == on_disk(places)
    assert "1111 1111" not in str(received)


def test_practice_stays_where_it_is(places: Places, desk: Desk, as_login: Connecting) -> None:
    book = CallBook(shipped(), places, writer=DirectWriter, training=True)
    session = book.start("escalated-callers", agent="Kim")
    assert Sender(as_login("kim"), places).send() == 0
    session.do(act.End("hung-up"))
    book.finish(session)
    assert Sender(as_login("kim"), places).send() == 0
    assert at_desk(desk) == {}


def test_an_outage_of_days_is_caught_up_in_seconds(
    places: Places, desk: Desk, as_login: Connecting
) -> None:
    assert keep_ended(places, range(1_000)) == 10_000
    connection = as_login("kim")
    sender = Sender(connection, places)

    def worked() -> float:
        """Seconds that this program and the server's have worked: others may keep them waiting."""
        server = Process(connection.info.backend_pid).cpu_times()
        return time.process_time() + server.user + server.system

    before = worked()
    assert sender.send() == 10_000
    assert worked() - before < 5
    assert desk.rows("SELECT count(*) FROM desk.event") == [(10_000,)]


def test_a_journal_that_is_long_is_sent_in_parts(
    places: Places, desk: Desk, as_login: Connecting
) -> None:
    events = keep_ended(places, range(1), notes=9_000)
    batches: list[int] = []
    assert Sender(as_login("kim"), places).send(lambda: batches.append(1)) == events
    size = sum(path.stat().st_size for path in (places.calls / DONE).glob("*.jsonl"))
    assert len(batches) > size / 600_000 > 3
    assert at_desk(desk) == on_disk(places)


def test_a_line_that_is_cut_off_waits_until_it_is_whole(
    places: Places, desk: Desk, as_login: Connecting
) -> None:
    path = keep(places, a_call(CALLBACK), wrapped_up=False)
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    sender = Sender(as_login("kim"), places)
    assert sender.send() == whole.count(b"\n") - 1
    path.write_bytes(whole)
    assert sender.send() == 1
    assert at_desk(desk) == on_disk(places)


def test_a_journal_that_was_rewritten_meanwhile_is_sent_beside_what_it_was(
    places: Places, desk: Desk, as_login: Connecting
) -> None:
    path = keep(places, a_call(CALLBACK), wrapped_up=False)
    sender = Sender(as_login("kim"), places)
    before = sender.send()
    first, *_ = path.read_bytes().splitlines(keepends=True)
    other = keep(places, a_call(act.Write("no, nothing"), call=path.stem), wrapped_up=False)
    rewritten = other.read_bytes().splitlines(keepends=True)
    new = len(rewritten) - (rewritten[0] == first)
    assert sender.send() == new
    assert desk.rows("SELECT count(*) FROM desk.event") == [(before + new,)]


def test_one_file_that_the_desk_does_not_take_keeps_back_no_other(
    places: Places, desk: Desk, as_login: Connecting
) -> None:
    keep_ended(places, range(3), notes=1)
    strange = places.calls / OPEN / "20261120-185900-aaaa.jsonl"
    strange.write_bytes((places.calls / DONE / f"{call_id(0)}.jsonl").read_bytes())
    desk.rows(
        "ALTER TABLE desk.witness ADD CONSTRAINT no CHECK (journal <> '20261120-185900-aaaa')"
    )
    try:
        sender = Sender(as_login("kim"), places)
        assert sender.send() == 9
        assert sender.send() == 0
        [told] = sender.refused.values()
        assert str(strange) in told
        assert len(at_desk(desk)) == 3
    finally:
        desk.rows("ALTER TABLE desk.witness DROP CONSTRAINT no")


def test_what_was_done_about_promises_comes_too(
    places: Places, desk: Desk, as_login: Connecting
) -> None:
    call = a_call(CALLBACK)
    keep(places, call)
    record, now = recording(places), SystemClock().now().at
    record(f"{call.id}/{call.follow_ups[0].n}", Done("called back"), "Kim", now)
    sender = Sender(as_login("kim"), places)
    sender.send()
    rows = desk.rows("SELECT line FROM desk.event WHERE starts_with(journal, 'register-')")
    assert [line for (line,) in rows] == places.register.read_text().splitlines()
    assert sender.send() == 0
    assert Sender(as_login("kim"), places).send() == 0


def test_a_call_that_ends_while_it_is_sent_leaves_out_nothing_that_it_promised(
    places: Places, desk: Desk, as_login: Connecting
) -> None:
    book = CallBook(shipped(), places, writer=DirectWriter)
    session = book.start("escalated-callers", agent="Kim")
    session.do(act.AddFollowUp("callback", (("number", "(312) 555-0134"),)))

    def end() -> None:
        if not session.call.ended:
            session.do(act.End("hung-up"))
            book.finish(session)

    sender = Sender(as_login("kim"), places)
    sender.send(end)
    assert desk.rows("SELECT number FROM desk.promise") == [("(312) 555-0134",)]
    sender.send()
    assert at_desk(desk) == on_disk(places)


def test_a_call_that_is_erased_here_is_erased_at_the_desk_with_a_tombstone(
    places: Places, desk: Desk, as_login: Connecting
) -> None:
    keep_ended(places, range(2))
    Sender(as_login("kim"), places).send()
    call, now = call_id(0), SystemClock().now().at
    path = places.calls / DONE / f"{call}.jsonl"
    stone = Tombstone(call, now, "the caller asked")
    [*erase_calls(Disk(), places, [(path, stone)], training=False, also=places.out)]
    erase_lines(Disk(), places, [call], now)
    Sender(as_login("kim"), places).send()
    asked = "SELECT call, seat, why, erased_by FROM desk.tombstone"
    assert desk.rows(asked) == [(call, "kim", "the caller asked", None)]
    assert as_login("sam").execute("SELECT desk.erase()").fetchall() == [(call,)]
    assert [*at_desk(desk)] == [call_id(1)]
    assert Sender(as_login("kim"), places, anew=True).send() == 0
    assert desk.rows(asked) == [(call, "kim", "the caller asked", "sam")]


def test_another_desk_is_told_everything(places: Places, desk: Desk, as_login: Connecting) -> None:
    events = keep_ended(places, range(3))
    Sender(as_login("kim"), places).send()
    desk.rows("TRUNCATE desk.witness, desk.event CASCADE")
    assert Sender(as_login("kim"), places).send() == 0
    desk.rows("UPDATE desk.version SET id = gen_random_uuid() WHERE number = 1")
    assert Sender(as_login("kim"), places).send() == events
    # Nor does what one login has sent count for another.
    assert Sender(as_login("lee"), places).send() == events


def test_a_login_that_is_nobody_s_is_told_so(places: Places, desk: Desk) -> None:
    desk.rows("CREATE ROLE nobody_s LOGIN")
    try:
        with desk.of("nobody_s") as connection, pytest.raises(DeskError, match="may not"):
            Sender(connection, places)
    finally:
        desk.rows("DROP ROLE nobody_s")


def test_a_call_that_ended_is_sent_whether_or_not_the_ledger_names_it(
    places: Places, desk: Desk, as_login: Connecting
) -> None:
    keep_ended(places, range(2))
    places.ledger.unlink()
    sender = Sender(as_login("kim"), places)
    assert sender.send() == 20
    assert sender.send() == 0
    assert at_desk(desk) == on_disk(places)
    # Another ledger is begun since, which does not name what ended before.
    keep_ended(places, range(3, 4))
    desk.rows("TRUNCATE desk.witness, desk.event CASCADE")
    places.desk_sent.unlink(missing_ok=True)
    assert Sender(as_login("kim"), places).send() == 10
    assert Sender(as_login("kim"), places, unnamed=True).send() == 20
    assert at_desk(desk) == on_disk(places)


def test_a_journal_that_was_rewritten_is_told_as_not_sent_where_all_is_sent_again(
    places: Places, desk: Desk, as_login: Connecting
) -> None:
    keep_ended(places, range(2))
    Sender(as_login("kim"), places).send()
    received, path = at_desk(desk), places.calls / DONE / f"{call_id(0)}.jsonl"
    path.write_bytes((places.calls / DONE / f"{call_id(1)}.jsonl").read_bytes())
    sender = Sender(as_login("kim"), places, anew=True)
    assert sender.send() == 0
    [told] = sender.refused.values()
    assert told.startswith(
        f"{path} is not what the desk received of that call, nor what the ledger"
    )
    assert f"it was not sent. guide verify {call_id(0)} tells" in told
    assert at_desk(desk) == received
