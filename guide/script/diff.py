"""What changed in a text, word by word: told apart by signs, so that no colour is needed."""

import re
from collections.abc import Iterable, Sequence
from enum import Enum
from itertools import pairwise

from msgspec import Struct

from guide.script.look_alike import seen_as
from guide.script.odd_characters import named

_MOST_AT_ONCE = 40_000
_MOST_IN_ALL = 400_000
_TOKEN = re.compile(r"\s+|\S+")


class Edit(Enum):
    """What became of a piece: it stayed, it was taken out, or it was put in."""

    SAME = ("", "")
    OUT = ("[-", "-]")
    IN = ("{+", "+}")


class Fragment(Struct, frozen=True):
    edit: Edit
    text: str

    def __str__(self) -> str:
        """The words between the signs of what became of them."""
        before, after = self.edit.value
        return f"{before}{self.text}{after}"


class Differ:
    """Finds what changed, comparing at most so many pairs of words in its life.

    What would take more is told as one change, so that no file can take minutes.
    """

    def __init__(self) -> None:
        self._left = _MOST_IN_ALL

    def differences(self, old: str, new: str) -> tuple[Fragment, ...]:
        """The pieces that `old` (but what is put in) and `new` (but what is out) are made of.

        Words and the white space between them are compared as they are.
        """
        before, after = _TOKEN.findall(old), _TOKEN.findall(new)
        start = _common(before, after)
        end = _common(before[start:][::-1], after[start:][::-1])
        middle = self._compared(before[start : len(before) - end], after[start : len(after) - end])
        kept = Fragment(Edit.SAME, "".join(before[:start]))
        rest = Fragment(Edit.SAME, "".join(before[len(before) - end :]))
        return tuple(piece for piece in (kept, *middle, rest) if piece.text)

    def _compared(self, before: list[str], after: list[str]) -> Iterable[Fragment]:
        cost = len(before) * len(after)
        if not cost or cost > min(_MOST_AT_ONCE, self._left):
            return (Fragment(Edit.OUT, "".join(before)), Fragment(Edit.IN, "".join(after)))
        self._left -= cost
        return _word_by_word(before, after)


def differences(old: str, new: str) -> tuple[Fragment, ...]:
    """What changed from `old` to `new`; see `Differ.differences`."""
    return Differ().differences(old, new)


def _common(before: Sequence[str], after: Sequence[str]) -> int:
    """How many words, or characters, the two begin with alike."""
    pairs = enumerate(zip(before, after, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(before), len(after)))


def _word_by_word(before: list[str], after: list[str]) -> Iterable[Fragment]:
    from difflib import SequenceMatcher  # Only a change is worth the time it takes to load.

    pieces: list[Fragment] = []
    out, into = "", ""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for same, i, j, k, m in matcher.get_opcodes():
        was, now = "".join(before[i:j]), "".join(after[k:m])
        if same == "equal" and (was.strip() or not (out or into) or j == len(before)):
            pieces += [Fragment(Edit.OUT, out), Fragment(Edit.IN, into), Fragment(Edit.SAME, was)]
            out, into = "", ""
        else:
            # White space alone between two changes does not make two of them.
            out, into = out + was, into + now
    return (*pieces, Fragment(Edit.OUT, out), Fragment(Edit.IN, into))


def marked(pieces: Sequence[Fragment]) -> str:
    """The pieces in a row: `[-taken out-] {+put in+}`, and by name what no eye could tell apart."""
    text = ""
    for piece in pieces:
        text += f" {piece}" if piece.edit is Edit.IN and text.endswith("-]") else str(piece)
    return text + unseen_difference(pieces)


def unseen_difference(pieces: Sequence[Fragment]) -> str:
    """By name and code point, the first change that looks like none; empty if all can be seen."""
    for was, now in pairwise(pieces):
        if was.edit is Edit.OUT and now.edit is Edit.IN and seen_as(was.text) == seen_as(now.text):
            a, b = _where_they_differ(was.text, now.text)
            return f" ({_told(a[:1], b[:1])})"
    return ""


def _where_they_differ(was: str, now: str) -> tuple[str, str]:
    """Two texts without what they begin with and end with alike."""
    start = _common(was, now)
    was, now = was[start:], now[start:]
    end = _common(was[::-1], now[::-1])
    return was[: len(was) - end], now[: len(now) - end]


def _told(was: str, now: str) -> str:
    """A change of one character, in words; either may be empty."""
    if not was:
        return "a second space was added" if now == " " else f"{named(now)} was added"
    if not now:
        return "a second space was taken out" if was == " " else f"{named(was)} was taken out"
    return f"{named(was)} became {named(now)}"


def around(pieces: Sequence[Fragment], words: int = 6) -> tuple[Fragment, ...]:
    """The changes with only so many words before and after each, for a sentence."""
    last = len(pieces) - 1
    return tuple(
        Fragment(piece.edit, _shortened(piece.text, words if n else 0, words if n < last else 0))
        if piece.edit is Edit.SAME
        else Fragment(piece.edit, _shortened(piece.text, 4 * words, 4 * words))
        for n, piece in enumerate(pieces)
    )


def _shortened(text: str, first: int, last: int) -> str:
    tokens = _TOKEN.findall(text)
    if len(tokens) <= 2 * (first + last) + 1:
        return text
    start, end = "".join(tokens[: 2 * first]), "".join(tokens[len(tokens) - 2 * last :])
    return f"{start}…{end}"
