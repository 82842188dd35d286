"""A scenario's moves, made by the rules: the reference, as one good way to handle its caller."""

from datetime import UTC, timedelta

from msgspec import Struct
from msgspec.structs import replace

from guide.call import actions as act
from guide.call import events as ev
from guide.call.context import Context, Refused
from guide.call.decide import decide
from guide.call.events import Entry
from guide.call.fold import begin, then
from guide.call.rules.flow import beginning
from guide.call.state import Call, FollowUp, Note
from guide.script.library import Library
from guide.training.scenario import Move, Scenario


class Beat(Struct, frozen=True):
    """A move, counted from 1, and the call before it; the reason, if a rule refused it."""

    n: int
    move: Move
    before: Call
    reason: str = ""

    @property
    def name(self) -> str:
        """Which move it is and when it is made, as a sentence names it."""
        minutes, seconds = divmod(self.move.at, 60)
        return f"move {self.n} at {minutes}:{seconds:02}"

    @property
    def place(self) -> tuple[str, str, int]:
        """The script and the step it is made at, and the how-manieth stay there, from 1."""
        here = self.before.here
        return here.script, here.step, stays(self.before, here.script, here.step)


class Reference(Struct, frozen=True):
    """The call that the moves make, and each move where it was made."""

    call: Call
    beats: tuple[Beat, ...]

    @property
    def refused(self) -> str:
        """The reason for which a rule refused the last move; empty if none did."""
        return self.beats[-1].reason if self.beats else ""


def reference(scenario: Scenario, library: Library) -> Reference:
    """Make the moves in memory, up to the first that a rule refuses.

    Raises `UnknownName` for a script that is not there.
    """
    started = beginning(
        library.script(scenario.script),
        scenario.id,
        zone=scenario.zone,
        agent=scenario.agent,
        training=True,
    )
    call = begin(Entry(1, scenario.starts.astimezone(UTC), 0.0, started))
    beats: list[Beat] = []
    for n, move in enumerate(scenario.moves, 1):
        at = call.at + timedelta(seconds=move.at)
        beat = Beat(n, move, call)
        if move.action is not None:
            action = resolve_references(move.action, call)
            decision = decide(action, Context(call, library, at))
            if isinstance(decision, Refused):
                beats.append(replace(beat, reason=decision.reason))
                break
            for event in decision.events:
                call = then(call, Entry(len(call.entries) + 1, at, float(move.at), event))
        beats.append(beat)
    return Reference(call, tuple(beats))


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


def stays(call: Call, script: str, step: str) -> int:
    """How often the call has come to a step."""
    return sum(
        isinstance(e.event, ev.Started | ev.Move)
        and (e.event.script, e.event.step) == (script, step)
        and e.n not in call.retracted
        for e in call.entries
    )
