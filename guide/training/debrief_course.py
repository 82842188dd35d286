"""Debrief: the course of the call. The anger acknowledged, what was attended to, the ending."""

from collections.abc import Iterator

from guide.call import actions as act
from guide.call import events as ev
from guide.script.model import Rule
from guide.training.expect import Acknowledgement
from guide.training.finding import Finding, Sign, lasted
from guide.training.performance import Performance

_HEARD = (
    "Nobody who feels unheard can listen: the sooner the anger is acknowledged, the sooner there"
    " is a caller to talk with. But only once they have had their say."
)


def acknowledged(of: Performance) -> Iterator[Finding]:
    """How long the caller waited for their anger to be acknowledged."""
    for wanted in of.scenario.expected.acknowledgements if of.spoken else ():
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


def _acknowledged_at(of: Performance, wanted: Acknowledgement) -> float | None:
    return next(
        (
            entry.elapsed
            for entry in of.events(ev.Said, ev.Adapted, ev.Chosen, ev.Opened, ev.Returned)
            if (isinstance(entry.event, ev.Said | ev.Adapted) and entry.event.line == wanted.by)
            or (not isinstance(entry.event, ev.Said | ev.Adapted) and _step(entry) == wanted.by)
        ),
        None,
    )


def _step(entry: ev.Entry) -> str:
    moves = ev.Chosen | ev.Opened | ev.Returned
    return entry.event.step if isinstance(entry.event, moves) else ""


def ending(of: Performance) -> Iterator[Finding]:
    """How the call ended, against how the moves end it."""
    taken, wanted = of.call.ended, of.model.ended
    if wanted is None:
        return
    if taken is None:
        sentence = f"The call was left before its end; the moves end it by “{wanted.label}”."
        yield Finding(Sign.THINK, "ending", sentence, (of.call.last.elapsed,), "", "")
        return
    at = (taken.elapsed,)
    if taken.ending in (wanted.ending, *of.scenario.expected.endings):
        sentence = f"The call ended as it could: “{taken.label}”."
        yield Finding(Sign.WELL, "ending", sentence, at, "", "")
        return
    sentence = f"The call ended by “{taken.label}”; this caller could be led to “{wanted.label}”."
    why = "Another ending can be right too. Look at what the caller said last."
    yield Finding(Sign.THINK, "ending", sentence, at, why, "")


def kept_an_eye_on(of: Performance) -> Iterator[Finding]:
    """The caller's anger, the clock and the manager, where the moves attend to them."""
    if of.model.stages:
        at = tuple(mark.elapsed for mark in of.call.stages)
        sentence = (
            f"The caller's anger was judged {_times(len(at))}."
            if at
            else "The caller's anger was never judged (a)."
        )
        why = "How to talk depends on the stage, and it changes while you talk."
        sign = Sign.WELL if at else Sign.THINK
        yield Finding(sign, "anger", sentence, at, "" if at else why, of.source(Rule.ANGER))
    if _came_to(of, act.StartClock):
        at = tuple(e.elapsed for e in of.events(ev.ClockStarted))
        sentence = "The clock ran while a colleague was waited for."
        never = "A colleague was to be waited for, and the clock was not started (t)."
        why = "Two minutes are short for whoever is busy, and long for whoever waits."
        sign = Sign.WELL if at else Sign.THINK
        yield Finding(
            sign, "clock", sentence if at else never, at, "" if at else why, of.source(Rule.CLOCK)
        )
    if _came_to(of, act.GetManager):
        at = tuple(e.elapsed for e in of.events(ev.ManagerAsked))
        sentence = "A manager was asked for" + ("." if at else " by the moves, and not by you (m).")
        why = "Managers are there to take over before it escalates needlessly."
        sign = Sign.WELL if at else Sign.THINK
        yield Finding(sign, "manager", sentence, at, "" if at else why, of.source(Rule.MANAGER))


def _came_to(of: Performance, action: type[act.Action]) -> bool:
    """Whether the trainee came to the step at which the moves do this."""
    return any(
        isinstance(beat.move.action, action) and (beat.script, beat.step) in of.call.visited
        for beat in of.reference.beats
    )


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
