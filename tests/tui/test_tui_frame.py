"""Every step is whole: its line, its choices and the counter, at each size and with each panel."""

import re
from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kit import SCRIPTS, shipped, warned
from msgspec.structs import replace
from on_screen import NARROW, WIDE, OnScreen
from sweeps import swept
from whole_screen import assert_whole

from guide.call import actions as act
from guide.call.context import Refused
from guide.record.writer import Saved
from guide.script.model import Step
from guide.tui.bars import rules_rows, status, too_small
from guide.tui.flow import flow_pane
from guide.tui.pane import plain_text
from guide.tui.rows import width_of

OPENERS = ("", "n", "w", "f", "m", "a", "c", "g", "e", "x", "u", "o", "v", "slash", "question_mark")
SIZES = st.tuples(st.integers(60, 200), st.integers(20, 50))


def steps_of(screen: OnScreen, script: str) -> tuple[Step, ...]:
    return screen.library.script(script).steps


def go_to(screen: OnScreen, script: str, step: str) -> None:
    """Go to a step, with what the protocol asks for before it."""
    for before in (warned(), (act.Persist("and again"),), (act.Permit("Kim Lo"),)):
        if screen.step != (script, step) and isinstance(
            screen.ask(act.GoTo(script, step)), Refused
        ):
            screen.do(*before)
    if screen.step != (script, step):
        screen.do(act.GoTo(script, step))
    screen.show()


# The one with the most to say, and the one with the most to choose from.
@pytest.mark.parametrize("script", swept(SCRIPTS, ("escalated-callers", "hang-up-protocol")))
def test_every_step_is_whole_at_80_by_24_and_at_120_by_36(script: str) -> None:
    screen = OnScreen(script, size=NARROW)
    for step in steps_of(screen, script):
        go_to(screen, script, step.id)
        assert_whole(screen)
        before = first_choice(screen)
        for key in ("w", "n"):
            screen.press(key)
            assert_whole(screen)
            if key == "n":
                assert first_choice(screen) == before, "the choices stand still while one types"
            screen.press("escape")
    screen.resize(*WIDE)
    for step in steps_of(screen, script):
        go_to(screen, script, step.id)
        assert_whole(screen)


@given(st.data())
@settings(max_examples=3, deadline=None)
def test_every_step_is_whole_at_every_size_with_every_panel(data: st.DataObject) -> None:
    script = data.draw(st.sampled_from(SCRIPTS))
    screen = OnScreen(script)
    for _ in range(4):
        go_to(screen, script, data.draw(st.sampled_from(steps_of(screen, script))).id)
        screen.resize(*data.draw(SIZES))
        opener = data.draw(st.sampled_from(OPENERS))
        if opener:
            screen.press(opener)
        assert_whole(screen)
        screen.press("escape", "escape")


GROUNDS = [ground.id for ground in shipped().script("hang-up-protocol").grounds]


# With a permission and without, without a warning, with the longest name.
@pytest.mark.parametrize("ground", swept(GROUNDS, ("abuse", "slurs", "hate", "boundaries")))
def test_the_wording_of_every_ground_is_whole_beside_the_most_choices(ground: str) -> None:
    screen = OnScreen("hang-up-protocol", *warned(ground)[:3], size=NARROW)
    screen.open("hang-up-protocol", "ground")
    if screen.now.ground and screen.now.ground.permission:
        screen.do(act.Permit("Kim Lo"))
    for size in (NARROW, (112, 24), WIDE):
        screen.resize(*size)
        screen.press("w")
        assert screen.scene.panel_line is not None
        assert_whole(screen)
        screen.press("escape")


def first_choice(screen: OnScreen) -> int:
    """The row of the screen at which the choices begin."""
    at = re.compile(r"│ (    1 |Alt\+1) ")
    return next(y for y, one in enumerate(screen.text.splitlines()) if at.search(one))


def test_the_choices_stand_still_when_one_begins_to_type_on_a_wide_terminal() -> None:
    script = "irate-customers"
    screen = OnScreen(script, size=WIDE)
    for step in steps_of(screen, script):
        go_to(screen, script, step.id)
        before = first_choice(screen)
        screen.press("n")
        assert first_choice(screen) == before
        screen.press("escape")


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_boxes_of_the_choices_are_clicked_like_the_choices(script: str) -> None:
    screen = OnScreen(script)
    for step in steps_of(screen, script):
        go_to(screen, script, step.id)
        scenes = (screen.scene, replace(screen.scene, typing=True))
        for height, scene in product((16, 28, 42), scenes):
            keys: dict[str, set[str]] = {}
            clicked: dict[str, str] = defaultdict(str)
            for row in flow_pane(scene, 36, height):
                text = "".join(span.text for span in row)
                for key in {span.key for span in row if span.key}:
                    keys.setdefault(key, set()).update(re.findall(r"[├╰](\d)┤", text))
                    clicked[key] += text
            pressed = "alt+" if scene.typing else ""
            choices = scene.now.step.choices
            # A digit that is text now stands nowhere.
            digits = {one.key: set() if scene.typing else {str(one.key)} for one in choices}
            assert keys == {f"{pressed}{key}": shown for key, shown in digits.items()}
            for one in choices:
                assert one.label[:6] in clicked[f"{pressed}{one.key}"], "its border is a part of it"


@pytest.mark.parametrize("size", [(59, 20), (60, 19), (20, 5), (9, 40), (1, 1), (200, 1)])
def test_a_terminal_too_small_says_so_in_a_sentence(size: tuple[int, int]) -> None:
    assert all(width_of(one) <= size[0] for one in too_small(*size))
    screen = OnScreen(size=size)
    shown = screen.text.rstrip("\n").splitlines()
    told = plain_text(too_small(*size)).splitlines()
    assert shown == told[: size[1]]
    screen.press("2")
    assert screen.step[1] == "breathe", "no key is shown"
    screen.resize(*NARROW)
    screen.press("2")
    assert screen.step[1] == "be-kind", "the call goes on"


def test_the_sentence_names_the_size_that_is_needed_and_the_size_there_is() -> None:
    words = " ".join(plain_text(too_small(50, 18)).split())
    assert words == (
        "Call Guide needs 60 columns and 20 rows; this terminal has 50 and 18."
        " Make it larger: the call goes on and nothing is lost."
    )


REFUSED = "The disk refuses /home/robin/state/calls: only 0 bytes are left there. Make room on it."


def test_why_a_call_is_not_saved_is_told_whole_while_one_types_too() -> None:
    screen = OnScreen(size=NARROW)
    for typing in (False, True):
        scene = replace(screen.scene, saved=Saved(False, REFUSED), typing=typing)
        assert REFUSED in " ".join(plain_text(status(scene, 80)[1:]).split())


def test_rules_that_nobody_approved_are_told_whole_before_the_standing_ones() -> None:
    scene = OnScreen(size=NARROW).scene
    told = "“Hang-up protocol”, not as approved: No supervisor’s permission is needed any more."
    call = replace(scene.now.call, unapproved=(told,))
    rows = plain_text(rules_rows(replace(scene, now=replace(scene.now, call=call)), 80))
    assert " ".join(rows.split()) == f"! {told} ! Do not promise anyone anything."
    assert len(rows.splitlines()) == 3


def test_nine_choices_two_a_row_use_the_whole_width_of_the_panel() -> None:
    screen = OnScreen("hang-up-protocol", size=(149, 24))
    go_to(screen, "hang-up-protocol", "ground")
    assert_whole(screen)


@pytest.mark.parametrize("keys", [(), ("n",), ("c",), ("w",), ("f", "1"), ("e",)])
def test_at_80_columns_nothing_of_the_footer_is_missing(keys: tuple[str, ...]) -> None:
    screen = OnScreen(size=NARROW)
    screen.press(*keys)
    footer = screen.text.splitlines()[-1]
    help_key, end = ("F1", "F10") if keys else ("?", "e")
    assert footer.rstrip().endswith(f"{help_key} help")
    assert f" {end} end " in footer
    assert " manager " in footer
