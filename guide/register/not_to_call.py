"""What the do-not-call list needs of what was noted about a number, once a call is erased.

A number that another person corrected, or took off the list, stands on no list again because its
call is gone, or because what they noted is.
"""

import heapq
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from guide.record.erased_numbers import Decided, DoNotCall, NumberSince
from guide.register.after_call import (
    AfterCall,
    Deed,
    Done,
    NumberCorrected,
    RefusedByCaller,
    Reopened,
    Voided,
)
from guide.register.lawful import why_unlawful_note
from guide.register.promise import (
    Promise,
    corrected_with,
    correction_in_force,
    followed,
    is_back,
    is_corrected_by,
    taken_back,
)
from guide.script.model import FollowUpKind

_DECIDING = (Done, NumberCorrected, RefusedByCaller, Reopened, Voided)
"""What decides whether a number is on the list, and which."""

_ERASED = "The note was erased."
"""Stands for why something was done, where a reason must stand."""


def number_since(promise: Promise, elsewhere: Iterable[AfterCall]) -> NumberSince:
    """What became of the number of a promise not to call it, as far as its own folder knows.

    `elsewhere` are what people did about its call with other folders before them: what these note
    is not known here, and so not all of that may count here as long as the call is there.
    """
    more = [line for line in elsewhere if line not in promise.lines]
    about = [line for line in more if line.n == promise.n]
    lines = sorted((*promise.lines, *about), key=_time)
    decided = tuple(one for line in lines for one in _decided(line))
    at: datetime | UnsetType = max((one.at for one in decided), default=UNSET)
    number = "" if promise.off_the_list else promise.number
    known = as_noted(DoNotCall(number, "", promise.id), more) if number and more else None
    return NumberSince(known.number if known else number, at, decided)


def as_noted(number: DoNotCall, lines: Iterable[AfterCall]) -> DoNotCall | None:
    """The number of an erased call after what others noted of it, in order; None for none.

    Who closed it first, in its own folder or elsewhere, has closed it, until it is taken up again.
    Where it is not known when its own folder did, nothing that others did before that counts. Of
    what they noted before it was last decided there, a correction counts, where its number stands
    there still.
    """
    call, _, n = number.promise.partition("/")
    kind, made = FollowUpKind.DO_NOT_CALL, datetime.min.replace(tzinfo=UTC)
    promise = Promise(call, int(n), kind, "", made, "", "", "", number=number.number)
    own: Iterable[Decided | AfterCall] = number.decided
    for line in heapq.merge(own, lines, key=_time):
        if isinstance(line, Decided):
            promise = _as_decided(promise, line)
            continue
        if why_unlawful_note(line):
            continue
        counts = number.at is UNSET or line.at > number.at
        if isinstance(line.what, NumberCorrected):
            counts = counts or is_corrected_by(promise.number, (), line, None)
        elif number.decided:
            counts = True
        if line.n == promise.n and counts:
            promise = _with_its_own(followed(promise, [line]), number.number)
        elif line.n != promise.n:
            promise = corrected_with(promise, line, None)
    if promise.off_the_list:
        return None
    right = DoNotCall.of(promise.number, number.date)
    return replace(number, number=right.number) if right.number else None


def _with_its_own(promise: Promise, number: str) -> Promise:
    """The promise with the number of its own folder, once all that others corrected is taken back.

    That folder may have corrected it, too, which whoever took theirs back need not have known.
    """
    last = promise.lines[-1]
    was_noted = is_back(last.what) and taken_back(promise.lines)[-1] is not None
    if not was_noted or correction_in_force(promise.lines):
        return promise
    return replace(promise, number=number)


def _time(line: AfterCall | Decided) -> datetime:
    return line.at


def _decided(line: AfterCall) -> Iterator[Decided]:
    match line.what:
        case Done():
            yield Decided(line.at, "done")
        case NumberCorrected():
            yield Decided(line.at, "number-corrected")
        case RefusedByCaller():
            yield Decided(line.at, "refused")
        case Reopened():
            yield Decided(line.at, "reopened")
        case Voided():
            yield Decided(line.at, "void")
        case _:
            pass


def _as_decided(promise: Promise, decided: Decided) -> Promise:
    """The promise after what its own folder decided; its number is the last one throughout."""
    what: Deed
    match decided.kind:
        case "done":
            what = Done()
        case "refused":
            what = RefusedByCaller()
        case "void":
            what = Voided(_ERASED)
        case "reopened":
            what = Reopened(_ERASED)
        case "number-corrected":
            # Done with the wrong number, it is owed again; else it stays as it was.
            if not promise.is_done_by_number:
                return promise
            what = Reopened(_ERASED)
    return followed(promise, [AfterCall(decided.at, "", promise.call, promise.n, what)])


def is_about_the_list(line: AfterCall, promises: Iterable[Promise]) -> bool:
    """Whether a line decides something of a number not to call, among the promises of its call."""
    return isinstance(line.what, _DECIDING) and any(
        one.kind == FollowUpKind.DO_NOT_CALL
        and (one.n == line.n or is_corrected_by(one.number, (), line, None))
        for one in promises
    )


def without_notes(line: AfterCall) -> AfterCall:
    """A line that is about the list, without what somebody wrote down with it."""
    return replace(line, what=_without_notes(line.what))


def _without_notes(what: Deed) -> Deed:
    match what:
        case Done() | RefusedByCaller():
            return replace(what, note="")
        case NumberCorrected():
            return replace(what, why="")
        case Reopened() | Voided():
            return replace(what, why=_ERASED)
        case _:
            return what
