"""When to paint next: once for all that belongs together."""

import asyncio
from collections.abc import Callable


class NextPaint:
    """Paints after what is going on has come to its end, and once only.

    A key changes several things one after the other, and painting after each of them would be
    slower than all the rest of the key. Needs a running event loop.
    """

    def __init__(self, paint: Callable[[], None]) -> None:
        self._paint = paint
        self._due: asyncio.TimerHandle | None = None

    def within(self, seconds: float) -> None:
        """Paint after so many seconds at the latest; 0: after what is going on now."""
        loop = asyncio.get_running_loop()
        at = loop.time() + seconds
        if self._due is not None:
            if self._due.when() <= at:
                return
            self._due.cancel()
        self._due = loop.call_at(at, self._now)

    def _now(self) -> None:
        self._due = None
        self._paint()
