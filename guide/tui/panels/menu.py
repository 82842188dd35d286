"""A menu within a panel: items with digits before them, and a mark that arrows move."""

from collections.abc import Sequence

from msgspec import Struct

from guide.tui.keys import sign_of
from guide.tui.rows import Row, Span, Voice, cut, row, wrapped


class Item(Struct, frozen=True):
    """Something to pick: its id, its words, and a quieter second part."""

    id: str
    label: str
    aside: str = ""
    key: str = ""
    off: bool = False


class Menu:
    """Items one under the other. Digits pick (1 is the first), Enter picks the marked one."""

    def __init__(
        self, items: Sequence[Item], *, digits: bool = True, compact: bool = False
    ) -> None:
        """`compact`: only the marked item is shown whole, the others in a row each."""
        self.items = list(items)
        self.at = 0
        self._digits = digits
        self._compact = compact

    def picked(self, key: str) -> Item | None:
        """The item that a key picks; moves the mark on arrows."""
        if not self.items:
            return None
        if key in ("down", "tab"):
            self.at = (self.at + 1) % len(self.items)
        elif key in ("up", "shift+tab"):
            self.at = (self.at - 1) % len(self.items)
        elif key == "enter":
            return self.items[min(self.at, len(self.items) - 1)]
        elif self._digits and len(key) == 1 and key in "123456789" and int(key) <= len(self.items):
            return self.items[int(key) - 1]
        else:
            return next((item for item in self.items if item.key and item.key == key), None)
        return None

    def rows(self, width: int, height: int = 999, *, active: bool = True) -> list[Row]:
        """The items; where they do not fit, those around the mark."""
        blocks = [self._item(i, item, width, active) for i, item in enumerate(self.items)]
        first = 0
        room = height - (self.at < len(blocks) - 1)
        while sum(map(len, blocks[first : self.at + 1])) > room and first < self.at:
            first += 1
        rows = [one for block in blocks[first:] for one in block]
        if len(rows) > height > 1:
            return [*rows[: height - 1], row("      ", Span("… ↓ for more", Voice.DIM))]
        return rows[:height]

    def shortened(self, width: int, height: int) -> list[Row]:
        """The items as `rows`; where room is short, only the marked one with its second part."""
        rows = self.rows(width)
        if len(rows) <= height:
            return rows
        bare = [
            item if index == self.at else Item(item.id, item.label, "", item.key, item.off)
            for index, item in enumerate(self.items)
        ]
        short = Menu(bare, digits=self._digits, compact=True)
        short.at = self.at
        return short.rows(width, height)

    def _item(self, index: int, item: Item, width: int, active: bool) -> list[Row]:
        marked = active and index == self.at
        key = item.key or (str(index + 1) if self._digits and index < 9 else " ")
        sign = Span("▸" if marked else " ", Voice.FOCUS)
        voice = Voice.DIM if item.off else Voice.PICKED if marked else Voice.TEXT
        click = key.strip()
        short = self._compact and not marked
        pieces = (cut(item.label, width - 6),) if short else wrapped(item.label, width - 6)
        rows = [
            row(sign, Span(f" {sign_of(key)} ", Voice.KEY if click else Voice.TEXT, click), "  ")
        ]
        rows[0] = (*rows[0], Span(pieces[0], voice, click))
        rows += [row("      ", Span(piece, voice, click)) for piece in pieces[1:]]
        if item.aside and not short:
            rows += [row("      ", Span(p, Voice.DIM)) for p in wrapped(item.aside, width - 6)]
        return rows
