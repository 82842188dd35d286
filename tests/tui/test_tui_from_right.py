"""What a terminal holds of texts from right to left, whatever was painted over what."""

import re
import unicodedata
from typing import Any

import pytest
from kit import with_script
from on_screen import NARROW, WIDE, OnScreen
from test_tui_languages import GREETING
from textual.app import App

from guide.call import actions as act
from guide.script.library import parse_script
from guide.tui.rows import ISOLATED, ISOLATES
from guide.tui.terminal_output import in_few_bytes

HEBREW = (
    GREETING.replace("WORDS", "שלום {caller}, כאן {agent}. אנא הישארו איתנו עוד רגע על הקו.")
    .replace('"Greet"', '"פתיחה"')
    .replace('"Done"', '"נקבע תור"')
)
TYPED = ("מרים", "05", "מחכה לתשובה", "פת")
KEYS = (
    *("c", "מרים", "tab", "05", "escape", "n", "מחכה לתשובה", "enter", "escape", "w", "down"),
    *("escape", "m", "escape", "space", "slash", "פת", "escape", "e", "down", "escape", "1"),
)


class _Terminal:
    """Keeps a sign that takes no cell with the cell before it, as terminals do."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], str] = {}
        self._x = self._y = 0

    def take(self, sent: str) -> None:
        text = re.sub(r"\x1b\[[0-9;]*m", "", sent)
        for piece in re.split(r"(\x1b\[\d+;\d+H|\n)", text):
            if move := re.fullmatch(r"\x1b\[(\d+);(\d+)H", piece):
                self._y, self._x = int(move[1]) - 1, int(move[2]) - 1
            elif piece == "\n":
                self._y, self._x = self._y + 1, 0
            else:
                self._put(piece)

    def _put(self, text: str) -> None:
        for char in text:
            if unicodedata.category(char) == "Cf":
                before = self._y, self._x - 1
                if before in self._cells:
                    self._cells[before] += char
            else:
                self._cells[self._y, self._x] = char
                self._x += 1

    def rows(self) -> list[str]:
        """All that it holds, row by row."""
        height = max(y for y, _ in self._cells) + 1
        return [
            "".join(self._cells[at] for at in sorted(self._cells) if at[0] == y)
            for y in range(height)
        ]


@pytest.fixture(autouse=True)
def _drawn_when_read() -> None:
    """Here all is drawn as it changes."""


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_each_text_from_the_right_has_its_beginning_and_its_end_in_its_row(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = _Terminal()

    def display(app: App[None], screen: object, update: Any) -> None:
        if update is not None and not app._batch_count:
            terminal.take(in_few_bytes(update.render_segments(app.console)))

    script, problems = parse_script(HEBREW, "one.toml")
    assert script is not None, problems
    monkeypatch.setattr(App, "_display", display)
    screen = OnScreen(
        "one", act.WriteDetail("caller", "דנה"), library=with_script(script), size=size
    )
    for key in KEYS:
        take = screen.type if key in TYPED else screen.press
        take(key)
        for row in terminal.rows():
            signs = "".join(char for char in row if char in (*ISOLATES, ISOLATED))
            assert re.fullmatch(f"([{''.join(ISOLATES)}]{ISOLATED})*", signs), (key, row)
    assert any(ISOLATED in row for row in terminal.rows())
