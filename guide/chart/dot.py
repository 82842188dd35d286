"""A script's chart in the language of Graphviz, for who lays it out and styles it further."""

from collections.abc import Mapping

from guide.chart.graph import Label, Node, graph
from guide.chart.leads import Sign
from guide.chart.width import wrap_evenly
from guide.script.model import Script
from guide.text import plain_line

_LOOKS = {
    Sign.END: 'shape=box, style=filled, fillcolor="#333333", fontcolor=white',
    Sign.SCRIPT: "shape=box, style=rounded",
    Sign.RETURN: "shape=box, style=rounded",
    Sign.LOOP: 'shape=box, style="rounded,dashed"',
}
_ROW = 24


def dot(script: Script, scripts: Mapping[str, Script]) -> str:
    """The chart as a Graphviz digraph; `scripts` give other scripts their titles."""
    drawn = graph(script, scripts)
    part = {step.id for step in script.steps if step.role}
    rows = [
        f"digraph {_quoted(script.id)} {{",
        f'  graph [label={_quoted(script.title)}, labelloc=t, fontname="Helvetica", fontsize=20];',
        '  node [shape=box, style=rounded, fontname="Helvetica-Bold"];',
        '  edge [fontname="Helvetica"];',
    ]
    within = [at for at, node in enumerate(drawn.nodes) if node.step in part]
    rows += [_node(at, node) for at, node in enumerate(drawn.nodes) if at not in within]
    if within:
        rows += ["  subgraph cluster_protocol {", '    label="The hang-up protocol"; fontsize=14;']
        rows += [f"  {_node(at, drawn.nodes[at])}" for at in within]
        rows.append("  }")
    for arrow in drawn.arrows:
        look = ", style=dashed" if arrow.loop else ""
        label = "".join(_left(choice) for choice in arrow.labels)
        rows.append(f'  n{arrow.source} -> n{arrow.target} [label="{label}"{look}];')
    return "\n".join([*rows, "}"]) + "\n"


def _node(at: int, node: Node) -> str:
    if node.sign is None:
        return f"  n{at} [label={_quoted(node.title)}];"
    title = _quoted(f"{node.sign} {node.title}")
    return f'  n{at} [label={title}, fontname="Helvetica", {_LOOKS[node.sign]}];'


def _left(choice: Label) -> str:
    """A choice in rows that begin at the left."""
    rows = wrap_evenly(plain_line(f"{choice.key} {choice.words}"), _ROW)
    return "".join(f"{_escaped(row)}\\l" for row in rows)


def _quoted(text: str) -> str:
    return f'"{_escaped(plain_line(text))}"'


def _escaped(text: str) -> str:
    """A text in which nothing ends a string or begins an escape; Graphviz reads `&` as in HTML."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
