"""Checking a scenario against the scripts: what it names must be there."""

import tomllib
from collections.abc import Iterable
from pathlib import Path

from guide.script.findings import Findings, Problem
from guide.script.library import Library
from guide.script.locate import Where
from guide.script.model import Script
from guide.script.nearest import listed, quoted, suggestion
from guide.script.toml_reader import file_name
from guide.training.scenario import Scenario
from guide.training.shelf import FOLDER, scenario_files

_HEAD = "the scenario"
_EXPECT = "an [[expect]]"


def check_scenario(scenario: Scenario, file: Path, library: Library) -> tuple[Problem, ...]:
    """What a scenario names that the scripts do not have; empty if all is well.

    A script that is not there at all is all that is told.
    """
    return _Names(scenario, file, library).problems()


def findings_in(scenario: Scenario, file: Path) -> Findings:
    """Where mistakes of a scenario that was read from this file are noted."""
    findings = Findings(file_name(file))
    findings.look_in(_lines_of(scenario))
    return findings


def _lines_of(scenario: Scenario) -> str:
    return scenario.text.removeprefix("\ufeff").replace("\r\n", "\n")


class _Names:
    """The names in a scenario, held against those of the scripts."""

    def __init__(self, scenario: Scenario, file: Path, library: Library) -> None:
        self._scenario, self._file, self._library = scenario, file, library
        self._findings = findings_in(scenario, file)

    def problems(self) -> tuple[Problem, ...]:
        """What is not there."""
        script = self._library.get(self._scenario.script)
        if script is None:
            known = self._library.scripts
            self._unknown("script", self._scenario.script, _HEAD, ("scenario", "script"), known)
        else:
            self._check_replies_and_moves()
            self._check_expected(script)
            self._check_earlier()
        return self._findings.problems

    def _check_replies_and_moves(self) -> None:
        scripts = self._library.scripts.values()
        steps, lines = _steps(self._library), _lines(self._library)
        grounds = {ground.id for script in scripts for ground in script.grounds}
        reasons = {reason.id for script in scripts for reason in script.reports}
        for n, reply in enumerate(self._scenario.replies):
            named, when = f"reply {quoted(reply.id)}", reply.when
            at: Where = ("reply", n, "when")
            self._check("step", when.step, named, (*at, "step"), steps)
            self._check("line", when.said, named, (*at, "said"), lines)
            self._check("line", when.adapted, named, (*at, "adapted"), lines)
            self._check("line", when.left_out, named, (*at, "left_out"), lines)
            self._check("line", when.passed_over, named, (*at, "passed_over"), lines)
            self._check("ground", when.ground, named, (*at, "ground"), grounds)
            self._check("reason to report", reply.reports, named, ("reply", n, "reports"), reasons)
        for n, move in enumerate(self._scenario.moves):
            where = ("move", n, "reports")
            self._check("reason to report", move.reports, f"move {n + 1}", where, reasons)

    def _check_expected(self, script: Script) -> None:
        expected = self._scenario.expected
        acknowledging = _lines(self._library) | _steps(self._library)
        for wanted in expected.acknowledgements:
            self._check_expect("line or step", "acknowledge", wanted.by, acknowledging)
        for detail in expected.details:
            self._check_expect("detail", "detail", detail.field, _fields(self._library))
        for ending in expected.endings:
            known = _endings(script, self._library)
            self._check_expect("ending", "endings", ending, known)

    def _check_expect(self, kind: str, key: str, name: str, known: set[str]) -> None:
        if name and name not in known:
            self._unknown(kind, name, _EXPECT, _expecting(self._scenario, key, name), known)

    def _check_earlier(self) -> None:
        earlier = self._scenario.earlier
        if earlier and not self._file.with_name(f"{earlier}.toml").is_file():
            folder = self._file.absolute().parent
            beside = scenario_files(folder.parent) if folder.name == FOLDER else {}
            self._unknown("scenario", earlier, "`earlier`", ("scenario", "earlier"), beside)

    def _check(self, kind: str, name: str, named: str, where: Where, known: set[str]) -> None:
        if name and name not in known:
            self._unknown(kind, name, named, where, known)

    def _unknown(
        self, kind: str, name: str, named: str, where: Where, known: Iterable[str]
    ) -> None:
        names = sorted(known)
        near = self._findings.speller.nearest(name, names)
        otherwise = f"There are: {listed(names, 12)}." if names else "There is none."
        message = f"There is no {kind} {quoted(name)}, which {named} names."
        self._findings.error(where, "missing-target", message, suggestion(near, otherwise))


def _expecting(scenario: Scenario, key: str, name: str) -> Where:
    """Where the [[expect]] stands that has this name.

    A scenario keeps what is expected in an order of its own, so it is looked for in the file.
    """
    tables = tomllib.loads(_lines_of(scenario)).get("expect", [])
    for n, table in enumerate(tables):
        value = table.get(key)
        if isinstance(value, list) and name in value:
            return ("expect", n, key, value.index(name))
        if value == name:
            return ("expect", n, key)
    return ("expect",)


def _steps(library: Library) -> set[str]:
    every = [(script.id, step.id) for script in library.scripts.values() for step in script.steps]
    return {step for _, step in every} | {f"{script}:{step}" for script, step in every}


def _lines(library: Library) -> set[str]:
    every = [(script.id, line.id) for script in library.scripts.values() for line in script.lines]
    return {line for _, line in every} | {f"{script}:{line}" for script, line in every}


def _fields(library: Library) -> set[str]:
    steps = (step for script in library.scripts.values() for step in script.steps)
    return {field for step in steps for field in step.capture}


def _endings(script: Script, library: Library) -> set[str]:
    protocol = library.protocol_of(script)
    own = (*script.endings, *(protocol.endings if protocol else ()))
    return {ending.id for ending in own}
