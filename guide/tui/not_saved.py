"""A call that is nowhere on a disk: it stays until it is saved, or somebody gives it up."""

from collections.abc import Callable, Sequence
from enum import StrEnum

from guide.tui.panel import Item
from guide.tui.pickers import PickerScreen
from guide.tui.rows import BLANK, Row, Span, Voice, paragraph, row

_LOOK_SECONDS = 0.5


class Unsaved(StrEnum):
    """What became of it. `BACK`: the agent went back to the call."""

    SAVED = "saved"
    GIVEN_UP = "given up"
    BACK = "back"


class NotSavedScreen(PickerScreen[Unsaved]):
    """Says why a call is not saved for as long as it is not; gives it up where that is said twice.

    `why` answers with the reason, and with nothing once it is saved. `back`: Esc leads to the call.
    """

    def __init__(self, why: Callable[[], str], *, back: bool) -> None:
        super().__init__()
        self._why = why
        self._back = back
        self._asked = False
        self.footer = "Esc goes back to the call" if back else "Saving is tried again by itself"

    def on_mount(self) -> None:
        """Look now and then whether it is saved; Textual shows the offer by itself."""
        self.set_interval(_LOOK_SECONDS, self._look)

    def _look(self) -> None:
        if not self._why():
            self._leave(Unsaved.SAVED)

    def _leave(self, became: Unsaved) -> None:
        if not self._picked:
            self._picked = True
            self.dismiss(became)

    def head(self, width: int) -> list[Row]:
        """That it is not saved, why, and what is done about it."""
        told = f"{self._why()} Saving is tried again every few seconds: this closes when it works."
        rows = [row(Span(" NOT SAVED ", Voice.RED)), BLANK]
        rows += paragraph(told, width - 2, Voice.MESSAGE)
        asked = (
            "Give this call up? What is not saved of it is lost for good." if self._asked else ""
        )
        return [*rows, BLANK, row(Span(asked, Voice.COACH))]

    def offered(self) -> Sequence[Item]:
        """To give it up; then whether that is meant."""
        if not self._asked:
            return (Item("ask", "Give this call up", "asks once more", key="g"),)
        return (
            Item("give up", "Yes, give this call up: what is not saved is lost", key="y"),
            Item("keep", "No, go on trying to save it", key="n"),
        )

    def pick(self, item: str) -> None:
        """Ask, or leave with what was said."""
        if item == "give up":
            self._leave(Unsaved.GIVEN_UP)
        else:
            self._asked = item == "ask"
            self._show()

    def escape(self) -> None:
        """Go back to the call, where it goes on."""
        if self._back:
            self._leave(Unsaved.BACK)
