"""A promise after what happened to it since its call."""

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from guide.register.after_call import (
    CLOSING,
    AfterCall,
    Done,
    FilledIn,
    Moved,
    NumberCorrected,
    PassedOn,
    PromiseAdded,
    RefusedByCaller,
    Reopened,
    TakenBack,
    Told,
    Tried,
    Voided,
    was_heard,
)
from guide.register.as_it_counts import as_it_counts, is_outdone
from guide.register.mistakes import correction_in_force, standing_corrections, standing_lines
from guide.register.promise import (
    DoneWith,
    Promise,
    State,
    as_closed,
    as_compared,
    as_done,
    was_told,
)
from guide.script.model import FollowUpKind


def followed(promise: Promise, lines: Sequence[AfterCall]) -> Promise:
    """The promise after what happened to it since its call, in the order of the lines.

    Once it is closed nothing but its reopening changes it: two who knew nothing of each other may
    both have closed it, and then the first of them has. A number not to be called that was wrong
    has it owed again: nobody has listed the right one.
    """
    return _followed(promise, lines)


def _followed(
    promise: Promise, lines: Sequence[AfterCall], known: Sequence[DoneWith] = ()
) -> Promise:
    for line in lines:
        promise = replace(promise, lines=(*promise.lines, line))
        corrected = isinstance(line.what, NumberCorrected) and promise.is_done_by_number
        if not promise.closed or corrected or isinstance(line.what, Reopened):
            promise = _after(promise, line, known)
    return promise


def closing_line(promise: Promise) -> AfterCall | None:
    """The line that has a promise closed as it stands; None where it is owed, or its call has."""
    by, at = promise.closed_by, promise.closed_at
    closing = (line for line in promise.lines if isinstance(line.what, CLOSING))
    return next((line for line in closing if (line.by, line.at) == (by, at)), None)


def closed_at_desk(promise: Promise) -> AfterCall | None:
    """The line by which a promise that is closed is so at the team's desk, or None.

    It may have been closed here, too, by somebody who had not heard of it.
    """
    found = None
    for line in promise.lines if promise.closed else ():
        match line.what:
            case Reopened():
                found = None
            case Done() | Told() | RefusedByCaller() | Voided() if was_heard(line):
                found = found or line
    return found


def corrected_with(
    promise: Promise, line: AfterCall, mistaken: AfterCall | None, *, unaware: bool = False
) -> Promise:
    """The promise after the number of another one of its call was corrected.

    Where the same one stood in it, that was wrong, too: also where the promise is closed by now.
    `mistaken` and `unaware` are as for `is_corrected_by`.
    """
    what = line.what
    if not isinstance(what, NumberCorrected):
        return promise
    if not is_corrected_by(promise, line, mistaken, unaware=unaware):
        return promise
    if is_outdone(promise, line):
        return promise
    promise = replace(promise, lines=(*promise.lines, line))
    return _with_number(promise, as_it_counts(promise, what), line.at)


def is_corrected_by(
    promise: Promise, line: AfterCall, mistaken: AfterCall | None, *, unaware: bool = False
) -> bool:
    """Whether the number of a promise is the one that a line corrects everywhere in its call.

    What takes a correction back, the `mistaken` one, changes what that changed, whatever other
    number is the same by now; any other, whatever has the number. Where whoever wrote it was
    `unaware` that somebody else had corrected that number, it is whatever had it before, too.
    """
    what = line.what
    if not (isinstance(what, NumberCorrected) and what.everywhere):
        return False
    if mistaken is not None and promise.corrected_alone:
        return correction_in_force(promise.lines) == mistaken
    if mistaken is not None:
        return mistaken in standing_corrections(promise.lines)
    had = promise.numbers_before if unaware and not promise.corrected_alone else ()
    before = as_compared(what.before)
    return bool(what.before) and before in map(as_compared, (promise.number, *had))


def _as_promised(promise: Promise) -> Promise:
    """The promise as it was owed before anything happened to it."""
    of_since = (line.what for line in promise.lines if isinstance(line.what, FilledIn))
    filled = {(name, text) for what in of_since for name, _, text in what.fields}
    was = replace(promise, fields=tuple(one for one in promise.fields if one not in filled))
    return replace(
        was,
        until=promise.promised,
        owner=was.named_now,
        state=State.OPEN,
        tries=0,
        closed_by="",
        closed_at=None,
        note="",
        told_to="",
        dones=tuple(one for one in promise.dones if one.on_call),
        lines=(),
    )


def _after(promise: Promise, line: AfterCall, known: Sequence[DoneWith]) -> Promise:
    match line.what:
        case PromiseAdded():
            return promise
        case Tried(note):
            return replace(promise, state=_open(promise, 1), tries=promise.tries + 1, note=note)
        case PassedOn(to, note):
            return replace(promise, state=State.PASSED_ON, owner=to, note=note)
        case Moved(until, why):
            return replace(promise, until=until, note=why)
        case FilledIn(fields):
            held = dict(promise.fields) | {name: text for name, _, text in fields}
            filled = replace(promise, fields=tuple(held.items()))
            passed_on = promise.owner != promise.named_now
            return filled if passed_on else replace(filled, owner=filled.named_now)
        case Done(note):
            return as_done(promise, line.by, line.at, note, known)
        case Told(to, note):
            said = " ".join(filter(None, (was_told(to), note)))
            return replace(as_done(promise, line.by, line.at, said), told_to=to)
        case RefusedByCaller(note):
            return as_closed(promise, State.REFUSED, line.by, line.at, note)
        case Voided(why):
            return as_closed(promise, State.VOID, line.by, line.at, why)
        case Reopened(why):
            return replace(_owed_again(promise), note=why, dones=())
        case NumberCorrected(_, _, why):
            what = as_it_counts(promise, line.what)
            since = _with_number(promise, what, line.at)
            is_done_again = since.closed and not promise.closed
            return since if is_done_again else replace(since, note=why)
        case TakenBack():
            standing = standing_lines(promise.lines)
            known = () if promise.stays_owed else promise.dones
            before = _followed(_as_promised(promise), standing, known)
            return replace(before, lines=promise.lines)


def _with_number(promise: Promise, what: NumberCorrected, at: datetime) -> Promise:
    held = dict(promise.fields)
    if promise.has_number:
        held[promise.number_in] = what.number
    if promise.kind == FollowUpKind.DO_NOT_CALL:
        before = promise.numbers or ((promise.made_at, promise.number),)
        promise = replace(promise, numbers=(*before, (at, what.number)))
    if promise.is_done_by_number and as_compared(promise.number) != as_compared(what.number):
        promise = replace(_owed_again(promise), done_with=promise.number)
    promise = replace(promise, number=what.number, fields=tuple(held.items()))
    return promise if promise.closed or promise.stays_owed else _as_done_with_it(promise)


def _as_done_with_it(promise: Promise) -> Promise:
    """The promise as it was done with the number that it has now, if it was."""
    for one in promise.dones:
        if as_compared(one.number) == as_compared(promise.number):
            return as_closed(promise, State.DONE, one.by, one.at, one.note)
    return promise


def _owed_again(promise: Promise) -> Promise:
    state = _open(promise, promise.tries)
    return replace(promise, state=state, closed_by="", closed_at=None, told_to="")


def _open(promise: Promise, tries: int) -> State:
    """How far it is while it is owed."""
    if promise.owner != promise.named_now:
        return State.PASSED_ON
    return State.TRIED if tries else State.OPEN
