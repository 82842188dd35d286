"""Plays of a scenario, held in memory: as its moves have it, and as somebody does it badly.

A plan is what one means to do, deed by deed; `played` does it, second by second, with the caller
speaking when it is their time. A deed is done politely unless the plan says otherwise: once the
caller was heard out, and a line once there was time to say it.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, timedelta
from functools import cache

from msgspec import Struct
from msgspec.structs import replace

from guide.call import actions as act
from guide.call.context import Context, Refused
from guide.call.decide import decide
from guide.call.events import ActionRefused, Entry, Rehearsed
from guide.call.fold import begin, then
from guide.call.rules.flow import beginning
from guide.call.state import Call
from guide.script.library import Library, load_library, shipped_folder
from guide.script.model import Line
from guide.training.caller import Caller, cue_name
from guide.training.debrief import Debrief, debrief
from guide.training.finding import Sign
from guide.training.practice import deed
from guide.training.reference import resolve_references
from guide.training.scenario import Scenario
from guide.training.scenario_file import load_scenario, scenario_files

LIBRARY: Library = load_library(shipped_folder())
FILES = scenario_files(shipped_folder())

ALOUD = 2.5
"""Words that these people say in a second: they take their time."""

_LONGEST_WAIT = 90


@cache
def scenario_of(name: str, seed: int = 0) -> Scenario:
    """A scenario that comes with the program."""
    return load_scenario(FILES[name], seed)


NAMES = tuple(name for name in FILES if not scenario_of(name).refused)


def time_to_say(action: act.Action | None, call: Call, library: Library) -> float:
    """How many seconds it takes these people to say what an action has them say."""
    context = Context(call, library, call.last.at)
    line: Line | None = None
    match action:
        case act.Adapt(words=words):
            return len(words.split()) / ALOUD
        case act.Warn():
            line = context.warning
        case act.Say(line=name) if name:
            line = next((one for one in context.script.lines if one.id == name), None)
        case act.Say():
            line = context.next_line
    return len(line.spoken.text.split()) / ALOUD if line else 0.0


class Deed(Struct, frozen=True):
    """Something one means to do, not before `at`, and after these words of the caller.

    After `pause` seconds more. At `once`: without the time that it takes to say, or to listen.
    """

    action: act.Action | None
    at: int = 0
    hears: str = ""
    pause: int = 0
    once: bool = False


Plan = tuple[Deed, ...]


def plan_of(scenario: Scenario) -> Plan:
    """What the moves mean to do."""
    return tuple(
        Deed(move.action, move.at, cue_name(n) if move.caller else "")
        for n, move in enumerate(scenario.moves, 1)
    )


class Play:
    """A practice in memory."""

    def __init__(self, scenario: Scenario, seed: int = 0, library: Library = LIBRARY) -> None:
        self.scenario = scenario
        self.library = library
        self.caller = Caller(scenario, library, seed)
        script = library.script(scenario.script)
        started = beginning(script, scenario.id, zone=scenario.zone, agent="Robin", training=True)
        self.now = 0
        self.call: Call = begin(Entry(1, scenario.starts.astimezone(UTC), 0.0, started))
        self.ends: dict[str, float] = {}
        self.record(Rehearsed(scenario.id, scenario.title, scenario.sha256, seed))

    def record(self, *events: object) -> None:
        at = self.scenario.starts.astimezone(UTC) + timedelta(seconds=self.now)
        for event in events:
            entry = Entry(len(self.call.entries) + 1, at, float(self.now), event)  # type: ignore[arg-type]
            self.call = then(self.call, entry)

    def wait(self, seconds: int = 1) -> None:
        for _ in range(seconds):
            self.now += 1
            words = self.caller.next(self.call, float(self.now))
            if words is not None:
                self.record(words)
                self.ends[words.move] = self.now + len(words.words.split()) / ALOUD

    @property
    def talking(self) -> bool:
        return self.now < max(self.ends.values(), default=0.0)

    def do(self, action: act.Action) -> None:
        if self.call.ended is not None:
            return
        action = resolve_references(action, self.call)
        at = self.scenario.starts.astimezone(UTC) + timedelta(seconds=self.now)
        decision = decide(action, Context(self.call, self.library, at))
        if isinstance(decision, Refused):
            self.record(ActionRefused(deed(action), decision.reason))
        else:
            self.record(*decision.events)

    def carry_out(self, planned: Deed) -> None:
        if self.call.ended is not None:
            return
        while self.now < planned.at and not planned.once:
            self.wait()
        self._hear(planned.hears)
        self.wait(planned.pause)
        if not planned.once:
            self._take_time(planned.action)
        if planned.action is not None:
            self.do(planned.action)

    def _hear(self, name: str) -> None:
        for _ in range(_LONGEST_WAIT if name else 0):
            if name in self.ends or self.call.ended is not None:
                return
            self.wait()

    def _take_time(self, action: act.Action | None) -> None:
        """Hear the caller out, and say what is to be said: until nobody talks into it."""
        needed, said = time_to_say(action, self.call, self.library), 0
        while self.talking or said < needed:
            self.wait()
            said = 0 if self.talking else said + 1

    @property
    def told(self) -> Debrief:
        return debrief(self.call.entries, self.scenario, self.library)

    def flaws(self) -> dict[str, Sign]:
        return flaws_of(self.told)


def flaws_of(told: Debrief) -> dict[str, Sign]:
    """What a debrief does not find well done, and its sign."""
    return {f.about: f.sign for f in told.findings if f.sign is not Sign.WELL}


def played(scenario: Scenario, plan: Sequence[Deed], seed: int = 0) -> Play:
    play = Play(scenario, seed)
    for planned in plan:
        play.carry_out(planned)
    return play


# ---- what is done to a plan ----------------------------------------------------------------------

Which = Callable[[Deed], bool]


def does(deed: type[act.Action], **fields: object) -> Which:
    """Whether a deed is this."""
    return lambda one: (
        isinstance(one.action, deed)
        and all(getattr(one.action, name) == value for name, value in fields.items())
    )


def place(plan: Plan, which: Which, nth: int = 0) -> int:
    """Where in a plan it is done."""
    return [n for n, one in enumerate(plan) if which(one)][nth]


def without(plan: Plan, *unwanted: Which) -> Plan:
    """The plan without these; what the caller says at them is still waited for."""
    return tuple(
        replace(one, action=None) if any(no(one) for no in unwanted) else one for one in plan
    )


def deaf(plan: Plan) -> Plan:
    """The plan of somebody who goes on in the time of the moves, whatever the caller says."""
    return tuple(replace(one, hears="") for one in plan)


def instead(plan: Plan, which: Which, *actions: act.Action, **manner: object) -> Plan:
    """The plan with something else done, or in another manner, the first time it does this."""
    n = place(plan, which)
    first = replace(plan[n], action=actions[0] if actions else plan[n].action, **manner)
    return (*plan[:n], first, *(Deed(a) for a in actions[1:]), *plan[n + 1 :])


def before(plan: Plan, which: Which, *actions: act.Action) -> Plan:
    """The plan with more done before it does this the first time."""
    n = place(plan, which)
    return (*plan[:n], *(Deed(action, plan[n].at) for action in actions), *plan[n:])
