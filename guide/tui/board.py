"""A supervisor's board: what agents ask, the calls that go on, what is owed. See `board_rows`."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Protocol

from msgspec.structs import replace
from textual import events
from textual.geometry import Offset
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from guide.call.context import Overtaken, Refused
from guide.call.events import AskKind
from guide.call.rules.doubts import done_doubt, doubted
from guide.call.rules.names import doubted_name
from guide.desk.asks import Ask
from guide.desk.board import AWAY, BoardView, Then, Unsure
from guide.desk.by_voice import Countersign, Voiced
from guide.desk.erasing import GONE
from guide.desk.live_calls import LiveCall
from guide.desk.owed import Doing, OwedPromise, Recorded, Wanted
from guide.register.rules import (
    NO_DAY,
    until_typed_in,
    why_not_moved,
    why_not_passed_on,
)
from guide.script.dates import far_ahead
from guide.script.library import Library
from guide.session.at_desk import AskState
from guide.session.clock import Clock, SystemClock
from guide.text import plain_line
from guide.training.player import EphemeralBook
from guide.tui.app import GuideApp, LaunchOptions
from guide.tui.asking import (
    AskingScreen,
    Keys,
    Question,
    of_first,
    of_first_once_sure,
    with_what_was_typed,
)
from guide.tui.board_follow import FollowScreen
from guide.tui.board_rows import (
    ASKS_FOR,
    MARK,
    Id,
    Item,
    Lists,
    Picture,
    Section,
    about,
    head,
    id_of,
    lists,
)
from guide.tui.key_press import CONFIRM_SECONDS, KeyLaw, typed_character
from guide.tui.look import Palette
from guide.tui.pane import Pane
from guide.tui.reading import RowsScreen
from guide.tui.rows import BLANK, Row, Span, Voice, paragraph, row

RING_SECONDS = 3.0
"""So often the bell rings while an ask waits for this supervisor."""

_TICK = 1.0
_FEW_ROWS, _MANY_ROWS = 5, 9
_TALL = 30
_SECTIONS = tuple(Section)

_LEAVING = 0.8
"""Seconds for saying at the desk that somebody leaves, where the terminal is closed."""

_NOT_DONE = "The desk is back. What you did meanwhile was not done."
_LOOK_FIRST = (
    "The desk is back. Look here whether what you did is recorded, before you do it again."
)

_GRANTS: Mapping[str, str] = {
    AskKind.PERMISSION: "g grant",
    AskKind.MANAGER: "g I join",
    AskKind.THREAT: "g noted",
    AskKind.HAND_OVER: "g I take over",
}
_MOVES = {"up": -1, "down": 1, "pageup": -10, "pagedown": 10}
_ALWAYS: Keys = {
    "tab": ("next", "Tab next list"),
    "slash": ("find", "/ find owed"),
    "h": ("here", "h who is here"),
    "ctrl+q": ("quit", "Ctrl+Q quit"),
}
_WITHOUT_ENTER = {"take": "t", "grant": "g", "countersign": "g", "claim": "c"}
"""What is done at once, with its key: such a letter waits a moment, for it may be of a word."""

_FIND = Question(
    "Find what is owed, by words: name, number, kind, who", ("",), lambda _: "", seeks=True
)


def _nobody(_: object) -> None:
    """Nobody is told."""


class AtBoard(Protocol):
    """What a board's screen needs of the desk; see `guide.desk.board`. None of it waits."""

    view: BoardView

    def answer(self, ask: Ask, state: AskState, reason: str, then: Then) -> None: ...

    def countersign(self, voiced: Voiced, state: Countersign, reason: str, then: Then) -> None: ...

    def do(
        self,
        promise: OwedPromise,
        doing: Doing,
        note: str,
        then: Then,
        *,
        to_whom: str = "",
        until: datetime | None = None,
        of: int | None = None,
    ) -> None: ...

    def seek(self, wanted: Wanted) -> None: ...

    def close(self, patience: float) -> None: ...


class BoardScreen(AskingScreen):
    """The board. What a key does is about the item that is marked, and nothing marks by itself."""

    CSS = """
    BoardScreen { overflow: hidden; }
    #board-lists { width: 100%; height: 1fr; }
    #asking-keys { min-height: 2; }
    """

    def __init__(
        self,
        board: AtBoard,
        library: Library,
        clock: Clock | None = None,
        notify: Callable[[str], object] = _nobody,
    ) -> None:
        """`library` has the scripts by which calls are followed; `notify` tells the terminal."""
        self._clock = clock or SystemClock()
        super().__init__(KeyLaw(lambda: self._clock.now().ticks))
        self._board = board
        self._library = library
        self._notify = notify
        self._section = Section.ASKS
        self._marks: dict[Section, Id | None] = {}
        self._tops: dict[Section, int] = {}
        self._lists: Lists | None = None
        self._rung: set[int] = set()
        self._was_away = False
        self._gives_way = False
        self._once_back = ""
        self._told_settled: set[int] = set()
        self._held: tuple[str, str, Item, Timer] | None = None
        self._answered: set[Id] = set()
        self._shown_open: Id | None = None
        self._last: OwedPromise | None = None
        self._last_done: Doing | None = None
        self._last_id: int | None = None
        self._wanted = Wanted()

    def listed(self) -> Widget:
        return Pane("board-lists")

    def on_mount(self) -> None:
        """Time goes on whether anything happens or not, and so does the bell."""
        self.set_interval(_TICK, self.show_all)
        self.set_interval(RING_SECONDS, self.ring)

    def on_pane_resized(self, event: Pane.Resized) -> None:
        """A question takes room from the lists."""
        event.stop()
        self.show_all()

    # What is shown

    @property
    def now(self) -> datetime:
        """The server's time, in UTC."""
        return self._board.view.now(self._clock.now().at)

    @property
    def picture(self) -> Picture:
        """All that the rows are made of, as it is now."""
        return Picture(self._board.view, self.now, self._section, self._marks, self._tops)

    def changed(self) -> None:
        """Show what the board has read; ring for what has come to wait for this supervisor."""
        waiting = self._waiting()
        if waiting - self._rung:
            self.ring()
            self._notify("Call Guide: somebody waits at the board")
        self._rung = waiting
        view = self._board.view
        if view.is_away and not self._was_away and self._gives_way:
            # What was done before hides why the desk is away.
            self._message = ()
        if self._was_away and not view.is_away and self._once_back:
            self.say(self._once_back)
            self._once_back = ""
        self._was_away = view.is_away
        # After what is told of a mark that has gone with it.
        self._without_gone_marks()
        for ask in view.settled:
            if ask.id not in self._told_settled:
                self._told_settled.add(ask.id)
                why = f" ({ask.reason})" if ask.reason else ""
                what = f"{ask.agent} {ASKS_FOR.get(ask.kind, ask.kind)}"
                self.say(f"{ask.told[:1].upper()}{ask.told[1:]}{why}: {what}. You had taken it.")
        self.show_all()

    def _waiting(self) -> set[int]:
        view, now = self._board.view, self.now
        return {one.id for one in view.asks if view.rings(one, now) and not view.is_away}

    def ring(self) -> None:
        """Have the terminal ring, if anything waits for this supervisor."""
        if self._waiting():
            self.app.bell()

    def read(self) -> None:
        """Nothing is read here: the board reads all the time."""
        self.show_all()

    def show_all(self) -> None:
        """Show everything as it is now."""
        width, height = self.size
        if not width:
            return
        picture = self._without_gone_marks()
        heading = head(picture.view, max(20, width - 2), self._message)
        most = _MANY_ROWS if height >= _TALL else _FEW_ROWS
        told = about(picture, max(20, width - 3))
        # What is marked takes the same rows whatever it is: nothing moves above it.
        told += [BLANK] * (most - len(told))
        self.show_page(heading, told, most, "Enter shows all of it")
        marked = picture.marked
        state = _state_of(marked)
        if isinstance(marked, Voiced) and not marked.denied_by:
            self._shown_open = marked.key
        elif marked is None or id_of(marked) != self._shown_open:
            self._shown_open = None
        self.show_question(self._keys(marked), (self._section, marked and id_of(marked), state))
        pane = self.query_one("#board-lists", Pane)
        rooms = max(6, pane.size.height)
        self._lists = lists(picture, width, rooms)
        self._tops = dict(self._lists.tops)
        pane.show(self._lists.rows)
        self.call_after_refresh(self._place_mark)

    def _without_gone_marks(self) -> Picture:
        """The picture; what is gone is not marked, nor is what has come to its place."""
        picture = self.picture
        for section, mark in self._marks.items():
            if mark is not None and picture.place(section) < 0:
                self._marks[section] = None
                if section is Section.ASKS and mark not in self._answered:
                    self.say("The ask that was marked is settled. Nothing is marked now.")
                elif mark in picture.view.erased:
                    self.say("The call that was marked was erased at the desk.")
        return picture

    def _place_mark(self) -> None:
        """Have the terminal's cursor on the marked row."""
        if self.focused is not None or self._lists is None:
            return
        pane, place = self.query_one("#board-lists", Pane), self.picture.place(self._section)
        first = self._lists.sections.index(self._section)
        y = first + (1 + place - self._tops[self._section] if place >= 0 else 0)
        self.app.cursor_position = pane.content_region.offset + Offset(0, y)

    def _keys(self, marked: Item | None) -> Keys:
        """What keys do now: those about the marked item, and those that always do something."""
        keys: dict[str, tuple[str, str]] = {"up": ("move", "↑ ↓ mark")}
        match marked:
            case Ask(seat=seat) if seat == self._board.view.login:
                # Nobody answers what they asked themselves.
                keys |= {"enter": ("read", "Enter all of it")}
            case Ask(is_of_use=False):
                keys |= {"enter": ("read", "Enter all of it")}
            case Ask():
                keys["g"] = ("grant", _GRANTS.get(marked.kind, "g grant"))
                if marked.kind != AskKind.THREAT:
                    # Somebody has to be on record as told of it.
                    keys["x"] = ("refuse", "x refuse")
                keys |= {
                    "t": ("take", "t take it"),
                    "enter": ("look", "Enter read (seen)"),
                    "f": ("follow", "f follow"),
                }
            case Voiced(seat=seat) if seat == self._board.view.login:
                keys |= {"enter": ("read", "Enter all of it")}
            case Voiced(denied_by=denied_by) if denied_by:
                keys |= {
                    "g": ("settle", "g settle"),
                    "enter": ("read", "Enter all of it"),
                }
            case Voiced():
                keys |= {
                    "g": ("countersign", "g countersign"),
                    "x": ("deny", "x deny"),
                    "enter": ("read", "Enter all of it"),
                    "f": ("follow", "f follow"),
                }
            case LiveCall():
                keys |= {"enter": ("follow", "Enter follow the call")}
            case OwedPromise(closed=True):
                keys |= {"u": ("undo", "u owed again"), "enter": ("read", "Enter all of it")}
            case OwedPromise():
                keys |= {
                    "c": ("claim", "c claim"),
                    "t": ("tried", "t tried"),
                    "d": ("done", "d done"),
                    "m": ("move", "m move"),
                    "p": ("pass-on", "p pass on"),
                    "enter": ("read", "Enter all of it"),
                }
        if self._section is Section.OWED:
            # What a key does is about what is marked, if anything is.
            last = self._last
            if last and (marked is None or id_of(marked) == last.key) and not self._is_outdone():
                keys.setdefault("u", ("undo", "u undo last"))
            keys["o"] = ("closed", "o owed only" if self._wanted.closed else "o closed too")
        if self._wanted.words:
            keys["escape"] = ("all", "Esc finds all")
        return {**keys, **_ALWAYS}

    def _is_outdone(self) -> bool:
        """Whether what was done last here is not what stands last of its promise any more."""
        for one in self.picture.items(Section.OWED):
            if isinstance(one, OwedPromise) and self._last and one.key == self._last.key:
                mine = [deed for deed in one.deeds if deed.id == self._last_id]
                return bool(mine) and [*one.standing[-1:]] != mine
        return False

    # Keys

    async def on_key(self, event: events.Key) -> None:
        """Do what the screen showed for a key; a letter that another follows at once is text."""
        if self._held is not None and typed_character(event) and event.key != self._held[0]:
            self._let_go()
            self.say("You were typing: nothing was done.")
            self.show_all()
        await super().on_key(event)

    def pressed(self, key: str) -> None:
        """Do what the screen showed for a key."""
        held = self._held
        if held is not None and len(key) == 1:
            self.typed(key)
            return
        if key == "escape" and held is not None:
            self._let_go()
            self.say("Nothing was done.")
        elif held is not None:
            self.settle()
        if key.startswith(MARK):
            self._mark_clicked(key)
        elif key in _MOVES or key in ("home", "end"):
            self._message = ()
            self._move(key)
        elif key == "shift+tab":
            self._act("before")
        elif found := self._keys(self.picture.marked).get(key):
            self._message = ()
            self._act(found[0])
        self.show_all()

    def typed(self, text: str) -> None:
        """Somebody types a text: what its first letter would have done is not done."""
        self._let_go()
        super().typed(text)

    def _move(self, key: str) -> None:
        picture = self.picture
        items, place = picture.items(self._section), picture.place(self._section)
        if not items:
            return
        last = len(items) - 1
        if key in ("home", "end"):
            place = 0 if key == "home" else last
        elif place < 0:
            place = last if key in ("up", "pageup") else 0
        else:
            place = max(0, min(last, place + _MOVES[key]))
        self._marks[self._section] = id_of(items[place])

    def _mark_clicked(self, key: str) -> None:
        _, name, place = key.split(":")
        self._section = Section(name)
        items = self.picture.items(self._section)
        if 0 <= int(place) < len(items):
            self._marks[self._section] = id_of(items[int(place)])

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Show what comes further down in the list that the mouse is on."""
        self._scroll(event, 3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._scroll(event, -3)

    def _scroll(self, event: events.MouseEvent, by: int) -> None:
        pane = self.query_one("#board-lists", Pane)
        y = event.screen_y - pane.content_region.y
        if self._lists is not None and 0 <= y < len(self._lists.sections):
            section = self._lists.sections[y]
            # What is marked would be scrolled back to.
            self._marks[section] = None
            self._tops[section] = max(0, self._tops[section] + by)
            self.show_all()

    def _act(self, name: str) -> None:
        marked = self.picture.marked
        if name in _WITHOUT_ENTER and marked is not None:
            key = _WITHOUT_ENTER[name]
            timer = self.set_timer(CONFIRM_SECONDS, self.settle)
            self._held = key, name, marked, timer
            return
        match name:
            case "next" | "before":
                by = 1 if name == "next" else -1
                place = _SECTIONS.index(self._section) + by
                self._section = _SECTIONS[place % len(_SECTIONS)]
            case "quit" if isinstance(self.app, GuideApp):
                self.app.action_leave()
            case "find":
                self._section = Section.OWED
                self.ask(_FIND, " ".join(self._wanted.words))
            case "all":
                self._seek(replace(self._wanted, words=()))
            case "closed":
                self._seek(replace(self._wanted, closed=not self._wanted.closed))
            case "here":
                self.app.push_screen(RowsScreen("Who is here", self._here, self._law))
            case "look" if isinstance(marked, Ask):
                self._look(marked)
            case "read":
                self._read_all()
            case "follow" if isinstance(marked, Ask):
                self._follow((marked.seat, marked.call), marked.id)
            case "follow" if isinstance(marked, LiveCall):
                self._follow(marked.key)
            case "follow" if isinstance(marked, Voiced):
                self._follow((marked.seat, marked.call))
            case "deny" if isinstance(marked, Voiced):
                self._ask_why_not(marked)
            case "settle" if isinstance(marked, Voiced) and self._was_overtaken(marked):
                denied = f"Denied by {marked.denied_by} before you: {marked.denied_why}"
                told = "Nothing of yours was recorded. g again settles it, with what it was."
                self.say(f"{denied}{'' if denied.endswith('.') else '.'} {told}", refused=True)
            case "settle" if isinstance(marked, Voiced):
                self._ask_what_it_was(marked)
            case "refuse" if isinstance(marked, Ask):
                self._ask_why(marked)
            case "undo" if isinstance(marked, OwedPromise) and marked.closed:
                self._undo(marked, Doing.DONE, marked.closed_with)
            case "undo" if self._last is not None and self._last_done is not None:
                self._undo(self._last, self._last_done, self._last_id)
            case "move" if isinstance(marked, OwedPromise):
                self._ask_until_when(marked)
            case "pass-on" if isinstance(marked, OwedPromise):
                self._ask_to_whom(marked)
            case "tried" | "done" if isinstance(marked, OwedPromise):
                self._ask_what_happened(marked, Doing(name))

    def _let_go(self) -> None:
        if self._held is not None:
            self._held[-1].stop()
            self._held = None

    def settle(self) -> None:
        """Do now what was asked for with a letter, which no other has followed."""
        held = self._held
        self._let_go()
        if held is None:
            return
        _, name, item, _ = held
        match item:
            case Ask():
                state = AskState.GRANTED if name == "grant" else AskState.TAKEN
                self._answer(item, state, "", self._told)
            case Voiced():
                self._countersign(item, Countersign.COUNTERSIGNED, "", self._told)
            case OwedPromise():
                self._do(item, Doing.CLAIMED, "")

    def say(self, text: str, *, refused: bool = False) -> None:
        """Tell something; what was not refused is told until the desk goes away."""
        super().say(text, refused=refused)
        self._gives_way = not refused

    def _told(self, answer: str | Refused) -> None:
        """Say what became of something; called in any thread."""
        app = self.app
        if isinstance(app, GuideApp):
            app.call_from_journal(partial(self._say_answer, answer))

    def _say_answer(self, answer: str | Refused) -> None:
        if isinstance(answer, Refused):
            self.say(answer.reason, refused=True)
            if isinstance(answer, Unsure):
                self._once_back = _LOOK_FIRST
            elif answer == AWAY:
                self._once_back = self._once_back or _NOT_DONE
        elif answer:
            self.say(answer)
        self.show_all()

    def _here(self) -> list[Row]:
        view = self._board.view
        rows: list[Row] = []
        if view.is_away:
            width = max(20, self.app.size.width - 4)
            rows += [*paragraph(view.standing.why, width, Voice.AMBER_TEXT), BLANK]
        for place, called in (("board", "At a board"), ("seat", "At a seat")):
            rows.append(row(Span(called, Voice.TITLE)))
            names = [one.login for one in view.here if one.place == place]
            rows += [row(Span(f"  {name}")) for name in names or ["nobody"]]
        return rows

    # Asks

    def _look(self, ask: Ask) -> None:
        """Show all that came with an ask, and tell whoever asked that it was seen."""
        if ask.state is AskState.WRITTEN:
            self._board.answer(ask, AskState.SEEN, "", self._told)
        self._read_all()

    def _read_all(self) -> None:
        screen = RowsScreen("All of it", self._all_about_marked, self._law)
        self.app.push_screen(screen)

    def _all_about_marked(self) -> list[Row]:
        return about(self.picture, max(20, min(96, self.app.size.width - 4)))

    def _ask_why(self, ask: Ask) -> None:
        def record(answers: Sequence[str]) -> str | Refused:
            return self._sent(partial(self._answer, ask, AskState.REFUSED, answers[0]))

        title = f"Refuse: {ask.agent} {ASKS_FOR.get(ask.kind, ask.kind)}"
        self.ask(
            Question(title, ("Why? The agent reads it.",), record, refuses=of_first(_no_reason))
        )

    def _answer(self, ask: Ask, state: AskState, reason: str, then: Then) -> None:
        self._answered.add(ask.id)
        self._board.answer(ask, state, reason, then)

    def _ask_why_not(self, voiced: Voiced) -> None:
        def record(answers: Sequence[str]) -> str | Refused:
            denied = partial(self._countersign, voiced, Countersign.DENIED, answers[0])
            return self._sent(denied)

        title = f"Deny: {voiced.seat} warned on the permission of {voiced.named}, by voice"
        self.ask(
            Question(
                plain_line(title), ("What was it then?",), record, refuses=of_first(_no_reason)
            )
        )

    def _was_overtaken(self, voiced: Voiced) -> bool:
        """Whether somebody denied what g would have countersigned; that is told once."""
        overtaken = voiced.key == self._shown_open and voiced.key not in self._answered
        self._shown_open = None
        return overtaken

    def _ask_what_it_was(self, voiced: Voiced) -> None:
        def record(answers: Sequence[str]) -> str | Refused:
            settled = partial(self._countersign, voiced, Countersign.COUNTERSIGNED, answers[0])
            return self._sent(settled)

        title = f"Settle: {voiced.denied_by} denied that {voiced.named} permitted it, by voice"
        self.ask(
            Question(
                plain_line(title), ("What was it then?",), record, refuses=of_first(_no_reason)
            )
        )

    def _countersign(self, voiced: Voiced, state: Countersign, reason: str, then: Then) -> None:
        self._answered.add(voiced.key)
        self._board.countersign(voiced, state, reason, then)

    def _sent(self, do: Callable[[Then], None]) -> str | Refused:
        """Have something done; what is typed stays where the desk is away."""
        if self._board.view.is_away:
            return Refused("The desk is away: nothing was done. Enter tries again.")
        do(self._told)
        return ""

    # What is owed

    def _ask_what_happened(self, promise: OwedPromise, doing: Doing) -> None:
        def record(answers: Sequence[str]) -> str | Refused:
            return self._sent(lambda _: self._do(promise, doing, answers[0]))

        def doubts(said: str) -> str:
            return doubted(said, done_doubt(said)) if doing is Doing.DONE else ""

        title = f"{doing.capitalize()}: {promise.label}, {promise.caller or promise.number}"
        refuses = of_first_once_sure(lambda _: "", doubts, of_words=True)
        texts = ("What happened? It may stay empty.",)
        self.ask(Question(plain_line(title), texts, record, refuses=refuses))

    def _ask_until_when(self, promise: OwedPromise) -> None:
        def until(said: str) -> datetime | None:
            return until_typed_in(said, self._clock.now().at, None)

        def refuses(said: str) -> str:
            day = until(said)
            if day is None:
                return f"“{said}” {NO_DAY}"
            return why_not_moved(day, self.now, promise.until)

        def doubts(said: str) -> str:
            today = self._clock.now().at.astimezone().date()
            day = until(said)
            far = far_ahead(day.astimezone().date(), today) if day else ""
            return f"“{said}” is {far}. Enter again takes it." if far else ""

        def record(answers: Sequence[str]) -> str | Refused:
            day, why = answers
            if not why:
                return Refused("Write down why it is moved.")
            return self._sent(lambda _: self._do(promise, Doing.MOVED, why, until=until(day)))

        texts = ("Until what day? Such as fri, mon 5pm, +2, 11/28", "Why?")
        title = f"Moved: {promise.label}, {promise.caller or promise.number}"
        asked = of_first_once_sure(refuses, doubts, of_words=False)
        self.ask(Question(plain_line(title), texts, record, refuses=asked))

    def _ask_to_whom(self, promise: OwedPromise) -> None:
        def record(answers: Sequence[str]) -> str | Refused:
            to, note = answers
            return self._sent(lambda _: self._do(promise, Doing.PASSED_ON, note, to_whom=to))

        texts = ("To whom?", "What should they know? It may stay empty.")
        title = f"Passed on: {promise.label}, {promise.caller or promise.number}"
        refuses = of_first_once_sure(
            lambda said: why_not_passed_on(said, promise.owner),
            lambda said: doubted_name(said, promise.caller),
            of_words=True,
        )
        self.ask(Question(plain_line(title), texts, record, refuses=refuses))

    def _undo(self, promise: OwedPromise, done: Doing, of: int | None) -> None:
        doing = Doing.REOPENED if done is Doing.DONE else Doing.TAKEN_BACK

        def record(answers: Sequence[str]) -> str | Refused:
            return self._sent(lambda _: self._do(promise, doing, answers[0], of=of))

        title = f"Undo “{done}”: {promise.label}, {promise.caller or promise.number}"
        self.ask(Question(plain_line(title), ("Why?",), record, refuses=of_first(_no_reason)))

    def _do(
        self,
        promise: OwedPromise,
        doing: Doing,
        note: str,
        *,
        to_whom: str = "",
        until: datetime | None = None,
        of: int | None = None,
    ) -> None:
        def then(answer: str | Refused) -> None:
            if not isinstance(answer, Refused):
                undone = doing in (Doing.REOPENED, Doing.TAKEN_BACK)
                self._last, self._last_done = (None, None) if undone else (promise, doing)
                self._last_id = answer.id if isinstance(answer, Recorded) else None
            elif promise == self._last and (answer == GONE or isinstance(answer, Overtaken)):
                self._last = self._last_done = None
            is_known = answer != AWAY and not isinstance(answer, Unsure)
            if isinstance(answer, Refused) and is_known:
                told = with_what_was_typed(answer.reason, (to_whom, note))
                answer = replace(answer, reason=told)
            self._told(answer)

        self._board.do(promise, doing, note, then, to_whom=to_whom, until=until, of=of)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Find as one types."""
        if self._question is _FIND:
            self._seek(replace(self._wanted, words=tuple(event.value.split())))

    def left_question(self, question: Question) -> None:
        """Without the words that were to be found."""
        if question is _FIND:
            self._seek(replace(self._wanted, words=()))

    def _seek(self, wanted: Wanted) -> None:
        if wanted != self._wanted:
            self._wanted = wanted
            self._board.seek(wanted)

    # Calls

    def _follow(self, key: tuple[str, str], ask: int = 0) -> None:
        if self._board.view.call(key) is None:
            self.say("That call is not at the desk any more: it has ended, or rests.", refused=True)
            return
        self.app.push_screen(FollowScreen(self._board, key, self._library, self._clock, ask))


def _state_of(marked: Item | None) -> tuple[str, ...]:
    """What of an item decides, beside its kind, what keys do about it."""
    match marked:
        case Ask():
            return marked.state, marked.by
        case Voiced():
            return (marked.denied_by,)
        case _:
            return ()


def _no_reason(said: str) -> str:
    return "" if said else "Write down why."


class BoardApp(GuideApp):
    """Shows a board until it is left; `refused` says why there is none for this login."""

    def __init__(
        self,
        board: AtBoard,
        library: Library,
        palette: Palette | None = None,
        clock: Clock | None = None,
        *,
        begin_reading: Callable[[Callable[[], object]], object] = _nobody,
    ) -> None:
        """`begin_reading` is called once the first frame is there, with what is told of changes."""
        clock = clock or SystemClock()
        super().__init__(EphemeralBook(library, clock), LaunchOptions(""), palette)
        self._begin_reading = begin_reading
        self._desk = board
        self.refused = ""
        self.board = BoardScreen(board, library, clock, self.tell_terminal)

    def begin(self) -> None:
        self.push_screen(self.board)
        self.call_after_refresh(self._begin_reading, self._changed)

    def save_what_is_typed(self) -> None:
        """Say at the desk that nobody is at this board, also where a closed terminal ends it."""
        super().save_what_is_typed()
        self._desk.close(_LEAVING)

    def _changed(self) -> None:
        """The board has read something; called in its own thread."""
        self.call_from_journal(self._show)

    def _show(self) -> None:
        if self._desk.view.refused:
            self.refused = self._desk.view.refused
            self.exit()
        else:
            self.board.changed()
