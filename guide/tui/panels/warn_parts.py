"""The parts of the hang-up protocol: what is on record of each, what comes next, and its terms."""

from enum import IntEnum

from guide.call.context import Context
from guide.call.rules.protocol import asks_for_threat, threat_told, why_not_end, why_not_warn
from guide.script.model import Ground
from guide.tui.panels.menu import Item


class Part(IntEnum):
    """The parts of the protocol, in their order."""

    EFFORT = 0
    GROUND = 1
    WORDS = 2
    THREAT = 3
    PERMISSION = 4
    WARNING = 5


TYPED = (Part.EFFORT, Part.WORDS, Part.PERMISSION)
"""Those that something is typed for."""


def parts(context: Context) -> tuple[Part, ...]:
    """The parts on the ground that stands: only some grounds leave it open what is a threat."""
    ground = context.ground
    asks = ground is not None and ground.threat is None
    return tuple(part for part in Part if asks or part is not Part.THREAT)


def first_missing(context: Context, skipped: frozenset[Part]) -> Part:
    """The first part that is still missing, but for those the agent goes on without."""
    state = context.call.protocol
    stated = state.ground
    needs_effort = stated is None or stated.warnings > 0
    if not state.efforts and needs_effort:
        return Part.EFFORT
    if stated is None:
        return Part.GROUND
    if not state.quoted and Part.WORDS not in skipped:
        return Part.WORDS
    if asks_for_threat(context) and Part.THREAT not in skipped:
        return Part.THREAT
    if stated.permission and state.permission(stated.ground) is None:
        return Part.PERMISSION
    return Part.WARNING


def on_record(part: Part, context: Context) -> tuple[bool, str]:
    """Whether a part is done, and what is on record of it."""
    state = context.call.protocol
    stated = state.ground
    match part:
        case Part.EFFORT:
            return bool(state.efforts), state.efforts[-1].event.what if state.efforts else "–"
        case Part.GROUND:
            return stated is not None, stated.label if stated else "–"
        case Part.WORDS:
            return bool(state.quoted), f"“{state.quoted}”" if state.quoted else "–"
        case Part.THREAT:
            told = threat_told(context)
            return told, "yes: on record" if told else "none on record"
        case Part.PERMISSION:
            if stated and not stated.permission:
                return True, "not needed"
            given = state.permission(stated.ground) if stated else None
            return given is not None, f"by {given.event.by}" if given else "–"
        case Part.WARNING:
            if stated is None:
                return False, "–"
            given_count = state.given(stated.ground)
            return given_count >= stated.warnings, f"{given_count} of {stated.warnings} given"


def terms(ground: Ground) -> str:
    """A ground's terms in a few words."""
    count = {0: "no warning needed", 1: "one warning"}.get(
        ground.warnings, f"{ground.warnings} warnings"
    )
    words = [count]
    if ground.permission:
        words.append("a supervisor's permission first")
    if ground.threat:
        words.append("tell a supervisor right away")
    return " · ".join(words)


def threat_answers() -> list[Item]:
    """The answers to whether it was a threat; hang-up-protocol, H11."""
    yes = Item("yes", "It was a threat", "a supervisor is to be told right away", key="y")
    return [Item("no", "No threat", key="n"), yes]


def last_steps(context: Context) -> list[Item]:
    """What can be done once the terms are on record. What cannot be undone never comes first."""
    state = context.call.protocol
    why_warn, why_end = why_not_warn(state), why_not_end(state)
    warn = Item("warn", "The warning was given", why_warn or "", off=why_warn is not None)
    again = Item("warn", "Warned once more", why_warn or "", off=why_warn is not None)
    calm = Item("calm", "The caller calms down", "the call goes on; warnings stay counted")
    end = Item(
        "end", "It goes on: end the call", why_end or "asks once more", off=why_end is not None
    )
    threat = Item("threat", "It was a threat", "then a supervisor is to be told right away")
    other = Item("ground", "Another ground")
    if state.ground is not None and state.ground.warnings == 0:
        return [calm, end, threat, other]
    if why_end is None:
        return [calm, end, again, threat, other]
    return [warn, calm, end, threat, other]
