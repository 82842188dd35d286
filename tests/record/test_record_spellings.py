"""Thousands of spellings: no card number and no security code is kept, no phone number is masked.

A longer run, with any seed, is `torture.spellings`.
"""

import re
import sys
import unicodedata

import pytest
from card_numbers import bare
from spellings import (
    card_kept,
    code_in_front_kept,
    code_kept,
    hidden_otherwise,
    lost_behind_code,
    other_number_lost,
    phone_lost,
    right_code_kept,
)
from stdnum import luhn

from guide.record.card_numbers import held_back, mask

CARDS, CODES, PHONES = 1_500, 500, 2_000
MOST_PHONES_LOST = PHONES // 1_000


def test_no_spelling_of_a_card_number_is_kept() -> None:
    assert [*filter(None, map(card_kept, range(CARDS)))] == []


def test_no_spelling_of_a_security_code_is_kept_nor_shown_in_a_draft() -> None:
    assert [*filter(None, map(code_kept, range(CODES)))] == []


def test_no_spelling_of_a_code_in_front_of_its_card_is_kept_nor_shown_in_a_draft() -> None:
    assert [*filter(None, map(code_in_front_kept, range(CODES)))] == []


def test_no_code_is_kept_that_is_put_right_nor_the_right_one() -> None:
    assert [*filter(None, map(right_code_kept, range(CODES)))] == []


def test_a_number_behind_a_code_that_puts_nothing_right_stays() -> None:
    assert [*filter(None, map(lost_behind_code, range(CODES)))] == []


def test_a_draft_of_a_whole_note_hides_of_its_code_what_is_not_stored_and_nothing_else() -> None:
    assert [*filter(None, map(hidden_otherwise, range(CODES)))] == []


def test_a_number_with_a_name_of_its_own_stays_by_a_word_for_a_code_and_the_code_does_not() -> None:
    assert [*filter(None, map(other_number_lost, range(CODES)))] == []


def test_phone_numbers_are_not_taken_for_cards() -> None:
    lost = [*filter(None, map(phone_lost, range(PHONES)))]
    assert len(lost) <= MOST_PHONES_LOST, lost


def test_the_end_of_a_card_number_with_its_expiry_date_is_no_phone_number() -> None:
    assert mask("5622707020.001418.540-12/27").count("•") > len("••••")
    assert card_kept(51_034) == ""
    phones = "562 270 7020, 001 418 540 1227"
    assert mask(phones) == phones


SEPARATORS = (
    *(
        ":",
        "*",
        "+",
        "'",
        '"',
        "(",
        ")",
        "#",
        "~",
        "=",
        "\\",
        "…",
        "•",
        "，",
        "／",
        "：",
        "．",
        "、",
    ),
    *("\u2800", "\u3164", " •••• "),
)


@pytest.mark.parametrize("between", SEPARATORS)
def test_whatever_is_neither_letter_nor_digit_is_a_gap_between_digits(between: str) -> None:
    assert mask(between.join(("4111", "1111", "1111", "1111"))) == "•••• 1111"
    assert not any(map(str.isdigit, held_back(between.join(("4111", "1111", "11")))))


WORDS = ("ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE")


def digits_of_unicode() -> dict[str, int]:
    """Every sign that stands for one digit, by its value or by its name, and is no letter."""
    found: dict[str, int] = {}
    for code in range(128, sys.maxunicode + 1):
        sign = chr(code)
        value = unicodedata.digit(sign, None)
        named = re.search(r"\bDIGIT ([A-Z]+)", unicodedata.name(sign, ""))
        if value is None and named and unicodedata.category(sign)[0] not in "CL":
            value = WORDS.index(named[1]) if named[1] in WORDS else None
        if value is not None:
            found[sign] = value
    return found


def test_every_digit_of_unicode_is_one_in_a_card_number() -> None:
    kept = []
    for sign, value in digits_of_unicode().items():
        typed = "4012 3456 7890 1239".replace(str(value), sign)
        if sign in mask(typed)[:-4] or not mask(typed).startswith("••••"):
            kept.append(f"{sign} {unicodedata.name(sign, '')}")
    assert kept == []
    assert mask("❹❶❶❶ ❶❶❶❶ ❶❶❶❶ ❶❶❶❶").startswith("•••• ")
    assert not any(map(str.isdigit, held_back("❹❶❶❶❶❶❶❶❶❶")))
    assert mask("四一一一一一一一一一一一一一一一").startswith("•••• ")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("CVV2/CVC2: 918", "CVV2/CVC2: •••"),
        ("security-code 918", "security-code •••"),
        ("security/code = 9182", "security/code = •••"),
        ("ＣＶＶ ９１８", "ＣＶＶ •••"),
        ("C.V.V. 918", "C.V.V. •••"),
        ("exp 12/27 code 918", "exp 12/27 code •••"),
        ("cvv 918 exp 12/27", "cvv ••• exp 12/27"),
        ("CAV 918", "CAV •••"),
        ("the three digits on the back are 918", "the three digits on the back are •••"),
        ("digits on her back: 918", "digits on her back: •••"),
        ("code on the back 918", "code on the back •••"),
        ("code at the back of the card is 9182", "code at the back of the card is •••"),
        ("signature panel 918", "signature panel •••"),
        ("signature strip: 9-1-8", "signature strip: •••"),
        ("cav2: 918", "cav2: •••"),
        ("CV2: 918", "CV2: •••"),
        ("cv2 number 918", "cv2 number •••"),
        ("the CV-2, 3 digits, is 918", "the CV-2, 3 digits, is •••"),
        ("918 is the CV2", "••• is the CV2"),
        ("CVV-2 918", "CVV-2 •••"),
        ("CID 9182", "CID •••"),
        ("theCVVis918", "theCVVis•••"),
        ("mycvv918", "mycvv•••"),
        ("cvvcode918", "cvvcode•••"),
        ("card validation code 918", "card validation code •••"),
        ("CVV (3 digits): 918", "CVV (3 digits): •••"),
        ("cvv 918 917", "cvv •••"),
        ("cvv 918 or 917 exp 12/27", "cvv ••• exp 12/27"),
        ("cvv 12/27 918", "cvv 12/27 •••"),
        ("CVV-2 12/27 918", "CVV-2 12/27 •••"),
        ("CVD 918", "CVD •••"),
        ("security # 918", "security # •••"),
        ("cvv 9\u200b18", "cvv •••"),
        ("сvv 918", "сvv •••"),
        ("CVV, I think it was 918", "CVV, I think it was •••"),
        ("4111 1111 1111 1111 (VISA) 12/27 918", "•••• 1111 (VISA) 12/27 •••"),
        ("4111 1111 1111 1111 Visa 918", "•••• 1111 Visa •••"),
        ("4111 1111 1111 1111 exp. Dec 2027 918", "•••• 1111 exp. Dec 2027 •••"),
        ("4111 1111 1111 1111 918 60601", "•••• 1111 ••• 60601"),
        ("4111 1111 1111 1111 exp 12/27 code 918", "•••• 1111 exp 12/27 code •••"),
    ],
)
def test_a_security_code_is_known_by_its_words_however_they_are_written(
    typed: str, stored: str
) -> None:
    assert mask(typed) == stored
    code = typed.index("9" if "9" in typed else "９")
    assert not any(map(str.isdigit, held_back(typed)[code : code + 3]))


@pytest.mark.parametrize(
    "typed",
    [
        "312-555-0134 / 312-555-0143",
        "(312) 555-0134, (312) 555-0143, 773 555 0108",
        "312-555-0135\n312-555-0146\n312-555-0157\n312-555-0168\n312-555-0179\n312-555-0180\n312-555-0191",
        "+49 1512 3456783",
        "+49 (0)1512 3456783",
        "011 49 1512 3456783",
        "+44 20 7946 0018, 312-555-0134",
        "312-555-0134 2026-11-28",
        "312-555-0134 11/28 14:03",
        "312-555-0134 x4021, 415-555-0199",
        "312-555-0134, 60601",
        "555-0134 555-0199",
        "305-0134, 367-0199 11/28",
        "312 555 0134 5550199",
        "612-555-0134 555-0199",
    ],
)
def test_phone_numbers_dates_and_times_stand_side_by_side_unmasked(typed: str) -> None:
    # Whatever the digits: one in ten fits as a card's would.
    for last in range(10):
        assert mask(f"{typed[:-1]}{last}") == f"{typed[:-1]}{last}"


@pytest.mark.parametrize(
    "typed",
    [
        "CVV 312 555 0134",
        "cvv at (312) 555-0134",
        "they refuse to say the cvv: call 555-0142",
        "security code reset on 11/27/2026 at 14:30",
        "cvv asked on 2026-11-27",
        "cvv +44 7911 123456",
        "their cvv; they called 3 times",
        "4111 1111 1111 1112 Visa 918",
    ],
)
def test_a_word_for_a_code_leaves_phone_numbers_dates_and_times(typed: str) -> None:
    assert mask(typed) == typed


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("card ending in 4242, cvc 918", "card ending in 4242, cvc •••"),
        ("last four 4242 cvv 918", "last four 4242 cvv •••"),
        ("ending 4242. CVV given: 918", "ending 4242. CVV given: •••"),
        ("refund to card 4242 security code not taken",) * 2,
        ("ticket 4821, cvv was refused",) * 2,
        ("cvv was refused, ticket 4821",) * 2,
        ("room 214 security code asked",) * 2,
        ("security code asked for room 214",) * 2,
        ("cvv not taken, card ending in 4242",) * 2,
        ("paid with 4242, cvc 918", "paid with 4242, cvc •••"),
        ("card ending in 4242, 918 cvv", "card ending in 4242, ••• cvv"),
        ("order 5512: 918 is the cvv", "order 5512: ••• is the cvv"),
        ("cvv, order 5512: 918", "cvv, order 5512: •••"),
        # These are codes, whatever stands near.
        ("918 cvv", "••• cvv"),
        ("918 cvv 4242", "••• cvv •••"),
        ("918 is her cvv, order 5512", "••• is her cvv, order 5512"),
        ("room 918 is the cvv", "room ••• is the cvv"),
        ("card 918 cvv", "card ••• cvv"),
        ("amex card 9182 cvv", "amex card ••• cvv"),
        ("back of the card 9182 cvv", "back of the card ••• cvv"),
        ("just in case: 918 cvv", "just in case: ••• cvv"),
        ("cvv in this case 918", "cvv in this case •••"),
        ("cvv for her order: 918", "cvv for her order: •••"),
        ("cvv for the order is 918", "cvv for the order is •••"),
        ("9182 cvv exp 12/27", "••• cvv exp 12/27"),
        ("9182 cvv, 214 Main", "••• cvv, ••• Main"),
        ("9182 cvv 4111 1111 1111 1111", "••• cvv •••• 1111"),
    ],
)
def test_a_number_is_no_code_that_has_a_name_of_its_own_or_whose_word_has_its_code(
    typed: str, stored: str
) -> None:
    assert mask(typed) == stored
    assert mask(stored) == stored
    for end in range(len(typed) + 1):
        draft = held_back(typed[:end])
        assert not any(code in draft and code not in stored for code in ("918", "9182")), draft


@pytest.mark.parametrize("phone", ["312 555 0134", "(312) 555-0134", "+44 7911 123456", "555-0134"])
def test_a_phone_number_behind_a_card_stays(phone: str) -> None:
    assert mask(f"4111 1111 1111 1111 Visa, {phone}") == f"•••• 1111 Visa, {phone}"


@pytest.mark.parametrize(
    ("before", "number", "behind"),
    [
        ("305-555-0134 ", "4111 1111 1111 111", ""),
        ("312-555-0134, ", "4111111111111111"[:-1], ""),
        ("", "4111 1111 1111 111", " 312-555-0134"),
        ("+1 312 555 0134: ", "4111+1111+1111+111", ""),
        ("", "4155550134 21255", ""),
        ("+", "4155+5501+3421+255", ""),
        ("", "347 282 2463 1000", ""),
        ("", "305 282 2463 100", ""),
        ("x", "4155 5501 3421 255", ""),
    ],
)
def test_a_card_number_does_not_pass_for_a_phone_number_nor_beside_one(
    before: str, number: str, behind: str
) -> None:
    number += luhn.calc_check_digit(bare(number))
    stored = mask(before + number + behind)
    assert f"•••• {number[-4:]}" in stored
    assert len(bare(stored)) <= len(bare(before + behind)) + 4


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("4111 1111 1111 1111 2027", "•••• 1111 •••"),
        ("41111111111111112027", "•••• 1111 •••"),
        ("4222222222222122027", "•••• 2222 •••"),
        ("3782 822463 100050127", "•••• 0005 •••"),
        ("a06 4111 1111 1111 1111", "a06 •••• 1111"),
        ("064111 1111 1111 1111", "06•••• 1111"),
        ("004 - 4111 1111 1111 1111", "004 - •••• 1111"),
    ],
)
def test_a_number_right_before_a_card_or_a_year_right_behind_it_hides_no_card(
    typed: str, stored: str
) -> None:
    assert mask(typed) == stored


def test_a_short_number_at_the_end_of_a_draft_is_held_back_until_no_word_for_a_code_can_come() -> (
    None
):
    assert held_back("her room is 123") == "her room is •••"
    assert held_back("123 is the se") == "••• is the se"
    assert held_back("her room is 123 today") == "her room is 123 today"
    assert held_back("123 is the second") == "123 is the second"
