"""What a line of the register counts for where the call, or somebody else, tells otherwise."""

from msgspec.structs import replace

from guide.register.after_call import (
    AfterCall,
    Deed,
    FilledIn,
    Moved,
    NumberCorrected,
    Reopened,
)
from guide.register.mistakes import is_back
from guide.register.promise import DONE, DUE, Promise, as_compared


def is_outdone(promise: Promise, line: AfterCall) -> bool:
    """Whether the call, which went on, has told since all that a line says of its promise."""
    since = dict(promise.amended)
    names = _fields_of(line.what, promise)
    return bool(names) and all(name in since and line.at < since[name] for name in names)


def as_far_as_it_counts(promise: Promise, line: AfterCall) -> AfterCall:
    """The line without those of the fields it fills in that the call itself has told since."""
    if not isinstance(line.what, FilledIn) or is_outdone(promise, line):
        return line
    since = dict(promise.amended)
    fields = (one for one in line.what.fields if line.at >= since.get(one[0], line.at))
    return replace(line, what=FilledIn(tuple(fields)))


def _fields_of(what: Deed, promise: Promise) -> tuple[str, ...]:
    """The fields that something done about a promise tells anew, as `Promise.amended` has them."""
    match what:
        case NumberCorrected():
            return (promise.number_in,)
        case FilledIn(fields):
            return tuple(name for name, _, _ in fields)
        case Moved():
            return (DUE,)
        case Reopened():
            return (DONE,)
        case _:
            return ()


def as_it_counts(promise: Promise, what: NumberCorrected) -> NumberCorrected:
    """What the last line about a promise corrects, with the number that it has from then on.

    Two who knew nothing of each other may have corrected the same number. When one of them takes
    that back, the other one's stands.
    """
    standing = promise.corrections_standing if is_back(what) else ()
    if not standing:
        return what
    number = as_compared(what.number)
    if promise.corrected_alone and number not in {as_compared(one.before) for one in standing}:
        return what
    same = as_compared(standing[-1].number) == number
    return what if same else replace(what, number=standing[-1].number)
