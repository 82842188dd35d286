"""The floor: a Textual app of one Static. With `clock` it counts seconds, as a call does."""

import sys

from textual.app import App, ComposeResult
from textual.widgets import Static


class Hello(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self._seconds = 0

    def compose(self) -> ComposeResult:
        yield Static("hello 0")

    def on_mount(self) -> None:
        if "clock" in sys.argv:
            self.set_interval(1.0, self._tick)

    def _tick(self) -> None:
        self._seconds += 1
        self.query_one(Static).update(f"hello {self._seconds}", layout=False)


Hello().run()
