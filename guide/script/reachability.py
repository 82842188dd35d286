"""Which steps a call can come to through the gates of the hang-up protocol, and end from.

Looked at are *positions*: a step in hand, with all that decides which gates are open there. There
are not many more of them than steps, for two reasons:

1. All that a ground asks for can be put on record wherever the ground can be stated, and of two
   grounds one opens all that the other does. So only what the best one opens counts.
2. `return` leads to a step where the call was already: not to a new one, but perhaps with a ground
   brought there. What a script can bring back is found once for each position, whoever opened it.

A choice with a condition is taken to be open where some answers make it hold, whatever was answered
on the way there: `guide.script.reachability_conditions` looks at what answers leave open.

Lines gate nothing. Going back a step, going to another script by key, and corrections are left out:
a flow that needs them is none.

The way to a position is told as the fewest keys: `2 Abusive`, `w 3 Hate speech`, `e Resolved`.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from enum import IntEnum, StrEnum
from functools import cached_property
from typing import NamedTuple

from guide.script.answer_combinations import never_holds
from guide.script.conditions import Condition
from guide.script.library import Library
from guide.script.model import Choice, Ground, Script, StepRole, TargetKind
from guide.text import plain_line

ScriptStep = tuple[str, str]

_LONGEST_LABEL = 40
_MOST_KEYS = 24


class Level(IntEnum):
    """Which gates a ground opens once all it asks for is on record; each opens the lower too."""

    NOTHING = 0
    ENDING = 1
    WARNING = 2


GATES = {StepRole.ENDING: Level.ENDING, StepRole.WARNING: Level.WARNING}
"""What a step asks for before it is entered. An ending by the protocol asks as its step does."""


def opens(ground: Ground) -> Level:
    """What a ground opens. Where there is a warning to give, it may also be given again."""
    return Level.WARNING if ground.warnings else Level.ENDING


class Grounds:
    """The grounds of a script, if it has any, and their numbers in the order of its file.

    `kinds` has one for all that ask for the same; `level` is what the best of them opens.
    """

    def __init__(self, script: Script | None) -> None:
        self.script = script
        self.by_id = {ground.id: ground for ground in script.grounds} if script else {}
        self.numbers = {name: n for n, name in enumerate(self.by_id, 1)}
        unlike: dict[tuple[int, bool], Ground] = {}
        for ground in self.by_id.values():
            unlike.setdefault((ground.warnings, ground.permission), ground)
        self.kinds = tuple(unlike.values())
        self.level = max(map(opens, self.kinds), default=Level.NOTHING)


class Flow:
    """What a script has to do with gates: the grounds of its protocol, its endings and steps."""

    def __init__(self, script: Script, grounds: Grounds) -> None:
        self.script, self.grounds = script, grounds
        self.by_protocol = {ending.id for ending in script.endings if ending.protocol}
        self.gates = {step.id: GATES[step.role] for step in script.steps if step.role in GATES}
        self.returns = any(c.to.kind is TargetKind.RETURN for s in script.steps for c in s.choices)


class Position(NamedTuple):
    """A step in hand, and what opens gates there.

    `began` is what the grounds open where the call began, which are at hand in scripts that have
    none. `brought` is what a ground from elsewhere opens that stands, if that is more than those at
    hand do. `nested`: `return` leads to another script.
    """

    script: str
    step: str
    began: Level
    brought: Level = Level.NOTHING
    nested: bool = False


class Leg(NamedTuple):
    """The last move to a position: a choice, or None if the caller calmed down.

    `fetched`: the choice opened another script, which brought a ground back.
    """

    before: Position
    choice: Choice | None
    fetched: bool = False

    @property
    def opens(self) -> bool:
        """Whether it leads into another script, which may return to the step before."""
        choice = self.choice
        return choice is not None and choice.to.kind is TargetKind.SCRIPT and not self.fetched


class Reachability:
    """Every position that calls come to, begun with every script of a library.

    `legs` has the last move to each, the nearest first, and None where a call begins; `steps` are
    all their steps; `refused` the choices that can be taken in no call, by step and key, each with
    the nearest position where it is refused; `closed` those whose condition never holds, as well.
    `into` has every move to a position, `ends` and `returns` the choices that end calls or return.
    """

    def __init__(self, library: Library) -> None:
        self.flows: dict[str, Flow] = {}
        self.legs: dict[Position, Leg | None] = {}
        self.steps: set[ScriptStep] = set()
        self.refused: dict[tuple[ScriptStep, int], Position] = {}
        self.closed: dict[tuple[ScriptStep, int], Position] = {}
        self.into: dict[Position, list[Leg]] = {}
        self.ends: list[tuple[Position, Choice]] = []
        self.returns: list[tuple[Position, Choice]] = []
        self.transitions = 0
        self._taken: set[tuple[ScriptStep, int]] = set()
        self._brings_back: dict[Position, Level] = {}
        self._came_back: list[tuple[Position, Level]] = []
        self._unseen: deque[Position] = deque()
        grounds: dict[str, Grounds] = {}
        for name, script in library.scripts.items():
            protocol = library.protocol_of(script)
            key = protocol.id if protocol else ""
            if key not in grounds:
                grounds[key] = Grounds(protocol)
            self.flows[name] = Flow(script, grounds[key])
        self._never_open = {one for script in library.scripts.values() for one in _shut(script)}
        self._explore()

    def choices(self, position: Position) -> tuple[Choice, ...]:
        step = self.flows[position.script].script.step(position.step)
        return step.choices if step else ()

    def target(self, choice: Choice, position: Position) -> ScriptStep | None:
        """The step that a choice leads to; None if it ends the call, or returns."""
        to, script = choice.to, self.flows[position.script].script
        if to.kind is TargetKind.STEP:
            return script.id, to.step
        if to.kind is TargetKind.SCRIPT and to.script in self.flows:
            return to.script, to.step or self.flows[to.script].script.first
        if to.kind is TargetKind.RETURN and not position.nested:
            return script.id, script.first
        return None

    def gate(self, choice: Choice, position: Position) -> Level:
        if choice.to.kind is TargetKind.END:
            by_protocol = choice.to.ending in self.flows[position.script].by_protocol
            return Level.ENDING if by_protocol else Level.NOTHING
        script_id, step_id = self.target(choice, position) or (position.script, "")
        return self.flows[script_id].gates.get(step_id, Level.NOTHING)

    def stands(self, choice: Choice, position: Position) -> Level:
        """The most that a ground opens which can stand as a choice is taken; ends state none."""
        if choice.to.kind is not TargetKind.END:
            if choice.ground:
                stated = self.flows[position.script].grounds.by_id.get(choice.ground)
                return opens(stated) if stated else Level.NOTHING
            if choice.calm:
                return Level.NOTHING
        return self._most(position)

    def _most(self, position: Position) -> Level:
        grounds = self.flows[position.script].grounds
        return max(position.brought, grounds.level if grounds.script else position.began)

    def _explore(self) -> None:
        for name, flow in self.flows.items():
            self._come_to(Position(name, flow.script.first, flow.grounds.level), None)
        while self._unseen:
            position = self._unseen.popleft()
            for choice in self.choices(position):
                self._try(choice, position)
            if position.brought:
                self._go(position._replace(brought=Level.NOTHING), Leg(position, None))
            while self._came_back:
                self._spread(*self._came_back.pop())
        for one in self._taken & self.refused.keys():
            del self.refused[one]

    def _come_to(self, position: Position, leg: Leg | None) -> None:
        if position not in self.legs:
            self.legs[position] = leg
            self._unseen.append(position)
            self.steps.add((position.script, position.step))

    def _try(self, choice: Choice, position: Position) -> None:
        kind, target = choice.to.kind, self.target(choice, position)
        stands, one = self.stands(choice, position), ((position.script, position.step), choice.key)
        if one in self._never_open:
            self.closed.setdefault(one, position)
            return
        if stands < self.gate(choice, position):
            self.refused.setdefault(one, position)
            return
        self._taken.add(one)
        self.transitions += kind is not TargetKind.END
        if kind is TargetKind.END:
            self.ends.append((position, choice))
        elif kind is TargetKind.RETURN:
            self.returns.append((position, choice))
        if target:
            nested = position.nested or kind is TargetKind.SCRIPT
            self._go(self._at(target, position, stands, nested=nested), Leg(position, choice))
        elif kind is TargetKind.RETURN:
            self._came_back.append((position, stands))

    def _at(self, target: ScriptStep, before: Position, stands: Level, *, nested: bool) -> Position:
        """The position at a step, come to from another with a ground that opens so much."""
        position = Position(*target, before.began, nested=nested and self.flows[target[0]].returns)
        return position._replace(brought=stands) if stands > self._most(position) else position

    def _go(self, position: Position, leg: Leg) -> None:
        self.into.setdefault(position, []).append(leg)
        self._come_to(position, leg)
        if position in self._brings_back:
            self._bring_back(leg, self._brings_back[position])

    def _spread(self, position: Position, stands: Level) -> None:
        """Note that a call may return from here with so much, and what follows for those before."""
        if self._brings_back.get(position, -1) < stands:
            self._brings_back[position] = stands
            for leg in tuple(self.into.get(position, ())):
                self._bring_back(leg, stands)

    def _bring_back(self, leg: Leg, stands: Level) -> None:
        """Go on where a script was opened that brings so much back, if more is open with it."""
        before = leg.before
        if not leg.opens:
            self._came_back.append((before, stands))
            return
        back = self._at((before.script, before.step), before, stands, nested=before.nested)
        if back.brought > before.brought:
            self._go(back, leg._replace(fetched=True))

    @cached_property
    def returning(self) -> set[Position]:
        """The positions from which choices return, if another script was left for this one."""
        returns = (position for position, _ in self.returns)
        return self._leading_to(returns, openings=False)

    @cached_property
    def ending(self) -> set[Position]:
        """The positions from which choices lead to an ending."""
        return self._leading_to((position for position, _ in self.ends), openings=True)

    @cached_property
    def stuck(self) -> tuple[Position, ...]:
        """The positions from which no choices lead to an ending.

        Where a call can return, it is for the step that it returns to to end.
        """
        unended = (position for position in self.legs if position not in self.ending)
        return tuple(s for s in unended if not (s.nested and s in self.returning))

    def _leading_to(self, ends: Iterable[Position], *, openings: bool) -> set[Position]:
        """These positions, and all that lead to one of them; over openings of scripts, or not."""
        found, todo = set[Position](), list(ends)
        while todo:
            position = todo.pop()
            if position not in found:
                found.add(position)
                legs = self.into.get(position, ())
                todo += (leg.before for leg in legs if openings or not leg.opens)
        return found


def _shut(script: Script) -> Iterator[tuple[ScriptStep, int]]:
    """The choices of a script whose condition never holds, by step and key."""
    never: dict[Condition, bool] = {}
    for step in script.steps:
        for choice in step.choices:
            if choice.when is None:
                continue
            if choice.when not in never:
                never[choice.when] = never_holds(choice.when, script)
            if never[choice.when]:
                yield (script.id, step.id), choice.key


class Asked(StrEnum):
    """What may be asked for before a warning or an ending, by the key that puts it on record."""

    EFFORT = "w redirected"
    GROUND = "w"
    PERMISSION = "w permission given"
    WARNING = "w warning given"
    PERSISTED = "w they continued"


OnRecord = tuple[Ground | None, Asked]
"""Something put on record, and the ground it is on; an effort is on none.

Two grounds of one id, of two scripts, are two: what is done on one does not count on the other.
"""


class Record(NamedTuple):
    """What is on record: the ground stated last, whether it stands, and what was done, in order."""

    stated: Ground | None = None
    stands: bool = False
    done: tuple[OnRecord, ...] = ()

    def is_on(self, ground: Ground) -> bool:
        return self.stands and self.stated is ground

    def on(self, ground: Ground) -> tuple[Asked, ...]:
        """What was done on a ground, in order."""
        return tuple(one for of, one in self.done if of is ground)

    def stating(self, ground: Ground) -> "Record":
        return self._replace(stated=ground, stands=True)

    def calming(self) -> "Record":
        """Once the caller calmed down: no permission is good any more, nor that it went on."""
        void = (Asked.PERMISSION, Asked.PERSISTED)
        return self._replace(stands=False, done=tuple(d for d in self.done if d[1] not in void))

    def doing(self, asked: Iterable[Asked], ground: Ground) -> "Record":
        """Once all this was put on record on a ground."""
        done = (
            (None if one is Asked.EFFORT else ground, one)
            for one in asked
            if one is not Asked.GROUND
        )
        return self.stating(ground)._replace(done=(*self.done, *done))


def asked_for(gate: Level, ground: Ground, record: Record) -> tuple[Asked, ...]:
    """What a gate asks for on a ground and is not on record yet; hang-up-protocol, H5 to H9."""
    done = record.on(ground)
    given = done.count(Asked.WARNING)
    warnings = max(0, ground.warnings - given) if gate is Level.ENDING else 0
    asked: list[Asked] = []
    if (warnings or gate is Level.WARNING) and (None, Asked.EFFORT) not in record.done:
        asked.append(Asked.EFFORT)
    if gate is not Level.NOTHING and not record.is_on(ground):
        asked.append(Asked.GROUND)
    waits = given > 0 and ground.warnings > 0 and Asked.PERSISTED not in _since_warning(done)
    granted = not ground.permission or Asked.PERMISSION in _since_warning(done)
    if waits and gate is not Level.NOTHING:
        asked.append(Asked.PERSISTED)
    for _ in range(warnings):
        asked += [Asked.WARNING, Asked.PERSISTED] if granted else _WARNED_WITH_PERMISSION
        granted = not ground.permission
    if gate is Level.WARNING and not granted:
        asked.append(Asked.PERMISSION)
    return tuple(asked)


_WARNED_WITH_PERMISSION = [Asked.PERMISSION, Asked.WARNING, Asked.PERSISTED]


def _since_warning(done: tuple[Asked, ...]) -> tuple[Asked, ...]:
    """What was done on a ground since its last warning."""
    last = max((n for n, one in enumerate(done) if one is Asked.WARNING), default=-1)
    return done[last + 1 :]


class Keys(NamedTuple):
    """Keys in a call begun with the script `start`, and what is on record once they are pressed.

    Of many keys the first and the last are kept, and their `number`.
    """

    start: str
    record: Record = Record()
    first: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    number: int = 0

    def followed_by(self, *keys: str, record: Record | None = None) -> "Keys":
        first, last = (*self.first, *keys)[:_MOST_KEYS], (*self.last, *keys)[-_MOST_KEYS // 2 :]
        return Keys(self.start, record or self.record, first, last, self.number + len(keys))

    def shown(self, outcome: str) -> str:
        """The keys one after the other, and what comes of them."""
        keys = self.first
        if self.number > _MOST_KEYS:
            left_out = f"… {self.number - _MOST_KEYS:,} more …"
            keys = (*keys[: _MOST_KEYS // 2], left_out, *self.last)
        pressed = f"{self.start}: {', '.join(keys)}" if keys else self.start
        return f"{pressed} → {outcome}"


def short(label: str) -> str:
    """A label as it stands beside its key."""
    label = plain_line(label)
    if len(label) > _LONGEST_LABEL:
        label = label[: _LONGEST_LABEL - 1].rstrip() + "…"
    return label


def choice_key(choice: Choice) -> str:
    return f"{choice.key} {short(choice.label)}"


def keys_of(asked: Iterable[Asked], ground: Ground, grounds: Grounds) -> list[str]:
    """The keys that put this on record on one of the grounds."""
    return [_stating(ground, grounds) if one is Asked.GROUND else one for one in asked]


def _stating(ground: Ground, grounds: Grounds) -> str:
    number = grounds.numbers[ground.id]
    return f"{Asked.GROUND} {f'{number} ' if number < 10 else ''}{short(ground.label)}"


def usable(choice: Choice, record: Record, grounds: Grounds) -> list[Ground]:
    """The grounds that are of use to a choice: what it states, or the last one and those unlike."""
    name = choice.ground or (record.stated.id if record.stated else "")
    first = [grounds.by_id[name]] if name in grounds.by_id else []
    return first if choice.ground else [*first, *grounds.kinds]


class ShortestKeys:
    """The keys to positions: the fewest moves, and before each no more than its gate asks for."""

    def __init__(self, reached: Reachability) -> None:
        self._reached = reached
        self._known: dict[Position, Keys] = {}

    def to(self, position: Position) -> Keys:
        ahead = list[tuple[Leg, Position]]()
        while position not in self._known and (leg := self._reached.legs[position]):
            ahead.append((leg, position))
            position = leg.before
        keys = self._known.setdefault(position, Keys(position.script))
        for leg, to in reversed(ahead):
            keys = self._known[to] = self._over(leg, to, keys)
        return keys

    def grounds_at(self, position: Position, start: str) -> Grounds:
        """The grounds at hand at a position, in a call begun with the script `start`."""
        own = self._reached.flows[position.script].grounds
        return own if own.script else self._reached.flows[start].grounds

    def _over(self, leg: Leg, to: Position, keys: Keys) -> Keys:
        choice, calm = leg.choice, keys.record.calming()
        if choice is None:
            return keys.followed_by("w calms down", record=calm)
        if leg.fetched:
            return keys.followed_by(f"{choice_key(choice)} (and back with a ground)", record=calm)
        keys = self._made_ready(choice, leg.before, to, keys)
        if choice.ground:
            stated = self.grounds_at(leg.before, keys.start).by_id.get(choice.ground)
            record = keys.record.stating(stated) if stated else None
            return keys.followed_by(choice_key(choice), record=record)
        return keys.followed_by(choice_key(choice), record=calm if choice.calm else None)

    def _made_ready(self, choice: Choice, position: Position, to: Position, keys: Keys) -> Keys:
        """The keys once all is on record that a choice asks for, or that is to be brought on."""
        gate = before = self._reached.gate(choice, position)
        level = max(to.brought, gate)
        grounds, record = self.grounds_at(position, keys.start), keys.record
        ground: Ground | None = None
        if not choice.ground and level <= position.brought:
            # What was brought is warned on: a further warning may ask for a further permission.
            ground = record.stated if record.stands else None
        elif level is not Level.NOTHING:
            # A ground that is brought on is warned on before: elsewhere there are no words for it.
            before = Level.ENDING if to.brought else level
            able = (one for one in usable(choice, record, grounds) if opens(one) >= level)
            ground = min(able, key=lambda one: len(asked_for(before, one, record)))
        if ground is None:
            return keys
        asked = asked_for(before, ground, record)
        # A permission is for one warning: a step that gives the next asks for another.
        asked += asked_for(gate, ground, record.doing(asked, ground))
        pressed = keys_of(asked, ground, grounds)
        if choice.ground and asked[-1:] == (Asked.GROUND,):
            pressed.pop()  # The choice itself states it.
        return keys.followed_by(*pressed, record=record.doing(asked, ground))
