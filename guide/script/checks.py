"""What can be wrong within one script though every setting of it was read."""

from collections.abc import Collection, Iterable

from guide.script.check_ways import check_ways
from guide.script.checks_terms import check_terms
from guide.script.checks_wording import check_wording
from guide.script.findings import Findings, Severity
from guide.script.locate import Where
from guide.script.model import DayKind, Script, Step, TargetKind
from guide.script.nearest import listed, quoted, suggestion
from guide.script.parse import Draft

MOST_CHOICES = 9


def check(draft: Draft, entrances: frozenset[str] | None = None) -> None:
    """Note everything wrong within the draft's script.

    `entrances` are the steps that other scripts lead to; None if nobody knows of other scripts.
    """
    script, findings = draft.script, draft.findings
    if script is None:
        return
    _check_ids(draft, script)
    _check_used_lines(draft)
    _check_fields(draft, script)
    endings = dict.fromkeys(ending.id for ending in script.endings)
    steps = {step.id for step in script.steps}
    _check_start(script, steps, findings)
    for n, step in enumerate(script.steps):
        if findings.is_hopeless:
            return
        _check_choices(n, step, findings)
        _check_targets(n, step, steps, endings, findings)
        _check_twins(n, step, findings)
    _check_labels(script, findings)
    check_wording(draft, script)
    check_terms(draft, script)
    check_ways(script, findings, entrances)


def _check_ids(draft: Draft, script: Script) -> None:
    findings = draft.findings
    _check_once("step", ((("step", n), s.id) for n, s in enumerate(script.steps)), findings)
    _check_once("ending", ((("ending", n), e.id) for n, e in enumerate(script.endings)), findings)
    _check_once("ground", ((("ground", n), g.id) for n, g in enumerate(script.grounds)), findings)
    _check_once("reason", ((("report", n), r.id) for n, r in enumerate(script.reports)), findings)
    _check_once("line", draft.lines.named, findings)


def _check_once(kind: str, named: Iterable[tuple[Where, str]], findings: Findings) -> None:
    first: dict[str, Where] = {}
    for where, name in named:
        if name and name in first:
            line = findings.place((*first[name], "id")).line
            message = f"The id {quoted(name)} is given to two {kind}s, the first in line {line}."
            fix = "Give one of them another id."
            if kind == "line":
                fix = f'{fix[:-1]}, or write use = "{name}" if it is the same line.'
            findings.error((*where, "id"), "duplicate-id", message, fix)
        first.setdefault(name, where)


def _check_labels(script: Script, findings: Findings) -> None:
    """Check that nothing an agent picks from a list is called as another thing in it."""
    endings = [(("ending", n, "label"), one.label) for n, one in enumerate(script.endings)]
    grounds = [(("ground", n, "label"), one.label) for n, one in enumerate(script.grounds)]
    reasons = [(("report", n, "label"), one.label) for n, one in enumerate(script.reports)]
    titles = [(("step", n, "title"), step.title) for n, step in enumerate(script.steps)]
    _check_called_once("endings", endings, findings, Severity.ERROR)
    _check_called_once("grounds", grounds, findings, Severity.ERROR)
    _check_called_once("reasons to report", reasons, findings, Severity.ERROR)
    _check_called_once("steps", titles, findings, Severity.WARNING)


def _check_called_once(
    kind: str, labels: Iterable[tuple[Where, str]], findings: Findings, severity: Severity
) -> None:
    first: dict[str, Where] = {}
    for where, label in labels:
        name = label.casefold()
        if name and name in first:
            line = findings.place(first[name]).line
            note = findings.error if severity is Severity.ERROR else findings.warning
            note(
                where,
                "duplicate-label",
                f"Two {kind} are called {quoted(label)}, the first in line {line}.",
                "Give each a name of its own.",
            )
        first.setdefault(name, where)


def _check_used_lines(draft: Draft) -> None:
    ids = draft.lines.ids
    for where, used in draft.lines.used:
        if used not in ids:
            near = draft.findings.speller.nearest(used, ids)
            draft.findings.error(
                where,
                "missing-target",
                f"No line of this script has the id {quoted(used)}.",
                suggestion(near, "Write the id of a line that has a text."),
            )


def _check_fields(draft: Draft, script: Script) -> None:
    named: list[tuple[Where, tuple[str, ...]]] = [(("script", "in_sight"), script.in_sight)]
    for n, step in enumerate(script.steps):
        named += [(("step", n, "capture"), step.capture), (("step", n, "show"), step.show)]
    named += [((*where, "read_back"), line.read_back) for where, line in draft.lines.worded]
    known = dict(script.fields)
    for where, names in named:
        for n, name in enumerate(names):
            if name not in known:
                near = draft.findings.speller.nearest(name, known)
                draft.findings.error(
                    (*where, n),
                    "unknown-field",
                    f"There is no field {quoted(name)} for {quoted(str(where[-1]))}.",
                    suggestion(near, f'Define it under the heading [fields]: {name} = "…".'),
                )


def _check_start(script: Script, steps: set[str], findings: Findings) -> None:
    if script.start and script.start not in steps:
        findings.error(
            ("script", "start"),
            "missing-target",
            f"There is no step {quoted(script.start)} to start with.",
            _step_meant(script.start, steps, findings),
        )


def _check_choices(n: int, step: Step, findings: Findings) -> None:
    if not step.choices:
        findings.error(
            ("step", n),
            "dead-end",
            f"No way leads out of step {quoted(step.id)}: it has no choices.",
            "Add a choice under the heading [[step.choice]], with `to` or `end`.",
        )
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
                f'Write to = "{target.ending}" instead of `end`.'
                if target.ending in steps
                else _ending_meant(target.ending, endings, findings),
            )


def _step_meant(name: str, steps: set[str], findings: Findings) -> str:
    near = findings.speller.nearest(name, steps)
    return suggestion(near, "Write the id of a step of this script, or add the step.")


def _ending_meant(name: str, endings: Collection[str], findings: Findings) -> str:
    near = findings.speller.nearest(name, endings)
    known = f"Write the id of an ending: {listed(endings)}."
    return suggestion(near, known if endings else "Add it under the heading [[ending]].")


def _check_twins(n: int, step: Step, findings: Findings) -> None:
    days = {line.on: j for j, line in reversed(list(enumerate(step.lines))) if line.on}
    if len(days) != 1:
        return
    (day, j), twin = next(iter(days.items())), DayKind.WEEKEND
    if day is DayKind.WEEKEND:
        twin = DayKind.WEEKDAY
    findings.warning(
        ("step", n, "line", j),
        "no-twin",
        f"Step {quoted(step.id)} has a line for a {day} and none for a {twin}.",
        f'Add a line with on = "{twin}", or take `on` out if it is said on all days.',
    )
