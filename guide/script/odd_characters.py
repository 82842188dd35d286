"""Characters that no eye can see, or that pass for a space, where only plain ones can be.

They come with what is pasted from a web page or a word processor. In words that are said some of
them are at home; in the name of a setting, in an id and between the parts of a file none is.
"""

import re
import unicodedata

_KINDS = ("Zs", "Zl", "Zp", "Cf")
"""By Unicode's categories: separators, and what only formats."""

_NAME = re.compile(r"[A-Za-z0-9_:.{}-]*")
_SHOWN = 30
"""So many characters before it are told."""


_CONTROLS = {"\t": "TAB", "\n": "LINE FEED", "\r": "CARRIAGE RETURN", "\x1b": "ESCAPE"}


def named(char: str) -> str:
    """A character by its name and code point, such as `CYRILLIC SMALL LETTER A (U+0430)`."""
    name = unicodedata.name(char, "") or _CONTROLS.get(char, "a control character")
    return f"{name} (U+{ord(char):04X})"


def is_odd(char: str) -> bool:
    """Whether a character is unseen, or a space that is not the plain one."""
    return not char.isascii() and unicodedata.category(char) in _KINDS


def without_odd(text: str) -> str:
    """The text without such characters."""
    return text if text.isascii() else "".join(char for char in text if not is_odd(char))


def odd_one(text: str) -> str:
    """The first such character of a text, by its name and what it follows; empty for none."""
    for n, char in enumerate(text):
        if is_odd(char):
            before = text[:n].strip()[-_SHOWN:]
            return f"{named(char)}, {f'after `{before}`' if before else 'at the beginning'}"
    return ""


def told_by_name(text: str) -> str:
    """A name with each such character in it told; what is no name without them, as it is."""
    if text.isascii() or not _NAME.fullmatch(without_odd(text)):
        return text
    return "".join(f"<{named(char)}>" if is_odd(char) else char for char in text)
