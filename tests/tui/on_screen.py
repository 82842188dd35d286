"""A call on the real screen, as a test that waits for nothing sees it: keys go in, rows come out.

The program runs in an event loop of its own, whose turns are given by each key. That loop does not
wait for what is due in a moment, such as the next frame: its clock is put forward to it.
"""

import asyncio
import selectors
from collections.abc import Callable
from contextvars import copy_context
from datetime import datetime
from functools import partial
from pathlib import Path

from kit import FRIDAY, ZONE, Desk, MemoryWriter
from textual import events
from textual.strip import Strip

from guide.call.actions import Action
from guide.call.context import Decision
from guide.record.places import Places
from guide.script.library import Library
from guide.session.at_desk import AtDesk
from guide.session.callbook import CallBook
from guide.session.session import Session
from guide.tui._textual_private import strips_of
from guide.tui.app import GuideApp, LaunchOptions
from guide.tui.call_screen import CallScreen
from guide.tui.keys import ACTIONS, Actions
from guide.tui.pane import Pane
from guide.tui.panel import Panel
from guide.tui.rows import Row
from guide.tui.say_pane import SayPane
from guide.tui.scene import Scene

NOWHERE = Path("/dev/null")
WIDE = (120, 36)
NARROW = (80, 24)

CHARACTERS = {"space": " ", "slash": "/", "question_mark": "?"}
_KEYS = {character: key for key, character in CHARACTERS.items()}


A_MOMENT = 0.45
"""What is due later than this many seconds is the next thing to happen, no part of the last one."""

MOST_TURNS = 10
"""How often a frame that is due later than that is gone on to: its timer does not know that the
clock was put forward."""


class _Impatient(asyncio.SelectorEventLoop):
    """An event loop whose clock is put forward to what is due in a moment."""

    def __init__(self) -> None:
        self.turns = _Turns(self.stop)
        super().__init__(self.turns)

    def time(self) -> float:
        """Seconds, with those that were not waited for."""
        return super().time() + self.turns.skipped

    def until_at_rest(self, busy: Callable[[], bool], drawn: Callable[[], bool]) -> None:
        """Run until all is `drawn` and nothing is due for a moment; wait for threads if `busy`."""
        self.turns.busy, self.turns.drawn, self.turns.left = busy, drawn, MOST_TURNS
        self.run_forever()
        self.turns.busy = None


class _Turns(selectors.DefaultSelector):
    """Is asked by its event loop to wait, and so knows when there is nothing else to do."""

    def __init__(self, stop: Callable[[], None]) -> None:
        super().__init__()
        self.skipped = 0.0
        self.busy: Callable[[], bool] | None = None
        self.drawn: Callable[[], bool] = bool
        self.left = 0
        self._stop = stop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait for threads only; put the clock forward instead, or stop the loop."""
        if timeout is not None and timeout <= 0:
            return super().select(timeout)
        if self.busy is not None and self.busy():
            return super().select(0.01)
        if timeout is not None and timeout <= A_MOMENT:
            self.skipped += timeout
        elif self.busy is None:
            return super().select(timeout)
        elif timeout is not None and self.left and not self.drawn():
            self.skipped += timeout
            self.left -= 1
        else:
            self._stop()
        return super().select(0)


class _OneCall(GuideApp):
    """Shows one call, and nothing before or after it."""

    def __init__(self, screen: CallScreen, book: CallBook, actions: Actions) -> None:
        super().__init__(book, LaunchOptions("Robin"), actions=actions)
        self._call = screen
        self.result: object = None

    def begin(self) -> None:
        self.push_screen(self._call, self._over)

    def _over(self, result: object) -> None:
        self.result = result
        self.exit()


class OnScreen(Desk):
    """A call being taken with the keyboard. Each key comes a second after the one before it."""

    _loop: _Impatient | None = None

    def __init__(
        self,
        script: str = "escalated-callers",
        *actions: Action,
        size: tuple[int, int] = WIDE,
        at: datetime = FRIDAY,
        zone: str = ZONE,
        library: Library | None = None,
        kept: Path = NOWHERE,
        table: Actions = ACTIONS,
        desk: AtDesk | None = None,
    ) -> None:
        super().__init__(script, *actions, at=at, zone=zone, library=library)
        self._desk = desk
        self.size = size
        self._places, self._table = Places(kept / "state", kept / "out"), table
        self._start()

    def _start(self) -> None:
        book = CallBook(self.library, self._places, clock=self.clock, desk=self._desk)
        self.screen = CallScreen(self.session, book, self._table)
        self.app = _OneCall(self.screen, book, self._table)
        self._loop = _Impatient()
        self._context = copy_context()
        self._running = self.app.run_test(size=self.size)
        self._strips: list[Strip] = []
        self._pilot = self._run(self._running.__aenter__())
        OPEN.append(self)
        self._rest()

    def start_again(self) -> None:
        """Go on with the call from what is in the journal, as after a crash."""
        OPEN.remove(self)
        self.close()
        self.writer = MemoryWriter(list(self.writer.saved))
        self.session = Session(self.writer.saved, self.library, self.clock, self.writer)
        self._start()

    def _run(self, what):
        self._strips = []
        task = self._loop.create_task(what, context=self._context)
        return self._loop.run_until_complete(task)

    def _rest(self) -> None:
        """Give the program its turns until it has nothing to do, and nothing to draw."""
        self._strips = []
        quiet = 0
        for _ in range(2 * MOST_TURNS):
            skipped, drawn = self._loop.turns.skipped, list[bool]()
            self._context.run(self.app.screen.call_after_refresh, drawn.append, True)
            self._loop.until_at_rest(self._works, partial(bool, drawn))
            # What is told last may have something to be laid out once more.
            quiet = quiet + 1 if self._loop.turns.skipped == skipped else 0
            if quiet == 3:
                return

    def _works(self) -> bool:
        """Whether something goes on in a thread."""
        return any(not worker.is_finished for worker in self.app.workers)

    def ask(self, action: Action) -> Decision:
        """Ask for an action as the program does, and have its effect shown."""
        if self._loop is None:
            return super().ask(action)

        async def ask() -> Decision:
            return super(OnScreen, self).ask(action)

        decision = self._run(ask())
        self._rest()
        return decision

    def press(self, *keys: str) -> None:
        """Press keys, by the names Textual gives them."""
        for key in keys:
            self.wait(1)
            self.hit(key)

    def hit(self, key: str) -> None:
        """Press a key at this very moment."""
        character = key if len(key) == 1 else CHARACTERS.get(key)
        self.app.post_message(events.Key(key, character))
        self._rest()

    def burst(self, *keys: str) -> None:
        """Press keys so fast that nothing is drawn between them."""
        for key in keys:
            character = key if len(key) == 1 else CHARACTERS.get(key)
            self.app.post_message(events.Key(key, character))
        self._rest()

    def trickle(self, turns: int, *keys: str) -> None:
        """Press keys in a row, the program having so many turns of its loop between them."""

        async def trickle() -> None:
            for key in keys:
                character = key if len(key) == 1 else CHARACTERS.get(key)
                self.app.post_message(events.Key(key, character))
                for _ in range(turns):
                    await asyncio.sleep(0)

        self._run(trickle())
        self._rest()

    def type(self, text: str, *then: str) -> None:
        """Type a text once the field is seen, which takes a moment; then press keys."""
        self.wait(0.3)
        for character in text:
            self.app.post_message(events.Key(_KEYS.get(character, character), character))
        self._rest()
        self.press(*then)

    def paste(self, text: str) -> None:
        """Paste a text."""
        self.app.post_message(events.Paste(text))
        self._rest()

    def resize(self, width: int, height: int) -> None:
        """Make the terminal as large as this."""
        self.size = width, height
        self._run(self._pilot.resize_terminal(width, height))
        self._rest()

    def click(self, text: str) -> None:
        """Click on the first place where this stands."""
        for y, line in enumerate(self.text.splitlines()):
            if (x := line.find(text)) >= 0:
                self.click_at(x, y)
                return
        raise AssertionError(f"“{text}” is not on the screen:\n{self.text}")

    def click_at(self, x: int, y: int) -> None:
        """Click on a cell of the terminal."""
        self._run(self._pilot.click(offset=(x, y)))
        self._rest()

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Drag the mouse from a cell of the terminal to another."""

        async def drag() -> None:
            await self._pilot.mouse_down(offset=start)
            await self._pilot.hover(offset=end)
            await self._pilot.mouse_up(offset=end)

        self._run(drag())
        self._rest()

    def show(self) -> None:
        """Have the clocks painted, as once a second."""
        self._run(self.screen.show())
        self._rest()

    def keep_drafts(self) -> None:
        """Have on record what is being typed, as once a second."""

        async def keep() -> None:
            self.screen.keep_drafts()

        self._run(keep())

    @property
    def view(self):
        """What the keys do to the call."""
        return self.screen.view

    @property
    def scene(self) -> Scene:
        """What is painted."""
        return self.screen._scene()

    @property
    def strips(self) -> list[Strip]:
        """The screen, row by row; painted once for all that is read of it between two keys."""

        async def painted() -> list[Strip]:
            # A list of the toolkit makes its scroll bar as it is painted, and that starts a task.
            return strips_of(self.app.screen)

        if not self._strips:
            self._strips = self._run(painted())
        return self._strips

    @property
    def text(self) -> str:
        """The screen as text."""
        return "\n".join(strip.text.rstrip() for strip in self.strips)

    @property
    def rows(self) -> list[Row]:
        """The rows of spans of every pane that is in sight, from the top."""
        panes = [pane for pane in self.app.screen.query(Pane) if pane.region.area]
        return [one for pane in panes for one in _all_rows(pane)]

    @property
    def status(self) -> str:
        """The second row: the warning counter, and what the program has to say."""
        return self.text.splitlines()[1].strip()

    @property
    def panel(self) -> Panel | None:
        """The panel that is open."""
        return self.screen.view.panel

    @property
    def title(self) -> str:
        """The title of the panel that is open, or the empty string."""
        return self.panel.title if self.panel else ""

    @property
    def note(self) -> str:
        """What stands in the note's field."""
        return self.screen.view.composer.text

    @property
    def fields(self) -> dict[str, str]:
        """What stands in the fields of the open panel, by their ids."""
        return self.screen.body.panel.values

    def pane(self, title: str) -> str:
        """The text within the box of this title, with its line breaks; cut out by its cells."""
        for box in self.app.screen.query("*"):
            if box.border_title == title and box.visible and box.region.area:
                rows = self.strips[box.region.y : box.region.bottom]
                cut = [strip.crop(box.region.x, box.region.right).text for strip in rows]
                if f"┌─ {title} ─" in cut[0]:
                    return "\n".join(cut)
        raise AssertionError(f"there is no box “{title}” on the screen:\n{self.text}")

    def close(self) -> None:
        """Close the program."""
        self._run(self._running.__aexit__(None, None, None))
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()


def _all_rows(pane: Pane) -> tuple[Row, ...]:
    """The rows of a pane, and those that it is scrolled to."""
    return (*pane.text, *pane.choices) if isinstance(pane, SayPane) else pane.rows


OPEN: list[OnScreen] = []
"""The programs that the test under way has started; `conftest` closes them after it."""
