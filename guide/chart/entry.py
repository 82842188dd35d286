"""The choices of the focus view: each a keyed box, a pair of rows, or a single row."""

from collections.abc import Sequence
from enum import Enum

from guide.chart.ink import Ink, Row, Span, fitted
from guide.chart.leads import Sign
from guide.chart.ways import Way
from guide.chart.width import cells, cut


class Form(Enum):
    """How roomy a choice is drawn."""

    BOX = 3
    PAIR = 2
    LINE = 1

    @property
    def rows(self) -> int:
        """The rows a choice takes in this form."""
        return self.value


def entries(choices: Sequence[Way], form: Form, width: int) -> list[Row]:
    """The choices below one another, on the line that comes down from the step in hand."""
    draw = {Form.BOX: _box, Form.PAIR: _pair, Form.LINE: _line}[form]
    rows: list[Row] = []
    for way in choices:
        rows += draw(way, way is choices[-1], width)
    return rows


def _branch(way: Way, last: bool) -> list[Span]:
    return [
        Span("  ╰" if last else "  ├", Ink.BOX),
        Span(str(way.key), Ink.KEY),
        Span("┤ ", Ink.BOX),
    ]


def _title(way: Way, width: int) -> list[Span]:
    """The title with its signs, in at most `width` cells; the signs are never cut off."""
    before = f"{way.sign} " if way.sign else ""
    after = f" {Sign.DONE}" if way.done else ""
    room = width - cells(before) - cells(after)
    return [Span(before + cut(way.title, room), way.ink), Span(after, Ink.DONE)]


def _box(way: Way, last: bool, width: int) -> list[Row]:
    inside = width - 8
    title = _title(way, inside)
    blank = " " * (inside - sum(cells(span.text) for span in title))
    return [
        fitted([Span("  │ ", Ink.BOX), *_border("╭", way.label, Ink.LABEL, "╮", width - 4)], width),
        fitted([*_branch(way, last), *title, Span(blank + " │", Ink.BOX)], width),
        fitted(
            [
                Span("    " if last else "  │ ", Ink.BOX),
                *_border("╰", way.after, Ink.DIM, "╯", width - 4),
            ],
            width,
        ),
    ]


def _border(left: str, words: str, ink: Ink, right: str, width: int) -> list[Span]:
    """A border of `width` cells with words in it."""
    if not words:
        return [Span(left + "─" * (width - 2) + right, Ink.BOX)]
    shown = f" {cut(words, width - 6)} "
    rest = "─" * (width - 3 - cells(shown))
    return [Span(f"{left}─", Ink.BOX), Span(shown, ink), Span(rest + right, Ink.BOX)]


def _pair(way: Way, last: bool, width: int) -> list[Row]:
    room = width - 6
    title = _title(way, room if way.sign else room - 2)
    lead = [] if way.sign else [Span("→ ", Ink.DIM)]
    left = room - sum(cells(span.text) for span in (*lead, *title))
    after = f" · {way.after}" if way.after else ""
    if cells(after) <= left:
        title.append(Span(after, Ink.DIM))
    stem = Span("      " if last else "  │   ", Ink.BOX)
    label = Span(cut(way.label, room), Ink.LABEL)
    return [fitted([*_branch(way, last), label], width), fitted([stem, *lead, *title], width)]


def _line(way: Way, last: bool, width: int) -> list[Row]:
    """Label and title share the row: each may take half of it, and what the other leaves."""
    room = width - 6
    arrow = " " if way.sign else " → "
    whole = _title(way, len(way.title) * 2 + 4)
    need = sum(cells(span.text) for span in whole)
    label = cut(way.label, max(room // 2 - 1, room - len(arrow) - need))
    title = _title(way, room - cells(label) - len(arrow))
    return [
        fitted(
            [*_branch(way, last), Span(label, Ink.LABEL), Span(arrow, Ink.DIM), *title],
            width,
        )
    ]
