"""The flow of a script: the order of its steps, which choices lead back, and where each leads.

The file's order is the flow as its author sees it. A choice leads back where it goes to a step
that stands earlier (or to its own) and from which one can come here again; and where it goes to
the first step, from wherever.
"""

from collections.abc import Mapping
from enum import StrEnum
from graphlib import TopologicalSorter
from heapq import heappop, heappush

from msgspec import Struct

from guide.script.model import Script, Step, Target, TargetKind, steps_from


def flow_order(script: Script) -> tuple[Step, ...]:
    """The steps so that each stands after those that lead on to it, else as in the file.

    Steps that the first step does not lead to come last.
    """
    nexts = _nexts(script)
    back = loops(script)
    place = {step: at for at, step in enumerate(nexts)}
    sorter = TopologicalSorter[str](dict.fromkeys(nexts, ()))
    for step, tos in nexts.items():
        for to in tos:
            if (step, to) not in back:
                sorter.add(to, step)
    sorter.prepare()
    ready: list[tuple[int, str]] = []
    order: list[str] = []
    while sorter.is_active():
        for step in sorter.get_ready():
            heappush(ready, (place[step], step))
        _, step = heappop(ready)
        order.append(step)
        sorter.done(step)
    reached = steps_from([script.first], nexts)
    order.sort(key=lambda step: step not in reached)
    return tuple(found for step in order if (found := script.step(step)) is not None)


def loops(script: Script) -> frozenset[tuple[str, str]]:
    """The pairs of steps where a choice of the first leads back to the second."""
    nexts = _nexts(script)
    place = {step: at for at, step in enumerate(nexts)}
    ring = _rings(nexts)
    return frozenset(
        (step, to)
        for step, tos in nexts.items()
        for to in tos
        if place[to] <= place[step] and (ring[to] == ring[step] or to == script.first)
    )


def _nexts(script: Script) -> dict[str, tuple[str, ...]]:
    """For each step those its choices lead to; the first step first, then as in the file."""
    found: dict[str, tuple[str, ...]] = {script.first: ()}
    for step in script.steps:
        ids = (choice.to.step for choice in step.choices if choice.to.kind is TargetKind.STEP)
        found[step.id] = tuple(dict.fromkeys(to for to in ids if script.step(to)))
    return found


def _rings(nexts: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """One step for each step, the same for those from each of which one can come to the other.

    Kosaraju's strongly connected components, without recursion: a script may be thousands of steps.
    """
    before: dict[str, list[str]] = {step: [] for step in nexts}
    for step, tos in nexts.items():
        for to in tos:
            before[to].append(step)
    seen: set[str] = set()
    left: list[str] = []
    for start in nexts:
        todo = [(start, False)]
        while todo:
            step, leaving = todo.pop()
            if leaving:
                left.append(step)
            elif step not in seen:
                seen.add(step)
                todo.append((step, True))
                todo += [(to, False) for to in nexts[step]]
    ring: dict[str, str] = {}
    for first in reversed(left):
        inside = [first]
        while inside:
            step = inside.pop()
            if step not in ring:
                ring[step] = first
                inside += before[step]
    return ring


class TitleSign(StrEnum):
    """Signs that say without color what a title is."""

    HERE = "▶"
    DONE = "✓"
    LOOP = "↺"
    SCRIPT = "⇢"
    RETURN = "↩"
    END = "■"


_EXITS = {
    TargetKind.SCRIPT: TitleSign.SCRIPT,
    TargetKind.RETURN: TitleSign.RETURN,
    TargetKind.END: TitleSign.END,
}


class ResolvedTarget(Struct, frozen=True):
    """Where a choice leads: a title; the sign of an exit; the script and step, where known."""

    title: str
    sign: TitleSign | None = None
    script: Script | None = None
    step: Step | None = None

    def __str__(self) -> str:
        """The title, after the sign if there is one."""
        return f"{self.sign} {self.title}" if self.sign else self.title


def resolve_target(scripts: Mapping[str, Script], script: Script, target: Target) -> ResolvedTarget:
    """Where `target`, written in `script`, leads. `scripts` give other scripts their titles."""
    sign = _EXITS.get(target.kind)
    match target.kind:
        case TargetKind.STEP:
            step = script.step(target.step)
            return ResolvedTarget(step.title if step else target.step, sign, script, step)
        case TargetKind.SCRIPT:
            other = scripts.get(target.script)
            if other is None:
                return ResolvedTarget(target.script, sign)
            step = other.step(target.step or other.first)
            return ResolvedTarget(other.title, sign, other, step)
        case TargetKind.RETURN:
            return ResolvedTarget("back", sign)
        case TargetKind.END:
            ending = script.ending(target.ending)
            return ResolvedTarget(ending.label if ending else target.ending, sign)


def what_follows(scripts: Mapping[str, Script], script: Script, step: Step) -> str:
    """What comes after a step: the title of its one way out, how many choices, or nothing."""
    targets = tuple(dict.fromkeys(choice.to for choice in step.choices))
    if len(targets) == 1:
        return str(resolve_target(scripts, script, targets[0]))
    return f"{len(step.choices)} choices" if targets else ""
