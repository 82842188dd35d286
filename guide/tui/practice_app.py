"""Practice on the screen: a scenario is picked, the call taken, and looked back on."""

from collections.abc import Callable
from functools import partial

from guide.errors import GuideError
from guide.session.callbook import CallBook
from guide.session.session import Dispatch
from guide.training.debrief import Debrief
from guide.training.practice import Practice
from guide.tui.app import GuideApp, LaunchOptions
from guide.tui.call_result import CallResult
from guide.tui.debrief_screen import DebriefScreen
from guide.tui.keys import ACTIONS, Actions
from guide.tui.look import Palette
from guide.tui.pickers import Offered, ScenarioPicker
from guide.tui.practice_screen import BANNER, PracticeScreen

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
        """Begin with the scenario that was asked for, or ask for one. Real calls are let be."""
        if self._scenario:
            self._practise(self._scenario)
        else:
            self._ask("")

    def _ask(self, message: str) -> None:
        self.push_screen(practice_picker(self._scenarios, message), self._practise)

    def _practise(self, name: str | None) -> None:
        if not name:
            return
        try:
            practice = self._begin_practice(name, partial(self.call_from_journal))
        except GuideError as error:
            self._ask(str(error))
            return
        self.push_screen(PracticeScreen(practice, self.actions), self._over)

    def _over(self, result: CallResult | None) -> None:
        if result is None:
            return
        self.results.append(result)
        try:
            self.debrief = self._look_back(result.call)
        except GuideError as error:
            problem = f"{result.problem} {error}".strip()
            self.results[-1] = CallResult(result.call, result.summary, result.ended, problem)
            self.exit()
            return
        self.push_screen(DebriefScreen(self.debrief), self._read)

    def _read(self, result: object) -> None:
        self.exit()


def practice_picker(
    offer: tuple[Offered, ...], message: str = "", *, back: bool = False
) -> ScenarioPicker:
    """The picker of scenarios to practise."""
    question = "Which caller do you want on the line?"
    return ScenarioPicker(offer, BANNER, question, message=message, back=back)
