"""A script's chart as one sheet to print: a self-contained SVG with a head, the flow, and a legend.

Nothing in it comes from elsewhere and nothing in it runs.
"""

from collections.abc import Mapping

from msgspec import Struct

from guide.chart import svg_signs as signs
from guide.chart.flow import flow_order
from guide.chart.graph import graph, measures
from guide.chart.paper import FRAMES, MARGIN, POINT, Frame, Paper
from guide.chart.svg import Svg, lines, number
from guide.chart.svg_flow import DrawnFlow
from guide.chart.targets import Sign, resolve_target
from guide.script.model import Script, Step

_LARGEST = 2.8
"""The width of a cell on A4, in millimetres, beyond which letters would be larger than needed."""
_TITLE, _WORDS, _SMALL = 7.0, 3.6, 2.9
_LETTERS = "Helvetica, Arial, 'Liberation Sans', 'Nimbus Sans', sans-serif"
_FOOT = 16.0
_ENDS = {
    Sign.SCRIPT: "to the script “{}”",
    Sign.RETURN: "back to where one came from",
    Sign.END: "the call ends: {}",
}


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
    svg.words("desc", _flow_in_words(script, scripts), id="told")
    svg.draw("rect", width=frame.width, height=frame.height, fill="#fff")
    top = _draw_head(svg, script, frame)
    left = (frame.width - flow.width * scale) / 2
    svg.group(transform=f"translate({number(left)} {number(top)}) scale({scale:.4f})", fill="none")
    flow.draw(svg)
    svg.end()
    _draw_foot(svg, script, frame, signs.legend(script, flow.graph))
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


def _draw_foot(
    svg: Svg, script: Script, frame: Frame, entries: tuple[signs.Explained, ...]
) -> None:
    """Explain the signs; say which script this is, so that an old sheet can be told from a new."""
    wide = sum(entry.width for entry in entries)
    scale = min(_SMALL / signs.CHOICE, frame.room / wide)
    bottom = frame.height - MARGIN
    _draw_rule(svg, frame, bottom - 11)
    svg.group(transform=f"translate({MARGIN} {bottom - 6:.2f}) scale({scale:.4f})")
    signs.draw_legend(svg, entries)
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


def _flow_in_words(script: Script, scripts: Mapping[str, Script]) -> str:
    """Every step in the order of the flow, and where each of its choices leads."""
    return " ".join(_step_in_words(script, scripts, step) for step in flow_order(script))


def _step_in_words(script: Script, scripts: Mapping[str, Script], step: Step) -> str:
    choices: list[str] = []
    for choice in step.choices:
        found = resolve_target(scripts, script, choice.to)
        leads = _ENDS[found.sign] if found.sign else "to “{}”"
        choices.append(f"{choice.key} {choice.label}, {leads.format(found.title)}")
    return f"{step.title}: {'; '.join(choices) or 'no choices'}."
