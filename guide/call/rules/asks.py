"""What is asked of the board over the desk: an ask, its end by the agent, and the board's answer.

An ask is for one thing, and a permission for one ground. It rests on the event that it is, and so
does its answer: what is taken in twice counts once. What it was for may have gone meanwhile: a
permission that comes then is on record, and not used.
"""

import re

from msgspec import UNSET
from msgspec.structs import replace

from guide.call import actions as act
from guide.call import events as ev
from guide.call.context import Allowed, Context, Decision, Refused
from guide.call.events import AskAnswer, AskKind, Entry
from guide.call.fold import then
from guide.call.rules.follow_ups import threats_owed
from guide.call.rules.protocol import is_agent
from guide.call.state import Ask, Call
from guide.text import plain_line

_HASH = re.compile("[0-9a-f]{64}")

_CALMED = "the caller calmed down"
_OTHER_REASON = "the reason is another one by now"
_ENDED = "the call ended"


def why_not_ask(about: AskKind, context: Context) -> str | None:
    """Why the board is not asked for this now; None when it may be. H7, H11."""
    call, stated = context.call, context.call.protocol.ground
    ground = ""
    if about is AskKind.PERMISSION:
        if stated is None:
            return "Choose a reason first."
        if not stated.permission:
            return f"“{stated.label}” needs no permission."
        if given := call.protocol.permission(stated.ground):
            return f"{given.event.by} has permitted the warning already."
        ground = stated.ground
    if about is AskKind.THREAT and not threats_owed(context):
        return "No threat is on record that somebody is still to be told of."
    last = call.last_ask(about, ground)
    if last is not None and last.became is None:
        return "The board is asked already: wait for an answer, or take it back."
    return None


def ask(action: act.AskBoard, context: Context) -> Decision:
    """Ask the board. The timer for a colleague's answer starts with it, if none runs; E20."""
    if why := why_not_ask(action.about, context):
        return Refused(why)
    manager = (ev.ManagerAsked(),) if action.about is AskKind.MANAGER else ()
    asked = _asked(action, context)
    timed = action.about is not AskKind.THREAT and context.call.clock is None
    timer = (ev.ClockStarted(asked.seconds),) if timed else ()
    return Allowed((*manager, asked, *timer))


def _asked(action: act.AskBoard, context: Context) -> ev.Asked:
    seconds, stated = context.script.clock.seconds, context.call.protocol.ground
    to = plain_line(action.to)
    if action.about is AskKind.THREAT:
        owed = tuple(held.n for held in threats_owed(context))
        return ev.Asked(action.about, seconds, to=to, reports=owed)
    if action.about is not AskKind.PERMISSION or stated is None:
        return ev.Asked(action.about, seconds, to=to)
    return ev.Asked(action.about, seconds, stated.ground, stated.label, stated.script or "", to)


def stop(action: act.StopAsking, context: Context) -> Decision:
    """Take an ask back; once the time to wait is over, nobody has answered it."""
    asked = _found(action.of, context.call)
    if asked is None or asked.became is not None:
        return Refused("Nothing is asked of the board now.")
    nobody = context.time >= asked.until
    became = AskAnswer.NOBODY if nobody else AskAnswer.WITHDRAWN
    stopped = _timer_stopped(context.call, answered=False)
    return Allowed((ev.AskAnswered(asked.n, became), *stopped))


def take_answer(action: act.TakeAnswer, context: Context) -> Decision:
    """The board's answer is on record, once; a permission is given by it, if it is still needed.

    After somebody who was asked first refused, all others are asked.
    """
    asked = _found(action.of, context.call)
    by, reason = plain_line(action.by), plain_line(action.reason)
    if asked is None or not (action.became.of_board and by):
        return Allowed()
    if asked.became is not None and asked.became.of_board:
        return Allowed()
    call = context.call
    answer = action.hash if _HASH.fullmatch(action.hash) else ""
    waits = asked.became is None
    stopped = _timer_stopped(call, answered=True) if waits else ()
    if action.became is AskAnswer.REFUSED:
        refused = ev.AskAnswered(asked.n, action.became, by, reason, answer=answer)
        if not waits or not asked.event.to:
            return Allowed((refused, *stopped))
        left = max(0, int((asked.until - context.time).total_seconds()))
        return Allowed((refused, replace(asked.event, to="", seconds=left)))
    unused = _why_unused(asked, by, call)
    if asked.event.about is AskKind.PERMISSION and not unused:
        script, board = asked.event.script or UNSET, ev.GrantedBy.BOARD
        given = ev.PermissionGiven(asked.event.ground, by, board, script, 0, asked.n, answer)
        return Allowed((given, *stopped))
    granted = ev.AskAnswered(asked.n, action.became, by, reason, unused, answer)
    return Allowed((granted, *stopped, *(() if unused else _came_of(asked, by, context))))


def _came_of(asked: Ask, by: str, context: Context) -> tuple[ev.Event, ...]:
    """What else is so once the board has said yes."""
    if asked.event.about is AskKind.MANAGER:
        return (ev.ManagerCame(by),)
    if asked.event.about is AskKind.HAND_OVER:
        # Whoever takes the call over is the manager of it, whoever had joined before.
        named = () if context.call.manager.asked else (ev.ManagerAsked(),)
        return (*named, ev.ManagerCame(by))
    if asked.event.about is AskKind.THREAT:
        owed = (held.n for held in context.call.owed if held.n in asked.event.reports)
        return tuple(ev.FollowUpDone(n, by) for n in owed)
    return ()


def _why_unused(asked: Ask, by: str, call: Call) -> str:
    """Why what the board says yes to is not used, or not any more; empty if it is."""
    if asked.event.about is AskKind.PERMISSION and is_agent(by, call):
        return "a supervisor other than the agent permits a warning"
    if asked.became is AskAnswer.NOBODY:
        return "it came too late"
    if asked.became is not None:
        return asked.reason or "it had been taken back"
    return _why_moot(asked, call)


def _why_moot(asked: Ask, call: Call) -> str:
    """Why a permission that was asked for is of no use any more; empty where it is, or is none."""
    state, event = call.protocol, asked.event
    if event.about is not AskKind.PERMISSION:
        return ""
    if state.calmed > asked.n:
        return _CALMED
    stated = state.ground
    if stated is None or (stated.ground, stated.script or "") != (event.ground, event.script):
        return _OTHER_REASON
    given = state.permission(event.ground)
    return f"{given.event.by} permitted it" if given else ""


def with_asks_taken_back(decision: Decision, context: Context) -> Decision:
    """The decision, and with it the end of every ask that it leaves without a purpose.

    With the call all end but the one that tells of a threat: somebody must still take note.
    """
    if isinstance(decision, Refused) or not context.call.open_asks:
        return decision
    after = context.call
    for event in decision.events:
        after = then(after, Entry(after.last.n + 1, context.time, after.last.elapsed, event))
    ends = after.ended is not None
    taken_back = tuple(
        ev.AskAnswered(asked.n, AskAnswer.WITHDRAWN, reason=why)
        for asked in after.open_asks
        if (why := _why_at_end(asked) if ends else _why_moot(asked, after))
    )
    events = decision.events
    if ends:
        # Nothing comes after the end of a call.
        return Allowed((*events[:-1], *taken_back, events[-1]))
    stopped = _timer_stopped(after, answered=False) if taken_back else ()
    return Allowed((*events, *taken_back, *stopped))


def _found(n: int, call: Call) -> Ask | None:
    return next((asked for asked in call.asks if asked.n == n), None)


def _why_at_end(asked: Ask) -> str:
    return "" if asked.event.about is AskKind.THREAT else _ENDED


def _timer_stopped(call: Call, *, answered: bool) -> tuple[ev.ClockStopped, ...]:
    """The end of the timer that runs, if it was started by asking."""
    if call.clock is None or not isinstance(call.entry(call.clock.n - 1).event, ev.Asked):
        return ()
    return (ev.ClockStopped(answered),)
