import re
from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kit import SCRIPTS, shipped, warned
from msgspec.structs import replace
from on_screen import NARROW, WIDE, OnScreen
from whole_screen import assert_whole

from guide.call import actions as act
from guide.call.context import Refused
from guide.record.writer import Saved
from guide.tui.canvas import plain_text
from guide.tui.flow import flow_pane
from guide.tui.frame import paint, too_small
from guide.tui.rows import width_of

STEPS = [(script.id, step.id) for script in shipped().scripts.values() for step in script.steps]
OPENERS = ("", "n", "w", "f", "m", "a", "c", "g", "e", "x", "u", "o", "v", "slash", "question_mark")
SIZES = st.tuples(st.integers(60, 200), st.integers(20, 50))
KEYS = (
    *"1234567890wfmacgeuovnxt",
    *("space", "up", "down", "left", "right", "enter", "escape", "tab", "shift+tab", "backspace"),
    *("slash", "question_mark", "alt+1", "alt+2", "alt+9", "alt+v", "alt+space", "pageup", "end"),
    *("f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f10", "ctrl+w", "ctrl+z", "delete"),
)
TEXTS = ("Kim Lo", "+1", "漢字 on end 👩‍👩‍👧", "[/nope]  [@click=x]", "waited three weeks " * 20)


def at_step(script: str, step: str) -> OnScreen:
    """A call at this step, with what the protocol asks for before it."""
    screen = OnScreen(script)
    for before in (warned(), (act.Persist("and again"),), (act.Permit("Kim Lo"),)):
        if step != screen.step[1] and isinstance(screen.ask(act.GoTo(script, step)), Refused):
            screen.do(*before)
    if step != screen.step[1]:
        screen.do(act.GoTo(script, step))
    return screen


@pytest.mark.parametrize(("script", "step"), STEPS)
def test_every_step_is_whole_at_80_by_24_and_at_120_by_36(script: str, step: str) -> None:
    screen = at_step(script, step)
    for screen.size in (NARROW, WIDE):
        assert_whole(screen)
        for key in ("w", "n"):
            screen.press(key)
            assert_whole(screen)
            screen.press("escape")


@given(st.sampled_from(STEPS), st.sampled_from(OPENERS), SIZES)
@settings(max_examples=150, deadline=None)
def test_every_step_is_whole_at_every_size_with_every_panel(
    place: tuple[str, str], opener: str, size: tuple[int, int]
) -> None:
    screen = at_step(*place)
    screen.size = size
    if opener:
        screen.press(opener)
    assert_whole(screen)


GROUNDS = [ground.id for ground in shipped().script("hang-up-protocol").grounds]


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("size", [NARROW, (112, 24), WIDE])
def test_the_wording_of_every_ground_is_whole_beside_the_most_choices(
    ground: str, size: tuple[int, int]
) -> None:
    screen = OnScreen("hang-up-protocol", *warned(ground)[:3], size=size)
    screen.open("hang-up-protocol", "ground")
    if screen.now.ground and screen.now.ground.permission:
        screen.do(act.Permit("Kim Lo"))
    screen.press("w")
    assert screen.scene.panel_line is not None
    assert_whole(screen)


@given(
    st.sampled_from(SCRIPTS),
    st.lists(st.one_of(st.sampled_from(KEYS), st.sampled_from(TEXTS)), max_size=40),
    SIZES,
)
@settings(max_examples=80, deadline=None)
def test_no_sequence_of_keys_breaks_the_screen(
    script: str, keys: list[str], size: tuple[int, int]
) -> None:
    screen = OnScreen(script, size=size)
    for key in keys:
        if key in TEXTS:
            screen.type(key)
        else:
            screen.press(key)
        if screen.call.ended:
            break
        assert_whole(screen)


TOO_MANY = {((80, 24), "ground")}
"""The one step whose choices do not fit below the longest line of its script, at this size."""


def first_choice(screen: OnScreen) -> int:
    """The row of the screen at which the choices begin."""
    at = re.compile(r"│ (    1 |Alt\+1) ")
    return next(y for y, one in enumerate(screen.text.splitlines()) if at.search(one))


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("size", [NARROW, (100, 30), WIDE, (80, 40), (200, 50)])
def test_the_choices_begin_at_the_same_row_on_every_step(
    script: str, size: tuple[int, int]
) -> None:
    rows = set()
    for step in shipped().script(script).steps:
        screen = at_step(script, step.id)
        screen.size = size
        if (size, step.id) in TOO_MANY:
            assert first_choice(screen) < 10
        else:
            rows.add(first_choice(screen))
    assert len(rows) == 1


def test_where_there_is_room_the_choices_begin_at_the_same_row_in_every_script() -> None:
    rows = {first_choice(at_step(script, step)) for script, step in STEPS}
    assert len(rows) == 1


@pytest.mark.parametrize(("script", "step"), STEPS)
def test_nothing_moves_but_the_marks_when_one_begins_to_type(script: str, step: str) -> None:
    screen = at_step(script, step)
    for screen.size in (NARROW, WIDE):
        before = [re.sub(r"    (\d)  ", r"Alt+\1  ", one) for one in said(screen)]
        screen.press("n")
        assert said(screen) == before
        screen.press("escape")


def said(screen: OnScreen) -> list[str]:
    return screen.pane("Say").splitlines()


@pytest.mark.parametrize(("script", "step"), STEPS)
@pytest.mark.parametrize("opener", ["", "n", "e"])
def test_the_boxes_of_the_choices_are_clicked_like_the_choices(
    script: str, step: str, opener: str
) -> None:
    screen = at_step(script, step)
    for screen.size in (WIDE, (120, 24), (200, 50)):
        screen.press(*([opener] if opener else []))
        keys: dict[str, set[str]] = {}
        clicked: dict[str, str] = defaultdict(str)
        for row in flow_pane(screen.scene, 36, screen.size[1] - 8):
            text = "".join(span.text for span in row)
            for key in {span.key for span in row if span.key}:
                keys.setdefault(key, set()).update(re.findall(r"[├╰](\d)┤", text))
                clicked[key] += text
        pressed = "alt+" if opener else ""
        choices = screen.now.step.choices
        assert keys == {f"{pressed}{one.key}": {str(one.key)} for one in choices}
        for one in choices:
            assert one.label[:6] in clicked[f"{pressed}{one.key}"], "its border is a part of it"
        screen.press("escape")


@pytest.mark.parametrize("size", [(59, 20), (60, 19), (20, 5), (9, 40), (1, 1), (200, 1)])
def test_a_terminal_too_small_says_so_in_a_sentence(size: tuple[int, int]) -> None:
    screen = OnScreen(size=size)
    rows = screen.rows
    assert len(rows) <= size[1]
    assert all(width_of(one) <= size[0] for one in rows)
    assert rows == too_small(*size)


def test_the_sentence_names_the_size_that_is_needed_and_the_size_there_is() -> None:
    words = " ".join(OnScreen(size=(50, 18)).text.split())
    assert words == (
        "Call Guide needs 60 columns and 20 rows; this terminal has 50 and 18."
        " Make it larger: the call goes on and nothing is lost."
    )


REFUSED = "The disk refuses /home/robin/state/calls: only 0 bytes are left there. Make room on it."


def test_why_a_call_is_not_saved_is_told_whole_and_leaves_its_keys_to_whoever_types() -> None:
    screen = OnScreen(size=NARROW)
    scene = replace(screen.scene, saved=Saved(False, REFUSED))
    assert REFUSED in " ".join(plain_text([paint(scene)[1], paint(scene)[-1]]).split())
    assert "Enter keep it" in plain_text(paint(replace(scene, typing=True))[-1:])


def test_nine_choices_two_a_row_use_the_whole_width_of_the_panel() -> None:
    screen = at_step("hang-up-protocol", "ground")
    screen.size = (149, 24)
    assert_whole(screen)
