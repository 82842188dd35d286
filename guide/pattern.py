"""Patterns that are compiled when they are first looked for.

Python takes up to half a millisecond to compile one, and most of those that a call could need, for
card numbers or for the line of a mistake in a script, no call begins with.
"""

import re
from functools import partial
from typing import Any, cast


def pattern(text: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """As `re.compile`, which is asked when something is done with the pattern."""
    return cast("re.Pattern[str]", _Pattern(partial(re.compile, text, flags)))


class _Pattern:
    """Stands for a compiled pattern. What was asked of it once is at hand from then on."""

    def __init__(self, compiled: partial[re.Pattern[str]]) -> None:
        self._compiled = compiled

    def __getattr__(self, name: str) -> Any:
        """What the compiled pattern has of that name."""
        found = getattr(self._compiled(), name)
        setattr(self, name, found)
        return found
