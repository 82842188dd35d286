"""The proof of every sync, by the system calls that the kernel saw.

    cd tests && python -m torture.traced

It needs strace, and a few seconds. A call is begun, is gone on with and ended, and a scenario is
played, under strace. In the log each event must have been written and then synced before the agent
was told of it, and before the first one the names of the journal and of every folder that was made
for it; each summary synced before it got its name, and its folder after. To show that
the proof can fail, each kind of sync is then left out, which must be found. Exit code 1 tells that
one was not so, 3 that it could not run here.
"""

import ast
import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from durable.recorded import Acknowledged, Asked, prove
from torture.strace import EVERY, missing, traced

_CALL = re.compile(r"(?P<thread>\d+) +(?P<name>\w+)\((?P<rest>.*)", re.DOTALL)
_RESUMED = re.compile(r"(?P<thread>\d+) +<\.\.\. (?P<name>\w+) resumed>(?P<rest>.*)", re.DOTALL)
_RESULT = re.compile(r"= (-?\d+)[^=]*$")
_FILE = re.compile(r"^\d+<(?P<path>[^>]*)>(?:, (?P<data>\".*\")(?:\.\.\.)?, \d+\)?)?", re.DOTALL)
_STRINGS = re.compile(r"\"((?:[^\"\\]|\\.)*)\"")
_SAVED = re.compile(r"saved (\d+) ")

Step = Asked | Acknowledged


def steps_of(log: str, folder: Path) -> list[Step]:
    """The calls of a log that succeeded, as they end, and what the agent is told, as it begins."""
    steps: list[Step] = []
    begun: dict[str, str] = {}
    for line in log.splitlines():
        if match := _RESUMED.match(line):
            name, rest = match["name"], begun.pop(match["thread"], "") + match["rest"]
        elif match := _CALL.match(line):
            name, rest = match["name"], match["rest"]
            if name == "write" and rest.startswith("1<") and (told := _SAVED.search(rest)):
                steps.append(Acknowledged(int(told[1])))
            if rest.endswith("<unfinished ...>"):
                begun[match["thread"]] = rest.removesuffix(" <unfinished ...>")
                continue
        else:
            continue
        result = _RESULT.search(rest)
        if result and int(result[1]) >= 0:
            steps += (
                step for step in _step(name, rest) if folder in (step.path, *step.path.parents)
            )
    return steps


def _step(name: str, rest: str) -> list[Asked]:
    file = _FILE.match(rest)
    if name == "openat" and "O_CREAT" in rest:
        return [Asked("create", _paths(rest)[0])]
    if name == "mkdir":
        return [Asked("make folder", _paths(rest)[0])]
    if name == "rename":
        old, new = _paths(rest)
        return [Asked("rename", old, to=new)]
    if name in ("fsync", "fdatasync") and file:
        return [Asked("sync", Path(file["path"]))]
    if name == "write" and file and file["data"]:
        return [Asked("write", Path(file["path"]), _text(file["data"][1:-1]))]
    return []


def _paths(rest: str) -> list[Path]:
    return [Path(_text(found).decode()) for found in _STRINGS.findall(rest)]


def _text(escaped: str) -> bytes:
    """A string as strace spells it."""
    data: bytes = ast.literal_eval(f'b"{escaped}"')
    return data


def proved(folder: Path, left_out: str = "") -> str:
    """Run all parts under strace, prove from the logs that all was synced in time, and say so.

    Raises AssertionError with what was not.
    """
    desk, steps = folder / "desk", list[Step]()
    desk.mkdir()
    for part in ("begin", "end", "play"):
        program = ["torture.short_call", part, str(desk / "state"), str(desk / "out"), left_out]
        done = traced(program, folder / "log", *EVERY)
        assert done.code == 0, done.err
        steps += steps_of(done.log, desk)
    known = prove(steps)
    unsynced = [path for path, data in known.written.items() if known.on_disk[path] != data]
    assert not unsynced, f"{unsynced[0].name} holds bytes that were never synced"
    assert not known.unsynced_names, f"{min(known.unsynced_names).name} was never synced as a name"
    told = [step for step in steps if isinstance(step, Acknowledged)]
    named = [path for path in known.on_disk if path.parent == desk / "out"]
    assert len(told) > 5
    assert len(named) == 2
    return f"{len(told)} acknowledgements and {len(known.on_disk)} files, all synced first"


def main() -> int:
    """Prove it, show that the proof can fail, and say how it went."""
    if why := missing():
        print(f"NOT RUN: {why}.")
        return 3
    for left_out in ("", "sync_data", "sync", "sync_folder"):
        with TemporaryDirectory() as made:
            try:
                found = proved(Path(made).resolve(), left_out)
            except AssertionError as lacking:
                if not left_out:
                    raise
                print(f"without {left_out}: found: {lacking}")
            else:
                print(found)
                if left_out:
                    print(f"without {left_out}: NOT FOUND: this proof proves nothing")
                    return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
