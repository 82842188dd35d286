"""A window of a class: who sits there, then demos and practice, and never a live call."""

import os
from collections.abc import Callable, Sequence
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace
from textual import events
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Input

from guide.call.rules.doubts import doubted
from guide.call.rules.names import taken_name_doubt
from guide.errors import GuideError
from guide.session.callbook import CallBook
from guide.session.session import Dispatch
from guide.text import plain_line, unaccented
from guide.training.debrief import Debrief
from guide.training.practice import Practice
from guide.training.seat_names import Seated, was_here
from guide.training.seat_news import Doing, SeatNews, news_of_debrief, news_of_practice
from guide.tui.key_words import keyed
from guide.tui.keys import ACTIONS, Actions
from guide.tui.look import Palette
from guide.tui.pane import Pane
from guide.tui.panel import Item
from guide.tui.pickers import Offered, PickerScreen
from guide.tui.player_app import Open, demo_picker
from guide.tui.player_screen import PlayerScreen
from guide.tui.practice import Begin, LookBack, PracticeApp, PracticeScreen
from guide.tui.rows import BLANK, Row, Span, Voice, row, wrapped

_LONGEST_NAME = 40
_WHO = "Who sits here? The name stands in the record of what you practice."


class Wanted(StrEnum):
    """What a window is for."""

    DEMO = "demo"
    PRACTICE = "practice"
    NAME = "name"
    GO_ON = "go-on"


class CutShort(Struct, frozen=True):
    """A practice that was cut short, as when its window was closed.

    It waits for `agent`, who began it, whoever sits here. `brief` is what a trainee is told of its
    caller; `go_on` raises as `Begin` does.
    """

    call: str
    agent: str
    brief: str
    go_on: Callable[[Dispatch], Practice]


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
_CUT_SHORT = "The window was closed in the middle of it. The caller is where you left them."
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
        self._doubted = self._doubt = ""

    def compose(self) -> ComposeResult:
        yield Pane("picker-head")
        yield Input(self._before, max_length=_LONGEST_NAME, id="class-name", compact=True)
        yield Pane("picker-keys")

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        head, keys = self.query_one("#picker-head", Pane), self.query_one("#picker-keys", Pane)
        who = wrapped(_WHO, max(20, head.size.width))
        rows = [row(Span(piece, Voice.COACH)) for piece in who]
        if doubt := self._doubt:
            told = wrapped(doubt, max(20, head.size.width))
            rows += [BLANK, *(row(Span(piece, Voice.AMBER_TEXT)) for piece in told)]
        head.show([*_HEAD, *rows, BLANK])
        keys.show([row(" ", *keyed("Enter goes on   Ctrl+Q leaves the class"))])

    def on_pane_pressed(self, event: Pane.Pressed) -> None:
        """A click on a key of the footer is that key."""
        self.app.simulate_key(event.key)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        name = " ".join(plain_line(event.value).split())
        if not name or not self.is_active:
            return
        before = self._doubted if self._doubted in name else ""
        doubt = taken_name_doubt(name) or taken_name_doubt(before)
        if name != self._doubted and doubt:
            self._doubted, self._doubt = name, doubted(name, doubt)
            self._show()
        else:
            self.dismiss(name)


class ClassMenu(PickerScreen[Wanted]):
    """Asks what a window is for."""

    DEFAULT_CSS = """
    ClassMenu {
        #picker-head, #picker-items, #picker-foot, #picker-keys { width: 76; }
    }
    """

    footer = "1 2   n another name   Ctrl+Q leaves the class"

    def __init__(self, name: str, message: str, cut_short: CutShort | None = None) -> None:
        super().__init__()
        self._trainee = name
        self._message = message
        self._cut_short = cut_short
        if cut_short:
            self.footer = "1-3   n another name   Ctrl+Q leaves the class"

    def head(self, width: int) -> list[Row]:
        wrong = wrapped(self._message, width - 2) if self._message else ()
        problem = [row(Span(f"✗ {piece}", Voice.MESSAGE)) for piece in wrong]
        you = row(Span("You are ", Voice.COACH), Span(self._trainee, Voice.TITLE))
        return [*_HEAD, *problem, you, BLANK]

    def offered(self) -> Sequence[Item]:
        cut = self._cut_short
        if cut is None:
            return _ITEMS
        return (Item(Wanted.GO_ON, f"Go on with “{cut.brief}”", _CUT_SHORT), *_ITEMS)

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
        named: Callable[[str], Seated],
        tell: Callable[[SeatNews], None],
        name: str = "",
        cut_short: Sequence[CutShort] = (),
        left_before: Callable[[str], CutShort | None] = lambda name: None,
        palette: Palette | None = None,
        actions: Actions = ACTIONS,
    ) -> None:
        """`opened` gives the recording of a demo.

        `named` is told who sits there, and says by which name they go in this class. `tell` has all
        that the trainer is to see. `name` and `cut_short` are of a seat whose window was reloaded:
        who sat there, and what waits there for whom. `left_before` is what somebody of this name
        left unfinished before the class was opened.
        """
        super().__init__(book, "", practice, begin, look_back, palette=palette, actions=actions)
        self._demos = demos
        self._opened = opened
        self._told_name = named
        self._tell = tell
        self._told: SeatNews | None = None
        self._trainee = name
        self._cut_short = {unaccented(one.agent): one for one in cut_short}
        self._left_before = left_before
        self._classroom = os.getppid()

    def begin(self) -> None:
        self.set_interval(LOOK_ROUND, self._look_round)
        self.run_worker(self._go_round())

    def _look_round(self) -> None:
        """Leave when the classroom has gone: a window that nobody sees would stay for ever."""
        if os.getppid() != self._classroom:
            self.action_leave()

    async def _go_round(self) -> None:
        message = ""
        wanted = None if self._trainee else Wanted.NAME
        if before := self._trainee:
            told = self._sit_down(before)
            # Whoever was here before is who sits here again.
            message = "" if self._trainee == before else told
        while True:
            if wanted is Wanted.NAME:
                self._tell(SeatNews(Doing.ARRIVING, self._trainee))
                message = self._sit_down(await self.push_screen_wait(NameScreen(self._trainee)))
            elif wanted is Wanted.DEMO:
                message = await self._watch()
            elif wanted is Wanted.GO_ON and (cut_short := self._own):
                message = await self._go_on(cut_short)
            elif wanted is Wanted.PRACTICE and (practice := await self.begun("", back=True)):
                message = await self.practise(practice)
            self._tell(self._news(Doing.CHOOSING))
            menu = ClassMenu(self._trainee, message, self._own)
            wanted, message = await self.push_screen_wait(menu), ""

    @property
    def _own(self) -> CutShort | None:
        """What waits for whoever sits here now; of another's practice nothing is offered."""
        return self._cut_short.get(unaccented(self._trainee))

    def _news(self, doing: Doing, title: str = "") -> SeatNews:
        return SeatNews(doing, self._trainee, title, call=self._own.call if self._own else "")

    def _sit_down(self, name: str) -> str:
        """Go by this name, or by one that no other seat has; the answer is what to know of it."""
        seated = self._told_name(name)
        self._trainee = seated.name
        # What others of the name began in this class waits at their seat, and is offered to nobody.
        if seated.new and (left := self._left_before(seated.name)):
            self._cut_short.setdefault(unaccented(seated.name), left)
            return " ".join(filter(None, (seated.told, was_here(seated.name))))
        return seated.told

    async def _go_on(self, cut_short: CutShort) -> str:
        """Go on with the practice that was cut short; the answer is why that could not be."""
        try:
            practice = cut_short.go_on(self.call_from_journal)
        except GuideError as error:
            return str(error)
        return await self.practise(practice)

    async def practise(self, practice: Practice) -> str:
        """Take the call, and look back on it; what of theirs was cut short is not offered again."""
        self._cut_short.pop(unaccented(self._trainee), None)
        return await super().practise(practice)

    def _leave_call(self) -> None:
        """Who leaves the class, or whose seat fails, is offered their practice when they return."""
        if isinstance(call := self._call_screen, PracticeScreen):
            self.results.append(call.keep())

    def on_practice_screen_advanced(self, event: PracticeScreen.Advanced) -> None:
        """Tell how far the call has come, unless that is told already."""
        news = news_of_practice(self._trainee, event.practice)
        if self._told is None or replace(news, elapsed=self._told.elapsed) != self._told:
            self._told = news
            self._tell(news)

    async def show_debrief(self, debrief: Debrief) -> None:
        """Show it, and send it to the trainer."""
        self._tell(news_of_debrief(self._trainee, debrief))
        await super().show_debrief(debrief)

    async def _watch(self) -> str:
        """Show the demo that is picked; the answer is why it could not be shown."""
        name = await self.push_screen_wait(demo_picker(self._demos, back=True))
        if not name:
            return ""
        try:
            recording = self._opened(name)
        except GuideError as error:
            return str(error)
        self._tell(self._news(Doing.WATCHING, recording.title))
        await self.push_screen_wait(PlayerScreen(recording))
        return ""
