"""Gates on the screen: a choice that is held says what for, and which key mends it."""

import pytest
from conditional import gated
from on_screen import NARROW, OnScreen
from panes import joined

from guide.call import actions as act
from guide.call import events as ev
from guide.tui.panel import EarlierCall


def on_debt(**more: object) -> OnScreen:
    return OnScreen("debt", library=gated(), **more)


def test_what_is_waited_for_stands_with_the_line_and_the_answer() -> None:
    for size in (NARROW, (120, 36)):
        screen = on_debt(size=size)
        assert "Required to go on – not said yet" in screen.text
        assert "Needed to go on: It is the person" in screen.text
        assert "Needed at this step: Remark" in screen.text


def test_a_held_choice_says_why_marks_the_line_and_names_the_key_that_says_it() -> None:
    screen = on_debt()
    screen.press("1")
    assert screen.step == ("debt", "begin")
    assert "First say “This is an attempt to collect a debt.”" in screen.text
    assert "Press Space." in screen.text
    screen.press("space")
    assert [one.line for one in screen.events if isinstance(one, ev.Said)] == ["disclosure"]
    screen.press("1")
    assert "First write down It is the person, or why there is no answer. Press c." in screen.text


def test_a_line_that_is_left_out_with_a_reason_lets_the_call_go_on() -> None:
    screen = on_debt()
    screen.press("1", "x", "tab")
    screen.type("they have it in writing", "enter")
    screen.press("c", "y", "escape", "1")
    assert screen.step == ("debt", "terms")


def test_an_answer_that_there_is_none_of_is_left_out_with_a_reason() -> None:
    screen = on_debt()
    screen.press("1", "space", "c", "tab", "tab")
    assert "1   No answer to “It is the" in screen.text
    screen.press("1")
    screen.type("would not say", "enter")
    assert screen.call.left_out["is_them"].event.left_out == "would not say"
    screen.press("escape")
    assert "– no answer: It is the person" in screen.text
    screen.press("1")
    assert screen.step == ("debt", "terms")


def test_ending_the_call_is_never_held() -> None:
    screen = on_debt()
    screen.press("3")
    assert screen.title
    screen.press("y")
    assert isinstance(screen.events[-1], ev.Ended)


@pytest.mark.parametrize("size", [NARROW, (120, 36)])
def test_what_is_not_taken_over_is_shown_with_why_to_be_typed_anew(size: tuple[int, int]) -> None:
    screen = on_debt(size=size)
    answers = (("is_them", "perhaps"), ("caller", "Dana"))
    taken = act.TakeOver("20261119-170000-h3st", "Sam Ode", "A debt", answers)
    screen.view.earlier_calls = lambda: (EarlierCall(taken.from_call, "A debt"),)
    screen.view.evidence = lambda _: taken
    screen.press("space", "o", "1")
    assert "but not It is the person:" in screen.status
    told = joined(screen.pane("Details"))
    assert "answer y for yes or n for no. The earlier call has “perhaps”." in told
    assert screen.fields["is_them"] == ""
    screen.press("y", "escape")
    assert screen.call.detail("is_them") == "yes"
    screen.press("c")
    assert "The earlier call" not in joined(screen.pane("Details"))
