"""The timeline of a summary: every event in words, and whose approval a line has."""

from datetime import datetime, timedelta

from msgspec import UNSET, Struct

from guide.call import events as ev
from guide.call.state import Call
from guide.call.wording import (
    ended_words,
    language_told,
    line_named,
    sentence,
    text_told,
    undone_on,
    words_of,
    words_on,
)
from guide.record.summary.times import DeskTime, due_words, duration
from guide.record.versions import is_told_as_before_0_11, tells_undone_unfilled
from guide.script.model import FIELD_LABELS, FollowUpKind
from guide.script.protocol_names import names_protocol
from guide.text import capital

_DOCUMENTS = (".txt", ".md", ".pdf", ".docx")
"""How the name of a document ends that stands where an approver's would."""


def report_wording(of: ev.LineEvent, desk: DeskTime, *, as_before: bool = False) -> str:
    """The words as they stood on the screen, with their approval.

    `as_before`: in the words of the versions before 0.11.
    """
    worth = of.status
    if of.approved_by:
        day = f", {desk.day(of.approved_at)}" if of.approved_at else ""
        adapted = of.status == "adapted"
        if of.approved_by.endswith(_DOCUMENTS):
            how = "adapted from" if adapted else "as in"
            worth = f"{how} the document {of.approved_by}{day}"
        else:
            worth = f"{'adapted, ' if adapted else ''}approved by {of.approved_by}{day}"
    if of.approval:
        worth += f", {of.approval}"
    if of.language is not UNSET:
        own = "That of the script" if as_before else f"in {language_told('')}"
        worth = f"{capital(language_told(of.language)) if of.language else own}, {worth}"
    if of.untranslated:
        why = of.untranslated.rstrip(".")
        worth += f"; {why[:1].lower()}{why[1:]}"
    if of.filled:
        worth += f"{', as' if as_before else '; before it was filled in:'} “{of.text}”"
    if of.in_file:
        worth += f"; the script's file had been changed since: “{of.in_file}”"
    worth += "".join(f"; {text_told(*text)}" for text in of.texts or ())
    return f"“{of.filled or of.text}” ({worth})"


def who_did(follow_up: ev.FollowUpAdded, by: str, closed_as: str = "") -> str:
    """Who is named with what is done: of a report, that is who was told.

    `closed_as` is how it was closed where it was not done.
    """
    if closed_as:
        return f"{closed_as} by {by}"
    return f"{by} was told" if follow_up.follow_up == FollowUpKind.REPORT else by


class TimelineRow(Struct, frozen=True):
    """One event in words. `taken_back` is the event that corrected it; 0 if it counts.

    Where a line is what it is about, `line` is the event of that line.
    """

    n: int
    at: datetime
    elapsed: float
    kind: str
    text: str
    taken_back: int = 0
    line: ev.LineEvent | None = None


class _Names(Struct, frozen=True):
    """What ids and numbers in events stand for."""

    call: Call
    desk: DeskTime
    titles: dict[str, str]
    grounds: dict[str, str]
    follow_ups: dict[int, ev.FollowUpAdded]
    details: dict[int, str]
    """By the number of an event that corrects a detail, what was written down before."""
    timers_end: dict[int, float]
    as_before: bool
    """Whether all is told in the words of the versions before 0.11."""
    undone_unfilled: bool
    """Whether what was undone is told as it is on record."""

    def follow_up(self, n: int) -> str:
        """What the follow-up added as this event is called."""
        return self.follow_ups[n].label if n in self.follow_ups else "follow-up"


def ending_in_words(call: Call, ended: ev.Ended) -> str:
    """What an ending is called: by versions before 0.11 as its script calls it."""
    return (ended.label or ended.ending) if is_told_as_before_0_11(call) else ended.told


def timeline(call: Call, desk: DeskTime) -> tuple[TimelineRow, ...]:
    """Every event of the call but the drafts, in its order."""
    events = [entry.event for entry in call.entries]
    names = _Names(
        call,
        desk,
        {e.script: e.title for e in events if isinstance(e, ev.Started | ev.Opened)},
        {e.ground: e.label for e in events if isinstance(e, ev.GroundStated)},
        {e.n: e.event for e in call.entries if isinstance(e.event, ev.FollowUpAdded)},
        _details_before(call),
        _timers_end(call),
        is_told_as_before_0_11(call),
        tells_undone_unfilled(call),
    )
    corrected_by = {e.event.of: e.n for e in call.entries if isinstance(e.event, ev.Corrected)}
    return tuple(
        _row(entry, names, corrected_by.get(entry.n, 0))
        for entry in call.entries
        if not isinstance(entry.event, ev.Drafted)
    )


def _details_before(call: Call) -> dict[int, str]:
    known, before = dict[str, str](), dict[int, str]()
    for entry in call.entries:
        event = entry.event
        if isinstance(event, ev.Detailed) and entry.n not in call.retracted:
            if event.value and known.get(event.field):
                before[entry.n] = known[event.field]
            known[event.field] = event.value
    return before


def _row(entry: ev.Entry, names: _Names, taken_back: int) -> TimelineRow:
    event = entry.event
    line = event if isinstance(event, ev.LineEvent) else None
    words = _what_happened(event, names, entry)
    return TimelineRow(entry.n, entry.at, entry.elapsed, event.kind, words, taken_back, line)


def _what_happened(event: ev.Event, names: _Names, entry: ev.Entry) -> str:
    """What happened; most events say it by themselves."""
    match event:
        case ev.Noted():
            # First, for a call can have very many.
            return words_of(event)
        case ev.Started():
            by = f", by {event.agent}" if event.agent else ""
            return f"Call started with “{event.title}” at “{event.step_title}”{by}"
        case ev.BranchKept():
            told = "; ".join(
                f"{names.desk.second_after(at, names.call.at)} {words}" for at, words in event.told
            )
            return f"{words_of(event)}{f': {told}' if told else ''}"
        case ev.Witnessed(received_at=at) if at:
            received = names.desk.second_after(at, names.call.at)
            return f"{words_of(event)}. The last came at {received} by the server’s clock"
        case ev.Chosen():
            return f"Choice {event.key}, “{event.label}” → “{event.step_title}”"
        case ev.Opened():
            chosen = _choice(event.key, event.label)
            return f"{chosen}Opened “{event.title}” at “{event.step_title}”"
        case ev.Returned():
            chosen = _choice(event.key, event.label)
            title = names.titles.get(event.script, event.script)
            return f"{chosen}Returned to “{event.step_title}” ({title})"
        case ev.Said():
            return f"Said: {_wording(event, names)}"
        case ev.Adapted():
            because = f", because {event.reason}" if event.reason else ""
            said = sentence(f"Said in other words: “{event.words}”{because}")
            return f"{said} The line: {_wording(event, names)}"
        case ev.LeftOut():
            because = f", because {event.reason}" if event.reason else ""
            return f"Left out{because}: {_wording(event, names)}"
        case ev.PassedOver():
            return f"Required line skipped: {_wording(event, names)}"
        case ev.NoteCorrected():
            return f"Note {event.of} corrected, now: {event.text}"
        case ev.Detailed():
            if before := names.details.get(entry.n):
                return f"{event.label} corrected, now: {event.value} (was: {before})"
            return words_of(event) + (f" (from call {event.from_call})" if event.from_call else "")
        case ev.ClockStarted(over=str(over)):
            started = f"Timer of this step started: {duration(event.seconds)}, then: {over}"
            return _ran_out(started, entry, event, names)
        case ev.ClockStarted():
            started = f"Timer for a colleague’s answer started: {duration(event.seconds)}"
            return _ran_out(started, entry, event, names)
        case ev.GroundStated():
            needs = f"{event.warnings} warning{'' if event.warnings == 1 else 's'} needed"
            permission = ", with a supervisor’s permission" if event.permission else ""
            threat = "; a threat: tell a supervisor" if event.threat else ""
            return f"Reason for the hang-up protocol: {event.label} ({needs}{permission}{threat})"
        case ev.CallerSaid():
            return f"The caller’s words: “{event.words}”"
        case ev.PermissionGiven():
            ground = names.grounds.get(event.ground, event.ground)
            how = ", at the board" if event.how is ev.GrantedBy.BOARD else ""
            if event.of:
                return f"Permission to warn on “{ground}” ({event.of}) corrected, now by {event.by}"
            return f"Permission to warn on “{ground}”, by {event.by}{how}"
        case ev.WarningGiven():
            return f"Warning given on “{event.label}”: {_wording(event, names)}"
        case ev.Persisted():
            ground = names.grounds.get(event.ground, event.ground)
            return f"They continued after the warning on “{ground}”: “{event.words}”"
        case ev.FollowUpAdded():
            due = due_words(entry.at, event.due, event.aim, names.call.at, names.desk)
            held = _fields(event.spelled(event.fields), names, event)
            return f"To do: {event.label}{f', {due}' if due else ''}{held}"
        case ev.FollowUpAmended():
            label, added = names.follow_up(event.of), names.follow_ups.get(event.of)
            due = f", {names.desk.moment(event.due)} at the latest" if event.due else ""
            fields = added.spelled(event.fields) if added else event.fields
            return f"{label} ({event.of}) changed{due}{_fields(fields, names, added)}"
        case ev.FollowUpDone():
            label = names.follow_up(event.of)
            added = names.follow_ups.get(event.of)
            when = _when_heard(event, names)
            if event.closed_as:
                return f"{label} ({event.of}) {event.closed_as}: {event.by}{when}"
            by = who_did(added, event.by) if added else event.by
            return f"{label} ({event.of}) done{f': {by}' if event.by else ''}{when}"
        case ev.Corrected(of=of, by=str(by)):
            match names.call.entry(of).event:
                case ev.FollowUpDone(of=promise):
                    label = names.follow_up(promise)
                    return f"{label} ({promise}) owed again: {by}{_when_heard(event, names)}"
            return words_of(event)
        case ev.Corrected():
            undone = event.what if names.undone_unfilled else undone_on(names.call, event)
            return f"Undone: {event.of} was a mistake ({undone})"
        case ev.Ended():
            if not event.protocol:
                return ended_words(event, ending_in_words(names.call, event))
            ground = names.grounds.get(event.ground, event.ground)
            label = "" if names_protocol(event.label) else f": {event.label}"
            return f"Call ended by the hang-up protocol{label}; {ground}; because: {event.reason}"
        case _:
            return words_of(event) if names.as_before else words_on(names.call, event)


def _when_heard(event: ev.FollowUpDone | ev.Corrected, names: _Names) -> str:
    """When others did what the call heard of later; empty where the call itself did."""
    return f", {names.desk.second_after(event.heard, names.call.at)}" if event.heard else ""


def _ran_out(started: str, entry: ev.Entry, event: ev.ClockStarted, names: _Names) -> str:
    """A timer that was started, and when its time was over, where it ran until then.

    One of a step ends as the step is left.
    """
    ran = names.timers_end.get(entry.n, entry.elapsed) - entry.elapsed
    if names.as_before or ran < event.seconds:
        return started
    over = names.desk.second_after(entry.at + timedelta(seconds=event.seconds), names.call.at)
    return f"{sentence(started)} It ran out at {over}"


def _timers_end(call: Call) -> dict[int, float]:
    """How many seconds into the call each timer was over at the latest, by the number of its start.

    One that nothing ended ran for as long as the call is on record.
    """
    ends = dict[int, float]()
    running: tuple[int, bool] | None = None
    for entry in call.entries:
        if entry.n in call.retracted:
            continue
        match entry.event:
            case ev.ClockStarted(over=over):
                if running:
                    ends[running[0]] = entry.elapsed
                running = entry.n, over is not UNSET
            case ev.ClockStopped() if running:
                ends[running[0]], running = entry.elapsed, None
            case ev.Chosen() | ev.Opened() | ev.Returned() if running and running[1]:
                ends[running[0]], running = entry.elapsed, None
            case _:
                pass
    if running:
        ends[running[0]] = call.last.elapsed
    return ends


def _choice(key: int, label: str) -> str:
    return f"Choice {key}, “{label}” → " if key else ""


def _wording(event: ev.LineEvent, names: _Names) -> str:
    if event.text:
        return report_wording(event, names.desk, as_before=names.as_before)
    why = line_named(event)
    return f"no wording on file ({why})" if why else "no wording on file"


def _fields(
    fields: tuple[tuple[str, str], ...], names: _Names, added: ev.FollowUpAdded | None
) -> str:
    own = {name: added.label_of(name) if added else "" for name, _ in fields}
    held = "; ".join(f"{own[name] or label_of(name, names.call)} {value}" for name, value in fields)
    return f": {held}" if held else ""


def label_of(field: str, call: Call) -> str:
    """What a field is called: as on the call's screen, where it is on record."""
    detail = call.details.get(field)
    usual = FIELD_LABELS.get(field, field.replace("_", " ").capitalize())
    return detail.event.label if detail else usual
