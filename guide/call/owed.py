"""What is owed, as events change it."""

from datetime import datetime

from msgspec.structs import replace

from guide.call import events as ev
from guide.call.state import FollowUp
from guide.script.model import FollowUpKind

FollowUps = tuple[FollowUp, ...]


def follow_up_of(event: ev.FollowUpAdded, n: int, at: datetime) -> FollowUp:
    """What is owed by this event, as it was then."""
    return FollowUp(
        n,
        at,
        event.follow_up,
        event.label,
        event.fields,
        event.needs,
        event.aim,
        event.due,
        event.rule,
    )


def added(owed: FollowUps, event: ev.FollowUpAdded, n: int, at: datetime) -> FollowUps:
    """With one more."""
    return (*owed, follow_up_of(event, n, at))


def amended(owed: FollowUps, event: ev.FollowUpAmended) -> FollowUps:
    """With what one of them holds changed."""
    return tuple(
        replace(f, fields=event.fields, due=event.due) if f.n == event.of else f for f in owed
    )


def done(owed: FollowUps, event: ev.FollowUpDone, at: datetime) -> FollowUps:
    """With one of them done."""
    return tuple(replace(f, done_at=at, done_by=event.by) if f.n == event.of else f for f in owed)


def kept_in_step(owed: FollowUps, detail: ev.Detailed, before: str) -> FollowUps:
    """With a detail as it is written down now, where they held it as it was `before`.

    A number that is corrected after a callback was promised is the number to call. What the agent
    wrote differently into a follow-up stays.
    """
    return tuple(_with(f, detail) if _holds(f, detail, before) else f for f in owed)


def _holds(follow_up: FollowUp, detail: ev.Detailed, before: str) -> bool:
    # What a report is about is no detail of the caller's, even where a script has one so named.
    kept = follow_up.kind != FollowUpKind.REPORT and not follow_up.done
    asked = kept and detail.field in follow_up.needs
    return asked and bool(detail.value) and follow_up.field(detail.field) == before


def _with(follow_up: FollowUp, detail: ev.Detailed) -> FollowUp:
    fields = dict(follow_up.fields) | {detail.field: detail.value}
    return replace(follow_up, fields=tuple(fields.items()))
