"""The files of a call's journal: `<call>.jsonl` and, after a disk had failed, `<call>.2.jsonl` ….

Each holds the call from its first event on; the one with the most whole events is the call.
"""

import fnmatch
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from guide.errors import RecordError
from guide.record.append_file import refused
from guide.record.codec import sound_lines

_NAME = re.compile(r"(?P<call>[^.]+)(?:\.(?P<number>[1-9]\d*))?\.jsonl")


def call_of_file(path: Path) -> str:
    """The id of the call that a journal file is of."""
    return path.name.partition(".")[0]


def fresh_file(path: Path) -> Path:
    """The first file of the call of `path`, in the same folder, that is not there yet."""
    call, number = call_of_file(path), 1
    fresh = path.with_name(f"{call}.jsonl")
    while os.path.exists(fresh):
        number += 1
        fresh = path.with_name(f"{call}.{number}.jsonl")
    return fresh


def names_in(folder: Path) -> list[str]:
    """The names of all that lies in a folder; nothing when it is not there."""
    try:
        return os.listdir(folder)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise refused("look into", folder, error) from error


def is_journal(name: str) -> bool:
    """Whether a file of this name is a journal's, and no copy of a damaged one."""
    return _NAME.fullmatch(name) is not None


def by_call(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """By call id, the names among these that are journal files, oldest first."""
    numbered: dict[str, list[tuple[int, str]]] = {}
    for name in names:
        if match := _NAME.fullmatch(name):
            numbered.setdefault(match["call"], []).append((int(match["number"] or 1), name))
    return {call: tuple(name for _, name in sorted(of)) for call, of in numbered.items()}


def files_by_call(folder: Path, beginning: str = "") -> dict[str, tuple[Path, ...]]:
    """By call id, the journal files in a folder, oldest first, of calls whose id begins so."""
    named = by_call(name for name in names_in(folder) if name.startswith(beginning))
    return {call: tuple(folder / name for name in names) for call, names in named.items()}


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


def contents(path: Path) -> bytes:
    """All that a file holds."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise refused("read", path, error) from error
