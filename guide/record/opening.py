"""The one way to the records: whoever reads or writes them comes through `open_records` first.

What a disk refused was saved in the fallback folder. It is brought home before anything is looked
at, so that nobody goes on with half of a call. That folder lies where others may write beside it:
it is read only where it is ours alone, and of what is in it nothing is removed but the very file
that was read. What could not be done is told, and so are records that have branched, of calls that
ended too, and files that may be a branch but for
their name, or for damage.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from functools import partial
from hashlib import sha256
from pathlib import Path

from guide.call.events import Started
from guide.errors import CallBusy, RecordError
from guide.record.branch import branched_sentence
from guide.record.calls import (
    branches,
    call_of_file,
    fallback_files,
    files_like,
    fresh_file,
    kept_files,
    refuse_foreign,
    several_files,
)
from guide.record.codec import decoded, sound_lines
from guide.record.copied import remove_copies
from guide.record.disk import Disk, contents, halves_left, refused, why_not_private
from guide.record.left_out import left_out
from guide.record.places import DONE, OPEN, Places

_INSTEAD = "name another place for it with GUIDE_ELSEWHERE"


def open_records(disk: Disk, places: Places) -> tuple[str, ...]:
    """Bring home what was saved in the fallback folder; in sentences, what is to be told.

    That is what could not be brought home, and which records have branched. Raises nothing: what
    can be read is there all the same. `guide.record.calls` finds what is still in that folder.
    Folders that others can look into, as after a backup was restored, are closed to them. Copies of
    other people's records that a killed program left are removed.
    """
    remove_copies(places)
    unread = set[Path]()
    closed, home = _closed_to_others(disk, places), _brought_home(disk, places, unread)
    return (*closed, *home, *branched_or_left_out(places, unread))


def _closed_to_others(disk: Disk, places: Places) -> Iterator[str]:
    for folder in places.private:
        try:
            # The folder of all may have been chosen, and hold more than ours.
            if folder != places.state:
                disk.close_to_others(folder)
        except RecordError as error:
            yield str(error)


def _brought_home(disk: Disk, places: Places, unread: set[Path]) -> Iterator[str]:
    """Bring home what calls need, then the calls: none before all that it needs is there.

    In `unread` is put which files are told of as what cannot be read.
    A file is copied, and removed when the copy is on the disk: whenever that is cut short, doing it
    again completes it. What a running program holds is left to it.
    """
    folder = places.fallback_dir
    if folder is None:
        return
    try:
        why = why_not_private(folder, _INSTEAD) or _is_home(folder, places)
        wording = files_like(folder, "*.toml", instead=_INSTEAD)
    except OSError as error:
        why, wording = str(refused("look into", folder, error, instead=_INSTEAD)), []
    except RecordError as error:
        why, wording = str(error), []
    if why:
        yield f"What was saved in {folder} is not looked for. {why}"
        return
    _clear(disk, folder)
    lacking = ""
    for path in wording:
        lacking = lacking or _bring(disk, path, partial(_bring_wording, disk, places))
    for path in (path for files in fallback_files(places).values() for path in files):
        why = lacking or _bring(disk, path, partial(_bring_journal, disk, places))
        if why:
            if not _is_read(path):
                unread.add(path)
            yield f"The call {call_of_file(path)} is saved in {folder}. {why}"


def _clear(disk: Disk, folder: Path) -> None:
    """Remove halves of files that the disk refused, or a killed program was writing.

    They count for nothing: one that cannot be removed is tried again the next time.
    """
    with suppress(RecordError):
        for half in halves_left(folder):
            disk.remove_there(half)


def _is_home(folder: Path, places: Places) -> str:
    """Why a folder is none to bring calls home from: it is their home, by another name."""
    homes = [kind / name for kind in (places.calls, places.training) for name in (OPEN, DONE)]
    if any(home.exists() and folder.exists() and home.samefile(folder) for home in homes):
        return f"It is the folder of the calls themselves: {_INSTEAD}."
    return ""


def _bring(disk: Disk, path: Path, keep: Callable[[Path, bytes], None]) -> str:
    """Have a file kept at home, then remove it here; in a sentence, why it could not be."""
    try:
        file = disk.reopen(path)
        try:
            file.refuse_strange()
            if not file.lock():
                return f"{path} cannot be locked, so a program may be writing it: it stays there."
            keep(path, file.read())
            file.remove()
        finally:
            file.close()
    except CallBusy:
        return ""
    except OSError as error:
        return str(refused("bring home", path, error))
    except RecordError as error:
        return str(error)
    return ""


def _is_read(path: Path) -> bool:
    """Whether anything of a call can be read of a file."""
    with suppress(RecordError):
        return bool(decoded(sound_lines(contents(path)).lines[:1]))
    return False


def _bring_wording(disk: Disk, places: Places, path: Path, data: bytes) -> None:
    if sha256(data).hexdigest() != path.stem:
        # It cannot be what a call was taken with.
        return
    home = places.wording / path.name
    if not home.exists() or contents(home) != data:
        disk.private_folder(home.parent)
        disk.write_whole({home: data})


def _bring_journal(disk: Disk, places: Places, path: Path, data: bytes) -> None:
    sound = sound_lines(data)
    first = decoded(sound.lines[:1])
    if first and isinstance(first[0].event, Started):
        refuse_foreign(path, first)
        _copy(disk, places, path.name, data, training=first[0].event.training)
    elif data and not sound.torn:
        raise RecordError(f"{path} is no record of a call. Move it away.")


def _copy(disk: Disk, places: Places, name: str, data: bytes, *, training: bool) -> None:
    """Keep a journal where it belongs, unless more of it is there.

    Also where the call was erased since: whoever looks next is told, and nothing goes unasked.
    """
    calls, call = places.calls_of(training), name.partition(".")[0]
    size = sound_lines(data).size
    # Of what is damaged, more than a last line that was cut off may be there and nowhere else.
    sound = data if b"\n" in data[size:] else data[:size]
    files = kept_files(calls, call).get(call, ())
    there = {path: held for path in files if (held := contents(path)).startswith(sound)}
    if any(len(held) > len(sound) for held in there.values()):
        return
    path = places.journal_path(call, training)
    disk.private_folder(path.parent)
    # A file that holds just as much may be the one that was refused: what is read of it may never
    # reach the disk.
    if not any(_written_anew(disk, same, data) for same in there):
        disk.write_whole({fresh_file(path): data})


def _written_anew(disk: Disk, path: Path, data: bytes) -> bool:
    """Write a file anew that no program writes in; whether that is certain to be so."""
    file = disk.reopen(path)
    try:
        if not file.lock():
            return False
        disk.write_whole({path: data})
    finally:
        file.close()
    return True


def branched_or_left_out(places: Places, unread: Collection[Path] = ()) -> Iterator[str]:
    """In sentences, which records have branched, and what may be a branch.

    Of `unread` files it is told.
    """
    for training in (False, True):
        # Whoever looks next into a folder that cannot be is told.
        with suppress(RecordError):
            for call, files in sorted(several_files(places, training=training).items()):
                if len(tips := branches(files)) > 1:
                    yield branched_sentence(call, tips)
    with suppress(RecordError):
        yield from left_out(places, told=unread)
