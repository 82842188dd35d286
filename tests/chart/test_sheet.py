"""A chart on paper: what is on the sheet, that it is all there, and that nothing in it is alive."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from drawn_flows import ANYTHING, FIRST, SCRIPTS, WARNING, flows, many_steps, script, step
from hypothesis import given, settings
from kit import SCRIPTS as SHIPPED
from kit import shipped
from msgspec.structs import replace

from guide.chart.graph import graph, wrappings
from guide.chart.paper import LEGIBLE, Paper, usual_paper
from guide.chart.svg import length, lines
from guide.chart.svg_sheet import sheet
from guide.script.model import Line, Script, StepRole
from guide.text import plain_line

SVG = "{http://www.w3.org/2000/svg}"
EXAMPLES = settings(max_examples=10, deadline=None)
ELEMENTS = {"svg", "title", "desc", "style", "rect", "circle", "path", "g", "text"}


def drawn(what: Script, paper: Paper = Paper.A4) -> ElementTree.Element:
    return ElementTree.fromstring(sheet(what, SCRIPTS, paper).svg)


def flow_of(root: ElementTree.Element) -> ElementTree.Element:
    """The group that holds the flow: the first one on the sheet."""
    found = root.find(f"{SVG}g")
    assert found is not None
    return found


def letters(text: str) -> str:
    """What is seen of a text, without spaces."""
    return "".join(plain_line(text).replace("\ufffe", "").replace("\uffff", "").split())


def groups(root: ElementTree.Element) -> Counter[str]:
    """What is written in each box, on each way out, beside each arrow."""
    each = flow_of(root).findall(f"{SVG}g")
    return Counter(letters("".join(one.itertext())) for one in each)


def all_of(what: Script) -> Counter[str]:
    """What is to be written, where nothing has to be said."""
    whole = graph(what, SCRIPTS)
    words = [letters(node.title) for node in whole.nodes]
    words += [
        "".join(letters(f"{label.key}{label.words}") for label in arrow.labels)
        for arrow in whole.arrows
    ]
    return Counter(words)


def boxes(flow: ElementTree.Element) -> list[tuple[float, float, float, float]]:
    """The first rectangle of each group: boxes and ways out, as left, top, right, bottom."""
    found = []
    for group in flow.findall(f"{SVG}g"):
        rect = group.find(f"{SVG}rect")
        if rect is not None:
            x, y, wide, high = (float(rect.attrib[k]) for k in ("x", "y", "width", "height"))
            found.append((x, y, x + wide, y + high))
    return found


def points(path: ElementTree.Element) -> Iterator[tuple[float, float]]:
    numbers = [float(one) for one in re.findall(r"-?[\d.]+", path.attrib["d"])]
    return zip(numbers[::2], numbers[1::2], strict=True)


@EXAMPLES
@given(flows(words=ANYTHING))
def test_all_titles_and_choices_are_on_the_sheet_once_and_nothing_runs_or_comes_from_elsewhere(
    what: Script,
) -> None:
    what = replace(what, title=what.steps[0].title, use_when="</svg><script>")
    svg = sheet(what, SCRIPTS, Paper.A4).svg
    root = ElementTree.fromstring(svg)
    assert groups(root) == all_of(what)
    for element in root.iter():
        assert element.tag.removeprefix(SVG) in ELEMENTS
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert "href" not in name
            assert "url(" not in value
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", svg)


@EXAMPLES
@given(flows())
def test_no_line_runs_through_a_box_no_box_touches_another_and_all_are_on_the_sheet(
    what: Script,
) -> None:
    root = drawn(what)
    flow = flow_of(root)
    shapes = sorted(boxes(flow))
    no_line_runs_through_a_box(flow, shapes)
    move = [float(one) for one in re.findall(r"-?[\d.]+", flow.attrib["transform"])]
    width, height = (float(one) for one in root.attrib["viewBox"].split()[2:])
    for at, (left, top, right, bottom) in enumerate(shapes):
        assert 5 < move[0] + left * move[2] < move[0] + right * move[2] < width - 5
        assert 5 < move[1] + top * move[2] < move[1] + bottom * move[2] < height - 5
        for other_left, other_top, other_right, other_bottom in shapes[at + 1 :]:
            apart = right < other_left or other_right < left
            assert apart or bottom < other_top or other_bottom < top


def no_line_runs_through_a_box(
    flow: ElementTree.Element, shapes: list[tuple[float, float, float, float]]
) -> None:
    for path in flow.findall(f"{SVG}path"):
        if "h" in path.attrib["d"]:
            continue
        for (x, y), (to_x, to_y) in pairwise(points(path)):
            for left, top, right, bottom in shapes:
                aside = max(x, to_x) <= left + 0.1 or min(x, to_x) >= right - 0.1
                assert aside or max(y, to_y) <= top + 0.1 or min(y, to_y) >= bottom - 0.1


@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_scripts_can_be_read_on_a4(name: str) -> None:
    found = sheet(shipped().script(name), shipped().scripts, Paper.A4)
    assert found.points > LEGIBLE + 1
    assert found.points < sheet(shipped().script(name), shipped().scripts, Paper.A3).points


def test_the_letters_are_as_high_as_is_said() -> None:
    found = sheet(WARNING, SCRIPTS, Paper.A4)
    flow = flow_of(ElementTree.fromstring(found.svg))
    scale = float(re.findall(r"[\d.]+", flow.attrib["transform"])[2])
    sizes = {float(text.attrib["font-size"]) for text in flow.iter(f"{SVG}text")}
    assert any(size * scale * 72 / 25.4 == pytest.approx(found.points, rel=0.01) for size in sizes)


def test_a_sheet_is_a_sheet_of_paper_held_as_the_chart_asks() -> None:
    high = drawn(
        script(
            "high",
            "High",
            *(step(f"s{n}", f"S{n}", ("on", f"s{n + 1}")) for n in range(9)),
            step("s9", "S9"),
        )
    )
    assert (high.attrib["width"], high.attrib["height"]) == ("210mm", "297mm")
    ways = [(f"choice number {n}", f"t{n}") for n in range(9)]
    wide = drawn(
        script(
            "wide",
            "Wide",
            step("s", "S", *ways),
            *(step(f"t{n}", f"A long title {n}") for n in range(9)),
        ),
        Paper.A3,
    )
    assert (wide.attrib["width"], wide.attrib["height"]) == ("420mm", "297mm")
    across, down = (float(one) for one in wide.attrib["viewBox"].split()[2:])
    assert (across, down) == (pytest.approx(297, abs=0.1), 210)


@pytest.mark.parametrize(
    ("paper", "width", "height", "in_css"),
    [
        (Paper.LETTER, "215.9mm", "279.4mm", "letter"),
        (Paper.TABLOID, "279.4mm", "431.8mm", "ledger"),
        (Paper.A4, "210mm", "297mm", "A4"),
        (Paper.A3, "297mm", "420mm", "A3"),
    ],
)
def test_a_browser_prints_one_page_of_the_paper_or_fills_the_one_it_has(
    paper: Paper, width: str, height: str, in_css: str
) -> None:
    root = drawn(shipped().script("hang-up-protocol"), paper)
    assert (root.attrib["width"], root.attrib["height"]) == (width, height)
    across, down = (float(one) for one in root.attrib["viewBox"].split()[2:])
    sides = [float(one.removesuffix("mm")) for one in (width, height)]
    assert across / down == pytest.approx(sides[0] / sides[1], rel=0.001)
    style = root.findtext(f"{SVG}style") or ""
    assert f"@page{{size:{in_css} portrait;margin:0}}" in style
    assert "@media print{svg{width:100vw;height:100vh}}" in style


def test_the_usual_paper_is_that_of_the_country_of_the_zone() -> None:
    letter = ("America/New_York", "US/Pacific", "America/Toronto", "America/Bogota", "UTC", "HST10")
    assert {usual_paper(zone) for zone in (*letter, "")} == {Paper.LETTER}
    a4 = ("Europe/Berlin", "Europe/Kiev", "Asia/Calcutta", "America/Sao_Paulo", "Australia/Sydney")
    assert {usual_paper(zone) for zone in a4} == {Paper.A4}


def test_the_larger_paper_of_a_kind_has_larger_letters() -> None:
    points = {paper: sheet(WARNING, SCRIPTS, paper).points for paper in Paper}
    assert points[Paper.TABLOID] > points[Paper.LETTER]
    assert points[Paper.A3] > points[Paper.A4]


def test_a_long_script_says_that_its_letters_are_too_small() -> None:
    assert sheet(many_steps(60), {}, Paper.A4).points < LEGIBLE


def test_who_cannot_see_the_chart_is_told_the_flow() -> None:
    root = drawn(WARNING)
    told = {root.findtext(f"{SVG}{name}") or "" for name in ("title", "desc")}
    assert "A warning" in told
    text = max(told, key=len)
    assert "Listen first: 1 has vented, to “Repeat it”; 2 abusive, to “Redirect”." in text
    assert "2 goes on, the call ends: Ended by the protocol" in text
    assert root.attrib["aria-labelledby"].split() == [root[at].attrib["id"] for at in range(2)]


def test_a_loop_is_dashed_and_its_head_hollow() -> None:
    looks = [
        (path.attrib.get("stroke-dasharray", ""), path.attrib.get("fill", ""))
        for path in flow_of(drawn(WARNING)).findall(f"{SVG}path")
    ]
    assert any(dashes for dashes, _ in looks)
    assert {fill for _, fill in looks} == {"", "#333", "#fff"}
    straight = flow_of(drawn(FIRST)).findall(f"{SVG}path")
    assert not any("stroke-dasharray" in path.attrib for path in straight)


def test_the_legend_explains_what_is_there_and_nothing_else() -> None:
    def explained(what: Script) -> str:
        return "".join(drawn(what)[-2].itertext())

    assert "back to a step before" in explained(WARNING)
    assert "back to a step before" not in explained(FIRST)
    assert "to another script" in explained(FIRST)
    assert "to another script" not in explained(WARNING)
    assert "must be said" not in explained(FIRST)


def test_a_step_tells_how_many_lines_must_be_said_and_whose_part_it_has() -> None:
    said = tuple(Line(f"l{n}", "Words", must_say=n < 3) for n in range(5))
    one = replace(step("one", "One"), lines=said, role=StepRole.WARNING)
    root = drawn(script("s", "S", one))
    assert groups(root) == Counter(["One“3”"])
    told = "".join(root.itertext())
    assert "required lines" in told
    assert "part of the hang-up protocol" in told


def test_the_sheet_says_which_script_and_which_version_it_is_of() -> None:
    told = "".join(drawn(replace(FIRST, version="7", source="a.txt", sha256="ab" * 32)).itertext())
    assert "first · version 7 · from a.txt · SHA-256 abababababababab…" in told
    assert "Use when: When needed." in told


def test_rules_stand_on_the_sheet_to_the_letter() -> None:
    rules = ("Never promise.", "A rule that is as long as " + "two rows " * 14 + "is wrapped.")
    told = [text.text for text in drawn(replace(FIRST, rules=rules)).findall(f"{SVG}text")]
    assert "! Never promise." in told
    assert f"! {rules[1]}" in " ".join(filter(None, told))


def test_words_are_as_long_as_helvetica_sets_them() -> None:
    assert length("Hang-up protocol", 1000) == pytest.approx(7670, rel=0.02)
    assert length("Mmm", 1) > length("iii", 1) * 3
    assert length("漢字", 1) == 2
    assert length("a\u0301", 1) == length("a", 1)


def test_lines_are_broken_at_spaces_and_none_is_too_long() -> None:
    text = "one two three four five six seven eight nine ten"
    found = lines(text, 1, 6)
    assert " ".join(found) == text
    assert len(found) > 3
    assert all(length(one, 1) <= 6 for one in found)


@EXAMPLES
@given(flows(most_steps=5))
def test_no_measure_breaks_a_word_that_the_usual_one_leaves_whole(what: Script) -> None:
    usual, *narrower = wrappings(what)
    words = {
        w for s in what.steps for t in (s.title, *(c.label for c in s.choices)) for w in t.split()
    }
    whole = {row for row in _words(what, usual) if row in words}
    for measure in narrower:
        assert whole <= set(_words(what, measure))


def _words(what: Script, measure: object) -> list[str]:
    whole = graph(what, SCRIPTS, measure)  # type: ignore[arg-type]
    rows = [row for node in whole.nodes if not node.sign for row in node.rows]
    rows += [row for arrow in whole.arrows for label in arrow.labels for row in label.rows]
    return [word for row in rows for word in row.split()]
