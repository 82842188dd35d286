from pathlib import Path

import pytest
from mistake_scripts import BESIDES, MISTAKES, WARNINGS
from small_scripts import END, HEAD, line, step, to

from guide.script import Severity, check_file, check_folder


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_gets_its_sentence_and_how_to_mend_it(tmp_path: Path, mistake: str) -> None:
    text, code, message, fix = MISTAKES[mistake]
    (tmp_path / "one.toml").write_text(text, "utf-8")
    problems = check_folder(tmp_path)
    [problem] = [p for p in problems if p.code == code]
    assert {p.code for p in problems} <= {code, *BESIDES}
    assert (problem.message, problem.fix) == (message, fix)
    severity = Severity.WARNING if mistake in WARNINGS else Severity.ERROR
    assert (problem.file, problem.severity) == (str(tmp_path / "one.toml"), severity)
    assert (problem.line > 0, problem.column > 0) == (True, True)


def test_without_a_mistake_there_is_no_sentence(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text(HEAD + step())
    assert check_folder(tmp_path) == ()


def test_two_scripts_with_one_id_are_told_of(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.toml").write_text(HEAD + step())
    [problem] = check_folder(tmp_path)
    assert (problem.code, problem.line, problem.column) == ("duplicate-id", 2, 1)
    assert problem.message == (
        f"The id `one` is that of another script already: {tmp_path / 'a.toml'}."
    )


def test_a_must_say_line_that_another_script_leads_to_is_on_a_path(tmp_path: Path) -> None:
    said = step("b", line('"Hello."', "  must_say = true\n"))
    (tmp_path / "one.toml").write_text(HEAD + step() + said)
    other = HEAD.replace('"one"', '"two"').replace('"One"', '"Two"')
    other += step(choices=END + to("one:b"))
    (tmp_path / "two.toml").write_text(other)
    assert [p.code for p in check_folder(tmp_path)] == ["unapproved-wording"]
    assert "never-said" not in {p.code for p in check_file(tmp_path / "one.toml")}


def test_sixty_words_are_said_in_one_breath(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text(HEAD + step(body=line(f'"{" ".join(["word"] * 60)}"')))
    assert [p.code for p in check_folder(tmp_path)] == ["unapproved-wording"]
