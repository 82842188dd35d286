"""What is done about promises is bound at the desk: what is changed of it afterwards is named."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from desk.kept_calls import places_in
from desk.sent_lines import hash_of, sealed_events, send
from desk.server import Connecting, Desk
from kit import shipped
from msgspec import UNSET
from promised_calls import CALLBACK, NOW, take

from guide.call import actions as act
from guide.call.context import Allowed
from guide.call.events import AskKind
from guide.desk.elsewhere import Elsewhere
from guide.desk.owed import Doing, do, page_of
from guide.desk.owed import Wanted as OwedThere
from guide.desk.schema import lay
from guide.desk.sending import Sender
from guide.desk.witness import verdicts_of_desk
from guide.record.places import Places
from guide.record.writer import DirectWriter
from guide.register.after_call import Tried
from guide.register.index import Wanted, register
from guide.register.promise import Promise
from guide.register.register import recording
from guide.session.callbook import CallBook

LATER = datetime.now(UTC).replace(microsecond=123000) + timedelta(days=2)
CHANGED = "does not have the hash that it must have: it was changed."
BIND = "UPDATE desk.deed AS d SET bound = desk.deed_hash(d)"
"""What whoever owns the server can do, too."""


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return places_in(tmp_path / "kim")


def promise(places: Places) -> Promise:
    with register(places) as index:
        [found] = index.page(Wanted(closed=True))
    return found


@pytest.fixture
def done(places: Places, desk: Desk, as_login: Connecting) -> Places:
    """Kim tried it, and said so; sam moved it, passed it on and closed it at the board."""
    take(places, "Kim", CALLBACK)
    Sender(as_login("kim"), places).send()
    recording(places)(promise(places).id, Tried("busy"), "Kim", NOW)
    Sender(as_login("kim"), places).send()
    sam = as_login("sam")
    for doing, note, to, until in (
        (Doing.MOVED, "Zoë asked", "", LATER),
        (Doing.PASSED_ON, "nights", "Ben Ode", None),
        (Doing.DONE, "reached: “her”, at 5%", "", None),
    ):
        [there] = page_of(sam, OwedThere(), NOW).promises
        do(sam, there, doing, note, to, until)
    return places


@pytest.fixture
def faults(done: Places, as_login: Connecting) -> Callable[[], str]:
    def faults() -> str:
        found = verdicts_of_desk(as_login("kim"), done)
        return " ".join(fault for one in found for fault in one.faults)

    return faults


def test_what_nobody_changed_fits_before_and_after_it_is_heard(
    done: Places, as_login: Connecting, faults: Callable[[], str]
) -> None:
    assert faults() == ""
    assert Elsewhere(as_login("kim"), done).take_in() == 3
    assert faults() == ""
    Sender(as_login("kim"), done, anew=True).send()
    assert faults() == ""


@pytest.mark.parametrize(
    "change",
    [
        "note = 'never'",
        "\"by\" = 'pat'",
        "until = until + interval '1 microsecond'",
        "to_whom = to_whom || 'x'",
        "at = at - interval '1 hour'",
        "kind = 'refused'",
        "number = '1'",
        "hash = repeat('a', 64)",
        "bound = ''",
    ],
)
def test_a_deed_that_the_owner_of_the_server_changed_is_named(
    desk: Desk, faults: Callable[[], str], change: str
) -> None:
    where = "until IS NOT NULL" if "until" in change else "kind = 'done'"
    desk.rows(f"UPDATE desk.deed SET {change} WHERE {where}")
    who = "pat" if "pat" in change else "sam"
    assert f"The desk's record of what {who} did about the promise 2026" in faults()
    assert CHANGED in faults()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE desk.deed SET note = 'never' WHERE kind = 'done'",
        "UPDATE desk.deed SET \"by\" = 'pat' WHERE kind = 'done'",
        "UPDATE desk.deed SET until = until + interval '1 day' WHERE kind = 'moved'",
        "UPDATE desk.deed SET to_whom = 'Ann' WHERE kind = 'passed-on'",
        "DELETE FROM desk.deed WHERE kind = 'done'",
    ],
)
def test_what_was_heard_of_it_before_is_named_even_where_it_was_bound_anew(
    done: Places, desk: Desk, as_login: Connecting, faults: Callable[[], str], change: str
) -> None:
    Elsewhere(as_login("kim"), done).take_in()
    desk.rows(change)
    desk.rows(BIND)
    assert "The register says that sam did something at the desk about the promise 2026" in faults()
    assert "the desk has no such record." in faults()


def test_who_types_that_it_was_at_the_desk_is_not_taken_for_the_desk(
    done: Places, desk: Desk, as_login: Connecting, faults: Callable[[], str]
) -> None:
    recording(done)(promise(done).id, Tried("At the desk: busy"), "Ben Ode", NOW)
    Sender(as_login("kim"), done).send()
    assert faults() == ""
    Elsewhere(as_login("kim"), done).take_in()
    assert [line.heard for line in promise(done).lines] == [UNSET, False, True, True, True]
    assert faults() == ""
    # Whoever took the call may have done something at a board, too: then it was heard.
    desk.rows("UPDATE desk.deed SET note = 'never' WHERE kind = 'done' AND hash = ''")
    desk.rows(BIND)
    assert "The register says that sam did something at the desk" in faults()


def test_what_was_sent_from_here_is_named_even_where_it_was_bound_anew(
    desk: Desk, faults: Callable[[], str]
) -> None:
    desk.rows("UPDATE desk.deed SET note = 'reached' WHERE kind = 'tried'")
    desk.rows(BIND)
    assert "what kim did about the promise 2026" in faults()
    assert "(tried) is not what was sent of it: it was changed." in faults()


def test_what_was_there_before_is_bound_as_it_stood(desk: Desk, faults: Callable[[], str]) -> None:
    with desk.of("postgres") as connection:
        lay(connection, 13)
        lay(connection)
    assert faults() == ""
    assert [len(str(bound)) for (bound,) in desk.rows("SELECT bound FROM desk.deed")] == [64] * 4


def test_what_was_changed_at_the_desk_counts_for_nothing_at_the_seat(
    done: Places, desk: Desk, as_login: Connecting
) -> None:
    desk.rows("UPDATE desk.deed SET note = 'never' WHERE kind = 'done'")
    assert Elsewhere(as_login("kim"), done).take_in() == 2
    assert not promise(done).closed


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE desk.promise SET number = '999'",
        "UPDATE desk.promise SET caller = 'Ann'",
        "UPDATE desk.promise SET words = 'never'",
        "UPDATE desk.promise SET label = 'Refund'",
        "UPDATE desk.promise SET until = '2998-01-01Z'",
    ],
)
def test_what_the_desk_has_of_a_promise_that_its_call_does_not_say_is_named(
    desk: Desk, faults: Callable[[], str], change: str
) -> None:
    desk.rows(change)
    assert "The desk's record of the promise that event " in faults()


def test_what_a_login_amended_by_hand_is_named(
    done: Places, as_login: Connecting, faults: Callable[[], str]
) -> None:
    amending = (
        "INSERT INTO desk.amended (call, n, event, hash, number, until)"
        " SELECT p.call, p.n, w.n, w.hash, '999', '2998-01-01Z'"
        " FROM desk.promise AS p JOIN desk.witness AS w ON w.journal = p.call"
        " ORDER BY w.n DESC LIMIT 1"
    )
    as_login("kim").execute(amending.encode())
    assert "The desk's record of the promise that event " in faults()


def test_what_rests_on_an_event_that_does_not_say_it_is_named(
    done: Places, desk: Desk, faults: Callable[[], str]
) -> None:
    began = "FROM desk.witness WHERE n = 1 AND seat = 'kim'"
    desk.rows(
        "INSERT INTO desk.promise (call, seat, n, hash, kind, until)"
        f" SELECT journal, seat, n, hash, 'callback', '2020-01-01Z' {began}"
    )
    desk.rows(
        "INSERT INTO desk.ask (call, seat, n, hash, kind, ground)"
        f" SELECT journal, seat, n, hash, 'threat', 'bomb' {began}"
    )
    assert "The desk has that event 1 made a promise (callback): the call does not" in faults()
    assert "The desk has that event 1 asked the board (threat): the call does not say" in faults()


def test_a_promise_that_was_taken_back_and_an_ask_fit_while_the_call_goes_on(
    tmp_path: Path, desk: Desk, as_login: Connecting
) -> None:
    places = places_in(tmp_path / "lee")
    book = CallBook(shipped(), places, writer=DirectWriter)
    session = book.start("escalated-callers", agent="Lee")
    sender = Sender(as_login("lee"), places)

    def fits() -> bool:
        sender.send()
        return not any(one.faults for one in verdicts_of_desk(as_login("lee"), places))

    # At the step at which it was promised it is worded, too.
    for action in (
        act.GoTo("escalated-callers", "connect"),
        CALLBACK,
        act.Say(),
        act.Write("slowly"),
        act.AskBoard(AskKind.MANAGER),
    ):
        assert isinstance(session.do(action), Allowed)
        assert fits()
    ask = session.call.asks[-1]
    as_login("lee").execute(
        "INSERT INTO desk.ask (call, n, hash, kind) SELECT journal, n, hash, 'manager'"
        " FROM desk.witness WHERE n = %s",
        (ask.n,),
    )
    assert fits()
    made = session.call.follow_ups[0].n
    assert isinstance(session.do(act.Correct(made)), Allowed)
    assert fits()
    assert desk.rows("SELECT closed FROM desk.promise") == [(True,)]
    session.close()


def test_what_was_done_on_the_call_is_compared_with_its_journal(
    tmp_path: Path, desk: Desk, as_login: Connecting
) -> None:
    places = places_in(tmp_path / "lee")
    take(places, "Lee", CALLBACK)
    n = promise(places).n
    take(places, "Lee", CALLBACK, act.FinishFollowUp(n, "Lee"), minutes=9)
    Sender(as_login("lee"), places).send()
    desk.rows("UPDATE desk.deed SET to_whom = 'Ann'")
    desk.rows(BIND)
    [told] = [one.faults for one in verdicts_of_desk(as_login("lee"), places) if one.faults]
    assert "(done) is not what was sent of it: it was changed." in told[0]


def test_no_login_binds_anything(done: Places, as_login: Connecting) -> None:
    for login in ("kim", "sam"):
        for query in (
            "INSERT INTO desk.deed (call, bound) VALUES ('x', 'y')",
            "SELECT desk.deed_hash(d) FROM desk.deed AS d",
        ):
            with pytest.raises(Exception, match="permission denied"):
                as_login(login).execute(query.encode())


def test_a_register_that_cannot_be_read_is_told(done: Places, faults: Callable[[], str]) -> None:
    done.register.write_bytes(b"{}\n" + done.register.read_bytes())
    assert "1 line of the register" in faults()
    assert "the desk has of them was not compared." in faults()


def test_a_deed_that_no_line_of_the_seat_bears_out_is_named(
    done: Places, as_login: Connecting, faults: Callable[[], str]
) -> None:
    kim, made = as_login("kim"), promise(done)
    as_login("sam").execute(
        "INSERT INTO desk.deed (call, seat, n, kind) VALUES (%s, 'kim', %s, 'reopened')",
        (made.call, made.n),
    )
    [line] = sealed_events([{"kind": "done", "call": made.call, "n": made.n}])
    send(kim, [line], "register-0123456789abcdef")
    told = (made.call, made.n, hash_of(line))
    query = "INSERT INTO desk.deed (call, seat, n, kind, hash) VALUES (%s, 'kim', %s, 'done', %s)"
    kim.execute(query, told)
    assert "what kim did about the promise 2026" in faults()
    assert "(done): no line here bears it out." in faults()


def test_what_a_supervisor_did_at_the_board_about_a_promise_of_their_own_fits(
    tmp_path: Path, desk: Desk, as_login: Connecting
) -> None:
    places, sam = places_in(tmp_path / "sam"), as_login("sam")
    take(places, "Sam", CALLBACK)
    Sender(sam, places).send()
    [there] = page_of(sam, OwedThere(), NOW).promises
    do(sam, there, Doing.DONE, "reached")
    assert [one.faults for one in verdicts_of_desk(sam, places)] == [(), ()]
    # Nobody who is no supervisor any more did that at a board: nor an agent.
    desk.rows("REVOKE guide_supervisor FROM sam")
    desk.rows("GRANT guide_agent TO sam")
    try:
        [of_call, _] = verdicts_of_desk(as_login("sam"), places)
    finally:
        desk.rows("GRANT guide_supervisor TO sam")
        desk.rows("REVOKE guide_agent FROM sam")
    assert "no line here bears it out" in of_call.faults[0]
