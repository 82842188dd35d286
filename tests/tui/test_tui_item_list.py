"""A list to pick from: an item keeps its key, and the mark stays on its item."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import OptionList

from guide.tui._textual_private import strips_of
from guide.tui.item_list import ItemList
from guide.tui.look import DARK
from guide.tui.panel import Item

A, B, C = Item("a", "Apple"), Item("b", "Pear", "a quieter part"), Item("c", "Plum", key="x")


class _OneList(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.items = ItemList("items", letters="de")
        self.picked: list[str | None] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return {"bright": DARK.bright, "field": DARK.field}

    def compose(self) -> ComposeResult:
        yield self.items

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.picked.append(event.option_id)

    @property
    def text(self) -> str:
        return "\n".join(strip.text.rstrip() for strip in strips_of(self.screen))

    @property
    def marked(self) -> str:
        """The row that has the mark's sign."""
        return next((one.strip() for one in self.text.splitlines() if "▸" in one), "")


@asynccontextmanager
async def one_list(items: Sequence[Item]) -> AsyncIterator[tuple[_OneList, Pilot[None]]]:
    app = _OneList()
    async with app.run_test(size=(40, 12)) as pilot:
        app.items.focus()
        app.items.show(items)
        await pilot.pause()
        yield app, pilot


def key_of(items: ItemList, key: str) -> str:
    found = items.item_of(key)
    return found.id if found else ""


async def test_digits_come_in_order_and_an_item_s_own_key_goes_first() -> None:
    async with one_list((A, B, C)) as (app, _):
        assert [key_of(app.items, key) for key in ("1", "2", "x", "3", "z")] == [
            *("a", "b", "c"),
            *("", ""),
        ]


async def test_after_the_digits_come_letters_and_then_no_key() -> None:
    many = [Item(str(n), f"Item {n}") for n in range(12)]
    async with one_list(many) as (app, _):
        assert [app.items.key_of(one.id) for one in many] == [*"123456789de", ""]


async def test_an_item_keeps_its_key_when_one_before_it_goes_and_a_new_one_takes_another() -> None:
    async with one_list((A, B)) as (app, pilot):
        app.items.show((B,))
        await pilot.pause()
        assert app.items.key_of("b") == "2"
        assert key_of(app.items, "1") == ""
        app.items.show((Item("d", "Fig"), B))
        await pilot.pause()
        assert app.items.key_of("b") == "2"
        assert app.items.key_of("d") not in ("", "2")


async def test_the_key_of_an_item_that_went_is_nobody_s_until_it_is_back() -> None:
    async with one_list((A, B)) as (app, pilot):
        app.items.show((B, Item("d", "Fig")))
        await pilot.pause()
        assert key_of(app.items, "1") == "", "a finger on its way to Apple takes nothing else"
        app.items.show((A, B))
        await pilot.pause()
        assert key_of(app.items, "1") == "a"


async def test_the_mark_stays_on_its_item_whatever_comes_before_it() -> None:
    async with one_list((A, B)) as (app, pilot):
        await pilot.press("down")
        assert app.marked.endswith("Pear")
        app.items.show((Item("d", "Fig"), A, B))
        await pilot.pause()
        assert app.marked.endswith("Pear")
        await pilot.press("enter")
        assert app.picked == ["b"]


async def test_a_list_begins_where_it_is_told_to() -> None:
    async with one_list(()) as (app, pilot):
        app.items.show((A, B, C), start="c")
        await pilot.pause()
        assert app.marked.endswith("Plum")


async def test_an_unmarked_list_picks_nothing_with_enter_until_an_arrow_was_pressed() -> None:
    async with one_list(()) as (app, pilot):
        app.items.show((A, B), unmarked=True)
        await pilot.pause()
        await pilot.press("enter")
        app.items.show((A, B), unmarked=True)
        await pilot.pause()
        assert (app.marked, app.picked) == ("", [])
        await pilot.press("down", "enter")
        assert app.picked == ["a"]


async def test_a_list_that_is_forgotten_begins_with_its_keys_anew() -> None:
    async with one_list((A, B)) as (app, pilot):
        app.items.forget()
        app.items.show((B, A))
        await pilot.pause()
        assert app.items.key_of("b") == "1"
        assert app.marked.endswith("Pear")


async def test_an_item_is_shown_whole_and_says_why_it_cannot_be_had() -> None:
    long = Item("l", "A label that is much too long for one row of this list", off="Not now.")
    async with one_list((long, B)) as (app, _):
        words = " ".join(app.text.split())
        assert "A label that is much too long for one row of this list" in words
        assert "Not now." in words
        assert "a quieter part" in words


async def test_the_cursor_of_the_terminal_is_on_the_marked_row() -> None:
    async with one_list((A, B)) as (app, pilot):
        await pilot.press("down")
        await pilot.pause()
        row = app.text.splitlines()[app.cursor_position.y]
        assert "▸" in row


async def test_a_click_picks_the_item_it_is_on() -> None:
    async with one_list((A, B)) as (app, pilot):
        y = next(y for y, one in enumerate(app.text.splitlines()) if "Pear" in one)
        await pilot.click(offset=(8, y))
        assert app.picked == ["b"]


async def test_an_empty_list_picks_nothing() -> None:
    async with one_list(()) as (app, pilot):
        await pilot.press("1", "down", "enter")
        assert app.picked == []
