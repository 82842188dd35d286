"""The nearest spelling: what somebody probably meant who wrote a name that nothing has."""

from collections.abc import Collection
from itertools import islice

_LONGEST = 80
_COMPARISONS = 10_000


class Speller:
    """Finds the nearest spelling, at most so many comparisons in its life.

    The limit keeps a file with thousands of wrong names among thousands of right ones from taking
    minutes; the first mistakes get a suggestion, the others only the sentence.
    """

    def __init__(self) -> None:
        self._left = _COMPARISONS

    def nearest(self, word: str, names: Collection[str]) -> str:
        """The name most like `word`; empty if none is like it."""
        if len(word) > _LONGEST or len(names) > self._left:
            return ""
        from difflib import get_close_matches  # Only a mistake is worth the time it takes to load.

        self._left -= len(names)
        by_folded = {name.casefold(): name for name in names}
        found = get_close_matches(word.casefold(), by_folded)
        # Whoever misspells a word rarely begins it wrong: munday is monday, not sunday.
        found.sort(key=lambda name: name[:1] != word[:1].casefold())
        return by_folded[found[0]] if found else ""


def nearest(word: str, names: Collection[str]) -> str:
    """The name most like `word`; empty if none is like it."""
    return Speller().nearest(word, names)


def quoted(word: str) -> str:
    """A name as messages show it: cut to a length that leaves the sentence readable."""
    return f"`{word if len(word) <= _LONGEST else word[: _LONGEST - 1] + '…'}`"


def listed(names: Collection[str], most: int = 8) -> str:
    """Some of these names for the end of a sentence."""
    shown = [quoted(name) for name in islice(names, most)]
    return ", ".join(shown) + (", …" if len(names) > most else "")


def suggestion(near: str, otherwise: str) -> str:
    """How to mend a wrong name: the nearest right one, or else what a right one would be."""
    return f"Did you mean {quoted(near)}?" if near else otherwise
