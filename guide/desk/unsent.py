"""What stands in files of sealed lines after a position: what a desk may lack.

A file is read on from where it was left, a part at a time, however long it is. Nothing is taken
for written that is not certainly on the disk.
"""

import os
from pathlib import Path

from msgspec import Struct

from guide.record.codec import GENESIS, follows, own_hash
from guide.record.disk import refused
from guide.record.system import System

_PART = 262_144
"""So many bytes are read at a time; a longer line is read whole."""

_SYSTEM = System()


class Position(Struct, frozen=True):
    """How far a file was read: so many bytes, which are so many lines; the last one's hash."""

    offset: int = 0
    n: int = 0
    hash: str = GENESIS


class Part(Struct, frozen=True):
    """Lines that follow one another in a file: from where, and up to where."""

    start: Position
    lines: tuple[bytes, ...]
    end: Position


def read_on(path: Path, start: Position, *, chained: bool = True, on_disk: bool = False) -> Part:
    """The next lines of a file, without their ends; none where it has no more.

    Where the line before `start` is not what it was, the file is read from its beginning. `chained`
    lines end before the first that is not as it was sealed, or does not follow the one before it;
    others are all there are, sound or not. `on_disk` are those of which another file says that they
    are. Raises RecordError where the file cannot be read.
    """
    try:
        fd = _SYSTEM.open(path, os.O_RDONLY)
        try:
            if not _stands_after(fd, start):
                start = Position()
            data = _whole_lines(fd, start.offset)
            if data and not on_disk:
                # Whoever wrote it may have been killed before it was on the disk.
                _SYSTEM.sync_data(fd)
        finally:
            _SYSTEM.close(fd)
    except FileNotFoundError:
        return Part(start, (), start)
    except OSError as error:
        raise refused("read", path, error) from error
    return _sound(start, data) if chained else _every(start, data)


def is_read(path: Path, at: Position) -> bool:
    """Whether a file is as long as it was when it was read up to here, or is gone."""
    try:
        return os.lstat(path).st_size == at.offset
    except OSError:
        return True


def _stands_after(fd: int, start: Position) -> bool:
    if not start.offset:
        return True
    end = f'"hash":"{start.hash}"}}\n'.encode()
    return os.pread(fd, len(end), start.offset - len(end)) == end


def _whole_lines(fd: int, offset: int) -> bytes:
    """A part of a file from here on, up to the end of its last line, or of its one line."""
    data = os.pread(fd, _PART, offset)
    while data and b"\n" not in data:
        more = os.pread(fd, _PART, offset + len(data))
        if not more:
            return b""
        data += more
    return data[: data.rfind(b"\n") + 1]


def _sound(start: Position, data: bytes) -> Part:
    lines: list[bytes] = []
    end = start
    for line in data.split(b"\n")[:-1]:
        digest = own_hash(line)
        if digest is None or not follows(line, end.hash):
            break
        lines.append(line)
        end = Position(end.offset + len(line) + 1, end.n + 1, digest)
    return Part(start, tuple(lines), end)


def _every(start: Position, data: bytes) -> Part:
    """All of these lines. A last one that is damaged leaves nothing to be known again by."""
    lines = tuple(data.split(b"\n")[:-1])
    digest = own_hash(lines[-1]) if lines else start.hash
    end = Position(start.offset + len(data), start.n + len(lines), digest or GENESIS)
    return Part(start, lines, end)
