"""Debrief: what the caller needs besides words: to be acknowledged, and to be looked after."""

from collections.abc import Iterator

from guide.call import actions as act
from guide.call import events as ev
from guide.call.rules.corrections import came_with_its_step
from guide.script.model import Topic
from guide.training.comparison import Comparison, document_of, passages_of
from guide.training.debrief_pace import unsaid
from guide.training.finding import Finding, Passage, Sign, lasted, moment
from guide.training.scenario import Expect

_HEARD = (
    "Nobody who feels unheard can listen: the sooner it is acknowledged how they feel, the sooner"
    " there is a caller to talk with. But only once they have had their say."
)


def attention(of: Comparison) -> Iterator[Finding]:
    """The caller's anger, the clock and the manager, where the moves attend to them."""
    yield from _acknowledged(of)
    if of.model.stages:
        at = tuple(mark.elapsed for mark in of.call.stages)
        well = f"Whether the caller was calm or angry was set {_times(len(at))}."
        never = "Whether the caller was calm or angry was never set."
        why = "How to talk depends on the stage, and it changes while you talk."
        yield _attended_to(of, Topic.ANGER, at, well, never, why)
    if _came_to(of, act.StartClock):
        started = of.events(ev.ClockStarted)
        at = tuple(e.elapsed for e in started if not came_with_its_step(e, of.call))
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
    passages = of.passage(topic)
    if at:
        return Finding(Sign.WELL, topic.value, well, at, "", passages)
    over = (of.call.last.elapsed,)
    return Finding(Sign.THINK, topic.value, never, over, why, passages, (never,))


def _came_to(of: Comparison, action: type[act.Action]) -> bool:
    """Whether the trainee came to the step at which the moves do this."""
    return any(
        isinstance(beat.move.action, action) and beat.place[:2] in of.call.visited
        for beat in of.reference.beats
    )


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _acknowledged(of: Comparison) -> Iterator[Finding]:
    """How long the caller waited for their anger to be acknowledged."""
    wanted_ones = [one for one in of.scenario.expected if one.acknowledge]
    for wanted in wanted_ones if of.spoken else ():
        vented, passages = of.spoken[0].over, _passages(of, wanted)
        heard = _acknowledged_at(of, wanted)
        if heard is None and of.call.last.elapsed < vented + wanted.within:
            continue  # The call was over before it could be late.
        if heard is None:
            fact = "How the caller felt was not acknowledged."
            sentence = (
                f"How the caller felt was not acknowledged; they had had their first say at"
                f" {moment(vented)}."
            )
            at = (vented,)
            yield Finding(Sign.THINK, "acknowledge", sentence, at, _HEARD, passages, (fact,))
            continue
        took = max(0.0, heard - vented)
        late = took > wanted.within
        sentence = (
            f"How the caller felt was acknowledged at {moment(heard)}, {lasted(took)} after they"
            " had their first say"
        )
        sentence += f"; {lasted(wanted.within)} were enough." if late else "."
        sign = Sign.THINK if late else Sign.WELL
        facts = ("How the caller felt was acknowledged late.",) if late else ()
        yield Finding(sign, "acknowledge", sentence, (vented, heard), _HEARD, passages, facts)


def _passages(of: Comparison, wanted: Expect) -> tuple[Passage, ...]:
    """The line by which the anger is acknowledged; else what the scenario says asks for it."""
    known = of.line(of.script.id, wanted.acknowledge)
    if known is not None:
        return passages_of(*known)
    return (Passage(document_of(of.script), wanted.source),)


def _acknowledged_at(of: Comparison, wanted: Expect) -> float | None:
    """When the line was said by which the anger is acknowledged, or something done at its step.

    To talk into the caller's words, to click the line away, or to pass through the step
    acknowledges nothing: at the step, something is said or written down.
    """
    not_said = unsaid(of)
    vented = of.spoken[0].over
    at_step = False
    for entry in of.call.entries:
        if entry.n in of.call.retracted:
            continue
        match entry.event:
            case ev.Said(line=name) | ev.Adapted(line=name) if name == wanted.acknowledge:
                if entry.n not in not_said:
                    return entry.elapsed
            case ev.Chosen(step=name) | ev.Opened(step=name) | ev.Returned(step=name):
                at_step = name == wanted.acknowledge
            case ev.Said() | ev.Adapted() | ev.Detailed() | ev.Noted() if at_step:
                if entry.elapsed >= vented and entry.n not in not_said:
                    return entry.elapsed
    return None
