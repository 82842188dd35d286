"""What a screen is made of before it is painted: rows of spans, each in a voice.

Everything shown is a `Row`; panes are lists of rows of one exact width, so that they can be put
side by side. Widths are in terminal cells.
"""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from guide.text import cells as measured
from guide.text import cut as shortened
from guide.text import head, is_from_right, plain, plain_line, runs_from_right


class Voice(StrEnum):
    """How something speaks: what it is, never what colour it has."""

    TEXT = "text"
    DIM = "dim"
    TITLE = "title"
    BORDER = "border"
    FOCUS = "focus"
    LINE = "line"
    LINE_DONE = "line-done"
    FILLED_IN = "filled-in"
    BAR = "bar"
    COACH = "coach"
    KEY = "key"
    KEY_OFF = "key-off"
    LABEL = "label"
    HERE = "here"
    DONE = "done"
    RULE = "rule"
    PICKED = "picked"
    AMBER = "amber"
    AMBER_TEXT = "amber-text"
    RED = "red"
    RED_TEXT = "red-text"
    MESSAGE = "message"


_OF_A_LINE = (Voice.LINE, Voice.LINE_DONE, Voice.TEXT, Voice.FILLED_IN)
"""The voices of a line to say and of what is filled into it."""


class Span(NamedTuple):
    """A piece of a row. `key` is the key that a click on it stands for.

    `from_right`: how the text runs that it is a row of; None: as most of its own letters do.
    A tuple, for each key press makes hundreds of them and compares them with those before.
    """

    text: str
    voice: Voice = Voice.TEXT
    key: str = ""
    from_right: bool | None = None


Row = tuple[Span, ...]

BLANK: Row = ()

SCROLL_BAR = 1
"""The columns that rows leave free for a scroll bar beside them."""

LEAD = 1
"""The columns of their own that texts in a box begin with: terminals keep signs there."""

_WIDEST = 2
"""The cells of the widest sign: it is drawn even where there is less room."""

_NEVER_FIRST = (*"。、，．！？：；」』）】〉》”’…ー",)
"""What no row of Japanese or Chinese begins with: the sign before it goes along."""

_ONE_LINE = str.maketrans("\n\t", "  ")


def safe(spans: Row) -> Row:
    """The row with only what is safe to show: texts of hand-made records and files come this far.

    This is the one border that every row crosses on its way to the terminal.
    """
    if all(span.text.isprintable() for span in spans):
        return spans
    return tuple(span._replace(text=plain(span.text).translate(_ONE_LINE)) for span in spans)


_MARKS = "\u2190-\u21ff\u2500-\u25ff\u2713-\u2718·"
_BETWEEN_MARKS = re.compile(
    rf"(?:(?<![^\s{_MARKS}])[!≈–] )?+([^\s{_MARKS}](?:[^{_MARKS}]*[^\s{_MARKS}])?)"
)
"""A text between frames, arrows, ticks and dots, and behind the sign that says what it is."""

_FILLED_IN = re.compile("‹[^‹›]*›?|^[^‹›]*›")
ISOLATES, ISOLATED = ("\u2067", "\u2066"), "\u2069"
"""What is written around a text that is kept apart: from the right, from the left; its end."""

_FROM_RIGHT, _FROM_LEFT = ISOLATES


def from_right(text: str) -> bool:
    """Whether a whole text runs from the right; what is filled in says nothing of that.

    Unless there is nothing else in it.
    """
    own = _FILLED_IN.sub("", text)
    return is_from_right(own if any(map(str.isalpha, own)) else text)


def isolated(spans: Row) -> Row:
    """The row with whatever is written from right to left kept apart from all beside it.

    Terminals that know of such writing otherwise turn round a whole row, frames and keys included.
    A line with something filled in is one text, though it is in several spans. No sign that is
    written around a text takes a cell.
    """
    if not any(runs_from_right(span.text) for span in spans):
        return spans
    shown: list[Span] = []
    for first, last in _texts(spans):
        group = spans[first : last + 1]
        shown += isolated_text(group) if any(runs_from_right(one.text) for one in group) else group
    return tuple(shown)


def isolated_text(spans: Row) -> Iterable[Span]:
    """The spans of one text, with what stands between marks set apart where it needs to be."""
    begins, ends = dict[int, str](), set[int]()
    for part in _BETWEEN_MARKS.finditer("".join(span.text for span in spans)):
        if runs_from_right(part[1]):
            runs = spans[0].from_right
            runs = from_right(part[1]) if runs is None else runs
            begins[part.start(1)] = _FROM_RIGHT if runs else _FROM_LEFT
            ends.add(part.end(1))
    at = 0
    for span in spans:
        text = ""
        for n, char in enumerate(span.text, at):
            text += begins.get(n, "") + char + (ISOLATED if n + 1 in ends else "")
        yield span._replace(text=text)
        at += len(span.text)


def _texts(spans: Row) -> list[tuple[int, int]]:
    """The first and the last span of each text of a row: those around what is filled in are one."""
    found: list[tuple[int, int]] = []
    for n, span in enumerate(spans):
        beside = n > 0 and Voice.FILLED_IN in (span.voice, spans[n - 1].voice) and span.text.strip()
        if beside and spans[n - 1].voice in _OF_A_LINE:
            found[-1] = (found[-1][0], n)
        else:
            found.append((n, n))
    return found


def row(*pieces: Span | str) -> Row:
    """A row of spans; a bare string speaks as plain text."""
    return tuple(Span(p) if isinstance(p, str) else p for p in pieces)


cells = lru_cache(16_384)(measured)
"""How many cells a text takes. Remembered: each key asks for hundreds, nearly all as before."""


def width_of(spans: Iterable[Span]) -> int:
    """How many cells a row takes."""
    width = 0
    for span in spans:
        width += cells(span.text)
    return width


def fit(spans: Row, width: int, fill: Voice = Voice.TEXT) -> Row:
    """`spans` in exactly `width` cells: cut with an ellipsis, or filled up with blanks."""
    used = width_of(spans)
    if used == width:
        return spans
    if used < width:
        return (*spans, Span(" " * (width - used), fill))
    kept: list[Span] = []
    room = width
    for span in spans:
        size = cells(span.text)
        if size >= room:
            short = cut(span.text, room, force=True)
            kept.append(span._replace(text=short + " " * (room - cells(short))))
            break
        kept.append(span)
        room -= size
    return tuple(kept)


def cut(text: str, width: int, *, force: bool = False) -> str:
    """`text` as one line of at most `width` cells; it ends in an ellipsis where it was cut.

    `force`: it must look cut even if it fits, for more was to follow.
    """
    return shortened(text.translate(_ONE_LINE), width, force=force)


@lru_cache(4096)
def wrapped(text: str, width: int) -> tuple[str, ...]:
    """`text` in lines of at most `width` cells, broken at blanks; a word too long is broken too.

    A tab is a blank here: in a terminal it would jump over the panes to the right.
    """
    width = max(1, width)
    lines = text.replace("\t", " ").split("\n")
    return tuple(piece for line in lines for piece in _wrap_line(line, width))


def _wrap_line(line: str, width: int) -> Iterable[str]:
    current, used = "", 0
    for index, word in enumerate(line.split(" ")):
        size = cells(word)
        if index and used + 1 + size > width:
            yield current
            current, used = "", 0
        elif index:
            current, used = current + " ", used + 1
        while size > width:
            first, rest = head(word, width)
            if not first:
                first, rest = head(word, _WIDEST)
            else:
                first, rest = _broken_better(first, rest)
            yield first
            word = rest
            size = cells(word)
        current, used = current + word, used + size
    yield current


def _broken_better(first: str, rest: str) -> tuple[str, str]:
    """A row and what follows it, with as many signs moved on that this begins with no closing one.

    They stay where they are if nothing would be left of the row.
    """
    shorter, longer = first, rest
    while shorter and longer[:1] in _NEVER_FIRST:
        shorter, moved = head(shorter, cells(shorter) - 1)
        longer = moved + longer
    return (shorter, longer) if shorter else (first, rest)


def hanging(
    lead: Row, text: str, width: int, voice: Voice = Voice.TEXT, key: str = ""
) -> list[Row]:
    """A text beside its lead, in as many rows as it takes: all of them begin where the first does.

    A click on the text stands for `key`.
    """
    indent, runs = width_of(lead), from_right(text) if runs_from_right(text) else None
    first, *rest = wrapped(text, width - indent)
    return [
        (*lead, Span(first, voice, key, runs)),
        *(row(" " * indent, Span(piece, voice, key, runs)) for piece in rest),
    ]


def paragraph(
    text: str, width: int, voice: Voice = Voice.TEXT, *, lead: str = "", key: str = ""
) -> list[Row]:
    """A text in as many rows as it takes, each behind the lead. A click on it stands for `key`."""
    runs = from_right(text) if runs_from_right(text) else None
    pieces = wrapped(text, width - cells(lead))
    return [row(Span(f"{lead}{piece}", voice, key, runs)) for piece in pieces]


def paragraphs(told: Iterable[tuple[str, Voice]], width: int) -> list[Row]:
    """Texts beneath each other, each in its voice; what is empty takes no row."""
    return [
        one for text, voice in told if text for one in paragraph(plain_line(text), width, voice)
    ]


def beside(*panes: Sequence[Row]) -> list[Row]:
    """Panes of equal height, side by side."""
    return [tuple(span for part in parts for span in part) for parts in zip(*panes, strict=True)]
