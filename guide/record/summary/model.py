"""What a summary holds, in the order it is told: what must still be done first."""

from datetime import datetime

from msgspec import Struct

from guide.call import events as ev
from guide.call.events import Recorded
from guide.call.state import Call, FollowUp, ManagerState, Note, Warned
from guide.record.codec import Chain
from guide.record.summary.timeline import Row, timeline
from guide.record.summary.times import DeskTime


class Owed(Struct, frozen=True):
    """A follow-up with its due time in words. `fields` and `lacks` are spelled as labels."""

    follow_up: FollowUp
    due: str
    fields: tuple[tuple[str, str], ...]
    lacks: tuple[str, ...]


class ToDo(Struct, frozen=True):
    """One thing that must still be done: what, the details it takes, and wording to the letter."""

    what: str
    details: tuple[tuple[str, str], ...] = ()
    wording: str = ""

    @property
    def sentence(self) -> str:
        """All of it in a row."""
        details = "".join(f" {label}: {value}." for label, value in self.details)
        return f"{self.what}: “{self.wording}”" if self.wording else f"{self.what}.{details}"


def follow_ups(call: Call, desk: DeskTime) -> tuple[Owed, ...]:
    """Every follow-up of the call, the first due first."""
    by_due = sorted(call.follow_ups, key=lambda f: (f.due is None, f.due or f.at, f.n))
    return tuple(
        Owed(
            follow_up,
            due_words(follow_up.at, follow_up.due, follow_up.event.aim, call.at, desk),
            tuple((label_of(name, call), value) for name, value in follow_up.fields),
            tuple(label_of(name, call) for name in follow_up.lacks),
        )
        for follow_up in by_due
    )


def label_of(field: str, call: Call) -> str:
    """What a field is called: as on the call's screen, where it is on record."""
    detail = call.details.get(field)
    return detail.event.label if detail else field.replace("_", " ").capitalize()


def due_words(
    since: datetime, due: datetime | None, aim: datetime | None, began: datetime, desk: DeskTime
) -> str:
    """The due time, such as `Sat 21 Nov 2026, 12:00 at the latest`; empty if there is none."""
    if due is None:
        return ""
    if due <= since:
        return f"at once (since {desk.moment(since)})"
    return f"{desk.moment(due)} at the latest{_aimed(aim, due, began, desk)}"


def _aimed(aim: datetime | None, due: datetime, began: datetime, desk: DeskTime) -> str:
    if aim is None or aim >= due:
        return ""
    # The last minute of a day is how the end of the day is stored: the day says it better.
    words = desk.day(aim) if desk.minute(aim) == "23:59" else desk.moment(aim)
    same = " (the day of the call)" if desk.day(aim) == desk.day(began) else ""
    return f", aimed at {words}{same}"


def to_do(call: Call, desk: DeskTime) -> tuple[ToDo, ...]:
    """What must still be done: follow-ups by due time, then must-say lines passed over."""
    owed = [_owed(owed) for owed in follow_ups(call, desk) if not owed.follow_up.done]
    return (*owed, *_passed_over(call))


def _owed(owed: Owed) -> ToDo:
    what = f"{owed.follow_up.label}: {owed.due}" if owed.due else owed.follow_up.label
    lacks = (("Not on record, ask for it", ", ".join(owed.lacks)),) if owed.lacks else ()
    return ToDo(what, (*owed.fields, *lacks))


def _passed_over(call: Call) -> list[ToDo]:
    titles = step_titles(call)
    marks = sorted(call.marks.values(), key=lambda mark: mark.n)
    return [
        _must_say(mark.event, titles.get((mark.event.script, mark.event.step), ""))
        for mark in marks
        if isinstance(mark.event, ev.PassedOver)
    ]


def _must_say(over: ev.PassedOver, title: str) -> ToDo:
    where = f" at “{title}”" if title else ""
    if not over.text:
        return ToDo(f"Must-say line “{over.line}” passed over{where} (no wording is on file)")
    return ToDo(f"Must-say line passed over{where}", (), over.text)


def step_titles(call: Call) -> dict[tuple[str, str], str]:
    """By script and step, the title of each step that was seen on the call."""
    moves = (ev.Started, ev.Chosen, ev.WentBack, ev.Opened, ev.Returned)
    return {
        (e.event.script, e.event.step): e.event.step_title
        for e in call.entries
        if isinstance(e.event, moves)
    }


_FIRST_DETAILS = ("caller", "number", "concern")


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
    timeline: tuple[Row, ...]
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
    known = field in _FIRST_DETAILS
    return (_FIRST_DETAILS.index(field) if known else len(_FIRST_DETAILS), detail.n)


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
