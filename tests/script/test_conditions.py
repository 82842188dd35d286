"""Conditions: as they are read, what is wrong with one, and when it holds of a call."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guide.script.conditions import (
    MOST_CHARACTERS,
    MOST_DEPTH,
    AllOf,
    AnyOf,
    CallFacts,
    Comparison,
    Condition,
    Mistake,
    Not,
    Sign,
    Visited,
    facts_in,
    holds,
    read_condition,
    written,
)

TODAY = date(2026, 11, 20)
FACTS = CallFacts(
    {
        "first": "yes",
        "product": "Audio book",
        "rating": Decimal("7.5"),
        "ordered": date(2026, 11, 18),
    },
    "weekend",
    TODAY,
    "es",
    frozenset({"greet"}),
)


def read(text: str) -> Condition:
    return read_condition(text).condition


HOLDS = {
    "first = yes": True,
    "first = no": False,
    "first != no": True,
    "first = YES": True,
    'product = "audio book"': True,
    "product = 'Audio book'": True,
    "rating = 7.5": True,
    "rating = 7.50": True,
    "rating >= 7.5 and rating <= 7.5": True,
    "rating > 7.5 or rating < 7.5": False,
    "rating < 10": True,
    "rating=7.5": True,
    "rating = seven": False,
    "ordered < today": True,
    "ordered = 2026-11-18": True,
    "ordered >= 2026-11-19": False,
    "ordered < 2026-02-30": False,
    "first < zebra": False,
    "day = weekend": True,
    'day = "weekday"': False,
    "language = es": True,
    "language != en": True,
    'visited "greet"': True,
    "visited later": False,
    "nothing = yes": False,
    "nothing != yes": False,
    "nothing < 3": False,
    "not nothing = yes": True,
    "not first = yes": False,
    "not not first = yes": True,
    "first = no and first = no or first = yes": True,
    "first = no and (first = no or first = yes)": False,
    "not first = no and rating > 5": True,
    "not (first = yes and rating > 5)": False,
    "((first = yes))": True,
    " \n first\n=\tyes ": True,
}


@pytest.mark.parametrize("text", HOLDS)
def test_when_a_condition_holds(text: str) -> None:
    assert holds(read(text), FACTS) == HOLDS[text]


def test_without_any_answer_no_comparison_with_one_holds() -> None:
    nothing = CallFacts({}, "weekday", TODAY)
    for sign in Sign:
        assert not holds(read(f"rating {sign} 1"), nothing)
        assert not holds(read(f"language {sign} es"), nothing)
    assert holds(read("day = weekday and not rating = 1"), nothing)


MISTAKES = {
    "": (0, "The id of a field is expected, and the condition ends.", "Write a comparison"),
    "first": (5, "After `first` a sign of comparison is expected, and the condition ends.", "= !="),
    "first yes": (6, "sign of comparison is expected, and there is `yes`.", "Write one of ="),
    "first is yes": (6, "and there is `is`.", "Write =."),
    "first == yes": (6, "and there is `==`.", "Write =."),
    "first <> yes": (6, "and there is `<>`.", "Write !=."),
    "rating => 3": (7, "and there is `=>`.", "Write >=."),
    "first =": (7, "After `first =` a value is expected, and the condition ends.", "first = yes"),
    "first = and": (8, "a value is expected, and there is `and`.", "Write a value"),
    "first = ()": (8, "a value is expected, and there is `(`.", "Write a value"),
    "product = Audio book": (16, "The condition cannot go on with `book`.", "quotat"),
    "first = yes AND day = weekend": (12, "cannot go on with `AND`.", "Write and."),
    "first = yes && day = weekend": (12, "cannot go on with `&`.", "Write and."),
    "first = yes, day = weekend": (11, "cannot go on with `,`.", "Join comparisons"),
    "!first = yes": (0, "The id of a field is expected, and there is `!`.", "Write not."),
    "first = yes and": (15, "The id of a field is expected, and the condition ends.", "Write a"),
    "or first = yes": (0, "The id of a field is expected, and there is `or`.", "Write a"),
    "(first = yes": (0, "This `(` is never closed.", "Add a `)`"),
    "(first = yes day": (13, "cannot go on with `day`.", "Join comparisons"),
    "first = yes)": (11, "There is a `)` and no `(` before it.", "Take it out."),
    'first = "yes': (8, 'a value is expected, and there is `"`.', "Close the quotation mark."),
    "first = “yes”": (8, "a value is expected, and there is `“`.", 'Write "'),
    'first = ""': (8, "a value is expected", "Write a value"),
    "visited": (7, "After `visited` the id of a step is expected, and the condition ends.", '"gre'),
    "visited = greet": (8, "the id of a step is expected, and there is `=`.", 'visited "greeting"'),
    "not " * (MOST_DEPTH + 1) + "a = b": (40, "more than 10 deep", "more simply"),
    "(" * (MOST_DEPTH + 1) + "a = b": (10, "more than 10 deep", "more simply"),
    "a" * (MOST_CHARACTERS + 1): (0, "has 501 characters, and at most 500", "more shortly"),
}


@pytest.mark.parametrize("text", MISTAKES)
def test_each_mistake_is_told_with_its_place_and_how_to_mend_it(text: str) -> None:
    at, message, fix = MISTAKES[text]
    with pytest.raises(Mistake) as found:
        read_condition(text)
    assert found.value.at == at
    assert message in found.value.message
    assert fix in found.value.fix


def test_each_fact_is_known_with_its_place() -> None:
    found = read_condition('not (a = yes or visited "b") and day = weekend')
    assert [str(text) for text in map(written, facts_in(found.condition))] == [
        "a = yes",
        'visited "b"',
        "day = weekend",
    ]
    assert found.places == (5, 16, 33)


NAMES = st.sampled_from(("a", "first_contact", "x-1", "day", "language"))
VALUES = st.text(st.characters(exclude_characters='"', exclude_categories=["Cs"]), max_size=8)
FACTS_OF_ANY_KIND = st.one_of(
    st.builds(Comparison, NAMES, st.sampled_from(Sign), VALUES.filter(str.strip)),
    st.builds(Visited, VALUES.filter(str.strip)),
)


def joined(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    two_or_more = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Not, parts), st.builds(AllOf, two_or_more), st.builds(AnyOf, two_or_more)
    )


CONDITIONS: st.SearchStrategy[Condition] = st.recursive(FACTS_OF_ANY_KIND, joined, max_leaves=8)


@given(CONDITIONS)
def test_what_is_written_is_read_as_the_same(condition: Condition) -> None:
    text = written(condition)
    try:
        assert read(text) == condition
    except Mistake as mistake:
        assert "deep" in mistake.message or "characters" in mistake.message


PIECES = (
    "a",
    "=",
    "!=",
    "<",
    "(",
    ")",
    "not",
    "and",
    "or",
    "visited",
    '"',
    "'",
    " ",
    "7",
    "\n",
    "é",
)


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map(" ".join)))
def test_any_text_is_a_condition_or_a_mistake_and_a_condition_holds_or_does_not(text: str) -> None:
    try:
        condition = read(text)
    except Mistake as mistake:
        assert 0 <= mistake.at <= len(text)
        assert mistake.message
        assert mistake.fix
    else:
        assert holds(condition, FACTS) in (True, False)
        assert read(written(condition)) == condition
