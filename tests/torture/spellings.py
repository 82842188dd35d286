"""Spellings of card numbers, security codes and phone numbers, for as long as one likes.

    cd tests && python -m torture.spellings [--seconds 3600] [--seed 0]

It needs only Python. Each seed is one spelling of each kind. At the first card number or security
code that can still be read, and at the first number that is masked though it has a name of its own,
the run ends with its seed and what was stored; of phone numbers one in a thousand may be masked.
Exit code 1 tells that one was not so.
"""

import argparse
import sys
import time

from spellings import (
    card_kept,
    code_in_front_kept,
    code_kept,
    lost_behind_code,
    other_number_lost,
    phone_lost,
    right_code_kept,
)

BATCH = 1_000


def main(seconds: float, seed: int) -> int:
    """Try one seed after the other for so long, and say how many; return the exit code."""
    until, first, lost = time.monotonic() + seconds, seed, 0
    while time.monotonic() < until:
        for one in range(seed, seed + BATCH):
            ways = (card_kept, code_kept, code_in_front_kept, right_code_kept)
            if kept := next(filter(None, (way(one) for way in ways)), ""):
                print(f"--seed {one}: {kept!r}")
                return 1
            if told := other_number_lost(one) or lost_behind_code(one):
                print(f"--seed {one}: {told}")
                return 1
            if typed := phone_lost(one):
                print(f"--seed {one}: masked of {typed!r}")
                lost += 1
        seed += BATCH
    print(f"{seed - first:,} spellings of each kind: none kept, {lost} phone numbers masked")
    return int(lost * 1_000 > seed - first)


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--seconds", type=float, default=3600)
    asked.add_argument("--seed", type=int, default=0)
    sys.exit(main(**vars(asked.parse_args())))
