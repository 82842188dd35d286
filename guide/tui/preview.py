"""The call screen of a file that is being written: it follows the file, and shows what is wrong."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path, PurePath

from msgspec import Struct
from textual import events
from textual.app import ComposeResult, SystemCommand
from textual.screen import Screen
from textual.widget import Widget

from guide.script.dates import shown_clock
from guide.script.findings import Problem, Severity
from guide.script.library import Library
from guide.session.clock import Clock, SystemClock
from guide.session.session import Session
from guide.text import counted
from guide.training.player import EphemeralBook
from guide.training.preview import Look, Version, begin_preview, go_on_with, look_at, stamp_of
from guide.tui.app import GuideApp, LaunchOptions
from guide.tui.bars import SMALLEST
from guide.tui.call_screen import ROW_BREAKPOINTS, Breakpoints, CallScreen
from guide.tui.call_view import CallResult
from guide.tui.key_words import keyed
from guide.tui.keys import ACTIONS, Actions, action_for
from guide.tui.look import Palette
from guide.tui.pane import Pane
from guide.tui.reading import ReadingScreen
from guide.tui.rows import BLANK, Row, Span, Voice, cut, fit, hanging, row, width_of

POLL_SECONDS = 0.25
"""How often it is asked whether the file was saved; it is read once it has rested so long."""

_MOST_SECONDS = 1.0
"""How long a new screen may take to be complete before it is painted all the same."""

_KEY = "p"
_MOST_ROWS = 8
_ROWS: Breakpoints = [
    (0, "-tiny-rows"),
    (SMALLEST[1] + 1, "-short"),
    (ROW_BREAKPOINTS[-1][0] + _MOST_ROWS, "-tall"),
]
_VOICES = {Severity.ERROR: Voice.RED_TEXT, Severity.WARNING: Voice.AMBER_TEXT}
_SHORTEST_NAME = 12


class Followed(Struct, frozen=True):
    """The last look at the file; and when what is shown was read, in local time, if anything is."""

    look: Look
    read_at: datetime | None = None


def problem_rows(problem: Problem, width: int) -> list[Row]:
    """A problem in rows: where it is, what is wrong, how to mend it."""
    lead = row(" ", Span(f"{problem.severity} ", _VOICES[problem.severity]))
    at = f"line {problem.line}: " if problem.line else ""
    return hanging(lead, f"{at}{problem.message} {problem.fix}", width - 1)


def state_row(followed: Followed, width: int, hint: str = "") -> Row:
    """What became of the file, and when what is shown was read; `hint` says how all is shown."""
    look, at = followed.look, followed.read_at
    found = ", ".join(filter(None, (_counted(look, severity) for severity in Severity)))
    voice = Voice.TEXT if look.version else Voice.RED_TEXT
    told = row(": ", Span(found or "nothing is wrong", voice), *keyed(hint, Voice.TITLE))
    if at is not None:
        read = "read at" if look.version else "shown as of"
        told = (*told, Span(f" · {read} {shown_clock(at, seconds=True)}", Voice.DIM))
    name = cut(PurePath(look.file).name, max(_SHORTEST_NAME, width - width_of(told) - 2))
    return row(" ", Span(name, Voice.TITLE), *told)


def _counted(look: Look, severity: Severity) -> str:
    count = look.count(severity)
    return counted(count, severity) if count else ""


def strip(followed: Followed, width: int, height: int) -> list[Row]:
    """The state of the file, and as many of its problems as there is room for in so many rows."""
    room, rows = height - 1, list[Row]()
    problems = [problem_rows(problem, width) for problem in followed.look.problems]
    for told in problems:
        if len(rows) + len(told) > room:
            break
        rows += told
    if len(rows) == sum(map(len, problems)):
        return [state_row(followed, width), *rows]
    if not rows and room:
        rows = [*problems[0][: room - 1], fit((*problems[0][room - 1], Span(" …")), width)]
    return [state_row(followed, width, f" · {_KEY} shows all"), *rows]


def _is_free(actions: Actions) -> bool:
    """Whether the key that shows all problems does nothing else by the settings."""
    return not action_for(_KEY, typing=False, actions=actions)[0]


class PreviewScreen(CallScreen):
    """A call of the file, above it what is wrong with the file. Nothing is kept."""

    VERTICAL_BREAKPOINTS = _ROWS
    banner = "PREVIEW · NOT KEPT"
    kept = False

    def __init__(
        self,
        session: Session,
        followed: Followed,
        actions: Actions,
        over: Callable[[], Awaitable[None]],
        told: str = "",
    ) -> None:
        """`over` is called once the call has ended; `told` is a sentence to begin with."""
        super().__init__(session, EphemeralBook(session.library, session.clock), actions)
        self._followed = followed
        self._over = over
        self._told = told
        self.complete = asyncio.Event()
        """Set once all that shows the call is there."""

    def compose(self) -> ComposeResult:
        yield Pane("problems")
        yield from super().compose()

    def on_mount(self) -> None:
        if self._told:
            self.view.tell(self._told)
        self._show_strip()

    async def show(self) -> None:
        """Show the call and the state of the file; a call that has ended is over."""
        if self._session.shown.call.ended is not None and not self._left:
            self._left = True
            self.app.call_later(self._over)
            return
        self._show_strip()
        await super().show()
        if self._opened:
            self.complete.set()

    async def follow(self, followed: Followed) -> None:
        """Show another state of the file, of which the script on the screen is as it was."""
        self._followed = followed
        await self.show()

    def _show_strip(self) -> None:
        width, height = self.app.size
        room = max(1, min(_MOST_ROWS, height - SMALLEST[1]))
        self.query_one("#problems", Pane).show(strip(self._followed, width, room))

    async def on_key(self, event: events.Key) -> None:
        """The key that shows all problems; the call screen answers the others itself."""
        free = _is_free(self.view.actions) and not self.typing and self.view.panel is None
        if event.key == _KEY and free:
            event.stop()
            event.prevent_default()
            self.app.push_screen(ProblemsScreen(self._followed))

    def leave(self) -> CallResult:
        """Leave it: there is nothing to keep."""
        self._left = True
        return CallResult(self._session.call.id)


class ProblemsScreen(ReadingScreen):
    """All that is wrong with the file; where no call can be shown yet, until one can."""

    closing = ("escape", "q", _KEY)

    def __init__(self, followed: Followed, *, alone: bool = False) -> None:
        """`alone`: there is no call to go back to."""
        super().__init__()
        self._followed = followed
        self.alone = alone
        self.footer = f"↑ ↓ PgUp PgDn   {'Ctrl+Q quit' if alone else 'Esc back to the call'}"

    def page(self) -> Widget:
        return Pane("problems")

    def on_resize(self, event: events.Resize) -> None:
        self._show()

    def follow(self, followed: Followed) -> None:
        """Show another state of the file."""
        self._followed = followed
        self._show()

    def _show(self) -> None:
        width = self.app.size.width
        rows = [state_row(self._followed, width)]
        if self.alone:
            waits = "No call can be shown of it yet. It is read again whenever it is saved."
            rows += hanging(row(" "), waits, width - 1, Voice.COACH)
        for problem in self._followed.look.problems:
            rows += [BLANK, *problem_rows(problem, width)]
        self.query_one("#problems", Pane).show(rows)

    def closes_at(self, time: float) -> bool:
        return not self.alone


class PreviewApp(GuideApp):
    """Shows the call screen of a file, and follows the file. It reads and writes no record."""

    def __init__(
        self,
        file: Path,
        agent: str,
        palette: Palette | None = None,
        actions: Actions = ACTIONS,
        clock: Clock | None = None,
    ) -> None:
        self._file = file
        self._clock = clock or SystemClock()
        self._seen = self._read = stamp_of(file)
        self._is_reading = False
        self._version: Version | None = None
        self._on_screen: Version | None = None
        self._followed = self._noted(look_at(file))
        self._shown = self._followed
        library = self._version.library if self._version else Library({}, (), file.parent)
        book = EphemeralBook(library, self._clock)
        super().__init__(book, LaunchOptions(agent), palette, actions)

    def _noted(self, look: Look, read_at: datetime | None = None) -> Followed:
        """What a look found; without a version the last stays, `read_at` this time."""
        if look.version is None:
            return Followed(look, read_at)
        self._version = look.version
        return Followed(look, self._clock.now().at.astimezone())

    def begin(self) -> None:
        if self._version is None:
            self.push_screen(ProblemsScreen(self._followed, alone=True))
        else:
            self.push_screen(self._from_the_start(self._version))
        self._shown = self._followed
        self.set_interval(POLL_SECONDS, self._poll)

    async def _poll(self) -> None:
        stamp = stamp_of(self._file)
        rests, self._seen = stamp == self._seen, stamp
        if rests and stamp != self._read and not self._is_reading:
            self._read, self._is_reading = stamp, True
            self.run_worker(self._look, thread=True)
        elif self._shown is not self._followed:
            await self._follow()

    def _look(self) -> None:
        """Look at the file, in a thread: a folder may hold a thousand scripts."""
        self.call_later(self._looked, look_at(self._file))

    async def _looked(self, look: Look) -> None:
        self._is_reading = False
        self._followed = self._noted(look, self._followed.read_at)
        await self._follow()

    async def _follow(self) -> None:
        """Have the screen show what was found; it waits while something else lies over the call."""
        front, version = self.screen, self._version
        if isinstance(front, ProblemsScreen):
            front.follow(self._followed)
            if front.alone and version is not None:
                await self._show_call(self._from_the_start(version))
        elif isinstance(front, PreviewScreen):
            if version is None or version is self._on_screen:
                await front.follow(self._followed)
                self._shown = self._followed
            else:
                await self._show_call(self._gone_on(front, version))

    async def _show_call(self, screen: PreviewScreen) -> None:
        """Put this call in the place of what is on the screen, in one frame with all it holds."""
        self._shown = self._followed
        with self.batch_update():
            await self.switch_screen(screen)
            with suppress(TimeoutError):
                await asyncio.wait_for(screen.complete.wait(), _MOST_SECONDS)

    def _from_the_start(self, version: Version, told: str = "") -> PreviewScreen:
        step, agent = version.script.first_step, self._options.agent
        session = begin_preview(version, step, agent, self._clock)
        return self._screen_of(version, session, told)

    def _gone_on(self, screen: PreviewScreen, version: Version) -> PreviewScreen:
        """The call on the screen, with the file as it is now."""
        screen.keep_drafts()
        return self._screen_of(version, *go_on_with(screen.session.call, version, self._clock))

    def _screen_of(self, version: Version, session: Session, told: str) -> PreviewScreen:
        self._on_screen = version
        return PreviewScreen(session, self._followed, self.actions, self._begin_again, told)

    async def _begin_again(self) -> None:
        if self._version is not None:
            over = "That call is over, and nothing of it is kept. Here it begins again."
            await self._show_call(self._from_the_start(self._version, over))

    def show_problems(self) -> None:
        """Show all that is wrong with the file."""
        if isinstance(self.screen, PreviewScreen):
            self.push_screen(ProblemsScreen(self._followed))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Those of a call, and what is wrong with the file."""
        key = f"  ({_KEY})" if _is_free(self.actions) else ""
        yield SystemCommand(
            f"Problems of the file{key}", "All that guide check tells of it", self.show_problems
        )
        yield from super().get_system_commands(screen)
