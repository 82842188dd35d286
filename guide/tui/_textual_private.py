"""What is private to Textual and cannot be had otherwise: the one file to look at when it changes.

Each piece says why it is here, where it was asked for, and what happens without it.
"""

import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, cast

from rich.color import ColorSystem
from rich.console import Console
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._compositor import ChopsUpdate
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.message import Message
from textual.screen import Screen
from textual.worker import WorkerFailed

from guide.tui.pen import Pen
from guide.tui.runs import Run

_SCREEN_AND_CANVAS = 2


def tell_alt_digits() -> None:
    """Have Alt+1 to Alt+9 arrive as such (Textual's issues 6192 and 6709).

    Textual takes them for the signs that a Mac's option key types (¡ ™ £ …), which cannot be told
    from a pound sign that was really typed. Without this no choice can be taken while typing.
    """
    known = cast("dict[str, object]", ANSI_SEQUENCES_KEYS)
    for digit in "0123456789":
        known.pop(f"\x1b{digit}", None)


class KeyReader:
    """What whole sequences of a terminal mean: keys and events as Textual's own driver has them.

    Textual's parser is kept for its table of keys and mouse reports. It is handed whole sequences
    alone, as it types a broken one as single keys (issue 4816 is of that kind). Without this there
    would have to be a table of our own.
    """

    _LONGEST = 32
    """How long a sequence may be before the parser types it."""

    def __init__(self) -> None:
        self._parser = XTermParser()

    def events(self, sequence: str) -> list[Message]:
        """The events that a character or a whole sequence stands for; none for one unknown."""
        if len(sequence) > self._LONGEST:
            return []
        found = list(self._parser.feed(sequence))
        if not found and sequence.startswith("\x1b"):
            # One that it does not know it would type with what comes next: a report ends it.
            list(self._parser.feed("\x1b[O"))
        return found


class QuietApp(App[None]):
    """An app that ends without a word after a fault of its own; `fault` is for the prompt.

    Textual would print a traceback with every local variable, and those hold what callers said.
    There is no public way to say otherwise.
    """

    fault: BaseException | None = None

    def save_what_is_typed(self) -> None:
        """Have on record, before the app ends, what was typed until the fault."""

    def interrupted(self) -> None:
        """End as a program does that is interrupted; what is typed is on record."""
        self.save_what_is_typed()
        self.exit(return_code=128 + signal.SIGINT)

    def _handle_exception(self, error: Exception) -> None:
        self._return_code = 1
        if self._exception is None:
            self.fault = error.error if isinstance(error, WorkerFailed) else error
            # For `run_test`, which raises it.
            self._exception = error
            self._exception_event.set()
            with suppress(Exception):
                self.save_what_is_typed()
        self._close_messages_no_wait()


class CanvasUpdate(ChopsUpdate):
    """The changed cells of a canvas: runs of them, each with its row.

    Textual finds out several messages later what is dirty, renders every row of every widget that
    it touches, and tells the whole style of each run of letters. A canvas fills its screen and
    knows its cells: sending them itself takes half the time of a key. Without this the screen is
    the same and slower.
    """

    def __init__(self, pen: Pen, runs: Sequence[tuple[int, Run]]) -> None:
        self._pen = pen
        self._runs = runs

    def render_segments(self, console: Console) -> str:
        """The update as what is written to the terminal."""
        return self._pen.write(self._runs)


def show_at_once(screen: Screen[object], update: Callable[[], CanvasUpdate]) -> bool:
    """Have the terminal show an update now; False where the canvas may not show something itself.

    It must be laid out, with nothing on top of it.
    """
    app = screen.app
    may = (
        screen.is_current
        and app.screen is screen
        and not app._batch_count
        and len(screen._compositor.visible_widgets) == _SCREEN_AND_CANVAS
    )
    if may:
        app._display(screen, update())
    return may


def color_system_of(app: App[Any]) -> ColorSystem | None:
    """How many colors the terminal shows, as rich counts them; rich tells only their names."""
    return app.console._color_system
