from collections import Counter

import pytest
from drawn_flows import ANYTHING, SCRIPTS, script, step
from hypothesis import given, settings
from hypothesis import strategies as st
from kit import shipped

from guide.chart.draft import MOST_TITLE, Draft, drafted
from guide.chart.export import mermaid
from guide.chart.flow import resolve_target
from guide.chart.flowchart import read_flowchart
from guide.errors import ScriptError
from guide.script.findings import Findings, Problem
from guide.script.library import parse_script
from guide.script.model import Choice, Script, Target, TargetKind
from guide.script.parse import parse_text
from guide.text import cells, plain_line


def draft(*rows: str) -> tuple[Draft, tuple[Problem, ...]]:
    findings = Findings("x.mmd")
    text = "\n".join(("flowchart TD", *rows))
    return drafted(read_flowchart(text, findings), "some call", findings), findings.problems


def made(*rows: str) -> Script:
    found, problems = parse_script(draft(*rows)[0].text, "x.toml")
    assert found is not None, problems
    return found


def ways(what: Script) -> dict[str, list[tuple[str, str]]]:
    return {one.id: [(c.label, str(c.to)) for c in one.choices] for one in what.steps}


def test_a_chart_becomes_steps_choices_and_endings() -> None:
    what = made(
        "hi([Greet the caller]) -->|calm| ask{Is it urgent?}",
        "hi -->|angry| listen[Listen]",
        "listen --> ask",
        "ask -- yes --> out[[Transfer]]",
        "ask -- no --> hi",
    )
    assert (what.id, what.title, what.first) == ("some-call", "some call", "greet-the-caller")
    assert ways(what) == {
        "greet-the-caller": [("calm", "is-it-urgent"), ("angry", "listen")],
        "is-it-urgent": [("yes", "end:transfer"), ("no", "greet-the-caller")],
        "listen": [("Is it urgent?", "is-it-urgent")],
    }
    assert [one.label for one in what.endings] == ["Transfer"]
    assert what.lines[0].gap == "the wording of step “Greet the caller” is still to be written"
    assert all(line.gap and not line.text for line in what.lines)


def test_the_call_begins_with_what_nothing_leads_to() -> None:
    assert made("B --> C", "A --> B").first == "a"
    assert made("A --> B", "B --> A", "A --> C").first == "a"


def test_a_second_beginning_is_told_with_its_line() -> None:
    _, [problem] = draft("A --> B", "C --> B", "B --> D")
    assert (problem.code, problem.line) == ("second-root", 3)
    assert problem.message == (
        "Nothing leads to `C`, and the call begins at `A`: nobody will come to it."
    )
    assert draft("A --> B", "B --> A", "A --> C")[1] == ()


def test_boxes_that_end_alike_are_one_ending() -> None:
    what = made("A -->|1| X[End]", "A -->|2| Y([end])")
    assert [one.label for one in what.endings] == ["End"]


def test_a_chart_of_one_box_is_a_call_that_can_end() -> None:
    assert ways(made("A[Say hello]")) == {"say-hello": [("Call ended", "end:call-ended")]}


def test_no_two_ids_and_no_two_choices_of_a_step_are_alike() -> None:
    rows = ["A[Ask] -->|yes| B[Ask!]", "A -->|Yes| C[ask?]", "A --> D[return]", "B & C & D --> A"]
    what = made(*rows, "D -->|done| E")
    assert ways(what)["ask"] == [("yes", "ask-2"), ("Yes (2)", "ask-3"), ("return", "return-2")]


def test_an_id_is_made_from_what_letters_there_are() -> None:
    what = made("n1[挨拶] --> n2[Grüße!] --> 挨[拶] --> n4[the end]")
    assert [one.id for one in what.steps] == ["n1", "grusse", "step"]


def test_a_long_label_is_cut_and_kept_as_coaching() -> None:
    long = "Good morning, " * 20
    first = made(f"A[{long}] -->|{long}| B[{long}]").first_step
    assert cells(first.title) <= MOST_TITLE
    assert first.title.endswith("…")
    assert first.coach == (long.strip(),)
    assert cells(first.choices[0].label) <= MOST_TITLE


def test_a_box_without_links_and_a_tenth_way_out_are_told_with_their_lines() -> None:
    found, problems = draft("A --> B", "C[Legend]", *(f"A -->|way {n}| B" for n in range(9)))
    assert [(one.line, one.code) for one in problems] == [(3, "unlinked"), (12, "too-many-choices")]
    assert "`Legend`" in problems[0].message
    assert (found.steps, found.choices) == (1, 9)


def test_another_script_is_told_once_to_be_taken_for_it() -> None:
    found, (problem,) = draft("A --> B[⇢ A warning]", "A -->|angry| C[⇢ A warning]")
    assert "script `a-warning`" in problem.message
    assert found.text.count('to = "a-warning:"') == 2


def test_what_would_be_too_large_for_a_script_is_refused() -> None:
    long = ", ".join(["so"] * 600)
    with pytest.raises(ScriptError, match="too large"):
        draft(*(f'A{n}["{long}"] --> A{n + 1}' for n in range(900)))
    with pytest.raises(ScriptError, match="holds no box"):
        draft("classDef red fill:#f00")


_WORDS = ANYTHING.map(plain_line).filter(lambda words: 0 < cells(words) < MOST_TITLE - 9)


@st.composite
def _scripts(draw: st.DrawFn) -> Script:
    """Any script whose first step leads to all the others, with choices that can be told apart."""
    count = draw(st.integers(1, 8))
    ids = [f"s{n}" for n in range(count)]
    to = st.sampled_from([*ids, *ids, "return", "end:a", "end:b", "warning:", "first:sell"])
    steps = []
    for n, step_id in enumerate(ids):
        labels = draw(st.lists(_WORDS, min_size=1, max_size=9, unique_by=str.casefold))
        on = f"s{n + 1}" if n + 1 < count else "end:a"
        targets = [on, *(draw(to) for _ in labels[1:])]
        choices = draw(st.permutations([*zip(labels, targets, strict=True)]))
        steps.append(step(step_id, draw(_WORDS), *choices))
    return script("drawn", "Drawn", *steps, endings={"a": draw(_WORDS), "b": draw(_WORDS)})


def _target(what: Script, to: Target, scripts: dict[str, Script]) -> str:
    """Where a choice leads, by what both scripts have of it: the titles."""
    if to.kind is TargetKind.SCRIPT:
        return f"{to.kind} {scripts[to.script].title if to.script in scripts else to.script}"
    return f"{to.kind} {plain_line(resolve_target({}, what, to).title)}".casefold()


def _told(what: Script, scripts: dict[str, Script]) -> Counter[tuple[str, tuple[object, ...]]]:
    def choice(one: Choice) -> tuple[object, ...]:
        return one.key, plain_line(one.label), _target(what, one.to, scripts)

    return Counter((plain_line(s.title), tuple(map(choice, s.choices))) for s in what.steps)


def _imported(what: Script, scripts: dict[str, Script]) -> Script:
    findings = Findings("x.mmd")
    text = drafted(read_flowchart(mermaid(what, scripts), findings), "x", findings).text
    assert not findings.has_errors
    # What check says of letters is said of the chart's own words.
    parsed = parse_text(text, "x.toml")
    assert not parsed.findings.problems
    assert parsed.script is not None
    return parsed.script


@settings(max_examples=50, deadline=None)
@given(_scripts())
def test_an_exported_chart_comes_in_again_with_the_same_steps_and_choices(what: Script) -> None:
    back = _imported(what, SCRIPTS)
    titles = {"a-warning": SCRIPTS["warning"], "first-script": SCRIPTS["first"]}
    assert _told(back, titles) == _told(what, SCRIPTS)
    assert back.first_step.title == plain_line(what.first_step.title)


@pytest.mark.parametrize("name", [*shipped().scripts])
def test_the_chart_of_a_shipped_script_comes_in_again(name: str) -> None:
    scripts = dict(shipped().scripts)
    assert _told(_imported(scripts[name], scripts), scripts) == _told(scripts[name], scripts)
