"""A script's chart as one sheet to print: a self-contained SVG with a head, the flow, and a legend.

Nothing in it comes from elsewhere and nothing in it runs.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from msgspec import Struct

from guide.chart.flow import TitleSign, flow_order, resolve_target
from guide.chart.graph import Graph, graph, wrappings
from guide.chart.paper import Paper
from guide.chart.svg import Svg, length, lines, number
from guide.chart.svg_flow import (
    CHOICE,
    DASHES,
    LINE,
    THIN,
    DrawnFlow,
    box,
    head,
    icon,
    must_say,
    way_out,
    write,
)
from guide.script.condition_words import told_label
from guide.script.model import Script

_MARGIN = 10.0
"""Everything is laid out for a sheet in the hand, in millimetres: a larger one is enlarged."""
_POINT = 25.4 / 72
_LARGEST = 2.8
"""The width of a cell there, in millimetres, beyond which letters would be larger than needed."""
_TITLE, _WORDS, _SMALL = 7.0, 3.6, 2.9
_LETTERS = "Helvetica, Arial, 'Liberation Sans', 'Nimbus Sans', sans-serif"
_FOOT = 16.0
_ENDS = {
    TitleSign.SCRIPT: "to the script “{}”",
    TitleSign.RETURN: "back to where one came from",
    TitleSign.END: "the call ends: {}",
}
_EXITS = {
    TitleSign.END: "the call ends",
    TitleSign.SCRIPT: "to another script",
    TitleSign.RETURN: "back to where one came from",
    TitleSign.LOOP: "the step again",
}
_SAMPLE, _APART = 4.0, 2.2
"""How wide a sample in the legend is, and how far apart what is explained."""


class Sheet(Struct, frozen=True):
    """A sheet: its `svg`, how it is held, and how high its letters are when printed, in points."""

    svg: str
    upright: bool
    points: float


class _HeldSheet(Struct, frozen=True):
    """A sheet in the hand the way it is held: `width` by `height`."""

    width: float
    height: float

    @property
    def upright(self) -> bool:
        return self.height > self.width

    @property
    def room(self) -> float:
        """The width between the margins."""
        return self.width - 2 * _MARGIN


def _ways_to_hold(paper: Paper) -> tuple[_HeldSheet, _HeldSheet]:
    """A sheet held upright, and across, as large as one in the hand would be."""
    short, long = (side / paper.enlarged for side in paper.sides)
    return _HeldSheet(short, long), _HeldSheet(long, short)


def _one_page(paper: Paper, held: _HeldSheet) -> str:
    """The style by which a browser prints one page: of this paper, or filled as far as it goes."""
    turned = "portrait" if held.upright else "landscape"
    return (
        f"@page{{size:{_IN_CSS[paper]} {turned};margin:0}}"
        "@media print{svg{width:100vw;height:100vh}}"
    )


_IN_CSS = {
    Paper.LETTER: "letter",
    Paper.TABLOID: "ledger",
    Paper.A4: "A4",
    Paper.A3: "A3",
}
"""What style sheets call a size of paper."""


def sheet(script: Script, scripts: Mapping[str, Script], paper: Paper) -> Sheet:
    """Draw a script's chart on a sheet of paper, held so that the letters are as large as can be.

    `scripts` give other scripts their titles.
    """
    ways = _ways_to_hold(paper)
    flows = [DrawnFlow(script, graph(script, scripts, one)) for one in wrappings(script)]
    scale, held, flow = max(
        ((_scale(flow, held, script), held, flow) for flow in flows for held in ways),
        key=lambda found: found[0],
    )
    flow.fill(_height(held, script) / scale)
    width, height = paper.sides if held.upright else reversed(paper.sides)
    svg = Svg()
    svg.group(
        "svg",
        xmlns="http://www.w3.org/2000/svg",
        width=f"{number(width)}mm",
        height=f"{number(height)}mm",
        viewBox=f"0 0 {number(held.width)} {number(held.height)}",
        font_family=_LETTERS,
        role="img",
        aria_labelledby="title told",
    )
    svg.words("title", script.title, id="title")
    svg.words("desc", _flow_in_words(script, scripts), id="told")
    svg.words("style", _one_page(paper, held))
    svg.draw("rect", width=held.width, height=held.height, fill="#fff")
    top = _draw_head(svg, script, held)
    left = (held.width - flow.width * scale) / 2
    svg.group(transform=f"translate({number(left)} {number(top)}) scale({scale:.4f})", fill="none")
    flow.draw(svg)
    svg.end()
    _draw_foot(svg, script, held, flow.graph)
    svg.end("svg")
    return Sheet(f"{svg}\n", held.upright, CHOICE * scale * paper.enlarged / _POINT)


def _scale(flow: DrawnFlow, held: _HeldSheet, script: Script) -> float:
    """The width of a cell with which the flow fills what head and foot leave."""
    return min(held.room / flow.width, _height(held, script) / flow.height, _LARGEST)


def _height(held: _HeldSheet, script: Script) -> float:
    """What head and foot leave of the height of a sheet; nearly nothing where rules fill it."""
    used = _MARGIN + _FOOT + _draw_head(Svg(), script, held)
    return max(held.height - used, held.height / 10)


def _draw_head(svg: Svg, script: Script, held: _HeldSheet) -> float:
    """Write title, use and rules; return how far down the flow may begin."""
    y = _MARGIN + _TITLE * 0.75
    svg.words("text", script.title, x=_MARGIN, y=y, font_size=_TITLE, font_weight="bold")
    y += 1.5
    for words in lines(f"Use when: {script.use_when}", _WORDS, held.room):
        y += _WORDS * 1.35
        svg.words("text", words, x=_MARGIN, y=y, font_size=_WORDS, fill=LINE)
    if script.rules:
        y += 0.8
    for rule in script.rules:
        for words in lines(f"! {rule}", _WORDS, held.room, bold=True):
            y += _WORDS * 1.35
            svg.words("text", words, x=_MARGIN, y=y, font_size=_WORDS, font_weight="bold")
    y += 3
    _draw_rule(svg, held, y)
    return y + 4


def _draw_rule(svg: Svg, held: _HeldSheet, y: float) -> None:
    across = f"M{number(_MARGIN)} {number(y)}H{number(held.width - _MARGIN)}"
    svg.draw("path", d=across, stroke=LINE, stroke_width=0.2)


def _draw_foot(svg: Svg, script: Script, held: _HeldSheet, drawn: Graph) -> None:
    """Explain the signs; say which script this is, so that an old sheet can be told from a new."""
    entries = tuple(_legend(script, drawn))
    wide = sum(entry.width for entry in entries)
    scale = min(_SMALL / CHOICE, held.room / wide)
    bottom = held.height - _MARGIN
    _draw_rule(svg, held, bottom - 11)
    svg.group(transform=f"translate({_MARGIN} {bottom - 6:.2f}) scale({scale:.4f})")
    x = 0.0
    for entry in entries:
        entry.draw(svg, x)
        write(svg, entry.words, x + _SAMPLE + 0.8, 0, entry.width, anchor="start")
        x += entry.width
    svg.end()
    about = (
        (script.id, "{}"),
        (script.version, "version {}"),
        (script.source, "from {}"),
        (script.sha256[:16], "SHA-256 {}…"),
    )
    told = " · ".join(words.format(fact) for fact, words in about if fact)
    size = _SMALL * 0.85
    svg.words("text", told, x=_MARGIN, y=bottom, font_size=size, fill=LINE)


def _flow_in_words(script: Script, scripts: Mapping[str, Script]) -> str:
    """Every step in the order of the flow, and where each of its choices leads."""
    told: list[str] = []
    for step in flow_order(script):
        choices: list[str] = []
        for choice in step.choices:
            found = resolve_target(scripts, script, choice.to)
            leads = _ENDS[found.sign] if found.sign else "to “{}”"
            label = told_label(choice, script)
            choices.append(f"{choice.key} {label}, {leads.format(found.title)}")
        told.append(f"{step.title}: {'; '.join(choices) or 'no choices'}.")
    return " ".join(told)


class _Explained(Struct, frozen=True):
    """A sign of the chart, drawn from the column that it is told, and what it means."""

    words: str
    draw: Callable[[Svg, float], None]

    @property
    def width(self) -> float:
        """The room it takes, with what keeps it apart from the next."""
        return _SAMPLE + 0.8 + length(self.words, CHOICE) + _APART


def _legend(script: Script, drawn: Graph) -> Iterator[_Explained]:
    """What the signs of a chart mean: those that are in it, and no others."""
    yield _Explained("first step", partial(_sample_box, first=True, part=False))
    if any(step.role for step in script.steps):
        sample = partial(_sample_box, first=False, part=True)
        yield _Explained("part of the hang-up protocol", sample)
    if any(line.must_say for step in script.steps for line in step.lines):
        yield _Explained("required lines", lambda svg, x: must_say(svg, x + _SAMPLE / 2, 0, 1))
    if any(arrow.loop for arrow in drawn.arrows):
        yield _Explained("back to a step before", _sample_way_back)
    met = {node.sign for node in drawn.nodes}
    for sign, words in _EXITS.items():
        if sign in met:
            yield _Explained(words, partial(_sample_way_out, sign))


def _sample_box(svg: Svg, x: float, *, first: bool, part: bool) -> None:
    box(svg, x, -0.9, _SAMPLE, 1.8, first=first, part=part)


def _sample_way_out(sign: TitleSign, svg: Svg, x: float) -> None:
    way_out(svg, sign, x, -0.9, _SAMPLE, 1.8)
    icon(svg, sign, x + _SAMPLE / 2 - 0.55, 0)


def _sample_way_back(svg: Svg, x: float) -> None:
    tip = (x + 0.8, -1.2)
    look = {"stroke": LINE, "stroke_dasharray": DASHES, "fill": "none"}
    svg.path((tip, (x + 0.8, 0.8), (x + _SAMPLE, 0.8)), 0.9, **look, stroke_width=THIN)
    head(svg, *tip, loop=True)
