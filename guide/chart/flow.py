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


def _rings(nexts: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """A number for each step, the same for steps from each of which one can come to the other.

    Tarjan's strongly connected components, without recursion: a script may be thousands of steps.
    """
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    ring: dict[str, int] = {}
    stack: list[str] = []
    for root in nexts:
        if root in number:
            continue
        way = [(root, iter(nexts[root]))]
        number[root] = low[root] = len(number)
        stack.append(root)
        while way:
            step, rest = way[-1]
            to = next(rest, None)
            if to is not None:
                if to not in number:
                    number[to] = low[to] = len(number)
                    stack.append(to)
                    way.append((to, iter(nexts[to])))
                elif to not in ring:
                    low[step] = min(low[step], number[to])
                continue
            way.pop()
            if way:
                low[way[-1][0]] = min(low[way[-1][0]], low[step])
            if low[step] == number[step]:
                while step not in ring:
                    ring[stack.pop()] = number[step]
    return ring
