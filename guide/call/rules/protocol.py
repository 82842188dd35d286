"""The hang-up protocol: no warning without an effort to redirect, no hang-up without a warning.

Every rule is one function that answers with the reason why not, or None. The counter on the screen
reads the same functions, so that what it says and what is refused cannot differ.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from guide.call import actions as act
from guide.call import events as ev
from guide.call.context import Allowed, Context, Decision, Refused
from guide.call.rules.follow_ups import THREAT_OWED, is_threat, threat_report, threats_owed
from guide.call.state import ProtocolState
from guide.call.wording import line_event
from guide.script.model import FollowUpKind, Ground, Script
from guide.text import plain_line

ANSWERS_WITHIN = timedelta(seconds=5)
"""A warning needs a moment for the caller to answer it: before that, no further one counts."""


def why_not_warn(state: ProtocolState) -> str | None:
    """Why a warning may not be given now; None when it may. H5 to H8."""
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


def why_not_end(state: ProtocolState) -> str | None:
    """Why not to hang up now: no hang-up without the warnings that its ground requires; H9, H10.

    The caller's words, which the ending needs too, are left to `why_not_end_by_protocol`.
    """
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


def why_not_warn_again(state: ProtocolState, at: datetime) -> str | None:
    """Why a warning does not count yet at this moment; None when it does.

    A key pressed twice is one warning, and two in one breath leave the caller no way to heed one.
    """
    stated = state.ground
    given = [w.at for w in state.warnings if stated and w.event.ground == stated.ground]
    since = at - given[-1] if given else ANSWERS_WITHIN
    # A clock that was set back tells nothing: then the warning counts.
    if not timedelta(0) <= since < ANSWERS_WITHIN:
        return None
    seconds = int(since.total_seconds())
    ago = f"{seconds} second{'s' if seconds > 1 else ''} ago" if seconds else "just now"
    return f"A warning was counted {ago}: wait for the caller's answer before a further one counts."


def make_effort(action: act.MakeEffort, context: Context) -> Decision:
    """Put an effort to redirect on record; hang-up-protocol, H5."""
    what = plain_line(action.what)
    if not what:
        return Refused("Say what you tried, in a word or two.")
    return Allowed((ev.EffortMade(what),))


def state_ground(ground_id: str, threat: bool, context: Context) -> Allowed | Refused:
    """State a ground; one that is a threat also owes telling a supervisor; H6, H11.

    Stating the ground that stands once more is no further threat.
    """
    script = context.protocol
    ground = script.ground(ground_id) if script else None
    if script is None or ground is None:
        return Refused(f"There is no ground “{ground_id}” in this call's hang-up protocol.")
    is_threat = threat if ground.threat is None else ground.threat
    stated = ev.GroundStated(ground.id, ground.label, ground.warnings, ground.permission, is_threat)
    before = context.call.protocol.ground
    again = before is not None and before.ground == ground.id and before.threat
    return Allowed((stated, *(threat_report(context) if is_threat and not again else ())))


def threat_told(context: Context) -> bool:
    """Whether a threat is on record since the ground that stands was stated, or still owed."""
    since = context.call.protocol.stated
    reports = (f for f in context.call.follow_ups if f.kind == FollowUpKind.REPORT and f.n > since)
    on_record = any(is_threat(f.field("reason"), context) for f in reports)
    return on_record or bool(threats_owed(context))


def asks_for_threat(context: Context) -> bool:
    """Whether the agent is still to be asked if it was a threat: only some grounds leave it open.

    Once the agent went on to the permission or the warning, it was none; H11.
    """
    state, ground = context.call.protocol, context.ground
    stated = state.ground
    if stated is None or ground is None or ground.threat is not None or stated.threat:
        return False
    later = [p.n for p in state.permissions] + [w.n for w in state.warnings]
    went_on = max(later, default=0) > state.stated
    return not went_on and not threat_told(context)


def quote_caller(action: act.QuoteCaller, context: Context) -> Decision:
    """Write down the caller's own words; H6, H12."""
    words = plain_line(action.words)
    if not words:
        return Refused("Write down what the caller said.")
    return Allowed((ev.CallerSaid(words),))


def permit(action: act.Permit, context: Context) -> Decision:
    """A supervisor, by name, permits to warn; H7."""
    stated = context.call.protocol.ground
    if stated is None:
        return Refused("State the ground first: a permission is for one ground.")
    if not stated.permission:
        return Refused(f"“{stated.label}” needs no permission.")
    by = plain_line(action.by)
    if not by:
        return Refused("Write down who gave the permission.")
    return Allowed((ev.PermissionGiven(stated.ground, by),))


def warn(context: Context) -> Decision:
    """The warning of the ground that stands was given, in its approved words; H8, H10."""
    state = context.call.protocol
    if why := why_not_warn(state) or why_not_warn_again(state, context.time):
        return Refused(why)
    script, ground = context.protocol, context.ground
    line = ground.warning if ground else None
    if script is None or ground is None or line is None or not line.spoken.text:
        return Refused("This ground has no approved wording for a warning.")
    of = {"ground": ground.id, "label": ground.label}
    return Allowed((line_event(ev.WarningGiven, line, script, context, **of),))


def calm(context: Context) -> Decision:
    """The caller calmed down: the ground no longer stands, and the call goes on."""
    if context.call.protocol.ground is None:
        return Refused("No ground stands: the call goes on as it is.")
    return Allowed((ev.CalmedDown(),))


def report_threat(context: Context) -> Decision:
    """A threat was made: telling a supervisor is owed, now; H11."""
    events = threat_report(context)
    if not events:
        return Refused(THREAT_OWED)
    return Allowed(events)


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
        last = state.warnings[-1].event.ground
        ground = (script.ground(last) if script else None) or first
        return Standing(
            state.given(last), ground.warnings, "calm: state the ground if it resumes", Alarm.WARNED
        )
    words = "state the ground" if state.efforts else "redirect first"
    return Standing(0, first.warnings, words, Alarm.QUIET)
