"""The disk: whole files written durably, private folders, and why the system refused.

Who can write in a folder can put files of theirs in the place of ours; who owns it, or the folder a
link leads to, can as well. Folders above it are not looked at: they are the computer's.

Every writer has its own, so that of two who write the same file neither takes the other's half for
its own. It tells the writer, so that what a killed program left can be known for what it is.
"""

import contextlib
import os
import re
import stat
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path

from guide.errors import RecordError
from guide.record.append_file import OF_CALLS, OF_SCRIPTS, AppendFile, refused
from guide.record.system import System

_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_ANOTHER = "or name another place (GUIDE_STATE for calls, --out for summaries)"


def refuse_shared(folders: Iterable[Path]) -> None:
    """Raise RecordError for the first of these folders that is there and is not private."""
    for folder in folders:
        if why := why_not_private(folder):
            raise RecordError(why)


def why_not_private(folder: Path) -> str | None:
    """Why nothing private may be kept in this folder; None where it may, or it is not there."""
    try:
        found = os.lstat(folder)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise refused("look at", folder, error) from error
    if stat.S_ISLNK(found.st_mode):
        return f"{folder} is a link. Name the folder that it leads to, {_ANOTHER}."
    if found.st_uid != os.geteuid():
        return f"{folder} belongs to somebody else. Name a folder of your own: {_ANOTHER[3:]}."
    if stat.S_ISDIR(found.st_mode) and found.st_mode & _OTHERS_WRITE:
        return (
            f"Others can write in {folder}, so nothing in it is safe from them."
            f" Take that from them (chmod go-w), {_ANOTHER}."
        )
    return None


_NAME = re.compile(r"\.(?P<file>.+)\.(?P<process>\d+)-(?P<thread>\d+)\.tmp", re.DOTALL)


def temp_name(path: Path) -> Path:
    """What this thread calls a file while it writes it."""
    return path.with_name(f".{path.name}.{os.getpid()}-{threading.get_native_id()}.tmp")


def left_over(files: Iterable[Path]) -> list[Path]:
    """What writers who are gone left of these files. Raises OSError."""
    names: dict[Path, set[str]] = {}
    for file in files:
        names.setdefault(file.parent, set()).add(file.name)
    return [
        folder / found
        for folder, wanted in names.items()
        if folder.is_dir()
        for found in os.listdir(folder)
        if found.endswith(".tmp") and _is_left_of(found, wanted)
    ]


def _is_left_of(found: str, wanted: set[str]) -> bool:
    match = _NAME.fullmatch(found)
    if match is None or match["file"] not in wanted:
        return False
    return not _lives(int(match["process"]), int(match["thread"]))


def _lives(process: int, thread: int) -> bool:
    """Whether another thread, of this or another program, can still be writing."""
    if process == os.getpid():
        others = (t for t in threading.enumerate() if t is not threading.current_thread())
        return any(t.native_id == thread for t in others)
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    return True


class Disk:
    """Writes folders and files, for their owner alone unless they are shared ones.

    Raises RecordError, in sentences.

    `system` is replaced where faults are injected.
    """

    def __init__(self, system: System | None = None) -> None:
        self._system = system or System()

    def private_folder(self, path: Path) -> None:
        """See to it that `path` is a folder of our own alone; what is made is 0700."""
        refuse_shared((path,))
        try:
            self._make_folder(path)
        except OSError as error:
            raise refused("make the folder", path, error) from error
        if not self._system.may_write(path):
            raise RecordError(
                f"Could not write in the folder {path}: you have no permission."
                " Have it given to you, or name another place."
            )

    def _make_folder(self, path: Path) -> None:
        if path.is_dir():
            # Whoever made a folder that is still empty may have been killed before its sync.
            if self._system.may_write(path.parent) and _is_empty(path):
                self._system.sync_folder(path.parent)
            return
        # Asked once more: another thread may have made it since.
        if path.exists() and not path.is_dir():
            raise RecordError(
                f"{path} is not a folder. Move that file away, or name another place."
            )
        if path.parent != path:
            self._make_folder(path.parent)
        with contextlib.suppress(FileExistsError):
            self._system.make_folder(path)
            self._system.only_mine(path, 0o700)
        self._system.sync_folder(path.parent)

    def create(self, path: Path) -> AppendFile:
        """Make a new file to append to; its name is on the disk when this returns."""
        file = self._open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_EXCL)
        try:
            self._system.sync_folder(path.parent)
        except OSError as error:
            file.close()
            self._discard(path)
            raise refused("make", path, error) from error
        return file

    def reopen(self, path: Path) -> AppendFile:
        """Open a file that is there, to append to it."""
        return self._open(path, os.O_RDWR | os.O_APPEND)

    def _open(self, path: Path, flags: int) -> AppendFile:
        try:
            fd = self._system.open(path, flags)
        except OSError as error:
            raise refused("open", path, error) from error
        file = AppendFile(self._system, path, fd)
        try:
            self._system.only_mine(fd, 0o600)
        except OSError as error:
            file.close()
            raise refused("open", path, error) from error
        return file

    def write_whole(self, files: Mapping[Path, bytes], *, first: bool = False) -> None:
        """Write all of these files or none; each holds all of its bytes or is not there.

        A file that was there before is replaced, and is not brought back by a later failure.
        `first` says that nobody can have tried before: then nothing is looked for that a killed
        program may have left, which takes long in a folder of thousands.
        """
        self._replace(files, OF_CALLS, 0o600, first=first)

    def write_shared(self, path: Path, data: bytes, *, instead: str = OF_SCRIPTS) -> None:
        """Write a file that others work on too, whole or not at all.

        It keeps the mode it has; a new one has what the umask leaves. A link in its place stays,
        and the file it leads to is written. `instead` is what may be done where the disk refuses.
        """
        file = Path(os.path.realpath(path))
        try:
            mode = stat.S_IMODE(file.stat().st_mode) & 0o777
        except OSError:
            mode = None
        self._replace({file: data}, instead, mode)

    def _replace(
        self, files: Mapping[Path, bytes], instead: str, mode: int | None, *, first: bool = False
    ) -> None:
        """Write all of these files or none, with this mode, or with what the umask leaves."""
        temps = {path: temp_name(path) for path in files}
        new = [path for path in files if not os.path.lexists(path)]
        at = next(iter(files), Path())
        try:
            for left in () if first else left_over(files):
                with contextlib.suppress(FileNotFoundError):
                    self._system.remove(left)
            for at, data in files.items():
                self._write_temp(temps[at], data, mode)
            for at, temp in temps.items():
                self._system.rename(temp, at)
            for folder in {path.parent: None for path in files}:
                self._system.sync_folder(folder)
        except BaseException as error:
            for path in (*temps.values(), *new):
                self._discard(path)
            if isinstance(error, OSError):
                raise refused("write", at, error, instead=instead) from error
            raise

    def _write_temp(self, temp: Path, data: bytes, mode: int | None) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        fd = self._system.open(temp, flags, 0o666 if mode is None else 0o600)
        try:
            if mode is not None:
                self._system.only_mine(fd, mode)
            self._system.write_all(fd, data)
            self._system.sync(fd)
        finally:
            self._system.close(fd)

    def move(self, moves: Mapping[Path, Path]) -> None:
        """Rename each file, in this order, and have the new names on the disk."""
        for old, new in moves.items():
            try:
                self._system.rename(old, new)
                self._system.sync_folder(new.parent)
                self._system.sync_folder(old.parent)
            except OSError as error:
                raise refused("move", old, error) from error

    def remove(self, path: Path) -> None:
        """Remove a file, if it is there, and have that on the disk."""
        try:
            with contextlib.suppress(FileNotFoundError):
                self._system.remove(path)
            self._system.sync_folder(path.parent)
        except OSError as error:
            raise refused("remove", path, error) from error

    def _discard(self, path: Path) -> None:
        """Take back a file that must not stay, as far as a failing disk lets us."""
        with contextlib.suppress(OSError):
            self._system.remove(path)


def _is_empty(folder: Path) -> bool:
    with os.scandir(folder) as found:
        return next(found, None) is None
