from collections.abc import Iterator
from pathlib import Path

import pytest
from on_screen import OPEN
from snapshot import Snapshot


def pytest_itemcollected(item: pytest.Item) -> None:
    if "snapshot" in getattr(item, "fixturenames", ()):
        item.add_marker("snapshot")


@pytest.fixture
def snapshot(request: pytest.FixtureRequest, tmp_path: Path) -> Snapshot:
    return Snapshot(request.config.getoption("--snapshot-update"), tmp_path)


@pytest.fixture(autouse=True)
def _screens_are_closed() -> Iterator[None]:
    yield
    while OPEN:
        OPEN.pop().close()
