"""The last note of a call that has ended, while it is being typed: a killed program leaves it.

It is a private file of its own, for the call's journal is closed by then, and it holds no digits
that a draft may not show. It is gone once the note is on record or given up, with the call when
that is erased, and after two days, when no note can be added any more.
"""

import contextlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from guide.errors import RecordError
from guide.record.calls import call_named_by, time_of
from guide.record.card_numbers import held_back
from guide.record.disk import Disk, names_in, own_bytes
from guide.record.erasures import erasure_of
from guide.record.ledger import erased_for_certain
from guide.record.places import Places
from guide.register.stored import MOST_OF_NOTE
from guide.text import plain, plain_line

_LONGEST = timedelta(days=2)


def keep_half_note(disk: Disk, places: Places, call: str, text: str) -> None:
    """Have on the disk what is typed so far; nothing of it where that is empty.

    Raises RecordError where the disk refuses, or the call was erased.
    """
    path = _path(places, call)
    if text:
        _refuse_erased(places, call)
        disk.private_folder(path.parent)
        disk.write_whole({path: held_back(text).encode()})
        try:
            # Another program may have erased it just now.
            _refuse_erased(places, call)
        except RecordError:
            disk.remove(path)
            raise
    elif path.exists():
        disk.remove(path)


def _refuse_erased(places: Places, call: str) -> None:
    if stone := erasure_of(places, call, training=False):
        raise RecordError(stone.sentence)


def half_note(places: Places, call: str) -> str:
    """What was typed of the last note of a call, and not entered; empty where nothing was."""
    try:
        text = own_bytes(_path(places, call)).decode()
    except (OSError, ValueError):
        return ""
    return plain_line(plain(text)).strip()[:MOST_OF_NOTE]


def call_with_half_note(places: Places) -> str:
    """The latest call of whose last note something was typed and not entered; empty for none."""
    calls = sorted(filter(None, map(call_named_by, _names(places))), reverse=True)
    return next((call for call in calls if half_note(places, call)), "")


def erase_old_half_notes(disk: Disk, places: Places, now: datetime) -> None:
    """Erase those that cannot be entered any more; what the disk refuses is left."""
    for name in _names(places):
        began = time_of(call_named_by(name))
        if began is not None and now - began >= _LONGEST:
            with contextlib.suppress(RecordError):
                disk.remove(places.half_notes / name)
    with contextlib.suppress(RecordError):
        erase_of_erased_calls(disk, places)


def erase_of_erased_calls(disk: Disk, places: Places) -> bool:
    """Erase those of calls that were erased; whether there were any.

    Raises RecordError where the disk refuses.
    """
    found = [*_of_erased_calls(places)]
    for path in found:
        disk.remove(path)
    return bool(found)


def half_note_faults(places: Places) -> Iterator[str]:
    """In sentences, what was typed of calls that were erased, and is there."""
    for path in _of_erased_calls(places):
        call = call_named_by(path.name)
        yield (
            f"{path} was typed of the call {call}, which was erased: guide forget {call} erases it."
        )


def _of_erased_calls(places: Places) -> Iterator[Path]:
    names = _names(places)
    erased = erased_for_certain(places.ledger) if names else frozenset[str]()
    for name in sorted(names):
        path = places.half_notes / name
        if call_named_by(name) in erased and (path.is_symlink() or not path.is_dir()):
            yield path


def _names(places: Places) -> list[str]:
    try:
        return names_in(places.half_notes)
    except RecordError:
        return []


def _path(places: Places, call: str) -> Path:
    return places.half_notes / f"{call}.txt"
