"""Text in letters four rows tall, for a projector: drawn with blocks of a quarter cell.

A dot is half a cell wide and half a cell tall. Strokes that go up are two dots wide, so that they
are as strong as those across. What the letters lack is not drawn otherwise: `large` answers None.
"""

from functools import lru_cache

from guide.tui.glyphs import GLYPHS, TALL

ROWS = TALL // 2
"""How many rows of the screen a line takes."""

_BLANK = 4
_BETWEEN = 2
_QUARTERS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"


def can_draw(text: str) -> bool:
    """Whether every letter of the text can be drawn."""
    return all(character in GLYPHS or character.isspace() for character in text)


@lru_cache(512)
def dots_across(word: str) -> int:
    """How many dots wide a word is."""
    widths = [len(GLYPHS[c][0]) + 1 if c in GLYPHS else _BLANK for c in word]
    return sum(widths) + _BETWEEN * max(0, len(widths) - 1)


def cells_across(text: str) -> int:
    """How many cells wide a text is in one line."""
    return (dots_across(text) + 1) // 2


@lru_cache(256)
def large_lines(text: str, width: int) -> tuple[str, ...] | None:
    """`text` in lines that fit into so many cells; None if it cannot be drawn at all."""
    if not can_draw(text):
        return None
    lines: list[str] = []
    for word in (piece for whole in text.split() for piece in _broken(whole, width)):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and cells_across(joined) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    return tuple(lines)


def _broken(word: str, width: int) -> list[str]:
    """A word in pieces that fit; most words are one."""
    pieces = [""]
    for character in word:
        if pieces[-1] and cells_across(pieces[-1] + character) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces


@lru_cache(256)
def drawn(text: str) -> tuple[str, ...]:
    """A line of text as `ROWS` rows of blocks, all of one width."""
    rows = [""] * TALL
    for index, character in enumerate(text):
        gap = " " * (_BETWEEN if index else 0)
        glyph = GLYPHS.get(character)
        dots = [_bold(row) for row in glyph] if glyph else [" " * _BLANK] * TALL
        rows = [before + gap + own for before, own in zip(rows, dots, strict=True)]
    wide = len(rows[0]) + len(rows[0]) % 2
    even = [row.ljust(wide) for row in rows]
    return tuple(
        "".join(_quarters(even[y][x : x + 2], even[y + 1][x : x + 2]) for x in range(0, wide, 2))
        for y in range(0, TALL, 2)
    )


def _bold(row: str) -> str:
    """A row of dots with each made two wide."""
    dots = [mark == "#" for mark in row]
    both = zip([*dots, False], [False, *dots], strict=True)
    return "".join("#" if one or other else " " for one, other in both)


def _quarters(top: str, bottom: str) -> str:
    """The block for four dots."""
    return _QUARTERS[sum(2**n for n, dot in enumerate(top + bottom) if dot == "#")]
