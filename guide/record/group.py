"""A group of the computer's users that may read what is kept in a folder prepared for it.

Such a folder is 2750: its owner writes, the group reads, and what is made in it is the group's.
Only a group that is named in the settings counts, and only a folder that is just so.
"""

import contextlib
import grp
import os
import stat
from pathlib import Path

_FOLDER = 0o2750
_OF_OTHERS = stat.S_IRWXO
_OF_GROUP = stat.S_IRWXG


def group_named(name: str) -> int | None:
    """The number of a group of this computer; None where there is none of that name."""
    with contextlib.suppress(KeyError):
        return grp.getgrnam(name).gr_gid
    return None


def name_of_group(group: int) -> str:
    with contextlib.suppress(KeyError):
        return grp.getgrgid(group).gr_name
    return str(group)


def is_of_group(folder: Path, group: int | None) -> bool:
    """Whether a folder, itself no link, is one of ours that just this group may look into."""
    if group is None:
        return False
    try:
        found = os.lstat(folder)
    except OSError:
        return False
    ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()
    return ours and stat.S_IMODE(found.st_mode) == _FOLDER and found.st_gid == group


def why_not_for_group(folder: Path, group: int) -> str | None:
    """Why a folder cannot be made one for this group; None where it is one or can be.

    One that is for its owner alone, or not there, can be by a member of the group. One that others
    can look into already is nobody's to change but its owner's.
    """
    if is_of_group(folder, group):
        return None
    name = name_of_group(group)
    try:
        found = os.lstat(folder)
    except FileNotFoundError:
        if is_of_group(folder.parent, group):
            return None
        found = None
    except OSError:
        # Whoever writes there is told.
        return None
    if found is not None and found.st_mode & _OF_OTHERS:
        return (
            f"Everybody on this computer can look into {folder}, which is shared with the group"
            f" {name}. Take that from them (chmod o-rwx), or name another folder with --out."
        )
    if found is not None and found.st_mode & _OF_GROUP and found.st_gid != group:
        return (
            f"{folder} can be looked into by the group {name_of_group(found.st_gid)}, and is to be"
            f" shared with {name}. Have it given to that group (chgrp {name}), or name another"
            " folder with --out."
        )
    if os.geteuid() == 0 or group in (os.getegid(), *os.getgroups()):
        return None
    return (
        f"You are not a member of the group {name}, so {folder} cannot be shared with it. Have"
        f" somebody make you one, or make that folder for you: yours, of that group, mode 2750."
    )


def why_out_of_reach(folder: Path, group: int) -> str | None:
    """Why a group cannot get to a folder that is shared with it; None where nothing says so.

    Whoever is to read a file must be let through every folder above it. What is not there yet is
    made for its owner alone. A folder with an access list of its own may let the group through.
    """
    shut = _shut_above(folder, group)
    if shut is None:
        return None
    name = name_of_group(group)
    return (
        f"The group {name} cannot read what is shared with it in {folder}: the folder {shut} above"
        f" it lets nobody through but its owner. Have a folder made outside your home folder"
        f" (install -d -o YOU -g {name} -m 2750 /srv/summaries/YOU), and name it in the settings"
        " file with out =."
    )


def _shut_above(folder: Path, group: int) -> Path | None:
    """The first folder above this one, from the root on, that does not let a group through."""
    for above in reversed(Path(os.path.realpath(folder)).parents):
        try:
            found = os.stat(above)
        except FileNotFoundError:
            return None if is_of_group(above.parent, group) else above
        except OSError:
            # Whoever writes there is told.
            return None
        lets_through = stat.S_IXGRP if found.st_gid == group else stat.S_IXOTH
        if not found.st_mode & lets_through and not _has_access_list(above):
            return above
    return None


def _has_access_list(folder: Path) -> bool:
    try:
        return "system.posix_acl_access" in os.listxattr(folder)
    except (OSError, AttributeError):
        # Not every system has them.
        return False
