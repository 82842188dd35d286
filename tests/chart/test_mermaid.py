import re
from collections import Counter

from drawn_flows import ANYTHING, FIRST, SCRIPTS, WARNING, flows, script, step
from hypothesis import example, given, settings
from kit import shipped

from guide.chart.export import mermaid
from guide.chart.graph import graph
from guide.script.model import Script
from guide.text import plain_line

EXAMPLES = settings(max_examples=25, deadline=None)
NODE = re.compile(r' +n(\d+)(?:\("(.*)"\)|\(\["(.*)"\]\)|\[\["(.*)"\]\])')
ARROW = re.compile(r'  n(\d+) (-->|-\.->)\|"(.*)"\| n(\d+)')
ENTITY = re.compile(r"#(\d+);")

SMALL = """\
flowchart TD
  n0("Greet")
  n1("Sell")
  n2(["⇢ A warning"])
  n3[["■ Sold"]]
  n4(["⇢ A warning"])
  n0 -->|"1 abusive"| n2
  n0 -->|"2 calm"| n1
  n1 -->|"1 bought"| n3
  n1 -->|"2 abusive"| n4
"""


def read(text: str) -> str:
    """What Mermaid shows for a text in quotes, which must hold nothing that it would obey."""
    for piece in text.split("<br/>"):
        bare = ENTITY.sub("", piece)
        assert not re.search(r'["#;<>&`*_|\\$%{}()\[\]]', bare)
        assert not re.search(r":\S", bare)
        assert not re.match(r"\d+\. |[-+] ", bare)
    return ENTITY.sub(lambda found: chr(int(found[1])), text)


def test_a_small_script_is_told_like_this() -> None:
    assert mermaid(FIRST, SCRIPTS) == SMALL


@EXAMPLES
@given(flows(words=ANYTHING))
@example(script("s", "S", step("end", "end", ("1. one", "end"), ("style a fill:#f00;", "return"))))
def test_mermaid_shows_every_title_and_every_choice_exactly_once(what: Script) -> None:
    rows = mermaid(what, SCRIPTS).splitlines()
    nodes = [found for row in rows if (found := NODE.fullmatch(row))]
    arrows = [found for row in rows if (found := ARROW.fullmatch(row))]
    assert rows[0] == "flowchart TD"
    assert len(rows) == 1 + len(nodes) + len(arrows)
    whole = graph(what, SCRIPTS)
    assert [read(next(filter(None, found.groups()[1:]), "")) for found in nodes] == [
        plain_line(f"{node.sign or ''} {node.title}") for node in whole.nodes
    ]
    told = Counter(part for found in arrows for part in read(found[3]).split("<br/>"))
    choices = [choice for one in what.steps for choice in one.choices]
    assert told == Counter(
        part for c in choices for part in plain_line(f"{c.key} {c.label}").split("<br/>")
    )
    for found, arrow in zip(arrows, whole.arrows, strict=True):
        assert (int(found[1]), int(found[4])) == (arrow.source, arrow.target)
        assert (found[2] == "-.->") == arrow.loop


def test_steps_with_a_part_in_the_protocol_stand_together() -> None:
    told = mermaid(shipped().script("hang-up-protocol"), shipped().scripts)
    inside = told.partition("subgraph protocol")[2].partition("\n  end\n")[0]
    assert 'n3("Redirect")' in inside
    assert "Give the warning" in inside
    assert "Listen first" not in inside
    assert "subgraph" not in mermaid(WARNING, SCRIPTS)
