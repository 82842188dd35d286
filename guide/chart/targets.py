"""Where a choice leads, in words: the signs and titles that every drawing of a script uses."""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from guide.script.model import Script, Step, Target, TargetKind


class Sign(StrEnum):
    """Signs that say without color what a title is."""

    HERE = "▶"
    DONE = "✓"
    LOOP = "↺"
    SCRIPT = "⇢"
    RETURN = "↩"
    END = "■"


_EXITS = {
    TargetKind.SCRIPT: Sign.SCRIPT,
    TargetKind.RETURN: Sign.RETURN,
    TargetKind.END: Sign.END,
}


class ResolvedTarget(Struct, frozen=True):
    """Where a choice leads: a title; the sign of an exit; the script and step, where known."""

    title: str
    sign: Sign | None = None
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
