"""A recording on the screen: a canvas, a tick, and the player view that says what to show."""

import time
from collections.abc import Callable

from guide.training.player import by_hand
from guide.tui.call_result import CallResult
from guide.tui.canvas_screen import CanvasScreen
from guide.tui.look import Palette
from guide.tui.player_view import Intent, PlayerView
from guide.tui.rows import Row
from guide.tui.take_over_screen import TakeOverScreen

_TICK = 1 / 12


class PlayerScreen(CanvasScreen[None]):
    """Shows a recording until it is left."""

    def __init__(
        self, view: PlayerView, palette: Palette, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(palette)
        self.view = view
        self._seconds = seconds
        self._last = seconds()

    def on_mount(self) -> None:
        """Start the tick."""
        self.set_interval(_TICK, self._tick)

    def _tick(self) -> None:
        now = self._seconds()
        passed, self._last = now - self._last, now
        if self.is_current and not self.view.help:
            self.view.tick(passed)
            self.show()

    def painted(self, width: int, height: int) -> list[Row]:
        """What is to be seen now."""
        return self.view.rows(width, height)

    def press(self, key: str, character: str) -> None:
        """Every key is the player's."""
        match self.view.key(key):
            case Intent.LEAVE:
                self.dismiss(None)
            case Intent.TAKE_OVER:
                self._take_over()
            case _:
                self.show()

    def _take_over(self) -> None:
        """Play on by hand; the recording waits at the same place."""
        player = self.view.player
        session, book = by_hand(player.recording, player.position)
        screen = TakeOverScreen(session, book, self._palette)
        self.app.push_screen(screen, self._back)

    def _back(self, result: CallResult | None) -> None:
        self.show()
