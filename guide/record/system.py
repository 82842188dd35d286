"""What the program asks of the operating system to change a disk.

All that it writes goes through one object of this class, so that a test can make any request fail.
(Only the completion for shells is installed by Typer.)
"""

import errno
import fcntl
import os
import stat
from collections.abc import Callable
from pathlib import Path

_data_sync: Callable[[int], None] = getattr(os, "fdatasync", os.fsync)

_FULL_SYNC: int | None = getattr(fcntl, "F_FULLFSYNC", None)
_NOT_KNOWN = (errno.ENOTSUP, errno.EINVAL, errno.ENOTTY)


def _synced(fd: int, sync: Callable[[int], None]) -> None:
    """Sync; on macOS by the call that does not leave the bytes in the drive's own cache."""
    if _FULL_SYNC is not None:
        try:
            fcntl.fcntl(fd, _FULL_SYNC)
        except OSError as error:
            if error.errno not in _NOT_KNOWN:
                raise
        else:
            return
    sync(fd)


def refuse_special(fd: int) -> None:
    """OSError where this open file is none that keeps what is written: a pipe, a device.

    Whatever is at the other end of those decides when a program goes on.
    """
    mode = os.fstat(fd).st_mode
    if not stat.S_ISREG(mode):
        code = errno.EISDIR if stat.S_ISDIR(mode) else errno.ENXIO
        raise OSError(code, os.strerror(code))


class System:
    """The requests. All raise OSError."""

    def make_folder(self, path: Path) -> None:
        path.mkdir(0o700)

    def make_inherited(self, path: Path) -> None:
        """Make a folder that its group may look into, which it has from the folder above.

        To set its mode afterwards would take it from a group that its owner is no member of.
        """
        before = os.umask(0o027)
        try:
            path.mkdir(0o750)
        finally:
            os.umask(before)

    def give_to_group(self, folder: Path, group: int) -> None:
        os.chown(folder, -1, group)

    def only_mine(self, target: Path | int, mode: int) -> None:
        """Set the mode, whatever the umask took away or left."""
        os.chmod(target, mode)

    def may_write(self, folder: Path) -> bool:
        return os.access(folder, os.W_OK | os.X_OK)

    def is_read_only(self, folder: Path) -> bool:
        """Whether nobody may write on the disk of a folder."""
        return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)

    def open(self, path: Path, flags: int, mode: int = 0o600) -> int:
        """Open a file; a link or a pipe in its place is refused, and not waited for.

        A new one has what the umask leaves.
        """
        fd = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK, mode)
        try:
            refuse_special(fd)
        except OSError:
            os.close(fd)
            raise
        return fd

    def write(self, fd: int, data: memoryview) -> int:
        """How many bytes were taken."""
        return os.write(fd, data)

    def write_at(self, fd: int, data: bytes, at: int) -> None:
        """Write all of `data` after so many bytes of a file that was not opened to append."""
        while data:
            taken = os.pwrite(fd, data, at)
            data, at = data[taken:], at + taken

    def write_all(self, fd: int, data: bytes) -> None:
        """Write all of `data`, however little each call takes."""
        rest = memoryview(data)
        while rest:
            taken = self.write(fd, rest)
            if not taken:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            rest = rest[taken:]

    def sync_data(self, fd: int) -> None:
        """Have the file's bytes on the disk before returning."""
        _synced(fd, _data_sync)

    def sync(self, fd: int) -> None:
        """Have the file's bytes and its size on the disk before returning."""
        _synced(fd, os.fsync)

    def truncate(self, fd: int, size: int) -> None:
        os.ftruncate(fd, size)

    def lock(self, fd: int) -> None:
        """Lock the file for this program; BlockingIOError when another holds it."""
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def close(self, fd: int) -> None:
        os.close(fd)

    def rename(self, old: Path, new: Path) -> None:
        old.rename(new)

    def remove(self, path: Path) -> None:
        path.unlink()

    def leads_to(self, path: Path, fd: int) -> bool:
        """Whether this path, itself no link, leads to the file that is open."""
        try:
            return os.path.samestat(os.lstat(path), os.fstat(fd))
        except (FileNotFoundError, NotADirectoryError):
            return False

    def remove_same(self, path: Path, fd: int) -> None:
        """Remove the file that is open, where its folder, itself no link, still has it so named.

        Whoever may write beside the folder can put another in its place at any moment.
        """
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            found = os.stat(path.name, dir_fd=folder, follow_symlinks=False)
            if not os.path.samestat(found, os.fstat(fd)):
                raise OSError(errno.EEXIST, os.strerror(errno.EEXIST))
            os.unlink(path.name, dir_fd=folder)
        finally:
            os.close(folder)

    def sync_folder(self, folder: Path) -> None:
        """Have the folder's names on the disk before returning."""
        fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            _synced(fd, os.fsync)
        finally:
            os.close(fd)
