from collections.abc import Callable

import pytest
from kit import shipped, with_script
from msgspec.structs import replace
from on_screen import OnScreen
from panes import joined
from textual import events
from textual.app import App

from guide.call import actions as act
from guide.tui.bars import footer
from guide.tui.key_press import typed_character
from guide.tui.keys import (
    ACTIONS,
    BY_ID,
    Actions,
    KeyAction,
    action_for,
    by_id,
    rekeyed,
    without_case,
    wrong_keys,
)
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
    "follow-up": opens("Callback"),
    "manager": opens("Manager"),
    "anger": opens("Anger"),
    "clock": lambda screen: screen.call.clock is not None,
    "details": opens("Details"),
    "go": opens("Go to"),
    "end": opens("End the call"),
    "chart": lambda screen: screen.view.chart is not None,
    "find": opens("Find wording"),
    "correct": opens("Undo"),
    "take-over": opens("Take over"),
    "help": opens("Keys"),
}
KEYED = [action for action in ACTIONS if action.id in DOES]


def at_callback(table: Actions = ACTIONS) -> OnScreen:
    """At the step of two lines, a few steps into the call."""
    screen = OnScreen("escalated-callers", *map(act.Choose, (2, 3, 2)), table=table)
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


# What Alt does with these two is what Esc and then the key do: it tells of that, or keeps the note.
ALTED = [action.id for action in KEYED if action.id not in ("back", "notes")]


@pytest.mark.parametrize("action", ALTED)
def test_every_key_does_the_same_with_alt_while_typing(action: str) -> None:
    screen = at_callback()
    screen.press("n")
    screen.type("waited three weeks")
    screen.press(f"alt+{key_of(action)}")
    assert DOES[action](screen)
    assert screen.note == "waited three weeks", "the note is not touched"


@pytest.mark.parametrize("action", [a.id for a in KEYED if a.typing.startswith("f")])
def test_every_f_key_does_the_same_while_typing_and_while_not(action: str) -> None:
    screen = at_callback()
    screen.press(BY_ID[action].typing)
    assert DOES[action](screen)


def test_every_f_key_opens_the_same_from_a_field() -> None:
    screen = at_callback()
    for action in KEYED:
        if action.typing.startswith("f") and action.id not in ("clock", "notes", "help"):
            screen.press("c", action.typing)
            assert DOES[action.id](screen), action.id
            screen.press("escape", "escape")


def test_a_letter_is_a_letter_while_typing() -> None:
    screen = at_callback()
    before = screen.call.path
    letters = "".join(action.key for action in KEYED if len(action.key) == 1)
    screen.press("n")
    screen.type(letters)
    assert screen.note == letters
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


@pytest.mark.parametrize("action", [a for a in ACTIONS if len(a.key) == 1 and a.key.isalpha()])
def test_caps_lock_and_shift_make_no_difference_to_a_letter(action: KeyAction) -> None:
    letter = action.key.upper()
    for key in (letter, f"shift+{action.key}"):
        assert action_for(key, typing=False) == (action.id, 0)
        assert action_for(key, typing=True) == ("", 0)
    for key in (f"alt+{letter}", f"alt+shift+{action.key}"):
        assert action_for(key, typing=True) == (action.id, 0)
    assert without_case("shift+tab") == "shift+tab"


def typed(character: str) -> str:
    return typed_character(events.Key("a name", character))


def test_what_is_typed_is_what_is_text() -> None:
    for character in "aA1 é漢🙂\u00a0\u202f\u3000\u200d\u200c\u2009\u00ad":
        assert typed(character) == character
    for character in "\t\n\r\x1b\x00\x7f\x85\x9b\u202e\u2066\u200e\u2028\ud800":
        assert typed(character) == ""
    assert typed_character(events.Key("alt+w", "w")) == ""


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("space", "No script line for this step."),
        ("up", "No script line for this step."),
        ("x", "No script line for this step."),
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


def test_a_hang_up_protocol_with_a_mistake_is_told_as_that_and_not_as_none() -> None:
    sound = shipped()
    others = {k: v for k, v in sound.scripts.items() if k != "hang-up-protocol"}
    screen = OnScreen("calming-a-caller", library=sound.with_scripts(others))
    told = "The hang-up protocol “hang-up-protocol” has a mistake: ask a supervisor."
    assert "the hang-up protocol has a mistake – ask a supervisor" in screen.status
    screen.press("w")
    assert f"✗ {told}" in screen.status
    screen.press("e")
    assert screen.panel is not None
    assert told in str(screen.panel.shape(screen.now).text)
    assert screen.refused(act.StateGround("abuse")).startswith(told)


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
    assert "✗ Choose a reason first. Press w." in screen.status


def test_help_lists_every_key_with_its_words_and_why_it_is_not_to_be_had() -> None:
    screen = OnScreen(size=(120, 100))
    screen.press("question_mark")
    shown = joined(screen.pane("Keys"))
    for action in ACTIONS:
        assert action.shown_key in shown
        assert action.help in shown
    assert "now: This is the first step: nothing to go back to." in shown


def test_help_scrolls_to_its_end_and_back() -> None:
    screen = OnScreen(size=(80, 24))
    screen.press("f1", "end")
    assert "Esc" in joined(screen.pane("Keys"))
    screen.press("home")
    assert "1 … 9" in screen.pane("Keys")


@pytest.mark.parametrize("before", [(), ("n",), ("w",)])
def test_the_footer_shows_at_most_eight_keys_and_none_of_them_cut(before: tuple[str, ...]) -> None:
    screen = at_callback()
    screen.press(*before)
    for width in range(60, 201):
        keys_and_labels = [span for span in footer(screen.scene, width) if span.text.strip()]
        assert len(keys_and_labels) // 2 <= 8
        assert width_of(footer(screen.scene, width)) <= width


@pytest.mark.parametrize("said", ["a warning", "the ending line"])
def test_the_footer_offers_a_line_of_the_protocol_until_it_is_said(said: str) -> None:
    screen = OnScreen("escalated-callers")
    screen.press("w", "1", "1")
    screen.type("parrot", "enter")
    screen.type("Kim", "enter")
    if said == "the ending line":
        screen.press("space", "2")
        screen.type("go on", "enter")
    assert "Space said" in screen.text.splitlines()[-1]
    screen.press("space")
    assert "Space said" not in screen.text.splitlines()[-1]


def test_a_click_in_the_footer_stands_for_the_key_it_shows() -> None:
    screen = at_callback()
    assert {"w", "e"} <= {span.key for span in footer(screen.scene, screen.size[0])}
    screen.press("n")
    assert {"f3", "f10", "escape"} <= {span.key for span in footer(screen.scene, screen.size[0])}


def test_a_refusal_too_long_for_the_status_line_goes_on_beneath_it() -> None:
    screen = OnScreen(size=(60, 20))
    why = "✗ Redirect the caller first: a warning needs what you tried on record."
    screen.view.refuse(why.removeprefix("✗ "))
    screen.show()
    assert f"WARNINGS 0 of 1 {why}" == joined("\n".join(screen.text.splitlines()[1:3]))
    screen.press("escape")
    assert "Flow" in screen.text.splitlines()[2] or "Say" in screen.text.splitlines()[2]


CHANGED = {
    "warn": "q",
    "notes": "w",
    "details": ",",
    "go": "j",
    "correct": ".",
    "end": "z",
    "clock": "i",
    "follow-up": "h",
    "not-a-card": "b",
    "find": "é",
}
"""Keys of one's own, one of them that of another action which has moved."""


@pytest.fixture
def own_keys() -> Actions:
    return rekeyed(ACTIONS, CHANGED)


@pytest.mark.parametrize("action", [name for name in CHANGED if name in DOES])
def test_a_key_of_one_s_own_does_its_action_and_the_key_before_it_does_not(
    action: str, own_keys: Actions
) -> None:
    before, now = BY_ID[action].key, by_id(own_keys)[action].key
    screen = at_callback(own_keys)
    screen.press(now)
    assert DOES[action](screen)
    screen = at_callback(own_keys)
    screen.press(before)
    assert not DOES[action](screen)


def test_alt_with_a_key_of_one_s_own_does_it_while_typing(own_keys: Actions) -> None:
    screen = at_callback(own_keys)
    screen.press("w", "q", "alt+q")
    assert screen.title == "Hang-up protocol"
    assert screen.note == "q"


def test_the_footer_and_the_panes_show_keys_of_one_s_own(own_keys: Actions) -> None:
    screen = OnScreen(size=(80, 24), table=own_keys)
    shown = screen.text.splitlines()[-1]
    told = "1-9 choose  Space said  w notes  q warn  h follow-up  m manager  z end  ? help"
    assert shown.strip() == told
    clicks = {span.key for span in footer(screen.scene, screen.size[0])}
    assert {"w", "q", "h", "z"} <= clicks
    assert not {"n", "f", "e"} & clicks
    assert "w: write a note" in screen.text
    assert ",: Caller, Number, Concern" in screen.text
    screen = OnScreen("hang-up-protocol", table=own_keys)
    assert ",  Needed at this step: Caller, Number" in screen.text
    screen = at_callback(own_keys)
    assert "h  Required at this step: Callback" in screen.text


def test_help_shows_keys_of_one_s_own(own_keys: Actions) -> None:
    screen = OnScreen(size=(120, 90), table=own_keys)
    screen.press("question_mark")
    shown = screen.pane("Keys")
    for keys in (
        "q         F3",
        ",         F8",
        ".         Esc, .",
        "é         Esc, é",
        "b         Alt+b",
    ):
        assert keys in shown


def test_sentences_name_keys_of_one_s_own(own_keys: Actions) -> None:
    screen = OnScreen("hang-up-protocol", table=own_keys)
    screen.open("hang-up-protocol", "ask-supervisor")
    screen.press("1")
    assert "Choose a reason first. Press q." in screen.status
    screen.press("i")
    assert screen.status.endswith("i stops it.")
    screen.press("j")
    assert "j goes back" in screen.text
    screen.press("j")
    assert screen.step[1] == "listen"
    screen.press("w")
    screen.type("4111 1111 1111 1111", "enter")
    assert "Alt+b: it is neither." in screen.status
    screen.press("escape", "o")
    assert ", opens the caller’s details." in joined(screen.pane("Take over"))


def test_the_key_that_opens_the_last_mistakes_takes_the_last_one_back(own_keys: Actions) -> None:
    screen = at_callback(own_keys)
    screen.press("space", "full_stop", "full_stop")
    assert screen.call.mark("escalated-callers", "submitted") is None


@pytest.mark.parametrize(
    ("keys", "wrong"),
    [
        ({"warn": "w", "said": "space", "choose": "1", "back": "backspace"}, {}),
        ({"warn": "n", "notes": "w"}, {}),
        ({"warn": "Q"}, {}),
        ({"warn": "n"}, {"warn": "`warn` and `notes` cannot both use the key “n”."}),
        ({"warn": "3"}, {"warn": "“3” cannot be the key for `warn`."}),
        ({"warn": "space"}, {"warn": "“space” cannot be the key for `warn`."}),
        ({"warn": "enter"}, {"warn": "“enter” cannot be the key for `warn`."}),
        ({"warn": "f3"}, {"warn": "“f3” cannot be the key for `warn`."}),
        ({"said": "s"}, {"said": "The key for `said` cannot be changed."}),
        (
            {"warn": "ctrl+w", "quit": "q", "notes": "f"},
            {
                "notes": "`notes` and `follow-up` cannot both use the key “f”.",
                "warn": "“ctrl+w” cannot be the key for `warn`.",
                "quit": "The key for `quit` cannot be changed.",
            },
        ),
    ],
)
def test_keys_that_cannot_be_had_are_named_each_with_its_reason(
    keys: dict[str, str], wrong: dict[str, str]
) -> None:
    told = wrong_keys(ACTIONS, keys)
    assert {name: message for name, (message, _) in told.items()} == wrong
    assert all(fix.endswith(".") for _, fix in told.values())


async def test_a_sign_that_can_be_a_key_is_the_press_that_the_toolkit_tells() -> None:
    pressed: list[str] = []

    class Pressed(App[None]):
        def on_key(self, event: events.Key) -> None:
            pressed.append(event.key)

    signs = "?/,.;-='[]"
    async with Pressed().run_test() as pilot:
        await pilot.press(*signs)
    asked = [by_id(rekeyed(ACTIONS, {"warn": sign}))["warn"] for sign in signs]
    assert [action.key for action in asked] == pressed
    assert [action.shown_key for action in asked] == [*signs]
