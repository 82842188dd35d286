"""The files of a call's journal: `<call>.jsonl` and, after a disk had failed, `<call>.2.jsonl` ….

Each holds the call from its first event on; the one with the most whole events is the call.
"""

import os
import re
from collections.abc import Sequence
from pathlib import Path

from guide.errors import RecordError
from guide.record.chain import sound_lines
from guide.record.faults import refused

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


def files_by_call(folder: Path) -> dict[str, tuple[Path, ...]]:
    """By call id, the journal files in a folder, oldest first; nothing when it is not there."""
    try:
        names = [path for path in folder.iterdir() if _NAME.fullmatch(path.name)]
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise refused("look into", folder, error) from error
    found: dict[str, tuple[Path, ...]] = {}
    for path in sorted(names, key=_number):
        found[call_of_file(path)] = (*found.get(call_of_file(path), ()), path)
    return found


def _number(path: Path) -> int:
    match = _NAME.fullmatch(path.name)
    return int(match["number"] or 1) if match else 0


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
