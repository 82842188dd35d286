"""The whole program without a terminal: its clock is set, its disk is real."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from kit import FRIDAY, shipped
from panes import pane_of
from textual import events
from textual.pilot import Pilot

from guide.call.state import Call
from guide.record.places import Places
from guide.record.writer import DirectWriter
from guide.script.library import Library
from guide.session.at_desk import AtDesk
from guide.session.callbook import CallBook, MakeWriter
from guide.session.clock import SetClock
from guide.tui._textual_private import strips_of
from guide.tui.app import GuideApp, LaunchOptions
from guide.tui.call_screen import CallScreen
from guide.tui.key_press import IN_A_WORD_SECONDS
from guide.tui.keys import ACTIONS, Actions
from guide.tui.look import Palette
from guide.tui.pickers import PickerScreen

PATIENCE = 200
"""How often a test looks whether something holds."""

TURNS = 20
"""How often the event loop goes round for a key; from the terminal to the screen takes eight."""


class Piloted:
    """A running program: keys are pressed, and the screen is read."""

    def __init__(self, app: GuideApp, pilot: Pilot[None], clock: SetClock, book: CallBook) -> None:
        self.app = app
        self.pilot = pilot
        self.clock = clock
        self.book = book

    async def press(self, *keys: str) -> None:
        """Press keys, by the names Textual gives them; each a second after the one before it."""
        for key in keys:
            self.clock.set(self.clock.now().ticks + 1)
            picking = isinstance(self.app.screen, PickerScreen) and key.isalnum() and len(key) == 1
            await self.hit(key)
            # There a letter or a digit is no key before it is known to be none of a word.
            await asyncio.sleep(2 * IN_A_WORD_SECONDS if picking else 0)
            await self.shown()

    async def shown(self) -> None:
        """Wait until what was pressed is on record and on the screen."""
        await self.until(self._is_saved)
        await self.pilot.pause()

    def _is_saved(self) -> bool:
        front = self.app.screen
        return not isinstance(front, CallScreen) or not front.view.session.outstanding

    async def hit(self, key: str, later: float = 0.0) -> None:
        """Press a key at this very moment, or as if it were so many seconds later."""
        await self._key(key, {"space": " "}.get(key, key if len(key) == 1 else None), later)

    async def type(self, text: str, *then: str) -> None:
        """Type a text; then press keys."""
        if not isinstance(self.app.screen, CallScreen):
            # Right behind the key that asks, it would be of a word with that.
            self.clock.set(self.clock.now().ticks + 1)
        for character in text:
            await self._key({" ": "space"}.get(character, character), character)
        await self.shown()
        await self.press(*then)

    async def _key(self, key: str, character: str | None, later: float = 0.0) -> None:
        event = events.Key(key, character)
        event.time += later
        self.app.post_message(event)
        for _ in range(TURNS):
            await asyncio.sleep(0)

    async def paste(self, text: str) -> None:
        """Paste a text."""
        self.app.post_message(events.Paste(text))
        await self.pilot.pause()

    async def resize(self, width: int, height: int) -> None:
        """Make the terminal as large as this."""
        await self.pilot.resize_terminal(width, height)
        await self.pilot.pause()

    async def wait(self, seconds: float) -> None:
        """Let time pass, and have the clocks on the screen painted."""
        self.clock.set(self.clock.now().ticks + seconds)
        await self.screen.show()
        await self.pilot.pause()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Give the program its turns until something holds."""
        for _ in range(PATIENCE):
            if holds():
                return
            await self.pilot.pause()
        raise AssertionError(f"it never held; the screen was\n{self.text}")

    async def still(self) -> str:
        """Wait until nothing on the screen changes any more; its text."""
        return await still(self.pilot, lambda: self.text)

    @property
    def screen(self) -> CallScreen:
        """The call screen, which must be the one in front."""
        assert isinstance(self.app.screen, CallScreen)
        return self.app.screen

    @property
    def call(self) -> Call:
        """The call on the screen, as it is on record."""
        return self.screen.view.session.shown.call

    @property
    def note(self) -> str:
        """What stands in the note's field."""
        return self.screen.view.composer.text

    @property
    def text(self) -> str:
        """The screen as text."""
        return "\n".join(strip.text.rstrip() for strip in strips_of(self.app.screen))

    def pane(self, title: str) -> str:
        """The box of this title."""
        return pane_of(self.text, title)

    @property
    def status(self) -> str:
        """The second row: the warning counter, and what the program has to say."""
        return self.text.splitlines()[1].strip()

    @property
    def title(self) -> str:
        """The title of the panel that is open, or the empty string."""
        panel = self.screen.view.panel
        return panel.title if panel else ""


async def drawn(pilot: Pilot[None]) -> None:
    """Have all messages dealt with, and what they change drawn, on a screen that stays in front.

    A pause of the toolkit's own sleeps for a fiftieth of a second besides. What is done in a
    thread, after a time, or on another screen, needs that.
    """
    for _ in range(TURNS):
        await asyncio.sleep(0)
    await pilot.pause(0)


async def still(pilot: Pilot[None], shown: Callable[[], str]) -> str:
    """Wait until what is shown is the same twice."""
    last = shown()
    for _ in range(PATIENCE):
        await pilot.pause()
        if last == (last := shown()):
            return last
    raise AssertionError(f"it never was still; the screen was\n{last}")


@asynccontextmanager
async def piloted(
    kept: Path,
    script: str = "",
    *,
    size: tuple[int, int] = (120, 36),
    at: datetime = FRIDAY,
    library: Library | None = None,
    writer: MakeWriter = DirectWriter,
    options: LaunchOptions | None = None,
    palette: Palette | None = None,
    actions: Actions = ACTIONS,
    desk: AtDesk | None = None,
) -> AsyncIterator[Piloted]:
    """The program, started for a call with this script, or at its picker."""
    clock = SetClock(at)
    places = Places(kept / "state", kept / "summaries")
    book = CallBook(library or shipped(), places, clock=clock, writer=writer, desk=desk)
    app = GuideApp(book, options or LaunchOptions("Robin", script=script), palette, actions)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield Piloted(app, pilot, clock, book)


async def keys(screen: Piloted, *presses: str) -> None:
    """Press keys; one in quotation marks is typed."""
    for press in presses:
        if press.startswith('"'):
            await screen.type(press.strip('"'))
        else:
            await screen.press(press)
    await screen.still()
