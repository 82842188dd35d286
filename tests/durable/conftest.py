"""Where the tests of durability work."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from in_memory import in_memory


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder, in memory where that can be: these tests make thousands of files."""
    with TemporaryDirectory(dir=in_memory()) as made:
        yield Path(made)
