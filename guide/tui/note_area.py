"""The field a note is typed in. Its editor is loaded once the first frame is there."""

from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import TextArea

from guide.text import plain
from guide.tui.key_press import editing_actions, typed_character
from guide.tui.terminal_cursor import put_cursor
from guide.tui.typed_row import isolated_row

LIMIT = 64 * 1024
"""How many characters a note's field holds; more would make each key slow."""

_NEWLINE = ("alt+enter", "shift+enter", "ctrl+n")
_OF_THE_SCREEN = ("pageup", "pagedown", "f6", "f7")
_EDITING = {
    key: action
    for key, action in editing_actions(TextArea.BINDINGS).items()
    if key not in _OF_THE_SCREEN
}


class NoteArea(TextArea):
    """The field a note is typed in. Enter, F-keys and Alt are for the screen to answer."""

    _has_colors = False

    class Undone(Message):
        """What was typed last was taken away again."""

    class Full(Message):
        """A letter was typed for which there is no room."""

    class TooLong(Message):
        """A paste that has no room in the field."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, text: str = "") -> None:
        super().__init__(
            plain(text), soft_wrap=True, show_line_numbers=False, compact=True, id="note"
        )
        self.highlight_cursor_line = False
        self.cursor_blink = False
        self.untouched = True

    def notify_style_update(self) -> None:
        """Take the colours of another look."""
        self._has_colors = False
        super().notify_style_update()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Rows to be painted, in colours that are taken from the style sheet once.

        The toolkit's editor takes them before each painting, which is a third of what a letter
        takes.
        """
        if self._has_colors:
            return ScrollView.render_lines(self, crop)
        self._has_colors = True
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """One row of what is typed."""
        return isolated_row(super().render_line(y))

    def on_text_area_selection_changed(self, event: TextArea.SelectionChanged) -> None:
        """Keep it from going round all the screen with each letter: nobody asks."""
        event.stop()

    def put(self, text: str) -> None:
        """Hold this text, the cursor at its end."""
        if text != self.text:
            self.load_text(plain(text))
        self.move_cursor(self.document.end)

    def on_resize(self) -> None:
        """Keep the caret in sight: with another row the field has moved, or has fewer of them."""
        self._keep_in_sight()

    def watch_virtual_size(self) -> None:
        """Keep the caret in sight: the toolkit scrolls to it before it knows of a new row."""
        self._keep_in_sight()

    def _keep_in_sight(self) -> None:
        """Have the caret's row in sight, and the terminal's cursor there."""
        if self.is_attached and self.screen.focused is self:
            self.scroll_cursor_visible()
            put_cursor(self, self.cursor_screen_offset)

    def post_message(self, message: Message) -> bool:
        """Leave keys and pastes to the screen, which gives each to the field it is for, in order.

        The toolkit hands them to the field that has the focus as they come: what is typed while one
        field is left and another opens would be lost, or mixed up.
        """
        if isinstance(message, events.Key | events.Paste):
            return self.screen.post_message(message)
        return super().post_message(message)

    @property
    def leads_up(self) -> bool:
        """Whether Up leads to the note before: nothing was typed here that it could move in."""
        return not self.text or self.untouched

    async def take(self, event: events.Key) -> bool:
        """Type or edit; False for a key that means nothing here."""
        if event.key in _NEWLINE:
            self.insert("\n")
        elif typed := typed_character(event):
            # Textual takes no space but the common one, and no joiner, for text.
            if len(self.text) < LIMIT:
                self.replace(typed, *self.selection, maintain_selection_offset=False)
            else:
                self.post_message(self.Full())
        elif action := _EDITING.get(event.key):
            if action == "undo":
                self.post_message(self.Undone())
            return await self.app.run_action(action, self)
        else:
            return False
        return True

    def paste(self, pasted: str) -> None:
        """Paste what is text; a paste without room here is handed on whole."""
        text = plain(pasted)
        if len(self.text) + len(text) > LIMIT:
            self.post_message(self.TooLong(text))
        else:
            start, end = self.selection
            self.replace(text, start, end, maintain_selection_offset=False)
