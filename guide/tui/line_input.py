"""A field of one line. Its screen is given its keys, and hands each on to it in its turn."""

from typing import Self

from rich.segment import Segment
from textual import events
from textual.geometry import Offset, Region
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Input

from guide.text import plain_line, runs_from_right
from guide.tui.key_press import editing_actions, typed_character
from guide.tui.rows import cells
from guide.tui.terminal_cursor import put_cursor
from guide.tui.typed_row import isolated_row

_EDITING = {k: a for k, a in editing_actions(Input.BINDINGS).items() if k != "enter"}


class LineInput(Input):
    """A line that is typed; a sign at an edge tells that it goes on beyond."""

    DEFAULT_CSS = """
    LineInput {
        border: none; height: 1; padding: 0; background: $field; color: $bright;
        &:focus { background: $field-focus; background-tint: $background 0%; }
    }
    """

    _ran_from_right = False

    def __init__(self, name: str, value: str = "", hint: str = "") -> None:
        """`name` is its id; the hint stands in it while nothing else does."""
        super().__init__(value, hint, id=name, compact=True)
        self.cursor_blink = False
        # The toolkit selects once it gets round to it, when one may have typed already.
        self.select_on_focus = False

    def post_message(self, message: Message) -> bool:
        """Leave keys and pastes to the screen, which gives each to the field it is for, in order.

        The toolkit hands them to the field that has the focus as they come: what is typed while one
        field is left and another opens would be lost, or mixed up.
        """
        if isinstance(message, events.Key | events.Paste):
            return self.screen.post_message(message)
        return super().post_message(message)

    async def take(self, event: events.Key) -> bool:
        """Type or edit; False for a key that means nothing here.

        Textual takes no space but the common one, and no joiner, for text.
        """
        if typed := typed_character(event):
            self.replace(typed, *sorted(self.selection))
        elif action := _EDITING.get(event.key):
            return await self.app.run_action(action, self)
        else:
            return False
        return True

    def watch_selection(self) -> None:
        """Have the cells beside the caret in sight: one may be the sign that the text goes on."""
        if self.is_attached and self.screen.focused is self:
            around = Region(max(0, self._caret - 2), 0, 5, 1)
            self.scroll_to_region(around, force=True, animate=False)
            put_cursor(self, self.cursor_screen_offset)

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Have it painted: once it ran from the right whole, with the cell before it.

        Terminals keep the sign at its beginning there.
        """
        self._ran_from_right = self._ran_from_right or runs_from_right(self.value)
        if self._ran_from_right:
            regions = (Region(-1, 0, self.size.width + 1, 1),)
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    @property
    def _caret(self) -> int:
        return cells(self.value[: self.cursor_position])

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the caret is painted; for the toolkit it stands a cell further on at the end."""
        return self.content_region.offset + Offset(self._caret - self.scroll_offset.x, 0)

    def render_line(self, y: int) -> Strip:
        """The text, with a sign at each edge that it goes on beyond."""
        strip, width = super().render_line(y), self.size.width
        before = self.scroll_offset.x > 0
        after = cells(self.value) - self.scroll_offset.x > width
        sign = Strip([Segment("…", self.rich_style)])
        parts = [sign] if before else []
        parts.append(strip.crop(before, width - after))
        return isolated_row(Strip.join([*parts, sign] if after else parts))

    def paste(self, text: str) -> None:
        """Paste as one line."""
        start, end = sorted(self.selection)
        self.replace(" ".join(plain_line(text).split()), start, end)
