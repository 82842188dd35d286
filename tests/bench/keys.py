"""From a key to its text on the screen, and the bytes that a key sends to the terminal.

Each key is pressed in turn with one of the label app, which runs beside it the whole time.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count as numbers
from itertools import cycle
from string import ascii_lowercase
from time import monotonic, sleep

from bench.desk import Desk, installed
from bench.records import SCRIPT, left_call, library_of
from bench.result import Goal, Results, Row, Samples
from bench.scripts import useful, write_long
from bench.terminal import LARGE, SMALL, Holds, Size, Stroke, Terminal, shows
from guide.call.events import Stage
from guide.tui.key_press import IN_A_WORD_SECONDS

Press = Iterator[Stroke]
"""Presses the measured key each time it is asked, and what has to be pressed in between."""

WARM = 3
NOTES = (0, 200, 2_000)
LABEL = "label"

COUNTED = Goal(1.5)
CHOICE = Goal(2.5, own_p99=1.5)
TYPED = Goal(1.5)


@dataclass(slots=True)
class Pressed:
    """One key that was pressed again and again, and the label app's beside it."""

    seconds: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    label: list[float] = field(default_factory=list)

    @property
    def milliseconds(self) -> Samples:
        return Samples.of(value * 1000 for value in self.seconds)

    @property
    def label_milliseconds(self) -> Samples:
        return Samples.of(value * 1000 for value in self.label)


def side_by_side(key: Press, label: Press, count: int) -> Pressed:
    """Press one key and the label's, in turn."""
    pressed = Pressed()
    for number in range(count + WARM):
        stroke, beside = next(key), next(label)
        if number >= WARM:
            pressed.seconds.append(stroke.seconds)
            pressed.sizes.append(stroke.size)
            pressed.label.append(beside.seconds)
    return pressed


def labels(terminal: Terminal) -> Press:
    """The label app's key."""
    terminal.first(shows("label 0."))
    for number in numbers(1):
        yield terminal.press("x", shows(f"label {number}."))


def said(terminal: Terminal) -> Press:
    """The marked line was said; then on to the next step, which has another."""
    terminal.first(shows("Line number 0,", "WARNINGS"))
    due = 0.0
    for step in numbers(1):
        # A Space right after a digit would be one between words, and say nothing.
        sleep(max(0.0, due - monotonic()))
        stroke = terminal.press(" ", shows("✓ said"))
        terminal.press("1", shows(f"Line number {step},", "not said yet"))
        due = monotonic() + 2 * IN_A_WORD_SECONDS
        yield stroke


def choice(desk: Desk) -> Callable[[Terminal], Press]:
    """A choice that leads on, and back again; on the shipped script."""
    script = library_of(desk).script(SCRIPT)
    first = script.step(script.first)
    second = next(
        found
        for one in (first.choices if first else ())
        if (found := script.step(one.to.step)).lines
    )
    assert first is not None
    key = next(one.key for one in first.choices if one.to.step == second.id)

    def pressing(terminal: Terminal) -> Press:
        terminal.first(useful(first))
        while True:
            yield terminal.press(str(key), useful(second))
            terminal.press("\x7f", _gone(useful(first), useful(second)))

    return pressing


def _gone(here: Holds, gone: Holds) -> Holds:
    return lambda terminal: here(terminal) and not gone(terminal)


def anger(terminal: Terminal) -> Press:
    """The digit that sets the stage of anger, in the panel that is open."""
    terminal.first(shows("WARNINGS"))
    for stage in cycle((Stage.ANNOYED, Stage.FRUSTRATED, Stage.HOSTILE, Stage.ENRAGED)):
        terminal.press("a", shows("─ Anger ─"))
        yield terminal.press(str(stage.rank), _at_stage(stage))


def _at_stage(stage: Stage) -> Holds:
    def holds(terminal: Terminal) -> bool:
        status = terminal.rows[0].lower()
        return f"anger {stage.value}" in status and "─ Anger ─" not in terminal.text

    return holds


def _without(text: str) -> Holds:
    return lambda terminal: text not in terminal.text


def typed(terminal: Terminal) -> Press:
    """A character typed into the notes; every twenty the composer is emptied."""
    terminal.first(shows("WARNINGS", "n: write a note"))
    terminal.press("n", shows("Enter keep"))
    yield from _typing(terminal, "│ ", "\x15", _without("│ a"))


def _typing(terminal: Terminal, sign: str, empty: str, emptied: Holds) -> Press:
    while True:
        for end in range(1, 21):
            yield terminal.press(ascii_lowercase[end - 1], shows(sign + ascii_lowercase[:end]))
        terminal.press(empty, emptied)


def vim(terminal: Terminal) -> Press:
    """A character typed into vim."""
    terminal.first(shows("note.txt"))
    terminal.press("i", shows("INSERT"))
    yield from _typing(terminal, "", "\x15", _without("abc"))


def measure(desk: Desk, results: Results, *, count: int) -> None:
    """Every key at both sizes."""
    lines = desk.folder / "lines"
    long = write_long(lines, count + WARM + 1)
    said_desk = desk.beside("said", lines)
    for size in (SMALL, LARGE):
        call = desk.guide("call", SCRIPT)
        bench = Bench(desk, size, count, results)
        bench.key("said mark", said_desk, said_desk.guide("call", long), said, COUNTED)
        bench.key("anger stage", desk, call, anger, COUNTED)
        bench.key("choice", desk, call, choice(desk), CHOICE)
        kept: dict[int, Pressed] = {}
        for notes in NOTES:
            told = desk.beside(f"notes-{notes}-{size.columns}")
            resume = told.guide("resume", left_call(told, notes))
            name = f"typed character, {notes:,} notes kept"
            kept[notes] = bench.key(name, told, resume, typed, TYPED)
        bench.grown(kept)
        for name, press, where in (
            ("typed character", typed, desk),
            ("said mark", said, said_desk),
        ):
            script = SCRIPT if where is desk else long
            bench.slowed(name, where, script, press)
        bench.vim(kept[0])


@dataclass(slots=True)
class Bench:
    """Presses keys at one size, and notes the rows."""

    desk: Desk
    size: Size
    count: int
    results: Results

    def key(
        self,
        name: str,
        desk: Desk,
        command: list[str],
        press: Callable[[Terminal], Press],
        goal: Goal | None,
    ) -> Pressed:
        """A key beside the label app's."""
        pressed = self._pressed(desk, command, press)
        self._row(name, pressed.milliseconds, LABEL, pressed.label_milliseconds, goal)
        self._row(f"{name}: bytes sent", Samples.of(pressed.sizes), unit="bytes")
        return pressed

    def _pressed(
        self, desk: Desk, command: list[str], press: Callable[[Terminal], Press]
    ) -> Pressed:
        with ExitStack() as running:
            terminal = running.enter_context(desk.run(command, self.size))
            label = running.enter_context(self.desk.run(self.desk.app("label"), self.size))
            pressed = side_by_side(press(terminal), labels(label), self.count)
        for journal in desk.open_calls():
            journal.unlink()
        return pressed

    def grown(self, kept: dict[int, Pressed]) -> None:
        """What the notes that are kept add to a typed character."""
        least, most = kept[min(kept)], kept[max(kept)]
        self._row(
            f"typed character, {max(kept):,} notes kept",
            most.milliseconds,
            "no notes",
            least.milliseconds,
            Goal(1.1),
        )

    def slowed(
        self, name: str, desk: Desk, script: str, press: Callable[[Terminal], Press]
    ) -> None:
        """The same key on a disk that takes 50 ms more for every fdatasync, and on this one."""
        both = [desk.app("slow_disk", more, "call", script) for more in ("50", "0")]
        with ExitStack() as running:
            slow, usual = (running.enter_context(desk.run(one, self.size)) for one in both)
            pressed = side_by_side(press(slow), press(usual), self.count)
        for journal in desk.open_calls():
            journal.unlink()
        self._row(
            f"{name}, 50 ms more a sync",
            pressed.milliseconds,
            "none more",
            pressed.label_milliseconds,
            Goal(1.1),
        )

    def vim(self, ours: Pressed) -> None:
        """The bytes of a typed character, beside vim's."""
        found = installed("vim")
        if found is None:
            self.results.skipped.append("vim is not installed here: no bytes beside its own.")
            return
        pressed = self._pressed(self.desk, [found, "-n", "-i", "NONE", "note.txt"], vim)
        self._row("vim: typed character", pressed.milliseconds, LABEL, pressed.label_milliseconds)
        self._row(
            "typed character: bytes",
            Samples.of(ours.sizes),
            "vim",
            Samples.of(pressed.sizes),
            Goal(15),
            "bytes",
        )

    def _row(
        self,
        name: str,
        samples: Samples,
        beside: str = "",
        base: Samples | None = None,
        goal: Goal | None = None,
        unit: str = "ms",
    ) -> None:
        self.results.rows.append(Row(name, str(self.size), unit, samples, beside, base, goal))
