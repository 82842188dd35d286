"""The ledger: that a call ended, with how many events and which last hash; that one was erased.

A call that is deleted, or rewritten with all its summaries, is found by it for as long as the
ledger or a copy of it is there. It is one private file, appended to and never rewritten. A line is
a JSON object, sealed as a journal's: `format`, `at` (UTC, when it was written), `kind`, `call`, and
for calls that are kept `events` and `last_hash`. It holds no word of a call.
"""

import contextlib
import json
import time
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from guide.call.events import UtcTime
from guide.errors import CallBusy, RecordError
from guide.record.codec import (
    GENESIS,
    Chain,
    follows,
    newer,
    own_hash,
    seal,
    written_time,
)
from guide.record.disk import AppendFile, Disk, contents
from guide.record.places import CALL_ID

FORMAT = 1
"""The format of lines that this program writes."""


class Deed(StrEnum):
    """What became of a call: it ended; it had ended before there was a ledger; it was erased."""

    ENDED = "ended"
    FOUND = "found"
    ERASED = "erased"


class LedgerLine(Struct, frozen=True):
    """What one line says; `events` and `last_hash` are of a journal that is kept."""

    at: UtcTime
    kind: Deed
    call: Annotated[str, Meta(pattern=f"^{CALL_ID}$")]
    events: Annotated[int, Meta(ge=0, le=1_000_000_000)] = 0
    last_hash: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")] = GENESIS


def kept_line(call: str, chain: Chain, at: datetime, kind: Deed = Deed.ENDED) -> LedgerLine:
    """The line of a call whose journal is shown to be whole by `chain`."""
    return LedgerLine(at, kind, call, chain.count, chain.last_hash)


def erased_line(call: str, at: datetime) -> LedgerLine:
    """The line of a call that is erased on purpose."""
    return LedgerLine(at, Deed.ERASED, call)


class Ledger(Struct, frozen=True, dict=True):
    """What a ledger says, in its order, and in sentences what of it is not as it was written."""

    path: Path
    lines: tuple[LedgerLine, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def begun(self) -> datetime | None:
        """When it was begun; None where there is none yet."""
        return self.lines[0].at if self.lines else None

    @cached_property
    def by_call(self) -> dict[str, tuple[LedgerLine, ...]]:
        """What it says of each call, in its order."""
        found: dict[str, list[LedgerLine]] = {}
        for line in self.lines:
            found.setdefault(line.call, []).append(line)
        return {call: tuple(dict.fromkeys(lines)) for call, lines in found.items()}


def read_ledger(path: Path) -> Ledger:
    """Read a ledger line by line: what is wrong with one takes nothing from the others."""
    lines: list[LedgerLine] = []
    faults: list[str] = []
    prev: str | None = GENESIS
    parts = contents(path).split(b"\n") if path.exists() else [b""]
    for n, part in enumerate(parts[:-1], 1):
        digest = own_hash(part)
        if digest is None:
            faults.append(f"Line {n} of the ledger {path} is not as it was written.")
        elif prev is not None and not follows(part, prev):
            faults.append(f"What stood before line {n} of the ledger {path} is not there any more.")
        # What follows a line that was changed follows what it was, or the line before it.
        prev = digest
        if digest is not None:
            _add(part, f"Line {n} of the ledger {path}", lines, faults)
    if parts[-1]:
        faults.append(f"Line {len(parts)} of the ledger {path}, the last, is cut off.")
    return Ledger(path, tuple(lines), tuple(faults))


def _add(part: bytes, where: str, lines: list[LedgerLine], faults: list[str]) -> None:
    """Read a line as it was written, or say why it cannot be read."""
    try:
        record = json.loads(part)
        if record["format"] > FORMAT:
            faults.append(newer(f"{where} is in format {record['format']}", "a later version"))
            return
        lines.append(msgspec.convert(record, LedgerLine))
    except (ValueError, KeyError, TypeError, RecursionError, msgspec.ValidationError):
        faults.append(f"{where} does not say what a ledger says.")


def compared(ours: Ledger, copy: Path) -> Ledger:
    """Our ledger with what a copy, kept elsewhere, knows of it; what differs is a fault.

    Raises RecordError where the copy cannot be read, or is none.
    """
    kept = read_ledger(copy)
    if not kept.lines:
        raise RecordError(f"{copy} holds no line of a ledger. Name a copy of {ours.path}.")
    before = _whole_lines(copy)
    now = _whole_lines(ours.path) if ours.path.exists() else []
    same = next((n for n, (a, b) in enumerate(zip(before, now, strict=False)) if a != b), None)
    faults = [*kept.faults, *ours.faults]
    if same is not None:
        faults.append(
            f"The ledger {ours.path} is not as in the copy {copy}, from line {same + 1} on."
        )
    elif len(now) < len(before):
        faults.append(
            f"The ledger {ours.path} has {len(now)} lines; the copy {copy} has {len(before)}."
        )
    return Ledger(ours.path, tuple(dict.fromkeys((*kept.lines, *ours.lines))), tuple(faults))


def _whole_lines(path: Path) -> list[bytes]:
    return contents(path).split(b"\n")[:-1]


_TRIES, _BETWEEN = 200, 0.01
"""For two seconds in all, a program waits for others that are writing."""

_LINES_READ = 4096
"""So many bytes of the ledger's end hold its last line for certain."""


def enter(disk: Disk, path: Path, lines: Sequence[LedgerLine]) -> None:
    """Have these lines at the ledger's end and on the disk. Raises RecordError where it refuses.

    A last line that is cut off is cut back: it was never acknowledged. Whatever else is damaged
    stays, to be told.
    """
    disk.private_folder(path.parent)
    file = _opened(disk, path)
    try:
        _lock(file)
        size, before, prev = _end(file)
        if not size:
            # Whoever made it may have been killed before its name was on the disk.
            disk.sync_name(path)
        try:
            file.append(before + _sealed(lines, prev))
        except RecordError:
            # What is half there must not look as if it were on the disk.
            with contextlib.suppress(RecordError):
                file.truncate_to(size)
            raise
    finally:
        file.close()


def _opened(disk: Disk, path: Path) -> AppendFile:
    if path.exists():
        return disk.reopen(path)
    try:
        return disk.create(path)
    except RecordError as refused:
        if not isinstance(refused.__cause__, FileExistsError):
            raise
        # Another program has made it just now.
        return disk.reopen(path)


def _lock(file: AppendFile) -> None:
    for _ in range(_TRIES):
        try:
            file.lock()
        except CallBusy:
            time.sleep(_BETWEEN)
        else:
            return
    raise RecordError(
        f"The ledger {file.path} is held by another program. End that program, then try again."
    )


def _end(file: AppendFile) -> tuple[int, bytes, str]:
    """Where the next line goes: after how many bytes, what ends the last, and the last's hash."""
    size, tail = file.ending(_LINES_READ)
    *whole, rest = tail.split(b"\n")
    before = b""
    if rest and (own_hash(rest) or own_hash(rest[:-1]) or len(rest) == _LINES_READ):
        # It was whole once: then it was acknowledged.
        whole.append(rest)
        before = b"\n"
    elif rest:
        size -= len(rest)
        file.truncate_to(size)
    hashes = (own_hash(line) for line in reversed(whole))
    return size, before, next(filter(None, hashes), GENESIS)


def _sealed(lines: Sequence[LedgerLine], prev: str) -> bytes:
    sealed: list[bytes] = []
    for line in lines:
        record = {"format": FORMAT} | msgspec.to_builtins(line, builtin_types=(datetime,))
        if line.kind is Deed.ERASED:
            del record["events"], record["last_hash"]
        body = json.dumps(record, separators=(",", ":"), default=written_time)
        data, prev = seal(body, prev)
        sealed.append(data)
    return b"".join(sealed)
