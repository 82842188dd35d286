"""Moving through the flow: how a call begins, choices, back, to another script and back again."""

from collections.abc import Iterator

from msgspec import UNSET
from msgspec.structs import replace

from guide.call import actions as act
from guide.call import events as ev
from guide.call.context import Allowed, Context, Decision, Refused
from guide.call.events import Entry
from guide.call.fold import fold
from guide.call.rules.gates import why_held
from guide.call.rules.lines import Found, ending_line
from guide.call.rules.protocol import state_ground, why_not_end, why_not_warn
from guide.call.state import Visit
from guide.call.wording import line_event
from guide.script.condition_words import in_words
from guide.script.conditions import OWN_NAMES, Comparison, facts_in
from guide.script.model import Choice, Ending, Script, Step, StepRole, TargetKind


def beginning(
    script: Script,
    call: str,
    *,
    zone: str,
    agent: str,
    ref: str = "",
    program: str = "",
    training: bool = False,
    unapproved: tuple[str, ...] = (),
) -> ev.Started:
    """The first event of a call with this id; `zone` is the desk's where the script names none.

    `unapproved` are the rules of the script that nobody has approved as they are.
    """
    first = script.first_step
    return ev.Started(
        call,
        script.id,
        script.title,
        script.version,
        script.sha256,
        first.id,
        first.title,
        script.desk.zone or zone,
        agent,
        ref,
        program,
        training,
        unapproved or UNSET,
    )


def choose(action: act.Choose, context: Context) -> Decision:
    """Take a choice; must-say lines of the step that nobody settled are passed over."""
    choice = context.step.choice(action.key)
    if choice is None:
        count = len(context.step.choices)
        return Refused(f"This step has no choice {action.key}; its choices are 1 to {count}.")
    if refused := why_closed(choice, context) or why_held(choice, context):
        return refused
    stated: tuple[ev.Event, ...] = ()
    if choice.ground:
        decision = state_ground(act.StateGround(choice.ground), context)
        if isinstance(decision, Refused):
            return decision
        stated = decision.events
    elif choice.calm and context.call.protocol.ground is not None:
        stated = (ev.CalmedDown(),)
    move = _move(choice, context_after(stated, context))
    if isinstance(move, Refused):
        return move
    return Allowed((*stated, *passed_over(context), *_answers(choice, context), *move.events))


def why_closed(choice: Choice, context: Context) -> Refused | None:
    """Why a choice of the step in hand is not open now; None while it is."""
    if choice.when is None or context.holds(choice.when):
        return None
    facts = [one for one in facts_in(choice.when) if isinstance(one, Comparison)]
    answers = any(one.name not in OWN_NAMES for one in facts)
    words = in_words(choice.when, context.script)
    why = f"Choice {choice.key} is open only if {words}."
    return Refused(why, "details" if answers else "")


def _answers(choice: Choice, context: Context) -> Iterator[ev.Detailed]:
    """What taking a choice answers, where that is not the answer on record."""
    for name, value in choice.answers:
        if value != context.call.detail(name):
            yield ev.Detailed(name, context.field(name).label, value, by_choice=True)


def _answers_before(context: Context) -> Iterator[ev.Detailed]:
    """What was answered before the choice that led here, where nobody has changed it since."""
    before = context.call.entries[: context.call.here.n - 1]
    for entry in reversed(before):
        event = entry.event
        if not (isinstance(event, ev.Detailed) and event.by_choice):
            break
        earlier = (
            one.event.value
            for one in reversed(before[: entry.n - 1])
            if isinstance(one.event, ev.Detailed)
            and one.event.field == event.field
            and one.n not in context.call.retracted
        )
        if context.call.detail(event.field) == event.value:
            yield replace(event, value=next(earlier, ""))


def context_after(events: tuple[ev.Event, ...], context: Context) -> Context:
    """The situation once these have happened: a choice that states a ground moves on its terms."""
    call = context.call
    for event in events:
        call = fold(call, Entry(call.last.n + 1, context.time, call.last.elapsed, event))
    return replace(context, call=call)


def passed_over(context: Context, ending: Ending | None = None) -> tuple[ev.PassedOver, ...]:
    """The must-say lines that are passed over by leaving the step in hand, or by ending so.

    The protocol's lines are owed to nobody who calms down: what is missing of the warnings, the
    counter says; and the ground's last line must be said only where the call ends by the protocol.
    """
    script, step = context.script, context.step
    found = [Found(line, script, step.id) for line in context.lines if not line.grounds]
    last = ending_line(context) if ending and ending.protocol else None
    return tuple(
        line_event(ev.PassedOver, one.line, one.script, context, step=one.step)
        for one in (*found, *((last,) if last else ()))
        if one.line.must_say and context.call.mark(one.script.id, one.line.id) is None
    )


def unsaid(context: Context, ending: Ending | None = None) -> tuple[ev.PassedOver, ...]:
    """What would be passed over if the call ended now, also at steps that one means to return to.

    Going to another script passes nothing over; not coming back from it does.
    """
    left = (one for there in context.left for one in passed_over(there))
    found = {(one.script, one.line): one for one in (*passed_over(context, ending), *left)}
    return tuple(found.values())


def _move(choice: Choice, context: Context) -> Allowed | Refused:
    target = choice.to
    match target.kind:
        case TargetKind.STEP:
            return _chosen(choice, context, target.step)
        case TargetKind.SCRIPT:
            return _open(context, target.script, target.step, choice)
        case TargetKind.RETURN if origin := context.call.opened_from:
            return Allowed((_returned(origin, choice),))
        case TargetKind.RETURN:
            return _chosen(choice, context, context.script.first)
        case TargetKind.END:
            why = "This choice ends the call: ending it shows what is missing first."
            return Refused(why, "end")


def _chosen(choice: Choice, context: Context, step_id: str) -> Allowed | Refused:
    step = context.script.step(step_id)
    if step is None:
        return Refused(f"The step “{step_id}” is not in this script.")
    if why := why_not_enter(step, context):
        return Refused(why, "warn")
    return Allowed((ev.Chosen(choice.key, choice.label, context.script.id, step.id, step.title),))


def why_not_enter(step: Step, context: Context) -> str | None:
    """Why a step with a part in the protocol may not be entered yet; None when it may."""
    match step.role:
        case StepRole.WARNING:
            return why_not_warn(context.call.protocol)
        case StepRole.ENDING:
            return why_not_end(context.call.protocol)
        case _:
            return None


def why_not_back(context: Context) -> str | None:
    """Why there is no step to go back to; None when there is one."""
    return None if len(context.call.path) > 1 else "This is the first step: nothing to go back to."


def back(_: act.Back, context: Context) -> Decision:
    """Go back a step; the way there stays on record, and what its choice answered is undone."""
    if why := why_not_back(context):
        return Refused(why)
    before = context.call.path[-2]
    went = ev.WentBack(before.script, before.step, before.title)
    return Allowed((*_answers_before(context), went))


def go_to(action: act.GoTo, context: Context) -> Decision:
    """Go to another script, or to any step; the way back is kept."""
    here = context.call.here
    if action.script == here.script and action.step in ("", here.step):
        return Refused("You are there already.")
    return _open(context, action.script, action.step, None)


def return_(_: act.Return, context: Context) -> Decision:
    """Return to the step from which the script in hand was opened."""
    origin = context.call.opened_from
    if origin is None:
        return Refused("You came from no other script: there is nothing to return to.")
    return Allowed((_returned(origin, None),))


def _open(context: Context, script_id: str, step_id: str, choice: Choice | None) -> Decision:
    script = context.library.get(script_id)
    if script is None:
        return Refused(
            f"The script “{script_id}” cannot be used: guide check says what is wrong with it."
        )
    step = script.step(step_id or script.first)
    if step is None:
        return Refused(f"The script “{script.title}” has no step “{step_id}”.")
    if why := why_not_enter(step, context):
        return Refused(why, "warn")
    key, label = (choice.key, choice.label) if choice else (0, "")
    text = script.id, script.title, script.version, script.sha256
    unapproved = context.unapproved_of(script)
    return Allowed((ev.Opened(*text, step.id, step.title, key, label, unapproved),))


def returns_to(context: Context) -> str:
    """Where a choice that returns leads: to where the script was opened, or to its first step."""
    origin = context.call.opened_from
    return f"back to {origin.title}" if origin else context.script.first_step.title


def _returned(origin: Visit, choice: Choice | None) -> ev.Returned:
    key, label = (choice.key, choice.label) if choice else (0, "")
    return ev.Returned(origin.script, origin.step, origin.title, key, label)
