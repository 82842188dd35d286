"""What is owed, on the screen: the most pressing first; and having recorded what was done."""

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from datetime import datetime
from functools import partial

from msgspec.structs import replace
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from guide.call.context import Refused
from guide.errors import GuideError
from guide.record.places import Places
from guide.register.after_call import Deed, Reopened
from guide.register.index import (
    OWED,
    PATIENCE_ON_CALL,
    RegisterIndex,
    Wanted,
    only_a_few,
    register,
)
from guide.register.promise import Promise
from guide.register.register import Record, When, pressing, recording
from guide.register.rules import LONGEST_AFTER, where_on_call, why_on_its_call
from guide.register.seen import Seen, is_at_home, seen_of_register
from guide.session.at_desk import AtDesk
from guide.session.callbook import CallBook
from guide.session.clock import Clock, SystemClock
from guide.session.wrapping_up import WrappingUp, call_to_take_up, take_up
from guide.text import plain_line
from guide.tui.app import GuideApp, LaunchOptions
from guide.tui.asking import Question
from guide.tui.call_text import CallTextScreen
from guide.tui.key_press import KeyLaw
from guide.tui.keys import ACTIONS, Actions
from guide.tui.look import Palette
from guide.tui.owed_questions import OF_PROMISE, PromiseScreen, keys_about, promise_rows
from guide.tui.owed_table import MOVES, OwedTable
from guide.tui.rows import Row, Span, Voice, paragraph, row
from guide.tui.wrap_up import WrapUpScreen

MOST = 300
"""So many promises are in the table at a time: words find the others."""

_OF_REGISTER = {
    "y": ("copy", "y copy number"),
    "slash": ("find", "/ find"),
    "c": ("closed", "c closed ones"),
    "w": ("wrap-up", "w wrap up the call"),
    "enter": ("call", "Enter the call"),
    "escape": ("back", "Esc back"),
}

KEYS = {**OF_PROMISE, **_OF_REGISTER}
"""By the key, what it does and what the last rows say of it."""

_WITHOUT_TAKING_UP = {key: did for key, did in KEYS.items() if key != "w"}

_CLOSING = ("done", "refused", "void")

_MOST_ABOUT = 8
"""The rows that tell of the marked promise, at most."""

_FIND = Question("Find by words: name, number, kind, concern, who", ("",), lambda _: "", seeks=True)


class OwedScreen(PromiseScreen):
    """The register."""

    NOTHING_TO_UNDO = "Nothing of it can be taken back. c shows those that are closed."

    CSS = "#owed-table { height: 1fr; }"

    class Damaged(Message):
        """It is known what is wrong with the records."""

        def __init__(self, told: str) -> None:
            super().__init__()
            self.told = told

    def __init__(
        self,
        places: Places,
        agent: str,
        clock: Clock | None = None,
        wanted: Wanted = OWED,
        take_up: Callable[[str], WrappingUp] | None = None,
        *,
        on_call: str = "",
        desk: AtDesk | None = None,
    ) -> None:
        """`on_call` is the id of the call that goes on beneath it: somebody is on the line.

        The team's `desk`, where there is one, has the same promises. `take_up` is given a call's
        id, and has what wraps it up; where there is none, no key.
        """
        self._clock = clock or SystemClock()
        super().__init__(KeyLaw(lambda: self._clock.now().ticks), desk)
        self._on_call = on_call
        self._places = places
        self._record_deed, self._own = recording(places), True
        self._agent = agent
        self._take_up = take_up
        self._keys = KEYS if take_up else _WITHOUT_TAKING_UP
        self._wanted = wanted
        self._counts: dict[When, int] = {}
        self._shown, self._all = 0, 0
        self._read = False
        self._unread: list[str] = []
        # On a call nobody looks for that.
        self._damage: str | None = "" if on_call else None
        self._seen: Seen | None = seen_of_register(places)
        self._gone = ""
        self._taken_up: dict[str, bool] = {}

    def record_by(self, record: Record, notice: str = "", *, wrong: bool = False) -> None:
        """Have what is done recorded so; tell a notice first, that something is `wrong` as that.

        Before it is shown.

        The calls are not one's own then: none is taken up.
        """
        self._record_deed, self._own = record, False
        self._take_up, self._keys = None, _WITHOUT_TAKING_UP
        # What is wrong with these folders the notice says.
        self._damage, self._seen = "", None
        if notice:
            self.say(notice, refused=wrong)

    def listed(self) -> Widget:
        return OwedTable("owed-table")

    @property
    def table(self) -> OwedTable:
        """The promises."""
        return self.query_one(OwedTable)

    @property
    def marked(self) -> Promise | None:
        """The promise that is marked in the table."""
        return self.table.marked

    @property
    def places(self) -> Places:
        """Where all is kept."""
        return self._places

    @property
    def now(self) -> datetime:
        """The time, in UTC."""
        return self._clock.now().at

    @property
    def by(self) -> str:
        """The name of whoever is at the screen."""
        return self._agent

    def on_mount(self) -> None:
        """On a call, what one goes on typing is not meant for this."""
        if self._on_call:
            self._law.answered()

    def read(self) -> None:
        """Show the register as it is on the disk."""
        now = self.now
        self._taken_up.clear()
        try:
            with self._register() as index:
                found = index.page(self._wanted, MOST)
                self._counts = pressing(index, now, self._wanted)
                self._unread = [*index.unread.values()]
                closed = self._wanted.closed
                self._all = index.count(self._wanted) if closed else sum(self._counts.values())
            self._gone = self._seen.look() if self._seen else ""
        except GuideError as error:
            self.say(str(error), refused=True)
        else:
            self._read = True
            if self._damage is None:
                self._damage = ""
                self.call_after_refresh(self.run_worker, self._look_for_damage, thread=True)
            self._shown = len(found)
            self.table.show(found, now)
        self.show_all()

    def _look_for_damage(self) -> None:
        """Find what is wrong with the records, in a thread: it takes a while with 100,000 calls."""
        # Loaded once the register is opened: no call waits for it.
        from guide.register.missing import wrong_in_brief

        self.post_message(self.Damaged(wrong_in_brief(self._places)))

    def on_owed_screen_damaged(self, event: "OwedScreen.Damaged") -> None:
        """Say what is wrong with the records."""
        self._damage = event.told
        self.show_all()

    def _register(self) -> AbstractContextManager[RegisterIndex]:
        if self._on_call:
            return register(self._places, only_a_few, PATIENCE_ON_CALL)
        return register(self._places)

    def show_all(self) -> None:
        """How much is owed, and what is known of the one that is marked."""
        width = max(20, self.size.width - 2)
        marked = self.marked
        about = promise_rows(marked, width - 1) if marked else []
        self.show_page(self._head(width), about, _MOST_ABOUT, "Enter shows the call")
        others = {key: did for key, did in _OF_REGISTER.items() if key in self._keys}
        if marked and not self._can_be_taken_up(marked):
            others.pop("w", None)
        self.show_question({**keys_about(marked), **others}, marked.id if marked else "")
        self.table.sign()

    def _head(self, width: int) -> list[Row]:
        told = [f"{self._counts[one]:,} {one}" for one in When if self._counts.get(one)]
        words = " ".join(self._wanted.words)
        if self._wanted.number:
            told.append(f"of {plain_line(self._wanted.number)}")
        if words:
            told.append(f"with “{words}”")
        if self._wanted.closed:
            told.append(f"{self._all - sum(self._counts.values()):,} closed")
        if self._all > self._shown:
            told.append(f"{self._shown:,} of {self._all:,} shown: / finds others")
        nothing = "Nothing is owed." if self._read else ""
        parts = " · ".join(told) if self._all or words or self._wanted.number else nothing
        rows = [row(Span("OWED", Voice.TITLE), "  ", Span(parts, Voice.COACH))]
        rows += self.message_rows(width)
        if self._unread:
            more = f" So it is with {len(self._unread):,} calls." * (len(self._unread) > 1)
            why = plain_line(f"✗ {self._unread[0]}{more}")
            rows += paragraph(why, width, Voice.MESSAGE)
        for wrong in filter(None, (self._gone, self._damage)):
            rows += paragraph(plain_line(f"✗ {wrong}"), width, Voice.MESSAGE)
        return rows

    # Keys

    def on_data_table_row_highlighted(self, event: OwedTable.RowHighlighted) -> None:
        """Tell of the promise that is marked now."""
        event.stop()
        self.show_all()

    def on_data_table_row_selected(self, event: OwedTable.RowSelected) -> None:
        """A click marks; Enter shows what the call was."""
        event.stop()
        self.mark_by_hand()

    def pressed(self, key: str) -> None:
        """Move the mark, ask about the promise, or do what else a key of `KEYS` does."""
        if key in MOVES:
            self.table.move(key)
            self.mark_by_hand()
            return
        if key not in self._keys:
            return
        self._message = ()
        name, _ = self._keys[key]
        match name:
            case "back":
                self._back()
                return
            case "call":
                self._show_call()
            case "wrap-up":
                self._wrap_up()
            case "copy":
                self._copy()
            case "find":
                self.ask(_FIND, " ".join(self._wanted.words))
            case "closed":
                self._wanted = replace(self._wanted, closed=not self._wanted.closed)
                self.read()
            case _:
                self.ask_about(name)
        self.show_all()

    def _show_call(self) -> None:
        if marked := self.marked:
            self.app.push_screen(CallTextScreen(self._places, marked.call, self._law))

    def _can_be_taken_up(self, promise: Promise) -> bool:
        """Whether its call ended so lately that its page is still open."""
        if self._take_up is None or self.now - promise.made_at >= 2 * LONGEST_AFTER:
            # No call lasts a day: its record need not be read for that.
            return False
        if promise.call not in self._taken_up:
            try:
                call_to_take_up(self._places, promise.call, self.now)
                self._taken_up[promise.call] = True
            except GuideError:
                self._taken_up[promise.call] = False
        return self._taken_up[promise.call]

    def _wrap_up(self) -> None:
        marked = self.marked
        if marked is None or self._take_up is None:
            return
        try:
            taken_up = self._take_up(marked.call)
        except GuideError as error:
            self.say(str(error), refused=True)
            return
        screen = WrapUpScreen(taken_up, self._law.of_next_screen(), desk=self._desk)

        def left(_: None) -> None:
            if screen.problem:
                self.say(screen.problem, refused=True)
            self.read()

        self.app.push_screen(screen, left)

    def _copy(self) -> None:
        if (marked := self.marked) and marked.number:
            self.app.copy_to_clipboard(marked.number)
            self.say(f"The number was sent to the clipboard: {marked.number}")

    def _back(self) -> None:
        if self._wanted.words:
            self._wanted = replace(self._wanted, words=())
            self.read()
        else:
            self.dismiss(None)

    # Questions

    def on_input_changed(self, event: Input.Changed) -> None:
        """Find as one types."""
        words = tuple(event.value.split())
        if self._question is _FIND and words != self._wanted.words:
            self._wanted = replace(self._wanted, words=words)
            self.read()

    def left_question(self, question: Question) -> None:
        """Without the words that were to be found."""
        if question is _FIND:
            self._wanted = replace(self._wanted, words=())

    def why_not(self, name: str, promise: Promise) -> str:
        """What a call that goes on has wrong, or owes no more, stands on its own record."""
        if name == "number" and promise.call == self._on_call:
            return "This call goes on: Esc, then c corrects the caller’s number, f another one."
        if name == "fill-in" and promise.call == self._on_call:
            return "This call goes on: Esc, then f, and what is missing is written down there."
        if name in _CLOSING:
            done = name == "done"
            if promise.call == self._on_call:
                return f"This call goes on: Esc, then {where_on_call(promise, done=done)}"
            if self._own and (why := why_on_its_call(promise, self._agent, done=done)):
                return why
        return super().why_not(name, promise)

    def do(self, promise: Promise, deed: Deed, now: datetime) -> Promise | Refused:
        """Have on the disk what was done about a promise."""
        if self._seen:
            self._seen.refuse_elsewhere(at_home=is_at_home(self._places, promise.call))
        answer = self._record_deed(promise.id, deed, self._agent, now, seen=promise)
        if isinstance(answer, Promise) and not answer.closed:
            self._keep_in_sight(answer, reopened=isinstance(deed, Reopened))
        return answer

    def as_it_stands(self, promise: Promise) -> Promise:
        """The promise as the register has it."""
        with suppress(GuideError), self._register() as index:
            return next(iter(index.named(promise.id)), promise)
        return promise

    def _keep_in_sight(self, promise: Promise, *, reopened: bool) -> None:
        """Seek the call of what is still owed, where the words sought do not find it any more.

        What was found by a number that is corrected now would be gone while it is worked on.
        """
        if reopened:
            self.table.mark(promise.id)
        if not self._wanted.words:
            return
        with suppress(GuideError), self._register() as index:
            named = replace(self._wanted, words=(*self._wanted.words, promise.call))
            if all(one.id != promise.id for one in index.page(named)):
                self._wanted = replace(self._wanted, words=(promise.call,))
                self.table.mark(promise.id)


class OwedApp(GuideApp):
    """Shows the register until it is left."""

    def __init__(
        self,
        book: CallBook,
        places: Places,
        agent: str,
        palette: Palette | None = None,
        actions: Actions = ACTIONS,
        clock: Clock | None = None,
        *,
        desk: AtDesk | None = None,
        first_frame: Callable[[], object] = object,
    ) -> None:
        """`first_frame` is called once there is one; `desk` is the team's, where there is one."""
        super().__init__(book, LaunchOptions(agent), palette, actions, first_frame=first_frame)
        take = partial(take_up, book, agent=agent)
        self.register = OwedScreen(places, agent, clock, take_up=take, desk=desk)

    def begin(self) -> None:
        """Show what is owed."""
        self.push_screen(self.register, self._over)

    def changed_elsewhere(self) -> None:
        """What is on the disk may be another now. May be called in any thread."""
        # The program may have ended meanwhile.
        with suppress(RuntimeError):
            self.call_from_journal(self._read_again)

    def _read_again(self) -> None:
        if self.register.is_attached:
            self.register.read()

    def _over(self, result: object) -> None:
        self.exit()
