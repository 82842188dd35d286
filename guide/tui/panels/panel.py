"""What every panel is: rows to show, and an answer to each key."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from guide.call.actions import Action
from guide.call.context import Context, Decision
from guide.script.model import Line
from guide.tui.keys import Actions
from guide.tui.rows import Row

if TYPE_CHECKING:
    from guide.tui.panels.fields import Fields


@dataclass(frozen=True, slots=True)
class EarlierCall:
    """A kept call that can be taken over: its id, and one line to tell it by."""

    id: str
    title: str


class Host(Protocol):
    """What a panel may ask of the screen it stands on."""

    @property
    def actions(self) -> Actions:
        """The table of actions, with the keys they have here."""

    def now(self) -> Context:
        """The call and the moment."""

    def do(self, action: Action) -> Decision:
        """Do something; a refusal is shown in the status line."""

    def open(self, panel: Panel) -> None:
        """Open a further panel; closing it leads back here."""

    def close(self) -> None:
        """Close this panel."""

    def close_all(self) -> None:
        """Close every panel: back to the call."""

    def tell(self, text: str) -> None:
        """Show a sentence in the status line."""

    def settled(self, fields: Fields) -> None:
        """What was typed into these fields is on record: their drafts are not needed any more."""

    def enter_note(self) -> None:
        """Enter the note that stands in the composer."""

    def enter_draft(self, place: str) -> None:
        """Enter what was typed at this place as a note."""

    def earlier_calls(self) -> tuple[EarlierCall, ...]:
        """The kept calls that can be taken over, the newest first."""

    def evidence(self, call_id: str) -> Action | str:
        """The action that takes an earlier call over, or why it cannot be read."""


class Panel(ABC):
    """Something that opens beside the line to say."""

    title = ""
    hint = "Esc closes"

    @abstractmethod
    def rows(self, context: Context, width: int, height: int) -> list[Row]:
        """The panel's rows, at most `height`, each at most `width` cells."""

    @abstractmethod
    def key(self, key: str, character: str, host: Host) -> None:
        """Answer a key; `character` is what it types, or empty. Esc never gets here."""

    def pasted(self, text: str, host: Host) -> None:
        """Answer a paste: as typing, where the panel has something to type in."""

    def leave(self, host: Host) -> None:
        """The panel is about to close: keep what was typed."""

    def line(self, context: Context) -> Line | None:
        """The line to say that this panel is about, instead of the step's."""
        return None

    @property
    def fields(self) -> Fields | None:
        """The form that is filled in, where it is one; drafts are kept of fields with a place."""
        return None

    @property
    def typing(self) -> bool:
        """Whether letters are typed into it."""
        return False
