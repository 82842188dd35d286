"""Drawn rows: text in a few styles. The screen gives each its colors.

Every style can also be told from the others by its characters, so that a drawing reads the same
without color.
"""

from enum import StrEnum

from msgspec import Struct

from guide.text import cells, cut


class Style(StrEnum):
    """The styles of a drawing."""

    BOX = "box"
    """Borders, and lines between boxes."""
    TEXT = "text"
    """The title of a step one may go to."""
    HERE = "here"
    """The box and the title of the step in hand; heavy, with ▶."""
    DONE = "done"
    """A step that was visited, with ✓; a line that was taken, heavy."""
    KEY = "key"
    """The number of a choice."""
    LABEL = "label"
    """The words of a choice."""
    EXIT = "exit"
    """A way out of the script: ⇢ another script, ↩ back, ■ an ending."""
    LOOP = "loop"
    """A way back to a step that lies behind, with ↺."""
    DIM = "dim"
    """What is said in passing."""


class TextRun(Struct, frozen=True):
    """A piece of a row, all in one style."""

    text: str
    style: Style


DrawnRow = tuple[TextRun, ...]


def row_text(row: DrawnRow) -> str:
    return "".join(span.text for span in row)


def joined(spans: list[TextRun]) -> DrawnRow:
    """The spans as a row, neighbors of one style made one; empty ones are left out."""
    row: list[TextRun] = []
    for span in spans:
        if not span.text:
            continue
        if row and row[-1].style is span.style:
            row[-1] = TextRun(row[-1].text + span.text, span.style)
        else:
            row.append(span)
    return tuple(row)


def fitted(spans: list[TextRun], width: int) -> DrawnRow:
    """The spans as a row of exactly `width` cells: cut with an ellipsis, or filled with spaces."""
    row: list[TextRun] = []
    left = width
    for span in spans:
        taken = cells(span.text)
        if taken > left:
            row.append(TextRun(cut(span.text, left), span.style))
            left -= cells(row[-1].text)
            break
        row.append(span)
        left -= taken
    row.append(TextRun(" " * left, Style.TEXT))
    return joined(row)
