"""Demos and replays on the screen: a recording is picked, or the one asked for is shown."""

from collections.abc import Callable
from datetime import UTC, datetime

from guide.errors import GuideError
from guide.script.library import Library
from guide.session.clock import SetClock
from guide.training.player import EphemeralBook
from guide.training.recording import Recording
from guide.tui.app import GuideApp, LaunchOptions
from guide.tui.look import Palette
from guide.tui.player_screen import PlayerScreen
from guide.tui.player_view import PlayerView
from guide.tui.scenario_picker import DemoPickerView, Offered, ScenarioPicker

Open = Callable[[str], Recording]
"""The recording of a scenario of this name."""


class PlayerApp(GuideApp):
    """Shows recordings. It takes no call, and reads and writes no record."""

    def __init__(
        self,
        library: Library,
        recording: Recording | None = None,
        offer: tuple[Offered, ...] = (),
        opened: Open | None = None,
        *,
        speed: float = 1.0,
        palette: Palette | None = None,
    ) -> None:
        """Show a recording; without one, those of `offer` that are picked, as `opened` gives."""
        book = EphemeralBook(library, SetClock(datetime.min.replace(tzinfo=UTC)))
        super().__init__(book, LaunchOptions(""), palette)
        self._recording = recording
        self._scenarios = offer
        self._opened = opened
        self._speed = speed

    def begin(self) -> None:
        """Show what was asked for, or ask."""
        if self._recording is not None:
            self._show(self._recording)
        else:
            self._ask("")

    def _ask(self, message: str) -> None:
        self.push_screen(
            ScenarioPicker(DemoPickerView(self._scenarios, message), self.palette), self._chosen
        )

    def _chosen(self, name: str | None) -> None:
        if not name or self._opened is None:
            return
        try:
            self._show(self._opened(name))
        except GuideError as error:
            self._ask(str(error))

    def _show(self, recording: Recording) -> None:
        view = PlayerView(recording, speed=self._speed)
        self.push_screen(PlayerScreen(view, self.palette), self._seen)

    def _seen(self, result: None) -> None:
        if self._recording is not None:
            self.exit()
        else:
            self._ask("")
