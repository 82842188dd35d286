"""How much was looked at."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Seen:
    """How many states of a script were looked at, and how many moves from them."""

    script: str
    states: int
    transitions: int


@dataclass
class Count:
    """Counts, script by script."""

    _states: dict[str, int] = field(default_factory=dict)
    _transitions: dict[str, int] = field(default_factory=dict)

    def add(self, script: str, states: int, transitions: int) -> None:
        """Count some more."""
        self._states[script] = self._states.get(script, 0) + states
        self._transitions[script] = self._transitions.get(script, 0) + transitions

    def of(self, script: str) -> Seen:
        """What was looked at of a script."""
        return Seen(script, self._states.get(script, 0), self._transitions.get(script, 0))
