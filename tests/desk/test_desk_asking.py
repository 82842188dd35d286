"""Asks over a real server: from the seat to the board and back, whoever is killed in between."""

import json
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from desk.kept_calls import at_desk, on_disk, places_in
from desk.killing import killed_server
from desk.proxy import proxy_of
from desk.seats import ASK, Board, Seat, until
from desk.server import Connecting, Desk
from kit import Desk as Calls
from kit import of_kind
from psycopg import errors

from guide.call import actions as act
from guide.call import events as ev
from guide.call.events import AskAnswer, AskKind
from guide.call.rules.standing import Need, next_need
from guide.desk import outbox as outbox_module
from guide.desk.answers import answer_hash
from guide.desk.asking import Asks, evidence, heard_of
from guide.desk.evidence import RefusedTold, WarningTold, as_json, evidence_of
from guide.desk.exchange import Exchange
from guide.desk.outbox import Outbox
from guide.desk.sending import Sender
from guide.desk.witness import verdicts_of_desk
from guide.record.disk import Disk
from guide.register.after_call import Reopened, Told
from guide.register.owed_today import heard_since
from guide.register.promise import Promise
from guide.register.wrap_up import do_after, wrap_up_of
from guide.session.at_desk import AskState, Heard, is_with

HASH = "cd" * 32
NOW = datetime.now(UTC) + timedelta(minutes=1)

Seats = Callable[..., Seat]


@pytest.fixture
def board(desk: Desk, as_login: Connecting) -> Board:
    desk.rows("TRUNCATE desk.ask CASCADE")
    return Board(desk, as_login)


@pytest.fixture
def seat(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Seats]:
    # A desk that is back is reached at once.
    monkeypatch.setattr(outbox_module, "_SHORTEST", 0.01)
    opened: list[Seat] = []

    def seat(name: str = "", call: str = "") -> Seat:
        opened.append(Seat(name or desk.named("kim"), tmp_path, call))
        return opened[-1]

    yield seat
    for one in opened:
        one.die()


# Whom an ask is with, and how far it has come


@pytest.mark.parametrize(
    ("to", "since", "here", "who"),
    [
        ("sam", 0, ("pat", "sam"), "sam"),
        ("sam", 19.9, ("pat", "sam"), "sam"),
        ("sam", 20, ("pat", "sam"), ""),
        ("sam", 5, ("pat",), ""),
        ("", 5, ("pat", "sam"), ""),
    ],
)
def test_an_ask_is_with_whom_it_went_first_till_the_time_is_over_or_they_have_gone(
    to: str, since: float, here: tuple[str, ...], who: str
) -> None:
    assert is_with(to, since, 20, here) == who


def test_what_was_decided_counts_whatever_else_was_said_of_an_ask() -> None:
    seen, taken = Heard(AskState.SEEN, "sam"), Heard(AskState.TAKEN, "pat")
    assert heard_of([]).state is AskState.WRITTEN
    assert heard_of([seen]) == seen
    assert heard_of([seen, taken, Heard(AskState.SEEN, "lee")]) == taken
    granted = Heard(AskState.GRANTED, "sam", hash=HASH)
    assert heard_of([taken, granted, seen]) == granted


WAITED = timedelta(seconds=50)


def test_an_ask_carries_the_evidence_as_it_was_when_it_was_asked() -> None:
    calls = Calls("escalated-callers", act.MakeEffort("asked"), act.StateGround("abuse"))
    calls.do(act.QuoteCaller("my card 4111 1111 1111 1111, you parrot"))
    calls.do(act.WriteDetail("caller", "Dana"), act.Permit("Lee Ode"), act.Warn())
    calls.do(act.Persist("still a parrot"), act.AskBoard(AskKind.PERMISSION, "sam"))
    n = calls.call.asks[0].n
    calls.do(act.TakeAnswer(n, AskAnswer.REFUSED, "sam", "calm them"), act.QuoteCaller("later"))
    asked = calls.call.asks
    second_ask = asked[1]
    first, second = (evidence(calls.call, ask, 20, asked[0].at + WAITED) for ask in asked)
    assert first.said == "still a parrot"
    warned = WarningTold("2026-11-20T19:03:10.000Z", "Aggressive, offensive or abusive", "Lee Ode")
    assert first.warnings == (warned,)
    assert (first.agent, first.caller, first.efforts) == ("Robin", "Dana", 1)
    assert (first.script, first.step) == (calls.call.started.title, calls.call.here.title)
    assert (first.refused, first.first_seconds) == ((), 20)
    assert second.refused == (RefusedTold("sam", "calm them"),)
    # This very ask is for all others; what is asked anew is for sam, too.
    calls.do(act.StopAsking(second_ask.n), act.AskBoard(AskKind.PERMISSION))
    third = evidence(calls.call, calls.call.asks[-1], 20, asked[0].at)
    assert [one.refused_first for one in (first, second, third)] == ["", "sam", ""]
    assert third.refused == second.refused
    # By whatever clock the seat has: so long the agent still waits.
    assert first.waits == asked[0].event.seconds - 50
    assert evidence(calls.call, asked[0], 20, asked[0].at + 10 * WAITED).waits == 0
    # What a seat writes is what a board reads.
    assert evidence_of(json.loads(as_json(first))) == first


def test_nothing_is_news_twice() -> None:
    asks, call = Asks(), Calls("escalated-callers", act.AskBoard(AskKind.MANAGER)).call
    assert [asks.follow(call), asks.follow(call)] == [True, False]
    news = {(call.id, 3): Heard(AskState.SEEN, "sam")}
    assert [asks.hear(news), asks.hear(news)] == [True, False]
    assert [asks.see(("sam",)), asks.see(("sam",)), asks.see(None)] == [True, False, True]


# Over the desk


def test_a_permission_is_asked_for_refused_asked_again_granted_and_used(
    seat: Seats, board: Board, desk: Desk, tmp_path: Path
) -> None:
    board.is_there("sam", "pat")
    kim = seat()
    until(lambda: kim.outbox.board == ("pat", "sam"))
    kim.do(ASK)
    kim.hears(AskState.WRITTEN)
    [(seat_of, call, kind, ground, words, first_to)] = board.asks(
        "seat", "call", "kind", "ground", "words", "first_to"
    )
    assert (seat_of, call, kind, first_to) == ("kim", kim.call.id, "permission", "")
    assert (ground, words) == ("Aggressive, offensive or abusive", "useless parrot")
    board.says("sam", "seen")
    assert kim.hears(AskState.SEEN).by == "sam"
    board.says("sam", "taken")
    kim.hears(AskState.TAKEN)
    board.says("sam", "refused", "calm\x1b[2J them first")
    kim.hears(AskState.REFUSED)
    assert kim.take_in() == ("sam refused: calm[2J them first.",)
    assert next_need(kim.session.context()) is Need.PERMISSION
    kim.do(ASK)
    kim.hears(AskState.WRITTEN)
    [(_,), (again,)] = board.asks("evidence -> 'refused'")
    assert again == [{"by": "sam", "reason": "calm[2J them first"}]
    hashed = board.says("pat", "granted")
    kim.hears(AskState.GRANTED)
    assert kim.take_in() == ("pat permits the warning.",)
    assert kim.take_in() == ()
    kim.do(act.Warn())
    [warned] = kim.call.protocol.warnings
    assert (warned.permission_by, warned.permission_how) == ("pat", ev.GrantedBy.BOARD)
    [given] = of_kind(ev.PermissionGiven, [entry.event for entry in kim.call.entries])
    assert given.answer == hashed
    kim.leave()
    assert at_desk(desk) == on_disk(places_in(tmp_path))
    # The ask holds the hash of the agent's own record of it.
    lines = on_disk(places_in(tmp_path))[kim.call.id]
    assert [hashed for (hashed,) in board.asks("hash")] == [
        line[-66:-2] for line in lines if '"kind":"asked"' in line
    ]


def test_an_answer_wakes_a_seat_that_waits_for_nothing_else(
    seat: Seats, board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_module, "_LOOK", 600)
    kim = seat()
    kim.do(ASK)
    kim.hears(AskState.WRITTEN)
    board.says("sam", "granted")
    kim.hears(AskState.GRANTED)


def test_an_answer_that_rings_while_the_seat_asks_for_answers_is_not_missed(
    seat: Seats, board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_module, "_LOOK", 600)
    hear, said = Exchange._hear, list[str]()

    def heard_a_moment_before(self: Exchange, *asked: Any) -> object:
        news = hear(self, *asked)
        if news and not said:
            said.append("granted")
            board.says("sam", "granted")
            # What is read with this is that it rang, and no answer.
            self._connection.execute("SELECT 1")
        return news

    monkeypatch.setattr(Exchange, "_hear", heard_a_moment_before)
    kim = seat()
    kim.do(ASK)
    kim.hears(AskState.GRANTED)


@pytest.mark.parametrize(
    ("there", "told"),
    [
        (("pat", "sam"), "All others are asked now."),
        (("sam",), "Nobody else is at the board."),
    ],
)
def test_whoever_is_asked_first_is_named_and_after_a_refusal_all_others_are_asked(
    seat: Seats, board: Board, there: tuple[str, ...], told: str
) -> None:
    board.is_there(*there)
    kim = seat()
    until(lambda: kim.outbox.board == there)
    kim.do(act.AskBoard(AskKind.PERMISSION, "sam"))
    kim.hears(AskState.WRITTEN)
    assert board.asks("first_to", "evidence -> 'first_seconds'") == [("sam", 20)]
    board.says("sam", "refused", "not yet")
    kim.hears(AskState.REFUSED)
    assert kim.take_in() == (f"sam refused: not yet. {told}",)
    kim.hears(AskState.WRITTEN)
    assert board.asks("first_to") == [("sam",), ("",)]


def test_a_call_that_was_handed_over_is_at_the_seat_of_who_took_it_and_at_no_other(
    seat: Seats, board: Board, desk: Desk, tmp_path: Path
) -> None:
    kim = seat()
    kim.do(act.Write("waited 3 weeks, card 4111 1111 1111 1111"), act.AskBoard(AskKind.HAND_OVER))
    kim.hears(AskState.WRITTEN)
    board.says("sam", "granted")
    kim.hears(AskState.GRANTED)
    kim.take_in()
    kim.do(act.End("resolved"))
    kim.leave()
    taken = Outbox(desk.named("sam"), places_in(tmp_path / "sam"))
    taken.start()
    until(lambda: taken.handed_over)
    other = Outbox(desk.named("pat"), places_in(tmp_path / "pat"))
    other.start()
    until(lambda: other.board is not None)
    for one in (taken, other):
        assert one.close()
    [handed] = taken.handed_over
    assert handed.agent == "kim"
    assert (handed.call.id, handed.call.ended is not None) == (kim.call.id, True)
    assert handed.call.notes == kim.call.notes
    assert "4111" not in handed.call.notes[-1].text
    assert other.handed_over == ()


def test_a_call_is_at_the_seat_of_who_takes_it_over_without_waiting_for_a_heartbeat(
    seat: Seats, board: Board, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = Outbox(desk.named("sam"), places_in(tmp_path / "sam"))
    taken.start()
    until(lambda: taken.standing.begun)
    monkeypatch.setattr(outbox_module, "_HEARTBEAT", float("inf"))
    kim = seat()
    kim.do(act.AskBoard(AskKind.HAND_OVER))
    kim.hears(AskState.WRITTEN)
    board.says("sam", "granted")
    until(lambda: taken.handed_over)
    assert taken.close()


def test_what_is_taken_back_is_taken_back_at_the_board(seat: Seats, board: Board) -> None:
    kim = seat()
    kim.do(ASK)
    kim.hears(AskState.WRITTEN)
    kim.do(act.StopAsking(kim.ask.n))
    kim.hears(AskState.WITHDRAWN)
    kim.do(ASK)
    kim.hears(AskState.WRITTEN)
    kim.do(act.Calm())
    kim.hears(AskState.WITHDRAWN)
    assert board.answers() == [
        ("kim", "withdrawn", ""),
        ("kim", "withdrawn", "the caller calmed down"),
    ]
    with pytest.raises(errors.UniqueViolation):
        board.says("sam", "granted")
    assert kim.take_in() == ()


@pytest.mark.parametrize("change", ["ab" * 32, "reason", "other ask", "other event"])
def test_an_answer_whose_hash_does_not_fit_is_no_permission_and_is_told_once(
    seat: Seats, board: Board, desk: Desk, change: str
) -> None:
    kim = seat()
    kim.do(ASK)
    kim.hears(AskState.WRITTEN)
    [(ask, asked)] = desk.rows("SELECT id, hash FROM desk.ask")
    due = answer_hash(int(str(ask)), str(asked), "granted", "sam", "")
    answer = {"ask": ask, "by": "sam", "state": "granted", "reason": "", "hash": due}
    match change:
        case "reason":
            answer["reason"] = "as you like"
        case "other ask":
            answer["hash"] = answer_hash(int(str(ask)) + 1, str(asked), "granted", "sam", "")
        case "other event":
            # Whoever administers the database may have an ask rest on another event.
            [(first,)] = desk.rows("SELECT hash FROM desk.witness WHERE n = 1")
            desk.rows("UPDATE desk.ask SET n = 1, hash = %s", first)
            answer["hash"] = answer_hash(int(str(ask)), str(first), "granted", "sam", "")
        case _:
            answer["hash"] = change
    query = 'INSERT INTO desk.answer (ask, "by", state, reason, hash) VALUES (%s, %s, %s, %s, %s)'
    desk.rows(query, *answer.values())
    assert kim.hears(AskState.UNFIT).by == "sam"
    [told] = kim.take_in()
    assert told.startswith("The desk has an answer by sam that does not fit what you asked")
    assert kim.take_in() == ()
    assert (kim.call.protocol.permissions, kim.ask.became) == ((), None)
    assert next_need(kim.session.context()) is Need.PERMISSION
    # Taken back, it is done with; what is asked then is another ask.
    kim.do(act.StopAsking(kim.ask.n), ASK)
    kim.hears(AskState.WRITTEN)
    board.says("sam", "granted")
    kim.hears(AskState.GRANTED)
    assert kim.take_in() == ("sam permits the warning.",)


def test_what_was_granted_as_it_was_taken_back_is_told_and_not_used(
    seat: Seats, board: Board, desk: Desk
) -> None:
    with proxy_of(desk.named("kim")) as proxy:
        kim = seat(proxy.name)
        kim.do(ASK)
        kim.hears(AskState.WRITTEN)
        proxy.shut = True
        proxy.cut_now()
        until(lambda: kim.outbox.board is None)
        board.says("sam", "granted")
        kim.do(act.Calm())
        proxy.shut = False
        kim.hears(AskState.GRANTED)
        assert kim.take_in() == ("sam said yes, too late to be used: the caller calmed down.",)
        assert not kim.call.protocol.permissions
        assert board.answers() == [("sam", "granted", "")]
        kim.leave()


def test_a_seat_that_was_killed_asks_nothing_twice_and_takes_the_answer_in_once(
    seat: Seats, board: Board
) -> None:
    kim = seat()
    kim.do(ASK)
    kim.hears(AskState.WRITTEN)
    kim.die()
    board.says("sam", "granted")
    again = seat(call=kim.call.id)
    again.hears(AskState.GRANTED)
    assert again.take_in() == ("sam permits the warning.",)
    again.die()
    third = seat(call=kim.call.id)
    until(lambda: third.outbox.standing.words == "desk")
    assert third.take_in() == ()
    assert len(third.call.protocol.permissions) == 1
    assert len(board.asks("id")) == 1


def test_whoever_kills_the_server_between_an_ask_and_its_answer_loses_neither(
    seat: Seats, board: Board, desk: Desk, tmp_path: Path
) -> None:
    kim = seat()
    kim.do(ASK)
    kim.hears(AskState.WRITTEN)
    with killed_server(desk):
        until(lambda: kim.outbox.board is None)
        kim.do(act.Write("the desk is away"))
    board.says("sam", "granted")
    kim.hears(AskState.GRANTED)
    assert kim.take_in() == ("sam permits the warning.",)
    kim.do(act.Warn(), act.Persist("still a parrot"))
    kim.leave()
    assert len(board.asks("id")) == 1
    assert at_desk(desk) == on_disk(places_in(tmp_path))


def test_wherever_the_connection_is_cut_each_ask_is_there_once_and_answered_once(
    seat: Seats, board: Board, desk: Desk
) -> None:
    chance = random.Random(17)
    with proxy_of(desk.named("kim")) as proxy:

        def cut() -> None:
            proxy.cut_after = chance.randint(200, 3000)
            proxy.cut_now()

        kim = seat(proxy.name)
        until(lambda: kim.outbox.standing.words == "desk")
        for number in range(4):
            cut()
            kim.do(ASK)
            until(lambda: len(board.asks("id")) == number + 1)  # noqa: B023
            cut()
            state = chance.choice((AskState.GRANTED, AskState.REFUSED))
            board.says("sam", state.value, "so")
            kim.hears(state)
            assert len(kim.take_in()) == 1
            if state is AskState.GRANTED:
                kim.do(act.Warn(), act.Persist("still"))
        proxy.cut_after = None
        assert [n for (n,) in board.asks("n")] == [ask.n for ask in kim.call.asks]
        assert [state for _, state, _ in board.answers()] == [
            ask.became.value for ask in kim.call.asks if ask.became
        ]
        assert proxy.cuts
        kim.leave()


def test_what_was_asked_while_the_desk_was_away_is_there_once_it_is_back(
    seat: Seats, board: Board, desk: Desk
) -> None:
    with proxy_of(desk.named("kim")) as proxy:
        proxy.shut = True
        kim = seat(proxy.name)
        until(lambda: kim.outbox.standing.away_since)
        assert kim.outbox.board is None
        kim.do(act.StateGround("threat"), act.AskBoard(AskKind.THREAT), ASK_MANAGER)
        kim.do(act.StopAsking(kim.ask.n))
        assert kim.heard.state is AskState.SENDING
        proxy.shut = False
        until(lambda: board.asks("kind") == [("threat",)])
        board.says("sam", "granted")
        until(lambda: kim.outbox.heard(kim.call.id, kim.call.asks[0].n).state is AskState.GRANTED)
        assert kim.take_in() == ("sam has taken note of the threat.",)
        assert [owed.done_by for owed in kim.call.follow_ups] == ["sam"]
        kim.leave()


ASK_MANAGER = act.AskBoard(AskKind.MANAGER)


def test_a_kill_after_an_ask_was_taken_back_leaves_nobody_ringing(
    seat: Seats, board: Board, desk: Desk
) -> None:
    with proxy_of(desk.named("kim")) as proxy:
        kim = seat(proxy.name)
        kim.do(ASK)
        kim.hears(AskState.WRITTEN)
        proxy.shut = True
        proxy.cut_now()
        until(lambda: kim.outbox.board is None)
        kim.do(act.End("hung-up"))
        kim.book.finish(kim.session)
        kim.outbox.close(0.1)
    later = seat()
    until(lambda: board.answers() == [("kim", "withdrawn", "the call ended")])
    later.leave()


@pytest.mark.parametrize("away", [False, True])
def test_who_takes_note_of_a_threat_once_its_call_has_ended_was_told(
    seat: Seats, board: Board, tmp_path: Path, away: bool
) -> None:
    kim, places = seat(), places_in(tmp_path)
    kim.do(act.StateGround("threat"), act.AskBoard(AskKind.THREAT))
    kim.hears(AskState.WRITTEN)
    kim.do(act.End("hung-up"))
    kim.book.finish(kim.session)

    def owed() -> Promise:
        [promise] = wrap_up_of(places, kim.call).promises
        return promise

    assert not owed().closed
    if away:
        kim.outbox.close(0.1)
    board.says("sam", "granted")
    if away:
        seat()
    until(lambda: owed().closed)
    assert [line.what for line in owed().lines] == [Told("sam", "at the board")]
    reopened = do_after(Disk(), places, kim.call, owed().n, Reopened("it was not"), "Kim", NOW)
    assert isinstance(reopened, Promise)
    later = seat()
    until(lambda: later.outbox.standing.words == "desk")
    assert not owed().closed


def test_what_a_board_closed_and_opened_again_during_a_call_is_on_its_record_and_at_the_desk_once(
    seat: Seats, as_login: Connecting, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_module, "_ELSEWHERE", 0)
    kim, places, sam = seat(), places_in(tmp_path), as_login("sam")
    kim.do(act.StateGround("threat"))
    call, n = kim.call.id, kim.call.follow_ups[-1].n
    until(lambda: desk.rows("SELECT n FROM desk.promise WHERE call = %s AND n = %s", call, n))
    doing = "INSERT INTO desk.deed (call, seat, n, kind, note) VALUES (%s, 'kim', %s, %s, 'so')"
    kinds = ["done", "reopened", "done"]
    for taken_in, kind in enumerate(kinds, 1):
        sam.execute(doing, (call, n, kind))
        until(lambda taken_in=taken_in: kim.outbox.taken_in == taken_in)
        # What is heard twice, as after a reconnect, counts once.
        for _ in range(2):
            kim.do(*heard_since(places, call))
        [held] = [one for one in kim.call.follow_ups if one.n == n]
        assert (held.done, held.done_by) == ((kind == "done"), "sam" if kind == "done" else "")
    kim.leave()
    later = seat(call=call)
    later.do(*heard_since(places, call), act.End("hung-up"))
    done = [one.event for one in later.call.entries if isinstance(one.event, ev.FollowUpDone)]
    assert [(one.of, one.by, bool(one.heard)) for one in done] == [(n, "sam", True)] * 2
    told, _ = later.book.finish(later.session)
    assert "Tell a supervisor" not in told.read_text()
    later.leave()
    # It is no news to the desk, nor contradicts it; and nobody is blamed.
    Sender(as_login("kim"), places, anew=True).send()
    by = desk.rows('SELECT "by", kind FROM desk.deed ORDER BY id')
    assert by == [("sam", kind) for kind in kinds]
    assert later.outbox.refused == ()
    assert [
        one for found in verdicts_of_desk(as_login("kim"), places) for one in found.faults
    ] == []
    [promise] = [one for one in wrap_up_of(places, later.call).promises if one.n == n]
    assert (promise.closed, promise.closed_by) == (True, "sam")


def test_nobody_waits_to_be_shown_who_is_at_the_board(
    seat: Seats, board: Board, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_module, "_HEARTBEAT", 0.0)
    monkeypatch.setattr(outbox_module, "_LOOK", 0.01)
    kim = seat()
    until(lambda: kim.outbox.board == ())
    board.is_there("sam")
    until(lambda: kim.outbox.board == ("sam",))
    desk.rows("UPDATE desk.presence SET at = now() - interval '31 seconds' WHERE place = 'board'")
    until(lambda: kim.outbox.board == ())


def test_what_was_taken_at_a_board_that_began_anew_since_was_seen_there(
    seat: Seats, board: Board, desk: Desk
) -> None:
    kim = seat()
    board.is_there("sam")
    kim.do(ASK)
    kim.hears(AskState.WRITTEN)
    board.says("sam", "taken")
    kim.hears(AskState.TAKEN)
    desk.rows("UPDATE desk.presence SET since = clock_timestamp() WHERE place = 'board'")
    kim.outbox.wake()
    kim.hears(AskState.SEEN)


def test_whoever_watches_is_told_of_each_change_and_only_of_changes(
    seat: Seats, board: Board
) -> None:
    kim = seat()
    states: list[AskState] = []
    kim.do(ASK)
    kim.hears(AskState.WRITTEN)
    kim.outbox.watch(lambda: states.append(kim.heard.state))
    for state in ("seen", "taken", "granted"):
        board.says("sam", state)
        kim.hears(AskState(state))
        kim.outbox.wake()
    until(lambda: states and states[-1] is AskState.GRANTED)
    assert states == [AskState.SEEN, AskState.TAKEN, AskState.GRANTED]


# What the database refuses


def test_an_agent_neither_sees_nor_answers_what_another_asks(
    seat: Seats, board: Board, as_login: Connecting
) -> None:
    kim = seat()
    kim.do(ASK)
    kim.hears(AskState.WRITTEN)
    lee = as_login("lee")
    assert lee.execute("SELECT * FROM desk.ask").fetchall() == []
    [(asked,)] = board.asks("id")
    for login in ("lee", "kim"):
        with pytest.raises(errors.InsufficientPrivilege):
            as_login(login).execute(
                "INSERT INTO desk.answer (ask, state) VALUES (%s, 'granted')", (asked,)
            )
    with pytest.raises(errors.InsufficientPrivilege):
        lee.execute("INSERT INTO desk.answer (ask, state) VALUES (%s, 'withdrawn')", (asked,))
    assert board.answers() == []


def test_the_same_event_is_not_asked_of_twice(seat: Seats, board: Board, desk: Desk) -> None:
    kim = seat()
    kim.do(ASK)
    kim.hears(AskState.WRITTEN)
    with desk.of("kim") as connection, pytest.raises(errors.UniqueViolation):
        connection.execute(
            "INSERT INTO desk.ask (call, n, hash, kind) SELECT call, n, hash, kind FROM desk.ask"
        )


def test_the_board_is_rung_with_the_number_of_the_ask(
    seat: Seats, board: Board, desk: Desk
) -> None:
    with psycopg.connect(desk.named("sam"), autocommit=True) as listening:
        listening.execute("LISTEN desk_ask")
        listening.execute("LISTEN desk_answer")
        kim = seat()
        kim.do(ASK)
        [ask] = listening.notifies(timeout=10, stop_after=1)
        [(asked,)] = board.asks("id")
        assert (ask.channel, ask.payload) == ("desk_ask", str(asked))
        board.says("sam", "seen")
        [answer] = listening.notifies(timeout=10, stop_after=1)
        assert (answer.channel, answer.payload) == ("desk_answer", str(asked))
