"""The marked line: the one of the step in hand that is said, adapted or left out next."""

from guide.call.context import Context
from guide.script.model import Line


class MarkedLine:
    """A mark that stands before one of the lines; `at` is its place among them, from 0."""

    def __init__(self, context: Context) -> None:
        self.begin(context)

    def begin(self, context: Context) -> None:
        """Mark the first line of the step that is not settled."""
        self.at = _open_line(context, -1)

    def go_on(self, context: Context) -> None:
        """Mark the next line that is not settled, or one before it; else leave the mark."""
        self.at = _open_line(context, self.at)

    def move(self, by: int, context: Context) -> None:
        """Move the mark by so many lines."""
        self.at = max(0, min(len(context.lines) - 1, self.at + by))

    def line(self, context: Context) -> Line | None:
        """The line that is marked; None where the step has none."""
        lines = context.lines
        return lines[min(self.at, len(lines) - 1)] if lines else None


def _open_line(context: Context, after: int) -> int:
    found = [i for i, line in enumerate(context.lines) if not context.settled(line)]
    return next((i for i in found if i > after), found[0] if found else max(0, after))
