"""Runs of cells: those that differ between two rows."""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import zip_longest
from typing import NamedTuple

from rich.cells import get_character_cell_size

from guide.tui.rows import Row, Voice, cells, width_of

Cell = tuple[str, Voice]
"""What stands in a cell: a character in a voice; no character in the second half of one."""


class Run(NamedTuple):
    """Cells that stand beside each other, from the one at `start` on. `width` is in cells."""

    start: int
    cells: Sequence[Cell]
    width: int


_NEAR = 6
"""Runs that have fewer cells between them are one: to move the cursor takes as many bytes."""

_NOTHING: Cell = ("\0", Voice.TEXT)


def changed(old: Row, new: Row) -> list[Run]:
    """The runs of cells that a row has anew. What an old row had beyond its end is not taken out.

    A row that characters join their neighbours in is one run: parts would tear them apart.
    """
    runs: list[Run] = []
    for start, olds, news in _stretches(old, new):
        found = _differing(start, olds, news)
        if found is None:
            return [Run(0, [(span.text, span.voice) for span in new], width_of(new))]
        runs += found
    return runs


def _stretches(old: Row, new: Row) -> list[tuple[int, Row, Row]]:
    """Where two rows are not made of the same spans: the first cell, and the spans of either."""
    found: list[tuple[int, Row, Row]] = []
    most_old, most_new = len(old), len(new)
    o = n = first_old = first_new = start = before = after = 0
    while o < most_old or n < most_new:
        if before == after and o < most_old and n < most_new and old[o] == new[n]:
            if o > first_old or n > first_new:
                found.append((start, old[first_old:o], new[first_new:n]))
            before = after = start = after + cells(new[n].text)
            o, n = o + 1, n + 1
            first_old, first_new = o, n
        elif o < most_old and (before <= after or n == most_new):
            before += cells(old[o].text)
            o += 1
        else:
            after += cells(new[n].text)
            n += 1
    if o > first_old or n > first_new:
        found.append((start, old[first_old:], new[first_new:]))
    return found


def _differing(start: int, before: Row, after: Row) -> list[Run] | None:
    """The runs that differ in a stretch; None where a character takes no cell of its own."""
    olds, news = _cells(before), _cells(after)
    if olds is None or news is None:
        return None
    differ = [
        at
        for at, (was, now) in enumerate(zip_longest(olds, news, fillvalue=_NOTHING))
        if was is not now
    ]
    if not differ:
        return []
    if len(differ) == len(news) == len(olds):
        # All of it, such as a border in another colour.
        return [Run(start, news, len(news))]
    return [
        Run(start + first, painted, len(painted))
        for first, end in _joined(differ, _halves(before, olds) | _halves(after, news))
        if (painted := news[first:end])
    ]


def _joined(differ: list[int], halves: set[int]) -> Iterator[tuple[int, int]]:
    """The first cell and the end of each run that has these cells in it; no run begins in a half.

    A character that takes two cells is painted whole, and the whole of one is painted over.
    """
    joined: list[tuple[int, int]] = []
    start, end = differ[0], differ[0]
    for at in differ:
        if at - end >= _NEAR:
            joined.append((start, end))
            start = at
        end = at + 1
    for first, last in (*joined, (start, end)):
        yield first - (first in halves), last + (last in halves)


def _halves(spans: Row, of: Sequence[Cell]) -> set[int]:
    """Where the second halves of characters are."""
    if len(of) == sum(len(span.text) for span in spans):
        return set()
    return {at for at, cell in enumerate(of) if not cell[0]}


def _cells(spans: Row) -> Sequence[Cell] | None:
    """What is in each cell of some spans; None where a character takes no cell of its own."""
    if len(spans) == 1:
        return _cells_of(spans[0].text, spans[0].voice)
    found: list[Cell] = []
    for text, voice, _ in spans:
        parts = _cells_of(text, voice)
        if parts is None:
            return None
        found += parts
    return found


@lru_cache(2048)
def _cells_of(text: str, voice: Voice) -> tuple[Cell, ...] | None:
    """A text in a voice, cell by cell. Remembered, as nearly all is as before."""
    if text.isascii():
        return tuple(_cell(character, voice) for character in text)
    found: list[Cell] = []
    for character in text:
        size = get_character_cell_size(character)
        if size < 1:
            return None
        found += [_cell(character, voice), *[_cell("", voice)] * (size - 1)]
    return tuple(found) if len(found) == cells(text) else None


@cache
def _cell(character: str, voice: Voice) -> Cell:
    """A cell. Each is made once only, so that one is another or is not: rows have thousands."""
    return character, voice
