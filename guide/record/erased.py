"""What stays of a call that was erased: that it was, when and why; and a do-not-call entry.

Both are small private files, one JSON object a line.
"""

import json
import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from guide.call.events import UtcTime
from guide.record.codec import written_time
from guide.record.disk import Disk, contents
from guide.record.places import Places


class Tombstone(Struct, frozen=True):
    """A call that was erased: its id, when (UTC) and why."""

    call: str
    at: UtcTime
    why: str

    @property
    def sentence(self) -> str:
        """That it was erased, for whoever asks for it."""
        at = f"{self.at:%Y-%m-%d %H:%M} UTC"
        return f"The call {self.call} was erased on {at}{f' ({self.why})' if self.why else ''}."


class DoNotCall(Struct, frozen=True, order=True):
    """A number that must not be called, and the day (ISO) of the call on which it was asked for."""

    number: str
    date: str


_Kept = TypeVar("_Kept", bound=Struct)


def erased_calls(calls: Path) -> tuple[Tombstone, ...]:
    """The calls of this folder that were erased, the first erased first."""
    return _rows(_tombstones(calls), Tombstone)


def erased_call(calls: Path, name: str) -> Tombstone | None:
    """The call with this id, or the last whose id begins so, if it was erased."""
    wanted = name.strip().lower()
    found = [stone for stone in erased_calls(calls) if wanted and stone.call.startswith(wanted)]
    return found[-1] if found else None


def remedy_of_half_erased(calls: Path, call: str) -> str:
    """What erases the rest, if the call was erased and that was cut short; else nothing."""
    half = erased_call(calls, call) is not None
    return f" guide forget {call} erases what was left of it." if half else ""


def keep_tombstone(disk: Disk, calls: Path, stone: Tombstone) -> None:
    _add(disk, _tombstones(calls), [stone])


def keep_do_not_call(disk: Disk, state: Path, entries: Sequence[DoNotCall]) -> None:
    _add(disk, _numbers(state), entries)


def do_not_call(state: Path) -> tuple[DoNotCall, ...]:
    """The numbers kept from calls that were erased."""
    return _rows(_numbers(state), DoNotCall)


def _tombstones(calls: Path) -> Path:
    return calls / "erased.jsonl"


def _numbers(state: Path) -> Path:
    return state / "do-not-call.jsonl"


def damaged_lines(places: Places) -> list[str]:
    """In sentences, which lines of what stays of erased calls cannot be read."""
    found: list[str] = []
    files: dict[Path, type[Tombstone] | type[DoNotCall]] = {
        _tombstones(places.calls): Tombstone,
        _tombstones(places.training): Tombstone,
        _numbers(places.state): DoNotCall,
    }
    for path, kept in files.items():
        bad = [str(n) for n, row in _lines(path, kept) if row is None]
        if bad:
            lines = f"Line{'s' * (len(bad) > 1)} {', '.join(bad)}"
            found.append(f"{lines} of {path} cannot be read. All others of it count.")
    return found


def _rows(path: Path, kept: type[_Kept]) -> tuple[_Kept, ...]:
    """The rows of a file. A line that is none, cut off or damaged, must not hide the others."""
    return tuple(row for _, row in _lines(path, kept) if row is not None)


def _lines(path: Path, kept: type[_Kept]) -> Iterator[tuple[int, _Kept | None]]:
    """Each line that is not empty, with its number, and the row it holds; None for a bad one."""
    lines = contents(path).split(b"\n") if os.path.lexists(path) else ()
    for n, line in enumerate(lines, 1):
        if line.strip():
            yield n, _row(line, kept)


def _row(line: bytes, kept: type[_Kept]) -> _Kept | None:
    try:
        row = msgspec.json.decode(line.decode(), type=kept)
        if isinstance(row, Tombstone):
            row = replace(row, at=row.at.astimezone(UTC))
    except (msgspec.DecodeError, ValueError, OverflowError):
        return None
    return row


def _add(disk: Disk, path: Path, rows: Sequence[Struct]) -> None:
    if not rows:
        return
    told = (msgspec.to_builtins(row, builtin_types=(datetime,)) for row in rows)
    added = "".join(f"{json.dumps(row, default=written_time)}\n" for row in told)
    disk.private_folder(path.parent)
    file = disk.reopen(path) if os.path.lexists(path) else disk.create(path)
    try:
        file.write_end_anew()
        # A line that was cut off stays by itself.
        file.append(f"\n{added}".encode() if file.is_cut_off() else added.encode())
    finally:
        file.close()
