"""The fields of panels: where the caret is, what is out of sight, what Enter takes."""

from itertools import product

import pytest
from on_screen import NARROW, WIDE, OnScreen
from panes import joined
from sweeps import crossed, swept
from textual.geometry import Offset

from guide.call import actions as act
from guide.call import events as ev
from guide.call.wording import words_of
from guide.tui.note_area import NoteArea
from guide.tui.rows import cells

A_FIELD_OPENS = [("c",), ("w", "1", "1"), ("f", "1"), ("slash",), ("m", "2"), ("n",)]


def caret(screen: OnScreen) -> Offset:
    """Where the caret of the field one is in is painted."""
    field = screen.screen.focused
    assert field is not None
    if isinstance(field, NoteArea):
        at = field.wrapped_document.location_to_offset(field.cursor_location)
        return field.content_region.offset + at - Offset(0, field.scroll_offset.y)
    before = cells(field.value[: field.cursor_position])
    return field.content_region.offset + Offset(before - field.scroll_offset.x, 0)


@pytest.mark.parametrize(("size", "keys"), crossed([NARROW, WIDE], A_FIELD_OPENS))
def test_the_terminals_cursor_is_at_the_caret_as_soon_as_a_field_opens(
    keys: tuple[str, ...], size: tuple[int, int]
) -> None:
    screen = OnScreen(size=size)
    screen.press(*keys)
    assert screen.app.cursor_position == caret(screen)
    for text in ("a", "bc def ", "ghi " * 20):
        screen.type(text)
        assert screen.app.cursor_position == caret(screen)
    for key in ("left", "home", "end", "up", "down", "tab"):
        screen.press(key)
        if screen.screen.focused is not None:
            assert screen.app.cursor_position == caret(screen)


def test_the_terminal_is_told_of_the_caret_with_what_is_painted_after_it() -> None:
    """A terminal learns of its cursor only with something that is painted."""
    screen = OnScreen(size=NARROW)
    told = []
    display = screen.app._display

    def painted(front: object, update: object) -> None:
        told.append(screen.app.cursor_position)
        display(front, update)

    screen.app._display = painted
    for keys in (("c",), ("escape", "w", "1", "1"), ("escape", "f"), ("escape", "a"), ("escape",)):
        screen.press(*keys)
        assert told[-1] == screen.app.cursor_position


def test_text_that_goes_on_beyond_a_field_has_a_sign_at_that_edge() -> None:
    screen = OnScreen(size=NARROW)
    screen.press("c")
    screen.type("".join(f"{n:02}" for n in range(30)))

    def row() -> str:
        return screen.pane("Details").splitlines()[3].strip("│ ")

    assert row().startswith("…")
    assert row().endswith("2829")
    screen.press("home")
    assert row().startswith("0001")
    assert row().endswith("…")
    screen.press(*["right"] * 40)
    assert row()[0] == row()[-1] == "…"
    screen.press("tab")
    assert row()[0] == row()[-1] == "…"
    screen.press("escape", "c")
    assert row().startswith("0001")
    assert row().endswith("…")


def test_the_character_at_the_caret_is_never_under_the_sign() -> None:
    screen = OnScreen(size=NARROW)
    screen.press("c")
    text = "".join(chr(0x100 + n) for n in range(60))
    screen.type(text)
    for at in reversed(range(60)):
        screen.press("left")
        x, y = screen.app.cursor_position
        assert screen.text.splitlines()[y][x] == text[at]


def test_wide_characters_that_are_cut_off_have_a_sign_too() -> None:
    screen = OnScreen(size=NARROW)
    screen.press("c")
    screen.type("電" * 40, "home")
    assert "…" in screen.pane("Details")
    screen.press("end")
    assert "…" in screen.pane("Details")
    assert all(len(strip.text) <= strip.cell_length == 80 for strip in screen.strips)


def test_an_enter_right_after_an_empty_field_opened_does_nothing() -> None:
    screen = OnScreen()
    screen.press("w", "1", "4")
    screen.wait(0.3)
    screen.hit("enter")
    screen.type("you parrot", "enter")
    assert screen.call.protocol.quoted == "you parrot"
    assert screen.call.supervisor == ""


def test_an_empty_field_is_skipped_once_it_was_seen() -> None:
    screen = OnScreen()
    screen.press("w", "1", "4", "enter")
    assert "Who permitted the warning?" in screen.text


SENTENCES = ["“you parrot”", "I said no!", "you never listen.", "you are all the same to me", "555"]


PERMITTED, MANAGER = ("w", "1", "4", "enter"), ("m", "2")


@pytest.mark.parametrize(
    ("keys", "typed"),
    swept(
        product((PERMITTED, MANAGER), SENTENCES),
        [(PERMITTED, SENTENCES[0]), *product([MANAGER], SENTENCES)],
    ),
)
def test_what_is_plainly_no_name_is_asked_for_again(keys: tuple[str, ...], typed: str) -> None:
    screen = OnScreen()
    screen.press(*keys)
    count = len(screen.events)
    screen.type(typed, "enter")
    assert "✗ Is that a name? Type the name alone." in screen.status
    assert {type(event) for event in screen.events[count:]} <= {ev.Drafted}
    screen.press("home", "ctrl+k")
    screen.type("Sam Lee", "enter")
    assert "✗" not in screen.status
    assert any("Sam Lee" in words_of(event) for event in screen.events[count:])


@pytest.mark.parametrize("keys", [PERMITTED, MANAGER])
def test_a_note_in_the_place_of_a_name_is_asked_about_once(keys: tuple[str, ...]) -> None:
    screen = OnScreen()
    screen.press(*keys)
    count = len(screen.events)
    screen.type("Joe at the pub")
    screen.burst("enter", "enter")
    screen.hit("enter")
    told = "Is “Joe at the pub” right? It reads like a note. Enter again takes it."
    assert told in joined(screen.text)
    assert "Joe at the pub" in screen.fields.values(), "what was typed is still there"
    assert {type(event) for event in screen.events[count:]} <= {ev.Drafted}
    screen.type("s", "enter")
    assert {type(event) for event in screen.events[count:]} <= {ev.Drafted}, "another one"
    screen.press("enter")
    assert any("Joe at the pubs" in words_of(event) for event in screen.events[count:])


UPSET = (act.MakeEffort("asked"), act.StateGround("abuse"))
WARNED = (*UPSET, act.QuoteCaller("parrot"), act.Permit("Sam Lee"), act.Warn())


@pytest.mark.parametrize(
    ("before", "keys", "typed", "doubt"),
    [
        ((), ("w", "1", "enter"), "nothing", "It says that nothing was tried."),
        (UPSET, ("w",), "n/a", "It holds none of the caller’s words."),
        (WARNED, ("w", "2"), "they stopped", "It reads as if they stopped: Tab, s, 1."),
        (WARNED, ("w", "2"), ".", "It holds none of the caller’s words."),
    ],
)
def test_words_that_decide_something_and_hardly_say_it_are_asked_about_once(
    before: tuple[act.Action, ...], keys: tuple[str, ...], typed: str, doubt: str
) -> None:
    screen = OnScreen("escalated-callers", *before)
    screen.press(*keys)
    count = len(screen.events)
    screen.type(typed)
    screen.burst("enter", "enter")
    assert f"Is “{typed}” right? {doubt} Enter again takes it." in joined(screen.text)
    assert {type(event) for event in screen.events[count:]} <= {ev.Drafted}
    screen.press("enter")
    assert any(typed in words_of(event) for event in screen.events[count:])


@pytest.mark.parametrize(
    ("before", "keys", "typed", "further"),
    [
        (WARNED, ("w", "2"), "they stopped", " refund title resent"),
        (UPSET, ("w",), "-", "Sam Poe"),
        ((), ("w", "1", "enter"), "nothing", " Sam Poe"),
        ((), MANAGER, "no idea", "Sam Poe"),
    ],
)
@pytest.mark.parametrize("left", [False, True])
def test_what_is_typed_on_from_a_doubted_text_is_doubted_until_an_enter_of_its_own(
    before: tuple[act.Action, ...],
    keys: tuple[str, ...],
    typed: str,
    further: str,
    left: bool,
) -> None:
    screen = OnScreen("escalated-callers", *before)
    screen.press(*keys)
    count = len(screen.events)
    screen.type(typed)
    if left:
        screen.press("escape")
        screen.press(*(("2",) if keys == MANAGER else keys[:1]))
        if not screen.scene.typing:
            screen.press(*keys[1:])
        screen.press("end")
    else:
        screen.press("enter")
    screen.type(further)
    screen.burst("enter", "enter")
    assert "Enter again takes it." in joined(screen.text)
    recorded = (ev.Drafted, ev.ManagerAsked)
    assert {type(event) for event in screen.events[count:]} <= {*recorded}
    screen.press("enter")
    assert any(f"{typed}{further}" in words_of(event) for event in screen.events[count:])


def test_another_text_in_the_place_of_a_doubted_one_is_asked_about_for_itself_alone() -> None:
    screen = OnScreen("escalated-callers", *UPSET)
    screen.press("w")
    screen.type("-", "enter")
    screen.press("ctrl+u")
    screen.type("half-wit", "enter")
    assert "Enter again takes it." not in joined(screen.text)
    assert screen.call.protocol.quoted == "half-wit"


@pytest.mark.parametrize(("typed", "stands"), [("no idea", "Sam Poe"), ("Sam P", "Sam Poe")])
def test_a_name_that_was_left_unsaved_is_typed_anew(typed: str, stands: str) -> None:
    screen = OnScreen("escalated-callers")
    screen.press(*MANAGER)
    screen.type(typed)
    screen.press("escape", "2")
    assert typed in screen.fields.values()
    screen.type("Sam Poe")
    assert stands in screen.fields.values()
    screen.press("enter")
    assert screen.call.manager.name == "Sam Poe"


def test_so_is_the_callers_in_a_form() -> None:
    screen = OnScreen("escalated-callers")
    screen.press("f", "1")
    assert screen.screen.focused.field.id == "caller"
    screen.type("Dan")
    screen.press("escape", "escape", "f", "1")
    assert screen.fields["caller"] == "Dan"
    screen.type("Sam Fox")
    assert screen.fields["caller"] == "Sam Fox"


def test_who_joined_is_not_me_until_that_is_meant() -> None:
    screen = OnScreen("escalated-callers")
    screen.press(*MANAGER)
    screen.type("me", "enter")
    assert "Is “me” right? It names nobody." in joined(screen.text)
    assert screen.call.manager.name == ""


@pytest.mark.parametrize("size", [(60, 20), NARROW, WIDE])
def test_from_words_that_say_so_the_way_told_leads_to_that_they_stopped(
    size: tuple[int, int],
) -> None:
    screen = OnScreen("escalated-callers", *WARNED, size=size)
    screen.press("w", "2")
    assert "Tab, s: they stopped" in screen.pane("Hang-up protocol")
    screen.type("they stopped", "enter")
    assert "Tab, s, 1." in joined(screen.text)
    screen.press("tab", "s", "1")
    assert isinstance(screen.events[-1], ev.CalmedDown)


@pytest.mark.parametrize("keys", [PERMITTED, MANAGER])
def test_the_caller_is_no_supervisor_until_that_is_meant(keys: tuple[str, ...]) -> None:
    screen = OnScreen("escalated-callers", act.WriteDetail("caller", "Dana Fox"))
    screen.press(*keys)
    screen.type("dana fox", "enter")
    assert "Is “dana fox” right? It is the caller’s." in joined(screen.text)
    assert (screen.call.supervisor, screen.call.manager.name) == ("", "")
