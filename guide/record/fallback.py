"""Moving journals back from the fallback folder, now that the disk may be back."""

from pathlib import Path

from guide.call import events as ev
from guide.errors import CallBusy, RecordError
from guide.record.call_files import call_of_file, contents, files_by_call, fresh_file
from guide.record.codec import decoded, sound_lines
from guide.record.disk import Disk
from guide.record.erased import erased_call
from guide.record.places import DONE, OPEN, Places


def move_journals_back(disk: Disk, places: Places) -> str:
    """Move each journal back that no running program holds; in words, why one could not be.

    A journal is copied, and removed from the fallback when the copy is on the disk: whenever that
    is cut short, doing it again completes it.
    """
    if places.fallback_dir is None:
        return ""
    why = ""
    try:
        found = files_by_call(places.fallback_dir)
    except RecordError:
        return ""
    for path in (path for files in found.values() for path in files):
        try:
            _move_back(disk, places, path)
        except CallBusy:
            continue
        except RecordError as error:
            why = f"The call {call_of_file(path)} is saved in {path.parent}. {error}"
    return why


def _move_back(disk: Disk, places: Places, path: Path) -> None:
    file = disk.reopen(path)
    try:
        file.lock()
        data = file.read()
        sound = sound_lines(data)
        first = decoded(sound.lines[:1])
        if first and isinstance(first[0].event, ev.Started):
            _copy(disk, places, path.name, data, training=first[0].event.training)
        elif data and not sound.torn:
            return  # not written by this program
        disk.remove(path)
    finally:
        file.close()


def _copy(disk: Disk, places: Places, name: str, data: bytes, *, training: bool) -> None:
    """Keep a journal where it belongs, unless all of it is there, or the call was erased since."""
    calls, call = places.calls_of(training), name.partition(".")[0]
    if erased_call(calls, call) is not None or _is_known(calls, call, data):
        return
    path = places.journal_path(call, training)
    disk.private_folder(path.parent)
    disk.write_whole({fresh_file(path): data})


def _is_known(calls: Path, call: str, data: bytes) -> bool:
    """Whether one of the call's files where they belong holds at least as much."""
    sound = data[: sound_lines(data).size]
    files = (files_by_call(calls / name, call).get(call, ()) for name in (OPEN, DONE))
    return any(contents(path).startswith(sound) for of_call in files for path in of_call)
