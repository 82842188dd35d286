"""Pictures of the screen, compared with those that were looked at and kept."""

import re
from pathlib import Path

import pytest
from textual.app import App

KEPT = Path(__file__).parents[1] / "snapshots"
_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
_ID = re.compile(r"terminal-\d+-")


class Snapshot:
    """Compares a screen with its picture, or draws the picture anew when that is asked for."""

    def __init__(self, update: bool, folder: Path, kept: Path = KEPT) -> None:
        self._update = update
        self._folder = folder
        self._kept = kept

    def __call__(self, name: str, app: App[None]) -> None:
        """Fail, with the two files to look at, unless the screen looks as it is kept."""
        drawn, kept = picture(app), self._kept / f"{name}.svg"
        if self._update:
            self._kept.mkdir(exist_ok=True)
            kept.write_text(drawn, "utf-8")
            return
        if kept.exists() and kept.read_text("utf-8") == drawn:
            return
        actual = self._folder / f"{name}.actual.svg"
        actual.write_text(drawn, "utf-8")
        pytest.fail(
            f"The screen is not as in {kept}: look at {actual}."
            " pytest --snapshot-update keeps what is drawn now.",
            pytrace=False,
        )


def picture(app: App[None]) -> str:
    """The screen as SVG, without what differs from run to run and without fonts from elsewhere."""
    return _ID.sub("s-", _FONT.sub("", app.export_screenshot()))
