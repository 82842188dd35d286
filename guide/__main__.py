"""The command `guide`."""

import sys
from typing import NoReturn

from guide.cli.run import run


def main() -> NoReturn:
    """Do what was typed, and end with its exit code."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
