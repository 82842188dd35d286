"""The flow of a script: in which order its steps come, and which choices lead back.

The file's order is the flow as its author sees it. A choice leads back where it goes to a step
that stands earlier (or to its own) and from which one can come here again; and where it goes to
the first step, from wherever.
"""

from collections import Counter
from collections.abc import Mapping
from heapq import heappop, heappush

from guide.script.model import Script, Step, TargetKind


def flow_order(script: Script) -> tuple[Step, ...]:
    """The steps so that each stands after those that lead on to it, else as in the file.

    Steps that the first step does not lead to come last.
    """
    nexts = _nexts(script)
    back = loops(script)
    place = {step: at for at, step in enumerate(nexts)}
    on = {step: [to for to in tos if (step, to) not in back] for step, tos in nexts.items()}
    waits_for = Counter(to for tos in on.values() for to in tos)
    ready = [(at, step) for step, at in place.items() if not waits_for[step]]
    order: list[str] = []
    while ready:
        _, step = heappop(ready)
        order.append(step)
        for to in on[step]:
            waits_for[to] -= 1
            if not waits_for[to]:
                heappush(ready, (place[to], to))
    reached = _reached(nexts, script.first)
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


def _reached(nexts: Mapping[str, tuple[str, ...]], start: str) -> frozenset[str]:
    seen = {start}
    todo = [start]
    while todo:
        for to in nexts[todo.pop()]:
            if to not in seen:
                seen.add(to)
                todo.append(to)
    return frozenset(seen)


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
