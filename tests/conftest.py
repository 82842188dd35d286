"""What holds for every test: no setting of the machine it runs on reaches it."""

import gc
import os
import time
from collections.abc import Iterator
from itertools import count

import pytest
import unwaited
from hypothesis import HealthCheck, settings

# Before anything of the program is imported: it takes `monotonic` from there.
unwaited.put_in()

import parsed_once  # noqa: E402

from guide.record import system  # noqa: E402

# No test is one of a time: on a busy computer an example takes as long as it takes.
settings.register_profile("guide", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("guide")

# Every screen is thousands of small objects: to look for garbage each 700 of them, as Python does
# unless told otherwise, takes a fifth of the time of the tests of the screen.
gc.set_threshold(100_000, 20, 20)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--snapshot-update", action="store_true", help="Draw the pictures in tests/snapshots anew."
    )


@pytest.fixture(scope="session", autouse=True)
def _no_disk_is_waited_for() -> Iterator[None]:
    """Sync nothing in this process: no test takes its power away.

    That all is synced before anybody is told so is for tests/durable, where the calls are seen.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", os.fstat)
        patch.setattr(system, "_data_sync", os.fstat)
        yield


@pytest.fixture(scope="session", autouse=True)
def _scripts_are_read_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        parsed_once.put_in(patch)
        yield


_COUNT = count()


@pytest.fixture(autouse=True)
def _nothing_saved_elsewhere_by_another_test(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.getbasetemp() / f"elsewhere-{next(_COUNT)}"
    monkeypatch.setenv("GUIDE_ELSEWHERE", str(folder))


@pytest.fixture(scope="session", autouse=True)
def _no_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in [*os.environ]:
            if name.startswith(("GUIDE_", "_GUIDE_")) or name in (
                "NO_COLOR",
                "TEXTUAL_THEME",
                "COLORFGBG",
            ):
                patch.delenv(name)
        patch.setenv("GUIDE_CONFIG", str(tmp_path_factory.mktemp("settings") / "config.toml"))
        patch.setenv("TZ", "America/New_York")
        time.tzset()
        yield
    time.tzset()
