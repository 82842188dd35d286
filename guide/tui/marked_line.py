"""The marked line: the one of the step in hand that is said, adapted or left out next."""

from guide.call.situation import Situation
from guide.script.model import Line


class MarkedLine:
    """A mark that stands before one of the lines; `at` is its place among them, from 0."""

    def __init__(self, now: Situation) -> None:
        self.begin(now)

    def begin(self, now: Situation) -> None:
        """Mark the first line of the step that is not settled."""
        self.at = _open_line(now, -1)

    def go_on(self, now: Situation) -> None:
        """Mark the next line that is not settled, or one before it; else leave the mark."""
        self.at = _open_line(now, self.at)

    def move(self, by: int, now: Situation) -> None:
        """Move the mark by so many lines."""
        self.at = max(0, min(len(now.lines) - 1, self.at + by))

    def line(self, now: Situation) -> Line | None:
        """The line that is marked; None where the step has none."""
        lines = now.lines
        return lines[min(self.at, len(lines) - 1)] if lines else None


def _open_line(now: Situation, after: int) -> int:
    found = [i for i, line in enumerate(now.lines) if not now.settled(line)]
    return next((i for i in found if i > after), found[0] if found else max(0, after))
