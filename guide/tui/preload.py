"""What a call's first frame did not wait for, loaded a moment after it.

All that a running call can come to need is loaded then: a package that is replaced in mid-call, as
an update does, must not end it.
"""

from importlib import import_module

from guide.script.library import Library

_AT_ONCE = ("guide.call.decide", "guide.tui.panels.openers")
"""No key has to wait for these."""

_BEFORE_LONG = (
    "guide.tui.chart_view",
    "guide.chart.layout",
    "guide.tui.earlier",
    "guide.record.finish",
    "guide.record.summary.markdown",
    "guide.record.summary.toml",
    "guide.tui.pickers",
    "textual.command",
    "textual.widgets._text_area",
)
"""The chart, the end of a call, and what comes after it; the field of notes."""


def load_modules() -> None:
    """Load the rules and the panels."""
    for name in _AT_ONCE:
        import_module(name)


def load_the_rest(library: Library) -> None:
    """Load all else, and the other scripts, of which there may be a thousand: in a thread."""
    for name in _BEFORE_LONG:
        import_module(name)
    library.complete()
