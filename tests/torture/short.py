"""A short round of all there is here, in less than a minute: for a build, not for a proof.

    cd tests && python -m torture.short

Each part says what it needs; one that cannot run on this computer says so and is passed by. Exit
code 1 tells that one of those that ran found something.
"""

import sys
from collections.abc import Callable

from torture import injected, kills, load, power_cuts, traced

NOT_RUN = 3

PARTS: dict[str, Callable[[], int | None]] = {
    "Each sync, by the system calls": traced.main,
    "Kills and faults at some system calls": lambda: injected.main(
        every=30, at_first=4, parts=list(injected.PARTS), errors=["EIO"]
    ),
    "Kills at random": lambda: kills.main(kills=80, seed=1),
    "Cuts of the power": lambda: power_cuts.main(cuts=10, seed=1),
    "Load": lambda: load.main(None, quick=True),
}


def main() -> int:
    """Run every part that can run; say which could not."""
    passed_by = []
    for name, part in PARTS.items():
        print(f"\n-- {name}", flush=True)
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
