"""How a call is left: kept for later, or ended and summed up. It stays while it is not saved."""

from collections.abc import Callable
from functools import partial

from textual.screen import Screen

from guide.errors import NotFinished, NotSaved, RecordError
from guide.session.callbook import CallBook
from guide.session.session import Session
from guide.tui.call_view import CallResult

RETRY_SECONDS = 2
"""How often saving is tried again while the disk refuses."""


class Leaving:
    """Leaves a call's screen with its result, once all of it is saved or the agent gives it up."""

    def __init__(self, screen: Screen[CallResult], session: Session, book: CallBook) -> None:
        self._screen = screen
        self._session = session
        self._book = book
        self._not_saved = ""
        self._result: CallResult | None = None

    def kept(self) -> CallResult:
        """Let go of the call; it can be resumed, unless it has just ended."""
        if self._session.call.ended is not None:
            try:
                return self._summed_up()
            except NotSaved as error:
                return CallResult(self._session.call.id, problem=str(error), ended=True)
        return CallResult(self._session.call.id, problem=self._session.close().reason)

    def ask(self, leave: Callable[[], None]) -> None:
        """Call `leave` once all that happened is saved, or the agent gives it up."""
        from guide.tui.not_saved import NotSavedScreen, Unsaved

        app = self._screen.app
        if any(isinstance(screen, NotSavedScreen) for screen in app.screen_stack):
            return
        if self._session.settle().ok:
            leave()
            return
        self._session.retry()

        def left(became: Unsaved | None) -> None:
            if became in (Unsaved.SAVED, Unsaved.GIVEN_UP):
                leave()

        app.push_screen(NotSavedScreen(self._why_not_saved, back=True), left)

    def _why_not_saved(self) -> str:
        saved = self._session.shown.saved
        return "" if saved.ok else saved.reason

    def finish(self) -> None:
        """Write the summary of a call that has ended, without holding up the screen."""
        self._screen.run_worker(partial(self._write_summary), thread=True)

    def _write_summary(self) -> None:
        app = self._screen.app
        try:
            app.call_from_thread(self._over, self._summed_up())
        except NotSaved as error:
            app.call_from_thread(self._stay, str(error))

    def _summed_up(self) -> CallResult:
        """The call once its summary is written; NotSaved is passed on."""
        call_id = self._session.call.id
        try:
            return CallResult(call_id, self._book.finish(self._session)[0], ended=True)
        except NotSaved:
            raise
        except NotFinished as error:
            return CallResult(call_id, error.summary, problem=str(error), ended=True)
        except RecordError as error:
            return CallResult(call_id, problem=str(error), ended=True)

    def _stay(self, why: str) -> None:
        """Stay until the call is saved, and try that again, or until it is given up."""
        from guide.tui.not_saved import NotSavedScreen

        if self._result is not None:
            return
        first, self._not_saved = not self._not_saved, why
        if first:
            not_saved = NotSavedScreen(lambda: self._not_saved, back=False)
            self._screen.app.push_screen(not_saved, self._stayed)
        self._screen.set_timer(RETRY_SECONDS, self.finish)

    def _over(self, result: CallResult) -> None:
        """Leave with the result; where it is told that the call is not saved, once that is gone."""
        if self._result is None:
            self._result = result
            if self._not_saved:
                self._not_saved = ""
            else:
                self._screen.dismiss(result)

    def _stayed(self, became: object) -> None:
        """Leave once it is saved, or given up."""
        if self._result is None:
            lost = f"The call was given up, and is not saved as a whole. {self._not_saved}"
            call = self._session.call.id
            self._result = CallResult(call, problem=lost, ended=True, given_up=True)
            self._session.close()
        self._screen.dismiss(self._result)
