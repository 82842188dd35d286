"""Text: cleaned where strangers' words come in; how wide it is on a terminal; wrapped and cut.

Scripts, scenarios, notes, names and pasted text all pass here once, on the way in. What is taken
out are the control characters C0 (but tab and newline), DEL and C1, the bidirectional controls,
and lone surrogates; everything else stays to the letter.

A wide character of East Asia takes two cells, a combining mark none. Only the standard library.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from textwrap import shorten
from unicodedata import category, combining, east_asian_width, normalize

_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_BLANKS = re.compile("[ \t\n]+")
_NEWLINES = re.compile("\r\n|\r|\u2028|\u2029|\x85")


def plain(text: str) -> str:
    """Return `text` with only characters that are safe to show; line ends become a newline."""
    if text.isprintable():
        # Nearly every text: what is taken out, and every line end, is not printable.
        return text
    return _UNSAFE.sub("", _NEWLINES.sub("\n", text))


def plain_line(text: str) -> str:
    """Return `text` as one line: cleaned, without space around it, its blanks and breaks single.

    Spaces of other kinds stay within it: a no-break space or a full-width one is text.
    """
    safe = plain(text)
    if "  " in safe or "\n" in safe or "\t" in safe:
        safe = _BLANKS.sub(" ", safe)
    return safe.strip()


def is_text(character: str) -> bool:
    """Say whether this character is one that can be typed into a line.

    Not `str.isprintable`, which leaves out no-break spaces, the full-width one, and joiners.
    """
    return character not in "\t\n" and plain(character) == character


def escaped(text: str) -> str:
    """Return `text`, which is JSON, with what `plain` would take out escaped: the same to a reader.

    JSON has such characters in strings alone.
    """
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def is_plain(text: str) -> bool:
    """Say whether `text` holds nothing that `plain` would take out."""
    return _UNSAFE.search(text) is None


def capital(text: str) -> str:
    """`text` as a sentence begins."""
    return text[:1].upper() + text[1:]


def unaccented(text: str) -> str:
    """The text in small letters, those with accents as the letters they are made of.

    What is typed to be found rarely has them: “verzogert” stands for “verzögert”, and of a Turkish
    name each i for every other.
    """
    small = text.casefold()
    if small.isascii():
        return small
    small = normalize("NFKD", small)
    # A long text has few marks, however often each.
    for mark in filter(combining, set(small)):
        small = small.replace(mark, "")
    return small.replace("ı", "i")


def counted(count: int, thing: str) -> str:
    """So many of a thing, such as `2 scripts`."""
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


ELLIPSIS = "…"

_WORD = re.compile(r"\s*\S+")


_JOINER, _AS_EMOJI = "\u200d", "\ufe0f"
_SIGN_EMOJI = frozenset("#*0123456789‼⁉ℹ↔⤴⤵◻◼")
"""What can be shown as an emoji and is no symbol by its category."""

_JOINED = (("\u1160", "\u11ff"), ("\ud7b0", "\ud7fb"), ("\U0001f3fb", "\U0001f3ff"))
"""The later parts of a Korean syllable, and the colors of an emoji's skin."""


@lru_cache(maxsize=4096)
def _char_cells(char: str) -> int:
    if combining(char) or category(char) in ("Mn", "Me", "Mc", "Cf", "Cc", "Cs"):
        return 0
    if any(first <= char <= last for first, last in _JOINED):
        return 0
    if category(char) == "Cn":
        # Python calls full-width what no standard has assigned yet: it is so in two planes.
        return 2 if "\U00020000" <= char <= "\U0003fffd" else 1
    return 2 if east_asian_width(char) in ("W", "F") else 1


def cells(text: str) -> int:
    """The number of cells `text`, one line, takes on the screen.

    What a joiner joins to an emoji takes no cell of its own; a symbol shown as an emoji takes two.
    The full screen reckons with the same, so nothing drawn by the one is broken by the other.
    """
    if text.isascii() and text.isprintable():
        return len(text)
    if _JOINER not in text and _AS_EMOJI not in text:
        return sum(map(_char_cells, text))
    return [total for _, total in _measured(text)][-1]


def _measured(text: str) -> Iterator[tuple[int, int]]:
    """After each character: where the sign begins that it is part of, and the cells up to here."""
    begins, total, last, joined = 0, 0, "", False
    for at, char in enumerate(text):
        if joined or char == _JOINER:
            joined = char == _JOINER and not joined
        elif char == _AS_EMOJI:
            widens = last in _SIGN_EMOJI or (last and category(last) == "So")
            total += 1 if widens and _char_cells(last) == 1 else 0
            last = ""
        elif width := _char_cells(char):
            begins, total, last = at, total + width, char
        yield begins, total


def is_of_certain_width(text: str) -> bool:
    """Whether terminals agree how wide a text is: no sign of it is joined or combined."""
    return text.isascii() or all(map(_char_cells, text))


_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


def runs_from_right(text: str) -> bool:
    """Whether there is any Hebrew, Arabic or the like in a text."""
    return not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None


def is_from_right(text: str) -> bool:
    """Whether most letters of a text are Hebrew, Arabic or the like."""
    from_right = len(_RIGHT_TO_LEFT.findall(text))
    return from_right > sum(one.isalpha() for one in text) - from_right


def head(text: str, width: int) -> tuple[str, str]:
    """Split `text` into the longest head of at most `width` cells, and the rest.

    No sign is torn apart, be it combined or joined of several characters.
    """
    for begins, taken in _measured(text):
        if taken > width:
            return text[:begins], text[begins:]
    return text, ""


def shortened(text: str, most: int, more: str = ELLIPSIS) -> str:
    """`text` in one line of at most `most` characters: its first whole words, and `more`.

    Where not even one fits, as in a language that writes no spaces, it is cut off amid it.
    """
    words = shorten(text, most, placeholder=more)
    line = " ".join(text.split())
    return words if words != more.strip() else line[: most - len(more)] + more


def cut(text: str, width: int, *, force: bool = False) -> str:
    """`text` in at most `width` cells, with an ellipsis where its end was cut off.

    `force`: it must look cut even if it fits, for more was to follow.
    """
    if cells(text) <= width and not force:
        return text
    if width <= 0:
        return ""
    # A joiner at the end would take the ellipsis into itself.
    return head(text, width - 1)[0].rstrip().rstrip(_JOINER) + ELLIPSIS


def fit(text: str, width: int, fill: str = " ") -> str:
    """`text` in exactly `width` cells: cut, or filled up on the right."""
    short = cut(text, width)
    return short + fill * (width - cells(short))


def wrap(text: str, width: int) -> tuple[str, ...]:
    """`text` broken at spaces into rows of at most `width` cells; a longer word is broken too.

    Within a row every space stays.
    """
    rows: list[str] = []
    row = ""
    for word in _WORD.findall(text.strip()):
        if cells(row + word) <= width:
            row += word
            continue
        if row:
            rows.append(row)
        row = word.lstrip()
        while cells(row) > width:
            first, rest = head(row, max(width, 2))
            rows.append(first)
            row = rest
    if row or not rows:
        rows.append(row)
    return tuple(rows)


def wrap_evenly(text: str, width: int) -> tuple[str, ...]:
    """As `wrap`, in as few rows, but the rows about equally long."""
    rows = wrap(text, width)
    longest_word = max(map(cells, text.split()), default=0)
    for narrower in range(max(longest_word, -(-cells(text) // len(rows))), width):
        even = wrap(text, narrower)
        if len(even) == len(rows):
            return even
    return rows
