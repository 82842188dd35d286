"""Demos and replays on the screen: a recording is picked, or the one asked for is shown."""

import time
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime

from textual.strip import Strip

from guide.call.context import Refused
from guide.errors import GuideError
from guide.remarks.reviewing import Reviewing
from guide.script.library import Library
from guide.session.clock import SetClock
from guide.training.player import EphemeralBook, Player
from guide.training.recording import Recording
from guide.tui._textual_private import strips_of
from guide.tui.app import GuideApp, LaunchOptions
from guide.tui.look import Palette
from guide.tui.pickers import Offered, ScenarioPicker
from guide.tui.player_screen import NO_REMARKS, PlayerScreen

Open = Callable[[str], Recording]
"""The recording of a scenario of this name."""


class PlayerApp(GuideApp):
    """Shows recordings. It takes no call, and writes nothing but remarks about the one it shows."""

    def __init__(
        self,
        library: Library,
        recording: Recording | None = None,
        offer: tuple[Offered, ...] = (),
        opened: Open | None = None,
        *,
        speed: float = 1.0,
        palette: Palette | None = None,
        seconds: Callable[[], float] = time.monotonic,
        reviewing: Reviewing | Refused = NO_REMARKS,
    ) -> None:
        """Show a recording; without one, those of `offer` that are picked, as `opened` gives.

        `seconds` is the clock that recordings are played by; `reviewing` are the remarks about the
        call that is shown, or why there can be none.
        """
        book = EphemeralBook(library, SetClock(datetime.min.replace(tzinfo=UTC)))
        super().__init__(book, LaunchOptions(""), palette)
        self._recording = recording
        self._scenarios = offer
        self._opened = opened
        self._speed = speed
        self._seconds = seconds
        self._reviewing = reviewing

    def begin(self) -> None:
        self.run_worker(self._play())

    async def _play(self) -> None:
        """Show what was asked for; or what is picked, one after the other."""
        if self._recording is not None:
            await self._show(self._recording)
            self.exit()
            return
        message = ""
        while self._opened is not None:
            name = await self.push_screen_wait(demo_picker(self._scenarios, message))
            message = ""
            try:
                await self._show(self._opened(name))
            except GuideError as error:
                message = str(error)

    async def _show(self, recording: Recording) -> None:
        screen = PlayerScreen(recording, self._speed, self._seconds, self._reviewing)
        await self.push_screen_wait(screen)


def demo_picker(
    offer: tuple[Offered, ...], message: str = "", *, back: bool = False
) -> ScenarioPicker:
    question = "Which call do you want to show?"
    return ScenarioPicker(offer, " TRAINING · DEMO ", question, message=message, back=back)


async def shown_at(
    recording: Recording,
    positions: Sequence[float],
    size: tuple[int, int],
    palette: Palette,
    speed: float = 1.0,
) -> AsyncIterator[list[Strip]]:
    """What the player shows at each of these places, row by row, without a terminal.

    Its clock stands still: a slow machine shows the same places as a fast one.
    """
    app = PlayerApp(recording.library, recording, speed=speed, palette=palette, seconds=lambda: 0.0)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, PlayerScreen)
        strips: list[Strip] = []
        for position in positions:
            over = position >= recording.duration
            screen.player = Player(recording, position, not over, speed)
            if await screen.show() or not strips:
                before: list[Strip] = []
                while not strips or strips != before:
                    # A part that has grown has others fitted anew, and they are painted after it.
                    await pilot.pause()
                    before, strips = strips, strips_of(screen)
            yield strips
