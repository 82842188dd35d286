import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guide.chart.draft import drafted
from guide.chart.flowchart import MOST_BOXES, MOST_BYTES, MOST_LINKS, Flowchart, read_flowchart
from guide.errors import ScriptError
from guide.script.findings import Findings, Problem
from guide.script.library import parse_script


def read(*rows: str) -> tuple[Flowchart, tuple[Problem, ...]]:
    findings = Findings("x.mmd")
    return read_flowchart("\n".join(("flowchart TD", *rows)), findings), findings.problems


def labels(*rows: str) -> list[str]:
    chart, problems = read(*rows)
    assert not problems
    return [box.label for box in chart.boxes]


def links(*rows: str) -> list[tuple[str, str, str]]:
    chart, problems = read(*rows)
    assert not problems
    return [(link.source, " / ".join(link.rows), link.target) for link in chart.links]


@pytest.mark.parametrize(
    "box",
    [
        r"A[Hi]",
        r"A(Hi)",
        r"A([Hi])",
        r"A[[Hi]]",
        r"A[(Hi)]",
        r"A((Hi))",
        r"A>Hi]",
        r"A{Hi}",
        r"A{{Hi}}",
        r"A(((Hi)))",
        r"A(-Hi-)",
        r"A[/Hi/]",
        r"A[\Hi\]",
        r"A[/Hi\]",
        r"A[\Hi/]",
        r'A["Hi"]',
        r'A["`Hi`"]',
        r'A(["<b>Hi</b>"])',
        r"A[Hi]:::red",
        "A{ Hi }",
        'A["\n Hi\n"]',
        'A@{ shape: diam, label: "Hi" }',
        "A@{ label: Hi }",
        "A:::red\nA[Hi]",
        "A[fa:fa-phone Hi]",
        "A[Hi] %% said first",
    ],
)
def test_a_box_is_read_in_every_shape(box: str) -> None:
    assert labels(box) == ["Hi"]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ('A["a (b) [c] {d} | e"]', "a (b) [c] {d} | e"),
        ('A["say #quot;no#quot; #38; #9829; #lt;b>"]', 'say "no" & ♥ <b>'),
        ("A[one<br>two<br/>three]", "one two three"),
        ('A["one\n  two"]', "one two"),
        ("A[/a/b/]", "a/b"),
        ("A[what -- is] --> A", "what -- is"),
        ("A[ ]", "A"),
        ("größe-1", "größe-1"),
        ("A[-1 or more]", "-1 or more"),
        ("A[#35;1 #unknown; #99999999;]", "#1 #unknown; #99999999;"),
    ],
)
def test_what_stands_in_a_box_is_what_mermaid_shows(written: str, shown: str) -> None:
    assert labels(written) == [shown]


@pytest.mark.parametrize(
    "arrow",
    [
        "-->|yes|",
        "--yes-->",
        "---|yes|",
        "-.->|yes|",
        "-.yes.->",
        "==>|yes|",
        "--->|yes|",
        "-..->|yes|",
        "--o|yes|",
        "--x|yes|",
        "o--o|yes|",
        "x--x|yes|",
        "e1@-->|yes|",
        "===|yes|",
        '-->|"yes"|',
        "--> |yes|",
        "-- yes -->",
        '-- "yes" -->',
        "-- yes ---",
        "-. yes .->",
        "== yes ==>",
    ],
)
def test_a_link_is_read_in_every_form(arrow: str) -> None:
    assert links(f"A {arrow} B") == [("A", "yes", "B")]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("A-->B-->C", ["A>B", "B>C"]),
        ("A --- B -.- C === D", ["A>B", "B>C", "C>D"]),
        ("A & B --> C & D", ["A>C", "A>D", "B>C", "B>D"]),
        ("A --> B; C --> D;", ["A>B", "C>D"]),
        ("A <--> B", ["A>B", "B>A"]),
        ("A ~~~ B", []),
        ("A-b --> B.c", ["A-b>B.c"]),
        ("subgraph one; A --> B; end; B --> C", ["A>B", "B>C"]),
        ("subgraph s [A part]\ndirection LR\nA --> B\nend\nC --> s", ["A>B", "C>A"]),
        ("C --> s\nsubgraph s\nA --> B\nend", ["C>A", "A>B"]),
        ("A e1@--> B\ne1@{ animate: true }", ["A>B"]),
        ("%%{init: {\n}}%%\n%% A --> X\nA --> B %% so", ["A>B"]),
        ("accTitle: A\naccDescr {\n a --> b\n}\nA --> B", ["A>B"]),
        ("\tA\t-->\tB\r", ["A>B"]),
        ("endless --> style1 --> classy", ["endless>style1", "style1>classy"]),
    ],
)
def test_what_leads_where_is_read(written: str, read: list[str]) -> None:
    assert [f"{source}>{target}" for source, _, target in links(written)] == read


@pytest.mark.parametrize("header", ["graph LR", "flowchart", "graph TD;", "flowchart-elk BT"])
def test_every_heading_is_known_and_so_is_what_stands_above_it(header: str) -> None:
    above = "\ufeff---\ntitle: 'The call'\n---\n%% a remark\n\n"
    chart = read_flowchart(f"{above}{header}\nA --> B", Findings("x"))
    assert (chart.title, len(chart.links), chart.boxes[0].line) == ("The call", 1, 7)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "It is empty"),
        ("sequenceDiagram\nA->>B: hi", "It begins with `sequenceDiagram`"),
        ("```dot\ngraph TD", "It begins with `"),
        ("graphics", "It begins with `graphics`"),
    ],
)
def test_what_is_no_flowchart_is_refused(text: str, told: str) -> None:
    with pytest.raises(ScriptError, match="no flowchart of Mermaid") as refused:
        read_flowchart(text, Findings("x.mmd"))
    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("row", "column", "fix"),
    [
        ("A[Call (first)] --> B", 2, "quotation marks"),
        ("A --> ", 7, "Write it like this"),
        ("A -- never closed", 5, "Close the arrow"),
        ('A["never closed', 2, "quotation marks"),
        ("A => B", 3, "Write it like this"),
        ("--> B", 1, "Write it like this"),
        ("A & --> B", 5, "Write it like this"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_and_the_others_are_kept(
    row: str, column: int, fix: str
) -> None:
    chart, (problem,) = read("X --> Y", row, "Y --> Z")
    assert (problem.line, problem.column, problem.severity) == (3, column, "error")
    assert fix in problem.fix
    assert [(link.source, link.target) for link in chart.links] == [("X", "Y"), ("Y", "Z")]
    assert [box.id for box in chart.boxes] == ["X", "Y", "Z"]


def test_looks_and_clicks_are_passed_over_with_a_word() -> None:
    looks = ["classDef red fill:#f00;", "class A red", "style A fill:#fff", "linkStyle 0 stroke:#f"]
    clicks = ['click A "https://example.org/a;b"', "style B fill:#fff"]
    chart, problems = read("A --> B", *looks, *clicks)
    assert len(chart.links) == 1
    told = [(one.line, one.severity, one.message.split("`")[1]) for one in problems]
    kinds = ["classDef", "class", "style", "linkStyle", "click"]
    lines = [3, 4, 5, 6, 7]
    assert told == [(n, "warning", kind) for n, kind in zip(lines, kinds, strict=True)]
    assert "(and 1 more)" in problems[2].message


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (["subgraph s", "A --> B", "end", "s --> C"], "subgraph `s` as a whole"),
        (["subgraph s", "A --> B"], "`s` is not closed"),
        (["A --> B", "end"], "no subgraph to be ended"),
        (["A --> B", "accDescr {", "never closed"], "not closed"),
    ],
)
def test_what_does_not_fit_together_is_told(rows: list[str], told: str) -> None:
    _, (problem,) = read(*rows)
    assert told in problem.message
    assert problem.line


def _filled(piece: str) -> str:
    return "graph TD\n" + piece * (MOST_BYTES // len(piece))


@pytest.mark.parametrize(
    "text",
    [
        *map(_filled, ["-", ".", "A[", "A[\n", 'A["\n', "%%{", "A -- B ", "A -- B\n", "A & "]),
        *map(_filled, ["A-->B\n", "A-->A;", "A -. ", "A-->|", "subgraph a\n", "end\n", "\n"]),
        *map(_filled, ["A@{", "A[(\n", "accDescr {\n", "a-", "x@", "style A {", '"', "A - B\n"]),
        "graph TD\n" + " --> ".join([" & ".join(f"a{n}" for n in range(900))] * 200),
        "graph TD\n" + "".join(f"a{n} --> b{n}\n" for n in range(40_000)),
        'graph TD\nA["' + "<br/>x <b #amp;" * 60_000 + '"] --> B',
    ],
    ids=lambda text: repr(text[9:19]),
)
def test_the_worst_file_is_read_or_refused_in_a_second(text: str) -> None:
    began, findings = time.process_time(), Findings("x.mmd")
    try:
        drafted(read_flowchart(text, findings), "x", findings)
    except ScriptError as refused:
        assert "x.mmd" in str(refused)
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("rows", "most"),
    [
        ([f"a{n}" for n in range(MOST_BOXES + 1)], MOST_BOXES),
        (["A --> B"] * (MOST_LINKS + 1), MOST_LINKS),
        (["A["] * 101, 100),
    ],
)
def test_a_chart_beyond_the_caps_is_refused_as_a_whole(rows: list[str], most: int) -> None:
    with pytest.raises(ScriptError, match=f"more than {most:,}"):
        read(*rows)


CALLS = {"dead-loop", "no-ending", "unreachable", "duplicate-label"}
LETTERS = {"look-alike", "unsafe-character"}
"""What check says of the chart's own course and letters; what is made of it can be read."""

_PIECES = ["A", "B", "end", "subgraph ", "-->", "---", "-.->", "==>", "--", "|", '"', "[", "]", "("]
_PIECES += [")", "{", "}", "&", ";", "\n", " ", "%%", "%%{", "}%%", ":::", "@{", "#35;", "<br/>"]
_PIECES += ["classDef ", "click ", "accDescr {", "/", "\\", ">", "<", "~~~", "■ ", "⇢ ", "1 ", "é"]


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.lists(st.sampled_from(_PIECES), max_size=60).map("".join), st.text()))
def test_any_text_is_read_or_told_and_what_is_made_of_it_is_a_script(text: str) -> None:
    findings = Findings("x.mmd")
    try:
        draft = drafted(read_flowchart(f"graph TD\n{text}", findings), "x", findings)
    except ScriptError:
        return
    script, problems = parse_script(draft.text, "x.toml")
    codes = {problem.code for problem in problems}
    assert codes <= CALLS | LETTERS
    assert script is not None or "dead-loop" in codes or LETTERS & codes


@pytest.mark.parametrize("after", ["```", "```\nMore of the page.", ""])
def test_a_flowchart_within_the_fence_of_a_page_is_read_on_its_own_lines(after: str) -> None:
    findings = Findings("x.mmd")
    text = f"```mermaid\nflowchart TD\nA[Hi] --> B[Bye]\n{after}"
    chart = read_flowchart(text, findings)
    assert [box.label for box in chart.boxes] == ["Hi", "Bye"]
    assert findings.problems == ()
