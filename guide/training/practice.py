"""Practice: a call in which the caller comes from a scenario, and the trainee does all else.

What it was taken with is kept beside its journal, the scenario's text by its hash: so a debrief can
be made again, by the same rules, when scenario and scripts have long changed.
"""

import secrets
from collections.abc import Set
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from guide.call import actions as act
from guide.call.context import Refused
from guide.call.events import ActionRefused, CallerSpoke, Rehearsed
from guide.call.fold import call_of
from guide.call.state import Call
from guide.errors import RecordError, ScenarioError, UnknownName
from guide.record.archive import kept_script_text
from guide.record.call_list import CallInfo, call_info
from guide.record.calls import find_kept_call, new_call_id
from guide.record.disk import Disk
from guide.record.journal import read_journal
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


class SittingBook(CallBook):
    """The practice calls of one sitting: nobody else's are listed, and none can be taken over."""

    def __init__(
        self, library: Library, places: Places, clock: Clock, writer: MakeWriter, own: Set[str]
    ) -> None:
        """`own` are the ids of what was laid out for this sitting; it may grow."""
        super().__init__(library, places, clock=clock, writer=writer, training=True)
        self._own = own

    def recent(self, most: int, *, but: str = "") -> list[CallInfo]:
        """What was laid out for this sitting, the newest first."""
        calls = sorted(self._own - {but}, reverse=True)[:most]
        files = (find_kept_call(self.places, call, training=True) for call in calls)
        return [info for file in files if (info := call_info(file))]

    def evidence(self, call_id: str) -> act.TakeOver:
        """As for every book; raises UnknownName for a call of another sitting."""
        if call_id not in self._own:
            raise UnknownName(f"The call {call_id} is not one of yours.")
        return super().evidence(call_id)


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
        own: Set[str] | None = None,
        interrupted: str = "",
    ) -> None:
        """Begin to practise a scenario whose places are filled as `seed` has it.

        `own` as for a `SittingBook`; without it every practice call is there to be taken over.
        `interrupted` is the id of a practice of this scenario to go on with; see `Interrupted`.
        Raises `UnknownName` for a script that is not there, and `RecordError` when the disk refuses
        to keep the scenario.
        """
        self.scenario = scenario
        self.seed = seed
        self.caller = Caller(scenario, library, seed)
        staged = clock or LaterClock(scenario.starts.astimezone(UTC))
        if own is None:
            self.book = CallBook(library, places, clock=staged, writer=writer, training=True)
        else:
            self.book = SittingBook(library, places, staged, writer, own)
        _keep_scenario(self.book.disk, places, scenario)
        if interrupted:
            self.session = self.book.resume(interrupted, dispatch=dispatch)
        else:
            self.session = self.book.start(
                scenario.script,
                agent=agent,
                zone=scenario.zone,
                dispatch=dispatch,
                # Told apart, and put in order, by when they were practised, not by the staged day.
                call_id=call_id or new_call_id(datetime.now(UTC)),
            )
            self.session.record((Rehearsed(scenario.id, scenario.title, scenario.sha256, seed),))
        self.session.watch_refusals(self._refused)

    @property
    def said(self) -> tuple[int, int]:
        """How often the caller said what the scenario has for them, and how often it has that."""
        events = (entry.event for entry in self.session.call.entries)
        spoken = {event.move for event in events if isinstance(event, CallerSpoke)}
        turns = self.caller.turns
        return len(spoken & turns), len(turns)

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
) -> str:
    """Put the call that a scenario goes on from among those of practice, to be taken over.

    Its scenario lies beside this one's `file`. The answer is its id; empty where there is none.
    """
    if not scenario.earlier:
        return ""
    earlier = load_scenario(file.with_name(f"{scenario.earlier}.toml"), seed)
    return play(earlier, library, places, call_id=new_call_id(datetime.now(UTC))).call.id


class Interrupted(Struct, frozen=True):
    """A practice that was cut short, as when its window was closed: what is needed to go on.

    `agent` is who began it.
    """

    call: str
    agent: str
    scenario: Scenario
    seed: int
    at: datetime

    def go_on(
        self,
        library: Library,
        places: Places,
        *,
        dispatch: Dispatch = inline,
        own: Set[str] | None = None,
        writer: MakeWriter = ThreadWriter,
    ) -> Practice:
        """Go on where it was cut short: for its caller no time has passed.

        Raises as `CallBook.resume` does.
        """
        return Practice(
            self.scenario,
            self.seed,
            library,
            places,
            agent="",
            clock=LaterClock(self.at),
            writer=writer,
            dispatch=dispatch,
            own=own,
            interrupted=self.call,
        )


def interrupted_practice(name: str, places: Places, elapsed: float = 0.0) -> Interrupted | None:
    """The practice call of this id, if it was cut short and can be gone on with.

    `elapsed` tells for how many seconds it had run by then, where that is known: what was on the
    screen since its last event was seen and heard.
    """
    path = places.journal_path(name, training=True)
    try:
        entries = read_journal(path).entries if path.exists() else ()
    except RecordError:
        return None
    rehearsed = next((e.event for e in entries if isinstance(e.event, Rehearsed)), None)
    scenario = kept_scenario(places, rehearsed) if rehearsed else None
    if rehearsed is None or scenario is None or (call := call_of(entries)).ended is not None:
        return None
    last = entries[-1]
    since = timedelta(seconds=max(0.0, elapsed - last.elapsed))
    return Interrupted(name, call.started.agent, scenario, rehearsed.seed, last.at + since)


def _keep_scenario(disk: Disk, places: Places, scenario: Scenario) -> None:
    """Keep the text of a scenario, once. Raises RecordError when the disk refuses."""
    folder = places.scenarios
    if kept_script_text(folder, scenario.sha256) is None:
        disk.private_folder(folder)
        disk.write_whole({folder / f"{scenario.sha256}.toml": scenario.text.encode()})


def kept_scenario(places: Places, rehearsed: Rehearsed) -> Scenario | None:
    """The scenario of a practice call as it was, its places filled; None when it is not kept."""
    text = kept_script_text(places.scenarios, rehearsed.sha256)
    scenario = parse_scenario(text, rehearsed.scenario) if text is not None else None
    return cast_for(scenario, rehearsed.seed) if scenario else None
