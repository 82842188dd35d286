"""A trainee who practises without a screen: makes moves in their time, and lets the caller talk."""

from collections.abc import Callable, Sequence
from pathlib import Path

from training.plays import ALOUD, time_to_say

from guide.call.actions import Action
from guide.call.context import Decision
from guide.call.events import CallerSpoke, Entry
from guide.call.state import Call
from guide.record.places import Places
from guide.record.writer import DirectWriter
from guide.script.library import Library, load_library, shipped_folder
from guide.session.clock import SetClock
from guide.training.caller import cue_name
from guide.training.debrief import Debrief, debrief
from guide.training.finding import Sign
from guide.training.practice import Practice
from guide.training.reference import resolve_references
from guide.training.scenario import Move, Scenario
from guide.training.scenario_file import find_scenario, load_scenario

LIBRARY: Library = load_library(shipped_folder())
LONGEST_WAIT = 90
"""Seconds a trainee waits for the caller to say what the moves have them say."""


def shipped_scenario(name: str, seed: int = 0) -> Scenario:
    """A scenario that comes with the program."""
    return load_scenario(find_scenario(name, shipped_folder()), seed)


class Trainee:
    """Practises a scenario; every second the caller may speak."""

    def __init__(
        self,
        scenario: Scenario,
        folder: Path,
        *,
        seed: int = 0,
        library: Library = LIBRARY,
        agent: str = "Robin",
    ) -> None:
        self.clock = SetClock(scenario.starts)
        self.places = Places(folder / "state", folder / "out")
        self.scenario = scenario
        self.library = library
        self.practice = Practice(
            scenario,
            seed,
            library,
            self.places,
            agent=agent,
            clock=self.clock,
            writer=DirectWriter,
        )

    @property
    def call(self) -> Call:
        """The call as it stands."""
        return self.practice.session.call

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All that happened."""
        return self.call.entries

    @property
    def heard(self) -> list[str]:
        """The names of what the caller said."""
        return [e.event.move for e in self.entries if e.event.kind == "caller-spoke"]

    def wait(self, seconds: int = 1) -> None:
        """Let time pass."""
        for _ in range(seconds):
            self.clock.set(self.clock.now().ticks + 1)
            self.practice.listen()

    def wait_for(self, name: str) -> None:
        """Let the caller say what has this name, or say that they never do."""
        for _ in range(LONGEST_WAIT):
            if name in self.heard:
                return
            self.wait()
        raise AssertionError(f"{self.scenario.id}: the caller never said {name}; {self.heard}")

    def do(self, *actions: Action, once: bool = False) -> list[Decision]:
        """Do something, each a second after the other and in its time, unless it is at `once`."""
        done = []
        for action in actions:
            self.wait()
            if not once:
                self._take_time(action)
            done.append(self.practice.session.do(resolve_references(action, self.call)))
        return done

    def follow(
        self,
        moves: Sequence[Move] | None = None,
        instead: dict[int, Action] | None = None,
        *,
        hears: bool = True,
    ) -> "Trainee":
        """Make these moves in their time, each once the caller has said what belongs to it.

        `instead` has another action for some moves, counted from 0; who does not hear goes on
        whatever the caller says.
        """
        for n, move in enumerate(self.scenario.moves):
            if moves is not None and not any(move is one for one in moves):
                continue
            while self.clock.now().ticks < move.at:
                self.wait()
            if move.caller and hears:
                self.wait_for(cue_name(n + 1))
            action = (instead or {}).get(n, move.action)
            if action is not None:
                self._take_time(action)
                self.practice.session.do(resolve_references(action, self.call))
        return self

    def _take_time(self, action: Action) -> None:
        """Hear the caller out, and say what is to be said: until nobody talks into it."""
        needed, said = time_to_say(action, self.call, self.library), 0
        while self._caller_talks() or said < needed:
            self.wait()
            said = 0 if self._caller_talks() else said + 1

    def _caller_talks(self) -> bool:
        spoken = (e for e in self.entries if isinstance(e.event, CallerSpoke))
        ends = (e.elapsed + len(e.event.words.split()) / ALOUD for e in spoken)
        return self.clock.now().ticks < max(ends, default=0.0)

    def without(
        self, *unwanted: Callable[[Move], bool], first: int = 0, hears: bool = True
    ) -> "Trainee":
        """Follow the moves from the `first` on, but for these."""
        return self.follow(self._but(unwanted, first), hears=hears)

    def _but(self, unwanted: tuple[Callable[[Move], bool], ...], first: int) -> list[Move]:
        moves = self.scenario.moves[first:]
        return [move for move in moves if not any(no(move) for no in unwanted)]

    def debrief(self) -> Debrief:
        """The debrief of the call so far."""
        return debrief(self.entries, self.scenario, self.library)

    def flaws(self) -> dict[str, Sign]:
        """What the debrief does not find well done, and its sign."""
        found = self.debrief().findings
        return {f.about: f.sign for f in found if f.sign is not Sign.WELL}
