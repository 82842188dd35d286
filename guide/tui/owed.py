"""What is owed, on the screen: the most pressing first; and having recorded what was done."""

from contextlib import AbstractContextManager

from msgspec import Struct
from msgspec.structs import replace
from textual import events
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Input

from guide.call.context import Refused
from guide.errors import GuideError
from guide.record.places import Places
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
from guide.register.rules import closing
from guide.session.callbook import CallBook
from guide.session.clock import Clock, SystemClock
from guide.text import plain_line
from guide.tui.app import GuideApp, LaunchOptions
from guide.tui.call_text import CallTextScreen
from guide.tui.key_press import KeyLaw, editing_actions, typed_character
from guide.tui.keys import ACTIONS, OF_THE_PROGRAM, Actions, without_case
from guide.tui.look import Palette
from guide.tui.owed_questions import ASKING, Asking, named, promise_rows
from guide.tui.owed_table import MOVES, OwedTable
from guide.tui.pane import Pane
from guide.tui.rows import Row, Span, Voice, row, width_of, wrapped

MOST = 300
"""So many promises are in the table at a time: words find the others."""

KEYS = {
    "d": ("done", "d done"),
    "t": ("tried", "t tried"),
    "p": ("pass-on", "p pass on"),
    "m": ("move", "m move"),
    "x": ("refused", "x refused"),
    "v": ("void", "v void"),
    "u": ("undo", "u undo"),
    "y": ("copy", "y copy number"),
    "slash": ("find", "/ find"),
    "c": ("closed", "c closed ones"),
    "enter": ("call", "Enter the call"),
    "escape": ("back", "Esc back"),
}
"""By the key, what it does and what the last rows say of it."""

_MOST_ABOUT = 8
"""The rows that tell of the marked promise, at most."""

_EDITING = {k: a for k, a in editing_actions(Input.BINDINGS).items() if k != "enter"}


class _Answer(Input):
    """A field whose keys the screen hands on to it: the law of the keys is asked first."""

    def on_key(self, event: events.Key) -> None:
        event.prevent_default()

    async def take(self, event: events.Key) -> None:
        """Type or edit."""
        if typed := typed_character(event):
            self.replace(typed, *sorted(self.selection))
        elif action := _EDITING.get(event.key):
            await self.app.run_action(action, self)

    def on_paste(self, event: events.Paste) -> None:
        """Paste as one line."""
        event.stop()
        event.prevent_default()
        self.replace(" ".join(plain_line(event.text).split()), *sorted(self.selection))


class _Question(Struct, frozen=True):
    """What is being asked about a promise, and what was answered so far."""

    asking: Asking
    promise: Promise
    answers: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return f"{self.asking.title}: {named(self.promise)}"

    @property
    def text(self) -> str:
        return self.asking.questions[len(self.answers)]


class OwedScreen(Screen[None]):
    """The register. Nothing is recorded but by Enter behind a question that names the promise."""

    AUTO_FOCUS = ""
    CSS = """
    #owed-head, #owed-about, #owed-asked, #owed-keys { height: auto; padding: 0 1; }
    #owed-table { height: 1fr; }
    #owed-about { border-top: solid $panel-border; padding: 0; box-sizing: content-box; }
    #owed-answer { border: none; height: 1; padding: 0; margin: 0 1; background: $field-focus;
        background-tint: $background 0%; color: $bright; }
    #owed-answer, #owed-asked { display: none; }
    OwedScreen.-asking #owed-answer, OwedScreen.-asking #owed-asked { display: block; }
    """

    def __init__(
        self,
        places: Places,
        agent: str,
        clock: Clock | None = None,
        wanted: Wanted = OWED,
        *,
        on_call: bool = False,
    ) -> None:
        """`on_call`: a call goes on beneath it, and somebody is on the line."""
        super().__init__()
        self._on_call = on_call
        self._places = places
        self._record_deed = recording(places)
        self._agent = agent
        self._clock = clock or SystemClock()
        self._law = KeyLaw(lambda: self._clock.now().ticks)
        self._wanted = wanted
        self._counts: dict[When, int] = {}
        self._shown, self._all = 0, 0
        self._read = False
        self._question: _Question | None = None
        self._finding = False
        self._last: Promise | None = None
        self._message: Row = ()

    def record_by(self, record: Record, notice: str = "") -> None:
        """Have what is done recorded so; tell a notice first. Before it is shown."""
        self._record_deed = record
        if notice:
            self._say(notice, refused=True)

    def compose(self) -> ComposeResult:
        """How much is owed, the promises, the one that is marked, the question, the keys."""
        yield Pane("owed-head")
        yield OwedTable("owed-table")
        yield Pane("owed-about")
        yield Pane("owed-asked")
        answer = _Answer(id="owed-answer", compact=True)
        answer.cursor_blink = False
        yield answer
        yield Pane("owed-keys")

    @property
    def table(self) -> OwedTable:
        """The promises."""
        return self.query_one(OwedTable)

    @property
    def answer(self) -> _Answer:
        """The field in which one answers."""
        return self.query_one(_Answer)

    @property
    def asking(self) -> bool:
        """Whether letters are text now."""
        return self._finding or self._question is not None

    def on_mount(self) -> None:
        """On a call, what one goes on typing is not meant for this."""
        if self._on_call:
            self._law.answered()

    def on_resize(self, event: events.Resize) -> None:
        """Show what there is room for."""
        self.call_after_refresh(self.read)

    def on_screen_resume(self) -> None:
        """What was pressed while a call was on top was not meant for this."""
        self._law.resumed()

    def read(self) -> None:
        """Show the register as it is on the disk."""
        now = self._clock.now().at
        try:
            with self._register() as index:
                found = index.page(self._wanted, MOST)
                self._counts = pressing(index, now, self._wanted)
                closed = self._wanted.closed
                self._all = index.count(self._wanted) if closed else sum(self._counts.values())
        except GuideError as error:
            self._message = row(Span(f"✗ {error}", Voice.MESSAGE))
        else:
            self._read = True
            self._shown = len(found)
            self.table.show(found, now)
        self._show()

    def _register(self) -> AbstractContextManager[RegisterIndex]:
        if self._on_call:
            return register(self._places, only_a_few, PATIENCE_ON_CALL)
        return register(self._places)

    def _show(self) -> None:
        width = max(20, self.size.width - 2)
        marked = self.table.marked
        self.query_one("#owed-head", Pane).show(self._head(width))
        about = promise_rows(marked, width - 1) if marked else []
        if len(about) > _MOST_ABOUT:
            about[_MOST_ABOUT - 1 :] = [row(Span("… Enter shows the call", Voice.DIM))]
        self.query_one("#owed-about", Pane).show([row(" ", *one) for one in about])
        asked = self.query_one("#owed-asked", Pane)
        asked.show(self._asked(width) if self.asking else [])
        self.set_class(self.asking, "-asking")
        self.query_one("#owed-keys", Pane).show(_keys(width, asking=self.asking))
        self._law.shown(self._meaning())
        self.table.sign()
        if self.asking:
            # Where the field is, is known once it is laid out.
            self.call_after_refresh(self._place_cursor)

    def _place_cursor(self) -> None:
        if self.focused is self.answer:
            self.app.cursor_position = self.answer.cursor_screen_offset

    def _meaning(self) -> object:
        marked = self.table.marked
        return marked.id if marked else "", self._question, self._finding

    def _head(self, width: int) -> list[Row]:
        told = [f"{self._counts[one]:,} {one}" for one in When if self._counts.get(one)]
        words = " ".join(self._wanted.words)
        if self._wanted.number:
            told.append(f"of {plain_line(self._wanted.number)}")
        if words:
            told.append(f"with “{words}”")
        if self._wanted.closed:
            told.append("closed ones too")
        if self._all > self._shown:
            told.append(f"{self._shown:,} of {self._all:,} shown: / finds others")
        nothing = "Nothing is owed." if self._read else ""
        parts = " · ".join(told) if self._all or words or self._wanted.number else nothing
        rows = [row(Span("OWED", Voice.TITLE), "  ", Span(parts, Voice.COACH))]
        for span in self._message:
            rows += [row(Span(piece, span.voice)) for piece in wrapped(span.text, width)]
        return rows

    def _asked(self, width: int) -> list[Row]:
        question = self._question
        title = question.title if question else "Find by words: name, number, kind, concern, who"
        rows = [row(Span(piece, Voice.PICKED)) for piece in wrapped(title, width)]
        if question:
            rows += [row(Span(piece, Voice.LABEL)) for piece in wrapped(question.text, width)]
        return rows

    def _say(self, text: str, *, refused: bool = False) -> None:
        sign = "✗" if refused else "·"
        self._message = row(Span(f"{sign} {plain_line(text)}", Voice.MESSAGE))

    # Keys

    async def on_key(self, event: events.Key) -> None:
        """Do what the screen showed for a key; a key that nothing showed does nothing."""
        if event.key in OF_THE_PROGRAM:
            return
        event.stop()
        event.prevent_default()
        if not self.is_active or not self._law.takes(event, typing=self.asking):
            return
        if not self.asking:
            self._press(without_case(event.key))
        elif event.key == "escape":
            self._leave_question()
        elif event.key == "enter":
            self._take_answer()
        else:
            await self.answer.take(event)

    def on_pane_pressed(self, event: Pane.Pressed) -> None:
        """A click on something with a key is that key."""
        if event.key == "escape" and self.asking:
            self._leave_question()
        elif event.key == "enter" and self.asking:
            self._take_answer()
        elif not self.asking:
            self._press(event.key)

    def on_data_table_row_highlighted(self, event: OwedTable.RowHighlighted) -> None:
        """Tell of the promise that is marked now."""
        event.stop()
        self._show()

    def on_data_table_row_selected(self, event: OwedTable.RowSelected) -> None:
        """A click marks; Enter shows what the call was."""
        event.stop()

    def _press(self, key: str) -> None:
        if key in MOVES:
            self.table.move(key)
            return
        if key not in KEYS:
            return
        self._message = ()
        name, _ = KEYS[key]
        match name:
            case "back":
                self._back()
                return
            case "call":
                self._show_call()
            case "copy":
                self._copy()
            case "find":
                self._finding = True
                self._open(" ".join(self._wanted.words))
            case "closed":
                self._wanted = replace(self._wanted, closed=not self._wanted.closed)
                self.read()
            case _:
                self._ask(name)
        self._show()

    def _ask(self, name: str) -> None:
        promise = self.table.marked
        if name == "undo" and not (promise and promise.closed):
            promise = self._last
        if promise is None:
            undo = "Mark one that is closed: c shows them."
            self._say(undo if name == "undo" else "Nothing is marked.")
        elif promise.closed and name != "undo":
            self._say(closing(promise), refused=True)
        else:
            self._question = _Question(ASKING[name], promise)
            self._open("")

    def _show_call(self) -> None:
        if marked := self.table.marked:
            self.app.push_screen(CallTextScreen(self._places, marked.call, self._law))

    def _copy(self) -> None:
        if (marked := self.table.marked) and marked.number:
            self.app.copy_to_clipboard(marked.number)
            self._say(f"The number was sent to the clipboard: {marked.number}")

    def _back(self) -> None:
        if self._wanted.words:
            self._wanted = replace(self._wanted, words=())
            self.read()
        else:
            self.dismiss(None)

    # Questions

    def _open(self, text: str) -> None:
        self.answer.value = text
        self.answer.action_select_all()
        self.set_class(True, "-asking")
        self.set_focus(self.answer)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Find as one types."""
        words = tuple(event.value.split())
        if self._finding and words != self._wanted.words:
            self._wanted = replace(self._wanted, words=words)
            self.read()

    def _take_answer(self) -> None:
        question = self._question
        if question is None:
            self._close()
            return
        question = replace(question, answers=(*question.answers, self.answer.value.strip()))
        if len(question.answers) < len(question.asking.questions):
            self._question = question
            self._open("")
            self._show()
        else:
            self._record(question)

    def _record(self, question: _Question) -> None:
        now, promise = self._clock.now().at, question.promise
        deed = question.asking.deed(question.answers, promise, now)
        try:
            answer = (
                Refused(deed)
                if isinstance(deed, str)
                else self._record_deed(promise.id, deed, self._agent, now)
            )
        except GuideError as error:
            answer = Refused(f"Not recorded: {error}")
        if isinstance(answer, Refused):
            self._say(answer.reason, refused=True)
            self._question = replace(question, answers=())
            self._open(question.answers[0])
            self._show()
            return
        self._last = answer if answer.closed else None
        back = " u takes it back." if answer.closed else ""
        self._say(f"{question.title}.{back}")
        self._close()

    def _leave_question(self) -> None:
        self._message = ()
        if self._finding:
            self._wanted = replace(self._wanted, words=())
        self._close()

    def _close(self) -> None:
        self._question, self._finding = None, False
        self.set_focus(None)
        self._law.answered()
        self.read()


def _keys(width: int, *, asking: bool) -> list[Row]:
    """What the keys do, in as many rows as it takes."""
    shown = {"enter": "Enter takes it", "escape": "Esc leaves"} if asking else _SHOWN
    rows: list[Row] = []
    for key, told in shown.items():
        name, _, label = told.partition(" ")
        pair = row(Span(name, Voice.TITLE, key), Span(f" {label}", Voice.DIM, key))
        if rows and width_of(rows[-1]) + width_of(pair) + 3 <= width:
            rows[-1] = (*rows[-1], Span("   "), *pair)
        else:
            rows.append(pair)
    return rows


_SHOWN = {key: told for key, (_, told) in KEYS.items()}


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
    ) -> None:
        super().__init__(book, LaunchOptions(agent), palette, actions)
        self.register = OwedScreen(places, agent, clock)

    def begin(self) -> None:
        """Show what is owed."""
        self.push_screen(self.register, self._over)

    def _over(self, result: object) -> None:
        self.exit()
