"""What this computer is called at the desk: where the calls are kept that it sent."""

import platform

from guide.text import plain_line

_MOST = 100
"""Characters that the desk takes; see sql/0013-computers.sql."""


def this_computer() -> str:
    """The name of this computer in its network."""
    return plain_line(platform.node())[:_MOST] or "?"
