"""A disk that refuses some folders, and a desk with a fallback folder on it."""

import errno
import os
from dataclasses import dataclass, field
from pathlib import Path

from durable.forgetful import Forgetful
from durable.sample_call import NOTES, Desk

from guide.record.places import Places
from guide.session.session import Session


class Failing(Forgetful):
    """Refuses all that changes something under the folders in `lost`."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.lost: tuple[Path, ...] = ()
        self.code = errno.EIO

    def _may(self, path: Path) -> None:
        if any(path.is_relative_to(folder) for folder in self.lost):
            raise OSError(self.code, os.strerror(self.code))

    def make_folder(self, path: Path) -> None:
        self._may(path)
        super().make_folder(path)

    def open(self, path: Path, flags: int, mode: int = 0o600) -> int:
        # What is there can be opened: on a full disk in any way, on one that can be read to read.
        only = {errno.ENOSPC: os.O_CREAT, errno.EROFS: os.O_CREAT | os.O_ACCMODE}
        if self.code not in only or flags & only[self.code]:
            self._may(path)
        return super().open(path, flags, mode)

    def write(self, fd: int, data: memoryview) -> int:
        self._may(self._paths[fd])
        return super().write(fd, data)

    def sync_data(self, fd: int) -> None:
        self._may(self._paths[fd])
        super().sync_data(fd)

    def rename(self, old: Path, new: Path) -> None:
        self._may(new)
        super().rename(old, new)

    def remove(self, path: Path) -> None:
        self._may(path)
        super().remove(path)

    def remove_same(self, path: Path, fd: int) -> None:
        self._may(path)
        super().remove_same(path, fd)

    def sync_folder(self, folder: Path) -> None:
        self._may(folder)
        super().sync_folder(folder)


@dataclass
class Pair(Desk):
    """A desk with a fallback folder."""

    system: Failing = field(kw_only=True)

    @property
    def places(self) -> Places:
        return Places(self.root / "state", self.root / "out", self.root / "second")

    @property
    def in_fallback(self) -> dict[str, bytes]:
        """What lies in the fallback folder."""
        folder = self.root / "second"
        return {p.name: p.read_bytes() for p in folder.iterdir()} if folder.exists() else {}

    def lose(self, *names: str, code: int = errno.EIO) -> None:
        """From now on the disk of these folders, and of no other, refuses."""
        self.system.lost = tuple(self.root / name for name in names)
        self.system.code = code

    def leave_in_fallback(self) -> Session:
        """A call whose disk failed after its start, and that was left."""
        session = self.start()
        self.lose("state")
        self.do(session, *NOTES)
        assert not session.close().in_place
        self.lose()
        return session


def pair_in(folder: Path) -> Pair:
    folder.mkdir()
    return Pair(folder, system=Failing(folder))
