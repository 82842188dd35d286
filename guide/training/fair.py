"""Comparing what was written down with what was said: what a listener would count as the same."""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"[\d\s()+./\-–]+")


def same(written: str, said: str) -> bool:
    """Say whether two values are the same to a listener.

    Case, accents, spaces and punctuation do not count, nor the order of words; numbers are compared
    by their digits. More than was said does no harm.
    """
    if _NUMBER.fullmatch(said):
        return _digits(said) in _digits(written)
    return set(_words(said)) <= set(_words(written))


def holds(written: str, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Which of the wanted words are not in what was written."""
    text = " ".join(_words(written))
    return tuple(one for one in wanted if " ".join(_words(one)) not in text)


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def _words(text: str) -> list[str]:
    bare = unicodedata.normalize("NFKD", text)
    return _WORD.findall("".join(c for c in bare if not unicodedata.combining(c)).casefold())
