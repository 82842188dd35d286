"""Perfect practice, mutated at random, and judged twice: by an oracle and by the debrief.

    cd tests && python -m torture.mutations [--mutations 1000] [--seed 0]

It needs only Python, and a minute. Each number is one mutation of a shipped scenario's perfect
play: a thing left out, done otherwise, too fast, too late or besides; or one that is harmless.
The oracle decides from the events alone what went wrong. What the debrief finds must be that and
nothing else. The first that differs ends the run with its number. Exit code 1 tells that one did.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "training"))

from judged import judged


def main(mutations: int, seed: int) -> int:
    """Judge so many mutated plays, and say what was found; the exit code."""
    found: Counter[str] = Counter()
    matters = harmless = 0
    for number in range(seed, seed + mutations):
        one = judged(number)
        if one.found != one.wrong or (one.harmless and one.wrong):
            print(f"--seed {number}: {one.name}, {one.mutation}")
            print(f"went wrong: {sorted(one.wrong)}; found: {sorted(one.found)}")
            return 1
        matters += bool(one.wrong)
        harmless += one.harmless
        found.update(one.found)
    print(
        f"{mutations:,} mutations (numbers from {seed}): {matters:,} mattered, and each was found;"
        f" {mutations - matters:,} did not, {harmless:,} of them meant so, and nobody was blamed"
    )
    print(", ".join(f"{count:,} × {kind}" for kind, count in found.most_common()))
    return 0


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--mutations", type=int, default=1_000)
    asked.add_argument("--seed", type=int, default=0)
    sys.exit(main(**vars(asked.parse_args())))
