import pytest
from sample_script import BARE, line_of, only, sound, spoilt

from guide.script.checks import Entrances, check_parts, check_ways
from guide.script.findings import Problem, Severity
from guide.script.library import parse_script
from guide.script.parse import parse_text


def steps(**leads: str) -> str:
    """A script of steps, each with the places it leads to: "b end:done" and the like."""
    text = BARE
    for step, targets in leads.items():
        text += f'[[step]]\nid = "{step}"\ntitle = "{step.title()}"\n'
        for n, target in enumerate(targets.split()):
            key, name = ("end", target[4:]) if target.startswith("end:") else ("to", target)
            text += f'[[step.choice]]\nlabel = "{n}"\n{key} = "{name}"\n'
    return text


def found(text: str) -> list[tuple[str, int]]:
    return [(p.code, p.line) for p in parse_script(text, "f.toml")[1]]


def heading(step: str, text: str) -> int:
    return line_of(f'id = "{step}"', text) - 1


def test_a_sound_script_has_nothing_wrong_with_it() -> None:
    assert sound()
    assert found(steps(a="b end:done", b="a")) == []


@pytest.mark.parametrize(
    ("old", "new", "code", "message", "fix"),
    [
        ('  to = "sum-up"', '  to = "sumup"', "missing-target", "Choice 1 of step",
         "`sum-up`"),
        ('  to = "sum-up"', '  to = "Listen First"', "missing-target", "no such step", "`listen`"),
        ('  to = "sum-up"', '  to = "xyz"', "missing-target", "`xyz`", "id of a step"),
        ('  to = "sum-up"', '  to = "done"', "missing-target", "`done`", 'end = "done"'),
        ('  end = "done"', '  end = "dnoe"', "missing-target", "no such ending", "`done`"),
        ('  end = "done"', '  end = "xyz"', "missing-target", "`xyz`", "`done`, `protocol`"),
        ('  end = "done"', '  end = "listen"', "missing-target", "`listen`", 'to = "listen"'),
        ('  use = "warn"', '  use = "warm"', "missing-target", "`warm`", "`warn`"),
        ('  use = "hang-up"', '  use = "xyz"', "missing-target", "`xyz`", "has a text"),
        ('  ground = "abuse"', '  ground = "abus"', "missing-target", "ground `abus`", "`abuse`"),
        ('  ground = "abuse"', '  ground = "xyz"', "missing-target", "`xyz`", "`abuse`, `threat`"),
        ('source = "sample.txt"', 'start = "lissten"', "missing-target", "start with", "`listen`"),
        ('id = "sum-up"', 'id = "listen"', "duplicate-id", "two steps", "another id"),
        ('  id = "weekend"', '  id = "listen-1"', "duplicate-id", "two lines", "use ="),
        ('id = "threat"', 'id = "abuse"', "duplicate-id", "two grounds", "another id"),
        ('id = "protocol"', 'id = "done"', "duplicate-id", "two endings", "another id"),
        ('kind = "agreed"', 'kind = "callback"', "duplicate-id", "kind `callback`", "together"),
        ('  label = "Goes on"', '  label = "CALMS down"', "duplicate-label", "1 and 2", "its own"),
        ('capture = ["caller", "goal"]', 'capture = ["goals"]', "unknown-field", "`goals`",
         "`goal`"),
        ('show = ["concern"]', 'show = ["wxyz"]', "unknown-field", "`show`", "[fields]: wxyz"),
        ('  read_back = ["caller"]', '  read_back = ["callr"]', "unknown-field", "`callr`",
         "`caller`"),
        ('in_sight = ["goal"]', 'in_sight = ["gaol"]', "unknown-field", "`gaol`", "`goal`"),
        ("warnings = 0", "warnings = 2", "missing-key", "asks for a warning", "[ground.warning]"),
        ('  [ground.ending]\n  use = "hang-up"\n', "", "missing-key", "no line to end",
         "[ground.ending]"),
        ("protocol = true\n", "", "protocol-ending", "no ending by it", "protocol = true"),
        ('needs = ["callback"]', "protocol = true", "protocol-ending", "a second one",
         "one of them"),
    ],
)  # fmt: skip
def test_what_does_not_fit_within_a_script_is_an_error_with_its_mending(
    old: str, new: str, code: str, message: str, fix: str
) -> None:
    problems = [p for p in spoilt((old, new)) if p.code == code]
    problem = only(tuple(problems))
    assert problem.severity is Severity.ERROR
    assert message in problem.message
    assert fix in problem.fix


def test_a_duplicate_names_the_line_of_the_first() -> None:
    problem = only(spoilt(('id = "legal"', 'id = "legal"\nlabel = "A"\n[[report]]\nid = "legal"')))
    assert str(line_of('id = "legal"')) in problem.message
    assert problem.line == line_of('id = "legal"') + 3


@pytest.mark.parametrize(
    ("old", "new", "code", "message"),
    [
        ('  on = "weekend"\n', "", "no-twin", "weekday and none for a weekend"),
        ('  on = "weekday"\n', "", "no-twin", "weekend and none for a weekday"),
        ('  label = "Abusive"\n  to = "warn"', '  label = "A"\n  to = "sum-up"', "unreachable",
         "`warn`"),
        ('kind = "callback"', 'kind = "callback"\nneeds = ["numbr"]', "unknown-field", "`numbr`"),
    ],
)  # fmt: skip
def test_what_is_probably_not_meant_is_a_warning_and_keeps_the_script(
    old: str, new: str, code: str, message: str
) -> None:
    problem = only(spoilt((old, new)))
    assert (problem.code, problem.severity) == (code, Severity.WARNING)
    assert message in problem.message


def test_a_step_without_choices_is_a_dead_end() -> None:
    text = steps(a="b", b="")
    assert found(text) == [("dead-end", heading("b", text))]


def test_nine_choices_fit_and_ten_do_not() -> None:
    assert found(steps(a=" ".join(["end:done"] * 9))) == []
    text = steps(a=" ".join(["end:done"] * 10))
    assert found(text) == [("too-many-choices", text.count("\n") - 2)]


@pytest.mark.parametrize("way_out", ["end:done", "return", "other:", "other:step"])
def test_a_loop_with_a_way_out_is_no_mistake(way_out: str) -> None:
    assert found(steps(a="b", b=f"c {way_out}", c="a")) == []


def test_a_loop_without_a_way_out_is_one_mistake_told_at_its_first_step() -> None:
    text = steps(a="b d end:done", b="c", c="b", d="d")
    assert found(text) == [("dead-loop", heading("b", text)), ("dead-loop", heading("d", text))]


def test_a_step_that_only_leads_into_a_dead_loop_is_told_with_it() -> None:
    text = steps(a="b end:done", b="c", c="c")
    (problem,) = parse_script(text, "f.toml")[1]
    assert "`b`, `c`" in problem.message


def test_a_wrong_target_is_not_also_told_as_a_loop_or_as_unreachable() -> None:
    text = steps(a="bb", b="a")
    assert [code for code, _ in found(text)] == ["missing-target"]


def unreachable(text: str, entrances: frozenset[str] = frozenset()) -> tuple[Problem, ...]:
    parsed = parse_text(text, "f.toml")
    check_parts(parsed)
    check_ways(parsed, Entrances(entrances))
    return parsed.findings.problems


def test_a_step_that_nothing_leads_to_is_told_unless_another_script_leads_there() -> None:
    text = steps(a="end:done", b="c", c="end:done")
    assert [(p.code, p.line) for p in unreachable(text)] == [
        ("unreachable", heading("b", text)),
        ("unreachable", heading("c", text)),
    ]
    assert unreachable(text, frozenset({"b"})) == ()


def test_a_script_begins_at_its_start_and_not_at_its_first_step() -> None:
    text = steps(a="end:done", b="a").replace('version = "1"', 'version = "1"\nstart = "b"')
    assert found(text) == []


def test_a_script_without_endings_or_steps_is_told_so() -> None:
    text = BARE[: BARE.index("[[ending]]")]
    assert [code for code, _ in found(text)] == ["missing-key", "no-ending"]


def test_grounds_are_asked_for_only_where_there_are_some_or_should_be() -> None:
    choice = steps(a="end:done") + 'ground = "abuse"\n'
    assert [code for code, _ in found(choice)] == ["missing-target"]
    elsewhere = choice.replace('version = "1"', 'version = "1"\nprotocol = "hang-up"')
    assert found(elsewhere) == []
    itself = choice.replace('version = "1"', 'version = "1"\nprotocol = "bare"')
    assert [code for code, _ in found(itself)] == ["missing-ground"]
    ending = steps(a="end:done").replace('label = "Done"', 'label = "Done"\nprotocol = true')
    assert [code for code, _ in found(ending)] == ["protocol-ending"]


def test_efforts_where_nothing_uses_them_are_a_warning() -> None:
    text = steps(a="end:done").replace('version = "1"', 'version = "1"\nefforts = ["Asked"]')
    assert found(text) == [("no-use", line_of("efforts", text))]
