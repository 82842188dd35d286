"""Debrief: what the caller told, against what is written down."""

from collections.abc import Iterator

from guide.call import events as ev
from guide.script.model import CALLER_FIELDS, AnswerKind, Topic
from guide.text import capital
from guide.training.beyond import as_told, says_more
from guide.training.comparison import (
    LETTER_BY_LETTER,
    Comparison,
    Utterance,
    contradicts,
    denied_in,
    doubted_in,
    names_other,
    same,
    says_yes,
    stems_in,
    words_in,
)
from guide.training.debrief_follow_ups import days_agreed
from guide.training.debrief_nothing_said import is_hollow
from guide.training.finding import Finding, Passage, Sign, moment
from guide.training.scenario import Expect
from guide.training.weekdays import days_of_month_in, weekdays_in

_CLOSED = (AnswerKind.YES_NO, AnswerKind.CHOICE, AnswerKind.DATE, AnswerKind.TIME)

_NOTHING = frozenset({"nothing", "nobody", "none", "noone", "no", "one", "nil"})
"""No answer to what by the moves is something."""

_NOT_GIVEN = frozenset(
    (
        *("not", "no", "none", "never", "did", "was", "is", "has", "have", "a", "an", "the", "by"),
        *("unknown", "anonymous", "withheld", "refused", "declined", "given", "gave", "told"),
        *("give", "say", "said", "stated", "name", "number", "caller", "na", "n", "male", "female"),
        *("man", "woman", "mr", "mrs", "ms", "sir", "madam", "threatening", "abusive", "angry"),
    )
)
"""Words that stand for a name which was not told."""

_LEAST_DIGITS = 4

_MOVED_ON = " (never told: you had moved on)"

_READ_LATER = "Whoever goes on from this record has nothing else."


def details(of: Comparison) -> Iterator[Finding]:
    """What the caller told, against what is written down."""
    said = {one.detail: one for one in of.scenario.expected if one.detail}
    asked = {field for step in of.steps(of.model) for field in step.capture}
    wanted = dict.fromkeys((*(field for field in of.model.details if field in asked), *said))
    source = of.passage(Topic.DETAILS)
    held: list[str] = []
    missed: list[str] = []
    for field in wanted:
        written = of.call.details.get(field)
        if written is None:
            if not of.left_open or _was_to_be_written(of, field):
                missed.append(field)
        elif finding := _differs(of, written, said.get(field), source):
            yield finding
        elif (
            can_be_compared(of, written, said.get(field))
            and of.was_told(field, of.elapsed(written.n))
            and _is_borne_out(of, written)
            and not more_than_told(of, written, said.get(field))
        ):
            held.append(of.script.label(field))
    for written in of.call.details.values():
        if written.event.field in wanted:
            continue
        if _is_invented(of, written):
            yield _never_said(of, written, source)
        elif _says_nothing(of, written, None) and (finding := _differs(of, written, None, source)):
            yield finding
    if missed:
        told = (_told_at(of, field) for field in missed)
        at = tuple(when for when in told if when is not None) or (of.call.last.elapsed,)
        named = _in_groups(of, missed)
        facts = tuple(_missing(of, field) for field in missed)
        sentence = f"Not written down: {named}."
        yield Finding(Sign.THINK, "details:missed", sentence, at, _READ_LATER, source, facts)
    if held:
        sentence = f"Written down as it was told: {', '.join(held)}."
        yield Finding(Sign.WELL, "details", sentence, (), "", source)


def _in_groups(of: Comparison, fields: list[str]) -> str:
    """The labels of fields, each group with the aside that all of it has: nobody tells them all."""
    groups: dict[str, list[str]] = {}
    for field in fields:
        groups.setdefault(_told(of, field), []).append(of.script.label(field))
    return "; ".join(f"{', '.join(labels)}{aside}" for aside, labels in groups.items())


def _missing(of: Comparison, field: str) -> str:
    """The fact that a detail is missing: what was never told is not what was not written down."""
    aside, label = _told(of, field), of.script.label(field)
    if aside == _MOVED_ON:
        return f"Moved on before it was told: {label}"
    never = aside and _told_at(of, field) is None
    return f"{'The call was over before it was told' if never else 'Not written down'}: {label}"


def _was_to_be_written(of: Comparison, field: str) -> bool:
    """Whether a detail was there to be written down before the call was handed over or left.

    Where by the moves it is too, that goes for what no words of the caller's tell, as well.
    """
    ended = of.call.ended
    if ended and ended.event.ending in of.good_endings:
        return of.was_told(field, ended.elapsed)
    return _told_at(of, field) is not None


def _told_at(of: Comparison, field: str) -> float | None:
    """When the caller told a detail, in seconds into the call; None when they never did."""
    tells = of.telling(field)
    return next((u.at for u in of.spoken if u.name in tells), None)


def _told(of: Comparison, field: str) -> str:
    """When the caller told a detail, or why they did not, as an aside.

    Empty for one that they never tell.
    """
    tells = of.telling(field)
    places = [(cue.script, cue.step) for cue in of.cues if cue.name in tells]
    if not places:
        return ""
    at = _told_at(of, field)
    if at is not None:
        return f" (told at {moment(at)})"
    here = of.call.here.script, of.call.here.step
    left = any(place in of.call.visited for place in places) and here not in places
    if left:
        return _MOVED_ON
    return f" (never told by {moment(of.call.last.elapsed)}, when the call was over)"


def _differs(
    of: Comparison,
    detail: ev.Recorded[ev.Detailed],
    wanted: Expect | None,
    source: tuple[Passage, ...],
) -> Finding | None:
    """What is to be said of a detail that is written down; None when it is as it should be."""
    written = detail.event
    label, about = capital(of.script.label(written.field)), f"detail:{written.field}"
    value = _value(of, written.field, wanted)
    at = (of.elapsed(detail.n),)
    when = moment(at[0])
    if value and not as_told(of, written.value, value):
        known = of.was_told(written.field, at[0])
        it_was = f"it was “{value}”" if known else "the caller had not told it by then"
        sentence = f"{label} is written down, at {when}, as “{written.value}”; {it_was}."
        fact = f"{label} was written down as it was not told."
        sign = Sign.THINK if known and not _is_closed(of, written.field) else Sign.NEVER
        return Finding(sign, about, sentence, at, _READ_LATER, source, (fact,))
    if _was_never_said(of, written.field):
        return _never_said(of, detail, source)
    if contradicts(written.value, of.model.detail(written.field)):
        sentence = f"{label} is written down, at {when}, as “{written.value}”; {_heard(of, detail)}"
        fact = f"{label} was written down as the opposite of what was told."
        return Finding(Sign.NEVER, about, sentence, at, _READ_LATER, source, (fact,))
    if denied := _denied(of, detail, wanted):
        sentence = f"{label} is written down, at {when}, as “{written.value}”; {_heard(of, detail)}"
        fact = f"{label} was written down with a “not” that the caller had not said."
        return Finding(denied, about, sentence, at, _READ_LATER, source, (fact,))
    lacks = of.lacking(written.value, wanted.contains, _known(of, detail)) if wanted else ()
    if of.settled(written.field):
        lacks = tuple(one for one in lacks if not _is_told_by_promise(of, written.value, one))
    if lacks:
        words = ", ".join(f"“{one}”" for one in lacks)
        sentence = f"{label} is written down, at {when}, without {words}: “{written.value}”."
        fact = f"{label} was written down without {words}."
        other = any(names_other(written.value, one, of.today) for one in lacks)
        sign = Sign.NEVER if other else Sign.THINK
        return Finding(sign, about, sentence, at, _READ_LATER, source, (fact,))
    nothing = _says_nothing(of, detail, wanted)
    found = bool(wanted and wanted.contains) or _is_borne_out(of, detail)
    told = teller_of(of, detail) is not None
    if nothing or (told and not found):
        none = nothing and _is_of_before(of, written)
        heard = f"; {_heard(of, detail)}" if told or none else ", which says nothing."
        sentence = f"{label} is written down, at {when}, as “{written.value}”{heard}"
        fact = f"{label} was written down without anything of what was told."
        if nothing:
            says = "nothing, and there was something" if none else "what says nothing"
            fact = f"{label} was written down as {says}."
        return Finding(Sign.THINK, about, sentence, at, _READ_LATER, source, (fact,))
    return None


def _is_told_by_promise(of: Comparison, written: str, lacking: str) -> bool:
    """Whether the promise has the day that is lacking where it is written down what was agreed.

    Another day than the caller agreed to is told with the promise, unless both name different ones.
    """
    due = days_agreed(of)
    named = weekdays_in(written, of.today) | days_of_month_in(written, of.today)
    return bool(weekdays_in(lacking, of.today) and due) and (not named or bool(named & due))


def _never_said(
    of: Comparison, detail: ev.Recorded[ev.Detailed], source: tuple[Passage, ...]
) -> Finding:
    written, at = detail.event, (of.elapsed(detail.n),)
    label, about = capital(of.script.label(written.field)), f"detail:{written.field}"
    sentence = (
        f"{label} is written down, at {moment(at[0])}, as “{written.value}”; the caller never said"
        " it."
    )
    fact = f"{label} was written down, and the caller had not said it."
    return Finding(Sign.NEVER, about, sentence, at, _READ_LATER, source, (fact,))


def _is_invented(of: Comparison, detail: ev.Recorded[ev.Detailed]) -> bool:
    """Whether it is a name, or a number, that the caller never tells nor can be known of them.

    That they gave none may well be written down.
    """
    field, words = detail.event.field, words_in(detail.event.value)
    if field not in LETTER_BY_LETTER or detail.event.from_call or of.tellers(field):
        return False
    if any(f.field(field) == detail.event.value for f in of.call.follow_ups):
        return False  # That is told with the follow-up.
    named = {*words} - _NOT_GIVEN
    if field == "number":
        return sum(letter.isdigit() for letter in detail.event.value) >= _LEAST_DIGITS
    return bool(named) and named.isdisjoint(words_in(" ".join(u.words for u in of.spoken)))


def _denied(of: Comparison, detail: ev.Recorded[ev.Detailed], wanted: Expect | None) -> Sign | None:
    """How grave it is that a sentence says no to what the moves have there; None where it does not.

    To words that it must have, of what was agreed on: that is the opposite. Others may be right: a
    “no title yet” is the caller's, who said that the title was never put in their name.
    """
    written, told = detail.event, _known(of, detail)
    model, no = of.model.detail(written.field), denied_in(written.value)
    contained = " ".join(wanted.contains).replace("|", " ") if wanted else ""
    if of.settled(written.field) and no & stems_in(contained):
        return Sign.NEVER
    return Sign.THINK if (no - doubted_in(told)) & stems_in(model) else None


def _known(of: Comparison, detail: ev.Recorded[ev.Detailed]) -> str:
    """What may stand in a detail: what the caller had said, and what the moves write down.

    For what was agreed on, the latter alone: the caller speaks of what they do not want, too.
    """
    field, by = detail.event.field, of.elapsed(detail.n)
    heard = () if of.settled(field) else (u.words for u in of.spoken if u.heard <= by)
    return " ".join((of.model.detail(field), *heard))


def _says_nothing(of: Comparison, detail: ev.Recorded[ev.Detailed], wanted: Expect | None) -> bool:
    """Whether what is written down of a detail is surely no word, or only what it is called.

    Or that there is none of it, where that is no answer.
    """
    written = detail.event
    model = of.model.detail(written.field)
    if written.field in LETTER_BY_LETTER or (model and same(written.value, model)):
        return False
    if not model or says_yes(model) is not None or _is_closed(of, written.field):
        return is_hollow(of, written.value, of.script.label(written.field), written.field)
    if _is_none(written.value):
        return not (wanted and wanted.or_nothing) or teller_of(of, detail) is not None
    return is_hollow(of, written.value, of.script.label(written.field), written.field)


def _is_none(value: str) -> bool:
    words = words_in(value)
    return bool(words) and set(words) <= _NOTHING


def _is_of_before(of: Comparison, written: ev.Detailed) -> bool:
    """Whether it is none of what the moves know before the caller has said anything."""
    return _is_none(written.value) and not of.tellers(written.field)


def teller_of(of: Comparison, detail: ev.Recorded[ev.Detailed]) -> Utterance | None:
    """The words by which the caller had told a detail when it was written down."""
    tells = of.telling(detail.event.field)
    by = of.elapsed(detail.n)
    return next((u for u in of.spoken if u.name in tells and u.heard <= by), None)


def _heard(of: Comparison, detail: ev.Recorded[ev.Detailed]) -> str:
    told = teller_of(of, detail)
    if told is None:
        return f"in the moves it is “{of.model.detail(detail.event.field)}”."
    return f"what was told, at {moment(told.at)}: “{told.words}”"


def _value(of: Comparison, field: str, wanted: Expect | None) -> str:
    """What a detail is compared with; empty for one in the trainee's own words."""
    compared = field in LETTER_BY_LETTER or _is_closed(of, field)
    model = of.model.detail(field) if compared else ""
    return wanted.value if wanted and wanted.value else model


def more_than_told(of: Comparison, detail: ev.Recorded[ev.Detailed], wanted: Expect | None) -> bool:
    """Whether a detail that is as it was told says more besides: nobody praises that unread."""
    field, written = detail.event.field, detail.event.value
    model = of.model.detail(field)
    value = _value(of, field, wanted) or (model if says_yes(model) is not None else "")
    return bool(value) and says_more(of, field, written, value)


def can_be_compared(
    of: Comparison, detail: ev.Recorded[ev.Detailed], wanted: Expect | None
) -> bool:
    """Whether a detail is more than a sentence in the trainee's own words, right as they may be.

    What is in a sentence is told move by move, beside the caller's words: nobody praises it unread.
    """
    field, model = detail.event.field, of.model.detail(detail.event.field)
    closed = field in LETTER_BY_LETTER or _is_closed(of, field) or says_yes(model) is not None
    return closed or bool(wanted and wanted.value)


def _is_borne_out(of: Comparison, detail: ev.Recorded[ev.Detailed]) -> bool:
    """Whether a detail has anything of what the caller had said, or of what the moves write down.

    In whose own words it is, nobody can say more of it; but only that is to be praised.
    """
    written, model = detail.event.value, of.model.detail(detail.event.field)
    if same(written, model) or (says_yes(written) and says_yes(model)):
        return True
    by = of.elapsed(detail.n)
    heard = (u.words for u in of.spoken if u.heard <= by)
    return not stems_in(written).isdisjoint(stems_in(" ".join((model, *heard))))


def _is_closed(of: Comparison, field: str) -> bool:
    """Whether a detail takes one of a few answers: another one is no slip of the pen."""
    known = of.script.field(field)
    return known is not None and known.kind in _CLOSED


def _was_never_said(of: Comparison, field: str) -> bool:
    """Whether the caller never came to answer what only they can, and their script asks for.

    Who calls, and what about, is known from elsewhere too, such as from an earlier call.
    """
    tell = of.telling(field)
    said = any(u.name in tell for u in of.said_before(len(of.call.entries)))
    return bool(tell) and not said and field not in CALLER_FIELDS
