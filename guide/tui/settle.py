"""What a call's first frame did not wait for, loaded a moment after it."""

import sys
from importlib import import_module

from guide.garbage import started
from guide.script.library import Library


def load_modules() -> None:
    """Load the rules and the panels, so that no key has to wait for them."""
    import_module("guide.call.decide")
    import_module("guide.tui.panels.openers")


def load_scripts(library: Library) -> None:
    """Read the other scripts, of which there may be a thousand, in a thread beside the keys.

    A key passes through four threads, and each would wait for this one. So threads take turns ten
    times as often meanwhile: at 10,000 steps the slowest keys take less than half as long.
    """
    usual = sys.getswitchinterval()
    sys.setswitchinterval(usual / 10)
    try:
        library.complete()
    finally:
        sys.setswitchinterval(usual)
        started()
