"""Wording on a call: what an event keeps of a line's words, and any event in a few words."""

from collections.abc import Sequence
from typing import TypeVar

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from guide.call import events as ev
from guide.call.context import Context
from guide.call.state import Call, FollowUp
from guide.script.languages import language_name
from guide.script.model import FollowUpKind, Line, Script, Status, Wording
from guide.text import capital, counted

WAS_TRIED = "What was tried"
"""What a caller was redirected with, to whoever reads it afterwards."""

_NO_WORDING = "a line without approved wording"

_L = TypeVar("_L", ev.Said, ev.Adapted, ev.LeftOut, ev.PassedOver, ev.WarningGiven)


def line_event(kind: type[_L], line: Line, script: Script, context: Context, **more: str) -> _L:
    """What became of a line of `script`: its approved words, whose they are, how they were shown.

    `more` is what else an event of this kind says.
    """
    spoken, shown = context.wording(line, script), context.words(line, script)
    language: str | UnsetType = UNSET
    if context.call.language is not None:
        language = spoken.language or script.language
    return kind(
        script=script.id,
        line=line.id,
        text=spoken.text,
        sha256=spoken.sha256,
        status=spoken.status,
        approved_by=spoken.by,
        approved_at=spoken.at,
        filled=shown if shown != spoken.text else "",
        in_file=in_file_instead(line, spoken),
        gap=UNSET if spoken.text else (line.gap or UNSET),
        language=language,
        untranslated=context.why_untranslated(line, script) or UNSET,
        texts=context.changed_texts(spoken.text, script) or UNSET,
        approval=spoken.caveat or UNSET,
        **more,
    )


def in_file_instead(line: Line, spoken: Wording) -> str:
    """What the script's file has instead of the words that were shown; empty where it is they."""
    translation = line.translation(spoken.language) if spoken.language else None
    if translation is not None:
        return translation.text if translation.status is Status.CHANGED else ""
    return (line.text or line.gap) if line.status is Status.CHANGED else ""


def text_told(name: str, approved: str, in_file: str) -> str:
    """What of a text in a line's place is not as it was approved, in a few words."""
    now = f"“{in_file}”" if in_file else "nothing"
    if not approved:
        return f"{now} for {{{name}}} is not approved"
    return f"now in the file for {{{name}}}: {now}"


def language_of(event: ev.LineEvent, script: Script) -> str:
    """The language of the words of an event; empty for the script's, where it names none."""
    return event.language or script.language


def language_told(code: str) -> str:
    """A language by its name, for whoever reads the record; empty is the script's own."""
    return language_name(code) if code else "the script’s own language"


def line_named(event: ev.LineEvent) -> str:
    """A line by its wording, or by why it has none; empty where neither is on record."""
    return event.text or ("" if event.gap is UNSET else event.gap)


def sentence(text: str) -> str:
    """A text with the period it ends with, and no second one."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def in_a_row(names: Sequence[str]) -> str:
    """Several names in a sentence, such as “date, number and name”."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def asked_for(event: ev.Asked) -> str:
    """What the board is asked for, in a few words."""
    match event.about:
        case ev.AskKind.PERMISSION:
            return f"permission to warn on “{event.label}”"
        case ev.AskKind.MANAGER:
            return "a manager"
        case ev.AskKind.THREAT:
            return "to take note of a threat"
        case ev.AskKind.HAND_OVER:
            return "to take over the call"


def granted_words(by: str, about: ev.AskKind | None) -> str:
    """What somebody at the board did who granted what they were asked about, as far as known."""
    return f"{by} {'took note of the threat' if about is ev.AskKind.THREAT else 'said yes'}"


def answered_words(event: ev.AskAnswered, about: ev.AskKind | None = None) -> str:
    """What became of an ask, which was about this, in a few words."""
    match event.became:
        case ev.AskAnswer.GRANTED:
            unused = f" Not used: {event.unused}." if event.unused else ""
            return f"{granted_words(event.by, about)}, at the board.{unused}"
        case ev.AskAnswer.REFUSED:
            return f"{event.by} refused, at the board: {event.reason}"
        case ev.AskAnswer.WITHDRAWN:
            return f"Ask taken back{f': {event.reason}' if event.reason else ''}"
        case ev.AskAnswer.NOBODY:
            return "Nobody at the board answered"


def denial_words(event: ev.DenialHeard) -> str:
    """That a permission by voice was denied at the board, in a few words, without the reason."""
    return f"{event.by} denies, at the board, that {event.named} permitted the warning"


def witnessed_words(event: ev.Witnessed) -> str:
    """What the desk had received of a call as it ended, in a few words."""
    if not event.events:
        return "The desk was away" if event.away else "The desk had received nothing of the call"
    was = "was away, and " if event.away else ""
    return f"The desk {was}had received {counted(event.events, 'event')}"


def ended_words(event: ev.Ended, told: str) -> str:
    """That a call ended, as `told`, and why."""
    return f"Call ended: {told}{f' ({event.reason})' if event.reason else ''}"


def words_on(call: Call, event: ev.Event) -> str:
    """What happened on a call, in a few words: what became of an ask by what was asked."""
    if isinstance(event, ev.AskAnswered):
        asked = (ask.event.about for ask in call.asks if ask.n == event.of)
        return answered_words(event, next(asked, None))
    return words_of(event)


def shown_words(event: ev.Event) -> str:
    """What happened, in a few words, for the screen: a line as it was said, with what filled it.

    What is on record of it in words of its own, such as that it was undone, has the line as it was
    approved: `undone_on` finds it filled.
    """
    if isinstance(event, ev.Said | ev.LeftOut | ev.PassedOver | ev.WarningGiven) and event.filled:
        return words_of(replace(event, text=event.filled))
    return words_of(event)


def shown_on(call: Call, event: ev.Event) -> str:
    """What happened on a call, in a few words, for whoever reads it."""
    if isinstance(event, ev.Corrected) and not event.by:
        return f"Undone: {undone_on(call, event)}"
    return words_on(call, event) if isinstance(event, ev.AskAnswered) else shown_words(event)


def undone_on(call: Call, event: ev.Corrected) -> str:
    """What was undone on a call, in a few words: a line as it was said, with what filled it."""
    undone = next((one.event for one in call.entries[event.of - 1 : event.of]), event)
    return shown_words(undone) if words_of(undone) == event.what else event.what


def done_words(follow_up: FollowUp) -> str:
    """How a follow-up that is closed was done, and by or to whom."""
    if follow_up.kind == FollowUpKind.REPORT and not follow_up.closed_as:
        return f"{follow_up.done_by} was told"
    return f"{follow_up.closed_as or 'done'} by {follow_up.done_by}"


def closed_elsewhere(follow_up: FollowUp) -> str:
    """Who else has closed a follow-up, for whoever is to undo it; empty where nobody has."""
    if not follow_up.heard:
        return ""
    return f"{capital(done_words(follow_up))}: recorded again, it is to do again."


def words_of(event: ev.Event) -> str:
    """What happened, in a few words."""
    match event:
        case ev.Noted():
            # First, for a call can have very many.
            return f"Note: {event.text}"
        case ev.Started():
            return f"Call started with {event.title}, at {event.step_title}"
        case ev.Resumed():
            return "Call resumed"
        case ev.BranchKept():
            events = f"{len(event.told)} event{'s' * (len(event.told) != 1)}"
            return f"The record had branched after event {event.after}; the other branch: {events}"
        case ev.Chosen():
            return f"{event.key} {event.label} → {event.step_title}"
        case ev.WentBack():
            return f"Back to {event.step_title}"
        case ev.Opened():
            chosen = f"{event.key} {event.label} → " if event.key else "To "
            return f"{chosen}{event.title}: {event.step_title}"
        case ev.Returned():
            chosen = f"{event.key} {event.label} → back" if event.key else "Back"
            return f"{chosen} to {event.step_title}"
        case ev.LanguageChosen():
            return f"Language: {language_told(event.language)}"
        case ev.Said():
            return f"Said: {event.text}"
        case ev.Adapted():
            return f"Adapted: {event.words}"
        case ev.LeftOut():
            return f"Left out: {line_named(event) or _NO_WORDING} ({event.reason})"
        case ev.PassedOver():
            return f"Skipped: {line_named(event) or _NO_WORDING}"
        case ev.NoteCorrected():
            return f"Note corrected: {event.text}"
        case ev.Drafted():
            return "Draft"
        case ev.Detailed(left_out=str(reason)) if reason:
            return f"{event.label}: no answer ({reason})"
        case ev.Detailed():
            return f"{event.label}: {event.value}" if event.value else f"{event.label} taken out"
        case ev.Staged():
            return f"Anger: {event.stage.value}"
        case ev.ClockStarted(over=str(over)):
            return f"Timer of the step started, {counted(event.seconds, 'second')}, then: {over}"
        case ev.ClockStarted():
            return f"Timer started, {counted(event.seconds, 'second')}"
        case ev.ClockStopped():
            if event.dropped is True:
                return "Timer dropped: started by mistake"
            return "Timer stopped, answered" if event.answered else "Timer stopped, no answer"
        case ev.ManagerAsked():
            return "Manager requested"
        case ev.ManagerCame():
            return f"Manager involved: {event.name}"
        case ev.EffortMade():
            return f"{WAS_TRIED}: {event.what}"
        case ev.GroundStated():
            return f"Reason: {event.label}"
        case ev.CallerSaid():
            return f"The caller’s words: {event.words}"
        case ev.PermissionGiven():
            what = f"Permission to warn{' corrected: it was' if event.of else ','}"
            return f"{what} by {event.by}"
        case ev.Asked():
            first = f", {event.to} first" if event.to else ""
            return f"Asked the board{first}: {asked_for(event)}"
        case ev.AskAnswered():
            return answered_words(event)
        case ev.DenialHeard():
            return f"{denial_words(event)}: {event.reason}"
        case ev.Witnessed():
            return witnessed_words(event)
        case ev.WarningGiven():
            return f"Warning given: {event.text}"
        case ev.Persisted():
            return f"They continued: {event.words}"
        case ev.CalmedDown():
            return "The caller calmed down"
        case ev.FollowUpAdded():
            held = ", ".join(value for _, value in event.spelled(event.fields))
            return f"{event.label}: {held}" if held else event.label
        case ev.FollowUpAmended():
            return "Follow-up changed: " + ", ".join(value for _, value in event.fields)
        case ev.FollowUpDone():
            elsewhere = " elsewhere" if event.heard else ""
            return f"Follow-up {event.closed_as or 'done'}{elsewhere}: {event.by}"
        case ev.TookOver():
            return f"Taken over from {event.from_agent} (call {event.from_call})"
        case ev.Corrected(by=str(by)):
            return f"Follow-up owed again: {by}"
        case ev.Corrected():
            return f"Undone: {event.what}"
        case ev.Ended():
            return ended_words(event, event.told)
        case ev.Rehearsed():
            return f"Practice: {event.title} (seed {event.seed})"
        case ev.CallerSpoke():
            return f"Caller: {event.words}"
        case ev.ActionRefused():
            return f"Refused: {event.what}. {event.reason}"
