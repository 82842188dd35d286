"""Lines: said, adapted or left out, by the agent's word. Shown is not said."""

from msgspec import Struct

from guide.call import actions as act
from guide.call import events as ev
from guide.call.context import Allowed, Context, Decision, Refused
from guide.call.rules.protocol import REASON_ELSEWHERE, warn, why_not_end
from guide.call.wording import language_of, line_event
from guide.script.dates import shown_clock
from guide.script.languages import is_language
from guide.script.model import Line, Script
from guide.text import plain


class Found(Struct, frozen=True):
    """A line and where it stands. `step` is empty for a line that no step has."""

    line: Line
    script: Script
    step: str


def _find(line_id: str, script_id: str, context: Context) -> Found | Refused:
    """A line of the step in hand; with its script named, also one that can be said from elsewhere.

    That is a line of a step one may return to, one passed over, or one of the ground that stands.
    """
    if script_id in ("", context.script.id):
        here = next((one for one in context.lines if one.id == line_id), None)
        line = here if line_id else context.next_line
        if line is not None:
            return Found(line, context.script, context.step.id)
    for there in context.left:
        line = next((one for one in there.lines if one.id == line_id), None)
        if line is not None and script_id == there.script.id:
            return Found(line, there.script, there.step.id)
    script = context.library.get(script_id)
    if script is not None and _elsewhere(line_id, script, context):
        found = _anywhere(line_id, script)
        if found is not None:
            return found
    named = f"The line “{line_id}” is not to be said at this step now."
    return Refused(named if line_id else "No script line for this step.")


def _elsewhere(line_id: str, script: Script, context: Context) -> bool:
    """Whether a line may be said away from its step."""
    mark = context.call.mark(script.id, line_id)
    passed_over = mark is not None and isinstance(mark.event, ev.PassedOver)
    ground = context.ground if script is context.protocol else None
    own = (context.warning, ground.ending) if ground else ()
    return passed_over or any(line is not None and line.id == line_id for line in own)


def _anywhere(line_id: str, script: Script) -> Found | None:
    """A line of a script, at the first step that has it."""
    line = next((one for one in script.lines if one.id == line_id), None)
    having = (s.id for s in script.steps if any(one.id == line_id for one in s.lines))
    return Found(line, script, next(having, "")) if line else None


def ending_line(context: Context) -> Found | None:
    """The line that ends the call on the ground that stands, wherever the call is; H9 to H12."""
    ground = context.ground
    if ground is None or ground.ending is None or context.protocol is None:
        return None
    return _anywhere(ground.ending.id, context.protocol)


def say(action: act.Say, context: Context) -> Decision:
    """The line was said to the letter. Saying a ground's line is the act that it words."""
    found = _find(action.line, action.script, context)
    if isinstance(found, Refused):
        return found
    if not found.line.spoken.text:
        return Refused("No approved wording is on file: write down what you said.", "adapt")
    if found.line.grounds:
        return _say_protocol_line(found, context)
    return _said_once(found, context)


def _said_once(found: Found, context: Context) -> Decision:
    """A line is said once on each visit to its step, or on each ground: twice is a slip.

    With other words in it than those that were said, it is said anew.
    """
    mark = context.call.mark(found.script.id, found.line.id)
    visits = (v.n for v in context.call.path if (v.script, v.step) == (found.script.id, found.step))
    since = max((*visits, context.call.protocol.stated if found.line.grounds else 0))
    said = line_event(ev.Said, found.line, found.script, context, step=found.step)
    is_said = mark and isinstance(mark.event, ev.Said | ev.WarningGiven) and mark.n > since
    if mark and is_said and not is_open_anew(found.line, found.script, context):
        at = shown_clock(mark.at.astimezone(context.zone))
        return Refused(f"Already said at {at}.")
    return Allowed((said,))


def is_open_anew(line: Line, script: Script, context: Context) -> bool:
    """Whether a line was said in words that are no longer those to be said.

    So it is in another language, for the caller did not understand it; and where an answer in it is
    another one since, but for the protocol's lines, whose turn the protocol says.
    """
    mark = context.call.mark(script.id, line.id)
    if mark is None or not isinstance(mark.event, ev.Said | ev.WarningGiven):
        return False
    before, now = mark.event, line_event(ev.Said, line, script, context, step="")
    if language_of(before, script) != language_of(now, script):
        return True
    return not line.grounds and (before.filled or before.text) != (now.filled or now.text)


def _say_protocol_line(found: Found, context: Context) -> Decision:
    if context.warning and context.warning.id == found.line.id:
        if why_not_end(context.call.protocol) is None:
            # Once more would take back that the call may be ended, by a key pressed twice.
            given = "That warning was given, and they continued: the call may be ended."
            return Refused(given, "warn")
        return warn(act.Warn(), context)
    if context.stands_elsewhere:
        return Refused(REASON_ELSEWHERE, "warn")
    if why := why_not_end(context.call.protocol):
        return Refused(why, "warn")
    return _said_once(found, context)


def adapt(action: act.Adapt, context: Context) -> Decision:
    """The line was said in other words; a warning counts only in its approved ones."""
    found = _find(action.line, action.script, context)
    if isinstance(found, Refused):
        return found
    line = found.line
    words, reason = plain(action.words).strip(), plain(action.reason).strip()
    if not words:
        return Refused("Write down the words you used.")
    if not reason and line.spoken.text:
        return Refused("Write down why the line is not said as it stands.")
    if line.grounds:
        return Refused("A line of the protocol counts only word for word: say it as it stands.")
    more = {"step": found.step, "words": words, "reason": reason}
    return Allowed((line_event(ev.Adapted, line, found.script, context, **more),))


def switch_language(action: act.SwitchLanguage, context: Context) -> Decision:
    """Speak to the caller in another language: what is worded in it is said in it."""
    if action.language and not is_language(action.language):
        return Refused(f"“{action.language}” is not the code of a language.")
    if action.language == context.language:
        return Allowed()
    return Allowed((ev.LanguageChosen(action.language),))


def leave_out(action: act.LeaveOut, context: Context) -> Decision:
    """The line is deliberately not said, for a reason."""
    found = _find(action.line, action.script, context)
    if isinstance(found, Refused):
        return found
    reason = plain(action.reason).strip()
    if not reason:
        return Refused("Write down why the line is left out.")
    more = {"step": found.step, "reason": reason}
    return Allowed((line_event(ev.LeftOut, found.line, found.script, context, **more),))
