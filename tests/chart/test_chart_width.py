import pytest
from hypothesis import given
from hypothesis import strategies as st

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
