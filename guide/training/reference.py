"""The reference: a scenario's moves played by the rules in memory, as one good way to handle it."""

from datetime import timedelta

from msgspec import Struct

from guide.call import events as ev
from guide.call.decide import decide
from guide.call.events import Entry
from guide.call.fold import begin, then
from guide.call.situation import Refused, Situation
from guide.call.state import Call
from guide.call.takeover import beginning
from guide.script.library import Library
from guide.training.meant import meant
from guide.training.scenario import Move, Scenario


class Beat(Struct, frozen=True):
    """A move, counted from 1, with the step it was made at and how many events there were then.

    `stay` counts the times that the call came to this step, from 1.
    """

    n: int
    move: Move
    script: str
    step: str
    stay: int
    events: int


class Reference(Struct, frozen=True):
    """The call that the moves make, and each move where it was made. `refused` is the reason."""

    call: Call
    beats: tuple[Beat, ...]
    refused: str = ""


def reference(scenario: Scenario, library: Library) -> Reference:
    """Play the moves, up to the first that a rule refuses.

    Raises `UnknownName` for a script that is not there.
    """
    call = _begun(scenario, library)
    beats: list[Beat] = []
    for n, move in enumerate(scenario.moves, 1):
        here = call.here
        stay = stays(call, here.script, here.step)
        beats.append(Beat(n, move, here.script, here.step, stay, len(call.entries)))
        if move.action is None:
            continue
        at = call.at + timedelta(seconds=move.at)
        decision = decide(meant(move.action, call), Situation(call, library, at))
        if isinstance(decision, Refused):
            return Reference(call, tuple(beats), decision.reason)
        for event in decision.events:
            call = then(call, Entry(len(call.entries) + 1, at, float(move.at), event))
    return Reference(call, tuple(beats))


def _begun(scenario: Scenario, library: Library) -> Call:
    script = library.script(scenario.script)
    started = beginning(
        script, scenario.id, zone=scenario.zone, agent=scenario.agent, training=True
    )
    return begin(Entry(1, scenario.starts, 0.0, started))


def stays(call: Call, script: str, step: str) -> int:
    """How often the call has come to a step."""
    return sum(
        isinstance(e.event, ev.Started | ev.Chosen | ev.WentBack | ev.Opened | ev.Returned)
        and (e.event.script, e.event.step) == (script, step)
        and e.n not in call.retracted
        for e in call.entries
    )
