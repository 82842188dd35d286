"""What no key and no first frame waits for: painting, once for all that belongs together; loading.

All that a running call can come to need is loaded a moment after the first frame: a package that is
replaced in mid-call, as an update does, must not end it.
"""

import asyncio
from collections.abc import Callable
from importlib import import_module

from guide.script.library import Library

_AT_ONCE = (
    "guide.call.decide",
    "guide.tui.panels",
    "guide.record.phone_numbers",
    "guide.record.security_codes",
    "guide.script.look_alike",
)
"""No key has to wait for these."""

_BEFORE_LONG = (
    "guide.tui.chart_view",
    "guide.chart.layout",
    "guide.record.finish",
    "guide.record.summary.markdown",
    "guide.record.summary.toml",
    "guide.tui.pickers",
    "guide.tui.not_saved",
    "guide.tui.owed",
    "guide.tui.same_number",
    "guide.tui.wrap_up",
    "guide.register.addendum",
    "guide.register.missing",
    "textual.command",
    "textual.widgets._text_area",
    "phonenumbers",
)
"""The chart, the end of a call, and what comes after it; scripts that are not sound; the register;
the field of notes; foreign numbers."""


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


def load_modules() -> None:
    """Load the rules, the panels, and what looks at digits that are typed."""
    for name in _AT_ONCE:
        import_module(name)


def load_the_rest(library: Library) -> None:
    """Load all else, and the other scripts, of which there may be a thousand: in a thread."""
    for name in _BEFORE_LONG:
        import_module(name)
    library.complete()
