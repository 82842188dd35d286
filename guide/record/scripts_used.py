"""Which scripts were used last: a small file that is only ever a convenience."""

import contextlib

from guide.errors import RecordError
from guide.record.disk import Disk
from guide.record.places import Places

_MOST = 20


def last_scripts(places: Places) -> tuple[str, ...]:
    """Ids of the scripts used, the last used first."""
    try:
        return tuple(places.scripts_used.read_text("utf-8").split())
    except (OSError, ValueError):
        return ()


def remember_script(disk: Disk, places: Places, script: str) -> None:
    """Put a script first among those used. A disk that refuses is no reason to stop a call."""
    used = dict.fromkeys((script, *last_scripts(places)))
    text = "".join(f"{name}\n" for name in list(used)[:_MOST])
    with contextlib.suppress(RecordError):
        disk.private_folder(places.state)
        disk.write_whole({places.scripts_used: text.encode()})
