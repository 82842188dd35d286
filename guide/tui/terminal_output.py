"""What is painted, as the terminal is sent it: a colour is said only where it changes.

Textual says the whole style of each piece of text, and takes it back after it, in some forty bytes;
most pieces differ from the one before in one colour. Over a slow line that is half of the wait.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from guide.tui.rows import ISOLATED, ISOLATES

_STYLE = re.compile(r"\x1b\[([0-9;]*)m")
_PART = re.compile(r"[34]8;(?:2;\d+;\d+;\d+|5;\d+)|\d+")
_MOVES = re.compile(r"(?:\x1b\[\d+;\d+H\n?|\n)*")
_LAST_MOVE = re.compile(r"(?:\x1b\[\d+;\d+H\n?)+(?=\x1b\[\d+;\d+H)")

_ROWS = re.compile(r"(\x1b\[\d+;\d+H|\n)")

_FRAMES = frozenset(map(chr, range(0x2500, 0x2580)))

_BOLD, _NOT_BOLD = "1", "22"
_PLAIN_COLOR, _PLAIN_GROUND = "39", "49"
_RESET = "\x1b[0m"


class _Look(NamedTuple):
    """How a terminal writes: colour, ground, and what else is on, each as its own number."""

    color: str = _PLAIN_COLOR
    ground: str = _PLAIN_GROUND
    weights: frozenset[str] = frozenset()

    @property
    def only_ground(self) -> bool:
        """Whether nothing but its ground is seen of a blank."""
        return self.weights <= {_BOLD}


_PLAIN = _Look()


def in_few_bytes(painted: str) -> str:
    """The same picture in fewer bytes. It begins and ends with a terminal that writes plainly."""
    short = "".join(_pieces(painted)) if _RESET in painted else painted
    return _closed(short) if any(sign in short for sign in (*ISOLATES, ISOLATED)) else short


def _closed(painted: str) -> str:
    """The same with each isolate of a row closed in what is sent of that row, and no other.

    Where a row is cut at the end of one, its closing sign is lost: it takes no cell. No frame is
    ever within one.
    """
    return "".join(map(_closed_in_row, _ROWS.split(painted)))


def _closed_in_row(text: str) -> str:
    kept, is_open = "", 0
    for char in text:
        is_open += char in ISOLATES
        if is_open and char in _FRAMES:
            kept += ISOLATED * is_open
            is_open = 0
        if char == ISOLATED:
            if not is_open:
                continue
            is_open -= 1
        kept += char
    return kept + ISOLATED * is_open


def _pieces(painted: str) -> Iterator[str]:
    first, *rest = _STYLE.split(painted)
    yield first
    has = wanted = _PLAIN
    for style, text in zip(rest[::2], rest[1::2], strict=True):
        wanted = _looks(style, wanted)
        if not text:
            continue
        if wanted == _PLAIN and _MOVES.fullmatch(text):
            yield _LAST_MOVE.sub("", text)
            continue
        if not _looks_the_same(text, has, wanted):
            yield _change(has, wanted)
            has = wanted
        yield text
    if has != _PLAIN:
        yield _RESET


def _looks_the_same(text: str, has: _Look, wanted: _Look) -> bool:
    if has == wanted:
        return True
    blank = has.ground == wanted.ground and has.only_ground and wanted.only_ground
    return blank and not text.strip(" ")


@lru_cache(1024)
def _looks(style: str, before: _Look) -> _Look:
    """How a terminal that looked like this writes after it was sent a style."""
    color, ground, weights = before
    for part in _PART.findall(style) or ["0"]:
        number = int(part.partition(";")[0])
        match number:
            case 0:
                color, ground, weights = _PLAIN
            case 22:
                weights -= {_BOLD, "2"}
            case _ if 30 <= number <= 39 or 90 <= number <= 97:
                color = part
            case _ if 40 <= number <= 49 or 100 <= number <= 107:
                ground = part
            case _:
                weights |= {part}
    return _Look(color, ground, weights)


@lru_cache(1024)
def _change(has: _Look, wanted: _Look) -> str:
    """What makes a terminal of one look write in another: the shorter of two ways."""
    off = has.weights - wanted.weights
    ways = [["0", *_parts(_PLAIN, wanted)]]
    if off <= {_BOLD}:
        ways.append([_NOT_BOLD, *_parts(has, wanted)] if off else _parts(has, wanted))
    return f"\x1b[{min(map(';'.join, ways), key=len)}m"


def _parts(has: _Look, wanted: _Look) -> list[str]:
    parts = sorted(wanted.weights - has.weights)
    parts += [wanted.color] if wanted.color != has.color else []
    parts += [wanted.ground] if wanted.ground != has.ground else []
    return parts
