"""An SVG document, written element by element. Nothing in it can be anything but a drawing.

It is planned before it is known which letter it is printed in. So words are measured as Helvetica
sets them, which every printer has; Arial and Liberation Sans have the same widths.
"""

import re
from collections.abc import Sequence
from html import escape

from guide.text import cells, plain_line

_Point = tuple[float, float]

_BOLD = 1.07
_WIDTHS = {
    0.22: "'ijl",
    0.28: " !,./:;I[\\]ft’‘·",
    0.34: '"()-`r{|}“”',
    0.39: "*",
    0.5: "Jckksvxyz^",
    0.61: "+<=>FTZ~",
    0.67: "&ABEKPSVXY",
    0.72: "CDHNRUw",
    0.78: "GOQ",
    0.86: "Mm%",
    1.0: "W@…—",
}
_WIDTH_OF = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_USUAL = 0.56
_WIDE = 1.0
_NOT_IN_XML = re.compile("[\ufffe\uffff]")


class Svg:
    """Elements in the order in which they are drawn; `group` and `end` must come in pairs."""

    def __init__(self) -> None:
        self._parts: list[str] = []

    def __str__(self) -> str:
        """The elements, one a row."""
        return "\n".join(self._parts)

    def draw(self, name: str, **attributes: str | float) -> None:
        """Draw something without words, such as a `rect`."""
        self._parts.append(f"<{name}{_written(attributes)}/>")

    def group(self, name: str = "g", **attributes: str | float) -> None:
        """Begin a group; what is drawn until `end` belongs to it."""
        self._parts.append(f"<{name}{_written(attributes)}>")

    def end(self, name: str = "g") -> None:
        self._parts.append(f"</{name}>")

    def words(self, name: str, text: str, **attributes: str | float) -> None:
        """Write words: a `text`, a `title`, a `desc`."""
        self._parts.append(f"<{name}{_written(attributes)}>{clean(text)}</{name}>")

    def path(self, points: Sequence[_Point], bend: float, **attributes: str | float) -> None:
        """Draw a line through points, with corners rounded by at most `bend`."""
        (x, y), last = points[0], points[-1]
        steps = [f"M{number(x)} {number(y)}"]
        for before, at, after in zip(points, points[1:], points[2:], strict=False):
            (x, y), (to_x, to_y) = _towards(at, before, bend), _towards(at, after, bend)
            steps.append(f"L{number(x)} {number(y)}Q{number(at[0])} {number(at[1])}")
            steps.append(f"{number(to_x)} {number(to_y)}")
        steps.append(f"L{number(last[0])} {number(last[1])}")
        self.draw("path", d=" ".join(steps), **attributes)


def number(value: float) -> str:
    """A number as short as it can be for a drawing."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def clean(text: str) -> str:
    """A text as it may stand in a document: one line, and nothing in it is an element."""
    return escape(_NOT_IN_XML.sub("", plain_line(text)))


def _written(attributes: dict[str, str | float]) -> str:
    return "".join(
        f" {name.rstrip('_').replace('_', '-')}="
        f'"{clean(value) if isinstance(value, str) else number(value)}"'
        for name, value in attributes.items()
    )


def _towards(start: _Point, end: _Point, far: float) -> _Point:
    """The point so far from the start towards the end, but never beyond the middle."""
    (x, y), (to_x, to_y) = start, end
    whole = abs(to_x - x) + abs(to_y - y)
    part = min(far, whole / 2) / whole if whole else 0
    return x + (to_x - x) * part, y + (to_y - y) * part


def length(text: str, size: float, *, bold: bool = False) -> float:
    """How long a text is, in the unit that the letters' `size` is given in."""
    return sum(map(_letter, text)) * size * (_BOLD if bold else 1)


def lines(text: str, size: float, width: float, *, bold: bool = False) -> tuple[str, ...]:
    """A text broken at spaces so that no line is longer than `width`, unless a word is."""
    found = [""]
    for word in text.split():
        longer = f"{found[-1]} {word}".lstrip()
        if found[-1] and length(longer, size, bold=bold) > width:
            found.append(word)
        else:
            found[-1] = longer
    return tuple(found)


def _letter(letter: str) -> float:
    taken = cells(letter)
    return _WIDTH_OF.get(letter, (0.0, _USUAL, _WIDE)[taken])
