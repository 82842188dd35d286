"""What can stand at a step: the grounds of its hang-up protocol, with all that each asks for.

Of everything on record, the rules of the flow look only at the ground that stands and at what is on
record for it; and what a ground asks for can be put on record wherever the ground can be stated. So
a ground is as good as the steps it opens, once that is done: its `Opens`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntFlag
from functools import cached_property
from typing import NamedTuple

from guide.call import actions as act
from guide.call.actions import Action
from guide.call.rules.flow import why_not_enter
from guide.call.state import Call, ProtocolState
from guide.proof.trial import NOTHING, Trial
from guide.script.model import Ground, Script, Step, StepRole


class Opens(IntFlag):
    """Which steps with a part in the protocol may be entered."""

    NOTHING = 0
    ENDING = 1
    WARNING = 2


@dataclass(frozen=True, slots=True)
class Standing:
    """A ground that stands with all it asks for on record, or none, and what that opens."""

    ground: str = ""
    protocol: ProtocolState = NOTHING
    opens: Opens = Opens.NOTHING


NONE = Standing()
_GATES = (
    (Opens.ENDING, Step("", "", role=StepRole.ENDING)),
    (Opens.WARNING, Step("", "", role=StepRole.WARNING)),
)


def opens(trial: Trial, call: Call) -> Opens:
    """What may be entered with what is on record."""
    context, found = trial.now(call), Opens.NOTHING
    for gate, step in _GATES:
        if why_not_enter(step, context) is None:
            found |= gate
    return found


def asked_for(ground: Ground) -> Iterator[Action]:
    """Everything a ground asks for before a call may be ended on it, in its order."""
    yield act.MakeEffort("redirected")
    yield act.StateGround(ground.id)
    yield act.Permit("a supervisor")
    for _ in range(ground.warnings):
        yield act.Warn()
    yield act.QuoteCaller("the caller's words")


@dataclass(frozen=True, slots=True)
class World:
    """Calls in which scripts without a protocol have equal ones: that of where the call began."""

    start: str
    starts: tuple[str, ...]


class Terms(NamedTuple):
    """What tells grounds apart: two that have equal terms differ only by name."""

    warnings: int
    permission: bool
    worded: bool


@dataclass(frozen=True)
class Grounds:
    """The grounds of every protocol of a library."""

    trial: Trial

    @cached_property
    def users(self) -> dict[str, tuple[str, ...]]:
        """The scripts with grounds, each with those that take their grounds there, itself first."""
        found: dict[str, list[str]] = {}
        for script in self.trial.library.scripts.values():
            protocol = self.trial.library.protocol_of(script)
            if protocol is not None:
                found.setdefault(protocol.id, []).append(script.id)
        return {name: tuple(sorted(users, key=name.__ne__)) for name, users in found.items()}

    @cached_property
    def worlds(self) -> tuple[World, ...]:
        """All calls there can be, by what a script without a protocol has then."""
        library, by_kinds = self.trial.library, dict[frozenset[Opens], list[str]]()
        own = {script.id: library.protocol_of(script) for script in library.scripts.values()}
        same = None not in own.values() or not any(own.values())
        for name, protocol in own.items():
            kinds = frozenset(one.opens for one in self.kinds(protocol))
            by_kinds.setdefault(frozenset() if same else kinds, []).append(name)
        return tuple(World(names[0], tuple(names)) for names in by_kinds.values())

    def protocol(self, script: Script, world: World) -> Script | None:
        """The script whose grounds apply at the steps of `script`."""
        library = self.trial.library
        return library.protocol_of(script) or library.protocol_of(library.script(world.start))

    @cached_property
    def _terms(self) -> dict[str, dict[str, Terms]]:
        return {}

    def terms(self, protocol: Script) -> dict[str, Terms]:
        """The terms of each ground of a protocol, by its id."""
        if protocol.id not in self._terms:
            self._terms[protocol.id] = {
                ground.id: Terms(
                    ground.warnings,
                    ground.permission,
                    ground.warning is not None and bool(ground.warning.spoken.text),
                )
                for ground in protocol.grounds
            }
        return self._terms[protocol.id]

    @cached_property
    def _kinds(self) -> dict[str, tuple[Standing, ...]]:
        return {}

    def kinds(self, protocol: Script | None) -> tuple[Standing, ...]:
        """What can stand on these grounds, one for all that open the same; first that none does."""
        if protocol is None:
            return (NONE,)
        if protocol.id not in self._kinds:
            unlike = {terms: ground for ground, terms in self.terms(protocol).items()}
            found = [self.ready(protocol, ground) for ground in unlike.values()]
            kinds = {one.opens: one for one in (*found, NONE)}
            self._kinds[protocol.id] = tuple(sorted(kinds.values(), key=lambda k: k.opens))
        return self._kinds[protocol.id]

    @cached_property
    def _opened(self) -> dict[tuple[str, str], frozenset[Opens]]:
        return {}

    def opened(self, script: Script, world: World) -> frozenset[Opens]:
        """What the grounds that apply at the steps of `script` open, each of them and none."""
        key = (script.id, world.start)
        if key not in self._opened:
            kinds = self.kinds(self.protocol(script, world))
            self._opened[key] = frozenset(one.opens for one in kinds)
        return self._opened[key]

    @cached_property
    def every_kind(self) -> dict[Opens, Standing]:
        """What can stand at all, whatever the protocol."""
        scripts = (self.trial.library.scripts[name] for name in self.users)
        return {one.opens: one for script in scripts for one in self.kinds(script)}

    @cached_property
    def _ready(self) -> dict[tuple[str, str], Standing]:
        return {}

    def ready(self, protocol: Script, ground_id: str) -> Standing:
        """A ground with all it asks for, as far as the rules allow; that none stands without it."""
        key, ground = (protocol.id, ground_id), protocol.ground(ground_id)
        if ground is None:
            return NONE
        if key not in self._ready:
            call = self.trial.begun(self.users[protocol.id][0])
            for action in asked_for(ground):
                call = self.trial.done(action, call) or call
            self._ready[key] = Standing(ground_id, call.protocol, opens(self.trial, call))
        return self._ready[key]
