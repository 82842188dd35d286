"""Which process holds the lock of a file, where the operating system tells."""

import os
from pathlib import Path

_LOCKS = Path("/proc/locks")


def lock_holder(fd: int) -> int | None:
    """The process that holds the lock of this open file; None where that cannot be told."""
    try:
        found = os.fstat(fd)
        table = _LOCKS.read_text()
    except OSError:
        return None
    device = f"{os.major(found.st_dev):02x}:{os.minor(found.st_dev):02x}"
    return holder_in(table, f"{device}:{found.st_ino}")


def holder_in(table: str, file: str) -> int | None:
    """The holder of `file` (`major:minor:inode`) in a table such as Linux keeps of its locks."""
    for row in table.splitlines():
        match row.split():
            case [_, "FLOCK", _, "WRITE", process, where, *_] if where == file:
                return int(process) if process.isdecimal() and int(process) else None
    return None
