"""Every state of the hang-up protocol that the rules tell apart, on one ground or two.

What is on record for a third ground changes nothing for the first: the rules ask only for what is
on record for the ground that stands. That they do is what two grounds at a time are for: a rule
that takes a warning on the one for a warning on the other is found out. And where a call goes
meanwhile counts only for which grounds apply, so there is one step for each protocol, and the key
that goes from one to the other.

A correction leads to nothing new: it is allowed only where what is left on record could have come
about without what is taken back (`guide.call.rules.corrections`).
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from msgspec.structs import replace

from guide.call import actions as act
from guide.call.actions import Action
from guide.call.context import Refused
from guide.call.events import Event, Said, WarningGiven
from guide.call.rules import endings
from guide.call.state import Call
from guide.proof.evidence import Evidence, Lack, lack, needed, with_event
from guide.proof.trial import Trial
from guide.script.library import Library
from guide.script.model import Ending, Ground

MOST_MOVES = 30_000
"""So many moves are tried in all: enough for grounds of two kinds with nine warnings each."""

_REASON = "the caller's words"


class Term(NamedTuple):
    """A ground, the script that has it, and one to which it applies."""

    ground: Ground
    protocol: str
    user: str


class Record(NamedTuple):
    """All on record that the rules see; warnings are counted no further than any ground asks."""

    script: str
    effort: bool
    stated: tuple[str, int, bool]
    quoted: bool
    permitted: frozenset[str]
    given: tuple[int, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Way:
    """The script a call began with, and the actions that led it where it is."""

    start: str
    actions: tuple[Action, ...] = ()

    def then(self, action: Action) -> "Way":
        """The way with one more action."""
        return Way(self.start, (*self.actions, action))


@dataclass
class Search:
    """What was found in calls that state the grounds of these terms, and no others.

    The first `own` of the terms are searched; another is there for what it may do to them.
    `lacking`: the endings by the protocol that were allowed and lacked something, by the place of
    the term they were on; `said`: for each term, the kinds of events that say a line of it; `held`:
    where no other ending was allowed. Each has the shortest way to it. At most so many moves are
    `tried`; a search that is not `whole` shows nothing but what it found.
    """

    library: Library
    terms: tuple[Term, ...]
    own: int
    most: int = MOST_MOVES
    tried: int = 0
    lacking: dict[tuple[int, Lack], Way] = field(default_factory=dict)
    said: set[tuple[int, str]] = field(default_factory=set)
    held: Way | None = None
    states: int = 0
    transitions: int = 0

    def __post_init__(self) -> None:
        # However many warnings the other ground asks for: more than these do nothing for this one.
        self._most = max(1, *(needed(term.ground) for term in self.terms[: self.own]))
        self._users = tuple(dict.fromkeys(term.user for term in self.terms))
        self._trial = Trial(_only(self.terms, self.library))
        self._explore()

    @property
    def whole(self) -> bool:
        """Whether every state was looked at."""
        return self.tried <= self.most

    def _explore(self) -> None:
        waiting = deque((self._trial.begun(user), Evidence(), Way(user)) for user in self._users)
        seen: set[Record | None] = {self._record(call, books) for call, books, _ in waiting}
        while waiting and self.whole:
            call, evidence, way = waiting.popleft()
            self._try_to_end(call, way)
            for action in self._actions(call):
                self.tried += 1
                further = self._done(action, call, evidence, way)
                record = self._record(*further[:2]) if further else None
                if further and record not in seen:
                    seen.add(record)
                    waiting.append(further)
        self.states = len(seen)

    def _done(
        self, action: Action, call: Call, evidence: Evidence, way: Way
    ) -> tuple[Call, Evidence, Way] | None:
        """What comes of an action, event by event; None if it is refused, or ends the call."""
        decision = self._trial.ask(action, call)
        if isinstance(decision, Refused):
            return None
        self.transitions += 1
        protocol, way = self._trial.now(call).protocol, way.then(action)
        for event in decision.events:
            self._look_at(event, evidence, way)
            evidence = with_event(evidence, event, protocol, self._most)
        if isinstance(action, act.End):
            return None
        return self._trial.after(decision.events, call), evidence, way

    def _look_at(self, event: Event, evidence: Evidence, way: Way) -> None:
        stated = [n for n, term in enumerate(self.terms) if term.ground is evidence.ground]
        if missing := lack(event, evidence):
            self.lacking.setdefault((stated[0] if stated else 0, missing), way)
        if isinstance(event, WarningGiven | Said):
            self.said.update((n, event.kind) for n in stated)

    def _try_to_end(self, call: Call, way: Way) -> None:
        """Note if the agent is held: any ending but the protocol's is open, always."""
        context = self._trial.now(call)
        others = (ending for ending in endings.endings(context) if not ending.protocol)
        if self.held is None and all(endings.why_not(ending, context) for ending in others):
            self.held = way

    def _actions(self, call: Call) -> Iterator[Action]:
        """All that an agent can do about the protocol."""
        context = self._trial.now(call)
        yield from (act.MakeEffort("redirected"), act.QuoteCaller(_REASON), act.Calm())
        yield from (act.Permit("a supervisor"), act.Warn())
        yield from map(act.StateGround, dict.fromkeys(term.ground.id for term in self.terms))
        reasons = ("",) if call.protocol.quoted else ("", _REASON)
        for ending in endings.endings(context):
            if ending.protocol:
                yield from (act.End(ending.id, reason) for reason in reasons)
        for line in (context.ground.warning, context.ground.ending) if context.ground else ():
            if line is not None and context.protocol is not None:
                yield act.Say(line.id, context.protocol.id)
        yield from (act.GoTo(user) for user in self._users if user != call.here.script)

    def _record(self, call: Call, evidence: Evidence) -> Record:
        state, stated = call.protocol, call.protocol.ground
        return Record(
            call.here.script,
            bool(state.efforts),
            (stated.ground, stated.warnings, stated.permission) if stated else ("", 0, False),
            bool(state.quoted),
            frozenset(permission.event.ground for permission in state.permissions),
            tuple(min(state.given(term.ground.id), self._most) for term in self.terms),
            evidence,
        )


def _only(terms: tuple[Term, ...], library: Library) -> Library:
    """The scripts these grounds apply to, with their first steps only, and with these grounds."""
    names = dict.fromkeys(name for term in terms for name in (term.protocol, term.user))
    scripts = {}
    for name in names:
        script = library.scripts[name]
        grounds = tuple(term.ground for term in terms if term.protocol == name)
        scripts[name] = replace(
            script,
            steps=(replace(script.first_step, lines=()),),
            grounds=grounds,
            endings=_one_of_each(script.endings),
        )
    return library.with_scripts(scripts)


def _one_of_each(every: tuple[Ending, ...]) -> tuple[Ending, ...]:
    """The endings by the protocol, and one of the others: rules do not tell those apart."""
    others = [ending for ending in every if not ending.protocol]
    return (*(ending for ending in every if ending.protocol), *others[:1])
