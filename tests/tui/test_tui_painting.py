"""What the terminal is sent: always what was painted, and little of it."""

from pathlib import Path
from typing import Any

import pyte
import pytest
from kit import with_script
from on_screen import NARROW, WIDE, OnScreen
from piloted import piloted
from textual.app import App

from guide.script.library import parse_script
from guide.tui._textual_private import strips_of
from guide.tui.app import GuideApp

KEYS = (
    *("1", "space", "n", "w", "a", "i", "t", "é", "漢", "enter", "escape", "a", "3", "w", "escape"),
    *("f5", "down", "escape", "question_mark", "escape", "v", "down", "escape", "2"),
)


@pytest.fixture(autouse=True)
def _drawn_when_read() -> None:
    """Here all is drawn as it changes."""


WIDE_TITLES = Path(__file__).parents[1] / "kinds" / "kasuhara.toml"
"""A script whose titles begin with signs of two cells."""


@pytest.mark.parametrize("script", ["escalated-callers", "kasuhara"])
async def test_the_terminal_shows_what_was_painted_whatever_came_before(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = pyte.Screen(120, 36)
    stream = pyte.Stream(terminal)

    def display(app: App[None], screen: object, update: Any) -> None:
        if update is not None and not app._batch_count:
            stream.feed(update.render_segments(app.console))

    monkeypatch.setattr(App, "_display", display)
    wide, _ = parse_script(WIDE_TITLES.read_text("utf-8"), WIDE_TITLES.name)
    assert wide is not None
    async with piloted(tmp_path, script, library=with_script(wide)) as screen:
        for key in KEYS:
            await screen.press(key)
            await screen.pilot.pause()
            shown = "\n".join(line.rstrip() for line in terminal.display)
            assert _cells(shown) == _cells(screen.text), key


@pytest.mark.parametrize("size", [NARROW, WIDE, (200, 50)])
def test_the_first_frame_that_shows_anything_shows_the_whole_call(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    frames: list[str] = []

    def drawn(app: GuideApp) -> None:
        text = "\n".join(strip.text.rstrip() for strip in strips_of(app.screen))
        if text.strip():
            frames.append(text)

    monkeypatch.setattr(GuideApp, "post_display_hook", drawn)
    screen = OnScreen(size=size)
    assert frames[0] == screen.text


def _cells(text: str) -> str:
    """A text without what a terminal puts in the second cell of a character."""
    return "\n".join(line.replace(" ", "") for line in text.rstrip().split("\n"))


async def test_a_letter_that_is_typed_has_few_cells_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []

    def display(app: App[None], screen: object, update: Any) -> None:
        if update is not None and not app._batch_count:
            sent.append(update.render_segments(app.console))

    async with piloted(tmp_path, "escalated-callers") as screen:
        await screen.press("n", "a")
        monkeypatch.setattr(App, "_display", display)
        sent.clear()
        await screen.press("b")
        assert "b" in "".join(sent)
        assert sum(map(len, sent)) < 2_000


async def test_a_size_that_the_environment_claims_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("LINES", "36")
    async with piloted(tmp_path, "escalated-callers") as screen:
        await screen.pilot.resize_terminal(80, 24)
        await screen.pilot.pause()
        rows = screen.text.split("\n")
        assert (len(rows), max(map(len, rows))) == (24, 80)
        assert "WARNINGS 0 of 1" in screen.status
