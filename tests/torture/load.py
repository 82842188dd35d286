"""How time and memory grow: long calls, many kept calls, many erased at once, long scripts.

    cd tests && python -m torture.load [--quick]

It needs only Python, and some minutes. Each row is measured in a program of its own, on a disk that
syncs nothing: what a sync costs is the disk's, and is the same for the first event and the last. A
call of four hours with 5,000 events, 2,000 of them notes; 10,000 kept calls; a script of 2,000
steps; each beside smaller ones, so that a curve can be seen. Times are medians in milliseconds,
memory is the most that the program had, in megabytes. Exit code 1 tells that something that must
not grow with the size did.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle, islice
from pathlib import Path
from statistics import median

from durable.sample_call import Unsynced
from kit import FRIDAY, ZONE

from guide.call import actions as act
from guide.call import events as ev
from guide.call.actions import Action
from guide.call.context import Allowed
from guide.call.events import Entry, Stage
from guide.record.call_list import kept_calls, recent_calls, unfinished_calls
from guide.record.codec import encoded
from guide.record.disk import Disk
from guide.record.erased import Tombstone
from guide.record.forget import erase_calls, older_than
from guide.record.places import DONE, OPEN, Places
from guide.record.writer import DirectWriter
from guide.script.library import Library, load_library, shipped_folder
from guide.session.callbook import CallBook
from guide.session.clock import SetClock
from guide.session.session import Session

FOUR_HOURS = 4 * 3600
LAST = 51
"""So many of the last times are looked at."""

SLACK = 2
"""What is level may vary by so many milliseconds, or megabytes, and by a factor of three."""


@dataclass
class Desk:
    """Where a row is measured."""

    folder: Path
    library: Library
    clock: SetClock

    @classmethod
    def at(cls, folder: Path, library: Library | None = None) -> "Desk":
        """A desk with the shipped scripts, or with these."""
        return cls(folder, library or load_library(shipped_folder()), SetClock(FRIDAY))

    @property
    def places(self) -> Places:
        """Where it keeps things."""
        return Places(self.folder / "state", self.folder / "out")

    def book(self) -> CallBook:
        """The call book of a program that starts now."""
        disk = Disk(Unsynced())
        return CallBook(self.library, self.places, clock=self.clock, disk=disk, writer=DirectWriter)


def took(doing: Callable[[], object]) -> float:
    """How many milliseconds something takes."""
    begun = time.perf_counter()
    doing()
    return (time.perf_counter() - begun) * 1000


def often(doing: Callable[[], object], times: int = 7) -> float:
    """How many milliseconds something takes, in the middle of some tries."""
    return median(took(doing) for _ in range(times))


def megabytes() -> float:
    """The most memory this program had; where Linux tells, without what its parent had."""
    with suppress(FileNotFoundError):
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / (1 << 10)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def _done(session: Session, action: Action) -> None:
    assert isinstance(session.do(action), Allowed), action


def a_long_call(folder: Path, events: int) -> list[float]:
    """A call of so many events in four hours: what each thing takes at its end."""
    desk = Desk.at(folder)
    session = desk.book().start("escalated-callers", agent="Robin", zone=ZONE)
    steps, notes, others = [], list[float](), list[float]()
    turn = cycle("nnsbo")  # two notes in five events, a step, a step back, something else
    stages = cycle((Stage.ANNOYED, Stage.FRUSTRATED, Stage.HOSTILE))
    while len(session.call.entries) < events:
        number = len(session.call.entries)
        desk.clock.set(number * FOUR_HOURS / events)
        match next(turn):
            case "n":
                text = f"note {number}: waited for the title, spoke to finance, waits again"
                notes.append(took(lambda t=text: _done(session, act.Write(t))))
            case "s":
                steps.append(took(lambda: _done(session, act.Choose(2))))
            case "b":
                _done(session, act.Back())
            case _:
                others.append(took(lambda: _done(session, act.SetStage(next(stages)))))
    session.close()
    size = desk.places.journal_path(session.call.id).stat().st_size / 1e6
    resumed: list[Session] = []

    def resume() -> None:
        resumed.append(desk.book().resume())

    to_resume = took(resume)
    _done(resumed[0], act.End("hung-up"))
    to_end = took(lambda: desk.book().finish(resumed[0]))
    return [
        median(steps[-LAST:]),
        median(notes[-LAST:]),
        median(others[-LAST:]),
        to_resume,
        to_end,
        size,
        megabytes(),
    ]


def _kept(places: Places, number: int, events: int = 40) -> None:
    """Keep calls of so many events, most of them wrapped up, a few not."""
    for at in range(number):
        call = f"2026{at // 2800 + 1:02}{at // 100 % 28 + 1:02}-{at % 100:06}-load"
        started = ev.Started(
            call, "escalated-callers", "Escalated callers", "1", "ab" * 32,
            "breathe", "Breathe", ZONE, "Robin",
        )  # fmt: skip
        told = [started, *(ev.Noted(f"note {n}") for n in range(events - 2))]
        unfinished = at % (number // 3 + 1) == 0
        told += [ev.Noted("left")] if unfinished else [ev.Ended("hung-up", "Caller hung up")]
        entries = [Entry(n, FRIDAY, float(n), event) for n, event in enumerate(told, 1)]
        folder = places.calls / (OPEN if unfinished else DONE)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / f"{call}.jsonl").write_bytes(encoded(entries)[0])
        if not unfinished:
            places.out.mkdir(exist_ok=True, mode=0o700)
            for kind in ("md", "toml"):
                (places.out / f"{call}.{kind}").touch()


def many_calls(folder: Path, number: int) -> list[float]:
    """So many kept calls: what lists of them, a start and an end take."""
    desk = Desk.at(folder)
    _kept(desk.places, number)
    calls = desk.places.calls
    begun: list[Session] = []

    def start() -> None:
        begun.append(desk.book().start("escalated-callers", agent="Robin", zone=ZONE))

    to_start = often(start)
    offered = often(lambda: unfinished_calls(calls))
    finishing = often(lambda: desk.book().finish_ended())
    recent = often(lambda: recent_calls(calls, 9))
    for session in begun:
        _done(session, act.End("hung-up"))
    ends = iter(begun)
    to_end = often(lambda: desk.book().finish(next(ends)), len(begun))
    listed = took(lambda: kept_calls(calls, Disk(Unsynced())))
    again = often(lambda: kept_calls(calls, Disk(Unsynced())), 3)
    return [to_start, offered, finishing, recent, to_end, listed, again, megabytes()]


def many_erased(folder: Path, number: int) -> list[float]:
    """So many calls erased at once: what each of them takes."""
    desk = Desk.at(folder)
    _kept(desk.places, number)
    out = desk.places.out

    def erase() -> None:
        old = older_than(desk.places.calls, 0, desk.clock.now().at + timedelta(days=1))
        chosen = [(info.path, Tombstone(info.id, FRIDAY, "old")) for info in old]
        disk = Disk(Unsynced())
        assert len([*erase_calls(disk, desk.places, chosen, training=False, also=out)]) == number

    return [took(erase) / number, megabytes()]


def a_long_script(folder: Path, steps: int) -> list[float]:
    """A script of so many steps: what loading it, a start and a step take."""
    scripts = folder / "scripts"
    scripts.mkdir()
    (scripts / "long.toml").write_text(_script(steps))
    library = load_library(scripts)
    assert not [problem for problem in library.problems if problem.severity == "error"]
    loading = often(lambda: load_library(scripts), 3)
    desk = Desk.at(folder, library)
    begun: list[Session] = []

    def start() -> None:
        begun.append(desk.book().start("long", agent="Robin", zone=ZONE))

    to_start = often(start)
    choosing = [took(lambda: _done(begun[0], act.Choose(1))) for _ in range(min(steps - 1, 200))]
    there = cycle((f"step-{steps // 2}", f"step-{steps // 3}"))
    going = often(lambda: _done(begun[0], act.GoTo("long", next(there))))
    return [loading, to_start, median(choosing), going, megabytes()]


def _script(steps: int) -> str:
    head = (
        '[script]\nid = "long"\ntitle = "Long"\nuse_when = "Ever."\nversion = "1"\n'
        '[[ending]]\nid = "over"\nlabel = "Over"\n'
    )
    return head + "".join(_step(n, last=n == steps) for n in range(1, steps + 1))


def _step(n: int, *, last: bool) -> str:
    onward = "" if last else f'[[step.choice]]\nlabel = "On"\nto = "step-{n + 1}"\n'
    return (
        f'[[step]]\nid = "step-{n}"\ntitle = "Step {n}"\n'
        f'[[step.line]]\ntext = "This is line number {n}, to the letter."\n{onward}'
        '[[step.choice]]\nlabel = "Over"\nend = "over"\n'
    )


@dataclass(frozen=True, slots=True)
class Table:
    """What is measured at which sizes, and which of it is to stay level."""

    what: str
    columns: Sequence[str]
    level: Sequence[str]
    sizes: Sequence[int]
    measure: Callable[[Path, int], list[float]]

    def grown(self, first: Sequence[float], row: Sequence[float]) -> list[str]:
        """What grew by more than chance, of what is to stay level."""
        both = zip(self.columns, first, row, strict=True)
        return [name for name, was, now in both if name in self.level and now > was * 3 + SLACK]


TABLES = {
    "call": Table(
        "events in a call of four hours",
        ("step", "note", "stage", "resume", "end", "journal MB", "memory MB"),
        ("step", "note", "stage", "memory MB"),
        (50, 500, 1250, 2500, 5000),
        a_long_call,
    ),
    "calls": Table(
        "kept calls",
        (
            "start",
            "offer",
            "finish old",
            "recent 9",
            "end",
            "list first",
            "list again",
            "memory MB",
        ),
        ("start", "offer", "finish old", "end", "memory MB"),
        (10, 100, 1000, 10_000),
        many_calls,
    ),
    "erased": Table(
        "calls erased at once",
        ("each", "memory MB"),
        ("each",),
        (10, 100, 1000, 10_000),
        many_erased,
    ),
    "script": Table(
        "steps in a script",
        ("load", "start", "choose", "go to", "memory MB"),
        ("start", "choose", "go to", "memory MB"),
        (20, 200, 2000),
        a_long_script,
    ),
}


def measured(name: str, size: int) -> list[float]:
    """A row, measured in a program of its own."""
    command = [sys.executable, "-m", "torture.load", "--row", name, str(size)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return [float(value) for value in done.stdout.split()]


def show(name: str, table: Table, *, quick: bool) -> bool:
    """Measure a table, put it out, and say whether all that is to stay level did."""
    print(f"\n{table.what:>32}" + "".join(f"{column:>12}" for column in table.columns))
    rows: list[list[float]] = []
    grown: list[str] = []
    for size in islice(table.sizes, 2 if quick else None):
        rows.append(measured(name, size))
        print(f"{size:>32,}" + "".join(f"{value:>12.2f}" for value in rows[-1]), flush=True)
        grown = table.grown(rows[0], rows[-1])
    if grown:
        print(f"These must not grow with the size: {', '.join(grown)}.")
    return not grown


def main(row: list[str] | None, *, quick: bool) -> int:
    """Put out all tables; or measure one row."""
    if row:
        with tempfile.TemporaryDirectory() as made:
            print(*TABLES[row[0]].measure(Path(made), int(row[1])))
        return 0
    level = [show(name, table, quick=quick) for name, table in TABLES.items()]
    return 0 if all(level) else 1


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--quick", action="store_true", help="only the two smallest of each")
    asked.add_argument("--row", nargs=2, help=argparse.SUPPRESS)
    sys.exit(main(**vars(asked.parse_args())))
