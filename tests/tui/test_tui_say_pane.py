"""The script panel: nothing is laid out from step to step, and what has no room is scrolled to."""

import pytest
from kit import shipped, with_script
from msgspec.structs import replace
from on_screen import NARROW, OnScreen
from textual import events
from textual.screen import Screen

from guide.script.model import Line

SIZES = (NARROW, (200, 50))
ESCALATED = "escalated-callers"


@pytest.fixture
def laid_out(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The screens that were laid out, as often as they were."""
    screens: list[str] = []
    lay_out = Screen._refresh_layout

    def noted(self: Screen[object], *args: object, **options: object) -> None:
        screens.append(type(self).__name__)
        lay_out(self, *args, **options)

    monkeypatch.setattr(Screen, "_refresh_layout", noted)
    return screens


@pytest.mark.parametrize("size", SIZES)
def test_from_step_to_step_nothing_is_laid_out(size: tuple[int, int], laid_out: list[str]) -> None:
    screen = OnScreen(size=size)
    screen.press("2")
    laid_out.clear()
    screen.press("2", "1", "space", "backspace", "backspace")
    assert laid_out == []


def test_choices_stand_still_while_the_text_above_them_is_scrolled() -> None:
    screen = with_many_lines()
    before = choices_of(screen)
    screen.press("pagedown")
    assert "Line number 0 " not in screen.pane("Say")
    assert choices_of(screen) == before


def test_the_border_says_how_many_rows_are_out_of_sight_above_and_below() -> None:
    screen = with_many_lines()
    say = screen.screen.body.say
    assert f"↓ {say.max_scroll_y} more · PgDn" in screen.pane("Say")
    screen.press("pagedown")
    above, most = say.scroll_offset.y, say.max_scroll_y
    assert f"↑ {above} more · PgUp   ↓ {most - above} more · PgDn" in screen.pane("Say")


@pytest.mark.parametrize("opened", ["c", "n", "f", "question_mark"])
def test_what_is_out_of_sight_beside_a_panel_or_a_note_is_paged_to_with_alt(opened: str) -> None:
    screen = with_many_lines()
    say = screen.screen.body.say
    screen.press(opened)
    title = screen.title
    assert f"↓ {say.max_scroll_y} more · Alt+PgDn" in screen.pane("Say")
    screen.press("alt+pagedown")
    assert say.scroll_offset.y > 0
    assert screen.title == title
    screen.press("alt+pageup")
    assert say.scroll_offset.y == 0
    screen.click("Alt+PgDn")
    assert say.scroll_offset.y > 0
    assert screen.title == title


def test_a_line_that_is_marked_is_in_sight_and_the_cursor_stands_on_it() -> None:
    screen = with_many_lines()
    screen.press(*["down"] * 7)
    line = screen.app.cursor_position.y
    assert "▌ “Line number 7 of many.”" in screen.text.splitlines()[line]


def test_a_click_on_a_choice_takes_it_while_the_text_is_scrolled() -> None:
    screen = with_many_lines()
    screen.press("pagedown")
    screen.click("Calm enough to talk")
    assert screen.now.step.title == "Be kind, take notes"


def test_the_wheel_scrolls_the_text() -> None:
    screen = with_many_lines()
    say = screen.screen.body.say
    say.post_message(events.MouseScrollDown(say, 1, 5, 0, 1, 0, False, False, False))
    screen.show()
    assert say.scroll_offset.y > 0
    assert "↑ " in screen.pane("Say")


def with_many_lines() -> OnScreen:
    lines = tuple(Line(f"l{n}", f"Line number {n} of many.") for n in range(30))
    script = shipped().script(ESCALATED)
    first = replace(script.steps[0], lines=lines)
    library = with_script(replace(script, steps=(first, *script.steps[1:])))
    return OnScreen(ESCALATED, library=library, size=NARROW)


def choices_of(screen: OnScreen) -> list[str]:
    """The last rows of the panel, but for its bar."""
    return [row[:-3] for row in screen.pane("Say").splitlines()[-5:-1]]
