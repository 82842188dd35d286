"""The screen, as the commands have it: there must be a terminal, and a fault of an app is told."""

import os
import signal
import sys
from typing import TYPE_CHECKING

from guide.cli.output import FINE, INTERRUPTED, WRONG, trace, warn
from guide.errors import GuideError

if TYPE_CHECKING:
    from guide.tui.app import GuideApp


def require_terminal(what: str, instead: str, *, output: bool = True) -> None:
    """Raise GuideError where there is no terminal: what is on the screen, and what to do instead.

    From here on the terminal alone decides: call this before anything imports Textual. `output`:
    whether standard output must be a terminal too.
    """
    streams = (sys.stdin, sys.stderr, *((sys.stdout,) if output else ()))
    if not all(stream.isatty() for stream in streams):
        raise GuideError(f"{what} on the screen, and this is not a terminal. {instead}")
    _forget_environment()


def _forget_environment() -> None:
    """Take out of the environment what would decide in place of the terminal.

    With COLUMNS and LINES the screen stays as large as it was before the window was resized.
    """
    for name in ("COLUMNS", "LINES"):
        os.environ.pop(name, None)


def show_app(app: "GuideApp", left: str) -> int:
    """Show an app until it is closed; return the exit code.

    After a fault of its own one sentence says so, and `left` says what has become of all else: an
    app dies without a word (`GuideApp.fault`).
    """
    _end_with_terminal()
    app.run()
    if app.return_code in (None, FINE, INTERRUPTED):
        return app.return_code or FINE
    if app.fault is not None:
        trace(app.fault)
    warn(f"The program failed. {left}")
    return WRONG


def _end_with_terminal() -> None:
    """End when the terminal is closed, even if whoever started the program ignores that (nohup).

    It would go on without a terminal otherwise, and look for keys as fast as it can.
    """
    hang_up = getattr(signal, "SIGHUP", None)
    if hang_up is not None:
        signal.signal(hang_up, signal.SIG_DFL)
