"""A window of a class: demos and practice, one after the other, and never a live call."""

import os
from collections.abc import Callable

from guide.errors import GuideError
from guide.session.callbook import CallBook
from guide.tui.class_menu import ClassMenu, Wanted
from guide.tui.keys import ACTIONS, Actions
from guide.tui.look import Palette
from guide.tui.pickers import Offered
from guide.tui.player_app import Open, demo_picker
from guide.tui.player_screen import PlayerScreen
from guide.tui.player_view import PlayerView
from guide.tui.practice_app import Begin, LookBack, PracticeApp, practice_picker

LOOK_ROUND = 2.0
"""Seconds between looks whether the classroom is still open."""


class ClassApp(PracticeApp):
    """Asks who sits there; then they watch or practise, as often as they like."""

    def __init__(
        self,
        book: CallBook,
        demos: tuple[Offered, ...],
        opened: Open,
        practice: tuple[Offered, ...],
        begin: Begin,
        look_back: LookBack,
        named: Callable[[str], None],
        palette: Palette | None = None,
        actions: Actions = ACTIONS,
    ) -> None:
        """`opened` gives the recording of a demo; `named` is told who sits there."""
        super().__init__(book, "", practice, begin, look_back, palette=palette, actions=actions)
        self._demos = demos
        self._opened = opened
        self._told_name = named
        self._sitting = ""
        self._classroom = os.getppid()

    def begin(self) -> None:
        """Ask who sits there."""
        self.set_interval(LOOK_ROUND, self._look_round)
        self._menu("")

    def _look_round(self) -> None:
        """Leave when the classroom has gone: a window that nobody sees would stay for ever."""
        if os.getppid() != self._classroom:
            self.action_leave()

    def _menu(self, message: str) -> None:
        self._classmate = ClassMenu(self._sitting, message)
        self.push_screen(self._classmate, self._chosen)

    def _chosen(self, wanted: Wanted | None) -> None:
        self._sitting = self._classmate.trainee
        self._told_name(self._sitting)
        if wanted is Wanted.DEMO:
            self.push_screen(demo_picker(self._demos, back=True), self._show)
        elif wanted is Wanted.PRACTICE:
            self._ask("")

    def _ask(self, message: str) -> None:
        self.push_screen(practice_picker(self._scenarios, message, back=True), self._practise)

    def _practise(self, name: str | None) -> None:
        if name:
            super()._practise(name)
        else:
            self._menu("")

    def _show(self, name: str | None) -> None:
        if not name:
            self._menu("")
            return
        try:
            view = PlayerView(self._opened(name))
        except GuideError as error:
            self._menu(str(error))
            return
        self.push_screen(PlayerScreen(view), self._read)

    def _read(self, result: object) -> None:
        self._menu("")
