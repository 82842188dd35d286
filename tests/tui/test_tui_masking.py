from on_screen import OnScreen

CARD = "4111 1111 1111 1111"
MASKED = "•••• 1111"


def test_a_masked_note_says_so_quietly_and_k_says_that_it_is_no_card() -> None:
    screen = OnScreen()
    screen.press("n")
    screen.type(f"ref {CARD}", "enter")
    assert "Card number masked. Alt+k: it is not a card." in screen.status
    assert MASKED in screen.pane("Notes")
    assert "card number masked" in screen.pane("Notes")
    screen.press("alt+k")
    assert CARD in screen.pane("Notes")
    assert "card number masked" not in screen.pane("Notes")
    screen.press("escape", "k")
    assert "Nothing that was typed last was taken for a card number." in screen.status


def test_a_number_in_the_caller_s_details_is_masked_with_the_same_key_to_mend_it() -> None:
    screen = OnScreen()
    screen.press("c", "tab")
    screen.type(CARD, "enter")
    assert screen.call.detail("number") == MASKED
    assert "Alt+k" in screen.status
    screen.press("alt+k")
    assert screen.call.detail("number") == CARD
    screen.press("shift+tab", "escape")
    assert screen.call.detail("number") == CARD
