"""The calls that are kept: their ids, lists of them, and finding one by name.

A kind's calls (`Places.calls` or `Places.training`) lie in two folders: `open` for those that are
not wrapped up, `done` for all others; so that what is unfinished is found at once among thousands.
"""

import secrets
import string
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby, islice
from pathlib import Path

from msgspec import Struct

from guide.errors import UnknownName
from guide.record.call_files import best_file, by_call, is_journal, names_in
from guide.record.call_index import CallIndex, CallInfo, call_info
from guide.record.disk import Disk
from guide.record.erased import erased_call
from guide.record.places import DONE, OPEN
from guide.script.findings import did_you_mean

_ALPHABET = "".join(c for c in string.ascii_lowercase + "23456789" if c not in "lo")
_ID_TIME = "%Y%m%d-%H%M%S"


def new_call_id(now: datetime) -> str:
    """An id for a call that begins `now`: the time in UTC, and four characters by chance."""
    chance = "".join(secrets.choice(_ALPHABET) for _ in range(4))
    return f"{now.astimezone(UTC):{_ID_TIME}}-{chance}"


def time_of(call_id: str) -> datetime | None:
    """When a call began, in UTC, as its id says; None for an id of another make."""
    try:
        return datetime.strptime(call_id[:15], _ID_TIME).replace(tzinfo=UTC)
    except ValueError:
        return None


def kept_calls(calls: Path, disk: Disk | None = None) -> list[CallInfo]:
    """Every call kept in this folder, newest first.

    With a `disk`, what had to be read is remembered there for the next list.
    """
    index = CallIndex(calls)
    found = _found(calls)
    files = (found[call] for call in sorted(found, reverse=True))
    infos = [index.info(f.best) if f.folder.name == DONE else call_info(f.best) for f in files]
    if disk is not None:
        index.keep(disk)
    return [info for info in infos if info is not None]


def recent_calls(calls: Path, most: int) -> list[CallInfo]:
    """The newest calls of this folder, at most so many; of no others more than a name is looked at.

    Names are sorted as ids are: by the time of the call.
    """
    names = sorted({*names_in(calls / DONE), *names_in(calls / OPEN)}, reverse=True)
    newest = groupby(name.partition(".")[0] for name in names if is_journal(name))
    return _infos(_found(calls, tuple(call for call, _ in islice(newest, most))))


def unfinished_calls(calls: Path) -> list[CallInfo]:
    """The calls in this folder that have not ended, newest first. As fast with 10,000 kept."""
    return [info for info in open_calls(calls) if not info.ended and info.started_at is not None]


def open_calls(calls: Path) -> list[CallInfo]:
    """The calls not wrapped up, newest first; one that has ended lacks its summary."""
    return _infos(_found(calls, folders=(OPEN,)))


class _Files(Struct, frozen=True):
    """The names of a call's journal files in a folder, oldest first."""

    folder: Path
    names: tuple[str, ...]

    @property
    def best(self) -> Path:
        return best_file([self.folder / name for name in self.names])


def _found(
    calls: Path, beginnings: str | tuple[str, ...] = "", folders: Sequence[str] = (DONE, OPEN)
) -> dict[str, _Files]:
    """By call id, the files of each call whose id begins so.

    One that was being put away still counts as open.
    """
    return {
        call: _Files(calls / name, names)
        for name in folders
        for call, names in by_call(
            found for found in names_in(calls / name) if found.startswith(beginnings)
        ).items()
    }


def _infos(found: Mapping[str, _Files]) -> list[CallInfo]:
    infos = (call_info(found[call].best) for call in sorted(found, reverse=True))
    return [info for info in infos if info is not None]


def find_call(calls: Path, name: str) -> Path:
    """The journal of the call with this id, or whose id alone begins so.

    Raises UnknownName, with the nearest, or with when and why the call was erased.
    """
    wanted = name.strip().lower()
    found = _found(calls, wanted)
    matches = [wanted] if wanted in found else sorted(found)
    if len(matches) == 1:
        return found[matches[0]].best
    erased = None if matches else erased_call(calls, name)
    if erased is not None:
        raise UnknownName(erased.sentence)
    raise UnknownName(_no_such_call(name, matches, sorted(_found(calls), reverse=True)))


def _no_such_call(name: str, matches: Sequence[str], every: Sequence[str]) -> str:
    if not every:
        return f"There is no call “{name}”: none is kept yet."
    if matches:
        some = ", ".join(matches[-3:])
        return f"{len(matches)} calls begin with “{name}”, such as {some}. Write more of the id."
    mend = did_you_mean(name.strip().lower(), every, "guide calls lists those that are kept.")
    return f"There is no call “{name}”. {mend}"
