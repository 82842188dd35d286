"""From the start of a program to its first useful frame, or to its end where it has no screen."""

import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bench.desk import Desk, installed
from bench.process import peak_megabytes
from bench.records import SCRIPT, library_of
from bench.result import Goal, Results, Row, Samples
from bench.scripts import useful
from bench.terminal import LARGE, SMALL, Holds, Size, shows

HELLO = "hello"


@dataclass(slots=True)
class Started:
    """A program to start, what its first useful frame shows (None: it has no screen), its times."""

    desk: Desk
    command: list[str]
    useful: Holds | None
    milliseconds: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)

    def once(self, size: Size) -> None:
        """Start it once, and end it."""
        if self.useful is None:
            begun = time.perf_counter()
            subprocess.run(
                self.command,
                env=self.desk.env,
                cwd=self.desk.folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=True,
            )
            self.milliseconds.append((time.perf_counter() - begun) * 1000)
            return
        before = self.desk.open_calls()
        with self.desk.run(self.command, size) as terminal:
            self.milliseconds.append(terminal.first(self.useful) * 1000)
            self.megabytes.append(peak_megabytes(terminal.pid))
        for journal in self.desk.open_calls() - before:
            journal.unlink()


def in_turn(programs: Mapping[str, Started], size: Size, rounds: int) -> None:
    """Start each program so many times, one after the other; each round begins with another."""
    names = list(programs)
    for program in programs.values():
        program.once(size)
        program.milliseconds.clear()
        program.megabytes.clear()
    for number in range(rounds):
        turn = number % len(names)
        for name in [*names[turn:], *names[:turn]]:
            programs[name].once(size)


def hello(desk: Desk) -> Started:
    """The floor of a start."""
    return Started(desk, desk.app("hello"), shows("hello 0"))


def call(desk: Desk) -> Started:
    """A call with the shipped script."""
    script = library_of(desk).script(SCRIPT)
    step = script.step(script.first)
    assert step is not None
    return Started(desk, desk.guide("call", SCRIPT), useful(step))


def measure(desk: Desk, results: Results, *, rounds: int) -> None:
    """Starts of the program, the floor, and editors; commands without a screen; memory."""
    for size in (SMALL, LARGE):
        programs = _screens(desk, results if size is SMALL else Results())
        if size is SMALL:
            programs |= _commands(desk)
        in_turn(programs, size, rounds)
        _tell(programs, size, results)


def _screens(desk: Desk, results: Results) -> dict[str, Started]:
    programs = {
        HELLO: hello(desk),
        "label": Started(desk, desk.app("label"), shows("label 0.")),
        "guide call": call(desk),
    }
    note = desk.folder / "note.txt"
    note.write_text("a note\n", "utf-8")
    # Without the files that an editor which was killed leaves, and the next one asks about.
    for name, *options in (("vim", "-n"), ("nano", "-I")):
        found = installed(name)
        if found:
            programs[name] = Started(desk, [found, *options, str(note)], shows("a note"))
        else:
            results.skipped.append(f"{name} is not installed here.")
    return programs


def _commands(desk: Desk) -> dict[str, Started]:
    typed: Sequence[str] = ("--version", "list", "check")
    return {f"guide {word}": Started(desk, desk.guide(word), None) for word in typed}


def _tell(programs: Mapping[str, Started], size: Size, results: Results) -> None:
    base = programs[HELLO]
    for name, program in programs.items():
        goal = {"guide call": Goal(1.3)}.get(name, Goal(0.6) if program.useful is None else None)
        results.rows.append(
            Row(
                f"{name}, to its {'end' if program.useful is None else 'first useful frame'}",
                str(size),
                "ms",
                Samples.of(program.milliseconds),
                HELLO,
                Samples.of(base.milliseconds),
                None if name in (HELLO, "label", "vim", "nano") else goal,
            )
        )
    for name in ("guide call", "vim", "nano"):
        if name in programs:
            row = Row(
                f"{name}, peak memory",
                str(size),
                "MB",
                Samples.of(programs[name].megabytes),
                HELLO,
                Samples.of(base.megabytes),
                Goal(1.3) if name == "guide call" else None,
            )
            results.rows.append(row)
