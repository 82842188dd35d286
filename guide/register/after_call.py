"""What happens to a promise after its call: the only thing that the register itself stores.

Each line names the promise, who did it and when. A promise is tried, done, refused by the caller,
passed on, moved to another time with a reason, void with a reason, or taken up again after it was
closed by mistake: nothing is ever taken out.
"""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from guide.call.events import UtcTime
from guide.record.places import CALL_ID


class _Deed(Struct, frozen=True, tag_field="kind"):
    """What was done; its name on disk is its `kind`."""


class Tried(_Deed, frozen=True, tag="tried"):
    """It was tried, and nobody was reached."""

    note: str = ""


class Done(_Deed, frozen=True, tag="done"):
    """It is kept."""

    note: str = ""


class RefusedByCaller(_Deed, frozen=True, tag="refused"):
    """The caller does not want it any more."""

    note: str = ""


class PassedOn(_Deed, frozen=True, tag="passed-on"):
    """Somebody else, a person or a team, keeps it from now on."""

    to: str
    note: str = ""


class Moved(_Deed, frozen=True, tag="moved"):
    """It is owed until another time than was promised; why."""

    until: UtcTime
    why: str


class Voided(_Deed, frozen=True, tag="void"):
    """It was no promise, or cannot be kept; why."""

    why: str


class Reopened(_Deed, frozen=True, tag="reopened"):
    """It was closed by mistake, and is owed again; why."""

    why: str


Deed = Tried | Done | RefusedByCaller | PassedOn | Moved | Voided | Reopened
"""What is done about a promise."""


class AfterCall(Struct, frozen=True):
    """One line of the register: what somebody did at a moment (UTC) about a promise.

    The promise is the one that event number `n` of `call` made.
    """

    at: datetime
    by: str
    call: str
    n: int
    what: Deed

    def record(self) -> dict[str, object]:
        """What is stored of it, without seal."""
        head = {"at": self.at, "by": self.by, "call": self.call, "n": self.n}
        told: dict[str, object] = msgspec.to_builtins(self.what, builtin_types=(datetime,))
        return head | told


class _Head(Struct, frozen=True):
    at: UtcTime
    by: Annotated[str, Meta(min_length=1)]
    call: Annotated[str, Meta(pattern=f"^{CALL_ID}$")]
    n: Annotated[int, Meta(ge=1, le=1_000_000_000)]


def after_call(record: object) -> AfterCall:
    """The line that a stored record tells. Raises msgspec.ValidationError for one that is none."""
    head = msgspec.convert(record, _Head)
    return AfterCall(head.at, head.by, head.call, head.n, msgspec.convert(record, Deed))
