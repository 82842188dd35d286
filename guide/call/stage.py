"""The stages of anger, and calm."""

from enum import IntEnum


class Stage(IntEnum):
    """How angry the caller is; escalated-callers, E2. Calm is what a caller comes back to."""

    CALM = 0
    ANNOYED = 1
    FRUSTRATED = 2
    HOSTILE = 3
    ENRAGED = 4

    @property
    def word(self) -> str:
        """The stage as a word."""
        return self.name.lower()
