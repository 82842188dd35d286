from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from guide.tui.rows import Span, Voice, beside, cut, fit, row, width_of, wrapped

TEXT = st.text(st.sampled_from("ab é漢字🙂\u0301👩‍👧\t "), max_size=80)
ROWS = st.lists(
    st.builds(Span, TEXT, st.sampled_from(Voice), st.sampled_from(["", "c"])), max_size=6
).map(tuple)
WIDTH = st.integers(2, 40)


@given(TEXT, WIDTH)
def test_wrapping_keeps_every_line_within_its_width(text: str, width: int) -> None:
    assert all(cell_len(piece) <= width for piece in wrapped(text, width))


@given(TEXT, WIDTH)
def test_wrapping_loses_nothing_but_a_blank_at_each_break(text: str, width: int) -> None:
    left = text.replace("\t", " ")
    first, *rest = wrapped(text, width)
    assert left.startswith(first)
    left = left.removeprefix(first)
    for piece in rest:
        if not left.startswith(piece) or left.startswith(" "):
            assert left.startswith(" "), "only a blank is lost"
            left = left[1:]
        assert left.startswith(piece)
        left = left.removeprefix(piece)
    assert left == ""


def test_a_word_is_broken_only_where_it_does_not_fit_a_line() -> None:
    assert wrapped("one two threefour", 7) == ("one two", "threefo", "ur")


def test_blanks_before_a_line_stay() -> None:
    assert wrapped("  an indented line", 40) == ("  an indented line",)


def test_a_tab_is_a_blank_and_in_a_cut_text_so_is_a_line_end() -> None:
    assert wrapped("a\tb", 40) == ("a b",)
    assert cut("a\tb\nc", 40) == "a b c"


def test_line_ends_stay_line_ends() -> None:
    assert wrapped("one\n\ntwo", 40) == ("one", "", "two")


@given(ROWS, st.integers(1, 60))
def test_a_fitted_row_is_exactly_as_wide_as_asked(spans: tuple[Span, ...], width: int) -> None:
    assert width_of(fit(spans, width)) == width


@given(ROWS, st.integers(1, 60))
def test_a_row_that_fits_stays_as_it_is(spans: tuple[Span, ...], more: int) -> None:
    assert fit(spans, width_of(spans) + more)[: len(spans)] == spans


@given(ROWS, st.integers(1, 60))
def test_a_row_that_was_cut_says_so(spans: tuple[Span, ...], width: int) -> None:
    if width_of(spans) > width:
        assert fit(spans, width)[-1].text.rstrip().endswith("…")


@given(TEXT, st.integers(0, 40))
def test_a_cut_text_fits_and_a_text_that_fits_is_not_cut(text: str, width: int) -> None:
    short, whole = cut(text, width), text.replace("\t", " ")
    assert cell_len(short) <= width
    assert short == whole or cell_len(whole) > width


def test_panes_stand_side_by_side() -> None:
    assert beside([row("a"), row("b")], [row("c"), row("d")]) == [
        row("a", "c"),
        row("b", "d"),
    ]
