"""What is owed reaches the desk with the calls that promised it, and what was done about it."""

from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from desk.kept_calls import places_in
from desk.sent_lines import CALL, hash_of, sealed_events, send
from desk.server import Connecting, Desk
from kit import shipped, utc
from msgspec.structs import replace
from promised_calls import CALLBACK, DANA, DO_NOT_CALL, NOW, take

from guide.call import actions as act
from guide.call.events import Corrected, Entry, FollowUpAdded, FollowUpAmended, FollowUpDone
from guide.call.fold import call_of
from guide.desk.callers import known_at_desk
from guide.desk.elsewhere import Elsewhere
from guide.desk.figures import promise_figures
from guide.desk.owed import Doing, do, page_of
from guide.desk.owed import Wanted as OwedThere
from guide.desk.promised import Held, held_by
from guide.desk.sending import Sender
from guide.desk.witness import verdicts_of_desk
from guide.errors import DeskAway
from guide.record.calls import find_kept_call
from guide.record.codec import encoded
from guide.record.disk import Disk
from guide.record.journal import read_journal
from guide.record.places import DONE, Places
from guide.record.writer import DirectWriter
from guide.register.after_call import (
    Done,
    FilledIn,
    Moved,
    NumberCorrected,
    PassedOn,
    Reopened,
    TakenBack,
    Tried,
)
from guide.register.index import Wanted, register
from guide.register.promise import Promise
from guide.register.register import erase_lines, recording
from guide.register.rules import number_corrected
from guide.register.wrap_up import add_promise
from guide.session.callbook import CallBook

PROMISES = "SELECT call, seat, n, kind, label, caller, number, until FROM desk.promise ORDER BY n"
DEEDS = 'SELECT n, "by", kind, to_whom, note FROM desk.deed ORDER BY id'
STANDING = "SELECT closed, owed_until FROM desk.promise"


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return places_in(tmp_path)


def owed_here(places: Places) -> list[tuple[object, ...]]:
    """The promises as the register of this computer has them."""
    with register(places) as index:
        found = index.page(Wanted(closed=True))
    return sorted(
        (
            (one.call, "kim", one.n, one.kind, one.about, one.caller, one.number, one.until)
            for one in found
        ),
        key=lambda row: row[2],
    )


def test_what_is_owed_is_at_the_desk_as_the_register_has_it_and_once(
    places: Places, desk: Desk, as_login: Connecting
) -> None:
    take(places, "Kim", CALLBACK, DO_NOT_CALL)
    Sender(as_login("kim"), places).send()
    found = desk.rows(PROMISES)
    assert found == owed_here(places)
    assert found[0][-1] is not None
    places.desk_sent.unlink()
    Sender(as_login("kim"), places, anew=True).send()
    assert desk.rows(PROMISES) == found
    assert desk.rows("SELECT count(*) FROM desk.amended") == [(0,)]


def test_what_a_call_says_later_of_its_promise_is_told_and_what_it_said_stays(
    places: Places, desk: Desk, as_login: Connecting
) -> None:
    book = CallBook(shipped(), places, writer=DirectWriter)
    session = book.start("escalated-callers", agent="Kim")
    session.do(act.AddFollowUp("callback", (("number", "(312) 555-0134"),)))
    sender = Sender(as_login("kim"), places)
    sender.send()
    [[made]] = desk.rows("SELECT caller FROM desk.promise")
    assert made == ""
    session.do(act.WriteDetail("caller", "Dana"))
    sender.send()
    assert desk.rows("SELECT caller FROM desk.promise") == [("Dana",)]
    assert desk.rows("SELECT caller, event > n FROM desk.amended") == [("Dana", True)]
    n = session.call.follow_ups[0].n
    session.do(act.FinishFollowUp(n, "Kim"))
    sender.send()
    assert desk.rows(DEEDS) == [(n, "kim", "done", "", "Done on the call")]
    session.do(act.Correct(session.call.last.n))
    sender.send()
    assert [row[2] for row in desk.rows(DEEDS)] == ["done", "reopened"]
    assert desk.rows("SELECT closed FROM desk.promise") == [(False,)]
    session.do(act.Correct(n))
    sender.send()
    assert [row[2] for row in desk.rows(DEEDS)] == ["done", "reopened", "void"]
    assert desk.rows("SELECT closed FROM desk.promise") == [(True,)]
    session.close()


def test_who_was_told_of_a_report_on_the_call_is_another_than_who_did_something(
    places: Places, desk: Desk, as_login: Connecting
) -> None:
    book = CallBook(shipped(), places, writer=DirectWriter)
    session = book.start("escalated-callers", agent="Kim")
    session.do(act.ReportThreat())
    session.do(act.AddFollowUp(CALLBACK.kind, CALLBACK.fields))
    threat, callback = (one.n for one in session.call.follow_ups)
    session.do(act.FinishFollowUp(threat, "Sam Poe"))
    session.do(act.FinishFollowUp(callback, "Ben Ode"))
    Sender(as_login("kim"), places).send()
    assert desk.rows(DEEDS) == [
        (threat, "kim", "done", "Sam Poe", "Sam Poe was told."),
        (callback, "kim", "done", "", "Done on the call by Ben Ode"),
    ]
    session.close()


def test_what_was_done_about_it_after_the_call_comes_once_and_in_order(
    places: Places, desk: Desk, as_login: Connecting
) -> None:
    take(places, "Kim", CALLBACK)
    sender = Sender(as_login("kim"), places)
    sender.send()
    record, [(call, _, n, *_)] = recording(places), desk.rows(PROMISES)
    later = utc("2026-11-24 21:00")
    for deed in (Tried("busy"), Moved(later, "asked for Tuesday"), PassedOn("Lee", "nights")):
        record(f"{call}/{n}", deed, "Kim", NOW)
    sender.send()
    places.desk_sent.unlink()
    Sender(as_login("kim"), places).send()
    assert [row[2:] for row in desk.rows(DEEDS)] == [
        ("tried", "", "busy"),
        ("moved", "", "asked for Tuesday"),
        ("passed-on", "Lee", "nights"),
    ]
    assert desk.rows(STANDING) == [(False, later)]
    for deed in (TakenBack("not Lee"), TakenBack("not Tuesday"), Done("reached")):
        record(f"{call}/{n}", deed, "Kim", NOW)
    sender.send()
    [(closed, owed)] = desk.rows(STANDING)
    assert closed
    assert owed == desk.rows("SELECT until FROM desk.promise")[0][0] != later


def test_a_promise_that_somebody_keeps_locked_keeps_nothing_else_of_a_seat_from_the_desk(
    places: Places, desk: Desk, as_login: Connecting
) -> None:
    call = take(places, "Kim", CALLBACK)
    sender = Sender(as_login("kim"), places)
    sender.send()
    [there] = page_of(as_login("sam"), OwedThere(), NOW).promises
    sam = as_login("sam")
    with sam.transaction(force_rollback=True):
        do(sam, there, Doing.TRIED, "")
        recording(places)(f"{call}/{there.n}", Done("reached"), "Kim", NOW)
        later = take(places, "Kim", CALLBACK)
        assert sender.send() > 0
        assert desk.rows("SELECT n FROM desk.event WHERE journal = %s", later)
        assert desk.rows(DEEDS) == []
    sender.send()
    assert desk.rows(DEEDS) == [(there.n, "kim", "done", "", "reached")]


def test_what_is_done_on_a_call_while_somebody_keeps_it_locked_is_tried_again_soon(
    places: Places, desk: Desk, as_login: Connecting
) -> None:
    book = CallBook(shipped(), places, writer=DirectWriter)
    session = book.start("escalated-callers", agent="Kim")
    session.do(act.AddFollowUp(CALLBACK.kind, CALLBACK.fields))
    sender = Sender(as_login("kim"), places)
    sender.send()
    [there] = page_of(as_login("sam"), OwedThere(), NOW).promises
    sam = as_login("sam")
    with sam.transaction(force_rollback=True):
        do(sam, there, Doing.TRIED, "")
        session.do(act.FinishFollowUp(there.n, "Kim"))
        with pytest.raises(DeskAway, match="Try again"):
            sender.send()
    Sender(as_login("kim"), places).send()
    assert desk.rows(DEEDS) == [(there.n, "kim", "done", "", "Done on the call")]
    session.close()


def test_a_desk_that_is_older_than_what_is_owed_is_told_when_all_is_sent_again(
    places: Places, desk: Desk, as_login: Connecting
) -> None:
    call = take(places, "Kim", CALLBACK)
    Sender(as_login("kim"), places).send()
    [(_, _, n, *_)] = found = desk.rows(PROMISES)
    recording(places)(f"{call}/{n}", Tried("busy"), "Kim", NOW)
    Sender(as_login("kim"), places).send()
    desk.rows("DELETE FROM desk.promise")
    assert Sender(as_login("kim"), places, anew=True).send() == 0
    assert desk.rows(PROMISES) == found
    assert [row[2] for row in desk.rows(DEEDS)] == ["tried"]


def test_what_a_call_tells_since_it_was_changed_keeps_nothing_else_from_being_sent(
    places: Places, desk: Desk, as_login: Connecting
) -> None:
    call = take(places, "Kim", CALLBACK)
    Sender(as_login("kim"), places).send()
    [(_, _, n, *_)] = desk.rows(PROMISES)
    path = places.calls / DONE / f"{call}.jsonl"
    *kept, last = read_journal(path).entries
    done = Entry(last.n, last.at, last.elapsed, FollowUpDone(int(str(n)), "Kim"))
    path.write_bytes(encoded([*kept, done, replace(last, n=last.n + 1)])[0])
    sender = Sender(as_login("kim"), places, anew=True)
    sender.send()
    assert "is not what the desk received of that call" in sender.refused[path.name]
    assert desk.rows(DEEDS) == []


def test_of_two_who_close_one_promise_the_second_is_told(
    places: Places, desk: Desk, as_login: Connecting
) -> None:
    take(places, "Kim", CALLBACK)
    sender = Sender(as_login("kim"), places)
    sender.send()
    [(call, seat, n, *_)] = desk.rows(PROMISES)
    as_login("sam").execute(
        "INSERT INTO desk.deed (call, seat, n, kind) VALUES (%s, %s, %s, 'done')", (call, seat, n)
    )
    record = recording(places)
    record(f"{call}/{n}", Done(), "Kim", NOW)
    record(f"{call}/{n}", Reopened("no"), "Kim", NOW)
    sender.send()
    assert [row[1:3] for row in desk.rows(DEEDS)] == [("sam", "done")]
    [told, *_] = sender.refused
    assert told.startswith(f"The promise {call}/{n} was closed at the desk by sam before (done):")


def test_a_number_that_was_corrected_comes_with_what_else_was_done(
    places: Places, desk: Desk, as_login: Connecting
) -> None:
    call = take(places, "Kim", CALLBACK)
    with register(places) as index:
        [promise] = index.named(call)
    record = recording(places)
    record(promise.id, number_corrected(promise, "312 555 0143", "misheard"), "Kim", NOW)
    record(promise.id, Tried("no answer"), "Kim", NOW)
    sender = Sender(as_login("kim"), places)
    sender.send()
    assert not sender.refused
    assert [row[2] for row in desk.rows(DEEDS)] == ["number-corrected", "tried"]


def test_what_was_missing_is_with_the_promise_at_the_desk_once_it_is_filled_in(
    places: Places, desk: Desk, as_login: Connecting
) -> None:
    take(places, "Kim", act.AddFollowUp("callback", DANA[:2]))
    sender, record = Sender(as_login("kim"), places), recording(places)
    sender.send()

    def here() -> Promise:
        with register(places) as index:
            return index.page(Wanted(closed=True))[0]

    def words() -> str:
        [there] = page_of(as_login("sam"), OwedThere(), NOW).promises
        return there.words

    assert here().lacks == ("concern",)
    before = words()
    record(here().id, FilledIn((("concern", "Concern", "a refund"),)), "Kim", NOW)
    for again in (False, True):
        Sender(as_login("kim"), places, anew=again).send()
        assert words() == " · ".join(filter(None, (before, "Concern: a refund")))
    assert [row[2:] for row in desk.rows(DEEDS)] == [("filled-in", "", "Concern: a refund")]
    # Whoever looks for it at the board finds it; a word that is nowhere finds nothing.
    for sought, count in ((("Dana", "refund"), 1), (("Dana", "title"), 0)):
        assert page_of(as_login("sam"), OwedThere(sought), NOW).count == count
    assert not any(one.faults for one in verdicts_of_desk(as_login("kim"), places))
    # Whoever takes it back does so on both sides.
    [there] = page_of(as_login("sam"), OwedThere(), NOW).promises
    do(as_login("sam"), there, Doing.TAKEN_BACK, "of another caller")
    assert words() == before
    assert Elsewhere(as_login("kim"), places).take_in() == 1
    assert here().lacks == ("concern",)
    assert Elsewhere(as_login("kim"), places).take_in() == 0


LISTED = FollowUpAdded("do-not-call", "Do not call", (("number", "312 555 0188"),), ("number",))
DUE = NOW + timedelta(days=1)
AGREED = FollowUpAdded(
    "callback", "Callback", (("number", "312 555 0188"),), ("number",), aim=DUE, due=DUE
)


def add(places: Places, call: str, promised: FollowUpAdded, instead: int = 0) -> Promise:
    """Write down after a call what was promised there, in place of another promise of it."""
    entries = read_journal(places.calls / DONE / f"{call}.jsonl").entries
    why = (instead, "the wrong kind") if instead else None
    found = add_promise(Disk(), places, call_of(entries), promised, "Kim", NOW, instead=why)
    assert isinstance(found, Promise)
    return found


def test_what_was_forgotten_on_the_call_is_at_the_desk_once_it_is_written_down(
    places: Places, desk: Desk, as_login: Connecting
) -> None:
    call = take(places, "Kim", CALLBACK)
    sender = Sender(as_login("kim"), places)
    sender.send()
    before, added = desk.rows(PROMISES), add(places, call, AGREED)
    recording(places)(added.id, Moved(DUE + timedelta(days=1), "asked"), "Kim", NOW)
    sender.send()
    assert sender.refused == {}
    [new] = [row for row in desk.rows(PROMISES) if row not in before]
    assert new == (call, "kim", added.n, "callback", "Callback", DANA[0][1], added.number, DUE)
    assert desk.rows("SELECT kind FROM desk.deed") == [("moved",)]
    assert promise_figures(as_login("sam"), timedelta(days=9999)).count == 2
    # It is on the board, and what is done there comes back.
    page = page_of(as_login("sam"), OwedThere(), NOW)
    [there] = [one for one in page.promises if one.n == added.n]
    do(as_login("sam"), there, Doing.DONE, "reached")
    assert Elsewhere(as_login("kim"), places).take_in() == 1
    everything = desk.rows(PROMISES), desk.rows(DEEDS)
    Sender(as_login("kim"), places, anew=True).send()
    assert (desk.rows(PROMISES), desk.rows(DEEDS)) == everything
    as_login("kim").execute("SELECT desk.forget(%s, 'asked')", (call,))
    as_login("sam").execute("SELECT desk.erase()")
    assert desk.rows(PROMISES) == []


def test_one_that_the_desk_withholds_is_named(
    places: Places, desk: Desk, as_login: Connecting
) -> None:
    added, kim = add(places, take(places, "Kim", CALLBACK), AGREED), as_login("kim")

    def faults() -> list[str]:
        return [fault for one in verdicts_of_desk(kim, places) for fault in one.faults]

    assert faults() == []
    Sender(kim, places).send()
    assert faults() == []
    desk.rows("DELETE FROM desk.promise WHERE register IS NOT NULL")
    [told] = faults()
    assert told.startswith(f"The desk does not have the promise {added.id}, which was written down")
    Sender(kim, places, anew=True).send()
    assert faults() == []


def test_one_that_is_replaced_is_void_at_the_desk_whenever_it_was_written_down(
    places: Places, desk: Desk, as_login: Connecting
) -> None:
    call = take(places, "Kim", CALLBACK)
    sender = Sender(as_login("kim"), places)
    sender.send()
    [(_, _, n, *_)] = desk.rows(PROMISES)
    first = add(places, call, AGREED, instead=int(str(n)))
    second = add(places, call, LISTED, instead=first.n)
    sender.send()
    assert desk.rows("SELECT n, kind, closed FROM desk.promise ORDER BY n") == [
        (n, "callback", True),
        (first.n, "callback", True),
        (second.n, "do-not-call", False),
    ]
    assert known_at_desk(as_login("lee"), places, "+13125550188").do_not_call
    as_login("kim").execute("SELECT desk.forget(%s, 'asked')", (call,))
    as_login("sam").execute("SELECT desk.erase()")
    assert [row[2] for row in desk.rows(PROMISES)] == [second.n]


def test_what_is_promised_after_a_call_that_cannot_be_read_is_told_and_keeps_nothing_back(
    places: Places, desk: Desk, as_login: Connecting
) -> None:
    call, other = take(places, "Kim", CALLBACK), take(places, "Kim", CALLBACK, minutes=5)
    sender = Sender(as_login("kim"), places)
    sender.send()
    added, there = add(places, call, AGREED), add(places, other, AGREED)
    (places.calls / DONE / f"{call}.jsonl").write_bytes(b"{}\n")
    sender.send()
    assert [row[0] for row in desk.rows(PROMISES) if row[2] == there.n] == [other]
    [told] = sender.refused.values()
    assert told.startswith(f"The promise {added.id} is not at the desk: ")


def test_nobody_adds_a_promise_to_a_call_that_is_not_theirs_nor_by_a_line_that_is_not(
    places: Places, desk: Desk, as_login: Connecting
) -> None:
    call = take(places, "Kim", CALLBACK)
    Sender(as_login("kim"), places).send()
    lines = sealed_events([{"kind": "promised", "call": call, "n": 99}])
    for login in ("kim", "lee"):
        send(as_login(login), lines, "register-1")
    send(as_login("lee"), lines, CALL)
    query = (
        "INSERT INTO desk.promise (call, n, register, line, hash, kind)"
        " VALUES (%s, 99, %s, 1, %s, 'callback')"
    )
    hashed = hash_of(lines[0])
    for login, told in (
        ("lee", (call, "register-1", hashed)),
        ("kim", (call, CALL, hashed)),
        ("kim", (call, "register-2", hashed)),
        ("kim", (call, "register-1", "ab" * 32)),
    ):
        with pytest.raises(psycopg.Error):
            as_login(login).execute(query.encode(), told)
    as_login("kim").execute(query.encode(), (call, "register-1", hashed))


def test_what_was_done_is_told_once_also_where_another_call_s_lines_were_erased_before_it(
    places: Places, desk: Desk, as_login: Connecting
) -> None:
    first, second = (take(places, "Kim", CALLBACK, minutes=minutes) for minutes in (0, 9))
    sender, record = Sender(as_login("kim"), places), recording(places)
    sender.send()
    [(_, _, n, *_), _] = desk.rows(PROMISES)
    for minutes, call in enumerate((first, second, second)):
        record(f"{call}/{n}", Tried("busy"), "Kim", NOW + timedelta(minutes=minutes))
    sender.send()
    assert len(desk.rows(DEEDS)) == 3
    erase_lines(Disk(), places, [first], NOW)
    record(f"{second}/{n}", Tried("busy"), "Kim", NOW + timedelta(hours=1))
    sender.send()
    Sender(as_login("kim"), places, anew=True).send()
    assert len(desk.rows(DEEDS)) == 4


def test_what_cannot_be_told_to_a_database_is_left_out(
    places: Places, desk: Desk, as_login: Connecting
) -> None:
    hostile = "Da\x00na\x1b]0;owned\x07\u202e"
    fields = (("caller", hostile), ("number", "312 555 0134"), ("concern", "x"))
    take(places, "Kim", act.AddFollowUp("callback", fields))
    Sender(as_login("kim"), places).send()
    [(caller,)] = desk.rows("SELECT caller FROM desk.promise")
    assert "\x1b" not in str(caller)


def test_the_board_has_what_a_promise_holds_and_lacks(places: Places, as_login: Connecting) -> None:
    kim = as_login("kim")
    call = take(places, "Kim", CALLBACK)
    take(places, "Kim", act.AddFollowUp("callback", DANA[:1]), minutes=9)
    Sender(kim, places).send()

    def shown() -> list[tuple[object, ...]]:
        page = page_of(as_login("sam"), OwedThere(), NOW)
        found = sorted(page.promises, key=lambda one: (one.call, one.n))
        return [(one.holds, one.lacks) for one in found]

    whole, bare = (("Concern", "a title"),), ("Number", "Concern")
    assert shown() == [(whole, ()), ((), bare)]
    with register(places) as index:
        [of_bare] = [one.id for one in index.page(Wanted()) if one.lacks]
    record = recording(places)
    record(of_bare, FilledIn((("concern", "Concern", "the keys"),)), "Kim", NOW)
    Sender(kim, places).send()
    assert shown()[1] == ((), ("Number",))
    record(of_bare, NumberCorrected("312 555 0177", "", "asked"), "Kim", NOW)
    Sender(kim, places).send()
    assert shown()[1] == ((), ())
    # What is written down after the call is told by the register.
    promised = FollowUpAdded("callback", "Callback", (("concern", "a tow"),), ("number", "concern"))
    kept = call_of(read_journal(find_kept_call(places, call, training=False)).entries)
    assert isinstance(add_promise(Disk(), places, kept, promised, "Kim", NOW), Promise)
    Sender(kim, places).send()
    assert shown()[1] == ((("Concern", "a tow"),), ())


def test_what_is_amended_on_the_call_is_what_a_promise_holds() -> None:
    needs = ("number", "concern")
    events = (
        FollowUpAdded("callback", "Callback", (("concern", "a title"),), needs),
        FollowUpAmended(1, (("concern", "two titles"),)),
        FollowUpAmended(1, (("concern", "three"),)),
        Corrected(3, "x"),
        FollowUpAmended(9, (("concern", "other"),)),
    )
    entries = [Entry(n, NOW, float(n), event) for n, event in enumerate(events, 1)]
    lines = encoded(entries)[0].decode().splitlines()
    told = held_by(1, [*enumerate(lines, 1)])
    assert told == Held((("Concern", "two titles"),), ("Number",))
    assert held_by(1, [(1, "no line"), (2, lines[1])]) == Held()
