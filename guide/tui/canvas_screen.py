"""A screen that is one canvas: what every screen of the program does in the same way."""

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen, ScreenResultType

from guide.tui.canvas import Canvas
from guide.tui.input import typed_character
from guide.tui.keys import without_case
from guide.tui.look import Palette
from guide.tui.rows import Row

_OF_THE_PROGRAM = ("ctrl+p", "ctrl+q")


class CanvasScreen(Screen[ScreenResultType]):
    """Paints rows, and hands on keys; a click on something with a key is that key."""

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self._palette = palette

    def painted(self, width: int, height: int) -> list[Row]:
        """The whole screen, as it stands now."""
        raise NotImplementedError

    def press(self, key: str, character: str) -> None:
        """Answer a key; `character` is what it types, or empty."""
        raise NotImplementedError

    def clicked(self, key: str) -> None:
        """Answer a click on something with this key: as the key itself."""
        self.press(key, "")

    def compose(self) -> ComposeResult:
        """One canvas."""
        yield Canvas(self._palette)

    @property
    def canvas(self) -> Canvas:
        """What everything is painted on."""
        return self.query_one(Canvas)

    def show(self) -> None:
        """Paint what is to be seen now."""
        size = self.canvas.size
        if size:
            self.canvas.show(self.painted(size.width, size.height))

    def repaint(self, palette: Palette) -> None:
        """Show everything in another look."""
        self._palette = palette
        self.canvas.repaint(palette)

    def on_resize(self, event: events.Resize) -> None:
        """Paint for the new size, once it is laid out."""
        self.call_after_refresh(self.show)

    def on_key(self, event: events.Key) -> None:
        """Every key is this screen's, but those of the program itself."""
        if event.key in _OF_THE_PROGRAM:
            return
        event.stop()
        event.prevent_default()
        self.press(without_case(event.key), typed_character(event))

    def on_click(self, event: events.Click) -> None:
        """A click on something with a key is that key."""
        key = self.canvas.key_at(event.x, event.y)
        if key:
            event.stop()
            self.clicked(key)
