"""How many cells a text takes on the screen; cutting, padding and wrapping by cells.

A wide character of East Asia takes two cells, a combining mark none. Only the standard library.
"""

import re
from functools import lru_cache
from unicodedata import category, combining, east_asian_width

ELLIPSIS = "…"

_WORD = re.compile(r"\s*\S+")


@lru_cache(maxsize=4096)
def _char_cells(char: str) -> int:
    if combining(char) or category(char) in ("Mn", "Me", "Cf", "Cc", "Cs"):
        return 0
    return 2 if east_asian_width(char) in ("W", "F") else 1


def cells(text: str) -> int:
    """The number of cells `text`, one line, takes on the screen."""
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(_char_cells(char) for char in text)


def _head(text: str, width: int) -> tuple[str, str]:
    """Split `text` into the longest head of at most `width` cells, and the rest."""
    taken = 0
    for at, char in enumerate(text):
        taken += _char_cells(char)
        if taken > width:
            return text[:at], text[at:]
    return text, ""


def cut(text: str, width: int) -> str:
    """`text` in at most `width` cells, with an ellipsis where its end was cut off."""
    if cells(text) <= width:
        return text
    if width <= 0:
        return ""
    return _head(text, width - 1)[0].rstrip() + ELLIPSIS


def fit(text: str, width: int, fill: str = " ") -> str:
    """`text` in exactly `width` cells: cut, or filled up on the right."""
    short = cut(text, width)
    return short + fill * (width - cells(short))


def wrap(text: str, width: int) -> tuple[str, ...]:
    """`text` broken at spaces into rows of at most `width` cells; a longer word is broken too.

    Within a row every space stays.
    """
    rows: list[str] = []
    row = ""
    for word in _WORD.findall(text.strip()):
        if cells(row + word) <= width:
            row += word
            continue
        if row:
            rows.append(row)
        row = word.lstrip()
        while cells(row) > width:
            head, rest = _head(row, max(width, 2))
            rows.append(head)
            row = rest
    if row or not rows:
        rows.append(row)
    return tuple(rows)


def wrap_evenly(text: str, width: int) -> tuple[str, ...]:
    """As `wrap`, in as few rows, but the rows about equally long."""
    rows = wrap(text, width)
    longest_word = max(map(cells, text.split()), default=0)
    for narrower in range(max(longest_word, -(-cells(text) // len(rows))), width):
        even = wrap(text, narrower)
        if len(even) == len(rows):
            return even
    return rows
