"""What can be wrong with conditions, once everything was read: names, values, and what never holds.

A mistake stands at the very word of the condition that it is about.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from guide.script.answer_combinations import never_holds
from guide.script.answers import read_answer
from guide.script.checks_answers import as_kept, begun_everywhere, fillable, lacks_options
from guide.script.conditions import (
    DAY,
    LANGUAGE,
    ORDERING,
    OWN_NAMES,
    VISITED,
    Comparison,
    Condition,
    Fact,
    Sign,
    Visited,
    day,
    facts_in,
    number,
    written,
)
from guide.script.findings import Findings, listed, one_of, quoted
from guide.script.languages import how_to_write, is_language, language_name
from guide.script.locate import Where
from guide.script.model import OWN_PLACES, AnswerField, AnswerKind, DayKind, Script
from guide.script.parse import ParsedFile
from guide.script.table import id_like, is_id

_ANY_DAY = date(2000, 1, 1)
"""Whether a value of a condition is well formed does not depend on the day."""

_EXAMPLES = {
    AnswerKind.YES_NO: "Write yes or no.",
    AnswerKind.NUMBER: "Write a number, like 7 or 2.5.",
    AnswerKind.DATE: "Write today, or year, month and day of a real date: 2026-12-25.",
    AnswerKind.TIME: 'Write a time as it is kept: "2:30 PM".',
    AnswerKind.PHONE: 'Write a phone number as it is kept: "312 555 0199".',
}


_TURNED = {
    Sign.LESS: Sign.MORE,
    Sign.MORE: Sign.LESS,
    Sign.AT_MOST: Sign.AT_LEAST,
    Sign.AT_LEAST: Sign.AT_MOST,
}


class _Wrong(NamedTuple):
    code: str
    message: str
    fix: str


def check_conditions(parsed: ParsedFile, script: Script) -> None:
    findings, answerable = parsed.findings, _answerable(script)
    wrong = set(_check_grounds(parsed, script))
    # The same comparison stands in many conditions.
    known: dict[Fact, _Wrong | None] = {}
    # Nothing is an answer to them, which is told of the fields themselves.
    empty = {field.id for field in script.fields if lacks_options(field)}
    for where, read in parsed.lines.conditions:
        for fact, at in zip(facts_in(read.condition), read.places, strict=True):
            if fact not in known:
                known[fact] = _wrong_fact(fact, script, answerable, findings)
            if isinstance(fact, Comparison) and fact.name in empty:
                wrong.add(where)
            if found := known[fact]:
                wrong.add(where)
                findings.error(where, *found, character=at)
    since = begun_everywhere()
    for where, what, condition, on in _offered(parsed, script):
        if where not in wrong and never_holds(condition, script, on, since=since):
            only = f" on a {on}" if on else ""
            message = f"{what} can never be offered: no answers make `when` hold{only}."
            fix = "Mend the condition, or take out what it is for."
            findings.warning(where, "never-true", message, fix)


def _check_grounds(parsed: ParsedFile, script: Script) -> Iterator[Where]:
    """Note the conditions and gates of lines that a ground needs; tell where conditions stand."""
    of_grounds = {line.id for ground in script.grounds for _, line in ground.lines}
    for where, line in parsed.lines.worded:
        if line.before_going_on and line.id in of_grounds:
            message = f"Line {quoted(line.id)} belongs to a ground, and its step waits for it."
            fix = "Take `before_going_on` out: the protocol itself says what comes before what."
            parsed.findings.error((*where, "before_going_on"), "gate-on-ground", message, fix)
        if line.when is not None and line.id in of_grounds:
            message = f"Line {quoted(line.id)} belongs to a ground, and has a condition."
            fix = "Take `when` out: what a ground needs is the same on every call."
            parsed.findings.error((*where, "when"), "condition-on-ground", message, fix)
            yield (*where, "when")


def _offered(
    parsed: ParsedFile, script: Script
) -> Iterator[tuple[Where, str, Condition, DayKind | None]]:
    """Everything with a condition: where that stands, what it is for, and on which days."""
    for where, line in parsed.lines.worded:
        if line.when is not None:
            yield (*where, "when"), f"Line {quoted(line.id)}", line.when, line.on
    for n, step in enumerate(script.steps):
        for choice in step.choices:
            if choice.when is not None:
                what = f"Choice {choice.key} of step {quoted(step.id)}"
                yield ("step", n, "choice", choice.key - 1, "when"), what, choice.when, None
        for item, coach in enumerate(step.coaching):
            if coach.when is not None:
                what = f"Coaching {item + 1} of step {quoted(step.id)}"
                yield ("step", n, "coach", item, "when"), what, coach.when, None


def _answerable(script: Script) -> set[str]:
    """The fields that an agent can fill in on a call with this script."""
    needed = {name for rule in script.follow_ups for name in rule.needs}
    return {*fillable(script), *script.in_sight, *needed}


def _wrong_fact(
    fact: Fact, script: Script, answerable: set[str], findings: Findings
) -> _Wrong | None:
    """What is wrong with a comparison or a `visited`, if anything is."""
    if isinstance(fact, Visited):
        return _wrong_step(fact, script, findings)
    field = script.field(fact.name)
    if fact.name in OWN_NAMES and field is not None:
        message = f"{quoted(fact.name)} in a condition is not the field of that name."
        return _Wrong("reserved-name", message, "Give the field another id.")
    if fact.name == DAY:
        return _wrong_day(fact, findings)
    if fact.name == LANGUAGE:
        return _wrong_language(fact, script)
    if field is None:
        return _no_field(fact, script, findings)
    if fact.name not in answerable:
        message = f"Nobody can answer {quoted(fact.name)}: no step asks for it."
        fix = f'Write capture = ["{fact.name}"] at a step, or `set` it in a choice.'
        return _Wrong("never-answered", message, fix)
    return _wrong_value(fact, field, findings)


def _no_field(fact: Comparison, script: Script, findings: Findings) -> _Wrong:
    """That there is no such field: what is compared may stand on the other side, or be no field."""
    message = f"There is no field {quoted(fact.name)} to compare with."
    if script.field(fact.value) is not None or fact.value in OWN_NAMES:
        turned = Comparison(fact.value, _TURNED.get(fact.sign, fact.sign), fact.name)
        return _Wrong("unknown-field", message, f"Write {written(turned)}: the field comes first.")
    fills = {*OWN_PLACES, *(name for name, _ in script.constants)}
    if fact.name in fills:
        message = f"{quoted(fact.name)} is filled into lines, and is no answer to compare."
        return _Wrong("unknown-field", message, "Compare an answer, or take the comparison out.")
    name = fact.name if is_id(fact.name) else id_like(fact.name)
    otherwise = f'Define it under a heading [[field]] with id = "{name[:40]}"'
    otherwise += "." if name == fact.name else ", and write that here."
    known = {one.id: one.label for one in script.fields} | dict.fromkeys(OWN_NAMES, "")
    return _Wrong("unknown-field", message, findings.name_meant(fact.name, known, otherwise))


def _wrong_step(fact: Visited, script: Script, findings: Findings) -> _Wrong | None:
    if script.step(fact.step) is not None:
        return None
    titles = {step.id: step.title for step in script.steps}
    fix = findings.name_meant(fact.step, titles, "Write the id of a step of this script.")
    return _Wrong("missing-target", f"There is no step {quoted(fact.step)} for `{VISITED}`.", fix)


def _wrong_day(fact: Comparison, findings: Findings) -> _Wrong | None:
    kinds = [kind.value for kind in DayKind]
    message = f"{quoted(written(fact))} cannot be: the day is one of {listed(kinds)}."
    if fact.value not in kinds:
        fix = findings.did_you_mean(fact.value, kinds, "Write day = weekday or day = weekend.")
        return _Wrong("bad-comparison", message, fix)
    if fact.sign in ORDERING:
        return _Wrong("bad-comparison", message, "Write = or !=.")
    return None


def _wrong_language(fact: Comparison, script: Script) -> _Wrong | None:
    if fact.sign in ORDERING:
        message = f"{quoted(written(fact))} cannot be: languages are not more or less."
        return _Wrong("bad-comparison", message, "Write = or !=.")
    if not is_language(fact.value):
        message = f"{quoted(fact.value)} is not the code of a language."
        return _Wrong("bad-language", message, how_to_write(fact.value))
    if fact.value in (script.language, *script.languages):
        return None
    name = language_name(fact.value)
    message = f"No line of this script is translated into {name}: no call with it is in {name}."
    fix = f"Add translation.{fact.value} to its lines, or take the comparison out."
    if not script.language:
        fix = f'If its lines are in {name}, write language = "{fact.value}" under [script]. {fix}'
    return _Wrong("never-answered", message, fix)


def _wrong_value(fact: Comparison, field: AnswerField, findings: Findings) -> _Wrong | None:
    whose = f"{quoted(written(fact))} cannot be"
    if fact.sign in ORDERING and field.kind not in (AnswerKind.NUMBER, AnswerKind.DATE):
        message = f"{whose}: answers of kind {quoted(field.kind)} are not more or less."
        return _Wrong("bad-comparison", message, "Write = or !=.")
    if _is_value(fact.value, field) or lacks_options(field):
        return None
    message = f"{whose}: {quoted(fact.value)} is no answer to {quoted(field.id)}."
    fix = _EXAMPLES.get(field.kind, "")
    if field.kind in (AnswerKind.TIME, AnswerKind.YES_NO) and (meant := as_kept(field, fact.value)):
        fix = f'Write "{meant}".' if " " in meant else f"Write {meant}."
    if field.options:
        otherwise = f"Write {one_of(field.options)}."
        fix = findings.did_you_mean(fact.value, field.options, otherwise)
    return _Wrong("bad-comparison", message, fix)


def _is_value(value: str, field: AnswerField) -> bool:
    match field.kind:
        case AnswerKind.NUMBER:
            return number(value) is not None
        case AnswerKind.DATE:
            return day(value, _ANY_DAY) is not None
        case _:
            return read_answer(field, value, _ANY_DAY).value.casefold() == value.casefold()
