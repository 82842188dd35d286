from collections.abc import Iterator
from pathlib import Path

import pytest
from on_screen import OPEN
from snapshot import Snapshot
from textual._compositor import Compositor


def pytest_itemcollected(item: pytest.Item) -> None:
    if "snapshot" in getattr(item, "fixturenames", ()):
        item.add_marker("snapshot")


@pytest.fixture
def snapshot(request: pytest.FixtureRequest, tmp_path: Path) -> Snapshot:
    return Snapshot(request.config.getoption("--snapshot-update"), tmp_path)


@pytest.fixture(autouse=True)
def _drawn_when_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw a screen when a test reads it, and not for a terminal that is not there.

    That would take half the time of these tests. Those of what a terminal is sent, or of what is
    drawn anew, have this fixture do nothing; tests/whole has a real terminal.
    """

    def nothing(self: Compositor, *_: object, **__: object) -> None:
        self._dirty_regions.clear()

    monkeypatch.setattr(Compositor, "render_update", nothing)


@pytest.fixture(autouse=True)
def _screens_are_closed() -> Iterator[None]:
    yield
    while OPEN:
        OPEN.pop().close()
