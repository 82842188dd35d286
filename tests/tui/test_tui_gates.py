"""Gates on the screen: a choice that is held says what for, and which key mends it."""

from conditional import gated
from on_screen import NARROW, OnScreen

from guide.call import events as ev


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
