"""A short round of all there is here, in a minute or two: for a build, not for a proof.

    cd tests && python -m torture.short

Each part says what it needs; one that cannot run on this computer says so and is passed by, and so
is one that could only begin after three minutes. No verdict depends on how fast the computer is.
Exit code 1 tells that one of the parts that ran found something.
"""

import sys
import time
from collections.abc import Callable

from torture import (
    desk_kills,
    every_ground,
    injected,
    kills,
    load,
    people,
    power_cuts,
    sequences,
    spellings,
    traced,
)

NOT_RUN = 3
SECONDS = 180


def _load() -> None:
    """Show the curves; what they must be is for an idle computer to say."""
    load.main(None, quick=True)


PARTS: dict[str, Callable[[], int | None]] = {
    "Every ground through every script": every_ground.main,
    "Each sync, by the system calls": traced.main,
    "Cuts of the power": lambda: power_cuts.main(cuts=20, seed=1),
    "Kills at random": lambda: kills.main(kills=80, seed=1),
    "Kills around a desk": lambda: desk_kills.main(kills=12, seed=1),
    "Random sequences of all that befalls a desk": lambda: sequences.main(sequences=150, seed=1),
    "Kills and faults at some system calls": lambda: injected.main(
        every=30, at_first=4, parts=list(injected.PARTS), errors=["EIO"]
    ),
    "Spellings of cards, codes and phone numbers": lambda: spellings.main(seconds=15, seed=1),
    "Three agents and a supervisor, each a user of the computer's": people.main,
    "Load": _load,
}


def main() -> int:
    """Run every part that can run; say which could not."""
    passed_by = []
    begun = time.monotonic()
    for name, part in PARTS.items():
        print(f"\n-- {name}", flush=True)
        if time.monotonic() - begun > SECONDS:
            print(f"NOT RUN: {SECONDS} seconds are over.")
            passed_by.append(name)
            continue
        code = part() or 0
        if code == NOT_RUN:
            passed_by.append(name)
        elif code:
            return code
    for name in passed_by:
        print(f"\n-- DID NOT RUN HERE: {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
