"""Random sequences of events, faults, kills, cuts and entrances, beside a model of what was told.

    cd tests && python -m torture.sequences [--sequences 10000] [--seed 0]

It needs only Python, and a quarter of an hour. Each seed is one sequence of what befalls a desk
with two places to write to: the agent's deeds, faults of either disk, kills and cuts of the power
between and within them, entrances by every command, homecoming, ends. Nothing that was acknowledged
may be lost, nothing be called saved, finished or fitting that is not, and nothing be told of when
all is well. At the first sequence that breaks this the run ends with its seed, and with the deeds
that are enough for it. Exit code 1 tells that one was found.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from functools import partial

from durable.sequences import Deed, Found, deeds_of, failure_of, shrunk


def _fails_so(kind: type[Exception], deeds: Sequence[Deed]) -> bool:
    return isinstance(failure_of(deeds), kind)


def main(sequences: int, seed: int) -> int:
    """Run so many sequences, and say what was found; the exit code."""
    done: Counter[str] = Counter()
    for one in range(seed, seed + sequences):
        deeds = deeds_of(one)
        if failure := failure_of(deeds):
            print(f"--seed {one}: {failure!r}", flush=True)
            print(*shrunk(deeds, partial(_fails_so, type(failure))), sep="\n")
            if not isinstance(failure, Found):
                raise failure
            return 1
        done.update(name for name, _, _ in deeds)
    told = ", ".join(f"{count:,} × {name}" for name, count in done.most_common())
    print(f"{sequences:,} sequences (seeds from {seed}): nothing lost, nothing told wrongly")
    print(told)
    return 0


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--sequences", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=0)
    sys.exit(main(**vars(asked.parse_args())))
