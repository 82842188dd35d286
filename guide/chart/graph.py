"""A script as nodes and arrows: what the whole chart draws."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from guide.chart.flow import TitleSign, loops, resolve_target
from guide.script.condition_words import told_label
from guide.script.model import Choice, Script, Step, TargetKind
from guide.text import cells, wrap_evenly

_Place = tuple[str, str]
"""What makes a node one: where a choice leads, and from which step where that matters."""


class Wrapping(Struct, frozen=True):
    """In how many cells titles and choices are wrapped."""

    title: int = 22
    label: int = 16


ROOMY = Wrapping()
_NARROWER = (Wrapping(18, 14), Wrapping(16, 12), Wrapping(14, 11), Wrapping(12, 9))
_KEY = 2


class Node(Struct, frozen=True):
    """A step or, where `step` is empty, a way out with its sign.

    `rows` are sign and title as they are drawn in a terminal.
    """

    step: str
    title: str
    sign: TitleSign | None
    rows: tuple[str, ...]


class Label(Struct, frozen=True):
    """One choice on an arrow; of its `rows` the first begins with the key."""

    key: int
    words: str
    rows: tuple[str, ...]


class Arrow(Struct, frozen=True):
    """The choices of one step that lead to one place. `source` and `target` are node numbers.

    `name` is what `Chart.marks` calls it: the step and the target.
    """

    source: int
    target: int
    labels: tuple[Label, ...]
    loop: bool
    name: tuple[str, str]


class Graph(Struct, frozen=True):
    """Nodes and arrows; the first step is node 0."""

    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]


def graph(script: Script, scripts: Mapping[str, Script], wrapping: Wrapping = ROOMY) -> Graph:
    """The graph of a script; `scripts` give other scripts their titles.

    Parallel choices are one arrow. An ending is one node for all that lead to it; a way to
    another script or back is a node of its own below each step, so that no line has to cross the
    chart for it. So is a choice that leads to its own step.
    """
    steps = sorted(script.steps, key=lambda step: step.id != script.first)
    nodes = [_node(step.id, step.title, wrapping) for step in steps]
    number: dict[_Place, int] = {(node.step, ""): at for at, node in enumerate(nodes)}
    back = loops(script)
    arrows: list[Arrow] = []
    for step in steps:
        parallel: dict[_Place, list[Choice]] = {}
        for choice in step.choices:
            parallel.setdefault(_place(step, choice), []).append(choice)
        for place, choices in parallel.items():
            to = choices[0].to
            if place not in number:
                number[place] = len(nodes)
                found = resolve_target(scripts, script, to)
                nodes.append(_node("", found.title, wrapping, found.sign or TitleSign.LOOP))
            arrows.append(
                Arrow(
                    number[step.id, ""],
                    number[place],
                    tuple(
                        _label(
                            choice, told_label(choice, script), wrapping, alone=len(choices) == 1
                        )
                        for choice in choices
                    ),
                    (step.id, to.step) in back and to.step != step.id,
                    arrow_name(step.id, choices[0]),
                )
            )
    return Graph(tuple(nodes), tuple(arrows))


def arrow_name(step: str, choice: Choice) -> tuple[str, str]:
    """How the chart names a choice: its step and its target, spelled as `Chart.marks` has it."""
    to = choice.to
    return step, f"{to.script}:" if to.kind is TargetKind.SCRIPT else str(to)


def wrappings(script: Script) -> Iterator[Wrapping]:
    """The usual wrapping first, then narrower ones; none breaks a word that the usual one does not.

    The same wrapping comes once.
    """
    titles = _longest_word(step.title for step in script.steps)
    labels = _longest_word(choice.label for step in script.steps for choice in step.choices)
    found = [ROOMY]
    for narrower in _NARROWER:
        one = Wrapping(
            max(narrower.title, min(titles + _KEY, ROOMY.title)),
            max(narrower.label, min(labels + _KEY, ROOMY.label)),
        )
        if one != found[-1]:
            found.append(one)
    return iter(found)


def _longest_word(texts: Iterator[str]) -> int:
    return max((cells(word) for text in texts for word in text.split()), default=0)


def _place(step: Step, choice: Choice) -> _Place:
    match choice.to.kind:
        case TargetKind.STEP:
            return choice.to.step, step.id if choice.to.step == step.id else ""
        case TargetKind.END:
            return str(choice.to), "end"
        case _:
            return str(choice.to), step.id


def _node(step: str, title: str, wrapping: Wrapping, sign: TitleSign | None = None) -> Node:
    rows = wrap_evenly(f"{sign} {title}" if sign else title, wrapping.title)
    return Node(step, title, sign, rows)


def _label(choice: Choice, words: str, wrapping: Wrapping, *, alone: bool) -> Label:
    """The key and the words; of several below one another the keys stand out on the left."""
    if alone:
        rows = wrap_evenly(f"{choice.key} {words}", wrapping.label)
        return Label(choice.key, words, rows)
    first, *others = wrap_evenly(words, wrapping.label - 2)
    rows = (f"{choice.key} {first}", *(f"  {other}" for other in others))
    return Label(choice.key, words, rows)
