"""The picker on the screen."""

from guide.tui.canvas_screen import CanvasScreen
from guide.tui.look import Palette
from guide.tui.picker import Offer, Pick, PickerView
from guide.tui.rows import Row


class PickerScreen(CanvasScreen[Pick]):
    """Offers calls and scripts; its result is what was picked."""

    def __init__(
        self, offer: Offer, palette: Palette, *, message: str = "", news: str = ""
    ) -> None:
        super().__init__(palette)
        self.view = PickerView(offer, message, news=news)

    def painted(self, width: int, height: int) -> list[Row]:
        """The offer."""
        return self.view.rows(width, height)

    def press(self, key: str, character: str) -> None:
        """Pick, or move the mark."""
        pick = self.view.key(key)
        if pick is not None:
            self.dismiss(pick)
        else:
            self.show()
