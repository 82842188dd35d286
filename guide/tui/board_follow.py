"""A live call as its agent sees it, followed from the board: nothing here does anything to it."""

from datetime import datetime, timedelta
from typing import Protocol

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from guide.call.context import Context
from guide.call.state import Call
from guide.call.wording import shown_on
from guide.desk.board import BoardView
from guide.desk.live_calls import LiveCall
from guide.errors import GuideError
from guide.record.writer import Saved
from guide.script.library import Library
from guide.session.clock import Clock
from guide.text import counted, plain_line
from guide.tui.board_rows import ASKS_FOR, ask_told, duration, gone_words
from guide.tui.body import CallBody
from guide.tui.call_screen import BREAKPOINTS
from guide.tui.key_words import keyed
from guide.tui.keys import OF_THE_PROGRAM
from guide.tui.pane import Pane
from guide.tui.player_screen import ROWS
from guide.tui.rows import (
    BLANK,
    Row,
    Span,
    Voice,
    cut,
    fit,
    hanging,
    paragraph,
    paragraphs,
    row,
    width_of,
)
from guide.tui.scene import MarkedLine, Message, Scene

_TICK = 0.25
_LAST_EVENTS = 40
_NO_CALL = "It is not at the desk any more: it rests, or has ended. Esc goes back to the board."


class HasView(Protocol):
    """Whoever reads the desk."""

    view: BoardView


class FollowScreen(Screen[None]):
    """Shows one call until it is left."""

    DEFAULT_CSS = """
    FollowScreen {
        #footer, #followed-events { display: none; }
        #followed-ask, #followed { height: auto; }
        &.-without-script CallBody { display: none; }
        &.-without-script #followed-events { display: block; height: 1fr; padding: 0 1; }
    }
    """

    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    VERTICAL_BREAKPOINTS = ROWS

    def __init__(
        self,
        board: HasView,
        key: tuple[str, str],
        library: Library,
        clock: Clock,
        ask: int = 0,
    ) -> None:
        """`ask` is what the call is looked at for, and stands beneath it."""
        super().__init__()
        self._board = board
        self._key = key
        self._library = library
        self._clock = clock
        self._ask = ask
        self._known: LiveCall | None = None
        self._shown: object = None

    def compose(self) -> ComposeResult:
        yield CallBody(live=False)
        yield Pane("followed-events")
        yield Pane("followed-ask")
        yield Pane("followed")

    def on_mount(self) -> None:
        self.set_interval(_TICK, self.show)

    def on_resize(self, event: events.Resize) -> None:
        self._shown = None
        self.call_after_refresh(self.show)

    async def show(self) -> None:
        """Show the call as the desk has it now; as it was, where it has it no more.

        Of one that was erased there nothing stays on the screen.
        """
        width = self.size.width
        if not width or not self.is_active:
            return
        view = self._board.view
        if self._key in view.erased:
            self._leave()
            return
        now = view.now(self._clock.now().at)
        found = view.call(self._key)
        self._known = found or view.just_ended(self._key) or self._known
        live = self._known
        self._show_foot(view, found, now, width)
        if live is None:
            return
        what = (live, int(live.elapsed(now)), found is None, view.is_away)
        if what == self._shown:
            return
        self._shown = what
        scene = self._scene(live, now, gone=found is None, view=view)
        self.set_class(scene is None, "-without-script")
        if scene is None:
            self.query_one("#followed-events", Pane).show(_events(live, width, self.size.height))
            return
        body = self.query_one(CallBody)
        await body.show(scene)
        await body.show_typed({}, scene.call.draft)

    def _scene(self, live: LiveCall, now: datetime, *, gone: bool, view: BoardView) -> Scene | None:
        """The call's scene; None where the scripts of this computer cannot show it."""
        call = live.call
        if call is None:
            return None
        elapsed = live.elapsed(now)
        moment = call.last.at + timedelta(seconds=elapsed - call.last.elapsed)
        context = Context(call, self._library, moment)
        try:
            changed = [
                name for name, sha in call.scripts if self._library.script(name).sha256 != sha
            ]
        except GuideError:
            return None
        told = _gone(call) if gone else ""
        if changed and not gone:
            told = "Your text of this script is another one: what is still to say may differ."
        return Scene(
            now=context,
            saved=Saved(True, count=len(call.entries)),
            elapsed=elapsed,
            mark=MarkedLine(context).at,
            flow=self.query_one(CallBody).flow_tells,
            message=Message(told) if told else None,
            banner="DESK AWAY · AS IT WAS" if view.is_away else "FOLLOWED · READ-ONLY",
            kept=False,
        )

    def _show_foot(
        self, view: BoardView, found: LiveCall | None, now: datetime, width: int
    ) -> None:
        ask = next((one for one in view.asks if one.id == self._ask), None)
        told = ask_told(view, ask, now) if ask else ()
        others = self._others(view, now)
        rows = [row(" ", Span(others, Voice.AMBER_TEXT))] if others else []
        rows += [row(" ", *one) for one in paragraphs(told, width - 2)]
        most = max(2, self.size.height - 22)
        self.query_one("#followed-ask", Pane).show(rows[:most])
        live = found or self._known
        agent = live.agent if live else self._key[0]
        since = duration(now - live.received) if live else "–"
        gone = gone_words(live) if live else ""
        state = view.standing.words if view.is_away else gone or "live"
        if found is None:
            over = live is not None and live.call is not None and live.call.ended is not None
            state = "the call has ended" if over else "no more at the desk"
        left = row(
            " ",
            Span(f"You follow {agent}", Voice.TITLE),
            Span(f" · {state} · last event {since} ago", Voice.COACH),
        )
        keys = keyed("Esc back ")
        room = width - width_of(keys)
        self.query_one("#followed", Pane).show([(*fit(left, room), *keys)])

    def _others(self, view: BoardView, now: datetime) -> str:
        """Who else has come to wait at the board meanwhile."""
        others = [one for one in view.asks if one.id != self._ask and view.rings(one, now)]
        told = ", ".join(f"{one.agent} {ASKS_FOR.get(one.kind, one.kind)}" for one in others[:3])
        return f"! {counted(len(others), 'ask')} waiting for you: {told} · Esc" if others else ""

    async def on_key(self, event: events.Key) -> None:
        """Go back; nothing else is done from here."""
        if event.key in OF_THE_PROGRAM:
            return
        event.stop()
        event.prevent_default()
        if event.key == "escape":
            self._leave()

    def on_pane_pressed(self, event: Pane.Pressed) -> None:
        """A click on the key of the footer is that key."""
        if event.key == "escape":
            self._leave()

    def _leave(self) -> None:
        if self.is_active:
            self.dismiss(None)


def _gone(call: Call) -> str:
    """What became of a call that is followed no more."""
    if call.ended is None:
        return _NO_CALL
    return f"The call has ended: {plain_line(call.ended.event.told)}. Esc goes back to the board."


def _events(live: LiveCall, width: int, height: int) -> list[Row]:
    """What happened, the last of it last: for a call whose script is not here."""
    call = live.call
    if call is None:
        return paragraph(live.problem, width - 2, Voice.TEXT)
    missing = (
        f"The script “{plain_line(call.started.title)}” is not among yours (--scripts, or"
        " GUIDE_SCRIPTS): this is what happened so far."
    )
    rows = paragraph(missing, width - 2, Voice.COACH)
    told: list[Row] = []
    for entry in call.entries[-_LAST_EVENTS:]:
        lead = row(Span(f"{duration(timedelta(seconds=entry.elapsed)):>6}  ", Voice.DIM))
        told += hanging(lead, cut(plain_line(shown_on(call, entry.event)), 400), width - 2)
    return [*rows, BLANK, *told[-max(1, height - len(rows) - 4) :]]
