"""Debrief: whether the caller was waited for after a warning, and how the call ended."""

from collections.abc import Iterator

from guide.call import actions as act
from guide.call import events as ev
from guide.call.events import Recorded
from guide.call.rules.standing import waits_for_answer
from guide.script.model import Ending, FollowUpKind, TargetKind, Topic
from guide.training.caller import cue_name
from guide.training.comparison import Comparison, document_of, is_taken_over
from guide.training.debrief_follow_ups import passages_for
from guide.training.debrief_pace import unsaid
from guide.training.debrief_protocol import answers_to
from guide.training.finding import Finding, Passage, Sign, lasted, moment

_WAIT = "A warning means something only if the caller can heed it: wait, and listen."
_STOPPED = (
    "By the record nothing stands against the caller then: the next warning has to wait for more."
)
_CALM = (
    "The protocol ends abuse that goes on, and nothing else. Whoever is hung up on without that,"
    " angry or calm, was wronged, and nothing on record can mend that."
)
_UNTRUE = "Whoever reads this later takes it for what happened, and looks no further."

_UNHEARD = (
    "An outcome is on record that nobody can have come to: whoever acts on it acts on nothing."
)

_NOT_HEARD = "Nobody knows yet whether they can keep calm with a caller whom they have not heard."

_TO_NOBODY = (
    "A caller whom nobody takes has to call again, and to begin again. To hand over is for whoever"
    " cannot keep calm: whether that was so, only you know."
)

_NAMED = "Whoever reads this later does not know whom to ask."

_LEAST_HEARD = 0.5
"""As much of what the caller has to say must be heard before a call can have an outcome."""

_TAKES_THE_CALLER = frozenset({FollowUpKind.AGREED, FollowUpKind.VOICEMAIL})
"""What does not come about by being on record: the caller has to agree to it."""


def hang_up(of: Comparison) -> Iterator[Finding]:
    calm = _hung_up_on_calm(of)
    if calm is not None:
        yield calm
    yield from _answers(of)
    yield from _calmed(of)
    if calm is None:
        yield from _ending(of)


def _hung_up_on_calm(of: Comparison) -> Finding | None:
    """Hanging up on somebody who is calm, or never was abusive: the gravest that can be found."""
    ended = of.call.ended
    if ended is None or not ended.event.protocol:
        return None
    heard = of.said_before(ended.n)
    calm = of.stopped(ended.n)
    if calm is None and any(u.abusive for u in heard):
        return None
    last = heard[-1] if heard else None
    words = f", and had last said, at {moment(last.at)}: “{last.words}”" if last else "."
    how = "was never abusive"
    if any(u.abusive for u in heard):
        how = "had calmed down"
        if calm and calm is not last:
            how += f", at {moment(calm.at)}, “{calm.words}”"
    sentence = f"Hung up at {moment(ended.elapsed)} on a caller who {how}{words}"
    at = (*dict.fromkeys(u.at for u in (calm, last) if u), ended.elapsed)
    fact = "Hung up on a caller who was not abusive."
    passages = of.passage(Topic.PERSISTED)
    return Finding(Sign.NEVER, "hung-up:calm", sentence, at, _CALM, passages, (fact,))


def _answers(of: Comparison) -> Iterator[Finding]:
    """Whether the caller was waited for after each warning, and taken at their word."""
    source = of.passage(Topic.PERSISTED)
    for entry in of.events(ev.Persisted):
        warned = of.before(entry.n).protocol.last_warning(entry.event.ground)
        at = (of.elapsed(warned), entry.elapsed)
        heard = answers_to(of, warned, entry.n)
        after = f"{lasted(at[1] - at[0])} after the warning"
        if not heard:
            fact = "“They continued” was recorded, and the caller had said nothing."
            sentence = (
                f"“They continued” was recorded at {moment(at[1])}, {after}, and the caller had"
                " said nothing since."
            )
            yield Finding(Sign.NEVER, "answer:unheard", sentence, at, _WAIT, source, (fact,))
        elif said := of.stopped(entry.n):
            fact = "The caller stopped, and was recorded as continuing."
            sentence = (
                f"The caller stopped, at {moment(said.at)}, “{said.words}”, and was recorded as"
                " continuing."
            )
            at = (said.at, at[1])
            yield Finding(Sign.NEVER, "answer:calm", sentence, at, _WAIT, source, (fact,))
        elif not any(u.abusive for u in heard):
            said = heard[-1]
            fact = "“They continued” was recorded, and the caller had not gone on being abusive."
            sentence = (
                f"“They continued” was recorded at {moment(at[1])}. What the caller had said since"
                f" the warning, at {moment(said.at)}, was not abusive: “{said.words}”"
            )
            at = (said.at, at[1])
            yield Finding(Sign.NEVER, "answer:calm", sentence, at, _WAIT, source, (fact,))
        else:
            went_on = next(u for u in heard if u.abusive)
            after = f"{lasted(went_on.at - at[0])} after it"
            sentence = f"Waited for the caller after the warning; they continued, {after}."
            if went_on.heard <= entry.elapsed and warned not in unsaid(of):
                yield Finding(Sign.WELL, "answer", sentence, at, "", source)
    ended, state = of.call.ended, of.call.protocol
    if ended and ended.event.protocol and state.ground and waits_for_answer(state, state.ground):
        at = (of.elapsed(state.last_warning(state.ground.ground)), ended.elapsed)
        sentence = "The call was ended without waiting for the caller after the warning."
        yield Finding(Sign.NEVER, "answer:missing", sentence, at, _WAIT, source, (sentence,))


def _calmed(of: Comparison) -> Iterator[Finding]:
    """Whether who was put on record as calm had stopped."""
    for entry in of.events(ev.CalmedDown):
        heard = [u for u in of.said_before(entry.n) if not u.complains]
        if heard and heard[-1].abusive:
            said = heard[-1]
            at = (said.at, entry.elapsed)
            fact = "“They stopped” was recorded, and the caller was abusive still."
            last = "last " if said is of.said_before(entry.n)[-1] else ""
            sentence = (
                f"“They stopped” was recorded at {moment(at[1])}; the caller had {last}said, at"
                f" {moment(at[0])}: “{said.words}”"
            )
            passages = of.passage(Topic.PERSISTED)
            yield Finding(Sign.NEVER, "answer:abusive", sentence, at, _STOPPED, passages, (fact,))


def _ending(of: Comparison) -> Iterator[Finding]:
    """How the call ended, against how the moves end it."""
    taken, wanted = of.call.ended, of.model.ended
    if wanted is None:
        return
    passages, better = _of_ending(of, wanted.event), wanted.event.label
    if taken is None:
        at = (of.call.last.elapsed,)
        fact = "The call was left before its end."
        sentence = (
            f"The call was left before its end, at {moment(at[0])}; the moves end it by “{better}”."
        )
        why = "A caller who is left has to call again, and to begin again."
        yield Finding(Sign.THINK, "ending", sentence, at, why, (), (fact,))
        return
    at = (taken.elapsed,)
    ended = taken.event.label
    heard = of.said_before(taken.n)
    if of.handed_over and taken.event.ending not in of.good_endings:
        yield from _handed_over(of, taken)
        return
    settle = _settling(of, taken)
    if not settle and _lacks_a_manager(of, taken):
        fact = f"“{ended}” was recorded, and by the record nobody had joined."
        sentence = (
            f"“{ended}” was recorded at {moment(at[0])}, and by the record nobody had joined."
        )
        yield Finding(
            Sign.THINK, "ending", sentence, at, _NAMED, of.passage(Topic.MANAGER), (fact,)
        )
        return
    if not _came_about(of, taken):
        fact = f"“{ended}” was recorded, and it had not come about."
        seen: tuple[float, ...] = at
        had = "by then the caller had said nothing."
        if heard:
            seen = (heard[-1].at, *at)
            was = "had not said what that rests on" if settle else "was on the line"
            had = f"the caller {was}, and had last said, at {moment(seen[0])}: “{heard[-1].words}”"
        sentence = f"“{ended}” was recorded at {moment(at[0])}; {had}"
        yield Finding(Sign.NEVER, "ending:untrue", sentence, seen, _UNTRUE, (), (fact,))
        return
    all_said = len(of.cues)
    led = not of.handed_over and not settle
    if led and _takes_a_call(of, taken) and len(heard) < all_said * _LEAST_HEARD:
        fact = f"“{ended}” was recorded of a call that had hardly begun."
        sentence = (
            f"“{ended}” was recorded at {moment(at[0])}; by then the caller had said"
            f" {len(heard)} of the {all_said} things that this call is about."
        )
        yield Finding(Sign.NEVER, "ending:untrue", sentence, at, _UNHEARD, (), (fact,))
        return
    if led and (where := _never_led_to(of, taken)):
        fact = f"“{ended}” was recorded, and it had not come about."
        sentence = (
            f"“{ended}” was recorded at {moment(at[0])}; the call had not come to {where}, from"
            " where it ends so."
        )
        yield Finding(Sign.NEVER, "ending:untrue", sentence, at, _UNTRUE, (), (fact,))
        return
    if taken.event.ending in of.good_endings and (not of.went_as_well or _was_waited_for(of)):
        sentence = f"The call ended as it could: “{ended}”."
        yield Finding(Sign.WELL, "ending", sentence, at, "", passages)
        return
    fact = f"The call ended by “{ended}”, where it could be led to “{better}”."
    led_to = "this call comes to" if wanted.event.protocol else "this caller could be led to"
    sentence = f"The call ended at {moment(at[0])} by “{ended}”; {led_to} “{better}”."
    why = "Another ending can be right too. Look at what the caller said last."
    if not heard:
        why = "By then the caller had said nothing, and they stay on the line."
    yield Finding(Sign.THINK, "ending", sentence, at, why, passages, (fact,))


def _handed_over(of: Comparison, taken: Recorded[ev.Ended]) -> Iterator[Finding]:
    """A call that was given to nobody, by the record, with no ground for it in the call.

    That is anybody's to do who cannot go on with a call once it has begun: whoever is abused, and
    tried something, need not tell to whom.
    """
    heard, when = of.said_before(taken.n), moment(taken.elapsed)
    if not heard:
        fact = "The call was handed over before the caller had said a word."
        sentence = f"{fact[:-1]}, at {when}."
        yield Finding(Sign.THINK, "ending", sentence, (taken.elapsed,), _NOT_HEARD, (), (fact,))
        return
    spoke = {e.n for e in of.events(ev.Said, ev.Adapted)} - unsaid(of)
    tried = spoke or of.events(ev.EffortMade, ev.WarningGiven)
    abused = of.abuse_before(taken.n) and of.calm_words(taken.n) is None
    if of.joined or (tried and abused):
        return
    last = heard[-1]
    fact = "The call was handed over, and by the record nobody had joined to take it."
    sentence = (
        f"The call was handed over at {when}, and by the record nobody had joined to take it."
        f"{'' if tried else ' No line had been said to the caller by then.'} The caller had last"
        f" said, at {moment(last.at)}: “{last.words}”"
    )
    at, passages = (last.at, taken.elapsed), of.passage(Topic.MANAGER)
    yield Finding(Sign.THINK, "ending", sentence, at, _TO_NOBODY, passages, (fact,))


def _was_waited_for(of: Comparison) -> bool:
    """Whether a timer for a colleague ran to its end, where by the moves one is waited for."""
    waits = any(isinstance(beat.move.action, act.StartClock) for beat in of.reference.beats)
    return not waits or any(
        of.waited_until(one) >= one.elapsed + one.event.seconds for one in of.timers
    )


def _of_ending(of: Comparison, wanted: ev.Ended) -> tuple[Passage, ...]:
    """What the document says of the ending that the moves take.

    Of the protocol's: of hanging up at once, or because the caller went on; of one that takes a
    follow-up: of that; of one for which a manager came: of managers.
    """
    protocol = of.library.protocol_of(of.script)
    ground = protocol.ground(wanted.ground) if protocol and wanted.protocol else None
    if protocol and ground and ground.ending and not ground.warnings:
        return (Passage(document_of(protocol), ground.ending.source),)
    if wanted.protocol:
        return of.passage(Topic.PERSISTED)
    ending = of.ending(wanted.ending)
    if ending and ending.needs:
        return tuple(one for kind in ending.needs for one in passages_for(of, kind))
    return of.passage(Topic.MANAGER if of.model.manager.name else Topic.ENDING)


def _came_about(of: Comparison, taken: Recorded[ev.Ended]) -> bool:
    """Whether a call can have come to this outcome, by what the script says that it is.

    What rests on words of the caller's has once they are said, and not before.
    Who needs something on record for an outcome has brought it about by that; but for what takes
    the caller, that is as the scenario has it, and so is all that needs nothing: a caller who is on
    the line has not hung up. Before the caller has said anything, what no choice decides can have
    befallen the call, or what one decides here.
    """
    ending = of.ending(taken.event.ending)
    if taken.event.protocol or ending is None:
        return True
    if settle := _settling(of, taken):
        return any(u.name in settle for u in of.said_before(taken.n))
    if ending.id in of.good_endings:
        return True
    if ending.needs:
        on_record = {f.kind for f in of.call.follow_ups}
        return set(ending.needs) <= on_record - _TAKES_THE_CALLER
    return not of.said_before(taken.n) and _may_befall(of, ending)


def _settling(of: Comparison, taken: Recorded[ev.Ended]) -> frozenset[str]:
    """The caller's words, by name, that an ending rests on; none where the scenario names none."""
    moves = enumerate(of.scenario.moves, 1)
    return frozenset(cue_name(n) for n, move in moves if taken.event.ending in move.settles)


def _takes_a_call(of: Comparison, taken: Recorded[ev.Ended]) -> bool:
    """Whether this outcome can only come of talking with the caller."""
    ending = of.ending(taken.event.ending)
    befell = ending is None or not (ending.needs or ending.id in of.good_endings)
    return not taken.event.protocol and not (befell and not of.said_before(taken.n))


def _lacks_a_manager(of: Comparison, taken: Recorded[ev.Ended]) -> bool:
    """Whether somebody took the call over by this outcome, and by the record nobody joined.

    Who joins, the trainee alone plays: it may be so all the same. Where the moves end so, too, that
    one was asked for is enough: that no name is on record is told by itself.
    """
    ending = of.ending(taken.event.ending)
    if taken.event.protocol or ending is None or ending.needs:
        return False
    if ending.id in of.good_endings and of.call.manager.asked:
        return False
    over = is_taken_over(ending) or _is_for_manager(of, taken)
    return over and not of.joined


def _is_for_manager(of: Comparison, taken: Recorded[ev.Ended]) -> bool:
    """Whether a call ends so in the moves because a manager joined."""
    wanted, ending = of.model.ended, of.ending(taken.event.ending)
    by_moves = wanted is not None and wanted.event.ending == taken.event.ending
    return bool(by_moves and of.model.manager.name and ending and not ending.needs)


def _never_led_to(of: Comparison, taken: Recorded[ev.Ended]) -> str:
    """The steps of the script that end a call so, where the moves came to one and the call to none.

    Named as a sentence has them; empty where it came there. Of what needs something on record that
    decides; a manager who was called may come anywhere.
    """
    ending = of.ending(taken.event.ending)
    if taken.event.protocol or ending is None or ending.needs or _is_for_manager(of, taken):
        return ""
    led = [place for place in of.model.visited if _ends_so(of, place, ending)]
    if not led or any(_ends_so(of, (one.script, one.step), ending) for one in of.arrivals):
        return ""
    steps = (of.step(*place) for place in sorted(led))
    return " or ".join(f"“{step.title}”" for step in steps if step)


def _ends_so(of: Comparison, place: tuple[str, str], ending: Ending) -> bool:
    """Whether a choice of a step, by its script and id, ends the call so."""
    step = of.step(*place)
    choices = step.choices if step else ()
    return any(c.to.kind is TargetKind.END and c.to.ending == ending.id for c in choices)


def _may_befall(of: Comparison, ending: Ending) -> bool:
    leads = [
        step
        for step in of.script.steps
        for choice in step.choices
        if choice.to.kind is TargetKind.END and choice.to.ending == ending.id
    ]
    been = {step for script, step in of.call.visited if script == of.script.id}
    return not leads or any(step.id in been for step in leads)
