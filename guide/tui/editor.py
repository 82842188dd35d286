"""A line or a few of text being typed: the text and where the cursor is. Pure.

The keys are the terminal's usual ones: arrows, Home, End, Ctrl+A and Ctrl+E, Ctrl+Left and
Ctrl+Right by words, Backspace, Delete, Ctrl+W, Ctrl+U, Ctrl+K, and Ctrl+Z to take back.
"""

from __future__ import annotations

import re

from msgspec import Struct
from msgspec.structs import replace

from guide.text import plain

_WORD_BEFORE = re.compile(r"\S+\s*\Z")
_WORD_AFTER = re.compile(r"\s*\S+")

LIMIT = 64 * 1024
"""How many characters an editor holds; more would make each key slow."""


class Editor(Struct, frozen=True):
    """Text with a cursor before character number `at`. `before` is what Ctrl+Z goes back to."""

    text: str = ""
    at: int = 0
    before: Editor | None = None

    @classmethod
    def of(cls, text: str) -> Editor:
        """An editor holding `text`, the cursor at its end."""
        return cls(text, len(text))

    def typed(self, character: str) -> Editor:
        """After typing this; what does not fit any more is dropped."""
        room = LIMIT - len(self.text)
        new = plain(character)[: max(0, room)]
        return self._changed(self.text[: self.at] + new + self.text[self.at :], self.at + len(new))

    def pressed(self, key: str) -> Editor | None:
        """After an editing key; None when the key is not one."""
        edit = _EDITS.get(key)
        return edit(self) if edit else None

    def _changed(self, text: str, at: int) -> Editor:
        kept = self.before if self._same_word(text) else self
        return Editor(text, at, kept)

    def _same_word(self, text: str) -> bool:
        """Whether a change goes on within a word, so that one Ctrl+Z takes the word back."""
        grew = len(text) == len(self.text) + 1 and text.startswith(self.text)
        return grew and not text[-1].isspace() and self.before is not None

    def _moved(self, at: int) -> Editor:
        return replace(self, at=max(0, min(len(self.text), at)))

    def _delete(self, start: int, end: int) -> Editor:
        if start == end:
            return self
        return self._changed(self.text[:start] + self.text[end:], start)

    def _word_start(self) -> int:
        match = _WORD_BEFORE.search(self.text[: self.at])
        return match.start() if match else 0

    def _word_end(self) -> int:
        match = _WORD_AFTER.match(self.text, self.at)
        return match.end() if match else len(self.text)

    def _line_start(self) -> int:
        return self.text.rfind("\n", 0, self.at) + 1

    def _line_end(self) -> int:
        end = self.text.find("\n", self.at)
        return len(self.text) if end < 0 else end


_EDITS = {
    "left": lambda e: e._moved(e.at - 1),
    "right": lambda e: e._moved(e.at + 1),
    "home": lambda e: e._moved(e._line_start()),
    "ctrl+a": lambda e: e._moved(e._line_start()),
    "end": lambda e: e._moved(e._line_end()),
    "ctrl+e": lambda e: e._moved(e._line_end()),
    "ctrl+left": lambda e: e._moved(e._word_start()),
    "ctrl+right": lambda e: e._moved(e._word_end()),
    "backspace": lambda e: e._delete(max(0, e.at - 1), e.at),
    "delete": lambda e: e._delete(e.at, min(len(e.text), e.at + 1)),
    "ctrl+d": lambda e: e._delete(e.at, min(len(e.text), e.at + 1)),
    "ctrl+w": lambda e: e._delete(e._word_start(), e.at),
    "ctrl+u": lambda e: e._delete(e._line_start(), e.at),
    "ctrl+k": lambda e: e._delete(e.at, e._line_end()),
    "ctrl+n": lambda e: e.typed("\n"),
    "alt+enter": lambda e: e.typed("\n"),
    "ctrl+z": lambda e: e.before or e,
}
