"""Runs of cells: which of them differ between two rows, and what stands in them."""

from collections.abc import Iterator
from functools import lru_cache

from rich.cells import get_character_cell_size
from rich.segment import Segment

from guide.tui.rows import Row, Span, Voice, cells, width_of

Run = tuple[int, int, int]
"""A run of cells: its row, its first cell, and its end, which is no part of it."""

_NEAR = 6
"""Runs that have fewer cells between them are one: to move the cursor takes as many bytes."""

_Cell = tuple[str, Voice]
_NOTHING: _Cell = ("", Voice.TEXT)


def changed(old: Row, new: Row) -> list[tuple[int, int]]:
    """The first cell and the end of each run of cells that two rows differ in."""
    same, alike = 0, 0
    most = min(len(old), len(new))
    while same < most and old[same] == new[same]:
        same += 1
    wide, before = width_of(new), width_of(old)
    if wide == before:
        while alike < most - same and old[-1 - alike] == new[-1 - alike]:
            alike += 1
    olds = _cells(old[same : len(old) - alike])
    news = _cells(new[same : len(new) - alike])
    if olds is None or news is None:
        # Characters that join their neighbours: a part of the row would tear them from each other.
        return [(0, max(1, wide, before))]
    return _runs(olds, news, width_of(new[:same]))


def _runs(olds: list[_Cell], news: list[_Cell], first: int) -> list[tuple[int, int]]:
    count = max(len(olds), len(news))
    olds += [_NOTHING] * (count - len(olds))
    news += [_NOTHING] * (count - len(news))
    runs: list[tuple[int, int]] = []
    for at, (old, new) in enumerate(zip(olds, news, strict=True)):
        if old == new:
            continue
        start, end = at, at + 1
        # A character that takes two cells is painted whole, and the whole of one is painted over.
        while start and not (olds[start][0] and news[start][0]):
            start -= 1
        while end < count and not (olds[end][0] and news[end][0]):
            end += 1
        if runs and first + start - runs[-1][1] < _NEAR:
            start = runs.pop()[0] - first
        runs.append((first + start, first + end))
    return runs


def _cells(row: Row) -> list[_Cell] | None:
    """What is in each cell of a row; None where a character takes no cell of its own."""
    found: list[_Cell] = []
    for text, voice, _ in row:
        if text.isascii():
            found += [(character, voice) for character in text]
        else:
            parts = _parts(text)
            if parts is None:
                return None
            found += [(part, voice) for part in parts]
    return found


@lru_cache(8192)
def _parts(text: str) -> tuple[str, ...] | None:
    """A text cell by cell: a character, then as many empty parts as it takes further cells."""
    parts: list[str] = []
    for character in text:
        size = get_character_cell_size(character)
        if size < 1:
            return None
        parts += [character, *[""] * (size - 1)]
    return tuple(parts) if len(parts) == cells(text) else None


def cut_out(row: Row, start: int, end: int) -> Iterator[Span]:
    """What stands in the cells of a row from `start` up to `end`."""
    at = 0
    for span in row:
        size = cells(span.text)
        if at >= end:
            return
        if at + size > start or not size:
            if at >= start and at + size <= end:
                yield span
            else:
                yield Span(_part(span.text, start - at, end - at), span.voice, span.key)
        at += size


def _part(text: str, start: int, end: int) -> str:
    """The cells of a text from `start`, which may be before it, up to `end`, perhaps behind it."""
    start = max(0, start)
    if text.isascii():
        return text[start:end]
    parts = _parts(text)
    if parts is not None and "" not in (*parts[start : start + 1], *parts[end : end + 1]):
        return "".join(parts[start:end])
    # A half of a character becomes a blank.
    return Segment(text).split_cells(end)[0].split_cells(start)[1].text
