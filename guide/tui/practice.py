"""Practice on the screen: a scenario is picked, the call taken, and looked back on."""

from collections.abc import Callable
from functools import partial
from math import inf
from time import monotonic

from msgspec.structs import replace
from textual import events
from textual.app import ComposeResult
from textual.message import Message
from textual.widget import Widget

from guide.call.events import CallerSpoke
from guide.call.state import Call
from guide.errors import GuideError, RecordError
from guide.session.callbook import CallBook
from guide.session.session import Dispatch
from guide.training.debrief import Debrief
from guide.training.debrief_report import Paragraph, ParagraphKind, report_of
from guide.training.practice import Practice
from guide.training.scenario import Scenario
from guide.tui.app import GuideApp, LaunchOptions
from guide.tui.bars import SMALLEST
from guide.tui.call_screen import Breakpoints, CallScreen
from guide.tui.call_view import CallResult
from guide.tui.keys import ACTIONS, HEARD, Actions, by_id, with_heard
from guide.tui.look import Palette
from guide.tui.pane import Pane
from guide.tui.pickers import Offered, ScenarioPicker
from guide.tui.reading import ReadingScreen
from guide.tui.rows import BLANK, Row, Span, Voice, cut, fit, row, width_of, wrapped

BANNER = " TRAINING · PRACTICE "
_FEWEST, _MOST = 2, 5
_LEAD = "Caller: "
_WAITING = "The caller is on the line."
_EARLIER = "An earlier call's record is there: o takes it over."


_ROWS: Breakpoints = [(0, "-tiny-rows"), (SMALLEST[1] + _FEWEST, "-short"), (34, "-tall")]


class PracticeScreen(CallScreen):
    """A practised call. Left before its end it is put away: nobody goes on with it."""

    VERTICAL_BREAKPOINTS = _ROWS

    class Advanced(Message):
        """The agent or the caller did something."""

        def __init__(self, practice: Practice) -> None:
            super().__init__()
            self.practice = practice

    def __init__(self, practice: Practice, actions: Actions = ACTIONS) -> None:
        super().__init__(practice.session, practice.book, with_heard(actions))
        self._practice = practice
        key = by_id(with_heard(actions))[HEARD.id].shown_key
        self._heard = f"{key} {HEARD.label}" if key else ""

    def compose(self) -> ComposeResult:
        yield Pane("caller")
        yield from super().compose()

    async def show(self) -> None:
        self._show_caller()
        await super().show()
        self.post_message(self.Advanced(self._practice))

    def _show_caller(self) -> None:
        width, height = self.size
        if width:
            of, call = self._practice, self._session.shown.call
            # As many rows as the call itself can spare.
            rows = max(_FEWEST, min(_MOST, height - SMALLEST[1]))
            caller = self.query_one("#caller", Pane)
            caller.show(strip(call, of.scenario, of.seed, width, rows, self._heard))

    async def _tick(self) -> None:
        await super()._tick()
        if not self._left:
            self._practice.listen()
            self._show_caller()

    def leave(self) -> CallResult:
        """Keep what was typed, and put the call away as it is."""
        self._left = True
        self.keep_drafts()
        problem = ""
        try:
            self._book.set_aside(self._session)
        except RecordError as error:
            problem = str(error)
        return CallResult(self._session.call.id, problem=problem)

    def keep(self) -> CallResult:
        """Keep what was typed, and let go of the call as of a real one: it can be gone on with."""
        return super().leave()


def strip(
    call: Call, scenario: Scenario, seed: int, width: int, height: int, heard: str = ""
) -> list[Row]:
    """The strip: a banner, then the caller's last words, the newest last and brightest.

    `heard` names the key that shows all of them; empty where none does.
    """
    said = [e.event.words for e in call.entries if isinstance(e.event, CallerSpoke)]
    room, rows, voice = height - 1, list[Row](), Voice.TITLE
    for words in reversed(said):
        if len(rows) < room:
            rows = [*_told(words, voice, width, room - len(rows)), *rows]
        voice = Voice.DIM
    if not said:
        rows = [row(" ", Span(_EARLIER if scenario.earlier else _WAITING, Voice.DIM))]
    rows += [BLANK] * (room - len(rows))
    banner = _banner(scenario.brief or scenario.title, seed, width, heard)
    return [banner, *(fit(one, width) for one in rows)]


def _banner(title: str, seed: int, width: int, heard: str) -> Row:
    right = row(Span(f"{heard} · " if heard else "", Voice.DIM), Span(f"seed {seed} ", Voice.DIM))
    left = row(" ", Span(BANNER, Voice.AMBER), "  ")
    room = width - width_of(left) - width_of(right) - 1
    named = row(*left, Span(cut(title, room), Voice.DIM))
    return (*fit(named, width - width_of(right)), *right)


def _told(words: str, voice: Voice, width: int, room: int) -> list[Row]:
    """Words in quotation marks, in at most so many rows; they end in an ellipsis if cut."""
    inner = width - len(_LEAD) - 2
    pieces = list(wrapped(f"“{words}”", inner))
    if len(pieces) > room:
        pieces = [*pieces[: room - 1], cut(" ".join(pieces[room - 1 :]), inner)]
    lead = Span(_LEAD, Voice.LABEL if voice is Voice.TITLE else Voice.DIM)
    blank = Span(" " * len(_LEAD))
    return [row(" ", blank if n else lead, Span(one, voice)) for n, one in enumerate(pieces)]


READ_SECONDS = 1.0
"""A key sooner than this after a debrief came in sight was meant for the call that led to it."""

_WIDEST = 96
_VOICES = {
    ParagraphKind.TITLE: Voice.LINE,
    ParagraphKind.HEADING: Voice.RULE,
    ParagraphKind.REASON: Voice.DIM,
    ParagraphKind.CALLER: Voice.TITLE,
}
_SIGNS = {
    ParagraphKind.THINK: Voice.AMBER_TEXT,
    ParagraphKind.NEVER: Voice.RED_TEXT,
    ParagraphKind.WELL: Voice.DONE,
}


class DebriefScreen(ReadingScreen):
    """Shows a debrief until it is closed."""

    DEFAULT_CSS = "DebriefScreen #report { max-width: 96; margin: 0 1; }"
    footer = "↑ ↓ PgUp PgDn Home End   Enter or Esc closes"

    def __init__(self, debrief: Debrief) -> None:
        super().__init__()
        self._paragraphs = tuple(report_of(debrief))
        self._seen_at = inf

    def page(self) -> Widget:
        return Pane("report")

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self._show)
        self.call_after_refresh(self._seen)

    def _seen(self) -> None:
        """It is in sight now; a terminal of another size shows it no later."""
        self._seen_at = min(self._seen_at, monotonic())

    def _show(self) -> None:
        inner = max(20, min(self.size.width - 4, _WIDEST))
        rows = [one for part in self._paragraphs for one in _rows(part, inner)]
        self.query_one("#report", Pane).show([BLANK, *rows])

    def closes_at(self, time: float) -> bool:
        return time - self._seen_at >= READ_SECONDS


def _rows(part: Paragraph, width: int) -> list[Row]:
    """A paragraph in rows: only its sign has a colour."""
    voice = _VOICES.get(part.kind, Voice.TEXT)
    lead = len(part.lead)
    rows = [row(Span(one[lead:], voice)) for one in part.lines(width)]
    signs = _SIGNS.get(part.kind, Voice.DIM)
    starts = [part.lead, *[" " * lead] * (len(rows) - 1)]
    return [row(Span(start, signs), *one) for start, one in zip(starts, rows, strict=True)]


Begin = Callable[[str, Dispatch], Practice]
"""Begins to practise the scenario of this name."""

LookBack = Callable[[str], Debrief]
"""Looks back on the kept call of this id."""


class PracticeApp(GuideApp):
    """One practised call and its debrief. `debrief` is what was shown; None for a call left."""

    def __init__(
        self,
        book: CallBook,
        agent: str,
        offer: tuple[Offered, ...],
        begin: Begin,
        look_back: LookBack,
        scenario: str = "",
        palette: Palette | None = None,
        actions: Actions = ACTIONS,
    ) -> None:
        super().__init__(book, LaunchOptions(agent), palette, actions)
        self._scenarios = offer
        self._begin_practice = begin
        self._look_back = look_back
        self._scenario = scenario
        self.debrief: Debrief | None = None

    def begin(self) -> None:
        self.run_worker(self._practise_once())

    async def _practise_once(self) -> None:
        practice = await self.begun(self._scenario)
        if practice is not None:
            await self.practise(practice)
        self.exit()

    async def begun(self, name: str, *, back: bool = False) -> Practice | None:
        """A practice of this scenario, or of one that is picked; `back`: None where none was."""
        message = ""
        while True:
            if not name:
                picker = practice_picker(self._scenarios, message, back=back)
                name = await self.push_screen_wait(picker)
            if not name:
                return None
            try:
                return self._begin_practice(name, partial(self.call_from_journal))
            except GuideError as error:
                name, message = "", str(error)

    async def practise(self, practice: Practice) -> str:
        """Take the call, and look back on it; the answer is what went wrong."""
        result = await self.push_screen_wait(PracticeScreen(practice, self.actions))
        try:
            self.debrief = debrief = self._look_back(result.call)
        except GuideError as error:
            debrief, result = None, replace(result, problem=f"{result.problem} {error}".strip())
        self.results.append(result)
        if debrief is not None:
            await self.show_debrief(debrief)
        return result.problem

    async def show_debrief(self, debrief: Debrief) -> None:
        """Show a debrief until it is closed."""
        await self.push_screen_wait(DebriefScreen(debrief))


def practice_picker(
    offer: tuple[Offered, ...], message: str = "", *, back: bool = False
) -> ScenarioPicker:
    question = "Which caller do you want on the line?"
    return ScenarioPicker(offer, BANNER, question, message=message, back=back)
