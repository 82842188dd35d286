"""Events into a call: the one place where what happened becomes what is."""

from collections.abc import Iterable
from functools import singledispatch

from msgspec.structs import replace

from guide.call import events as ev
from guide.call import owed
from guide.call import state as pt
from guide.call import state as st
from guide.call.events import Entry
from guide.call.state import NOTE, Call, Mark, MarkKind, Visit, correction_of, drafted, entered


def call_of(entries: Iterable[Entry]) -> Call:
    """The call that these entries, the first of them `Started`, add up to."""
    every = tuple(entries)
    retracted = frozenset(e.event.of for e in every if isinstance(e.event, ev.Corrected))
    call = begin(every[0])
    for entry in every[1:]:
        if entry.n not in retracted:
            call = fold(entry.event, call, entry)
        # Entering a note emptied the composer, whatever became of the note.
        elif isinstance(entry.event, ev.Noted):
            call = replace(call, drafts=entered(call.drafts, NOTE))
        elif isinstance(entry.event, ev.NoteCorrected):
            call = replace(call, drafts=entered(call.drafts, correction_of(entry.event.of)))
    return replace(call, entries=every, retracted=retracted)


def then(call: Call, entry: Entry) -> Call:
    """`call` after one more entry."""
    if isinstance(entry.event, ev.Corrected):
        return call_of((*call.entries, entry))
    return replace(fold(entry.event, call, entry), entries=(*call.entries, entry))


def begin(entry: Entry) -> Call:
    """The call as it begins; raises ValueError for an entry that is not a start."""
    event = entry.event
    if not isinstance(event, ev.Started):
        raise ValueError("the first event of a call is its start")
    visit = Visit(event.script, event.step, event.step_title, entry.n, entry.at)
    return Call(
        started=event,
        at=entry.at,
        entries=(entry,),
        path=(visit,),
        visited=frozenset({(event.script, event.step)}),
        scripts=((event.script, event.sha256),),
    )


@singledispatch
def fold(event: ev.Event, call: Call, entry: Entry) -> Call:
    """`call` after `event`; an event that changes nothing but the record stands as it is."""
    return call


def _arrive(call: Call, visit: Visit) -> Call:
    visited = call.visited | {(visit.script, visit.step)}
    return replace(call, path=(*call.path, visit), visited=visited)


def _visit(event: ev.Chosen | ev.Opened, entry: Entry, origin: int) -> Visit:
    return Visit(
        event.script,
        event.step,
        event.step_title,
        entry.n,
        entry.at,
        event.key,
        event.label,
        origin,
    )


@fold.register
def _(event: ev.Chosen, call: Call, entry: Entry) -> Call:
    return _arrive(call, _visit(event, entry, call.here.origin))


@fold.register
def _(event: ev.WentBack, call: Call, entry: Entry) -> Call:
    return replace(call, path=call.path[:-1])


@fold.register
def _(event: ev.Opened, call: Call, entry: Entry) -> Call:
    visit = _visit(event, entry, len(call.path) - 1)
    known = (event.script, event.sha256)
    scripts = call.scripts if known in call.scripts else (*call.scripts, known)
    return replace(_arrive(call, visit), scripts=scripts)


@fold.register
def _(event: ev.Returned, call: Call, entry: Entry) -> Call:
    origin = call.path[call.here.origin]
    visit = replace(origin, n=entry.n, at=entry.at, key=event.key, label=event.label)
    return _arrive(call, visit)


def _marked(call: Call, script: str, line: str, mark: Mark) -> Call:
    return replace(call, marks={**call.marks, (script, line): mark})


@fold.register
def _(event: ev.Said, call: Call, entry: Entry) -> Call:
    mark = Mark(MarkKind.SAID, entry.n, entry.at, event.text)
    return _marked(call, event.script, event.line, mark)


@fold.register
def _(event: ev.Adapted, call: Call, entry: Entry) -> Call:
    mark = Mark(MarkKind.ADAPTED, entry.n, entry.at, event.text, event.words, event.reason)
    return _marked(call, event.script, event.line, mark)


@fold.register
def _(event: ev.LeftOut, call: Call, entry: Entry) -> Call:
    mark = Mark(MarkKind.LEFT_OUT, entry.n, entry.at, event.text, reason=event.reason)
    return _marked(call, event.script, event.line, mark)


@fold.register
def _(event: ev.PassedOver, call: Call, entry: Entry) -> Call:
    mark = Mark(MarkKind.PASSED_OVER, entry.n, entry.at, event.text)
    return _marked(call, event.script, event.line, mark)


@fold.register
def _(event: ev.Noted, call: Call, entry: Entry) -> Call:
    note = st.Note(entry.n, entry.at, event.text)
    return replace(call, notes=(*call.notes, note), drafts=entered(call.drafts, NOTE))


@fold.register
def _(event: ev.NoteCorrected, call: Call, entry: Entry) -> Call:
    notes = tuple(
        replace(note, text=event.text, before=(*note.before, note.text))
        if note.n == event.of
        else note
        for note in call.notes
    )
    return replace(call, notes=notes, drafts=entered(call.drafts, correction_of(event.of)))


@fold.register
def _(event: ev.Drafted, call: Call, entry: Entry) -> Call:
    before = call.drafts.get(event.into, "")
    text = before[: event.keep] + event.text
    return replace(call, drafts=drafted(call.drafts, event.into, text))


@fold.register
def _(event: ev.Detailed, call: Call, entry: Entry) -> Call:
    detail = st.Detail(entry.n, entry.at, event.field, event.label, event.value, event.from_call)
    details = {**call.details, event.field: detail}
    if not event.value:
        del details[event.field]
    follow_ups = owed.kept_in_step(call.follow_ups, event, call.detail(event.field))
    return replace(call, details=details, follow_ups=follow_ups)


@fold.register
def _(event: ev.Staged, call: Call, entry: Entry) -> Call:
    mark = st.StageMark(entry.n, entry.at, entry.elapsed, event.stage)
    return replace(call, stages=(*call.stages, mark))


@fold.register
def _(event: ev.ClockStarted, call: Call, entry: Entry) -> Call:
    clock = st.ClockMark(entry.n, entry.at, entry.elapsed, event.seconds)
    return replace(call, clock=clock)


@fold.register
def _(event: ev.ClockStopped, call: Call, entry: Entry) -> Call:
    return replace(call, clock=None)


@fold.register
def _(event: ev.ManagerAsked, call: Call, entry: Entry) -> Call:
    asked = (*call.manager.asked, entry.at)
    return replace(call, manager=replace(call.manager, asked=asked))


@fold.register
def _(event: ev.ManagerCame, call: Call, entry: Entry) -> Call:
    return replace(call, manager=replace(call.manager, name=event.name))


@fold.register
def _(event: ev.EffortMade, call: Call, entry: Entry) -> Call:
    effort = pt.Effort(entry.n, entry.at, event.what)
    now = call.protocol
    return replace(call, protocol=replace(now, efforts=(*now.efforts, effort)))


@fold.register
def _(event: ev.GroundStated, call: Call, entry: Entry) -> Call:
    stated = pt.Stated(
        entry.n,
        entry.at,
        event.ground,
        event.label,
        event.warnings,
        event.permission,
        event.threat,
    )
    return replace(call, protocol=replace(call.protocol, ground=stated))


@fold.register
def _(event: ev.CallerSaid, call: Call, entry: Entry) -> Call:
    words = pt.Words(entry.n, entry.at, event.words)
    now = call.protocol
    return replace(call, protocol=replace(now, words=(*now.words, words)))


@fold.register
def _(event: ev.PermissionGiven, call: Call, entry: Entry) -> Call:
    permission = pt.Permission(entry.n, entry.at, event.ground, event.by)
    now = call.protocol
    return replace(call, protocol=replace(now, permissions=(*now.permissions, permission)))


@fold.register
def _(event: ev.WarningGiven, call: Call, entry: Entry) -> Call:
    now = call.protocol
    permission = now.permission(event.ground)
    warned = pt.Warned(
        entry.n,
        entry.at,
        event.ground,
        event.label,
        event.script,
        event.line,
        event.text,
        event.sha256,
        event.status,
        permission.by if permission else "",
        now.quoted,
        event.approved_by,
        event.approved_at,
        event.filled,
        event.in_file,
    )
    call = replace(call, protocol=replace(now, warnings=(*now.warnings, warned)))
    mark = Mark(MarkKind.SAID, entry.n, entry.at, event.text)
    return _marked(call, event.script, event.line, mark)


@fold.register
def _(event: ev.CalmedDown, call: Call, entry: Entry) -> Call:
    return replace(call, protocol=replace(call.protocol, ground=None, calmed=entry.n))


@fold.register
def _(event: ev.FollowUpAdded, call: Call, entry: Entry) -> Call:
    return replace(call, follow_ups=owed.added(call.follow_ups, event, entry.n, entry.at))


@fold.register
def _(event: ev.FollowUpAmended, call: Call, entry: Entry) -> Call:
    return replace(call, follow_ups=owed.amended(call.follow_ups, event))


@fold.register
def _(event: ev.FollowUpDone, call: Call, entry: Entry) -> Call:
    return replace(call, follow_ups=owed.done(call.follow_ups, event, entry.at))


@fold.register
def _(event: ev.TookOver, call: Call, entry: Entry) -> Call:
    taken = st.TakenOver(event.from_call, event.from_agent, event.summary)
    return replace(call, taken_over=taken)


@fold.register
def _(event: ev.Ended, call: Call, entry: Entry) -> Call:
    ended = st.Ending(
        entry.n,
        entry.at,
        entry.elapsed,
        event.ending,
        event.label,
        event.protocol,
        event.ground,
        event.reason,
        event.missing,
    )
    return replace(call, ended=ended)
