"""Options that are typed at standard input instead, where no list of processes shows them."""

import os
import sys
from contextlib import suppress

from guide.errors import GuideError
from guide.text import plain_line

FROM_INPUT = "-"


def option(name: str, value: str) -> str:
    """The value of an option; `-` stands for the next line of standard input.

    Raises GuideError where there is none.
    """
    if value != FROM_INPUT:
        return value
    if sys.stdin.isatty():
        sys.stderr.write(f"{name.capitalize()}: ")
        sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        raise GuideError(f"--{name} - reads a line from standard input, and there is none.")
    return plain_line(line)


def give_terminal_back() -> None:
    """Let standard input lead to the terminal again, for the screen, where it was a pipe."""
    if sys.stdin.isatty():
        return
    with suppress(OSError, ValueError):
        terminal = os.open("/dev/tty", os.O_RDONLY)
        os.dup2(terminal, sys.stdin.fileno())
        os.close(terminal)
