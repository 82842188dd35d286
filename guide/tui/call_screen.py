"""The call screen: a canvas, a clock tick, and the call view that says what to show."""

from functools import partial

from textual import events

from guide.errors import RecordError
from guide.session.callbook import CallBook
from guide.session.session import Session
from guide.tui.call_result import CallResult
from guide.tui.call_view import CallView
from guide.tui.canvas_screen import CanvasScreen
from guide.tui.frame import paint
from guide.tui.keys import ACTIONS, Actions
from guide.tui.look import Palette
from guide.tui.next_paint import NextPaint
from guide.tui.rows import Row
from guide.tui.settle import load_modules, load_scripts

ANSWER_SECONDS = 0.02
"""How long painting waits for the journal's answer, which is nearly always there in a tenth of it.

What a key does is painted once then, not once before it is on record and once after.
"""

SETTLED_SECONDS = 0.1
"""How long after the first frame the panels are loaded: before anybody can have pressed a key."""

RETRY_SECONDS = 2
"""How often saving is tried again while the disk refuses."""


class CallScreen(CanvasScreen[CallResult]):
    """One call, from its first step to its summary; the result says how it was left."""

    def __init__(
        self, session: Session, book: CallBook, palette: Palette, actions: Actions = ACTIONS
    ) -> None:
        super().__init__(palette)
        self._session = session
        self._book = book
        self._ticks = 0
        self._left = False
        self._dragged = False
        self._paint = NextPaint(self.show)
        self.view = CallView(session, book, self._changed, actions)

    def on_mount(self) -> None:
        """Start the tick that moves the clock and keeps the draft."""
        self.set_interval(1.0, self._tick)
        self.call_after_refresh(self.set_timer, SETTLED_SECONDS, self._settle)

    def _changed(self) -> None:
        """Something is new: paint it, together with what the journal is about to acknowledge."""
        if self.is_mounted:
            self._paint.within(ANSWER_SECONDS if self._session.outstanding else 0)

    def show(self) -> None:
        """Paint the call as it stands on record; once it has ended there, finish it."""
        if self._left or not self.is_mounted:
            return
        if self._session.shown.call.ended is not None:
            self._left = True
            self._finish()
            return
        super().show()

    def painted(self, width: int, height: int) -> list[Row]:
        """The whole screen, as it stands now."""
        return paint(self.view.scene(width, height))

    def _settle(self) -> None:
        load_modules()
        work = partial(load_scripts, self._session.library)
        self.run_worker(work, thread=True, exit_on_error=False)

    def _tick(self) -> None:
        if self._left:
            return
        self._ticks += 1
        self.view.keep_drafts()
        if not self._session.shown.saved.in_place and self._ticks % RETRY_SECONDS == 0:
            self._session.retry()
        self.show()

    def press(self, key: str, character: str) -> None:
        """Every key goes to the call view, until the call is left."""
        if not self._left:
            self.view.key(key, character)

    def on_paste(self, event: events.Paste) -> None:
        """A paste goes to the call view."""
        event.stop()
        if not self._left:
            self.view.paste(event.text)

    def clicked(self, key: str) -> None:
        """A click is the key that is clicked on; the end of a drag is no click."""
        if not self._dragged:
            super().clicked(key)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """What begins may be a click or a drag."""
        self._dragged = False

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """A drag takes the whole chart with it."""
        if event.button and self.view.chart and (event.delta_x or event.delta_y):
            self._dragged = True
            self._wheel(-event.delta_x, -event.delta_y)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel scrolls the notes or the chart; with Shift, the chart sideways."""
        self._wheel(*(-6, 0) if event.shift else (0, -3))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel scrolls the notes or the chart; with Shift, the chart sideways."""
        self._wheel(*(6, 0) if event.shift else (0, 3))

    def on_mouse_scroll_left(self, event: events.MouseScrollLeft) -> None:
        """A wheel that goes sideways pans the chart."""
        self._wheel(-6, 0)

    def on_mouse_scroll_right(self, event: events.MouseScrollRight) -> None:
        """A wheel that goes sideways pans the chart."""
        self._wheel(6, 0)

    def _wheel(self, across: int, down: int) -> None:
        if self.view.chart:
            self.view.chart.pan(across, down)
        else:
            self.view.composer.scroll = max(0, self.view.composer.scroll - down)
        self.show()

    def act(self, name: str) -> None:
        """Do an action of the table, as the palette asks for it."""
        self.view.act(name)

    def leave(self) -> CallResult:
        """Keep the draft and let go of the call; it can be resumed."""
        self._left = True
        self.view.keep_drafts()
        saved = self._session.close()
        return CallResult(self._session.call.id, problem=saved.reason)

    def _finish(self) -> None:
        """Write the summary without holding up the screen."""
        self.run_worker(partial(self._write_summary), thread=True)

    def _write_summary(self) -> None:
        call_id = self._session.call.id
        try:
            result = CallResult(call_id, self._book.finish(self._session)[0], ended=True)
        except RecordError as error:
            result = CallResult(call_id, problem=str(error), ended=True)
        self.app.call_from_thread(self.dismiss, result)
