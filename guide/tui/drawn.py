"""What the chart draws, in the screen's voices."""

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


def in_voices(drawn: DrawnRow) -> Row:
    """A drawn row in the screen's voices."""
    return tuple(Span(span.text, _VOICES[span.ink]) for span in drawn)
