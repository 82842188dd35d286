"""The standard streams as every command has them: always there, and always UTF-8.

A stream that was closed leads to nowhere: a journal that took its number would be written over.
What is put out for a reader that has gone goes nowhere too, so that a command does the same, and
ends with the same exit code, whenever that was. Bytes of a path that the locale could not read are
put out as they are. What nobody else is to see in a list of processes is read from standard input.
"""

import codecs
import os
import sys
from contextlib import suppress
from io import BufferedReader, BufferedWriter, FileIO, TextIOWrapper
from typing import TYPE_CHECKING

from guide.cli.output import warn
from guide.cli.utf8 import NOT_UTF8, UNREAD
from guide.errors import GuideError
from guide.text import plain_line

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_AS_THEY_ARE = "bytes-as-they-are"
_IN, _OUT, _ERR = range(3)


class OutputRefused(GuideError):
    """Standard output could not be written."""


def open_streams() -> None:
    """Put the standard streams in order. Those that somebody has replaced stay as they are."""
    for fd in (_IN, _OUT, _ERR):
        _lead_somewhere(fd)
    codecs.register_error(_AS_THEY_ARE, _bytes_as_they_are)
    if sys.stdin is None:
        sys.stdin = TextIOWrapper(BufferedReader(FileIO(_IN, closefd=False)))
    if isinstance(sys.stdin, TextIOWrapper) and sys.stdin is sys.__stdin__:
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    for given in (sys.__stdout__, sys.__stderr__):
        if isinstance(given, TextIOWrapper):
            # A screen is written to the stream as it was given.
            given.reconfigure(encoding="utf-8", errors="backslashreplace")
    if sys.stdout is sys.__stdout__:
        sys.stdout = _opened(_OUT)
    if sys.stderr is sys.__stderr__:
        sys.stderr = _opened(_ERR)


def _lead_somewhere(fd: int) -> None:
    """See to it that a stream is open; a file that is opened takes the lowest number there is."""
    try:
        os.fstat(fd)
    except OSError:
        os.open(os.devnull, os.O_RDWR)


def _opened(fd: int) -> TextIOWrapper:
    by_line = fd == _ERR or os.isatty(fd)
    output = BufferedWriter(_Output(fd, "w", closefd=False))
    return TextIOWrapper(output, encoding="utf-8", errors=_AS_THEY_ARE, line_buffering=by_line)


class _Output(FileIO):
    def write(self, data: "ReadableBuffer", /) -> int:
        """Write; raises OutputRefused where standard output cannot be written."""
        try:
            # A pipe that does not wait and is full takes nothing: it is tried again.
            return super().write(data) or 0
        except OSError as error:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.fileno())
            if self.fileno() == _ERR or isinstance(error, BrokenPipeError):
                return memoryview(data).nbytes
            raise OutputRefused(f"The output cannot be written: {error.strerror}.") from error


def _bytes_as_they_are(error: UnicodeError) -> tuple[str | bytes, int]:
    try:
        return codecs.lookup_error("surrogateescape")(error)
    except UnicodeError:
        return codecs.lookup_error("backslashreplace")(error)


FROM_INPUT = "-"
"""Stands for a value that is typed at standard input."""


def option(name: str, value: str) -> str:
    """The value of an option; `-` stands for the next line of standard input.

    Raises GuideError where there is none. With a caller on the line nothing is refused for its
    letters: what is not UTF-8 is `UNREAD`, and told.
    """
    if value != FROM_INPUT:
        return value
    if sys.stdin.isatty():
        sys.stderr.write(f"{name.capitalize()}: ")
        sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        raise GuideError(f"--{name} - reads a line from standard input, and there is none.")
    if UNREAD in line:
        warn(f"--{name} -: {NOT_UTF8} They are kept as “{UNREAD}”: correct them on the call.")
    return plain_line(line)


def give_terminal_back() -> None:
    """Let standard input lead to the terminal again, for the screen, where it was a pipe."""
    if sys.stdin.isatty():
        return
    with suppress(OSError, ValueError):
        terminal = os.open("/dev/tty", os.O_RDONLY)
        os.dup2(terminal, sys.stdin.fileno())
        os.close(terminal)
