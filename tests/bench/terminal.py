"""A program in a pseudo-terminal: when its bytes arrive, and what they paint.

Bytes are stamped as they are read and painted on a `pyte` screen only when the terminal has gone
quiet, so that painting costs the program nothing and no stamp comes late.
"""

import fcntl
import os
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pyte

DEADLINE = 20.0
"""After so many seconds a text counts as never coming."""

QUIET = 0.03
"""A terminal is quiet when it got nothing for so many seconds."""

Holds = Callable[["Terminal"], bool]


@dataclass(frozen=True, slots=True)
class Size:
    """A terminal's size in cells."""

    columns: int
    rows: int

    def __str__(self) -> str:
        return f"{self.columns}×{self.rows}"


SMALL = Size(80, 24)
LARGE = Size(200, 50)


@dataclass(frozen=True, slots=True)
class Stroke:
    """An answer: after how many seconds its text stood on the screen, and its bytes until quiet."""

    seconds: float
    size: int


class _Screen(pyte.Screen):
    """A screen that lets pass what vim asks of keyboards, which pyte does not know."""

    def select_graphic_rendition(self, *attributes: int, private: bool = False) -> None:
        if not private:
            super().select_graphic_rendition(*attributes)


class Terminal:
    """A running program and the screen that it paints; `began` is when it was started."""

    def __init__(
        self, command: Sequence[str], size: Size, env: Mapping[str, str], folder: Path
    ) -> None:
        self.screen = _Screen(size.columns, size.rows)
        self._stream = pyte.ByteStream(self.screen)
        self._ours, theirs = os.openpty()
        rows_columns = struct.pack("HHHH", size.rows, size.columns, 0, 0)
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, rows_columns)
        self.began = time.perf_counter()
        self._program = subprocess.Popen(
            command,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=dict(env),
            cwd=folder,
            start_new_session=True,
        )
        os.close(theirs)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The program's process."""
        return self._program.pid

    @property
    def rows(self) -> list[str]:
        """The screen."""
        return list(self.screen.display)

    @property
    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.rows)

    def first(self, holds: Holds) -> float:
        """How many seconds after its start the program showed what is asked for."""
        return self._until(holds, self.began).seconds

    def press(self, keys: str, holds: Holds) -> Stroke:
        """Press keys; the answer is there when the screen shows what is asked for."""
        self.catch_up()
        at = time.perf_counter()
        os.write(self._ours, keys.encode())
        return self._until(holds, at)

    def catch_up(self) -> int:
        """Take in what was painted meanwhile; the number of its bytes."""
        chunks = self._chunks(0.0)
        for _, data in chunks:
            self._stream.feed(data)
        return sum(len(data) for _, data in chunks)

    def listen(self, seconds: float) -> list[tuple[float, bytes]]:
        """All that arrives within so many seconds, each piece with its time; it is painted too."""
        end = time.perf_counter() + seconds
        heard: list[tuple[float, bytes]] = []
        while (left := end - time.perf_counter()) > 0:
            piece = self._piece(left)
            if piece is None:
                break
            heard.append(piece)
        for _, data in heard:
            self._stream.feed(data)
        return heard

    def _until(self, holds: Holds, begun: float) -> Stroke:
        came: float | None = None
        size = 0
        while came is None:
            chunks = self._chunks(QUIET)
            for at, data in chunks:
                self._stream.feed(data)
                size += len(data)
                if came is None and holds(self):
                    came = at
            if came is None and not chunks and holds(self):
                # It stood there before: the key changed nothing that can be seen.
                raise ValueError(f"nothing new to wait for; the screen is\n{self.text}")
            if came is None and (
                time.perf_counter() - begun > DEADLINE or self._program.poll() is not None
            ):
                raise TimeoutError(f"it never came; the screen is\n{self.text}")
        return Stroke(came - begun, size)

    def _chunks(self, quiet: float) -> list[tuple[float, bytes]]:
        chunks: list[tuple[float, bytes]] = []
        while (piece := self._piece(quiet)) is not None:
            chunks.append(piece)
        return chunks

    def _piece(self, seconds: float) -> tuple[float, bytes] | None:
        if not select.select([self._ours], [], [], seconds)[0]:
            return None
        with suppress(OSError):
            data = os.read(self._ours, 1 << 16)
            return (time.perf_counter(), data) if data else None
        return None

    def close(self) -> None:
        """End the program, and wait until it is gone."""
        if self._program.poll() is None:
            self._program.send_signal(signal.SIGKILL)
        self._program.wait()
        os.close(self._ours)


def shows(*words: str) -> Holds:
    """Whether all of these stand on the screen, each within one row."""

    def holds(terminal: Terminal) -> bool:
        text = terminal.text
        return all(word in text for word in words)

    return holds
