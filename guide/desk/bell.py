"""A bell between threads: whoever waits for the desk is woken by what happens at the seat, too."""

import contextlib
import select
import socket
from threading import Event

_MOST = 4096
"""So many rings at most are taken in at once: all that wait are one."""


class Bell:
    """Rung in any thread, heard in one. Ringing never waits."""

    def __init__(self) -> None:
        self._rung = Event()
        self._ears: tuple[socket.socket, socket.socket] | None = None

    def ring(self) -> None:
        """Wake whoever waits, or is about to."""
        self._rung.set()
        if ears := self._ears:
            # One that is full of rings, or closed, needs no further one.
            with contextlib.suppress(OSError):
                ears[1].send(b"\0")

    def clear(self) -> None:
        """Forget the rings so far: what they were for is about to be done."""
        if self._ears is not None:
            with contextlib.suppress(BlockingIOError):
                while self._ears[0].recv(_MOST):
                    pass
        self._rung.clear()

    def wait(self, seconds: float, door: int) -> bool:
        """Wait until it rings, something comes in at this file descriptor, or the time is over.

        Returns whether it has rung.
        """
        if self._ears is None:
            self._ears = socket.socketpair()
            for ear in self._ears:
                ear.setblocking(False)
        if not self._rung.is_set():
            select.select([door, self._ears[0].fileno()], [], [], seconds)
        return self._rung.is_set()

    def close(self) -> None:
        """Let go of it, in the thread that waited."""
        ears, self._ears = self._ears, None
        for ear in ears or ():
            ear.close()
