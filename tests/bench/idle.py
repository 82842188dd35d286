"""What a call costs while nobody touches a key: processor time, and what reaches the terminal."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from bench.desk import Desk
from bench.process import processor_seconds
from bench.records import SCRIPT
from bench.result import Goal, Results, Row, Samples
from bench.terminal import LARGE, SMALL, Size, Terminal, shows

PERIOD = 30.0
SETTLE = 2.0

CLOCK_ROW = 0
"""The row of the call screen in which its clock stands."""


@dataclass(slots=True)
class Watched:
    """An idle program: seconds on a processor and bytes sent in each second, cells that changed."""

    terminal: Terminal
    processor: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    changed: set[tuple[int, int]] = field(default_factory=set)
    _ran: float = 0.0
    _shown: list[str] = field(default_factory=list)

    def begin(self) -> None:
        self.terminal.catch_up()
        self._ran = processor_seconds(self.terminal.pid)
        self._shown = self.terminal.rows

    def second(self) -> None:
        """Take down the second that has just passed."""
        ran = processor_seconds(self.terminal.pid)
        self.processor.append(ran - self._ran)
        self._ran = ran
        self.sizes.append(self.terminal.catch_up())
        rows = self.terminal.rows
        self.changed |= set(_differences(self._shown, rows))
        self._shown = rows


def _differences(before: list[str], now: list[str]) -> Iterator[tuple[int, int]]:
    for y, (old, new) in enumerate(zip(before, now, strict=True)):
        for x, (was, then) in enumerate(zip(old, new, strict=False)):
            if was != then:
                yield y, x


def measure(desk: Desk, results: Results, *, seconds: int) -> None:
    """A call with its clock running beside hello with a clock, for so many seconds at each size."""
    for size in (SMALL, LARGE):
        _measure(desk, results, size, seconds)


def _measure(desk: Desk, results: Results, size: Size, seconds: int) -> None:
    with (
        desk.run(desk.guide("call", SCRIPT), size) as call,
        desk.run(desk.app("hello", "clock"), size) as hello,
    ):
        call.first(shows("WARNINGS", "00:00:0"))
        hello.first(shows("hello "))
        ours, theirs = Watched(call), Watched(hello)
        call.listen(SETTLE)
        for one in (ours, theirs):
            one.begin()
        end = time.perf_counter()
        for _ in range(seconds):
            end += 1.0
            time.sleep(max(0.0, end - time.perf_counter()))
            for one in (ours, theirs):
                one.second()
        clock = call.rows[CLOCK_ROW].index("00:0")
    for journal in desk.open_calls():
        journal.unlink()
    allowed = {(CLOCK_ROW, x) for x in range(clock, clock + len("00:00:00"))}
    elsewhere = sorted(ours.changed - allowed)
    if elsewhere:
        results.skipped.append(f"{size}: while idle, cells changed beside the clock's: {elsewhere}")
    goal = Goal(1.1)
    name = "hello with a clock"
    results.rows += [
        Row(
            "idle: processor time in 30 s",
            str(size),
            "ms",
            _in_period(ours),
            name,
            _in_period(theirs),
            goal,
        ),
        Row(
            "clock tick: processor time",
            str(size),
            "ms",
            _milliseconds(ours),
            name,
            _milliseconds(theirs),
            Goal(1.1, 1.1),
        ),
        Row(
            "idle: bytes a second",
            str(size),
            "bytes",
            Samples.of(ours.sizes),
            name,
            Samples.of(theirs.sizes),
            remark="the clock's cells alone" if not elsewhere else "MORE THAN THE CLOCK'S CELLS",
        ),
    ]


def _milliseconds(watched: Watched) -> Samples:
    return Samples.of(value * 1000 for value in watched.processor)


def _in_period(watched: Watched) -> Samples:
    mean = sum(watched.processor) / len(watched.processor)
    return Samples.of([mean * PERIOD * 1000])
