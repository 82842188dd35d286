"""A call needs no network: what would encrypt one is not loaded."""

import sys


def no_tls() -> None:
    """Have imports of `ssl` fail from here on, where it is not loaded yet.

    asyncio loads it for connections if it is there, and the first frame waits for that.
    """
    if "ssl" not in sys.modules:
        sys.modules["ssl"] = None  # type: ignore[assignment]
