"""The supervisor's board on the screen, over a desk that is played."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from kit import Desk, shipped, utc
from msgspec.structs import replace
from panes import joined
from snapshot import Snapshot
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from guide.call import actions as act
from guide.call.context import Overtaken, Refused
from guide.call.events import Stage
from guide.desk.asks import Ask, in_order
from guide.desk.board import BoardView, Then, Unsure
from guide.desk.board_data import Here
from guide.desk.by_voice import Countersign, Voiced
from guide.desk.erasing import GONE
from guide.desk.evidence import Evidence, RefusedTold, WarningTold
from guide.desk.live_calls import LiveCall
from guide.desk.outbox import Standing
from guide.desk.owed import DeedTold, Doing, OwedPromise, Page, Recorded, Wanted
from guide.session.at_desk import AskState
from guide.session.clock import SetClock
from guide.tui._textual_private import strips_of
from guide.tui.board import BoardApp
from guide.tui.board_rows import id_of
from guide.tui.key_press import CONFIRM_SECONDS
from guide.tui.pane import Pane

NOW = utc("2026-11-27 19:03")
HOSTILE = "\x1b]0;owned\x07\x1b[31mred\u202e\x9b2J"
EVIDENCE = Evidence(
    "Kim Lee",
    "Dana Whitlock",
    "(312) 555-0134",
    "a title",
    "Escalated Callers",
    "Connect",
    2,
    warnings=(WarningTold("2026-11-27T19:02:00Z", "Insults", "pat"),),
    refused=(RefusedTold("pat", "too soon"),),
)
ASK = Ask(
    1,
    "kim",
    NOW - timedelta(seconds=42),
    "20261127-190300-k7wd",
    7,
    "ab" * 32,
    "permission",
    "Insults",
    "you idiot",
    EVIDENCE,
)
THREAT = replace(ASK, id=2, seat="lee", kind="threat", at=NOW - timedelta(seconds=7))
PROMISE = OwedPromise(
    "20261126-190300-k7wd",
    "kim",
    9,
    "Callback",
    "Dana Whitlock",
    "(312) 555-0134",
    "We will call you back.",
    NOW - timedelta(hours=2),
    NOW - timedelta(hours=2),
)


def live(seat: str = "kim", journal: str = "20261127-190300-k7wd") -> LiveCall:
    desk = Desk("escalated-callers", act.SetStage(Stage.HOSTILE), act.Write("waited 3 weeks"))
    return LiveCall(seat, journal, NOW, desk.call)


VIEW = BoardView(
    Standing(True),
    "sam",
    asks=(ASK, THREAT),
    calls=(live(),),
    page=Page((PROMISE,), 1, 1, 0, 1),
    here=(Here("sam", "board"), Here("pat", "board"), Here("kim", "seat")),
)


class PlayedDesk:
    """Answers as a desk does, and remembers what it was asked to do."""

    def __init__(self, view: BoardView) -> None:
        self.view = view
        self.done: list[tuple[object, ...]] = []
        self.sought: list[Wanted] = []
        self.says: str | Refused = "It is done."

    def answer(self, ask: Ask, state: AskState, reason: str, then: Then) -> None:
        self.done.append((ask.id, state, reason))
        then(self.says)

    def countersign(self, voiced: Voiced, state: Countersign, reason: str, then: Then) -> None:
        self.done.append((voiced.id, state, reason))
        then(self.says)

    def do(
        self,
        promise: OwedPromise,
        doing: Doing,
        note: str,
        then: Then,
        *,
        to_whom: str = "",
        until: datetime | None = None,
        of: int | None = None,
    ) -> None:
        more = [one for one in (to_whom, until, of) if one]
        self.done.append((promise.key, doing, note, *more))
        then(Recorded(self.says, len(self.done)) if isinstance(self.says, str) else self.says)

    def seek(self, wanted: Wanted) -> None:
        self.sought.append(wanted)

    def close(self, patience: float) -> None:
        """Nobody is at it any more."""


class OnBoard:
    """The board on the screen."""

    def __init__(
        self, app: BoardApp, pilot: Pilot[None], desk: PlayedDesk, clock: SetClock
    ) -> None:
        self.app, self.pilot, self.desk, self.clock = app, pilot, desk, clock
        self.bells = 0
        self.told: list[str] = []

    async def press(self, *keys: str) -> None:
        """Press keys, each a second after the one before it."""
        for key in keys:
            self.clock.set(self.clock.now().ticks + 1)
            await self.burst(key)
            # A letter that does something at once waits whether a word follows.
            self.app.board.settle()
            await self.pilot.pause()

    async def burst(self, *keys: str) -> None:
        """Press keys so fast that nothing is drawn between them."""
        for key in keys:
            character = {"space": " "}.get(key, key if len(key) == 1 else None)
            self.app.post_message(events.Key(key, character))
        await self.pilot.pause()
        await self.pilot.pause()

    async def type(self, text: str) -> None:
        for sign in text:
            await self.press("space" if sign == " " else sign)
        await self.press("enter")

    async def shows(self, **changes: object) -> None:
        """The desk has something new."""
        self.desk.view = replace(self.desk.view, **changes)
        self.app.board.changed()
        await self.pilot.pause()
        await self.pilot.pause()

    @property
    def text(self) -> str:
        return "\n".join(strip.text.rstrip() for strip in strips_of(self.app.screen))


@asynccontextmanager
async def shown(view: BoardView = VIEW, size: tuple[int, int] = (80, 24)) -> AsyncIterator[OnBoard]:
    desk, clock = PlayedDesk(view), SetClock(NOW)
    app = BoardApp(desk, shipped(), clock=clock)
    async with app.run_test(size=size) as pilot:
        on = OnBoard(app, pilot, desk, clock)
        app.bell = lambda: setattr(on, "bells", on.bells + 1)  # type: ignore[method-assign]
        app.to_terminal = on.told.append
        await pilot.pause()
        app.board.changed()
        await pilot.pause()
        await pilot.pause()
        yield on


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_asks_calls_and_what_is_owed_are_there_and_who_is(size: tuple[int, int]) -> None:
    async with shown(size=size) as on:
        for part in (
            "2 open asks · 2 waiting for you",
            "0:42",
            "Permission kim (Kim Lee)",
            "Insults · “you idiot",
            "THREAT",
            "1 live call",
            "Escalated callers",
            "HOSTILE",
            "1 overdue · 0 due today · 1 in all",
            "overdue",
            "Callback",
            "1 agent at work · also at a board: pat",
            "Nothing is marked",
            "Ctrl+Q quit",
        ):
            assert part in joined(on.text), on.text
        await on.press("down")
        for part in (
            "g grant",
            "x refuse",
            "t take it",
            ": Insults, permitted by pat",
            "Refused before by pat: too soon",
            "f follow",
        ):
            assert part in joined(on.text), on.text
        await on.press("x")
        assert not any(line.endswith("…") for line in on.text.splitlines()), on.text


async def test_a_key_is_about_the_marked_ask_alone_and_nothing_marks_by_itself() -> None:
    async with shown() as on:
        await on.press("g", "t", "x", "y", "enter")
        assert on.desk.done == []
        await on.press("down", "down", "g")
        assert on.desk.done == [(2, AskState.GRANTED, "")]
        assert "It is done." in on.text
        await on.press("up", "t")
        assert on.desk.done[1:] == [(1, AskState.TAKEN, "")]


async def test_the_mark_stays_on_its_ask_and_what_comes_to_its_place_is_not_granted() -> None:
    async with shown() as on:
        await on.press("down", "down")
        earlier = replace(ASK, id=3, at=NOW - timedelta(minutes=3))
        await on.shows(asks=(earlier, THREAT))
        await on.press("g")
        assert on.desk.done == [(2, AskState.GRANTED, "")]
        await on.shows(asks=(earlier, ASK))
        await on.press("g", "t", "x")
        assert len(on.desk.done) == 1
        assert "Nothing is marked" in on.text


async def test_a_key_that_was_pressed_before_another_ask_was_marked_does_nothing() -> None:
    async with shown() as on:
        await on.press("down")
        await on.burst("down", "g")
        on.app.board.settle()
        await on.pilot.pause()
        assert on.desk.done == []


async def test_a_word_that_is_typed_where_no_field_is_open_does_nothing() -> None:
    async with shown() as on:
        await on.press("down")
        for word in ("great", "take it", "could", "go", "g ", "to", "t9"):
            on.clock.set(on.clock.now().ticks + 2)
            await on.burst(*("space" if one == " " else one for one in word))
            await on.pilot.pause(CONFIRM_SECONDS * 1.5)
            assert on.desk.done == [], word
            if on.app.board.asking:
                await on.press("escape")
        await on.press("tab", "tab", "down")
        on.clock.set(on.clock.now().ticks + 2)
        await on.burst(*"claim")
        await on.pilot.pause(CONFIRM_SECONDS * 1.5)
        assert on.desk.done == []


async def test_a_refusal_has_a_reason() -> None:
    async with shown() as on:
        await on.press("down", "x")
        assert "Refuse: kim (Kim Lee) asks permission to warn" in on.text
        await on.press("enter")
        assert "Write down why." in on.text
        assert on.desk.done == []
        await on.type("redirect first")
        assert on.desk.done == [(1, AskState.REFUSED, "redirect first")]


async def test_a_threat_is_taken_note_of_and_no_key_refuses_it() -> None:
    async with shown(replace(VIEW, asks=(THREAT,))) as on:
        await on.press("down")
        assert "g noted" in on.text
        assert "x refuse" not in on.text
        await on.press("x")
        assert "Why? The agent reads it." not in on.text
        await on.press("g")
        assert on.desk.done == [(2, AskState.GRANTED, "")]


async def test_of_two_supervisors_the_second_reads_that_the_first_was_there_before() -> None:
    async with shown() as on:
        on.desk.says = Refused("Taken by pat before you. Nothing of yours was recorded.")
        await on.press("down", "t")
        assert "✗ Taken by pat before you." in on.text


VOICED = Voiced(
    7,
    "20261127-180300-k7wd",
    "kim",
    9,
    "ab" * 32,
    NOW - timedelta(hours=1),
    "Sam",
    "Insults",
    "Dana Whitlock",
    "you parrot",
)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_permission_by_voice_is_countersigned_or_denied_and_rings_for_nobody(
    size: tuple[int, int],
) -> None:
    async with shown(replace(VIEW, asks=()), size) as on:
        for_lee = replace(VOICED, id=8, named="Lee Ode", seat="lee")
        await on.shows(voiced=(VOICED, for_lee, replace(VOICED, id=9, seat="sam")))
        assert on.bells == 0
        for part in ("0 open asks · 3 by voice to countersign", "By voice", "by you", "by Lee Ode"):
            assert part in joined(on.text), on.text
        await on.press("down")
        assert "kim warned on the permission of Sam, by voice: Insults" in joined(on.text)
        assert "you parrot" in on.text
        await on.press("g", "down", "x")
        assert "Deny: lee warned on the permission of Lee Ode, by voice" in on.text
        await on.press("enter")
        assert "Write down why." in on.text
        await on.type("nobody asked me")
        assert on.desk.done == [
            (7, Countersign.COUNTERSIGNED, ""),
            (8, Countersign.DENIED, "nobody asked me"),
        ]
        # Nobody countersigns what they wrote down themselves.
        await on.press("down", "g", "x")
        assert len(on.desk.done) == 2


async def test_what_was_denied_by_voice_is_settled_with_what_it_was() -> None:
    denied = replace(VOICED, denied_by="pat", denied_why="nobody asked me")
    async with shown(replace(VIEW, asks=()), (120, 36)) as on:
        await on.shows(voiced=(denied,))
        assert "0 open asks · 1 denied" in joined(on.text)
        await on.press("down")
        assert "pat denies that: nobody asked me" in joined(on.text)
        await on.press("x", "g")
        assert "Settle: pat denied that Sam permitted it, by voice" in on.text
        await on.type("it was me, and Kim wrote Sam")
        assert on.desk.done == [(7, Countersign.COUNTERSIGNED, "it was me, and Kim wrote Sam")]


async def test_who_would_countersign_what_was_denied_a_moment_ago_is_told_and_then_settles() -> (
    None
):
    denied = replace(VOICED, denied_by="sam", denied_why="nobody asked me")
    async with shown(replace(VIEW, asks=()), (120, 36)) as on:
        await on.shows(voiced=(VOICED,))
        await on.press("down")
        # At another board of the same login.
        await on.shows(voiced=(denied,))
        await on.press("g")
        assert "✗ Denied by sam before you: nobody asked me. Nothing of yours" in joined(on.text)
        assert "What was it then?" not in on.text
        await on.press("g")
        assert "What was it then?" in on.text
        await on.press("escape")
        # What was denied here needs no telling.
        await on.shows(voiced=(replace(VOICED, id=8),))
        await on.press("down", "x")
        await on.type("nobody asked me")
        await on.shows(voiced=(replace(denied, id=8),))
        await on.press("g")
        assert "What was it then?" in on.text


async def test_it_rings_until_somebody_takes_it_and_not_for_somebody_else() -> None:
    async with shown(replace(VIEW, asks=())) as on:
        assert on.bells == 0
        for_pat = replace(ASK, first_to="pat", at=NOW)
        await on.shows(asks=(for_pat,))
        assert "for pat first" in on.text
        assert (on.bells, on.told) == (0, [])
        on.clock.set(21)
        await on.shows(asks=(for_pat,))
        assert on.bells == 1
        assert on.told == ["\x1b]9;Call Guide: somebody waits at the board\x07"]
        on.app.board.ring()
        assert on.bells == 2
        await on.shows(asks=(replace(for_pat, state=AskState.TAKEN, by="pat"),))
        on.app.board.ring()
        assert on.bells == 2
        assert "taken by pat" in on.text


async def test_reading_an_ask_tells_the_agent_that_it_was_seen() -> None:
    async with shown() as on:
        await on.press("down")
        assert "… Enter shows all of it" in on.text
        await on.press("enter")
        assert on.desk.done == [(1, AskState.SEEN, "")]
        assert "Dana Whitlock · (312) 555-0134 · a title" in on.text
        await on.press("escape")
        assert "OWED" in on.text


async def test_what_is_owed_is_claimed_tried_done_and_undone_by_name() -> None:
    async with shown() as on:
        await on.press("tab", "tab", "down", "c", "t")
        await on.type("busy")
        await on.press("d")
        assert "Done: Callback, Dana Whitlock" in on.text
        await on.press("enter", "u")
        await on.type("wrong one")
        assert on.desk.done == [
            (PROMISE.key, Doing.CLAIMED, ""),
            (PROMISE.key, Doing.TRIED, "busy"),
            (PROMISE.key, Doing.DONE, ""),
            (PROMISE.key, Doing.REOPENED, "wrong one", 3),
        ]
        await on.press("slash")
        await on.press(*"dana")
        assert on.desk.sought[-1] == Wanted(("dana",))
        await on.press("enter")
        assert "Esc finds all" in on.text
        await on.press("escape")
        assert on.desk.sought[-1] == Wanted()


async def test_nothing_is_undone_while_another_promise_is_marked() -> None:
    other = replace(PROMISE, n=PROMISE.n + 1, label="Message")
    async with shown(replace(VIEW, page=Page((PROMISE, other), 2, 0, 0, 2))) as on:
        await on.press("tab", "tab", "down", "t", "enter")
        assert "u undo last" in on.text
        await on.press("down")
        assert "u undo last" not in on.text
        await on.press("u")
        assert not on.app.board.asking
        await on.press("up", "u")
        assert "Undo “tried”: Callback" in on.text


async def test_what_somebody_else_has_undone_is_offered_no_more() -> None:
    async with shown() as on:
        await on.press("tab", "tab", "down", "t", "enter")
        for answer, offered in (
            (Refused("pat did more since."), True),
            (Overtaken("Gone."), False),
        ):
            on.desk.says = answer
            await on.press("u")
            await on.type("not Dana")
            assert f"{answer.reason} Not recorded: “not Dana”." in joined(on.text)
            assert ("u undo last" in on.text) == offered


@pytest.mark.parametrize(
    "later", [DeedTold(2, "pat", NOW, "moved"), DeedTold(2, "pat", NOW, "taken-back", of=1)]
)
async def test_what_is_not_the_last_any_more_is_offered_no_more(later: DeedTold) -> None:
    async with shown() as on:
        await on.press("tab", "tab", "down", "t", "enter")
        mine = DeedTold(len(on.desk.done), "sam", NOW, "tried")
        for deeds, offered in (((), True), ((mine,), True), ((mine, later), False)):
            promise = replace(PROMISE, deeds=deeds)
            await on.shows(page=Page((promise,), 1, 1, 0, 1))
            assert ("u undo last" in on.text) == offered
        await on.press("u")
        assert not on.app.board.asking


async def test_a_number_that_is_not_to_be_called_is_told_before_somebody_claims_it() -> None:
    async with shown(replace(VIEW, page=Page((replace(PROMISE, listed=True),), 1, 1, 0, 1))) as on:
        assert "DNC! " in on.text
        await on.press("tab", "tab", "down")
        assert "This number is on the do-not-call list." in on.text


async def test_what_is_owed_is_moved_and_passed_on(eastern: None) -> None:
    async with shown() as on:
        await on.press("tab", "tab", "down", "m")
        assert "Moved: Callback, Dana Whitlock" in on.text
        for no_day, why in (("soon", "“soon” is no day"), ("11/26", "Move it to a later time")):
            on.app.board.answer.value = no_day
            await on.press("enter")
            assert why in on.text
        on.app.board.answer.value = "monday"
        await on.press("enter", "enter")
        assert "Write down why it is moved." in on.text
        await on.type("asked for it")
        await on.press("p", "enter")
        assert on.app.board.asking
        await on.type("Lee Ode")
        await on.type("the title is here")
        await on.press("u")
        assert "Undo “passed-on”: Callback" in on.text
        await on.type("not Lee")
        assert on.desk.done == [
            (PROMISE.key, Doing.MOVED, "asked for it", utc("2026-12-01 04:59")),
            (PROMISE.key, Doing.PASSED_ON, "the title is here", "Lee Ode"),
            (PROMISE.key, Doing.TAKEN_BACK, "not Lee", 2),
        ]


async def test_nothing_is_passed_on_at_the_board_to_whoever_owes_it_already() -> None:
    async with shown() as on:
        await on.shows(page=Page((PROMISE,), 1, 0, 0, 0))
        await on.press("tab", "tab", "down", "p")
        on.app.board.answer.value = PROMISE.owner.upper()
        await on.press("enter")
        assert f"{PROMISE.owner} owes it already: name somebody else." in joined(on.text)


async def test_a_note_is_passed_on_to_nobody_at_the_board_until_that_is_meant() -> None:
    async with shown() as on:
        await on.shows(page=Page((PROMISE,), 1, 0, 0, 0))
        await on.press("tab", "tab", "down", "p")
        on.app.board.answer.value = "the title is wrong and late"
        await on.press("enter")
        assert "It reads like a note. Enter again takes it." in joined(on.text)
        await on.press("enter")
        assert "What should they know?" in joined(on.text)


async def test_a_move_that_moves_nothing_is_refused_at_the_board(eastern: None) -> None:
    until = utc("2026-12-01 04:59")
    async with shown() as on:
        await on.shows(page=Page((replace(PROMISE, until=until),), 1, 0, 0, 0))
        await on.press("tab", "tab", "down", "m")
        on.app.board.answer.value = "monday"
        await on.press("enter")
        assert "It is due at that time already" in joined(on.text)


async def test_a_day_months_ahead_is_asked_once_more_at_the_board(eastern: None) -> None:
    async with shown() as on:
        await on.press("tab", "tab", "down", "m")
        on.app.board.answer.value = "8/1"
        await on.press("enter")
        assert "“8/1” is Sun, Aug 1, 2027," in joined(on.text)
        assert "Enter again takes it." in joined(on.text)
        await on.press("enter")
        await on.type("asked for it")
        assert on.desk.done == [(PROMISE.key, Doing.MOVED, "asked for it", utc("2027-08-02 03:59"))]


async def test_what_is_closed_is_shown_when_asked_for_and_can_be_owed_again() -> None:
    closed = replace(PROMISE, closed=True, deeds=(DeedTold(1, "pat", NOW, "done"),))
    async with shown() as on:
        await on.press("tab", "tab", "o")
        assert on.desk.sought == [Wanted(closed=True)]
        await on.shows(page=Page((closed,), 1, 0, 0, 0, Wanted(closed=True)))
        await on.press("down", "c", "t", "d")
        assert on.desk.done == []
        assert "Done: pat" in joined(on.text)
        await on.press("u", "enter")
        assert "Write down why." in on.text
        await on.type("wrong number")
        assert on.desk.done == [(PROMISE.key, Doing.REOPENED, "wrong number", 1)]


async def test_a_call_is_followed_on_the_call_screen_and_nothing_can_be_done_to_it() -> None:
    async with shown(size=(120, 36)) as on:
        await on.press("tab", "down", "enter")
        await on.app.screen.show()  # type: ignore[attr-defined]
        await on.pilot.pause()
        for part in ("FOLLOWED · READ-ONLY", "waited 3 weeks", "You follow ", "Esc back"):
            assert part in joined(on.text), on.text
        before = on.desk.view
        await on.press("1", "space", "w", "e", "g")
        assert on.desk.view is before
        assert on.desk.done == []
        later = replace(live(), call=Desk("escalated-callers", act.Write("and now")).call)
        await on.shows(calls=(later,))
        await on.app.screen.show()  # type: ignore[attr-defined]
        await on.pilot.pause()
        assert "and now" in on.text
        await on.shows(calls=())
        await on.app.screen.show()  # type: ignore[attr-defined]
        await on.pilot.pause()
        assert "no more at the desk" in joined(on.text)
        over = replace(live(), call=Desk("escalated-callers", act.End("hung-up")).call)
        await on.shows(calls=(), ended=(over,))
        await on.app.screen.show()  # type: ignore[attr-defined]
        await on.pilot.pause()
        label = over.call.ended.event.label if over.call and over.call.ended else "?"
        assert f"The call has ended: {label}." in joined(on.text)
        await on.press("escape")
        assert "BOARD" in on.text


async def test_a_call_that_is_erased_is_on_no_screen_any_more() -> None:
    async with shown(size=(120, 36)) as on:
        await on.press("tab", "down", "enter")
        on.desk.view = replace(VIEW, calls=(), erased=frozenset({live().key}))
        await on.app.screen.show()  # type: ignore[attr-defined]
        await on.shows()
        assert "BOARD" in on.text
        assert "The call that was marked was erased at the desk." in on.text
        assert "waited 3 weeks" not in joined(on.text)


async def test_what_was_done_about_a_promise_that_is_erased_is_not_undone() -> None:
    async with shown(size=(120, 36)) as on:
        await on.press("shift+tab", "down", "t", "enter")
        await on.shows(page=Page())
        assert "u undo last" in on.text
        on.desk.says = GONE
        await on.press("u")
        await on.type("a mistake")
        assert "its call was erased" in on.text
        assert "u undo last" not in on.text


async def test_a_call_whose_program_has_gone_is_told_as_that_and_its_clock_stands(
    eastern: None,
) -> None:
    gone = replace(live("lee", "20261127-190200-aaaa"), gone_since=NOW + timedelta(minutes=12))
    view = replace(VIEW, calls=(live(), gone), beyond=(live("mal", "c"), live("mal", "d")))
    async with shown(view, (120, 36)) as on:
        on.clock.set(15 * 60)
        await on.shows()
        assert "3 live calls · 1 not at a seat · 2 more of mal not shown" in on.text
        [line] = [one for one in on.text.splitlines() if one.lstrip("▸ ").startswith("lee")]
        assert "not at a seat since 2:15 PM" in line
        assert "12:" in line
        await on.press("tab", "up")
        assert "Not at a seat since 2:15 PM: its clock stands still." in on.text
        await on.press("enter")
        assert "You follow lee (Robin) · not at a seat since 2:15 PM" in on.text


async def test_whoever_follows_a_call_reads_who_else_comes_to_wait() -> None:
    async with shown(size=(120, 36)) as on:
        await on.press("down", "f")
        while "FOLLOWED · READ-ONLY" not in on.text:
            await on.pilot.pause(0.05)
        others = "1 ask waiting for you: lee (Kim Lee) tells of a threat · Esc"
        while others not in on.text:
            await on.pilot.pause(0.05)
        await on.shows(asks=(ASK, replace(THREAT, state=AskState.TAKEN, by="pat")))
        while others in on.text:
            await on.pilot.pause(0.05)


async def test_an_ask_of_a_call_that_is_over_is_read_and_not_answered() -> None:
    async with shown(replace(VIEW, asks=(replace(ASK, over=True),))) as on:
        await on.press("down")
        assert "the call is over" in joined(on.text)
        assert "0 open asks" in on.text
        assert "g grant" not in on.text
        await on.press("g", "t", "x")
        assert on.desk.done == []


async def test_a_call_with_a_script_that_is_not_here_is_told_in_words() -> None:
    call = live()
    assert call.call is not None
    started = replace(call.call.started, script="elsewhere", title="Elsewhere")
    strange = replace(call, call=replace(call.call, started=started, scripts=(("elsewhere", "0"),)))
    async with shown(replace(VIEW, calls=(strange,))) as on:
        await on.press("tab", "down", "enter")
        await on.app.screen.show()  # type: ignore[attr-defined]
        await on.pilot.pause()
        assert "The script “Elsewhere” is not among yours" in joined(on.text)
        assert "waited 3 weeks" in on.text


async def test_a_desk_that_is_away_is_told_what_was_known_stays_and_what_is_typed_too() -> None:
    away = Standing(True, NOW, "The desk cannot be reached: no route.")
    async with shown() as on:
        await on.press("down", "x")
        await on.press(*"why")
        bells = on.bells
        await on.shows(standing=away)
        assert "DESK AWAY SINCE" in on.text
        assert "you idiot" in on.text
        await on.press("enter")
        assert on.desk.done == []
        assert on.app.board.query_one(Input).value == "why"
        assert "The desk is away: nothing was done." in on.text
        on.app.board.ring()
        assert on.bells == bells
        await on.press("escape")
        await on.shows(standing=Standing(True))
        assert "AWAY" not in on.text
        await on.shows(standing=away)
        on.desk.says = Refused("The desk is away: nothing was done. Do it again once it is back.")
        await on.press("t")
        assert "The desk is away: nothing was done." in on.text
        await on.shows(standing=Standing(True))
        assert "away" not in on.text
        assert "The desk is back. What you did meanwhile was not done." in on.text


async def test_a_desk_that_is_back_takes_back_nothing_that_was_done_before() -> None:
    away = Standing(True, NOW, "The desk cannot be reached: no route.")
    async with shown() as on:
        await on.press("down", "t")
        on.app.board.settle()
        assert "It is done." in on.text
        await on.shows(standing=away)
        # It does not hide why the desk is away.
        assert "no route" in on.text
        assert "It is done." not in on.text
        await on.shows(standing=Standing(True))
        assert "not done" not in on.text


async def test_what_the_desk_did_not_say_is_told_as_neither_done_nor_undone() -> None:
    away = Standing(True, NOW, "The desk cannot be reached: no route.")
    async with shown() as on:
        on.desk.says = Unsure("The desk did not answer.")
        await on.press("down", "t")
        on.app.board.settle()
        await on.shows(standing=away)
        assert "The desk did not answer." in on.text
        await on.shows(standing=Standing(True))
        assert "not done" not in on.text
        assert "Look here whether what you did is recorded" in on.text


async def test_whoever_took_an_ask_is_told_who_settled_it_once() -> None:
    taken = replace(ASK, state=AskState.TAKEN, by="sam")
    async with shown(replace(VIEW, asks=(taken,))) as on:
        await on.press("down")
        refused = replace(taken, state=AskState.REFUSED, by="pat", reason="try more")
        await on.shows(asks=(), settled=(refused,))
        told = "Refused by pat (try more): kim (Kim Lee) asks permission to warn."
        assert told in on.text
        await on.press("tab", "down")
        await on.shows(asks=(THREAT,))
        assert told not in on.text


async def test_who_may_have_no_board_is_told_at_the_prompt() -> None:
    desk = PlayedDesk(replace(BoardView(), refused="The board is for supervisors."))
    app = BoardApp(desk, shipped(), begin_reading=lambda told: told())
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.pause()
    assert app.refused == "The board is for supervisors."


async def test_what_a_hostile_seat_sends_commands_no_terminal() -> None:
    hostile = replace(
        ASK,
        seat=HOSTILE,
        ground=HOSTILE,
        words=HOSTILE,
        evidence=Evidence(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, 1, HOSTILE),
        first_to=HOSTILE,
    )
    promise = replace(PROMISE, label=HOSTILE, caller=HOSTILE, words=HOSTILE, seat=HOSTILE)
    broken = LiveCall(HOSTILE, "20261127-190300-k7wd", NOW, problem=HOSTILE)
    view = replace(
        VIEW,
        asks=(hostile,),
        calls=(broken,),
        page=Page((promise,), 1, 1, 0, 1),
        here=(Here(HOSTILE, "board"), Here(HOSTILE, "seat")),
    )
    async with shown(view) as on:
        seen = [on.text]
        for keys in (("down",), ("enter",), ("escape", "tab", "down"), ("enter",), ("escape",)):
            await on.press(*keys)
            seen.append(on.text)
        for keys in (("tab", "down"), ("enter",), ("escape", "h"), ("escape",)):
            await on.press(*keys)
            seen.append(on.text)
        for text in seen:
            assert not any(sign in text for sign in "\x1b\x07\x9b\u202e"), text
        assert "red" in seen[0]


async def test_a_click_marks_and_does_nothing_more() -> None:
    async with shown() as on:
        rows = on.text.splitlines()
        y = next(n for n, text in enumerate(rows) if "THREAT" in text)
        await on.pilot.click(offset=(30, y))
        assert on.desk.done == []
        await on.press("g")
        assert on.desk.done == [(2, AskState.GRANTED, "")]


async def test_a_thousand_calls_are_shown_a_page_at_a_time() -> None:
    calls = tuple(live(f"seat{n:04}") for n in range(1000))
    async with shown(replace(VIEW, calls=calls)) as on:
        assert "CALLS  1–" in on.text
        await on.press("tab", "end")
        assert "seat0999" in on.text
        await on.press("home")
        assert "seat0000" in on.text


def test_times_are_the_server_s() -> None:
    at = datetime(2026, 11, 27, 10, tzinfo=UTC)
    assert replace(VIEW, ahead=timedelta(seconds=5)).now(at) == at + timedelta(seconds=5)


KEYS = [*"gtxcdufhqy19", "up", "down", "end", "tab", "enter", "escape", "space", "slash", "f1"]


@pytest.mark.parametrize("seed", range(2))
async def test_whatever_is_pressed_is_what_the_screen_said_about_what_was_marked(seed: int) -> None:
    chance = random.Random(seed)
    asks = [replace(ASK, id=n, at=NOW - timedelta(seconds=60 - n)) for n in range(1, 9)]
    promises = [replace(PROMISE, n=n) for n in range(1, 6)]
    async with shown() as on:
        board = on.app.board
        for _ in range(80):
            if chance.random() < 0.3:
                some = chance.sample(asks, chance.randrange(len(asks)))
                owed = tuple(chance.sample(promises, chance.randrange(len(promises))))
                page = Page(owed, len(owed), 0, 0, len(owed))
                await on.shows(asks=in_order(some, NOW), page=page)
            asking, marked, top = board.asking, board.picture.marked, on.app.screen is board
            keys = on.app.screen.query_one("#asking-keys", Pane).rows if top else ()
            said = {span.key: span.text for one in keys for span in one}
            asked = board.query_one("#asked", Pane).rows
            before, key = len(on.desk.done), chance.choice(KEYS)
            await on.press(key)
            for target, did, _ in on.desk.done[before:]:
                assert top, key
                assert key in said, (key, did)
                if asking:
                    assert key == "enter"
                    assert asked
                else:
                    assert marked is not None
                    assert target == id_of(marked)
                    assert did in {
                        "g": (AskState.GRANTED,),
                        "t": (AskState.TAKEN,),
                        "c": (Doing.CLAIMED,),
                        "enter": (AskState.SEEN,),
                    }.get(key, ()), (key, did)


@pytest.fixture
def busy(eastern: None) -> BoardView:
    """A board with something in each of its lists."""
    calm = Desk("irate-customers", act.SetStage(Stage.ANNOYED), at=NOW - timedelta(seconds=18))
    warned = Desk(
        "escalated-callers",
        act.SetStage(Stage.HOSTILE),
        act.MakeEffort("asked for the facts"),
        act.StateGround("abuse"),
        act.QuoteCaller("you idiot"),
        act.Permit("pat"),
        act.Warn(),
        at=NOW - timedelta(minutes=12),
    )
    later = replace(
        PROMISE,
        n=12,
        label="Title sent",
        caller="Ann Lo",
        number="(312) 555-0199",
        until=NOW + timedelta(hours=3),
        deeds=(DeedTold(1, "pat", NOW - timedelta(hours=1), "claimed"),),
    )
    return replace(
        VIEW,
        asks=(ASK, replace(THREAT, evidence=replace(EVIDENCE, agent="Lee Ode"))),
        voiced=(replace(VOICED, named="Lee Ode"),),
        calls=(
            LiveCall("kim", "20261127-185100-k7wd", NOW, warned.call),
            LiveCall("lee", "20261127-190242-aaaa", NOW, calm.call),
        ),
        page=Page((PROMISE, later), 2, 1, 1, 2),
    )


async def test_the_board_as_it_looks(busy: BoardView, snapshot: Snapshot) -> None:
    async with shown(busy, (120, 36)) as on:
        await on.press("down")
        snapshot("board", on.app)
    async with shown(busy, (80, 24)) as on:
        await on.press("up")
        snapshot("board-80x24", on.app)
        await on.press("tab", "down", "enter")
        while "FOLLOWED · READ-ONLY" not in on.text:
            await on.pilot.pause(0.05)
        snapshot("board-follow-80x24", on.app)
