"""A window of a class: who sits there, then demos and practice, and never a live call."""

import os
from collections.abc import Callable, Sequence
from enum import StrEnum

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Input

from guide.errors import GuideError
from guide.session.callbook import CallBook
from guide.text import plain_line
from guide.tui.key_words import keyed
from guide.tui.keys import ACTIONS, Actions
from guide.tui.look import Palette
from guide.tui.pane import Pane
from guide.tui.panel import Item
from guide.tui.pickers import Offered, PickerScreen
from guide.tui.player_app import Open, demo_picker
from guide.tui.player_screen import PlayerScreen
from guide.tui.practice import Begin, LookBack, PracticeApp
from guide.tui.rows import BLANK, Row, Span, Voice, row, wrapped

_LONGEST_NAME = 40
_WHO = "Who sits here? The name stands in the record of what you practice."


class Wanted(StrEnum):
    """What a window is for."""

    DEMO = "demo"
    PRACTICE = "practice"
    NAME = "name"


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
    Item(Wanted.NAME, "Another name", key="n"),
)
_HEAD = [
    row(Span(" TRAINING · CLASS ", Voice.AMBER), "  ", Span("Call Guide", Voice.TITLE)),
    BLANK,
]


class NameScreen(Screen[str]):
    """Asks who sits there."""

    DEFAULT_CSS = """
    NameScreen {
        align-horizontal: center;
        #picker-head, #class-name, #picker-keys { width: 76; max-width: 100%; padding: 0 1; }
        #picker-head { margin-top: 1; }
        #picker-keys { height: 1; }
        #class-name { border: none; background: $field; color: $bright; height: 1; }
    }
    """

    def __init__(self, before: str) -> None:
        super().__init__()
        self._before = before

    def compose(self) -> ComposeResult:
        yield Pane("picker-head")
        yield Input(self._before, max_length=_LONGEST_NAME, id="class-name", compact=True)
        yield Pane("picker-keys")

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        head, keys = self.query_one("#picker-head", Pane), self.query_one("#picker-keys", Pane)
        who = wrapped(_WHO, max(20, head.size.width))
        head.show([*_HEAD, *(row(Span(piece, Voice.COACH)) for piece in who), BLANK])
        keys.show([row(" ", *keyed("Enter goes on   Ctrl+Q leaves the class"))])

    def on_pane_pressed(self, event: Pane.Pressed) -> None:
        """A click on a key of the footer is that key."""
        self.app.simulate_key(event.key)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        name = " ".join(plain_line(event.value).split())
        if name and self.is_active:
            self.dismiss(name)


class ClassMenu(PickerScreen[Wanted]):
    """Asks what a window is for."""

    DEFAULT_CSS = """
    ClassMenu {
        #picker-head, #picker-items, #picker-foot, #picker-keys { width: 76; }
    }
    """

    footer = "1 2   n another name   Ctrl+Q leaves the class"

    def __init__(self, name: str, message: str) -> None:
        super().__init__()
        self._trainee = name
        self._message = message

    def head(self, width: int) -> list[Row]:
        wrong = wrapped(self._message, width - 2) if self._message else ()
        problem = [row(Span(f"✗ {piece}", Voice.MESSAGE)) for piece in wrong]
        you = row(Span("You are ", Voice.COACH), Span(self._trainee, Voice.TITLE))
        return [*_HEAD, *problem, you, BLANK]

    def offered(self) -> Sequence[Item]:
        return _ITEMS

    def result(self, item: str) -> Wanted:
        return Wanted(item)


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
        self._classroom = os.getppid()

    def begin(self) -> None:
        self.set_interval(LOOK_ROUND, self._look_round)
        self.run_worker(self._go_round())

    def _look_round(self) -> None:
        """Leave when the classroom has gone: a window that nobody sees would stay for ever."""
        if os.getppid() != self._classroom:
            self.action_leave()

    async def _go_round(self) -> None:
        name, message, wanted = "", "", Wanted.NAME
        while True:
            if wanted is Wanted.NAME:
                name = await self.push_screen_wait(NameScreen(name))
                self._told_name(name)
            elif wanted is Wanted.DEMO:
                message = await self._watch()
            elif practice := await self.begun("", back=True):
                message = await self.practise(practice)
            wanted = await self.push_screen_wait(ClassMenu(name, message))
            message = ""

    async def _watch(self) -> str:
        """Show the demo that is picked; the answer is why it could not be shown."""
        name = await self.push_screen_wait(demo_picker(self._demos, back=True))
        if not name:
            return ""
        try:
            recording = self._opened(name)
        except GuideError as error:
            return str(error)
        await self.push_screen_wait(PlayerScreen(recording))
        return ""
