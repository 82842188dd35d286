"""A reel on the screen: a canvas, a tick, and the player view that says what to show."""

import time
from collections.abc import Callable

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from guide.training.by_hand import by_hand
from guide.tui.canvas import Canvas
from guide.tui.look import Palette
from guide.tui.over import Over
from guide.tui.player_view import Intent, PlayerView
from guide.tui.take_over_screen import TakeOverScreen

_TICK = 1 / 12


class PlayerScreen(Screen[None]):
    """Shows a reel until it is left."""

    def __init__(
        self, view: PlayerView, palette: Palette, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__()
        self.view = view
        self._palette = palette
        self._seconds = seconds
        self._last = seconds()

    def compose(self) -> ComposeResult:
        """One canvas."""
        yield Canvas(self._palette)

    @property
    def canvas(self) -> Canvas:
        """What everything is painted on."""
        return self.query_one(Canvas)

    def on_mount(self) -> None:
        """Start the tick."""
        self.set_interval(_TICK, self._tick)

    def _tick(self) -> None:
        now = self._seconds()
        passed, self._last = now - self._last, now
        if self.is_current and not self.view.help:
            self.view.tick(passed)
            self.show()

    def show(self) -> None:
        """Paint what is to be seen now."""
        size = self.canvas.size
        if size:
            self.canvas.show(self.view.rows(size.width, size.height))

    def repaint(self, palette: Palette) -> None:
        """Show everything in another look."""
        self._palette = palette
        self.canvas.repaint(palette)

    def on_resize(self, event: events.Resize) -> None:
        """Paint for the new size, once it is laid out."""
        self.call_after_refresh(self.show)

    def on_key(self, event: events.Key) -> None:
        """Every key is the player's, but those of the program itself."""
        if event.key in ("ctrl+p", "ctrl+q"):
            return
        event.stop()
        event.prevent_default()
        self._press(event.key)

    def on_click(self, event: events.Click) -> None:
        """A click on something with a key is that key."""
        key = self.canvas.key_at(event.x, event.y)
        if key:
            event.stop()
            self._press(key)

    def _press(self, key: str) -> None:
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
        moment = self.view.work.moment(player.position)
        session, book = by_hand(player.reel, player.position, moment)
        screen = TakeOverScreen(session, book, self._palette, large=self.view.large)
        self.app.push_screen(screen, self._back)

    def _back(self, over: Over | None) -> None:
        self.show()
