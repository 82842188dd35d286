"""Checking scripts and scenarios at the prompt: all that is wrong, where, and how to mend it."""

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from msgspec import Struct, field
from msgspec.structs import asdict, replace

from guide.cli.output import FINE, WRONG, at_work, print_json, print_out, warn
from guide.cli.settings import Settings, settings
from guide.errors import ScriptError
from guide.script.accepted import settled
from guide.script.approval import APPROVALS_FILE, load_approvals
from guide.script.checks_approval import checked_file, checked_folder
from guide.script.documents import Against, check_against
from guide.script.findings import Findings, Problem, Severity, listed, quoted
from guide.script.library import Library, load_library
from guide.script.misnamed_approvals import holds_approvals, note_misnamed_approvals
from guide.script.model import Script
from guide.script.reachability_findings import Proof, prove
from guide.script.toml_reader import file_name, text_of
from guide.text import counted
from guide.training.scenario import Scenario, cast_for
from guide.training.scenario_check import check_moves, check_scenario, findings_in
from guide.training.scenario_file import FOLDER, read_scenario, scenario_files

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow"}
_ACCEPTED = "accepted: "
_FIRST_HEADING = re.compile(r"^[ \t]*\[[ \t]*(script|scenario)[ \t]*\]", re.MULTILINE)


Tried = Literal["sound", "untried", "broken"]
"""What became of a scenario. None is tried where scripts have mistakes: it may name one of them."""


class _Looked(Struct, frozen=True):
    """What was looked at, and all that is wrong: scripts, what is proved of them, scenarios."""

    problems: tuple[Problem, ...]
    scripts: tuple[Script, ...] = ()
    accepted: tuple[tuple[Problem, str], ...] = ()
    proof: Proof | None = None
    scenarios: Counter[Tried] = field(default_factory=Counter)


def check_paths(
    paths: Sequence[Path],
    scripts: Path | None,
    documents: Sequence[Path],
    *,
    as_json: bool,
    strict: bool = False,
    with_accepted: bool = False,
) -> int:
    """Check files and folders, or the folder of scripts; return the exit code.

    If it is `strict`, nothing may be there that nobody has approved. The wording of the scripts is
    proved against the `documents`, if there are any. What is accepted is counted, or listed too if
    it is asked for.
    """
    missing = next((path for path in (*paths, *documents) if not path.exists()), None)
    if missing is not None:
        raise ScriptError(f"There is no file or folder {missing} to check.")
    if documents:
        # A shell that spells out `--against texts/*.txt` leaves all but the first to the paths.
        documents = [*documents, *filter(_is_document, paths)]
        paths = [path for path in paths if not _is_document(path)]
    chosen = settings(scripts=scripts)
    with at_work("Checking"):
        looked = [_looked_at(path, chosen, strict=strict) for path in paths]
        looked = looked or [_folder(chosen.scripts_folder, strict=strict)]
        sound = [script for one in looked for script in one.scripts]
        against = check_against(sound, documents) if documents else None
    # The approvals beside several files that are checked are wrong once.
    problems = list(dict.fromkeys(problem for one in looked for problem in one.problems))
    problems += against.problems if against else ()
    accepted = [one for looked_at in looked for one in looked_at.accepted]
    if as_json:
        shown = [asdict(problem) for problem in problems]
        settled_ones = [{**asdict(one), "accepted": reason} for one, reason in accepted]
        print_json([*shown, *(settled_ones if with_accepted else ())])
    else:
        _show_problems(problems)
        if with_accepted:
            _show_problems(replace(one, fix=f"{_ACCEPTED}{why}") for one, why in accepted)
    if against:
        warn(_proved(against))
    for proof in (one.proof for one in looked if one.proof):
        warn(_shown(proof))
        for note in proof.notes:
            warn(note)
    for script in sound:
        if script.cardless:
            warn(_cardless(script))
    tried: Counter[Tried] = sum((one.scenarios for one in looked), Counter())
    if tried["untried"]:
        warn(f"{counted(tried['untried'], 'scenario')} could not be tried. Fix the scripts first.")
    if accepted and not with_accepted:
        told = f"{counted(len(accepted), 'warning')} accepted in the scripts"
        warn(f"{told}; `guide check --accepted` lists them.")
    warn(_verdict(sound, tried, problems))
    return WRONG if any(p.severity is Severity.ERROR for p in problems) else FINE


def _is_document(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() != ".toml"


def _looked_at(path: Path, chosen: Settings, *, strict: bool) -> _Looked:
    """Look at a folder of scripts with one another, or at one file of any kind by itself."""
    if path.is_dir():
        files = tuple(scenario_files(path.absolute().parent).values())
        if path.absolute().name == FOLDER and any(map(_says_scenario, files)):
            return _scenarios(files, _library_beside(path, chosen))
        return _folder(path, strict=strict)
    if path.name == APPROVALS_FILE:
        return _Looked(load_approvals(path)[1])
    if holds_approvals(path):
        findings = Findings(file_name(path))
        note_misnamed_approvals(path, findings)
        return _Looked(findings.problems)
    if _is_scenario(path):
        return _scenarios([path], _library_beside(path.parent, chosen))
    checked = checked_file(path, strict=strict)
    found = settled(checked.problems, checked.scripts, whole=False)
    return _Looked(found.problems, checked.scripts, found.accepted)


def _library_beside(folder: Path, chosen: Settings) -> Library:
    """The scripts asked for, or those that the folder of scenarios lies with, or the usual ones."""
    if chosen.set_by.get("scripts") != "--scripts" and folder.absolute().name == FOLDER:
        beside = load_library(folder.absolute().parent)
        if beside.scripts or beside.unsound:
            return beside
    return load_library(chosen.scripts_folder)


def _folder(path: Path, *, strict: bool) -> _Looked:
    checked = checked_folder(path, strict=strict)
    library = checked.library
    if library is None:
        return _Looked(checked.problems, checked.scripts)
    proof = prove(library) if library.scripts else None
    unproved = proof.failures if proof else ()
    scenarios = _scenarios(scenario_files(path).values(), library)
    # Of flows nothing was told while a script has mistakes: what is accepted of them still applies.
    whole = not library.unsound
    of_scripts = settled((*checked.problems, *unproved), checked.scripts, whole=whole)
    return replace(
        scenarios,
        problems=(*of_scripts.problems, *scenarios.problems),
        scripts=checked.scripts,
        accepted=of_scripts.accepted,
        proof=proof,
    )


def _shown(proof: Proof) -> str:
    seen = f"{counted(proof.states, 'state')} and {counted(proof.transitions, 'transition')} seen"
    if not proof.holds:
        return f"{seen}: not everything could be proved."
    return f"{seen}: no ending by the protocol without its warnings, an ending from everywhere."


def _cardless(script: Script) -> str:
    """Which fields of a script are never masked, for whoever answers for what is kept."""
    labels = listed([script.label(name) for name in script.cardless], 20)
    return f"{script.file}: no card number is masked in {labels}."


def _proved(against: Against) -> str:
    match = "matches" if against.proved == 1 else "match"
    lines, documents = counted(against.proved, "line"), counted(against.documents, "document")
    return f"{lines} {match} {documents} word for word."


def _verdict(scripts: Sequence[Script], tried: Counter[Tried], problems: Sequence[Problem]) -> str:
    lines = sum(len(script.lines) for script in scripts)
    sound = f"{counted(len(scripts), 'sound script')} with {counted(lines, 'line')}"
    if tried:
        sound += f", {counted(tried['sound'], 'sound scenario')}"
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
    mend = problem.fix if problem.fix.startswith(_ACCEPTED) else f"fix: {problem.fix}"
    return (
        (at, "bold"),
        (": ", ""),
        (f"{problem.severity}[{problem.code}]", _STYLES[problem.severity]),
        (f" {problem.message}\n  {mend}", ""),
    )


def _is_scenario(path: Path) -> bool:
    """Say whether a file is a scenario, by its first heading or by where it lies."""
    return path.absolute().parent.name == FOLDER or _says_scenario(path)


def _says_scenario(path: Path) -> bool:
    """Say whether the first heading of a file is that of a scenario."""
    text = text_of(path, Findings(""))
    heading = _FIRST_HEADING.search(text) if text is not None else None
    return heading is not None and heading[1] == "scenario"


def _scenarios(files: Iterable[Path], library: Library) -> _Looked:
    """Check these files, and play the moves of each as its first caller; nothing is kept."""
    problems: list[Problem] = []
    tried: Counter[Tried] = Counter()
    known: dict[str, Path] = {}
    for file in files:
        scenario, found = read_scenario(file)
        if scenario is not None:
            found = (*found, *_same_id(scenario, file, known.setdefault(scenario.id, file)))
            if not library.unsound:
                found = (*found, *_against(cast_for(scenario, 0), file, library))
        problems += found
        if any(problem.severity is Severity.ERROR for problem in found):
            tried["broken"] += 1
        else:
            tried["untried" if library.unsound else "sound"] += 1
    return _Looked(tuple(problems), scenarios=tried)


def _same_id(scenario: Scenario, file: Path, first: Path) -> tuple[Problem, ...]:
    findings = findings_in(scenario, file)
    if file != first:
        message = f"The id {quoted(scenario.id)} is that of another scenario already: {first}."
        fix = "Give one of the two another id, or take one out of the folder."
        findings.error(("scenario", "id"), "duplicate-id", message, fix)
    return findings.problems


def _against(scenario: Scenario, file: Path, library: Library) -> Iterator[Problem]:
    yield from check_scenario(scenario, file, library)
    if library.get(scenario.script) is not None:
        yield from check_moves(scenario, file, library)
