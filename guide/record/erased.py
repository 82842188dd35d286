"""What stays of a call that was erased: that it was, when and why; and a do-not-call entry.

Both are small private files, one JSON object a line.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from guide.frozen import dataclass
from guide.record.call_files import contents
from guide.record.disk import Disk
from guide.record.forms import read_time, written_time


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A call that was erased: its id, when (UTC) and why."""

    call: str
    at: datetime
    why: str

    @property
    def sentence(self) -> str:
        """That it was erased, for whoever asks for it."""
        at = f"{self.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        return f"The call {self.call} was erased on {at}{f' ({self.why})' if self.why else ''}."


@dataclass(frozen=True, slots=True)
class DoNotCall:
    """A number that must not be called, and the day (ISO) of the call on which it was asked for."""

    number: str
    date: str


def erased_calls(calls: Path) -> tuple[Tombstone, ...]:
    """The calls of this folder that were erased, the first erased first."""
    return tuple(
        Tombstone(str(row["call"]), read_time(row["at"]), str(row["why"]))
        for row in _rows(_tombstones(calls))
    )


def erased_call(calls: Path, name: str) -> Tombstone | None:
    """The call with this id, or the last whose id begins so, if it was erased."""
    wanted = name.strip().lower()
    found = [stone for stone in erased_calls(calls) if wanted and stone.call.startswith(wanted)]
    return found[-1] if found else None


def keep_tombstone(disk: Disk, calls: Path, stone: Tombstone) -> None:
    """Keep that a call was erased; once, however often it is said."""
    if any(one.call == stone.call for one in erased_calls(calls)):
        return
    row = {"call": stone.call, "at": written_time(stone.at), "why": stone.why}
    _add(disk, _tombstones(calls), [row])


def keep_do_not_call(disk: Disk, state: Path, entries: Iterable[DoNotCall]) -> None:
    """Keep numbers that must not be called, each once."""
    kept = {(str(row["number"]), str(row["date"])) for row in _rows(_numbers(state))}
    new = dict.fromkeys((one.number, one.date) for one in entries)
    _add(
        disk,
        _numbers(state),
        [{"number": number, "date": date} for number, date in new if (number, date) not in kept],
    )


def do_not_call(state: Path) -> tuple[DoNotCall, ...]:
    """The numbers kept from calls that were erased."""
    return tuple(DoNotCall(str(r["number"]), str(r["date"])) for r in _rows(_numbers(state)))


def _tombstones(calls: Path) -> Path:
    return calls / "erased.jsonl"


def _numbers(state: Path) -> Path:
    return state / "do-not-call.jsonl"


def _rows(path: Path) -> list[dict[str, object]]:
    if not path.exists():
        return []
    return [json.loads(line) for line in contents(path).decode().splitlines()]


def _add(disk: Disk, path: Path, rows: Iterable[Mapping[str, object]]) -> None:
    added = "".join(f"{json.dumps(row)}\n" for row in rows)
    if added:
        disk.private_folder(path.parent)
        before = contents(path) if path.exists() else b""
        disk.write_whole({path: before + added.encode()})
