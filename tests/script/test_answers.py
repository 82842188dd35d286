"""What is kept of what people type into a field of each kind, and what is none of its answers."""

from datetime import date

import pytest
from msgspec.structs import replace

from guide.script.answers import (
    answer_hint,
    answer_keys,
    answers_taken,
    answers_told,
    read_answer,
)
from guide.script.model import AnswerField, AnswerKind

TODAY = date(2026, 11, 20)
YES_NO = AnswerField("x", "Member", AnswerKind.YES_NO)
LIST = AnswerField("x", "Format", AnswerKind.CHOICE, ("Paper", "Ebook", "E-reader"))
NUMBER = AnswerField("x", "Rating", AnswerKind.NUMBER, least="0", most="10.5")
MANY = AnswerField("x", "Copies", AnswerKind.NUMBER)
DATE = AnswerField("x", "Day", AnswerKind.DATE, least="today", most="2026-12-31")
FROM = AnswerField("x", "From", AnswerKind.DATE, least="2026-12-01")
ANY_DAY = AnswerField("x", "Day", AnswerKind.DATE)
PAST = AnswerField("x", "Ordered", AnswerKind.DATE, most="today")
TIME = AnswerField("x", "At", AnswerKind.TIME)
PHONE = AnswerField("x", "Phone", AnswerKind.PHONE)
TEXT = AnswerField("x", "Remark")

KEPT = [
    (YES_NO, "Y", "yes"),
    (YES_NO, "no", "no"),
    (LIST, "2", "Ebook"),
    (LIST, "paper", "Paper"),
    (LIST, "e-r", "E-reader"),
    (NUMBER, "10.5", "10.5"),
    (NUMBER, "0", "0"),
    (MANY, "1,200", "1200"),
    (MANY, "-3", "-3"),
    (DATE, "fri", "Fri, Nov 20, 2026"),
    (DATE, "11/28", "Sat, Nov 28, 2026"),
    (DATE, "tomorrow", "Sat, Nov 21, 2026"),
    (ANY_DAY, "11/19", "Thu, Nov 19, 2026"),
    (ANY_DAY, "yesterday", "Thu, Nov 19, 2026"),
    (ANY_DAY, "8/1", "Sun, Aug 1, 2027"),
    (PAST, "11/18", "Wed, Nov 18, 2026"),
    (PAST, "1/2/65", "Sat, Jan 2, 1965"),
    (PAST, "1/2/24", "Tue, Jan 2, 2024"),
    (PAST, "yesterday", "Thu, Nov 19, 2026"),
    (TIME, "2:30 pm", "2:30 PM"),
    (TIME, "14:30", "2:30 PM"),
    (TIME, "9a", "9:00 AM"),
    (TIME, "12 am", "12:00 AM"),
    (TIME, "noon", "12:00 PM"),
    (PHONE, "312 555 0134 x7", "312 555 0134 x7"),
    (PHONE, "555", "555"),
    (PHONE, "٠٧٩ ٥٥٥", "٠٧٩ ٥٥٥"),
    (TEXT, "as it is", "as it is"),
    (NUMBER, "  ", ""),
]


@pytest.mark.parametrize(("field", "typed", "kept"), KEPT)
def test_an_answer_is_kept_as_its_kind_has_it_and_typed_again_is_itself(
    field: AnswerField, typed: str, kept: str
) -> None:
    assert read_answer(field, typed, TODAY).value == kept
    assert read_answer(field, kept, TODAY).value == kept


NOT_KEPT = [
    (YES_NO, "maybe", "Member: answer y for yes or n for no."),
    (LIST, "e", "Format: choose one of Paper, Ebook, E-reader."),
    (LIST, "4", "Format: choose one of Paper, Ebook, E-reader."),
    (PAST, "12/1/26", "Ordered: Tue, Dec 1, 2026 is after Fri, Nov 20, 2026."),
    (PAST, "1/2/2065", "Ordered: Fri, Jan 2, 2065 is after Fri, Nov 20, 2026."),
    (NUMBER, "11", "Rating: write a number from 0 to 10.5."),
    (NUMBER, "ten", "Rating: write a number from 0 to 10.5."),
    (NUMBER, "5 / 10", "Rating: write a number from 0 to 10.5."),
    (NUMBER, "50 points", "Rating: write a number from 0 to 10.5."),
    (NUMBER, "1,5", "Rating: write a number from 0 to 10.5, with a point: 1.5."),
    (NUMBER, "1.5 kg", "Rating: write a number from 0 to 10.5, the number alone: 1.5."),
    (
        NUMBER,
        "1,5 kg.",
        "Rating: write a number from 0 to 10.5, the number alone, with a point: 1.5.",
    ),
    (MANY, "$1,200", "Copies: write a number, the number alone: 1200."),
    (MANY, "1,2", "Copies: write a number, with a point: 1.2."),
    (MANY, "1,2,3", "Copies: write a number."),
    (PHONE, "mon", "Phone: “mon” is no phone number: type its digits."),
    (PHONE, "ask the neighbor", "Phone: “ask the neighbor” is no phone number: type its digits."),
    (PHONE, "5:30pm", "Phone: “5:30pm” is a time. Type a phone number."),
    (DATE, "soon", "Day: “soon” is not a date. Type a date like Nov 21, 11/21 or tomorrow."),
    (DATE, "1/2", "Day: Sat, Jan 2, 2027 is after Thu, Dec 31, 2026."),
    (DATE, "2026-11-19", "Day: Thu, Nov 19, 2026 is over. Type today or a later day."),
    (DATE, "11/19", "Day: Thu, Nov 19, 2026 is over. Type today or a later day."),
    (DATE, "yesterday", "Day: Thu, Nov 19, 2026 is over. Type today or a later day."),
    (FROM, "2026-11-30", "From: Mon, Nov 30, 2026 is before Tue, Dec 1, 2026."),
    (PAST, "tomorrow", "Ordered: Sat, Nov 21, 2026 is after Fri, Nov 20, 2026."),
    (TIME, "3", "At: “3” is not a time. Type one like 2:30 PM."),
    (TIME, "25:00", "At: “25:00” is not a time. Type one like 2:30 PM."),
    (TIME, "13 pm", "At: “13 pm” is not a time. Type one like 2:30 PM."),
]


@pytest.mark.parametrize(("field", "typed", "why"), NOT_KEPT)
def test_what_is_no_answer_is_told_why(field: AnswerField, typed: str, why: str) -> None:
    answer = read_answer(field, typed, TODAY)
    assert (answer.value, answer.why_not) == ("", why)


def test_yes_no_and_a_list_are_answered_by_one_key() -> None:
    assert answer_keys(YES_NO) == (("y", "yes"), ("n", "no"))
    assert answer_keys(LIST) == (("1", "Paper"), ("2", "Ebook"), ("3", "E-reader"))
    assert answer_keys(NUMBER) == ()


def a_list(*options: str) -> AnswerField:
    return AnswerField("x", "Rating", AnswerKind.CHOICE, options)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("5", "4", "3", "2", "1"), "5 · 4 · 3 · 2 · 1"),
        (("0", "1", "2"), "0 · 1 · 2"),
        (("1", "2", "Not sure"), "1 · 2 · 3 Not sure"),
        (("Not sure", "1"), "Not sure · 1"),
        (("0", "5", "10"), "0 · 5 · 10"),
        (tuple(map(str, range(11))), " · ".join(map(str, range(11)))),
    ],
)
def test_an_option_that_is_a_number_is_given_by_that_and_by_no_other(
    options: tuple[str, ...], told: str
) -> None:
    field = a_list(*options)
    assert answers_told(field) == told
    for key, answer in answer_keys(field):
        assert read_answer(field, key, TODAY).value == answer
        assert key == answer or not answer.isdecimal()
    for option in options:
        assert read_answer(field, option, TODAY).value == option


def test_no_number_is_taken_for_a_longer_one_of_a_list() -> None:
    field = a_list("0", "5", "10", "10 or more")
    assert answer_keys(field) == ()
    assert answer_hint(field, TODAY) == "its name, then Enter"
    assert read_answer(field, "1", TODAY).why_not
    assert read_answer(field, "10 o", TODAY).value == "10 or more"


def test_what_a_field_takes_is_said_in_words() -> None:
    assert answers_taken(NUMBER) == "a number from 0 to 10.5"
    assert answers_taken(DATE) == "a date from today to 2026-12-31"
    assert answers_taken(LIST) == "Paper / Ebook / E-reader"
    assert answers_taken(TEXT) == ""
    required = AnswerField("x", "Member", AnswerKind.YES_NO, required=True)
    assert answers_taken(required) == "yes or no; required"


def test_how_to_type_a_date_fits_into_a_field_on_the_smallest_screen() -> None:
    for day in (date(2026, 11, 20), date(2026, 12, 30)):
        hint = answer_hint(DATE, day)
        assert len(hint) <= 20
        assert "or fri" in hint
    assert answer_hint(DATE, date(2026, 11, 20)) == "like 11/21 or fri"


def test_a_day_that_is_over_is_asked_for_with_one_that_is() -> None:
    birth = AnswerField("born", "Date of birth", kind=AnswerKind.DATE, most="today")
    assert answer_hint(birth, date(2026, 11, 20)) == "like 3/14/1965"
    told = read_answer(birth, "soon", date(2026, 11, 20)).why_not
    assert told == "Date of birth: “soon” is not a date. Type a date like 3/14/1965."
    this_year = replace(birth, least="2026-01-01")
    assert answer_hint(this_year, date(2026, 11, 20)) == "like 11/20/2026"


def test_of_a_long_list_a_refusal_names_nine_and_how_to_type_any() -> None:
    options = tuple(f"Plan {n}" for n in range(101, 141))
    told = f"Format: type how one of its 40 begins: {', '.join(options[:9])}, …"
    assert read_answer(replace(LIST, options=options), "zz", TODAY).why_not == told
