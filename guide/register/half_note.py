"""The last note of a call that has ended, while it is being typed: a killed program leaves it.

It is a private file of its own, for the call's journal is closed by then, and it holds no digits
that a draft may not show. It is gone once the note is on record or given up, with the call when
that is erased, and after two days, when no note can be added any more.
"""

import contextlib
from datetime import datetime, timedelta
from pathlib import Path

from guide.errors import RecordError
from guide.record.calls import call_named_by, time_of
from guide.record.card_numbers import held_back
from guide.record.disk import Disk, names_in, own_bytes
from guide.record.places import Places
from guide.register.stored import MOST_OF_NOTE
from guide.text import plain, plain_line

_LONGEST = timedelta(days=2)


def keep_half_note(disk: Disk, places: Places, call: str, text: str) -> None:
    """Have on the disk what is typed so far; nothing of it where that is empty.

    Raises RecordError where the disk refuses.
    """
    path = _path(places, call)
    if text:
        disk.private_folder(path.parent)
        disk.write_whole({path: held_back(text).encode()})
    elif path.exists():
        disk.remove(path)


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


def _names(places: Places) -> list[str]:
    try:
        return names_in(places.half_notes)
    except RecordError:
        return []


def _path(places: Places, call: str) -> Path:
    return places.half_notes / f"{call}.txt"
