"""What the terminal is sent: the picture that was painted, in fewer bytes."""

import pyte
from hypothesis import example, given
from hypothesis import strategies as st

from guide.tui.terminal_output import in_few_bytes

COLORS = ("38;2;195;201;209", "38;2;108;182;255", "38;5;9", "31", "97", "")
GROUNDS = ("48;2;20;23;28", "48;2;242;179;61", "48;5;17", "44", "")
WEIGHTS = ("1", "4", "7", "1;4", "3;9", "")

STYLES = st.tuples(*map(st.sampled_from, (WEIGHTS, COLORS, GROUNDS))).map(
    lambda parts: ";".join(filter(None, parts))
)
PIECES = st.tuples(STYLES, st.sampled_from(("a", "漢", "  ", " ", "│", "said ", ""))).map(
    lambda piece: f"\x1b[{piece[0]}m{piece[1]}\x1b[0m" if piece[0] else piece[1]
)
MOVES = st.tuples(st.integers(1, 6), st.integers(1, 20)).map(lambda at: f"\x1b[{at[0]};{at[1]}H")
ROWS = st.tuples(MOVES, st.lists(PIECES, max_size=5).map("".join)).map("".join)
PAINTED = st.lists(ROWS, min_size=1, max_size=8).map("\n".join)


SHORTEST_ANEW = (
    "\x1b[1;1H\x1b[1;38;2;195;201;209;48;2;20;23;28ma\x1b[0m\x1b[4;38;2;108;182;255ma\x1b[0m"
)


def test_what_is_kept_apart_in_a_row_is_closed_in_what_is_sent_of_it() -> None:
    begins, ends, row = "\u2067", "\u2069", "\x1b[5;3H"
    for text, short in (
        (f"{row}│ {begins}שלום", f"{row}│ {begins}שלום{ends}"),
        (f"{row}│ {begins}שלום\n{row}next", f"{row}│ {begins}שלום{ends}\n{row}next"),
        (f"{row}רב{ends} │", f"{row}רב │"),
        (f"{row}{begins}a{row}b{ends}", f"{row}{begins}a{ends}{row}b"),
        (f"{row}│ {begins}שלום{ends} │", f"{row}│ {begins}שלום{ends} │"),
        (f"{row}\x1b[1m{begins}שלום\x1b[0m", f"{row}\x1b[1m{begins}שלום\x1b[0m{ends}"),
    ):
        assert in_few_bytes(text) == short


@given(st.lists(PAINTED, min_size=1, max_size=3))
@example([SHORTEST_ANEW])
def test_a_terminal_shows_the_same_in_fewer_bytes(painted: list[str]) -> None:
    before, after = _Shown(), _Shown()
    for one in painted:
        short = in_few_bytes(one)
        assert len(short) <= len(one)
        before.take(one)
        after.take(short)
        assert after.cells == before.cells
        assert after.cursor == before.cursor


def test_a_colour_is_said_once_for_as_long_as_it_stays() -> None:
    style = "\x1b[1;38;2;255;255;255;48;2;20;23;28m"
    other = "\x1b[38;2;108;182;255;48;2;20;23;28m"
    painted = f"\x1b[1;1H{style}say\x1b[0m{other}   \x1b[0m\x1b[2;1H{style}it\x1b[0m{other}b\x1b[0m"
    short = f"\x1b[1;1H{style}say   \x1b[2;1Hit\x1b[22;38;2;108;182;255mb\x1b[0m"
    assert in_few_bytes(painted) == short


def test_a_move_that_another_follows_is_not_made() -> None:
    painted = "\x1b[4;78H\n\x1b[5;1H\x1b[31ma\x1b[0m\x1b[4;79H\n\x1b[6;1H\x1b[31mb\x1b[0m"
    assert in_few_bytes(painted) == "\x1b[4;78H\n\x1b[5;1H\x1b[31ma\x1b[6;1Hb\x1b[0m"


def test_what_is_no_picture_is_sent_as_it_is() -> None:
    assert in_few_bytes("\x1b[?1049h\x1b[?25l") == "\x1b[?1049h\x1b[?25l"


class _Shown:
    """A terminal, and what is seen of its cells: of a blank only the ground and what marks it."""

    def __init__(self) -> None:
        self._screen = pyte.Screen(40, 8)
        self._stream = pyte.Stream(self._screen)

    def take(self, painted: str) -> None:
        self._stream.feed(painted)

    @property
    def cells(self) -> list[tuple[object, ...]]:
        buffer = self._screen.buffer
        return [_seen(buffer[y][x]) for y in range(8) for x in range(40)]

    @property
    def cursor(self) -> tuple[int, int]:
        return self._screen.cursor.x, self._screen.cursor.y


def _seen(cell: pyte.screens.Char) -> tuple[object, ...]:
    plain = not (cell.underscore or cell.reverse or cell.strikethrough)
    if cell.data == " " and plain:
        return (" ", cell.bg)
    return tuple(cell)


def test_no_frame_is_ever_kept_apart_with_a_text() -> None:
    row = "\x1b[5;3H│ \u2067שלום  ││ next"
    assert in_few_bytes(row) == "\x1b[5;3H│ \u2067שלום  \u2069││ next"
