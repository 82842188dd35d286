"""The call screen while somebody plays on by hand from a recording: nothing of it is kept."""

from msgspec.structs import replace

from guide.session.callbook import CallBook
from guide.session.session import Session
from guide.tui.call_result import CallResult
from guide.tui.call_screen import CallScreen
from guide.tui.frame import paint
from guide.tui.look import Palette
from guide.tui.rows import Row

BANNER = "TRAINING · NOT KEPT"


class TakeOverScreen(CallScreen):
    """The call goes on with the keyboard. Esc with nothing open leads back, and so does its end."""

    def __init__(self, session: Session, book: CallBook, palette: Palette) -> None:
        super().__init__(session, book, palette)
        self.view.tell("You play on by hand: nothing is kept. Esc goes back to the recording.")

    def painted(self, width: int, height: int) -> list[Row]:
        """The call as ever; its banner says that it is not kept."""
        return paint(replace(self.view.scene(width, height), banner=BANNER))

    def press(self, key: str, character: str) -> None:
        """Esc with nothing open goes back; all else is as ever."""
        scene = self.view.scene(1, 1)
        free = scene.panel is None and scene.chart is None and not scene.typing
        if free and key == "escape":
            self.dismiss(self.leave())
        else:
            super().press(key, character)

    def leave(self) -> CallResult:
        """Let go of it."""
        self._left = True
        return CallResult(self._session.call.id, ended=self._session.call.ended is not None)

    def _finish(self) -> None:
        """The call has ended: back to the recording, without a summary."""
        self.dismiss(self.leave())
