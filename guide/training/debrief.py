"""The debrief of a practised call: what was done, move by move, and what is to be said of it.

It follows from the journal's entries, the scenario's text and the scripts alone.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from guide.call import actions as act
from guide.call import events as ev
from guide.call.events import CallerSpoke, Entry, Rehearsed
from guide.call.fold import call_of
from guide.call.wording import words_of
from guide.script.library import Library
from guide.script.model import Topic
from guide.training import debrief_protocol, debrief_record
from guide.training.comparison import Comparison, Finding, Sign, lasted
from guide.training.scenario import Expect, Scenario

_UNTOLD = (ev.Drafted, Rehearsed, CallerSpoke, ev.Resumed, ev.BranchKept)
_HEARD = (
    "Nobody who feels unheard can listen: the sooner the anger is acknowledged, the sooner there"
    " is a caller to talk with. But only once they have had their say."
)


class TimedDeed(Struct, frozen=True):
    """Something the trainee did, in words; `at` is in seconds into the call."""

    at: float
    words: str


class Exchange(Struct, frozen=True):
    """What the caller said, and what the trainee did until the caller spoke again.

    The first one may have no words: what was done before the caller said anything. `caption` is
    what the scenario has to say of this moment.
    """

    at: float
    words: str
    caption: str
    deeds: tuple[TimedDeed, ...]


class Debrief(Struct, frozen=True):
    """A call looked back on. `seed` says which caller it was, `lasted` is in seconds."""

    call: str
    scenario: str
    title: str
    seed: int
    agent: str
    ended: str
    lasted: float
    findings: tuple[Finding, ...]
    exchanges: tuple[Exchange, ...]

    def of(self, sign: Sign) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.sign is sign)


def debrief(entries: Sequence[Entry], scenario: Scenario, library: Library) -> Debrief:
    """Look back on a practised call.

    `scenario` has its places filled as the call's seed has it. Raises `UnknownName` for a script
    that is not in the library.
    """
    call = call_of(entries)
    of = Comparison(call, scenario, library)
    rehearsed = rehearsal_of(entries)
    return Debrief(
        call.id,
        scenario.id,
        scenario.title,
        rehearsed.seed if rehearsed else 0,
        call.started.agent,
        call.ended.event.label if call.ended else "",
        call.last.elapsed,
        (
            *_acknowledged(of),
            *debrief_record.lines(of),
            *debrief_protocol.protocol(of),
            *debrief_record.details(of),
            *debrief_record.follow_ups(of),
            *_attention(of),
            *_ending(of),
        ),
        _exchanges(of),
    )


def rehearsal_of(entries: Sequence[Entry]) -> Rehearsed | None:
    """Which scenario a call rehearses; None for a call that rehearses none."""
    return next((e.event for e in entries if isinstance(e.event, Rehearsed)), None)


def _exchanges(of: Comparison) -> tuple[Exchange, ...]:
    bounds = [*(said.n for said in of.spoken), len(of.call.entries) + 1]
    first = _deeds(of, 1, bounds[0])
    exchanges = (
        Exchange(said.at, said.words, said.caption, _deeds(of, said.n, end))
        for said, end in zip(of.spoken, bounds[1:], strict=True)
    )
    return (*([Exchange(0.0, "", "", first)] if first else []), *exchanges)


def _deeds(of: Comparison, after: int, before: int) -> tuple[TimedDeed, ...]:
    return tuple(
        TimedDeed(entry.elapsed, words_of(entry.event))
        for entry in of.call.entries[after : before - 1]
        if not isinstance(entry.event, _UNTOLD) and entry.n not in of.call.retracted
    )


def _acknowledged(of: Comparison) -> Iterator[Finding]:
    """How long the caller waited for their anger to be acknowledged."""
    wanted_ones = [one for one in of.scenario.expected if one.acknowledge]
    for wanted in wanted_ones if of.spoken else ():
        heard = _acknowledged_at(of, wanted)
        vented = of.spoken[0].over
        if heard is None and of.call.last.elapsed < vented + wanted.within:
            continue  # The call was over before it could be late.
        if heard is None:
            sentence = "The anger was not acknowledged."
            yield Finding(Sign.THINK, "acknowledge", sentence, (), _HEARD, wanted.source)
            continue
        took = max(0.0, heard - vented)
        late = took > wanted.within
        sentence = f"The anger was acknowledged {lasted(took)} after the caller had their first say"
        sentence += f"; {lasted(wanted.within)} were enough." if late else "."
        sign = Sign.THINK if late else Sign.WELL
        yield Finding(sign, "acknowledge", sentence, (vented, heard), _HEARD, wanted.source)


def _acknowledged_at(of: Comparison, wanted: Expect) -> float | None:
    """When the line was said by which the anger is acknowledged, or its step come to."""
    for entry in of.events(ev.Said, ev.Adapted, ev.Chosen, ev.Opened, ev.Returned):
        match entry.event:
            case ev.Said(line=name) | ev.Adapted(line=name) if name == wanted.acknowledge:
                return entry.elapsed
            case ev.Chosen(step=name) | ev.Opened(step=name) | ev.Returned(step=name):
                if name == wanted.acknowledge:
                    return entry.elapsed
    return None


def _ending(of: Comparison) -> Iterator[Finding]:
    """How the call ended, against how the moves end it."""
    taken, wanted = of.call.ended, of.model.ended
    if wanted is None:
        return
    if taken is None:
        sentence = f"The call was left before its end; the moves end it by “{wanted.event.label}”."
        yield Finding(Sign.THINK, "ending", sentence, (of.call.last.elapsed,))
        return
    at = (taken.elapsed,)
    ended = taken.event.label
    as_good = (name for one in of.scenario.expected for name in one.endings)
    if taken.event.ending in (wanted.event.ending, *as_good):
        yield Finding(Sign.WELL, "ending", f"The call ended as it could: “{ended}”.", at)
        return
    better = wanted.event.label
    sentence = f"The call ended by “{ended}”; this caller could be led to “{better}”."
    why = "Another ending can be right too. Look at what the caller said last."
    yield Finding(Sign.THINK, "ending", sentence, at, why)


def _attention(of: Comparison) -> Iterator[Finding]:
    """The caller's anger, the clock and the manager, where the moves attend to them."""
    if of.model.stages:
        at = tuple(mark.elapsed for mark in of.call.stages)
        well = f"The caller’s anger was set {_times(len(at))}."
        never = "The caller’s anger was never set."
        why = "How to talk depends on the stage, and it changes while you talk."
        yield _attended_to(of, Topic.ANGER, at, well, never, why)
    if _came_to(of, act.StartClock):
        at = tuple(e.elapsed for e in of.events(ev.ClockStarted))
        well = "The timer ran while a colleague was waited for."
        never = "A colleague was to be waited for, and the timer was not started."
        why = "Two minutes are short for whoever is busy, and long for whoever waits."
        yield _attended_to(of, Topic.CLOCK, at, well, never, why)
    if _came_to(of, act.GetManager):
        at = tuple(e.elapsed for e in of.events(ev.ManagerAsked))
        well = "A manager was requested."
        never = "A manager was requested in the moves, and not by you."
        why = "Managers are there to take over before it escalates needlessly."
        yield _attended_to(of, Topic.MANAGER, at, well, never, why)


def _attended_to(
    of: Comparison, topic: Topic, at: tuple[float, ...], well: str, never: str, why: str
) -> Finding:
    if at:
        return Finding(Sign.WELL, topic.value, well, at, "", of.source(topic))
    return Finding(Sign.THINK, topic.value, never, at, why, of.source(topic))


def _came_to(of: Comparison, action: type[act.Action]) -> bool:
    """Whether the trainee came to the step at which the moves do this."""
    return any(
        isinstance(beat.move.action, action) and beat.place[:2] in of.call.visited
        for beat in of.reference.beats
    )


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
