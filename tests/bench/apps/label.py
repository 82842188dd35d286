"""The floor of a key: a Textual app of one Static that each key changes."""

from textual import events
from textual.app import App, ComposeResult
from textual.widgets import Static


class Label(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self._keys = 0

    def compose(self) -> ComposeResult:
        yield Static("label 0.")

    def on_key(self, event: events.Key) -> None:
        self._keys += 1
        self.query_one(Static).update(f"label {self._keys}.")


Label().run()
