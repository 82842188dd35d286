"""Wording on a call: which words stand on the screen, and what an event keeps of them."""

from functools import singledispatch
from typing import TypeVar

from msgspec.structs import replace

from guide.call import events as ev
from guide.call.events import ActionRefused, CallerSpoke, Rehearsed
from guide.call.situation import Situation
from guide.script.model import Line, Script
from guide.script.wording import Status

_E = TypeVar("_E", bound=ev.Worded)


def worded(event: _E, line: Line, script: Script, now: Situation) -> _E:
    """The event of a line of `script` with the approval of its words, and as they were shown."""
    spoken, shown = line.spoken, now.words(line, script)
    changed = line.status is Status.CHANGED
    return replace(
        event,
        approved_by=spoken.by,
        approved_at=spoken.at,
        filled=shown if shown != spoken.text else "",
        in_file=(line.text or line.gap) if changed else "",
    )


@singledispatch
def words_of(event: ev.Event) -> str:
    """What happened, in a few words."""
    raise TypeError(event)


@words_of.register
def _(event: ev.Started) -> str:
    return f"Call started with {event.title}, at {event.step_title}"


@words_of.register
def _(event: ev.Resumed) -> str:
    return "Call resumed"


@words_of.register
def _(event: ev.Chosen) -> str:
    return f"{event.key} {event.label} → {event.step_title}"


@words_of.register
def _(event: ev.WentBack) -> str:
    return f"Back to {event.step_title}"


@words_of.register
def _(event: ev.Opened) -> str:
    chosen = f"{event.key} {event.label} → " if event.key else "To "
    return f"{chosen}{event.title}: {event.step_title}"


@words_of.register
def _(event: ev.Returned) -> str:
    chosen = f"{event.key} {event.label} → back" if event.key else "Back"
    return f"{chosen} to {event.step_title}"


@words_of.register
def _(event: ev.Said) -> str:
    return f"Said: {event.text}"


@words_of.register
def _(event: ev.Adapted) -> str:
    return f"Adapted: {event.words}"


@words_of.register
def _(event: ev.LeftOut) -> str:
    return f"Left out: {event.text or event.line} ({event.reason})"


@words_of.register
def _(event: ev.PassedOver) -> str:
    return f"Passed over: {event.text or event.line}"


@words_of.register
def _(event: ev.Noted) -> str:
    return f"Note: {event.text}"


@words_of.register
def _(event: ev.NoteCorrected) -> str:
    return f"Note corrected: {event.text}"


@words_of.register
def _(event: ev.Drafted) -> str:
    return "Draft"


@words_of.register
def _(event: ev.Detailed) -> str:
    return f"{event.label}: {event.value}" if event.value else f"{event.label} taken out"


@words_of.register
def _(event: ev.Staged) -> str:
    return f"Anger: {event.stage.value}"


@words_of.register
def _(event: ev.ClockStarted) -> str:
    return f"Clock started, {event.seconds} seconds"


@words_of.register
def _(event: ev.ClockStopped) -> str:
    return "Clock stopped, answered" if event.answered else "Clock stopped, no answer"


@words_of.register
def _(event: ev.ManagerAsked) -> str:
    return "Manager asked for"


@words_of.register
def _(event: ev.ManagerCame) -> str:
    return f"Manager involved: {event.name}"


@words_of.register
def _(event: ev.EffortMade) -> str:
    return f"Effort to redirect: {event.what}"


@words_of.register
def _(event: ev.GroundStated) -> str:
    return f"Ground: {event.label}"


@words_of.register
def _(event: ev.CallerSaid) -> str:
    return f"The caller's words: {event.words}"


@words_of.register
def _(event: ev.PermissionGiven) -> str:
    return f"Permission to warn, by {event.by}"


@words_of.register
def _(event: ev.WarningGiven) -> str:
    return f"Warning given: {event.text}"


@words_of.register
def _(event: ev.CalmedDown) -> str:
    return "The caller calmed down"


@words_of.register
def _(event: ev.FollowUpAdded) -> str:
    held = ", ".join(value for _, value in event.fields)
    return f"{event.label}: {held}" if held else event.label


@words_of.register
def _(event: ev.FollowUpAmended) -> str:
    return "Follow-up changed: " + ", ".join(value for _, value in event.fields)


@words_of.register
def _(event: ev.FollowUpDone) -> str:
    return f"Follow-up done: {event.by}"


@words_of.register
def _(event: ev.TookOver) -> str:
    return f"Taken over from {event.from_agent} (call {event.from_call})"


@words_of.register
def _(event: ev.Corrected) -> str:
    return f"Corrected: {event.what}"


@words_of.register
def _(event: ev.Ended) -> str:
    reason = f" ({event.reason})" if event.reason else ""
    return f"Call ended: {event.label}{reason}"


@words_of.register
def _(event: Rehearsed) -> str:
    return f"Practice: {event.title} (seed {event.seed})"


@words_of.register
def _(event: CallerSpoke) -> str:
    return f"Caller: {event.words}"


@words_of.register
def _(event: ActionRefused) -> str:
    return f"Refused: {event.what}. {event.reason}"
