"""The disk: whole files written durably, files that are appended to, private folders.

Who can write in a folder can put files of theirs in the place of ours; who owns it, or the folder a
link leads to, can as well. Folders above it are not looked at: they are the computer's.
"""

import contextlib
import errno
import os
import re
import stat
import threading
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from hashlib import sha256
from pathlib import Path

from guide.errors import CallBusy, FileChanged, RecordError
from guide.record.group import is_of_group, why_not_for_group
from guide.record.places import DONE, OPEN
from guide.record.system import System, refuse_special
from guide.text import capital

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
    errno.ENXIO: ("a pipe or a device has its name", "Move that away, or {another}"),
    errno.ELOOP: ("it is a link", "Put the file itself there, or {another}"),
    errno.ENAMETOOLONG: ("its name is too long", "{another}"),
}


def refused(doing: str, path: Path, error: OSError, *, instead: str = OF_CALLS) -> RecordError:
    """Word `error`, met while `doing` (such as "write") something with `path`.

    `instead` is what may be done where nothing else helps.
    """
    known = _WHY.get(error.errno or 0)
    because, mend = known or (
        os.strerror(error.errno).lower() if error.errno else str(error),
        "{another}",
    )
    better = capital(mend.format(another=instead))
    return RecordError(f"Could not {doing} {path}: {because}. {better}.")


def _not_made(folder: Path, error: PermissionError) -> RecordError:
    """Word that a folder may not be made: it is told which one above it is missing, and where."""
    there = next((one for one in folder.parents if os.path.isdir(one)), None)
    if there is None or os.path.lexists(folder) or not os.access(there, os.X_OK):
        return refused("make the folder", folder, error)
    missing = next(one for one in (folder, *folder.parents) if one.parent == there)
    return RecordError(
        f"There is no folder {missing}, and you may not make it in {there}. Have it made for you,"
        f" or {OF_CALLS}."
    )


class Limit(Enum):
    """What some file systems can never do, in a sentence about a folder, and what to do about it.

    What is refused in this way is refused for ever: it is done without, and told.
    """

    LOCK = (
        "Files in {folder} cannot be locked: see to it yourself that no two programs go on with the"
        " same call. GUIDE_STATE names a folder on a disk of this computer."
    )
    FOLDER = (
        "The disk of {folder} does not say when it has the name of a new file: after a power cut, a"
        " call begun just before may be missing. GUIDE_STATE names another folder."
    )
    MODE = (
        "Others may be able to read {folder}: its disk does not let that be changed. GUIDE_STATE"
        " names another folder for calls, --out for summaries."
    )


_NEVER = {errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP}
_NEVER_IN = {
    Limit.LOCK: _NEVER | {errno.ENOLCK},
    Limit.FOLDER: _NEVER | {errno.EINVAL},
    Limit.MODE: _NEVER | {errno.EPERM},
}


class Limits:
    """The limits that were met, each told once for each folder; in any thread.

    They are told by `tell`, or else kept for whoever asks what is `untold`.
    """

    def __init__(self, tell: Callable[[str], object] | None = None) -> None:
        self._tell = tell
        self._met: dict[str, bool] = {}

    def met(self, limit: Limit, folder: Path, error: OSError) -> bool:
        """Whether this error is such a limit, and no fault that may pass; it is to be told then."""
        if error.errno not in _NEVER_IN[limit]:
            return False
        sentence = limit.value.format(folder=folder)
        if sentence not in self._met:
            self._met[sentence] = self._tell is not None
            if self._tell is not None:
                self._tell(sentence)
        return True

    def note(self, sentence: str) -> None:
        """Have something told, once, as a limit is that was met."""
        self._met.setdefault(sentence, False)

    def untold(self) -> tuple[str, ...]:
        """In sentences, what was met and not told before; from now on it is."""
        new = tuple(sentence for sentence, told in [*self._met.items()] if not told)
        self._met.update(dict.fromkeys(new, True))
        return new


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


class _Ours:
    """What a file holds that this program alone writes: its size, its hash, when it was written."""

    def __init__(self, data: bytes) -> None:
        self.size = len(data)
        self.hash = sha256(data)
        self.written = -1

    def add(self, data: bytes, written: int) -> None:
        self.size += len(data)
        self.hash.update(data)
        self.written = written


_END = 16_384
"""So many bytes of a file's end are more than any burst of faults may have lost."""


class AppendFile:
    """An open file that is appended to. Its methods raise RecordError when the disk refuses."""

    def __init__(self, system: System, limits: Limits, path: Path, fd: int) -> None:
        self.path = path
        self._system = system
        self._limits = limits
        self._fd = fd
        self._ours: _Ours | None = None

    def lock(self) -> bool:
        """Keep every other program out until `close`; CallBusy when one is in already.

        False where the file system has no locks: then nobody is kept out.
        """
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
            if not self._limits.met(Limit.LOCK, self.path.parent, error):
                raise refused("lock", self.path, error) from error
            return False
        if not self._leads_here():
            # Whoever held it until now has written it anew: this is what it was before.
            raise CallBusy(
                f"The call {self.path.name.partition('.')[0]} was in use by another program just"
                " now. Try again."
            )
        return True

    def refuse_strange(self) -> None:
        """Raise RecordError where this is no file of our own: others may have put it there."""
        found = os.fstat(self._fd)
        if found.st_uid != os.geteuid() or not stat.S_ISREG(found.st_mode):
            error = PermissionError(errno.EPERM, os.strerror(errno.EPERM))
            raise refused("trust", self.path, error)

    def read(self) -> bytes:
        try:
            parts: list[bytes] = []
            while part := os.pread(self._fd, 1 << 20, sum(map(len, parts))):
                parts.append(part)
        except OSError as error:
            raise refused("read", self.path, error) from error
        return b"".join(parts)

    def ending(self, most: int) -> tuple[int, bytes]:
        """How many bytes the file has, and the last of them, at most so many."""
        try:
            size = os.fstat(self._fd).st_size
            return size, os.pread(self._fd, most, max(0, size - most))
        except OSError as error:
            raise refused("read", self.path, error) from error

    def is_at(self, path: Path) -> bool:
        """Whether a name still leads to this very file."""
        try:
            named, found = os.stat(path), os.fstat(self._fd)
        except OSError:
            return False
        return (named.st_dev, named.st_ino) == (found.st_dev, found.st_ino)

    def expect(self, data: bytes) -> None:
        """From now on the file is to hold just this, and what is appended: see `refuse_changed`."""
        self._ours = _Ours(data)

    def refuse_changed(self, *, whole: bool = True) -> None:
        """Raise FileChanged where the file holds something else than is expected, if anything is.

        Whoever restores a backup writes into the very file, which keeps its name. Unless `whole`,
        one that has its size and the time when it was last written is not read.
        """
        if self._ours is None:
            return
        try:
            found = os.fstat(self._fd)
        except OSError as error:
            raise refused("look at", self.path, error) from error
        sized = found.st_size == self._ours.size
        if sized and not whole and found.st_mtime_ns == self._ours.written:
            return
        if not sized or sha256(self.read()).digest() != self._ours.hash.digest():
            raise FileChanged(
                f"Could not write {self.path}: another program has changed what it holds. Have that"
                f" program leave it alone, or {OF_CALLS}."
            )
        self._ours.written = found.st_mtime_ns

    def append(self, data: bytes) -> None:
        """Write all of `data` at the end and have it on the disk.

        After an error nothing is known of what the disk holds: the file must not be appended to
        again, for a second sync would report success without having written what the first lost.
        What is in a file that was deleted or replaced meanwhile would be found by nobody: that is
        an error, too. So is a file that does not hold what is expected, before or afterwards.
        """
        self.refuse_changed(whole=False)
        try:
            self._system.write_all(self._fd, data)
            self._sync()
            if self._ours:
                self._ours.add(data, os.fstat(self._fd).st_mtime_ns)
        except OSError as error:
            raise refused("write", self.path, error) from error
        self.refuse_changed(whole=False)

    def write_end_anew(self) -> None:
        """Write the last lines once more as they stand: the next `append` has them on the disk.

        After a sync that was refused the system may take for written what it lost: no later sync
        writes that, and nobody can see it until the power is cut.
        """
        size, data = self.ending(_END)
        if not data:
            return
        try:
            fd = self._system.open(self.path, os.O_WRONLY)
            try:
                if not self._system.leads_to(self.path, self._fd):
                    raise OSError(errno.EEXIST, os.strerror(errno.EEXIST))
                self._system.write_at(fd, data, size - len(data))
            finally:
                self._system.close(fd)
        except OSError as error:
            raise refused("write", self.path, error) from error

    def sync(self) -> None:
        """Have on the disk what another program wrote and may not have lived to sync."""
        try:
            self._sync()
        except OSError as error:
            raise refused("write", self.path, error) from error

    def _sync(self) -> None:
        self._system.sync_data(self._fd)
        if not self._leads_here():
            there = os.path.lexists(self.path)
            code = errno.EEXIST if there else errno.ENOENT
            raise OSError(code, os.strerror(code))

    def _leads_here(self) -> bool:
        """Whether the file's name leads to it still."""
        return self._system.leads_to(self.path, self._fd)

    def remove(self) -> None:
        """Remove this very file, and no other that has its name by now; have that on the disk."""
        try:
            self._system.remove_same(self.path, self._fd)
            _sync_names(self._system, self.path.parent)
        except OSError as error:
            if not self._limits.met(Limit.FOLDER, self.path.parent, error):
                raise refused("remove", self.path, error) from error

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


_OF_GROUP = 0o2750
"""The mode of a folder that a group may look into; what is made in it is the group's."""
_NOT_SHARED = (
    "{folder} cannot be shared with the group: its disk does not let it. Name another folder, or"
    " share with nobody."
)
_OF_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


def refuse_shared(folders: Iterable[Path]) -> None:
    """Raise RecordError for the first of these folders that is there and is not private."""
    for folder in folders:
        if why := why_not_private(folder):
            raise RecordError(why)


def refuse_no_folder(folder: Path) -> None:
    """Raise RecordError where a file has the folder's name, or that of one that it lies in."""
    there = next((one for one in (folder, *folder.parents) if os.path.exists(one)), folder)
    if os.path.exists(there) and not os.path.isdir(there):
        raise _no_folder(there)


def _no_folder(path: Path) -> RecordError:
    return RecordError(f"{path} is not a folder. Move that file away, or {OF_CALLS}.")


def why_not_private(folder: Path, instead: str = OF_CALLS) -> str | None:
    """Why nothing private may be kept in this folder; None where it may, or it is not there.

    `instead` is what may be done where nothing else helps.
    """
    try:
        found = os.lstat(folder)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise refused("look at", folder, error) from error
    if stat.S_ISLNK(found.st_mode):
        there = os.path.realpath(folder)
        return (
            f"{folder} is a link to {there}. Calls are not kept behind a link, which can be changed"
            f" unseen: name {there} itself, or {instead}."
        )
    if found.st_uid != os.geteuid():
        return f"{folder} belongs to somebody else. {capital(instead)}."
    if stat.S_ISDIR(found.st_mode) and found.st_mode & _OTHERS_WRITE:
        return (
            f"Others can write in {folder}, so nothing in it is safe from them."
            f" Take that from them (chmod go-w), or {instead}."
        )
    return None


_NAME = re.compile(r"\.(?P<file>.+)\.(?P<process>\d+)-(?P<thread>\d+)\.tmp", re.DOTALL)


def temp_name(path: Path) -> Path:
    """What this thread calls a file while it writes it.

    So of two who write the same file neither takes the other's half for its own; and what a killed
    program left can be known for what it is.
    """
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
        if found.endswith(".tmp") and _left_of(found) in wanted
    ]


def halves_left(folder: Path) -> list[Path]:
    """What writers who are gone left of any file in a folder. Raises RecordError."""
    return [folder / name for name in sorted(names_in(folder)) if _left_of(name)]


def _left_of(found: str) -> str:
    """The name of the file that this is a half of, whose writer is gone; empty if it is none."""
    match = _NAME.fullmatch(found)
    if match is None or _lives(int(match["process"]), int(match["thread"])):
        return ""
    return match["file"]


def _lives(process: int, thread: int) -> bool:
    """Whether another thread, of this or another program, can still be writing."""
    if process == os.getpid():
        others = (t for t in threading.enumerate() if t is not threading.current_thread())
        return any(t.native_id == thread for t in others)
    return runs(process)


def runs(process: int) -> bool:
    """Whether there is a process of this number."""
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

    `system` is replaced where faults are injected; `tell` as for `Limits`. `group` may read what is
    written in folders that are shared with it: see `guide.record.group`.
    """

    def __init__(
        self,
        system: System | None = None,
        tell: Callable[[str], object] | None = None,
        group: int | None = None,
    ) -> None:
        self._system = system or System()
        self.limits = Limits(tell)
        self._group = group

    def shared_folder(self, path: Path) -> None:
        """As `private_folder`; where there is a group, it may look into it (2750)."""
        self.private_folder(path)
        group = self._group
        if group is None or is_of_group(path, group):
            return
        why = why_not_for_group(path, group)
        if why is None:
            try:
                self._system.give_to_group(path, group)
                self._system.only_mine(path, _OF_GROUP)
            except OSError as error:
                raise refused("share", path, error) from error
            why = None if is_of_group(path, group) else _NOT_SHARED.format(folder=path)
        if why:
            raise RecordError(why)

    def private_folder(self, path: Path) -> None:
        """See to it that `path` is a folder of our own alone; what is made is 0700.

        In one that a group may look into, it may look into that too.
        """
        refuse_shared((path,))
        try:
            self._make_folder(path)
        except PermissionError as error:
            raise _not_made(path, error) from error
        except OSError as error:
            raise refused("make the folder", path, error) from error
        if not self._system.may_write(path):
            code = errno.EROFS if self._system.is_read_only(path) else errno.EACCES
            raise refused("write in the folder", path, OSError(code, os.strerror(code)))

    def close_to_others(self, folder: Path) -> None:
        """Have a folder of ours, if it is there, for its owner alone, and so all that is in it."""
        try:
            found = os.lstat(folder)
            ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()
            if ours and found.st_mode & _OF_OTHERS and not is_of_group(folder, self._group):
                self._only_mine(folder, folder, 0o700)
        except FileNotFoundError:
            return
        except OSError as error:
            raise refused("close to others", folder, error) from error

    def _make_folder(self, path: Path) -> None:
        if path.is_dir():
            # Whoever made a folder that is still empty may have been killed before its sync.
            if self._system.may_write(path.parent) and _is_empty(path):
                self._sync_folder(path.parent)
            return
        # Asked once more: another thread may have made it since.
        if path.exists() and not path.is_dir():
            raise _no_folder(path)
        if path.parent != path:
            self._make_folder(path.parent)
        with contextlib.suppress(FileExistsError):
            if is_of_group(path.parent, self._group):
                self._make_shared(path)
            else:
                self._system.make_folder(path)
                self._only_mine(path, path, 0o700)
        self._sync_folder(path.parent)

    def _make_shared(self, path: Path) -> None:
        """Make a folder in one of a group's, which has it from there that it is the group's."""
        self._system.make_inherited(path)
        if not is_of_group(path, self._group):
            raise RecordError(_NOT_SHARED.format(folder=path))

    def _mode_in(self, folder: Path) -> int:
        """The mode of files in a folder."""
        return 0o640 if is_of_group(folder, self._group) else 0o600

    def _sync_folder(self, folder: Path) -> None:
        try:
            _sync_names(self._system, folder)
        except OSError as error:
            if not self.limits.met(Limit.FOLDER, folder, error):
                raise

    def _only_mine(self, folder: Path, target: Path | int, mode: int) -> None:
        """Set the mode; where that can never be done, what is there must be ours all the same."""
        try:
            self._system.only_mine(target, mode)
        except OSError as error:
            found = os.stat(target)
            if mode & _OF_OTHERS or found.st_uid != os.geteuid():
                raise
            seen_by_others = found.st_mode & _OF_OTHERS
            if not seen_by_others and error.errno in _NEVER_IN[Limit.MODE]:
                return
            if not self.limits.met(Limit.MODE, folder, error):
                raise

    def create(self, path: Path) -> AppendFile:
        """Make a new file to append to; its name is on the disk when this returns."""
        file = self._open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_EXCL)
        try:
            self._sync_folder(path.parent)
        except OSError as error:
            file.close()
            self._discard(path)
            raise refused("make", path, error) from error
        return file

    def reopen(self, path: Path) -> AppendFile:
        return self._open(path, os.O_RDWR | os.O_APPEND)

    def open_to_read(self, path: Path) -> AppendFile:
        """Open a file of our own that cannot be written, to be locked and read and no more."""
        try:
            fd = self._system.open(path, os.O_RDONLY)
        except OSError as error:
            raise refused("open", path, error) from error
        file = AppendFile(self._system, self.limits, path, fd)
        try:
            file.refuse_strange()
        except BaseException:
            file.close()
            raise
        return file

    def sync_name(self, path: Path) -> None:
        """Have the name of a file on the disk, which another program may have made."""
        try:
            self._sync_folder(path.parent)
        except OSError as error:
            raise refused("make", path, error) from error

    def _open(self, path: Path, flags: int) -> AppendFile:
        try:
            fd = self._system.open(path, flags)
        except OSError as error:
            raise refused("open", path, error) from error
        file = AppendFile(self._system, self.limits, path, fd)
        try:
            self._only_mine(path.parent, fd, self._mode_in(path.parent))
        except OSError as error:
            file.close()
            raise refused("open", path, error) from error
        return file

    def write_passing(self, path: Path, data: bytes) -> None:
        """Write a file that need not outlive the program; what was there before is gone."""
        try:
            fd = self._system.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            try:
                self._system.write_all(fd, data)
            finally:
                self._system.close(fd)
        except OSError as error:
            raise refused("write", path, error) from error

    def write_whole(self, files: Mapping[Path, bytes], *, first: bool = False) -> None:
        """Write all of these files or none; each holds all of its bytes or is not there.

        A file that was there before is replaced, and is not brought back by a later failure.
        `first` says that nobody can have tried before: then nothing is looked for that a killed
        program may have left, which takes long in a folder of thousands.
        """
        mode = min((self._mode_in(path.parent) for path in files), default=0o600)
        self._replace(files, OF_CALLS, mode, first=first)

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
                self._sync_folder(folder)
        except BaseException as error:
            for path in (*temps.values(), *new):
                self._discard(path)
            if isinstance(error, OSError):
                raise refused("write", at, error, instead=instead) from error
            raise

    def _write_temp(self, temp: Path, data: bytes, mode: int | None) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        mask = 0o666 if mode is None else 0o600
        try:
            fd = self._system.open(temp, flags, mask)
        except FileExistsError:
            # It was killed, and had the numbers that this process and thread have now.
            self._system.remove(temp)
            fd = self._system.open(temp, flags, mask)
        try:
            if mode is not None:
                self._only_mine(temp.parent, fd, mode)
            self._system.write_all(fd, data)
            self._system.sync(fd)
        finally:
            self._system.close(fd)

    def move(self, moves: Mapping[Path, Path]) -> None:
        """Rename each file, in this order, and have the new names on the disk."""
        for old, new in moves.items():
            try:
                self._system.rename(old, new)
                self._sync_moved(old, new)
                self._sync_folder(old.parent)
            except OSError as error:
                raise refused("move", old, error) from error

    def _sync_moved(self, old: Path, new: Path) -> None:
        """Have the new name on the disk, or take it back.

        The next sync of the old folder would take the old name off the disk, and the file with it.
        """
        try:
            self._sync_folder(new.parent)
        except OSError:
            with contextlib.suppress(OSError):
                self._system.rename(new, old)
            raise

    def remove(self, path: Path) -> None:
        """Remove a file, if it is there, and have that on the disk."""
        try:
            with contextlib.suppress(FileNotFoundError):
                self._system.remove(path)
            # A folder that is not there has lost the file's name, too.
            with contextlib.suppress(FileNotFoundError):
                self._sync_folder(path.parent)
        except OSError as error:
            raise refused("remove", path, error) from error

    def remove_there(self, path: Path) -> None:
        """Remove a file in a folder that others may write beside: only the very file opened."""
        file = self.reopen(path)
        try:
            file.remove()
        finally:
            file.close()

    def _discard(self, path: Path) -> None:
        """Take back a file that must not stay, as far as a failing disk lets us."""
        with contextlib.suppress(OSError):
            self._system.remove(path)


def _sync_names(system: System, folder: Path) -> None:
    """Have a folder's names on the disk, those of the folder that its files are moved to first.

    A disk that refused to sync a move, and to take it back, left the file with its new name alone.
    Once the old folder is synced, a cut of the power leaves that name or none.
    """
    if folder.name == OPEN:
        with contextlib.suppress(FileNotFoundError):
            system.sync_folder(folder.with_name(DONE))
    system.sync_folder(folder)


Identity = tuple[int, int]
"""The number of a disk, and that of a folder on it."""


def identity_of(folder: Path) -> Identity | None:
    """Which folder a path leads to, or the one above it does that is there; None for neither.

    The number of the disk alone tells nothing where a part of one disk is mounted on another part.
    """
    for one in (folder, *folder.parents):
        with contextlib.suppress(OSError):
            found = os.stat(one)
            return found.st_dev, found.st_ino
    return None


def _is_empty(folder: Path) -> bool:
    with os.scandir(folder) as found:
        return next(found, None) is None


def names_in(folder: Path, *, instead: str = OF_CALLS) -> list[str]:
    """The names of all that lies in a folder; nothing when it is not there.

    `instead` is what may be done where it cannot be looked into, and nothing else helps.
    """
    try:
        return os.listdir(folder)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise refused("look into", folder, error, instead=instead) from error


def contents(path: Path) -> bytes:
    """All that a file of our own holds. What is no file there, a link or a pipe, is refused."""
    try:
        return own_bytes(path)
    except OSError as error:
        raise refused("read", path, error) from error


def own_bytes(path: Path) -> bytes:
    """The same; raises OSError."""
    fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        refuse_special(fd)
        with open(fd, "rb", closefd=False) as file:
            return file.read()
    finally:
        os.close(fd)
