"""What the operating system refused, as a sentence for the person who can mend it."""

import errno
import os
from pathlib import Path

from guide.errors import RecordError

_ANOTHER = "name another place (GUIDE_STATE for calls, --out for summaries)"

_WHY = {
    errno.ENOSPC: ("the disk is full", "Free some space, or " + _ANOTHER),
    errno.EDQUOT: ("your share of the disk is used up", "Free some space, or " + _ANOTHER),
    errno.EFBIG: ("the file would be larger than allowed", "Raise that limit, or " + _ANOTHER),
    errno.EROFS: ("the disk can only be read", "Make it writable, or " + _ANOTHER),
    errno.EACCES: ("you have no permission", "Have it given to you, or " + _ANOTHER),
    errno.EPERM: ("it belongs to somebody else", "Have it given to you, or " + _ANOTHER),
    errno.EIO: ("the disk reported a fault", "Have the disk looked at, and " + _ANOTHER),
    errno.ENOENT: ("it is not there", "Put it back, or " + _ANOTHER),
    errno.ENOTDIR: ("a part of its path is a file", "Move that file away, or " + _ANOTHER),
    errno.EEXIST: ("something else has its name", "Move that away, or " + _ANOTHER),
    errno.EISDIR: ("a folder has its name", "Move that away, or " + _ANOTHER),
    errno.ELOOP: ("it is a link", "Put the file itself there, or " + _ANOTHER),
    errno.ENAMETOOLONG: ("its name is too long", _ANOTHER.capitalize()),
}


def refused(doing: str, path: Path, error: OSError) -> RecordError:
    """Word `error`, met while `doing` (such as "write") something with `path`."""
    known = _WHY.get(error.errno or 0)
    why = (os.strerror(error.errno).lower() if error.errno else str(error), _ANOTHER.capitalize())
    because, mend = known or why
    return RecordError(f"Could not {doing} {path}: {because}. {mend}.")
