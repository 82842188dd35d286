"""Runs of cells: those that differ between two rows."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import zip_longest
from typing import NamedTuple

from rich.cells import get_character_cell_size

from guide.tui.rows import Row, Span, Voice, cells, width_of

Cell = tuple[str, Voice]
"""What stands in a cell: a character in a voice; no character in the second half of one."""


class Run(NamedTuple):
    """Cells that stand beside each other, from the one at `start` on. `width` is in cells."""

    start: int
    cells: list[Cell]
    width: int


_NEAR = 6
"""Runs that have fewer cells between them are one: to move the cursor takes as many bytes."""

_NOTHING: Cell = ("\0", Voice.TEXT)


def changed(old: Row, new: Row) -> list[Run]:
    """The runs of cells that a row has anew. What an old row had beyond its end is not taken out.

    A row that characters join their neighbours in is one run: parts would tear them apart.
    """
    runs: list[Run] = []
    for start, before, after in _stretches(old, new):
        olds, news = _cells(before), _cells(after)
        if olds is None or news is None:
            return [Run(0, [(span.text, span.voice) for span in new], width_of(new))]
        differ = [
            at
            for at, (was, now) in enumerate(zip_longest(olds, news, fillvalue=_NOTHING))
            if was is not now and was != now
        ]
        for first, end in _joined(differ, _halves(before, olds) | _halves(after, news)):
            if painted := news[first:end]:
                runs.append(Run(start + first, painted, len(painted)))
    return runs


_Stretch = tuple[int, list[Span], list[Span]]


def _stretches(old: Row, new: Row) -> Iterator[_Stretch]:
    """Where two rows are not made of the same spans: the first cell, and the spans of either."""
    olds, news = list(reversed(old)), list(reversed(new))
    stretch: _Stretch = (0, [], [])
    before = after = 0
    while olds or news:
        if before == after and olds and news and olds[-1] == news[-1]:
            if stretch[1] or stretch[2]:
                yield stretch
            before += cells(olds.pop().text)
            after += cells(news.pop().text)
            stretch = (after, [], [])
        elif olds and (before <= after or not news):
            stretch[1].append(olds.pop())
            before += cells(stretch[1][-1].text)
        else:
            stretch[2].append(news.pop())
            after += cells(stretch[2][-1].text)
    yield stretch


def _joined(differ: list[int], halves: set[int]) -> list[tuple[int, int]]:
    """The first cell and the end of each run that has these cells in it; no run begins in a half.

    A character that takes two cells is painted whole, and the whole of one is painted over.
    """
    joined: list[tuple[int, int]] = []
    start = end = -_NEAR
    for at in differ:
        first, last = at, at + 1
        while first in halves:
            first -= 1
        while last in halves:
            last += 1
        if first - end < _NEAR:
            end = last
        else:
            joined.append((start, end))
            start, end = first, last
    return [*joined[1:], (start, end)] if differ else []


def _halves(spans: list[Span], of: list[Cell]) -> set[int]:
    """Where the second halves of characters are."""
    if len(of) == sum(len(span.text) for span in spans):
        return set()
    return {at for at, cell in enumerate(of) if not cell[0]}


def _cells(spans: list[Span]) -> list[Cell] | None:
    """What is in each cell of some spans; None where a character takes no cell of its own."""
    found: list[Cell] = []
    for text, voice, _ in spans:
        parts = _cells_of(text, voice)
        if parts is None:
            return None
        found += parts
    return found


@lru_cache(16_384)
def _cells_of(text: str, voice: Voice) -> tuple[Cell, ...] | None:
    """A text in a voice, cell by cell. Remembered, as nearly all is as before."""
    if text.isascii():
        return tuple((character, voice) for character in text)
    found: list[Cell] = []
    for character in text:
        size = get_character_cell_size(character)
        if size < 1:
            return None
        found += [(character, voice), *[("", voice)] * (size - 1)]
    return tuple(found) if len(found) == cells(text) else None
