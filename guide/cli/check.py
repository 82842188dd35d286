"""Checking scripts at the prompt: everything that is wrong, where, and how to mend it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from guide.cli.answer import FINE, WRONG, counted, json_data, words
from guide.cli.folders import scripts_folder
from guide.errors import ScriptError
from guide.script.approval import APPROVALS_FILE
from guide.script.approval_file import load_approvals
from guide.script.library import load_library
from guide.script.load import read_script
from guide.script.model import Script
from guide.script.problem import Problem, Severity
from guide.training.scenario_file import read_scenario
from guide.training.shelf import FOLDER, scenario_files


@dataclass(frozen=True, slots=True)
class Checked:
    """What was looked at: the problems, the sound scripts, and how many scenarios."""

    problems: tuple[Problem, ...] = ()
    scripts: tuple[Script, ...] = ()
    scenarios: int = 0


def check(paths: Sequence[Path], scripts: Path | None, *, as_json: bool) -> int:
    """Check files and folders, or the folder of scripts; return the exit code."""
    missing = next((path for path in paths if not path.exists()), None)
    if missing is not None:
        raise ScriptError(f"There is no file or folder {missing} to check.")
    checked = [_checked(path) for path in paths] or [_folder(scripts_folder(scripts))]
    problems = [problem for one in checked for problem in one.problems]
    if as_json:
        json_data([_fields(problem) for problem in problems])
    elif problems:
        from guide.cli.problems import show_problems

        show_problems(problems)
    words(_verdict(checked, problems))
    return WRONG if any(p.severity is Severity.ERROR for p in problems) else FINE


def _checked(path: Path) -> Checked:
    """Check a folder of scripts with one another, or one file of any kind by itself."""
    if path.is_dir():
        return _folder(path)
    if path.name == APPROVALS_FILE:
        return Checked(load_approvals(path)[1])
    if path.absolute().parent.name == FOLDER:
        return Checked(read_scenario(path)[1], scenarios=1)
    script, problems = read_script(path)
    return Checked(problems, (script,) if script else ())


def _folder(path: Path) -> Checked:
    library = load_library(path)
    scenarios = scenario_files(path).values()
    wrong = (problem for file in scenarios for problem in read_scenario(file)[1])
    sound = tuple(library.scripts.values())
    return Checked((*library.problems, *wrong), sound, len(scenarios))


def _fields(problem: Problem) -> dict[str, object]:
    return {
        "file": problem.file,
        "line": problem.line,
        "code": problem.code,
        "severity": problem.severity,
        "message": problem.message,
        "fix": problem.fix,
    }


def _verdict(checked: Iterable[Checked], problems: Sequence[Problem]) -> str:
    scripts = [script for one in checked for script in one.scripts]
    lines = sum(len(script.lines) for script in scripts)
    scenarios = sum(one.scenarios for one in checked)
    sound = f"{counted(len(scripts), 'sound script')} with {counted(lines, 'line')}"
    looked_at = f"{sound}, {counted(scenarios, 'scenario')}" if scenarios else sound
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    if not problems:
        return f"{looked_at}: nothing is wrong."
    found = f"{counted(errors, 'error')}, {counted(len(problems) - errors, 'warning')}"
    return f"{found}; {looked_at}."
