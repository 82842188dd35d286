"""Correcting a mistake by a further event: what can be corrected, and what rests on it."""

from collections.abc import Collection, Iterator, Sequence

from msgspec import UNSET

from guide.call import actions as act
from guide.call import events as ev
from guide.call.context import Allowed, Context, Decision, Refused
from guide.call.events import ActionRefused, CallerSpoke, Entry, Recorded, Rehearsed
from guide.call.fold import begin, call_of, fold
from guide.call.rules.follow_ups import THREAT
from guide.call.rules.protocol import why_not_persist, why_not_warn
from guide.call.state import Call
from guide.call.wording import words_of
from guide.script.model import CALLER_FIELDS, FollowUpKind
from guide.text import shortened

_FIXED = (
    ev.Started,
    ev.Resumed,
    ev.BranchKept,
    ev.PassedOver,
    ev.Drafted,
    ev.NoteCorrected,
    ev.Corrected,
    ev.Asked,
    ev.AskAnswered,
    ev.DenialHeard,
    ev.Witnessed,
    ev.Ended,
    Rehearsed,
    CallerSpoke,
    ActionRefused,
)


def correctable(call: Call) -> tuple[Entry, ...]:
    """What can be corrected, the last thing first."""
    last_move = _last_move(call)
    return tuple(e for e in reversed(call.entries) if _why_fixed(e, last_move, call) is None)


def _last_move(call: Call) -> int:
    moves = (e for e in reversed(call.entries) if isinstance(e.event, ev.Move))
    return next((e.n for e in moves if _counts(e, call)), 0)


def _counts(entry: Entry, call: Call) -> bool:
    return entry.n not in call.retracted


def _why_fixed(entry: Entry, last_move: int, call: Call) -> str | None:
    """Why an entry cannot be corrected by itself; None when it can."""
    if not _counts(entry, call):
        return "That is undone already."
    match entry.event:
        case event if isinstance(event, ev.Move) and entry.n != last_move:
            return "Only the last step can be undone."
        case ev.Detailed(from_call=str(taken)) if taken:
            return "It came with the call taken over: write it again, or undo that."
        case ev.ClockStarted() if came_with_its_step(entry, call):
            return "It came with the step: stop it, or undo that."
        case ev.PermissionGiven(ask=ask) if ask:
            return "The board gave it: one warning uses it up."
        case ev.Detailed(by_choice=True):
            return "A choice answered it: write it again, or undo the choice."
        case ev.FollowUpAdded() if _is_threat_report(entry.event) and _threat_stands(call):
            return "A threat is on record: undo its reason first."
        case ev.FollowUpAmended(of=of) if _is_changed_again(entry, of, call):
            return "It was changed again since: undo that first."
        case ev.FollowUpAmended() if _came_with_an_answer(entry, call):
            return "It came with an answer: write that again, or undo it."
        case ev.FollowUpDone(heard=at) if at:
            return "Somebody else did that: it is opened again in the register, or at the board."
        case event if isinstance(event, _FIXED):
            return "That cannot be undone by itself."
        case _:
            return None


def _is_changed_again(entry: Entry, of: int, call: Call) -> bool:
    """Whether a follow-up was changed once more after this: each change is of all that it holds."""
    return any(
        isinstance(e.event, ev.FollowUpAmended) and e.event.of == of and _counts(e, call)
        for e in call.entries[entry.n :]
    )


def _came_with_an_answer(entry: Entry, call: Call) -> bool:
    """Whether a follow-up was only moved, with an answer that it is due by.

    That is written down right after it; where it was undone, the follow-up was moved back.
    """
    event = entry.event
    assert isinstance(event, ev.FollowUpAmended)
    then = call_of(call.entries[: entry.n - 1])
    before = next((dict(f.fields) for f in then.follow_ups if f.n == event.of), {})
    now = dict(event.fields)
    changed = [name for name in now | before if now.get(name) != before.get(name)]
    beside = [_beside(call.entries[entry.n :]), _beside(call.entries[: entry.n - 1][::-1])]
    if isinstance(beside[1], ev.Corrected):
        beside[1] = call.entry(beside[1].of).event
    answers = [one.field for one in beside if isinstance(one, ev.Detailed)]
    return len(changed) == 1 and changed[0] in answers and changed[0] not in CALLER_FIELDS


def _beside(entries: Sequence[Entry]) -> ev.Event | None:
    """What comes first but for changes of follow-ups: one answer may move several."""
    events = (one.event for one in entries)
    return next((one for one in events if not isinstance(one, ev.FollowUpAmended)), None)


def _is_threat_report(event: ev.FollowUpAdded) -> bool:
    return event.follow_up == FollowUpKind.REPORT and ("reason", THREAT) in event.fields


def _threat_stands(call: Call, gone: Collection[Entry] = ()) -> bool:
    """Whether a ground that is a threat was stated on this call, and counts once some are gone."""
    return any(_is_threat(e) and _counts(e, call) and e not in gone for e in call.entries)


def _is_threat(entry: Entry) -> bool:
    return isinstance(entry.event, ev.GroundStated) and entry.event.threat


def _threats_without_reason(gone: Collection[Entry], call: Call) -> list[Entry]:
    """The reports that only reasons asked for of which the last one goes; none that was told."""
    if not any(map(_is_threat, gone)) or _threat_stands(call, gone):
        return []
    asked = [f.n for f in call.follow_ups if not f.done and _came_with_a_threat(f.n, call)]
    reports = [e for e in call.entries if any(e.n == n or _is_about(e, n) for n in asked)]
    return [e for e in reports if _counts(e, call) and e not in gone]


def _came_with_a_threat(n: int, call: Call) -> bool:
    """Whether a follow-up was made by stating a ground: such a report comes right after it."""
    added, before = call.entry(n), call.entry(n - 1)
    reports = isinstance(added.event, ev.FollowUpAdded) and _is_threat_report(added.event)
    return reports and _is_threat(before) and _same_moment(added, before)


def correct(action: act.Correct, context: Context) -> Decision:
    """Take something back, and what came with it; refused while something later rests on it."""
    call = context.call
    found = _meant(action.of, call)
    if isinstance(found, Refused):
        return found
    gone = [found, *_came_with(found, call)]
    if not context.keeps_restored:
        gone += _restored(found, call)
    gone += _threats_without_reason(gone, call)
    if stays := _rests_on(frozenset(e.n for e in gone), call):
        words = shortened(words_of(stays.event), 40)
        return Refused(f"“{words}” depends on this – undo that first.")
    return Allowed(tuple(ev.Corrected(e.n, words_of(e.event)) for e in gone))


def _meant(of: int, call: Call) -> Entry | Refused:
    """The entry that is meant, if it can be corrected."""
    if of == 0:
        return next(iter(correctable(call)), Refused("Nothing to undo yet."))
    if not 0 < of <= len(call.entries):
        return Refused("That is not on record.")
    why = _why_fixed(call.entry(of), _last_move(call), call)
    return Refused(why) if why else call.entry(of)


def _came_with(found: Entry, call: Call) -> list[Entry]:
    """What stands on record by the same action, or is about it alone, and goes with it."""
    before, after = call.entries[: found.n - 1], call.entries[found.n :]
    gone: list[Entry] = []
    match found.event:
        case event if isinstance(event, ev.Move):
            for entry in reversed(before):
                if not _made_with(entry, found):
                    break
                gone.append(entry)
            gone += [entry for entry in after[:1] if came_with_its_step(entry, call)]
        case ev.TookOver(from_call=taken):
            for entry in after:
                if not (isinstance(entry.event, ev.Detailed) and entry.event.from_call == taken):
                    break
                gone.append(entry)
        case ev.FollowUpAmended(fields=fields):
            # The caller's details as they are in it, which would change it again.
            for entry in reversed(before):
                if not (_is_detail_of(entry, fields) and _same_moment(entry, found)):
                    break
                gone.append(entry)
        case ev.Noted() | ev.FollowUpAdded() | ev.PermissionGiven():
            gone += [entry for entry in after if _is_about(entry, found.n)]
    # The report of a threat stays for as long as another ground asks for it.
    return [e for e in gone if _counts(e, call) and not isinstance(e.event, ev.FollowUpAdded)]


def _restored(found: Entry, call: Call) -> Iterator[Entry]:
    """What a choice answered over an answer, and what going back on it had of that answer again.

    Else the answer would come back by itself once it is undone.
    """
    if not isinstance(found.event, ev.Detailed):
        return
    by_choices: list[Entry] = []
    for entry in call.entries[found.n :]:
        event = entry.event
        if not (isinstance(event, ev.Detailed) and event.field == found.event.field):
            continue
        if not event.by_choice:
            return
        if not _counts(entry, call):
            continue
        if not _came_by_going_back(entry, call):
            by_choices.append(entry)
        elif by_choices:
            answered = by_choices.pop()
            if not by_choices:
                yield from (answered, entry)


def _came_by_going_back(answer: Entry, call: Call) -> bool:
    """Whether an answer that no agent typed was there before the choice that was gone back on."""
    after = (e for e in call.entries[answer.n :] if isinstance(e.event, ev.Move))
    return isinstance(next(after).event, ev.WentBack)


def _made_with(entry: Entry, move: Entry) -> bool:
    """Whether an entry was made by taking the choice of this move: at the very same moment."""
    kinds = (ev.PassedOver, ev.GroundStated, ev.CalmedDown, ev.FollowUpAdded)
    answered = isinstance(entry.event, ev.Detailed) and entry.event.by_choice
    return (isinstance(entry.event, kinds) or answered) and _same_moment(entry, move)


def _is_detail_of(entry: Entry, fields: Collection[tuple[str, str]]) -> bool:
    """Whether an entry writes down by itself a detail as it is among these fields."""
    match entry.event:
        case ev.Detailed(field=field, value=value, by_choice=by_choice):
            return (field, value) in fields and not by_choice
        case _:
            return False


def _same_moment(one: Entry, other: Entry) -> bool:
    return (one.at, one.elapsed) == (other.at, other.elapsed)


def came_with_its_step(entry: Recorded[ev.Event], call: Call) -> bool:
    """Whether an entry is the start of a step's timer, made by coming to the step."""
    if not isinstance(entry.event, ev.ClockStarted) or entry.event.over is UNSET:
        return False
    return isinstance(call.entry(entry.n - 1).event, ev.Move | ev.Started)


def _is_about(entry: Entry, n: int) -> bool:
    match entry.event:
        case ev.NoteCorrected(of=of) | ev.FollowUpAmended(of=of) | ev.FollowUpDone(of=of):
            return of == n
        case ev.PermissionGiven(of=of) if of:
            return of == n
        case _:
            return False


def _rests_on(gone: frozenset[int], call: Call) -> Entry | None:
    """The first event that would break a rule of the protocol were these not there, and does not.

    What breaks one as it is comes from a journal that was written under earlier rules.
    """
    as_it_is = without = begin(call.entries[0])
    for entry in call.entries[1:]:
        if entry.n in call.retracted:
            continue
        if entry.n not in gone:
            if _breaks(entry.event, without) and not _breaks(entry.event, as_it_is):
                return entry
            without = fold(without, entry)
        as_it_is = fold(as_it_is, entry)
    return None


def _breaks(event: ev.Event, call: Call) -> bool:
    stated = call.protocol.ground
    match event:
        case ev.WarningGiven():
            other = stated is None or stated.ground != event.ground
            return other or why_not_warn(call.protocol) is not None
        case ev.Persisted():
            other = stated is None or stated.ground != event.ground
            return other or why_not_persist(call.protocol) is not None
        case ev.PermissionGiven(of=0, ask=0):
            return stated is None or stated.ground != event.ground
        case _:
            return False
