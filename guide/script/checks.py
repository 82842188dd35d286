"""What can be wrong though every setting was read: within a script, and between scripts."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path, PurePath

from msgspec import Struct

from guide.script.accepted import place_name
from guide.script.checks_answers import check_answers, check_answers_across, define_field
from guide.script.checks_conditions import check_conditions
from guide.script.checks_names import check_names, check_names_across
from guide.script.checks_terms import check_choice_grounds, check_terms, check_terms_across
from guide.script.checks_translations import check_translated_across, check_translations
from guide.script.checks_wording import check_wording
from guide.script.findings import Findings, Problem, Speller, listed, quoted
from guide.script.locate import WHOLE_FILE, Where
from guide.script.model import (
    Choice,
    DayKind,
    Script,
    Step,
    Target,
    TargetKind,
    steps_from,
)
from guide.script.parse import ParsedFile

MOST_CHOICES = 9

_MOST_LINES = 10
"""So many lines that name a missing script are listed."""


def check_script(parsed: ParsedFile) -> None:
    """Note everything wrong within the file's script, of which nobody knows other scripts."""
    check_parts(parsed)
    check_ways(parsed, None)


def check_parts(parsed: ParsedFile) -> None:
    """Note everything wrong within the file's script but for where its ways lead."""
    script, findings = parsed.script, parsed.findings
    if script is None:
        return
    fields = {place[:2]: name for name, place in parsed.field_places.items()}
    findings.name_by(lambda where: fields.get(where[:2]) or place_name(script, where))
    check_names(parsed, script)
    _check_used_lines(parsed)
    _check_fields(parsed, script)
    check_answers(parsed, script)
    check_conditions(parsed, script)
    titles = {step.id: step.title for step in script.steps}
    steps = {*titles}
    _check_start(script, titles, findings)
    nowhere = _lost_with_an_id(script, steps, findings)
    for n, step in enumerate(script.steps):
        _check_choices(n, step, findings)
        _check_targets(n, step, script, titles, nowhere, findings)
        _check_twins(n, step, findings)
    check_wording(parsed, script)
    check_translations(parsed, script)
    check_terms(parsed, script)


def _check_used_lines(parsed: ParsedFile) -> None:
    ids = parsed.lines.ids
    for where, used in parsed.lines.used:
        if used not in ids:
            message = f"No line of this script has the id {quoted(used)}."
            fix = parsed.findings.did_you_mean(used, ids, "Write the id of a line that has a text.")
            parsed.findings.error(where, "missing-target", message, fix)


def _check_fields(parsed: ParsedFile, script: Script) -> None:
    named: list[tuple[Where, tuple[str, ...]]] = [(("script", "in_sight"), script.in_sight)]
    for n, step in enumerate(script.steps):
        named += [(("step", n, "capture"), step.capture), (("step", n, "show"), step.show)]
    named += [((*where, "read_back"), line.read_back) for where, line in parsed.lines.worded]
    known = {one.id: one.label for one in script.fields}
    for where, names in named:
        for n, name in enumerate(names):
            if name not in known:
                message = f"There is no field {quoted(name)} for {quoted(str(where[-1]))}."
                fix = parsed.findings.name_meant(name, known, define_field(name))
                parsed.findings.error((*where, n), "unknown-field", message, fix)


def _check_start(script: Script, titles: Mapping[str, str], findings: Findings) -> None:
    if script.start and script.start not in titles:
        message = f"There is no step {quoted(script.start)} to start with."
        fix = _step_meant(script.start, titles, findings)
        findings.error(("script", "start"), "missing-target", message, fix)


def _lost_with_an_id(script: Script, steps: set[str], findings: Findings) -> set[str]:
    """The steps that choices lead to and that a step with another's id seems to have been.

    It is told once for each, at that step: that its id is given twice is the cause.
    """
    seen, twice = set[str](), list[int]()
    for n, step in enumerate(script.steps):
        twice += [n] if step.id in seen else []
        seen.add(step.id)
    if len(twice) != 1:
        return set()
    known = {*steps, *named_by(script), *(ending.id for ending in script.endings)}
    inner = (_inner_step(choice, script) for step in script.steps for choice in step.choices)
    lost = Counter(name for name in inner if name and name not in known)
    found = [name for name in lost if not findings.speller.nearest(name, steps)]
    for name in found:
        lead = "1 choice leads" if lost[name] == 1 else f"{lost[name]:,} choices lead"
        message = f"{lead} to {quoted(name)}, and no step has this id."
        fix = f'If it is this one, write id = "{name}" here; else add the step.'
        findings.error(("step", twice[0], "id"), "missing-target", message, fix)
    return set(found)


def _check_choices(n: int, step: Step, findings: Findings) -> None:
    if not step.choices:
        message = f"No way leads out of step {quoted(step.id)}: it has no choices."
        fix = "Add a choice under the heading [[step.choice]], with `to` or `end`."
        findings.error(("step", n), "dead-end", message, fix)
    if len(step.choices) > MOST_CHOICES:
        has = f"Step {quoted(step.id)} has {len(step.choices)} choices"
        message = f"{has}; there are keys for {MOST_CHOICES}."
        fix = "Move some of them to a further step."
        findings.error(("step", n, "choice", MOST_CHOICES), "too-many-choices", message, fix)


def _inner_step(choice: Choice, script: Script) -> str | None:
    """The step of this script that a choice leads to; None where it leads out of the script.

    It is empty where the target could not be read. An ending that is the id of a step was meant to
    lead there.
    """
    to = choice.to
    if to.kind is TargetKind.END and script.step(to.ending) is not None:
        return None if any(one.id == to.ending for one in script.endings) else to.ending
    if to.kind is TargetKind.SCRIPT and to.script == script.id:
        return to.step or script.first
    return to.step if to.kind is TargetKind.STEP else None


def _check_targets(
    n: int,
    step: Step,
    script: Script,
    titles: Mapping[str, str],
    nowhere: set[str],
    findings: Findings,
) -> None:
    """Check where choices lead; what is said of the steps that are `nowhere` is told already."""
    endings = {ending.id: ending.label for ending in script.endings}
    for choice in step.choices:
        where, to = ("step", n, "choice", choice.key - 1), choice.to
        whose = f"Choice {choice.key} of step {quoted(step.id)}"
        inner = _inner_step(choice, script)
        if inner and inner not in titles and inner not in nowhere:
            message = f"{whose} leads to {quoted(inner)}, but there is no such step."
            fix = _step_meant(inner, titles, findings)
            if inner in endings:
                fix = f'Write end = "{inner}" instead of `to`.'
            elif inner in named_by(script):
                fix = f'Write to = "{inner}:" to lead to that script.'
            findings.error((*where, "to"), "missing-target", message, fix)
        if to.kind is TargetKind.END and to.ending not in endings:
            message = (
                f"{whose} ends the call with {quoted(to.ending)}, but there is no such ending."
            )
            fix = f'Add the ending, or lead to the step: to = "{to.ending}".'
            if to.ending not in titles and to.ending not in nowhere:
                fix = _ending_meant(to.ending, endings, findings)
            findings.error((*where, "end"), "missing-target", message, fix)


def _step_meant(name: str, titles: Mapping[str, str], findings: Findings) -> str:
    otherwise = "Write the id of a step of this script, or add the step."
    return findings.name_meant(name, titles, otherwise)


def _ending_meant(name: str, endings: Mapping[str, str], findings: Findings) -> str:
    otherwise = "Add it under the heading [[ending]]."
    if endings:
        otherwise = f"Write the id of an ending: {listed(endings)}."
    return findings.name_meant(name, endings, otherwise)


def _check_twins(n: int, step: Step, findings: Findings) -> None:
    days = {line.on: j for j, line in reversed(list(enumerate(step.lines))) if line.on}
    if len(days) != 1 or findings.has_errors:
        return  # While `on` of another line is misspelt, that is the twin.
    (day, j), twin = next(iter(days.items())), DayKind.WEEKEND
    if day is DayKind.WEEKEND:
        twin = DayKind.WEEKDAY
    message = f"Step {quoted(step.id)} has a line for a {day} and none for a {twin}."
    fix = f'Add a line with on = "{twin}", or take `on` out if it is said on all days.'
    findings.warning(("step", n, "line", j), "no-twin", message, fix)


class Entrances(Struct, frozen=True):
    """The steps of a script that others lead to, as far as they tell.

    All of these are there if every file could be read (`all_read`), and none is missing for a
    mistake if all are `sound`.
    """

    steps: frozenset[str] = frozenset()
    all_read: bool = True
    sound: bool = True


def check_ways(parsed: ParsedFile, entered: Entrances | None) -> None:
    """Note steps that no path leads to, and loops that no way leads out of.

    `entered` is None if nobody knows of other scripts.
    """
    script, findings = parsed.script, parsed.findings
    if script is None:
        return
    ways, exits, whole = _ways(script)
    places = {step.id: n for n, step in reversed(list(enumerate(script.steps)))}
    if whole and script.steps and (entered is None or entered.all_read):
        nameless = ways.get("", ())
        entrances = entered.steps if entered else ()
        reached = steps_from({script.first, *entrances, *nameless}, ways)
        for step_id in [name for name in places if name and name not in reached][::-1]:
            message = f"Nothing leads to step {quoted(step_id)}."
            fix = "Lead a choice of another step to it, or take it out."
            findings.warning(("step", places[step_id]), "unreachable", message, fix)
        if entered is not None:
            opened = {name or script.first for name in entrances}
            unopened = reached - steps_from({*opened, *nameless}, ways) - {script.first}
            if entered.sound:
                _check_returns(script, unopened, findings)
            _check_must_say(script, reached, findings)
            _check_ordinary_end(script, reached, findings)
    back: dict[str, list[str]] = {name: [] for name in ways}
    for name, following in ways.items():
        for one in following:
            back[one].append(name)
    stuck = ways.keys() - steps_from(exits, back)
    linked = {name: [*ways[name], *stuck.intersection(back[name])] for name in stuck}
    told = set[str]()
    for name in sorted(stuck, key=lambda name: places[name]):
        if name not in told:
            loop = steps_from({name}, linked)
            told |= loop
            _report_loop(sorted(loop, key=lambda name: places[name]), places[name], findings)


def _check_returns(script: Script, unopened: set[str], findings: Findings) -> None:
    """Check that where choices return, the call can have come from somewhere; told once.

    `unopened` are the steps that no call is at after a choice opened the script, or a part of it.
    """
    returning = (
        (("step", n, "choice", choice.key - 1, "to"), choice, step)
        for n, step in enumerate(script.steps)
        if step.id in unopened
        for choice in step.choices
        if choice.to.kind is TargetKind.RETURN
    )
    for where, choice, step in islice(returning, 1):
        whose = f"Choice {choice.key} of step {quoted(step.id)}"
        message = f"{whose} returns, and nothing opens this part: it leads to the first step."
        fix = f'Lead there with "{script.id}:" before the id of the step, or name a step to go to.'
        findings.warning(where, "no-return", message, fix)


def _report_loop(steps: list[str], first: int, findings: Findings) -> None:
    message = f"Every way out of step {quoted(steps[0])} leads back to it."
    if len(steps) > 1:
        message = f"The call can never end from {listed(steps)}: no choice leads out."
    fix = "Add a choice that leads to an ending or to a step outside the loop."
    findings.error(("step", first), "dead-loop", message, fix)


def _check_must_say(script: Script, reached: set[str], findings: Findings) -> None:
    """Check that each line that must be said stands on some path, or is said on a ground."""
    said = {line.id for step in script.steps if step.id in reached for line in step.lines}
    for n, step in enumerate(script.steps):
        for item, line in enumerate(step.lines):
            if line.must_say and not line.grounds and line.id not in said:
                required = f"Line {quoted(line.id)} is required"
                message = f"{required}, and no path leads to its step {quoted(step.id)}."
                fix = "Lead a choice to the step, or move the line to a step on the way."
                findings.error(("step", n, "line", item), "never-said", message, fix)


def _check_ordinary_end(script: Script, reached: set[str], findings: Findings) -> None:
    """Check that where choices end calls, not all of them are by the hang-up protocol."""
    by_protocol = {ending.id for ending in script.endings if ending.protocol}
    if len(by_protocol) == len(script.endings):
        return  # That is told of the endings themselves.
    first: Where | None = None
    for n, step in enumerate(script.steps):
        for choice in step.choices if step.id in reached else ():
            if choice.to.kind is TargetKind.STEP:
                continue
            if choice.to.ending not in by_protocol:
                return
            first = first or ("step", n, "choice", choice.key - 1)
    if first is not None:
        message = "The only ending that choices lead to is the one by the hang-up protocol."
        fix = "Add a choice that ends the call in another way: not every call is hung up on."
        findings.warning(first, "only-by-protocol", message, fix)


def _ways(script: Script) -> tuple[dict[str, list[str]], set[str], bool]:
    """Which step leads to which, the steps with a way out, and whether all targets were found.

    A step without choices, or with a target that is not there, counts as one with a way out: what
    is wrong with it is told elsewhere.
    """
    ways: dict[str, list[str]] = {step.id: [] for step in script.steps}
    exits, whole = set[str](), script.start in ("", *ways)
    for step in script.steps:
        inner = [_inner_step(choice, script) for choice in step.choices]
        named = [name for name in inner if name is not None]
        found = [name for name in named if name in ways]
        ways[step.id] += found
        whole = whole and found == named
        if not step.choices or len(found) < len(step.choices):
            exits.add(step.id)
    return ways, exits, whole


def by_id(parsed_files: Collection[ParsedFile]) -> dict[str, ParsedFile]:
    """The files by the ids of their scripts; a second one of the same id is noted.

    The first one is the one that the file is named for, if there is one.
    """
    found: dict[str, ParsedFile] = {}
    named = {parsed.id: parsed for parsed in parsed_files if not _is_misnamed(parsed)}
    for parsed in parsed_files:
        first = found.setdefault(parsed.id, named.get(parsed.id, parsed))
        if first is not parsed and parsed.script is not None:
            taken = f"The id {quoted(parsed.id)} is that of another script already"
            message = f"{taken}: {first.findings.file}."
            fix = "Give one of the two another id, or take one out of the folder."
            parsed.findings.error(("script", "id"), "duplicate-id", message, fix)
    return found


def _is_misnamed(parsed: ParsedFile) -> bool:
    return PurePath(parsed.findings.file).stem != parsed.id


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


def _namers(parsed_files: Iterable[ParsedFile]) -> dict[str, list[str]]:
    """By script, the ids of those that lead to it or take their grounds from it."""
    found: dict[str, list[str]] = {}
    for parsed in parsed_files:
        for name in named_by(parsed.script) if parsed.script else ():
            found.setdefault(name, []).append(parsed.id)
    return found


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
    parsed_files: Collection[ParsedFile], known: dict[str, ParsedFile], built_in: Path
) -> None:
    """Note every place where a script points at something that another does not have.

    `built_in` is the folder of the scripts that come with the program.
    """
    others = _Others(known, built_in)
    check_names_across(parsed_files)
    check_answers_across(parsed_files)
    check_terms_across(parsed_files)
    check_translated_across(parsed_files, _namers(parsed_files))
    for parsed in parsed_files:
        if parsed.script is None:
            continue
        _check_missing(parsed, others)
        for where, target in _targets(parsed.script):
            _check_target(parsed, where, target, others)
        if parsed.script.protocol not in ("", parsed.script.id):
            _check_protocol(parsed, parsed.script, others)


def _check_missing(parsed: ParsedFile, others: _Others) -> None:
    """Note each script that is named and not there: once, with all the places that name it."""
    places: dict[str, list[Where]] = {}
    for where, name in _named(parsed.script):
        if name not in others.known:
            places.setdefault(name, []).append(where)
    for name, named in places.items():
        message = f"There is no script {quoted(name)}"
        message += " to take the grounds from." if named[0][0] == "script" else " to lead to."
        if lines := [str(parsed.findings.place(where).line) for where in named[1:]]:
            more = f"{', '.join(lines[:_MOST_LINES])}{', …' if len(lines) > _MOST_LINES else ''}"
            message += f" It is named in line{'s' if len(lines) > 1 else ''} {more} too."
        parsed.findings.error(named[0], "missing-target", message, others.meant(name))


def what_follows(
    parsed_files: Iterable[ParsedFile], known: dict[str, ParsedFile]
) -> tuple[Problem, ...]:
    """What follows from the mistakes of a script for those that need it: once for each script."""
    unsound = {name for name, parsed in known.items() if parsed.findings.has_errors}
    needing: dict[str, Counter[str]] = {}
    for parsed in parsed_files:
        for _, name in _named(parsed.script):
            if name in unsound and name != parsed.id:
                needing.setdefault(name, Counter())[parsed.id] += 1
    return tuple(
        _follows(name, known[name].findings.file, needing[name])
        for name in known
        if name in needing
    )


def _follows(name: str, file: str, needing: Counter[str]) -> Problem:
    findings, places = Findings(file), needing.total()
    where = f"{places} place" + ("s" if places > 1 else "")
    message = (
        f"While the script {quoted(name)} has mistakes it is not offered to agents: {where} in "
        f"{listed(needing)} cannot lead there or take its grounds."
    )
    findings.error(WHOLE_FILE, "unsound-script", message, "Mend the mistakes told above.")
    return findings.problems[0]


def _named(script: Script | None) -> Iterator[tuple[Where, str]]:
    """Every place where a script names another, or itself."""
    if script is not None and script.protocol:
        yield ("script", "protocol"), script.protocol
    yield from ((where, target.script) for where, target in _targets(script))


def _targets(script: Script | None) -> Iterator[tuple[Where, Target]]:
    for n, step in enumerate(script.steps if script else ()):
        for choice in step.choices:
            if choice.to.kind is TargetKind.SCRIPT:
                yield ("step", n, "choice", choice.key - 1, "to"), choice.to


def _check_target(parsed: ParsedFile, where: Where, target: Target, others: _Others) -> None:
    other = others.known.get(target.script)
    if other is None:
        return  # Told once for all places that name it.
    if other.script is not None and target.step and other.script.step(target.step) is None:
        steps = [step.id for step in other.script.steps]
        message = f"The script {quoted(target.script)} has no step {quoted(target.step)}."
        otherwise = f"Write the id of one of its steps: {listed(steps)}."
        fix = others.speller.did_you_mean(target.step, steps, otherwise)
        parsed.findings.error(where, "missing-target", message, fix)


def _check_protocol(parsed: ParsedFile, script: Script, others: _Others) -> None:
    other, where = others.known.get(script.protocol), ("script", "protocol")
    if other is None or other.script is None:
        return
    if not other.script.grounds:
        message = f"The script {quoted(script.protocol)} has no grounds for the hang-up protocol."
        fix = "Write the id of the script that has them."
        parsed.findings.error(where, "missing-ground", message, fix)
    else:
        check_choice_grounds(script, other.script, parsed.findings)
