import re

from drawn_flows import ANYTHING, FIRST, SCRIPTS, WARNING, flows, script, step
from hypothesis import example, given, settings
from kit import shipped

from guide.chart.export import dot
from guide.chart.graph import graph
from guide.script.model import Script
from guide.text import plain_line

EXAMPLES = settings(max_examples=25, deadline=None)
STRING = r'"((?:[^"\\]|\\.)*)"'
NODE = re.compile(rf"  n(\d+) \[label={STRING}(?:, [^\"]*(?:{STRING})?[^\"]*)*\];")
ARROW = re.compile(rf"  n(\d+) -> n(\d+) \[label={STRING}(, style=dashed)?\];")


def read(text: str) -> str:
    """What Graphviz shows for a string, its rows in one."""
    shown = re.sub(r"\\(.)", lambda found: {"l": " "}.get(found[1], found[1]), text)
    assert not re.search(r"&(?!amp;)", shown)
    return shown.replace("&amp;", "&").rstrip()


@EXAMPLES
@given(flows(words=ANYTHING))
@example(script("s", "S", step("a", 'a\\" -> b', ("\\", "a"), ("&quot;", "a"), ("\\l", "return"))))
def test_graphviz_shows_every_title_and_every_choice_exactly_once(what: Script) -> None:
    rows = dot(what, SCRIPTS).splitlines()
    nodes = [found for row in rows if (found := NODE.fullmatch(row))]
    arrows = [found for row in rows if (found := ARROW.fullmatch(row))]
    assert len(rows) == 5 + len(nodes) + len(arrows)
    whole = graph(what, SCRIPTS)
    assert [read(found[2]) for found in nodes] == [
        plain_line(f"{node.sign or ''} {node.title}") for node in whole.nodes
    ]
    for found, arrow in zip(arrows, whole.arrows, strict=True):
        assert (int(found[1]), int(found[2])) == (arrow.source, arrow.target)
        assert bool(found[4]) == arrow.loop
        told = "".join(read(found[3]).split())
        words = (plain_line(f"{label.key} {label.words}") for label in arrow.labels)
        assert told == "".join("".join(words).split())


def test_an_ending_another_script_and_a_loop_look_different() -> None:
    told = dot(WARNING, SCRIPTS)
    assert 'label="■ Resolved", fontname="Helvetica", shape=box, style=filled' in told
    assert '[label="2 not quite\\l", style=dashed];' in told
    assert 'label="⇢ A warning", fontname="Helvetica", shape=box, style=rounded' in dot(
        FIRST, SCRIPTS
    )


def test_steps_with_a_part_in_the_protocol_stand_together() -> None:
    told = dot(shipped().script("hang-up-protocol"), shipped().scripts)
    inside = told.partition("subgraph cluster_protocol")[2].partition("\n  }\n")[0]
    assert "Give the warning" in inside
    assert "Listen first" not in inside
    assert "subgraph" not in dot(WARNING, SCRIPTS)
