"""A script as nodes and arrows: what the whole chart draws."""

from collections.abc import Mapping
from dataclasses import dataclass

from guide.chart.flow import loops
from guide.chart.leads import Sign, lead
from guide.chart.width import wrap_evenly
from guide.script.model import Choice, Script, Step, TargetKind

_TITLE_CELLS = 22
_LABEL_CELLS = 16

_Place = tuple[str, str]
"""What makes a node one: where a choice leads, and from which step where that matters."""


@dataclass(frozen=True, slots=True)
class Node:
    """A step or, where `step` is empty, a way out; `rows` are its title as it is drawn."""

    step: str
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """One choice on an arrow, in rows; the first row begins with the key."""

    key: int
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Arrow:
    """The choices of one step that lead to one place. `source` and `target` are node numbers.

    `way` is the step and the target, spelled as `Chart.marks` has it.
    """

    source: int
    target: int
    labels: tuple[Label, ...]
    loop: bool
    way: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes and arrows; the first step is node 0."""

    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]


def graph(script: Script, scripts: Mapping[str, Script]) -> Graph:
    """The graph of a script; `scripts` give other scripts their titles.

    Parallel choices are one arrow. An ending is one node for all that lead to it; a way to
    another script or back is a node of its own below each step, so that no line has to cross the
    chart for it. So is a choice that leads to its own step.
    """
    steps = sorted(script.steps, key=lambda step: step.id != script.first)
    nodes = [Node(step.id, wrap_evenly(step.title, _TITLE_CELLS)) for step in steps]
    number: dict[_Place, int] = {(node.step, ""): at for at, node in enumerate(nodes)}
    back = loops(script)
    arrows: list[Arrow] = []
    for step in steps:
        for place, choices in _parallel(step).items():
            to = choices[0].to
            if place not in number:
                number[place] = len(nodes)
                nodes.append(Node("", _exit_title(scripts, script, choices[0])))
            arrows.append(
                Arrow(
                    number[step.id, ""],
                    number[place],
                    tuple(_label(choice, alone=len(choices) == 1) for choice in choices),
                    (step.id, to.step) in back and to.step != step.id,
                    (step.id, f"{to.script}:" if to.kind is TargetKind.SCRIPT else str(to)),
                )
            )
    return Graph(tuple(nodes), tuple(arrows))


def _parallel(step: Step) -> dict[_Place, list[Choice]]:
    found: dict[_Place, list[Choice]] = {}
    for choice in step.choices:
        found.setdefault(_place(step, choice), []).append(choice)
    return found


def _place(step: Step, choice: Choice) -> _Place:
    match choice.to.kind:
        case TargetKind.STEP:
            return choice.to.step, step.id if choice.to.step == step.id else ""
        case TargetKind.END:
            return str(choice.to), "end"
        case _:
            return str(choice.to), step.id


def _exit_title(scripts: Mapping[str, Script], script: Script, choice: Choice) -> tuple[str, ...]:
    found = lead(scripts, script, choice.to)
    return wrap_evenly(f"{found.sign or Sign.LOOP} {found.title}", _TITLE_CELLS)


def _label(choice: Choice, alone: bool) -> Label:
    """The key and the words; of several below one another the keys stand out on the left."""
    if alone:
        return Label(choice.key, wrap_evenly(f"{choice.key} {choice.label}", _LABEL_CELLS))
    first, *others = wrap_evenly(choice.label, _LABEL_CELLS - 2)
    return Label(choice.key, (f"{choice.key} {first}", *(f"  {other}" for other in others)))
