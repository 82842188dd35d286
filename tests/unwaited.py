"""A clock that is put forward, where a program would only wait: tests of the screen take no longer
than their work does.

Of a thread that runs, and of a connection, nobody knows when it has something to tell: as long as
there is one, time passes as it does.
"""

import asyncio
import selectors
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any

A_TICK = 1e-6
"""Seconds that the clock is put forward each time it is read."""

_passed = time.monotonic


class _Clock:
    """What `time.monotonic` tells."""

    skipped = 0.0
    """The seconds that were not waited for."""
    stands_at: float | None = None
    """The moment at which time stands still, for as long as there is something to do."""


def _monotonic() -> float:
    # What is later is told apart from what was before it.
    _Clock.skipped += A_TICK
    at = _Clock.stands_at
    return (_passed() if at is None else at) + _Clock.skipped


def put_in() -> None:
    """Have `time.monotonic` tell of the seconds that were not waited for: before it is imported."""
    time.monotonic = _monotonic


class Unwaited(asyncio.SelectorEventLoop):
    """An event loop that waits for nothing but threads and connections."""

    def __init__(self) -> None:
        self._at_work, self._untold = deque[bool](), 0
        self._threads = {*threading.enumerate()}
        self._turns = _Turns(self.waits_for_others)
        super().__init__(self._turns)

    def run_forever(self) -> None:
        """Run until it is stopped; meanwhile what is done takes no time."""
        _Clock.stands_at = _passed()
        try:
            super().run_forever()
        finally:
            _Clock.stands_at = None

    def run_in_executor(
        self, executor: Executor | None, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        """Run something in a thread, which is waited for."""

        def do() -> Any:
            try:
                return func(*args)
            finally:
                self._at_work.pop()

        # What was called off goes on in its thread; what is done has yet to be told.
        self._at_work.append(True)
        self._untold += 1
        future = super().run_in_executor(executor, do)
        future.add_done_callback(self._told)
        return future

    def _told(self, _: object) -> None:
        self._untold -= 1

    def waits_for_others(self) -> bool:
        """Whether a thread or a connection may have something to tell, nobody knows when."""
        if self._at_work or self._untold or len(self._turns.get_map()) > 1:
            return True
        others = {*threading.enumerate()} - self._threads
        # Those of the loop's own executor rest when nothing is handed over to them.
        return not all(one.name.startswith("asyncio_") for one in others)


class _Turns(selectors.DefaultSelector):
    """Is asked by its event loop to wait, and so knows when there is nothing else to do."""

    def __init__(self, waits_for_others: Callable[[], bool]) -> None:
        super().__init__()
        self._waits_for_others = waits_for_others

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Put the clock forward by `timeout`, in seconds, or wait where others are at work."""
        if timeout is not None and timeout <= 0:
            return super().select(timeout)
        if timeout is None or self._waits_for_others():
            _Clock.stands_at = None
            try:
                return super().select(timeout)
            finally:
                _Clock.stands_at = _passed()
        if not (ready := super().select(0)):
            _Clock.skipped += timeout
        return ready
