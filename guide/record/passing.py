"""Passing names: what a file is called while it is written, before it gets the name it is to have.

Every writer has its own, so that of two who write the same file neither takes the other's half for
its own. It tells the writer, so that what a killed program left can be known for what it is.
"""

import os
import re
import threading
from collections.abc import Iterable
from pathlib import Path

_NAME = re.compile(r"\.(?P<file>.+)\.(?P<process>\d+)-(?P<thread>\d+)\.tmp", re.DOTALL)


def passing_name(path: Path) -> Path:
    """What this thread calls a file while it writes it."""
    return path.with_name(f".{path.name}.{os.getpid()}-{threading.get_native_id()}.tmp")


def left_over(files: Iterable[Path]) -> list[Path]:
    """What writers who are gone left of these files. Raises OSError."""
    names: dict[Path, set[str]] = {}
    for file in files:
        names.setdefault(file.parent, set()).add(file.name)
    return [
        folder / found
        for folder, wanted in names.items()
        if folder.is_dir()
        for found in os.listdir(folder)
        if found.endswith(".tmp") and _is_left_of(found, wanted)
    ]


def _is_left_of(found: str, wanted: set[str]) -> bool:
    match = _NAME.fullmatch(found)
    if match is None or match["file"] not in wanted:
        return False
    return not _lives(int(match["process"]), int(match["thread"]))


def _lives(process: int, thread: int) -> bool:
    """Whether another thread, of this or another program, can still be writing."""
    if process == os.getpid():
        others = (t for t in threading.enumerate() if t is not threading.current_thread())
        return any(t.native_id == thread for t in others)
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    return True
