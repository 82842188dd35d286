"""What is filled in after a call, as its scripts take it there; and until when it is due then.

Where the record of the call, or a script of it, is gone, any text is taken.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from guide.call import actions as act
from guide.call import events as ev
from guide.call.context import Allowed, Context, Refused
from guide.call.fold import call_of
from guide.call.rules.follow_ups import amend
from guide.errors import GuideError
from guide.record.calls import find_kept_call
from guide.record.journal import read_journal
from guide.record.places import Places
from guide.register.after_call import FilledIn, Moved, note_of
from guide.register.promise import Promise
from guide.register.rules import filled_in, why_not_moved
from guide.register.wrap_up import WrapUp, wrap_up_of
from guide.script.library import Library
from guide.script.model import FollowUpKind


def as_answered(
    places: Places, promise: Promise, deed: FilledIn, now: datetime
) -> tuple[FilledIn, Moved | None] | Refused:
    """What is filled in as its fields take it, and the move to the day that it tells, if it does.

    A day is told as of `now` (UTC), or else as of the end of the call: what was agreed on there may
    be over. Then it is due at once, for nothing is moved to what is over.
    """
    given = {name: text for name, _, text in deed.fields if text.strip()}
    wrap_up = _call_of(places, promise)
    # What a report is about is any text, and no form of the call makes it a threat.
    if wrap_up is None or not given or promise.kind == FollowUpKind.REPORT:
        return deed, None
    ended = wrap_up.call.ended.at if wrap_up.call.ended else wrap_up.call.entries[-1].at
    answer = _amended(wrap_up, promise.n, given, now)
    if isinstance(answer, Refused):
        then = _amended(wrap_up, promise.n, given, ended)
        if isinstance(then, Refused):
            return answer
        answer = then
    if answer is None:
        return deed, None
    held = dict(answer.fields)
    read = filled_in(promise, {name: held.get(name, "") for name in given})
    before = next(one.due for one in wrap_up.call_now.follow_ups if one.n == promise.n)
    due = answer.due
    if due is None or due == before:
        return read, None
    if due <= now and (promise.until is None or promise.until > _soon(now)):
        due = _soon(now)
    if why_not_moved(due, now, promise.until):
        return read, None
    return read, Moved(due, note_of(read))


def _soon(now: datetime) -> datetime:
    """A whole minute that is still to come when what was filled in has been recorded."""
    return now.replace(second=0, microsecond=0) + timedelta(minutes=2)


def _call_of(places: Places, promise: Promise) -> WrapUp | None:
    """The call of a promise as it stands, where all that it was taken with is kept."""
    try:
        entries = read_journal(find_kept_call(places, promise.call, training=False)).entries
        found = wrap_up_of(places, call_of(entries)) if entries else None
    except (GuideError, OSError):
        return None
    if found is None or found.lacks_scripts:
        return None
    return found if any(one.n == promise.n for one in found.call_now.follow_ups) else None


def _amended(
    wrap_up: WrapUp, n: int, given: Mapping[str, str], time: datetime
) -> ev.FollowUpAmended | Refused | None:
    """What the form of the call would have on record at this time; None for nothing that is new."""
    kept = {name: wrap_up.scripts.script(sha) for name, sha in wrap_up.call.scripts}
    scripts = {name: script for name, script in kept.items() if script is not None}
    library = Library(scripts, (), wrap_up.scripts.folder)
    decision = amend(
        act.AmendFollowUp(n, tuple(given.items())), Context(wrap_up.call_now, library, time)
    )
    if not isinstance(decision, Allowed):
        return decision
    return next((one for one in decision.events if isinstance(one, ev.FollowUpAmended)), None)
