"""A file that is written only at its end, each time until the bytes are on the disk."""

import contextlib
import os
from pathlib import Path

from guide.errors import CallBusy
from guide.record.faults import refused
from guide.record.lock_holder import lock_holder
from guide.record.system import System


class AppendFile:
    """An open file that is appended to. Its methods raise RecordError when the disk refuses."""

    def __init__(self, system: System, path: Path, fd: int) -> None:
        """Take over the open descriptor `fd`."""
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
        """All the file holds."""
        try:
            parts: list[bytes] = []
            while part := os.pread(self._fd, 1 << 20, sum(map(len, parts))):
                parts.append(part)
        except OSError as error:
            raise refused("read", self.path, error) from error
        return b"".join(parts)

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
        """Close the file, and let go of its lock."""
        # An error here loses nothing: what was acknowledged is on the disk already.
        with contextlib.suppress(OSError):
            self._system.close(self._fd)
