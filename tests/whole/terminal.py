"""The program in a terminal of its own: keys go in as bytes, and the screen is what people see."""

import os
import signal
import sys
import termios
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import pexpect
import pyte
from panes import joined, pane_of

ROOT = Path(__file__).parents[2]
INSTALLED = os.environ.get("PYTHON_UNDER_TEST")
"""Another Python, with the program installed, that is to run it instead of this one the source."""
DEADLINE = 20.0
"""How many seconds something may take before it counts as never coming."""

_KEYS = {
    "enter": "\r",
    "space": " ",
    "backspace": "\x7f",
    "tab": "\t",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "f3": "\x1bOR",
    "f10": "\x1b[21~",
    "ctrl+q": "\x11",
}


class Terminal:
    """A running `guide`, and the screen it paints."""

    def __init__(
        self,
        home: Path,
        *typed: str,
        size: tuple[int, int] = (120, 36),
        before: str = "",
        env: dict[str, str] | None = None,
    ) -> None:
        """Start `guide` with what was `typed` after it; `before` is Python that runs first."""
        columns, rows = size
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.output = b""
        self.echoes = True
        code = f"{before}\nfrom guide.__main__ import main\nmain()"
        run = ["-c", code] if before else ["-m", "guide"]
        with warnings.catch_warnings():
            # From Python 3.12 on forking warns of threads; the child runs another program at once.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._child = pexpect.spawn(
                INSTALLED or sys.executable,
                [*run, *typed],
                dimensions=(rows, columns),
                env={**_environment(home), **(env or {})},
                cwd=str(home),
                timeout=None,
            )

    @property
    def rows(self) -> list[str]:
        """The screen."""
        return [row.rstrip() for row in self._screen.display]

    @property
    def text(self) -> str:
        """The screen, as one text."""
        return "\n".join(self.rows)

    def pane(self, title: str) -> str:
        """The words in the box of this title, one blank apart; empty if there is none."""
        try:
            return joined(pane_of(self.text, title))
        except (StopIteration, ValueError):
            return ""

    def press(self, *keys: str) -> None:
        """Press keys, by the names Textual gives them."""
        for key in keys:
            alt, bare = key.startswith("alt+"), key.removeprefix("alt+")
            self._child.send(("\x1b" if alt else "") + _KEYS.get(bare, bare))

    def press_until(self, key: str, *words: str, gone: str = "") -> None:
        """Press a key, again if need be: right after a field's Enter a letter is no deed."""
        end = time.monotonic() + DEADLINE
        while time.monotonic() < end:
            self.press(key)
            soon = time.monotonic() + 1
            while time.monotonic() < soon:
                self._listen(0.05)
                if all(word in self.text for word in words) and (not gone or gone not in self.text):
                    return
        raise AssertionError(f"{words}: never came; the screen is\n{self.text}")

    def escape(self, gone: str) -> None:
        """Press Esc, and wait until something is gone: Esc with a key right behind it is Alt."""
        self.shows(gone)
        self._child.send("\x1b")
        self.until(lambda: gone not in self.text, f"Esc without {gone}")

    def type(self, text: str, *then: str) -> None:
        """Type a text, all of it at once, once what asks for it can have been read; press keys."""
        read = time.monotonic() + 0.3
        while time.monotonic() < read:
            self._listen(0.05)
        self._child.send(text)
        self.press(*then)

    def send(self, data: bytes) -> None:
        """Send bytes as a terminal might."""
        self._child.send(data)

    def paste(self, text: str) -> None:
        """Paste a text, as terminals do."""
        self._child.send(f"\x1b[200~{text}\x1b[201~")

    def shows(self, *words: str) -> None:
        """Wait until all of these stand on the screen, each within one row."""
        self.until(lambda: all(word in self.text for word in words), " and ".join(words))

    def until(self, holds: Callable[[], bool], what: str = "it") -> None:
        """Wait until something holds, reading what the program paints meanwhile."""
        end = time.monotonic() + DEADLINE
        while not holds():
            assert time.monotonic() < end, f"{what}: never came; the screen is\n{self.text}"
            assert self._listen(0.05) or holds(), f"{what}: the program ended\n{self.text}"

    def _listen(self, seconds: float) -> bool:
        """Take in what is painted within this time; False once the program has closed its end."""
        try:
            data = self._child.read_nonblocking(1 << 16, seconds)
        except pexpect.TIMEOUT:
            return True
        except (pexpect.EOF, OSError):
            return False
        self.output += data
        self._stream.feed(data)
        return True

    def resize(self, columns: int, rows: int) -> None:
        """Make the terminal another size."""
        self._screen.resize(rows, columns)
        self._child.setwinsize(rows, columns)

    def kill(self, how: signal.Signals) -> int:
        """Send the program a signal, and wait until it is gone; its exit code as of `end`."""
        self._child.kill(how)
        return self.end()

    def hang_up(self) -> None:
        """Close the terminal under the program, and wait until it is gone."""
        self._child.ptyproc.fileobj.close()
        self._child.ptyproc.closed = True
        self._child.closed = True
        self._child.wait()

    def end(self) -> int:
        """Wait until the program has ended; its exit code, or minus the signal that ended it."""
        deadline = time.monotonic() + DEADLINE
        while self._listen(0.2):
            assert time.monotonic() < deadline, f"it never ended; the screen is\n{self.text}"
        self._child.wait()
        self.echoes = bool(termios.tcgetattr(self._child.child_fd)[3] & termios.ECHO)
        self._child.close()
        status, by = self._child.exitstatus, self._child.signalstatus
        return status if status is not None else -(by or 0)


def _environment(home: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "ESCDELAY": "50",
        **({} if INSTALLED else {"PYTHONPATH": str(ROOT)}),
        "GUIDE_STATE": str(home / "state"),
        "GUIDE_OUT": str(home / "summaries"),
        "GUIDE_ELSEWHERE": str(home),
        "GUIDE_AGENT": "Robin",
    }
