import pytest
from on_screen import OnScreen
from panes import joined

from guide.call import actions as act

CARD = "4111 1111 1111 1111"
MASKED = "•••• 1111"


def test_a_masked_note_says_so_quietly_and_k_says_that_it_is_no_card() -> None:
    screen = OnScreen()
    screen.press("n")
    screen.type(f"ref {CARD}", "enter")
    assert "Masked as a card number or code. Alt+k: it is neither." in screen.status
    assert MASKED in screen.pane("Notes")
    assert "card number masked" in screen.pane("Notes")
    screen.press("alt+k")
    assert f"Note: ref {MASKED}" in joined(screen.pane("Not a card"))
    assert CARD not in screen.text
    screen.press("k")
    assert CARD in joined(screen.pane("Notes"))
    assert "card number masked" not in screen.pane("Notes")
    screen.press("escape", "k")
    assert "Nothing on record was taken for a card number." in screen.status


def test_the_key_for_what_is_no_card_asks_once_and_escape_changes_nothing() -> None:
    screen = OnScreen()
    screen.press("n")
    screen.type(f"ref {CARD}", "escape")
    screen.press("k")
    assert screen.call.notes[0].text == f"ref {MASKED}"
    screen.press("escape")
    assert screen.call.notes[0].text == f"ref {MASKED}"


def test_what_was_masked_can_be_put_right_later_each_by_itself() -> None:
    screen = OnScreen()
    screen.press("n")
    screen.type(f"ref {CARD}", "enter")
    screen.type("something else", "enter", "escape")
    screen.press("c", "tab")
    screen.type(CARD, "enter", "escape")
    screen.press("k")
    screen.press("1")
    assert screen.call.notes[0].text == f"ref {CARD}"
    assert screen.call.notes[0].before == (f"ref {MASKED}",)
    assert screen.call.detail("number") == MASKED
    screen.press("k", "k")
    assert screen.call.detail("number") == CARD


@pytest.mark.parametrize("leave", ["escape", "f2", "f4"])
def test_a_field_that_is_left_by_any_key_tells_what_was_masked(leave: str) -> None:
    screen = OnScreen()
    screen.press("c", "tab", "tab")
    screen.type(f"paid {CARD}", leave)
    assert screen.call.detail("concern") == f"paid {MASKED}"
    assert "Masked as a card number or code." in screen.status


def test_what_was_masked_of_a_follow_up_is_told_and_put_right() -> None:
    screen = OnScreen()
    screen.press("f", "2")
    screen.type(CARD, "enter", "enter", "y")
    assert "Masked as a card number or code." in screen.status
    screen.press("k", "k")
    assert screen.call.follow_ups[0].field("number") == CARD
    assert screen.call.detail("number") == CARD


def test_what_was_masked_of_an_option_is_told_as_the_call_begins() -> None:
    screen = OnScreen("escalated-callers", act.WriteDetail("number", CARD))
    assert "Masked as a card number or code. Alt+k: it is neither." in screen.status
    screen.press("k", "k")
    assert screen.call.detail("number") == CARD


def test_a_number_in_the_caller_s_details_is_masked_with_the_same_key_to_mend_it() -> None:
    screen = OnScreen()
    screen.press("c", "tab")
    screen.type(CARD, "enter")
    assert screen.call.detail("number") == MASKED
    assert "Alt+k" in screen.status
    screen.press("alt+k", "k")
    assert screen.call.detail("number") == CARD
    screen.press("escape")
    assert screen.call.detail("number") == CARD


def test_a_long_number_half_typed_is_there_again_and_masked_on_record_alone() -> None:
    screen = OnScreen()
    screen.press("w", "1", "1")
    screen.type("order 1234567890", "escape", "w")
    assert screen.fields == {"words": "order 1234567890"}
    assert [*screen.call.drafts.values()] == ["order ••••••••••"]
    screen.press("f10")
    letter = next(i.key for i in screen.panel.shape(screen.now).items if "not saved" in i.label)
    screen.press(letter)
    assert screen.fields == {"words": "order 1234567890"}


def test_a_correction_with_a_long_number_is_there_again() -> None:
    screen = OnScreen()
    screen.press("n")
    screen.type("order", "enter")
    screen.press("up")
    screen.type(" 1234567890", "escape")
    screen.press("n", "up")
    assert screen.note == "order 1234567890"


def test_a_phone_number_is_kept_in_its_field_and_longer_text_is_masked_in_a_draft() -> None:
    abroad = "+49 4111 1111 1102"
    screen = OnScreen()
    screen.press("c", "tab")
    screen.type(abroad, "escape")
    assert screen.call.detail("number") == abroad
    screen = OnScreen()
    screen.press("f", "2")
    typed = (("312 555 0134", "312 555 0134"), (" call 5 pm", "••• ••• •••• call 5 pm"))
    for text, stored in typed:
        screen.type(text)
        screen.keep_drafts()
        assert screen.call.drafts["follow-up:do-not-call:number"] == stored


def test_a_number_of_which_dots_are_left_in_a_draft_is_typed_anew() -> None:
    place = "follow-up:do-not-call:number"
    screen = OnScreen("escalated-callers", act.Draft("••• ••• ••••", place))
    screen.press("f", "2")
    screen.type("312 555 0199")
    assert screen.fields["number"] == "312 555 0199"


def test_words_beside_a_masked_number_in_a_draft_stay_as_one_goes_on() -> None:
    place = "follow-up:do-not-call:number"
    screen = OnScreen("escalated-callers", act.Draft("••• ••• •••• ask Kim", place))
    screen.press("f", "2")
    screen.type(" 312")
    assert screen.fields["number"] == "••• ••• •••• ask Kim 312"
