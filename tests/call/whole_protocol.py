"""Calls about every ground at once, with books of their own: what searching two must match."""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

from kit import FRIDAY, started
from msgspec.structs import replace

from guide.call import actions as act
from guide.call import events as ev
from guide.call.actions import Action
from guide.call.context import Allowed, Context
from guide.call.decide import decide
from guide.call.events import Entry
from guide.call.fold import begin, fold
from guide.call.rules.endings import endings
from guide.call.state import Call, ProtocolState
from guide.script.library import Library
from guide.script.model import Audience, Ground, Script

BEFORE = FRIDAY - timedelta(minutes=1)
"""When everything on record happened: long enough ago that no rule asks to wait."""


class Books(NamedTuple):
    """What happened, as far as endings ask for it.

    `permitted` are the grounds that a permission is good for; `went_on` those on which the caller
    went on after the last warning.
    """

    effort: bool = False
    on: tuple[str, str] = ("", "")
    permitted: tuple[str, ...] = ()
    warnings: tuple[tuple[str, bool, bool], ...] = ()
    went_on: tuple[str, ...] = ()


@dataclass
class Whole:
    """Which endings lacked what, by protocol and ground."""

    library: Library
    lacking: set[tuple[str, str, str]] = field(default_factory=set)
    states: int = 0

    def __post_init__(self) -> None:
        every = [g for script in self.library.scripts.values() for g in script.grounds]
        self._most = max([1, *(ground.warnings for ground in every)])
        self._ids = sorted({ground.id for ground in every})
        waiting = deque((_begun(s), Books()) for s in self.library.scripts.values())
        seen = set[object]()
        while waiting:
            call, books = waiting.popleft()
            key = (call.here.script, self._on_record(call), books)
            if key in seen or call.ended:
                continue
            seen.add(key)
            for action in self._actions(self._now(call)):
                decision = decide(action, self._now(call))
                if isinstance(decision, Allowed):
                    waiting.append(self._done(decision, call, books))
        self.states = len(seen)

    def _now(self, call: Call) -> Context:
        return Context(call, self.library, FRIDAY)

    def _done(self, decision: Allowed, call: Call, books: Books) -> tuple[Call, Books]:
        protocol = self._now(call).protocol
        for event in decision.events:
            if code := self._missing(event, books):
                self.lacking.add((*books.on, code))
            books = self._booked(event, books, protocol)
            call = fold(call, Entry(call.last.n + 1, BEFORE, 0.0, event))
            call = replace(call, entries=(Entry(call.last.n + 1, BEFORE, 0.0, event),))
        return replace(call, path=(replace(call.here, origin=-1),)), books

    def _booked(self, event: ev.Event, books: Books, protocol: Script | None) -> Books:
        match event:
            case ev.EffortMade():
                return books._replace(effort=True)
            case ev.GroundStated() if protocol:
                return books._replace(on=(protocol.id, event.ground))
            case ev.CalmedDown():
                return books._replace(on=("", ""), permitted=(), went_on=())
            case ev.PermissionGiven():
                return books._replace(permitted=_with("/".join(books.on), books.permitted))
            case ev.Persisted():
                every = {f"{script}/{event.ground}" for script in self.library.scripts}
                return books._replace(went_on=tuple(sorted({*books.went_on, *every})))
            case ev.WarningGiven():
                return self._warned(event, books)
        return books

    def _warned(self, event: ev.WarningGiven, books: Books) -> Books:
        on = f"{event.script}/{event.ground}"
        one = (on, books.effort, on in books.permitted)
        if self._counts(event) and books.warnings.count(one) < self._most:
            books = books._replace(warnings=tuple(sorted((*books.warnings, one))))
        permitted = tuple(name for name in books.permitted if name != on)
        went_on = tuple(name for name in books.went_on if name != on)
        return books._replace(permitted=permitted, went_on=went_on)

    def _counts(self, event: ev.WarningGiven) -> bool:
        lines = self._ground(event.script, event.ground).warning_lines
        heard = [one.audience is Audience.CALLER for one in lines if one.id == event.line]
        return bool(event.text) and any(heard)

    def _ground(self, script: str, name: str) -> Ground:
        ground = self.library.scripts[script].ground(name)
        assert ground is not None
        return ground

    def _missing(self, event: ev.Event, books: Books) -> str:
        ends = isinstance(event, ev.Ended) and event.protocol
        if not books.on[0]:
            return "ending-without-ground" if ends else ""
        ground = self._ground(*books.on)
        last = ground.ending.id if ground.ending else ""
        if not ends and not (isinstance(event, ev.Said) and event.line == last):
            return ""
        given = [one for one in books.warnings if one[0] == "/".join(books.on)]
        asked = ground.warnings or (1 if ground.warning_lines else 0)
        if len(given) < asked:
            return "ending-without-warning"
        permitted = [one for one in given if one[2]]
        if ground.warnings and "/".join(books.on) not in books.went_on:
            return "ending-without-persistence"
        if ground.permission and (
            len(permitted) < asked or (not asked and "/".join(books.on) not in books.permitted)
        ):
            return "ending-without-permission"
        if sum(one[1] for one in given) < asked:
            return "ending-without-effort"
        return "" if not isinstance(event, ev.Ended) or event.reason else "ending-without-reason"

    def _actions(self, context: Context) -> Iterator[Action]:
        yield from (act.MakeEffort("e"), act.Permit("p"), act.Warn(), act.Calm())
        yield from (act.QuoteCaller("w"), act.Persist("w"), act.Say("", context.script.id))
        yield from (act.StateGround(name) for name in self._ids)
        yield from (act.GoTo(name) for name in self.library.scripts)
        for ending in endings(context):
            yield from (act.End(ending.id), act.End(ending.id, "w"))
        ground = context.ground
        for line in (*ground.warning_lines, ground.ending) if ground else ():
            if line and context.protocol:
                yield act.Say(line.id, context.protocol.id)

    def _on_record(self, call: Call) -> tuple[object, ...]:
        state = call.protocol
        stated = state.ground
        return (
            bool(state.efforts),
            (stated.ground, stated.warnings, stated.permission, stated.script) if stated else None,
            bool(state.quoted),
            frozenset(
                (p.event.script, p.event.ground)
                for p in state.permissions
                if p.n > state.calmed
                and not any(
                    w.n > p.n
                    and (w.event.script, w.event.ground) == (p.event.script, p.event.ground)
                    for w in state.warnings
                )
            ),
            self._given(state),
            frozenset(name for name in self._ids if state.went_on(name)),
        )

    def _given(self, state: ProtocolState) -> tuple[object, ...]:
        """How many warnings were given on each ground of each script, no further than any asks."""
        counts = Counter((one.event.script, one.event.ground) for one in state.warnings)
        return tuple((name, min(count, self._most)) for name, count in sorted(counts.items()))


def _with(name: str, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({*names, name}))


def _begun(script: Script) -> Call:
    return begin(Entry(1, BEFORE, 0.0, started(script)))
