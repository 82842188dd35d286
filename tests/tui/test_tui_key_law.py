"""Which key presses are text, though a key before them opened what is asked."""

from time import monotonic

import pytest
from textual import events

from guide.tui.key_press import KeyLaw


def key(sign: str) -> events.Key:
    return events.Key("space" if sign == " " else sign, sign)


@pytest.mark.parametrize("typed", ["312 ", "3 ", "3125550134 "])
def test_a_number_typed_in_a_burst_over_a_list_is_whole_once_it_shows_to_be_text(
    typed: str,
) -> None:
    law = KeyLaw(lambda: 1.0)
    law.shown("a list", at=0.0)
    first, *others, space = typed
    assert law.hears(key(first), typing=False) is None
    # What the first key opened is not drawn yet.
    law.shown("a question", at=monotonic() + 60)
    for digit in others:
        assert law.spells(key(digit), letters=False) == ""
        assert law.hears(key(digit), typing=True) == ""
    assert law.spells(key(space), letters=False) == typed


def test_what_a_field_has_is_no_part_of_the_text_before_it() -> None:
    law = KeyLaw(lambda: 1.0)
    law.shown("a list", at=0.0)
    assert law.hears(key("3"), typing=False) is None
    law.shown("a question", at=0.0)
    assert law.hears(key("1"), typing=True) is None
    law.written()
    assert law.spells(key(" "), letters=False) == ""


@pytest.mark.parametrize(
    ("pace", "digits", "text"),
    [(0.2, "12", "yo"), (0.05, "12", "12y"), (0.2, "1", "1yo")],
)
def test_a_letter_behind_digits_at_the_pace_of_keys_is_no_text_with_them(
    pace: float, digits: str, text: str
) -> None:
    now = 0.0
    law = KeyLaw(lambda: now)
    law.shown("a list", at=0.0)
    told: list[str] = []
    for sign, after in (*((digit, pace) for digit in digits), ("y", pace), ("o", 0.06)):
        now += after
        pressed = key(sign)
        begins = law.begins(pressed)
        assert begins == (sign == digits[0] or (sign == "y" and text == "yo")), sign
        means = sign == digits[0]
        told.append(law.hears(pressed, typing=False, means=lambda means=means: means) or "")
    assert next(filter(None, told)) == text
