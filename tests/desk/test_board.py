"""A board at a real desk: what it reads, what is done there, and what the desk refuses."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import chain
from pathlib import Path

import pytest
from desk.boards import Watched, ask
from desk.kept_calls import places_in
from desk.seats import until
from desk.sent_lines import CALL, asked, hash_of, sealed, send
from desk.server import Connecting, Desk
from kit import shipped
from msgspec import to_builtins
from promised_calls import CALLBACK, take

from guide.call import actions as act
from guide.call.context import Refused
from guide.call.events import AskKind, Stage
from guide.desk import board as board_module
from guide.desk import following
from guide.desk.answers import answer_hash
from guide.desk.asking import evidence
from guide.desk.board_data import BoardData
from guide.desk.borne_out import NOT_COMPARED
from guide.desk.by_voice import Countersign
from guide.desk.connection import Connection
from guide.desk.erasing import GONE
from guide.desk.evidence import as_json, evidence_in
from guide.desk.live_calls import Key, LiveCalls, Received
from guide.desk.logins import Login, Role, add_login
from guide.desk.owed import Doing, Wanted
from guide.desk.sending import Sender
from guide.desk.witness import verdicts_of_desk
from guide.record.codec import GENESIS, seal
from guide.record.places import Places
from guide.record.writer import DirectWriter
from guide.session.at_desk import AskState
from guide.session.callbook import CallBook
from guide.session.session import Session

LINES = asked("permission", "manager", "threat")
GIVEN = 'SELECT "by", state, reason, hash FROM desk.answer ORDER BY id'
Watching = Callable[[str], Watched]


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return places_in(tmp_path)


@pytest.fixture
def at_board(desk: Desk) -> Iterator[Watching]:
    """Boards of logins, closed at the end."""
    opened: list[Watched] = []

    def at_board(login: str) -> Watched:
        opened.append(Watched(desk.named(login)))
        return opened[-1]

    yield at_board
    for one in opened:
        one.board.close()


@pytest.fixture
def sent(as_login: Connecting) -> Connecting:
    """Kim's call is at the desk."""
    assert send(as_login("kim"), LINES) == 3
    return as_login


@pytest.fixture
def session(places: Places) -> Iterator[Session]:
    book = CallBook(shipped(), places, writer=DirectWriter)
    session = book.start("escalated-callers", agent="Kim Lee")
    yield session
    session.close()


def test_an_ask_is_on_the_board_and_its_answer_at_the_desk_with_its_hash(
    sent: Connecting, desk: Desk, at_board: Watching
) -> None:
    sam = at_board("sam")
    sam.until(lambda view: view.standing.begun)
    first = ask(sent("kim"), LINES[0], words="you idiot", ground="insults", first_to="sam")
    ask(sent("kim"), LINES[1], n=2, kind="manager")
    view = sam.until(lambda view: len(view.asks) == 2)
    [one, other] = view.asks
    assert (one.id, one.seat, one.said, one.first_to) == (first, "kim", "you idiot", "sam")
    assert one.rings("sam", one.at, ("sam",))
    assert sam.done(sam.board.answer, one, AskState.TAKEN, "") == "Taken: kim."
    # What is taken makes way for what somebody waits for.
    view = sam.until(lambda view: view.asks[-1].state is AskState.TAKEN)
    assert (view.asks[-1].id, view.asks[-1].told) == (first, "taken by sam")
    assert sam.done(sam.board.answer, one, AskState.REFUSED, " ") == Refused(
        "Write down why: the agent reads it."
    )
    assert sam.done(sam.board.answer, one, AskState.REFUSED, "redirect first") == "Refused: kim."
    assert sam.done(sam.board.answer, other, AskState.GRANTED, "") == "You join: kim."
    sam.until(lambda view: not view.asks)
    assert desk.rows(GIVEN) == [
        ("sam", state, reason, answer_hash(number, hash_of(line), state, "sam", reason))
        for number, line, state, reason in (
            (first, LINES[0], "taken", ""),
            (first, LINES[0], "refused", "redirect first"),
            (other.id, LINES[1], "granted", ""),
        )
    ]


def test_one_login_s_many_asks_are_counted_and_keep_nobody_else_s_away(
    sent: Connecting, at_board: Watching
) -> None:
    kim, lee = sent("kim"), sent("lee")
    lines = asked(*["permission"] * 30)
    send(kim, lines, other := "20261127-190301-mmmm")
    for n, line in enumerate(lines, 1):
        ask(kim, line, call=other, n=n)
    send(lee, LINES)
    threat = ask(lee, LINES[2], n=3, kind="threat")
    view = at_board("sam").until(lambda view: view.asks)
    assert view.asks[0].id == threat
    assert (len(view.asks), view.more) == (21, (("kim", 10),))


def test_of_a_login_s_many_asks_those_are_read_that_somebody_waits_for(
    as_login: Connecting, at_board: Watching
) -> None:
    kim, lines = as_login("kim"), asked(*["permission"] * 25)
    send(kim, lines)
    # The last of them wait: what is no number counts as the usual time.
    evidence = [*[{"waits": 0}] * 22, {}, {"waits": "x"}, {"waits": 1e99}]
    for n, (line, waits) in enumerate(zip(lines, evidence, strict=True), 1):
        ask(kim, line, n=n, evidence=waits)
    view = at_board("sam").until(lambda view: view.asks)
    assert (len(view.asks), view.more) == (20, (("kim", 5),))
    now = view.asks[0].at
    assert [one.waits(now) for one in view.asks] == [True] * 3 + [False] * 17


def test_what_was_asked_on_a_call_that_is_over_is_told_so_and_not_answered(
    desk: Desk, as_login: Connecting, at_board: Watching
) -> None:
    ended, _ = seal('{"kind":"ended"}', hash_of(LINES[-1]))
    lines = [*LINES, ended.decode().rstrip("\n")]
    send(as_login("kim"), lines)
    ask(as_login("kim"), LINES[0])
    threat = ask(as_login("kim"), LINES[2], n=3, kind="threat")
    sam = at_board("sam")
    noted, one = sam.until(lambda view: view.asks).asks
    assert (noted.id, noted.over, one.over) == (threat, True, True)
    assert not sam.board.view.rings(one, one.at)
    refused = Refused("That call is over: nobody waits for an answer.")
    assert sam.done(sam.board.answer, one, AskState.GRANTED, "") == refused
    told = sam.done(sam.board.answer, noted, AskState.GRANTED, "")
    assert told == "You took note of the threat: kim."
    assert [row[:2] for row in desk.rows(GIVEN)] == [("sam", "granted")]
    # Nobody can do anything about it, and it does not stay.
    desk.rows("UPDATE desk.ask SET at = at - interval '11 minutes'")
    assert at_board("pat").until(lambda view: view.page).asks == ()


def test_nothing_of_a_call_that_is_erased_stays_on_a_board_and_nothing_is_done_about_it(
    session: Session,
    places: Places,
    as_login: Connecting,
    at_board: Watching,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(board_module, "_HEARTBEAT", 0.1)
    for action in (
        act.MakeEffort("asked"),
        act.StateGround("abuse"),
        act.QuoteCaller("parrot"),
        act.Permit("Sam"),
        act.Warn(),
        CALLBACK,
        act.AskBoard(AskKind.MANAGER),
    ):
        session.do(action)
    kim, asked_at = as_login("kim"), session.call.asks[-1]
    Sender(kim, places).send()
    [line] = [
        one for [one] in kim.execute("SELECT line FROM desk.event WHERE n = %s", (asked_at.n,))
    ]
    ask(kim, str(line), call=session.call.id, n=asked_at.n, kind="manager")
    sam = at_board("sam")
    view = sam.until(
        lambda view: view.calls and view.asks and view.voiced and view.page and view.page.promises
    )
    [call], [one], [voiced] = view.calls, view.asks, view.voiced
    assert view.page is not None
    [promise] = view.page.promises
    kim.execute("SELECT desk.forget(%s, '')", (session.call.id,))
    as_login("pat").execute("SELECT desk.erase()")
    for answer in (
        sam.done(sam.board.answer, one, AskState.GRANTED, ""),
        sam.done(sam.board.countersign, voiced, Countersign.DENIED, "never"),
        sam.done(sam.board.do, promise, Doing.TRIED, "busy"),
    ):
        assert answer == GONE
    view = sam.until(
        lambda view: not view.calls and not view.asks and view.page and not view.page.promises
    )
    assert (view.erased, view.ended, view.beyond) == ({call.key}, (), ())


FALSE = {
    "agent": "Robin",
    "caller": "Mallory",
    "number": "555-9999",
    "efforts": 9,
    "warnings": [{"at": "", "ground": "abuse", "by": "ann"}],
}


@pytest.mark.parametrize("kind", [AskKind.PERMISSION, AskKind.HAND_OVER])
def test_the_board_shows_what_the_call_says_and_not_what_its_login_writes(
    kind: AskKind, session: Session, places: Places, as_login: Connecting, at_board: Watching
) -> None:
    for action in (
        act.WriteDetail("caller", "Dana"),
        act.MakeEffort("asked"),
        act.StateGround("abuse"),
        act.QuoteCaller("parrot"),
        act.AskBoard(kind),
    ):
        session.do(action)
    kim, n = as_login("kim"), session.call.asks[-1].n
    Sender(kim, places).send()
    [line] = [line for [line] in kim.execute("SELECT line FROM desk.event WHERE n = %s", (n,))]
    told = {"kind": kind.value, "evidence": FALSE | {"waits": 3000}, "words": "a threat"}
    ask(kim, str(line), call=session.call.id, n=n, **told)
    [one] = at_board("sam").until(lambda view: view.asks).asks
    known = one.evidence
    assert (known.agent, known.caller, known.number) == ("Kim Lee", "Dana", "")
    assert (known.efforts, known.warnings, one.said, one.problem) == (1, (), "parrot", "")
    assert (one.ground, known.waits) == (session.call.asks[-1].event.label, 3000)
    faults = [fault for one in verdicts_of_desk(kim, places) for fault in one.faults]
    assert "the call does not say it so" in faults[0]


def test_verify_names_what_came_with_an_ask_and_is_not_so(
    session: Session, places: Places, as_login: Connecting
) -> None:
    session.do(act.WriteDetail("caller", "Dana"))
    session.do(act.AskBoard(AskKind.MANAGER))
    kim, asked_at = as_login("kim"), session.call.asks[-1]
    Sender(kim, places).send()
    [line] = [
        one for [one] in kim.execute("SELECT line FROM desk.event WHERE n = %s", (asked_at.n,))
    ]
    true = evidence_in(as_json(evidence(session.call, asked_at, 20, asked_at.at)))
    row = {
        "call": session.call.id,
        "n": asked_at.n,
        "kind": "manager",
        "evidence": to_builtins(true),
    }
    ask(kim, str(line), **row)
    assert [*chain(*(one.faults for one in verdicts_of_desk(kim, places)))] == []
    as_login("postgres").execute(
        "UPDATE desk.ask SET evidence = evidence || %s", (json.dumps(FALSE),)
    )
    [fault] = chain(*(one.faults for one in verdicts_of_desk(kim, places)))
    assert "(who asks, the caller, the number, how often it was" in fault
    assert "the warnings before)" in fault


def test_verify_names_an_ask_that_its_login_took_off_the_board_and_not_its_call(
    session: Session, places: Places, as_login: Connecting
) -> None:
    session.do(act.AskBoard(AskKind.MANAGER))
    kim, asked_at = as_login("kim"), session.call.asks[-1]
    Sender(kim, places).send()
    [line] = [
        one for [one] in kim.execute("SELECT line FROM desk.event WHERE n = %s", (asked_at.n,))
    ]
    told = {"kind": "manager", "first_to": asked_at.event.to, "ground": asked_at.event.label}
    number = ask(kim, str(line), call=session.call.id, n=asked_at.n, **told)
    kim.execute("INSERT INTO desk.answer (ask, state) VALUES (%s, 'nobody')", (number,))
    [fault] = chain(*(one.faults for one in verdicts_of_desk(kim, places)))
    assert fault.startswith(f"The desk has that nobody waits for an answer to event {asked_at.n}")
    session.do(act.StopAsking(asked_at.n))
    Sender(kim, places).send()
    assert [*chain(*(one.faults for one in verdicts_of_desk(kim, places)))] == []


def test_an_ask_of_a_call_that_cannot_be_read_is_told_as_compared_with_nothing(
    sent: Connecting, at_board: Watching
) -> None:
    ask(sent("kim"), LINES[0], words="you idiot", evidence=FALSE)
    [one] = at_board("sam").until(lambda view: view.asks).asks
    assert one.problem == NOT_COMPARED


def test_a_call_that_is_too_long_to_be_read_is_told_so_and_its_ask_compared_with_nothing(
    sent: Connecting, at_board: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guide.desk.borne_out.CALLS", 400)
    first = sent("kim").execute("SELECT min(length(line)) FROM desk.event").fetchone()
    assert first is not None
    assert int(str(first[0])) < 400
    ask(sent("kim"), LINES[1], n=2, kind="manager")
    [one] = at_board("sam").until(lambda view: view.asks).asks
    assert one.problem == NOT_COMPARED


def test_a_call_is_read_part_by_part_and_is_whole(
    as_login: Connecting, places: Places, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guide.desk.following._PART", 700)
    asked: list[int] = []
    events = following._events

    def counted(connection: Connection, known: dict[Key, int]) -> list[Received]:
        asked.append(len(rows := events(connection, known)))
        return rows

    monkeypatch.setattr(following, "_events", counted)
    for n in range(20):
        session.do(act.Write(f"note {n}"))
    Sender(as_login("kim"), places).send()
    calls, key = LiveCalls(), ("kim", session.call.id)
    following.follow(as_login("sam"), calls, [key])
    [live] = calls.all
    assert live.call == session.call
    assert len(asked) > 5
    assert max(asked) < 10


def test_a_board_that_is_left_says_so_at_once(desk: Desk, at_board: Watching) -> None:
    sam = at_board("sam")
    sam.until(lambda view: view.at_boards)
    sam.board.close(20)
    assert desk.rows("SELECT login FROM desk.presence") == []


def test_who_is_at_two_boards_leaves_the_one_they_leave(
    desk: Desk, at_board: Watching, as_login: Connecting
) -> None:
    first, second, killed = at_board("sam"), at_board("sam"), as_login("sam")
    for one in (first, second):
        one.until(lambda view: view.at_boards)
    killed.execute("SELECT desk.here('board')")
    backends = "SELECT count(*) FROM pg_stat_activity WHERE pid = %s"
    backend = killed.info.backend_pid
    first.board.close(20)
    assert desk.rows("SELECT login FROM desk.presence") == [("sam",)]
    killed.close()
    until(lambda: desk.rows(backends, backend) == [(0,)])
    second.board.close(20)
    assert desk.rows("SELECT login FROM desk.presence") == []


def test_of_two_who_answer_the_second_is_told(
    sent: Connecting, desk: Desk, at_board: Watching
) -> None:
    sam, pat = at_board("sam"), at_board("pat")
    ask(sent("kim"), LINES[0])
    [one] = sam.until(lambda view: view.asks).asks
    pat.until(lambda view: view.asks)
    assert sam.done(sam.board.answer, one, AskState.TAKEN, "") == "Taken: kim."
    taken = Refused("Taken by sam before you. Nothing of yours was recorded.")
    assert pat.done(pat.board.answer, one, AskState.TAKEN, "") == taken
    assert pat.done(pat.board.answer, one, AskState.REFUSED, "not yet") == "Refused: kim."
    # Whoever took it is told, though they do nothing more.
    view = sam.until(lambda view: view.settled)
    assert [(one.id, one.told, one.reason) for one in view.settled] == [
        (one.id, "refused by pat", "not yet")
    ]
    assert pat.board.view.settled == ()
    before = Refused("Refused by pat before you (not yet). Nothing of yours was recorded.")
    assert sam.done(sam.board.answer, one, AskState.GRANTED, "") == before
    assert [row[:2] for row in desk.rows(GIVEN)] == [("sam", "taken"), ("pat", "refused")]


@pytest.mark.parametrize("kind", ["permission", "threat"])
def test_what_was_taken_at_a_board_that_has_gone_is_open_to_all_others_until_one_takes_it(
    sent: Connecting, desk: Desk, at_board: Watching, as_login: Connecting, kind: str
) -> None:
    pat, killed = at_board("pat"), as_login("sam")
    ask(
        sent("kim"),
        LINES[0 if kind == "permission" else 2],
        n=1 if kind == "permission" else 3,
        kind=kind,
    )
    killed.execute("SELECT desk.here('board')")
    [one] = pat.until(lambda view: view.asks).asks
    sam = BoardData(killed)
    assert sam.answer(one, AskState.TAKEN, "") == "Taken: kim."
    view = pat.until(lambda view: view.asks[0].state is AskState.TAKEN)
    assert not view.rings(view.asks[0], view.now(datetime.now(UTC)))
    desk.rows("UPDATE desk.presence SET at = at - interval '1 minute' WHERE login = 'sam'")
    view = pat.until(lambda view: view.asks[0].state is not AskState.TAKEN)
    assert view.asks[0].told == "seen by sam"
    assert view.rings(view.asks[0], view.now(datetime.now(UTC)))
    assert pat.done(pat.board.answer, one, AskState.TAKEN, "") == "Taken: kim."
    assert pat.until(lambda view: view.asks[0].state is AskState.TAKEN).asks[0].by == "pat"
    # Whoever is back does not have it back.
    killed.execute("SELECT desk.here('board')")
    before = Refused("Taken by pat before you. Nothing of yours was recorded.")
    assert sam.answer(one, AskState.TAKEN, "") == before
    assert [row[:2] for row in desk.rows(GIVEN)] == [("sam", "taken"), ("pat", "taken")]


def test_what_was_taken_at_a_board_that_was_killed_rings_anew_once_its_owner_is_back(
    sent: Connecting, desk: Desk, at_board: Watching, as_login: Connecting
) -> None:
    pat, killed = at_board("pat"), as_login("sam")
    ask(sent("kim"), LINES[0])
    killed.execute("SELECT desk.here('board')")
    [one] = pat.until(lambda view: view.asks).asks
    assert BoardData(killed).answer(one, AskState.TAKEN, "") == "Taken: kim."
    # Whoever is there stays there, at another board beside it, too.
    killed.execute("SELECT desk.here('board')")
    second = at_board("sam")
    second.until(lambda view: view.asks and view.asks[0].state is AskState.TAKEN)
    second.board.close(20)
    backend = killed.info.backend_pid
    killed.close()
    gone = "SELECT count(*) FROM pg_stat_activity WHERE pid = %s"
    until(lambda: desk.rows(gone, backend) == [(0,)])
    sam = at_board("sam")
    for board in (sam, pat):
        view = board.until(lambda view: view.asks and view.asks[0].state is AskState.SEEN)
        assert view.rings(view.asks[0], view.now(datetime.now(UTC)))
    assert sam.done(sam.board.answer, one, AskState.TAKEN, "") == "Taken: kim."
    assert pat.until(lambda view: view.asks[0].state is AskState.TAKEN).asks[0].by == "sam"


def test_an_ask_that_was_withdrawn_cannot_be_granted(
    sent: Connecting, desk: Desk, at_board: Watching
) -> None:
    sam = at_board("sam")
    number = ask(sent("kim"), LINES[0])
    [one] = sam.until(lambda view: view.asks).asks
    query = "INSERT INTO desk.answer (ask, state) VALUES (%s, 'withdrawn')"
    sent("kim").execute(query, (number,))
    before = Refused("Withdrawn by kim before you. Nothing of yours was recorded.")
    assert sam.done(sam.board.answer, one, AskState.GRANTED, "") == before
    sam.until(lambda view: not view.asks)


def test_a_login_that_keeps_a_row_locked_holds_no_board_up_and_has_nothing_done_later(
    sent: Connecting, desk: Desk, at_board: Watching
) -> None:
    sam = at_board("sam")
    number = ask(sent("kim"), LINES[0])
    [one] = sam.until(lambda view: view.asks).asks
    held = "Somebody else's program holds that up at the desk: nothing was done. Try again."
    kim = sent("kim")
    with kim.transaction(force_rollback=True):
        kim.execute("INSERT INTO desk.answer (ask, state) VALUES (%s, 'withdrawn')", (number,))
        assert sam.done(sam.board.answer, one, AskState.GRANTED, "") == Refused(held)
        # It goes on meanwhile: what others ask is shown.
        ask(sent("kim"), LINES[1], n=2, kind="manager")
        assert not sam.until(lambda view: len(view.asks) == 2).is_away
    assert desk.rows(GIVEN) == []
    assert sam.done(sam.board.answer, one, AskState.GRANTED, "") == "Granted: kim."


def test_a_threat_is_not_refused_and_who_took_note_is_told(
    sent: Connecting, desk: Desk, at_board: Watching
) -> None:
    sam = at_board("sam")
    ask(sent("kim"), LINES[2], n=3, kind="threat")
    [one] = sam.until(lambda view: view.asks).asks
    refused = Refused("A threat is not refused: g takes note of it.")
    assert sam.done(sam.board.answer, one, AskState.REFUSED, "not serious") == refused
    assert desk.rows(GIVEN) == []
    told = sam.done(sam.board.answer, one, AskState.GRANTED, "")
    assert told == "You took note of the threat: kim."
    before = Refused("Noted by sam before you. Nothing of yours was recorded.")
    pat = at_board("pat")
    pat.until(lambda view: view.standing.begun)
    assert pat.done(pat.board.answer, one, AskState.GRANTED, "") == before


def test_nobody_answers_what_they_asked_themselves(
    as_login: Connecting, desk: Desk, at_board: Watching
) -> None:
    send(as_login("sam"), LINES)
    ask(as_login("sam"), LINES[0])
    sam = at_board("sam")
    [one] = sam.until(lambda view: view.asks).asks
    assert not one.rings("sam", one.at, ("sam",))
    own = Refused("You asked that yourself: somebody else has to answer it.")
    assert sam.done(sam.board.answer, one, AskState.GRANTED, "") == own


def test_the_board_is_for_supervisors(desk: Desk, at_board: Watching) -> None:
    view = at_board("kim").until(lambda view: view.refused)
    assert view.refused.startswith("The board is for supervisors, and kim is none at this desk.")
    assert desk.rows("SELECT count(*) FROM desk.presence") == [(0,)]


def test_who_is_no_supervisor_any_more_is_told_so_and_not_that_the_call_is_gone(
    as_login: Connecting, desk: Desk, at_board: Watching
) -> None:
    send(as_login("kim"), LINES)
    ask(as_login("kim"), LINES[0])
    sam = at_board("sam")
    [one] = sam.until(lambda view: view.asks).asks
    with desk.of("postgres") as admin:
        add_login(admin, Login("sam", Role.AGENT))
        try:
            answer = sam.done(sam.board.answer, one, AskState.GRANTED, "")
        finally:
            add_login(admin, Login("sam", Role.SUPERVISOR))
    assert isinstance(answer, Refused)
    assert answer.reason.startswith("Your login is no supervisor’s any more")
    assert desk.rows(GIVEN) == []


def test_a_call_is_followed_as_it_goes_until_it_ends(
    desk: Desk, at_board: Watching, as_login: Connecting, places: Places, session: Session
) -> None:
    sender = Sender(as_login("kim"), places)
    session.do(act.SetStage(Stage.HOSTILE))
    sender.send()
    sam = at_board("sam")
    [call] = sam.until(lambda view: view.calls).calls
    assert (call.agent, call.script, call.anger, call.to_do) == (
        "kim (Kim Lee)",
        session.call.started.title,
        "hostile",
        0,
    )
    session.do(CALLBACK)
    session.do(act.Write("waited"))
    sender.send()
    view = sam.until(lambda view: view.calls and view.calls[0].call == session.call)
    assert view.calls[0].to_do == 1
    assert view.calls[0].step == session.call.here.title
    [one] = sam.until(lambda view: view.page and view.page.owed == 1).page.promises
    sam.done(sam.board.do, one, Doing.DONE, "reached")
    sam.until(lambda view: view.calls and view.calls[0].to_do == 0)
    session.do(act.End("hung-up"))
    sender.send()
    sam.until(lambda view: not view.calls)


def test_whoever_tells_of_thousands_of_calls_that_there_are_not_keeps_nothing_from_a_board(
    at_board: Watching,
    as_login: Connecting,
    places: Places,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(board_module, "_TOLD", 50)
    read: list[Key] = []
    follow = BoardData.follow

    def counted(data: BoardData, calls: LiveCalls, keys: Iterable[Key]) -> None:
        read.extend(keys := [*keys])
        follow(data, calls, keys)

    monkeypatch.setattr(BoardData, "follow", counted)
    sam = at_board("sam")
    sam.until(lambda view: view.standing.begun)
    as_login("lee").execute(
        "DO $$ BEGIN FOR i IN 100000..104999 LOOP"
        " PERFORM pg_notify('desk_event', format('20261127-%s-abcd kim', i)); END LOOP; END $$"
    )
    Sender(as_login("kim"), places).send()
    [call] = sam.until(lambda view: view.calls).calls
    assert (call.call, len(read) < 200) == (session.call, True)


def test_a_call_whose_seat_is_not_heard_of_any_more_is_told_as_that(
    desk: Desk, at_board: Watching, as_login: Connecting, places: Places, session: Session
) -> None:
    sender = Sender(as_login("kim"), places)
    sender.send()
    sender.is_here()
    desk.rows("UPDATE desk.witness SET at = at - interval '5 minutes' RETURNING n")
    [[heard]] = desk.rows("UPDATE desk.presence SET at = at - interval '1 minute' RETURNING at")
    [call] = at_board("sam").until(lambda view: view.calls).calls
    assert call.gone_since == heard
    sender.is_here()
    [call] = at_board("pat").until(lambda view: view.calls).calls
    assert call.gone_since is None


def test_lines_that_are_no_call_and_a_journal_that_was_rewritten_are_borne(
    as_login: Connecting, desk: Desk, at_board: Watching, places: Places, session: Session
) -> None:
    kim = as_login("kim")
    Sender(kim, places).send()
    send(as_login("lee"), sealed(["\x1b]0;x\x07"]))
    rewritten = sealed(["now", "something", "else"])
    sam = at_board("sam")
    view = sam.until(lambda view: len(view.calls) == 2)
    [strange] = [one for one in view.calls if one.seat == "lee"]
    assert strange.problem.startswith("It cannot be shown: ")
    assert send(kim, rewritten, session.call.id) == 3
    view = sam.until(lambda view: any(one.problem for one in view.calls if one.seat == "kim"))
    assert GENESIS not in str(view.calls)


def test_what_is_owed_by_the_desk_is_claimed_tried_done_and_found(
    desk: Desk, at_board: Watching, as_login: Connecting, places: Places
) -> None:
    take(places, "Kim", CALLBACK)
    Sender(as_login("kim"), places).send()
    sam, pat = at_board("sam"), at_board("pat")
    pat.until(lambda view: view.page and view.page.promises)
    [one] = sam.until(lambda view: view.page and view.page.promises).page.promises
    assert (one.caller, one.number, one.owner) == ("Dana Whitlock", "(312) 555-0134", "kim")
    assert str(sam.done(sam.board.do, one, Doing.CLAIMED, "")).startswith("Yours: ")
    sam.done(sam.board.do, one, Doing.TRIED, "busy")
    view = pat.until(lambda view: view.page.promises and view.page.promises[0].tries)
    assert view.page.promises[0].told == "claimed · tried 1×"
    assert view.page.promises[0].owner == "sam"
    # By the server's clock, which no test sets.
    later = view.now(datetime.now(UTC)).replace(microsecond=0) + timedelta(days=2)
    moved = partial(sam.board.do, until=later)
    sam.done(moved, one, Doing.MOVED, "on Monday")
    sam.done(partial(sam.board.do, to_whom="me"), one, Doing.PASSED_ON, "days")
    pat.until(lambda view: view.page.promises and view.page.promises[0].owner == "sam")
    sam.done(partial(sam.board.do, to_whom="lee"), one, Doing.PASSED_ON, "nights")
    view = pat.until(lambda view: view.page.promises and view.page.promises[0].owner == "lee")
    assert view.page.promises[0].until == later
    for _ in range(3):
        sam.done(sam.board.do, one, Doing.TAKEN_BACK, "no")
    pat.until(lambda view: view.page.promises[0].until == one.until)
    sam.done(sam.board.do, one, Doing.DONE, "reached")
    told = Refused("sam closed that before you (done). Nothing of yours was recorded.")
    assert pat.done(pat.board.do, one, Doing.DONE, "") == told
    pat.until(lambda view: view.page.owed == 0 and not view.page.promises)
    for words, found in ((("dana", "3125550134"), 1), (("dana", "%"), 0), (("_ana",), 0)):
        pat.board.seek(Wanted(words, closed=True))
        page = pat.until(lambda view, words=words: view.page.wanted.words == words).page
        assert len(page.promises) == page.count == found, words
    sam.done(sam.board.do, one, Doing.REOPENED, "wrong number")
    pat.board.seek(Wanted())
    pat.until(lambda view: view.page.owed == 1 and view.page.promises)


def test_who_is_here_is_told(desk: Desk, at_board: Watching, as_login: Connecting) -> None:
    as_login("kim").execute("SELECT desk.here('seat')")
    sam = at_board("sam")
    view = sam.until(lambda view: view.here)
    assert [(one.place, one.login) for one in view.here] == [("board", "sam"), ("seat", "kim")]


def test_a_desk_that_cannot_be_reached_is_told_and_nothing_is_done_later(
    sent: Connecting, desk: Desk, at_board: Watching
) -> None:
    sam = at_board("sam")
    ask(sent("kim"), LINES[0])
    [one] = sam.until(lambda view: view.asks).asks
    desk.rows("ALTER ROLE sam NOLOGIN")
    try:
        ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'sam'"
        desk.rows(ended)
        view = sam.until(lambda view: view.is_away)
        assert view.asks == (one,)
        told = sam.done(sam.board.answer, one, AskState.GRANTED, "")
        assert told == Refused("The desk is away: nothing was done. Do it again once it is back.")
    finally:
        desk.rows("ALTER ROLE sam LOGIN")
    sam.until(lambda view: not view.is_away)
    assert desk.rows(GIVEN) == []
    assert one.call == CALL


def test_what_happened_while_the_desk_was_away_is_caught_up(
    desk: Desk, at_board: Watching, as_login: Connecting, places: Places, session: Session
) -> None:
    sender = Sender(as_login("kim"), places)
    sender.send()
    send(as_login("lee"), LINES)
    sam = at_board("sam")
    sam.until(lambda view: len(view.calls) == 2)
    desk.rows("ALTER ROLE sam NOLOGIN")
    try:
        desk.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'sam'")
        sam.until(lambda view: view.is_away)
        session.do(act.Write("meanwhile"))
        sender.send()
        assert len(sam.board.view.calls) == 2
    finally:
        desk.rows("ALTER ROLE sam LOGIN")
    view = sam.until(lambda view: any(one.call == session.call for one in view.calls))
    assert len(view.calls) == 2
    session.do(act.End("hung-up"))
    sender.send()
    sam.until(lambda view: [one.seat for one in view.calls] == ["lee"])


def test_a_board_reads_no_call_that_ended(
    desk: Desk, at_board: Watching, as_login: Connecting, places: Places
) -> None:
    take(places, "Kim")
    Sender(as_login("kim"), places).send()
    sam = at_board("sam")
    sam.until(lambda view: view.page)
    assert sam.board.view.calls == ()
