"""What a call's first frame did not wait for, loaded a moment after it."""

from importlib import import_module

from guide.script.library import Library


def load_modules() -> None:
    """Load the rules and the panels, so that no key has to wait for them."""
    import_module("guide.call.decide")
    import_module("guide.tui.panels.openers")


def load_scripts(library: Library) -> None:
    """Read the other scripts, of which there may be a thousand, in a thread beside the keys."""
    library.complete()
