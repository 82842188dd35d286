"""The whole product of steps, ways back and records, move by move: what a proof must match.

Nothing is left out or taken for anything else, but that warnings are counted no further than any
ground asks, and scripts are opened within one another no deeper than `DEPTH`.
"""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import NamedTuple

from msgspec.structs import replace

from guide.call import actions as act
from guide.call import events as ev
from guide.call.actions import Action
from guide.call.context import Allowed, Context
from guide.call.decide import decide
from guide.call.events import Entry
from guide.call.fold import begin, fold
from guide.call.state import Call, ProtocolState, Visit
from guide.script.library import Library
from guide.script.model import TargetKind

DEPTH = 8
AT = datetime(2026, 11, 16, 12, tzinfo=UTC)
BEFORE = AT - timedelta(minutes=1)
Place = tuple[str, str]


class Record(NamedTuple):
    effort: bool
    ground: tuple[str, int, bool, object] | None
    permitted: frozenset[str]
    given: tuple[tuple[tuple[str, str], int], ...]
    went_on: frozenset[str]


class State(NamedTuple):
    start: str
    place: Place
    origins: tuple[Place, ...]
    record: Record


class Turn(NamedTuple):
    """What an action leads to: the kind of move, the step it names, and the record then."""

    key: int
    kind: str
    place: Place
    record: Record


NOTHING = Record(False, None, frozenset(), (), frozenset())


@dataclass
class Product:
    """`states` are all of them, each with the fewest choices to it."""

    library: Library
    states: dict[State, int] = field(default_factory=dict)
    taken: set[tuple[Place, int]] = field(default_factory=set)
    edges: dict[State, list[State]] = field(default_factory=dict)
    ending: set[State] = field(default_factory=set)

    def __post_init__(self) -> None:
        grounds = [g for s in self.library.scripts.values() for g in s.grounds]
        self._grounds = {ground.id for ground in grounds}
        self._most = max([g.warnings for g in grounds], default=0)
        self._protocols: dict[Record, ProtocolState] = {NOTHING: ProtocolState()}
        self._turns: dict[tuple[str, Place, bool, Record], list[Turn]] = {}
        self._numbers = count(2)
        self._explore()

    @property
    def places(self) -> set[Place]:
        return {state.place for state in self.states}

    @property
    def stuck(self) -> set[Place]:
        """Steps at which some call can no more come to an ending by choices."""
        back: dict[State, list[State]] = {}
        for state, nexts in self.edges.items():
            for following in nexts:
                back.setdefault(following, []).append(state)
        ends, todo = set(self.ending), list(self.ending)
        while todo:
            for before in back.get(todo.pop(), ()):
                if before not in ends:
                    ends.add(before)
                    todo.append(before)
        shallow = (s for s in self.states if len(s.origins) <= DEPTH - 3)
        return {state.place for state in shallow if state not in ends}

    @property
    def fewest(self) -> dict[Place, int]:
        """The fewest choices to each step."""
        found: dict[Place, int] = {}
        for state, choices in self.states.items():
            found[state.place] = min(choices, found.get(state.place, choices))
        return found

    def _explore(self) -> None:
        waiting = deque(
            (0, State(name, (name, script.first), (), NOTHING))
            for name, script in self.library.scripts.items()
        )
        while waiting:
            choices, state = waiting.popleft()
            if state in self.states:
                continue
            self.states[state] = choices
            nexts = [(t.key, s) for t in self._from(state) if (s := self._led(t, state))]
            self.edges[state] = [following for _, following in nexts]
            for key, following in nexts:
                if key:
                    waiting.append((choices + 1, following))
                else:
                    waiting.appendleft((choices, following))

    def _led(self, turn: Turn, state: State) -> State | None:
        if turn.key:
            self.taken.add((state.place, turn.key))
        match turn.kind:
            case "end":
                self.ending.add(state)
                return None
            case "record":
                return state._replace(record=turn.record)
            case "step":
                return state._replace(place=turn.place, record=turn.record)
            case "open" if len(state.origins) >= DEPTH:
                return None
            case "open":
                origins = (*state.origins, state.place)
                return State(state.start, turn.place, origins, turn.record)
            case _:
                return State(state.start, state.origins[-1], state.origins[:-1], turn.record)

    def _from(self, state: State) -> list[Turn]:
        key = (state.start, state.place, bool(state.origins), state.record)
        if key not in self._turns:
            self._turns[key] = list(self._asked(*key))
        return self._turns[key]

    def _asked(self, start: str, place: Place, nested: bool, record: Record) -> Iterator[Turn]:
        call = self._call(start, place, nested, record)
        context = Context(call, self.library, AT)
        for action in self._actions(context):
            decision = decide(action, context)
            if not isinstance(decision, Allowed):
                continue
            after = call
            for event in decision.events:
                after = fold(after, Entry(next(self._numbers), BEFORE, 0.0, event))
            key = action.key if isinstance(action, act.Choose) else 0
            then = self._record(after.protocol)
            match decision.events[-1]:
                case ev.Chosen(script=script, step=step):
                    yield Turn(key, "step", (script, step), then)
                case ev.Opened(script=script, step=step):
                    yield Turn(key, "open", (script, step), then)
                case ev.Returned():
                    yield Turn(key, "return", ("", ""), then)
                case _:
                    yield Turn(0, "record", ("", ""), then)
        for choice in context.step.choices:
            end = act.End(choice.to.ending, "words")
            if choice.to.kind is TargetKind.END and isinstance(decide(end, context), Allowed):
                yield Turn(choice.key, "end", ("", ""), record)

    def _actions(self, context: Context) -> Iterator[Action]:
        yield from (act.Choose(choice.key) for choice in context.step.choices)
        grounds = context.protocol.grounds if context.protocol else ()
        yield from (act.StateGround(ground.id) for ground in grounds)
        yield from (act.MakeEffort("e"), act.Permit("p"), act.Warn())
        yield from (act.Persist("w"), act.Calm())

    def _call(self, start: str, place: Place, nested: bool, record: Record) -> Call:
        script = self.library.script(start)
        first = ev.Started("c", start, "", "", "", script.first, "", "UTC", "")
        call = begin(Entry(1, BEFORE, 0.0, first))
        here = Visit(*place, "", 1, BEFORE)
        path = (replace(here, origin=-1), replace(here, origin=0)) if nested else (here,)
        return replace(call, path=path, protocol=self._protocols[record])

    def _record(self, state: ProtocolState) -> Record:
        stated = state.ground
        names = sorted({warned.event.ground for warned in state.warnings})
        warned = Counter((one.event.script, one.event.ground) for one in state.warnings)
        record = Record(
            bool(state.efforts),
            (stated.ground, stated.warnings, stated.permission, stated.script) if stated else None,
            frozenset(name for name in self._grounds if state.permission(name)),
            tuple((one, min(self._most, count)) for one, count in sorted(warned.items())),
            frozenset(name for name in names if state.went_on(name)),
        )
        self._protocols.setdefault(record, state)
        return record
