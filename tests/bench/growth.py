"""How the program grows: long scripts, long calls, many kept calls."""

import time
from collections.abc import Callable

from bench.desk import Desk
from bench.frames import Started, in_turn
from bench.keys import choice, side_by_side
from bench.records import (
    SCRIPT,
    ended_call_of,
    keep_calls,
    keep_noted_call,
    left_call_of,
)
from bench.result import Goal, Results, Row, Samples
from bench.scripts import MOST_STEPS, write_long
from bench.terminal import SMALL, Terminal, shows
from guide.script.library import load_library

STEPS = (20, 1_000, 10_000)
EVENTS = (50, 5_000)
NOTES = (50_000, 200_000)
CALLS = 10_000

DIGIT_COUNTS_AGAIN = 0.5
"""Seconds after which the same digit is no second press of a bouncing key."""


def measure(desk: Desk, results: Results, *, quick: bool) -> None:
    """Each thing at its sizes; the smaller ones where it has to be quick."""
    most = 2_000 if quick else max(STEPS)
    rounds = 3 if quick else 15
    _scripts(desk, results, [*(n for n in STEPS if n < most), most], rounds)
    _step_change(desk, results, most, 10 if quick else 200)
    _calls(desk, results, min(EVENTS), 500 if quick else max(EVENTS), rounds)
    _kept(desk, results, 500 if quick else CALLS, rounds)
    _noted(desk, results, [n // 50 if quick else n for n in NOTES], min(rounds, 3))


def _scripts(desk: Desk, results: Results, sizes: list[int], rounds: int) -> None:
    """Load and check: a thousand steps of each size take about the same."""
    each: dict[int, tuple[list[float], list[float]]] = {}
    folders = {steps: desk.folder / f"steps-{steps}" for steps in sizes}
    for steps, folder in folders.items():
        write_long(folder, steps)
        each[steps] = ([], [])
    for _ in range(rounds):
        for steps, folder in folders.items():
            each[steps][0].append(_took(lambda f=folder: load_library(f)))
            checked = Started(desk, desk.guide("check", "--scripts", str(folder)), None)
            checked.once(SMALL)
            each[steps][1].extend(checked.milliseconds)
    files = -(-sizes[-1] // MOST_STEPS)
    middle, most = sizes[-2], sizes[-1]
    for steps, (loaded, checked_) in each.items():
        where = f"{steps:,} steps" + (f" in {files} files" if steps > MOST_STEPS else "")
        by_size = most / middle
        base = Samples.of(value * by_size for value in each[middle][0]) if steps == most else None
        goal = Goal(1.2) if base else None
        beside = f"{by_size:g} × {middle:,}" if base else ""
        results.rows.append(
            Row("scripts: load", where, "ms", Samples.of(loaded), beside, base, goal)
        )
        results.rows.append(Row("guide check", where, "ms", Samples.of(checked_)))


def _took(doing: Callable[[], object]) -> float:
    begun = time.perf_counter()
    doing()
    return (time.perf_counter() - begun) * 1000


def _step_change(desk: Desk, results: Results, steps: int, count: int) -> None:
    """A choice on a long script beside one on the shipped script."""
    folder = desk.folder / f"long-{steps}"
    first = write_long(folder, steps)
    long_desk = desk.beside("long", folder)
    with (
        desk.run(long_desk.guide("call", first, "--scripts", str(folder)), SMALL) as long,
        desk.run(desk.guide("call", SCRIPT), SMALL) as shipped,
    ):
        pressed = side_by_side(_on(long), choice(desk)(shipped), count)
    _forget(desk)
    base = pressed.label_milliseconds
    row = Row(
        "choice", f"{steps:,} steps", "ms", pressed.milliseconds, "shipped script", base, Goal(1.5)
    )
    results.rows.append(row)


def _on(terminal: Terminal):  # type: ignore[no-untyped-def]
    terminal.first(shows("WARNINGS", "Line number 0,"))
    step = 0
    while True:
        step += 1
        yield terminal.press("1", shows(f"Line number {step},", f"On {step} "))
        terminal.listen(DIGIT_COUNTS_AGAIN)


def _forget(desk: Desk) -> None:
    for journal in desk.open_calls():
        journal.unlink()


def _calls(desk: Desk, results: Results, few: int, many: int, rounds: int) -> None:
    """Gone on with, listed, and ended: a call of many events beside a short one."""
    desks = {str(events): desk.beside(f"events-{events}") for events in (many, few)}
    calls = {name: left_call_of(told, int(name)) for name, told in desks.items()}
    where, beside = f"{many:,} events", f"{few} events"
    results.rows.append(_resumed(desks, calls, rounds, where, beside))
    listed = {name: Started(told, told.guide("calls"), None) for name, told in desks.items()}
    in_turn(listed, SMALL, min(rounds, 5))
    results.rows.append(_beside("guide calls", where, listed, beside))
    ends: dict[int, list[float]] = {few: [], many: []}
    for number in range(min(rounds, 5)):
        for events, took in ends.items():
            ended = desk.beside(f"end-{events}-{number}")
            book, session = ended_call_of(ended, events)
            took.append(_took(lambda b=book, s=session: b.finish(s)))
    short, long = (Samples.of(took) for took in ends.values())
    results.rows.append(
        Row("end: summary written", f"{many:,} events", "ms", long, f"{few} events", short)
    )


def _noted(desk: Desk, results: Results, sizes: list[int], rounds: int) -> None:
    """Calls of very many notes: the summary written again, and verified; in step with the notes."""
    few, many = sizes
    desks = {str(notes): desk.beside(f"notes-{notes}") for notes in sizes}
    calls = {name: keep_noted_call(told, int(name)) for name, told in desks.items()}
    for command in ("summary", "verify"):
        programs = {
            name: Started(told, told.guide(command, calls[name]), None)
            for name, told in desks.items()
        }
        in_turn(programs, SMALL, rounds)
        short, long = (Samples.of(one.milliseconds) for one in programs.values())
        results.rows.append(
            Row(f"guide {command}", f"{many:,} notes", "ms", long, f"{few:,} notes", short)
        )


def _resumed(
    desks: dict[str, Desk], calls: dict[str, str], rounds: int, where: str, beside: str
) -> Row:
    """A call gone on with at two desks, in turn; the first beside the second."""
    programs = {
        name: Started(told, told.guide("resume", calls[name]), shows("WARNINGS", "1"))
        for name, told in desks.items()
    }
    in_turn(programs, SMALL, rounds)
    return _beside("guide resume", where, programs, beside)


def _beside(name: str, where: str, programs: dict[str, Started], beside: str) -> Row:
    first, second = (Samples.of(program.milliseconds) for program in programs.values())
    return Row(name, where, "ms", first, beside, second)


def _kept(desk: Desk, results: Results, number: int, rounds: int) -> None:
    """With many kept calls beside none: start, call, list."""
    none, many = desk.beside("kept-none"), desk.beside("kept-many")
    keep_calls(many, number)
    for name, typed, useful in (
        ("guide, to its picker", (), shows("Take a call", "Ctrl+Q quit")),
        ("guide call", ("call", SCRIPT), shows("WARNINGS")),
    ):
        programs = {
            place: Started(desk_, desk_.guide(*typed), useful)
            for place, desk_ in (("none", none), ("many", many))
        }
        in_turn(programs, SMALL, rounds)
        results.rows.append(
            Row(
                name,
                f"{number:,} kept",
                "ms",
                Samples.of(programs["many"].milliseconds),
                "none kept",
                Samples.of(programs["none"].milliseconds),
                Goal(1.1),
            )
        )
    listing = Started(many, many.guide("calls"), None)
    for _ in range(min(rounds, 5)):
        listing.once(SMALL)
    row = Row("guide calls", f"{number:,} kept", "ms", Samples.of(listing.milliseconds))
    results.rows.append(row)
    _go_on_and_end({"many": many, "none": none}, results, f"{number:,} kept", rounds)


def _go_on_and_end(desks: dict[str, Desk], results: Results, where: str, rounds: int) -> None:
    """A short call ended, and another gone on with, where many are kept beside where none is."""
    ends: dict[str, list[float]] = {name: [] for name in desks}
    for _ in range(min(rounds, 5)):
        for name, took in ends.items():
            book, session = ended_call_of(desks[name], min(EVENTS))
            took.append(_took(lambda b=book, s=session: b.finish(s)))
    most, none = (Samples.of(took) for took in ends.values())
    results.rows.append(Row("end: summary written", where, "ms", most, "none kept", none))
    calls = {name: left_call_of(told, min(EVENTS)) for name, told in desks.items()}
    results.rows.append(_resumed(desks, calls, rounds, where, "none kept"))
