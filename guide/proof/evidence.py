"""What an ending by the protocol needs, and what of it is on record: a second set of books.

It is kept from events and from what the script says, apart from the rules and from the state they
look at, so that a rule which forgets something is found out. hang-up-protocol, H5 to H12.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from guide.call.events import (
    CalmedDown,
    EffortMade,
    Ended,
    Event,
    GroundStated,
    PermissionGiven,
    Said,
    WarningGiven,
)
from guide.script.model import Audience, Ground, Script


class Lack(StrEnum):
    """What may be missing when a call ends by the protocol; the value is the problem's code."""

    GROUND = "ending-without-ground"
    WARNING = "ending-without-warning"
    PERMISSION = "ending-without-permission"
    EFFORT = "ending-without-effort"
    REASON = "ending-without-reason"


class Given(NamedTuple):
    """A warning that was given on a ground, and whether an effort and a permission came before."""

    ground: str
    effort: bool
    permission: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is on record. `ground` is the one that stands, as its script words it.

    Of warnings that are alike, as many are kept as any ground may ask for.
    """

    effort: bool = False
    ground: Ground | None = None
    permitted: frozenset[str] = frozenset()
    warnings: tuple[Given, ...] = ()


def needed(ground: Ground) -> int:
    """How many warnings a ground asks for: a warning line of its own asks to be said once."""
    return max(ground.warnings, 1 if ground.warning is not None else 0)


def with_event(evidence: Evidence, event: Event, protocol: Script | None, most: int) -> Evidence:
    """The evidence after an event, while the grounds of `protocol` apply."""
    match event:
        case EffortMade():
            return replace(evidence, effort=True)
        case GroundStated():
            return replace(evidence, ground=protocol.ground(event.ground) if protocol else None)
        case CalmedDown():
            return replace(evidence, ground=None)
        case PermissionGiven(ground=name):
            return replace(evidence, permitted=evidence.permitted | {name})
        case WarningGiven() if _is_one(event, protocol):
            name = event.ground
            given = Given(name, evidence.effort, name in evidence.permitted)
            if evidence.warnings.count(given) >= most:
                return evidence
            return replace(evidence, warnings=tuple(sorted((*evidence.warnings, given))))
        case _:
            return evidence


def _is_one(event: WarningGiven, protocol: Script | None) -> bool:
    """Whether a warning was one: it had words, and they were for the caller."""
    ground = protocol.ground(event.ground) if protocol else None
    line = ground.warning if ground else None
    return bool(event.text.strip()) and line is not None and line.audience is Audience.CALLER


def lack(event: Event, evidence: Evidence) -> Lack | None:
    """What was missing when this happened, if it ended the call by the protocol, or said so."""
    match event:
        case Ended(protocol=True, reason=reason):
            return _of_ground(evidence) or (None if reason.strip() else Lack.REASON)
        case Said() if evidence.ground and evidence.ground.ending:
            return _of_ground(evidence) if event.line == evidence.ground.ending.id else None
        case _:
            return None


def _of_ground(evidence: Evidence) -> Lack | None:
    ground = evidence.ground
    if ground is None:
        return Lack.GROUND
    on_it = [given for given in evidence.warnings if given.ground == ground.id]
    asked = needed(ground)
    if len(on_it) < asked:
        return Lack.WARNING
    permitted = sum(given.permission for given in on_it) >= asked
    if ground.permission and not (permitted if asked else ground.id in evidence.permitted):
        return Lack.PERMISSION
    return None if sum(given.effort for given in on_it) >= asked else Lack.EFFORT
