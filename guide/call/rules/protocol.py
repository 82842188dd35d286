"""The hang-up protocol: no warning without an effort to redirect, no hang-up without a warning.

After a warning the caller is waited for: only what they say then opens the next warning, or the
end. Each `why_not_…` answers with the reason why something may not be done now, or None. What it
takes, they ask `guide.call.rules.standing`, which the counter and the panel show: so what these say
and what is refused cannot differ.
"""

from msgspec.structs import replace

from guide.call import actions as act
from guide.call import events as ev
from guide.call.context import Allowed, Context, Decision, Refused
from guide.call.rules.follow_ups import THREAT_OWED, threat_report
from guide.call.rules.names import is_oneself, why_no_name
from guide.call.rules.standing import Need, needed_to_end, needed_to_warn
from guide.call.state import Call, ProtocolState
from guide.call.wording import line_event
from guide.text import plain_line

_NO_REASON = "Choose a reason first."
REASON_ELSEWHERE = "The reason is one of another script’s protocol: choose one of this one first."
_FIRST = {
    Need.ANSWER: f"Wait for the caller: {Need.ANSWER}.",
    Need.EFFORT: f"Redirect the caller first, then record {Need.EFFORT}.",
    Need.PERMISSION: f"Ask a supervisor first, then record {Need.PERMISSION}.",
}
"""What is refused while a warning needs this first."""


def why_not_warn(state: ProtocolState) -> str | None:
    """Why a warning may not be given now; None when it may. H5 to H9."""
    stated = state.ground
    if stated is None:
        return _NO_REASON
    if stated.warnings == 0:
        return f"“{stated.label}” needs no warning: the call may be ended."
    need = needed_to_warn(state, stated)
    return _FIRST[need] if need else None


def why_not_end(state: ProtocolState) -> str | None:
    """Why not to hang up now; H9, H10.

    Not without the warnings that the ground requires, nor before the caller went on after the last
    of them. The caller's words, which the ending needs too, are left to `why_not_end_by_protocol`.
    """
    stated = state.ground
    if stated is None:
        return _NO_REASON
    need = needed_to_end(state, stated)
    if need is None:
        return None
    missing = stated.warnings - state.given(stated.ground)
    if missing <= 0:
        return _FIRST[Need.ANSWER]
    warnings = "warning is" if missing == 1 else "warnings are"
    return f"Not yet: {missing} {warnings} still to be given. Next: {need}."


def why_not_end_by_protocol(state: ProtocolState, reason: str) -> str | None:
    """Why the call may not be ended by the protocol with this reason; H6 and H12."""
    if why := why_not_end(state):
        return why
    if not (reason.strip() or state.quoted):
        return "An ending needs the caller’s words first."
    return None


def why_not_persist(state: ProtocolState) -> str | None:
    """Why the caller cannot have gone on after a warning; None when they can. H9."""
    stated = state.ground
    if stated is None:
        return _NO_REASON
    if stated.warnings == 0:
        return f"“{stated.label}” needs no warning: record the caller’s words."
    if state.given(stated.ground) == 0:
        need = needed_to_end(state, stated) or Need.WARNING
        return f"No warning was given yet. Next: {need}."
    return None


def why_not_calm(state: ProtocolState) -> str | None:
    """Why there is nothing that the caller can have stopped; None where a ground stands."""
    return None if state.ground else "The caller is not being warned."


def make_effort(action: act.MakeEffort, context: Context) -> Decision:
    """Put an effort to redirect on record; hang-up-protocol, H5."""
    what = plain_line(action.what)
    if not what:
        return Refused("Say what you tried, in a word or two.")
    return Allowed((ev.EffortMade(what),))


def why_no_protocol(context: Context) -> str | None:
    """Why no reason can be chosen in this call, nor a warning given; None if they can."""
    if broken := context.broken_protocol:
        mistake = f"The hang-up protocol “{broken}” has a mistake"
        return f"{mistake}: ask a supervisor. guide check tells it."
    return None if context.protocol else "No hang-up protocol belongs to this script."


def state_ground(action: act.StateGround, context: Context) -> Decision:
    """State a ground; one that is a threat also owes telling a supervisor; H6, H11.

    Stating the ground that stands once more is no further threat.
    """
    script = context.protocol
    ground = script.ground(action.ground) if script else None
    if context.broken_protocol and (why := why_no_protocol(context)):
        return Refused(why)
    if script is None or ground is None:
        return Refused(f"There is no reason “{action.ground}” in this call's hang-up protocol.")
    threatens = action.threat if ground.threat is None else ground.threat
    terms = ground.warnings, ground.permission
    text = script.id, script.title, script.version, script.sha256
    unapproved = context.unapproved_of(script)
    stated = ev.GroundStated(ground.id, ground.label, *terms, threatens, *text, unapproved)
    before = context.call.protocol.ground
    again = before is not None and before.ground == ground.id and before.threat
    return Allowed((stated, *(threat_report(context) if threatens and not again else ())))


def quote_caller(action: act.QuoteCaller, context: Context) -> Decision:
    """Write down the caller's own words; H6, H12."""
    words = plain_line(action.words)
    if not words:
        return Refused("Write down what the caller said.")
    return Allowed((ev.CallerSaid(words),))


def permit(action: act.Permit, context: Context) -> Decision:
    """A supervisor, by name, permits one warning; H7."""
    if action.of:
        return _correct_permission(action, context)
    stated = context.call.protocol.ground
    if stated is None:
        return Refused(_NO_REASON, "warn")
    if not stated.permission:
        return Refused(f"“{stated.label}” needs no permission.")
    by = _who_permits(action.by, context)
    if isinstance(by, Refused):
        return by
    return Allowed((ev.PermissionGiven(stated.ground, by, script=stated.script),))


def _who_permits(typed: str, context: Context) -> str | Refused:
    by = plain_line(typed)
    if not by:
        return Refused("Write down who gave the permission.")
    if is_agent(by, context.call):
        return Refused("A supervisor permits a warning: that is your own name. Ask somebody else.")
    why = why_no_name(by, alone=True)
    return Refused(why) if why else by


def is_agent(name: str, call: Call) -> bool:
    """Whether this is the name of the agent of a call, who permits no warning of their own; H7."""
    return is_oneself(name, call.started.agent)


def _correct_permission(action: act.Permit, context: Context) -> Decision:
    """The name of whoever gave a permission is another one, whether it is used up or not."""
    given = next((p for p in context.call.protocol.permissions if p.n == action.of), None)
    if given is None:
        return Refused("That permission is not on record.")
    if given.event.ask:
        return Refused("That was permitted at the board: who did so cannot be changed here.")
    by = _who_permits(action.by, context)
    if isinstance(by, Refused):
        return by
    if by == given.event.by:
        return Allowed()
    return Allowed((replace(given.event, by=by, of=given.n),))


def warn(_: act.Warn, context: Context) -> Decision:
    """The warning of the ground that stands was given, in its approved words; H8, H10."""
    if why := why_not_warn(context.call.protocol):
        return Refused(why, "warn")
    script, ground = context.protocol, context.ground
    line = context.warning
    if script is None or ground is None or line is None or not line.spoken.text:
        return Refused("This reason has no approved wording for a warning.")
    of = {"ground": ground.id, "label": ground.label}
    return Allowed((line_event(ev.WarningGiven, line, script, context, **of),))


def persist(action: act.Persist, context: Context) -> Decision:
    """The caller goes on after the warning, with these words; H9."""
    state = context.call.protocol
    if why := why_not_persist(state):
        return Refused(why, "warn")
    words = plain_line(action.words)
    if state.ground is None or not words:
        return Refused("Write down what the caller said after the warning.")
    return Allowed((ev.Persisted(state.ground.ground, words),))


def calm(_: act.Calm, context: Context) -> Decision:
    """The caller stopped: the ground no longer stands, and the call goes on."""
    if why := why_not_calm(context.call.protocol):
        return Refused(why)
    return Allowed((ev.CalmedDown(),))


def report_threat(_: act.ReportThreat, context: Context) -> Decision:
    """A threat was made: telling a supervisor is owed, now; H11."""
    events = threat_report(context)
    if not events:
        return Refused(THREAT_OWED, "follow-up")
    return Allowed(events)
