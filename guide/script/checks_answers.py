"""What can be wrong with answers and places in lines, once everything was read."""

import re
from collections.abc import Container, Iterable
from datetime import UTC, date, datetime, timedelta

from msgspec import structs

from guide.script.answers import TODAY, answer_hint, read_answer
from guide.script.conditions import without_comma
from guide.script.findings import Findings, Speller, one_of, quoted
from guide.script.locate import Where
from guide.script.model import (
    CALLER_FIELDS,
    DESK_PLACE,
    OWN_PLACES,
    AnswerField,
    AnswerKind,
    Line,
    Script,
    TargetKind,
)
from guide.script.parse import ParsedFile
from guide.script.table import id_like

_OTHER_BRACKETS = re.compile(r"\[([\w.-]+)\]|<([\w.-]+)>|%([\w.-]+)%")
_BRACES = re.compile(r"\{([^{}\n]*)\}")
_HALF_PLACE = re.compile(r"\{ ?([\w.-]+)|([\w.-]+)\}")

_PEOPLE = {
    **dict.fromkeys(
        ("name", "your_name", "full_name"), "Write {caller}, or {agent} for the agent."
    ),
    **dict.fromkeys(("customer", "client", "caller_name"), "Did you mean `{caller}`?"),
    **dict.fromkeys(("my_name", "agent_name", "operator"), "Did you mean `{agent}`?"),
    **dict.fromkeys(("company", "business", "desk", "desk_name"), "Did you mean `{desk.name}`?"),
}
"""How to mend places that scripts elsewhere have for who speaks to whom."""

_MOST_LINES = 10
"""So many further lines with a place that nobody can fill are told by their numbers."""

_ANY_DAY = date(2000, 1, 1)
"""Whether an answer of a script is well formed does not depend on the day."""


def begun_everywhere() -> date:
    """The latest day that has begun in each zone: today there is it, or the one after it."""
    return (datetime.now(UTC) - timedelta(hours=12)).date()


def check_answers(parsed: ParsedFile, script: Script) -> None:
    _check_bounds(parsed, script)
    _check_set(script, parsed.findings)
    _check_fillings(script, parsed.findings)
    _check_gates(parsed, script)
    _check_places(parsed, script)


def check_answers_across(parsed_files: Iterable[ParsedFile]) -> None:
    """Note each field that another script has, too, and takes other answers for.

    A call that goes from one script to the other has the answer with it, and is not asked again.
    """
    first: dict[str, tuple[AnswerField, ParsedFile]] = {}
    for parsed in parsed_files:
        for field in parsed.script.fields if parsed.script else ():
            other, there = first.setdefault(field.id, (field, parsed))
            if there.id == parsed.id or field.id in CALLER_FIELDS or _takes_alike(field, other):
                continue
            what = f"{_taken_by(field)} here, and {_taken_by(other)} in {there.findings.file}"
            if field.kind is other.kind:
                what = f"other options here than in {there.findings.file}"
            message = (
                f"The field {quoted(field.id)} takes {what}: a call that goes from one script to"
                " the other takes the answer along, and nobody is asked again."
            )
            fix = "Give one of the two an id of its own; or let both take the same answers."
            where = parsed.field_places.get(field.id, ("script",))
            parsed.findings.warning(where, "other-answers", message, fix)


def _takes_alike(field: AnswerField, other: AnswerField) -> bool:
    return field.kind is other.kind and {*field.options} == {*other.options}


def _taken_by(field: AnswerField) -> str:
    """What kind of answer a field takes, in words."""
    words = {AnswerKind.TEXT: "any text", AnswerKind.YES_NO: "yes or no"}
    words |= {AnswerKind.CHOICE: "one of a list", AnswerKind.PHONE: "a phone number"}
    return words.get(field.kind, f"a {field.kind}")


def _check_bounds(parsed: ParsedFile, script: Script) -> None:
    """Note dates that nobody can give on any day to come, and those that nobody can give yet.

    No error: it comes with the days, and must keep no script from agents overnight.
    """
    today = begun_everywhere()
    for field in script.fields:
        bounds, key = (field.least, field.most), "most"
        if field.kind is not AnswerKind.DATE or TODAY not in bounds or not all(bounds):
            continue
        asked = f"No answer to {quoted(field.label)} is possible"
        if field.least == TODAY != field.most and date.fromisoformat(field.most) < today:
            message = f"{asked} any more: it is at the earliest today, and `most` is {field.most}."
            fix = "Write a later `most`, or take it out."
        elif field.most == TODAY != field.least and date.fromisoformat(field.least) > (
            today + timedelta(days=2)
        ):
            message = f"{asked} before {field.least}: it is at the latest today."
            fix, key = "Write an earlier `least`, or take it out.", "least"
        else:
            continue
        where = parsed.field_places.get(field.id, ("script",))
        parsed.findings.warning((*where[:-1], key), "bad-bounds", message, fix)


def _check_fillings(script: Script, findings: Findings) -> None:
    """Check that what is filled into lines has no places itself: nothing is filled into those."""
    fillings: list[tuple[Where, str, str]] = [
        (("constants", name), f"constant {quoted(name)}", text) for name, text in script.constants
    ]
    fillings.append((("desk", "name"), "name of the desk", script.desk.name))
    for where, what, text in fillings:
        if brace := re.search(r"\{[^{}\n]*\}|[{}]", text):
            message = f"The {what} has {quoted(brace[0])}, and nothing is filled in there."
            fix = "Write it out, or give the line a place for each of the two."
            findings.error(where, "place-in-place", message, fix, words=brace[0])


def _check_set(script: Script, findings: Findings) -> None:
    """Check that what choices set are answers that their fields take."""
    known = {one.id: one.label for one in script.fields}
    for n, step in enumerate(script.steps):
        for choice in step.choices:
            if choice.answers and choice.to.kind is TargetKind.END:
                whose = f"Choice {choice.key} of step {quoted(step.id)}"
                message = f"{whose} ends the call and sets an answer."
                fix = "Lead it to a last step, and set the answer on the way there."
                findings.error(
                    ("step", n, "choice", choice.key - 1, "set"), "set-at-end", message, fix
                )
            for name, value in choice.answers:
                where = ("step", n, "choice", choice.key - 1, "set", name)
                whose = f"Choice {choice.key} of step {quoted(step.id)} sets {quoted(name)}"
                field = script.field(name)
                if field is None:
                    message = f"{whose}, but there is no such field."
                    otherwise = f'Define it under a heading [[field]] with id = "{name}".'
                    fix = findings.name_meant(name, known, otherwise)
                    findings.error(where, "unknown-field", message, fix)
                elif lacks_options(field):
                    continue  # That is told of the field itself.
                elif not _is_kept_so(field, value):
                    message = f"{whose} to {quoted(value)}, which is no answer to it."
                    findings.error(where, "bad-answer", message, _mend(field, value))


def lacks_options(field: AnswerField) -> bool:
    """Whether one of a few is to be chosen, and none is there: nothing is an answer to it."""
    return field.kind is AnswerKind.CHOICE and not field.options


def _is_kept_so(field: AnswerField, value: str) -> bool:
    """Whether an answer is kept as it is written."""
    return read_answer(_on_any_day(field), value, _ANY_DAY).value == value


def _on_any_day(field: AnswerField) -> AnswerField:
    """A field without the bounds that are another day with each call."""
    least, most = ("" if bound == TODAY else bound for bound in (field.least, field.most))
    return structs.replace(field, least=least, most=most)


def as_kept(field: AnswerField, value: str) -> str:
    """The answer that is meant, as it is kept; empty for none, and for a day with no year."""
    meant = read_answer(_on_any_day(field), value, _ANY_DAY).value
    is_day = field.kind is AnswerKind.DATE
    return "" if is_day and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value.strip()) else meant


def _mend(field: AnswerField, value: str) -> str:
    if meant := as_kept(field, value) or as_kept(field, without_comma(value)):
        return f'Write "{meant}".'
    if field.kind is AnswerKind.NUMBER:
        return f"Write {answer_hint(field, _ANY_DAY)}, between quotation marks."
    examples = {"yes-no": '"yes" or "no"', "date": 'a day such as "Sat, Nov 28, 2026"'}
    examples |= {"time": 'a time such as "2:30 PM"', "phone": "a phone number"}
    options = one_of(field.options) if field.options else ""
    return f"Write {options or examples.get(field.kind, 'a text')}."


def define_field(name: str) -> str:
    """How to mend the name of a field that is not there, and like none."""
    right = id_like(name)[:40] or "…"
    write = "." if right == name else ", and write that here."
    return f'Define it under the heading [fields]: {right} = "…"{write}'


def known_places(script: Script) -> list[str]:
    """The names that may stand between braces: fields, constants, and what the program fills in."""
    own = [*(one.id for one in script.fields), *(name for name, _ in script.constants)]
    return [*own, *OWN_PLACES]


def asked_for(script: Script) -> set[str]:
    """The fields that steps ask for; of a misspelt one, which is noted, the one that is meant."""
    known, speller = {one.id: one.label for one in script.fields}, Speller()
    asked = {name for step in script.steps for name in step.capture}
    mistaken = asked.difference(known)
    return asked | {
        speller.called(name, known) or speller.nearest(name, known) for name in mistaken
    }


def fillable(script: Script) -> set[str]:
    """The names of places that can be filled on a call with this script."""
    own = {name for name in OWN_PLACES if name != DESK_PLACE or script.desk.name}
    chosen = {name for step in script.steps for c in step.choices for name, _ in c.answers}
    constants = (name for name, _ in script.constants)
    return {*CALLER_FIELDS, *own, *asked_for(script), *chosen, *constants}


def _check_gates(parsed: ParsedFile, script: Script) -> None:
    """Note each field that is waited for, or required, where no step asks for it."""
    asked = {*asked_for(script), *CALLER_FIELDS}
    for field in script.fields:
        where = (*parsed.field_places.get(field.id, ("script",))[:-1],)
        key, name = "before_going_on", f"field {quoted(field.id)}"
        waits = f"{quoted(key)} in {name} waits for nothing"
        if field.before_going_on and not field.required:
            fix = f"Add required = true, or take {quoted(key)} out."
            parsed.findings.error((*where, key), "no-use", f"{waits}: it is not required.", fix)
        elif field.before_going_on and field.id not in asked:
            fix = f'Write capture = ["{field.id}"] at the step that waits for it.'
            parsed.findings.error((*where, key), "no-use", f"{waits}: no step asks for it.", fix)
        elif field.required and field.id not in asked:
            message = f"`required` in {name} requires nothing: no step asks for it."
            fix = f'Write capture = ["{field.id}"] at a step, or take `required` out.'
            parsed.findings.warning((*where, "required"), "no-use", message, fix)


def _check_places(parsed: ParsedFile, script: Script) -> None:
    """Check that each place of a line can be filled; of one that cannot, all lines are told."""
    findings, filled = parsed.findings, fillable(script)
    unfilled: dict[str, list[tuple[Where, Line]]] = {}
    for where, line in parsed.lines.worded:
        for name in dict.fromkeys(_BRACES.findall(line.text)):
            if name not in filled:
                unfilled.setdefault(name, []).append(((*where, "text"), line))
    known, labels = known_places(script), {one.id: one.label for one in script.fields}
    _check_braces(parsed, known)
    _check_brackets(parsed, known)
    for name, lines in unfilled.items():
        (where, line), *others = lines
        code, message, fix = _unfilled(name, line, labels, known, findings)
        if others:
            numbers = [str(findings.place(where).line) for where, _ in others[:_MOST_LINES]]
            more = ", …" if len(others) > _MOST_LINES else ""
            line_or_lines = "line" if len(others) == 1 else "lines"
            message += f" It stands in {line_or_lines} {', '.join(numbers)}{more} too."
        findings.error(where, code, message, fix, words=f"{{{name}}}")


def _check_brackets(parsed: ParsedFile, known: list[str]) -> None:
    """Note each place that stands in other brackets, and would be read out with them."""
    for where, line in parsed.lines.worded:
        for name, words in in_other_brackets(line.text).items():
            if name in known:
                message = f"Line {quoted(line.id)} has {quoted(words)}, which is read out so."
                fix = f"Write {{{name}}}, if it is to be filled in."
                parsed.findings.warning((*where, "text"), "stray-brace", message, fix, words=words)


def in_other_brackets(text: str) -> dict[str, str]:
    """The names in a text that stand in other brackets than a place, each with them."""
    found = _OTHER_BRACKETS.finditer(text)
    return {next(filter(None, one.groups())): one[0] for one in found}


def _unfilled(
    name: str, line: Line, labels: dict[str, str], known: list[str], findings: Findings
) -> tuple[str, str, str]:
    """What is told of a place that nobody can fill: its code, what is wrong, how to mend it.

    `labels` are those of the fields by their ids, `known` the names that it could have meant.
    """
    place = quoted(f"{{{name}}}")
    if name == DESK_PLACE:
        message = f"Line {quoted(line.id)} has {place}, and [desk] has no name."
        return "never-filled", message, 'Add name = "…" under the heading [desk].'
    if name in labels:
        message = f"Nobody can fill in {place} of line {quoted(line.id)}: no step asks for it."
        fix = f'Write capture = ["{name}"] at a step, or make it one of the [constants].'
        return "never-filled", message, fix
    message = (
        f"There is no field or constant {quoted(name)} to be filled in where line"
        f" {quoted(line.id)} has {place}."
    )
    fix = (
        f"Write {one_of(known[: -len(OWN_PLACES)])} between the braces, or define it "
        "under the heading [fields] or [constants]."
    )
    written = name.strip().replace(" ", "_")
    speller = findings.speller
    if labelled := speller.called(name, labels):
        fix = f"Did you mean {quoted(f'{{{labelled}}}')}?"
    elif written.casefold() in _PEOPLE:
        fix = _PEOPLE[written.casefold()]
    elif near := speller.nearest(written, known):
        fix = f"Did you mean {quoted(f'{{{near}}}')}?"
    return "unknown-field", message, fix


def _check_braces(parsed: ParsedFile, known: list[str]) -> None:
    """Note each line with a brace that belongs to no place, and would be read out.

    What its translations have instead of a place that is half written follows from it.
    """
    for where, line in parsed.lines.worded:
        if brace := stray_brace(line.text):
            message = f"Line {quoted(line.id)} has a single {brace}, which cannot be said."
            if line.translations and half_places(line.text):
                message += " The places of its translations are compared once that is mended."
            fix = how_to_mend_brace(line.text, known)
            parsed.findings.warning((*where, "text"), "stray-brace", message, fix, words=brace)


def stray_brace(text: str) -> str:
    """The first brace in a text that belongs to no place; empty where there is none."""
    found = re.search("[{}]", _BRACES.sub("", text))
    return found[0] if found else ""


def half_places(text: str) -> tuple[str, ...]:
    """What may be meant as the names of places in a text, with a single brace beside each."""
    found = _HALF_PLACE.finditer(_BRACES.sub(" ", text))
    return tuple((one[1] or one[2]).strip(".-") for one in found)


def how_to_mend_brace(text: str, known: Container[str]) -> str:
    """How to mend a text with a brace that belongs to no place; `known` are names of places."""
    meant = next((name for name in half_places(text) if name in known), "")
    if meant:
        return f"Write {{{meant}}}, if it is to be filled in."
    return "Take it out, or write the id of a field between { and }."
