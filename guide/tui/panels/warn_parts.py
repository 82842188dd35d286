"""The parts of the hang-up protocol: what is on record of each, what comes next, and its terms."""

from enum import IntEnum

from guide.call.context import Context
from guide.call.rules.protocol import (
    asks_for_threat,
    threat_told,
    why_not_end,
    why_not_persist,
    why_not_warn,
)
from guide.call.rules.standing import Need, next_need
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
    ANSWER = 6


TYPED = (Part.EFFORT, Part.WORDS, Part.PERMISSION, Part.ANSWER)
"""Those that something is typed for."""


def parts(context: Context) -> tuple[Part, ...]:
    """The parts on the ground that stands.

    Only some grounds leave it open what is a threat, and only who was warned can answer.
    """
    ground = context.ground
    shown = set(Part)
    if ground is None or ground.threat is not None:
        shown.discard(Part.THREAT)
    if ground is None or not context.call.protocol.given(ground.id):
        shown.discard(Part.ANSWER)
    return tuple(sorted(shown))


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
    return Part.PERMISSION if next_need(context) is Need.PERMISSION else Part.WARNING


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
            return _permission(context)
        case Part.WARNING:
            if stated is None:
                return False, "–"
            given_count = state.given(stated.ground)
            return given_count >= stated.warnings, f"{given_count} of {stated.warnings} given"
        case Part.ANSWER:
            went_on = stated is not None and state.went_on(stated.ground)
            return went_on, f"“{state.persisted[-1].event.words}”" if went_on else "–"


def _permission(context: Context) -> tuple[bool, str]:
    """Whether no permission is missing, and whose there is, if only the one that was used."""
    state = context.call.protocol
    stated = state.ground
    if stated is None:
        return False, "–"
    if granted := state.permission(stated.ground):
        return True, f"by {granted.event.by}"
    used = [w.permission_by for w in state.warnings if w.event.ground == stated.ground]
    done = bool(used) and next_need(context) is not Need.PERMISSION
    return done, f"by {used[-1]}" if done else "–"


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
    calm = Item("calm", "They stopped", "the call goes on; warnings stay counted")
    why_persist = why_not_persist(state)
    on = Item(
        "on", "It goes on", why_persist or "their words after the warning", off=bool(why_persist)
    )
    end = Item("end", "End the call", why_end or "asks once more", off=why_end is not None)
    threat = Item("threat", "It was a threat", "then a supervisor is to be told right away")
    other = Item("ground", "Another ground")
    if state.ground is not None and state.ground.warnings == 0:
        return [calm, end, threat, other]
    return [warn, calm, on, end, threat, other]
