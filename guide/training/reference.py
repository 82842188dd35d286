"""A scenario's moves, made by the rules: the reference, as one good way to handle its caller."""

from collections.abc import Iterator
from datetime import UTC, timedelta
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from guide.call import actions as act
from guide.call import events as ev
from guide.call.context import Context, Decision, Refused
from guide.call.decide import decide
from guide.call.events import Entry
from guide.call.fold import begin, then
from guide.call.state import Call, FollowUp, Note
from guide.call.takeover import beginning
from guide.script.library import Library
from guide.training.scenario import Move, Scenario


class Doer(Protocol):
    """Whatever does what is asked for: a session, or a call in memory alone."""

    @property
    def call(self) -> Call: ...

    def do(self, action: act.Action) -> Decision: ...


class MoveClock(Protocol):
    """A clock that the moves set."""

    def set(self, seconds: float) -> None: ...


class Beat(Struct, frozen=True):
    """A move, counted from 1, and the call before it; the reason, if a rule refused it."""

    n: int
    move: Move
    before: Call
    reason: str = ""

    @property
    def place(self) -> tuple[str, str, int]:
        """The script and the step it is made at, and the how-manieth stay there, from 1."""
        here = self.before.here
        return here.script, here.step, stays(self.before, here.script, here.step)


class Reference(Struct, frozen=True):
    """The call that the moves make, and each move where it was made. `refused` is the reason."""

    call: Call
    beats: tuple[Beat, ...]
    refused: str = ""


def make_moves(scenario: Scenario, doer: Doer, clock: MoveClock) -> Iterator[Beat]:
    """Make every move in its time, up to the first that a rule refuses."""
    for n, move in enumerate(scenario.moves, 1):
        clock.set(move.at)
        before, reason = doer.call, ""
        if move.action is not None:
            decision = doer.do(resolve_references(move.action, before))
            reason = decision.reason if isinstance(decision, Refused) else ""
        yield Beat(n, move, before, reason)
        if reason:
            return


def resolve_references(action: act.Action, call: Call) -> act.Action:
    """The action as one of this call: what it counts, by the number of its event.

    One that is not there gets the number 0, which the rules refuse.
    """
    match action:
        case act.FinishFollowUp() | act.AmendFollowUp():
            return replace(action, of=_number(action.of, call.follow_ups))
        case act.Rewrite():
            return replace(action, of=_number(action.of, call.notes))
        case _:
            return action


def _number(count: int, things: tuple[FollowUp, ...] | tuple[Note, ...]) -> int:
    return things[count - 1].n if 0 < count <= len(things) else 0


def reference(scenario: Scenario, library: Library) -> Reference:
    """Make the moves in memory. Raises `UnknownName` for a script that is not there."""
    memory = _InMemory(scenario, library)
    beats = tuple(make_moves(scenario, memory, memory))
    return Reference(memory.call, beats, beats[-1].reason if beats else "")


class _InMemory:
    """A call that the rules decide on, and that nothing keeps; its own clock as well."""

    def __init__(self, scenario: Scenario, library: Library) -> None:
        started = beginning(
            library.script(scenario.script),
            scenario.id,
            zone=scenario.zone,
            agent=scenario.agent,
            training=True,
        )
        self.call = begin(Entry(1, scenario.starts.astimezone(UTC), 0.0, started))
        self._library = library
        self._elapsed = 0.0

    def set(self, seconds: float) -> None:
        self._elapsed = seconds

    def do(self, action: act.Action) -> Decision:
        at = self.call.at + timedelta(seconds=self._elapsed)
        decision = decide(action, Context(self.call, self._library, at))
        if not isinstance(decision, Refused):
            for event in decision.events:
                entry = Entry(len(self.call.entries) + 1, at, float(self._elapsed), event)
                self.call = then(self.call, entry)
        return decision


def stays(call: Call, script: str, step: str) -> int:
    """How often the call has come to a step."""
    return sum(
        isinstance(e.event, ev.Started | ev.Chosen | ev.WentBack | ev.Opened | ev.Returned)
        and (e.event.script, e.event.step) == (script, step)
        and e.n not in call.retracted
        for e in call.entries
    )
