"""Programs under strace: the system calls they make in a folder, and what is put into these."""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).parents[1]

CALLS = (
    *("openat", "read", "pread64", "write", "fsync", "fdatasync", "ftruncate", "close"),
    *("rename", "unlink", "mkdir", "chmod", "fchmod", "flock", "getdents64"),
)
"""The system calls by which anything gets on a disk, or back from it."""

_LINE = re.compile(r"(?P<thread>\d+) +(?P<name>\w+)\((?P<rest>.*)")


def missing() -> str:
    """Why strace cannot be used here; empty where it can."""
    if shutil.which("strace") is None:
        return "strace is not installed (Debian: apt-get install strace)"
    done = subprocess.run(["strace", "-qq", "-o", os.devnull, "true"], capture_output=True)
    return f"strace cannot trace here: {done.stderr.decode().strip()}" if done.returncode else ""


@dataclass(frozen=True, slots=True)
class Spot:
    """One system call of a program: the `nth` of this name on this path in its thread, from 1."""

    name: str
    path: str
    nth: int


@dataclass(frozen=True, slots=True)
class Run:
    """How a program went."""

    code: int
    out: str
    err: str
    log: str

    @property
    def injected(self) -> bool:
        """Whether what was to be injected was."""
        return "(INJECTED" in self.log or "killed by SIGKILL" in self.log


def traced(program: list[str], log: Path, *options: str) -> Run:
    """Run a module of the tests under strace with these options."""
    command = ["strace", "-f", "-qq", "-y", "-s", "65536", "-o", str(log), *options]
    paths = (str(TESTS), os.environ.get("PYTHONPATH", ""), str(TESTS.parent))
    done = subprocess.run(
        [*command, sys.executable, "-m", *program],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
    )
    return Run(done.returncode, done.stdout, done.stderr, log.read_text(errors="replace"))


def spots_of(log: str, folder: Path) -> list[Spot]:
    """The system calls in a log that touch what is in this folder.

    They are counted for each thread by itself, as strace counts when it injects.
    """
    path_of = re.compile(rf"[<\"]({re.escape(str(folder))}/[^>\"]*)[>\"]")
    counts: Counter[tuple[str, ...]] = Counter()
    found: dict[Spot, None] = {}
    for line in log.splitlines():
        match = _LINE.match(line)
        path = path_of.search(match["rest"]) if match else None
        if match and path and match["name"] in CALLS:
            of_thread = (match["thread"], match["name"], path[1])
            counts[of_thread] += 1
            found[Spot(match["name"], path[1], counts[of_thread])] = None
    return list(found)


def at(spot: Spot, what: str) -> tuple[str, ...]:
    """The options that inject something, such as `error=EIO`, at a spot."""
    inject = f"inject={spot.name}:{what}:when={spot.nth}"
    return ("-P", spot.path, "-e", f"trace={spot.name}", "-e", inject)


EVERY = ("-e", f"trace={','.join(CALLS)}")
"""The options that trace every call by which anything gets on a disk."""
