"""`guide` on a disk that takes some more milliseconds for every fdatasync: the first argument."""

import sys
import time

from guide.record.system import System

MORE = float(sys.argv.pop(1)) / 1000
sync_data = System.sync_data


def slowly(system: System, fd: int) -> None:
    time.sleep(MORE)
    sync_data(system, fd)


System.sync_data = slowly  # type: ignore[method-assign]

if __name__ == "__main__":
    from guide.__main__ import main

    main()
