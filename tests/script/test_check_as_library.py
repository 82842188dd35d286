"""What editors and hooks call to check scripts."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from small_scripts import HEAD, step, to

from guide.errors import ScriptError
from guide.script import Problem, Severity, check_file, check_folder
from guide.script.library import shipped_folder

HOOK = """
import json, sys
from pathlib import Path
from guide.script import check_file, check_folder
path = Path(sys.argv[1])
problems = check_folder(path) if path.is_dir() else check_file(path)
loaded = [name for name in ("textual", "rich", "typer") if name in sys.modules]
print(json.dumps([[p.file, p.line, p.column, p.code, p.message, p.fix] for p in problems]))
print(json.dumps(loaded))
"""


def called(path: Path) -> tuple[list[list[object]], list[str]]:
    """What a program gets that calls the check, and what that made it load."""
    command = [sys.executable, "-c", HOOK, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8")
    problems, loaded = map(json.loads, done.stdout.splitlines())
    return problems, loaded


def test_a_file_is_checked_without_anything_of_the_screen(tmp_path: Path) -> None:
    file = tmp_path / "one.toml"
    file.write_text(HEAD + step(choices=to("b")))
    problems, loaded = called(file)
    assert loaded == []
    assert problems == [
        [
            str(file), 17, 3, "missing-target",
            "Choice 1 of step `a` leads to `b`, but there is no such step.",
            "Write the id of a step of this script, or add the step.",
        ],
    ]  # fmt: skip


def test_a_folder_is_checked_without_anything_of_the_screen(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.toml").write_text(HEAD + step())
    problems, loaded = called(tmp_path)
    assert loaded == []
    assert [problem[3] for problem in problems] == ["duplicate-id"]


def test_a_folder_that_is_not_there_is_the_one_error_that_is_raised(tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match="There is no folder"):
        check_folder(tmp_path / "nowhere")
    (problem,) = check_file(tmp_path / "nowhere.toml")
    assert isinstance(problem, Problem)
    assert (problem.code, problem.severity) == ("unreadable", Severity.ERROR)


def test_the_shipped_scripts_have_no_errors() -> None:
    assert {p.severity for p in check_folder(shipped_folder())} == {Severity.WARNING}
