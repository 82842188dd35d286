"""A system of which each call is seen, and can be refused, before it is made."""

import os
from collections.abc import Callable
from pathlib import Path

from guide.record.system import System


class Watched(System):
    """Lists its calls; `before` is told of each first, and refuses it by raising.

    Where `half` is set, the next write takes only half of its bytes.
    """

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.before: Callable[[str], None] = lambda name: None
        self.half = False
        self._open: set[int] = set()

    def seen(self, name: str) -> None:
        """A call is about to be made."""
        self.before(name)
        self.calls.append(name)

    def make_folder(self, path: Path) -> None:
        self.seen("make_folder")
        super().make_folder(path)

    def only_mine(self, target: Path | int, mode: int) -> None:
        self.seen("only_mine")
        super().only_mine(target, mode)

    def open(self, path: Path, flags: int, mode: int = 0o600) -> int:
        self.seen("open")
        fd = super().open(path, flags, mode)
        self._open.add(fd)
        return fd

    def write(self, fd: int, data: memoryview) -> int:
        self.seen("write")
        taken = len(data) // 2 if self.half else len(data)
        self.half = False
        return super().write(fd, data[:taken])

    def write_at(self, fd: int, data: bytes, at: int) -> None:
        self.seen("write_at")
        super().write_at(fd, data, at)

    def sync_data(self, fd: int) -> None:
        self.seen("sync_data")

    def sync(self, fd: int) -> None:
        self.seen("sync")

    def truncate(self, fd: int, size: int) -> None:
        self.seen("truncate")
        super().truncate(fd, size)

    def lock(self, fd: int) -> None:
        self.seen("lock")
        super().lock(fd)

    def close(self, fd: int) -> None:
        try:
            self.seen("close")
        except OSError:
            # A close that reports a fault has closed the file all the same.
            self._let_go(fd)
            raise
        self._let_go(fd)

    def _let_go(self, fd: int) -> None:
        os.close(fd)
        self._open.discard(fd)

    def close_all(self) -> None:
        """Close what a program that was killed had open."""
        for fd in [*self._open]:
            self._let_go(fd)

    def rename(self, old: Path, new: Path) -> None:
        self.seen("rename")
        super().rename(old, new)

    def remove(self, path: Path) -> None:
        self.seen("remove")
        super().remove(path)

    def remove_same(self, path: Path, fd: int) -> None:
        self.seen("remove")
        super().remove_same(path, fd)

    def sync_folder(self, folder: Path) -> None:
        self.seen("sync_folder")
