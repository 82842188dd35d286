"""How quick the program is, beside the smallest Textual apps, vim and nano, in one run.

    cd tests && python -m bench [--quick]

It needs Linux or macOS, what the tests need, and a computer that does nothing else; the whole run
takes three quarters of an hour. Programs take turns, so that a ratio says more than a time. A table
comes out, and all samples as JSON. Exit code 0 whatever the goals: the table says which are met.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench import at_desk, frames, growth, idle, journal, keys
from bench.desk import Desk
from bench.result import Results
from bench.show import machine, table, write_json

PARTS: dict[str, Callable[[Desk, Results, bool], None]] = {
    "frames": lambda desk, results, quick: frames.measure(desk, results, rounds=5 if quick else 40),
    "keys": lambda desk, results, quick: keys.measure(desk, results, count=12 if quick else 200),
    "idle": lambda desk, results, quick: idle.measure(desk, results, seconds=6 if quick else 200),
    "journal": lambda desk, results, quick: journal.measure(
        desk, results, count=60 if quick else 2000
    ),
    "growth": lambda desk, results, quick: growth.measure(desk, results, quick=quick),
    "at_desk": lambda desk, results, quick: at_desk.measure(
        desk, results, rounds=5 if quick else 60, count=12 if quick else 300
    ),
}


def main() -> int:
    """Measure the parts that are asked for."""
    asked = argparse.ArgumentParser(prog="python -m bench", description=__doc__.splitlines()[0])
    asked.add_argument("--quick", action="store_true", help="few samples: to see that it runs")
    asked.add_argument("--only", choices=[*PARTS], nargs="+", default=[*PARTS], metavar="PART")
    asked.add_argument("--json", type=Path, default=Path("bench.json"), help="where samples go")
    asked.add_argument("--python", default=sys.executable, help="the Python that runs the programs")
    asked.add_argument("--folder", type=Path, help="where to make the records (else in /tmp)")
    chosen = asked.parse_args()
    before, results = machine(), Results()
    with tempfile.TemporaryDirectory(dir=chosen.folder) as made:
        for part in chosen.only:
            sys.stderr.write(f"{part} …\n")
            folder = Path(made) / part
            folder.mkdir()
            PARTS[part](Desk(folder, chosen.python), results, chosen.quick)
    write_json(results, chosen.json, before)
    sys.stdout.write(f"{table(results.rows)}\n")
    for skipped in results.skipped:
        sys.stdout.write(f"Not measured: {skipped}\n")
    goals = [row.met for row in results.rows if row.met is not None]
    met = f"{sum(goals)} of {len(goals)} goals are met"
    sys.stdout.write(f"{met}; load {before['load']} at the start. Samples: {chosen.json}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
