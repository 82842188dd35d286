"""The call on the screen: status, flow, line to say, notes or the open panel, rules, footer.

A widget of widgets that shows a scene. The call, demos, replays and practice all have it.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container, Vertical, VerticalScroll
from textual.geometry import Offset
from textual.message import Message
from textual.widget import Widget

from guide.script.model import Choice, Script
from guide.tui.bars import footer, rules_rows, status, too_small
from guide.tui.flow import flow_pane
from guide.tui.notes import NotesPane
from guide.tui.pane import Pane
from guide.tui.panel_pane import PanelPane
from guide.tui.rows import Voice
from guide.tui.say import SayRows, choice_rows, most_choice_rows, say_panel
from guide.tui.scene import Scene

if TYPE_CHECKING:
    from guide.tui.chart_view import ChartPane, ChartView

SPACED = 16
"""From so many rows on the script panel has room for blank ones."""

TELLING = 32
"""A flow at least as wide has room to say where choices lead."""


class _SayPart(VerticalScroll):
    """A part of the script panel, which is scrolled where it has too little room."""

    class Resized(Message):
        """There is more room for the script panel, or less."""

    def on_resize(self, event: events.Resize) -> None:
        """Say so: what is in sight is to be chosen anew."""
        self.post_message(self.Resized())


class CallBody(Vertical):
    """Shows a scene. It answers no key. Only a `live` one takes what is typed."""

    def __init__(self, *, live: bool = True) -> None:
        super().__init__()
        self._live = live
        self._scene: Scene | None = None
        self._choices_of: tuple[Script | None, int, int, bool] = (None, 0, 0, False)
        self._most_choices = 0
        self._told = ""
        self._scrolled_for = (SayRows(()), 0)
        self._chart: ChartPane | None = None

    def compose(self) -> ComposeResult:
        """Every part there can be; style sheets say which of them a size has room for."""
        yield Pane("status")
        with Container(id="middle"):
            yield Pane("flow")
            with Vertical(id="say"):
                with _SayPart(id="say-top", can_focus=False):
                    yield Pane("lines", classes="filling")
                with _SayPart(id="say-choices", can_focus=False):
                    yield Pane("choices", classes="filling")
            yield NotesPane(id="notes")
            yield PanelPane(live=self._live)
        yield Pane("rules")
        yield Pane("footer")
        yield Pane("too-small")

    def on_mount(self) -> None:
        """Name the boxes."""
        for name, title in (("flow", "Flow"), ("say", "Say"), ("notes", "Notes")):
            self.query_one(f"#{name}").border_title = title
        for part in self._say_parts:
            self.watch(part, "scroll_y", self._tell_what_is_below)

    async def show(self, scene: Scene, kept: Mapping[str, str] | None = None) -> None:
        """Show a scene; `kept` are the texts of the panel's fields, by place or id."""
        self.show_panes(scene)
        if scene.panel is not None:
            await self.panel.show(scene.panel, scene.now, kept)
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
        flow = self.pane("flow")
        if flow.display and flow.size.width:
            flow.show(flow_pane(scene, flow.size.width, flow.size.height))
        self._show_say(scene)
        notes = self.query_one(NotesPane)
        if notes.display:
            notes.show(scene)

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

    @on(_SayPart.Resized)
    def _fit_say(self) -> None:
        """Fit the script panel into its room: another part of the screen has grown or shrunk."""
        if self._scene is not None:
            self._show_say(self._scene)

    def _show_say(self, scene: Scene) -> None:
        say = self.query_one("#say")
        if not say.content_size.width:
            return
        inner = max(10, say.content_size.width - 1)
        shown = say_panel(scene, inner, spaced=say.content_size.height >= SPACED)
        lines = self.pane("lines")
        lines.show(shown.rows)
        height = say.content_size.height
        start, end = shown.marked
        choices = choice_rows(scene, inner, height, end - start)
        self.pane("choices").show(choices)
        room = self._reserved(scene, inner, height)
        if len(shown.rows) + max(room, len(choices)) > height:
            # No row is kept free beneath the choices while text above them has none.
            room = min(len(choices), max(height - (end - start), height * 3 // 5))
        self.query_one("#say-choices").styles.height = max(1, room)
        self.call_after_refresh(self._scroll_to_line, shown)
        self.call_after_refresh(self._tell_what_is_below)

    def _reserved(self, scene: Scene, inner: int, height: int) -> int:
        """The rows of the longest choices of the script: they begin at one row on every step."""
        made_for = (scene.now.script, inner, height, scene.flow)
        if made_for[0] is not self._choices_of[0] or made_for[1:] != self._choices_of[1:]:
            self._choices_of = made_for
            self._most_choices = most_choice_rows(scene, inner, height)
        return min(self._most_choices, height * 3 // 5)

    def _tell_what_is_below(self) -> None:
        """Say in the border of the line how many rows are scrolled to, and with which key."""
        scene = self._scene
        keys = self._live and scene is not None and not scene.typing and scene.panel is None
        above = sum(part.scroll_offset.y for part in self._say_parts)
        below = sum(part.max_scroll_y for part in self._say_parts) - above
        told = [f"↑ {above} more{' · PgUp' if keys else ''}"] if above else []
        told += [f"↓ {below} more{' · PgDn' if keys else ''}"] if below else []
        if self._told != "   ".join(told):
            # Even the same text would have the whole box painted.
            self._told = "   ".join(told)
            self.query_one("#say").border_subtitle = self._told

    @property
    def _say_parts(self) -> list[Widget]:
        return [self.query_one(f"#{name}") for name in ("say-top", "say-choices")]

    def to_page(self, key: str) -> Widget:
        """What a page key scrolls: the text first, and the choices once there is no more of it."""
        top, choices = self._say_parts
        if key == "pagedown":
            return top if top.scroll_offset.y < top.max_scroll_y else choices
        return choices if choices.scroll_offset.y else top

    def _scroll_to_line(self, shown: SayRows) -> None:
        """Have the marked line in sight: with all that stands above it, where that fits.

        Only where other rows are shown, or in other room: what was scrolled to stays in sight.
        """
        top = self.query_one("#say-top", VerticalScroll)
        scrolled_for = (shown, top.size.height)
        if scrolled_for != self._scrolled_for:
            self._scrolled_for = scrolled_for
            start, end = shown.marked
            top.scroll_to(y=0 if end <= top.size.height else start, animate=False)

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

    def line_offset(self) -> Offset:
        """Where the marked line stands on the terminal: for its cursor."""
        lines = self.pane("lines")
        y = next(
            (n for n, one in enumerate(lines.rows) if any(s.voice is Voice.BAR for s in one)), 0
        )
        return lines.region.offset + Offset(0, y)

    @property
    def flow_tells(self) -> bool:
        """Whether the flow says in full where the choices lead."""
        flow = self.pane("flow")
        return bool(flow.display) and flow.size.width >= TELLING

    def pane(self, name: str) -> Pane:
        """One of its panes, by its id."""
        return self.query_one(f"#{name}", Pane)

    @property
    def panel(self) -> PanelPane:
        """The pane of the open panel."""
        return self.query_one(PanelPane)
