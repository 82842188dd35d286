"""Checking scripts and scenarios at the prompt: all that is wrong, where, and how to mend it."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct, field

from guide.cli.check_scenarios import CheckedScenarios, check_scenarios, is_scenario, says_scenario
from guide.cli.output import FINE, WRONG, counted, print_json, print_out, warn
from guide.cli.settings import Settings, settings
from guide.errors import ScriptError
from guide.script.approval import APPROVALS_FILE
from guide.script.approval_file import load_approvals
from guide.script.checks_approval import Checked, checked_file, checked_folder
from guide.script.documents import Against, check_against
from guide.script.findings import Problem, Severity
from guide.script.library import Library, load_library
from guide.script.reachability_findings import Proof, prove
from guide.training.scenario_file import FOLDER, scenario_files

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow"}


class _Looked(Struct, frozen=True):
    """What was looked at: scripts, scenarios, and what is proved of the scripts."""

    scripts: Checked = field(default_factory=Checked)
    scenarios: CheckedScenarios = field(default_factory=CheckedScenarios)
    proof: Proof | None = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything wrong."""
        unproved = self.proof.failures if self.proof else ()
        return (*self.scripts.problems, *unproved, *self.scenarios.problems)


def check(
    paths: Sequence[Path], scripts: Path | None, documents: Sequence[Path], *, as_json: bool
) -> int:
    """Check files and folders, or the folder of scripts; return the exit code.

    The wording of the scripts is proved against the `documents`, if there are any.
    """
    missing = next((path for path in (*paths, *documents) if not path.exists()), None)
    if missing is not None:
        raise ScriptError(f"There is no file or folder {missing} to check.")
    if documents:
        # A shell that spells out `--against texts/*.txt` leaves all but the first to the paths.
        documents = [*documents, *filter(_is_document, paths)]
        paths = [path for path in paths if not _is_document(path)]
    chosen = settings(scripts=scripts)
    looked = [_looked_at(path, chosen) for path in paths] or [_folder(chosen.scripts_folder)]
    sound = [script for one in looked for script in one.scripts.scripts]
    against = check_against(sound, documents) if documents else None
    problems = [problem for one in looked for problem in one.problems]
    problems += against.problems if against else ()
    if as_json:
        print_json([_fields(problem) for problem in problems])
    elif problems:
        _show_problems(problems)
    if against:
        warn(_proved(against))
    for proof in (one.proof for one in looked if one.proof):
        warn(_shown(proof))
    if untried := sum(one.scenarios.untried for one in looked):
        warn(f"{counted(untried, 'scenario')} could not be tried. Fix the scripts first.")
    warn(_verdict(looked, problems))
    return WRONG if any(p.severity is Severity.ERROR for p in problems) else FINE


def _is_document(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() != ".toml"


def _looked_at(path: Path, chosen: Settings) -> _Looked:
    """Look at a folder of scripts with one another, or at one file of any kind by itself."""
    if path.is_dir():
        files = tuple(scenario_files(path.absolute().parent).values())
        if path.absolute().name == FOLDER and any(map(says_scenario, files)):
            return _Looked(scenarios=check_scenarios(files, _library_beside(path, chosen)))
        return _folder(path)
    if path.name == APPROVALS_FILE:
        return _Looked(Checked(load_approvals(path)[1]))
    if is_scenario(path):
        return _Looked(scenarios=check_scenarios([path], _library_beside(path.parent, chosen)))
    return _Looked(checked_file(path))


def _library_beside(folder: Path, chosen: Settings) -> Library:
    """The scripts asked for, or those that the folder of scenarios lies with, or the usual ones."""
    if chosen.set_by.get("scripts") != "--scripts" and folder.absolute().name == FOLDER:
        beside = load_library(folder.absolute().parent)
        if beside.scripts or beside.unsound:
            return beside
    return load_library(chosen.scripts_folder)


def _folder(path: Path) -> _Looked:
    checked = checked_folder(path)
    library = checked.library
    proof = prove(library) if library and library.scripts else None
    files = scenario_files(path).values()
    scenarios = check_scenarios(files, library) if library else CheckedScenarios()
    return _Looked(checked, scenarios, proof)


def _fields(problem: Problem) -> dict[str, object]:
    return {
        "file": problem.file,
        "line": problem.line,
        "code": problem.code,
        "severity": problem.severity,
        "message": problem.message,
        "fix": problem.fix,
        "column": problem.column,
    }


def _shown(proof: Proof) -> str:
    seen = f"{counted(proof.states, 'state')} and {counted(proof.transitions, 'transition')} seen"
    if not proof.holds:
        return f"{seen}: not everything could be proved."
    return f"{seen}: no ending by the protocol without its warnings, an ending from everywhere."


def _proved(against: Against) -> str:
    match = "matches" if against.proved == 1 else "match"
    lines, documents = counted(against.proved, "line"), counted(against.documents, "document")
    return f"{lines} {match} {documents} word for word."


def _verdict(looked: Sequence[_Looked], problems: Sequence[Problem]) -> str:
    scripts = [script for one in looked for script in one.scripts.scripts]
    lines = sum(len(script.lines) for script in scripts)
    sound = f"{counted(len(scripts), 'sound script')} with {counted(lines, 'line')}"
    scenarios = [one.scenarios for one in looked]
    if any(one.sound or one.untried or one.broken for one in scenarios):
        sound += f", {counted(sum(one.sound for one in scenarios), 'sound scenario')}"
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    if not problems:
        return f"{sound}: nothing is wrong."
    found = f"{counted(errors, 'error')}, {counted(len(problems) - errors, 'warning')}"
    return f"{found}; {sound}."


def _show_problems(problems: Iterable[Problem]) -> None:
    """Put out every problem; in colour on a terminal, and to the letter either way."""
    if not sys.stdout.isatty():
        for problem in problems:
            print_out("".join(text for text, _ in _parts(problem)))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)
    for problem in problems:
        console.print(Text.assemble(*_parts(problem)))


def _parts(problem: Problem) -> tuple[tuple[str, str], ...]:
    """What is said of a problem, each part with its style."""
    places = (str(place) for place in (problem.line, problem.column) if place)
    at = ":".join((problem.file, *places))
    return (
        (at, "bold"),
        (": ", ""),
        (f"{problem.severity}[{problem.code}]", _STYLES[problem.severity]),
        (f" {problem.message}\n  fix: {problem.fix}", ""),
    )
