"""A disk that forgets: it knows at any moment what a cut of the power would leave of it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from durable.watched import Watched

Tree = dict[str, bytes | None]
"""By relative path: the bytes of a file, or None for a folder."""


@dataclass(frozen=True, slots=True)
class Left:
    """What can be left of a disk, from the least to the most that the rules of POSIX allow.

    `synced`: only what was synced. `named`: names are on the disk early, bytes only when synced.
    `torn`: the same, and half of the bytes that were not synced. `killed`: everything, as when only
    the program died.
    """

    synced: Tree
    named: Tree
    torn: Tree
    killed: Tree

    def each(self) -> tuple[Tree, ...]:
        """All four."""
        return self.synced, self.named, self.torn, self.killed


class Forgetful(Watched):
    """Works in the folder `root`, which is taken to be on the disk.

    A sync of anything brings the names of the folders above it to the disk too. POSIX does not
    promise that; ext4, XFS, Btrfs and APFS keep it. After a sync that was refused the kernel takes
    what it could not write for written: a later sync reports success and does not write it either.
    """

    def __init__(self, root: Path) -> None:
        super().__init__()
        self.root = root
        self._new = count(1)
        self._ids: dict[int, int] = {}
        self._paths: dict[int, Path] = {}
        self._bytes: dict[int, bytes] = {}
        self._holes: dict[int, list[tuple[int, int]]] = {}
        self._anew: dict[int, tuple[int, int]] = {}
        self._names: dict[int, dict[str, int]] = {self._made(root): {}}

    def _made(self, path: Path) -> int:
        """An identity of its own for what was just made: inode numbers are used again."""
        identity = next(self._new)
        self._ids[path.stat().st_ino] = identity
        return identity

    def make_folder(self, path: Path) -> None:
        super().make_folder(path)
        self._names[self._made(path)] = {}

    def open(self, path: Path, flags: int, mode: int = 0o600) -> int:
        there = os.path.lexists(path)
        fd = super().open(path, flags, mode)
        if not there:
            self._bytes[self._made(path)] = b""
        self._paths[fd] = path
        return fd

    def sync_data(self, fd: int) -> None:
        with self._lost_if_refused(fd):
            super().sync_data(fd)
        self._keep_bytes(fd)

    def sync(self, fd: int) -> None:
        with self._lost_if_refused(fd):
            super().sync(fd)
        self._keep_bytes(fd)

    def write_at(self, fd: int, data: bytes, at: int) -> None:
        super().write_at(fd, data, at)
        self._anew[self._identity(fd)] = (at, at + len(data))

    @contextmanager
    def _lost_if_refused(self, fd: int) -> Iterator[None]:
        try:
            yield
        except OSError:
            identity, size = self._identity(fd), os.fstat(fd).st_size
            self._holes.setdefault(identity, []).append((len(self._bytes[identity]), size))
            self._anew.pop(identity, None)
            raise

    def _keep_bytes(self, fd: int) -> None:
        path, identity = self._paths[fd], self._identity(fd)
        data = bytearray(path.read_bytes())
        if identity in self._anew:
            # What was written once more is written by this sync, whatever an earlier one lost.
            begin, over = self._anew.pop(identity)
            pieces = [
                piece
                for start, end in self._holes.get(identity, ())
                for piece in ((start, min(end, begin)), (max(start, over), end))
            ]
            self._holes[identity] = [(start, end) for start, end in pieces if start < end]
        for start, end in self._holes.get(identity, ()):
            data[start:end] = bytes(len(data[start:end]))
        self._bytes[identity] = bytes(data)
        self._keep_names_above(path.parent)

    def _identity(self, fd: int) -> int:
        return self._ids[os.fstat(fd).st_ino]

    def sync_folder(self, folder: Path) -> None:
        super().sync_folder(folder)
        if not folder.is_relative_to(self.root):
            return
        with os.scandir(folder) as found:
            made = [entry for entry in found if entry.inode() in self._ids]
        self._names[self._ids[folder.stat().st_ino]] = {
            entry.name: self._ids[entry.inode()] for entry in made
        }
        self._keep_names_above(folder)

    def _keep_names_above(self, folder: Path) -> None:
        """As file systems do that write names in the order in which they were made."""
        while folder != self.root:
            names = self._names[self._ids[folder.parent.stat().st_ino]]
            names[folder.name] = self._ids[folder.stat().st_ino]
            folder = folder.parent

    def synced(self) -> Tree:
        """What is certainly on the disk now."""
        return self._synced(self._ids[self.root.stat().st_ino], "")

    def _synced(self, folder: int, above: str) -> Tree:
        tree: Tree = {}
        for name, identity in self._names[folder].items():
            path = f"{above}{name}"
            if identity in self._names:
                tree |= {path: None} | self._synced(identity, f"{path}/")
            else:
                tree[path] = self._bytes[identity]
        return tree

    def left(self) -> Left:
        """What could be left if this were the end."""
        killed = tree_of(self.root)
        files = {path: data for path, data in killed.items() if data is not None}
        synced = {path: self._bytes[self._ids[_inode(self.root / path)]] for path in files}
        torn = {
            path: synced[path] + _half(data[len(synced[path]) :]) for path, data in files.items()
        }
        return Left(self.synced(), killed | synced, killed | torn, killed)


class Strict(Forgetful):
    """Keeps no more than POSIX promises: each name by a sync of its own folder."""

    def _keep_names_above(self, folder: Path) -> None: ...


def _inode(path: Path) -> int:
    return path.stat().st_ino


def _half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def tree_of(root: Path) -> Tree:
    """All that a folder holds."""
    return {
        str(path.relative_to(root)): None if path.is_dir() else path.read_bytes()
        for path in sorted(root.rglob("*"))
    }


def plant(tree: Tree, root: Path) -> None:
    """Make a new folder hold exactly this."""
    root.mkdir(mode=0o700)
    for path, data in sorted(tree.items()):
        if data is None:
            (root / path).mkdir(mode=0o700)
        else:
            (root / path).write_bytes(data)
