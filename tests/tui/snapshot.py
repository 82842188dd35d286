"""Pictures of the screen, compared with those that were looked at and kept."""

from pathlib import Path

import pytest

from guide.tui._textual_private import strips_of
from guide.tui.app import GuideApp
from guide.tui.export import picture

KEPT = Path(__file__).parents[1] / "snapshots"


class Snapshot:
    """Compares a screen with its picture, or draws the picture anew when that is asked for."""

    def __init__(self, update: bool, folder: Path, kept: Path = KEPT) -> None:
        self._update = update
        self._folder = folder
        self._kept = kept

    def __call__(self, name: str, app: GuideApp) -> None:
        """Fail, with the two files to look at, unless the screen looks as it is kept."""
        now, kept = drawn(app), self._kept / f"{name}.svg"
        if self._update:
            self._kept.mkdir(exist_ok=True)
            kept.write_text(now, "utf-8")
            return
        if kept.exists() and kept.read_text("utf-8") == now:
            return
        actual = self._folder / f"{name}.actual.svg"
        actual.write_text(now, "utf-8")
        pytest.fail(
            f"The screen is not as in {kept}: look at {actual}."
            " pytest --snapshot-update keeps what is drawn now.",
            pytrace=False,
        )


def drawn(app: GuideApp) -> str:
    """The screen as SVG, as the program draws it."""
    return picture(strips_of(app.screen), app.size.width, app.palette, app.title)
