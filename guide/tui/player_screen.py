"""A recording on the screen: the call as it was, beneath it the strip with the timeline."""

import time
from collections.abc import Callable

from msgspec.structs import replace
from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from guide.call.context import Refused
from guide.errors import GuideError
from guide.remarks.reviewing import Reviewing
from guide.text import counted
from guide.training.player import Player, by_hand
from guide.training.recording import Recording
from guide.tui.bars import SMALLEST
from guide.tui.body import CallBody
from guide.tui.call_screen import BREAKPOINTS, ROW_BREAKPOINTS, Breakpoints, CallScreen
from guide.tui.call_view import CallResult
from guide.tui.key_press import KeyLaw
from guide.tui.keys import OF_THE_PROGRAM
from guide.tui.pane import Pane
from guide.tui.recorded import RecordedPanels
from guide.tui.remarks import RemarksScreen
from guide.tui.rows import BLANK, Row, Span, Voice, hanging, paragraph, row
from guide.tui.scene import Message
from guide.tui.stage_strip import SMALL, TALL, TALL_FROM, Strip

SMALLEST_PLAYER = (SMALLEST[0], SMALLEST[1] + SMALL - 1)
"""The smallest terminal that a recording is shown in."""

HELP = (
    ("Space", "pause, or play on; at the end, play it again"),
    ("← →", "a move back, a move on"),
    ("↑ ↓", "the mark before, the next one: notes, warnings, anger, follow-ups, the end"),
    ("1 … 9", "to a chapter"),
    ("Home End", "to the beginning, to the end"),
    ("+ −", "faster, slower: ¼ × to 16 ×"),
    ("t", "take over: play on by hand from here; Esc comes back, and nothing is kept"),
    ("r", "remarks: note one at this moment, answer, sign off; on calls that are kept"),
    ("q Esc", "leave"),
)
"""The keys of the player, for its help and the README."""

_ABOUT = (
    "Along the timeline: digits are chapters, n notes, f follow-ups, ~ changes of anger,"
    " ▲ warnings, ✗ what a rule refused, ■ the end. Long silences are cut short."
)


_CHAPTERS = tuple("123456789")
_MOVES: dict[str, Callable[[Player], Player]] = {
    "space": Player.toggled,
    "right": Player.forward,
    "left": Player.back,
    "down": Player.next_mark,
    "up": Player.last_mark,
    "home": lambda player: player.moved(0.0),
    "end": lambda player: replace(player.moved(player.recording.duration), playing=False),
    "plus": Player.faster,
    "equals_sign": Player.faster,
    "minus": Player.slower,
}


def help_rows(width: int) -> list[Row]:
    rows: list[Row] = [row(Span("Keys · any key closes", Voice.COACH)), BLANK]
    for keys, does in HELP:
        rows += hanging(row(Span(keys.ljust(12), Voice.TITLE)), does, width)
    return [*rows, BLANK, *paragraph(_ABOUT, width, Voice.COACH)]


NO_REMARKS = Refused("This is no call that is kept: there is nothing to remark on.")
"""Why nothing is remarked about a demo."""

_SAME = 0.001
"""Seconds of a call by which a moment that is stored may differ."""

_TICK = 1 / 12
ROWS: Breakpoints = [(0, "-tiny-rows"), (SMALLEST_PLAYER[1], "-short"), *ROW_BREAKPOINTS[2:]]
"""The heights from which a call that is only shown has room for more."""


class PlayerScreen(Screen[None]):
    """Shows a recording until it is left."""

    DEFAULT_CSS = """
    PlayerScreen {
        #footer { display: none; }
        #player-help { display: none; height: 1fr; padding: 1 2; }
        &.-help CallBody { display: none; }
        &.-help #player-help { display: block; }
    }
    """

    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    VERTICAL_BREAKPOINTS = ROWS

    def __init__(
        self,
        recording: Recording,
        speed: float = 1.0,
        seconds: Callable[[], float] = time.monotonic,
        reviewing: Reviewing | Refused = NO_REMARKS,
    ) -> None:
        """`seconds` is the clock that it is played by.

        `reviewing` are the remarks about the call, or why there can be none.
        """
        super().__init__()
        self._reviewing = reviewing
        self.player = Player(recording, speed=speed)
        self.help = False
        self._panels = RecordedPanels(recording)
        self._seconds = seconds
        self._last = seconds()
        self._shown: object = None
        self._left = False
        self._notice = ""

    def compose(self) -> ComposeResult:
        yield CallBody(live=False)
        yield Pane("player-help")
        yield Pane("strip")

    def on_mount(self) -> None:
        self._notice = self._open_remarks()
        self.set_interval(_TICK, self._tick)

    def _open_remarks(self) -> str:
        """That remarks about this call are open, as a sentence; empty where none is."""
        if isinstance(self._reviewing, Refused):
            return ""
        try:
            count = sum(not one.closed for one in self._reviewing.remarks())
        except GuideError as error:
            return str(error)
        return f"{counted(count, 'remark')} on this call open: r shows what was said." * bool(count)

    async def _tick(self) -> None:
        now = self._seconds()
        passed, self._last = now - self._last, now
        if self.is_current and not self.help:
            self.player = self.player.tick(passed)
            await self.show()

    async def on_resize(self, event: events.Resize) -> None:
        self._shown = None
        self.call_after_refresh(self.show)

    async def show(self) -> bool:
        """Show the place one is at; False if it looks as the last one did."""
        width, height = self.size
        if not width or self._left:
            return False
        tall = TALL if height >= TALL_FROM else SMALL
        strip = self.query_one("#strip", Pane)
        before = strip.rows
        recording = self.player.recording
        damaged = " · DAMAGED RECORD" if recording.damage else ""
        called = f"{self._kind} · {recording.title}{damaged}"
        strip.show(Strip(self.player, called).rows(width, tall))
        self.set_class(self.help, "-help")
        if self.help:
            self.query_one("#player-help", Pane).show(help_rows(max(20, width - 4)))
            return True
        return await self._show_call() or strip.rows != before

    @property
    def _kind(self) -> str:
        return "DEMO" if self.player.recording.demo else "REPLAY"

    async def _show_call(self) -> bool:
        """Show the call, where another frame or another second is reached."""
        player = self.player
        frame, second = player.frame, int(player.recording.at(player.position))
        # The words of the caller stand in the strip: the call is the same for all of them.
        seen = (frame.call, frame.refusal, frame.action, frame.panel, frame.typed)
        what = (*seen, second, self._notice)
        if what == self._shown:
            return False
        self._shown = what
        body = self.query_one(CallBody)
        training = frame.call.started.training
        banner = f"TRAINING · {self._kind}" if training else f"{self._kind} · NOT A LIVE CALL"
        moment = self._panels.at(player.position, flow=body.flow_tells, banner=banner)
        told = Message(self._notice) if self._notice else moment.scene.message
        await body.show(replace(moment.scene, message=told))
        await body.show_typed(moment.typed, moment.note)
        return True

    async def on_key(self, event: events.Key) -> None:
        if event.key in OF_THE_PROGRAM:
            return
        event.stop()
        event.prevent_default()
        await self._press(event.key)

    async def on_pane_pressed(self, event: Pane.Pressed) -> None:
        await self._press(event.key)

    async def _press(self, key: str) -> None:
        """Answer a key; any key closes the help, and does nothing else."""
        if self._left:
            return
        self._notice = ""
        if self.help:
            self.help = False
        elif key in ("q", "escape"):
            self._left = True
            self.dismiss(None)
        elif key == "t":
            self._take_over()
        elif key == "r":
            self._show_remarks()
        elif key in ("question_mark", "f1"):
            self.help = True
        elif key in _MOVES:
            self.player = _MOVES[key](self.player)
        elif key in _CHAPTERS:
            self.player = self.player.chapter(int(key))
        await self.show()

    def _take_over(self) -> None:
        """Play on by hand; the recording waits at the same place."""
        self.player = replace(self.player, playing=False)
        session, book = by_hand(self.player.recording, self.player.position)
        self.app.push_screen(TakeOverScreen(session, book), self._back)

    def _show_remarks(self) -> None:
        """Show the remarks about the call, and ask for one about this moment."""
        if isinstance(self._reviewing, Refused):
            self._notice = self._reviewing.reason
            return
        self.player = replace(self.player, playing=False)
        seconds = self.player.recording.at(self.player.position)
        law = KeyLaw(self._seconds)
        self.app.push_screen(
            RemarksScreen(self._reviewing, seconds, law, self._go_to), self._from_remarks
        )

    def _go_to(self, seconds: float) -> None:
        """Stand at this moment of the call."""
        recording = self.player.recording
        shows = max((f.shows for f in recording.frames if f.at <= seconds + _SAME), default=0.0)
        self.player = replace(self.player.moved(shows), playing=False)

    async def _from_remarks(self, _: None) -> None:
        self._last, self._shown = self._seconds(), None
        await self.show()

    async def _back(self, result: CallResult | None) -> None:
        self._last, self._shown = self._seconds(), None
        if result is not None and result.ended:
            self._notice = "Your call is over, and nothing of it was kept. Space: play on."
        await self.show()


class TakeOverScreen(CallScreen):
    """The call goes on with the keyboard, and nothing is kept.

    Esc with nothing open leads back to the recording, and so does the end of the call.
    """

    banner = "TRAINING · NOT KEPT"
    kept = False

    def on_mount(self) -> None:
        self.view.tell("You play on by hand: nothing is kept. Esc goes back to the recording.")

    async def escape(self) -> None:
        """Esc with nothing open goes back; else it is as ever."""
        view = self.view
        if view.panel is None and view.chart is None and not view.noting:
            self._left = True
            self.dismiss(CallResult(self._session.call.id))
        else:
            await super().escape()

    def leave(self) -> CallResult:
        self._left = True
        return CallResult(self._session.call.id, ended=self._session.call.ended is not None)
