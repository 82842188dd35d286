"""What a terminal is sent for rows: a terminal that reads it shows them, and it is short."""

import re

import pyte
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.style import Style

from guide.tui.look import DARK, styles_of
from guide.tui.pen import Pen
from guide.tui.rows import Row, Span, Voice, fit, row
from guide.tui.runs import changed

WIDTH = 20
STYLES = styles_of(DARK)
ROWS = st.lists(
    st.builds(Span, st.text(st.sampled_from("ab  é"), max_size=5), st.sampled_from([*Voice])),
    max_size=8,
).map(tuple)


def pen(system: ColorSystem | None = ColorSystem.TRUECOLOR) -> Pen:
    return Pen(STYLES, system)


def sent(*rows: Row, by: Pen) -> str:
    """What writes rows on a terminal that is blank."""
    return by.write((y, run) for y, one in enumerate(rows) for run in changed((), one))


def shown(*rows: Row, by: Pen) -> pyte.Screen:
    terminal = pyte.Screen(WIDTH, len(rows))
    pyte.Stream(terminal).feed(sent(*(fit(one, WIDTH) for one in rows), by=by))
    return terminal


def colour(of: Style, *, ink: bool) -> str:
    found = of.color if ink else of.bgcolor
    return found.get_truecolor().hex.removeprefix("#") if found else "default"


@given(ROWS, ROWS)
def test_every_cell_is_shown_in_the_style_of_its_voice(first: Row, second: Row) -> None:
    terminal = shown(first, second, by=pen())
    for y, one in enumerate((first, second)):
        x = 0
        for span in fit(one, WIDTH):
            style = STYLES[span.voice]
            for character in span.text:
                cell = terminal.buffer[y][x]
                x += 1
                assert cell.data == character
                assert cell.bg == colour(style, ink=False)
                if not character.isspace():
                    assert cell.fg == colour(style, ink=True)
                    assert cell.bold == bool(style.bold)


def test_only_what_differs_between_two_styles_is_told() -> None:
    words = row(Span("a"), Span("b", Voice.DIM), Span("c", Voice.HERE), Span("d", Voice.BAR))
    told = sent(words, by=pen())
    text, dim, here = "195;201;209", "141;150;162", "108;182;255"
    assert told == (
        f"\x1b[1;1H\x1b[0;38;2;{text};48;2;20;23;28ma\x1b[38;2;{dim}mb"
        f"\x1b[1;38;2;{here}mc\x1b[22md\x1b[0m"
    )


def test_blanks_need_no_ink_of_their_own() -> None:
    words = row(Span("a", Voice.DIM), Span("   "), Span(""), Span("b", Voice.DIM))
    assert sent(words, by=pen()).endswith("ma   b\x1b[0m")


def test_a_blank_on_a_ground_of_its_own_has_it() -> None:
    words = row(Span("a"), Span(" ", Voice.CURSOR), Span("b"))
    terminal = shown(words, by=pen())
    assert terminal.buffer[0][1].bg == colour(STYLES[Voice.CURSOR], ink=False)
    assert terminal.buffer[0][2].bg == colour(STYLES[Voice.TEXT], ink=False)


def test_a_terminal_of_256_colours_is_told_of_those() -> None:
    told = sent(row("a"), by=pen(ColorSystem.EIGHT_BIT))
    assert re.search(r"\x1b\[0;38;5;\d+;48;5;\d+ma", told)


def test_a_terminal_without_colours_is_told_of_none() -> None:
    words = row(Span("a", Voice.RED), Span("b"))
    assert sent(words, by=pen(None)) == "\x1b[1;1H\x1b[0mab\x1b[0m"


def test_nothing_is_sent_for_nothing() -> None:
    assert pen().write([]) == ""
