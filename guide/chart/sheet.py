"""A script's chart as one sheet to print: a self-contained SVG with a head, the flow, and a legend.

Nothing in it comes from elsewhere and nothing in it runs.
"""

from collections.abc import Mapping

from msgspec import Struct

from guide.chart import paper_signs as signs
from guide.chart.drawn_flow import DrawnFlow
from guide.chart.graph import graph
from guide.chart.legend import Entry, draw_legend, legend
from guide.chart.lettering import lines
from guide.chart.measures import measures
from guide.chart.paper import FRAMES, MARGIN, POINT, Frame, Paper
from guide.chart.svg import Svg, number
from guide.chart.told_flow import told_flow
from guide.script.model import Script

_LARGEST = 2.8
"""The width of a cell on A4, in millimetres, beyond which letters would be larger than needed."""
_TITLE, _WORDS, _SMALL = 7.0, 3.6, 2.9
_LETTERS = "Helvetica, Arial, 'Liberation Sans', 'Nimbus Sans', sans-serif"
_FOOT = 16.0


class Sheet(Struct, frozen=True):
    """A sheet: its `svg`, how it is held, and how high its letters are when printed, in points."""

    svg: str
    upright: bool
    points: float


def sheet(script: Script, scripts: Mapping[str, Script], paper: Paper) -> Sheet:
    """Draw a script's chart on a sheet of paper, held so that the letters are as large as can be.

    `scripts` give other scripts their titles.
    """
    flows = [DrawnFlow(script, graph(script, scripts, one)) for one in measures(script)]
    scale, frame, flow = max(
        ((_scale(flow, frame, script), frame, flow) for flow in flows for frame in FRAMES),
        key=lambda found: found[0],
    )
    flow.fill(_height(frame, script) / scale)
    width, height = paper.sides if frame.upright else reversed(paper.sides)
    svg = Svg()
    svg.group(
        "svg",
        xmlns="http://www.w3.org/2000/svg",
        width=f"{number(width)}mm",
        height=f"{number(height)}mm",
        viewBox=f"0 0 {number(frame.width)} {number(frame.height)}",
        font_family=_LETTERS,
        role="img",
        aria_labelledby="title told",
    )
    svg.words("title", script.title, id="title")
    svg.words("desc", told_flow(script, scripts), id="told")
    svg.draw("rect", width=frame.width, height=frame.height, fill="#fff")
    top = _draw_head(svg, script, frame)
    left = (frame.width - flow.width * scale) / 2
    svg.group(transform=f"translate({number(left)} {number(top)}) scale({scale:.4f})", fill="none")
    flow.draw(svg)
    svg.end()
    _draw_foot(svg, script, frame, legend(script, flow.graph))
    svg.end("svg")
    return Sheet(f"{svg}\n", frame.upright, signs.CHOICE * scale * paper.enlarged / POINT)


def _scale(flow: DrawnFlow, frame: Frame, script: Script) -> float:
    """The width of a cell with which the flow fills what head and foot leave."""
    return min(frame.room / flow.width, _height(frame, script) / flow.height, _LARGEST)


def _height(frame: Frame, script: Script) -> float:
    """What head and foot leave of the height of a sheet; nearly nothing where rules fill it."""
    used = MARGIN + _FOOT + _draw_head(Svg(), script, frame)
    return max(frame.height - used, frame.height / 10)


def _draw_head(svg: Svg, script: Script, frame: Frame) -> float:
    """Write title, use and rules; return how far down the flow may begin."""
    y = MARGIN + _TITLE * 0.75
    svg.words("text", script.title, x=MARGIN, y=y, font_size=_TITLE, font_weight="bold")
    y += 1.5
    for words in lines(f"Use when: {script.use_when}", _WORDS, frame.room):
        y += _WORDS * 1.35
        svg.words("text", words, x=MARGIN, y=y, font_size=_WORDS, fill=signs.LINE)
    if script.rules:
        y += 0.8
    for rule in script.rules:
        for words in lines(f"! {rule}", _WORDS, frame.room, bold=True):
            y += _WORDS * 1.35
            svg.words("text", words, x=MARGIN, y=y, font_size=_WORDS, font_weight="bold")
    y += 3
    _draw_rule(svg, frame, y)
    return y + 4


def _draw_rule(svg: Svg, frame: Frame, y: float) -> None:
    across = f"M{number(MARGIN)} {number(y)}H{number(frame.width - MARGIN)}"
    svg.draw("path", d=across, stroke=signs.LINE, stroke_width=0.2)


def _draw_foot(svg: Svg, script: Script, frame: Frame, entries: tuple[Entry, ...]) -> None:
    """Explain the signs; say which script this is, so that an old sheet can be told from a new."""
    wide = sum(entry.width for entry in entries)
    scale = min(_SMALL / signs.CHOICE, frame.room / wide)
    bottom = frame.height - MARGIN
    _draw_rule(svg, frame, bottom - 11)
    svg.group(transform=f"translate({MARGIN} {bottom - 6:.2f}) scale({scale:.4f})")
    draw_legend(svg, entries, 0, 0)
    svg.end()
    about = (
        (script.id, "{}"),
        (script.version, "version {}"),
        (script.source, "from {}"),
        (script.sha256[:16], "SHA-256 {}…"),
    )
    told = " · ".join(words.format(fact) for fact, words in about if fact)
    size = _SMALL * 0.85
    svg.words("text", told, x=MARGIN, y=bottom, font_size=size, fill=signs.LINE)
