"""Every ground of the hang-up protocol, through every shipped script and with more warnings.

    cd tests && python -m torture.every_ground

It needs only Python and takes some seconds. The tests take each ground through the protocol's own
script, and through the others one of each kind of terms: a rule looks only at the ground that
stands. This leaves no ground of any script to that. Exit code 1 tells that one was found wanting.
"""

import sys
from pathlib import Path

# The tests of calls are not a package.
sys.path.insert(0, str(Path(__file__).parents[1] / "call"))

from kit import SCRIPTS
from test_call_reachable import GROUNDS, PROTOCOL, TERMS, UNLIKE, assert_ends_rightly, on, reached


def main() -> None:
    """Come to every state that the tests leave out, and look what it allows."""
    left = [
        *((one, 1, ground) for one in SCRIPTS for ground in GROUNDS if ground not in on(one)),
        *((PROTOCOL, 3, ground) for ground in GROUNDS if ground not in UNLIKE),
    ]
    states = 0
    for script, most, ground in left:
        found = reached(script, most, ground)
        assert_ends_rightly(found, TERMS[most])
        states += len(found.calls)
    print(f"{len(left)} ways through the scripts, {states} states: each allows what it must.")


if __name__ == "__main__":
    main()
