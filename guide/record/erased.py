"""What stays of a call that was erased: that it was, when and why.

It is a small private file, one JSON object a line. `guide.record.erased_numbers` is of the rest.
"""

import contextlib
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from guide.call.events import UtcTime
from guide.errors import RecordError
from guide.record.codec import written_time
from guide.record.disk import Disk, contents
from guide.record.places import Places, erased_of
from guide.script.dates import full_day, shown_clock
from guide.text import plain_line


def erased_on(at: datetime) -> str:
    """When a call was erased, such as `Sat, Nov 21, 2026, 12:00 PM`, by this computer's zone.

    That of the call is gone with it.
    """
    with contextlib.suppress(OverflowError, OSError, ValueError):
        # A time that is no time there was written by hand.
        at = at.astimezone()
    return f"{full_day(at)}, {shown_clock(at)}"


class Tombstone(Struct, frozen=True):
    """A call that was erased: its id, when (UTC) and why."""

    call: str
    at: UtcTime
    why: str

    @property
    def sentence(self) -> str:
        """That it was erased, for whoever asks for it."""
        why = f" ({plain_line(self.why)})" if self.why else ""
        return f"The call {self.call} was erased on {erased_on(self.at)}{why}."

    @property
    def line(self) -> str:
        """How it is stored, without a line break."""
        record = msgspec.to_builtins(self, builtin_types=(datetime,))
        return json.dumps(record, default=written_time)

    @property
    def hash(self) -> str:
        """The hash (SHA-256, in hex) of what is stored of it."""
        return sha256(self.line.encode()).hexdigest()


def erased_calls(calls: Path) -> tuple[Tombstone, ...]:
    """The calls of this folder that were erased, the first erased first.

    A line that is none, cut off or damaged, hides no other.
    """
    return tuple(stone for _, stone in _lines(erased_of(calls)) if stone is not None)


def keep_tombstone(disk: Disk, calls: Path, stone: Tombstone) -> None:
    """Have a line at the end, and on the disk. Raises RecordError where the disk refuses.

    A last line that is cut off is cut back: it was never acknowledged.
    """
    path = erased_of(calls)
    disk.private_folder(calls)
    file = disk.reopen(path) if os.path.lexists(path) else disk.create(path)
    try:
        before = b""
        size, end = file.ending(_MOST_OF_LINE)
        rest = end.rpartition(b"\n")[2]
        if _row(rest) is not None:
            # Only its line break is missing.
            before = b"\n"
        elif rest:
            size -= len(rest)
            file.truncate_to(size)
        try:
            file.write_end_anew()
            file.append(before + f"{stone.line}\n".encode())
        except RecordError:
            # What is half there must not look as if it were on the disk.
            with contextlib.suppress(RecordError):
                file.truncate_to(size)
            raise
    finally:
        file.close()


def damaged_lines(places: Places) -> list[str]:
    """In sentences, which lines of what stays of erased calls cannot be read."""
    found: list[str] = []
    for path in (erased_of(places.calls), erased_of(places.training)):
        bad = [str(n) for n, row in _lines(path) if row is None]
        if bad:
            lines = f"Line{'s' * (len(bad) > 1)} {', '.join(bad)}"
            found.append(f"{lines} of {path} cannot be read. All others of it count.")
    return found


_MOST_OF_LINE = 65_536
"""So many bytes of the file's end hold its last line for certain."""


def _lines(path: Path) -> Iterator[tuple[int, Tombstone | None]]:
    """Each line that is not empty, with its number, and what it says; None for a bad one."""
    lines = contents(path).split(b"\n") if os.path.lexists(path) else ()
    for n, line in enumerate(lines, 1):
        if line.strip():
            yield n, _row(line)


def _row(line: bytes) -> Tombstone | None:
    try:
        row = msgspec.json.decode(line.decode(), type=Tombstone)
        return replace(row, at=row.at.astimezone(UTC))
    except (msgspec.DecodeError, ValueError, OverflowError):
        return None
