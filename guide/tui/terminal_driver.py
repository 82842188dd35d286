"""The terminal as Textual has it on Linux and macOS, with its input and its end mended.

Public of Textual are `driver_class` of an app and what a driver has to answer; how an unmended one
takes input is told in `terminal_input`. Without this a byte that is not UTF-8 ends the program
(issue 6456), a sequence cut in two is pressed key by key, a paste with an ESC in it too, and a
signal leaves the shell with the mouse reporting and the alternate screen.
"""

import asyncio
import os
import select
import signal
import time
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from types import FrameType
from typing import Any

from textual import events
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from guide.text import plain
from guide.tui._textual_private import KeyReader, QuietApp
from guide.tui.terminal_input import FocusClick, Kind, Piece, TerminalInput
from guide.tui.terminal_output import in_few_bytes

_BACKSPACE = "\x7f"

_LOOK_UP = 0.1
"""Seconds between looks whether the input is to end."""
_AT_MOST = 1.0
"""Seconds that a program told to end has for its terminal."""


class TerminalDriver(LinuxDriver):
    """Reads whole keys alone; leaves a terminal as it was, whatever ends the program."""

    def __init__(self, app: QuietApp, **options: Any) -> None:
        super().__init__(app, **options)
        self._of = app
        app.to_terminal = self.write
        self._before: dict[signal.Signals, Any] = {}
        self._running: asyncio.AbstractEventLoop | None = None

    def start_application_mode(self) -> None:
        """Take over the terminal, and see to it that a signal gives it back."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._running = loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            self._before[number] = signal.signal(number, partial(self._signalled, loop))

    def stop_application_mode(self) -> None:
        for number, before in self._before.items():
            signal.signal(number, before or signal.SIG_DFL)
        self._before.clear()
        super().stop_application_mode()

    def write(self, data: str) -> None:
        """Send what is painted, in few bytes."""
        super().write(in_few_bytes(data))

    def _signalled(
        self, loop: asyncio.AbstractEventLoop, number: int, frame: FrameType | None
    ) -> None:
        if number == signal.SIGINT:
            loop.call_soon_threadsafe(self._of.interrupted)
            return
        # A second one, or a terminal that takes nothing more, ends the program at once. That the
        # terminal is closed is told more than once: by the system, the shell, and its input.
        signal.signal(number, signal.SIG_IGN if number == signal.SIGHUP else signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, _AT_MOST)
        loop.call_soon_threadsafe(self._end, number)

    def _end(self, number: int) -> None:
        with suppress(Exception):
            self._of.save_what_is_typed()
        self.stop_application_mode()
        self.close()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    def run_input_thread(self) -> None:
        """Read until the program takes no more input; a fault ends it as any other does."""
        try:
            self._read_on()
        except Exception as error:
            if self._running is not None:
                self._running.call_soon_threadsafe(self._of.fail, error)

    def _read_on(self) -> None:
        terminal, reader, click = TerminalInput(), KeyReader(), FocusClick()
        while not self.exit_event.is_set():
            wait = terminal.wait(time.monotonic())
            ready = self._ready(_LOOK_UP if wait is None else min(_LOOK_UP, wait))
            now = time.monotonic()
            if not ready:
                pieces = terminal.tick(now)
            elif data := self._read():
                pieces = terminal.feed(data, now)
            else:
                # The terminal is gone, and would be "ready" for ever.
                os.kill(os.getpid(), signal.SIGHUP)
                return
            for message in meanings(pieces, reader):
                if click.passes(message, now):
                    self.process_message(message)
        # What the terminal still answers is not for the shell.
        if self._ready(_LOOK_UP):
            self._read()

    def _ready(self, seconds: float) -> bool:
        return bool(select.select([self.fileno], [], [], seconds)[0])

    def _read(self) -> bytes:
        try:
            return os.read(self.fileno, 1 << 16)
        except OSError:
            return b""


def meanings(pieces: Iterable[Piece], reader: KeyReader) -> Iterable[Message]:
    """The events that pieces of a terminal's input stand for."""
    for piece in pieces:
        match piece.kind:
            case Kind.ESCAPE:
                yield events.Key("escape", piece.text)
            case Kind.PASTE:
                yield events.Paste(plain(piece.text))
            case Kind.ALT:
                yield from _with_alt(piece.text, reader)
            case _:
                yield from reader.events(piece.text)


def _with_alt(character: str, reader: KeyReader) -> Iterable[Message]:
    """The key that Alt and a character are; it types nothing.

    The toolkit takes Backspace with Alt for Ctrl+W, and it may be Esc and then Backspace.
    """
    known = reader.events(f"\x1b{character}")
    if known and character != _BACKSPACE:
        yield from known
        return
    for message in reader.events(character):
        if isinstance(message, events.Key):
            shift = "shift+" if len(message.key) == 1 and message.key.isupper() else ""
            yield events.Key(f"alt+{shift}{message.key.lower()}", None)
