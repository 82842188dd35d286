"""A script's chart in other programs' languages: Mermaid for wikis, DOT for Graphviz."""

import re
from collections.abc import Mapping

from guide.chart.flow import TitleSign
from guide.chart.graph import Graph, Label, Node, graph
from guide.script.model import Script
from guide.text import plain_line, wrap_evenly

_PROTOCOL = "The hang-up protocol"
"""Over the steps that play a part in it."""

_MERMAID_ROUND = ("([", "])")
_MERMAID_SHAPES = {
    None: ("(", ")"),
    TitleSign.SCRIPT: _MERMAID_ROUND,
    TitleSign.RETURN: _MERMAID_ROUND,
    TitleSign.LOOP: _MERMAID_ROUND,
    TitleSign.END: ("[[", "]]"),
}
_MERMAID_MEANT = re.compile(
    r"(?<![^\W\d_])[.]|(?<![^\W_])-|-(?![^\W_])|:(?! )|[^\w ,.?!:’…·■⇢↩↺-]|_"
)
"""What could mean something: also what makes a list of `1. one` and of `- one`."""

_DOT_LOOKS = {
    TitleSign.END: 'shape=box, style=filled, fillcolor="#333333", fontcolor=white',
    TitleSign.SCRIPT: "shape=box, style=rounded",
    TitleSign.RETURN: "shape=box, style=rounded",
    TitleSign.LOOP: 'shape=box, style="rounded,dashed"',
}
_DOT_WIDTH = 24
"""In how many cells choices are wrapped."""


def mermaid(script: Script, scripts: Mapping[str, Script]) -> str:
    """The chart as a Mermaid flowchart; `scripts` give other scripts their titles.

    Nodes have numbers for names, so that no title is taken for a word of the language.
    """
    drawn = graph(script, scripts)
    nodes, within = _by_part(script, drawn)
    rows = ["flowchart TD", *(_mermaid_node(at, node) for at, node in nodes)]
    if within:
        rows.append(f'  subgraph protocol["{_mermaid_words(_PROTOCOL)}"]')
        rows += [f"  {_mermaid_node(at, node)}" for at, node in within]
        rows.append("  end")
    for arrow in drawn.arrows:
        choices = "<br/>".join(_mermaid_words(f"{one.key} {one.words}") for one in arrow.labels)
        line = "-.->" if arrow.loop else "-->"
        rows.append(f'  n{arrow.source} {line}|"{choices}"| n{arrow.target}')
    return "\n".join(rows) + "\n"


def dot(script: Script, scripts: Mapping[str, Script]) -> str:
    """The chart as a Graphviz digraph; `scripts` give other scripts their titles."""
    drawn = graph(script, scripts)
    nodes, within = _by_part(script, drawn)
    rows = [
        f"digraph {_dot_quoted(script.id)} {{",
        f"  graph [label={_dot_quoted(script.title)},"
        ' labelloc=t, fontname="Helvetica", fontsize=20];',
        '  node [shape=box, style=rounded, fontname="Helvetica-Bold"];',
        '  edge [fontname="Helvetica"];',
        *(_dot_node(at, node) for at, node in nodes),
    ]
    if within:
        rows += ["  subgraph cluster_protocol {", f'    label="{_PROTOCOL}"; fontsize=14;']
        rows += [f"  {_dot_node(at, node)}" for at, node in within]
        rows.append("  }")
    for arrow in drawn.arrows:
        look = ", style=dashed" if arrow.loop else ""
        label = "".join(_dot_label(choice) for choice in arrow.labels)
        rows.append(f'  n{arrow.source} -> n{arrow.target} [label="{label}"{look}];')
    return "\n".join([*rows, "}"]) + "\n"


_Numbered = list[tuple[int, Node]]


def _by_part(script: Script, drawn: Graph) -> tuple[_Numbered, _Numbered]:
    """The nodes with their numbers: those without and those with a part in the protocol."""
    parts = {step.id for step in script.steps if step.role}
    found: tuple[_Numbered, _Numbered] = ([], [])
    for at, node in enumerate(drawn.nodes):
        found[node.step in parts].append((at, node))
    return found


def _title(node: Node) -> str:
    return f"{node.sign} {node.title}" if node.sign else node.title


def _mermaid_node(at: int, node: Node) -> str:
    left, right = _MERMAID_SHAPES[node.sign]
    return f'  n{at}{left}"{_mermaid_words(_title(node))}"{right}'


def _mermaid_words(text: str) -> str:
    """A text in which every sign that could mean something to Mermaid is told by its number."""
    return _MERMAID_MEANT.sub(lambda found: f"#{ord(found[0])};", plain_line(text))


def _dot_node(at: int, node: Node) -> str:
    look = f', fontname="Helvetica", {_DOT_LOOKS[node.sign]}' if node.sign else ""
    return f"  n{at} [label={_dot_quoted(_title(node))}{look}];"


def _dot_label(choice: Label) -> str:
    """A choice in rows that begin at the left."""
    rows = wrap_evenly(plain_line(f"{choice.key} {choice.words}"), _DOT_WIDTH)
    return "".join(f"{_dot_escaped(row)}\\l" for row in rows)


def _dot_quoted(text: str) -> str:
    return f'"{_dot_escaped(plain_line(text))}"'


def _dot_escaped(text: str) -> str:
    """A text in which nothing ends a string or begins an escape; Graphviz reads `&` as in HTML."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
