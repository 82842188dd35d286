"""What `guide check` proves of scripts: what does not hold, with the keys that show it.

1. No call ends by the hang-up protocol without what its ground asks for.
2. Choices lead to an ending from every step.
3. Every step and every choice is come to in some call, and so is every line: that each is for a day
   which the desk has, loading sees to.
"""

from typing import NamedTuple

from guide.script.findings import Findings, Problem
from guide.script.library import Library
from guide.script.model import Choice, Script, Step, TargetKind
from guide.script.nearest import listed, quoted
from guide.script.reachability import Level, Position, Reachability, ScriptStep, opens
from guide.script.reachability_grounds import report_grounds
from guide.script.reachability_keys import Asked, ShortestKeys, choice_key, keys_of, usable


class Proof(NamedTuple):
    """What was looked at, and what does not hold.

    It is `whole` unless some script is not sound: of flows nothing is shown then.
    """

    states: int
    transitions: int
    failures: tuple[Problem, ...]
    whole: bool

    @property
    def holds(self) -> bool:
        return self.whole and not self.failures


def prove(library: Library) -> Proof:
    """Prove the sound scripts of a library; what loading them has told already is not told again.

    While some script is not sound, nothing is told of flows: ways that lead through it are unknown.
    """
    reached = Reachability(library)
    every = {name: Findings(script.file) for name, script in library.scripts.items()}
    for name, script in library.scripts.items():
        every[name].look_in(script.text)
    report_grounds(reached.flows, every)
    if not library.unsound:
        flows = _Flows(reached, library)
        for name, script in library.scripts.items():
            flows.report(script, every[name])
    failures = tuple(problem for findings in every.values() for problem in findings.problems)
    return Proof(len(reached.legs), reached.transitions, failures, not library.unsound)


class _Flows:
    """Steps and choices that no call comes to, and steps from which no choices lead to an ending.

    `doors` are the steps that no call comes to though a choice leads there, with that choice and
    where it is refused; `never` the other choices that are refused in every call, by step.
    """

    def __init__(self, reached: Reachability, library: Library) -> None:
        self.reached, self.shortest = reached, ShortestKeys(reached)
        self.told = {(p.file, p.line) for p in library.problems if p.code == "unreachable"}
        self.doors: dict[ScriptStep, tuple[Choice, Position]] = {}
        self.never: dict[ScriptStep, list[tuple[Choice, Position]]] = {}
        self.stuck: dict[str, list[Position]] = {}
        for (step, key), position in reached.refused.items():
            choice = reached.choices(position)[key - 1]
            target = reached.target(choice, position)
            if target and target not in reached.steps:
                self.doors.setdefault(target, (choice, position))
            else:
                self.never.setdefault(step, []).append((choice, position))
        for position in reached.stuck:
            self.stuck.setdefault(position.script, []).append(position)

    def report(self, script: Script, findings: Findings) -> None:
        for n, step in enumerate(script.steps):
            if (script.id, step.id) in self.reached.steps:
                self._report_choices(n, step, script, findings)
            elif (script.file, findings.place(("step", n)).line) not in self.told:
                self._report_step(n, step, script, findings)
        if script.id in self.stuck:
            self._report_stuck(self.stuck[script.id], script, findings)

    def _report_step(self, n: int, step: Step, script: Script, findings: Findings) -> None:
        why, fix = "only steps that no call can come to lead there.", "Mend the way to those."
        if door := self.doors.get((script.id, step.id)):
            why = self._refusal(*door)
            fix = "Let a ground stand on the way there that allows it, or take its `role` out."
        message = f"No call can come to step {quoted(step.id)}: {why}"
        findings.warning(("step", n), "unreachable-step", message, fix)

    def _report_choices(self, n: int, step: Step, script: Script, findings: Findings) -> None:
        for choice, position in self.never.get((script.id, step.id), ()):
            findings.warning(
                ("step", n, "choice", choice.key - 1),
                "unreachable-choice",
                f"Choice {choice.key} of step {quoted(step.id)} can never be taken: "
                f"{self._refusal(choice, position)}",
                "Lead it elsewhere, or take it out.",
            )
        for choice in step.choices:
            if choice.to.kind is TargetKind.END and (choice.ground or choice.calm):
                findings.warning(
                    ("step", n, "choice", choice.key - 1),
                    "no-use",
                    f"Choice {choice.key} of step {quoted(step.id)} ends the call: "
                    "it states no ground by it, nor that the caller calmed down.",
                    "Take `ground` or `calm` out of it.",
                )

    def _refusal(self, choice: Choice, position: Position) -> str:
        """The keys to where a choice is refused, though the best of grounds stands, and why."""
        keys = self.shortest.to(position)
        grounds = self.shortest.grounds_at(position, keys.start)
        best = max(usable(choice, keys.record, grounds), key=opens, default=None)
        if best and not choice.ground and not position.brought and not keys.record.is_on(best.id):
            keys = keys.then(*keys_of([Asked.GROUND], best, grounds))
        if choice.calm and not choice.ground:
            why = "it asks for a ground, and the caller has calmed down."
        elif self.reached.stands(choice, position) is Level.NOTHING:
            why = "it asks for a ground, and none can stand there."
        else:
            label = f"“{best.label}”" if best and not position.brought else "the ground that stands"
            why = f"it is for a warning, and {label} needs none."
        return keys.then(choice_key(choice)).shown(why)

    def _report_stuck(self, stuck: list[Position], script: Script, findings: Findings) -> None:
        # Where a script can return, the call may still end where another script opened it.
        lost = [position for position in stuck if position not in self.reached.returning]
        report, told = (findings.error, lost) if lost else (findings.warning, stuck)
        steps = list(dict.fromkeys(position.step for position in told))
        first = next(n for n, step in enumerate(script.steps) if step.id == steps[0])
        report(
            ("step", first),
            "no-ending-from",
            f"No choices lead from {listed(steps)} to an ending of the call: "
            f"{self.shortest.to(told[0]).shown(steps[0])}.",
            "Add a choice that leads to an ending.",
        )
