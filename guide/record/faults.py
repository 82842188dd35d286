"""What the operating system refused, as a sentence for the person who can mend it."""

import errno
import os
from pathlib import Path

from guide.errors import RecordError

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
    errno.ELOOP: ("it is a link", "Put the file itself there, or {another}"),
    errno.ENAMETOOLONG: ("its name is too long", ""),
}


def refused(doing: str, path: Path, error: OSError, *, instead: str = OF_CALLS) -> RecordError:
    """Word `error`, met while `doing` (such as "write") something with `path`.

    `instead` is what may be done where nothing else helps.
    """
    known = _WHY.get(error.errno or 0)
    because, mend = known or (os.strerror(error.errno).lower() if error.errno else str(error), "")
    better = mend.format(another=instead) or f"{instead[0].upper()}{instead[1:]}"
    return RecordError(f"Could not {doing} {path}: {because}. {better}.")
