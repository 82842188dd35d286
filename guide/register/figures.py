"""What calls add up to: figures that a supervisor can act on, each of which leads to its calls.

A call tells its facts, and figures count them: what they hold grows with the scripts and agents
there are, not with the calls. What was corrected counts as corrected, for a call is what its events
add up to. No figure holds what a caller said, nor who called.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct, field

from guide.call import events as ev
from guide.call.events import Stage
from guide.call.state import Call
from guide.register.promise import Promise, State
from guide.script.model import NOT_ENDED
from guide.text import plain_line


class Group(StrEnum):
    """What figures are about; the name of each begins with that of its group."""

    ENDINGS = "endings"
    HANG_UPS = "hang-ups"
    WARNINGS = "warnings"
    START = "start"
    END = "end"
    ANGER = "anger"
    PROMISES = "promises"
    OTHERS = "other-promises"
    SKIPPED = "skipped"
    LEFT_OUT = "left-out"


class Change(StrEnum):
    """How the caller's anger went, from the first time it was judged to the last."""

    CALMER = "calmer"
    SAME = "same"
    ANGRIER = "angrier"
    ONCE = "judged-once"


class Kept(StrEnum):
    """What became of a promise that had a time, once that had come or it was kept."""

    IN_TIME = "in-time"
    MOVED = "moved"
    LATE = "late"
    OVERDUE = "overdue"


class Other(StrEnum):
    """How a promise stands of which no one can say that it was kept in time, or was not."""

    NOT_DUE = "not-due"
    PUT_OFF = "put-off"
    UNTIMED = "untimed"
    DONE = "done"
    REFUSED = "refused"
    VOID = "void"


_LABELS: dict[str, str] = {
    Change.CALMER: "Calmer",
    Change.SAME: "No change",
    Change.ANGRIER: "Angrier",
    Change.ONCE: "Judged only once",
    Kept.IN_TIME: "Kept in time",
    Kept.MOVED: "Kept by a later time",
    Kept.LATE: "Kept late",
    Kept.OVERDUE: "Overdue",
    Other.NOT_DUE: "Not due yet",
    Other.PUT_OFF: "Put off past the time promised",
    Other.UNTIMED: "To do, no time",
    Other.DONE: "Kept, no time",
    Other.REFUSED: "Refused by the caller",
    Other.VOID: "Void",
}

_ORDER: dict[Group, tuple[str, ...]] = {
    Group.START: tuple(stage.value for stage in Stage),
    Group.END: tuple(stage.value for stage in Stage),
    Group.ANGER: tuple(Change),
    Group.PROMISES: tuple(Kept),
    Group.OTHERS: tuple(Other),
}
"""The figures of a group, where they have an order of their own; others stand by how often."""

_OF_LINES = (Group.SKIPPED, Group.LEFT_OUT)
_OF_PROMISES = (Group.PROMISES, Group.OTHERS)
_OF_ALL_CALLS = (Group.HANG_UPS, Group.WARNINGS)


class Fact(Struct, frozen=True):
    """How often a figure was met in a call; 0 times where it could have been and was not."""

    group: Group
    name: str
    label: str
    times: int = 1

    @property
    def figure(self) -> str:
        """The name of the figure."""
        return f"{self.group}/{self.name}"


def facts_of(call: Call, promises: Sequence[Promise], now: datetime) -> tuple[Fact, ...]:
    """What a call adds to figures, with its promises as they stand `now` (UTC)."""
    return (
        _ending(call),
        *_by_reason(call),
        *_anger(call),
        *_promises(call, promises, now),
        *_lines(call),
    )


_NO_LETTERS = re.compile(r"[\W_]+")


def _named(group: Group, label: str, times: int = 1) -> Fact:
    words = plain_line(label)
    return Fact(group, figure_name(words), words, times)


def figure_name(label: str) -> str:
    """A label as one types it: letters and digits, with hyphens between."""
    return _NO_LETTERS.sub("-", label.casefold()).strip("-")


def _ending(call: Call) -> Fact:
    ended = call.ended.event if call.ended else None
    return _named(Group.ENDINGS, ended.told if ended else NOT_ENDED)


def _by_reason(call: Call) -> Iterator[Fact]:
    if call.ended and call.ended.event.protocol:
        ground = call.ended.event.ground
        stated = (e.event for e in call.entries if isinstance(e.event, ev.GroundStated))
        labels = {event.ground: event.label for event in stated}
        yield _named(Group.HANG_UPS, labels.get(ground) or ground)
    warned = Counter(one.event.label or one.event.ground for one in call.protocol.warnings)
    for label, times in warned.items():
        yield _named(Group.WARNINGS, label, times)


def _anger(call: Call) -> Iterator[Fact]:
    stages = [judged.event.stage for judged in call.stages]
    if not stages:
        return
    first, last = stages[0], stages[-1]
    yield _named(Group.START, first.value.capitalize())
    yield _named(Group.END, last.value.capitalize())
    change = Change.SAME
    if len(stages) == 1:
        change = Change.ONCE
    elif last.rank != first.rank:
        change = Change.CALMER if last.rank < first.rank else Change.ANGRIER
    yield Fact(Group.ANGER, change, _LABELS[change])


def _promises(call: Call, promises: Sequence[Promise], now: datetime) -> Iterator[Fact]:
    at_once = (call.ended.at if call.ended else now) + WRAPPED_UP
    found = Counter(_became(promise, at_once, now) for promise in promises)
    for name, times in found.items():
        group = Group.PROMISES if isinstance(name, Kept) else Group.OTHERS
        yield Fact(group, name, _LABELS[name], times)


WRAPPED_UP = timedelta(minutes=15)
"""For so long after its end what is done still belongs to a call."""


def _became(promise: Promise, at_once: datetime, now: datetime) -> Kept | Other:
    """What became of a promise. In time means by the time that the caller was told.

    What was due when it was promised is in time until `at_once`.
    """
    if promise.state in (State.REFUSED, State.VOID):
        return Other.REFUSED if promise.state is State.REFUSED else Other.VOID
    promised = promise.promised
    if promised is None and promise.until is None:
        return Other.DONE if promise.closed else Other.UNTIMED
    if not promise.closed:
        late = promise.until is not None and promise.until < now
        if late:
            return Kept.OVERDUE
        return Other.PUT_OFF if promised is not None and promised < now else Other.NOT_DUE
    if promised is not None and _by(promise, at_once if promised <= promise.made_at else promised):
        return Kept.IN_TIME
    return Kept.MOVED if promise.until and _by(promise, promise.until) else Kept.LATE


def _by(promise: Promise, time: datetime) -> bool:
    return promise.closed_at is not None and promise.closed_at <= time


def _lines(call: Call) -> Iterator[Fact]:
    """What became of each line that came up. Its label is the script's words, as approved."""
    for (script, line), mark in call.marks.items():
        event = mark.event
        name, label = f"{script}/{line}", plain_line(event.text) or line
        yield Fact(Group.SKIPPED, name, label, int(isinstance(event, ev.PassedOver)))
        yield Fact(Group.LEFT_OUT, name, label, int(isinstance(event, ev.LeftOut)))


class Figure(Struct, frozen=True):
    """A figure: `count` of `of` are so; `unit` says what is counted, a call or a promise.

    Of warnings and hang-ups `of` is all calls; of a line the calls in which it came up; of
    everything else what its group counts in all. `calls` are behind it, in which it was met so many
    `times`: a call can have two warnings.
    """

    name: str
    label: str
    unit: str
    count: int
    of: int
    calls: int
    times: int


class _Count(Struct):
    """How often a figure was met, in how many calls, and in how many it could have been."""

    label: str
    times: int = 0
    calls: int = 0
    of: int = 0


class Figures:
    """Figures over the calls whose facts were added; `calls` is how many that are."""

    def __init__(self) -> None:
        self.calls = 0
        self._counts: dict[tuple[Group, str], _Count] = {}
        self._having: Counter[Group] = Counter()
        self._times: Counter[Group] = Counter()

    def add(self, facts: Sequence[Fact]) -> None:
        """Count the facts of one more call. A label stands as it was met first."""
        self.calls += 1
        for fact in facts:
            count = self._counts.setdefault((fact.group, fact.name), _Count(fact.label))
            count.times += fact.times
            count.calls += fact.times > 0
            count.of += 1
            self._times[fact.group] += fact.times
        self._having.update({fact.group for fact in facts if fact.times})

    def having(self, group: Group) -> int:
        """How many calls have any of a group's figures."""
        return self._having[group]

    def figure(self, group: Group, name: str) -> Figure:
        """One figure, met or not."""
        met = self._counts.get((group, name)) or _Count(_LABELS.get(name, name))
        unit, count = ("promise", met.times) if group in _OF_PROMISES else ("call", met.calls)
        if group in _OF_LINES:
            of = met.of
        else:
            of = self.calls if group in _OF_ALL_CALLS else self._times[group]
        return Figure(f"{group}/{name}", met.label, unit, count, of, met.calls, met.times)

    def of(self, group: Group) -> list[Figure]:
        """The figures of a group that were met: in their order, or the most frequent first."""
        met = {name for (of, name), count in self._counts.items() if of is group and count.times}
        if group in _ORDER:
            return [self.figure(group, name) for name in _ORDER[group] if name in met]
        found = (self.figure(group, name) for name in met)
        return sorted(found, key=lambda one: (-one.calls, -one.times, one.name))

    def every(self) -> Iterator[Figure]:
        """All that were met, group by group."""
        for group in Group:
            yield from self.of(group)


class Report(Struct):
    """Figures over all calls that were added, and over those of each script and of each agent.

    `first` and `last` are when the earliest and the latest of them began.
    """

    all: Figures = field(default_factory=Figures)
    scripts: dict[str, Figures] = field(default_factory=dict)
    agents: dict[str, Figures] = field(default_factory=dict)
    first: datetime | None = None
    last: datetime | None = None

    def add(self, call: Call, facts: Sequence[Fact]) -> None:
        """Count the facts of one more call."""
        of_script = self.scripts.setdefault(call.started.script, Figures())
        of_agent = self.agents.setdefault(call.agent, Figures())
        for figures in (self.all, of_script, of_agent):
            figures.add(facts)
        self.first = min(self.first or call.at, call.at)
        self.last = max(self.last or call.at, call.at)


def is_behind(facts: Iterable[Fact], name: str) -> bool:
    """Whether a call with these facts is behind the figure of this name, or any of this group."""
    return any(fact.times and name in (fact.figure, str(fact.group)) for fact in facts)
