"""The call screen in practice: the same, below a strip in which the caller speaks."""

from guide.errors import RecordError
from guide.training.practice import Practice
from guide.tui.call_result import CallResult
from guide.tui.call_screen import CallScreen
from guide.tui.keys import ACTIONS, Actions
from guide.tui.look import Palette
from guide.tui.practice_strip import strip, strip_height
from guide.tui.rows import Row


class PracticeScreen(CallScreen):
    """A practised call. Left before its end it is put away: nobody goes on with it."""

    def __init__(self, practice: Practice, palette: Palette, actions: Actions = ACTIONS) -> None:
        super().__init__(practice.session, practice.book, palette, actions)
        self._practice = practice

    def painted(self, width: int, height: int) -> list[Row]:
        """The caller's words, then the call as ever."""
        rows = strip_height(height)
        shown = self._practice.session.shown.call
        above = strip(shown, self._practice.scenario, self._practice.seed, width, rows)
        return [*above, *super().painted(width, height - rows)]

    def _tick(self) -> None:
        super()._tick()
        if not self._left:
            self._practice.listen()

    def leave(self) -> CallResult:
        """Keep what was typed, and put the call away as it is."""
        self._left = True
        self.view.keep_drafts()
        try:
            self._practice.book.set_aside(self._practice.session)
        except RecordError as error:
            return CallResult(self._practice.session.call.id, problem=str(error))
        return CallResult(self._practice.session.call.id)
