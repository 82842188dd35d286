"""What the lines of a register were about as each of them was written.

A promise may have another number since, or be undone on a call that went on.
"""

from collections.abc import Iterator

from msgspec import Struct

from guide.call.fold import call_of
from guide.call.state import Call
from guide.register.after_call import AfterCall, Line, PromiseAdded
from guide.register.lawful import added_since, as_they_stand
from guide.register.promise import Promise, promise_of, promises_of
from guide.register.wrap_up import WrapUp
from guide.script.model import CALLERS_NUMBER


class AsItWas(Struct, frozen=True):
    """The promises of a call before a line, by number, and the one that it is about; or None."""

    promises: dict[int, Promise]
    about: Promise | None = None


def as_it_was(wrap_up: WrapUp) -> Iterator[AsItWas]:
    """For each line of a call how its promises stood then, with what the call had told by then."""
    before = list[Line]()
    promised = {one.n: one for one in promises_of(wrap_up.call)}
    then, standing = wrap_up.call, as_they_stand((), ())
    began = False
    for line in wrap_up.lines:
        if not isinstance(line, AfterCall):
            before.append(line)
            yield AsItWas(standing.promises)
            continue
        if added := isinstance(line.what, PromiseAdded):
            before.append(line)
        by_then = _by_then(wrap_up.call, line)
        if added or not began or len(by_then.entries) != len(then.entries):
            then, began = by_then, True
            lines = (one for one in before if isinstance(one, AfterCall))
            promises = promises_of(then, added_since(then, before))
            standing = as_they_stand(promises, lines, then.detail(CALLERS_NUMBER))
        # What another branch had promised came on record here later than what was done about it.
        about = promise_of(line, standing.promises) or promise_of(line, promised)
        known = {about.n: about} if about else {}
        yield AsItWas(known | standing.promises, about)
        if not added:
            before.append(line)
            standing = standing.after(line)


def _by_then(call: Call, line: AfterCall) -> Call:
    """The call as far as it was when a line was written about it, and had promised that."""
    if call.ended and line.at >= call.ended.at:
        return call
    return call_of(one for one in call.entries if one.n <= line.n or one.at <= line.at)
