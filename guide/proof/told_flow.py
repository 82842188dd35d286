"""What is wrong with flows: steps and choices that no call comes to, and ways without an ending."""

from guide.call import actions as act
from guide.call.context import Refused
from guide.proof.flow import Flow
from guide.proof.keys import pressed, sequence
from guide.proof.states import State, States
from guide.proof.telling import Telling
from guide.proof.walk import Walker
from guide.proof.ways import Place
from guide.script.model import Choice, Script, Step, TargetKind
from guide.script.nearest import listed, quoted


class FlowTold:
    """Tells what was shown by every state of calls."""

    def __init__(self, flow: Flow, states: States, telling: Telling) -> None:
        self._flow, self._states, self._telling = flow, states, telling
        self._walker = Walker(flow.grounds, states)
        self._library = flow.grounds.trial.library
        self.first: dict[Place, State] = {}
        self._stuck: dict[str, list[State]] = {}
        for state in states.legs:
            place = state.node.stay.place
            self.first.setdefault(place, state)
            if not state.ends:
                self._stuck.setdefault(place[0], []).append(state)
        self._told = {(p.file, p.line) for p in self._library.problems if p.code == "unreachable"}
        self._refused: dict[Place, tuple[State, Choice]] = {}
        for place, state in self.first.items():
            for choice in state.node.stay.step.choices:
                if (place, choice.key) not in flow.ways.taken:
                    self._refused.setdefault(self._target(choice, place[0]), (state, choice))

    def tell(self, script: Script) -> None:
        """Tell of the flow of one script."""
        for n, step in enumerate(script.steps):
            if (script.id, step.id) not in self.first:
                self._tell_step(n, step, script)
            else:
                self._tell_choices(n, step, script)
        if stuck := self._stuck.get(script.id):
            self._tell_stuck(stuck, script)

    def _target(self, choice: Choice, script_id: str) -> Place:
        """The step that a choice would lead to, if it is one that it names."""
        script = self._library.get(choice.to.script or script_id)
        match choice.to.kind:
            case TargetKind.STEP:
                return script_id, choice.to.step
            case TargetKind.SCRIPT if script is not None:
                return script.id, choice.to.step or script.first
            case _:
                return "", ""

    def _tell_step(self, n: int, step: Step, script: Script) -> None:
        findings = self._telling.of(script)
        if (script.file, findings.place(("step", n)).line) in self._told:
            return
        why, fix = "only steps that no call can come to lead there.", "Mend the way to those."
        if refused := self._refused.get((script.id, step.id)):
            why = self._refusal(*refused)
            fix = "Let a ground stand on the way there that allows it, or take its `role` out."
        message = f"No call can come to step {quoted(step.id)}: {why}"
        findings.warning(("step", n), "unreachable-step", message, fix)

    def _tell_choices(self, n: int, step: Step, script: Script) -> None:
        place = (script.id, step.id)
        for choice in step.choices:
            target = self._target(choice, script.id)
            told = target != ("", "") and target not in self.first
            findings, where = self._telling.of(script), ("step", n, "choice", choice.key - 1)
            if not told and (place, choice.key) not in self._flow.ways.taken:
                findings.warning(
                    where,
                    "unreachable-choice",
                    f"Choice {choice.key} of step {quoted(step.id)} can never be taken: "
                    f"{self._refusal(self.first[place], choice)}",
                    "Lead it elsewhere, or take it out.",
                )
            if choice.to.kind is TargetKind.END and (choice.ground or choice.calm):
                findings.warning(
                    where,
                    "no-use",
                    f"Choice {choice.key} of step {quoted(step.id)} ends the call: "
                    "it states no ground by it, nor that the caller calmed down.",
                    "Take `ground` or `calm` out of it.",
                )

    def _refusal(self, state: State, choice: Choice) -> str:
        """The keys to where a choice is refused, though the best of grounds stands, and why."""
        walk, trial = self._walker.to(state), self._flow.grounds.trial
        best = self._flow.grounds.kinds(trial.now(walk.call).protocol)[-1]
        if best.ground and not choice.ground:
            walk = self._walker.then(walk, act.StateGround(best.ground))
        ends = choice.to.kind is TargetKind.END
        action = act.End(choice.to.ending, "their words") if ends else act.Choose(choice.key)
        decision = trial.ask(action, walk.call)
        why = decision.reason if isinstance(decision, Refused) else "it leads nowhere."
        keys = (*walk.keys, pressed(act.Choose(choice.key), trial.now(walk.call)))
        return sequence(walk.start, keys, why)

    def _tell_stuck(self, stuck: list[State], script: Script) -> None:
        findings, lost = self._telling.of(script), _lost(stuck)
        # One that returns may still end where another script opened it.
        tell, told = (findings.error, lost) if lost else (findings.warning, stuck)
        steps = list(dict.fromkeys(state.node.stay.step.id for state in told))
        place = next(n for n, step in enumerate(script.steps) if step.id == steps[0])
        walk = self._walker.to(told[0])
        tell(
            ("step", place),
            "no-ending-from",
            f"No choices lead from {listed(steps)} to an ending of the call: "
            f"{sequence(walk.start, walk.keys, steps[0])}.",
            "Add a choice that leads to an ending.",
        )


def _lost(stuck: list[State]) -> list[State]:
    """The states from which no choice returns either."""
    nodes = {state.node for state in stuck}
    returning = {
        node
        for node in nodes
        if any(choice.to.kind is TargetKind.RETURN for choice in node.stay.step.choices)
    }
    todo = list(returning)
    while todo:
        before = nodes.intersection(todo.pop().before) - returning
        returning |= before
        todo += before
    return [state for state in stuck if state.node not in returning]
