"""The wording of a step of the whole chart: beneath it, and opened wholly."""

import pytest
from kit import Desk, shipped, with_script
from msgspec.structs import replace
from on_chart import SIZES, chart_of, painted, scene_of
from on_screen import NARROW, OnScreen
from panes import joined

from guide.script.model import Line
from guide.tui.chart_view import ChartView

HANG_UP = "hang-up-protocol"


@pytest.mark.parametrize("size", SIZES)
def test_enter_opens_all_of_the_wording_and_escape_leads_back(size: tuple[int, int]) -> None:
    desk = Desk("irate-customers")
    chart = ChartView(desk.now)
    for step in desk.now.script.steps:
        chart.at = step.id
        chart.key("enter")
        shown = ""
        for _ in range(5):
            shown += joined(painted(chart, desk, size))
            chart.key("pagedown")
        assert all(line.text in shown for line in desk.now.lines_of(step))
        assert all(item in shown for item in step.coach)
        assert all(f"{choice.key} {choice.label}" in shown for choice in step.choices)
        assert chart.back()
        assert chart.at == step.id


def test_escape_leads_from_the_wording_to_the_chart_and_from_there_to_the_call() -> None:
    screen = OnScreen()
    screen.press("v", "enter")
    assert chart_of(screen).reading
    screen.press("escape")
    assert not chart_of(screen).reading
    screen.press("escape")
    assert screen.view.chart is None
    assert "Calm enough to talk" in screen.pane("Say")


def test_a_long_wording_scrolls_and_says_how_much_is_left() -> None:
    lines = tuple(Line(f"l{n}", f"Line number {n} of many.") for n in range(20))
    script = shipped().script(HANG_UP)
    first = replace(script.steps[0], lines=lines)
    library = with_script(replace(script, steps=(first, *script.steps[1:])))
    screen = OnScreen(HANG_UP, size=NARROW, library=library)
    screen.press("v", "enter")
    assert "Line number 0 of many." in screen.text
    assert "↓ " in screen.text
    assert "Line number 19" not in screen.text
    screen.press(*["pagedown"] * 14)
    assert "4 Hate speech or threat" in screen.text
    assert "↑ that is all" in screen.text
    screen.press(*["pageup"] * 14)
    assert "Line number 0 of many." in screen.text


def test_the_wording_tells_what_became_of_each_line() -> None:
    screen = OnScreen()
    screen.press("2", "1", "space", "v", "enter")
    assert "✓ said" in screen.text
    screen.press("escape", "down", "enter")
    assert "Required – not said yet" in screen.text
    assert "not the current step" in screen.text


def test_only_a_line_of_the_step_in_hand_has_the_bar_of_a_line_to_say() -> None:
    screen = OnScreen()
    screen.press("2", "1", "v")
    assert "▌ “" in screen.text
    screen.press("down")
    assert "│ “" in screen.text
    assert "▌ “" not in screen.text


def test_wording_that_is_cut_off_beneath_the_chart_says_so() -> None:
    desk = Desk("taking-over-a-call")
    rows = ChartView(desk.now).rows(scene_of(desk), 78, 12)
    cut_off = [one for one in rows if any(s.key == "enter" for s in one)]
    assert any("Enter shows all of it" in span.text for one in cut_off for span in one)
