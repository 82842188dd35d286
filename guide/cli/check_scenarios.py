"""Checking scenarios at the prompt: each by itself, with the scripts, and with one another."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from guide.script.findings import Findings, Problem, Severity
from guide.script.library import Library
from guide.script.nearest import quoted
from guide.script.toml_reader import text_of
from guide.training.scenario import Scenario, cast_for
from guide.training.scenario_check import check_moves, check_scenario, findings_in
from guide.training.scenario_file import FOLDER, read_scenario

_FIRST_HEADING = re.compile(r"^[ \t]*\[[ \t]*(script|scenario)[ \t]*\]", re.MULTILINE)


class CheckedScenarios(Struct, frozen=True):
    """What is wrong with scenarios, and how many there are: sound ones, and those not tried.

    A scenario is not tried where scripts have mistakes: what it names may be in one of them.
    """

    problems: tuple[Problem, ...] = ()
    sound: int = 0
    untried: int = 0
    broken: int = 0


def is_scenario(path: Path) -> bool:
    """Say whether a file is a scenario, by its first heading or by where it lies."""
    return path.absolute().parent.name == FOLDER or says_scenario(path)


def says_scenario(path: Path) -> bool:
    """Say whether the first heading of a file is that of a scenario."""
    text = text_of(path, Findings(""))
    heading = _FIRST_HEADING.search(text) if text is not None else None
    return heading is not None and heading[1] == "scenario"


def check_scenarios(files: Iterable[Path], library: Library) -> CheckedScenarios:
    """Check these files, and play the moves of each as its first caller; nothing is kept."""
    problems: list[Problem] = []
    sound = untried = broken = 0
    known: dict[str, Path] = {}
    for file in files:
        scenario, found = read_scenario(file)
        if scenario is not None:
            found = (*found, *_same_id(scenario, file, known.setdefault(scenario.id, file)))
            if not library.unsound:
                found = (*found, *_against(cast_for(scenario, 0), file, library))
        problems += found
        if any(problem.severity is Severity.ERROR for problem in found):
            broken += 1
        elif library.unsound:
            untried += 1
        else:
            sound += 1
    return CheckedScenarios(tuple(problems), sound, untried, broken)


def _same_id(scenario: Scenario, file: Path, first: Path) -> tuple[Problem, ...]:
    findings = findings_in(scenario, file)
    if file != first:
        findings.error(
            ("scenario", "id"),
            "duplicate-id",
            f"The id {quoted(scenario.id)} is that of another scenario already: {first}.",
            "Give one of the two another id, or take one out of the folder.",
        )
    return findings.problems


def _against(scenario: Scenario, file: Path, library: Library) -> Iterator[Problem]:
    yield from check_scenario(scenario, file, library)
    if library.get(scenario.script) is not None:
        yield from check_moves(scenario, file, library)
