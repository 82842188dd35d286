"""A call on the screen as tests see it: keys go in, rows come out, and no terminal is there."""

from datetime import datetime
from pathlib import Path

from kit import FRIDAY, ZONE, Desk
from panes import pane_of

from guide.call.actions import Action
from guide.record.places import Places
from guide.script.library import Library
from guide.session.callbook import CallBook
from guide.tui.call_view import CallView
from guide.tui.canvas import plain_text
from guide.tui.frame import paint
from guide.tui.panels.panel import Panel
from guide.tui.rows import Row
from guide.tui.scene import Scene

NOWHERE = Path("/nowhere")
WIDE = (120, 36)
NARROW = (80, 24)


class OnScreen(Desk):
    """A call being taken with the keyboard. Each key comes a second after the one before it."""

    def __init__(
        self,
        script: str = "escalated-callers",
        *actions: Action,
        size: tuple[int, int] = WIDE,
        at: datetime = FRIDAY,
        zone: str = ZONE,
        library: Library | None = None,
        kept: Path = NOWHERE,
    ) -> None:
        super().__init__(script, *actions, at=at, zone=zone, library=library)
        self.size = size
        book = CallBook(self.library, Places(kept / "state", kept / "out"), clock=self.clock)
        self.view = CallView(self.session, book, lambda: None)

    def press(self, *keys: str) -> None:
        """Press keys, by the names Textual gives them."""
        for key in keys:
            self.wait(1)
            self.view.key(key, key if len(key) == 1 else _NAMED.get(key, ""))

    def type(self, text: str, *then: str) -> None:
        """Type a text; then press keys."""
        for character in text:
            self.view.key(_KEYS.get(character, character), character)
        self.press(*then)

    @property
    def scene(self) -> Scene:
        """What is to be painted."""
        return self.view.scene(*self.size)

    @property
    def rows(self) -> list[Row]:
        """The screen as it is painted."""
        return paint(self.scene)

    @property
    def text(self) -> str:
        """The screen as text."""
        return plain_text(self.rows)

    @property
    def status(self) -> str:
        """The second row: the warning counter, and what the program has to say."""
        return self.text.splitlines()[1].strip()

    @property
    def panel(self) -> Panel | None:
        """The panel that is open."""
        return self.scene.panel

    @property
    def title(self) -> str:
        """The title of the panel that is open, or the empty string."""
        return self.panel.title if self.panel else ""

    def pane(self, title: str) -> str:
        """The text within the box of this title, with its line breaks."""
        return pane_of(self.text, title)


_NAMED = {"space": " ", "slash": "/", "question_mark": "?"}
_KEYS = {character: key for key, character in _NAMED.items()}
