"""The signs of a chart on paper, drawn, since not every letter has them, and what they mean.

Black ink is enough: the first step has a heavy border and an ending is filled; another script is a
pill, a way back is dashed. The unit is the width of a cell of the chart.
"""

from collections.abc import Callable, Iterator
from functools import partial

from msgspec import Struct

from guide.chart.graph import Graph
from guide.chart.svg import Svg, length
from guide.chart.targets import Sign
from guide.script.model import Script

TITLE, CHOICE, SMALL = 1.75, 1.7, 1.45
"""How high the letters of titles, of choices and of small signs are."""
BLACK, LINE, TINT, WHITE = "#111", "#333", "#e9edf2", "#fff"
THICK, THIN, DASHES = 0.5, 0.22, "1 0.6"
KEY = 0.92
"""Half of the width of the disc that the number of a choice stands in."""
ICON = 1.6
"""The room that the sign of a way out takes before its words."""
_BASE = 0.34
"""How far below the middle of its row a letter stands, as a part of its height."""
_HEAD = 1.2
_ICONS = {
    Sign.SCRIPT: "M0 0H1.1M0.65 -0.45L1.1 0L0.65 0.45",
    Sign.RETURN: "M0.45 -0.05L0 0.3L0.45 0.65M0 0.3H0.8Q1.15 0.3 1.15 -0.1T0.8 -0.5H0.35",
    Sign.LOOP: "M0.3 -0.45A0.55 0.55 0 1 0 0.95 -0.35M0.3 -0.95V-0.4H0.85",
}
_EXITS = {
    Sign.END: "the call ends",
    Sign.SCRIPT: "to another script",
    Sign.RETURN: "back to where one came from",
    Sign.LOOP: "the step again",
}
_SAMPLE, _APART = 4.0, 2.2
"""How wide a sample in the legend is, and how far apart what is explained."""


def write(
    svg: Svg,
    words: str,
    x: float,
    y: float,
    room: float,
    *,
    size: float = CHOICE,
    anchor: str = "middle",
    fill: str = BLACK,
) -> None:
    """Write a row of words whose middle is as high as `y`; too long for its room, it is set closer.

    Titles are bold. The length is told, so that words in another letter keep to their place.
    """
    if not words:
        return
    bold = size == TITLE
    fixed: dict[str, str | float] = {"font_weight": "bold"} if bold else {}
    long = length(words, size, bold=bold)
    if words.isascii() or long > room:
        fixed |= {"textLength": min(long, room), "lengthAdjust": "spacingAndGlyphs"}
    base = y + size * _BASE
    svg.words("text", words, x=x, y=base, font_size=size, text_anchor=anchor, fill=fill, **fixed)


def box(
    svg: Svg, x: float, y: float, width: float, height: float, *, first: bool, part: bool
) -> None:
    """The box of a step: the first of its script, or one with a part in the hang-up protocol."""
    fill, thick = TINT if part else WHITE, THICK if first else THIN
    _rect(svg, x, y, width, height, rx=0.8, fill=fill, stroke_width=thick)


def must_say(svg: Svg, x: float, y: float, count: int) -> None:
    """How many lines of a step must be said, on its border."""
    words = f"“{count}”"
    wide = length(words, SMALL) + 0.6
    _rect(svg, x - wide / 2, y - 0.9, wide, 1.8, rx=0.9)
    write(svg, words, x, y, wide, size=SMALL)


def key(svg: Svg, x: float, y: float, number: int) -> None:
    svg.draw("circle", cx=x, cy=y, r=KEY, fill=LINE)
    write(svg, str(number), x, y, 2 * KEY, size=SMALL, fill=WHITE)


def way_out(svg: Svg, sign: Sign, x: float, y: float, width: float, height: float) -> None:
    """The shape of a way out; its words are to be in `color_on(sign)`."""
    look: dict[str, str | float] = {"rx": min(height / 2, 1.2)}
    if sign is Sign.END:
        look = {"rx": 0.3, "fill": LINE}
    elif sign is Sign.LOOP:
        look["stroke_dasharray"] = DASHES
    _rect(svg, x, y, width, height, **look)


def color_on(sign: Sign) -> str:
    """The color of the words on a way out."""
    return WHITE if sign is Sign.END else BLACK


def icon(svg: Svg, sign: Sign, x: float, y: float) -> None:
    """The sign of a way out; its left end is at `x`."""
    if sign is Sign.END:
        svg.draw("rect", x=x + 0.1, y=y - 0.5, width=1, height=1, fill=WHITE)
        return
    move = f"translate({x:.2f} {y:.2f})"
    look = {"fill": "none", "stroke": BLACK}
    svg.draw("path", d=_ICONS[sign], transform=move, **look, stroke_width=THIN)


def head(svg: Svg, x: float, y: float, *, loop: bool) -> None:
    """The head of an arrow with its tip there: it points down or, hollow, on a way back, up."""
    back = _HEAD if loop else -_HEAD
    svg.draw(
        "path",
        d=f"M{x:.2f} {y:.2f}l-0.6 {back}h1.2Z",
        fill=WHITE if loop else LINE,
        stroke=LINE,
        stroke_width=THIN if loop else THIN / 2,
        stroke_linejoin="round",
    )


def _rect(svg: Svg, x: float, y: float, width: float, height: float, **look: str | float) -> None:
    """A shape that is white and has a thin border, unless its look says otherwise."""
    usual: dict[str, str | float] = {"fill": WHITE, "stroke": BLACK, "stroke_width": THIN}
    svg.draw("rect", x=x, y=y, width=width, height=height, **(usual | look))


class Explained(Struct, frozen=True):
    """A sign that is drawn from `x` on, its middle as high as `y`, and what it means."""

    draw: Callable[[Svg, float, float], None]
    words: str

    @property
    def width(self) -> float:
        """The room it takes, with what keeps it apart from the next."""
        return _SAMPLE + 0.8 + length(self.words, CHOICE) + _APART


def legend(script: Script, drawn: Graph) -> tuple[Explained, ...]:
    """What the signs of a chart mean: those that are in it, and no others."""
    return tuple(_legend(script, drawn))


def draw_legend(svg: Svg, entries: tuple[Explained, ...]) -> None:
    """Draw the entries beside one another, from the origin on."""
    x = 0.0
    for entry in entries:
        entry.draw(svg, x, 0)
        write(svg, entry.words, x + _SAMPLE + 0.8, 0, entry.width, anchor="start")
        x += entry.width


def _legend(script: Script, drawn: Graph) -> Iterator[Explained]:
    yield Explained(partial(_sample_box, first=True, part=False), "first step")
    if any(step.role for step in script.steps):
        sample = partial(_sample_box, first=False, part=True)
        yield Explained(sample, "part of the hang-up protocol")
    if any(line.must_say for step in script.steps for line in step.lines):
        yield Explained(_sample_must_say, "lines that must be said")
    if any(arrow.loop for arrow in drawn.arrows):
        yield Explained(_sample_way_back, "back to a step before")
    met = {node.sign for node in drawn.nodes}
    for sign, words in _EXITS.items():
        if sign in met:
            yield Explained(partial(_sample_way_out, sign), words)


def _sample_box(svg: Svg, x: float, y: float, *, first: bool, part: bool) -> None:
    box(svg, x, y - 0.9, _SAMPLE, 1.8, first=first, part=part)


def _sample_way_out(sign: Sign, svg: Svg, x: float, y: float) -> None:
    way_out(svg, sign, x, y - 0.9, _SAMPLE, 1.8)
    icon(svg, sign, x + _SAMPLE / 2 - 0.55, y)


def _sample_must_say(svg: Svg, x: float, y: float) -> None:
    must_say(svg, x + _SAMPLE / 2, y, 1)


def _sample_way_back(svg: Svg, x: float, y: float) -> None:
    tip = (x + 0.8, y - 1.2)
    look = {"stroke": LINE, "stroke_dasharray": DASHES, "fill": "none"}
    points = (tip, (x + 0.8, y + 0.8), (x + _SAMPLE, y + 0.8))
    svg.path(points, 0.9, **look, stroke_width=THIN)
    head(svg, *tip, loop=True)
