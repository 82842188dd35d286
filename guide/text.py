"""Plain text: the border where everything that strangers wrote loses what a terminal would obey.

Scripts, scenarios, notes, names and pasted text all pass here once, on the way in. What is taken
out are the control characters C0 (but tab and newline), DEL and C1, the bidirectional controls,
and lone surrogates; everything else stays to the letter.
"""

import re

_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_NEWLINES = re.compile("\r\n|\r|\u2028|\u2029|\x85")


def plain(text: str) -> str:
    """Return `text` with only characters that are safe to show; line ends become a newline."""
    return _UNSAFE.sub("", _NEWLINES.sub("\n", text))


def plain_line(text: str) -> str:
    """Return `text` as one line: cleaned, with every run of white space made one space."""
    return " ".join(plain(text).split())


def escaped(text: str) -> str:
    """Return `text`, which is JSON, with what `plain` would take out escaped: the same to a reader.

    JSON has such characters in strings alone.
    """
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def is_plain(text: str) -> bool:
    """Say whether `text` holds nothing that `plain` would take out."""
    return _UNSAFE.search(text) is None
