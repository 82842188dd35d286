"""What its team's desk costs a call screen: a first frame and keys, with that desk and without.

    cd tests && python -m bench --only at_desk [--quick]

Seats take turns: one without a desk and another such (what differs there is chance), and those of a
desk that is on, of one that is away, and of one each of whose answers takes two seconds. The test
extra's PostgreSQL shares this computer with them, but, where there is room in memory, not its disk.
On Linux root's `chrt -r 1`, put before it, keeps out what else the computer does.
"""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median

from desk.proxy import proxy_of
from desk.server import running_server, with_logins
from psycopg import conninfo

from bench import frames, keys
from bench.desk import Desk
from bench.records import SCRIPT
from bench.result import Goal, Results, Row, Samples
from bench.scripts import write_long
from bench.terminal import DEADLINE, SMALL, Terminal
from guide.errors import GuideError

WITHOUT, AGAIN, ON, AWAY, SLOW = (
    "without",
    "without, another",
    "desk on",
    "desk away",
    "desk answering after 2 s",
)
STANDS = {WITHOUT: "saved", AGAIN: "saved", ON: "· desk", AWAY: "· desk away", SLOW: "· desk"}
"""What the status line says where a seat is as it is to be measured."""

HELD_BACK = 2.0
GOAL = Goal(1.05)

DRAWN = 1_000
"""So often a ratio is reckoned anew, each time from rounds drawn by chance."""


def measure(desk: Desk, results: Results, *, rounds: int, count: int) -> None:
    """First frames, so many rounds of them, and so many of each key, at the smaller size alone:
    what a desk costs is the same at each, and least is painted there."""
    try:
        with _desks(desk.folder) as teams:
            _measure(desk, teams, results, rounds, count)
    except GuideError as error:
        results.skipped.append(f"what a desk costs. {error}")


def _measure(
    desk: Desk, teams: Mapping[str, str], results: Results, rounds: int, count: int
) -> None:
    seats = _seats(desk, "frames", teams)
    started = {name: frames.call(seat) for name, seat in seats.items()}
    frames.in_turn(started, SMALL, rounds)
    _tell("first frame", {name: one.milliseconds for name, one in started.items()}, results)
    lines = desk.folder / "lines"
    long = write_long(lines, count + keys.WARM + 1)
    for name, script, scripts, press in (
        ("said mark", long, lines, keys.said),
        ("choice", SCRIPT, None, keys.choice(desk)),
        ("typed character", SCRIPT, None, keys.typed),
    ):
        seats = _seats(desk, name.split()[0], teams, scripts)
        _tell(name, _pressed(seats, script, press, count), results)


@contextmanager
def _desks(folder: Path) -> Iterator[dict[str, str]]:
    """By how a desk is, its name; empty where there is none."""
    nowhere = folder / "nowhere"
    nowhere.mkdir()
    with running_server() as server:
        served = with_logins(server)
        with proxy_of(served.named("lee")) as slow:
            slow.holds_back = HELD_BACK
            on = served.named("kim")
            away = conninfo.make_conninfo(on, host=str(nowhere))
            yield {WITHOUT: "", AGAIN: "", ON: on, AWAY: away, SLOW: slow.name}


def _seats(
    desk: Desk, prefix: str, teams: Mapping[str, str], scripts: Path | None = None
) -> dict[str, Desk]:
    return {
        name: replace(desk.beside(f"{prefix}-{n}", scripts), team=team)
        for n, (name, team) in enumerate(teams.items())
    }


def _pressed(
    seats: Mapping[str, Desk], script: str, press: Callable[[Terminal], keys.Press], count: int
) -> dict[str, list[float]]:
    """By seat, the milliseconds that a key took there, round by round."""
    took: dict[str, list[float]] = {name: [] for name in seats}
    with ExitStack() as running:
        terminals = {
            name: running.enter_context(seat.run(seat.guide("call", script), SMALL))
            for name, seat in seats.items()
        }
        pressing = {name: press(terminal) for name, terminal in terminals.items()}
        for one in pressing.values():
            for _ in range(keys.WARM):
                next(one)
        for name, terminal in terminals.items():
            _wait(terminal, STANDS[name])
        for _ in range(count):
            for name in random.sample([*pressing], len(pressing)):
                took[name].append(next(pressing[name]).seconds * 1000)
    return took


def _wait(terminal: Terminal, words: str) -> None:
    """Wait until the status line says this: it may stand there already."""
    end = time.monotonic() + DEADLINE
    while words not in terminal.rows[0]:
        if time.monotonic() > end:
            raise TimeoutError(f"“{words}” never came; the screen is\n{terminal.text}")
        terminal.listen(0.1)


def _tell(what: str, took: Mapping[str, list[float]], results: Results) -> None:
    base = took[WITHOUT]
    results.rows.append(Row(f"{what}, {WITHOUT}", str(SMALL), "ms", Samples.of(base)))
    for name, ours in took.items():
        if name != WITHOUT:
            row = Row(
                f"{what}, {name}",
                str(SMALL),
                "ms",
                Samples.of(ours),
                WITHOUT,
                Samples.of(base),
                None if name == AGAIN else GOAL,
                "95 of 100: {:.2f} to {:.2f} ×".format(*_spread(ours, base)),
            )
            results.rows.append(row)


def _spread(ours: list[float], base: list[float]) -> tuple[float, float]:
    """Between what the ratio of the medians lies 95 times of 100: the same rounds are drawn of
    both, so that what slowed down both counts for nothing."""
    chance, rounds = random.Random(1), range(len(base))
    ratios = []
    for _ in range(DRAWN):
        drawn = chance.choices(rounds, k=len(base))
        ratios.append(median([ours[n] for n in drawn]) / median([base[n] for n in drawn]))
    ratios.sort()
    return ratios[DRAWN // 40], ratios[-DRAWN // 40]
