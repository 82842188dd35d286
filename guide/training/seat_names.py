"""The names that the seats of a class go by: practice is kept by them, so no two have the same."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from hashlib import sha256
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from guide.record.system import System
from guide.text import unaccented

_FOLDER = "guide-class-"
_OPEN = "open"
"""The file by whose lock it is known that a class is open."""


@contextlib.contextmanager
def names_of_class() -> Iterator[Path]:
    """A folder for the names of one class, gone once it ends; those of killed classes go as well.

    Of a class whose program was killed, the lock is gone, and nobody sits in it.
    """
    with TemporaryDirectory(prefix=_FOLDER) as made:
        folder = Path(made)
        # Locked before it has the name by which others look for it.
        held = _locked(folder / f"{_OPEN}-soon", os.O_CREAT)
        try:
            if held is not None:
                (folder / f"{_OPEN}-soon").rename(folder / _OPEN)
                _clear_beside(folder)
            yield folder
        finally:
            if held is not None:
                os.close(held)


def _clear_beside(folder: Path) -> None:
    """Remove the folders of one's own classes that are open no more."""
    own = folder.lstat().st_uid
    for other in folder.parent.glob(f"{_FOLDER}*"):
        with contextlib.suppress(OSError):
            if other == folder or other.lstat().st_uid != own:
                continue
            if (left := _locked(other / _OPEN)) is not None:
                shutil.rmtree(other, ignore_errors=True)
                os.close(left)


def _locked(path: Path, how: int = 0) -> int | None:
    """The file, open and locked; None where another program holds it, or it cannot be had."""
    with contextlib.suppress(OSError):
        held = os.open(path, os.O_RDWR | how, 0o600)
        try:
            System().lock(held)
        except OSError:
            os.close(held)
        else:
            return held
    return None


class Seated(Struct, frozen=True):
    """The name that somebody has at their seat, and in a sentence what they are to know of it.

    `new`: nobody in this class had it before.
    """

    name: str
    told: str = ""
    new: bool = False


def was_here(name: str) -> str:
    """What whoever takes a name is told that somebody else may have had."""
    return f"{name} was here before. If that was not you, take another name."


class SeatNames:
    """What one seat calls itself among those of its class; `folder` is shared by all of them.

    A name is held by a lock, and so for as long as the seat's program runs.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._held: int | None = None
        self._own: set[str] = set()

    def take(self, name: str) -> Seated:
        """Take this name, or the first “name (2)”, “name (3)” that no other seat has by now."""
        self.leave()
        if self._folder is None or not name:
            return Seated(name)
        for number in count(1):
            tried = name if number == 1 else f"{name} ({number})"
            path = self._folder / sha256(unaccented(tried).encode()).hexdigest()
            new = not path.exists()
            known = not new and tried not in self._own
            if self._holds(path):
                break
        self._own.add(tried)
        if tried != name:
            told = f"{name} sits at another seat. You are {tried} here: practice is kept by name."
            return Seated(tried, told, new)
        if known:
            return Seated(name, was_here(name))
        return Seated(name, new=new)

    def leave(self) -> None:
        """Have no name any more."""
        if self._held is not None:
            os.close(self._held)
            self._held = None

    def _holds(self, path: Path) -> bool:
        """Take what stands for a name; where it cannot be locked at all, nobody else can either."""
        with contextlib.suppress(OSError):
            held = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                System().lock(held)
            except BlockingIOError:
                os.close(held)
                return False
            self._held = held
        return True
