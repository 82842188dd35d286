"""Rules about what the agent writes down: notes, details, anger, the clock, a manager.

And what an earlier call's record tells, so that nobody has to ask again.
"""

from collections.abc import Mapping
from itertools import takewhile

from msgspec import UNSET
from msgspec.structs import replace

from guide.call import actions as act
from guide.call import events as ev
from guide.call.context import Allowed, Context, Decision, Refused
from guide.call.rules.corrections import correct
from guide.call.rules.names import why_no_name
from guide.call.state import NOTE, Call, FollowUp, correction_of
from guide.script.answers import read_answer
from guide.script.model import CALLER_FIELDS, AnswerField, StageSigns
from guide.text import plain, plain_line


def write(action: act.Write, context: Context) -> Decision:
    text = plain(action.text).strip()
    if not text:
        return Refused("There is nothing to enter.")
    return Allowed((ev.Noted(text),))


def rewrite(action: act.Rewrite, context: Context) -> Decision:
    """Correct a note; the text it had stays on record."""
    note = next((n for n in context.call.notes if n.n == action.of), None)
    if note is None:
        return Refused("That note is not on record.")
    text = plain(action.text).strip()
    if not text:
        taken_back = correct(act.Correct(action.of), context)
        events = taken_back.events if isinstance(taken_back, Allowed) else ()
        return Allowed((*events, *_emptied(action.of, context)))
    if text == note.text:
        return Allowed(_emptied(action.of, context))
    return Allowed((ev.NoteCorrected(action.of, text),))


def _emptied(of: int, context: Context) -> tuple[ev.Drafted, ...]:
    places = (NOTE, correction_of(of))
    return tuple(ev.Drafted(0, "", place) for place in places if place in context.call.drafts)


def draft(action: act.Draft, context: Context) -> Decision:
    """Keep a draft: only what differs from the one before is recorded."""
    text, before = plain(action.text), context.call.drafts.get(action.into, "")
    if text == before:
        return Allowed()
    same = takewhile(lambda pair: pair[0] == pair[1], zip(text, before, strict=False))
    keep = sum(1 for _ in same)
    return Allowed((ev.Drafted(keep, text[keep:], action.into),))


def write_detail(action: act.WriteDetail, context: Context) -> Decision:
    name = plain_line(action.field)
    if not name:
        return Refused("A detail needs a name.")
    answer = context.answer(name, action.value)
    if answer.why_not:
        return Refused(answer.why_not)
    if answer.value == context.call.detail(name):
        return Allowed()
    listed = True if action.listed and name == "number" and answer.value else UNSET
    label = context.field(name).label
    return Allowed((ev.Detailed(name, label, answer.value, listed=listed),))


def leave_answer_out(action: act.LeaveAnswerOut, context: Context) -> Decision:
    """There is no answer to a question of the script, and why; as a line is left out."""
    name, reason = plain_line(action.field), plain_line(action.reason)
    if context.script.field(name) is None:
        return Refused(f"There is no question “{name}” here.")
    label = context.field(name).label
    if context.call.detail(name):
        return Refused(f"{label} is answered: clear the answer first.", "details")
    if not reason:
        return Refused("Write down why there is no answer.")
    return Allowed((ev.Detailed(name, label, "", left_out=reason),))


_SAME = (*CALLER_FIELDS, "effect", "people")
_LABELS = {
    "offered": "Offered so far",
    "mood_start": "Mood at the start",
    "mood_end": "Mood at the end",
}
"""What an earlier call tells by itself, where no script has a field for it."""

_SOLUTIONS = ("solution", "agreement")
"""What an earlier call has settled is what it offered."""


def taking_over(earlier: Call) -> act.TakeOver:
    """The problem, its effect, what was offered, the moods, and every other answer on record."""
    stages = earlier.stages
    found = {name: earlier.detail(name) for name in _SAME}
    for name in ("caller", "concern"):
        # What a promise lacked is filled in there after its call.
        held = (one.field(name) for one in earlier.follow_ups)
        found[name] = found[name] or next(filter(None, held), "")
    found["offered"] = earlier.detail("offered") or _offered(earlier)
    found["mood_start"] = stages[0].event.stage.value if stages else earlier.detail("mood_start")
    found["mood_end"] = stages[-1].event.stage.value if stages else earlier.detail("mood_end")
    told = {*found, *_SOLUTIONS}
    # What no field took there may fit one here.
    refused = (earlier.taken_over.refused if earlier.taken_over else None) or ()
    found |= {name: value for name, _, value in refused if not found.get(name)}
    answers = {name: one.event for name, one in earlier.details.items() if name not in told}
    found |= {name: answer.value for name, answer in answers.items()}
    return act.TakeOver(
        earlier.id,
        earlier.started.agent,
        _summary(earlier),
        tuple((name, value) for name, value in found.items() if value),
        (
            *((name, label) for name, label, _ in refused),
            *((name, one.event.label) for name, one in earlier.details.items() if name in found),
        ),
    )


def _offered(earlier: Call) -> str:
    agreed = [earlier.detail(name) for name in _SOLUTIONS if earlier.detail(name)]
    promised = [_promised(one) for one in earlier.follow_ups if not one.internal]
    return ", ".join(dict.fromkeys((*agreed, *promised)))


def _promised(follow_up: FollowUp) -> str:
    """What was promised, and what was agreed on, where it says so."""
    agreed = follow_up.field("agreed")
    return f"{follow_up.label}: {agreed}" if agreed else follow_up.label


def _summary(earlier: Call) -> str:
    ending = earlier.ended.event.told if earlier.ended else "not ended"
    warnings = len(earlier.protocol.warnings)
    warned = f", {warnings} warning{'s' if warnings > 1 else ''} given" if warnings else ""
    return f"{earlier.started.title}: {ending}{warned}"


def take_over(action: act.TakeOver, context: Context) -> Decision:
    """Go on from an earlier call; what it knew becomes details, unless they are written already.

    What a field does not take is none, nor what was the answer to another question: it is kept as
    what was offered, and asked for anew.
    """
    told = dict(action.labels)
    details: list[ev.Detailed] = []
    refused = [*(action.refused or ())]
    for name, offered in action.details:
        if context.call.detail(name):
            continue
        field = _field_taken_over(name, told, context)
        value = plain_line(offered)
        if action.refused is None:
            answer = read_answer(field, value, context.today)
            other = _other_question(name, told.get(name, ""), context)
            if answer.why_not or other:
                refused.append((name, told[name] if other else field.label, value))
            value = "" if other else answer.value
        if value:
            listed = True if action.listed and name == "number" else UNSET
            taken = ev.Detailed(name, field.label, value, action.from_call, listed=listed)
            details.append(taken)
    took_over = ev.TookOver(
        action.from_call, action.from_agent, action.summary, tuple(refused) or UNSET
    )
    return Allowed((took_over, *details))


def _other_question(name: str, label: str, context: Context) -> bool:
    """Whether what stood under this label answered another question than the script in hand asks.

    Where its author has called it otherwise since, an answer may be right the other way round.
    """
    own = context.script.field(name)
    return own is not None and name not in _SAME and label not in ("", own.label)


def _field_taken_over(name: str, told: Mapping[str, str], context: Context) -> AnswerField:
    """A field as the script in hand has it; or as another does, by the label it had there."""
    own, *others = (
        script.field(name) for script in (context.script, *context.library.scripts.values())
    )
    if own is not None:
        return own
    unknown = AnswerField(name, _LABELS.get(name, context.script.label(name)))
    found = next(filter(None, others), unknown)
    return replace(found, label=told.get(name, found.label))


def not_taken_over(context: Context) -> dict[str, str]:
    """By their fields, in sentences: what an earlier call offers that is to be typed anew.

    That is of fields that this call's scripts have, and that nothing was written down for since.
    """
    taken, call = context.call.taken_over, context.call
    told: dict[str, str] = {}
    for name, label, value in (taken.refused if taken else None) or ():
        why = context.answer(name, value).why_not
        if not why and _other_question(name, label, context):
            why = f"It was asked as “{label}”."
        if why and not call.detail(name) and name not in call.left_out:
            told[name] = f"{why} The earlier call has “{value}”."
    return told


def stage_signs(context: Context) -> dict[str, StageSigns]:
    """The signs of each stage: the script's own, or those of the first script that has any."""
    scripts = (context.script, *context.library.scripts.values())
    return next((dict(script.stages) for script in scripts if script.stages), {})


def set_stage(action: act.SetStage, context: Context) -> Decision:
    """Judge the caller's anger; escalated-callers, E2."""
    if action.stage is context.call.stage:
        return Allowed()
    return Allowed((ev.Staged(action.stage),))


def start_clock(_: act.StartClock, context: Context) -> Decision:
    """Start the timer of the step, or else the one for a colleague's answer, or start it again.

    The latter is asked for by escalated-callers, E20.
    """
    of_colleague = ev.ClockStarted(context.script.clock.seconds)
    return Allowed((context.step_timer or of_colleague,))


def stop_clock(action: act.StopClock, context: Context) -> Decision:
    if context.call.clock is None:
        return Refused("No timer is running: start one first.", "clock")
    dropped = action.dropped and not action.answered
    return Allowed((ev.ClockStopped(action.answered, True if dropped else UNSET),))


def get_manager(_: act.GetManager, context: Context) -> Decision:
    """Get a manager involved; escalated-callers, E10. Asking again is recorded again."""
    return Allowed((ev.ManagerAsked(),))


def name_manager(action: act.NameManager, context: Context) -> Decision:
    """Who came; naming one who was not asked for records the asking too."""
    name = plain_line(action.name)
    if not name:
        return Refused("Write down the manager's name.")
    if why := why_no_name(name, alone=True):
        return Refused(why)
    came = ev.ManagerCame(name)
    return Allowed((came,) if context.call.manager.asked else (ev.ManagerAsked(), came))
