"""A pane: it repaints only what changed, a click is a key, and its text can be copied."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Offset, Region, Size
from textual.pilot import Pilot
from textual.strip import Strip

from guide.tui.pane import Pane, plain_text, reach_of
from guide.tui.rows import Row, Span, Voice, row
from guide.tui.terminal_output import in_few_bytes


class _Counted(Pane):
    """Notes which of its rows were made anew."""

    def __init__(self) -> None:
        super().__init__("pane")
        self.made: list[int] = []

    def _strip(self, y: int, width: int) -> Strip:
        self.made.append(y)
        return super()._strip(y, width)


class _OnePane(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.pane = _Counted()
        self.pressed: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.pane

    def on_pane_pressed(self, event: Pane.Pressed) -> None:
        self.pressed.append(event.key)


ROWS: tuple[Row, ...] = (
    row(Span("漢 "), Span("take ", key="1"), Span("leave", Voice.DIM, key="2")),
    row("the second row"),
    row("the third row"),
)


@pytest.fixture(autouse=True)
def _drawn_when_read() -> None:
    """Here all is drawn as it changes."""


@asynccontextmanager
async def one_pane() -> AsyncIterator[tuple[_OnePane, Pilot[None]]]:
    app = _OnePane()
    async with app.run_test(size=(40, 10)) as pilot:
        app.pane.show(ROWS)
        await pilot.pause()
        app.pane.made.clear()
        yield app, pilot


async def test_only_the_rows_that_changed_are_painted_anew() -> None:
    async with one_pane() as (app, pilot):
        app.pane.show((ROWS[0], row("another second row"), ROWS[2]))
        await pilot.pause()
        assert app.pane.made == [1]


async def test_rows_that_are_as_before_are_not_painted() -> None:
    async with one_pane() as (app, pilot):
        app.pane.show(tuple(ROWS))
        await pilot.pause()
        assert app.pane.made == []


async def test_a_pane_is_as_high_as_its_rows() -> None:
    async with one_pane() as (app, pilot):
        assert app.pane.size.height == 3
        app.pane.show(ROWS[:1])
        await pilot.pause()
        assert app.pane.size.height == 1


async def test_rows_that_change_while_their_height_is_laid_out_have_the_height_of_the_last() -> (
    None
):
    async with one_pane() as (app, pilot):
        app.pane.show(ROWS[:1])
        app.screen._refresh_layout(Size(50, 10))
        app.pane.show(ROWS)
        await pilot.resize_terminal(50, 10)
        assert app.pane.size.height == 3


async def test_of_a_row_no_more_is_painted_than_there_was_and_is_to_see() -> None:
    async with one_pane() as (app, pilot):
        painted: list[Region] = []
        app.pane.refresh = lambda *regions, **_: painted.extend(regions)
        app.pane.show((ROWS[0], row("second"), row(Span("third ", Voice.KEY), "   ")))
        assert painted == [Region(0, 1, 14, 1), Region(0, 2, 13, 1)]


async def test_a_sign_at_the_beginning_of_a_row_is_painted_anew_with_the_cell_that_holds_it() -> (
    None
):
    async with one_pane() as (app, pilot):
        app.pane.show((row("שלום"), row("■ שלום"), ROWS[2]))
        await pilot.pause()
        painted: list[Region] = []
        app.pane.refresh = lambda *regions, **_: painted.extend(regions)
        app.pane.show((row("hello"), row("■ hello"), row("שלום")))
        assert painted == [Region(-1, 0, 6, 1), Region(0, 1, 7, 1), Region(-1, 2, 14, 1)]


async def test_what_is_sent_of_a_row_closes_each_text_from_right_to_left_in_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent: list[str] = []

    def display(app: App[None], screen: object, update: Any) -> None:
        sent.append(in_few_bytes(update.render_segments(app.console)))

    async with one_pane() as (app, pilot):
        monkeypatch.setattr(App, "_display", display)
        for text in ("■ שלום רב", "■ שלום", "■ hello", "■ אבג " + "ד" * 34, "תם"):
            app.pane.show((ROWS[0], row(text), ROWS[2]))
            await pilot.pause()
    rows = [one for update in sent for one in re.split(r"\x1b\[\d+;\d+H|\n", update)]
    texts = [one for one in rows if "\u2067" in one]
    assert len(texts) == 4
    assert all(
        re.fullmatch(r"[^\u2067\u2069]*\u2067[^\u2067\u2069]+\u2069[^\u2067\u2069]*", one)
        for one in texts
    )


async def test_a_click_is_the_key_of_the_span_it_is_on() -> None:
    async with one_pane() as (app, pilot):
        for x, y in ((0, 0), (3, 0), (9, 0), (30, 0), (3, 1)):
            await pilot.click(offset=(x, y))
        assert app.pressed == ["1", "2"]
        assert app.pane.key_at(Offset(2, 0)) == ""
        assert app.pane.key_at(Offset(3, 9)) == ""
        assert app.pane.key_at(None) == ""


async def test_what_is_selected_with_the_mouse_is_copied_as_it_stands() -> None:
    async with one_pane() as (app, pilot):
        await pilot.mouse_down(offset=(4, 1))
        await pilot.hover(offset=(8, 2))
        await pilot.mouse_up(offset=(8, 2))
        await pilot.pause()
        # Textual before 8.2 leaves out the cell on which the mouse is let go.
        assert app.screen.get_selected_text() in ("second row\nthe third", "second row\nthe thir")
        assert app.pressed == []


async def test_what_is_selected_is_reversed_so_it_is_seen_without_colour() -> None:
    async with one_pane() as (app, pilot):
        await pilot.mouse_down(offset=(4, 1))
        await pilot.hover(offset=(10, 1))
        await pilot.pause()
        seen = [s.text for s in app.pane.render_line(1) if s.style and s.style.reverse]
        assert "".join(seen).startswith("second")
        assert not [s for s in app.pane.render_line(0) if s.style and s.style.reverse]


def test_rows_are_read_aloud_without_the_blanks_that_fill_them() -> None:
    assert plain_text([row("a", Span("b", Voice.LINE), "  "), ()]) == "ab\n"


@pytest.mark.parametrize("text", ["हिन्दी", "👩‍💻 now", "❤️"])
def test_a_row_whose_width_terminals_do_not_agree_on_is_painted_whole(text: str) -> None:
    assert reach_of((row("plain"), row("longer text")), 40) == 11
    assert reach_of((row(text), row("plain")), 40) == 40
