import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from guide.text import cells, cut, fit, wrap, wrap_evenly

TEXT = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), max_size=60)


@pytest.mark.parametrize(
    ("text", "width"),
    [("", 0), ("abc", 3), ("漢字", 4), ("e\u0301", 1), ("a\u200bb", 2), ("▶✓↺⇢↩■", 6)],
)
def test_cells_are_counted_as_a_terminal_draws_them(text, width):
    assert cells(text) == width


@given(TEXT, st.integers(1, 40))
def test_a_cut_text_fits_and_says_that_it_was_cut(text, width):
    short = cut(text, width)
    assert cells(short) <= width
    assert short == text if cells(text) <= width else short.endswith("…")


@given(TEXT, st.integers(1, 40))
def test_a_fitted_text_fills_its_width_exactly(text, width):
    assert cells(fit(text, width)) == width


SIGNS = ["❤️", "☎️", "1️⃣", "👨‍👩‍👧", "👍🏽", "字", "é", "a", " "]
"""Each takes its cells as one: emoji by their selector, joined, colored; wide and combined ones."""


@given(st.lists(st.sampled_from(SIGNS), max_size=20), st.integers(1, 30))
def test_no_sign_is_torn_apart_by_a_cut_and_none_takes_more_room_than_there_is(signs, width):
    text = "".join(signs)
    short = cut(text, width)
    assert cells(text) == cell_len(text)
    assert cell_len(short) <= width
    if short != text:
        whole = ["".join(signs[:n]).rstrip() for n in range(len(signs) + 1)]
        assert short.removesuffix("…") in whole


def test_an_emoji_made_by_its_selector_takes_two_cells_where_a_text_is_cut():
    assert cut("❤️❤️❤️", 5) == "❤️❤️…"
    assert cut("❤️zz", 3) == "❤️…"
    assert cut("👨‍👩‍👧 family", 3) == "👨‍👩‍👧…"


def test_nothing_is_left_of_a_text_without_room():
    assert cut("abc", 0) == ""


@given(TEXT, st.integers(2, 40))
def test_wrapping_loses_no_character_and_no_row_is_too_wide(text, width):
    rows = wrap(text, width)
    assert all(cells(row) <= width for row in rows)
    assert "".join("".join(rows).split()) == "".join(text.split())


def test_spaces_within_a_wrapped_row_stay_as_they_are():
    assert wrap("one  two three", 8) == ("one  two", "three")


@given(TEXT, st.integers(2, 40))
def test_even_rows_are_as_few_as_can_be(text, width):
    even = wrap_evenly(text, width)
    assert len(even) == len(wrap(text, width))
    assert all(cells(row) <= width for row in even)


def test_even_rows_do_not_break_a_word():
    assert wrap_evenly("1 Aggressive, abusive", 16) == ("1 Aggressive,", "abusive")
