"""Where tests keep many files: in memory, where the computer has room there; disks are slow."""

import os
import shutil

_MEMORY = "/dev/shm"
_ROOM = 1 << 30
"""Bytes that must be free: a container may have so few that a server finds its disk full."""


def in_memory() -> str | None:
    """A folder in memory; None where there is none to use."""
    usable = os.path.isdir(_MEMORY) and os.access(_MEMORY, os.W_OK)
    return _MEMORY if usable and shutil.disk_usage(_MEMORY).free > _ROOM else None
