"""A summary: all that is known of a call, derived from the call alone, for people and programs."""

from datetime import datetime
from typing import cast

from msgspec import UNSET, Struct

from guide.call import events as ev
from guide.call.events import Recorded
from guide.call.rules.follow_ups import is_listed
from guide.call.scripts_used import ScriptUsed, script_used
from guide.call.state import Call, FollowUp, Warned, owner_named
from guide.call.wording import line_named, sentence
from guide.record.codec import Chain
from guide.record.summary.timeline import TimelineRow, label_of, timeline
from guide.record.summary.times import DeskTime, due_words
from guide.record.versions import (
    is_told_as_before_0_11,
    keeps_masked_names,
    keeps_moved_targets,
    tells_words_of_any_reason,
)
from guide.script.model import CALLER_FIELDS


class Anger(Struct, frozen=True):
    """The caller's anger at the start, at its height and at the end, as the agent judged it."""

    start: Recorded[ev.Staged]
    height: Recorded[ev.Staged]
    end: Recorded[ev.Staged]


class Owed(Struct, frozen=True):
    """A follow-up with what is aimed at (UTC), its due time in words, and who is to do it.

    `fields` and `lacks` are spelled as labels.
    """

    follow_up: FollowUp
    aim: datetime | None
    due: str
    fields: tuple[tuple[str, str], ...]
    lacks: tuple[str, ...]
    owner: str


class ToDo(Struct, frozen=True):
    """One thing that must still be done: what, the details it takes, and wording to the letter."""

    what: str
    details: tuple[tuple[str, str], ...] = ()
    wording: str = ""

    @property
    def sentence(self) -> str:
        """All of it in a row."""
        details = "".join(f" {sentence(f'{label}: {value}')}" for label, value in self.details)
        return f"{self.what}: “{self.wording}”" if self.wording else f"{self.what}.{details}"


class Summary(Struct, frozen=True):
    """One call, told.

    `ground` is what it was ended on by the protocol, or what stood as it ended otherwise;
    `reason` the caller's words on it. `languages` are those chosen to speak to the caller in, in
    their order. `witness` is what a desk had received as the call ended, where there was one.
    `untold` counts the drafts, which are events of the call and not in the timeline.
    """

    call: Call
    desk: DeskTime
    ground: str
    ground_label: str
    reason: str
    seconds: float
    to_do: tuple[ToDo, ...]
    details: tuple[Recorded[ev.Detailed], ...]
    anger: Anger | None
    follow_ups: tuple[Owed, ...]
    timeline: tuple[TimelineRow, ...]
    untold: int
    scripts: tuple[ScriptUsed, ...]
    chain: Chain
    languages: tuple[Recorded[ev.LanguageChosen], ...]
    witness: ev.Witnessed | None


def summary_of(call: Call, chain: Chain, *, owners_by_details: bool = False) -> Summary:
    """The summary of a call whose journal is shown to be whole by `chain`.

    `owners_by_details`: with who owes a follow-up from the call's details alone, as up to 0.11.0.
    """
    desk = DeskTime.of(call.started.zone)
    rows = timeline(call, desk)
    by_details = owners_by_details or is_told_as_before_0_11(call)
    owed = _follow_ups(call, desk, by_details=by_details)
    ground = _ground(call)
    return Summary(
        call=call,
        desk=desk,
        ground=ground,
        ground_label=_ground_label(ground, call),
        reason=_reason(ground, call),
        seconds=(call.ended or call.last).elapsed,
        to_do=(
            *(_owed(one) for one in owed if not one.follow_up.done),
            *_required(call),
            *_passed_over(call),
        ),
        details=tuple(sorted(call.details.values(), key=_detail_order)),
        anger=_anger(call.stages),
        follow_ups=owed,
        timeline=rows,
        untold=len(call.entries) - len(rows),
        scripts=_scripts(call),
        chain=chain,
        languages=tuple(
            cast("Recorded[ev.LanguageChosen]", entry)
            for entry in call.entries
            if isinstance(entry.event, ev.LanguageChosen) and entry.n not in call.retracted
        ),
        witness=next(
            (e.event for e in reversed(call.entries) if isinstance(e.event, ev.Witnessed)), None
        ),
    )


def names_told(call: Call) -> tuple[str, str]:
    """The agent and the reference, as a summary's head and that of an addendum tell them."""
    if keeps_masked_names(call):
        return call.started.agent, call.started.ref
    return call.agent, call.ref


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
    standing = call.protocol.ground
    return call.ended.event.ground or (standing.ground if standing else "")


def _ground_label(ground: str, call: Call) -> str:
    stated = [e.event for e in call.entries if isinstance(e.event, ev.GroundStated)]
    return {event.ground: event.label for event in stated}.get(ground, ground)


def _reason(ground: str, call: Call) -> str:
    if call.ended is None:
        return ""
    if call.ended.event.reason or not ground:
        return call.ended.event.reason
    state = call.protocol
    return state.last_words if tells_words_of_any_reason(call) else state.words_about(ground)


def words_before(warned: Warned, call: Call) -> str:
    """The caller's words before a warning, as the version that the call is of tells them."""
    return warned.last_words if tells_words_of_any_reason(call) else warned.caller_words


def _scripts(call: Call) -> tuple[ScriptUsed, ...]:
    """The scripts in the order they were first used, also by a move that was taken back."""
    found: dict[tuple[str, str, str], ScriptUsed] = {}
    for entry in call.entries:
        if used := script_used(entry.event):
            # What nobody had approved of it is told as it was first used.
            found.setdefault((used.id, used.version, used.sha256), used)
    return tuple(found.values())


def _follow_ups(call: Call, desk: DeskTime, *, by_details: bool) -> tuple[Owed, ...]:
    """Every follow-up of the call, the first due first."""
    by_due = sorted(call.follow_ups, key=lambda f: (f.due is None, f.due or f.at, f.n))
    return tuple(
        Owed(
            follow_up,
            (aim := _aim(follow_up, call)),
            due_words(follow_up.at, follow_up.due, aim, call.at, desk),
            _fields(follow_up, call, by_details=by_details),
            tuple(_label(name, follow_up, call) for name in follow_up.lacks),
            _owner(follow_up, call, by_details=by_details),
        )
        for follow_up in by_due
    )


def _aim(follow_up: FollowUp, call: Call) -> datetime | None:
    """What is aimed at: of what was moved, the moment that was agreed on since."""
    added = follow_up.event
    if follow_up.due == added.due or keeps_moved_targets(call):
        return added.aim
    return follow_up.due


def _fields(follow_up: FollowUp, call: Call, *, by_details: bool) -> tuple[tuple[str, str], ...]:
    held = tuple((_label(name, follow_up, call), value) for name, value in follow_up.spelled)
    listed = (("Do not call", "the number is on the do-not-call list"),)
    held = (*held, *listed) if is_listed(follow_up, call) else held
    field = follow_up.event.owner
    owner = _owner(follow_up, call, by_details=by_details)
    if field is UNSET or owner == call.started.agent or field in dict(follow_up.fields):
        return held
    return (*held, (_label(field, follow_up, call), owner))


def _owner(follow_up: FollowUp, call: Call, *, by_details: bool) -> str:
    field = follow_up.event.owner
    if field is UNSET or not by_details:
        return call.owner_of(follow_up)
    return owner_named(call.detail(field), call.started.agent)


def _label(field: str, follow_up: FollowUp, call: Call) -> str:
    return follow_up.event.label_of(field) or label_of(field, call)


def _owed(owed: Owed) -> ToDo:
    what = f"{owed.follow_up.label}: {owed.due}" if owed.due else owed.follow_up.label
    lacks = (("Not on record, ask for it", ", ".join(owed.lacks)),) if owed.lacks else ()
    return ToDo(what, (*owed.fields, *lacks))


def _required(call: Call) -> list[ToDo]:
    """What was required, and not on record when the call was ended."""
    required = call.ended.event.required if call.ended else UNSET
    return [] if required is UNSET else [ToDo(text.removesuffix(".")) for text in required]


def _passed_over(call: Call) -> list[ToDo]:
    titles = _step_titles(call)
    marks = sorted(call.marks.values(), key=lambda mark: mark.n)
    return [
        _must_say(mark.event, titles.get((mark.event.script, mark.event.step), ""))
        for mark in marks
        if isinstance(mark.event, ev.PassedOver)
    ]


def _must_say(over: ev.PassedOver, title: str) -> ToDo:
    where = f" at “{title}”" if title else ""
    if not over.text:
        gap = (("No wording on file", line_named(over)),) if line_named(over) else ()
        return ToDo(f"Required line without wording on file skipped{where}", gap)
    return ToDo(f"Required line skipped{where}", (), over.filled or over.text)


def _step_titles(call: Call) -> dict[tuple[str, str], str]:
    """By script and step, the title of each step that was seen on the call."""
    moves = ev.Started | ev.Move
    return {
        (e.event.script, e.event.step): e.event.step_title
        for e in call.entries
        if isinstance(e.event, moves)
    }
