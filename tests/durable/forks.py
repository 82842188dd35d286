"""Typists that begin at once: one process that has everything loaded, and forks.

    python -m durable.forks [unsynced]

For each line of its input, `STATE OUT SEED FILE`, it begins a typist whose output goes to FILE,
puts out its process id, and when it has ended the number of the signal that ended it, or minus its
exit code. `unsynced` typists sync nothing.
"""

import contextlib
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

from durable.sample_call import Unsynced
from durable.typist import type_calls

from guide.errors import GuideError
from guide.record.system import System
from guide.script.library import Library, load_library, shipped_folder

TESTS = Path(__file__).parents[1]


class Forks:
    """The process that forks."""

    def __init__(self, *, syncing: bool = True) -> None:
        paths = (str(TESTS), os.environ.get("PYTHONPATH", ""), str(TESTS.parent))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "durable.forks", *([] if syncing else ["unsynced"])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
            bufsize=0,
        )

    def begin(self, state: Path, out: Path, seed: int, output: Path) -> int:
        """Begin a typist; its process id."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{state}\t{out}\t{seed}\t{output}\n".encode())
        return self._number()

    def _number(self) -> int:
        assert self._process.stdout is not None
        return int(self._process.stdout.readline())

    def wait(self, seconds: float) -> bool:
        """Wait for so long, or until the typist has ended by itself, and say whether it has."""
        return bool(select.select([self._process.stdout], [], [], seconds)[0])

    def kill(self, process: int, by: signal.Signals) -> int:
        """Send the typist a signal, unless it has ended; what it ended by."""
        if not self.wait(0):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, by)
        return self._number()

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


def _begin(library: Library, system: System, state: str, out: str, seed: str, output: str) -> int:
    process = os.fork()
    if process:
        return process
    try:
        os.dup2(os.open(output, os.O_WRONLY), 1)
        # A shell has what it runs in the background ignore it.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        type_calls(library, Path(state), Path(out), int(seed), system)
    except KeyboardInterrupt:
        os._exit(130)
    except GuideError as error:
        os._exit(error.exit_code)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    os._exit(1)


def main(unsynced: str = "") -> None:
    """Begin typists as the input says."""
    library, system = load_library(shipped_folder()), Unsynced() if unsynced else System()
    # Only the typist is to be interrupted, and only where it can tell.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    for line in sys.stdin:
        process = _begin(library, system, *line.rstrip("\n").split("\t"))
        _put(process)
        _, status = os.waitpid(process, 0)
        _put(-os.waitstatus_to_exitcode(status))


def _put(number: int) -> None:
    os.write(1, f"{number}\n".encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
