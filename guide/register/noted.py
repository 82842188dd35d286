"""What somebody noted about a promise of another person's folder, as it is stored.

What of it decides on the do-not-call list is never erased: whoever erases the call, in its own
folder, does not know it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec.structs import replace

from guide.record.sealed_file import NINTH
from guide.register.after_call import (
    AfterCall,
    Deed,
    Done,
    NumberCorrected,
    RefusedByCaller,
    Reopened,
    Voided,
    after_call,
)
from guide.register.followed import is_corrected_by
from guide.register.promise import Promise
from guide.script.model import FollowUpKind

_DECIDING = (Done, NumberCorrected, RefusedByCaller, Reopened, Voided)
"""What decides whether a number is on the list, and which."""

ERASED = "The note was erased."
"""Stands for why something was done, where a reason must stand."""


class Noted(Struct, frozen=True):
    """What somebody did about a promise of another's folder; `sha256` is of its journal's line.

    `of_list`: it decides what is on the do-not-call list, so that much of it is never erased.
    `not_to_call` is the number that it has on that list, which whoever erases the call may not know
    to be wanted; else empty. Versions before 0.14 told it of one alone that was put back there.
    """

    line: AfterCall
    sha256: str
    of_list: bool = False
    not_to_call: str = ""

    @property
    def at(self) -> datetime:
        """When it was done (UTC)."""
        return self.line.at

    def record(self) -> dict[str, object]:
        """What is stored of it, without seal."""
        told = self.line.record() | {"sha256": self.sha256}
        if self.not_to_call:
            told["not_to_call"] = self.not_to_call
        return told | {"of_list": True, "format": NINTH} if self.of_list else told

    @property
    def left(self) -> "Noted | None":
        """What stays of it when it is erased."""
        return replace(self, line=_without_notes(self.line)) if self.of_list else None


class _Bound(Struct, frozen=True):
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    of_list: bool | UnsetType = UNSET
    not_to_call: str = ""


def noted(record: object) -> Noted:
    """What a stored record notes. Raises msgspec.ValidationError for one that does not."""
    bound = msgspec.convert(record, _Bound)
    if bound.of_list is False:
        raise msgspec.ValidationError("It says that it is not of the list, which none does.")
    fields = msgspec.convert(record, dict[str, object])
    line = after_call(
        {name: fields[name] for name in fields if name not in _Bound.__struct_fields__}
    )
    if not isinstance(line, AfterCall):
        raise msgspec.ValidationError("It is of a call, not of a promise.")
    return Noted(line, bound.sha256, bound.of_list is True, bound.not_to_call)


def note_about(
    promise: Promise, line: AfterCall, n: int, sha256: str, promises: Iterable[Promise]
) -> Noted:
    """The note that a line is done about a promise, which event `n` of this hash made.

    `promises` are all of its call.
    """
    number = ""
    if promise.kind == FollowUpKind.DO_NOT_CALL and isinstance(line.what, Done | Reopened):
        number = promise.number
    of_list = _is_about_the_list(line, promises)
    return Noted(replace(line, n=n, made=UNSET), sha256, of_list, number)


def _is_about_the_list(line: AfterCall, promises: Iterable[Promise]) -> bool:
    """Whether a line decides something of a number not to call, among the promises of its call."""
    return isinstance(line.what, _DECIDING) and any(
        one.kind == FollowUpKind.DO_NOT_CALL
        and (one.n == line.n or is_corrected_by(one, line, None, unaware=True))
        for one in promises
    )


def _without_notes(line: AfterCall) -> AfterCall:
    """A line that is about the list, without what somebody wrote down with it."""
    return replace(line, what=_of_list(line.what))


def _of_list(what: Deed) -> Deed:
    match what:
        case Done() | RefusedByCaller():
            return replace(what, note="")
        case NumberCorrected():
            return replace(what, why="")
        case Reopened() | Voided():
            return replace(what, why=ERASED)
        case _:
            return what
