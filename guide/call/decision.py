"""A decision: a rule's answer to an action. Allowed with its events, or refused with the reason."""

from msgspec import Struct

from guide.call.events import Event


class Allowed(Struct, frozen=True):
    """The action may happen; these events are what happens. None means that nothing changes."""

    events: tuple[Event, ...] = ()


class Refused(Struct, frozen=True):
    """The action may not happen now. `reason` is a sentence in the agent's words."""

    reason: str


Decision = Allowed | Refused
