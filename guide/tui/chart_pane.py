"""The whole chart of the script, over the panes of the call."""

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical

from guide.tui.chart_view import ChartView
from guide.tui.pane import Pane
from guide.tui.scene import Scene


class _ChartRows(Pane):
    """What is seen of the chart. A drag takes it along instead of selecting its text."""

    ALLOW_SELECT = False


class ChartPane(Vertical):
    """Shows a window on the chart. Arrows and mouse walk it."""

    def __init__(self) -> None:
        super().__init__(id="chart")
        self._view: ChartView | None = None
        self._scene: Scene | None = None
        self._dragged = False

    def compose(self) -> ComposeResult:
        """One pane within a frame."""
        yield _ChartRows("chart-rows")

    def show(self, view: ChartView, scene: Scene) -> None:
        """Show the chart from where one has walked to."""
        self._view, self._scene = view, scene
        self.border_title = view.title
        size = self.content_size
        if size.width:
            self.query_one(Pane).show(view.rows(scene, size.width, size.height))

    def on_resize(self, event: events.Resize) -> None:
        """Draw for the new size."""
        self._again()

    def _again(self) -> None:
        if self._view and self._scene:
            self.show(self._view, self._scene)

    def _pan(self, across: int, down: int) -> None:
        if self._view:
            self._view.pan(across, down)
            self._again()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """A drag may begin."""
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

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel scrolls; with Shift, sideways."""
        self._pan(*((-6, 0) if event.shift else (0, -3)))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel scrolls; with Shift, sideways."""
        self._pan(*((6, 0) if event.shift else (0, 3)))

    def on_mouse_scroll_left(self, event: events.MouseScrollLeft) -> None:
        """A wheel that goes sideways pans."""
        self._pan(-6, 0)

    def on_mouse_scroll_right(self, event: events.MouseScrollRight) -> None:
        """A wheel that goes sideways pans."""
        self._pan(6, 0)
