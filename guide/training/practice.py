"""Practice: a call in which the caller comes from a scenario, and the trainee does all else.

What it was taken with is kept beside its journal, the scenario's text by its hash: so a debrief can
be made again, by the same rules, when scenario and scripts have long changed.
"""

import secrets
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from guide.call import actions as act
from guide.call.context import Refused
from guide.call.events import ActionRefused, CallerSpoke, Rehearsed
from guide.call.state import Call
from guide.errors import ScenarioError
from guide.record.archive import kept_script_text
from guide.record.calls import new_call_id
from guide.record.disk import Disk
from guide.record.places import Places
from guide.record.writer import DirectWriter, ThreadWriter
from guide.script.library import Library
from guide.session.callbook import CallBook, MakeWriter
from guide.session.clock import Clock, LaterClock, SetClock
from guide.session.session import Dispatch, inline
from guide.training.caller import Caller
from guide.training.reference import Beat, resolve_references
from guide.training.scenario import Scenario, cast_for
from guide.training.scenario_file import load_scenario, parse_scenario

_MOST_SEED = 9_999


def any_seed() -> int:
    """A seed by chance, short enough to be said aloud to a class."""
    return secrets.randbelow(_MOST_SEED) + 1


class Practice:
    """A running practice: the session, and the caller who speaks in it.

    Its clock shows the scenario's day and hour, and runs as the computer's does.
    """

    def __init__(
        self,
        scenario: Scenario,
        seed: int,
        library: Library,
        places: Places,
        *,
        agent: str,
        clock: Clock | None = None,
        writer: MakeWriter = ThreadWriter,
        dispatch: Dispatch = inline,
        call_id: str = "",
    ) -> None:
        """Begin to practise a scenario whose places are filled as `seed` has it.

        Raises `UnknownName` for a script that is not there, and `RecordError` when the disk refuses
        to keep the scenario.
        """
        self.scenario = scenario
        self.seed = seed
        self.caller = Caller(scenario, library, seed)
        staged = clock or LaterClock(scenario.starts.astimezone(UTC))
        self.book = CallBook(library, places, clock=staged, writer=writer, training=True)
        _keep_scenario(self.book.disk, places, scenario)
        self.session = self.book.start(
            scenario.script,
            agent=agent,
            zone=scenario.zone,
            dispatch=dispatch,
            # Told apart, and put in order, by when they were practised and not by the staged day.
            call_id=call_id or new_call_id(datetime.now(UTC)),
        )
        self.session.record((Rehearsed(scenario.id, scenario.title, scenario.sha256, seed),))
        self.session.watch_refusals(self._refused)

    def listen(self) -> CallerSpoke | None:
        """Let the caller speak, if it is time; what they said goes on record like all else."""
        words = self.caller.next(self.session.call, self.session.elapsed)
        if words is not None:
            self.session.record((words,))
        return words

    def _refused(self, action: act.Action, refused: Refused) -> None:
        if self.session.call.ended is None:
            self.session.record((ActionRefused(deed(action), refused.reason),))


def deed(action: act.Action) -> str:
    """What an action is, in a word or two; nothing that was typed is in it."""
    match action:
        case act.Warn():
            return "warn"
        case act.End():
            return f"end: {action.ending}"
        case act.Choose():
            return f"choice {action.key}"
        case act.Permit():
            return "permission"
        case _:
            return type(action).__name__.lower()


def may_be_practised(scenario: Scenario) -> None:
    """Raise `ScenarioError` for a scenario that shows a refusal: nobody can do it well."""
    if scenario.refused:
        raise ScenarioError(
            f"“{scenario.title}” shows what a rule refuses, so there is no good way to handle it:"
            f" guide play {scenario.id} plays it. Practise another."
        )


class Played(Struct, frozen=True):
    """How a scenario went: to its end, with the summary if the call was ended, or `refused`."""

    call: Call
    summary: tuple[Path, Path] | None = None
    refused: Beat | None = None


def play(
    scenario: Scenario,
    library: Library,
    places: Places,
    *,
    into: Path | None = None,
    call_id: str = "",
) -> Played:
    """Make a scenario's moves as practice, and write the summary `into` a folder or the usual one.

    A move that a rule refuses ends it. Raises `UnknownName` for a script that is not there, and
    `RecordError` when the disk refuses. Nothing of it is kept in the fallback folder then: it can
    be played again.
    """
    clock = SetClock(scenario.starts)
    places = replace(places, fallback_dir=None)
    book = CallBook(library, places, clock=clock, writer=DirectWriter, training=True)
    session = book.start(scenario.script, agent=scenario.agent, zone=scenario.zone, call_id=call_id)
    refused = None
    for n, move in enumerate(scenario.moves, 1):
        clock.set(move.at)
        if move.action is not None:
            before = session.call
            decision = session.do(resolve_references(move.action, before))
            if isinstance(decision, Refused):
                refused = Beat(n, move, before, decision.reason)
                break
    if session.call.ended is None:
        book.set_aside(session)
        return Played(session.call, refused=refused)
    try:
        return Played(session.call, book.finish(session, into=into), refused)
    finally:
        session.close()


def lay_out_earlier(
    scenario: Scenario, file: Path, seed: int, library: Library, places: Places
) -> None:
    """Put the call that a scenario goes on from among those of practice, to be taken over.

    Its scenario lies beside this one's `file`.
    """
    if scenario.earlier:
        earlier = load_scenario(file.with_name(f"{scenario.earlier}.toml"), seed)
        play(earlier, library, places, call_id=new_call_id(datetime.now(UTC)))


def scenario_folder(places: Places) -> Path:
    """Where the scenarios that calls were practised with lie, each under its hash."""
    return places.training.parent / "scenarios"


def _keep_scenario(disk: Disk, places: Places, scenario: Scenario) -> None:
    """Keep the text of a scenario, once. Raises RecordError when the disk refuses."""
    folder = scenario_folder(places)
    if kept_script_text(folder, scenario.sha256) is None:
        disk.private_folder(folder)
        disk.write_whole({folder / f"{scenario.sha256}.toml": scenario.text.encode()})


def kept_scenario(places: Places, rehearsed: Rehearsed) -> Scenario | None:
    """The scenario of a practice call as it was, its places filled; None when it is not kept."""
    text = kept_script_text(scenario_folder(places), rehearsed.sha256)
    scenario = parse_scenario(text, rehearsed.scenario) if text is not None else None
    return cast_for(scenario, rehearsed.seed) if scenario else None
