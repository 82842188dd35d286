"""A document that wording comes from: whether words stand in it to the letter, and what is nearest.

Typographic quotes and white space are folded, in document and wording alike, and nothing else.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from msgspec import Struct

from guide.script.word_diff import Piece, differences
from guide.script.wording import PLACE

_QUOTES = str.maketrans("‘’‚‛“”„‟", "''''\"\"\"\"")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"\S+")
_BETWEEN = 60
_RAREST = 12
_MOST_PLACES = 500
_DRIFT = 5
_MOST_WORDS = 200
_MARKS = "\"'()[]"


class Nearest(Struct, frozen=True):
    """The passage of a document most like some wording.

    `line` is where it begins, from 1; `pieces` lead from the wording to the passage.
    """

    line: int
    pieces: tuple[Piece, ...]


class Document:
    """The text of one document. Looking into it takes time in proportion to its length."""

    def __init__(self, text: str) -> None:
        self._text = text.translate(_QUOTES)
        self._folded = _folded(text)

    def has(self, wording: str) -> bool:
        """Say whether the wording stands in the document to the letter, from word to word.

        Where the wording has a place for a detail of the call, the document may have a few words.
        """
        pieces = [piece for piece in map(_folded, PLACE.split(wording)[::2]) if piece]
        if not pieces:
            return True
        # Atomic groups: what was found of one piece is not looked for again for the sake of the
        # next, so that the cost has a bound.
        rest = (f"(?>.{{0,{_BETWEEN}}}?{re.escape(piece)})" for piece in pieces[1:])
        before = r"(?<!\w)" if _is_word(pieces[0][0]) else ""
        after = r"(?!\w)" if _is_word(pieces[-1][-1]) else ""
        pattern = re.compile(before + re.escape(pieces[0]) + "".join(rest) + after)
        # Looking for plain words is many times faster than looking for a pattern.
        start = self._folded.find(pieces[0])
        while start >= 0 and not pattern.match(self._folded, start):
            start = self._folded.find(pieces[0], start + 1)
        return start >= 0

    def nearest(self, wording: str) -> Nearest | None:
        """The passage most like the wording; None if nothing is like it."""
        words = _WORD.findall(_folded(wording))[:_MOST_WORDS]
        start = self._likeliest_start([_bare(word) for word in words])
        if start is None:
            return None
        first = max(0, start - _DRIFT)
        window = self._words[first : start + len(words) + _DRIFT]
        window = _aligned(words, window)
        if not window:
            return None
        passage = _without_quotes(" ".join(match[0] for match in window), " ".join(words))
        pieces = differences(" ".join(words), passage)
        return Nearest(bisect_right(self._line_starts, window[0].start()), pieces)

    def _likeliest_start(self, words: Sequence[str]) -> int | None:
        """The word of the document where a passage with the rarest of these words would begin."""
        index = self._index
        found = sorted((len(index[word]), n) for n, word in enumerate(words) if word in index)[
            :_RAREST
        ]
        votes: Counter[int] = Counter()
        for _, n in found:
            votes.update(at - n for at in index[words[n]][:_MOST_PLACES])
        if not votes:
            return None
        near = range(-_DRIFT, _DRIFT + 1)
        best = max(votes, key=lambda at: (sum(votes[at + n] for n in near), votes[at], -at))
        return max(0, best)

    @cached_property
    def _words(self) -> list[re.Match[str]]:
        return list(_WORD.finditer(self._text))

    @cached_property
    def _index(self) -> dict[str, list[int]]:
        """Where each word stands, by number."""
        index: dict[str, list[int]] = {}
        for n, match in enumerate(self._words):
            index.setdefault(_bare(match[0]), []).append(n)
        return index

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self._text))]


def _aligned(words: Sequence[str], window: list[re.Match[str]]) -> list[re.Match[str]]:
    """The part of the window that goes with the words; empty if a third of them is not in it."""
    from difflib import SequenceMatcher  # Only wording that is not there is worth the time.

    ours, theirs = [_bare(word) for word in words], [_bare(match[0]) for match in window]
    blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()[:-1]
    if not blocks or sum(block.size for block in blocks) * 3 < len(words):
        return []
    start = max(0, blocks[0].b - blocks[0].a)
    left_over = len(words) - blocks[-1].a - blocks[-1].size
    return window[start : blocks[-1].b + blocks[-1].size + left_over]


def _without_quotes(passage: str, words: str) -> str:
    """The passage without the quotation marks around it that the words do not have."""
    if words[0] not in _MARKS:
        passage = passage.lstrip(_MARKS)
    return passage if words[-1] in _MARKS else passage.rstrip(_MARKS)


def _folded(text: str) -> str:
    return _SPACE.sub(" ", text.translate(_QUOTES)).strip()


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _bare(word: str) -> str:
    """A word as it is looked for: without punctuation around it, in small letters."""
    return word.strip(".,;:!?()[]\"'…-–—").casefold()
