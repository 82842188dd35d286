"""Playing a scenario from start to summary, without a screen, through the session and its rules."""

from pathlib import Path

from msgspec import Struct

from guide.call.situation import Refused
from guide.call.state import Call
from guide.record.places import Places
from guide.record.writer import DirectWriter
from guide.script.library import Library
from guide.session.callbook import CallBook
from guide.session.clock import SetClock
from guide.session.session import Session
from guide.training.meant import meant
from guide.training.scenario import Move, Scenario


class Refusal(Struct, frozen=True):
    """An action that a rule refused: which move it was, counted from 1, and the rule's reason."""

    n: int
    move: Move
    reason: str


class Played(Struct, frozen=True):
    """How a scenario went: refused, or to its end, with the summary if the call was ended."""

    call: Call
    summary: tuple[Path, Path] | None = None
    refusal: Refusal | None = None


def play(
    scenario: Scenario,
    library: Library,
    places: Places,
    *,
    into: Path | None = None,
    call_id: str = "",
) -> Played:
    """Play a scenario as practice, and write its summary `into` a folder or the usual one.

    An action that a rule refuses ends it. Raises `UnknownName` for a script that is not there, and
    `RecordError` when the disk refuses.
    """
    clock = SetClock(scenario.starts)
    book = CallBook(library, places, clock=clock, writer=DirectWriter, training=True)
    session = book.start(scenario.script, agent=scenario.agent, zone=scenario.zone, call_id=call_id)
    refusal = _first_refusal(scenario, session, clock)
    if session.call.ended is None:
        book.set_aside(session)
        return Played(session.call, refusal=refusal)
    return Played(session.call, book.finish(session, into=into), refusal)


def _first_refusal(scenario: Scenario, session: Session, clock: SetClock) -> Refusal | None:
    """Make every move in its time, up to the first that is refused."""
    for n, move in enumerate(scenario.moves, 1):
        clock.set(move.at)
        if move.action is not None:
            decision = session.do(meant(move.action, session.call))
            if isinstance(decision, Refused):
                return Refusal(n, move, decision.reason)
    return None
