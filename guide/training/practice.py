"""Practice: a call in which the caller comes from a scenario, and the trainee does all else."""

import secrets
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from guide.call import actions as act
from guide.call.events import ActionRefused, CallerSpoke, Rehearsed
from guide.call.situation import Refused
from guide.errors import ScenarioError
from guide.record.calls import new_call_id
from guide.record.places import Places
from guide.record.writer import ThreadWriter
from guide.script.library import Library
from guide.session.callbook import CallBook, MakeWriter
from guide.session.clock import Clock, Moment, to_millisecond
from guide.session.session import Hop, at_once
from guide.training.caller import Caller
from guide.training.kept import keep_scenario
from guide.training.play import play
from guide.training.scenario import Scenario

_MOST_SEED = 9_999


def any_seed() -> int:
    """A seed by chance, short enough to be said aloud to a class."""
    return secrets.randbelow(_MOST_SEED) + 1


class StagedClock:
    """A clock that shows the scenario's day and hour, and runs as the computer's does."""

    def __init__(self, starts: datetime) -> None:
        self._starts = starts.astimezone(UTC)
        self._began = time.monotonic()

    def now(self) -> Moment:
        """The moment it is in the scenario."""
        ticks = time.monotonic() - self._began
        return Moment(to_millisecond(self._starts + timedelta(seconds=ticks)), ticks)


class Practice:
    """A running practice: the session, and the caller who speaks in it."""

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
        hop: Hop = at_once,
        call_id: str = "",
    ) -> None:
        """Begin to practise a scenario whose places are filled as `seed` has it.

        Raises `UnknownName` for a script that is not there, and `RecordError` when the disk refuses
        to keep the scenario.
        """
        self.scenario = scenario
        self.seed = seed
        self.caller = Caller.of(scenario, library, seed)
        staged = clock or StagedClock(scenario.starts)
        self.book = CallBook(library, places, clock=staged, writer=writer, training=True)
        keep_scenario(self.book.disk, places, scenario)
        self.session = self.book.start(
            scenario.script,
            agent=agent,
            zone=scenario.zone,
            hop=hop,
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


def lay_out_earlier(earlier: Scenario, library: Library, places: Places) -> None:
    """Put the record of an earlier call among those of practice, so that it can be taken over."""
    play(earlier, library, places, call_id=new_call_id(datetime.now(UTC)))


def earlier_of(scenario: Scenario, file: Path) -> Path | None:
    """The file of the scenario that this one goes on from: it lies beside it."""
    return file.with_name(f"{scenario.earlier}.toml") if scenario.earlier else None
