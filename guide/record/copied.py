"""Other people's folders of records, copied without being trusted or touched.

Whatever may lie in such a folder: links, pipes, strange names, half files. Only plain files that
are named as the program names its own are read, and nothing is followed, locked or written there.
What cannot be copied is told, and keeps nothing else from being copied.
"""

import contextlib
import errno
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from guide.errors import RecordError
from guide.record.archive import is_kept_script
from guide.record.calls import (
    call_named_by,
    is_journal,
    is_strange_journal,
    usable_fallback,
)
from guide.record.disk import Disk, names_in, refused, runs
from guide.record.places import AFTER, DONE, OPEN, SUFFIXES, Places
from guide.text import plain_line

_INSTEAD = "have a copy of that folder made which you can read"

_MOST = 256 * 2**20
"""So many bytes no file of ours has; a file with holes may claim any size."""

_TRIES = 3
"""So often a folder is copied again in which a call ended meanwhile."""

_COPIES = "collecting-"
"""So begins the name of the folder in which copies lie while a program looks at them."""

Going = Callable[[Sequence[str]], Iterable[str]]
"""Goes through the names of what is to be read, and may show how far that is."""


def copy_records(
    disk: Disk, folder: Path, to: Places, beside: Sequence[str], going: Going = iter
) -> tuple[str, ...]:
    """Copy journals, the files beside them that have these names, summaries, and kept scripts.

    `folder` is where somebody keeps records, or a copy of that. In sentences, what could not be
    copied. Raises RecordError where the copy cannot be written.
    """
    copying = _Copying(disk, folder, to, beside, going)
    for _ in range(_TRIES):
        copying.told.clear()
        if not copying.changed_meanwhile():
            break
    return tuple(dict.fromkeys(copying.told))


def copy_beside(disk: Disk, folder: Path, to: Places, beside: Sequence[str]) -> None:
    """Copy the files of these names once more; one that cannot be copied is as it was before."""
    _Copying(disk, folder, to, beside, iter).copy_beside()


def folders_for_copies(own: Places) -> tuple[Path, ...]:
    """Where this program may keep copies until it ends, the usual place first.

    The other is in the fallback folder, for where one's own cannot be written.
    """
    above = (own.state, own.fallback_dir)
    return tuple(one / f"{_COPIES}{os.getpid()}" for one in above if one is not None)


def holds_nothing_yet(folder: Path) -> bool:
    """Whether a folder is there, and has nothing in it but what the program makes at first."""
    places = Places(folder, folder)
    made = {path.name for path in (places.training.parent, places.wording, places.half_notes)}
    with contextlib.suppress(OSError):
        found = {name for name in os.listdir(folder) if not name.startswith((".", _COPIES))}
        return found <= {*made, places.register_index.name, "summaries"}
    return False


def remove_copies(own: Places) -> None:
    """Remove what programs left of copies that were killed."""
    for folder in filter(None, (own.state, usable_fallback(own))):
        with contextlib.suppress(RecordError):
            for name in names_in(folder):
                process = name.removeprefix(_COPIES)
                if name != process and process.isdecimal() and not runs(int(process)):
                    shutil.rmtree(folder / name, ignore_errors=True)


class _Copying:
    """One folder being copied; `told` is what could not be."""

    def __init__(
        self, disk: Disk, folder: Path, to: Places, beside: Sequence[str], going: Going
    ) -> None:
        self.told: list[str] = []
        self._disk = disk
        self._folder = folder
        self._to = to
        self._beside = beside
        self._going = going

    def changed_meanwhile(self) -> bool:
        """Copy everything; whether a call ended meanwhile, so that journals and ledger may differ.

        Those in `open` come first: one that is put away meanwhile is then found among those done.
        """
        calls = self._to.calls
        with self._opened(self._folder, None, follow=True) as top:
            if top is None:
                return False
            names = self._names(top, self._folder)
            if not {calls.name, *self._beside} & {*names}:
                self._tell_foreign()
                return False
            self._disk.private_folder(self._to.state)
            before = _size(self._to.ledger.name, top)
            self._copy_beside(top, names)
            # A summary is written after its journal: copied before it, it is never the newer one.
            if self._to.out.name in names:
                with self._inside(self._to.out.name, top, self._folder) as fd:
                    if fd is not None:
                        self._copy_summaries(fd, self._folder / self._to.out.name)
            self._copy_calls(top, self._folder, calls)
            if self._to.training.parent.name in names:
                practice = self._to.training.parent
                with self._inside(practice.name, top, self._folder) as fd:
                    if fd is not None:
                        self._copy_calls(fd, self._folder / practice.name, self._to.training)
            # What a call was taken with was kept before it.
            if self._to.wording.name in names:
                with self._inside(self._to.wording.name, top, self._folder) as fd:
                    if fd is not None:
                        self._copy_scripts(fd, self._folder / self._to.wording.name)
            return before != _size(self._to.ledger.name, top)

    def copy_beside(self) -> None:
        """Copy what lies beside the calls, and nothing else."""
        with self._opened(self._folder, None, follow=True) as top:
            if top is not None:
                # The folder may not have been there before.
                self._disk.private_folder(self._to.state)
                self._copy_beside(top, self._names(top, self._folder))

    def _copy_beside(self, top: int, names: Sequence[str]) -> None:
        for name in self._beside:
            if name in names:
                self._copy(top, self._folder / name, self._to.state / name)

    def _tell_foreign(self) -> None:
        self.told.append(
            f"{_shown(self._folder)} holds no records of calls. Name the folder that guide doctor"
            " shows as “calls” to whoever keeps them, or a copy of it."
        )

    def _copy_calls(self, above: int, folder: Path, to: Path) -> None:
        """Copy the calls of a kind, which lie in that folder, which is open, as they do in `to`."""
        calls = folder / to.name
        if to.name not in self._names(above, folder):
            return
        with self._inside(to.name, above, folder) as kinds:
            there = self._names(kinds, calls) if kinds is not None else []
            if kinds is None:
                return
            self._disk.private_folder(to)
            if (stones := "erased.jsonl") in there:
                self._copy(kinds, calls / stones, to / stones)
            for kind in (kind for kind in (OPEN, DONE) if kind in there):
                with self._inside(kind, kinds, calls) as fd:
                    if fd is not None:
                        self._copy_journals(fd, calls / kind, to / kind)

    def _copy_summaries(self, fd: int, here: Path) -> None:
        self._disk.private_folder(self._to.out)
        for name in self._names(fd, here):
            path = Path(name)
            if path.suffix in SUFFIXES and call_named_by(name) == path.stem.removesuffix(AFTER):
                self._copy(fd, here / name, self._to.out / name)

    def _copy_scripts(self, fd: int, here: Path) -> None:
        self._disk.private_folder(self._to.wording)
        for name in self._names(fd, here):
            if is_kept_script(name):
                self._copy(fd, here / name, self._to.wording / name)

    def _copy_journals(self, fd: int, here: Path, to: Path) -> None:
        names = self._names(fd, here)
        self._disk.private_folder(to)
        for name in names:
            if is_strange_journal(name):
                self.told.append(
                    f"{_shown(here / name)} counts for nothing: its name is not that of a call’s"
                    " journal."
                )
        for name in self._going([name for name in names if is_journal(name)]):
            self._copy(fd, here / name, to / name)

    def _copy(self, fd: int, path: Path, to: Path) -> None:
        """Copy a plain file of the folder that is open; another is told."""
        try:
            data = _content(fd, path.name)
        except FileNotFoundError:
            # It was put away, and is met there.
            return
        except OSError as error:
            self.told.append(_refusal("read", path, error))
        except _Strange as why:
            self.told.append(f"{_shown(path)} was not read: {why}.")
        else:
            self._disk.write_passing(to, data)

    def _names(self, fd: int, folder: Path) -> list[str]:
        try:
            return sorted(os.listdir(fd))
        except OSError as error:
            self.told.append(_refusal("look into", folder, error))
            return []

    def _inside(
        self, name: str, above: int, folder: Path
    ) -> contextlib.AbstractContextManager[int | None]:
        return self._opened(folder / name, above)

    @contextlib.contextmanager
    def _opened(
        self, folder: Path, above: int | None, *, follow: bool = False
    ) -> Iterator[int | None]:
        """A folder, open, and no link to one unless that was named; None where it cannot be."""
        flags = os.O_RDONLY | os.O_DIRECTORY | (0 if follow else os.O_NOFOLLOW)
        name = folder if above is None else folder.name
        try:
            fd = os.open(name, flags, dir_fd=above)
        except OSError as error:
            self.told.append(_refusal("look into", folder, _as_link(error, name, above)))
            yield None
            return
        try:
            yield fd
        finally:
            os.close(fd)


class _Strange(Exception):
    """A file that is none of ours; why."""


def _content(fd: int, name: str) -> bytes:
    """What a plain file holds. Nobody is waited for at the other end of a pipe."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
    file = os.open(name, flags, dir_fd=fd)
    try:
        found = os.fstat(file)
        if not stat.S_ISREG(found.st_mode):
            raise _Strange("it is not a plain file")
        if found.st_size > _MOST:
            raise _Strange(f"it has {found.st_size // 2**20:,} MB, as no record of ours has")
        parts: list[bytes] = []
        while part := os.read(file, 1 << 20):
            parts.append(part)
            if len(parts) << 20 > _MOST * 2:
                raise _Strange("it has no end")
        return b"".join(parts)
    finally:
        os.close(file)


def _size(name: str, fd: int) -> int:
    try:
        return os.stat(name, dir_fd=fd, follow_symlinks=False).st_size
    except OSError:
        return 0


def _as_link(error: OSError, name: str | Path, above: int | None) -> OSError:
    """The error, or that it is a link: systems say so of a folder in different ways."""
    with contextlib.suppress(OSError):
        if stat.S_ISLNK(os.stat(name, dir_fd=above, follow_symlinks=False).st_mode):
            return OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    return error


def _refusal(doing: str, path: Path, error: OSError) -> str:
    return str(refused(doing, Path(_shown(path)), error, instead=_INSTEAD))


def _shown(path: Path) -> str:
    """A path as one line: whoever named the file may have put anything into its name."""
    return plain_line(str(path))
