"""The whole chart on the call screen: walking it, what was taken, the wording of its steps."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kit import SCRIPTS, shipped, with_script
from msgspec.structs import replace
from on_chart import LARGE, SIZES, chart_of, drawn, steps_in_sight
from on_screen import NARROW, WIDE, OnScreen
from piloted import Piloted, piloted
from textual import events

from guide.call import actions as act
from guide.script.model import Choice, Step, Target, TargetKind
from guide.tui.chart_view import ways_taken
from guide.tui.rows import Row, Voice, width_of

HANG_UP = "hang-up-protocol"
ROOT = Path(__file__).parents[2]


def click(screen: OnScreen, step: str) -> None:
    assert step in steps_in_sight(screen.rows)
    screen.press(f"step:{step}")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("script", SCRIPTS)
def test_the_chart_opens_on_the_step_in_hand_with_its_wording(
    script: str, size: tuple[int, int]
) -> None:
    screen = OnScreen(script, size=size)
    screen.press("v")
    assert [width_of(one) for one in screen.rows] == [size[0]] * size[1]
    assert f"▶ {screen.now.step.title}" in drawn(screen)
    assert f"│ {screen.now.step.title}  the step in hand" in screen.text


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("script", SCRIPTS)
def test_every_step_is_walked_to_with_the_arrows_and_then_in_sight(
    script: str, size: tuple[int, int]
) -> None:
    screen = OnScreen(script, size=size)
    screen.press("v")
    chart = chart_of(screen)
    seen, todo = set(), [chart.at]
    for step_id in todo:
        if step_id in seen:
            continue
        seen.add(step_id)
        for key in ("down", "up", "left", "right"):
            chart.at = step_id
            screen.press(key)
            step = screen.now.script.step(chart.at)
            assert step is not None
            assert step.title.split()[0] in drawn(screen)
            todo.append(step.id)
    assert seen == {step.id for step in screen.now.script.steps}


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
    screen = OnScreen(size=WIDE)
    screen.press("v", "step:nothing")
    assert chart_of(screen).at == screen.now.step.id


def test_the_page_keys_pan_and_no_further_than_the_chart() -> None:
    screen = OnScreen(HANG_UP, size=NARROW)
    screen.press("v")
    start = drawn(screen)
    screen.press(*["pagedown"] * 30, *["end"] * 30)
    assert "End the call" not in start
    assert "Ended by the" in drawn(screen) or "hang-up protocol" in drawn(screen)
    lowest = drawn(screen)
    screen.press("pagedown", "end")
    assert drawn(screen) == lowest
    screen.press("pageup")
    assert drawn(screen) != lowest
    screen.press(*["pageup"] * 30, *["home"] * 30)
    assert "▶ Listen first" in drawn(screen)


def test_choices_are_taken_with_the_chart_open_and_it_follows() -> None:
    screen = OnScreen()
    screen.press("v", "down")
    chart = chart_of(screen)
    screen.press("2")
    assert chart_of(screen) is chart
    assert chart.at == screen.call.here.step == "be-kind"
    screen.press("enter", "1")
    assert not chart.reading
    screen.do(act.GoTo(HANG_UP))
    assert "Hang-up protocol" in screen.text.splitlines()[2]
    assert f"▶ {screen.now.step.title}" in drawn(screen)


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
    screen.press("step:repeat")
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
    assert all(width_of(one) == NARROW[0] for one in screen.rows)
    assert "漢字漢字" in screen.text
    assert "[@click=app.quit]x[/]" in screen.text


KEYS = st.sampled_from(
    ("up", "down", "left", "right", "pageup", "pagedown", "home", "end", "enter", "escape", "v")
)
PANS = st.tuples(st.integers(-300, 300), st.integers(-300, 300))


@settings(max_examples=12, deadline=None)
@given(
    st.sampled_from(SCRIPTS),
    st.tuples(st.integers(60, 160), st.integers(20, 60)),
    st.lists(KEYS | PANS, max_size=12),
)
def test_whatever_one_presses_the_screen_is_whole(
    script: str, size: tuple[int, int], pressed: list[str | tuple[int, int]]
) -> None:
    screen = OnScreen(script, size=size)
    screen.press("v")
    for one in pressed:
        if isinstance(one, str):
            screen.press(one)
        elif screen.scene.chart:
            screen.scene.chart.pan(*one)
        assert [width_of(row) for row in screen.rows] == [size[0]] * size[1]
    assert screen.call.here.step == screen.now.script.first


async def test_the_mouse_clicks_drags_and_wheels(tmp_path: Path) -> None:
    async with piloted(tmp_path, HANG_UP, size=NARROW) as screen:
        await screen.press("v")
        x, y = _place(screen.canvas._rows, "step:stay-calm")
        await screen.pilot.click(offset=(x, y))
        view = screen.screen.view
        assert view.chart is not None
        assert view.chart.at == "stay-calm"
        shown = screen.text
        await _mouse(screen, events.MouseScrollDown, x, y)
        assert screen.text != shown
        await _mouse(screen, events.MouseScrollUp, x, y)
        assert screen.text == shown
        await _mouse(screen, events.MouseScrollLeft, x, y)
        assert screen.text != shown
        await _mouse(screen, events.MouseScrollRight, x, y)
        assert screen.text == shown


async def test_the_chart_is_dragged_and_the_end_of_a_drag_is_no_click(tmp_path: Path) -> None:
    async with piloted(tmp_path, HANG_UP, size=NARROW) as screen:
        await screen.press("v", "pagedown", "pagedown")
        view, shown = screen.screen.view, screen.text
        assert view.chart is not None
        x, y = _place(screen.canvas._rows, "step:repeat")
        at = view.chart.at
        await _mouse(screen, events.MouseDown, x, y)
        await _mouse(screen, events.MouseMove, x, y + 2, moved=2)
        await _mouse(screen, events.MouseUp, x, y + 2)
        assert screen.text != shown
        assert view.chart.at == at
        x, y = _place(screen.canvas._rows, "step:repeat")
        await screen.pilot.click(offset=(x, y))
        assert view.chart.at == "repeat"


async def _mouse(
    screen: Piloted, kind: type[events.MouseEvent], x: int, y: int, moved: int = 0
) -> None:
    """What the terminal tells of a mouse, with its left button held."""
    plain = {"shift": False, "meta": False, "ctrl": False}
    screen.app.post_message(kind(None, x, y, 0, moved, 1, **plain, screen_x=x, screen_y=y))
    await screen.pilot.pause()


def _place(rows: tuple[Row, ...], key: str) -> tuple[int, int]:
    for y, one in enumerate(rows):
        at = 0
        for span in one:
            if span.key == key:
                return at + 1, y
            at += width_of((span,))
    raise AssertionError(f"{key} is not in sight")


def test_the_screen_does_not_load_what_draws_charts_before_one_is_opened() -> None:
    code = "import sys, guide.tui.app\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    loaded = set(done.stdout.split())
    assert not {"guide.chart.whole", "guide.tui.chart_view"} & loaded


def test_the_picked_box_speaks_in_the_voice_of_where_one_is() -> None:
    screen = OnScreen(size=WIDE)
    screen.press("v", "down")
    at = chart_of(screen).at
    voices = {s.voice for one in screen.rows for s in one if s.key == f"step:{at}"}
    assert voices == {Voice.HERE}
