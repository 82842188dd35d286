"""A private file of sealed lines, appended to and never rewritten: the ledger, the register.

A line is a JSON object, sealed as a journal's: its hash follows from its text and from the line
before it. So a line that was changed, taken out or moved is found, and nothing else is lost by it.
"""

import contextlib
import json
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Generic, TypeVar

import msgspec
from msgspec import Struct

from guide.errors import CallBusy, RecordError
from guide.record.codec import (
    GENESIS,
    Chain,
    each_once,
    follows,
    newer,
    own_hash,
    seal,
    written_time,
)
from guide.record.disk import AppendFile, Disk, contents
from guide.record.places import CALL_ID

FORMAT = 1
"""The format of most lines that this program writes."""

SECOND = 2
"""The format of lines of a kind that versions before 0.5 do not know: they call it newer."""

THIRD = 3
"""The format of lines of a kind that versions before 0.8 do not know: so do those."""

FOURTH = 4
"""The format of lines of a kind, or with a field, that versions before 0.9 do not know."""

FIFTH = 5
"""The format of lines of a kind that versions before 0.10 do not know."""

SIXTH = 6
"""The format of lines with a field that versions before 0.10 do not know."""

SEVENTH = 7
"""The format of lines of a kind, or with a field, that versions before 0.11 do not know."""

EIGHTH = 8
"""The format of lines of a kind that versions before 0.12 do not know."""

NINTH = 9
"""The format of lines with a field that versions before 0.13 do not know."""

NEWEST = 10
"""The format of lines that versions before 0.14 do not know: with a field more, or one less."""

_Line = TypeVar("_Line")


class SealedLines(Struct, Generic[_Line], frozen=True):
    """What the lines of a file say, in order, and in sentences what is not as it was written.

    `numbers` are which lines of the file these are, from 1: what says nothing is left out. `cut` is
    the call that a last line is of which is cut off, as far as it says so.
    """

    lines: tuple[_Line, ...] = ()
    faults: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    cut: str = ""


_CALL = re.compile(rf'"call":"({CALL_ID})"'.encode())


def _nothing(_: bytes) -> None:
    """What an unsealed line says in a file that was always sealed."""


def read_sealed(
    path: Path,
    name: str,
    told: Callable[[object], _Line],
    unsealed: Callable[[bytes], _Line | None] = _nothing,
) -> SealedLines[_Line]:
    """Read a file line by line: what is wrong with one takes nothing from the others.

    `name` is what a person calls the file, such as "ledger"; `told` makes of a record what it says,
    or raises msgspec.ValidationError. A file that is not there has no lines. `unsealed` says what a
    line says that is as versions wrote it which did not seal this file, or None: it counts, and is
    a fault only after a sealed one.
    """
    lines: list[_Line] = []
    numbers: list[int] = []
    faults: list[str] = []
    prev: str | None = GENESIS
    parts = whole_lines(path, rest=True)
    if own_hash(parts[-1]) or unsealed(parts[-1]) is not None:
        # Only its line break is missing.
        parts.append(b"")
    is_begun = False
    for n, part in enumerate(parts[:-1], 1):
        digest = own_hash(part)
        is_begun = is_begun or digest is not None
        old = unsealed(part) if digest is None else None
        if old is not None:
            lines.append(old)
            numbers.append(n)
            if not is_begun:
                continue
        if digest is None:
            faults.append(_not_as_written(n, name, path, part))
        elif prev is not None and not follows(part, prev):
            faults.append(_nothing_before(n, name, path))
        # What follows a line that was changed follows what it was, or the line before it.
        prev = digest
        if digest is not None:
            _add(part, f"Line {n} of the {name} {path}", name, told, lines, faults)
        numbers += [n] * (len(lines) - len(numbers))
    found = _CALL.search(parts[-1])
    cut = found[1].decode() if found else ""
    if parts[-1]:
        of = f"; it is of call {cut}" if cut else ""
        faults.append(_cut_off(len(parts), name, path, of))
    return SealedLines(tuple(lines), tuple(faults), tuple(numbers), cut)


def unsound_lines(
    path: Path,
    name: str,
    told: Callable[[object], object],
    reads_plainly: Callable[[bytes], bool],
    *,
    torn: bool = True,
) -> tuple[str, ...]:
    """The faults that `read_sealed` finds in a file, in a fraction of the time.

    `reads_plainly` says quickly of most lines which `told` takes that it does. Without `torn`, a
    last line that a write left which was cut short is none: it was never acknowledged.
    """
    *whole, rest = whole_lines(path, rest=True)
    if own_hash(rest):
        whole, rest = [*whole, rest], b""
    faults: list[str] = []
    prev: str | None = GENESIS
    for n, part in enumerate(whole, 1):
        digest = own_hash(part)
        if digest is None:
            faults.append(_not_as_written(n, name, path, part))
        elif prev is not None and not follows(part, prev):
            faults.append(_nothing_before(n, name, path))
        prev = digest
        if digest is not None and not reads_plainly(part):
            _add(part, f"Line {n} of the {name} {path}", name, told, [], faults)
    if rest and (torn or not (rest.startswith(_BEGINNING) or _BEGINNING.startswith(rest))):
        faults.append(_cut_off(len(whole) + 1, name, path))
    return tuple(faults)


_BEGINNING = b'{"format":'
"""So every line begins that this program writes."""


def _of_later(where: str, number: object) -> str:
    return newer(f"{where} is in format {number}", "a later version")


def _says_nothing(where: str, name: str) -> str:
    return f"{where} does not say what a {name} says."


def _nothing_before(n: int, name: str, path: Path) -> str:
    return f"What stood before line {n} of the {name} {path} is not there any more."


def _not_as_written(n: int, name: str, path: Path, part: bytes) -> str:
    named = _CALL.search(part)
    of = f" It names the call {named[1].decode()}." if named else ""
    return f"Line {n} of the {name} {path} is not as it was written.{of}"


def _cut_off(n: int, name: str, path: Path, of: str = "") -> str:
    return (
        f"Line {n} of the {name} {path}, the last, is cut off, as a write that was cut"
        f" short leaves it{of}. The next line that is written takes its place."
    )


def sound_after(
    path: Path, start: int, seen: str, told: Callable[[object], _Line]
) -> tuple[list[_Line], int, str] | None:
    """What the sound lines say after so many bytes, up to which byte they go, and all bytes' hash.

    None where those before are not the ones of the hash `seen`: a line of them was changed since,
    or it is another file by now.
    """
    data = contents(path) if os.path.lexists(path) else b""
    read = sha256(data[:start])
    if start > len(data) or (start and read.hexdigest() != seen):
        return None
    # What was taken in once without its line break is not taken in again.
    end = max(start, data.rfind(b"\n") + 1)
    if own_hash(data[end:]):
        # Only its line break is missing: whoever appends the next one takes it for whole, too.
        end = len(data)
    lines: list[_Line] = []
    for part in data[start:end].split(b"\n"):
        if own_hash(part):
            _add(part, "", "", told, lines, [])
    read.update(data[start:end])
    return lines, end, read.hexdigest()


def sound_lines_with(path: Path, part: bytes, told: Callable[[object], _Line]) -> tuple[_Line, ...]:
    """What those sound lines say, in order, that hold these bytes: no other line is read."""
    return tuple(line for _, line in numbered_lines_with(path, part, told))


def numbered_lines_with(
    path: Path, part: bytes, told: Callable[[object], _Line]
) -> tuple[tuple[int, _Line], ...]:
    """The same, each with which line of the file it is, from 1."""
    data = contents(path) if os.path.lexists(path) else b""
    found: list[tuple[int, _Line]] = []
    number, counted = 1, 0
    at = data.find(part)
    while at >= 0:
        start = data.rfind(b"\n", 0, at) + 1
        number, counted = number + data.count(b"\n", counted, start), start
        end = data.find(b"\n", at)
        end = len(data) if end < 0 else end
        lines: list[_Line] = []
        if own_hash(data[start:end]):
            _add(data[start:end], "", "", told, lines, [])
        found += [(number, line) for line in lines]
        at = data.find(part, end)
    return tuple(found)


def last_sound_lines(path: Path, most: int, told: Callable[[object], _Line]) -> tuple[_Line, ...]:
    """What the last so many lines say, in order, those that are sound: no other line is read."""
    data = contents(path) if os.path.lexists(path) else b""
    found: list[_Line] = []
    for line in data.rsplit(b"\n", most + 1)[-most - 1 : -1]:
        if own_hash(line):
            _add(line, "", "", told, found, [])
    return tuple(found)


def of_call(call: str) -> bytes:
    """What a line that is of this call holds."""
    return f'"call":"{call}"'.encode()


def whole_lines(path: Path, *, rest: bool = False) -> list[bytes]:
    """The lines of a file as they stand, and with `rest` what follows the last of them."""
    parts = contents(path).split(b"\n") if os.path.lexists(path) else [b""]
    return parts if rest else parts[:-1]


def extent(path: Path) -> Chain:
    """How many lines a file has, and the last sound one's hash."""
    lines = whole_lines(path)
    return Chain(len(lines), next(filter(None, map(own_hash, reversed(lines))), GENESIS))


def extent_of(records: Sequence[Mapping[str, object]]) -> Chain:
    """The same of a file that holds just these records."""
    lines = _sealed(records, GENESIS).splitlines()
    return Chain(len(lines), own_hash(lines[-1]) or GENESIS if lines else GENESIS)


def _add(
    part: bytes,
    where: str,
    name: str,
    told: Callable[[object], _Line],
    lines: list[_Line],
    faults: list[str],
) -> None:
    """Read a line as it was written, or say why it cannot be read."""
    try:
        record = json.loads(part, object_pairs_hook=each_once)
        if record["format"] > NEWEST:
            faults.append(_of_later(where, record["format"]))
            return
        if type(record["format"]) is not int or record["format"] < FORMAT or _has_odd_time(record):
            raise ValueError("No version writes that so.")
        lines.append(told(record))
    except (ValueError, KeyError, TypeError, RecursionError, msgspec.ValidationError):
        faults.append(_says_nothing(where, name))


_TIMES = ("at", "until", "aim", "due")
"""What fields of records are called that hold a time."""

_WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")


def is_as_written(time: str) -> bool:
    """Whether a time is spelled as `written_time` has it: one moment in UTC, to the millisecond."""
    return _WRITTEN.fullmatch(time) is not None


def _has_odd_time(record: Mapping[str, object]) -> bool:
    return any(
        (name in _TIMES and isinstance(value, str) and not is_as_written(value))
        or (isinstance(value, dict) and _has_odd_time(value))
        for name, value in record.items()
    )


_TRIES, _BETWEEN = 200, 0.01
"""For two seconds in all, a program waits for others that are writing."""

_MOST_OF_LINE = 131_072
"""So many bytes of a file's end hold its last line for certain: letters take up to 12 in JSON."""


@contextlib.contextmanager
def held(disk: Disk, path: Path, name: str) -> Iterator[AppendFile]:
    """The file, made where it is not there, with every other program kept out for so long.

    Raises RecordError where the disk refuses, or another program does not let go of it.
    """
    disk.private_folder(path.parent)
    file = _opened(disk, path)
    try:
        _lock(file, name)
        while not file.is_at(path):
            # Whoever held it has written it anew.
            file.close()
            file = _opened(disk, path)
            _lock(file, name)
        yield file
    finally:
        file.close()


def rewrite_sealed(disk: Disk, path: Path, records: Sequence[Mapping[str, object]]) -> None:
    """Have just these records in a file that is `held`, which is whole before and after."""
    disk.write_whole({path: _sealed(records, GENESIS)})


def append_sealed(disk: Disk, file: AppendFile, records: Sequence[Mapping[str, object]]) -> None:
    """Have these records at the end of a file that is `held`, and on the disk.

    A last line that is cut off is cut back: it was never acknowledged. Whatever else is damaged
    stays, to be told. Raises RecordError where the disk refuses.
    """
    size, before, prev = _end(file)
    if not size:
        # Whoever made it may have been killed before its name was on the disk.
        disk.sync_name(file.path)
    try:
        # A disk that refused the last lines, and their removal, may have lost them all the same.
        file.write_end_anew()
        file.append(before + _sealed(records, prev))
    except RecordError:
        # What is half there must not look as if it were on the disk.
        with contextlib.suppress(RecordError):
            file.truncate_to(size)
        raise


def _opened(disk: Disk, path: Path) -> AppendFile:
    if os.path.lexists(path):
        return disk.reopen(path)
    try:
        return disk.create(path)
    except RecordError as refused:
        if not isinstance(refused.__cause__, FileExistsError):
            raise
        # Another program has made it just now.
        return disk.reopen(path)


def _lock(file: AppendFile, name: str) -> None:
    for _ in range(_TRIES):
        try:
            file.lock()
        except CallBusy:
            time.sleep(_BETWEEN)
        else:
            return
    raise RecordError(
        f"The {name} {file.path} is held by another program. End that program, then try again."
    )


def _end(file: AppendFile) -> tuple[int, bytes, str]:
    """Where the next line goes: after how many bytes, what ends the last, and the last's hash."""
    size, tail = file.ending(_MOST_OF_LINE)
    *whole, rest = tail.split(b"\n")
    before = b""
    if rest and (own_hash(rest) or own_hash(rest[:-1]) or len(rest) == _MOST_OF_LINE):
        # It was whole once: then it was acknowledged.
        whole.append(rest)
        before = b"\n"
    elif rest:
        size -= len(rest)
        file.truncate_to(size)
    hashes = (own_hash(line) for line in reversed(whole))
    return size, before, next(filter(None, hashes), GENESIS)


def _sealed(records: Sequence[Mapping[str, object]], prev: str) -> bytes:
    sealed: list[bytes] = []
    for record in records:
        told = {"format": FORMAT} | dict(record)
        data, prev = seal(json.dumps(told, separators=(",", ":"), default=written_time), prev)
        sealed.append(data)
    return b"".join(sealed)
