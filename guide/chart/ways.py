"""The way so far, and the ways on from a step, as the focus view tells them."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from msgspec import Struct

from guide.chart.ink import Ink
from guide.chart.leads import Sign, lead, onward
from guide.script.model import Choice, Script, Step, TargetKind


class Stay(Struct, frozen=True):
    """A step on the way so far, and the choice that led there (`key` 0: none did).

    `origin` is the place in the path of the step that `return` leads to; -1 is nowhere.
    """

    script: str
    step: str
    title: str
    key: int = 0
    label: str = ""
    origin: int = -1


class Way(Struct, frozen=True):
    """One choice: its key and label, where it leads, and what comes after that."""

    key: int
    label: str
    title: str
    sign: Sign | None
    done: bool
    after: str

    @property
    def ink(self) -> Ink:
        """The voice its title is drawn in."""
        if self.sign is None:
            return Ink.DONE if self.done else Ink.TEXT
        return Ink.LOOP if self.sign is Sign.LOOP else Ink.EXIT


def ways(
    scripts: Mapping[str, Script],
    script: Script,
    step: Step,
    path: Sequence[Stay],
    visited: AbstractSet[tuple[str, str]],
) -> tuple[Way, ...]:
    """The ways on from `step`, one for each choice."""
    behind = {(stay.script, stay.step) for stay in path}
    return tuple(_way(scripts, script, choice, path, behind, visited) for choice in step.choices)


def _way(
    scripts: Mapping[str, Script],
    script: Script,
    choice: Choice,
    path: Sequence[Stay],
    behind: AbstractSet[tuple[str, str]],
    visited: AbstractSet[tuple[str, str]],
) -> Way:
    found = lead(scripts, script, choice.to)
    title, sign, after = found.title, found.sign, ""
    place = (found.script.id, found.step.id) if found.script and found.step else None
    match choice.to.kind:
        case TargetKind.STEP:
            if place in behind:
                sign = Sign.LOOP
            if found.step and (rest := onward(scripts, script, found.step)):
                after = f"then {rest}"
        case TargetKind.SCRIPT:
            after = f"at {found.step.title}" if found.step else ""
        case TargetKind.RETURN:
            origin = path[-1].origin if path else -1
            if 0 <= origin < len(path):
                title = f"back to {path[origin].title}"
        case TargetKind.END:
            after = "ends the call"
    return Way(choice.key, choice.label, title, sign, place in visited, after)
