"""What can be wrong between the scripts of one folder."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from guide.script.checks_terms import check_choice_grounds
from guide.script.findings import Speller, listed, quoted
from guide.script.locate import Where
from guide.script.model import Script, Target, TargetKind
from guide.script.parse import ParsedFile


def by_id(parsed_files: Iterable[ParsedFile]) -> dict[str, ParsedFile]:
    """The files by the ids of their scripts; a second one of the same id is noted."""
    found: dict[str, ParsedFile] = {}
    for parsed in parsed_files:
        first = found.setdefault(parsed.id, parsed)
        if first is not parsed and parsed.script is not None:
            parsed.findings.error(
                ("script", "id"),
                "duplicate-id",
                f"The id {quoted(parsed.id)} is that of another script already: "
                f"{first.findings.file}.",
                "Give one of the two another id, or take one out of the folder.",
            )
    return found


def entrances(parsed_files: Iterable[ParsedFile]) -> dict[str, frozenset[str]]:
    """The steps that choices of other scripts lead to, by script."""
    found: dict[str, set[str]] = {}
    for parsed in parsed_files:
        for _, target in _targets(parsed.script):
            found.setdefault(target.script, set()).add(target.step)
    return {script: frozenset(steps) for script, steps in found.items()}


def named_by(script: Script) -> set[str]:
    """The ids of the other scripts that a script leads to, or takes its grounds from."""
    return {script.protocol, *(target.script for _, target in _targets(script))} - {"", script.id}


class _Others:
    """The scripts that can be pointed at, and how to mend the name of one that is not there."""

    def __init__(self, known: dict[str, ParsedFile], built_in: Path) -> None:
        self.known = known
        # One for all of them: each may have as many wrong names as there are scripts.
        self.speller = Speller()
        self._built_in = built_in

    def meant(self, name: str) -> str:
        """How to mend the name of a script; one of the built-in ones can be copied."""
        otherwise = f"Write the id of a script: {listed(self.known)}."
        if name in {file.stem for file in self._built_in.glob("*.toml")}:
            otherwise = f"Copy {name}.toml beside it, from the built-in scripts."
        return self.speller.did_you_mean(name, self.known, otherwise)


def check_across(
    parsed_files: Iterable[ParsedFile], known: dict[str, ParsedFile], built_in: Path
) -> None:
    """Note every place where a script points at something that another does not have.

    `built_in` is the folder of the scripts that come with the program.
    """
    others = _Others(known, built_in)
    for parsed in parsed_files:
        for where, target in _targets(parsed.script):
            _check_target(parsed, where, target, others)
        if parsed.script is not None and parsed.script.protocol not in ("", parsed.script.id):
            _check_protocol(parsed, parsed.script, others)


def warn_of_unsound(parsed_files: Iterable[ParsedFile], known: dict[str, ParsedFile]) -> None:
    """Note every place where a script points at one that its own mistakes keep from agents."""
    unsound = {name for name, parsed in known.items() if parsed.findings.has_errors}
    for parsed in parsed_files:
        if parsed.script is None:
            continue
        named = [((*where, "to"), target.script) for where, target in _targets(parsed.script)]
        if parsed.script.protocol:
            named.append((("script", "protocol"), parsed.script.protocol))
        for where, name in named:
            if name in unsound and name != parsed.id:
                message = f"The script {quoted(name)} has mistakes and is not offered to agents."
                fix = f"Mend {known[name].findings.file} first."
                parsed.findings.warning(where, "unsound-script", message, fix)


def _targets(script: Script | None) -> Iterator[tuple[Where, Target]]:
    for n, step in enumerate(script.steps if script else ()):
        for choice in step.choices:
            if choice.to.kind is TargetKind.SCRIPT:
                yield ("step", n, "choice", choice.key - 1), choice.to


def _check_target(parsed: ParsedFile, where: Where, target: Target, others: _Others) -> None:
    other = others.known.get(target.script)
    if other is None:
        parsed.findings.error(
            (*where, "to"),
            "missing-target",
            f"There is no script {quoted(target.script)} for {quoted(str(target))} to lead to.",
            others.meant(target.script),
        )
    elif other.script is not None and target.step and other.script.step(target.step) is None:
        steps = [step.id for step in other.script.steps]
        message = f"The script {quoted(target.script)} has no step {quoted(target.step)}."
        fix = others.speller.did_you_mean(
            target.step, steps, f"Write the id of one of its steps: {listed(steps)}."
        )
        parsed.findings.error((*where, "to"), "missing-target", message, fix)


def _check_protocol(parsed: ParsedFile, script: Script, others: _Others) -> None:
    other, where = others.known.get(script.protocol), ("script", "protocol")
    if other is None:
        message = f"There is no script {quoted(script.protocol)} to take the grounds from."
        fix = others.meant(script.protocol)
        parsed.findings.error(where, "missing-target", message, fix)
    elif other.script is None:
        return
    elif not other.script.grounds:
        message = f"The script {quoted(script.protocol)} has no grounds for the hang-up protocol."
        fix = "Write the id of the script that has them."
        parsed.findings.error(where, "missing-ground", message, fix)
    else:
        check_choice_grounds(script, other.script, parsed.findings)
