"""The keys that a hint names, so that they can be clicked: “Enter keeps it · Esc closes”."""

import re
from collections.abc import Iterator
from itertools import pairwise

from textual.content import Content
from textual.style import Style

from guide.tui.rows import Row, Span, Voice

_NAMED = {
    "Enter": "enter",
    "Esc": "escape",
    "Tab": "tab",
    "Space": "space",
    "PgUp": "pageup",
    "PgDn": "pagedown",
    "Alt+PgUp": "alt+pageup",
    "Alt+PgDn": "alt+pagedown",
    "Home": "home",
    "End": "end",
    "Ctrl+P": "ctrl+p",
    "Ctrl+Q": "ctrl+q",
    "↑": "up",
    "↓": "down",
    "/": "slash",
    "?": "question_mark",
}
_COUNTED = {"↑": "pageup", "↓": "pagedown"}
"""An arrow with a number tells how much there is that way: a click brings a page of it."""

AS_PRESSED = frozenset(_NAMED.values()) - {"space", "escape", "slash", "question_mark"}
"""The keys whose click is the key itself, wherever that goes: in a field they type nothing."""

_PART = re.compile(r"( · |, | {2,})")
_WORD = re.compile(r"[↑↓] \d+|\S+")

KEY = "key"
"""The name under which a border has the key that a click on its words stands for."""


def spans_of(hint: str) -> Iterator[tuple[str, str]]:
    """A hint in pieces, each with the key that it names; without one between them.

    >>> list(spans_of("1 or 2 · Esc closes"))
    [('1 or ', '1'), ('2', '2'), (' · ', ''), ('Esc closes', 'escape')]
    """
    for part in _PART.split(hint):
        starts = [*_keys_of(part), (len(part), "")]
        yield part[: starts[0][0]], ""
        for (at, key), (end, _) in pairwise(starts):
            yield part[at:end], key


def _keys_of(part: str) -> Iterator[tuple[int, str]]:
    """Where the keys stand that a part of a hint begins with: what comes then says what they do."""
    for found in _WORD.finditer(part):
        word = found[0].rstrip(":")
        if word in ("or", "then"):
            continue
        alone = len(word) == 1 and word.isalnum() and word == word.lower()
        key = _COUNTED[word[0]] if word[1:] and word[0] in _COUNTED else _NAMED.get(word, "")
        if not key and not alone:
            return
        yield found.start(), key or word


def keyed(hint: str, voice: Voice = Voice.DIM) -> Row:
    """A hint as a row of which each key can be clicked."""
    return tuple(Span(text, voice, key) for text, key in spans_of(hint) if text)


def clickable(hint: str) -> Content:
    """A hint for a border, of which each key can be clicked; see `clicked`."""
    pieces = ((text, Style.from_meta({KEY: key}) if key else "") for text, key in spans_of(hint))
    return Content.assemble(*pieces)
