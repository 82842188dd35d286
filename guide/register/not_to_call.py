"""What the do-not-call list needs of what was noted about a number, once a call is erased.

A number that another person corrected, or took off the list, stands on no list again because its
call is gone, or because what they noted is.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from guide.record.erased_numbers import DoNotCall, NumberSince
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
from guide.register.promise import Promise, corrected_with, followed, is_corrected_by
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
    decided = (one.at for one in (*promise.lines, *about) if isinstance(one.what, _DECIDING))
    at: datetime | UnsetType = max(decided, default=UNSET)
    number = "" if promise.off_the_list else promise.number
    known = as_noted(DoNotCall(number, "", promise.id), more) if number and more else None
    return NumberSince(known.number if known else number, at)


def as_noted(number: DoNotCall, lines: Iterable[AfterCall]) -> DoNotCall | None:
    """The number of an erased call after what others noted of it, in order; None for none.

    Of what they noted before it was last decided in its own folder, a correction counts, where its
    number stands there still.
    """
    call, _, n = number.promise.partition("/")
    kind, made = FollowUpKind.DO_NOT_CALL, datetime.min.replace(tzinfo=UTC)
    promise = Promise(call, int(n), kind, "", made, "", "", "", number=number.number)
    for line in lines:
        if why_unlawful_note(line):
            continue
        is_since = number.at is UNSET or line.at > number.at
        if line.n == promise.n and (is_since or is_corrected_by(promise.number, (), line, None)):
            promise = followed(promise, [line])
        elif line.n != promise.n:
            promise = corrected_with(promise, line, None)
    if promise.off_the_list:
        return None
    right = DoNotCall.of(promise.number, number.date)
    return replace(number, number=right.number) if right.number else None


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
