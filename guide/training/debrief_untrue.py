"""Debrief: choices and answers on record that the scenario's side of the call does not bear out."""

from collections.abc import Iterator

from guide.call import actions as act
from guide.call import events as ev
from guide.call.events import Recorded
from guide.call.state import Call
from guide.script.model import Choice, FollowUpKind, StepRole, TargetKind, Topic
from guide.training.caller import Cue, cue_name
from guide.training.comparison import Comparison, Utterance, is_deed
from guide.training.finding import Finding, Sign, moment

Chosen = Recorded[ev.Chosen] | Recorded[ev.Opened]

_ANSWERED = (
    "A choice is on record as what the caller answered, and the call goes on from there: wait for"
    " the answer."
)
_TO_REDIRECT = "since you began to redirect them"
_NOBODY_ANSWERED = "Whoever reads this later looks for what the colleague said, and nobody said it."
_BOTH = "Whoever reads this later cannot tell which of the two is so."

_TAKES_THE_CALLER = frozenset({FollowUpKind.AGREED, FollowUpKind.CALLBACK, FollowUpKind.VOICEMAIL})
"""What nobody promises a caller who did not ask for it, or agree to it."""


def untrue(of: Comparison) -> Iterator[Finding]:
    """What is on record as answered or done by others, and was not."""
    yield from _choices(of)
    yield from _colleague(of)
    yield from _answered_after_all(of)


def _choices(of: Comparison) -> Iterator[Finding]:
    every: list[Chosen] = sorted(
        [*of.events(ev.Chosen), *of.events(ev.Opened)], key=lambda entry: entry.n
    )
    meant = (entry for entry in every if not of.stepped_back(entry.n))
    found = [(entry, why) for entry in meant if (why := _not_so(of, entry))]
    if not found:
        return
    at = tuple(entry.elapsed for entry, _ in found)
    told = "; ".join(f"“{e.event.label}” at {moment(e.elapsed)}, {why}" for e, why in found)
    sentence = f"Chosen, and not so by then: {told}{'' if told.endswith('”') else '.'}"
    fact = "What the caller had not answered was chosen as their answer."
    continued = any(_TO_REDIRECT in why for _, why in found)
    passages = of.passage(Topic.PERSISTED if continued else Topic.LISTENING)
    yield Finding(Sign.NEVER, "choice:untrue", sentence, at, _ANSWERED, passages, (fact,))


def _not_so(of: Comparison, chosen: Chosen) -> str:
    """Why the caller's side of the call does not bear out a choice; empty where it does."""
    before = of.before(chosen.n)
    here = before.here
    step = of.step(here.script, here.step)
    choice = step.choice(chosen.event.key) if step else None
    if step is None or choice is None:
        return ""
    if step.role is StepRole.EFFORT and _says_they_continued(choice):
        efforts = (e.n for e in before.protocol.efforts)
        since = min((of.repeated.get(here.n, here.n), *efforts))
        abuse = [u for u in of.said_before(chosen.n) if u.abusive and u.n > since]
        if not abuse:
            return f"and the caller had not been abusive {_TO_REDIRECT}"
    if _opens_protocol(of, chosen) and not _gave_cause(of, chosen):
        return "and the caller had said nothing abusive"
    if _opens_protocol(of, chosen) and (calm := of.stopped(chosen.n)):
        return f"and the caller had calmed down, at {moment(calm.at)}: “{calm.words}”"
    for said, line in _awaited(of, here.script, here.step, choice.key):
        mark = before.mark(here.script, line)
        asked = mark is not None and isinstance(mark.event, ev.Said | ev.Adapted)
        heard = any(u.name == said for u in of.said_before(chosen.n))
        if asked and mark and mark.n > here.n and not heard:
            return (
                f"and the caller had not answered what you had said at {moment(of.elapsed(mark.n))}"
            )
    if _nothing_was_said(of, before, chosen):
        return (
            f"and nobody had said anything since you came to that, at {moment(of.elapsed(here.n))}"
        )
    if answer := _answered_otherwise(of, before, chosen, choice):
        return f"and the caller’s answer, at {moment(answer.at)}, was “{answer.words}”"
    if last := _contrary(of, before, chosen):
        return f"and the caller had last said, at {moment(last.at)}: “{last.words}”"
    if known := _misjudged(of, before, chosen):
        return f"and the caller had said, at {moment(known.at)}: “{known.words}”"
    return ""


def _opens_protocol(of: Comparison, chosen: Chosen) -> bool:
    """Whether a choice leads into the hang-up protocol: there, that the caller is abusive."""
    opened, protocol = chosen.event, of.library.protocol_of(of.script)
    return isinstance(opened, ev.Opened) and protocol is not None and opened.script == protocol.id


def _gave_cause(of: Comparison, chosen: Chosen) -> bool:
    """Whether the caller had been abusive by then, or had threatened somebody."""
    every = (reason for script in of.library.scripts.values() for reason in script.reports)
    threats = {reason.id for reason in every if reason.threat}
    return any(u.abusive or u.reports in threats for u in of.said_before(chosen.n))


def _contrary(of: Comparison, before: Call, chosen: Chosen) -> Utterance | None:
    """The caller's last words, where the scenario says that they give the lie to this choice."""
    said = [u for u in of.said_before(chosen.n) if not u.complains]
    if not said:
        return None
    last = ""
    for beat in of.reference.beats:
        last = cue_name(beat.n) if beat.move.caller else last
        here = beat.place[:2] == (before.here.script, before.here.step)
        if here and last == said[-1].name and chosen.event.key in beat.move.contrary:
            return said[-1]
    return None


def _misjudged(of: Comparison, before: Call, chosen: Chosen) -> Utterance | None:
    """The caller's first words at this step, where this choice is a wrong judgment of them."""
    place = (before.here.script, before.here.step)
    moves = (beat.move for beat in of.reference.beats if beat.place[:2] == place)
    if not any(move.judged and chosen.event.key in move.contrary for move in moves):
        return None
    told = {cue.name for cue in of.cues if (cue.script, cue.step) == place}
    return next((u for u in of.said_before(chosen.n) if u.name in told), None)


def _answered_otherwise(
    of: Comparison, before: Call, chosen: Chosen, choice: Choice
) -> Utterance | None:
    """The caller's answer at this step, where a choice has them take what they never asked for.

    By the moves no call with them comes to where that is promised, nor does any ending that is as
    good need it. Any other choice is a judgment.
    """
    here = before.here
    place = (here.script, here.step)
    said = [u for u in of.said_before(chosen.n) if not u.complains]
    answers = {cue.name for cue in of.cues if (cue.script, cue.step) == place and cue.answers}
    if not said or said[-1].n < here.n or said[-1].name not in answers:
        return None
    to = of.step(here.script, choice.to.step) if choice.to.kind is TargetKind.STEP else None
    good = (ending for name in of.good_endings if (ending := of.ending(name)))
    wanted = {kind for ending in good for kind in ending.needs}
    taken = {kind for kind in (to.owes if to else ()) if kind in _TAKES_THE_CALLER} - wanted
    came = to is not None and (here.script, to.id) in of.model.visited
    return said[-1] if taken and not came else None


def _nothing_was_said(of: Comparison, before: Call, chosen: Chosen) -> bool:
    """Whether nobody said anything where by the moves the caller speaks before this is chosen.

    What they say to something that the agent does there needs that alone. A call begins without
    words: what is chosen at its first step is about the agent.
    """
    here = before.here
    cues = [*_unprompted(of, (here.script, here.step), chosen.event.key)]
    if not cues or here.n == 1:
        return False
    said = of.said_before(chosen.n)
    if any(u.n > here.n or any(u.name == cue.name for cue in cues) for u in said):
        return False
    done = any(here.n < e.n < chosen.n and is_deed(e.event) for e in of.counted)
    return not (done and any(cue.after_deed for cue in cues))


def _unprompted(of: Comparison, place: tuple[str, str], key: int) -> Iterator[Cue]:
    """The caller's words that no line asks for, at this step before this choice in the moves."""
    cues = {cue.name: cue for cue in of.cues}
    for chosen in of.reference.beats:
        action = chosen.move.action
        if isinstance(action, act.Choose) and action.key == key and chosen.place[:2] == place:
            here = (b for b in of.reference.beats[: chosen.n] if b.place == chosen.place)
            found = (cues.get(cue_name(beat.n)) for beat in here)
            yield from (cue for cue in found if cue and not cue.answers)


def _says_they_continued(choice: Choice) -> bool:
    """Whether a choice where callers are redirected says that this one went on.

    The others say that they calmed down, or end the call.
    """
    return not choice.calm and choice.to.kind is TargetKind.STEP


def _awaited(of: Comparison, script: str, step: str, key: int) -> Iterator[tuple[str, str]]:
    """The caller's words that the moves wait for with this choice, and the line they answer."""
    lines: frozenset[tuple[str, str]] = frozenset()
    name = ""
    cues = {cue.name: cue for cue in of.cues}
    for beat in of.reference.beats:
        cue = cues.get(f"move {beat.n}")
        if cue and beat.place[:2] == (script, step) and cue.answers:
            lines, name = cue.answers, cue.name
        action = beat.move.action
        if isinstance(action, act.Choose) and beat.place[:2] == (script, step):
            if action.key == key and not beat.move.judged:
                yield from ((name, line) for of_script, line in lines if of_script == script)
            lines = frozenset()


def _colleague(of: Comparison) -> Iterator[Finding]:
    """Whether a colleague is on record as having answered, who does not by the moves."""
    moves = [e.event for e in of.model.entries if isinstance(e.event, ev.ClockStopped)]
    if not moves or any(stop.answered for stop in moves):
        return
    claimed = [e for e in of.events(ev.ClockStopped) if e.event.answered]
    if claimed:
        at = tuple(e.elapsed for e in claimed)
        fact = "A colleague went on record as having answered, and none had."
        sentence = f"A colleague is on record as having answered at {moment(at[0])}; nobody had."
        passages = of.passage(Topic.CLOCK)
        yield Finding(Sign.NEVER, "clock:untrue", sentence, at, _NOBODY_ANSWERED, passages, (fact,))


def _answered_after_all(of: Comparison) -> Iterator[Finding]:
    """What the moves choose once a colleague has answered, after a timer that none had by."""
    answers, answered = set[tuple[str, str, int]](), False
    for beat in of.reference.beats:
        match beat.move.action:
            case act.StopClock():
                answered = beat.move.action.answered
            case act.Choose(key=key) if answered:
                answers.add((*beat.place[:2], key))
                answered = False
    for chosen in of.events(ev.Chosen):
        here = of.before(chosen.n).here
        stops = [e for e in of.events(ev.ClockStopped) if here.n < e.n < chosen.n]
        last = stops[-1] if stops else None
        known = (here.script, here.step, chosen.event.key) in answers
        if known and last and not last.event.answered and last.event.dropped is not True:
            at = (last.elapsed, chosen.elapsed)
            fact = "A colleague is on record as having answered, and as not."
            sentence = (
                f"The timer was stopped at {moment(at[0])} as that nobody had answered, and"
                f" “{chosen.event.label}” was chosen at {moment(at[1])}: both are on record."
            )
            passages = of.passage(Topic.CLOCK)
            yield Finding(Sign.THINK, "clock:both", sentence, at, _BOTH, passages, (fact,))
