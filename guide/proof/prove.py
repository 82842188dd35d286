"""The proof that `guide check` gives of a set of scripts: what holds in every state of every call.

1. No call ends by the hang-up protocol without what its ground needs.
2. An ending is open in every state, and choices lead to one from every step.
3. Every step, every choice and every line is come to in some call.
"""

from dataclasses import dataclass

from guide.proof.flow import Flow
from guide.proof.seen import Count, Seen
from guide.proof.standing import Grounds
from guide.proof.states import States
from guide.proof.telling import Telling
from guide.proof.told_flow import FlowTold
from guide.proof.told_grounds import tell_grounds
from guide.proof.told_lines import tell_lines
from guide.proof.told_terms import tell_terms
from guide.proof.trial import Trial, without_lines
from guide.script.findings import Problem
from guide.script.library import Library


@dataclass(frozen=True, slots=True)
class Proof:
    """What was looked at, script by script, and what does not hold, with the keys that show it.

    It is `whole` unless some script was not sound: of flows nothing is shown then.
    """

    seen: tuple[Seen, ...]
    failures: tuple[Problem, ...]
    whole: bool

    @property
    def holds(self) -> bool:
        """Whether everything was shown."""
        return self.whole and not self.failures

    @property
    def states(self) -> int:
        """How many states were looked at."""
        return sum(seen.states for seen in self.seen)

    @property
    def transitions(self) -> int:
        """How many moves from them."""
        return sum(seen.transitions for seen in self.seen)


def prove(library: Library) -> Proof:
    """Prove the sound scripts of a library; what loading them has told already is not told again.

    While some script is not sound, flows are looked at, but nothing is told of them: the ways that
    lead through it are not known.
    """
    trial = Trial(without_lines(library))
    grounds, telling, count = Grounds(trial), Telling(trial), Count()
    tell_grounds(grounds, telling, count)
    tell_terms(grounds, telling)
    flow = Flow(grounds)
    states = States(flow)
    for state in states.legs:
        node = state.node
        count.add(node.stay.script.id, 1, len(node.edges) + len(node.returns))
    if not library.unsound:
        told = FlowTold(flow, states, telling)
        for name in trial.library.scripts:
            script = library.scripts[name]
            told.tell(script)
            tell_lines(script, told.first.keys(), library, telling)
    seen = tuple(count.of(name) for name in library.scripts)
    return Proof(seen, telling.problems, not library.unsound)
