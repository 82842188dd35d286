"""The ledger: that a call ended, with how many events and which last hash; that one was erased.

And that what came after a call was wrapped up, with how many lines of the register that has; and
how many lines the register has in all, whenever one is added; and the do-not-call list of erased
calls, and what is noted about other people's promises.

A call that is deleted, or rewritten with all its summaries, is found by it for as long as the
ledger or a copy of it is there. It is one private file, appended to and never rewritten. A line is
a JSON object, sealed as a journal's: `format`, `at` (UTC, when it was written), `kind`, `call`, and
for calls that are kept `events` and `last_hash`: of its journal, or of what came after it. It holds
no word of a call.
"""

import contextlib
import os
import re
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from functools import cached_property, partial
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from guide.call.events import UtcTime
from guide.errors import RecordError
from guide.record.codec import GENESIS, Chain, own_hash
from guide.record.disk import Disk, contents
from guide.record.places import CALL_ID
from guide.record.sealed_file import (
    EIGHTH,
    SECOND,
    THIRD,
    append_sealed,
    extent,
    held,
    of_call,
    read_sealed,
    sound_lines_with,
    unsound_lines,
    whole_lines,
)
from guide.record.summary.times import set_back
from guide.text import counted

NAME = "ledger"
"""What a person calls it."""


class Deed(StrEnum):
    """What became of a call: it ended; it had ended before there was a ledger; it was erased.

    `WRAPPED_UP`: the addendum to its summary was written; once more, where more was said after.
    """

    ENDED = "ended"
    FOUND = "found"
    WRAPPED_UP = "wrapped-up"
    ERASED = "erased"
    REGISTER = "register"
    REWRITTEN = "register-rewritten"
    DO_NOT_CALL = "do-not-call"
    NOTES = "notes"
    NOTES_REWRITTEN = "notes-rewritten"


OF_REGISTER = frozenset({Deed.REGISTER, Deed.REWRITTEN})
"""The register is longer since, or is about to be written without lines of erased calls: it may be
as it was before, if that was cut short."""

OF_NOTES = frozenset({Deed.NOTES, Deed.NOTES_REWRITTEN})
"""The same of what is noted about other people's promises."""

OF_NO_CALL = OF_REGISTER | OF_NOTES | {Deed.DO_NOT_CALL}
"""What is of a file beside the calls, which has so many lines since."""


class LedgerLine(Struct, frozen=True):
    """What one line says; `events` and `last_hash` are of a journal that is kept.

    Of a call that was wrapped up they are of what came after it: `guide.register.wrap_up`.
    Of the register, and of the do-not-call list, they are the number of its lines and the last
    one's hash, and `call` is empty. Of a call that was erased, `stone` is the hash of what stays of
    it; versions before 0.13 did not write that, and pass over it: so the format is the same.
    """

    at: UtcTime
    kind: Deed
    call: Annotated[str, Meta(pattern=f"^({CALL_ID})?$")] = ""
    events: Annotated[int, Meta(ge=0, le=1_000_000_000)] = 0
    last_hash: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")] = GENESIS
    stone: Annotated[str, Meta(pattern="^([0-9a-f]{64})?$")] = ""


def kept_line(call: str, chain: Chain, at: datetime, kind: Deed = Deed.ENDED) -> LedgerLine:
    """The line of a call whose journal is shown to be whole by `chain`."""
    return LedgerLine(at, kind, call, chain.count, chain.last_hash)


def wrapped_up_line(call: str, after: Chain, at: datetime) -> LedgerLine:
    """The line of a call to whose summary an addendum was written, of what `after` shows."""
    return LedgerLine(at, Deed.WRAPPED_UP, call, after.count, after.last_hash)


def erased_line(call: str, at: datetime, stone: str = "") -> LedgerLine:
    """The line of a call that is erased on purpose; `stone` is the hash of what stays of it."""
    return LedgerLine(at, Deed.ERASED, call, stone=stone)


def extent_line(extent: Chain, at: datetime, kind: Deed) -> LedgerLine:
    """The line that says how long a file beside the calls is."""
    return LedgerLine(at, kind, "", extent.count, extent.last_hash)


class Ledger(Struct, frozen=True, dict=True):
    """What a ledger says, in its order, and in sentences what of it is not as it was written.

    `remarks` are told, and are no faults. `cut` is the call that a last line is of which is cut
    off, as far as it says so.
    """

    path: Path
    lines: tuple[LedgerLine, ...] = ()
    faults: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    cut: str = ""

    @property
    def begun(self) -> datetime | None:
        """When it was begun; None where there is none yet."""
        return self.lines[0].at if self.lines else None

    @cached_property
    def by_call(self) -> dict[str, tuple[LedgerLine, ...]]:
        """What it says of each call, in its order."""
        found: dict[str, list[LedgerLine]] = {}
        for line in self.lines:
            if line.kind not in OF_NO_CALL:
                found.setdefault(line.call, []).append(line)
        return {call: tuple(dict.fromkeys(lines)) for call, lines in found.items()}

    @cached_property
    def of_register(self) -> tuple[LedgerLine, ...]:
        """What it says of the register, in its order."""
        return tuple(line for line in self.lines if line.kind in OF_REGISTER)

    @cached_property
    def of_notes(self) -> tuple[LedgerLine, ...]:
        """What it says of the notes about other people's promises, in its order."""
        return tuple(line for line in self.lines if line.kind in OF_NOTES)

    @cached_property
    def of_numbers(self) -> tuple[LedgerLine, ...]:
        """What it says of the do-not-call list, in its order."""
        return tuple(line for line in self.lines if line.kind is Deed.DO_NOT_CALL)


_line = partial(msgspec.convert, type=LedgerLine)
_CALL = re.compile(rf'"call":"({CALL_ID})"'.encode())


def read_ledger(path: Path) -> Ledger:
    """Read a ledger line by line: what is wrong with one takes nothing from the others."""
    read = read_sealed(path, NAME, _line)
    # A call that is played ends at the hour of its scenario: that is no clock of this computer.
    times = (
        (number, line.at)
        for number, line in zip(read.numbers, read.lines, strict=True)
        if line.kind in OF_NO_CALL
    )
    told = tuple(set_back(times, f"the ledger {path}"))
    return Ledger(path, read.lines, read.faults, told, read.cut)


def unsound_lines_of(path: Path) -> tuple[str, ...]:
    """The faults that `read_ledger` finds, in a fraction of the time; but for a line cut short."""
    return unsound_lines(path, NAME, _line, _reads_plainly, torn=False)


_PLAIN = re.compile(
    rb'\{"format":[1238],"at":"20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])'
    rb'T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z",'
    + rf'"kind":"(?:{"|".join(Deed)})",(?:"call":"{CALL_ID}",)?'.encode()
    + rb'(?:"events":(?:0|[1-9]\d{0,8}),"last_hash":"[0-9a-f]{64}",)?(?:"stone":"[0-9a-f]{64}",)?'
    rb'"prev":"[0-9a-f]{64}","hash":"[0-9a-f]{64}"\}'
)


def _reads_plainly(line: bytes) -> bool:
    """Whether a line is as this program writes almost all of them: then `_line` takes it."""
    return _PLAIN.fullmatch(line) is not None


def calls_named(path: Path) -> frozenset[str]:
    """All calls that stand in a ledger, in sound lines or not, and whatever became of them.

    Every call of which `read_ledger` tells anything is among them; it takes far longer.
    """
    data = contents(path) if os.path.lexists(path) else b""
    return frozenset(one.decode() for one in _CALL.findall(data))


_ERASED = re.compile(rf'"kind":"{Deed.ERASED}","call":"({CALL_ID})"'.encode())


def calls_erased(path: Path) -> frozenset[str]:
    """All calls that a ledger tells as erased, in sound lines or not; a fraction of reading it."""
    data = contents(path) if os.path.lexists(path) else b""
    return frozenset(one.decode() for one in _ERASED.findall(data))


def begun_on(path: Path) -> datetime | None:
    """When a ledger was begun, as `Ledger.begun` has it; no more of it is read than that takes."""
    data = contents(path) if os.path.lexists(path) else b""
    for line in re.finditer(rb"[^\n]+", data):
        with contextlib.suppress(msgspec.MsgspecError):
            if own_hash(line[0]):
                begun: datetime = _line(msgspec.json.decode(line[0])).at
                return begun
    return None


def erased_for_certain(path: Path) -> frozenset[str]:
    """All calls that a ledger tells as erased in sound lines: of no other is anything removed."""
    lines = sound_lines_with(path, f'"kind":"{Deed.ERASED}"'.encode(), _line)
    return frozenset(line.call for line in lines)


def erasures_of(path: Path, call: str) -> tuple[LedgerLine, ...]:
    """What a ledger has of the erasures of a call with this id; no line of another one is read."""
    if not re.fullmatch(CALL_ID, call):
        return ()
    lines = sound_lines_with(path, of_call(call), _line)
    return tuple(line for line in lines if line.kind is Deed.ERASED)


def ledger_of_call(path: Path, call: str) -> Ledger:
    """What a ledger says of a call alone; no line of another one is read."""
    return Ledger(path, sound_lines_with(path, of_call(call), _line))


def ledger_of_register(path: Path) -> Ledger:
    """What a ledger says of the register alone; no line of a call is read."""
    return Ledger(path, sound_lines_with(path, f'"kind":"{Deed.REGISTER}'.encode(), _line))


def ledger_of_numbers(path: Path) -> Ledger:
    """What a ledger says of the do-not-call list alone."""
    return Ledger(path, sound_lines_with(path, f'"kind":"{Deed.DO_NOT_CALL}"'.encode(), _line))


def ends_of(path: Path, call: str) -> tuple[Chain, ...]:
    """With how many events and which last hash a call ended, each time; no other line is read.

    Nothing where the ledger is not there, or cannot be read: whoever reads it tells that.
    """
    try:
        lines = sound_lines_with(path, of_call(call), _line)
    except RecordError:
        return ()
    ended = (line for line in lines if line.kind in (Deed.ENDED, Deed.FOUND))
    return tuple(Chain(line.events, line.last_hash) for line in ended)


_TAIL = 16_384


def ended_last(path: Path) -> str:
    """The id of the call that ended last, as the last lines tell; empty where they tell of none.

    As quick with 100,000 calls: no more of the file is read.
    """
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _TAIL))
            tail = file.read()
    except OSError:
        return ""
    ended = [line for line in tail.split(b"\n") if own_hash(line) and _ENDED in line]
    try:
        return msgspec.json.decode(ended[-1], type=_Named).call if ended else ""
    except msgspec.MsgspecError:
        return ""


_ENDED = f'"kind":"{Deed.ENDED}"'.encode()


class _Named(Struct):
    call: str


def lacking(name: str, path: Path, told: Sequence[LedgerLine]) -> tuple[str, ...]:
    """In sentences, what these lines tell of a sealed file that does not fit it, the last first.

    The file may be longer. `name` is what a person calls it.
    """
    lines = [line for line in whole_lines(path, rest=True) if line]
    found: list[str] = []
    for line in reversed(told):
        if line.events > len(lines):
            found.append(
                f"The ledger has the {name} {path} with {counted(line.events, 'line')},"
                f" and it has {len(lines):,}: lines were cut off."
            )
        elif line.events and (own_hash(lines[line.events - 1]) or GENESIS) != line.last_hash:
            found.append(
                f"Line {line.events} of the {name} {path} does not have the hash that the ledger"
                " has of it."
            )
    return tuple(found)


def cut_off(name: str, path: Path, told: Sequence[LedgerLine]) -> tuple[str, ...]:
    """In a sentence, that a file lacks lines of which the ledger tells; it may have more.

    It may have been written anew meanwhile, without lines of erased calls.
    """
    rewritten = (Deed.REWRITTEN, Deed.NOTES_REWRITTEN)
    anew = [n for n, line in enumerate(told) if line.kind in rewritten]
    before, since = [0, 0, *anew][-2:]
    faults = lacking(name, path, told[since:])
    # The last that is told may have been cut short: then it is as it was before.
    may_be_as_before = bool(anew) and since == len(told) - 1
    if may_be_as_before and not lacking(name, path, told[before:since]):
        return ()
    return faults[:1]


def wrapped_up(path: Path, call: str) -> LedgerLine | None:
    """The last line that says that a call was wrapped up; no line of another call is read."""
    lines = sound_lines_with(path, of_call(call), _line)
    return next((line for line in reversed(lines) if line.kind is Deed.WRAPPED_UP), None)


def when_wrapped_up(path: Path) -> dict[str, datetime]:
    """By call, when those were wrapped up last that were; no line of another kind is read."""
    lines = sound_lines_with(path, f'"kind":"{Deed.WRAPPED_UP}"'.encode(), _line)
    return {line.call: line.at for line in lines}


def compared(ours: Ledger, copy: Path) -> Ledger:
    """Our ledger with what a copy, kept elsewhere, knows of it; what differs is a fault.

    Raises RecordError where the copy cannot be read, or is none.
    """
    kept = read_ledger(copy)
    if not kept.lines:
        why = f"{copy} holds no line of a ledger" if copy.exists() else f"There is no file {copy}"
        raise RecordError(f"{why}. Name a copy of {ours.path}.")
    before, now = whole_lines(copy), whole_lines(ours.path)
    same = next((n for n, (a, b) in enumerate(zip(before, now, strict=False)) if a != b), None)
    faults = [*kept.faults, *ours.faults]
    if same is not None:
        faults.append(
            f"The ledger {ours.path} is not as in the copy {copy}, from line {same + 1} on."
        )
    elif len(now) < len(before):
        faults.append(
            f"The ledger {ours.path} has {counted(len(now), 'line')}; the copy {copy} has"
            f" {len(before):,}. It was cut off, or is an older one: put the copy in its place."
        )
    every = tuple(dict.fromkeys((*kept.lines, *ours.lines)))
    return Ledger(ours.path, every, tuple(faults), ours.remarks, ours.cut)


def enter(disk: Disk, path: Path, lines: Sequence[LedgerLine]) -> None:
    """Have these lines at the ledger's end and on the disk. Raises RecordError where it refuses."""
    with held(disk, path, NAME) as file:
        append_sealed(disk, file, [_record(line) for line in lines])


def enter_extent(
    disk: Disk, path: Path, file: Path, at: datetime, kind: Deed = Deed.REGISTER
) -> None:
    """Have the ledger know how long a file is, to which a line was added, and which is held.

    A disk that refuses is no reason to say that the line is not recorded: the file is longer then
    than the ledger says, and the next line tells it.
    """
    with contextlib.suppress(RecordError):
        enter(disk, path, [extent_line(extent(file), at, kind)])


def _record(line: LedgerLine) -> dict[str, object]:
    record: dict[str, object] = msgspec.to_builtins(line, builtin_types=(datetime,))
    if line.kind is Deed.ERASED:
        del record["events"], record["last_hash"]
    if not line.stone:
        del record["stone"]
    if line.kind in OF_NO_CALL:
        del record["call"]
    if line.kind is Deed.WRAPPED_UP or line.kind in OF_REGISTER:
        record["format"] = SECOND
    if line.kind is Deed.DO_NOT_CALL:
        record["format"] = THIRD
    if line.kind in OF_NOTES:
        record["format"] = EIGHTH
    return record
