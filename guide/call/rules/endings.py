"""Ending a call: by the protocol only by its rules, any other way always; what is missing then.

What is missing is told with what mends it. Nothing of it keeps an agent from ending the call.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from msgspec import UNSET, Struct

from guide.call import actions as act
from guide.call import events as ev
from guide.call.context import Allowed, Context, Decision, Refused
from guide.call.phone_number import normal_number
from guide.call.rules.denials import denied_still
from guide.call.rules.flow import unsaid
from guide.call.rules.follow_ups import keeping, number_to_call, rule_now, threats_owed
from guide.call.rules.protocol import REASON_ELSEWHERE, why_not_end_by_protocol
from guide.call.rules.standing import waits_for_answer
from guide.call.state import NOTE, Call, FollowUp, corrected_note
from guide.call.wording import denial_words, in_a_row
from guide.script.model import ENDED, Ending, Script, Step
from guide.text import counted, plain_line


class Remedy(StrEnum):
    """What an agent does about something missing."""

    SAY = "say"
    AMEND = "amend"
    TELL = "tell"
    ADD = "add"
    DETAIL = "detail"
    WORDS = "words"
    ANSWER = "answer"
    NAME = "name"
    PERMISSION = "permission"
    STOP = "stop"
    ENTER = "enter"
    KEEP = "keep"


_NOT_SHOWN_OTHERWISE = frozenset(
    {Remedy.ADD, Remedy.DETAIL, Remedy.WORDS, Remedy.ANSWER, Remedy.NAME}
)
"""What is required and leaves no trace of its own on record: no open follow-up, no skipped line."""


class Missing(Struct, frozen=True):
    """One thing missing: a sentence, its remedy, and on what (line, field, kind or number).

    `mended` says of it that it is missing no more.
    """

    text: str
    mended: str
    remedy: Remedy
    what: str = ""
    script: str = ""


def endings(context: Context) -> tuple[Ending, ...]:
    """The endings open to the agent: the script's own, and the protocol's where grounds apply."""
    own = context.script.endings
    if all(e.protocol for e in own):
        own = (*own, ENDED)
    protocol = context.protocol
    others = protocol.endings if protocol and protocol is not context.script else ()
    return (*own, *(e for e in others if e.protocol and e.id not in {o.id for o in own}))


def why_not(ending: Ending, context: Context, reason: str = "") -> str | None:
    """Why the call may not be ended so; None when it may. Only the protocol's ending has rules."""
    if not ending.protocol:
        return None
    if context.stands_elsewhere:
        return REASON_ELSEWHERE
    return why_not_end_by_protocol(context.call.protocol, reason)


def corrected(ending: str, before: str, context: Context) -> Ending | Refused:
    """What a call that was ended as `before`, an id, ends as when that was a mistake; or why not.

    The protocol's ending is open where the record allowed it when the call was ended.
    """
    chosen = next((e for e in endings(context) if e.id == ending), None)
    if chosen is None:
        return Refused(f"There is no ending “{ending}” for this call.")
    if ending == before:
        return Refused("That is the ending on record.")
    why = why_not(chosen, context)
    return Refused(f"The record does not allow that. On the call it said: {why}") if why else chosen


def required(ending: Ending, context: Context) -> tuple[str, ...]:
    """In sentences, what is required with this ending and nothing else on record shows as to do."""
    return _required(missing(context, ending))


def to_promise(context: Context, ending: Ending | None) -> tuple[Missing, ...]:
    """What the steps of the call, and an ending, require to be promised and nobody recorded."""
    return tuple(_not_recorded(context, ending))


def _required(lacking: Iterable[Missing]) -> tuple[str, ...]:
    return tuple(item.text for item in lacking if item.remedy in _NOT_SHOWN_OTHERWISE)


def ending_that_may(context: Context) -> str:
    """The protocol's ending, by its id, while a reason stands and the call may be ended for it.

    The empty string otherwise: nothing else says by itself how a call ends.
    """
    if context.call.protocol.ground is None:
        return ""
    ways = (e for e in endings(context) if e.protocol and not why_not(e, context))
    return next((e.id for e in ways), "")


def end(action: act.End, context: Context) -> Decision:
    """End the call; what is missing then goes on record with it."""
    ending = next((e for e in endings(context) if e.id == action.ending), None)
    if ending is None:
        known = ", ".join(e.id for e in endings(context))
        return Refused(f"There is no ending “{action.ending}” here; there are: {known}.")
    reason = plain_line(action.reason)
    if why := why_not(ending, context, reason):
        return Refused(why, "warn")
    state = context.call.protocol
    stated = state.ground if ending.protocol else None
    lacking = missing(context, ending)
    ended = ev.Ended(
        ending.id,
        ending.label,
        ending.protocol,
        stated.ground if stated else "",
        reason or (state.quoted if ending.protocol else ""),
        tuple(item.text for item in lacking),
        _required(lacking) or UNSET,
    )
    return Allowed((*unsaid(context, ending), ended))


def ended_by_protocol_without(
    call: Call, ended: ev.Ended | None, by: str = "It was ended by the hang-up protocol"
) -> Iterator[str]:
    """What no rule has ever let a call be ended so without; H6, H9, H12. `by` says how it was."""
    if ended is None or not ended.protocol:
        return
    stated = call.protocol.ground
    if stated is None or ended.ground not in ("", stated.ground):
        yield f"{by}, and no reason for that stood."
    elif (given := call.protocol.given(stated.ground)) < stated.warnings:
        yield f"{by} after {given} of {counted(stated.warnings, 'warning')}."
    elif not (ended.reason.strip() or call.protocol.quoted):
        yield f"{by} without the caller’s words."


def missing(context: Context, ending: Ending | None = None) -> tuple[Missing, ...]:
    """Everything still missing, the most urgent first; with an ending, also what that one needs."""
    return (
        *_threats(context),
        *_denied(context),
        *_follow_ups(context),
        *_not_recorded(context, ending),
        *_lines(context, ending),
        *_words(context, ending),
        *_details(context),
        *_colleagues(context),
        *_drafts(context),
    )


def _threats(context: Context) -> Iterator[Missing]:
    for f in threats_owed(context):
        text = "A threat was made: no supervisor told yet."
        yield Missing(text, "A threat was made: a supervisor was told", Remedy.TELL, str(f.n))


def _denied(context: Context) -> Iterator[Missing]:
    for denied in denied_still(context.call):
        mended = f"Permission: not by {denied.named}"
        yield Missing(f"{denial_words(denied)}.", mended, Remedy.PERMISSION, str(denied.of))


def _follow_ups(context: Context) -> Iterator[Missing]:
    for f in context.call.follow_ups:
        if f.lacks and not f.done:
            lacks = in_a_row([context.field(name).label for name in f.lacks])
            mended = f"{f.label}: complete"
            yield Missing(f"{f.label}: {lacks} missing.", mended, Remedy.AMEND, str(f.n))
        elif not f.done and _calls_no_number(f):
            text = f"{f.label}: “{_short(f.field(f.number_in))}” is no phone number."
            yield Missing(text, f"{f.label}: has a number", Remedy.AMEND, str(f.n))


def _calls_no_number(follow_up: FollowUp) -> bool:
    """Whether it is kept by calling what has no digit in it."""
    held = dict(follow_up.fields)
    called = number_to_call(follow_up.kind, held, (), "", follow_up.number_in)
    return bool(called) and not normal_number(called)


def _not_recorded(context: Context, ending: Ending | None) -> Iterable[Missing]:
    owed = [
        (kind, step.title, script.rule_for(kind).label, script.id)
        for script, step in _visited(context)
        for kind in step.owes
    ]
    if ending:
        here = context.script.id
        owed += [(k, ending.label, rule_now(k, context).label, here) for k in ending.needs]
    recorded = {f.kind for f in context.call.follow_ups}
    found: dict[str, Missing] = {}
    for kind, by, label, script_id in owed:
        if kind not in recorded:
            text, mended = f"{label} not recorded: “{by}” requires it.", f"{label}: recorded"
            found.setdefault(kind, Missing(text, mended, Remedy.ADD, kind, script_id))
    return found.values()


def _visited(context: Context) -> list[tuple[Script, Step]]:
    """The steps of this call's way that nobody went back from, in the order of their scripts."""
    seen = {(v.script, v.step) for v in context.call.path}
    scripts = map(context.library.get, dict(context.call.scripts))
    return [
        (script, step)
        for script in scripts
        if script is not None
        for step in script.steps
        if (script.id, step.id) in seen
    ]


def _lines(context: Context, ending: Ending | None) -> Iterator[Missing]:
    for mark in context.call.marks.values():
        if isinstance(mark.event, ev.PassedOver) and _applies(mark.event, context):
            yield _line("Skipped", mark.event, context)
    for event in unsaid(context, ending):
        yield _line("Not said yet", event, context)


def _applies(event: ev.PassedOver, context: Context) -> bool:
    """Whether the line is still for this call: what was answered since may have changed that."""
    script = context.library.get(event.script)
    line = next((one for one in script.lines if one.id == event.line), None) if script else None
    return line is None or context.holds(line.when, script)


def _line(lack: str, event: ev.PassedOver, context: Context) -> Missing:
    """What is missing of a line, told by its words; where there are none, by its gap."""
    script = context.library.get(event.script)
    gaps = (line.gap for line in script.lines if line.id == event.line) if script else ()
    words = f"“{_short(event.filled or event.text or next(iter(gaps), event.line))}”"
    return Missing(f"{lack}: {words}", f"Done: {words}", Remedy.SAY, event.line, event.script)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59].rstrip() + "…"


def _words(context: Context, ending: Ending | None) -> Iterator[Missing]:
    """The caller's words; and whether they went on, which an ending by the protocol rests on."""
    state = context.call.protocol
    if (state.ground or state.warnings) and not (state.words or state.persisted):
        words = "Caller’s exact words"
        yield Missing(f"{words} not recorded.", f"{words}: recorded", Remedy.WORDS)
    by_protocol = ending is not None and ending.protocol
    if by_protocol and state.ground and waits_for_answer(state, state.ground):
        text = "Not recorded: whether they stopped after the warning."
        yield Missing(text, "Recorded: what the caller did after the warning", Remedy.ANSWER)


def _details(context: Context) -> Iterator[Missing]:
    """What the steps asked for and is on record nowhere, in no promise either."""
    asked = {name: script for script, step in _visited(context) for name in step.capture}
    for name, script in asked.items():
        if context.call.detail(name) or name in context.call.left_out:
            continue
        if context.misses_promised or not keeping(name, context):
            label = script.label(name)
            text = detail_missing(label)
            yield Missing(text, f"{label}: recorded", Remedy.DETAIL, name)


def detail_missing(label: str) -> str:
    """In a sentence, that a detail which is called so is required and not on record."""
    return f"{label} not recorded (required)."


def _colleagues(context: Context) -> Iterator[Missing]:
    """Who joined; and whether a colleague answered for whom a timer runs."""
    manager = context.call.manager
    if manager.asked and not manager.name:
        text = "Manager requested: who joined is not recorded."
        yield Missing(text, "Recorded: which manager joined", Remedy.NAME)
    clock = context.call.clock
    if clock is not None and not clock.of_step:
        over = (context.time - clock.at).total_seconds() >= clock.event.seconds
        ran_out = "The timer ran out: not recorded whether they answered."
        text = ran_out if over else "The timer is still running."
        yield Missing(text, "The timer: stopped", Remedy.STOP)


def _drafts(context: Context) -> Iterator[Missing]:
    for place, text in context.call.drafts.items():
        words, mended = f"“{_short(text)}”", f"Saved: “{_short(text)}”"
        if place == NOTE and text.strip():
            yield Missing(f"Note not saved: {words}", mended, Remedy.ENTER)
        elif text.strip():
            label = _field_at(place, context)
            where = f"Typed in “{label}”, not saved: {words}"
            yield Missing(where, f"Nothing unsaved in “{label}”", Remedy.KEEP, place)


FIELD_LABELS = {
    "by": "Who was told",
    "done": "Already done? By",
    "due": "Due",
    "words": "Words you used",
    "reason": "Why",
    "manager:name": "Manager’s name",
    "protocol:after-warning": "Caller’s exact words",
    "protocol:effort": "What you tried",
    "protocol:permission": "Supervisor’s name",
    "protocol:words": "Caller’s exact words",
    "report:why": "Reason to report",
}
"""What a field is called that no script names, by its place or by the end of it."""


def _field_at(place: str, context: Context) -> str:
    """What the screen calls the field whose draft is kept at this place."""
    if corrected_note(place):
        return "Note"
    form, _, field = place.rpartition(":")
    of_script = context.field(field).label
    if form.startswith("follow-up:") and field == "reason":
        return of_script
    names = (place, field, form)
    return next((FIELD_LABELS[name] for name in names if name in FIELD_LABELS), of_script)
