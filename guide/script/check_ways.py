"""Whether every step of a script can be reached, with its lines, and the call end from each."""

from collections.abc import Iterable

from guide.script.findings import Findings
from guide.script.locate import Where
from guide.script.model import Script, TargetKind
from guide.script.nearest import listed, quoted

_Ways = dict[str, list[str]]


def check_ways(script: Script, findings: Findings, entrances: frozenset[str] | None) -> None:
    """Note what no path leads to, and loops that no way leads out of.

    `entrances` are the steps that other scripts lead to; None if nobody knows of other scripts.
    """
    ways, exits, whole = _ways(script)
    places = {step.id: n for n, step in reversed(list(enumerate(script.steps)))}
    if whole and script.steps:
        nameless = ways.get("", ())
        reached = _reached({script.first, *(entrances or ()), *nameless}, ways)
        for step_id in [name for name in places if name and name not in reached][::-1]:
            findings.warning(
                ("step", places[step_id]),
                "unreachable",
                f"Nothing leads to step {quoted(step_id)}.",
                "Lead a choice of another step to it, or take it out.",
            )
        if entrances is not None:
            _check_must_say(script, reached, findings)
            _check_ordinary_end(script, reached, findings)
    stuck = ways.keys() - _reached(exits, _turned(ways))
    for group in _groups(stuck, ways):
        steps = sorted(group, key=lambda name: places[name])
        findings.error(
            ("step", places[steps[0]]),
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
                    f"Line {quoted(line.id)} must be said, and no path leads to its step "
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
        findings.warning(
            first,
            "only-by-protocol",
            "The only ending that choices lead to is the one by the hang-up protocol.",
            "Add a choice that ends the call in another way: not every call is hung up on.",
        )


def _ways(script: Script) -> tuple[_Ways, set[str], bool]:
    """Which step leads to which, the steps with a way out, and whether all targets were found.

    A step without choices, or with a target that is not there, counts as one with a way out: what
    is wrong with it is told elsewhere.
    """
    ways: _Ways = {step.id: [] for step in script.steps}
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


def _turned(ways: _Ways) -> _Ways:
    turned: _Ways = {name: [] for name in ways}
    for name, nexts in ways.items():
        for following in nexts:
            turned[following].append(name)
    return turned


def _reached(starts: Iterable[str], ways: _Ways) -> set[str]:
    reached, todo = set[str](), list(starts)
    while todo:
        name = todo.pop()
        if name not in reached:
            reached.add(name)
            todo += ways.get(name, ())
    return reached


def _groups(names: set[str], ways: _Ways) -> list[set[str]]:
    """The names in groups, each holding what is connected within it."""
    inside: _Ways = {name: [n for n in ways[name] if n in names] for name in names}
    turned = _turned(inside)
    both_ways = {name: [*inside[name], *turned[name]] for name in names}
    groups: list[set[str]] = []
    left = set(names)
    while left:
        group = _reached({left.pop()}, both_ways)
        left -= group
        groups.append(group)
    return groups
