from pathlib import Path

import pytest
from prompt import Prompt


@pytest.fixture
def guide(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Prompt:
    return Prompt(tmp_path, monkeypatch, capsys)
