"""The cells that differ between two rows."""

from itertools import pairwise

import pyte
from hypothesis import given
from hypothesis import strategies as st

from guide.tui.rows import Row, Span, Voice, fit, row, width_of
from guide.tui.runs import changed

SPANS = st.lists(
    st.builds(
        Span,
        st.text(st.sampled_from("ab 漢é─\u0301"), max_size=4),
        st.sampled_from([Voice.TEXT, Voice.LINE]),
    ),
    max_size=6,
).map(tuple)
JOINING = "\u0301"


def cells(one: Row) -> list[tuple[str, Voice]]:
    """What is in each cell of a row: a character in a voice, or the second half of one."""
    found: list[tuple[str, Voice]] = []
    for span in one:
        for character in span.text:
            if character == JOINING:
                if found:
                    found[-1] = (found[-1][0] + character, found[-1][1])
                continue
            found.append((character, span.voice))
            found += [("", span.voice)] * (width_of((Span(character),)) - 1)
    return found


def places(old: Row, new: Row) -> list[tuple[int, int]]:
    """The first cell and the end of each run."""
    return [(run.start, run.start + run.width) for run in changed(old, new)]


def assert_painted(old: Row, new: Row) -> None:
    runs = changed(old, new)
    before, after = cells(old), cells(new)
    painted = {x for run in runs for x in range(run.start, run.start + run.width)}
    for x in range(len(after)):
        if before[x : x + 1] != after[x : x + 1]:
            assert x in painted
    for run in runs:
        assert run.width > 0 or not after
        assert not after or after[run.start][0], "it begins in a half of a character"
        assert sum(width_of((Span(text),)) for text, _ in run.cells) == run.width
    assert all(run.start + run.width <= next_.start for run, next_ in pairwise(runs))


@given(SPANS, SPANS)
def test_every_cell_that_differs_is_painted_anew(old: Row, new: Row) -> None:
    assert_painted(old, new)


@given(SPANS, SPANS, st.integers(1, 30))
def test_every_cell_that_differs_is_painted_anew_in_rows_of_one_width(
    old: Row, new: Row, width: int
) -> None:
    assert_painted(fit(old, width), fit(new, width))


@given(SPANS)
def test_a_row_that_is_as_before_is_not_painted(one: Row) -> None:
    assert changed(one, one) == []


@given(SPANS, SPANS, st.integers(1, 30))
def test_a_terminal_that_is_sent_the_runs_shows_the_row(old: Row, new: Row, width: int) -> None:
    old, new = fit(old, width), fit(new, width)
    shown = pyte.Screen(width, 1)
    terminal = pyte.Stream(shown)
    terminal.feed("".join(span.text for span in old))
    for run in changed(old, new):
        terminal.feed(f"\x1b[1;{run.start + 1}H")
        terminal.feed("".join(text for text, _ in run.cells))
    whole = pyte.Screen(width, 1)
    pyte.Stream(whole).feed("".join(span.text for span in new))
    assert shown.display == whole.display


def test_what_stands_between_two_changes_is_not_painted_anew() -> None:
    old = row(Span("│", Voice.BORDER), " it stays as it is ", Span("│", Voice.BORDER))
    new = row(Span("│", Voice.FOCUS), " it stays as it is ", Span("│", Voice.FOCUS))
    assert places(old, new) == [(0, 1), (20, 21)]


def test_changes_that_are_near_each_other_are_painted_together() -> None:
    assert places(row("a----b"), row("A----B")) == [(0, 6)]


def test_a_character_that_is_typed_is_painted_and_not_the_row_it_is_typed_into() -> None:
    old = row("│ ", Span("waited", Voice.INPUT), Span(" ", Voice.CURSOR), " " * 20, "│")
    new = row("│ ", Span("waited!", Voice.INPUT), Span(" ", Voice.CURSOR), " " * 19, "│")
    assert places(old, new) == [(8, 10)]


def test_a_character_of_two_cells_is_painted_over_whole() -> None:
    assert places(row("漢a"), row("xya")) == [(0, 2)]
    assert places(row("a漢"), row("axy")) == [(1, 3)]
    assert places(row("漢b"), row("字b")) == [(0, 2)]


def test_a_character_that_joins_its_neighbour_has_its_row_painted_whole() -> None:
    old, new = row("cafe", " noir"), row("cafe\u0301", " noir")
    (run,) = changed(old, new)
    assert (run.start, run.width) == (0, 9)
    assert "".join(text for text, _ in run.cells) == "cafe\u0301 noir"
