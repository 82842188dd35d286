"""The script panel as a widget: the text, scrolled where it has too little room, over the choices.

It is one pane that scrolls its own rows: from step to step nothing has to be laid out, which takes
longer than all else of a key.
"""

from textual.geometry import Offset, Size
from textual.scroll_view import ScrollView
from textual.widget import Widget

from guide.script.model import Script
from guide.tui.key_words import clickable
from guide.tui.pane import Pane
from guide.tui.rows import BLANK, SCROLL_BAR, Row, Voice
from guide.tui.say import choice_rows, most_choice_rows, say_panel
from guide.tui.scene import Scene

SPACED = 16
"""From so many rows on there is room for blank ones."""

_LEAST_WIDTH = 10

_SEEN_AT_A_GLANCE = 3
"""A page of so few rows needs none of the one before to be recognized."""


class SayPane(Pane, ScrollView, can_focus=False):
    """What a scene has to say, and beneath, standing still, its choices.

    The text is scrolled first; once there is no more of it, the choices are. `text` and `choices`
    are all the rows there are, `rows` those in sight.
    """

    def __init__(self, name: str, *, live: bool) -> None:
        """`name` is its id; only a `live` one names the keys that scroll it."""
        super().__init__(name)
        self._live = live
        self.text: tuple[Row, ...] = ()
        self.choices: tuple[Row, ...] = ()
        self._height = self._text_room = 0
        self._scrolled_for: tuple[tuple[Row, ...], int] = ((), 0)
        self._held = ""
        self._told = ""
        self._longest_of: tuple[Script | None, int, int, bool] = (None, 0, 0, False)
        self._longest = 0

    def show_scene(self, scene: Scene, room: Size) -> None:
        """Show a scene in so much room, with the marked line in sight."""
        width, height = room
        self._height = height
        inner = max(_LEAST_WIDTH, width - SCROLL_BAR)
        spaced = height >= SPACED
        said = say_panel(scene, inner, spaced=spaced)
        marked = said.marked[1] - said.marked[0]
        self.text = said.rows
        self.choices = tuple(choice_rows(scene, inner, height, marked))
        if len(self.text) + len(self.choices) > height and scene.panel is None:
            # All that the step tells goes before where its choices lead: the flow has that too.
            close = say_panel(scene, inner, spaced=False)
            choices = choice_rows(scene, inner, height, len(close.rows))
            if len(close.rows) + len(choices) <= height:
                said, self.text, self.choices = close, close.rows, tuple(choices)
        below = max(self._reserved(scene, inner, height), len(self.choices))
        if len(self.text) + below > height:
            # No row is kept free beneath the choices while text above them has none.
            below = min(len(self.choices), max(height - marked, height * 3 // 5))
        self._text_room = height - max(1, below)
        self._held = "Alt+" if scene.typing or scene.panel is not None else ""
        self._lay_out(width)
        self._scroll_to_line(*said.marked)
        self._show_what_is_in_sight()

    def _reserved(self, scene: Scene, inner: int, height: int) -> int:
        """The rows of the longest choices of the script: they begin at one row on every step."""
        made_for = (scene.now.script, inner, height, scene.flow)
        if made_for[0] is not self._longest_of[0] or made_for[1:] != self._longest_of[1:]:
            self._longest_of = made_for
            self._longest = most_choice_rows(scene, inner, height)
        return min(self._longest, height * 3 // 5)

    def _lay_out(self, width: int) -> None:
        """Have the scroll bar know how many rows there are; nothing else depends on it."""
        rows = self._height + self._text_over + self._choices_over
        self.set_reactive(Widget.virtual_size, Size(width - SCROLL_BAR, rows))
        self.vertical_scrollbar.window_virtual_size = rows
        self.vertical_scrollbar.window_size = self._height

    @property
    def _text_over(self) -> int:
        """The rows of the text for which there is no room."""
        return max(0, len(self.text) - self._text_room)

    @property
    def _choices_over(self) -> int:
        """The rows of the choices for which there is no room."""
        return max(0, len(self.choices) - (self._height - self._text_room))

    def _scroll_to_line(self, start: int, end: int) -> None:
        """Have the marked line in sight: with all that stands above it, where that fits.

        Only where other rows are shown, or in other room: what was scrolled to stays in sight.
        """
        scrolled_for = (self.text, self._text_room)
        at = self.scroll_offset.y
        if scrolled_for != self._scrolled_for:
            self._scrolled_for = scrolled_for
            at = 0 if end <= self._text_room else min(start, self._text_over)
        at = min(at, self.max_scroll_y)
        if at != self.scroll_offset.y:
            self.scroll_to(y=at, animate=False, force=True)

    def page(self, by: int) -> None:
        """Scroll on by so many pages; a row of each is seen on the next, unless pages are short."""
        text = self.scroll_offset.y < self._text_over or not self._choices_over
        room = self._text_room if text else self._height - self._text_room
        step = room - 1 if room > _SEEN_AT_A_GLANCE else room
        self.scroll_relative(y=by * max(1, step), animate=False)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Show other rows, and only those that differ."""
        self.vertical_scrollbar.position = new_value
        self._show_what_is_in_sight()

    def _show_what_is_in_sight(self) -> None:
        at = self.scroll_offset.y
        first = min(at, self._text_over)
        text = self.text[first : first + self._text_room]
        blank = [BLANK] * (self._text_room - len(text))
        self.show([*text, *blank, *self.choices[at - first :]][: self._height])
        self._tell_what_is_out_of_sight(at)

    def _tell_what_is_out_of_sight(self, above: int) -> None:
        """Say in the border how many rows are scrolled to, and with which key."""
        below = self._text_over + self._choices_over - above
        signs = [(f"↑ {above}", f" · {self._held}PgUp")] if above else []
        signs += [(f"↓ {below}", f" · {self._held}PgDn")] if below else []
        words = "   ".join(f"{count} more" for count, _ in signs)
        if self._live:
            with_keys = ("   ".join(n + more + key for n, key in signs) for more in (" more", ""))
            words = next((one for one in with_keys if len(one) < self.size.width), words)
        if words != self._told:
            # Even the same text would have the whole box painted.
            self._told = words
            self.border_subtitle = clickable(words) if self._live else words

    def line_offset(self) -> Offset:
        """Where the marked line stands on the terminal: for its cursor."""
        found = (n for n, one in enumerate(self.rows) if any(s.voice is Voice.BAR for s in one))
        return self.content_region.offset + Offset(0, next(found, 0))
