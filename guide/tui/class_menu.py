"""The first thing in a class window: who sits there, and whether to watch or to practise."""

from enum import StrEnum

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Input, OptionList

from guide.text import plain_line
from guide.tui.item_list import ItemList
from guide.tui.keys import without_case
from guide.tui.pane import Pane
from guide.tui.panel import Item
from guide.tui.rows import BLANK, Row, Span, Voice, row, wrapped

_LONGEST_NAME = 40
_WHO = "Who sits here? The name stands in the record of what you practice."


class Wanted(StrEnum):
    """What a window is for."""

    DEMO = "demo"
    PRACTICE = "practice"


_ITEMS = (
    Item(
        Wanted.DEMO,
        "Watch a call",
        "It plays by itself. Stop it, go back, change its speed, or take over.",
    ),
    Item(
        Wanted.PRACTICE,
        "Practice a call",
        "A caller is on the line and you act. What was done is gone through at the end.",
    ),
    Item("name", "Another name", key="n"),
)


class ClassMenu(Screen[Wanted]):
    """Asks who sits there (`name`), then what a window is for."""

    def __init__(self, name: str = "", message: str = "") -> None:
        super().__init__(name=None)
        self.trainee = name
        self._naming = not name
        self._message = message
        self._left = False

    def compose(self) -> ComposeResult:
        """The question and its field; the ways to go on."""
        yield Pane("picker-head")
        yield Input(self.trainee, max_length=_LONGEST_NAME, id="class-name", compact=True)
        yield ItemList("picker-items")
        yield Pane("picker-keys")

    def on_resize(self, event: events.Resize) -> None:
        """Wrap anew."""
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        field, items = self.query_one(Input), self.query_one(ItemList)
        field.display, items.display = self._naming, not self._naming
        items.show(_ITEMS)
        width = max(20, self.query_one("#picker-head", Pane).size.width)
        self.query_one("#picker-head", Pane).show(self._head(width))
        keys = "Enter goes on" if self._naming else "1 2   n another name"
        text = f"{keys}   Ctrl+Q leaves the class"
        self.query_one("#picker-keys", Pane).show([row(" ", Span(text, Voice.DIM))])
        self.set_focus(field if self._naming else items)

    def _head(self, width: int) -> list[Row]:
        head = [
            row(Span(" TRAINING · CLASS ", Voice.AMBER), "  ", Span("Call Guide", Voice.TITLE)),
            BLANK,
        ]
        if self._message:
            head += [row(Span(f"✗ {p}", Voice.MESSAGE)) for p in wrapped(self._message, width - 2)]
        if self._naming:
            return [*head, *(row(Span(p, Voice.COACH)) for p in wrapped(_WHO, width)), BLANK]
        return [*head, row(Span("You are ", Voice.COACH), Span(self.trainee, Voice.TITLE)), BLANK]

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the name, unless there is none."""
        event.stop()
        self.trainee = " ".join(plain_line(event.value).split())
        self._naming = not self.trainee
        self._show()

    def on_key(self, event: events.Key) -> None:
        """Pick by key."""
        if not self._naming and (item := self.query_one(ItemList).item_of(without_case(event.key))):
            event.stop()
            self._pick(item.id)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Pick with Enter or a click."""
        event.stop()
        if event.option_id:
            self._pick(event.option_id)

    def _pick(self, item: str) -> None:
        if self._left:
            return
        if item == "name":
            self._naming = True
            self._show()
            return
        self._left = True
        self.dismiss(Wanted(item))
