"""Events of practice: what a scenario did. They stand in the journals of training alone."""

from typing import ClassVar

from guide.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """The call rehearses a scenario; its hash says which text of it, `seed` which caller."""

    KIND: ClassVar[str] = "rehearsed"
    scenario: str
    title: str
    sha256: str
    seed: int


@dataclass(frozen=True, slots=True)
class CallerSpoke:
    """The scenario's caller said this. `move` is the scenario's name for it, or empty."""

    KIND: ClassVar[str] = "caller-spoke"
    words: str
    move: str = ""


@dataclass(frozen=True, slots=True)
class ActionRefused:
    """A rule refused what the trainee was about to do: `what` in a word, and the rule's reason."""

    KIND: ClassVar[str] = "action-refused"
    what: str
    reason: str
