"""An SVG document, written element by element. Nothing in it can be anything but a drawing."""

import re
from collections.abc import Sequence
from html import escape

from guide.text import plain_line

_Point = tuple[float, float]

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
        """End the group that was begun last."""
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
