"""Writing that leaves no space between words: Chinese and Japanese, Thai and its neighbors."""

import re

_HAN_AND_KANA = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_OF_SYLLABLES = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
"""Thai, Lao, Burmese and Khmer: letters, some of which make a syllable."""

UNSPACED = f"{_HAN_AND_KANA}{_OF_SYLLABLES}"
"""All of it, as it stands in the brackets of an expression."""

_SHARES = (
    (re.compile(f"[{_HAN_AND_KANA}]"), 1 / 2),
    (re.compile(f"[{_OF_SYLLABLES}]"), 1 / 5),
)
"""How much of a word each of their characters is, for whoever says it: rather too little.

Ten Chinese syllables, or Japanese morae, are more than anybody says in a second, as five words are.
"""

_RUN = re.compile(f"[{UNSPACED}]+")


def length(text: str) -> float:
    """How many words a text is long, for whoever says it or hears it out."""
    shares = sum(len(letter.findall(text)) * share for letter, share in _SHARES)
    if not shares:
        return float(len(text.split()))
    others = _RUN.sub(" ", text).split()
    return shares + sum(any(map(str.isalnum, word)) for word in others)


def pairs(run: str) -> list[str]:
    """What stands for the words of a run of such letters: each two that are side by side."""
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]
