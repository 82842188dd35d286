"""Random keys on the real call screen, for as long as one likes: the screen keeps its word.

    cd tests && python -m torture.random_keys [--seconds 3600] [--seed 0]

It needs only Python. Call after call is begun and wandered through with random keys, bursts of
them, pastes and new sizes of the terminal. Before each key the screen is read as it stands; what is
then on record must be what it had named for that key, and the counter of warnings must be right. At
the first that is not so the run ends with the last keys, the seed, and what was promised; that seed
alone finds it again. Exit code 1 tells that one was not so.
"""

import argparse
import random
import sys
import time
from pathlib import Path

# What drives the screen stands with the tests of the screen, which are not a package.
sys.path.insert(0, str(Path(__file__).parents[1] / "tui"))

from law import began_at, wander
from on_screen import OPEN

KEYS = 400
"""How many keys a call takes at most: many end sooner, by a key that ends them."""


def main(seconds: float, seed: int) -> None:
    """Press keys for so long, and say how many."""
    begun, calls, pressed = time.monotonic(), 0, 0
    while time.monotonic() - begun < seconds:
        screen = began_at(seed + calls)
        try:
            pressed += wander(screen, random.Random(seed + calls), KEYS)
        except BaseException:
            print(f"{pressed} keys on {calls} calls; then --seed {seed + calls}:")
            raise
        OPEN.remove(screen)
        screen.close()
        calls += 1
    print(f"{pressed} keys on {calls} calls (seeds from {seed}): all as the screen had said")


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--seconds", type=float, default=3600)
    asked.add_argument("--seed", type=int, default=0)
    main(**vars(asked.parse_args()))
