"""The picker on the screen."""

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from guide.tui.canvas import Canvas
from guide.tui.look import Palette
from guide.tui.picker import Offer, Pick, PickerView


class PickerScreen(Screen[Pick]):
    """Offers calls and scripts; its result is what was picked."""

    def __init__(
        self, offer: Offer, palette: Palette, *, message: str = "", news: str = ""
    ) -> None:
        super().__init__()
        self.view = PickerView(offer, message, news=news)
        self._palette = palette

    def compose(self) -> ComposeResult:
        """One canvas."""
        yield Canvas(self._palette)

    @property
    def canvas(self) -> Canvas:
        """What everything is painted on."""
        return self.query_one(Canvas)

    def on_resize(self, event: events.Resize) -> None:
        """Paint for the new size, once it is laid out."""
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        size = self.canvas.size
        if size:
            self.canvas.show(self.view.rows(size.width, size.height))

    def repaint(self, palette: Palette) -> None:
        """Show everything in another look."""
        self.canvas.repaint(palette)

    def on_key(self, event: events.Key) -> None:
        """Pick, or move the mark."""
        if event.key in ("ctrl+p", "ctrl+q"):
            return
        event.stop()
        self._press(event.key)

    def on_click(self, event: events.Click) -> None:
        """A click on an item picks it."""
        key = self.canvas.key_at(event.x, event.y)
        if key:
            self._press(key)

    def _press(self, key: str) -> None:
        pick = self.view.key(key)
        if pick is not None:
            self.dismiss(pick)
        else:
            self._show()
