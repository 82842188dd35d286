"""What the chart draws, in the screen's voices."""

from collections.abc import Iterable

from guide.chart.ink import Ink
from guide.chart.ink import Row as DrawnRow
from guide.tui.rows import Row, Span, Voice

_VOICES = {
    Ink.BOX: Voice.BORDER,
    Ink.TEXT: Voice.TEXT,
    Ink.HERE: Voice.HERE,
    Ink.DONE: Voice.DONE,
    Ink.KEY: Voice.TITLE,
    Ink.LABEL: Voice.DIM,
    Ink.EXIT: Voice.TEXT,
    Ink.LOOP: Voice.DONE,
    Ink.DIM: Voice.DIM,
}
_DOUBLE = str.maketrans("╭╮╰╯─│┬┴┼┰┸╂┯┷┿", "╔╗╚╝═║╤╧╪╤╧╪╤╧╪")


def in_voices(drawn: DrawnRow, key: str = "") -> Row:
    """A drawn row in the screen's voices; a click on it stands for `key`."""
    return tuple(Span(span.text, _VOICES[span.ink], key) for span in drawn)


def picked(spans: Iterable[Span]) -> Row:
    """A piece of a box as the one that is picked: with a double border, so without colour too."""
    return tuple(Span(span.text.translate(_DOUBLE), Voice.HERE, span.key) for span in spans)
