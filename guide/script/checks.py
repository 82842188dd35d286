"""What can be wrong within one script though every setting of it was read."""

from collections.abc import Callable, Collection, Iterable

from guide.script.checks_terms import check_terms
from guide.script.checks_wording import check_wording
from guide.script.findings import Findings, listed, quoted
from guide.script.locate import Where
from guide.script.model import CALLER_FIELDS, DayKind, Script, Step, TargetKind
from guide.script.parse import ParsedFile

MOST_CHOICES = 9

_Targets = dict[str, list[str]]
"""Which steps each step leads to."""


def check_script(parsed: ParsedFile, entrances: frozenset[str] | None = None) -> None:
    """Note everything wrong within the file's script.

    `entrances` are the steps that other scripts lead to; None if nobody knows of other scripts.
    """
    script, findings = parsed.script, parsed.findings
    if script is None:
        return
    _check_ids(parsed, script)
    _check_used_lines(parsed)
    _check_fields(parsed, script)
    _check_cardless(script, findings)
    endings = dict.fromkeys(ending.id for ending in script.endings)
    steps = {step.id for step in script.steps}
    _check_start(script, steps, findings)
    for n, step in enumerate(script.steps):
        _check_choices(n, step, findings)
        _check_targets(n, step, steps, endings, findings)
        _check_twins(n, step, findings)
    _check_labels(script, findings)
    check_wording(parsed, script)
    check_terms(parsed, script)
    _check_ways(script, findings, entrances)


def _check_ids(parsed: ParsedFile, script: Script) -> None:
    """Check that of each kind of thing no two have the same id."""
    findings = parsed.findings
    _check_once("step", ((("step", n), s.id) for n, s in enumerate(script.steps)), findings)
    _check_once("ending", ((("ending", n), e.id) for n, e in enumerate(script.endings)), findings)
    _check_once("ground", ((("ground", n), g.id) for n, g in enumerate(script.grounds)), findings)
    _check_once("reason", ((("report", n), r.id) for n, r in enumerate(script.reports)), findings)
    _check_once("line", parsed.lines.named, findings)


def _check_once(kind: str, named: Iterable[tuple[Where, str]], findings: Findings) -> None:
    for where, name, line in findings.repeated(((*where, "id"), name) for where, name in named):
        message = f"The id {quoted(name)} is given to two {kind}s, the first in line {line}."
        fix = "Give one of them another id."
        if kind == "line":
            fix = f'{fix[:-1]}, or write use = "{name}" if it is the same line.'
        findings.error(where, "duplicate-id", message, fix)


def _check_labels(script: Script, findings: Findings) -> None:
    """Check that nothing an agent picks from a list is called as another thing in it."""
    endings = [(("ending", n, "label"), one.label) for n, one in enumerate(script.endings)]
    grounds = [(("ground", n, "label"), one.label) for n, one in enumerate(script.grounds)]
    reasons = [(("report", n, "label"), one.label) for n, one in enumerate(script.reports)]
    titles = [(("step", n, "title"), step.title) for n, step in enumerate(script.steps)]
    _check_called_once("endings", endings, findings.error, findings)
    _check_called_once("grounds", grounds, findings.error, findings)
    _check_called_once("reasons to report", reasons, findings.error, findings)
    _check_called_once("steps", titles, findings.warning, findings)


def _check_called_once(
    kind: str,
    labels: Iterable[tuple[Where, str]],
    note: Callable[[Where, str, str, str], None],
    findings: Findings,
) -> None:
    for where, label, line in findings.repeated(labels, any_case=True):
        message = f"Two {kind} are called {quoted(label)}, the first in line {line}."
        note(where, "duplicate-label", message, "Give each a name of its own.")


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
    known = dict(script.fields)
    for where, names in named:
        for n, name in enumerate(names):
            if name not in known:
                message = f"There is no field {quoted(name)} for {quoted(str(where[-1]))}."
                fix = parsed.findings.did_you_mean(
                    name, known, f'Define it under the heading [fields]: {name} = "…".'
                )
                parsed.findings.error((*where, n), "unknown-field", message, fix)


def _check_cardless(script: Script, findings: Findings) -> None:
    """Check that numbers stay masked in the fields that every caller's words go into."""
    for name in script.cardless:
        if name in CALLER_FIELDS:
            message = f"Callers give card numbers in {quoted(name)} too, so they are masked there."
            fix = "Take `card` out here, and give such numbers a field of their own."
            findings.error(("fields", name, "card"), "card-field", message, fix)


def _check_start(script: Script, steps: set[str], findings: Findings) -> None:
    if script.start and script.start not in steps:
        message = f"There is no step {quoted(script.start)} to start with."
        fix = _step_meant(script.start, steps, findings)
        findings.error(("script", "start"), "missing-target", message, fix)


def _check_choices(n: int, step: Step, findings: Findings) -> None:
    if not step.choices:
        message = f"No way leads out of step {quoted(step.id)}: it has no choices."
        fix = "Add a choice under the heading [[step.choice]], with `to` or `end`."
        findings.error(("step", n), "dead-end", message, fix)
    if len(step.choices) > MOST_CHOICES:
        findings.error(
            ("step", n, "choice", MOST_CHOICES),
            "too-many-choices",
            f"Step {quoted(step.id)} has {len(step.choices)} choices; "
            f"there are keys for {MOST_CHOICES}.",
            "Move some of them to a further step.",
        )
    labels: dict[str, int] = {}
    for choice in step.choices:
        label = choice.label.casefold()
        if label and label in labels:
            findings.error(
                ("step", n, "choice", choice.key - 1, "label"),
                "duplicate-label",
                f"Choices {labels[label]} and {choice.key} of step {quoted(step.id)} "
                f"are both called {quoted(choice.label)}.",
                "Give each a label of its own.",
            )
        labels.setdefault(label, choice.key)


def _check_targets(
    n: int, step: Step, steps: set[str], endings: Collection[str], findings: Findings
) -> None:
    for choice in step.choices:
        where, target = ("step", n, "choice", choice.key - 1), choice.to
        whose = f"Choice {choice.key} of step {quoted(step.id)}"
        if target.kind is TargetKind.STEP and target.step and target.step not in steps:
            findings.error(
                (*where, "to"),
                "missing-target",
                f"{whose} leads to {quoted(target.step)}, but there is no such step.",
                f'Write end = "{target.step}" instead of `to`.'
                if target.step in endings
                else _step_meant(target.step, steps, findings),
            )
        if target.kind is TargetKind.END and target.ending not in endings:
            findings.error(
                (*where, "end"),
                "missing-target",
                f"{whose} ends the call with {quoted(target.ending)}, but there is no such ending.",
                f'Add the ending, or lead to the step: to = "{target.ending}".'
                if target.ending in steps
                else _ending_meant(target.ending, endings, findings),
            )


def _step_meant(name: str, steps: set[str], findings: Findings) -> str:
    return findings.did_you_mean(
        name, steps, "Write the id of a step of this script, or add the step."
    )


def _ending_meant(name: str, endings: Collection[str], findings: Findings) -> str:
    known = f"Write the id of an ending: {listed(endings)}."
    return findings.did_you_mean(
        name, endings, known if endings else "Add it under the heading [[ending]]."
    )


def _check_twins(n: int, step: Step, findings: Findings) -> None:
    days = {line.on: j for j, line in reversed(list(enumerate(step.lines))) if line.on}
    if len(days) != 1:
        return
    (day, j), twin = next(iter(days.items())), DayKind.WEEKEND
    if day is DayKind.WEEKEND:
        twin = DayKind.WEEKDAY
    message = f"Step {quoted(step.id)} has a line for a {day} and none for a {twin}."
    fix = f'Add a line with on = "{twin}", or take `on` out if it is said on all days.'
    findings.warning(("step", n, "line", j), "no-twin", message, fix)


def _check_ways(script: Script, findings: Findings, entrances: frozenset[str] | None) -> None:
    """Note steps that no path leads to, and loops that no way leads out of.

    `entrances` are the steps that other scripts lead to; None if nobody knows of other scripts.
    """
    ways, exits, whole = _targets(script)
    places = {step.id: n for n, step in reversed(list(enumerate(script.steps)))}
    if whole and script.steps:
        nameless = ways.get("", ())
        reached = _reached({script.first, *(entrances or ()), *nameless}, ways)
        for step_id in [name for name in places if name and name not in reached][::-1]:
            message = f"Nothing leads to step {quoted(step_id)}."
            fix = "Lead a choice of another step to it, or take it out."
            findings.warning(("step", places[step_id]), "unreachable", message, fix)
        if entrances is not None:
            _check_must_say(script, reached, findings)
            _check_ordinary_end(script, reached, findings)
    back = _turned(ways)
    stuck = ways.keys() - _reached(exits, back)
    linked = {name: [*ways[name], *stuck.intersection(back[name])] for name in stuck}
    told = set[str]()
    for name in sorted(stuck, key=lambda name: places[name]):
        if name not in told:
            loop = _reached({name}, linked)
            told |= loop
            _report_loop(sorted(loop, key=lambda name: places[name]), places[name], findings)


def _report_loop(steps: list[str], first: int, findings: Findings) -> None:
    findings.error(
        ("step", first),
        "dead-loop",
        f"The call can never end from {listed(steps)}: no choice leads out."
        if len(steps) > 1
        else f"Every way out of step {quoted(steps[0])} leads back to it.",
        "Add a choice that leads to an ending or to a step outside the loop.",
    )


def _check_must_say(script: Script, reached: set[str], findings: Findings) -> None:
    """Check that each line that must be said stands on some path, or is said on a ground."""
    said = {line.id for step in script.steps if step.id in reached for line in step.lines}
    for n, step in enumerate(script.steps):
        for item, line in enumerate(step.lines):
            if line.must_say and not line.grounds and line.id not in said:
                findings.error(
                    ("step", n, "line", item),
                    "never-said",
                    f"Line {quoted(line.id)} is required, and no path leads to its step "
                    f"{quoted(step.id)}.",
                    "Lead a choice to the step, or move the line to a step on the way.",
                )


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


def _targets(script: Script) -> tuple[_Targets, set[str], bool]:
    """Which step leads to which, the steps with a way out, and whether all targets were found.

    A step without choices, or with a target that is not there, counts as one with a way out: what
    is wrong with it is told elsewhere.
    """
    ways: _Targets = {step.id: [] for step in script.steps}
    exits, whole = set[str](), script.start in ("", *ways)
    for step in script.steps:
        if not step.choices:
            exits.add(step.id)
        for choice in step.choices:
            if choice.to.kind is not TargetKind.STEP:
                exits.add(step.id)
            elif choice.to.step in ways:
                ways[step.id].append(choice.to.step)
            else:
                exits.add(step.id)
                whole = False
    return ways, exits, whole


def _turned(ways: _Targets) -> _Targets:
    turned: _Targets = {name: [] for name in ways}
    for name, nexts in ways.items():
        for following in nexts:
            turned[following].append(name)
    return turned


def _reached(starts: Iterable[str], ways: _Targets) -> set[str]:
    reached, todo = set[str](), list(starts)
    while todo:
        name = todo.pop()
        if name not in reached:
            reached.add(name)
            todo += ways.get(name, ())
    return reached
