"""A trial: the rules of a call, asked about one place and what is on record there.

The rules themselves are asked, on a real `Call`; none of them is written down here a second time.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

from msgspec.structs import replace

from guide.call.actions import Action
from guide.call.context import Allowed, Context, Decision
from guide.call.decide import decide
from guide.call.events import Entry, Event, Started
from guide.call.fold import begin, fold
from guide.call.state import Call, ProtocolState, Visit
from guide.script.library import Library
from guide.script.model import Script, Step

NOTHING = ProtocolState()
MONDAY = datetime(2026, 11, 16, 12, tzinfo=UTC)
BEFORE = MONDAY - timedelta(minutes=1)
"""When everything on record happened: long enough ago that no rule asks to wait."""


@dataclass(frozen=True)
class Trial:
    """The rules, for calls that follow the scripts of `library`."""

    library: Library

    @cached_property
    def _started(self) -> dict[str, Call]:
        return {}

    def call(
        self,
        script: Script,
        step: Step,
        *,
        start: str = "",
        protocol: ProtocolState = NOTHING,
        nested: bool = False,
    ) -> Call:
        """A call at a step, begun with the script `start`; `nested` if `return` leads anywhere."""
        call = self._begun(start or script.id)
        here = Visit(script.id, step.id, step.title, 1, BEFORE, origin=0 if nested else -1)
        return replace(call, path=(call.here, here) if nested else (here,), protocol=protocol)

    def _begun(self, start: str) -> Call:
        if start not in self._started:
            script = self.library.script(start)
            first = script.first_step
            event = Started("", start, script.title, "", "", first.id, first.title, "UTC", "")
            self._started[start] = begin(Entry(1, BEFORE, 0.0, event))
        return self._started[start]

    def begun(self, start: str) -> Call:
        """A call that has begun with a script."""
        return self._begun(start)

    def now(self, call: Call) -> Context:
        """The situation of a call."""
        return Context(call, self.library, MONDAY)

    def ask(self, action: Action, call: Call) -> Decision:
        """What the rules answer."""
        return decide(action, self.now(call))

    def after(self, events: tuple[Event, ...], call: Call) -> Call:
        """The call once these have happened, without what no rule asks for of the time before."""
        entry, path = call.last, call.path
        for event in events:
            entry = Entry(entry.n + 1, BEFORE, 0.0, event)
            call = fold(call, entry)
        if call.path is not path:
            path = _still_led_to(call)
        return replace(call, entries=(entry,), path=path, visited=frozenset(), marks={})

    def done(self, action: Action, call: Call) -> Call | None:
        """The call once this was done; None if the rules refuse it."""
        decision = self.ask(action, call)
        return self.after(decision.events, call) if isinstance(decision, Allowed) else None


def _still_led_to(call: Call) -> tuple[Visit, ...]:
    """The step in hand, with the steps that `return` leads to from it, one after the other."""
    chain = [call.here]
    while chain[-1].origin >= 0:
        chain.append(call.path[chain[-1].origin])
    return tuple(replace(visit, origin=n - 1) for n, visit in enumerate(reversed(chain)))


def without_lines(library: Library) -> Library:
    """The scripts without their lines: none opens a way or closes one, said or not.

    A must-say line that is passed over goes on record, and the way is taken all the same.
    """
    scripts = {
        name: replace(script, steps=tuple(replace(s, lines=()) for s in script.steps))
        for name, script in library.scripts.items()
        if script.steps
    }
    return library.with_scripts(scripts)
