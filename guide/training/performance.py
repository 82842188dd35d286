"""A performance: a practised call beside its scenario's reference, ready to be compared."""

from functools import cached_property

from msgspec import Struct

from guide.call import events as ev
from guide.call.events import CallerSpoke, Entry
from guide.call.fold import call_of
from guide.call.situation import Situation
from guide.call.state import Call
from guide.script.library import Library
from guide.script.model import Line, Rule, Script
from guide.training.cue import Cue, cue_name, cues_of
from guide.training.reference import Reference, reference
from guide.training.scenario import Scenario
from guide.training.sources import source_of_rule
from guide.training.spoken import talking


class Utterance(Struct, frozen=True):
    """What the caller said, when, and what the scenario knows of it. `n` is its entry."""

    n: int
    at: float
    words: str
    name: str
    abusive: bool
    reports: str
    caption: str

    @property
    def over(self) -> float:
        """When the caller has said it, in seconds into the call."""
        return self.at + talking(self.words)


class Performance(Struct, frozen=True, dict=True):
    """What a trainee did with a scenario, and what its moves do with it."""

    call: Call
    scenario: Scenario
    library: Library

    @cached_property
    def reference(self) -> Reference:
        """The moves, played by the rules."""
        return reference(self.scenario, self.library)

    @property
    def model(self) -> Call:
        """The call that the moves make."""
        return self.reference.call

    @cached_property
    def script(self) -> Script:
        """The script the call began with."""
        return self.library.script(self.scenario.script)

    @cached_property
    def protocol(self) -> Script | None:
        """The script whose grounds apply."""
        return self.library.protocol_of(self.script)

    @cached_property
    def cues(self) -> tuple[Cue, ...]:
        """The caller's words in the moves."""
        return cues_of(self.reference)

    @cached_property
    def spoken(self) -> tuple[Utterance, ...]:
        """All that the caller said, in its order."""
        return tuple(
            self._utterance(entry, entry.event)
            for entry in self.call.entries
            if isinstance(entry.event, CallerSpoke)
        )

    def _utterance(self, entry: Entry, event: CallerSpoke) -> Utterance:
        move = next(
            (m for n, m in enumerate(self.scenario.moves, 1) if cue_name(n) == event.move), None
        )
        reply = next((r for r in self.scenario.replies if r.id == event.move), None)
        of = move or reply
        return Utterance(
            entry.n,
            entry.elapsed,
            event.words,
            event.move,
            of.abusive if of else False,
            of.reports if of else "",
            move.caption if move else "",
        )

    def source(self, rule: Rule) -> str:
        """Where a rule is asked for."""
        return source_of_rule(rule, self.script, self.library)

    def events(self, *kinds: type[ev.Event]) -> tuple[Entry, ...]:
        """The trainee's entries of these kinds that were not taken back."""
        return tuple(
            e
            for e in self.call.entries
            if isinstance(e.event, kinds) and e.n not in self.call.retracted
        )

    def before(self, n: int) -> Call:
        """The call as it stood before entry number `n`."""
        return call_of(self.call.entries[: n - 1])

    def elapsed(self, n: int) -> float:
        """When entry number `n` came, in seconds into the call."""
        return self.call.entry(n).elapsed

    def line(self, script_id: str, line_id: str) -> tuple[Script, Line] | None:
        """A line and its script, if they are in the library."""
        script = self.library.get(script_id)
        line = next((x for x in script.lines if x.id == line_id), None) if script else None
        return (script, line) if script and line else None

    def abuse_before(self, n: int) -> tuple[Utterance, ...]:
        """The abusive words since the caller last calmed down, up to entry number `n`."""
        calmed = max((e.n for e in self.events(ev.CalmedDown) if e.n < n), default=0)
        return tuple(u for u in self.spoken if u.abusive and calmed < u.n < n)

    @property
    def situation(self) -> Situation:
        """How the call stands at its last entry."""
        return Situation(self.call, self.library, self.call.last.at)
