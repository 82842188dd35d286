"""What the do-not-call list needs of what was noted about a number, once a call is erased.

A number that another person corrected, or took off the list, stands on no list again because its
call is gone, or because what they noted is.
"""

import heapq
from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import UTC, datetime

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from guide.record.calls import time_of
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
from guide.register.followed import corrected_with, followed, is_corrected_by
from guide.register.lawful import why_unlawful_note
from guide.register.mistakes import correction_in_force, is_back, taken_back
from guide.register.noted import ERASED, Noted
from guide.register.promise import Promise, as_compared
from guide.script.model import FollowUpKind


def number_since(promise: Promise, elsewhere: Iterable[AfterCall]) -> NumberSince:
    """What became of the number of a promise not to call it, as far as its own folder knows.

    `elsewhere` are what people did about its call with other folders before them: what these note
    is not known here, and so not all of that may count here as long as the call is there.
    """
    more = [line for line in elsewhere if line not in promise.lines]
    about = [line for line in more if line.n == promise.n]
    lines = sorted((*promise.lines, *about), key=_time)
    decided = tuple(_every_decided(lines, stays_owed=promise.stays_owed))
    at: datetime | UnsetType = max((one.at for one in decided), default=UNSET)
    number = "" if promise.off_the_list else promise.number
    known = as_noted(DoNotCall(number, "", promise.id), more) if number and more else None
    return NumberSince(known.number if known else number, at, decided)


def numbers_of_erased(
    kept: Iterable[DoNotCall], notes: Iterable[Noted], erased: Container[str]
) -> Iterator[DoNotCall]:
    """The do-not-call numbers of erased calls, as they stand by what everybody noted, in order.

    `kept` is what their own folders kept, `erased` are the calls that are kept in none any more.
    One that its own folder had off the list is there by what somebody noted who did not know that,
    or decided otherwise: their notes have its number.
    """
    of_call: dict[str, dict[AfterCall, None]] = {}
    of_list: dict[str, dict[AfterCall, None]] = {}
    found: dict[str, list[DoNotCall]] = {}
    wanted: dict[str, DoNotCall] = {}
    for one in kept:
        found.setdefault(one.promise, []).append(one)
    for note in notes:
        line = note.line
        of_call.setdefault(line.call, {})[line] = None
        if note.of_list:
            of_list.setdefault(line.call, {})[line] = None
        if note.not_to_call and line.call in erased:
            asked = (time_of(line.call) or line.at).date().isoformat()
            one = replace(DoNotCall.of(note.not_to_call, asked), promise=f"{line.call}/{line.n}")
            wanted[one.promise] = replace(one, at=line.at)
    # What a version before 0.13 kept is of a promise that nobody knows any more.
    yield from filter(_has_number, found.pop("", ()))
    for name in dict.fromkeys((*found, *wanted)):
        call = name.partition("/")[0]
        known = found.get(name) or [wanted[name]]
        if len({one.number for one in known} - {""}) > 1:
            # Branches of its call have it with different numbers: nobody knows which is meant.
            yield from filter(_has_number, known)
            continue
        one = _joined(known)
        if not one.number and name in wanted:
            one = replace(one, number=wanted[name].number)
        if (one.number or call in erased) and (since := _promised(one, of_call.get(call, ()))):
            every = (since.number, *since.disputed, *_disputed(one, [*of_list.get(call, ())]))
            # A number in words is compared as it stands.
            each = {as_compared(number): number for number in reversed(every)}
            for number in reversed(each.values()):
                right = DoNotCall.of(number, one.date)
                if right.number:
                    yield replace(one, number=right.number)


def _has_number(one: DoNotCall) -> bool:
    return bool(one.number)


def _joined(kept: Sequence[DoNotCall]) -> DoNotCall:
    """What several folders kept of one number, as one."""
    times = [one.at for one in kept if one.at is not UNSET]
    return replace(
        next(filter(_has_number, kept), kept[0]),
        at=max(times, default=UNSET),
        # Two at one moment stay as they were decided: a number is corrected, and done by that.
        decided=tuple(sorted(dict.fromkeys(one for of in kept for one in of.decided), key=_time)),
    )


def _disputed(number: DoNotCall, lines: Sequence[AfterCall]) -> Iterator[str]:
    """The numbers that its own folder has, and others noted, as neither knew of the other's.

    `lines` are those of others that are about the list.
    """
    corrected = [one for one in number.decided if one.kind == "number-corrected"]
    last = correction_in_force(lines)
    if last is None or not isinstance(last.what, NumberCorrected) or not corrected:
        return
    known = any(one.elsewhere and one.at >= last.at for one in corrected)
    if not known and as_compared(last.what.before) != as_compared(number.number):
        yield from (number.number, last.what.number)


def as_noted(number: DoNotCall, lines: Iterable[AfterCall]) -> DoNotCall | None:
    """The number of an erased call after what others noted of it, in order; None for none."""
    promise = _promised(number, lines)
    right = DoNotCall.of(promise.number, number.date) if promise else None
    return replace(number, number=right.number) if right and right.number else None


def _promised(number: DoNotCall, lines: Iterable[AfterCall]) -> Promise | None:
    """The promise not to call it after what others noted, in order; None where it is off the list.

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
            unseen = all(line.at > one.at for one in number.decided if _knew_corrections(one))
            counts = counts or (unseen and is_corrected_by(promise, line, None))
        elif number.decided:
            counts = True
        if line.n == promise.n and counts:
            promise = _with_its_own(followed(promise, [line]), number.number)
        elif line.n != promise.n:
            # Whoever corrected that of another promise may have known of no correction before.
            promise = corrected_with(promise, line, None, unaware=True)
    return None if promise.off_the_list else promise


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


def _knew_corrections(one: Decided) -> bool:
    """Whether its own folder corrected a number with those corrections known that were noted."""
    return one.elsewhere and one.kind == "number-corrected"


def _every_decided(lines: Sequence[AfterCall], *, stays_owed: bool) -> Iterator[Decided]:
    """What these lines decided, in order; `stays_owed` as a promise has it.

    Else a number that is the right one after all, and was listed, is done again.
    """
    corrected = [line.what for line in lines if isinstance(line.what, NumberCorrected)]
    number, done_with = next((as_compared(what.before) for what in corrected), ""), set[str]()
    for line in lines:
        yield from _decided(line)
        match line.what:
            case Done():
                done_with.add(number)
            case Reopened():
                done_with.clear()
            case NumberCorrected():
                number = as_compared(line.what.number)
                if number in done_with and not stays_owed:
                    yield Decided(line.at, "done", line.elsewhere)
            case _:
                pass


def _decided(line: AfterCall) -> Iterator[Decided]:
    match line.what:
        case Done():
            yield Decided(line.at, "done", line.elsewhere)
        case NumberCorrected():
            yield Decided(line.at, "number-corrected", line.elsewhere)
        case RefusedByCaller():
            yield Decided(line.at, "refused", line.elsewhere)
        case Reopened():
            yield Decided(line.at, "reopened", line.elsewhere)
        case Voided():
            yield Decided(line.at, "void", line.elsewhere)
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
            what = Voided(ERASED)
        case "reopened":
            what = Reopened(ERASED)
        case "number-corrected":
            # Done with the wrong number, it is owed again; else it stays as it was.
            if not promise.is_done_by_number:
                return promise
            what = Reopened(ERASED)
    return followed(promise, [AfterCall(decided.at, "", promise.call, promise.n, what)])
