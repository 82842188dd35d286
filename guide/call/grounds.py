"""What the agent does within the hang-up protocol, each step of it put on record."""

from guide.call import actions as act
from guide.call import events as ev
from guide.call.decision import Allowed, Decision, Refused
from guide.call.follow_ups import THREAT_OWED, is_threat, threat_report, threats_owed
from guide.call.protocol import why_not_warn, why_not_warn_again
from guide.call.situation import Situation
from guide.call.worded import worded
from guide.plain import plain_line
from guide.script.model import FollowUpKind


def make_effort(action: act.MakeEffort, now: Situation) -> Decision:
    """Put an effort to redirect on record; hang-up-protocol, H5."""
    what = plain_line(action.what)
    if not what:
        return Refused("Say what you tried, in a word or two.")
    return Allowed((ev.EffortMade(what),))


def ground_events(ground_id: str, threat: bool, now: Situation) -> Allowed | Refused:
    """State a ground; one that is a threat also owes telling a supervisor; H6, H11.

    Stating the ground that stands once more is no further threat.
    """
    script = now.protocol
    ground = script.ground(ground_id) if script else None
    if script is None or ground is None:
        return Refused(f"There is no ground “{ground_id}” in this call's hang-up protocol.")
    is_threat = threat if ground.threat is None else ground.threat
    stated = ev.GroundStated(ground.id, ground.label, ground.warnings, ground.permission, is_threat)
    before = now.call.protocol.ground
    again = before is not None and before.ground == ground.id and before.threat
    return Allowed((stated, *(threat_report(now) if is_threat and not again else ())))


def threat_told(now: Situation) -> bool:
    """Whether a threat is on record since the ground that stands was stated, or still owed."""
    stated = now.call.protocol.ground
    since = stated.n if stated else 0
    reports = (f for f in now.call.follow_ups if f.kind == FollowUpKind.REPORT and f.n > since)
    return bool(threats_owed(now)) or any(is_threat(f.field("reason"), now) for f in reports)


def asks_for_threat(now: Situation) -> bool:
    """Whether the agent is still to be asked if it was a threat: only some grounds leave it open.

    Once the agent went on to the permission or the warning, it was none; H11.
    """
    stated, state = now.call.protocol.ground, now.call.protocol
    if stated is None or now.ground is None or now.ground.threat is not None or stated.threat:
        return False
    went_on = any(
        n > stated.n for n in (*(p.n for p in state.permissions), *(w.n for w in state.warnings))
    )
    return not went_on and not threat_told(now)


def quote_caller(action: act.QuoteCaller, now: Situation) -> Decision:
    """Write down the caller's own words; H6, H12."""
    words = plain_line(action.words)
    if not words:
        return Refused("Write down what the caller said.")
    return Allowed((ev.CallerSaid(words),))


def permit(action: act.Permit, now: Situation) -> Decision:
    """A supervisor, by name, permits to warn; H7."""
    stated = now.call.protocol.ground
    if stated is None:
        return Refused("State the ground first: a permission is for one ground.")
    if not stated.permission:
        return Refused(f"“{stated.label}” needs no permission.")
    by = plain_line(action.by)
    if not by:
        return Refused("Write down who gave the permission.")
    return Allowed((ev.PermissionGiven(stated.ground, by),))


def warn(now: Situation) -> Decision:
    """The warning of the ground that stands was given, in its approved words; H8, H10."""
    state = now.call.protocol
    if why := why_not_warn(state) or why_not_warn_again(state, now.now):
        return Refused(why)
    script, ground = now.protocol, now.ground
    line = ground.warning if ground else None
    if script is None or ground is None or line is None or not line.spoken.text:
        return Refused("This ground has no approved wording for a warning.")
    own = line.spoken
    given = ev.WarningGiven(
        ground.id, ground.label, script.id, line.id, own.text, own.sha256, own.status
    )
    return Allowed((worded(given, line, script, now),))


def calm(now: Situation) -> Decision:
    """The caller calmed down: the ground no longer stands, and the call goes on."""
    if now.call.protocol.ground is None:
        return Refused("No ground stands: the call goes on as it is.")
    return Allowed((ev.CalmedDown(),))


def report_threat(now: Situation) -> Decision:
    """A threat was made: telling a supervisor is owed, now; H11."""
    events = threat_report(now)
    if not events:
        return Refused(THREAT_OWED)
    return Allowed(events)
