from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guide.training.comparison import lacking, same


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("dana  whitlock", "Dana Whitlock"),
        ("Whitlock, Dana", "Dana Whitlock"),
        ("Ms Dana Whitlock", "Dana Whitlock"),
        ("Ada Unlu", "Ada Ünlü"),
        ("Sinead OBrien", "Sinéad O’Brien"),
        ("Mary Mc Donald", "Mary McDonald"),
        ("Jean Luc Picard", "Jean-Luc Picard"),
        ("5550142", "555-0142"),
        ("(555) 0142, mornings", "555-0142"),
        ("+1 555 01 42", "555-0142"),
    ],
)
def test_what_a_listener_counts_as_the_same_is_the_same(written: str, said: str) -> None:
    assert same(written, said)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Dan Whitlock", "Dana Whitlock"),
        ("Whitlock", "Dana Whitlock"),
        ("Joanne", "Ann"),
        ("555-0124", "555-0142"),
        ("555-014", "555-0142"),
        ("", "555-0142"),
    ],
)
def test_what_is_another_name_or_number_is_not(written: str, said: str) -> None:
    assert not same(written, said)


def test_words_wanted_are_looked_for_whole_and_whatever_their_case() -> None:
    day = date(2026, 11, 18)
    assert lacking("No TITLE, for the Corolla", ("title", "corolla"), day) == ()
    assert lacking("no title", ("title", "Corolla"), day) == ("Corolla",)
    assert lacking("ordered a window-motor", ("window motor",), day) == ()
    assert lacking("Insurance documents", ("papers|documents",), day) == ()
    assert lacking("Insurance", ("papers|documents", "Fri"), day) == ("papers", "Fri")
    assert lacking("by 20 Nov", ("Fri",), day) == ()


def test_a_number_is_there_however_its_digits_are_parted() -> None:
    day = date(2026, 11, 18)
    for written in ("77121", "order 77 121", "77-121, twice"):
        assert lacking(written, ("77-121",), day) == ()
    assert lacking("order 77-121", ("77121",), day) == ()
    for written in ("77112", "771 and 21", "order 7712", "177121"):
        assert lacking(written, ("77-121",), day) == ("77-121",)


@given(st.text(max_size=40))
def test_everything_is_the_same_as_itself_in_any_case(text: str) -> None:
    assert same(text, text)
    assert same(text.lower(), text.lower())
