"""The hang-up protocol: effort, ground, permission, warning, ending. hang-up-protocol, H5 to H12.

Every rule is one function that answers with the reason why not, or None. The counter on the screen
reads the same functions, so that what it says and what is refused cannot differ.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from guide.call.protocol_state import ProtocolState
from guide.script.model import Ground, Script

ANSWERS_WITHIN = timedelta(seconds=5)
"""A warning needs a moment for the caller to answer it: before that, no further one counts."""


class Alarm(StrEnum):
    """How loud the counter is: nothing yet, a warning given, the call may be ended."""

    QUIET = "quiet"
    WARNED = "warned"
    MAY_END = "may end"


class Standing(Struct, frozen=True):
    """The counter: warnings given of those required, and in words what is missing."""

    given: int
    required: int
    words: str
    alarm: Alarm


def why_not_warn(state: ProtocolState) -> str | None:
    """Why a warning may not be given now; None when it may."""
    stated = state.ground
    if stated is None:
        return "State the ground first: w, then the ground."
    if stated.warnings == 0:
        return f"“{stated.label}” needs no warning: the call may be ended."
    if not state.efforts:
        return "Redirect the caller first: a warning needs an effort on record."
    if stated.permission and state.permission(stated.ground) is None:
        return "Ask a supervisor first: no permission to warn is on record."
    return None


def why_not_warn_again(state: ProtocolState, at: datetime) -> str | None:
    """Why a warning does not count yet at this moment; None when it does.

    A key pressed twice is one warning, and two in one breath leave the caller no way to heed one.
    """
    stated = state.ground
    given = [w.at for w in state.warnings if stated and w.ground == stated.ground]
    since = at - given[-1] if given else ANSWERS_WITHIN
    # A clock that was set back tells nothing: then the warning counts.
    if not timedelta(0) <= since < ANSWERS_WITHIN:
        return None
    seconds = int(since.total_seconds())
    ago = f"{seconds} second{'s' if seconds > 1 else ''} ago" if seconds else "just now"
    return f"A warning was counted {ago}: wait for the caller's answer before a further one counts."


def why_not_end(state: ProtocolState) -> str | None:
    """Why the protocol does not allow to end the call now, the reason's words apart."""
    stated = state.ground
    if stated is None:
        return "State the ground first: w, then the ground."
    missing = stated.warnings - state.given(stated.ground)
    if missing > 0:
        warnings = "warning is" if missing == 1 else "warnings are"
        return f"Not yet: {missing} {warnings} still to be given on “{stated.label}”."
    return None


def why_not_end_by_protocol(state: ProtocolState, reason: str) -> str | None:
    """Why the call may not be ended by the protocol with this reason; H6 and H12."""
    if why := why_not_end(state):
        return why
    if not (reason.strip() or state.quoted):
        return "Write down the caller's words first: an ending needs the specific reason."
    return None


def standing(state: ProtocolState, script: Script | None) -> Standing:
    """What the counter shows; `script` is the one whose grounds apply, if any do."""
    stated = state.ground
    if stated is None:
        return _before_a_ground(state, script)
    given = state.given(stated.ground)
    if why_not_end(state) is None:
        words = "the call may be ended" if state.quoted else "may end: write the caller's words"
        return Standing(given, stated.warnings, words, Alarm.MAY_END)
    alarm = Alarm.WARNED if state.warnings else Alarm.QUIET
    if not state.efforts:
        words = "redirect first"
    elif stated.permission and state.permission(stated.ground) is None:
        words = "ask a supervisor first"
    else:
        words = "warn again" if given else "you may warn"
    return Standing(given, stated.warnings, words, alarm)


def _before_a_ground(state: ProtocolState, script: Script | None) -> Standing:
    first: Ground | None = script.grounds[0] if script and script.grounds else None
    if first is None:
        return Standing(len(state.warnings), 0, "no hang-up protocol here", Alarm.QUIET)
    if state.warnings:
        last = state.warnings[-1].ground
        ground = (script.ground(last) if script else None) or first
        return Standing(
            state.given(last), ground.warnings, "calm: state the ground if it resumes", Alarm.WARNED
        )
    words = "state the ground" if state.efforts else "redirect first"
    return Standing(0, first.warnings, words, Alarm.QUIET)
