"""The call on the screen: status, flow, line to say, notes or the open panel, rules, footer.

A widget of widgets that shows a scene. The call, demos, replays and practice all have it.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace
from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.geometry import Size
from textual.widget import Widget

from guide.script.model import Choice
from guide.tui.bars import footer, rules_rows, status, too_small
from guide.tui.flow import flow_pane
from guide.tui.key_words import KEY
from guide.tui.known_caller import known_texts
from guide.tui.notes import NotesPane
from guide.tui.pane import Pane
from guide.tui.panel_pane import PanelPane
from guide.tui.say_pane import SayPane
from guide.tui.scene import Scene
from guide.tui.uncovered import paint_what_is_uncovered

if TYPE_CHECKING:
    from guide.tui.chart_view import ChartPane, ChartView

BOXES = ("flow", "say", "notes")
"""What is always there between status and rules, by its ids."""

TELLING = 32
"""A flow at least as wide has room to say where choices lead."""


class CallBody(Vertical):
    """Shows a scene. It answers no key. Only a `live` one takes what is typed."""

    def __init__(self, *, live: bool = True) -> None:
        super().__init__()
        self._live = live
        self._scene: Scene | None = None
        self._chart: ChartPane | None = None

    def compose(self) -> ComposeResult:
        """Every part there can be; style sheets say which of them a size has room for."""
        yield Pane("status")
        with Container(id="middle"):
            yield Pane("flow")
            yield SayPane("say", live=self._live)
            yield NotesPane(id="notes")
            yield PanelPane(live=self._live)
        yield Pane("rules")
        yield Pane("footer")
        yield Pane("too-small")

    def on_mount(self) -> None:
        """Name the boxes."""
        paint_what_is_uncovered(self.screen)
        for name in BOXES:
            self.query_one(f"#{name}").border_title = name.capitalize()

    async def show(self, scene: Scene, kept: Mapping[str, str] | None = None) -> None:
        """Show a scene; `kept` are the texts of the panel's fields, by place or id."""
        self.show_panes(scene)
        if scene.panel is not None:
            await self.panel.show(scene.panel, scene.now, kept, known_texts(scene))
        else:
            self.panel.panel = None

    def show_panes(self, scene: Scene) -> None:
        """Show all of a scene but its panel."""
        self._scene = scene
        self.panel.visible = scene.panel is not None
        width = self.size.width
        if not width:
            return
        # A recording has no footer, and its strip stands beneath instead.
        too_little = too_small(width, self.size.height + (not self._live))
        self.pane("too-small").show(too_little)
        if too_little:
            return
        self.show_bars(scene, width)
        boxes = [self.query_one(f"#{name}") for name in BOXES]
        self._show_boxes(scene, {one.id: one.content_size for one in boxes if one.display})

    def foresee(self, scene: Scene, size: Size) -> None:
        """Make the rows of a scene before anything is laid out in `size`: one frame shows it all.

        What the toolkit would lay out is asked of it. Show the scene again once it is laid out.
        """
        self.show_bars(scene, size.width)
        middle = self.query_one("#middle")
        room = _rooms(self, size).get(middle.id)
        if room is not None:
            boxes = _rooms(middle, room)
            flow = boxes.get("flow")
            told = flow is not None and flow.width >= TELLING
            self._show_boxes(replace(scene, flow=told), boxes)

    def _show_boxes(self, scene: Scene, rooms: Mapping[str | None, Size]) -> None:
        """Show what the boxes hold that have some room."""
        if room := rooms.get("flow"):
            self.pane("flow").show(flow_pane(scene, room.width, room.height))
        if room := rooms.get("say"):
            self.say.show_scene(scene, room)
        if room := rooms.get("notes"):
            self.query_one(NotesPane).show(scene, room)

    def show_bars(self, scene: Scene, width: int) -> None:
        """Show what is above and beneath the boxes, whose room depends on it."""
        self.pane("status").show(status(scene, width))
        self.pane("rules").show(rules_rows(scene, width))
        self.pane("footer").show([footer(scene, width)])

    def on_pane_resized(self, event: Pane.Resized) -> None:
        """Make the rows anew: an opened panel, or the terminal, has moved the panes."""
        event.stop()
        if self._scene is not None:
            self.show_panes(self._scene)

    def on_pane_pressed(self, event: Pane.Pressed) -> None:
        """What a recording shows was another's to press."""
        if not self._live:
            event.stop()

    def on_click(self, event: events.Click) -> None:
        """A click on a key that the border of a box names is that key."""
        if event.chain == 1 and (key := event.style.meta.get(KEY)):
            self.post_message(Pane.Pressed(key))

    async def show_chart(self, chart: "ChartView | None", scene: Scene) -> None:
        """Show the whole chart over the boxes, unless a panel is open; None: no chart."""
        over = chart is not None and scene.panel is None
        middle = self.query_one("#middle")
        if over:
            middle.display = False
        elif middle.styles.inline.has_rule("display"):
            # The style sheet says it again: it is hidden where the terminal is too small.
            middle.styles.clear_rule("display")
            middle.refresh(layout=True)
        if chart is None:
            shown, self._chart = self._chart, None
            if shown is not None:
                await shown.remove()
            return
        if self._chart is None:
            from guide.tui.chart_view import ChartPane

            self._chart = ChartPane()
            await self.mount(self._chart, before="#rules")
        self._chart.display = over
        self._chart.show(chart, scene)

    def hides(self, number: int) -> Choice | None:
        """The choice of this key, if the chart lies over it and does not itself name it there."""
        scene, chart = self._scene, self._chart
        if scene is None or chart is None or not chart.display:
            return None
        choice = next((one for one in scene.now.step.choices if one.key == number), None)
        return None if choice is None or chart.names(choice) else choice

    async def show_typed(self, typed: Mapping[str, str], note: str) -> None:
        """Show what was typed into the panel's fields, by their ids, and into the note's."""
        self.panel.fill(typed)
        area = await self.query_one(NotesPane).field(note)
        area.can_focus = False
        area.display = bool(note)
        area.put(note)

    @property
    def flow_tells(self) -> bool:
        """Whether the flow says in full where the choices lead."""
        flow = self.pane("flow")
        return bool(flow.display) and flow.size.width >= TELLING

    def pane(self, name: str) -> Pane:
        """One of its panes, by its id."""
        return self.query_one(f"#{name}", Pane)

    @property
    def say(self) -> SayPane:
        """The pane of what to say, and of the choices."""
        return self.query_one(SayPane)

    @property
    def panel(self) -> PanelPane:
        """The pane of the open panel."""
        return self.query_one(PanelPane)


def _rooms(around: Widget, size: Size) -> dict[str | None, Size]:
    """The room that each part of a widget will have for what it holds, by its id.

    `size` is what the widget itself will have.
    """
    return {
        place.widget.id: place.region.shrink(place.widget.styles.gutter).size
        for place in around.arrange(size).placements
    }
