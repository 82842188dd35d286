"""The ways that lead on from a step, as the rules have them.

Of a choice the rules look at the ground it states, at whether it calms, and at the part in the
protocol of the step it leads to: choices that are alike in these are asked about once.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from guide.call import actions as act
from guide.call.context import Refused
from guide.call.rules.endings import endings, why_not
from guide.call.state import Call
from guide.proof.standing import Grounds, Opens, Standing, Terms, World, opens
from guide.script.model import Choice, Script, Step, StepRole, TargetKind

Place = tuple[str, str]

_REASON = "the caller's words"


@dataclass(frozen=True, eq=False, slots=True)
class Stay:
    """A stay at a step, in some world; `nested` if `return` leads anywhere.

    `carried` alone stands, a ground that was stated in another script; or, if it is None, any
    ground of the step's own protocol may, or none.
    """

    script: Script
    step: Step
    world: World
    carried: Opens | None = None
    nested: bool = False

    @property
    def place(self) -> Place:
        """The script and the step."""
        return self.script.id, self.step.id


class Way(NamedTuple):
    """A choice that may be taken, what it does, and what the ground that then stands opens."""

    key: int
    kind: TargetKind
    to: Place
    arrival: Opens


class Alike(NamedTuple):
    """All that the rules look at when a choice is taken."""

    protocol: str
    carried: Opens | None
    nested: bool
    kind: TargetKind
    role: StepRole | None
    ends_by_protocol: bool
    ground: Terms | None
    calm: bool


@dataclass
class Ways:
    """The ways on from every stay that was asked about.

    `taken` are the choices, by place and key, that may be taken in some call.
    """

    grounds: Grounds
    taken: set[tuple[Place, int]] = field(default_factory=set)
    _arrivals: dict[Alike, tuple[Opens, ...]] = field(default_factory=dict)
    _by_protocol: dict[str, frozenset[str]] = field(default_factory=dict)
    _returns: dict[str, bool] = field(default_factory=dict)

    def of(self, stay: Stay) -> Iterator[Way]:
        """The ways on from a stay: of each choice, one for each ground that makes a difference."""
        protocol = self.grounds.protocol(stay.script, stay.world)
        for choice in stay.step.choices:
            kind, to, role = self._leads(choice, stay)
            alike = Alike(
                protocol.id if protocol else "",
                stay.carried,
                stay.nested,
                kind,
                role,
                kind is TargetKind.END and choice.to.ending in self._protocols_own(stay.script),
                self.grounds.terms(protocol).get(choice.ground) if protocol else None,
                choice.calm,
            )
            if alike not in self._arrivals:
                self._arrivals[alike] = tuple(dict.fromkeys(self._asked(choice, kind, stay)))
            for arrival in self._arrivals[alike]:
                self.taken.add((stay.place, choice.key))
                yield Way(choice.key, kind, to, arrival)

    def returns(self, script: Script) -> bool:
        """Whether any choice of a script is `return`."""
        if script.id not in self._returns:
            kinds = (choice.to.kind for step in script.steps for choice in step.choices)
            self._returns[script.id] = TargetKind.RETURN in kinds
        return self._returns[script.id]

    def _leads(self, choice: Choice, stay: Stay) -> tuple[TargetKind, Place, StepRole | None]:
        """Where a choice leads; `return`, where it leads nowhere back, to the first step."""
        target, script, name = choice.to, stay.script, choice.to.step
        kind = target.kind
        if kind is TargetKind.RETURN and not stay.nested:
            kind, name = TargetKind.STEP, script.first
        elif kind is TargetKind.SCRIPT and target.script in self.grounds.trial.library.scripts:
            script = self.grounds.trial.library.scripts[target.script]
            name = name or script.first
        step = script.step(name)
        return kind, (script.id, name), step.role if step else None

    def _protocols_own(self, script: Script) -> frozenset[str]:
        """The endings of a script that are by the protocol."""
        if script.id not in self._by_protocol:
            by_protocol = (ending.id for ending in script.endings if ending.protocol)
            self._by_protocol[script.id] = frozenset(by_protocol)
        return self._by_protocol[script.id]

    def _asked(self, choice: Choice, kind: TargetKind, stay: Stay) -> Iterator[Opens]:
        """What may stand on arrival, as the rules have it."""
        for standing in self._standings(choice, stay):
            call = self.grounds.trial.call(
                stay.script,
                stay.step,
                start=stay.world.start,
                protocol=standing.protocol,
                nested=stay.nested,
            )
            arrival = self._arrival(choice, call, standing)
            if arrival is not None:
                yield arrival
                if kind is TargetKind.END or (kind is TargetKind.STEP and stay.carried is None):
                    # What stood is all one then: there, any ground of the protocol may stand anew.
                    break

    def _standings(self, choice: Choice, stay: Stay) -> tuple[Standing, ...]:
        """What may stand as the choice is taken; one that states a ground asks for that one.

        It is no matter then what was carried: the stay without it has the same choice. A choice
        that ends the call states nothing.
        """
        protocol = self.grounds.protocol(stay.script, stay.world)
        states = choice.ground and choice.to.kind is not TargetKind.END
        if stay.carried is not None:
            standing = self.grounds.every_kind.get(stay.carried)
            return () if states or standing is None else (standing,)
        if states and protocol is not None:
            return (self.grounds.ready(protocol, choice.ground),)
        return self.grounds.kinds(protocol)

    def _arrival(self, choice: Choice, call: Call, standing: Standing) -> Opens | None:
        """What stands once the choice is taken; None if it may not be taken."""
        trial = self.grounds.trial
        if choice.to.kind is TargetKind.END:
            context = trial.now(call)
            ending = next((e for e in endings(context) if e.id == choice.to.ending), None)
            may_end = ending is not None and why_not(ending, context, _REASON) is None
            return standing.opens if may_end else None
        decision = trial.ask(act.Choose(choice.key), call)
        if isinstance(decision, Refused):
            return None
        stated = decision.events[:-1]
        return opens(trial, trial.after(stated, call)) if stated else standing.opens
