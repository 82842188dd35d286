"""A summary: all that is known of a call, derived from the call alone, for people and programs."""

from datetime import datetime

from msgspec import Struct

from guide.call import events as ev
from guide.call.events import Recorded
from guide.call.state import Call, ManagerState, Note, Warned
from guide.record.codec import Chain
from guide.record.summary.owed import Owed, ToDo, follow_ups, to_do
from guide.record.summary.timeline import TimelineRow, timeline
from guide.record.summary.times import DeskTime
from guide.script.model import CALLER_FIELDS


class ScriptUsed(Struct, frozen=True):
    """Which text of which script a call was taken with."""

    id: str
    title: str
    version: str
    sha256: str


class Anger(Struct, frozen=True):
    """The caller's anger at the start, at its height and at the end, as the agent judged it."""

    start: Recorded[ev.Staged]
    height: Recorded[ev.Staged]
    end: Recorded[ev.Staged]


class Summary(Struct, frozen=True):
    """One call, told. `ground` is the label of the ground it was ended on by the protocol.

    `untold` counts the drafts of notes, which are events of the call and not in the timeline.
    """

    started: ev.Started
    at: datetime
    desk: DeskTime
    ended: Recorded[ev.Ended] | None
    ground: str
    seconds: float
    to_do: tuple[ToDo, ...]
    details: tuple[Recorded[ev.Detailed], ...]
    anger: Anger | None
    efforts: tuple[Recorded[ev.EffortMade], ...]
    words: tuple[Recorded[ev.CallerSaid], ...]
    warnings: tuple[Warned, ...]
    follow_ups: tuple[Owed, ...]
    manager: ManagerState
    taken_over: ev.TookOver | None
    notes: tuple[Note, ...]
    draft: str
    timeline: tuple[TimelineRow, ...]
    untold: int
    scripts: tuple[ScriptUsed, ...]
    chain: Chain


def summary_of(call: Call, chain: Chain) -> Summary:
    """The summary of a call whose journal is shown to be whole by `chain`."""
    desk = DeskTime.of(call.started.zone)
    rows = timeline(call, desk)
    ended = call.ended
    return Summary(
        call.started,
        call.at,
        desk,
        ended,
        _ground(call),
        ended.elapsed if ended else call.last.elapsed,
        to_do(call, desk),
        tuple(sorted(call.details.values(), key=_detail_order)),
        _anger(call.stages),
        call.protocol.efforts,
        call.protocol.words,
        call.protocol.warnings,
        follow_ups(call, desk),
        call.manager,
        call.taken_over,
        call.notes,
        call.draft,
        rows,
        len(call.entries) - len(rows),
        _scripts(call),
        chain,
    )


def _detail_order(detail: Recorded[ev.Detailed]) -> tuple[int, int]:
    field = detail.event.field
    first = [*CALLER_FIELDS]
    return (first.index(field) if field in first else len(first), detail.n)


def _anger(stages: tuple[Recorded[ev.Staged], ...]) -> Anger | None:
    if not stages:
        return None
    return Anger(stages[0], max(stages, key=lambda judged: judged.event.stage.rank), stages[-1])


def _ground(call: Call) -> str:
    if call.ended is None:
        return ""
    stated = [e.event for e in call.entries if isinstance(e.event, ev.GroundStated)]
    labels = {event.ground: event.label for event in stated}
    return labels.get(call.ended.event.ground, call.ended.event.ground)


def _scripts(call: Call) -> tuple[ScriptUsed, ...]:
    """The scripts in the order they were first used, also by a move that was taken back."""
    opened = [e.event for e in call.entries if isinstance(e.event, ev.Started | ev.Opened)]
    used = (ScriptUsed(e.script, e.title, e.version, e.sha256) for e in opened)
    return tuple(dict.fromkeys(used))
