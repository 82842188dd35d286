"""A list to pick from, for panels and pickers: each item has a key, and keeps it."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace
from rich.text import Text
from textual import events
from textual.geometry import Offset
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from guide.tui.look import palette_of, styles_of
from guide.tui.panel import Item
from guide.tui.rows import Row, Span, Voice, hanging, isolated, paragraph, row, safe
from guide.tui.terminal_cursor import put_cursor

_DIGITS = "123456789"

MOVES = {
    "up": "cursor_up",
    "down": "cursor_down",
    "tab": "cursor_down",
    "shift+tab": "cursor_up",
    "home": "first",
    "end": "last",
    "pageup": "page_up",
    "pagedown": "page_down",
}
"""The keys that move the mark of a list, and the action of the toolkit's that does it."""


class ItemList(OptionList):
    """Shows items whole. The mark stays on its item, and an item keeps its key, whatever changes.

    Enter or a click posts `OptionSelected` with the item's id.
    """

    DEFAULT_CSS = """
    ItemList {
        background: $background; border: none; padding: 0; scrollbar-gutter: stable;
        &:focus { border: none; background: $background; background-tint: $background 0%; }
        & > .option-list--option { padding: 0; }
        & > .option-list--option-highlighted {
            background: $background; color: $bright; text-style: none;
        }
        &:focus > .option-list--option-highlighted {
            background: $background; color: $bright; text-style: none;
        }
        & > .option-list--option-hover { background: $field; }
    }
    """

    class RoomChanged(Message):
        """There is room for more items, or for fewer."""

    def __init__(self, name: str, *, letters: str = "") -> None:
        """`name` is its id; `letters` are the keys after the nine digits."""
        super().__init__(id=name)
        self.items: tuple[Item, ...] = ()
        self._keys_in_order = _DIGITS + letters
        self._keys: dict[str, str] = {}
        self._drawn: tuple[object, ...] = ()
        self._shown: dict[str, list[Row]] = {}
        self._width = 40
        self.keyed = True
        """Whether its keys pick: not while a field beside it has what is typed."""

    def key_items(self, keyed: bool) -> None:
        """Show keys and mark only while they do what they say."""
        if keyed != self.keyed:
            self.keyed = keyed
            self._draw()

    def move(self, key: str) -> None:
        """Move the mark with one of `MOVES`."""
        if self.size:
            getattr(self, f"action_{MOVES[key]}")()

    def show(self, items: Sequence[Item], start: str = "", *, unmarked: bool = False) -> None:
        """Show these items; `start` is the id of the one to mark where none of them is.

        `unmarked`: none is marked until an arrow is pressed.
        """
        marked = self.marked
        self.items = tuple(_headed_once(items))
        self._assign_keys()
        ids = [item.id for item in self.items]
        if ids != [option.id for option in self.options]:
            self._shown = {}
            self.set_options(Option("", id=one) for one in ids)
        if ids:
            found = (ids.index(one) for one in (marked, start) if one in ids)
            self.highlighted = next(found, None if unmarked else 0)
        self._draw()

    def bring_in_sight(self, item: str) -> bool:
        """Mark an item and scroll to it; False where its key was in sight already."""
        y = self._row_of(self.get_option_index(item)) - self.scroll_offset.y
        if 0 <= y < self.scrollable_content_region.height:
            return False
        self.mark(item)
        self.scroll_to_highlight()
        return True

    def mark(self, item: str) -> None:
        """Mark an item, by its id, where it is one of those shown."""
        if item in [one.id for one in self.items]:
            self.highlighted = self.get_option_index(item)

    @property
    def out_of_sight(self) -> tuple[int, int]:
        """How many items have their key above what is in sight, and how many below it."""
        top = self.scroll_offset.y
        bottom = top + self.scrollable_content_region.height
        rows = [self._row_of(place) for place in range(len(self.items))] if self.display else []
        return sum(at < top for at in rows), sum(at >= bottom for at in rows)

    def rows_through(self, item: str, width: int) -> int:
        """How many rows the items take in such a width, from the first one to this; 0 for none."""
        ids = [one.id for one in self.items]
        shown = self.items[: ids.index(item) + 1] if item in ids else ()
        return sum(len(self._rows(one, width)) for one in shown)

    def forget(self) -> None:
        """Forget the keys and the mark: another list is to be shown."""
        self.items, self._keys, self._drawn, self._shown = (), {}, (), {}
        self.clear_options()

    @property
    def marked(self) -> str:
        """The id of the item that is marked; empty where none is."""
        option = self.highlighted_option
        return (option.id or "") if option else ""

    def item_of(self, key: str) -> Item | None:
        """The item that this key picks."""
        return next((one for one in self.items if self._keys.get(one.id) == key), None)

    def key_of(self, item: str) -> str:
        """The key of an item, by its id; empty where there were not enough keys."""
        return self._keys.get(item, "")

    def _assign_keys(self) -> None:
        own = {item.key for item in self.items if item.key}
        for item in self.items:
            if item.key:
                self._keys[item.id] = item.key
            elif item.id not in self._keys:
                used = own | set(self._keys.values())
                self._keys[item.id] = next((k for k in self._keys_in_order if k not in used), "")

    def _draw(self) -> None:
        # Hidden it has no width: it is drawn for the one it had, which it most likely has again.
        width = self._width = self.scrollable_content_region.width or self._width
        drawn = (self.items, self.marked, width, palette_of(self.app), self.keyed)
        if drawn == self._drawn:
            return
        self._drawn = drawn
        for item in self.items:
            rows = self._rows(item, width)
            if self._shown.get(item.id) != rows:
                self._shown[item.id] = rows
                self.replace_option_prompt(item.id, self._prompt(rows))
        self.call_after_refresh(self._keep_in_sight)

    def _keep_in_sight(self) -> None:
        # A screen that is replaced takes its list with it before this comes.
        if self.is_attached:
            self.scroll_to_highlight()
            self.place_cursor()

    def _prompt(self, rows: list[Row]) -> Text:
        styles = styles_of(palette_of(self.app))
        text = Text(no_wrap=True, end="")
        for number, one in enumerate(rows):
            text.append("\n" if number else "")
            text.append_tokens((span.text, styles[span.voice]) for span in isolated(safe(one)))
        return text

    def _rows(self, item: Item, width: int) -> list[Row]:
        marked = self.keyed and item.id == self.marked
        key = self._keys.get(item.id, "") if self.keyed else ""
        sign = Span("▸" if marked else " ", Voice.FOCUS)
        cap = Span(f" {key or ' '} ", Voice.KEY if key else Voice.TEXT)
        voice = Voice.DIM if item.off else Voice.PICKED if marked else Voice.TEXT
        rows = _heading(item, width)
        rows += hanging(row(sign, cap, "  "), item.label, width, voice)
        for quiet in filter(None, (item.aside, item.off)):
            rows += hanging(row(" " * 6), quiet, width, Voice.DIM)
        if item.warns:
            lead = row(" " * 6, Span("! ", Voice.AMBER_TEXT))
            rows += hanging(lead, item.warns, width, Voice.AMBER_TEXT)
        return rows

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._draw()

    def on_resize(self, event: events.Resize) -> None:
        """Wrap anew; in fewer rows, the marked item may be out of sight."""
        self._draw()
        self.post_message(self.RoomChanged())
        self.call_after_refresh(self._keep_in_sight)

    def on_show(self) -> None:
        """Wrap anew: while it was hidden it had no width."""
        self._draw()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        if self.is_mounted and self.items and self._drawn[3] != palette_of(self.app):
            self._shown = {}
            self._draw()

    def place_cursor(self) -> None:
        """Have the terminal's cursor on the marked row, where screen readers look."""
        if self.screen.focused in (None, self) and self.highlighted is not None and self.display:
            y = self.content_region.y + self._row_of(self.highlighted) - self.scroll_offset.y
            put_cursor(self, Offset(self.content_region.x, y))

    def _row_of(self, place: int) -> int:
        """The row, from the top of the list, that has the key of an item."""
        width = self.scrollable_content_region.width or 40
        above = sum(len(self._rows(item, width)) for item in self.items[:place])
        return above + len(_heading(self.items[place], width))


def _headed_once(items: Sequence[Item]) -> Iterator[Item]:
    """Items of which only the first of a part of the list has its heading."""
    heading = ""
    for item in items:
        yield replace(item, heading="") if item.heading == heading else item
        heading = item.heading


def _heading(item: Item, width: int) -> list[Row]:
    if not item.heading:
        return []
    return paragraph(item.heading, width, Voice.COACH)
