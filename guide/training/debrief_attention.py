"""Debrief: what the caller needs besides words: to be acknowledged, and to be looked after."""

import re
from collections.abc import Iterator
from itertools import zip_longest
from math import ceil, inf

from guide.call import actions as act
from guide.call import events as ev
from guide.call.events import Stage
from guide.script.model import FollowUpKind, Topic
from guide.training.comparison import (
    Comparison,
    Utterance,
    document_of,
    passages_of,
    telling_stems,
)
from guide.training.debrief_nothing_said import hollow, in_own_words, is_hollow
from guide.training.debrief_pace import Spoken, rushed, said_lines, unsaid
from guide.training.finding import Finding, Passage, Sign, lasted, moment, moments
from guide.training.pace import REACTION, TO_NOTICE, least_time
from guide.training.scenario import Expect

_STAGE = "How to talk depends on the stage, and it changes while you talk."

_Started = ev.Recorded[ev.ClockStarted]

_JUDGMENT = 1
"""Between one stage and the next there is no sharp line."""

_SLIP = 5.0
"""Seconds within which a stage that is set anew mends one that was set by mistake."""

_TOO_LONG = "Whoever is told at once that nobody answers need not wait for it."

_HEARD = (
    "Nobody who feels unheard can listen: the sooner it is acknowledged how they feel, the sooner"
    " there is a caller to talk with. But only once they have had their say."
)

_FELT = re.compile(r"\b(?:empath|sympath|acknowledg|understanding|feeling)", re.IGNORECASE)
"""How what was tried is called where it acknowledges how somebody feels."""


def attention(of: Comparison) -> Iterator[Finding]:
    """The caller's anger, the clock and the manager, where the moves attend to them."""
    yield from _acknowledged(of)
    if of.model.stages:
        yield from _stages(of)
    if _came_to(of, act.StartClock):
        yield from _clock(of)
    if _came_to(of, act.GetManager):
        heard = of.spoken[0].heard if of.spoken else inf
        at = tuple(e.elapsed for e in of.events(ev.ManagerAsked) if e.elapsed >= heard)
        well = "A manager was requested."
        never = "A manager was requested in the moves, and not by you."
        if of.events(ev.ManagerAsked) and not at:
            never = "A manager was requested before anything that the caller said can be heard."
        why = "Managers are there to take over before it escalates needlessly."
        if at and _took_over_unnamed(of):
            at, never = (), "Which manager took over is not on record."
            why = "Whoever reads this later does not know whom to ask."
        yield from _attended_to(of, Topic.MANAGER, at, well, never, why)


def _took_over_unnamed(of: Comparison) -> bool:
    """Whether the call ended as the moves end it, where a manager joins by name, and none has."""
    ended, model = of.call.ended, of.model
    named = bool(model.manager.name) and not of.call.manager.name
    return named and bool(ended and model.ended and ended.event.ending == model.ended.event.ending)


def _clock(of: Comparison) -> Iterator[Finding]:
    """Whether a colleague was waited for, with the timer.

    Who gave up before its time was over, or has an answer on record that nobody gave, is not
    praised for that; the latter is told as what it is. So is who waited on when its time was over.
    """
    waited, short = _waits(of)
    if too_long := [one for one in waited if _waited_on(of, one)]:
        first = too_long[0]
        up, until = first.elapsed + first.event.seconds, of.waited_until(first)
        fact = "A colleague was waited for when the timer was up."
        sentence = f"The timer was up at {moment(up)}, and it was waited on until {moment(until)}."
        at, topic = (up, until), Topic.CLOCK
        yield Finding(Sign.THINK, topic.value, sentence, at, _TOO_LONG, of.passage(topic), (fact,))
        return
    why = "Two minutes are short for whoever is busy, and long for whoever waits."
    well = "The timer ran while a colleague was waited for."
    never = "A colleague was to be waited for, and the timer was not started."
    if short and not waited:
        never = "The timer was stopped sooner than anybody can have answered."
    elif not waited and _dropped(of):
        never = "A colleague was to be waited for, and the timer was taken back as a mistake."
    in_full = tuple(started.elapsed for started in waited if _waited_out(of, started))
    if in_full or not waited:
        yield from _attended_to(of, Topic.CLOCK, in_full, well, never, why)


def _waited_on(of: Comparison, started: _Started) -> bool:
    """Whether the caller was kept waiting when a timer had long been up."""
    up = started.elapsed + started.event.seconds
    return of.waited_until(started) > up + TO_NOTICE


def _dropped(of: Comparison) -> bool:
    return any(stop.event.dropped is True for stop in of.events(ev.ClockStopped))


def _waited_out(of: Comparison, started: _Started) -> bool:
    """Whether somebody answered, as by the moves somebody does, or the timer's time was over."""
    stop = next((e for e in of.events(ev.ClockStopped) if e.n > started.n), None)
    if stop and stop.event.answered:
        moves = [e.event for e in of.model.entries if isinstance(e.event, ev.ClockStopped)]
        return not moves or any(one.answered for one in moves)
    ended = stop.elapsed if stop else of.call.last.elapsed
    return stop is None or ended - started.elapsed >= started.event.seconds


def _stages(of: Comparison) -> Iterator[Finding]:
    """Each stage that was set, beside that of the caller by then. One off is a judgment.

    Not so to be one off upward and then one off downward, or the other way about: the caller is
    told to have changed as they did not. What was set anew at once was a slip of the finger. What
    is right as soon as the words in hand are heard out is early, and nothing else: it is neither
    praised nor told as wrong.
    """
    every = of.call.stages
    meant = [
        mark
        for mark, after in zip_longest(every, every[1:])
        if after is None or after.elapsed - mark.elapsed > _SLIP
    ]
    heard = [(m, *s) for m in meant if (s := of.shown_stage(m.elapsed))]
    shown = [one for one in heard if not _is_early(of, one[0])]
    off = [mark.event.stage.rank - stage.rank for mark, _, stage in shown]
    right = tuple(mark.elapsed for mark, _, stage in shown if mark.event.stage is stage)
    changes = zip((0, *off), off, strict=False)
    wrong = [
        one
        for one, (before, now) in zip(shown, changes, strict=True)
        if max(abs(now), abs(now - before)) > _JUDGMENT
    ]
    about = Topic.ANGER.value
    if wrong:
        mark, said, stage = wrong[0]
        sentence = (
            f"The stage was set to {mark.event.stage.value} at {moment(mark.elapsed)}; by then the"
            f" caller was {stage.value}, and had said, at {moment(said.at)}: “{said.words}”"
        )
        earlier = meant[: meant.index(mark)]
        if _apart(mark, stage) <= _JUDGMENT:
            sentence += f" The stage before it was {earlier[-1].event.stage.value}."
        fact = "The stage was set to another than the caller’s."
        at = (said.at, *(one.elapsed for one, _, _ in wrong))
        yield Finding(Sign.THINK, about, sentence, at, _STAGE, _of_stage(of, stage), (fact,))
    elif shown and (left := _left_behind(of)):
        said, stage = left
        last = of.call.stages[-1]
        sentence = (
            f"The stage was left at {last.event.stage.value}, as set at {moment(last.elapsed)}; by"
            f" {moment(said.at)} the caller was {stage.value}: “{said.words}”"
        )
        fact = "The stage was not set anew as the caller changed."
        at = (last.elapsed, said.at)
        yield Finding(Sign.THINK, about, sentence, at, _STAGE, _of_stage(of, stage), (fact,))
    elif shown and len(right) == len(shown):
        sentence = f"The stage was set as the caller showed it, {_times(len(right))}."
        if later := _left_behind(of, by=1):
            said, stage = later
            sentence += (
                f" By {moment(said.at)} the caller was {stage.value}, and it was not set anew:"
                f" “{said.words}”"
            )
        yield Finding(Sign.WELL, about, sentence, right, "", of.passage(Topic.ANGER))
    elif not heard and not _judged_early(of):
        yield _never_judged(of)


def _is_early(of: Comparison, mark: ev.Recorded[ev.Staged]) -> bool:
    """Whether a stage is that of the words which the caller was saying as it was set."""
    said = [u for u in of.spoken if u.name in of.stages and u.at <= mark.elapsed < u.heard]
    return any(_apart(mark, of.stages[u.name]) <= _JUDGMENT for u in said)


def _apart(mark: ev.Recorded[ev.Staged], stage: Stage) -> int:
    return abs(mark.event.stage.rank - stage.rank)


def _judged_early(of: Comparison) -> bool:
    """Whether the stage was set right once the caller had been heard, if before the moves can."""
    later = next((of.stages[u.name] for u in of.spoken if u.name in of.stages), None)
    marks = of.call.stages
    heard = bool(marks) and any(u.heard <= marks[0].elapsed for u in of.spoken)
    return heard and all(mark.event.stage is later for mark in marks)


def _left_behind(of: Comparison, by: int = _JUDGMENT + 1) -> tuple[Utterance, Stage] | None:
    """Words that show a stage so far from the last that was set, with time to set it."""
    last = of.call.stages[-1]
    for said in of.spoken:
        stage = of.stages.get(said.name)
        late = said.heard > last.elapsed and said.heard + TO_NOTICE <= of.call.last.elapsed
        if stage and late and _apart(last, stage) >= by:
            return said, stage
    return None


def _never_judged(of: Comparison) -> Finding:
    """No stage was set by what the caller had said: none at all, or each too soon."""
    about, set_at = Topic.ANGER.value, [mark.elapsed for mark in of.call.stages]
    fact = "Whether the caller was calm or angry was never set."
    if set_at:
        fact = "The stage was set before anything that shows it can be heard."
    over = of.call.last.elapsed
    shown = of.shown_stage(over)
    if shown is None:
        return Finding(Sign.THINK, about, fact, (over,), _STAGE, of.passage(Topic.ANGER), (fact,))
    said, stage = shown
    sentence = f"{fact} By {moment(said.at)} the caller was {stage.value}."
    if set_at:
        said = next(u for u in of.spoken if u.name in of.stages and u.heard <= over)
        stage = of.stages[said.name]
        sentence = (
            f"The stage was set before anything that shows it can be heard, at {moments(set_at)}."
            f" What shows that the caller was {stage.value} began at {moment(said.at)}, and nobody"
            f" can have heard it out before {moment(ceil(said.heard))}: “{said.words}”"
        )
    return Finding(Sign.THINK, about, sentence, (said.at,), _STAGE, _of_stage(of, stage), (fact,))


def _of_stage(of: Comparison, stage: Stage) -> tuple[Passage, ...]:
    """What the document says of a stage; where it tells none, what it says of anger."""
    words = next((signs.source for name, signs in of.script.stages if name == stage.value), "")
    return (Passage(document_of(of.script), words),) if words else of.passage(Topic.ANGER)


def _attended_to(
    of: Comparison, topic: Topic, at: tuple[float, ...], well: str, never: str, why: str
) -> Iterator[Finding]:
    passages = of.passage(topic)
    if at:
        yield Finding(Sign.WELL, topic.value, well, at, "", passages)
    elif of.call.ended:
        over = (of.call.last.elapsed,)
        yield Finding(Sign.THINK, topic.value, never, over, why, passages, (never,))


def _came_to(of: Comparison, action: type[act.Action]) -> bool:
    """Whether the trainee came to the step at which the moves do this."""
    return any(
        isinstance(beat.move.action, action) and beat.place[:2] in of.call.visited
        for beat in of.reference.beats
    )


def _waits(of: Comparison) -> tuple[tuple[_Started, ...], tuple[_Started, ...]]:
    """The timers started for a colleague: those who can have answered, and who cannot.

    Who was sent a message has to read it first. A timer that was started by mistake is none.
    """
    waited: list[_Started] = []
    short: list[_Started] = []
    for started in of.timers:
        stops = (e for e in of.events(ev.ClockStopped) if e.n > started.n)
        stop = next(stops, None)
        if stop and stop.event.dropped is True:
            continue
        sent = [f for f in of.call.follow_ups if f.n < started.n and f.kind == FollowUpKind.MESSAGE]
        reads = least_time(sent[-1].field("text")) if sent else 0.0
        ran = (stop.elapsed if stop else of.call.last.elapsed) - started.elapsed
        (waited if ran >= reads + REACTION else short).append(started)
    return tuple(waited), tuple(short)


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _acknowledged(of: Comparison) -> Iterator[Finding]:
    """How long the caller waited for their anger to be acknowledged."""
    wanted_ones = [one for one in of.scenario.expected if one.acknowledge]
    for wanted in wanted_ones if of.spoken else ():
        vented, passages = of.spoken[0].over, _passages(of, wanted)
        heard = _acknowledged_at(of, wanted)
        can_be = heard is None or heard == _acknowledged_at(of, wanted, in_time=True)
        if heard is None and of.call.last.elapsed < vented + wanted.within:
            continue  # The call was over before it could be late.
        if heard is None and _clicked_away(of, wanted):
            continue  # That is told of the line itself.
        if heard is None:
            fact = "How the caller felt was not acknowledged."
            sentence = (
                f"How the caller felt was not acknowledged; they had had their first say at"
                f" {moment(vented)}.{_not_borne_out(of)}"
            )
            at: tuple[float, ...] = (vented,)
            if early := _acknowledged_early(of, wanted):
                first = of.spoken[0]
                at = (first.at, early.at)
                fact = "How the caller felt was acknowledged before they could be heard out."
                sentence = (
                    f"How the caller felt was acknowledged too early: what was said at"
                    f" {moment(early.at)} was begun by {moment(max(0.0, early.begun))}, and nobody"
                    f" can have heard out before {moment(ceil(first.heard))} what the caller began"
                    f" to say at {moment(first.at)}."
                )
            yield Finding(Sign.THINK, "acknowledge", sentence, at, _HEARD, passages, (fact,))
            continue
        took = max(0.0, heard - vented)
        after = f"{lasted(took)} after" if took else "as soon as"
        late = took > wanted.within
        sentence = (
            f"How the caller felt was acknowledged at {moment(heard)}, {after} they had their first"
            " say"
        )
        sentence += f"; {lasted(wanted.within)} were enough." if late else "."
        sign = Sign.THINK if late else Sign.WELL
        facts = ("How the caller felt was acknowledged late.",) if late else ()
        if not late and not can_be:
            continue
        yield Finding(sign, "acknowledge", sentence, (vented, heard), _HEARD, passages, facts)


def _not_borne_out(of: Comparison) -> str:
    """That it is on record as tried all the same, where it is."""
    tried = [e for e in of.events(ev.EffortMade) if _FELT.search(e.event.what)]
    if not tried:
        return ""
    words = ", ".join(f"“{one}”" for one in dict.fromkeys(e.event.what for e in tried))
    at = moments(e.elapsed for e in tried)
    return f" On record as tried, at {at}, and borne out by nothing that was said: {words}."


def _is_of_the_call(of: Comparison, n: int, words: str) -> bool:
    """Whether what was written down has anything of what the caller said, or of the moves."""
    said = [u.words for u in of.spoken if u.n < n]
    said += [detail.event.value for detail in of.model.details.values()]
    said += [e.event.text for e in of.model.entries if isinstance(e.event, ev.Noted)]
    known = telling_stems(" ".join(said))
    return not is_hollow(of, words) and not known.isdisjoint(telling_stems(words))


def _passages(of: Comparison, wanted: Expect) -> tuple[Passage, ...]:
    """The line by which the anger is acknowledged; else what the scenario says asks for it."""
    known = of.line(of.script.id, wanted.acknowledge)
    if known is not None:
        return passages_of(*known)
    return (Passage(document_of(of.script), wanted.source),) if wanted.source else ()


def _acknowledged_at(of: Comparison, wanted: Expect, *, in_time: bool = False) -> float | None:
    """When the line was said by which the anger is acknowledged, or something done at its step.

    To talk before the caller was heard or into their words, to click the line away, or to pass
    through the step acknowledges nothing: at the step, something is said or written down;
    `in_time`: in the time that this takes, and in the words of the line or of the moves. In words
    of one's own it may be acknowledged just as well, or be an insult: nobody praises it unread.
    """
    vain = hollow(of) | in_own_words(of) if in_time else frozenset[int]()
    not_said, first = unsaid(of) | vain, of.spoken[0]
    for entry, arrived in _attempts(of, wanted):
        match entry.event:
            case ev.Detailed(value=words) | ev.Noted(text=words):
                if in_time and not _is_of_the_call(of, entry.n, words):
                    continue
                takes = least_time(words) if in_time else 0.0
                if entry.elapsed >= max(first.heard, arrived + takes):
                    return entry.elapsed
            case _ if entry.n not in not_said and not _is_too_early(of, entry):
                return entry.elapsed
    return None


def _acknowledged_early(of: Comparison, wanted: Expect) -> Spoken | None:
    """What was said first that acknowledges the anger, before the caller could be heard out."""
    lines = said_lines(of)
    said = (entry for entry, _ in _attempts(of, wanted) if entry.n in lines)
    return next((lines[entry.n] for entry in said if _is_too_early(of, entry)), None)


def _clicked_away(of: Comparison, wanted: Expect) -> bool:
    """Whether what acknowledges the anger is on record sooner than anybody can have said it.

    Not what was said before the caller can be heard out, quick as it was: that is another fault.
    """
    heard, too_fast = of.spoken[0].heard, rushed(of)
    tried = [entry for entry, _ in _attempts(of, wanted) if entry.n in said_lines(of)]
    return any(e.n in too_fast for e in tried) and all(e.elapsed >= heard for e in tried)


def _is_too_early(of: Comparison, entry: ev.Entry) -> bool:
    """Whether who had said a line by then began it before the caller's first words can be heard."""
    return said_lines(of)[entry.n].begun + REACTION < of.spoken[0].heard


def _attempts(of: Comparison, wanted: Expect) -> Iterator[tuple[ev.Entry, float]]:
    """What is said by the line that acknowledges, or said or written down at its step.

    What that step alone asks for may be written down at any. And since when the trainee was at
    their step, in seconds into the call.
    """
    lines, arrived, came = said_lines(of), inf, 0.0
    own = _asked_for_at(of, wanted.acknowledge)
    for entry in of.counted:
        match entry.event:
            case ev.Chosen(step=name) | ev.Opened(step=name) | ev.Returned(step=name):
                came = entry.elapsed
                arrived = came if name == wanted.acknowledge else inf
            case ev.Detailed(field=name) if name in own:
                yield entry, came
            case ev.Said(line=name) | ev.Adapted(line=name) if entry.n in lines:
                if name == wanted.acknowledge or arrived < inf:
                    yield entry, arrived
            case ev.Detailed() | ev.Noted() if arrived < inf:
                yield entry, arrived


def _asked_for_at(of: Comparison, step: str) -> frozenset[str]:
    """What a step of the script asks for, and no other does."""
    asked = {one.id: frozenset(one.capture) for one in of.script.steps}
    others = (fields for name, fields in asked.items() if name != step)
    return asked.get(step, frozenset()).difference(*others)
