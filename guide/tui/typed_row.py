"""A row that somebody types in, as a terminal that writes from right to left needs it."""

from rich.segment import Segment
from textual.strip import Strip

from guide.text import runs_from_right
from guide.tui.rows import Span, isolated_text


def isolated_row(strip: Strip) -> Strip:
    """The row with what is typed kept apart from the frame beside it; it takes the same cells."""
    if not runs_from_right(strip.text):
        return strip
    segments = [*strip]
    spans = isolated_text(tuple(Span(one.text) for one in segments))
    shown = (Segment(span.text, *one[1:]) for span, one in zip(spans, segments, strict=True))
    return Strip(shown, strip.cell_length)
