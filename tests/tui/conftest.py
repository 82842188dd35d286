from pathlib import Path

import pytest
from snapshot import Snapshot


def pytest_itemcollected(item: pytest.Item) -> None:
    if "snapshot" in getattr(item, "fixturenames", ()):
        item.add_marker("snapshot")


@pytest.fixture
def snapshot(request: pytest.FixtureRequest, tmp_path: Path) -> Snapshot:
    return Snapshot(request.config.getoption("--snapshot-update"), tmp_path)
