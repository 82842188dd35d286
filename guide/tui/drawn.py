"""What the chart draws, in the screen's voices."""

from collections.abc import Iterable

from guide.chart.style import DrawnRow, Style
from guide.tui.rows import Row, Span, Voice

_VOICES = {
    Style.BOX: Voice.BORDER,
    Style.TEXT: Voice.TEXT,
    Style.HERE: Voice.HERE,
    Style.DONE: Voice.DONE,
    Style.KEY: Voice.TITLE,
    Style.LABEL: Voice.DIM,
    Style.EXIT: Voice.TEXT,
    Style.LOOP: Voice.DONE,
    Style.DIM: Voice.DIM,
}
_DOUBLE = str.maketrans("╭╮╰╯─│┬┴┼┰┸╂┯┷┿", "╔╗╚╝═║╤╧╪╤╧╪╤╧╪")


def in_voices(drawn: DrawnRow, key: str = "") -> Row:
    """A drawn row in the screen's voices; a click on it stands for `key`."""
    return tuple(Span(span.text, _VOICES[span.style], key) for span in drawn)


def picked(spans: Iterable[Span]) -> Row:
    """A piece of a box as the one that is picked: with a double border, so without colour too."""
    return tuple(Span(span.text.translate(_DOUBLE), Voice.HERE, span.key) for span in spans)
