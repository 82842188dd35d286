"""The whole chart on the call screen: walking it, what was taken, the wording of its steps."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kit import SCRIPTS, Desk, shipped, with_script
from msgspec.structs import replace
from on_chart import (
    LARGE,
    SIZES,
    above_rule,
    chart_of,
    click,
    drawn,
    painted,
    place_of,
    scene_of,
    steps_in_sight,
)
from on_screen import NARROW, WIDE, OnScreen
from sweeps import crossed
from textual import events
from whole_screen import assert_whole

from guide.call import actions as act
from guide.script.model import Choice, Step, Target, TargetKind
from guide.tui.chart_view import STEP, ChartView, ways_taken
from guide.tui.rows import Voice

HANG_UP = "hang-up-protocol"
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("size", SIZES)
def test_the_chart_opens_on_the_step_in_hand_with_its_wording(size: tuple[int, int]) -> None:
    screen = OnScreen(size=size)
    screen.press("v")
    assert_whole(screen)
    assert f"▶ {screen.now.step.title}" in drawn(screen)
    assert f"│ {screen.now.step.title}  current step" in screen.text


@pytest.mark.parametrize(("size", "script"), crossed(SIZES, SCRIPTS))
def test_every_step_is_walked_to_with_the_arrows_and_then_in_sight(
    script: str, size: tuple[int, int]
) -> None:
    desk = Desk(script)
    chart = ChartView(desk.now)
    seen, todo = set(), [chart.at]
    for step_id in todo:
        if step_id in seen:
            continue
        seen.add(step_id)
        for key in ("down", "up", "left", "right"):
            chart.at = step_id
            chart.key(key)
            step = desk.now.script.step(chart.at)
            assert step is not None
            assert step.title.split()[0] in above_rule(painted(chart, desk, size))
            todo.append(step.id)
    assert seen == {step.id for step in desk.now.script.steps}


def test_what_is_in_sight_stays_where_it_is_until_one_walks_out_of_sight() -> None:
    screen = OnScreen("taking-over-a-call", size=WIDE)
    screen.press("v")
    before = drawn(screen).splitlines()
    screen.press("down")
    after = drawn(screen).splitlines()
    assert before != after
    same = [row for row, other in zip(before, after, strict=False) if row == other]
    assert len(same) > len(before) / 2
    screen.press(*["down"] * 8)
    assert drawn(screen).splitlines()[0] != before[0]


def test_the_step_one_walked_to_has_a_double_border_so_it_is_seen_without_colour() -> None:
    screen = OnScreen("taking-over-a-call", size=WIDE)
    screen.press("v")
    assert "╔" not in screen.text
    screen.press("down")
    assert screen.text.count("╔") == 1
    box = next(row for row in screen.text.splitlines() if "║" in row)
    assert box.split("║")[1].strip() == "Mind your assumptions"
    assert "▶ Which of the two?" in drawn(screen)


def test_a_click_on_a_box_walks_there_and_a_second_one_opens_its_wording() -> None:
    screen = OnScreen(size=WIDE)
    screen.press("v")
    click(screen, "stay-calm")
    assert chart_of(screen).at == "stay-calm"
    assert not chart_of(screen).reading
    click(screen, "stay-calm")
    assert chart_of(screen).reading
    assert screen.call.here.step == "breathe"


def test_a_click_on_a_step_that_is_gone_does_nothing() -> None:
    chart = ChartView(Desk().now)
    at = chart.at
    chart.key(f"{STEP}nothing")
    assert chart.at == at


def test_the_page_keys_pan_and_no_further_than_the_chart() -> None:
    desk = Desk(HANG_UP)
    chart = ChartView(desk.now)

    def pressed(*keys: str) -> str:
        for key in keys:
            assert chart.key(key)
        return above_rule(painted(chart, desk, (78, 18)))

    start = pressed()
    lowest = pressed(*["pagedown"] * 30, *["end"] * 30)
    assert "End the call" not in start
    assert "Ended by the" in lowest or "hang-up protocol" in lowest
    assert pressed("pagedown", "end") == lowest
    assert pressed("pageup") != lowest
    assert "▶ Listen first" in pressed(*["pageup"] * 30, *["home"] * 30)


def test_choices_are_taken_with_the_chart_open_and_it_follows() -> None:
    screen = OnScreen()
    screen.press("v", "down")
    chart = chart_of(screen)
    screen.press("2")
    assert chart_of(screen) is chart
    assert chart.at == screen.call.here.step == "be-kind"
    screen.press("enter", "escape", "1")
    screen.do(act.GoTo(HANG_UP))
    screen.show()
    assert "Hang-up protocol" in screen.text.splitlines()[2]
    assert f"▶ {screen.now.step.title}" in drawn(screen)


def test_a_choice_that_the_chart_does_not_show_is_not_taken_unseen() -> None:
    screen = OnScreen()
    screen.press("v", "down", "enter", "2")
    assert "Now in view, press again: Calm enough to talk" in screen.status
    assert screen.view.chart is None
    assert screen.step[1] == "breathe"
    screen.press("2")
    assert screen.step[1] == "be-kind"


def test_the_way_taken_is_heavy_so_it_is_seen_without_colour() -> None:
    screen = OnScreen(size=LARGE)
    screen.press("v")
    assert "┃▼" not in drawn(screen).replace(" ", "")
    before = drawn(screen).count("┃")
    screen.press("2")
    assert drawn(screen).count("┃") > before


def test_the_way_back_from_a_script_is_one_that_was_taken() -> None:
    screen = OnScreen()
    screen.open(HANG_UP)
    screen.choose(1, 1)
    assert screen.step[0] == "escalated-callers"
    assert ("repeat", "return") in ways_taken(screen.call, shipped().script(HANG_UP))
    screen.open(HANG_UP)
    screen.press("v")
    assert ("listen", "repeat") in ways_taken(screen.call, screen.now.script)
    click(screen, "repeat")
    assert "✓ Repeat it" in drawn(screen)
    assert "┃" in drawn(screen)


def test_who_goes_elsewhere_without_a_choice_took_none() -> None:
    screen = OnScreen("escalated-callers")
    screen.choose(3)
    assert ways_taken(screen.call, shipped().script("escalated-callers")) == {
        ("breathe", f"{HANG_UP}:")
    }
    other = OnScreen("escalated-callers")
    other.open(HANG_UP)
    assert ways_taken(other.call, shipped().script("escalated-callers")) == set()


def test_going_back_takes_the_way_back_too() -> None:
    screen = OnScreen()
    screen.choose(2)
    assert ways_taken(screen.call, screen.now.script) == {("breathe", "be-kind")}
    screen.do(act.Back())
    assert ways_taken(screen.call, screen.now.script) == set()


def test_a_return_that_has_nowhere_to_go_is_still_marked() -> None:
    screen = OnScreen(HANG_UP)
    screen.choose(1, 1)
    assert screen.step == (HANG_UP, "listen")
    assert ("repeat", "return") in ways_taken(screen.call, screen.now.script)


def test_wide_letters_and_markup_in_titles_stand_as_they_are() -> None:
    to = Target(TargetKind.STEP, step="b")
    steps = (
        Step("a", "漢字漢字 [/nope]", choices=(Choice(1, "漢字 [bold]", to),)),
        Step("b", "[@click=app.quit]x[/]"),
    )
    script = replace(shipped().script(HANG_UP), steps=steps, start="", grounds=(), protocol="")
    screen = OnScreen(HANG_UP, size=NARROW, library=with_script(script))
    screen.press("v", "down")
    assert_whole(screen)
    assert "漢字漢字" in screen.text
    assert "[@click=app.quit]x[/]" in screen.text


KEYS = st.sampled_from(
    ("up", "down", "left", "right", "pageup", "pagedown", "home", "end", "enter", "escape", "v")
)
PANS = st.tuples(st.integers(-300, 300), st.integers(-300, 300))


@settings(max_examples=12, deadline=None)
@given(
    st.sampled_from(SCRIPTS),
    st.tuples(st.integers(58, 158), st.integers(14, 56)),
    st.lists(KEYS | PANS, max_size=12),
)
def test_whatever_one_presses_the_chart_fills_its_room(
    script: str, size: tuple[int, int], pressed: list[str | tuple[int, int]]
) -> None:
    desk = Desk(script)
    chart = ChartView(desk.now)
    for one in pressed:
        if isinstance(one, str):
            chart.key(one)
        else:
            chart.pan(*one)
        assert painted(chart, desk, size)


def mouse(screen: OnScreen, kind: type[events.MouseEvent], x: int, y: int, moved: int = 0) -> None:
    """What the terminal tells of a mouse, with its left button held."""
    plain = {"shift": False, "meta": False, "ctrl": False}
    screen.app.post_message(kind(None, x, y, 0, moved, 1, **plain, screen_x=x, screen_y=y))
    screen.show()


def test_the_wheel_scrolls_the_chart_both_ways() -> None:
    screen = OnScreen(HANG_UP, size=NARROW)
    screen.press("v")
    x, y = place_of(screen, f"{STEP}stay-calm")
    shown = drawn(screen)
    for there, back in (
        (events.MouseScrollDown, events.MouseScrollUp),
        (events.MouseScrollLeft, events.MouseScrollRight),
    ):
        mouse(screen, there, x, y)
        assert drawn(screen) != shown
        mouse(screen, back, x, y)
        assert drawn(screen) == shown


def test_the_chart_is_dragged_and_the_end_of_a_drag_is_no_click() -> None:
    screen = OnScreen(HANG_UP, size=NARROW)
    screen.press("v", "pagedown", "pagedown")
    shown, at = drawn(screen), chart_of(screen).at
    x, y = place_of(screen, f"{STEP}repeat")
    mouse(screen, events.MouseDown, x, y)
    mouse(screen, events.MouseMove, x, y + 2, moved=2)
    mouse(screen, events.MouseUp, x, y + 2)
    assert drawn(screen) != shown
    assert chart_of(screen).at == at
    click(screen, "repeat")
    assert chart_of(screen).at == "repeat"


def test_the_screen_does_not_load_what_draws_charts_before_one_is_opened() -> None:
    code = "import sys, guide.tui.app\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    loaded = set(done.stdout.split())
    assert not {"guide.chart.whole", "guide.tui.chart_view"} & loaded


def test_the_picked_box_speaks_in_the_voice_of_where_one_is() -> None:
    desk = Desk()
    chart = ChartView(desk.now)
    chart.key("down")
    rows = chart.rows(scene_of(desk), 118, 30)
    assert chart.at in steps_in_sight(rows)
    voices = {s.voice for one in rows for s in one if s.key == f"{STEP}{chart.at}"}
    assert voices == {Voice.HERE}


def test_a_script_too_large_for_a_chart_says_so_and_the_call_goes_on() -> None:
    script = shipped().script(HANG_UP)
    steps = tuple(
        Step(
            f"s{n}",
            f"Step {n}",
            choices=tuple(
                Choice(k, f"to {k}", Target(TargetKind.STEP, step=f"s{(n + 37 * k + 1) % 400}"))
                for k in range(1, 9)
            ),
        )
        for n in range(400)
    )
    large = replace(script, steps=steps)
    screen = OnScreen(HANG_UP, library=with_script(large))
    screen.press("v")
    assert screen.view.chart is None
    assert "This script is too large for a chart" in screen.text
    screen.press("1")
    assert screen.now.step.id == "s38"


def test_a_chart_is_laid_out_once_however_often_it_is_opened() -> None:
    screen = OnScreen(HANG_UP)
    screen.press("v")
    first = chart_of(screen)
    screen.press("v", "v")
    assert chart_of(screen) is first
