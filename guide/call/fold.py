"""Events into a call: the one place where what happened becomes what is."""

from collections.abc import Iterable
from typing import TypeVar, cast

from msgspec.structs import replace

from guide.call import events as ev
from guide.call.events import Entry, Recorded
from guide.call.phone_number import normal_number
from guide.call.scripts_used import script_used
from guide.call.state import (
    NOTE,
    Ask,
    Call,
    Drafts,
    FollowUp,
    Note,
    ProtocolState,
    RunningClock,
    Visit,
    Warned,
    correction_of,
    number_of,
)
from guide.script.model import FollowUpKind

_E = TypeVar("_E", bound=ev.Event)


def call_of(entries: Iterable[Entry]) -> Call:
    """The call that these entries, the first of them `Started`, add up to."""
    every = tuple(entries)
    retracted = frozenset(e.event.of for e in every if isinstance(e.event, ev.Corrected))
    call = begin(every[0])
    for entry in every[1:]:
        # Entering a note emptied the composer, whatever became of the note.
        if isinstance(entry.event, ev.Noted):
            call = _emptied(call, NOTE)
        elif isinstance(entry.event, ev.NoteCorrected):
            call = _emptied(call, correction_of(entry.event.of))
        elif entry.n not in retracted:
            call = fold(call, entry)
    notes = _notes(entry for entry in every if entry.n not in retracted)
    return replace(call, entries=every, retracted=retracted, notes=notes)


def _notes(entries: Iterable[Entry]) -> tuple[Note, ...]:
    """The notes as they stand after these entries; all at once, for a call can have very many."""
    notes: dict[int, Note] = {}
    for entry in entries:
        match entry.event:
            case ev.Noted() as event:
                notes[entry.n] = _note(entry, event)
            case ev.NoteCorrected(of=of) as event if of in notes:
                notes[of] = _corrected(notes[of], event)
    return tuple(notes.values())


def then(call: Call, entry: Entry) -> Call:
    """`call` after one more entry."""
    if isinstance(entry.event, ev.Corrected):
        return call_of((*call.entries, entry))
    return replace(fold(call, entry), entries=(*call.entries, entry))


def begin(entry: Entry) -> Call:
    """The call as it begins; raises ValueError for an entry that is not a start."""
    event = entry.event
    if not isinstance(event, ev.Started):
        raise ValueError("the first event of a call is its start")
    visit = Visit(event.script, event.step, event.step_title, entry.n, entry.at)
    used = script_used(event)
    return Call(
        started=event,
        at=entry.at,
        entries=(entry,),
        path=(visit,),
        visited=frozenset({(event.script, event.step)}),
        scripts=((event.script, event.sha256),),
        unapproved=(used.told,) if used and used.told else (),
    )


def fold(call: Call, entry: Entry) -> Call:
    """`call` after an event that counts, but for its list of entries; see `then`."""
    n, at, elapsed = entry.n, entry.at, entry.elapsed
    match entry.event:
        # First, for most events of a long call are drafts.
        case ev.Drafted() as event:
            text = call.drafts.get(event.into, "")[: event.keep] + event.text
            return replace(call, drafts=_drafted(call.drafts, event.into, text))
        case ev.Chosen() as event:
            return _arrive(call, event, entry, call.here.origin)
        case ev.Opened() as event:
            return _arrive(_with_script(call, event), event, entry, len(call.path) - 1)
        case ev.Returned() as event:
            return _arrive(call, event, entry, call.path[call.here.origin].origin)
        case ev.WentBack():
            return replace(call, path=call.path[:-1], clock=_kept_running(call))
        case ev.Said() | ev.Adapted() | ev.LeftOut() | ev.PassedOver() as event:
            return _marked(call, event, entry)
        case ev.LanguageChosen(language):
            return replace(call, language=language)
        case ev.Noted() as event:
            return replace(_emptied(call, NOTE), notes=(*call.notes, _note(entry, event)))
        case ev.NoteCorrected() as event:
            notes = tuple(_corrected(note, event) for note in call.notes)
            return replace(_emptied(call, correction_of(event.of)), notes=notes)
        case ev.Detailed() as event:
            details = {**call.details, event.field: _recorded(entry, event)}
            if not event.value:
                del details[event.field]
            left_out = {name: one for name, one in call.left_out.items() if name != event.field}
            if event.left_out:
                left_out[event.field] = _recorded(entry, event)
            before = call.detail(event.field)
            follow_ups = tuple(_kept_in_step(f, event, before) for f in call.follow_ups)
            if event.listed is True:
                call = _with_listed(call, event.value)
            return replace(call, details=details, left_out=left_out, follow_ups=follow_ups)
        case ev.Staged() as event:
            return replace(call, stages=(*call.stages, _recorded(entry, event)))
        case ev.ClockStarted() as event:
            return replace(call, clock=RunningClock(n, at, elapsed, event))
        case ev.ClockStopped():
            return replace(call, clock=None)
        case ev.ManagerAsked():
            asked = (*call.manager.asked, at)
            return replace(call, manager=replace(call.manager, asked=asked))
        case ev.ManagerCame() as event:
            return replace(call, manager=replace(call.manager, name=event.name))
        case ev.WarningGiven() as event:
            call = _marked(call, event, entry)
        case ev.GroundStated() as event:
            call = _with_script(call, event)
        case ev.Asked() as event:
            return replace(call, asks=(*call.asks, Ask(n, at, elapsed, event)))
        case ev.AskAnswered() as event:
            told = {"by": event.by, "reason": event.reason, "unused": event.unused}
            return _answered_ask(call, event.of, became=event.became, answered=n, **told)
        case ev.PermissionGiven(ask=ask, by=by) if ask:
            granted = ev.AskAnswer.GRANTED
            call = _answered_ask(call, ask, became=granted, answered=n, by=by)
        case ev.FollowUpAdded() as event:
            follow_up = FollowUp(n, at, elapsed, event, event.fields, event.due)
            if event.listed is True:
                call = _with_listed(call, number_of(follow_up, call))
            return replace(call, follow_ups=(*call.follow_ups, follow_up))
        case ev.FollowUpAmended() as event:
            call = _with_follow_up(call, event.of, fields=event.fields, due=event.due)
            if event.listed is True:
                amended = (number_of(f, call) for f in call.follow_ups if f.n == event.of)
                call = _with_listed(call, *amended)
            return call
        case ev.FollowUpDone() as event:
            done_at, heard, other = event.heard or at, bool(event.heard), event.closed_as or ""
            done = {"done_by": event.by, "closed_as": other}
            return _with_follow_up(call, event.of, done_at=done_at, heard=heard, **done)
        case ev.TookOver() as event:
            return replace(call, taken_over=event)
        case ev.Ended() as event:
            return replace(call, ended=_recorded(entry, event))
    protocol = _protocol(call.protocol, entry)
    return call if protocol is call.protocol else replace(call, protocol=protocol)


def _protocol(state: ProtocolState, entry: Entry) -> ProtocolState:
    match entry.event:
        case ev.EffortMade() as event:
            return replace(state, efforts=(*state.efforts, _recorded(entry, event)))
        case ev.GroundStated() as event:
            grounds = (*state.grounds, _recorded(entry, event))
            return replace(state, ground=event, stated=entry.n, grounds=grounds)
        case ev.CallerSaid() as event:
            return replace(state, words=(*state.words, _recorded(entry, event)))
        case ev.PermissionGiven(of=of, by=by) if of:
            return _permission_corrected(state, of, by)
        case ev.PermissionGiven() as event:
            return replace(state, permissions=(*state.permissions, _recorded(entry, event)))
        case ev.DenialHeard() as event:
            return replace(state, denials=(*state.denials, _recorded(entry, event)))
        case ev.WarningGiven() as event:
            return replace(state, warnings=(*state.warnings, _warned(state, entry, event)))
        case ev.Persisted() as event:
            warnings = tuple(_answered(w, event, state) for w in state.warnings)
            persisted = (*state.persisted, _recorded(entry, event))
            return replace(state, warnings=warnings, persisted=persisted)
        case ev.CalmedDown():
            return replace(state, ground=None, stated=0, calmed=entry.n)
        case _:
            return state


def _warned(state: ProtocolState, entry: Entry, event: ev.WarningGiven) -> Warned:
    # Before a warning used its permission up, one stood for every warning on its ground.
    earlier = (p for p in state.permissions if p.event.ground == event.ground)
    permission = state.permission(event.ground) or next(earlier, None)
    warned = Warned(
        entry.n,
        entry.at,
        entry.elapsed,
        event,
        caller_words=state.words_about(event.ground),
        last_words=state.last_words,
    )
    if permission is None:
        return warned
    given = permission.event
    return replace(
        warned, permission=permission.n, permission_by=given.by, permission_how=given.how
    )


def _permission_corrected(state: ProtocolState, of: int, by: str) -> ProtocolState:
    """With another name for whoever gave a permission, wherever it counts."""
    permissions = tuple(
        replace(given, event=replace(given.event, by=by)) if given.n == of else given
        for given in state.permissions
    )
    warnings = tuple(
        replace(warned, permission_by=by) if warned.permission == of else warned
        for warned in state.warnings
    )
    return replace(state, permissions=permissions, warnings=warnings)


def _answered(warned: Warned, event: ev.Persisted, state: ProtocolState) -> Warned:
    """The warning with the first words after it, where these are an answer to it."""
    if warned.n != state.last_warning(event.ground) or warned.words_after:
        return warned
    return replace(warned, words_after=event.words)


def _recorded(entry: Entry, event: _E) -> Recorded[_E]:
    """The entry itself, known by the kind of its event."""
    return cast("Recorded[_E]", entry)


def _with_script(call: Call, event: ev.Event) -> Call:
    used = script_used(event)
    if used is None or (used.id, used.sha256) in call.scripts:
        return call
    told = (used.told,) if used.told else ()
    return replace(
        call,
        scripts=(*call.scripts, (used.id, used.sha256)),
        unapproved=(*call.unapproved, *told),
    )


def _arrive(
    call: Call, event: ev.Chosen | ev.Opened | ev.Returned, entry: Entry, origin: int
) -> Call:
    visit = Visit(
        event.script,
        event.step,
        event.step_title,
        entry.n,
        entry.at,
        event.key,
        event.label,
        origin,
    )
    visited = call.visited | {(visit.script, visit.step)}
    return replace(call, path=(*call.path, visit), visited=visited, clock=_kept_running(call))


def _kept_running(call: Call) -> RunningClock | None:
    """The timer that runs on as a step is left: not the step's own."""
    return None if call.clock is not None and call.clock.of_step else call.clock


def _marked(call: Call, event: ev.LineEvent, entry: Entry) -> Call:
    return replace(call, marks={**call.marks, (event.script, event.line): _recorded(entry, event)})


def _note(entry: Entry, event: ev.Noted) -> Note:
    return Note(entry.n, entry.at, entry.elapsed, event, event.text)


def _corrected(note: Note, event: ev.NoteCorrected) -> Note:
    if note.n != event.of:
        return note
    return replace(note, text=event.text, before=(*note.before, note.text))


def _drafted(drafts: Drafts, place: str, text: str) -> Drafts:
    """With this text at a place; an empty one leaves nothing there."""
    others = {name: held for name, held in drafts.items() if name != place}
    return others | {place: text} if text else others


def _emptied(call: Call, place: str) -> Call:
    """With nothing at a place any more, nor in the composer: the note there was entered."""
    if NOTE not in call.drafts and place not in call.drafts:
        return call
    return replace(call, drafts=_drafted(_drafted(call.drafts, NOTE, ""), place, ""))


def _answered_ask(call: Call, of: int, **changes: object) -> Call:
    asks = tuple(replace(ask, **changes) if ask.n == of else ask for ask in call.asks)
    return replace(call, asks=asks)


def _with_listed(call: Call, *numbers: str) -> Call:
    return replace(call, listed=call.listed | {normal_number(one) for one in numbers})


def _with_follow_up(call: Call, of: int, **changes: object) -> Call:
    changed = tuple(replace(f, **changes) if f.n == of else f for f in call.follow_ups)
    return replace(call, follow_ups=changed)


def _kept_in_step(follow_up: FollowUp, detail: ev.Detailed, before: str) -> FollowUp:
    """With a detail as it is written down now, where it held it as it was `before`.

    A number that is corrected after a callback was promised is the number to call. What the agent
    wrote differently into a follow-up stays.
    """
    # What a report is about is no detail of the caller's, even where a script has one so named.
    kept = follow_up.kind != FollowUpKind.REPORT and not follow_up.done
    asked = kept and detail.field in follow_up.event.needs
    if not (asked and detail.value and follow_up.field(detail.field) == before):
        return follow_up
    fields = dict(follow_up.fields) | {detail.field: detail.value}
    return replace(follow_up, fields=tuple(fields.items()))
