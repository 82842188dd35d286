from itertools import cycle, islice
from typing import Any

import pytest
from card_numbers import bare, numbers, spelled
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from stdnum import luhn as oracle

from guide.record import card_numbers as mask_module
from guide.record.card_numbers import DRAFT_DIGITS, held_back, is_masked, mask, mask_typed
from guide.text import plain, plain_line

MOST_LEFT = 10
VISA = "4111111111111111"
AROUND = st.text(st.sampled_from("abc xyz,;:!?()\n“”é—/"), max_size=12).filter(
    lambda text: not any(char.isdigit() for char in text)
)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (VISA, "•••• 1111"),
        ("4111 1111 1111 1111", "•••• 1111"),
        ("4111\u00a01111\u00a01111\u00a01111", "•••• 1111"),
        ("4111  1111  1111  1111", "•••• 1111"),
        ("4111-1111-1111-1111", "•••• 1111"),
        ("4111.1111.1111.1111", "•••• 1111"),
        ("４１１１ １１１１ １１１１ １１１１", "•••• 1111"),
        ("⁴¹¹¹ ¹¹¹¹ ¹¹¹¹ ¹¹¹¹", "•••• 1111"),
        ("٤١١١ ١١١١ ١١١١ ١١١١", "•••• 1111"),
        ("4️⃣1️⃣1️⃣1️⃣ 1111 1111 1111", "•••• 1111"),
        ("4111\u200b1111\u20601111\u00ad1111", "•••• 1111"),
        ("4111 1111\n  1111\n1111", "•••• 1111"),
        ("4111,1111,1111,1111", "•••• 1111"),
        ("4 0 0 0 2 0 0 1 0 0 0 0 0 0 0 0 2", "•••• 0002"),
        ("4111/1111/1111/1111", "•••• 1111"),
        ("4111 1111 1111 1111 123", "•••• 1111 •••"),
        ("4111111111111111123", "•••• 1111 •••"),
        ("41111111111111111234", "•••• 1111 •••"),
        ("4111111111111111 1227 123", "•••• 1111 1227 •••"),
        ("4111 1111 1111 1111, 12/27, 123", "•••• 1111, 12/27, •••"),
        ("4111 1111 1111 1111 exp 12/27 cvv: 123", "•••• 1111 exp 12/27 cvv: •••"),
        ("3782 822463 10005 / 1234", "•••• 0005 / •••"),
        ("4111 1111 1111 1111 5500 0000 0000 0004", "•••• 1111 •••• 0004"),
        ("paid with 4111 1111 1111 1111 in May", "paid with •••• 1111 in May"),
        ("ref 12 4111 1111 1111 1111", "ref 12 •••• 1111"),
        ("the security code is 123.", "the security code is •••."),
        ("CVC 1 2 3", "CVC •••"),
        ("123 is the cvv", "••• is the cvv"),
        ("cvv\u00a0１２３", "cvv\u00a0•••"),
    ],
)
def test_a_card_number_keeps_its_last_four_digits_and_a_security_code_none(
    typed: str, stored: str
) -> None:
    assert mask(typed) == stored
    assert is_masked(stored)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "waited 3 weeks for title",
        "4111 1111 1111 1112",
        "555-0142, then (555) 555-0143",
        "20261120-190300-k7wd",
        "called 2026-11-20 14:03 and 2026-11-21 09:10",
        "4111 1111 1111 is not a whole number",
        "security code on the back of the card",
        "cvv 555-0142",
        "order 123 of 4567",
    ],
)
def test_what_is_no_card_number_stays_to_the_letter(typed: str) -> None:
    assert mask(typed) == typed
    assert not is_masked(typed)


@given(st.data())
def test_no_spelling_of_a_card_number_stays(data: st.DataObject) -> None:
    number = data.draw(numbers())
    typed = data.draw(AROUND) + data.draw(spelled(number)) + data.draw(AROUND)
    for stored in (mask(typed), mask(plain(typed)), plain_line(mask(typed))):
        assert number not in bare(stored)
        assert len(bare(stored)) <= MOST_LEFT


@given(st.data())
def test_a_security_code_behind_a_card_number_goes_as_well(data: st.DataObject) -> None:
    number = data.draw(numbers("4").filter(lambda n: len(n) == 16))
    code = data.draw(st.text("0123456789", min_size=3, max_size=4))
    between = data.draw(
        st.sampled_from(["", " ", "  ", " / ", ", ", "\n", "\u00a0", " cvv ", " - "])
    )
    stored = mask(data.draw(spelled(number)) + between + code)
    assert bare(stored) in (number[-4:], ""), stored


@given(st.text(st.sampled_from("0123456789 -.\n４\u00a0,/•a"), max_size=60))
@example("4111 1111 1111 1111 1111 1111 1111")
def test_masking_twice_changes_nothing_more(text: str) -> None:
    stored = mask(text)
    assert mask(stored) == stored


@given(st.text("0123456789", min_size=12, max_size=16))
def test_digits_are_masked_exactly_when_the_oracle_says_their_check_digit_fits(rest: str) -> None:
    # No scheme has numbers that begin with 1, nor so short a one with a security code behind it.
    digits = f"1{rest}"
    assert (mask(digits) != digits) == oracle.is_valid(digits)


@given(st.text("0123456789", min_size=65, max_size=300))
def test_a_very_long_row_of_digits_is_taken_for_a_card_number(digits: str) -> None:
    assert mask(digits) == f"•••• {digits[-4:]}"


@given(st.text(), st.text())
def test_text_without_digits_is_never_touched(before: str, after: str) -> None:
    text = "".join(char for char in before + after if not bare(char))
    if not any(char.isnumeric() for char in text):
        assert mask(text) is text
        assert held_back(text) is text


# -- drafts --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("41111", "41111"),
        ("4111 11", "4111 11"),
        ("4111 111", "•••• •••"),
        ("4111 1111 1111 1111", "•••• •••• •••• ••••"),
        ("4111 1111 1111 1111 12/27 cvv 123", "•••• •••• •••• •••• ••/•• cvv •••"),
        ("called 2026-11-20 at 14:03", "called 2026-11-20 at 14:03"),
        ("due 11/20/2026", "due 11/20/2026"),
        ("cvv 12", "cvv ••"),
        ("from 20261120-190300-k7wd", "from 20261120-190300-k7wd"),
        ("waited 3 weeks", "waited 3 weeks"),
    ],
)
def test_a_draft_holds_back_what_may_become_a_card_number(typed: str, stored: str) -> None:
    assert held_back(typed) == stored


@given(st.text(st.sampled_from("0123456789 -.\n４\u00a0,/a"), max_size=60))
def test_a_draft_is_as_long_as_what_is_typed_and_holding_back_twice_is_once(text: str) -> None:
    held = held_back(text)
    assert len(held) == len(text)
    assert held_back(held) == held


@given(st.data())
def test_of_a_number_being_typed_a_draft_shows_six_digits_at_most(data: st.DataObject) -> None:
    number = data.draw(numbers())
    typed = data.draw(AROUND) + data.draw(spelled(number)) + data.draw(AROUND)
    for end in range(len(typed) + 1):
        assert len(bare(held_back(typed[:end]))) <= DRAFT_DIGITS


PIECES = ("4", "41111111", VISA, "0", "7", " ", "\n", "-", ", ", "x", "cvv 123 ", "•••• ", "１")
WINDOWS = 120
"""So many places for a card's number are tried for each character of a text, and no more."""


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    pieces=st.lists(st.sampled_from(PIECES), min_size=1, max_size=40),
    size=st.sampled_from([100, 1000, 16_000]),
)
@example(pieces=["4"], size=16_000)
@example(pieces=["41111111", " ", "0", VISA, "-"], size=16_000)
@example(pieces=["4 "], size=16_000)
@example(pieces=["1 ", *["7 "] * 63, "x"], size=16_000)
def test_the_work_of_masking_grows_no_faster_than_the_text(
    monkeypatch: pytest.MonkeyPatch, pieces: list[str], size: int
) -> None:
    tried = 0
    fits = mask_module._fits

    def counted(*window: Any) -> bool:
        nonlocal tried
        tried += 1
        assert tried <= WINDOWS * size
        return fits(*window)

    text = "".join(islice(cycle(pieces), size))[:size]
    with monkeypatch.context() as patch:
        patch.setattr(mask_module, "_fits", counted)
        mask(text)


@pytest.mark.parametrize(
    "typed",
    [
        "card#4111111111111111exp1227cvv918",
        "378282246310005 CID 918",
        "4111 1111 1111 1111 back is 918",
        "4111111111111111 code on the back 918",
        "4111111111111111|12|2027|918",
        "%B4111111111111111^LEE/KIM^27121010000000000918?",
        ";4111111111111111=27121010000091800000?",
    ],
)
def test_a_code_is_found_by_every_word_for_it_and_on_a_magnetic_stripe(typed: str) -> None:
    assert "918" not in mask(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "call back 918 555 0134",
        "he lives at the back, 918 Main",
        "acid 918, cave 918",
        "of CV2 4AB, no 918",
        "her CV, 2 pages, 918",
    ],
)
def test_what_only_looks_like_a_word_for_a_code_stays(typed: str) -> None:
    assert mask(typed) == typed


def test_a_word_for_a_code_behind_a_card_leaves_its_last_four_digits() -> None:
    assert mask("4111 1111 1111 1111 cvv 918") == "•••• 1111 cvv •••"
    assert mask("4111 1111 1111 1111, 918 is the cvv") == "•••• 1111, ••• is the cvv"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("code 918 4111 1111 1111 1111", "code ••• •••• 1111"),
        ("code: 918, card 4111 1111 1111 1111", "code: •••, card •••• 1111"),
        (
            "card 4111 1111 1111 1111 valid thru 12 2027 sec 918",
            "card •••• 1111 valid thru 12 2027 sec •••",
        ),
        ("her code from the back: 918", "her code from the back: •••"),
        ("918 is her code, card 4111 1111 1111 1111", "••• is her code, card •••• 1111"),
        ("her code on the card is 918 4111111111111111", "her code on the card is ••• •••• 1111"),
        ("PIN: 9182; 4111 1111 1111 1111", "PIN: •••; •••• 1111"),
        ("from the back 918, card 4111111111111111", "from the back •••, card •••• 1111"),
        ("сode 918 4111 1111 1111 1111", "сode ••• •••• 1111"),
        ("código 918, 4111 1111 1111 1111", "código •••, •••• 1111"),
        ("code 9\u200b18 •••• 1111", "code ••• •••• 1111"),
        ("4111 1111 1111 1111 exp 09/28, 3 digit 918", "•••• 1111 exp 09/28, 3 digit •••"),
        ("4111 1111 1111 1111 three digit 918", "•••• 1111 three digit •••"),
        ("three digits 918, card 4111 1111 1111 1111", "three digits •••, card •••• 1111"),
        ("last three on the back 918", "last three on the back •••"),
        ("the last three on the back are 918", "the last three on the back are •••"),
        ("last 3 on back 918", "last 3 on back •••"),
        ("cvv is 819, not 918", "cvv is •••, not •••"),
        ("cvv 819 no wait 918", "cvv ••• no wait •••"),
        ("4111 1111 1111 1111 819, sorry, 918", "•••• 1111 •••, sorry, •••"),
        ("cryptogramme 918", "cryptogramme •••"),
        ("3782 822463 10005 code on the front 9182", "•••• 0005 code on the front •••"),
        ("code on the card 918", "code on the card •••"),
        ("cvv for card 4111 1111 1111 1111 is 918", "cvv for card •••• 1111 is •••"),
        ("cvv for 4111111111111111 exp 09/28 is 944", "cvv for •••• 1111 exp 09/28 is •••"),
        ("pin for card 4111 1111 1111 1111 is 4821", "pin for card •••• 1111 is •••"),
        ("her code on the front of the card is 9182", "her code on the front of the card is •••"),
    ],
)
def test_what_is_typed_loses_a_code_before_its_card_and_one_from_the_back(
    typed: str, stored: str
) -> None:
    assert mask_typed(typed) == stored
    assert mask_typed(stored) == mask(stored) == stored
    assert "918" not in held_back(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "code 918",
        "error code 404 on the page",
        "order code 918, call back at ext 4412",
        "the code is 9182 for the door",
        "call back from the back office 918",
        "sec 918",
        "order code 918, paid with •••• 1111",
        "authorization code 91824, •••• 1111",
        "area code 918, •••• 1111",
        "extension 918, card •••• 1111",
        "call back 918 555 0134, card •••• 1111",
        "last four on the back 4242",
        "last four digits 4242, card •••• 1111",
        "the last three on back order, 918 units",
        "she gave three digits 918",
        "3 digit area code 312, card •••• 1111",
        "the 3-digit room is 918, card •••• 1111",
        "promo code on the card 918",
        "code on the gift card 918",
        "code on the front door 918",
        "room on the front, 918, card •••• 1111",
        "card •••• 1111, no wait 4242",
        "cvv •••, wait 120 seconds",
        "cvv •••, not room 214",
        "cvv •••, no. 214 Main",
        "not 918, no wait 819",
    ],
)
def test_what_is_typed_keeps_numbers_that_are_no_card_s_code(typed: str) -> None:
    assert mask_typed(typed) == typed


def test_a_line_on_record_is_not_judged_by_the_words_that_only_typing_knows() -> None:
    assert mask("code 918 •••• 1111") == "code 918 •••• 1111"


@pytest.mark.parametrize(
    "typed", ["code 9", "code 918", "code: 918, card 4111 1", "her sec 91", "918 is her co"]
)
def test_a_draft_shows_no_code_whose_card_is_yet_to_come(typed: str) -> None:
    assert "9" not in held_back(typed)
