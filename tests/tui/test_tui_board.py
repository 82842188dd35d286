"""Asking the board on the call screen, with the keyboard, in the same panel as ever."""

import random

import pytest
from at_seat import UPSET, AtSeat
from kit import Desk, of_kind
from law import KEYS, Finger, Promised
from on_screen import NARROW, WIDE, OnScreen
from panes import joined
from sweeps import swept
from whole_screen import assert_whole

from guide.call import actions as act
from guide.call import events as ev
from guide.call.events import AskAnswer, AskKind
from guide.session.at_desk import AskState, HandedOver

HANG_UP = "Hang-up protocol"


def needing(**more: object) -> AtSeat:
    screen = AtSeat(*UPSET, **more)
    screen.press("w")
    return screen


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_permission_is_asked_for_granted_and_used_without_leaving_the_line(
    size: tuple[int, int],
) -> None:
    screen = needing(size=size)
    assert "Ask for permission to warn." in screen.shown
    assert "At the board: pat, sam" in screen.shown
    screen.press("1")
    [ask] = screen.call.asks
    assert (ask.event.about, ask.event.ground, ask.event.to) == (AskKind.PERMISSION, "abuse", "")
    assert "On its way to the board." in screen.shown
    assert_whole(screen)
    screen.hears(AskState.WRITTEN)
    assert "Written to all at the board: pat, sam." in screen.shown
    screen.hears(AskState.SEEN, "pat")
    assert "pat has seen it." in screen.shown
    screen.hears(AskState.TAKEN, "sam")
    assert "sam has taken it." in screen.shown
    assert_whole(screen)
    screen.board("pat")
    assert "sam has gone; others are asked again." in screen.shown
    screen.board()
    assert "sam has gone; nobody is there now: ask by voice." in screen.shown
    screen.away()
    assert "sam has taken it." in screen.shown
    screen.board("pat", "sam")
    assert "sam has taken it." in screen.shown
    screen.hears(AskState.GRANTED, "sam")
    assert "sam permits the warning." in screen.status
    assert "Read the warning word for word, then Space." in screen.shown
    screen.press("space")
    [warned] = screen.call.protocol.warnings
    assert (warned.permission_by, warned.permission_how) == ("sam", ev.GrantedBy.BOARD)


def test_a_refusal_is_shown_with_its_reason_and_one_may_ask_again() -> None:
    screen = needing()
    screen.press("1")
    screen.hears(AskState.REFUSED, "sam", "calm them first")
    assert "✗ sam refused: calm them first" in screen.shown
    assert "sam refused: calm them first." in screen.status
    screen.press("1")
    assert len(screen.call.open_asks) == 1


@pytest.mark.parametrize("refusals", [1, 3])
def test_whoever_refused_is_asked_again_with_what_is_asked_anew(refusals: int) -> None:
    screen = needing()
    screen.board("sam")
    for _ in range(refusals):
        screen.press("1")
        screen.hears(AskState.REFUSED, "sam", "try more")
    assert "1 Ask sam" in screen.shown
    screen.press("1")
    screen.hears(AskState.WRITTEN)
    assert "Written to all at the board: sam." in screen.shown


def test_what_one_refuses_who_was_asked_first_is_asked_of_whoever_refused_before() -> None:
    screen = needing()
    screen.press("1")
    screen.hears(AskState.REFUSED, "sam", "try more")
    screen.press("2")
    screen.hears(AskState.REFUSED, "pat", "not yet")
    assert "All others are asked now." in screen.status
    screen.hears(AskState.WRITTEN)
    assert "✗ pat refused: not yet" in screen.shown
    assert "Written to all at the board: sam." in screen.shown


def test_an_answer_that_does_not_fit_is_told_on_the_screen_and_permits_nothing() -> None:
    screen = needing()
    screen.press("1")
    screen.hears(AskState.UNFIT, "sam")
    for shown in (screen.shown, screen.status):
        assert "The desk has an answer by sam that does not fit what you asked" in shown
    assert_whole(screen)
    screen.press("space")
    assert not screen.call.protocol.permissions
    assert not screen.call.protocol.warnings
    screen.press("0", "1")
    assert len(screen.call.open_asks) == 1


def test_one_of_those_who_are_there_is_asked_first_and_then_all() -> None:
    screen = needing()
    assert "Ask sam first" in screen.shown
    screen.press("3")
    assert screen.call.asks[0].event.to == "sam"
    screen.hears(AskState.WRITTEN)
    assert "Written to sam; to all after" in screen.shown
    screen.wait(21)
    screen.hears(AskState.WRITTEN)
    assert "Written to all at the board: pat, sam." in screen.shown
    screen.hears(AskState.REFUSED, "sam", "no")
    assert [ask.event.to for ask in screen.call.asks] == ["sam", ""]
    assert "All others are asked now." in screen.status
    assert "✗ sam refused: no On its way to the board." in screen.shown


def test_whoever_comes_or_goes_changes_no_key_of_another() -> None:
    screen = AtSeat()
    screen.press("w", "1", "1")
    screen.type("parrot", "enter")
    for board in (("pat", "sam"), ("ann", "sam"), ("ann", "pat", "sam")):
        screen.board(*board)
        assert "3 Ask sam first" in screen.shown
    assert "4 Ask ann first" in screen.shown
    assert "At the board: pat, sam, ann" in screen.shown
    # They stand in the order of their keys.
    assert screen.shown.index("3 Ask sam") < screen.shown.index("4 Ask ann")
    screen.press("2")
    assert screen.call.asks[0].event.to == "pat"


def test_an_ask_is_taken_back_by_one_key_which_the_one_that_asked_is_not() -> None:
    screen = needing()
    screen.press("1", "1")
    assert len(screen.call.open_asks) == 1
    screen.press("0")
    assert screen.call.asks[0].became is AskAnswer.WITHDRAWN
    assert "At the board: pat, sam" in screen.shown


def test_nobody_is_waited_for_in_silence() -> None:
    screen = needing()
    screen.board()
    assert "Nobody is at the board now: ask by voice." in screen.shown
    assert "Ask all" not in screen.shown
    screen.away()
    assert "Desk away since 10:12 AM: ask by voice." in screen.shown
    screen.press("1")
    assert not screen.call.asks
    screen.board("sam")
    screen.press("1")
    screen.board()
    assert "Nobody is at the board now: ask by voice." in screen.shown
    assert screen.call.open_asks


def test_after_two_minutes_the_callback_of_the_documents_is_offered() -> None:
    screen = needing()
    screen.press("1")
    assert "wait 2:00" in screen.text
    screen.wait(121)
    screen.hears(AskState.WRITTEN)
    assert "Nobody has answered in time." in screen.shown
    screen.press("f")
    assert screen.title == "Callback"
    screen.press("escape", "0")
    assert screen.call.asks[0].became is AskAnswer.NOBODY
    assert "Nobody at the board answered: advise a callback." in screen.shown


def test_by_voice_it_is_written_down_as_ever_and_takes_the_ask_back() -> None:
    screen = needing()
    screen.press("1", "v")
    assert "Who permitted the warning?" in screen.shown
    screen.type("Kim Lo", "enter")
    assert screen.call.asks[0].became is AskAnswer.WITHDRAWN
    [given] = of_kind(ev.PermissionGiven, screen.events)
    assert (given.by, given.how) == ("Kim Lo", ev.GrantedBy.VOICE)
    assert "Read the warning" in screen.shown


def test_what_is_typed_as_an_answer_comes_is_not_lost_and_answers_nothing() -> None:
    screen = needing()
    screen.press("1", "v")
    screen.type("Kim")
    screen.hears(AskState.GRANTED, "sam")
    assert "Read the warning" in screen.shown
    assert [p.event.by for p in screen.call.protocol.permissions] == ["sam"]
    assert not screen.call.protocol.warnings


def test_a_permission_that_comes_after_they_calmed_down_is_told_and_not_used() -> None:
    screen = needing()
    screen.press("1", "s", "1")
    assert screen.call.asks[0].reason == "the caller calmed down"
    screen.hears(AskState.GRANTED, "sam")
    told = "sam said yes, too late to be used: the caller calmed down."
    assert told in screen.status
    assert not screen.call.protocol.permissions


def test_what_the_board_gave_is_not_given_another_name() -> None:
    screen = needing()
    screen.press("1")
    screen.hears(AskState.GRANTED, "sam")
    screen.press("p")
    assert "Permitted at the board: who did so cannot be changed here." in screen.status
    assert "Read the warning" in screen.shown


def test_a_permission_by_voice_that_is_denied_does_not_stand_there_like_one_that_is_not() -> None:
    screen = needing(size=WIDE)
    screen.press("v")
    screen.type("sam", "enter")
    screen.press("space")
    assert "✓ Permission: by sam" in screen.shown
    screen.team.denied = {screen.call.id: ("Event 8: sam denies that: never asked",)}
    screen.team.changes()
    screen.press("escape", "w")
    assert "! Permission: by sam" in screen.shown
    assert "Event 8: sam denies that: never asked" in screen.shown
    screen.press("p")
    assert "Supervisor’s name" in screen.shown, "it is corrected there"


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_a_permission_that_was_denied_is_missing_where_the_call_ends_and_its_letter_corrects_it(
    size: tuple[int, int],
) -> None:
    screen = needing(size=size)
    screen.press("v")
    screen.type("sam", "enter")
    screen.press("space")
    screen.hears_denial("pat", "sam is on leave")
    screen.press("escape", "e")
    told = "pat denies, at the board, that sam permitted the warning."
    assert told in screen.shown
    assert_whole(screen)
    screen.press("a")
    assert "Who permitted it?" in screen.shown
    screen.type("Kim Lo", "enter")
    assert screen.call.protocol.warnings[-1].permission_by == "Kim Lo"
    assert told not in screen.shown
    assert "✓ Permission: not by sam" in screen.shown


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_a_permission_that_was_denied_is_asked_for_anew_with_who_denied_it(
    size: tuple[int, int],
) -> None:
    screen = needing(size=size)
    screen.press("v")
    screen.type("sam", "enter")
    screen.press("space")
    screen.hears_denial("pat", "sam is on leave")
    screen.press("3")
    assert "Ask for permission to warn." in screen.shown
    denied = "! pat denies, at the board, that sam permitted the warning: sam is on leave"
    assert denied in joined(screen.shown)
    assert_whole(screen)
    screen.press("space")
    assert screen.call.protocol.warnings == ()
    screen.press("v")
    assert denied in joined(screen.shown)
    screen.type("sam", "enter")
    assert "pat denies" not in screen.shown
    screen.press("space")
    assert len(screen.call.protocol.warnings) == 1


def test_a_denial_takes_nobody_from_where_they_write_the_callers_words() -> None:
    screen = needing()
    screen.press("v")
    screen.type("sam", "enter")
    screen.press("space", "2")
    screen.type("you are 3 ")
    screen.hears_denial("pat", "on leave")
    assert screen.call.protocol.denials
    screen.type("parrots", "enter")
    [given] = screen.call.protocol.warnings
    assert given.words_after == "you are 3 parrots"


def test_a_threat_is_told_to_the_board_where_one_says_who_was_told() -> None:
    screen = AtSeat(act.MakeEffort("asked"), act.StateGround("abuse"))
    screen.press("w")
    screen.type("i will find you", "enter", "h", "h")
    assert "A supervisor must be told right away." in screen.shown
    screen.press("1")
    assert [ask.event.about for ask in screen.call.open_asks] == [AskKind.THREAT]
    screen.hears(AskState.SEEN, "pat")
    assert "pat has seen it." in screen.shown
    screen.hears(AskState.GRANTED, "pat")
    assert "pat has taken note of the threat." in screen.status
    assert "✓ pat was told." in screen.shown
    [report] = screen.call.follow_ups
    assert report.done_by == "pat"


def test_that_a_threat_was_told_by_voice_is_written_down_as_ever() -> None:
    screen = AtSeat(act.StateGround("abuse"), act.ReportThreat())
    screen.press("f", "a")
    assert "Tell the board" in screen.shown
    screen.away()
    assert "Desk away since 10:12 AM: tell a supervisor by voice." in screen.shown
    screen.press("2")
    screen.type("Kim Lo", "enter")
    assert [owed.done_by for owed in screen.call.follow_ups] == ["Kim Lo"]


def test_the_board_is_asked_for_a_manager_and_to_take_over_where_one_gets_a_manager() -> None:
    screen = AtSeat()
    screen.press("m")
    assert "At the board: pat, sam" in screen.shown
    screen.press("3")
    assert [ask.event.about for ask in screen.call.open_asks] == [AskKind.MANAGER]
    assert screen.call.manager.asked
    screen.hears(AskState.TAKEN, "sam")
    assert "A manager: sam has taken it." in screen.shown
    screen.hears(AskState.GRANTED, "sam")
    assert "A manager: ✓ sam said yes." in screen.shown
    # Who is there is told once, whatever was asked.
    assert screen.shown.count("At the board: pat, sam") == 1
    screen.press("4")
    assert len(screen.call.open_asks) == 1
    screen.hears(AskState.GRANTED, "pat")
    assert "pat takes over the call." in screen.status
    assert "Taking over: ✓ pat said yes." in screen.shown
    assert screen.call.manager.name == "pat"


def test_a_call_that_was_handed_over_at_the_board_is_taken_over_at_its_seat() -> None:
    theirs = Desk("escalated-callers", *UPSET, act.WriteDetail("caller", "Dana Whitlock"))
    theirs.do(act.WriteDetail("concern", "no title for weeks"), act.SetStage(ev.Stage.HOSTILE))
    screen = AtSeat()
    screen.team.handed_over = (HandedOver("kim (Kim Lo)", theirs.call),)
    screen.open("taking-over-a-call", "goals")
    screen.press("o")
    shown = joined(screen.pane("Take over"))
    assert "1 Handed over to you: Fri 2:03 PM" in shown
    assert "kim (Kim Lo) · Dana Whitlock · not ended" in shown
    assert_whole(screen)
    screen.press("1")
    taken = screen.call.taken_over
    assert taken is not None
    assert (taken.from_call, taken.from_agent) == (theirs.call.id, "kim (Kim Lo)")
    assert screen.call.detail("concern") == "no title for weeks"
    assert screen.call.detail("mood_end") == "hostile"


def test_an_answer_that_came_while_the_program_was_down_is_taken_in_as_it_starts() -> None:
    screen = needing()
    screen.press("1")
    call = screen.call
    screen.team._heard[call.id, call.asks[0].n] = screen.team.heard("", 0)
    screen.start_again()
    assert screen.call.open_asks
    screen.hears(AskState.GRANTED, "sam")
    assert len(screen.call.protocol.permissions) == 1
    screen.start_again()
    assert len(screen.call.protocol.permissions) == 1


def test_without_a_desk_nothing_of_it_is_shown() -> None:
    screen = OnScreen("escalated-callers", *UPSET)
    screen.press("w")
    assert "Who permitted the warning?" in joined(screen.pane(HANG_UP))
    screen.press("escape", "m")
    assert "board" not in screen.text


@pytest.mark.parametrize("key", ["space", "0", "1", "v", "enter"])
def test_a_key_pressed_as_the_answer_comes_does_nothing_that_was_not_shown_for_it(key: str) -> None:
    screen = needing()
    screen.press("1")
    screen.wait(5)
    screen.team.says(AskState.GRANTED, "sam")
    screen.hit(key)
    assert len(screen.call.protocol.permissions) == 1
    assert not screen.call.protocol.warnings
    assert [ask.became for ask in screen.call.asks] == [AskAnswer.GRANTED]
    assert "Read the warning" in screen.shown


@pytest.mark.parametrize("seed", swept(range(3), range(2)))
def test_random_keys_do_what_the_screen_said_whatever_the_board_answers_meanwhile(
    seed: int,
) -> None:
    chance = random.Random(seed)
    screen = needing(size=WIDE if seed % 2 else NARROW)
    finger = Finger(screen)
    finger.press("1")
    assert screen.call.open_asks
    for _ in range(40):
        if screen.call.ended is not None:
            break
        promised, before = Promised.of(screen), len(screen.call.entries)
        if screen.call.asks and chance.random() < 0.3:
            screen.team.says(chance.choice([*AskState]), "sam", "so")
        elif chance.random() < 0.1:
            screen.team.board = chance.choice((None, (), ("sam",), ("ann", "pat", "sam")))
            screen.team.changes()
        # The register has a screen of its own.
        key = chance.choice((*"w110v32s", "escape", "space", *(k for k in KEYS if k != "r")))
        finger.done.append(key)
        screen.press(key)
        events = [entry.event for entry in screen.call.entries[before:]]
        if not any(map(_of_board, events)):
            finger.hold(promised, key, before)
        assert not any(isinstance(e, ev.WarningGiven) for e in events if key != "space")
        given = [p for p in screen.call.protocol.permissions if p.event.ask]
        assert len({p.event.ask for p in given}) == len(given)


def _of_board(event: ev.Event) -> bool:
    """Whether an event is an answer of the board, with what comes of that."""
    if isinstance(event, ev.AskAnswered):
        return event.became.of_board
    return isinstance(event, ev.PermissionGiven) and bool(event.ask)
