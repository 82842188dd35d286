"""A thousand kills at random instants, while somebody types at speed.

    cd tests && python -m torture.kills [--kills 1000] [--seed N]

It needs only Python, and some minutes. Typists without a screen take calls at one desk, through the
same session, composer and writer as the screen; each goes on where the one before it was killed.
After each kill no acknowledged event may be lost and no more than 50 characters of a draft; at the
end every call that has ended must have its summary, whole. Exit code 1 tells that one was not so.
"""

import argparse
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from durable.killing import Killing


def main(kills: int, seed: int) -> None:
    """Kill so many typists, and say what was found."""
    with TemporaryDirectory() as made:
        killing = Killing(Path(made) / "desk", seed)
        for _ in range(kills):
            killing.kill_one(Path(made))
        killing.finish()
        killing.close()
    tally = killing.tally
    behind = Counter(min(50, (lost + 9) // 10 * 10) for lost in tally.behind)
    spread = ", ".join(f"{count} × {most}" for most, count in sorted(behind.items()))
    print(f"{tally.kills} kills (seed {seed}): none lost of {tally.acknowledged} events")
    print(f"{len(tally.calls)} calls, {tally.over} killed after their end was told")
    print(f"drafts behind, by tens of characters at most: {spread}; the worst {max(tally.behind)}")


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--kills", type=int, default=1000)
    asked.add_argument("--seed", type=int, default=1)
    main(**vars(asked.parse_args()))
