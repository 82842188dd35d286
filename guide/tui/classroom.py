"""A window of a class: who sits there, then demos and practice, and never a live call."""

import os
from collections.abc import Callable
from enum import StrEnum

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Input, OptionList

from guide.errors import GuideError
from guide.session.callbook import CallBook
from guide.text import plain_line
from guide.tui.item_list import ItemList
from guide.tui.keys import ACTIONS, Actions, without_case
from guide.tui.look import Palette
from guide.tui.pane import Pane
from guide.tui.panel import Item
from guide.tui.pickers import Offered
from guide.tui.player_app import Open, demo_picker
from guide.tui.player_screen import PlayerScreen, PlayerView
from guide.tui.practice import Begin, LookBack, PracticeApp, practice_picker
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


LOOK_ROUND = 2.0
"""Seconds between looks whether the classroom is still open."""


class ClassApp(PracticeApp):
    """Asks who sits there; then they watch or practise, as often as they like."""

    def __init__(
        self,
        book: CallBook,
        demos: tuple[Offered, ...],
        opened: Open,
        practice: tuple[Offered, ...],
        begin: Begin,
        look_back: LookBack,
        named: Callable[[str], None],
        palette: Palette | None = None,
        actions: Actions = ACTIONS,
    ) -> None:
        """`opened` gives the recording of a demo; `named` is told who sits there."""
        super().__init__(book, "", practice, begin, look_back, palette=palette, actions=actions)
        self._demos = demos
        self._opened = opened
        self._told_name = named
        self._sitting = ""
        self._classroom = os.getppid()

    def begin(self) -> None:
        """Ask who sits there."""
        self.set_interval(LOOK_ROUND, self._look_round)
        self._menu("")

    def _look_round(self) -> None:
        """Leave when the classroom has gone: a window that nobody sees would stay for ever."""
        if os.getppid() != self._classroom:
            self.action_leave()

    def _menu(self, message: str) -> None:
        self._classmate = ClassMenu(self._sitting, message)
        self.push_screen(self._classmate, self._chosen)

    def _chosen(self, wanted: Wanted | None) -> None:
        self._sitting = self._classmate.trainee
        self._told_name(self._sitting)
        if wanted is Wanted.DEMO:
            self.push_screen(demo_picker(self._demos, back=True), self._show)
        elif wanted is Wanted.PRACTICE:
            self._ask("")

    def _ask(self, message: str) -> None:
        self.push_screen(practice_picker(self._scenarios, message, back=True), self._practise)

    def _practise(self, name: str | None) -> None:
        if name:
            super()._practise(name)
        else:
            self._menu("")

    def _show(self, name: str | None) -> None:
        if not name:
            self._menu("")
            return
        try:
            view = PlayerView(self._opened(name))
        except GuideError as error:
            self._menu(str(error))
            return
        self.push_screen(PlayerScreen(view), self._read)

    def _read(self, result: object) -> None:
        self._menu("")
