"""What `guide check` proves of scripts: what does not hold, with the keys that show it.

1. No call ends by the hang-up protocol without what its ground asks for. The terms of the grounds
   alone decide that, wherever a call goes meanwhile, and `checks_grounds` sees to them: nothing
   that is on record for another ground, be it one of the same id in another script, counts.
2. Choices lead to an ending from every step.
3. Every step and every choice is come to in some call, and so is every line: that each is for a day
   which the desk has, loading sees to.
4. Whatever is answered, the choices that are open then lead to an ending from every step.

What is wrong with the steps of one script by themselves, whatever the protocol asks for, loading
tells too: it keeps the script from agents.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

from guide.script.accepted import place_name
from guide.script.findings import Findings, Problem, listed, quoted
from guide.script.library import Library
from guide.script.model import Choice, Ground, Script, Step, TargetKind
from guide.script.reachability import (
    Asked,
    Flow,
    Keys,
    Level,
    Position,
    Reachability,
    Record,
    ScriptStep,
    ShortestKeys,
    asked_for,
    choice_key,
    keys_of,
    opens,
    short,
    usable,
)
from guide.script.reachability_conditions import prove_conditions

_MOST_FOLLOWING = 8


def _report_grounds(flows: Mapping[str, Flow], every: Mapping[str, Findings]) -> None:
    """Note what is wrong with grounds that can be stated, and with endings by the protocol."""
    users: dict[str, tuple[Script, Flow]] = {}
    for flow in flows.values():
        protocol = flow.grounds.script
        if protocol and (protocol.id not in users or protocol is flow.script):
            users[protocol.id] = (protocol, flow)
    for protocol, user in users.values():
        _report_shared_words(protocol, user, every[protocol.id])
    for name, flow in flows.items():
        if flow.script.grounds and name not in users:
            elsewhere = f"its own come from {quoted(flow.script.protocol)}"
            nobody = f"Nobody can state the grounds of this script: {elsewhere}"
            message = f"{nobody}, and no other script takes them from here."
            fix = "Take `protocol` out under [script], or take the grounds out."
            every[name].warning(("ground", 0), "unreachable-ground", message, fix)
        if flow.grounds.script and not flow.by_protocol:
            _report_hidden(flow.script, flow.grounds.script, every[name])


def _report_shared_words(protocol: Script, user: Flow, findings: Findings) -> None:
    """Note grounds without a warning whose last words are those of one that has warned.

    Of those that share them with the same one, the first is told, with the keys in `user`.
    """
    warned: dict[str, Ground] = {}
    for ground in protocol.grounds:
        if ground.ending and ground.warnings:
            warned.setdefault(ground.ending.id, ground)
    sharing: dict[str, list[Ground]] = {}
    for ground in protocol.grounds:
        if ground.ending and ground.ending.id in warned and not ground.warnings:
            sharing.setdefault(ground.ending.id, []).append(ground)
    for words, (first, *others) in sharing.items():
        asked = asked_for(Level.ENDING, first, Record())
        keys = Keys(user.script.id).followed_by(*keys_of(asked, first, user.grounds))
        outcome = next(f"e {short(one.label)}" for one in protocol.endings if one.protocol)
        message = (
            f"The last words on {quoted(first.id)}, which asks for no warning, are those on"
            f" {quoted(warned[words].id)}, which does: {keys.shown(outcome)}."
        )
        same = listed([one.id for one in others])
        message += f" The same holds of {same}." if others else ""
        fix = "If they speak of a warning, give the ground words of its own."
        where = ("ground", user.grounds.numbers[first.id] - 1, "ending")
        findings.warning(where, "shared-last-words", message, fix)


def _report_hidden(script: Script, protocol: Script, findings: Findings) -> None:
    """Note an ending that has the id of the one by the protocol, which it hides."""
    by_protocol = {ending.id for ending in protocol.endings if ending.protocol}
    for n, ending in enumerate(script.endings):
        if ending.id in by_protocol:
            never = "No call can be ended by the hang-up protocol in this script"
            hides = f"its own ending {quoted(ending.id)} has the name of that of"
            message = f"{never}: {hides} {quoted(protocol.id)}."
            findings.warning(
                ("ending", n, "id"), "unreachable-ending", message, "Give it another id."
            )


class Proof(NamedTuple):
    """What was looked at, and what does not hold.

    `notes` are what of conditions was not looked at, as sentences. It is `whole` unless some script
    is not sound: of flows nothing is shown then.
    """

    states: int
    transitions: int
    failures: tuple[Problem, ...]
    whole: bool
    notes: tuple[str, ...] = ()

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
        every[name].name_by(partial(place_name, script))
    _report_grounds(reached.flows, every)
    notes: tuple[str, ...] = ()
    if not library.unsound:
        flows = _Flows(reached, library)
        unreached = {
            name: flows.unreached(one, every[name]) for name, one in library.scripts.items()
        }
        ids = {name: [step.id for _, step in steps] for name, steps in unreached.items()}
        notes, following = prove_conditions(reached, library.scripts, every, ids)
        for name, script in library.scripts.items():
            flows.report(script, unreached[name], following.get(name, ()), every[name])
    failures = tuple(problem for findings in every.values() for problem in findings.problems)
    return Proof(len(reached.legs), reached.transitions, failures, not library.unsound, notes)


class _Flows:
    """Steps and choices that no call comes to, and steps from which no choices lead to an ending.

    `doors` are the steps that no call comes to though a choice leads there, with that choice and
    where it is refused; `never` the other choices that are refused in every call, by step; `closed`
    the steps that only choices lead to whose condition never holds.
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
        self.closed: dict[ScriptStep, tuple[Choice, Position]] = {}
        for (_, key), position in reached.closed.items():
            choice = reached.choices(position)[key - 1]
            target = reached.target(choice, position)
            if target and target not in reached.steps:
                self.closed.setdefault(target, (choice, position))
        for position in reached.stuck:
            self.stuck.setdefault(position.script, []).append(position)

    def unreached(self, script: Script, findings: Findings) -> list[tuple[int, Step]]:
        """The steps that no call comes to, with their places; without those that loading tells."""
        return [
            (n, step)
            for n, step in enumerate(script.steps)
            if (script.id, step.id) not in self.reached.steps
            and (script.file, findings.place(("step", n)).line) not in self.told
        ]

    def report(
        self,
        script: Script,
        unreached: Sequence[tuple[int, Step]],
        following: Sequence[str],
        findings: Findings,
    ) -> None:
        """Note what is wrong with the ways of a script.

        `following` is what cannot be offered, for it asks for a step `unreached`: it is told with
        the first of these, and so are the steps to which only others of them lead.
        """
        for n, step in enumerate(script.steps):
            if (script.id, step.id) in self.reached.steps:
                self._report_choices(n, step, script, findings)
        where = [*self.doors, *self.closed]
        causes = [one for one in unreached if (script.id, one[1].id) in where] or unreached
        beyond = [step.id for n, step in unreached if (n, step) not in causes]
        rest = f" Nor to {listed(beyond)}, to which only such steps lead." if beyond else ""
        if following:
            more = ", …" if len(following) > _MOST_FOLLOWING else ""
            rest += f" So this is never offered: {', '.join(following[:_MOST_FOLLOWING])}{more}."
        for n, step in causes:
            self._report_step(n, step, script, findings, rest)
            rest = ""
        if script.id in self.stuck:
            self._report_stuck(self.stuck[script.id], script, findings)

    def _report_step(
        self, n: int, step: Step, script: Script, findings: Findings, rest: str
    ) -> None:
        why, fix = "only steps that no call can come to lead there.", "Mend the way to those."
        if door := self.doors.get((script.id, step.id)):
            why = self._refusal(*door)
            fix = "Let a ground stand on the way there that allows it, or take its `role` out."
        elif closed := self.closed.get((script.id, step.id)):
            choice, position = closed
            never = f"choice {choice.key} of step {quoted(position.step)}"
            why = f"{never} leads there, and is never open."
            fix = "Mend the condition of that choice."
        message = f"No call can come to step {quoted(step.id)}: {why}{rest}"
        findings.warning(("step", n), "unreachable-step", message, fix)

    def _report_choices(self, n: int, step: Step, script: Script, findings: Findings) -> None:
        for choice, position in self.never.get((script.id, step.id), ()):
            never = f"Choice {choice.key} of step {quoted(step.id)} can never be taken"
            message = f"{never}: {self._refusal(choice, position)}"
            fix, where = "Lead it elsewhere, or take it out.", ("step", n, "choice", choice.key - 1)
            findings.warning(where, "unreachable-choice", message, fix)
        for choice in step.choices:
            if choice.to.kind is TargetKind.END and (choice.ground or choice.calm):
                ends = f"Choice {choice.key} of step {quoted(step.id)} ends the call"
                message = f"{ends}: it states no ground by it, nor that the caller calmed down."
                fix, where = (
                    "Take `ground` or `calm` out of it.",
                    ("step", n, "choice", choice.key - 1),
                )
                findings.warning(where, "no-use", message, fix)

    def _refusal(self, choice: Choice, position: Position) -> str:
        """The keys to where a choice is refused, though the best of grounds stands, and why."""
        keys = self.shortest.to(position)
        grounds = self.shortest.grounds_at(position, keys.start)
        best = max(usable(choice, keys.record, grounds), key=opens, default=None)
        if best and not choice.ground and not position.brought and not keys.record.is_on(best):
            keys = keys.followed_by(*keys_of([Asked.GROUND], best, grounds))
        if choice.calm and not choice.ground:
            why = "it asks for a ground, and the caller has calmed down."
        elif self.reached.stands(choice, position) is Level.NOTHING:
            why = "it asks for a ground, and none can stand there."
        else:
            label = f"“{best.label}”" if best and not position.brought else "the ground that stands"
            why = f"it is for a warning, and {label} needs none."
        return keys.followed_by(choice_key(choice)).shown(why)

    def _report_stuck(self, stuck: list[Position], script: Script, findings: Findings) -> None:
        # Where a script can return, the call may still end where another script opened it.
        lost = [position for position in stuck if position not in self.reached.returning]
        report, told = (findings.error, lost) if lost else (findings.warning, stuck)
        steps = list(dict.fromkeys(position.step for position in told))
        first = next(n for n, step in enumerate(script.steps) if step.id == steps[0])
        keys = self.shortest.to(told[0]).shown(steps[0])
        message = f"No choices lead from {listed(steps)} to an ending of the call: {keys}."
        report(("step", first), "no-ending-from", message, "Add a choice that leads to an ending.")
