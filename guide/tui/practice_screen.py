"""The call screen in practice: the same, below a strip in which the caller speaks."""

from textual.app import ComposeResult

from guide.call.events import CallerSpoke
from guide.call.state import Call
from guide.errors import RecordError
from guide.training.practice import Practice
from guide.training.scenario import Scenario
from guide.tui.body import SMALLEST
from guide.tui.call_result import CallResult
from guide.tui.call_screen import Breakpoints, CallScreen
from guide.tui.keys import ACTIONS, Actions
from guide.tui.pane import Pane
from guide.tui.rows import Row, Span, Voice, cut, fit, row, width_of, wrapped

BANNER = " TRAINING · PRACTICE "
_FEWEST, _MOST = 2, 5
_LEAD = "Caller: "
_WAITING = "The caller is on the line."
_EARLIER = "An earlier call's record is there: o takes it over."


_ROWS: Breakpoints = [
    (0, "-tiny-rows"),
    (SMALLEST[1] + _FEWEST, "-short"),
    (34, "-tall"),
]


class PracticeScreen(CallScreen):
    """A practised call. Left before its end it is put away: nobody goes on with it."""

    VERTICAL_BREAKPOINTS = _ROWS

    def __init__(self, practice: Practice, actions: Actions = ACTIONS) -> None:
        super().__init__(practice.session, practice.book, actions)
        self._practice = practice

    def compose(self) -> ComposeResult:
        """The caller's words, then the call as ever."""
        yield Pane("caller")
        yield from super().compose()

    async def show(self) -> None:
        """Show what the caller says, and the call."""
        self._show_caller()
        await super().show()

    def _show_caller(self) -> None:
        width, height = self.size
        if width:
            shown = self._practice.session.shown.call
            rows = strip(
                shown, self._practice.scenario, self._practice.seed, width, strip_height(height)
            )
            self.query_one("#caller", Pane).show(rows)

    async def _tick(self) -> None:
        await super()._tick()
        if not self._left:
            self._practice.listen()
            self._show_caller()

    def leave(self) -> CallResult:
        """Keep what was typed, and put the call away as it is."""
        self._left = True
        self.keep_drafts()
        try:
            self._practice.book.set_aside(self._practice.session)
        except RecordError as error:
            return CallResult(self._practice.session.call.id, problem=str(error))
        return CallResult(self._practice.session.call.id)


def strip_height(height: int) -> int:
    """How many rows the strip takes of a screen: as many as the call itself can spare."""
    return max(_FEWEST, min(_MOST, height - SMALLEST[1]))


def strip(call: Call, scenario: Scenario, seed: int, width: int, height: int) -> list[Row]:
    """The strip: a banner, then the caller's last words, the newest last and brightest."""
    before = _EARLIER if scenario.earlier else _WAITING
    return [
        _banner(scenario.brief or scenario.title, seed, width),
        *_words(call, before, width, height - 1),
    ]


def _banner(title: str, seed: int, width: int) -> Row:
    right = row(Span(f"seed {seed} ", Voice.DIM))
    left = row(" ", Span(BANNER, Voice.AMBER), "  ")
    room = width - width_of(left) - width_of(right) - 1
    named = row(*left, Span(cut(title, room), Voice.DIM))
    return (*fit(named, width - width_of(right)), *right)


def _words(call: Call, before: str, width: int, room: int) -> list[Row]:
    said = [e.event.words for e in call.entries if isinstance(e.event, CallerSpoke)]
    if not said:
        rows = [row(" ", Span(before, Voice.DIM))]
    else:
        rows = _told(said[-1], Voice.TITLE, width, room)
        for words in reversed(said[:-1]):
            if len(rows) == room:
                break
            rows = [*_told(words, Voice.DIM, width, room - len(rows)), *rows]
    return [fit(one, width) for one in [*rows, *[()] * (room - len(rows))]]


def _told(words: str, voice: Voice, width: int, room: int) -> list[Row]:
    """Words in quotation marks, in at most so many rows; they end in an ellipsis if cut."""
    inner = width - len(_LEAD) - 2
    pieces = list(wrapped(f"“{words}”", inner))
    if len(pieces) > room:
        pieces = [*pieces[: room - 1], cut(" ".join(pieces[room - 1 :]), inner)]
    lead = Span(_LEAD, Voice.LABEL if voice is Voice.TITLE else Voice.DIM)
    blank = Span(" " * len(_LEAD))
    return [row(" ", blank if n else lead, Span(one, voice)) for n, one in enumerate(pieces)]
