"""The timer of a step on the screen: shown as the one for a colleague's answer is."""

from on_screen import NARROW, OnScreen
from outages import with_outages
from panes import joined

from guide.call import actions as act
from guide.call import events as ev

OVER = "Promise a technician: the line does not answer."


def begun(*actions: act.Action) -> OnScreen:
    return OnScreen("outages", *actions, library=with_outages(), size=NARROW)


def top(screen: OnScreen) -> str:
    return screen.text.splitlines()[0]


def said(screen: OnScreen) -> str:
    return " ".join(joined(screen.pane("Say")).split())


def test_it_counts_from_the_step_on_and_says_what_to_do_when_it_runs_out() -> None:
    screen = begun()
    assert "wait" not in top(screen)
    screen.press("4")
    assert "wait 1:30" in top(screen)
    assert OVER not in said(screen)
    screen.wait(89)
    screen.show()
    assert "wait 0:01" in top(screen)
    screen.wait(1)
    screen.show()
    assert "0:00 over" in top(screen)
    assert OVER in said(screen)


def test_leaving_the_step_takes_it_and_its_words_away() -> None:
    screen = begun(act.GoTo("outages", "measure"))
    screen.wait(100)
    screen.show()
    assert OVER in said(screen)
    screen.press("2")
    assert "over" not in top(screen)
    assert OVER not in said(screen)


def test_its_key_stops_it_and_starts_it_again() -> None:
    screen = begun(act.GoTo("outages", "measure"))
    screen.press("t")
    assert f"When it runs out: {OVER}" in " ".join(joined(screen.pane("Timer")).split())
    screen.press("1")
    assert "Timer stopped: answered." in screen.status
    assert "wait" not in top(screen)
    screen.press("t")
    assert "Timer started: 1:30. t stops it." in screen.status
    assert "wait 1:30" in top(screen)


def test_undoing_the_choice_is_one_press_as_ever() -> None:
    screen = begun()
    screen.press("4", "u")
    screen.press("enter")
    assert screen.step == ("outages", "greet")
    assert screen.call.clock is None


def test_it_goes_on_where_it_was_after_a_crash() -> None:
    screen = begun(act.GoTo("outages", "measure"))
    screen.wait(30)
    screen.start_again()
    assert screen.call.clock is not None
    assert screen.call.clock.event == ev.ClockStarted(90, OVER)
    assert "wait 0:5" in top(screen) or "wait 1:00" in top(screen)
