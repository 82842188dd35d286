"""The fewest keys that lead somewhere, in words: `2 Abusive`, `w 3 Hate speech`, `e Resolved`."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from guide.script.model import Choice, Ground
from guide.script.reachability import Grounds, Leg, Level, Position, Reachability, opens
from guide.text import plain_line

_LONGEST = 40
_MOST = 24


class Asked(StrEnum):
    """What may be asked for before a warning or an ending, by the key that puts it on record."""

    EFFORT = "w redirected"
    GROUND = "w"
    PERMISSION = "w permission given"
    WARNING = "w warning given"


class Record(NamedTuple):
    """What is on record: the ground that was stated last, whether it stands, what was done on it.

    Of any ground before that only the effort counts.
    """

    ground: str = ""
    stands: bool = False
    done: tuple[Asked, ...] = ()

    def is_on(self, ground_id: str) -> bool:
        return self.stands and self.ground == ground_id

    def stating(self, ground_id: str) -> "Record":
        effort = tuple(one for one in self.done if one is Asked.EFFORT)
        return Record(ground_id, True, self.done if self.ground == ground_id else effort)


def asked_for(gate: Level, ground: Ground, record: Record) -> tuple[Asked, ...]:
    """What a gate asks for on a ground and is not on record yet; hang-up-protocol, H5 to H9."""
    done, ends = record.stating(ground.id).done, gate is Level.ENDING
    warnings = max(0, ground.warnings - done.count(Asked.WARNING)) if ends else 0
    warns = warnings > 0 or not ends
    times: dict[Asked, int] = {
        Asked.EFFORT: warns and Asked.EFFORT not in done,
        Asked.GROUND: not record.is_on(ground.id),
        Asked.PERMISSION: warns and ground.permission and Asked.PERMISSION not in done,
        Asked.WARNING: warnings,
    }
    return tuple(one for one in times for _ in range(times[one]))


class Keys(NamedTuple):
    """Keys in a call begun with the script `start`, and what is on record once they are pressed.

    Of many keys the first and the last are kept, and their `number`.
    """

    start: str
    record: Record = Record()
    first: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    number: int = 0

    def then(self, *keys: str, record: Record | None = None) -> "Keys":
        first, last = (*self.first, *keys)[:_MOST], (*self.last, *keys)[-_MOST // 2 :]
        return Keys(self.start, record or self.record, first, last, self.number + len(keys))

    def shown(self, outcome: str) -> str:
        """The keys one after the other, and what comes of them."""
        keys = self.first
        if self.number > _MOST:
            left_out = f"… {self.number - _MOST:,} more …"
            keys = (*keys[: _MOST // 2], left_out, *self.last)
        pressed = f"{self.start}: {', '.join(keys)}" if keys else self.start
        return f"{pressed} → {outcome}"


def short(label: str) -> str:
    """A label as it stands beside its key."""
    label = plain_line(label)
    return label if len(label) <= _LONGEST else label[: _LONGEST - 1].rstrip() + "…"


def choice_key(choice: Choice) -> str:
    return f"{choice.key} {short(choice.label)}"


def keys_of(asked: Iterable[Asked], ground: Ground, grounds: Grounds) -> list[str]:
    """The keys that put this on record on one of the grounds."""
    number = grounds.numbers[ground.id]
    state = f"{Asked.GROUND} {f'{number} ' if number < 10 else ''}{short(ground.label)}"
    return [state if one is Asked.GROUND else one for one in asked]


def usable(choice: Choice, record: Record, grounds: Grounds) -> list[Ground]:
    """The grounds that are of use to a choice: what it states, or the last one and those unlike."""
    name = choice.ground or record.ground
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
        choice, calm = leg.choice, keys.record._replace(stands=False)
        if choice is None:
            return keys.then("w calms down", record=calm)
        if leg.fetched:
            return keys.then(f"{choice_key(choice)} (and back with a ground)", record=calm)
        keys = self._made_ready(choice, leg.before, to, keys)
        if choice.ground:
            return keys.then(choice_key(choice), record=keys.record.stating(choice.ground))
        return keys.then(choice_key(choice), record=calm if choice.calm else None)

    def _made_ready(self, choice: Choice, position: Position, to: Position, keys: Keys) -> Keys:
        """The keys once all is on record that a choice asks for, or that is to be brought on."""
        level = max(to.brought, self._reached.gate(choice, position))
        if level is Level.NOTHING or (not choice.ground and level <= position.brought):
            return keys
        # A ground that is brought on is warned on before: elsewhere there are no words for it.
        gate = Level.ENDING if to.brought else level
        grounds, record = self.grounds_at(position, keys.start), keys.record
        able = (one for one in usable(choice, record, grounds) if opens(one) >= level)
        ground = min(able, key=lambda one: len(asked_for(gate, one, record)))
        asked = asked_for(gate, ground, record)
        pressed = keys_of(asked, ground, grounds)
        if choice.ground and asked[-1:] == (Asked.GROUND,):
            pressed.pop()  # The choice itself states it.
        record = record.stating(ground.id)
        return keys.then(*pressed, record=record._replace(done=(*record.done, *asked)))
