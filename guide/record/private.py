"""Whether a folder is private: our own, no link, and nobody else's to write in.

Who can write in a folder can put files of theirs in the place of ours; who owns it, or the folder a
link leads to, can as well. Folders above it are not looked at: they are the computer's.
"""

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from guide.errors import RecordError
from guide.record.faults import refused

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
