"""A decision: a rule's answer to an action. Allowed with its events, or refused with the reason."""

from guide.call.events import Event
from guide.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Allowed:
    """The action may happen; these events are what happens. None means that nothing changes."""

    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """The action may not happen now. `reason` is a sentence in the agent's words."""

    reason: str


Decision = Allowed | Refused
