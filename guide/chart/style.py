"""Drawn rows: text in a few styles. The screen gives each its colors.

Every style can also be told from the others by its characters, so that a drawing reads the same
without color.
"""

from enum import StrEnum

from msgspec import Struct

from guide.text import cells, cut


class Style(StrEnum):
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
    return "".join(run.text for run in row)


def joined(runs: list[TextRun]) -> DrawnRow:
    """The runs as a row, neighbors of one style made one; empty ones are left out."""
    row: list[TextRun] = []
    for run in runs:
        if not run.text:
            continue
        if row and row[-1].style is run.style:
            row[-1] = TextRun(row[-1].text + run.text, run.style)
        else:
            row.append(run)
    return tuple(row)


def fitted(runs: list[TextRun], width: int) -> DrawnRow:
    """The runs as a row of exactly `width` cells: cut with an ellipsis, or filled with spaces."""
    row: list[TextRun] = []
    left = width
    for run in runs:
        taken = cells(run.text)
        if taken > left:
            row.append(TextRun(cut(run.text, left), run.style))
            left -= cells(row[-1].text)
            break
        row.append(run)
        left -= taken
    row.append(TextRun(" " * left, Style.TEXT))
    return joined(row)
