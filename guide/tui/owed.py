"""What is owed, on the screen: the most pressing first; and having recorded what was done."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import ClassVar

from msgspec import Struct
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.geometry import Offset
from textual.screen import Screen
from textual.widgets import DataTable, Footer, Input

from guide.call.context import Refused
from guide.call.fold import call_of
from guide.errors import GuideError
from guide.record.calls import find_call
from guide.record.disk import Disk
from guide.record.journal import read_journal
from guide.record.places import Places
from guide.record.summary.markdown import markdown
from guide.record.summary.model import summary_of
from guide.record.summary.times import DeskTime
from guide.register.after_call import (
    Deed,
    Done,
    Moved,
    PassedOn,
    RefusedByCaller,
    Reopened,
    Tried,
    Voided,
)
from guide.register.index import Wanted
from guide.register.promise import Promise
from guide.register.register import When, do, register, when
from guide.register.rules import closing, end_of_day
from guide.script.dates import shown_clock
from guide.session.callbook import CallBook
from guide.session.clock import Clock, SystemClock
from guide.tui.app import GuideApp, LaunchOptions
from guide.tui.keys import ACTIONS, Actions
from guide.tui.look import DARK, Palette, styles_of
from guide.tui.pane import Pane
from guide.tui.rows import Row, Span, Voice, row, wrapped

MOST = 300
"""So many promises are in the table at a time: words find the others."""

_COLUMNS = ("", "Due", "What", "Caller", "Number", "Who", "State")
_WIDE = 100
"""In fewer columns the table leaves out who owes it and how far it is: they stand below it."""

_LATE = {When.OVERDUE: Voice.RED_TEXT, When.TODAY: Voice.AMBER_TEXT}


class Asking(Struct, frozen=True):
    """What a key asks before anything is recorded, one question after the other; Enter answers."""

    title: str
    questions: tuple[str, ...]
    deed: Callable[[Sequence[str], Promise, datetime], Deed | str]
    """What is done with the answers, or why it cannot be."""


def _moved(said: Sequence[str], promise: Promise, now: datetime) -> Deed | str:
    until = end_of_day(said[0], promise, now)
    if until is None:
        return f"“{said[0]}” is no day: write fri, tomorrow, +2 or 11/28."
    return Moved(until, said[1])


_HAPPENED = "What happened?"
_WHY = "Why?"
ASKING = {
    "tried": Asking("Tried", (_HAPPENED,), lambda said, *_: Tried(said[0])),
    "done": Asking("Done", (_HAPPENED,), lambda said, *_: Done(said[0])),
    "refused": Asking("Refused by the caller", (_HAPPENED,), lambda s, *_: RefusedByCaller(s[0])),
    "passed_on": Asking(
        "Passed on", ("To whom?", "What should they know?"), lambda said, *_: PassedOn(*said)
    ),
    "moved": Asking("Moved", ("Until what day?", _WHY), _moved),
    "void": Asking("Void", (_WHY,), lambda said, *_: Voided(said[0])),
    "reopened": Asking("Owed again", (_WHY,), lambda said, *_: Reopened(said[0])),
}


class OwedScreen(Screen[None]):
    """The register. Nothing is recorded but by Enter behind a question that names the promise."""

    CSS = """
    #owed-head, #owed-about, #owed-asked { height: auto; padding: 0 1; }
    #owed-table { height: 1fr; background: $background; }
    #owed-about { border-top: solid $panel-border; min-height: 5; max-height: 10; }
    #owed-answer { border: none; height: 1; margin: 0 1; background: $field; color: $bright; }
    #owed-answer, #owed-asked { display: none; }
    OwedScreen.-asking #owed-answer, OwedScreen.-asking #owed-asked { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d,D", "ask('done')", "done", key_display="d"),
        Binding("t,T", "ask('tried')", "tried", key_display="t"),
        Binding("p,P", "ask('passed_on')", "pass on", key_display="p"),
        Binding("m,M", "ask('moved')", "move", key_display="m"),
        Binding("x,X", "ask('refused')", "refused", key_display="x"),
        Binding("v,V", "ask('void')", "void", key_display="v"),
        Binding("u,U", "ask('reopened')", "undo", key_display="u"),
        Binding("slash", "find", "find", key_display="/"),
        Binding("c,C", "closed", "closed", key_display="c"),
        Binding("y,Y", "copy", "copy", key_display="y"),
        Binding("escape", "back", "back", show=False),
    ]

    def __init__(self, places: Places, agent: str, clock: Clock | None = None) -> None:
        super().__init__()
        self._places = places
        self._agent = agent
        self._clock = clock or SystemClock()
        self._found: dict[str, Promise] = {}
        self._count = 0
        self._words = ""
        self._closed = False
        self._asking: Asking | None = None
        self._about: Promise | None = None
        self._last: Promise | None = None
        self._answers: list[str] = []
        self._message: Row = ()

    def compose(self) -> ComposeResult:
        """How much is owed, the promises, the one that is marked, the question, the keys."""
        yield Pane("owed-head")
        yield DataTable[Text](id="owed-table", cursor_type="row", zebra_stripes=False)
        yield Pane("owed-about")
        yield Pane("owed-asked")
        yield Input(id="owed-answer", select_on_focus=True)
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Show what is owed now."""
        self.read()
        self.table.focus()

    @property
    def table(self) -> DataTable[Text]:
        """The promises."""
        return self.query_one("#owed-table", DataTable)

    @property
    def marked(self) -> Promise | None:
        """The promise that is marked."""
        if not self.table.row_count:
            return None
        key = self.table.coordinate_to_cell_key(self.table.cursor_coordinate).row_key.value
        return self._found.get(str(key))

    def read(self) -> None:
        """Show the register as it is on the disk; the mark stays on its promise."""
        marked = self.marked
        wanted = Wanted(tuple(self._words.split()), closed=self._closed)
        now = self._clock.now().at
        try:
            with register(self._places) as index:
                found, self._count = index.page(wanted, MOST), index.count(wanted)
        except GuideError as error:
            self._say(str(error), Voice.RED_TEXT)
            return
        self._found = {one.id: one for one in found}
        self.table.clear(columns=True)
        wide = self.size.width >= _WIDE
        self.table.add_columns(*(_COLUMNS if wide else _COLUMNS[:-2]))
        before = None
        for one in found:
            group = one.state if one.closed else when(one, now)
            cells = self._cells(one, now, first=group != before)
            self.table.add_row(*cells[: len(self.table.columns)], key=one.id)
            before = group
        if marked and marked.id in self._found:
            self.table.move_cursor(row=self.table.get_row_index(marked.id))
        self._show_head(now)
        self._show_about()

    def _cells(self, promise: Promise, now: datetime, *, first: bool) -> list[Text]:
        """A row; the `first` of its group says how pressing they are."""
        pressing = None if promise.closed else when(promise, now)
        voice = _LATE.get(pressing, Voice.TEXT) if pressing else Voice.DIM
        style = styles_of(self._palette)[voice]
        tries = f" {promise.tries}×" if promise.tries else ""
        cells = (promise.label, promise.caller, promise.number, promise.owner)
        return [
            Text(str(pressing or "closed") if first else "", style),
            Text(_due(promise, now), style),
            *(Text(one) for one in cells),
            Text(f"{promise.state}{tries}"),
        ]

    @property
    def _palette(self) -> Palette:
        palette = getattr(self.app, "palette", DARK)
        return palette if isinstance(palette, Palette) else DARK

    def _show_head(self, now: datetime) -> None:
        groups = [when(one, now) for one in self._found.values() if not one.closed]
        told = [f"{groups.count(one)} {one}" for one in When if one in groups]
        more = (
            f"{len(self._found)} of {self._count:,} shown: / finds others" if self._hidden else ""
        )
        found = f"with “{self._words}”" if self._words else ""
        parts = " · ".join(filter(None, (*told, found, more))) or "Nothing is owed."
        rows = [row(Span("OWED", Voice.TITLE), "  ", Span(parts, Voice.COACH))]
        if self._message:
            rows.append(self._message)
        self.query_one("#owed-head", Pane).show(rows)

    @property
    def _hidden(self) -> bool:
        return self._count > len(self._found)

    def _say(self, text: str, voice: Voice = Voice.DONE) -> None:
        self._message = row(Span(text, voice))
        self._show_head(self._clock.now().at)

    def _show_about(self) -> None:
        promise = self.marked
        width = max(20, self.size.width - 4)
        self.query_one("#owed-about", Pane).show(_about(promise, width) if promise else [])

    def on_resize(self) -> None:
        """Show what there is room for."""
        self.call_after_refresh(self.read)

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        """Tell of the promise that is marked now; the terminal's cursor stands on its row."""
        self._show_about()
        table = self.table
        y = table.content_region.y + 1 + table.cursor_row - table.scroll_offset.y
        self.app.cursor_position = Offset(table.content_region.x, y)

    def on_data_table_row_selected(self, event: DataTable.RowSelected) -> None:
        """Enter shows what the call was."""
        if promise := self._found.get(str(event.row_key.value)):
            self.app.push_screen(CallTextScreen(self._places, promise.call))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Letters are text while a question is open."""
        return action == "back" or not self.has_class("-asking")

    def action_ask(self, name: str) -> None:
        """Ask what there is to say of the marked promise."""
        promise = self.marked
        if name == "reopened" and not (promise and promise.closed):
            promise = self._last
        if promise is None:
            self._say("Mark one that is closed: c shows them.", Voice.AMBER_TEXT)
        elif promise.closed and name != "reopened":
            self._say(closing(promise), Voice.AMBER_TEXT)
        else:
            self._about, self._asking, self._answers = promise, ASKING[name], []
            self._ask()

    def action_find(self) -> None:
        """Find promises by words."""
        self._asking = None
        self._open(f"Find in all {self._count:,}", self._words)

    def _ask(self) -> None:
        if self._asking and self._about:
            title = f"{self._asking.title}: {_named(self._about)}"
            self._open(title, "", self._asking.questions[len(self._answers)])

    def _open(self, title: str, text: str, question: str = "") -> None:
        self.add_class("-asking")
        rows = [row(Span(title, Voice.TITLE), "   ", Span("Enter · Esc leaves", Voice.DIM))]
        if question:
            rows.append(row(Span(question, Voice.LABEL)))
        self.query_one("#owed-asked", Pane).show(rows)
        answer = self.query_one("#owed-answer", Input)
        answer.value = text
        answer.focus()
        self.refresh_bindings()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Find as one types."""
        if self.has_class("-asking") and self._asking is None:
            self._words = event.value
            self.read()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take an answer; after the last one it is recorded."""
        if self._asking is None or self._about is None:
            self._close()
            return
        self._answers.append(event.value.strip())
        if len(self._answers) < len(self._asking.questions):
            self._ask()
            return
        self._record(self._asking, self._about)

    def _record(self, asking: Asking, promise: Promise) -> None:
        now = self._clock.now().at
        deed = asking.deed(self._answers, promise, now)
        try:
            answer = (
                Refused(deed)
                if isinstance(deed, str)
                else do(Disk(), self._places, promise.id, deed, self._agent, now)
            )
        except GuideError as error:
            answer = Refused(f"Not recorded: {error}")
        if isinstance(answer, Refused):
            self._answers = []
            self._say(answer.reason, Voice.RED_TEXT)
            self._ask()
            return
        self._close()
        self._last = answer if answer.closed else None
        back = " u takes it back." if answer.closed else ""
        self._say(f"{asking.title}: {_named(promise)}.{back}")
        self.read()

    def _close(self) -> None:
        self.remove_class("-asking")
        self._asking = self._about = None
        self.table.focus()
        self.refresh_bindings()

    def action_back(self) -> None:
        """Leave the question; else the words; else the register."""
        if self.has_class("-asking"):
            if self._asking is None:
                self._words = ""
                self.read()
            self._close()
        elif self._words:
            self._words = ""
            self.read()
        else:
            self.dismiss(None)

    def action_closed(self) -> None:
        """Show closed ones, too, or no longer."""
        self._closed = not self._closed
        self.read()

    def action_copy(self) -> None:
        """Send the number to the clipboard."""
        if (promise := self.marked) and promise.number:
            self.app.copy_to_clipboard(promise.number)
            self._say(f"{promise.number} was sent to the clipboard.")


def _due(promise: Promise, now: datetime) -> str:
    """Until when it is owed, at the desk; with the year where that is another one."""
    if promise.until is None:
        return "–"
    zone = DeskTime.of(promise.zone).zone
    until = promise.until.astimezone(zone)
    year = f", {until.year}" if until.year != now.astimezone(zone).year else ""
    return f"{until:%a, %b} {until.day}{year}, {shown_clock(until)}"


def _named(promise: Promise) -> str:
    """A promise as a question names it."""
    return ", ".join(filter(None, (promise.label, promise.caller, promise.number)))


def _about(promise: Promise, width: int) -> list[Row]:
    """What was promised, in which words, and what has become of it."""
    time = DeskTime.of(promise.zone)
    held = " · ".join(f"{name}: {value}" for name, value in promise.fields)
    made = f"Promised {time.moment(promise.made_at)} by {promise.agent}, {promise.script}"
    rule = f" · {promise.rule}" if promise.rule else ""
    told = [(f"“{one.text}”", Voice.LINE) for one in promise.words]
    after = [
        (f"{time.moment(line.at)} {line.by}: {_said(line.what)}", Voice.TEXT)
        for line in promise.lines[-3:]
    ]
    owes = f"{promise.owner} owes it · {promise.state}"
    parts = [(held, Voice.TEXT), (owes, Voice.TEXT), (made + rule, Voice.DIM), *told, *after]
    if promise.closed:
        parts.append((closing(promise), Voice.DONE))
    return [row(Span(one, voice)) for text, voice in parts for one in wrapped(text, width)]


def _said(deed: Deed) -> str:
    match deed:
        case PassedOn(to, note):
            return " · ".join(filter(None, (f"passed on to {to}", note)))
        case Moved(_, why) | Voided(why) | Reopened(why):
            return f"{deed.__struct_config__.tag} · {why}"
        case Tried(note) | Done(note) | RefusedByCaller(note):
            return " · ".join(filter(None, (str(deed.__struct_config__.tag), note)))


class CallTextScreen(Screen[None]):
    """The summary of a call, so far as it can be read, until it is closed."""

    CSS = "#call-text { height: 1fr; } #call-rows { margin: 0 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,q", "close", "back", key_display="Esc")
    ]

    def __init__(self, places: Places, call: str) -> None:
        super().__init__()
        try:
            reading = read_journal(find_call(places.calls, call))
            self._text = markdown(summary_of(call_of(reading.entries), reading.chain))
        except GuideError as error:
            self._text = str(error)

    def compose(self) -> ComposeResult:
        """The summary, and the keys."""
        with VerticalScroll(id="call-text"):
            yield Pane("call-rows")
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """The arrows scroll."""
        self.query_one("#call-text").focus()

    def on_resize(self) -> None:
        """Wrap for the new width."""
        width = max(20, self.size.width - 4)
        lines = (
            piece for line in self._text.split("\n") for piece in wrapped(line, width) or ("",)
        )
        self.query_one("#call-rows", Pane).show([row(Span(one)) for one in lines])

    def action_close(self) -> None:
        """Back to the register."""
        if self.is_current:
            self.dismiss(None)


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
        self._owed = OwedScreen(places, agent, clock)

    def begin(self) -> None:
        """Show what is owed."""
        self.push_screen(self._owed, self._over)

    def _over(self, result: object) -> None:
        self.exit()
