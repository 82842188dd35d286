"""What changes on a canvas is sent to the terminal at once, unless something stands on top."""

from pathlib import Path
from typing import Any

import pyte
import pytest
from piloted import Piloted, piloted
from textual.app import App
from textual.widgets import Static

from guide.tui._textual_private import CanvasUpdate


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Whatever the terminal would have been sent."""
    found: list[object] = []
    monkeypatch.setattr(App, "_display", lambda app, screen, update: found.append(update))
    return found


def written(screen: Piloted, sent: list[object]) -> pyte.Screen:
    """A terminal that was blank, after what was sent to it."""
    terminal = pyte.Screen(*screen.canvas.size)
    for update in sent:
        assert isinstance(update, CanvasUpdate)
        pyte.Stream(terminal).feed(update.render_segments(screen.app.console))
    return terminal


async def test_what_a_key_changes_is_sent_and_nothing_beside_it(
    tmp_path: Path, sent: list[object]
) -> None:
    async with piloted(tmp_path, "escalated-callers") as screen:
        before = screen.text.split("\n")
        sent.clear()
        await screen.press("a")
        after = screen.text.split("\n")
        terminal = written(screen, [one for one in sent if one])
        changed = 0
        for old, new, got in zip(before, after, terminal.display, strict=True):
            width = max(len(old), len(new))
            for x, (was, now) in enumerate(zip(old.ljust(width), new.ljust(width), strict=True)):
                assert got[x] == now or (got[x] == " " and was == now)
                changed += was != now
        assert changed > 100
        shown = sum(cell != " " for line in terminal.display for cell in line)
        assert shown < 0.7 * sum(len(line) for line in after)


async def test_what_stands_on_top_of_the_canvas_is_left_to_textual(
    tmp_path: Path, sent: list[object]
) -> None:
    async with piloted(tmp_path, "escalated-callers") as screen:
        await screen.screen.mount(Static("Something on top."), before=0)
        await screen.until(lambda: len(screen.screen._compositor.visible_widgets) > 2)
        sent.clear()
        await screen.press("a")
        await screen.until(lambda: any(sent))
        assert not [update for update in sent if isinstance(update, CanvasUpdate)]


async def test_under_the_palette_the_call_goes_on_being_painted(
    tmp_path: Path, sent: list[object]
) -> None:
    async with piloted(tmp_path, "escalated-callers") as screen:
        call: Any = screen.app.screen
        await screen.pilot.press("ctrl+p")
        await screen.until(lambda: screen.app.screen is not call)
        sent.clear()
        call.view.tell("Something new.")
        call.show()
        await screen.until(lambda: any(sent))
        assert not [update for update in sent if isinstance(update, CanvasUpdate)]


async def test_the_terminal_shows_what_was_painted_whatever_came_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = pyte.Screen(120, 36)
    stream = pyte.Stream(terminal)
    compared = 0

    def display(app: App[None], screen: object, update: Any) -> None:
        if update is not None and not app._batch_count:
            stream.feed(update.render_segments(app.console))

    monkeypatch.setattr(App, "_display", display)
    keys = ("1", "space", "n", "w", "a", "i", "t", "é", "漢", "enter", "escape", "a", "3", "w", "1")
    after = ("escape", "f5", "down", "escape", "question_mark", "escape", "ctrl+p", "escape", "2")
    async with piloted(tmp_path, "escalated-callers") as screen:
        for key in (*keys, *after):
            await screen.pilot.press(key)
            await screen.pilot.pause()
            if screen.app.screen is screen.app.screen_stack[1]:
                shown = "\n".join(line.rstrip() for line in terminal.display)
                assert _cells(shown) == _cells(screen.text), key
                compared += 1
    assert compared > 20


def _cells(text: str) -> str:
    """A text without what a terminal puts in the second cell of a character."""
    return "\n".join(line.replace(" ", "") for line in text.rstrip().split("\n"))


async def test_a_screen_that_was_made_smaller_is_sent_no_rows_below_its_last(
    tmp_path: Path, sent: list[object]
) -> None:
    async with piloted(tmp_path, "escalated-callers") as screen:
        sent.clear()
        await screen.pilot.resize_terminal(80, 24)
        screen.screen.show()
        await screen.press("1")
        rows = {y for one in sent if isinstance(one, CanvasUpdate) for y, _ in one._runs}
        assert rows
        assert max(rows) < 24
