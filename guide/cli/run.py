"""From what was typed to an exit code: the one place where every command begins and ends.

Exit codes: 0 fine, 1 something wrong was found, 2 wrong use or unreadable input, 130 interrupted.
"""

import contextlib
import gc
import os
import sys
import time
from collections.abc import Iterator, Sequence

from guide.cli.output import FINE, INTERRUPTED, WRONG, print_version, trace, warn
from guide.cli.streams import OutputRefused, open_streams
from guide.errors import GuideError

_OF_A_SEAT = ("TEXTUAL_DRIVER", "TEXTUAL_FPS", "TEXTUAL_COLOR_SYSTEM")
"""What the classroom says to the program in one of its windows."""

_A_DAY = 24 * 3600


def run(typed: Sequence[str]) -> int:
    """Do what was typed after `guide`; return the exit code. Never raises, never a traceback."""
    try:
        keep_to_itself(typed)
        open_streams()
        _refuse_impossible_zone()
        code = _at_once(typed)
        if code is None:
            code = _command(typed)
        sys.stdout.flush()
    except GuideError as error:
        warn(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        return _refused(error)
    except Exception as error:
        return _fault(error)
    finally:
        # Python would try once more at its end, and fail once more.
        with contextlib.suppress(OutputRefused):
            sys.stdout.flush()
    return code


def _refuse_impossible_zone() -> None:
    """Raise GuideError where the clock is a day or more off UTC: Python knows no such time."""
    if abs(time.localtime().tm_gmtoff) >= _A_DAY:
        told = os.environ.get("TZ", "the system’s own")
        raise GuideError(
            f"The time zone, {told}, is a day or more off UTC, which none is. Set TZ, for example"
            " TZ=America/New_York."
        )


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
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # Not on Windows.

        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def _at_once(typed: Sequence[str]) -> int | None:
    """Do what begins a call, or is asked for most, without any option; None for all else.

    With a caller on the line the screen must not wait for a library that reads options.
    """
    if "_GUIDE_COMPLETE" in os.environ:
        return None
    match list(typed):
        case ["--version"]:
            print_version()
        case ["list"]:
            from guide.cli.scripts import list_scripts

            list_scripts(None, as_json=False)
        case ["check"]:
            from guide.cli.check import check_paths

            return check_paths((), None, (), as_json=False)
        case [*_, last] if last.startswith("-") or not last:
            return None
        case [] | ["call"] | ["call", _]:
            with _garbage_left():
                from guide.cli.take import take_call

                return take_call(*typed[1:])
        case ["resume"] | ["resume", _]:
            with _garbage_left():
                from guide.cli.take import resume_call

                return resume_call(*typed[1:])
        case _:
            return None
    return FINE


@contextlib.contextmanager
def _garbage_left() -> Iterator[None]:
    """Collect no garbage until the first frame (`take` sees to that), or until this is over.

    Almost all that a program makes while it starts is there to stay: looking through it again and
    again takes a tenth of the start.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _command(typed: Sequence[str]) -> int:
    from guide.cli.app import program

    try:
        program(*typed[:1])(list(typed), prog_name="guide")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else FINE
    return FINE


def _refused(error: OSError) -> int:
    """Tell that the system refused something."""
    where = f" ({error.filename})" if error.filename else ""
    warn(f"The system refused: {error.strerror or error}{where}.")
    return GuideError.exit_code


def _fault(error: Exception) -> int:
    """Tell of a fault of the program's own, in one sentence, or whole for whoever looks for it."""
    trace(error)
    warn(
        f"A fault in the program itself: {type(error).__name__}: {error}."
        " Your calls are saved. Please report it; GUIDE_DEBUG=1 shows where it happened."
    )
    return WRONG
