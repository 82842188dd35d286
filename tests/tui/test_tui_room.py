"""Where a terminal is short of rows, nothing is cut off without a sign and a way to see it."""

import pytest
from on_screen import NARROW, WIDE, OnScreen
from panes import joined
from sweeps import crossed

from guide.tui import body
from guide.tui.asking import AskingScreen
from guide.tui.key_press import KeyLaw
from guide.tui.panel import Text
from guide.tui.rows import cells

PANELS = ("a", "w", "f", "f 1", "f 7", "m", "c", "g", "e", "e 1", "x", "u", "o", "t t", "slash")


def say_rows(screen: OnScreen) -> list[str]:
    """The rows inside the box of the line."""
    return [one.strip("│ ") for one in screen.pane("Say").splitlines()[1:-1]]


def sign(screen: OnScreen) -> str:
    """What the border of the line's box says of rows that are scrolled to."""
    return screen.pane("Say").splitlines()[-1].strip("└─┘ ")


def test_coaching_that_does_not_fit_is_told_of_and_paged_to() -> None:
    screen = OnScreen("irate-customers", size=(72, 22))
    screen.open("irate-customers", "need")
    screen.show()
    coach = screen.now.step.coach[-1].split()[-1]
    assert sign(screen).startswith("↓ ")
    assert sign(screen).endswith(" more · PgDn")
    assert say_rows(screen)[-1], "no row is kept free beneath the choices"
    for _ in range(3):
        screen.press("pagedown")
    assert any(one.rstrip("▄▅▃▂▁ ").endswith(coach) for one in say_rows(screen))
    assert sign(screen).endswith(" more · PgUp")


def test_a_step_without_a_line_says_so_in_full_at_the_smallest_size() -> None:
    screen = OnScreen(size=(60, 20))
    assert "No script line for this step" in joined("\n".join(say_rows(screen)))


def test_a_panel_that_was_open_leaves_the_line_its_rows() -> None:
    screen = OnScreen(size=NARROW)
    screen.press("1")
    before = screen.pane("Say")
    screen.press("question_mark", "escape")
    assert screen.pane("Say") == before


def test_a_long_message_has_rows_of_its_own_and_leaves_the_keys_in_sight() -> None:
    screen = OnScreen(size=NARROW)
    before, keys = screen.text, screen.text.splitlines()[-1]
    message = "There is no room for this on the disk: the note stays in its field. " * 2
    screen.screen.view.refuse(message.strip())
    screen.show()
    shown = screen.text.splitlines()
    assert message.strip() in " ".join(" ".join(shown[1:3]).split())
    assert shown[-1] == keys
    screen.press("z")
    assert screen.text.splitlines()[1:] == before.splitlines()[1:]


def test_an_outcome_picked_by_its_key_is_marked_and_in_sight_below_all_that_is_missing() -> None:
    screen = OnScreen("irate-customers", size=NARROW)
    screen.open("irate-customers", "callback")
    screen.show()
    screen.press("e", "3")
    pane = screen.pane("End the call")
    assert "y ends" in pane
    assert "▸ 3   ● " in pane


def test_what_a_panel_says_of_its_keys_is_whole() -> None:
    screen = OnScreen(size=NARROW)
    screen.press("1")
    for keys in PANELS:
        screen.press(*keys.split())
        pane = screen.screen.body.panel
        if screen.panel is not None:
            assert pane.shape.hint in screen.pane(screen.title).splitlines()[-1], keys
            for field in pane.inputs:
                assert cells(field.field.hint) <= field.content_size.width
        screen.press("escape", "escape")


def test_what_decides_on_the_hang_up_protocol_is_in_sight_at_80_by_24() -> None:
    screen = OnScreen("hang-up-protocol", size=NARROW)
    screen.press("4")
    shown = " ".join(" ".join(say_rows(screen)).split())
    for coach in screen.now.step.coach:
        assert coach in shown
    for choice in screen.now.step.choices:
        assert choice.label in shown
    assert sign(screen) == ""


FORMS = [f"f {kind}" for kind in "123456789"]


NUMBERS = ("555123", "212-555-01", "+1 212 555 0147 99")
SIZES = (NARROW, (80, 20), WIDE)


@pytest.mark.parametrize(("size", "number"), crossed(SIZES, NUMBERS))
def test_what_is_told_of_a_form_is_whole_beneath_the_field_that_one_is_in(
    size: tuple[int, int], number: str
) -> None:
    for keys in FORMS:
        screen = OnScreen("irate-customers", size=size)
        screen.press(*keys.split())
        if "number" not in screen.fields:
            continue
        screen.press(*["down"] * [*screen.fields].index("number"))
        screen.wait(1)
        screen.type(number)
        pane = screen.screen.body.panel
        shown = joined(screen.pane(screen.title))
        assert screen.fields["number"] == number
        assert number in shown
        assert pane.shape.below
        for told in pane.shape.below:
            assert told.text in shown, keys
        screen.press("enter", "enter")
        if confirm := pane.shape.confirm:
            assert confirm.label in joined(screen.pane(screen.title))


def test_what_has_no_room_beneath_the_fields_is_told_of_and_scrolled_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    many = tuple(Text(f"Known of this number: fact {n}.") for n in range(30))
    monkeypatch.setattr(body, "known_texts", lambda scene: many)
    screen = OnScreen(size=NARROW)
    screen.press("f", "1")
    assert "fact 1." in joined(screen.pane("Callback"))
    assert "fact 29." not in joined(screen.pane("Callback"))
    screen.press(*["pagedown"] * 8)
    assert "fact 29." in joined(screen.pane("Callback"))


def test_what_is_told_beside_a_question_leaves_room_for_its_field() -> None:
    screen = AskingScreen(KeyLaw(lambda: 0.0))
    screen.say("Choose one of these, or another one.", refused=True)
    [whole] = screen.message_rows(60)
    assert whole[-1].text == "✗ Choose one of these, or another one."
    screen.say("Choose one of these. " * 40, refused=True)
    rows = screen.message_rows(60)
    assert len(rows) == 4
    assert rows[-1][-1].text.endswith("…")
    assert all(cells(span.text) <= 60 for one in rows for span in one)
