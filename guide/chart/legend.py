"""What the signs of a printed chart mean: those that are in it, and no others."""

from collections.abc import Iterator
from typing import Protocol

from msgspec import Struct

from guide.chart import paper_signs as signs
from guide.chart.graph import Graph
from guide.chart.leads import Sign
from guide.chart.lettering import length
from guide.chart.svg import Svg
from guide.script.model import Script

_EXITS = {
    Sign.END: "the call ends",
    Sign.SCRIPT: "to another script",
    Sign.RETURN: "back to where one came from",
    Sign.LOOP: "the step again",
}
_SAMPLE = 4.0
"""How wide a sample is, in cell widths."""
_APART = 2.2


class _Draw(Protocol):
    """Draws a sample from `x` on, its middle as high as `y`."""

    def __call__(self, svg: Svg, x: float, y: float) -> None: ...


class Entry(Struct, frozen=True):
    """A sample of a sign, and what it means."""

    draw: _Draw
    words: str

    @property
    def width(self) -> float:
        """The room it takes, with what keeps it apart from the next."""
        return _SAMPLE + 0.8 + length(self.words, signs.CHOICE) + _APART


def legend(script: Script, drawn: Graph) -> tuple[Entry, ...]:
    """What is to be explained of a chart."""
    return tuple(_entries(script, drawn))


def draw_legend(svg: Svg, entries: tuple[Entry, ...], x: float, y: float) -> None:
    """Draw the entries beside one another; the unit is the width of a cell."""
    for entry in entries:
        entry.draw(svg, x, y)
        signs.write(
            svg, entry.words, x + _SAMPLE + 0.8, y, entry.width, anchor="start", ink=signs.BLACK
        )
        x += entry.width


def _entries(script: Script, drawn: Graph) -> Iterator[Entry]:
    yield Entry(_Box(first=True), "first step")
    if any(step.role for step in script.steps):
        yield Entry(_Box(part=True), "part of the hang-up protocol")
    if any(line.must_say for step in script.steps for line in step.lines):
        yield Entry(_must_say, "lines that must be said")
    if any(arrow.loop for arrow in drawn.arrows):
        yield Entry(_way_back, "back to a step before")
    met = {node.sign for node in drawn.nodes}
    for sign, words in _EXITS.items():
        if sign in met:
            yield Entry(_WayOut(sign), words)


class _Box(Struct, frozen=True):
    first: bool = False
    part: bool = False

    def __call__(self, svg: Svg, x: float, y: float) -> None:
        signs.box(svg, x, y - 0.9, _SAMPLE, 1.8, first=self.first, part=self.part)


class _WayOut(Struct, frozen=True):
    sign: Sign

    def __call__(self, svg: Svg, x: float, y: float) -> None:
        signs.way_out(svg, self.sign, x, y - 0.9, _SAMPLE, 1.8)
        signs.icon(svg, self.sign, x + _SAMPLE / 2 - 0.55, y)


def _must_say(svg: Svg, x: float, y: float) -> None:
    signs.must_say(svg, x + _SAMPLE / 2, y, 1)


def _way_back(svg: Svg, x: float, y: float) -> None:
    tip = (x + 0.8, y - 1.2)
    svg.path(
        (tip, (x + 0.8, y + 0.8), (x + _SAMPLE, y + 0.8)),
        0.9,
        stroke=signs.LINE,
        stroke_width=signs.THIN,
        stroke_dasharray=signs.DASHES,
        fill="none",
    )
    signs.head(svg, *tip, loop=True)
