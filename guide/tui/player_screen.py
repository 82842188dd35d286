"""A recording on the screen: the call as it was, and beneath it the strip with the timeline."""

import time
from collections.abc import Callable

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from guide.training.player import by_hand
from guide.tui.body import CallBody
from guide.tui.call_result import CallResult
from guide.tui.call_screen import (
    BREAKPOINTS,
    ROW_BREAKPOINTS,
    Breakpoints,
    CallScreen,
)
from guide.tui.keys import OF_THE_PROGRAM
from guide.tui.pane import Pane
from guide.tui.player_view import LEAST, Intent, PlayerView, help_rows
from guide.tui.recorded import RecordedPanels
from guide.tui.stage_strip import SMALL, TALL, TALL_FROM, Strip

_TICK = 1 / 12


_ROWS: Breakpoints = [
    (0, "-tiny-rows"),
    (LEAST[1], "-short"),
    *ROW_BREAKPOINTS[2:],
]


class PlayerScreen(Screen[None]):
    """Shows a recording until it is left."""

    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    VERTICAL_BREAKPOINTS = _ROWS

    def __init__(self, view: PlayerView, seconds: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.view = view
        self._panels = RecordedPanels(view.player.recording)
        self._seconds = seconds
        self._last = seconds()
        self._shown: object = None
        self._left = False

    def compose(self) -> ComposeResult:
        """The call, the strip; the help, which is seen when it is asked for."""
        yield CallBody(live=False)
        yield Pane("player-help")
        yield Pane("strip")

    def on_mount(self) -> None:
        """Start the tick."""
        self.set_interval(_TICK, self._tick)

    async def _tick(self) -> None:
        now = self._seconds()
        passed, self._last = now - self._last, now
        if self.is_current and not self.view.help:
            self.view.tick(passed)
            await self.show()

    async def on_resize(self, event: events.Resize) -> None:
        """Paint for the new size, once it is laid out."""
        self._shown = None
        self.call_after_refresh(self.show)

    async def show(self) -> bool:
        """Show the place one is at; False if it looks as the last one did."""
        width, height = self.size
        if not width or self._left:
            return False
        tall = TALL if height >= TALL_FROM else SMALL
        strip = self.query_one("#strip", Pane)
        before = strip.rows
        strip.show(Strip(self.view.player, self.view.name).rows(width, tall))
        self.set_class(self.view.help, "-help")
        if self.view.help:
            self.query_one("#player-help", Pane).show(help_rows(max(20, width - 4)))
            return True
        return await self._show_call() or strip.rows != before

    async def _show_call(self) -> bool:
        """Show the call, where another frame or another second is reached."""
        player = self.view.player
        frame, second = player.frame, int(player.recording.at(player.position))
        # The words of the caller stand in the strip: the call is the same for all of them.
        what = (frame.call, frame.refusal, frame.action, frame.panel, frame.typed, second)
        if what == self._shown:
            return False
        self._shown = what
        body = self.query_one(CallBody)
        moment = self._panels.at(player.position, flow=body.flow_tells, banner=self.view.banner)
        await body.show(moment.scene)
        await body.show_typed(moment.typed, moment.note)
        return True

    async def on_key(self, event: events.Key) -> None:
        """Every key is the player's."""
        if event.key in OF_THE_PROGRAM:
            return
        event.stop()
        event.prevent_default()
        await self._press(event.key)

    async def on_pane_pressed(self, event: Pane.Pressed) -> None:
        """A click on the strip is the key that is clicked on."""
        await self._press(event.key)

    async def _press(self, key: str) -> None:
        if self._left:
            return
        match self.view.key(key):
            case Intent.LEAVE:
                self._left = True
                self.dismiss(None)
            case Intent.TAKE_OVER:
                self._take_over()
            case _:
                await self.show()

    def _take_over(self) -> None:
        """Play on by hand; the recording waits at the same place."""
        player = self.view.player
        session, book = by_hand(player.recording, player.position)
        self.app.push_screen(TakeOverScreen(session, book), self._back)

    async def _back(self, result: CallResult | None) -> None:
        self._last, self._shown = self._seconds(), None
        await self.show()


class TakeOverScreen(CallScreen):
    """The call goes on with the keyboard, and nothing is kept.

    Esc with nothing open leads back to the recording, and so does the end of the call.
    """

    banner = "TRAINING · NOT KEPT"

    def on_mount(self) -> None:
        """Say what this is."""
        super().on_mount()
        self.view.tell("You play on by hand: nothing is kept. Esc goes back to the recording.")

    async def escape(self) -> None:
        """Esc with nothing open goes back; else it is as ever."""
        view = self.view
        if view.panel is None and view.chart is None and not view.noting:
            self._left = True
            self.dismiss(CallResult(self._session.call.id))
        else:
            await super().escape()

    def leave(self) -> CallResult:
        """Let go of it."""
        self._left = True
        return CallResult(self._session.call.id, ended=self._session.call.ended is not None)

    def _finish(self) -> None:
        """The call has ended: back to the recording, without a summary."""
        self.dismiss(self.leave())
