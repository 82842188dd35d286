"""The note being typed: its draft on record, and corrections of earlier notes."""

from collections.abc import Callable

from guide.call import actions as act
from guide.call.context import Allowed, Refused
from guide.call.state import NOTE, Call, Note, corrected_note, correction_of
from guide.session.session import Session

DRAFT_STEP = 50
"""After so many characters the draft is kept at once, not only every second."""


class Composer:
    """What is typed into the notes. `correcting` is the event number of a note taken up again.

    `put` has the field hold a text.
    """

    def __init__(
        self, session: Session, tell: Callable[[str], None], put: Callable[[str], None]
    ) -> None:
        self.text = session.call.draft
        self.correcting = 0
        if not self.text:
            self.correcting, self.text = _interrupted(session.call)
        self._session = session
        self._tell = tell
        self._put = put

    def changed(self, text: str) -> None:
        """Take note of what the field holds now."""
        self.text = text
        kept = self._session.call.drafts.get(self._place, "")
        if abs(len(text) - len(kept)) >= DRAFT_STEP:
            self.keep_draft()

    def enter_whole(self, text: str) -> None:
        """Enter a text too long for the field as a note of its own."""
        self._session.do(act.Write(text))
        self._tell(f"{len(text):,} characters pasted: saved as a note of its own, whole.")

    def enter(self) -> None:
        """Enter the note, or the correction of one."""
        text = self.text
        action = act.Rewrite(self.correcting, text) if self.correcting else act.Write(text)
        decision = self._session.do(action)
        if isinstance(decision, Allowed):
            self._hold(0, "")
        elif isinstance(decision, Refused):
            self._tell(decision.reason)

    def leave(self) -> None:
        """Out of the notes: a new note is entered; a note taken up stays as it was."""
        if not self.correcting:
            if self.text.strip():
                self.enter()
            return
        self.keep_draft()
        if not self.untouched:
            self._tell("The note stays as it was. Kept: your correction; n ↑ brings it back.")
        self._hold(0, "")

    def keep_draft(self) -> None:
        """Have the draft on record as it stands."""
        if not self._session.call.ended:
            text = "" if self.untouched else self.text
            self._session.do(act.Draft(text, self._place))

    def let_go(self, place: str) -> None:
        """What was typed at this place is on record now, by other means."""
        if place == self._place:
            self._hold(0, "")

    def take_up_earlier(self) -> None:
        """Take the last note up again; once more, the one before."""
        notes = self._session.call.notes
        earlier = [n for n in notes if not self.correcting or n.n < self.correcting]
        if not earlier:
            self._tell("There is no earlier note to correct.")
            return
        self.keep_draft()
        note = earlier[-1]
        self.correcting = note.n
        self._hold(note.n, self._session.drafts.get(self._place, note.text))

    @property
    def untouched(self) -> bool:
        """Whether the field holds a note as it is on record."""
        note = _note(self._session.call, self.correcting)
        return note is not None and note.text == self.text

    @property
    def _place(self) -> str:
        return correction_of(self.correcting) if self.correcting else NOTE

    def _hold(self, correcting: int, text: str) -> None:
        self.correcting, self.text = correcting, text
        self._put(text)


def _note(call: Call, n: int) -> Note | None:
    return next((note for note in call.notes if note.n == n), None)


def _interrupted(call: Call) -> tuple[int, str]:
    """The note that was being corrected when the call was interrupted, and how far that went."""
    found = ((corrected_note(place), text) for place, text in call.drafts.items())
    return next(((n, text) for n, text in found if _note(call, n)), (0, ""))
