"""The calls that are kept: their ids, the files of their journals, and finding one by name.

A kind's calls (`Places.calls` or `Places.training`) lie in two folders: `open` for those that are
not wrapped up, `done` for all others; so that what is unfinished is found at once among thousands.

The files of a call's journal are `<call>.jsonl` and, after a disk had failed, `<call>.2.jsonl` ….
Each holds the call from its first event on; the one with the most whole events is the call.
"""

import fnmatch
import os
import re
import secrets
import string
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from guide.errors import RecordError, UnknownName
from guide.record.codec import sound_lines
from guide.record.disk import contents, names_in, why_not_private
from guide.record.erased import erased_call
from guide.record.places import CALL_ID, DONE, OPEN, Places
from guide.script.findings import did_you_mean

_ALPHABET = "".join(c for c in string.ascii_lowercase + "23456789" if c not in "lo")
_ID_TIME = "%Y%m%d-%H%M%S"
_NAME = re.compile(rf"(?P<call>{CALL_ID})(?:\.(?P<number>[1-9]\d*))?\.jsonl", re.ASCII)
_ASIDE = re.compile(rf"{CALL_ID}(?:\.[1-9]\d*)?\.jsonl\.damaged(?:\.[1-9]\d*)?", re.ASCII)
_OF_CALL = re.compile(rf"\.?(?P<call>{CALL_ID})(?![a-z0-9])")


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


def call_of_file(path: Path) -> str:
    return path.name.partition(".")[0]


def fresh_file(path: Path) -> Path:
    """The first file of the call of `path`, in the same folder, that is not there yet."""
    call, number = call_of_file(path), 1
    fresh = path.with_name(f"{call}.jsonl")
    while os.path.exists(fresh):
        number += 1
        fresh = path.with_name(f"{call}.{number}.jsonl")
    return fresh


def is_journal(name: str) -> bool:
    """Whether a file of this name is a journal's, and no copy of a damaged one."""
    return _NAME.fullmatch(name) is not None


def call_named_by(name: str) -> str:
    """The call whose id a file's name begins with; empty where there is none.

    Copies that programs make which keep folders alike have such names, as `ID (1).jsonl`.
    """
    match = _OF_CALL.match(name)
    return match["call"] if match else ""


def strays(calls: Path) -> list[str]:
    """What lies among a kind's calls and looks like a journal but by its name; told in sentences.

    None of it counts as a call. What begins with a call's id is erased with that call.
    """
    found: list[str] = []
    for folder in (calls / OPEN, calls / DONE):
        for name in sorted(names_in(folder)):
            if _NAME.fullmatch(name) or _ASIDE.fullmatch(name) or is_half(name):
                continue
            call = call_named_by(name)
            if call:
                found.append(
                    f"{folder / name} is a copy of the call {call} that another program made. It"
                    f" counts for nothing; guide forget {call} erases it too."
                )
            elif name.endswith(".jsonl"):
                found.append(
                    f"{folder / name} counts for nothing: its name is not that of a call's journal."
                )
    return found


def is_half(name: str) -> bool:
    """Whether a file of this name is what a killed program left of one that it was writing."""
    return name.startswith(".") and name.endswith(".tmp")


def files_by_call(
    folder: Path, beginnings: str | tuple[str, ...] = ""
) -> dict[str, tuple[Path, ...]]:
    """By call id, the journal files in a folder, oldest first, of calls whose id begins so."""
    numbered: dict[str, list[tuple[int, str]]] = {}
    for name in names_in(folder):
        if name.startswith(beginnings) and (match := _NAME.fullmatch(name)):
            numbered.setdefault(match["call"], []).append((int(match["number"] or 1), name))
    return {
        call: tuple(folder / name for _, name in sorted(files)) for call, files in numbered.items()
    }


def kept_files(calls: Path, beginnings: str | tuple[str, ...] = "") -> dict[str, tuple[Path, ...]]:
    """The same of all calls of a kind. One that was being put away still counts as open."""
    return files_by_call(calls / DONE, beginnings) | files_by_call(calls / OPEN, beginnings)


def fallback_files(places: Places, beginning: str = "") -> dict[str, tuple[Path, ...]]:
    """By call id, the files in the fallback folder, as far as that is there and ours alone."""
    folder = places.fallback_dir
    try:
        if folder is None or why_not_private(folder):
            return {}
        return files_by_call(folder, beginning)
    except RecordError:
        return {}


def files_like(folder: Path, pattern: str) -> list[Path]:
    """What lies in a folder under names of this pattern, such as `*.tmp`; sorted."""
    return sorted(folder / name for name in fnmatch.filter(names_in(folder), pattern))


def best_file(files: Sequence[Path]) -> Path:
    """Of one call's files, oldest first, the one with the most whole events; the last of equals."""
    if len(files) == 1:
        return files[0]
    return max(reversed(files), key=_whole_events)


def _whole_events(path: Path) -> int:
    try:
        return len(sound_lines(contents(path)).lines)
    except RecordError:
        return -1


def find_call(calls: Path, name: str) -> Path:
    """The journal of the call with this id, or whose id alone begins so.

    Raises UnknownName, with the nearest, or with when and why the call was erased.
    """
    wanted = name.strip().lower()
    if not wanted:
        raise UnknownName("Name a call: its id, or the beginning of it. guide calls lists them.")
    found = kept_files(calls, wanted)
    matches = [wanted] if wanted in found else sorted(found)
    if len(matches) == 1:
        return best_file(found[matches[0]])
    erased = None if matches else erased_call(calls, name)
    if erased is not None:
        raise UnknownName(erased.sentence)
    raise UnknownName(_no_such_call(name, matches, sorted(kept_files(calls), reverse=True)))


def find_kept_call(places: Places, name: str, *, training: bool) -> Path:
    """As `find_call`; also a call that is still in the fallback folder, of either kind."""
    calls = places.calls_of(training)
    try:
        return find_call(calls, name)
    except UnknownName:
        wanted = name.strip().lower()
        waiting = fallback_files(places, wanted) if wanted else {}
        if len(waiting) != 1 or erased_call(calls, name) is not None:
            raise
        [files] = waiting.values()
        return best_file(files)


def _no_such_call(name: str, matches: Sequence[str], every: Sequence[str]) -> str:
    if not every:
        return f"There is no call “{name}”: none is kept yet."
    if matches:
        some = ", ".join(matches[-3:])
        return f"{len(matches)} calls begin with “{name}”, such as {some}. Write more of the id."
    mend = did_you_mean(name.strip().lower(), every, "guide calls lists those that are kept.")
    return f"There is no call “{name}”. {mend}"
