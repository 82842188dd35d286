"""The composer: the note being typed, its draft on record, and corrections of earlier notes."""

from collections.abc import Callable

from guide.call import actions as act
from guide.call.context import Allowed, Refused
from guide.call.state import NOTE, Call, Note, corrected_note, correction_of
from guide.session.session import Session
from guide.tui.editor import LIMIT, Editor

DRAFT_STEP = 50
"""After so many characters the draft is kept at once, not only every second."""


class Composer:
    """What is typed into the notes. `correcting` is the event number of a note taken up again."""

    def __init__(self, session: Session, tell: Callable[[str], None]) -> None:
        self.editor = Editor.of(session.call.draft)
        self.typing = False
        self.correcting = 0
        if not self.editor.text:
            self.correcting, self.editor = _interrupted(session.call)
        self.scroll = 0
        self._session = session
        self._tell = tell

    def key(self, key: str, character: str) -> None:
        """Answer a key while typing."""
        edited = self.editor.pressed(key)
        if key == "enter":
            self.enter()
        elif key == "up" and (not self.editor.text or self._untouched()):
            self._take_up_earlier()
        elif key in ("pageup", "pagedown"):
            self.scroll = max(0, self.scroll + (5 if key == "pageup" else -5))
        elif edited is not None:
            self.editor = edited
            self._keep_now_and_then()
        elif character:
            self.editor = self.editor.typed(character)
            if len(self.editor.text) >= LIMIT:
                self._tell("The note is full: Enter keeps it, and the next one goes on.")
            self._keep_now_and_then()

    def paste(self, text: str) -> None:
        """Take a paste into the note; one too long for it becomes a note of its own, whole."""
        if len(self.editor.text) + len(text) > LIMIT:
            self._session.do(act.Write(text))
            self._tell(f"{len(text):,} characters pasted: entered as a note of their own, whole.")
            return
        self.typing = True
        self.editor = self.editor.typed(text)
        self.keep_draft()

    def enter(self) -> None:
        """Enter the note, or the correction of one."""
        text = self.editor.text
        action = act.Rewrite(self.correcting, text) if self.correcting else act.Write(text)
        decision = self._session.do(action)
        if isinstance(decision, Allowed):
            self.editor, self.correcting, self.scroll = Editor(), 0, 0
        elif isinstance(decision, Refused):
            self._tell(decision.reason)

    def leave(self) -> None:
        """Out of the notes: drafts stay; a note taken up stays as it was."""
        self.typing = False
        self.keep_draft()
        if self.correcting:
            if not self._untouched():
                self._tell("The note stays as it was. Kept: your correction; n ↑ brings it back.")
            self.correcting, self.editor = 0, Editor()

    def keep_draft(self) -> None:
        """Have the draft on record as it stands."""
        if not self._session.call.ended:
            text = "" if self._untouched() else self.editor.text
            self._session.do(act.Draft(text, self._place))

    def let_go(self, place: str) -> None:
        """What was typed at this place is on record now, by other means."""
        if place == self._place:
            self.correcting, self.editor = 0, Editor()

    @property
    def _place(self) -> str:
        return correction_of(self.correcting) if self.correcting else NOTE

    def _keep_now_and_then(self) -> None:
        kept = self._session.call.drafts.get(self._place, "")
        if abs(len(self.editor.text) - len(kept)) >= DRAFT_STEP:
            self.keep_draft()

    def _untouched(self) -> bool:
        note = _note(self._session.call, self.correcting)
        return note is not None and note.text == self.editor.text

    def _take_up_earlier(self) -> None:
        """Up in an empty composer takes the last note up again; once more, the one before."""
        notes = self._session.call.notes
        earlier = [n for n in notes if not self.correcting or n.n < self.correcting]
        if not earlier:
            self._tell("There is no earlier note to correct.")
            return
        self.keep_draft()
        self.correcting = earlier[-1].n
        drafts = self._session.call.drafts
        self.editor = Editor.of(drafts.get(self._place, earlier[-1].text))
        self._tell("Correcting a note: Enter keeps it, Esc leaves it as it was.")


def _note(call: Call, n: int) -> Note | None:
    return next((note for note in call.notes if note.n == n), None)


def _interrupted(call: Call) -> tuple[int, Editor]:
    """The note that was being corrected when the call was interrupted, and how far that went."""
    found = ((corrected_note(place), text) for place, text in call.drafts.items())
    return next(((n, Editor.of(text)) for n, text in found if _note(call, n)), (0, Editor()))
