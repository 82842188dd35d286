from collections.abc import Callable

import pytest
from kit import shipped, with_script
from msgspec.structs import replace
from on_screen import OnScreen
from panes import joined

from guide.tui.footer import footer
from guide.tui.keys import ACTIONS, BY_ID, action_for
from guide.tui.rows import width_of

Effect = Callable[[OnScreen], bool]


def opens(title: str) -> Effect:
    return lambda screen: screen.title == title


DOES: dict[str, Effect] = {
    "choose": lambda screen: screen.step[1] == "push-back",
    "said": lambda screen: screen.call.mark("escalated-callers", "submitted") is not None,
    "mark": lambda screen: screen.scene.marked is not screen.scene.lines[0],
    "adapt": opens("Adapted or left out"),
    "back": lambda screen: screen.step[1] == "manager",
    "notes": lambda screen: screen.scene.typing,
    "warn": opens("Hang-up protocol"),
    "follow-up": opens("Follow-up"),
    "manager": lambda screen: screen.title == "Manager" and len(screen.call.manager.asked) == 1,
    "anger": opens("Anger"),
    "clock": lambda screen: screen.call.clock is not None,
    "details": opens("Details"),
    "go": opens("Go to"),
    "end": opens("End the call"),
    "chart": lambda screen: screen.scene.chart is not None,
    "find": opens("Find wording"),
    "correct": opens("Correct"),
    "take-over": opens("Take over"),
    "help": opens("Keys"),
}
KEYED = [action for action in ACTIONS if action.id in DOES]


def at_callback() -> OnScreen:
    """At the step of two lines, a few steps into the call."""
    screen = OnScreen()
    screen.press("2", "3", "2")
    assert screen.step[1] == "callback"
    return screen


def key_of(action: str) -> str:
    """The key of an action; of several, the one that changes something here."""
    return {"mark": "down", "choose": "2"}.get(action, BY_ID[action].key)


@pytest.mark.parametrize("action", [action.id for action in KEYED])
def test_every_key_does_what_its_help_says(action: str) -> None:
    screen = at_callback()
    screen.press(key_of(action))
    assert DOES[action](screen)


@pytest.mark.parametrize("action", [action.id for action in KEYED])
def test_every_key_does_the_same_with_alt_while_typing(action: str) -> None:
    screen = at_callback()
    screen.press("n")
    screen.type("waited three weeks")
    screen.press(f"alt+{key_of(action)}")
    assert DOES[action](screen)
    assert screen.view.composer.editor.text == "waited three weeks", "the note is not touched"


@pytest.mark.parametrize("action", [a.id for a in KEYED if a.typing.startswith("f")])
def test_every_f_key_does_the_same_while_typing_and_while_not(action: str) -> None:
    for before in ((), ("n",), ("c",)):
        screen = at_callback()
        screen.press(*before, BY_ID[action].typing)
        assert DOES[action](screen), before


@pytest.mark.parametrize("letter", [a.key for a in KEYED if len(a.key) == 1])
def test_a_letter_is_a_letter_while_typing(letter: str) -> None:
    screen = at_callback()
    before = screen.call.path
    screen.press("n", letter)
    assert screen.view.composer.editor.text == letter
    assert screen.title == ""
    assert screen.call.path == before


def test_no_two_actions_share_a_key() -> None:
    keys = [action.key for action in ACTIONS] + [a.typing for a in ACTIONS if a.typing != a.key]
    assert len([key for key in keys if key]) == len({key for key in keys if key})


def test_every_digit_is_a_choice_and_no_other_key_is() -> None:
    assert [action_for(str(n), typing=False) for n in range(1, 10)] == [
        ("choose", n) for n in range(1, 10)
    ]
    assert action_for("0", typing=False) == ("", 0)
    assert action_for("5", typing=True) == ("", 0)
    assert action_for("alt+5", typing=True) == ("choose", 5)


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("space", "This step has no line to say."),
        ("up", "This step has no line to say."),
        ("x", "This step has no line to say."),
        ("backspace", "This is the first step: nothing to go back to."),
        ("9", "This step has no choice 9; its choices are 1 to 3."),
    ],
)
def test_a_key_that_is_not_to_be_had_says_why_in_the_status_line(key: str, why: str) -> None:
    screen = OnScreen()
    before = screen.call
    screen.press(key)
    assert screen.status == f"WARNINGS 0 of 1 ✗ {why}"
    assert screen.call is before
    screen.press("n")
    assert "✗" not in screen.status, "the next key takes the refusal away"


def test_without_a_hang_up_protocol_w_says_so() -> None:
    alone = replace(shipped().script("calming-a-caller"), protocol="")
    screen = OnScreen("calming-a-caller", library=with_script(alone))
    screen.press("w")
    assert "✗ No hang-up protocol belongs to this script." in screen.status
    assert screen.title == ""


def test_a_step_without_choices_says_so() -> None:
    script = shipped().script("calming-a-caller")
    last = replace(script, steps=(replace(script.steps[0], choices=()), *script.steps[1:]))
    screen = OnScreen("calming-a-caller", library=with_script(last))
    screen.press("1")
    assert "✗ This step has no choices." in screen.status


def test_a_refusal_that_a_rule_gives_stands_in_the_status_line_too() -> None:
    screen = OnScreen("hang-up-protocol")
    screen.open("hang-up-protocol", "ask-supervisor")
    screen.press("1")
    assert "✗ State the ground first: w, then the ground." in screen.status


def test_help_lists_every_key_with_its_words_and_why_it_is_not_to_be_had() -> None:
    screen = OnScreen(size=(120, 90))
    screen.press("question_mark")
    shown = joined(screen.pane("Keys"))
    for action in ACTIONS:
        assert action.shown_key in shown
        assert action.help in shown
    assert "now: This is the first step: nothing to go back to." in shown


def test_help_scrolls_to_its_end_and_back() -> None:
    screen = OnScreen(size=(80, 24))
    screen.press("f1", "end")
    assert "Esc leads out of the notes." in joined(screen.pane("Keys"))
    screen.press("home")
    assert "1 … 9" in screen.pane("Keys")


@pytest.mark.parametrize("before", [(), ("n",), ("w",)])
@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_the_footer_shows_at_most_eight_keys_and_none_of_them_cut(
    before: tuple[str, ...], width: int
) -> None:
    screen = at_callback()
    screen.size = (width, 36)
    screen.press(*before)
    _, *pairs = footer(screen.scene)
    assert len(pairs) // 2 <= 8
    assert width_of(footer(screen.scene)) <= width


def test_a_click_in_the_footer_stands_for_the_key_it_shows() -> None:
    screen = at_callback()
    assert {"w", "e"} <= {span.key for span in footer(screen.scene)}
    screen.press("n")
    assert {"f3", "f10", "escape"} <= {span.key for span in footer(screen.scene)}


def test_a_refusal_too_long_for_the_status_line_goes_on_where_the_footer_was() -> None:
    screen = OnScreen(size=(60, 20))
    screen.press("w", "tab", "1", "shift+tab", "1")
    why = "✗ Redirect the caller first: a warning needs an effort on record."
    footer_row = screen.text.splitlines()[-1]
    assert f"WARNINGS 0 of 1 {why}" == f"{screen.status} {footer_row.strip()}"
    screen.press("escape")
    assert "1-9 choose" in screen.text.splitlines()[-1]
