"""The whole chart on the call screen: panned to the step in hand, walked with the arrow keys.

Beneath it stands the wording of the step the arrows are at, which is the line to say until one
walks on.
"""

from guide.call.situation import Situation
from guide.call.state import Call
from guide.chart.whole import Chart, Direction, whole_chart
from guide.script.model import Step
from guide.tui.drawn import in_voices
from guide.tui.rows import BLANK, Row, Span, Voice, cut, row, width_of, wrapped

_WALK = {
    "up": Direction.UP,
    "down": Direction.DOWN,
    "left": Direction.LEFT,
    "right": Direction.RIGHT,
}
_PAGE = {"pageup": (0, -1), "pagedown": (0, 1), "home": (-1, 0), "end": (1, 0)}


class ChartView:
    """A window on the chart of one script. `at` is the step the arrows are at."""

    def __init__(self, now: Situation) -> None:
        self._script = now.script
        self._lines_of = now.lines_of
        self._words = now.words
        self.at = now.call.here.step
        self._chart: Chart = whole_chart(now.script, now.library.scripts)
        self._pan = (0, 0)

    def key(self, key: str) -> bool:
        """Walk with the arrows, pan with the page keys; False for any other key."""
        if key in _WALK:
            self.at = self._chart.neighbour(self.at, _WALK[key]) or self.at
            self._pan = (0, 0)
        elif key in _PAGE:
            across, down = _PAGE[key]
            self._pan = (self._pan[0] + across, self._pan[1] + down)
        else:
            return False
        return True

    def rows(self, call: Call, width: int, height: int) -> list[Row]:
        """The part of the chart around the step, and its wording: exactly `height` rows."""
        wording = self._wording(width)[: max(3, height // 3)]
        room = height - len(wording) - 1
        left, top = self._corner(width, room)
        marks = self._chart.marks(
            call.here.step,
            {step for script, step in call.visited if script == self._script.id},
            _ways_taken(call, self._script.id),
        )
        box = self._chart.box(self.at)
        drawn = []
        for y in range(top, top + room):
            if not 0 <= y < self._chart.height:
                drawn.append(BLANK)
                continue
            start = max(0, left)
            one = in_voices(self._chart.row(y, marks, start, min(width, self._chart.width - start)))
            shift = max(0, -left)
            if box and box.y <= y < box.y + box.height:
                one = _lit(one, box.x - start, box.x + box.width - start)
            drawn.append(row(" " * shift, *one))
        return [*drawn, row(Span("─" * width, Voice.BORDER)), *wording]

    def _corner(self, width: int, height: int) -> tuple[int, int]:
        """The chart's cell in the window's upper left: small charts are centred."""
        box = self._chart.box(self.at)
        return (
            _from(self._chart.width, width, box.middle[0] if box else 0, self._pan[0]),
            _from(self._chart.height, height, box.middle[1] if box else 0, self._pan[1]),
        )

    def _wording(self, width: int) -> list[Row]:
        step: Step | None = self._script.step(self.at)
        if step is None:
            return []
        rows = [row(" ", Span(step.title, Voice.HERE))]
        for line in self._lines_of(step):
            words = self._words(line, self._script)
            text = f"“{words}”" if words else "no approved wording on file"
            rows += [
                row(Span(" ▌ ", Voice.BAR), Span(p, Voice.LINE)) for p in wrapped(text, width - 4)
            ]
        rows += [row("   ", Span(cut(f"· {c}", width - 4), Voice.COACH)) for c in step.coach]
        return rows


def _from(size: int, window: int, middle: int, pages: int) -> int:
    if size <= window:
        return -((window - size) // 2)
    wanted = middle - window // 2 + pages * (window // 2)
    return max(0, min(size - window, wanted))


def _ways_taken(call: Call, script: str) -> set[tuple[str, str]]:
    """The choices taken on the way here, as the chart names them."""
    pairs = zip(call.path, call.path[1:], strict=False)
    return {
        (one.step, other.step if other.script == script else f"{other.script}:")
        for one, other in pairs
        if one.script == script
    }


def _lit(one: Row, start: int, end: int) -> Row:
    """A row with the cells from `start` to `end` in the voice of what is picked."""
    spans: list[Span] = []
    at = 0
    for span in one:
        size = width_of((span,))
        if at + size <= start or at >= end:
            spans.append(span)
        else:
            spans += _split(span, max(0, start - at), min(size, end - at))
        at += size
    return tuple(spans)


def _split(span: Span, start: int, end: int) -> list[Span]:
    """A span in three parts by cells; box drawings and titles are one cell a character."""
    parts = (
        (span.text[:start], span.voice),
        (span.text[start:end], Voice.HERE),
        (span.text[end:], span.voice),
    )
    return [Span(text, voice) for text, voice in parts if text]
