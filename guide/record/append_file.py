"""A file that is only ever appended to, locked by one program; and why the system refused."""

import contextlib
import errno
import os
from pathlib import Path

from guide.errors import CallBusy, RecordError
from guide.record.system import System

OF_CALLS = "name another place (GUIDE_STATE for calls, --out for summaries)"
OF_SCRIPTS = "name another folder of scripts with --scripts"

_WHY = {
    errno.ENOSPC: ("the disk is full", "Free some space, or {another}"),
    errno.EDQUOT: ("your share of the disk is used up", "Free some space, or {another}"),
    errno.EFBIG: ("the file would be larger than allowed", "Raise that limit, or {another}"),
    errno.EROFS: ("the disk can only be read", "Make it writable, or {another}"),
    errno.EACCES: ("you have no permission", "Have it given to you, or {another}"),
    errno.EPERM: ("it belongs to somebody else", "Have it given to you, or {another}"),
    errno.EIO: ("the disk reported a fault", "Have the disk looked at, and {another}"),
    errno.ENOENT: ("it is not there", "Put it back, or {another}"),
    errno.ENOTDIR: ("a part of its path is a file", "Move that file away, or {another}"),
    errno.EEXIST: ("something else has its name", "Move that away, or {another}"),
    errno.EISDIR: ("a folder has its name", "Move that away, or {another}"),
    errno.ELOOP: ("it is a link", "Put the file itself there, or {another}"),
    errno.ENAMETOOLONG: ("its name is too long", ""),
}


def refused(doing: str, path: Path, error: OSError, *, instead: str = OF_CALLS) -> RecordError:
    """Word `error`, met while `doing` (such as "write") something with `path`.

    `instead` is what may be done where nothing else helps.
    """
    known = _WHY.get(error.errno or 0)
    because, mend = known or (os.strerror(error.errno).lower() if error.errno else str(error), "")
    better = mend.format(another=instead) or f"{instead[0].upper()}{instead[1:]}"
    return RecordError(f"Could not {doing} {path}: {because}. {better}.")


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


class AppendFile:
    """An open file that is appended to. Its methods raise RecordError when the disk refuses."""

    def __init__(self, system: System, path: Path, fd: int) -> None:
        self.path = path
        self._system = system
        self._fd = fd

    def lock(self) -> None:
        """Keep every other program out until `close`; CallBusy when one is in already."""
        try:
            self._system.lock(self._fd)
        except BlockingIOError:
            holder = lock_holder(self._fd)
            who = f" (process {holder})" if holder else ""
            raise CallBusy(
                f"The call {self.path.name.partition('.')[0]} is held by another running"
                f" program{who}. Go on with it there, or end that program first."
            ) from None
        except OSError as error:
            raise refused("lock", self.path, error) from error

    def read(self) -> bytes:
        try:
            parts: list[bytes] = []
            while part := os.pread(self._fd, 1 << 20, sum(map(len, parts))):
                parts.append(part)
        except OSError as error:
            raise refused("read", self.path, error) from error
        return b"".join(parts)

    def is_cut_off(self) -> bool:
        """Whether the file ends in the middle of a line."""
        try:
            size = os.fstat(self._fd).st_size
            return size > 0 and os.pread(self._fd, 1, size - 1) != b"\n"
        except OSError as error:
            raise refused("read", self.path, error) from error

    def append(self, data: bytes) -> None:
        """Write all of `data` at the end and have it on the disk.

        After an error nothing is known of what the disk holds: the file must not be appended to
        again, for a second sync would report success without having written what the first lost.
        """
        try:
            self._system.write_all(self._fd, data)
            self._system.sync_data(self._fd)
        except OSError as error:
            raise refused("write", self.path, error) from error

    def sync(self) -> None:
        """Have on the disk what another program wrote and may not have lived to sync."""
        try:
            self._system.sync_data(self._fd)
        except OSError as error:
            raise refused("write", self.path, error) from error

    def truncate_to(self, size: int) -> None:
        """Cut the file back to its first `size` bytes and have that on the disk."""
        try:
            self._system.truncate(self._fd, size)
            self._system.sync(self._fd)
        except OSError as error:
            raise refused("cut back", self.path, error) from error

    def close(self) -> None:
        """It lets go of the lock, too."""
        # An error here loses nothing: what was acknowledged is on the disk already.
        with contextlib.suppress(OSError):
            self._system.close(self._fd)
