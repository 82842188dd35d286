"""A script's chart in Mermaid's language, for wikis that draw it themselves."""

import re
from collections.abc import Mapping

from guide.chart.graph import Graph, Node, graph
from guide.chart.leads import Sign
from guide.script.model import Script
from guide.text import plain_line

_SHAPES = {Sign.SCRIPT: ("([", "])"), Sign.RETURN: ("([", "])"), Sign.LOOP: ("([", "])")}
_ENDING = ("[[", "]]")
_STEP = ("(", ")")
_MEANT = re.compile(r"(?<![^\W\d_])[.]|(?<![^\W_])-|-(?![^\W_])|:(?! )|[^\w ,.?!:’…·■⇢↩↺-]|_")
"""What could mean something: also what makes a list of `1. one` and of `- one`."""


def mermaid(script: Script, scripts: Mapping[str, Script]) -> str:
    """The chart as a Mermaid flowchart; `scripts` give other scripts their titles.

    Nodes have numbers for names, so that no title is taken for a word of the language.
    """
    drawn = graph(script, scripts)
    part = {step.id for step in script.steps if step.role}
    rows = ["flowchart TD"]
    within = [at for at, node in enumerate(drawn.nodes) if node.step in part]
    rows += [_node(at, node) for at, node in enumerate(drawn.nodes) if at not in within]
    if within:
        rows.append(f'  subgraph protocol["{_words("The hang-up protocol")}"]')
        rows += [f"  {_node(at, drawn.nodes[at])}" for at in within]
        rows.append("  end")
    rows += _arrows(drawn)
    return "\n".join(rows) + "\n"


def _node(at: int, node: Node) -> str:
    left, right = _SHAPES.get(node.sign, _ENDING) if node.sign else _STEP
    title = f"{node.sign} {node.title}" if node.sign else node.title
    return f'  n{at}{left}"{_words(title)}"{right}'


def _arrows(drawn: Graph) -> list[str]:
    rows: list[str] = []
    for arrow in drawn.arrows:
        choices = "<br/>".join(_words(f"{one.key} {one.words}") for one in arrow.labels)
        line = "-.->" if arrow.loop else "-->"
        rows.append(f'  n{arrow.source} {line}|"{choices}"| n{arrow.target}')
    return rows


def _words(text: str) -> str:
    """A text in which every sign that could mean something to Mermaid is told by its number."""
    return _MEANT.sub(lambda found: f"#{ord(found[0])};", plain_line(text))
