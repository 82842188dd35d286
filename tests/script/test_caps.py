"""Each cap on what a stranger's files may hold has its sentence."""

from pathlib import Path

import pytest
from sample_script import BARE, SOUND, read_script

from guide.errors import ScriptError
from guide.script import Severity, check_folder
from guide.script.approval import (
    MOST_APPROVAL_BYTES,
    MOST_APPROVAL_MARKS,
    load_approvals,
    parse_approvals,
)
from guide.script.documents import MOST_DOCUMENT_BYTES, read_document
from guide.script.findings import MOST_PROBLEMS
from guide.script.library import MOST_FOLDER_BYTES, load_library, parse_script
from guide.script.toml_reader import MOST_BYTES, MOST_LINE, MOST_MARKS, marks_in

STEP = '[[step]]\nid = "s{n}"\ntitle = "Step {n}"\n[[step.choice]]\nlabel = "On"\n{to}\n'


def told(path: Path) -> list[str]:
    return [problem.message for problem in read_script(path)[1]]


def test_a_file_of_just_the_size_is_read_and_a_larger_one_is_not(tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    padding = ("#" * 999 + "\n") * 600
    file.write_text((SOUND + padding)[:MOST_BYTES])
    assert told(file) == []
    file.write_text((SOUND + padding)[: MOST_BYTES + 1])
    assert told(file) == ["The file is larger than 524,288 bytes."]


def test_a_line_of_just_the_length_is_read_and_a_longer_one_is_not() -> None:
    for more, sentences in ((0, []), (1, ["The line is longer than 4,096 characters."])):
        text = SOUND + "#" * (MOST_LINE + more)
        assert [p.message for p in parse_script(text, "s.toml")[1]] == sentences


def test_a_file_of_just_as_many_marks_is_read_and_one_of_more_is_not() -> None:
    marks = MOST_MARKS - marks_in(SOUND)
    for more, sentences in (
        (0, []),
        (1, ["The file holds too much: it has 60,001 of the marks = , . [ and {, and at most "
             "60,000 are read."]),
    ):  # fmt: skip
        text = SOUND + ("#" + "=" * 99 + "\n") * (marks // 99) + "#" + "=" * (marks % 99 + more)
        assert [p.message for p in parse_script(text, "s.toml")[1]] == sentences


def test_thousands_of_steps_are_within_the_caps() -> None:
    text = BARE + "".join(STEP.format(n=n, to=f'to = "s{n + 1}"') for n in range(5_000))
    script, problems = parse_script(text + STEP.format(n=5_000, to='end = "done"'), "s.toml")
    assert problems == ()
    assert script is not None
    assert len(script.steps) == 5_001


@pytest.mark.parametrize(
    "body",
    [
        "frobs{n} = 1\n",
        '[[step]]\nid = "s"\n',
        "[[step.choice]]\n",
        "[[follow_up]]\n",
        "[[ground]]\n",
    ],
)
def test_beyond_a_thousand_mistakes_it_is_only_said_that_there_may_be_more(body: str) -> None:
    text = BARE + "".join(body.format(n=n) for n in range(2_000))
    script, problems = parse_script(text, "s.toml")
    assert script is None
    assert len(problems) == MOST_PROBLEMS + 1
    assert (problems[-1].code, problems[-1].severity) == ("too-many-problems", Severity.ERROR)
    assert problems[-1].message == "Only the first 1,000 are told; there may be more."


def test_a_thousand_warnings_keep_no_script_from_agents() -> None:
    lonely = "".join(STEP.format(n=n, to='end = "done"') for n in range(1_500))
    script, problems = parse_script(BARE + lonely, "s.toml")
    assert script is not None
    assert len(script.steps) == 1_500
    assert (len(problems), problems[-1].severity) == (MOST_PROBLEMS + 1, Severity.WARNING)


def test_approvals_that_are_too_large_are_told_of_and_count_for_nothing(tmp_path: Path) -> None:
    file = tmp_path / "approvals.toml"
    file.write_text("#" * (MOST_APPROVAL_BYTES + 1))
    found, [problem] = load_approvals(file)
    assert (found.records, problem.message) == ((), "The file is larger than 2,097,152 bytes.")
    found, [problem] = parse_approvals("#" + "=" * (MOST_APPROVAL_MARKS + 1), "approvals.toml")
    assert found.records == ()
    assert "at most 60,000 are read." in problem.message


def test_a_document_that_is_too_large_is_refused_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "sample.txt"
    with file.open("wb") as long:
        long.truncate(MOST_DOCUMENT_BYTES + 1)
    with pytest.raises(ScriptError, match=r"sample\.txt: The file is larger than 2,097,152 bytes"):
        read_document(file)


def test_what_is_no_file_at_all_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "a.toml").mkdir()
    (tmp_path / "b.toml").symlink_to("nowhere")
    assert [problem.code for problem in check_folder(tmp_path)] == ["not-a-file", "unreadable"]


def test_scripts_that_are_too_large_together_are_told_of_and_the_first_are_read(
    tmp_path: Path,
) -> None:
    size = MOST_FOLDER_BYTES // 4
    for n in range(5):
        script = BARE.replace('"bare"', f'"bare-{n}"').replace("Bare", f"Bare {n}") + STEP.format(
            n=1, to='end = "done"'
        )
        (tmp_path / f"{n}.toml").write_text(script + "#" * 999 + "\n")
        with (tmp_path / f"{n}.toml").open("a") as file:
            file.write(("#" * 999 + "\n") * ((size - file.tell()) // 1000))
    (problem,) = load_library(tmp_path).problems
    assert (problem.code, problem.severity) == ("too-big", Severity.ERROR)
    assert problem.message == (
        "The scripts here are larger than 2,097,152 bytes together; those from 4.toml on are not "
        "read."
    )
    assert list(load_library(tmp_path).scripts) == [f"bare-{n}" for n in range(4)]


def test_a_script_too_large_by_itself_takes_no_place_of_others(tmp_path: Path) -> None:
    for name in "abcde":
        with (tmp_path / f"{name}.toml").open("wb") as long:
            long.truncate(MOST_BYTES + 1)
    assert [p.message for p in load_library(tmp_path).problems] == [
        "The file is larger than 524,288 bytes."
    ] * 5


def test_more_misspelt_names_than_can_be_compared_get_no_suggestion(tmp_path: Path) -> None:
    for n in range(150):
        script = BARE.replace('"bare"', f'"script-{n}"').replace("Bare", f"Script {n}")
        (tmp_path / f"{n}.toml").write_text(script + STEP.format(n=1, to='to = "scripd:"'))
    fixes = [problem.fix for problem in load_library(tmp_path).problems]
    assert len(fixes) == 150
    suggested = [fix.startswith("Did you mean") for fix in fixes]
    assert (suggested[0], suggested[-1], sum(suggested)) == (True, False, 66)
