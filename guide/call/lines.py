"""Lines: said, adapted or left out, by the agent's word. Shown is not said."""

from dataclasses import dataclass

from guide.call import actions as act
from guide.call import events as ev
from guide.call import grounds
from guide.call.decision import Allowed, Decision, Refused
from guide.call.protocol import why_not_end
from guide.call.situation import Situation
from guide.call.state import MarkKind
from guide.plain import plain
from guide.script.model import Line, Script


@dataclass(frozen=True, slots=True)
class _Found:
    """A line and where it stands."""

    line: Line
    script: str
    step: str


def _find(line_id: str, script_id: str, now: Situation) -> _Found | Refused:
    """The line of the step in hand, or one of an earlier step that was passed over."""
    if script_id:
        mark = now.call.mark(script_id, line_id)
        if mark is not None and mark.kind is MarkKind.PASSED_OVER:
            found = _anywhere(line_id, now.library.get(script_id))
            if found is not None:
                return found
    line = now.next_line
    if line_id:
        line = next((one for one in now.lines if one.id == line_id), None)
    if line is None:
        named = f"The line “{line_id}” is not to be said at this step now."
        return Refused(named if line_id else "This step has no line to say.")
    return _Found(line, now.script.id, now.step.id)


def _anywhere(line_id: str, script: Script | None) -> _Found | None:
    if script is None:
        return None
    places = ((step, line) for step in script.steps for line in step.lines)
    return next(
        (_Found(line, script.id, step.id) for step, line in places if line.id == line_id), None
    )


def say(action: act.Say, now: Situation) -> Decision:
    """The line was said to the letter. Saying a ground's line is the act that it words."""
    found = _find(action.line, action.script, now)
    if isinstance(found, Refused):
        return found
    line = found.line
    if line.gap:
        return Refused("No approved wording is on file for this: x writes down what you said.")
    if line.grounds:
        return _say_protocol_line(found, now)
    return Allowed((_said(found),))


def _said(found: _Found) -> ev.Said:
    line = found.line
    return ev.Said(found.script, found.step, line.id, line.text, line.sha256, line.status)


def _say_protocol_line(found: _Found, now: Situation) -> Decision:
    stated = now.call.protocol.ground
    if stated is None:
        return Refused("State the ground first: w, then the ground.")
    ground = now.protocol.ground(stated.ground) if now.protocol else None
    if ground and ground.warning and ground.warning.id == found.line.id:
        return grounds.warn(now)
    if why := why_not_end(now.call.protocol):
        return Refused(why)
    return Allowed((_said(found),))


def adapt(action: act.Adapt, now: Situation) -> Decision:
    """The line was said in other words; a warning counts only in its approved ones."""
    found = _find(action.line, action.script, now)
    if isinstance(found, Refused):
        return found
    line = found.line
    words, reason = plain(action.words).strip(), plain(action.reason).strip()
    if not words:
        return Refused("Write down the words you used.")
    if not reason and not line.gap:
        return Refused("Write down why the line is not said as it stands.")
    if line.grounds:
        return Refused("A line of the protocol counts only to the letter: say it as it stands.")
    return Allowed(
        (
            ev.Adapted(
                found.script,
                found.step,
                line.id,
                line.text,
                line.sha256,
                line.status,
                words,
                reason,
            ),
        )
    )


def leave_out(action: act.LeaveOut, now: Situation) -> Decision:
    """The line is deliberately not said, for a reason."""
    found = _find(action.line, action.script, now)
    if isinstance(found, Refused):
        return found
    line = found.line
    reason = plain(action.reason).strip()
    if not reason:
        return Refused("Write down why the line is left out.")
    return Allowed(
        (
            ev.LeftOut(
                found.script, found.step, line.id, line.text, line.sha256, line.status, reason
            ),
        )
    )
