"""A doubt about a phone number is told; a number that is one is never doubted."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guide.call.phone_number import can_be_dialed, normal_number, number_doubt


@pytest.mark.parametrize(
    "number",
    [
        "",
        "404 555 0142",
        "(404) 555-0142",
        "404.555.0142",
        "4045550142",
        "1-404-555-0142",
        "+1 404 555 0142",
        "0090 532 123 45 67",
        "404 555 0142 x12",
        "404-555-0142 ext. 1204",
        "404 555 0142, 12",
        "404\u00a0555\u00a00142",
        "４０４ ５５５ ０１４２",
        "404‑555‑0142",
        "+44 20 7946 0018",
        "011 44 20 7946 0018",
        "+49 30 901820",
        "800 555 0100",
        "911",
        "988",
    ],
)
def test_what_is_a_number_is_not_doubted(number: str) -> None:
    assert number_doubt(number) == ""


@pytest.mark.parametrize(
    ("number", "doubt"),
    [
        ("404 555 014", "A US number has 10 digits, this one has 9."),
        ("404 555 01422", "A US number has 10 digits, this one has 11."),
        ("0142", "A US number has 10 digits, this one has 4."),
        ("104 555 0142", "There is no area code 104."),
        ("911 555 0142", "There is no area code 911."),
        ("404 055 0142", "No US number goes on with 055 after its area code."),
        ("+1 404 555 014", "A US number has 10 digits, this one has 9."),
        ("+44 20", "A number with its country code has 7 to 15 digits, this one has 4."),
        ("same as before", "A phone number has only digits."),
        ("404 555 O142", "A phone number has only digits."),
        ("٤٠٤", "A US number has 10 digits, this one has 3."),
        ("++44 20 7946 0018", "A phone number has only digits."),
        ("312 555 0134, 773 555 0199", "These are 2 numbers. Write down one at a time."),
        ("312-555-0134 and (773) 555-0199", "These are 2 numbers. Write down one at a time."),
        ("312 555 0134 773 555 0199", "These are 2 numbers. Write down one at a time."),
        (
            "3125550134/7735550199 / +44 20 7946 0018",
            "These are 3 numbers. Write down one at a time.",
        ),
        ("312 555 0134 or later", "A phone number has only digits."),
        ("312 555 0134 104 555 0142", "A US number has 10 digits, this one has 20."),
    ],
)
def test_a_doubt_says_what_is_wrong(number: str, doubt: str) -> None:
    assert number_doubt(number) == doubt


@settings(max_examples=30, deadline=None)
@given(
    st.from_regex(r"[2-9](?:0[0-9]|[2-9][0-9]|1[02-9])", fullmatch=True),
    st.from_regex(r"[2-9][0-9]{2}", fullmatch=True),
    st.from_regex(r"[0-9]{4}", fullmatch=True),
    st.sampled_from(["{}{}{}", "{}-{}-{}", "({}) {} {}", "+1{}{}{}", "1 {} {} {}", "{}/{}.{} x9"]),
)
def test_no_number_of_the_plan_is_doubted_however_it_is_written(
    area: str, office: str, line: str, written: str
) -> None:
    assert number_doubt(written.format(area, office, line)) == ""


@given(st.text(max_size=40))
def test_no_text_is_a_fault_and_a_doubt_is_a_sentence(text: str) -> None:
    doubt = number_doubt(text)
    assert not doubt or doubt.endswith(".")


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("(312) 555-0134", "+13125550134"),
        ("1 312 555 0134 ext. 12", "+13125550134"),
        ("+44 20 7946 0958", "+442079460958"),
        ("+44 (0)20 7946 0958", "+442079460958"),
        ("011 49 (0)171 1234567", "+491711234567"),
        ("0090 532 123 45 67", "+905321234567"),
        ("00 1 312 555 0134", "+13125550134"),
        ("+39 06 1234 5678", "+390612345678"),
        ("+999 123 456 789", "+999123456789"),
        ("555 0134", "+5550134"),
        ("３１２−５５５−０１３４", "+13125550134"),
        ("٣١٢ ٥٥٥ ٠١٣٤", "+13125550134"),
        ("", ""),
        ("nobody", ""),
    ],
)
def test_a_number_is_compared_as_it_is_dialed_from_anywhere(typed: str, normal: str) -> None:
    assert normal_number(typed) == normal
    assert normal_number(normal) == normal


@pytest.mark.parametrize(
    ("text", "dialed"),
    [
        ("(404) 555-0142 ext. 12", True),
        ("+44 20 7946 0018", True),
        ("0142", True),
        ("０９０−１２３４−５６７８", True),
        ("", False),
        ("call me maybe", False),
        ("at 5, maybe", False),
        ("312-555-0135 / 312-555-0146", False),
    ],
)
def test_only_digits_and_what_may_stand_between_them_can_be_dialed(text: str, dialed: bool) -> None:
    assert can_be_dialed(text) is dialed
