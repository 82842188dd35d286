"""Debrief: what is owed after the call, against what the trainee put on record."""

from collections.abc import Iterator
from datetime import date, time, tzinfo

from guide.call import actions as act
from guide.call import events as ev
from guide.call.context import Context
from guide.call.state import FollowUp
from guide.call.wording import in_a_row
from guide.record.summary.times import DeskTime
from guide.script.desk import agreed_days
from guide.script.model import AnswerKind, FollowUpKind
from guide.training.beyond import as_told, says_more
from guide.training.caller import cue_name
from guide.training.cause import asked_since, cause_after, has_cause, promised_by, was_asked
from guide.training.comparison import (
    LETTER_BY_LETTER,
    Comparison,
    Utterance,
    denied_in,
    document_of,
    is_deed,
    is_mostly_of,
    lacking,
    names_other,
    same,
    stems_in,
)
from guide.training.debrief_nothing_said import is_hollow, unproven
from guide.training.finding import Finding, Passage, Sign, moment
from guide.training.pace import TO_NOTICE, least_time
from guide.training.weekdays import weekdays_for

_FORGOTTEN = "What is to do, and is not on record, is forgotten as soon as the next call comes."
_IN_THE_CALL = "What was announced to the caller is done while they are there, or it may never be."
_CALLED_AGAIN = "Whoever asked not to be called, and is not on the list, is called again."
_NO_DAY = "A promise without a day is one that nobody can keep, or be held to."
_READ_LATER = "Whoever keeps the promise has nothing else to go by."
_IDLE = "Whatever is on record is done, or looked for: somebody does it for nobody."
_UNCAUSED = (
    "What is on record is done: somebody acts on it, and by then the caller had not asked for it."
)
_LISTED = "Whoever is on the do-not-call list by mistake waits for a call that nobody may make."
_TWICE = "What is on record twice is done twice: the caller is called again, or a colleague asked."
_OTHER_DAY = "The caller waits for the time that they agreed to, and nobody comes."
_NOT_DONE = "What is on record as done is done by nobody: the caller waits for it in vain."

_OF_TIME = frozenset({AnswerKind.DATE, AnswerKind.TIME})

_MOST_WORDS_OF_A_NAME = 5
"""What has more is a sentence."""

_ASKED_FOR = frozenset(FollowUpKind) - {FollowUpKind.MESSAGE, FollowUpKind.REPORT}
"""What is for the caller or about them: they ask for it, or a step does."""


def follow_ups(of: Comparison) -> Iterator[Finding]:
    """What is owed by the moves, against what is on record."""
    left = [f for f in of.call.follow_ups if f.kind != FollowUpKind.REPORT]
    twice = [f for n, f in enumerate(left) if _is_there_already(of, f, left[:n])]
    left = [f for f in left if f not in twice]
    uncaused = [f for f in left if not has_cause(of, f)]
    missed: list[FollowUp] = []
    unmade: list[FollowUp] = []
    for owed in (f for f in of.model.follow_ups if f.kind != FollowUpKind.REPORT):
        alike = sorted((f for f in left if f.kind == owed.kind), key=lambda f: f in uncaused)
        made = next(iter(alike), None)
        if made is not None:
            left.remove(made)
            found = _follow_up(of, owed, made)
            vain = made in uncaused or not {of.done_by(made), made.n}.isdisjoint(unproven(of))
            earned = not vain and _can_be_done(of, made) and _is_borne_out(of, owed, made)
            earned = earned and not _says_more(of, owed, made)
            if found.sign is not Sign.WELL or earned:
                yield found
        elif _owed_since(of, owed) is not None and not _is_anothers(of, owed):
            unmade.append(owed)
        else:
            missed.append(owed)
    if of.call.ended is None:
        yield from _left(of, unmade)
    else:
        yield from (_unmade(of, owed, left) for owed in unmade)
    if not unmade:
        yield from _unasked(of, [f for f in left if f not in uncaused])
    yield from _twice(of, twice)
    more = (_misheard_besides(of, f) or _says_nothing(of, f) for f in left if f not in uncaused)
    yield from (finding for finding in more if finding)
    instead = left if unmade else []
    yield from _uncaused(of, [f for f in uncaused if f not in instead])
    if missed and not of.left_open:
        yield _missed(of, missed)


def _missed(of: Comparison, missed: list[FollowUp]) -> Finding:
    """What the moves put on record besides: what the caller asked for, and what they never did."""
    over = of.call.last.elapsed
    asked = list(dict.fromkeys(owed.label for owed in missed if was_asked(of, owed)))
    never = list(dict.fromkeys(owed.label for owed in missed if owed.label not in asked))
    told = [f"This call asked for more than was recorded: {', '.join(asked)}."] if asked else []
    if never:
        told.append(
            f"Not on record: {', '.join(never)} (had not come up by {moment(over)}, when the call"
            " was over)."
        )
    sentence = " ".join(told) + _when_to_log(of, missed)
    passages = tuple(one for owed in missed for one in passages_for(of, owed.kind))
    facts = (
        *(f"Not on record: {label}" for label in asked),
        *(f"The call was over before it came up: {label}" for label in never),
    )
    return Finding(Sign.THINK, "follow-ups:missed", sentence, (over,), _FORGOTTEN, passages, facts)


def _left(of: Comparison, unmade: list[FollowUp]) -> Iterator[Finding]:
    """What was to do when the call was left, and was not on record: it might have come still.

    Nothing of what had only just come up, and was not promised yet.
    """
    over = of.call.last.elapsed
    promised = {kind for mark in of.call.marks.values() for kind in promised_by(of, mark)}
    every = ((owed, _owed_since(of, owed) or 0.0) for owed in unmade)
    since = {f: at for f, at in every if f.kind in promised or over - at >= TO_NOTICE}
    if since:
        named = ", ".join(f"{f.label} (to do since {moment(at)})" for f, at in since.items())
        sentence = f"Not on record when you left, at {moment(over)}: {named}."
        listed = any(owed.kind == FollowUpKind.DO_NOT_CALL for owed in since)
        why = _CALLED_AGAIN if listed else _FORGOTTEN
        passages = tuple(one for owed in since for one in passages_for(of, owed.kind))
        facts = tuple(f"Not on record when the call was left: {owed.label}" for owed in since)
        at = (*since.values(), over)
        yield Finding(Sign.THINK, "follow-ups:left", sentence, at, why, passages, facts)


def _is_anothers(of: Comparison, owed: FollowUp) -> bool:
    """Whether it is for whoever took the call over: a step asked for it, and not yet the caller."""
    return of.handed_over and not was_asked(of, owed)


def _unmade(of: Comparison, owed: FollowUp, others: list[FollowUp]) -> Finding:
    """What was owed and is not on record; what is there may have been put there in its place."""
    since = _owed_since(of, owed) or 0.0
    sentence = f"To do since {moment(since)}, and never recorded: {owed.label}."
    if others:
        instead = ", ".join(f"{f.label} at {moment(of.elapsed(f.n))}" for f in others)
        sentence += f" Recorded instead: {instead}."
    sentence += _when_to_log(of, [owed])
    about, fact = f"follow-up:{owed.kind}", f"Not on record: {owed.label}"
    why = _CALLED_AGAIN if owed.kind == FollowUpKind.DO_NOT_CALL else _FORGOTTEN
    passages = passages_for(of, owed.kind)
    return Finding(Sign.NEVER, about, sentence, (since,), why, passages, (fact,))


def _when_to_log(of: Comparison, owed: list[FollowUp]) -> str:
    """When a complaint is logged, as the script has it: its document says only when it is not."""
    rule = of.script.follow_up(FollowUpKind.COMPLAINT)
    told = rule.coach if rule and any(f.kind == rule.kind for f in owed) else ""
    return f" The script: “{told}”" if told else ""


def _unasked(of: Comparison, left: list[FollowUp]) -> Iterator[Finding]:
    """What is on record and nothing in the call asked for: it is done all the same.

    A message to a colleague is anybody's to send; whether a complaint is logged, the moves know
    only of a call that ended as theirs does.
    """
    asked = _ASKED_FOR - {FollowUpKind.COMPLAINT} if of.ended_otherwise else _ASKED_FOR
    idle = [f for f in left if f.kind in asked and _owed_since(of, f) is None]
    if idle:
        at = tuple(of.elapsed(f.n) for f in idle)
        facts = tuple(f"On record, and not asked for: {f.label}" for f in idle)
        named = ", ".join(f"{f.label} at {moment(of.elapsed(f.n))}" for f in idle)
        sentence = f"On record, and nothing in this call asked for it: {named}."
        passages = tuple(one for f in idle for one in passages_for(of, f.kind))
        yield Finding(Sign.THINK, "follow-up:unasked", sentence, at, _IDLE, passages, facts)


def _is_there_already(of: Comparison, made: FollowUp, before: list[FollowUp]) -> bool:
    """Whether the very same is on record before, and no more of its kind are owed by the moves."""
    alike = [f for f in before if f.kind == made.kind]
    owed = sum(f.kind == made.kind for f in of.model.follow_ups)
    same = any((f.fields, f.due) == (made.fields, made.due) for f in alike)
    return same and len(alike) >= owed


def _twice(of: Comparison, again: list[FollowUp]) -> Iterator[Finding]:
    """What is on record once more as it was already."""
    if again:
        at = tuple(of.elapsed(f.n) for f in again)
        named = ", ".join(f"{f.label} at {moment(of.elapsed(f.n))}" for f in again)
        facts = tuple(f"On record twice: {f.label}" for f in again)
        passages = tuple(one for f in again for one in passages_for(of, f.kind))
        sentence = f"On record once more, as it was already: {named}."
        yield Finding(Sign.THINK, "follow-up:twice", sentence, at, _TWICE, passages, facts)


def _uncaused(of: Comparison, made: list[FollowUp]) -> Iterator[Finding]:
    """What is on record, and nothing that the caller said gives cause for."""
    if made:
        at = tuple(of.elapsed(f.n) for f in made)
        sentence = " ".join(
            f"“{f.label}” was recorded at {moment(of.elapsed(f.n))}, and the caller"
            f" {no_cause(of, f)}"
            for f in made
        )
        never = [f for f in made if cause_after(of, f) is None]
        facts = tuple(
            f"On record, and the caller gave no cause for it: {f.label}"
            if f in never
            else f"On record before the caller gave cause for it: {f.label}"
            for f in made
        )
        passages = tuple(one for f in made for one in passages_for(of, f.kind))
        listed = any(f.kind == FollowUpKind.DO_NOT_CALL for f in never)
        why = f"{_UNCAUSED} {_LISTED}" if listed else _UNCAUSED
        yield Finding(Sign.NEVER, "follow-up:uncaused", sentence, at, why, passages, facts)


def days_agreed(of: Comparison) -> frozenset[int]:
    """The days of the week for which something was agreed on, from 0 for Monday, as promised."""
    made = (f for f in of.call.follow_ups if f.kind == FollowUpKind.AGREED and not _has_no_day(f))
    return frozenset(day.weekday() for f in made if (day := _day(of, f)))


def no_cause(of: Comparison, made: FollowUp) -> str:
    """How the caller gave no cause for what is on record: never, or only after it."""
    later = cause_after(of, made)
    if later is None:
        return "never gave a reason for it."
    return f"gave a reason for it only at {moment(later.at)}, “{later.words}”"


def passages_for(of: Comparison, kind: str) -> tuple[Passage, ...]:
    """What the script's document says of a kind of follow-up."""
    rule = of.script.follow_up(kind)
    return (Passage(document_of(of.script), rule.source),) if rule and rule.source else ()


def _owed_since(of: Comparison, owed: FollowUp) -> float | None:
    """Since when the call asked for it: by the caller's words, a step or the ending; else None."""
    since = (_asked_at(of, owed), asked_since(of, owed))
    return min((at for at in since if at is not None), default=None)


def _asked_at(of: Comparison, owed: FollowUp) -> float | None:
    """When the caller asked not to be called: that is owed to them whatever step was come to.

    They asked by the words that come before it in the moves.
    """
    if owed.kind != FollowUpKind.DO_NOT_CALL:
        return None
    before = [b for b in of.reference.beats if b.move.caller and len(b.before.entries) < owed.n]
    asked = cue_name(before[-1].n) if before else ""
    return next((u.at for u in of.spoken if u.name == asked), None)


def _follow_up(of: Comparison, owed: FollowUp, made: FollowUp) -> Finding:
    """What is to be said of a follow-up: the gravest, where it has several faults."""
    faults = [*_faults(of, owed, made)]
    if faults:
        return next((one for one in faults if one.sign is Sign.NEVER), faults[0])
    about, at = f"follow-up:{owed.kind}", (of.elapsed(made.n),)
    passages = passages_for(of, owed.kind)
    state = f"done by {made.done_by}" if made.done else _due(of, made)
    sentence = f"{made.label} is on record{state and ', '}{state}."
    if made.kind == FollowUpKind.COMPLAINT:
        passages = ()  # The document says of it when there is to be none.
    return Finding(Sign.WELL, about, sentence, at, "", passages)


def _faults(of: Comparison, owed: FollowUp, made: FollowUp) -> Iterator[Finding]:
    about, at = f"follow-up:{owed.kind}", (of.elapsed(made.n),)
    passages = passages_for(of, owed.kind)
    when = moment(at[0])
    if made.lacks:
        labels = (made.event.label_of(name) or of.script.label(name) for name in made.lacks)
        names = ", ".join(labels)
        sentence = f"{made.label} is on record, at {when}, without {names}."
        fact = f"{made.label} is on record without {names}."
        yield Finding(Sign.THINK, about, sentence, at, _READ_LATER, passages, (fact,))
    if _has_no_day(made):
        sentence = f"{made.label} is on record, at {when}, without the day that was agreed on."
        fact = f"{made.label} is on record without a day."
        yield Finding(Sign.NEVER, about, sentence, at, _NO_DAY, passages, (fact,))
    elif _names_day(of, owed) and _day(of, made) != _day(of, owed):
        sentence = f"{made.label} is on record, at {when}, {_due(of, made)}; {_agreed_to(of, owed)}"
        fact = f"{made.label} is on record for another day than the caller agreed to."
        yield Finding(Sign.NEVER, about, sentence, at, _OTHER_DAY, passages, (fact,))
    every = (
        _other_time(of, owed, made),
        _other_day_in_words(of, made),
        _misheard(of, owed, made),
        _says_nothing(of, made),
    )
    yield from (one for one in every if one)
    for wanted in (one for one in of.scenario.expected if owed.field(one.detail)):
        own, mine = owed.field(wanted.detail), made.field(wanted.detail)
        missing = lacking(own, wanted.contains, of.today)
        asked = tuple(one for one in wanted.contains if one.split("|")[0] not in missing)
        denied = denied_in(mine) & stems_in(" ".join(asked).replace("|", " "))
        if denied and of.settled(wanted.detail):
            label = of.script.label(wanted.detail)
            sentence = (
                f"{made.label} is on record, at {when}, with {label} “{mine}”; in the moves it is"
                f" “{own}”."
            )
            fact = f"{made.label} is on record as the opposite of what the caller agreed to."
            yield Finding(Sign.NEVER, about, sentence, at, _READ_LATER, passages, (fact,))
        if lacks := of.lacking(mine, asked, _known(of, wanted.detail, own, made)):
            label, words = of.script.label(wanted.detail), ", ".join(f"“{one}”" for one in lacks)
            written = made.field(wanted.detail)
            sentence = (
                f"{made.label} is on record, at {when}, with {label} “{written}”, without {words}."
            )
            fact = f"{made.label} is on record with {label} without {words}."
            is_other = any(names_other(written, one, of.today) for one in lacks)
            sign = Sign.NEVER if is_other else Sign.THINK
            yield Finding(sign, about, sentence, at, _READ_LATER, passages, (fact,))
    if made.kind == FollowUpKind.CALLBACK and not owed.done and _done_in_the_call(of, made):
        done_at = of.elapsed(of.done_by(made))
        sentence = (
            f"{made.label} is on record as done at {moment(done_at)}, by {made.done_by}; the caller"
            " was on the line, and nobody had called them back."
        )
        fact = f"{made.label} is on record as done while the caller was on the line."
        yield Finding(Sign.NEVER, about, sentence, (at[0], done_at), _NOT_DONE, passages, (fact,))
    if owed.done and not made.done:
        sentence = (
            f"{made.label} is on record, at {when}, as still to do; it belonged in the call itself."
        )
        fact = f"{made.label} is on record as still to do."
        yield Finding(Sign.THINK, about, sentence, at, _IN_THE_CALL, passages, (fact,))


def _known(of: Comparison, field: str, own: str, made: FollowUp) -> str:
    """What may stand in a field: what the moves have there, and what else the caller had said."""
    heard = () if of.settled(field) else (u.words for u in of.spoken if u.n < made.n)
    return " ".join((own, *heard))


def _other_day_in_words(of: Comparison, made: FollowUp) -> Finding | None:
    """What is to be said of what was agreed on for one day, and is due on another."""
    if made.kind != FollowUpKind.AGREED or made.due is None:
        return None
    for name in made.event.needs:
        days = weekdays_for(made.field(name), of.today)
        if days and made.due.astimezone(_zone(of)).weekday() not in days:
            at, label = (of.elapsed(made.n),), made.event.label_of(name) or of.script.label(name)
            sentence = (
                f"{made.label} is on record, at {moment(at[0])}, with {label}"
                f" “{made.field(name)}”, {_due(of, made)}: that is another day."
            )
            fact = f"{made.label} is on record for one day, and due on another."
            about, passages = f"follow-up:{made.kind}", passages_for(of, made.kind)
            return Finding(Sign.NEVER, about, sentence, at, _OTHER_DAY, passages, (fact,))
    return None


def _other_time(of: Comparison, owed: FollowUp, made: FollowUp) -> Finding | None:
    """What is to be said of a time of day that is not the one which was agreed on."""
    about, at = f"follow-up:{made.kind}", (of.elapsed(made.n),)
    passages, on_record = passages_for(of, made.kind), f"{made.label} is on record, at"
    for name in made.event.needs:
        field, told, written = of.script.field(name), owed.field(name), made.field(name)
        if field and field.kind in _OF_TIME and told and written and not same(written, told):
            label = made.event.label_of(name) or field.label
            sentence = f"{on_record} {moment(at[0])}, with {label} “{written}”; it was “{told}”."
            fact = f"{made.label} is on record with {label} as it was not told."
            return Finding(Sign.NEVER, about, sentence, at, _OTHER_DAY, passages, (fact,))
    named, mine = _time(of, owed), _time(of, made)
    if not _names_day(of, owed) or named is None or mine == named:
        return None
    told_so = f"{_due(of, made)}; {_agreed_to(of, owed)}"
    if mine is None:
        sentence = f"{on_record} {moment(at[0])}, without the time of day, {told_so}"
        fact = f"{made.label} is on record without the time that the caller agreed to."
        return Finding(Sign.THINK, about, sentence, at, _OTHER_DAY, passages, (fact,))
    sentence = f"{on_record} {moment(at[0])}, {told_so}"
    fact = f"{made.label} is on record for another time than the caller agreed to."
    return Finding(Sign.NEVER, about, sentence, at, _OTHER_DAY, passages, (fact,))


def _time(of: Comparison, follow_up: FollowUp) -> time | None:
    """The time of day that was named with a day: not the end of the desk's day, which is none."""
    if follow_up.due is None:
        return None
    at = follow_up.due.astimezone(_zone(of)).time()
    return None if at == of.script.desk.day_ends else at


def _says_nothing(of: Comparison, made: FollowUp) -> Finding | None:
    """What is to be said of a follow-up that holds something which says nothing."""
    for name in made.event.needs:
        label = made.event.label_of(name) or of.script.label(name)
        called = (label, name) if name == "to" else (label, name, made.label)
        if is_hollow(of, made.field(name), *called):
            when = of.elapsed(made.n)
            sentence = (
                f"{made.label} is on record, at {moment(when)}, with {label} “{made.field(name)}”,"
                " which says nothing."
            )
            fact = f"{made.label} is on record with {label} that says nothing."
            about, passages = f"follow-up:{made.kind}", passages_for(of, made.kind)
            return Finding(Sign.THINK, about, sentence, (when,), _READ_LATER, passages, (fact,))
    return None


def _names_day(of: Comparison, owed: FollowUp) -> bool:
    """Whether the day of a follow-up is what the moves' caller agrees to, and no rule's."""
    added = (b.move.action for b in of.reference.beats if len(b.before.entries) == owed.n - 1)
    named = any(isinstance(one, act.AddFollowUp) and one.due for one in added)
    return named or owed.due != owed.event.due


def _day(of: Comparison, follow_up: FollowUp) -> date | None:
    return follow_up.due.astimezone(_zone(of)).date() if follow_up.due else None


def _agreed_to(of: Comparison, owed: FollowUp) -> str:
    """The day that the caller agreed to: with the words that come after it in the moves."""
    known = _due(of, owed)
    said = _said_next(of, owed)
    if said is None:
        return f"the caller never agreed to that. In the moves it is {known}."
    return f"the caller agreed at {moment(said.at)}, “{said.words}”, to what is {known}."


def _said_next(of: Comparison, owed: FollowUp) -> Utterance | None:
    after = (b for b in of.reference.beats if b.move.caller and len(b.before.entries) >= owed.n)
    name = next((cue_name(beat.n) for beat in after), "")
    return next((u for u in of.spoken if u.name == name), None)


def _done_in_the_call(of: Comparison, made: FollowUp) -> bool:
    ended = of.call.ended
    return made.done and (ended is None or of.done_by(made) < ended.n)


def _can_be_done(of: Comparison, made: FollowUp) -> bool:
    """Whether there was time for it: what it holds had been told, and the rest could be written."""
    at = of.elapsed(made.n)
    told = all(of.was_told(name, at) for name in made.event.needs)
    known = {detail.event.value for detail in of.call.details.values()}
    written = " ".join(value for _, value in made.event.fields if value not in known)
    before = (e.elapsed for e in reversed(of.counted) if e.n < made.n and is_deed(e.event))
    return told and at - next(before, 0.0) >= least_time(written)


def _is_borne_out(of: Comparison, owed: FollowUp, made: FollowUp) -> bool:
    """Whether what is told in a sentence has anything of the call: only that is to be praised."""
    heard = " ".join(u.words for u in of.spoken if u.n < made.n)
    told = ((made.field(name), owed.field(name)) for name in made.event.needs)
    sentences = ((mine, own) for mine, own in told if len(own.split()) > _MOST_WORDS_OF_A_NAME)
    return all(
        is_mostly_of(mine, f"{own} {heard} {_written_down(of)}")
        and (denied_in(mine) - denied_in(f"{own}. {heard}")).isdisjoint(stems_in(f"{own} {heard}"))
        for mine, own in sentences
    )


def _says_more(of: Comparison, owed: FollowUp, made: FollowUp) -> bool:
    """Whether a name or a number has more beside it than was told."""
    named = (name for name in LETTER_BY_LETTER if name in owed.event.needs)
    return any(says_more(of, name, made.field(name), owed.field(name)) for name in named)


def _written_down(of: Comparison) -> str:
    """What the call has on record besides: it may stand in a follow-up as well."""
    details = (detail.event.value for detail in of.call.details.values())
    notes = (e.event.text for e in of.events(ev.Noted))
    return " ".join((*details, *notes, *(d.event.value for d in of.model.details.values())))


def _misheard_besides(of: Comparison, made: FollowUp) -> Finding | None:
    """The same of one more than the moves have of its kind, if it is as none of theirs.

    Nor as anything else that the caller said: people have several numbers.
    """
    misheard = [_misheard(of, f, made) for f in of.model.follow_ups if f.kind == made.kind]
    number = (made.field("number"),)
    told = any(not lacking(u.words, number, of.today) for u in of.spoken)
    return misheard[0] if misheard and all(misheard) and not told else None


def _misheard(of: Comparison, owed: FollowUp, made: FollowUp) -> Finding | None:
    """What is to be said of a follow-up with another name or number than the caller told."""
    wrong = [
        name
        for name in LETTER_BY_LETTER
        if name in owed.event.needs and not as_told(of, made.field(name), owed.field(name))
    ]
    if not wrong:
        return None
    at, labels = (of.elapsed(made.n),), [of.script.label(name) for name in wrong]
    written = [f"{one} “{made.field(name)}”" for one, name in zip(labels, wrong, strict=True)]
    told = [f"“{owed.field(name)}”" for name in wrong]
    sentence = (
        f"{made.label} is on record, at {moment(at[0])}, with {in_a_row(written)}; it was"
        f" {in_a_row(told)}."
    )
    facts = tuple(f"{made.label} is on record with {one} as it was not told." for one in labels)
    # What was misheard before is one slip, and told with the detail.
    misheard = all(made.field(name) in ("", of.call.detail(name)) for name in wrong)
    sign = Sign.THINK if misheard else Sign.NEVER
    about, passages = f"follow-up:{owed.kind}", passages_for(of, owed.kind)
    return Finding(sign, about, sentence, at, _READ_LATER, passages, facts)


def _has_no_day(made: FollowUp) -> bool:
    """Whether a day was to be agreed on, and what stands there is only the latest there may be."""
    event = made.event
    named = event.aim == event.due or made.due != event.due
    return agreed_days(event.rule) is not None and not named


def _due(of: Comparison, made: FollowUp) -> str:
    if made.due is None:
        return ""
    return f"due at the latest {DeskTime(_zone(of), '').moment(made.due)}"


def _zone(of: Comparison) -> tzinfo:
    return Context(of.call, of.library, of.call.last.at).zone_of(of.script)
