"""What is private to Textual and cannot be had otherwise: the one file to look at when it changes.

Each piece says why it is here, where it was asked for, and what happens without it.
"""

import signal
from collections.abc import Callable
from contextlib import suppress
from typing import cast

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.message import Message
from textual.screen import Screen, ScreenResultType
from textual.strip import Strip
from textual.worker import WorkerFailed


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
        try:
            found = list(self._parser.feed(sequence))
        except (ValueError, OverflowError):
            # A key event with a number in it that no key has; the parser is over after that.
            self._parser = XTermParser()
            return []
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
    to_terminal: Callable[[str], object] | None = None
    """Sends something to the terminal as it stands; None where there is no driver of ours."""

    def save_what_is_typed(self) -> None:
        """Have on record, before the app ends, what was typed until the fault."""

    def fail(self, error: Exception) -> None:
        """End as after a fault on the screen; for what goes on in threads of its own."""
        self._handle_exception(error)

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


def strips_of(screen: Screen[ScreenResultType]) -> list[Strip]:
    """What a screen shows, row by row. The public way answers with a picture only.

    Without it there are no recordings of demos and no pictures of them in a size of one's own.
    """
    return screen._compositor.render_strips()
