"""Where the tests of durability work."""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

_MEMORY = "/dev/shm"


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder, in memory where the computer has such: disks are slow at thousands of files."""
    usable = os.path.isdir(_MEMORY) and os.access(_MEMORY, os.W_OK)
    with TemporaryDirectory(dir=_MEMORY if usable else None) as made:
        yield Path(made)
