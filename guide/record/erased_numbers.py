"""The do-not-call list of erased calls: the numbers that stay when all else of a call goes.

It is a sealed file, and the ledger knows how long it is: a number that is taken out, or changed, is
found. Versions before 0.8 did not seal it; their lines count, and the first one since begins the
chain.
"""

import contextlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec.structs import replace

from guide.call.events import UtcTime
from guide.errors import RecordError
from guide.record.card_numbers import mask
from guide.record.codec import own_hash
from guide.record.disk import Disk
from guide.record.ledger import Deed, Ledger, enter_extent, lacking
from guide.record.places import CALL_ID, Places
from guide.record.sealed_file import (
    NEWEST,
    SealedLines,
    append_sealed,
    held,
    read_sealed,
    whole_lines,
)
from guide.text import plain_line

NAME = "do-not-call list"
"""What a person calls the file."""

_MOST_OF_UNSEALED = 4096
"""So many bytes of a file's end hold its last line, if it is of an earlier version."""


class Decided(Struct, frozen=True):
    """When (UTC) a number's own folder closed its follow-up, took it up again, or corrected it.

    `elsewhere`: by whoever had other people's folders before them, with what these noted until
    then. Versions before 0.14 did not tell that.
    """

    at: UtcTime
    kind: Literal["done", "refused", "void", "reopened", "number-corrected"]
    elsewhere: bool = False

    def record(self) -> dict[str, object]:
        """What is stored of it."""
        told: dict[str, object] = {"at": self.at, "kind": self.kind}
        return told | {"elsewhere": True} if self.elsewhere else told


class DoNotCall(Struct, frozen=True):
    """A number that must not be called, and the day (ISO) of the call on which it was asked for.

    `promise` is the name of the follow-up, by which it is known what other people note of it; empty
    for one that a version before 0.13 kept. `at` is when the number was last corrected, or the
    follow-up closed or taken up again, as far as its own folder knew; `decided` is each time it
    was, in order: of two who closed it, the first counts. Not every version stored that. `number`
    is empty where its own folder had it off the list, or had none: so much is kept of that for what
    other people note of it. Versions before 0.14 kept nothing.
    """

    number: str
    date: str
    promise: Annotated[str, Meta(pattern=f"^({CALL_ID}/[0-9]{{1,10}})?$")] = ""
    at: UtcTime | UnsetType = UNSET
    decided: tuple[Decided, ...] = ()

    @classmethod
    def of(cls, number: str, date: str) -> "DoNotCall":
        """The same as it is stored: in one line, without card numbers."""
        return cls(mask(plain_line(number)), mask(plain_line(date)))

    def record(self) -> dict[str, object]:
        """What is stored of it, without seal."""
        told: dict[str, object] = {"number": self.number, "date": self.date}
        if self.promise:
            told["promise"] = self.promise
        if self.at is not UNSET:
            told["at"] = self.at
        if self.decided:
            told["decided"] = [one.record() for one in self.decided]
        return told if self.number else told | {"format": NEWEST}


class NumberSince(Struct, frozen=True):
    """The number of a follow-up not to call one as it is since the call, and since when (UTC).

    It is empty where it may be called again. `decided` is as in `DoNotCall`.
    """

    number: str
    at: datetime | UnsetType = UNSET
    decided: tuple[Decided, ...] = ()


class _Unsealed(DoNotCall, frozen=True, forbid_unknown_fields=True):
    """What versions before 0.8 wrote. A sealed line that was changed says more, and is none."""


def do_not_call(places: Places) -> tuple[DoNotCall, ...]:
    """The numbers kept from calls that were erased."""
    return tuple(one for one in kept_numbers(places) if one.number)


def kept_numbers(places: Places) -> tuple[DoNotCall, ...]:
    """The same, and what is kept of those that were off the list."""
    return tuple(one for one in _read(places.do_not_call).lines if _is_as_stored(one))


def sealed_since(places: Places, known: int) -> tuple[tuple[int, DoNotCall], ...]:
    """The sealed lines behind the first so many of the list, each with which line it is, from 1."""
    lines = whole_lines(places.do_not_call, rest=True)
    if len(lines) <= known:
        return ()
    read = _read(places.do_not_call)
    return tuple(
        (number, one)
        for number, one in zip(read.numbers, read.lines, strict=True)
        if number > known and own_hash(lines[number - 1])
    )


def in_order(one: DoNotCall) -> tuple[str, str, str]:
    """What numbers are put in order by."""
    return one.number, one.date, one.promise


def keep_do_not_call(disk: Disk, places: Places, entries: Sequence[DoNotCall]) -> None:
    """Have these at the end of the list, and on the disk. Raises RecordError where it refuses."""
    if not entries:
        return
    with held(disk, places.do_not_call, NAME) as file:
        if _unsealed(file.ending(_MOST_OF_UNSEALED)[1].rpartition(b"\n")[2]) is not None:
            # It was whole once, but for its line break.
            file.append(b"\n")
        append_sealed(disk, file, [one.record() for one in entries])


def enter_numbers(disk: Disk, places: Places, at: datetime) -> None:
    """Have the ledger know at a time (UTC) how long the list is; see `enter_extent`."""
    with contextlib.suppress(RecordError), held(disk, places.do_not_call, NAME):
        enter_extent(disk, places.ledger, places.do_not_call, at, Deed.DO_NOT_CALL)


def faults_in_numbers(places: Places, ledger: Ledger) -> tuple[str, ...]:
    """In sentences, what of the list is not as it was written, or not as the ledger knows it.

    Or why it cannot be read.
    """
    path = places.do_not_call
    try:
        read = _read(path)
    except RecordError as error:
        return (str(error),)
    unlawful = (
        f"Line {number} of the {NAME} {path} counts for nothing. It holds text that the program"
        " does not store: a card number, or signs."
        for number, one in zip(read.numbers, read.lines, strict=True)
        if not _is_as_stored(one)
    )
    return (*read.faults, *unlawful, *lacking(NAME, path, ledger.of_numbers)[:1])


def _read(path: Path) -> SealedLines[DoNotCall]:
    return read_sealed(path, NAME, _sealed, _unsealed)


def _sealed(record: object) -> DoNotCall:
    return msgspec.convert(record, type=DoNotCall)


def _unsealed(line: bytes) -> DoNotCall | None:
    try:
        found = msgspec.json.decode(line.decode(), type=_Unsealed)
    except (msgspec.DecodeError, ValueError):
        return None
    return DoNotCall(found.number, found.date)


def _is_as_stored(one: DoNotCall) -> bool:
    stored = DoNotCall.of(one.number, one.date)
    return one == replace(stored, promise=one.promise, at=one.at, decided=one.decided)
