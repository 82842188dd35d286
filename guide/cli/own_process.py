"""What the program does for itself before anything else: nobody else is to read what is typed."""

import os
from collections.abc import Sequence
from contextlib import suppress

_OF_A_SEAT = ("TEXTUAL_DRIVER", "TEXTUAL_FPS", "TEXTUAL_COLOR_SYSTEM")
"""What the classroom says to the program in one of its windows."""


def keep_to_itself(typed: Sequence[str]) -> None:
    """Take on nothing that gives away what is typed; `typed` is the command."""
    _forget_textual(() if typed[:1] != ["seat"] else _OF_A_SEAT)
    _leave_no_core()


def _forget_textual(but: Sequence[str]) -> None:
    """Take Textual's own variables out of the environment, for what is started from here too.

    They press keys, and have what is typed written to files.
    """
    for name in [*os.environ]:
        if name.startswith("TEXTUAL") and name not in but:
            del os.environ[name]


def _leave_no_core() -> None:
    """See to it that a crash writes no file of all that was in memory: what was masked is there."""
    with suppress(ImportError, ValueError, OSError):
        import resource  # Not on Windows.

        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
