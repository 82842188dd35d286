"""Moving through the flow: choices, back, to another script and back again."""

from msgspec.structs import replace

from guide.call import actions as act
from guide.call import events as ev
from guide.call.events import Entry
from guide.call.fold import fold
from guide.call.rules.lines import Found, ending_line
from guide.call.rules.protocol import state_ground, why_not_end, why_not_warn
from guide.call.situation import Allowed, Decision, Refused, Situation
from guide.call.wording import line_event
from guide.script.model import Choice, Ending, Step, StepRole, TargetKind


def choose(action: act.Choose, now: Situation) -> Decision:
    """Take a choice; must-say lines of the step that nobody settled are passed over."""
    choice = now.step.choice(action.key)
    if choice is None:
        count = len(now.step.choices)
        return Refused(f"This step has no choice {action.key}; its choices are 1 to {count}.")
    stated: tuple[ev.Event, ...] = ()
    if choice.ground:
        decision = state_ground(choice.ground, False, now)
        if isinstance(decision, Refused):
            return decision
        stated = decision.events
    elif choice.calm and now.call.protocol.ground is not None:
        stated = (ev.CalmedDown(),)
    move = _move(choice, _after(stated, now))
    if isinstance(move, Refused):
        return move
    return Allowed((*stated, *passed_over(now), *move.events))


def _after(events: tuple[ev.Event, ...], now: Situation) -> Situation:
    """The situation once these have happened: a choice that states a ground moves on its terms."""
    call = now.call
    for event in events:
        call = fold(call, Entry(call.last.n + 1, now.now, call.last.elapsed, event))
    return replace(now, call=call)


def passed_over(now: Situation, ending: Ending | None = None) -> tuple[ev.PassedOver, ...]:
    """The must-say lines that are passed over by leaving the step in hand, or by ending so.

    The protocol's lines are owed to nobody who calms down: what is missing of the warnings, the
    counter says; and the ground's last line must be said only where the call ends by the protocol.
    """
    found = [Found(line, now.script, now.step.id) for line in now.lines if not line.grounds]
    last = ending_line(now) if ending and ending.protocol else None
    return tuple(
        line_event(ev.PassedOver, one.line, one.script, now, step=one.step)
        for one in (*found, *((last,) if last else ()))
        if one.line.must_say and now.call.mark(one.script.id, one.line.id) is None
    )


def unsaid(now: Situation, ending: Ending | None = None) -> tuple[ev.PassedOver, ...]:
    """What would be passed over if the call ended now, also at steps that one means to return to.

    Going to another script passes nothing over; not coming back from it does.
    """
    found = [*passed_over(now, ending), *(one for there in now.left for one in passed_over(there))]
    return tuple({(one.script, one.line): one for one in found}.values())


def _move(choice: Choice, now: Situation) -> Allowed | Refused:
    target = choice.to
    match target.kind:
        case TargetKind.STEP:
            return _chosen(choice, now, target.step)
        case TargetKind.SCRIPT:
            return _open(now, target.script, target.step, choice)
        case TargetKind.RETURN if now.call.here.origin >= 0:
            return Allowed((_returned(now, choice),))
        case TargetKind.RETURN:
            return _chosen(choice, now, now.script.first)
        case TargetKind.END:
            return Refused("This choice ends the call: e ends it, with a look at what is missing.")


def _chosen(choice: Choice, now: Situation, step_id: str) -> Allowed | Refused:
    step = now.script.step(step_id)
    if step is None:
        return Refused(f"The step “{step_id}” is not in this script.")
    if why := why_not_enter(step, now):
        return Refused(why)
    return Allowed((ev.Chosen(choice.key, choice.label, now.script.id, step.id, step.title),))


def why_not_enter(step: Step, now: Situation) -> str | None:
    """Why a step with a part in the protocol may not be entered yet; None when it may."""
    match step.role:
        case StepRole.WARNING:
            return why_not_warn(now.call.protocol)
        case StepRole.ENDING:
            return why_not_end(now.call.protocol)
        case _:
            return None


def back(now: Situation) -> Decision:
    """Go back a step; the way there stays on record."""
    if len(now.call.path) < 2:
        return Refused("This is the first step of the call: there is nothing to go back to.")
    before = now.call.path[-2]
    return Allowed((ev.WentBack(before.script, before.step, before.title),))


def go_to(action: act.GoTo, now: Situation) -> Decision:
    """Go to another script, or to any step; the way back is kept."""
    here = now.call.here
    if action.script == here.script and action.step in ("", here.step):
        return Refused("You are there already.")
    return _open(now, action.script, action.step, None)


def return_(now: Situation) -> Decision:
    """Return to the step from which the script in hand was opened."""
    if now.call.here.origin < 0:
        return Refused("You came from no other script: there is nothing to return to.")
    return Allowed((_returned(now, None),))


def _open(now: Situation, script_id: str, step_id: str, choice: Choice | None) -> Allowed | Refused:
    script = now.library.get(script_id)
    if script is None:
        return Refused(
            f"The script “{script_id}” cannot be used: guide check says what is wrong with it."
        )
    step = script.step(step_id or script.first)
    if step is None:
        return Refused(f"The script “{script.title}” has no step “{step_id}”.")
    if why := why_not_enter(step, now):
        return Refused(why)
    key, label = (choice.key, choice.label) if choice else (0, "")
    opened = ev.Opened(
        script.id, script.title, script.version, script.sha256, step.id, step.title, key, label
    )
    return Allowed((opened,))


def _returned(now: Situation, choice: Choice | None) -> ev.Returned:
    origin = now.call.path[now.call.here.origin]
    key, label = (choice.key, choice.label) if choice else (0, "")
    return ev.Returned(origin.script, origin.step, origin.title, key, label)
