"""Correcting a mistake by a further event: what can be corrected, and what rests on it."""

from guide.call import actions as act
from guide.call import events as ev
from guide.call.decision import Allowed, Decision, Refused
from guide.call.events import Entry
from guide.call.fold import begin, fold
from guide.call.protocol import why_not_warn
from guide.call.situation import Situation
from guide.call.state import Call
from guide.call.wording import words_of

_MOVES = (ev.Chosen, ev.WentBack, ev.Opened, ev.Returned)
_FIXED = (
    ev.Started,
    ev.Resumed,
    ev.PassedOver,
    ev.Drafted,
    ev.NoteCorrected,
    ev.Corrected,
    ev.FollowUpAmended,
    ev.Ended,
)


def correctable(call: Call) -> tuple[Entry, ...]:
    """What can be corrected, the last thing first."""
    moves = [e.n for e in call.entries if isinstance(e.event, _MOVES) and _counts(e, call)]
    last_move = moves[-1] if moves else 0
    return tuple(
        entry
        for entry in reversed(call.entries)
        if _counts(entry, call)
        and not isinstance(entry.event, _FIXED)
        and (not isinstance(entry.event, _MOVES) or entry.n == last_move)
    )


def _counts(entry: Entry, call: Call) -> bool:
    return entry.n not in call.retracted


def correct(action: act.Correct, now: Situation) -> Decision:
    """Take something back; refused while something later rests on it."""
    candidates = correctable(now.call)
    if not candidates:
        return Refused("There is nothing to correct yet.")
    found = next((e for e in candidates if action.of in (0, e.n)), None)
    if found is None:
        return Refused("That cannot be corrected: only the last step taken can be taken back.")
    gone = (found, *_passed_over_with(found, now.call))
    if stays := _rests_on(frozenset(e.n for e in gone), now.call):
        return Refused(f"“{words_of(stays.event)}” rests on it: correct that first.")
    return Allowed(tuple(ev.Corrected(e.n, words_of(e.event)) for e in gone))


def _passed_over_with(move: Entry, call: Call) -> tuple[Entry, ...]:
    """The lines recorded as passed over by this very move."""
    if not isinstance(move.event, _MOVES):
        return ()
    found = []
    for entry in reversed(call.entries[: move.n - 1]):
        if not isinstance(entry.event, ev.PassedOver):
            break
        if entry.n not in call.retracted:
            found.append(entry)
    return tuple(found)


def _rests_on(gone: frozenset[int], call: Call) -> Entry | None:
    """The first event that would break a rule of the protocol were these not there."""
    so_far = begin(call.entries[0])
    for entry in call.entries[1:]:
        if entry.n in gone or entry.n in call.retracted:
            continue
        if _breaks(entry.event, so_far):
            return entry
        so_far = fold(entry.event, so_far, entry)
    return None


def _breaks(event: ev.Event, call: Call) -> bool:
    stated = call.protocol.ground
    match event:
        case ev.WarningGiven():
            other = stated is None or stated.ground != event.ground
            return other or why_not_warn(call.protocol) is not None
        case ev.PermissionGiven():
            return stated is None or stated.ground != event.ground
        case _:
            return False
