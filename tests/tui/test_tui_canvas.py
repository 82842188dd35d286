from hypothesis import given
from hypothesis import strategies as st

from guide.tui.canvas import Canvas, changed_cells, plain_text
from guide.tui.rows import Row, Span, Voice, fit, row, width_of

SPANS = st.lists(
    st.builds(
        Span,
        st.text(st.sampled_from("ab 漢"), min_size=1, max_size=4),
        st.sampled_from([Voice.TEXT, Voice.LINE]),
    ),
    max_size=6,
).map(tuple)


def cells(one: Row) -> list[tuple[str, Voice]]:
    """What is in each cell of a row: a character in a voice, or the second half of one."""
    found: list[tuple[str, Voice]] = []
    for span in one:
        for character in span.text:
            found.append((character, span.voice))
            found += [("", span.voice)] * (width_of((Span(character),)) - 1)
    return found


def assert_painted(old: Row, new: Row) -> None:
    start, end = changed_cells(old, new)
    before, after = cells(old), cells(new)
    for x in range(max(len(before), len(after))):
        if before[x : x + 1] != after[x : x + 1]:
            assert start <= x < end


@given(SPANS, SPANS)
def test_every_cell_that_differs_is_painted_anew(old: Row, new: Row) -> None:
    assert_painted(old, new)


@given(SPANS, SPANS, st.integers(1, 30))
def test_every_cell_that_differs_is_painted_anew_in_rows_of_one_width(
    old: Row, new: Row, width: int
) -> None:
    assert_painted(fit(old, width), fit(new, width))


def test_what_stands_on_both_sides_of_a_change_is_not_painted_anew() -> None:
    old = row("│ ", Span("saved"), " │", "unchanged")
    new = row("│ ", Span("saving"), "│", "unchanged")
    assert changed_cells(old, new) == (5, 9)


def test_a_character_that_is_typed_is_painted_and_not_the_row_it_is_typed_into() -> None:
    old = row("│ ", Span("waited", Voice.INPUT), Span(" ", Voice.CURSOR), " " * 20, "│")
    new = row("│ ", Span("waited!", Voice.INPUT), Span(" ", Voice.CURSOR), " " * 19, "│")
    assert changed_cells(old, new) == (8, 10)


def test_a_click_is_the_key_of_the_span_it_is_on() -> None:
    canvas = Canvas()
    canvas._rows = (row(Span("漢 "), Span("1", key="1"), Span("2", key="2")),)
    assert [canvas.key_at(x, 0) for x in range(6)] == ["", "", "", "1", "2", ""]
    assert canvas.key_at(3, 1) == ""


def test_rows_are_read_aloud_without_the_blanks_that_fill_them() -> None:
    assert plain_text([row("a", Span("b", Voice.LINE), "  "), ()]) == "ab\n"
