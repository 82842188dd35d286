"""Recordings on the screen, for tests: the player's own screen, without a terminal."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

from kit import shipped
from msgspec.structs import replace
from piloted import drawn, still
from textual import events
from textual.pilot import Pilot

from guide.script.library import shipped_folder
from guide.training.demo import demo_of
from guide.training.recording import Frame, Recording
from guide.training.scenario import Scenario
from guide.training.scenario_file import load_scenario, scenario_files
from guide.tui._textual_private import strips_of
from guide.tui.player_app import PlayerApp
from guide.tui.player_screen import PlayerScreen

NAMES = tuple(scenario_files(shipped_folder()))
WIDE, NARROW = (120, 36), (80, 24)
_CHARACTERS = {"space": " ", "plus": "+", "minus": "-", "question_mark": "?"}


@cache
def scenario(name: str) -> Scenario:
    """A shipped scenario."""
    return load_scenario(scenario_files(shipped_folder())[name])


@cache
def demo(name: str) -> Recording:
    """The demo of a shipped scenario."""
    return demo_of(scenario(name), shipped())


def moves(recording: Recording) -> tuple[Frame, ...]:
    """The frame after each move of a demo."""
    return tuple(frame for frame in recording.frames if not frame.minor)[1:]


class Watched:
    """A recording that is watched: keys are pressed, time passes when it is told to."""

    def __init__(self, app: PlayerApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        """Press keys, by the names Textual gives them."""
        for key in keys:
            character = _CHARACTERS.get(key, key if len(key) == 1 else None)
            self.app.post_message(events.Key(key, character))
            await self.pilot.pause()

    async def go(self, position: float) -> None:
        """Be paused at this position."""
        shown = self.player
        shown.player = replace(shown.player.moved(position), playing=False)
        await shown.show()
        await drawn(self.pilot)

    async def still(self) -> str:
        """Wait until nothing on the screen changes any more; its text."""
        return await still(self.pilot, lambda: self.text)

    @property
    def player(self) -> PlayerScreen:
        """The screen with the recording."""
        return next(s for s in self.app.screen_stack if isinstance(s, PlayerScreen))

    @property
    def text(self) -> str:
        """The screen in front as text."""
        return "\n".join(strip.text.rstrip() for strip in strips_of(self.app.screen))


@asynccontextmanager
async def watching(app: PlayerApp, size: tuple[int, int] = WIDE) -> AsyncIterator[Watched]:
    """The program with this app, in a terminal of this size."""
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield Watched(app, pilot)


@asynccontextmanager
async def watched(
    recording: Recording | str, position: float = 0.0, size: tuple[int, int] = WIDE
) -> AsyncIterator[Watched]:
    """A recording, or the demo of this name, paused at this position."""
    shown = demo(recording) if isinstance(recording, str) else recording
    async with watching(PlayerApp(shown.library, shown), size) as screen:
        await screen.go(position)
        yield screen
