"""The whole chart on the call screen: panned to the step in hand, walked with arrows or mouse.

Beneath it stands the wording of the step one has walked to, as much as there is room for. Enter, or
a click on its title, opens it wholly. What is in sight moves only where one walks out of sight.
"""

from itertools import pairwise

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Region

from guide.call.context import Context
from guide.call.state import Call
from guide.chart.graph import arrow_name
from guide.chart.whole import Box, Chart, Direction, Marks, whole_chart
from guide.script.condition_words import told_label
from guide.script.model import Choice, Line, Script, Step
from guide.tui.flow import in_voices, picked
from guide.tui.key_words import clickable
from guide.tui.pane import Pane, plain_text
from guide.tui.rows import BLANK, Row, Span, Voice, cut, hanging, row
from guide.tui.say import leads_to, line_rows, read_back, tag, told_in_full
from guide.tui.scene import Scene

STEP = "step:"
"""What a click on the box of a step stands for, with the step's id after it."""

_WALK = {
    "up": Direction.UP,
    "down": Direction.DOWN,
    "left": Direction.LEFT,
    "right": Direction.RIGHT,
}
_PAGE = {"pageup": (0, -1), "pagedown": (0, 1), "home": (-1, 0), "end": (1, 0)}
_WHEEL: dict[type[events.MouseEvent], tuple[int, int]] = {
    events.MouseScrollUp: (0, -3),
    events.MouseScrollDown: (0, 3),
    events.MouseScrollLeft: (-6, 0),
    events.MouseScrollRight: (6, 0),
}


class ChartView:
    """A window on the chart of the script in hand. `at` is the step one has walked to."""

    def __init__(self, context: Context) -> None:
        self._script = context.script
        self._chart: Chart = whole_chart(context.script, context.library.scripts)
        self._corner = (0, 0)
        self._window = (0, 0)
        self._sought = True
        self._scroll = 0
        self._marked: tuple[Call, Marks] | None = None
        self.reading = False
        self.at = context.call.here.step

    def follow(self, context: Context) -> "ChartView":
        """The chart once the call has moved on: at its step, and in another script another one."""
        if context.script is not self._script:
            return ChartView(context)
        self._walk_to(context.call.here.step)
        self.reading = False
        return self

    @property
    def title(self) -> str:
        """What the frame around it says of where one is."""
        step = self._script.step(self.at)
        return step.title if self.reading and step else self._script.title

    @property
    def hint(self) -> str:
        """What the frame around it says of the keys."""
        if self.reading:
            return "arrows scroll · Esc: back to the chart"
        return "arrows move, Enter reads · v or Esc closes"

    def key(self, key: str) -> bool:
        """Walk with the arrows or a click, pan with the page keys, read; False for other keys."""
        if key == "enter":
            self.reading, self._scroll = not self.reading, 0
        elif key.startswith(STEP):
            self._click(key.removeprefix(STEP))
        elif key in _PAGE:
            across, down = _PAGE[key]
            self.pan(across * self._window[0] // 2, down * self._window[1] // 2)
        elif key not in _WALK:
            return False
        elif self.reading:
            self.pan(*_WALK[key].value)
        else:
            self._walk_to(self._chart.neighbor(self.at, _WALK[key]) or self.at)
        return True

    def back(self) -> bool:
        """From the wording back to the chart; False where the chart itself is to be closed."""
        was, self.reading = self.reading, False
        return was

    def pan(self, across: int, down: int) -> None:
        """Move what is in sight by so many cells; the wording only up and down."""
        if self.reading:
            self._scroll += down
        else:
            self._corner = self._corner[0] + across, self._corner[1] + down

    def rows(self, scene: Scene, width: int, height: int) -> list[Row]:
        """The chart and the wording of the step, or all of the wording: exactly `height` rows."""
        step = self._script.step(self.at)
        wording = wording_rows(scene, step, width) if step else []
        if self.reading:
            return self._read(wording, width, height)
        beneath = wording[: max(3, height // 3)]
        if len(beneath) < len(wording):
            more = " … Enter shows all of it"
            beneath[-1] = row(Span(cut(more, width), Voice.DIM, "enter"))
        drawn = self._drawn(scene.call, width, height - len(beneath) - 1)
        return [*drawn, row(Span("─" * width, Voice.BORDER)), *beneath]

    def _click(self, step: str) -> None:
        if step == self.at:
            self.reading, self._scroll = True, 0
        elif self._chart.box(step):
            self._walk_to(step)

    def _walk_to(self, step: str) -> None:
        self.at, self._sought = step, True

    def _read(self, wording: list[Row], width: int, height: int) -> list[Row]:
        room = height - 1
        self._window = width, room
        self._scroll = max(0, min(len(wording) - room, self._scroll))
        shown = wording[self._scroll : self._scroll + room]
        left = len(wording) - self._scroll - len(shown)
        more = f" ↓ {left} more" if left else " ↑ that is all" if self._scroll else ""
        return [*shown, *[BLANK] * (room - len(shown)), row(Span(more, Voice.DIM))]

    def _drawn(self, call: Call, width: int, height: int) -> list[Row]:
        self._place(width, height)
        if self._marked is None or self._marked[0] is not call:
            self._marked = call, self._marks(call)
        marks = self._marked[1]
        top = self._corner[1]
        return [self._row(y, marks, width, call.here.step) for y in range(top, top + height)]

    def _row(self, y: int, marks: Marks, width: int, here: str) -> Row:
        """Row `y` of the chart, as much as is in sight; a click on a box walks there."""
        if not 0 <= y < self._chart.height:
            return BLANK
        at, end = max(0, self._corner[0]), min(self._chart.width, self._corner[0] + width)
        spans: list[Span] = [Span(" " * max(0, -self._corner[0]))]
        for box in self._chart.boxes_in(y):
            start, stop = max(at, box.x), min(end, box.x + box.width)
            if start >= stop:
                continue
            spans += in_voices(self._chart.row(y, marks, at, start - at))
            inside = in_voices(self._chart.row(y, marks, start, stop - start), f"{STEP}{box.step}")
            at_it = box.step == self.at and box.step != here
            spans += picked(inside) if at_it else inside
            at = stop
        return (*spans, *in_voices(self._chart.row(y, marks, at, end - at)))

    def _marks(self, call: Call) -> Marks:
        visited = {step for script, step in call.visited if script == self._script.id}
        return self._chart.marks(call.here.step, visited, ways_taken(call, self._script))

    def _place(self, width: int, height: int) -> None:
        """Bring the step that was walked to into sight, and no blank from beyond the chart."""
        box = self._chart.box(self.at)
        sought = self._sought or self._window != (width, height)
        in_sight = Region(*self._corner, width, height)
        if box and sought and not in_sight.contains_region(_around(box)):
            x, y = box.middle
            self._corner = x - width // 2, y - height // 2
        self._sought, self._window = False, (width, height)
        self._corner = (
            _within(self._corner[0], self._chart.width, width),
            _within(self._corner[1], self._chart.height, height),
        )


def ways_taken(call: Call, script: Script) -> set[tuple[str, str]]:
    """The choices of a script taken on the way to the step in hand, as the chart names them.

    Who went elsewhere without a choice took none.
    """
    found: set[tuple[str, str]] = set()
    for one, other in pairwise(call.path):
        step = script.step(one.step) if one.script == script.id else None
        choice = step.choice(other.key) if step else None
        if choice:
            found.add(arrow_name(one.step, choice))
    return found


def _around(box: Box) -> Region:
    """A box with what must be in sight around it, or it is moved to the middle."""
    return Region(box.x, box.y, box.width, box.height).grow((1, 2, 1, 2))


def _within(start: int, size: int, window: int) -> int:
    """Where a window begins: never beyond the chart; a chart smaller than it is in its middle."""
    if size <= window:
        return -((window - size) // 2)
    return max(0, min(size - window, start))


def wording_rows(scene: Scene, step: Step, width: int) -> list[Row]:
    """All of a step in rows, what matters most first. A click on its title opens it wholly.

    Only a line of the step in hand has the bar of a line to say.
    """
    here = scene.call.here.step == step.id
    place = Span("current step", Voice.DIM) if here else Span("not the current step", Voice.DIM)
    rows: list[Row] = [row(" ", Span(step.title, Voice.HERE, "enter"), "  ", place)]
    lines = scene.now.lines_of(step)
    for line in lines:
        rows += _line(scene, line, width - 2, here=here)
    if not lines:
        rows.append(row(Span("   No script line for this step", Voice.DIM)))
    for item in step.coaching:
        if scene.now.holds(item.when):
            rows += hanging(row(" ", Span(" · ", Voice.COACH)), item.text, width, Voice.COACH)
    for choice in step.choices:
        rows += _choice(scene, choice, width)
    return rows


def _line(scene: Scene, line: Line, width: int, *, here: bool) -> list[Row]:
    """A line, what became of it, and what keeps it from being simply approved."""
    mark = scene.call.mark(scene.now.script.id, line.id)
    rows = line_rows(line, mark, scene, width, Voice.BAR if here else Voice.BORDER)
    in_full = told_in_full(line, scene, width)
    rows += [*tag(line, mark, scene, width), *in_full, *read_back(line, scene, width)]
    return [*((Span(" "), *one) for one in rows), BLANK]


def _choice(scene: Scene, choice: Choice, width: int) -> list[Row]:
    lead = row(" ", Span(f" {choice.key} ", Voice.TITLE))
    label = told_label(choice, scene.now.script)
    return hanging(lead, f"{label}   {leads_to(choice, scene.now)}", width, Voice.LABEL)


class _ChartRows(Pane):
    """What is seen of the chart. A drag takes it along instead of selecting its text."""

    ALLOW_SELECT = False


class ChartPane(Vertical):
    """Shows a window on the chart. Arrows and mouse walk it."""

    DEFAULT_CSS = """
    ChartPane {
        display: none; height: 1fr; border: solid $accent; border-title-color: $accent;
        #chart-rows { height: 1fr; }
    }
    """

    def __init__(self) -> None:
        super().__init__(id="chart")
        self._view: ChartView | None = None
        self._scene: Scene | None = None
        self._dragged = False

    def compose(self) -> ComposeResult:
        yield _ChartRows("chart-rows")

    def show(self, view: ChartView, scene: Scene) -> None:
        self._view, self._scene = view, scene
        self.border_title = Content.assemble(f"{view.title} · ", clickable(view.hint))
        size = self.content_size
        if size.width:
            self.query_one(Pane).show(view.rows(scene, size.width, size.height))

    def names(self, choice: Choice) -> bool:
        """Whether a choice is in sight with its key: its label may go on in the row beneath."""
        shown = plain_text(self.query_one(Pane).rows)
        return f"{choice.key} {choice.label.split()[0]}" in shown

    def on_resize(self, event: events.Resize) -> None:
        self._pan(0, 0)

    def _pan(self, across: int, down: int) -> None:
        if self._view and self._scene:
            self._view.pan(across, down)
            self.show(self._view, self._scene)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self._dragged = False

    def on_pane_pressed(self, event: Pane.Pressed) -> None:
        """The end of a drag is no click."""
        if self._dragged:
            event.stop()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """A drag takes the whole chart with it."""
        if event.button and (event.delta_x or event.delta_y):
            self._dragged = True
            self._pan(-event.delta_x, -event.delta_y)

    @on(events.MouseScrollUp)
    @on(events.MouseScrollDown)
    @on(events.MouseScrollLeft)
    @on(events.MouseScrollRight)
    def _wheel(self, event: events.MouseEvent) -> None:
        """The wheel scrolls; with Shift, sideways."""
        across, down = _WHEEL[type(event)]
        self._pan(*((2 * down, 0) if event.shift else (across, down)))
