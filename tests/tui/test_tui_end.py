import re

import pytest
from kit import FRIDAY, of_kind
from on_screen import NARROW, WIDE, OnScreen
from panes import joined

from guide.call import actions as act
from guide.call import events as ev
from guide.call.missing import missing
from guide.call.rules.endings import endings
from guide.script.model import FollowUpKind

END = "End the call"


def letter_of(screen: OnScreen, words: str) -> str:
    """The letter that stands before something missing."""
    place = next(i for i, text in enumerate(texts(screen)) if text.startswith(words))
    return re.findall(r"(?m)^│ [▸ ] ([a-p])   ", screen.pane(END))[place]


def texts(screen: OnScreen) -> list[str]:
    return [gap.text for gap in missing(screen.now)]


def digit_of(screen: OnScreen, ending: str) -> str:
    """The digit that stands before an ending."""
    return str([one.id for one in endings(screen.now)].index(ending) + 1)


def test_with_nothing_missing_an_ending_takes_a_digit_and_enter() -> None:
    screen = OnScreen()
    screen.press("e")
    assert "Nothing is missing." in screen.pane(END)
    screen.press("1")
    assert screen.call.ended is None, "a digit alone ends nothing"
    assert "Enter ends the call: “Right information given”." in joined(screen.pane(END))
    screen.press("enter")
    assert screen.call.ended is not None
    assert screen.call.ended.event.ending == "resolved"


def test_a_choice_that_ends_the_call_asks_to_be_confirmed() -> None:
    screen = OnScreen()
    screen.press("2", "1", "space", "3")
    assert screen.title == END
    assert "Enter ends the call: “Right information given”." in joined(screen.pane(END))
    assert screen.call.ended is None
    screen.press("escape")
    assert screen.call.ended is None
    assert screen.step[1] == "summarise"


def test_a_line_passed_over_is_mended_by_its_letter() -> None:
    screen = OnScreen()
    screen.press("2", "1", "1", "e")
    screen.press(letter_of(screen, "Passed over: “Thank for explaining"))
    assert of_kind(ev.Said, screen.events)[0].line == "summary"
    assert not any("Passed over" in text for text in texts(screen))
    assert screen.title == END


def test_a_line_passed_over_is_shown_to_the_letter_while_it_is_marked() -> None:
    screen = OnScreen(size=NARROW)
    screen.press("2", "1", "1", "e")
    while "▸ " not in screen.pane(END) or "Passed over" not in _marked(screen):
        screen.press("down")
    assert "Thank for explaining just to make sure I got everything right..." in joined(
        screen.pane("Say")
    )


def _marked(screen: OnScreen) -> str:
    return next(one for one in screen.pane(END).splitlines() if "▸" in one)


def test_a_line_passed_over_can_be_left_out_with_a_reason() -> None:
    screen = OnScreen()
    screen.press("2", "1", "1", "e")
    while "Passed over" not in _marked(screen):
        screen.press("down")
    screen.press("x", "enter")
    screen.type("the line was bad", "enter")
    assert of_kind(ev.LeftOut, screen.events)[0].line == "summary"
    assert screen.title == END


def test_a_callback_without_a_number_is_mended_by_its_letter() -> None:
    screen = OnScreen("escalated-callers", act.AddFollowUp(FollowUpKind.CALLBACK))
    screen.press("e")
    screen.press(letter_of(screen, "Callback without number, caller and concern."))
    assert screen.title == "Callback"
    for value in ("0142", "Dana Whitlock", "the title"):
        screen.type(value, "enter")
    screen.press("enter")
    assert screen.call.follow_ups[0].lacks == ()
    assert screen.title == END


def test_a_threat_nobody_was_told_of_is_mended_by_naming_who_was() -> None:
    screen = OnScreen("escalated-callers", act.ReportThreat())
    screen.press("e")
    assert texts(screen)[0] == "A threat was made, and nobody was told of it yet."
    screen.press(letter_of(screen, "A threat was made"))
    screen.type("Kim Lo", "enter")
    assert screen.call.owed == ()
    assert screen.title == END


def test_a_follow_up_that_a_step_asks_for_is_mended_by_its_letter() -> None:
    screen = OnScreen()
    screen.open("escalated-callers", "callback")
    screen.press("e")
    screen.press(letter_of(screen, "Callback not recorded"))
    assert screen.title == "Callback"
    screen.press(*["enter"] * 4)
    assert [f.kind for f in screen.call.follow_ups] == ["callback"]
    assert screen.title == END


def test_a_detail_asked_for_is_mended_by_its_letter() -> None:
    screen = OnScreen()
    screen.press("2", "e")
    screen.press(letter_of(screen, "Number not written down"))
    assert "▸ Number" in screen.pane("Details")
    screen.type("0142", "escape")
    assert screen.call.detail("number") == "0142"
    assert screen.title == END


def test_the_callers_words_are_mended_by_their_letter() -> None:
    screen = OnScreen("hang-up-protocol", act.MakeEffort("asked"), act.StateGround("abuse"))
    screen.press("e")
    screen.press(letter_of(screen, "Not written down: the caller's own words."))
    screen.type("useless parrot", "enter")
    assert screen.call.protocol.quoted == "useless parrot"
    assert screen.title == END


def test_the_manager_is_mended_by_their_name() -> None:
    screen = OnScreen()
    screen.press("m", "escape", "e")
    screen.press(letter_of(screen, "Not written down: which manager came."))
    screen.type("Kim Lo", "enter")
    assert screen.call.manager.name == "Kim Lo"
    assert screen.title == END


def test_a_note_that_was_not_entered_is_entered_by_its_letter() -> None:
    screen = OnScreen()
    screen.press("n")
    screen.type("waited three weeks", "f10")
    screen.press(letter_of(screen, "Note not entered"))
    assert [note.text for note in screen.call.notes] == ["waited three weeks"]
    assert screen.view.composer.editor.text == ""


def test_an_ending_that_needs_a_follow_up_says_so_once_it_is_chosen() -> None:
    screen = OnScreen()
    screen.press("e")
    screen.press(digit_of(screen, "callback"))
    assert "“Callback submitted” needs it" in joined(screen.pane(END))


def test_what_was_missing_goes_on_record_with_the_ending() -> None:
    screen = OnScreen()
    screen.press("2", "1", "1", "e")
    screen.press(digit_of(screen, "hung-up"), "enter")
    ended = screen.call.ended
    assert ended is not None
    assert any("Thank for explaining" in text for text in ended.event.missing)


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_the_protocols_ending_is_refused_with_the_reason_until_it_is_earned(
    size: tuple[int, int],
) -> None:
    screen = OnScreen(size=size)
    screen.press("e")
    screen.press("up")
    assert "Ended by the hang-up" in _marked(screen)
    screen.press("enter")
    assert "Choose a reason first: w, then the reason." in joined(screen.pane(END))
    screen.press("enter")
    assert screen.call.ended is None
    assert "Choose a reason first: w, then the reason." in screen.status


def test_esc_leaves_the_end_and_the_call_goes_on() -> None:
    screen = OnScreen()
    screen.press("e", "1", "escape", "2")
    assert screen.step[1] == "be-kind"
    assert screen.call.ended is None


def test_the_most_urgent_thing_missing_is_in_sight_while_an_ending_is_chosen() -> None:
    screen = OnScreen("escalated-callers", act.ReportThreat(), size=NARROW)
    for step in ("be-kind", "summarise", "what-i-can-do", "push-back", "callback"):
        screen.open("escalated-callers", step)
    screen.press("e", "up")
    assert f"Still missing: {len(texts(screen))}" in screen.pane(END)
    assert "A threat was made" in screen.pane(END)
    assert "… ↓ for more" in screen.pane(END)


def test_enter_at_once_ends_nothing() -> None:
    screen = OnScreen()
    screen.press("2", "1", "1", "e", "enter")
    assert screen.call.ended is None


@pytest.mark.parametrize("size", [(60, 20), NARROW, WIDE])
def test_with_much_missing_both_parts_stay_in_reach(size: tuple[int, int]) -> None:
    screen = OnScreen(size=size, at=FRIDAY)
    for step in ("stay-calm", "be-kind", "summarise", "what-i-can-do", "push-back", "callback"):
        if screen.step[1] != step:
            screen.open("escalated-callers", step)
    screen.press("m", "escape", "n")
    screen.type("half a note", "f10")
    count = len(texts(screen))
    assert count >= 8
    seen = []
    for _ in range(count + len(screen.now.script.endings)):
        seen.append(_marked(screen))
        assert "How it ends" in screen.pane(END)
        screen.press("down")
    assert len(set(seen)) == len(seen)


def test_a_note_being_typed_is_on_record_when_the_call_is_ended_at_once() -> None:
    screen = OnScreen()
    screen.press("n")
    screen.type("waited three weeks", "f10", "1", "enter")
    assert screen.call.ended is not None
    assert screen.call.draft == "waited three weeks"
    assert "Note not entered: “waited three weeks”" in screen.call.ended.event.missing
