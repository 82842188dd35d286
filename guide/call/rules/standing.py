"""Where the hang-up protocol stands: what it needs of the agent next, and what the counter shows.

The rules in `guide.call.rules.protocol` refuse by these same functions: no counter, flow or panel
can say what a rule would refuse.
"""

from collections.abc import Collection
from enum import StrEnum

from msgspec import Struct

from guide.call import events as ev
from guide.call.context import Context
from guide.call.rules.follow_ups import is_threat, threats_owed
from guide.call.state import ProtocolState
from guide.script.model import FollowUpKind, Ground, Line


class Need(StrEnum):
    """Where the protocol stands: what it needs of the agent next, as a refusal names it.

    `ANSWER`: a warning was given, and the caller is waited for: they stopped, or they continued.
    `END`: nothing is left to do but to end the call.
    """

    REASON = "the reason"
    EFFORT = "what you tried"
    WORDS = "the caller’s words"
    THREAT = "whether it was a threat"
    PERMISSION = "who permitted it"
    WARNING = "the warning"
    ANSWER = "they stopped, or they continued"
    ENDING_LINE = "the ending line"
    END = "end the call"


def next_need(context: Context) -> Need:
    """What the protocol needs next; hang-up-protocol, H5 to H12.

    Before there is a reason, that is it.
    """
    state = context.call.protocol
    stated = state.ground
    if stated is None or context.stands_elsewhere:
        return Need.REASON
    if need := needed_to_end(state, stated):
        return need
    if not state.quoted:
        return Need.WORDS
    return Need.END if _ending_line_settled(context) else Need.ENDING_LINE


def next_asked(context: Context, passed: Collection[Need]) -> Need:
    """What the agent is asked next: what is needed next, or what is best asked before that.

    Once there was an effort, that is the caller's words, and whether it was a threat where only the
    agent can tell; not what was `passed` over for now.
    """
    need = next_need(context)
    if need in (Need.REASON, Need.EFFORT, Need.ANSWER):
        return need
    if not context.call.protocol.quoted and Need.WORDS not in passed:
        return Need.WORDS
    return Need.THREAT if asks_for_threat(context) and Need.THREAT not in passed else need


def needed_to_end(state: ProtocolState, stated: ev.GroundStated) -> Need | None:
    """What is needed next before the call may be ended on a ground; None once it may."""
    if state.given(stated.ground) >= stated.warnings and not waits_for_answer(state, stated):
        return None
    return needed_to_warn(state, stated) or Need.WARNING


def needed_to_warn(state: ProtocolState, stated: ev.GroundStated) -> Need | None:
    """What is needed next before a warning on a ground; None once it may be given; H5 to H9."""
    if waits_for_answer(state, stated):
        return Need.ANSWER
    if not state.efforts:
        return Need.EFFORT
    if stated.permission and state.permission(stated.ground) is None:
        return Need.PERMISSION
    return None


def waits_for_answer(state: ProtocolState, stated: ev.GroundStated) -> bool:
    """Whether a warning was given, and what the caller did then is not on record; H9."""
    warned = stated.warnings > 0 and state.given(stated.ground) > 0
    return warned and not state.went_on(stated.ground)


def goes_on_again(context: Context) -> bool:
    """Whether the caller had calmed down after the warning, and the same reason stands anew."""
    state, stated = context.call.protocol, context.call.protocol.ground
    if stated is None or not waits_for_answer(state, stated):
        return False
    return state.calmed > state.last_warning(stated.ground)


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


def _ending_line_settled(context: Context) -> bool:
    """Whether the ground has no ending line, or it was said or left out since all it takes was."""
    script, ground, state = context.protocol, context.ground, context.call.protocol
    if script is None or ground is None or ground.ending is None:
        return True
    mark = context.call.mark(script.id, ground.ending.id)
    since = max(state.stated, state.last_warning(ground.id))
    return mark is not None and mark.n > since and not isinstance(mark.event, ev.PassedOver)


def line_to_say(context: Context) -> Line | None:
    """The protocol's line to say now: a warning or an ending line, once it is its turn."""
    its_turn = next_need(context) in (Need.WARNING, Need.ENDING_LINE)
    return line_in_hand(context) if its_turn else None


def line_in_hand(context: Context) -> Line | None:
    """The protocol's line from when it is its turn: a warning till the answer, the ending line."""
    ground, need = context.ground, next_need(context)
    if ground is None:
        return None
    if need in (Need.WARNING, Need.ANSWER):
        return context.warning
    return ground.ending if need in (Need.ENDING_LINE, Need.END) else None


def still_to_come(context: Context) -> tuple[Need, ...]:
    """All that the ground that stands still takes, in the order of the protocol; H5 to H12.

    What is needed next is among it. So is waiting for the caller, until they answered the last
    warning.
    """
    state, stated = context.call.protocol, context.call.protocol.ground
    if stated is None or context.stands_elsewhere:
        return ()
    warn = state.given(stated.ground) < stated.warnings
    permit = warn and stated.permission and state.permission(stated.ground) is None
    takes = {
        Need.EFFORT: warn and not state.efforts,
        Need.WORDS: not state.quoted,
        Need.PERMISSION: permit,
        Need.WARNING: warn,
        Need.ANSWER: stated.warnings > 0 and needed_to_end(state, stated) is not None,
        Need.ENDING_LINE: True,
    }
    return tuple(need for need, taken in takes.items() if taken)


class Alarm(StrEnum):
    """How loud the counter is: nothing yet, a warning given, the call may be ended."""

    QUIET = "quiet"
    WARNED = "warned"
    MAY_END = "may end"


class Standing(Struct, frozen=True):
    """The counter: warnings given of those required, what the protocol needs next, and in words."""

    given: int
    required: int
    words: str
    alarm: Alarm
    need: Need


_IN_WORDS = {
    Need.EFFORT: "redirect first",
    Need.PERMISSION: "ask a supervisor first",
    Need.WARNING: "you may warn",
    Need.ANSWER: "wait for the caller",
    Need.WORDS: "may end: record the caller’s words",
    Need.ENDING_LINE: "the call may be ended",
    Need.END: "the call may be ended",
}


def standing(context: Context) -> Standing:
    """What the counter shows."""
    state, need = context.call.protocol, next_need(context)
    stated = state.ground
    if stated is None or context.stands_elsewhere:
        return _before_a_ground(context, need)
    given = state.given(stated.ground)
    words = _IN_WORDS[need]
    if need is Need.WARNING and given:
        words = "warn again"
    elif need is Need.WORDS and not stated.warnings:
        words = "no warning needed – record their words"
    elif need is Need.PERMISSION and _is_asked_for(stated.ground, context):
        words = "the board is asked"
    elif need is Need.ANSWER and goes_on_again(context):
        words = "record what they say now"
    alarm = Alarm.WARNED if state.warnings else Alarm.QUIET
    if needed_to_end(state, stated) is None:
        alarm = Alarm.MAY_END
    return Standing(given, stated.warnings, words, alarm, need)


def _is_asked_for(ground: str, context: Context) -> bool:
    """Whether the board is asked for permission on this ground, and nobody has answered yet."""
    asked = context.call.last_ask(ev.AskKind.PERMISSION, ground)
    return asked is not None and asked.became is None


def _before_a_ground(context: Context, need: Need) -> Standing:
    state, script = context.call.protocol, context.protocol
    first: Ground | None = script.grounds[0] if script and script.grounds else None
    if script is None or first is None:
        none = "no hang-up protocol here"
        if context.broken_protocol:
            none = "the hang-up protocol has a mistake – ask a supervisor"
        return Standing(len(state.warnings), 0, none, Alarm.QUIET, need)
    if state.warnings and state.ground is None:
        last = state.warnings[-1].event.ground
        required = (script.ground(last) or first).warnings
        words = "calm now; if it starts again, choose a reason"
        return Standing(state.given(last), required, words, Alarm.WARNED, need)
    words = "choose a reason" if state.efforts else "redirect first"
    return Standing(0, first.warnings, words, Alarm.QUIET, need)
