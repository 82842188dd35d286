import shutil
from pathlib import Path

import pytest
from kit import FRIDAY
from shop import Full, Shop

from guide.record.places import Places
from guide.script.library import shipped_folder
from guide.session.clock import SetClock


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    folder = tmp_path / "scripts"
    shutil.copytree(shipped_folder(), folder)
    (folder / "approvals.toml").unlink(missing_ok=True)
    places = Places(tmp_path / "state", tmp_path / "out")
    return Shop(folder, places, SetClock(FRIDAY), Full())
