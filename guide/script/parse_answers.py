"""What a script file says of answers: its fields, each with a kind, and its constants.

A field that takes any text is a row under [fields]; one with a kind has a [[field]] of its own.
"""

import re
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum

from msgspec import Struct
from msgspec.structs import replace

from guide.script import setting
from guide.script.answers import NO, TODAY, YES
from guide.script.dates import full_day, shown_time_of_day
from guide.script.findings import quoted
from guide.script.locate import Where
from guide.script.look_alike import looks_of
from guide.script.model import CALLER_FIELDS, CALLERS_NUMBER, OWN_PLACES, AnswerField, AnswerKind
from guide.script.table import Table, id_like, is_id


class _Card(Enum):
    """When a field holds a card number."""

    NEVER = "never"


_CARD = setting.one_of(
    _Card, '"never" where its numbers are no card numbers: nothing is masked then.'
)
SHORT_KEYS = {"label": setting.text("What the screen calls it.", required=True), "card": _CARD}
_BOUND: tuple[setting.Schema, ...] = (
    {"type": "number"},
    {"type": "string", "pattern": rf"^\s*({TODAY}|{setting.DAY})\s*$"},
)
FIELD_KEYS = {
    "id": setting.identifier("What steps, choices, lines and conditions call it.", required=True),
    "label": setting.text("What the screen calls it.", required=True),
    "kind": setting.one_of(AnswerKind, "Which kind of answer; left out, any text."),
    "options": setting.texts("What can be chosen, if it is a choice.", least=2),
    "least": setting.either("The least number, or the first day: a date, or today.", *_BOUND),
    "most": setting.either("The highest number, or the last day: a date, or today.", *_BOUND),
    "required": setting.flag("Whether it is required."),
    "before_going_on": setting.flag("Whether no choice leads on until it is answered."),
    "card": _CARD,
}

_NUMERAL = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,6})?", re.ASCII)

_FARTHEST = 10**15
"""Numbers are typed with fifteen digits at most."""


_TOLD_OF_CALLER = {
    "caller": "the caller’s name",
    CALLERS_NUMBER: "the caller’s phone number",
    "concern": "the caller’s concern",
}
_KINDS_OF_CALLER = dict.fromkeys(CALLER_FIELDS, (AnswerKind.TEXT,)) | {
    CALLERS_NUMBER: (AnswerKind.TEXT, AnswerKind.PHONE)
}
"""What is asked about the caller on every call takes these kinds of answers alone."""


class _Named(Struct):
    """The fields so far, and where each stands that the file names."""

    fields: dict[str, AnswerField]
    places: dict[str, Where]


def fields_of(file: Table) -> tuple[tuple[AnswerField, ...], dict[str, Where]]:
    """The fields of a script, and by their ids where its file has them.

    Those of its file come in order after the three that always exist.
    """
    usual = {name: AnswerField(name, label) for name, label in CALLER_FIELDS.items()}
    named = _Named(usual, {})
    several = _several(file)
    if not several:
        _read_short(file, named)
    for table in (*several, *file.tables("field", "field", FIELD_KEYS)):
        _add(_field(table), table, "id", named)
    return tuple(named.fields.values()), named.places


def constants_of(file: Table, fields: tuple[AnswerField, ...]) -> tuple[tuple[str, str], ...]:
    """The texts of [constants]; a name that is a field's, or the program's own, is noted."""
    names = file.names_in("constants")
    table = file.table("constants", "[constants]", names)
    if table is None:
        return ()
    taken = {one.id for one in fields}
    for name in names:
        if not is_id(name):
            message = f"{quoted(name)} in [constants] cannot be the name of a constant."
            table.wrong(name, "bad-id", message, "Use small letters, digits, _ and -.")
        elif name in taken:
            message = f"{quoted(name)} in [constants] is the name of a field already."
            table.wrong(name, "duplicate-id", message, "Give the constant another name.")
        else:
            _check_own(name, table, name)
    return tuple((name, table.prose(name)) for name in names)


def answers_set(choice: Table) -> tuple[tuple[str, str], ...]:
    """What taking a choice answers, by the ids of fields; what is no text, or empty, is noted."""
    names = choice.names_in("set")
    table = choice.table("set", f"`set` of {choice.name}", names)
    found = [(name, _answer_set(table, name)) for name in names] if table else []
    return tuple((name, answer) for name, answer in found if answer)


def _answer_set(table: Table, name: str) -> str:
    """An answer as it is written; of one that is no text, how it is kept is told."""
    match table.value(name):
        case bool(told):
            kept = YES if told else NO
        case float(told) if abs(told) < _FARTHEST:
            kept = f"{Decimal(str(told)):f}"
        case date() as told if not isinstance(told, datetime):
            kept = full_day(told)
        case time() as told:
            kept = shown_time_of_day(told)
        case _:
            return table.prose(name)
    fix = f'Write it as it is kept, between quotation marks: {name} = "{kept}".'
    table.wrong_type(name, "a text", fix)
    return ""


def _several(file: Table) -> tuple[Table, ...]:
    """The fields under [[fields]], which is noted: its headings are [fields] and [[field]]."""
    value = file.value("fields")
    if not (isinstance(value, list) and value and isinstance(value[0], dict) and "id" in value[0]):
        return ()
    fix = "Write [[field]] for each field that has an id of its own."
    file.wrong_type("fields", "one table", fix)
    return tuple(file.tables("fields", "field", FIELD_KEYS))


def _read_short(file: Table, named: _Named) -> None:
    """The rows of [fields]: each is a label, or a table with it."""
    keys = file.names_in("fields")
    table = file.table("fields", "[fields]", keys)
    if table is None:
        return
    for key in keys:
        own = None
        if isinstance(table.value(key), dict):
            own = table.table(key, f"field {quoted(key)}", SHORT_KEYS)
        label = own.prose("label", required=True) if own else table.prose(key)
        if not is_id(key):
            message = f"{quoted(key)} in [fields] cannot be the id of a field."
            table.wrong(key, "bad-id", message, "Use small letters, digits, _ and -.")
        usual = named.fields.get(key)
        field = AnswerField(key, label or (usual.label if usual else key))
        _add(replace(field, cardless=_cardless(own, key)) if own else field, table, key, named)


def _add(field: AnswerField, table: Table, key: str, named: _Named) -> None:
    """Add a field that the file names; a second one of its id is noted."""
    first = named.places.get(field.id)
    if field.id and first is not None:
        line = table.findings.place(first).line
        message = f"The id {quoted(field.id)} is given to two fields, the first in line {line}."
        table.wrong(key, "duplicate-id", message, "Give one of them another id.")
        return
    _check_own(field.id, table, key)
    named.places[field.id] = table.at(key)
    named.fields[field.id] = field


def _check_own(name: str, table: Table, key: str) -> None:
    if name in OWN_PLACES:
        message = f"The program fills {quoted(f'{{{name}}}')} of itself."
        table.wrong(key, "reserved-name", message, f"Give {table.name} another name.")


def _field(table: Table) -> AnswerField:
    name = table.identifier("id", required=True)
    label = table.prose("label", required=True)
    kind = _kind(table)
    if kind not in _KINDS_OF_CALLER.get(name, (kind,)):
        message = (
            f"{quoted(name)} is {_TOLD_OF_CALLER[name]} on every call, for follow-ups too: "
            f"no field of kind {quoted(kind)} can have this id."
        )
        better = id_like(label)
        such = f", such as {better}" if better not in ("", *CALLER_FIELDS) else ""
        table.wrong("id", "reserved-name", message, f"Give the field another id{such}.")
    field = AnswerField(
        id=name,
        label=label,
        kind=kind,
        options=_options(table, kind),
        least=_bound(table, "least", kind),
        most=_bound(table, "most", kind),
        required=table.flag("required"),
        before_going_on=table.flag("before_going_on"),
        cardless=_cardless(table, name),
    )
    if _crossed(field):
        message = f"No answer to {table.name} is possible: `least` is more than `most`."
        table.wrong("least", "bad-bounds", message, "Exchange the two, or take one of them out.")
        return replace(field, least="", most="")
    return field


def _kind(table: Table) -> AnswerKind:
    """The kind of a field; of one that is noted and like none, as the rest of the field tells."""
    kind = table.kind("kind", AnswerKind)
    if kind is None and table.has("kind"):
        bounds = [table.value(key) for key in ("least", "most") if table.has(key)]
        if table.has("options"):
            return AnswerKind.CHOICE
        if bounds:
            are_numbers = all(isinstance(bound, int | float) for bound in bounds)
            return AnswerKind.NUMBER if are_numbers else AnswerKind.DATE
    return kind or AnswerKind.TEXT


def _options(table: Table, kind: AnswerKind) -> tuple[str, ...]:
    options = table.proses("options")
    if kind is not AnswerKind.CHOICE:
        if table.has("options"):
            message = f"There are `options` in {table.name}, and its kind is {quoted(kind)}."
            fix = 'Write kind = "choice", or take the options out.'
            table.wrong("options", "either-or", message, fix)
        return ()
    written = table.value("options")
    if written is not None and not (isinstance(written, list) and len(written) == len(options)):
        return ()  # What is wrong is noted, and what there is to choose from is not known.
    if len(options) < 2:
        message = f"There is nothing to choose from in {table.name}: it needs two options or more."
        where = table.at("options") if table.has("options") else table.where
        table.findings.error(where, "few-options", message, 'Add options = ["…", "…"].')
        return ()
    places = [((*table.at("options"), n), option) for n, option in enumerate(options)]
    repeated = [*table.findings.repeated(places, looks_of)]
    for where, option, _ in repeated:
        message = f"The option {quoted(option)} is there twice in {table.name}."
        table.findings.error(where, "duplicate-label", message, "Take one of them out.")
    return () if repeated else options


def _bound(table: Table, key: str, kind: AnswerKind) -> str:
    """A bound of a number or a date, as text; empty where there is none."""
    value = table.value(key)
    if value is None:
        return ""
    if kind is AnswerKind.NUMBER:
        return _number(table, key, value)
    if kind is AnswerKind.DATE:
        return _day(table, key, value)
    message = f"{quoted(key)} in {table.name} bounds nothing: its kind is {quoted(kind)}."
    fix = 'Take it out, or write kind = "number" or kind = "date".'
    table.wrong(key, "either-or", message, fix)
    return ""


def _number(table: Table, key: str, value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        number = _NUMERAL.fullmatch(value.strip()) if isinstance(value, str) else None
        shown = number[0] if number else 1
        table.wrong_type(key, "a number", f"Write it without quotation marks: {key} = {shown}.")
        return ""
    if not -_FARTHEST < value < _FARTHEST:
        message = f"{quoted(key)} in {table.name} is a number that nobody can type."
        table.wrong(key, "bad-number", message, "Write a number of fifteen digits at most.")
        return ""
    return f"{Decimal(str(value)):f}"


def _day(table: Table, key: str, value: object) -> str:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, datetime):
        fix = f"Write the day alone: {key} = {value.date()}."
        table.wrong_type(key, "a date", fix)
        return ""
    text = table.name_of(key).strip()
    if not text or text == TODAY:
        return text
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        message = f"{quoted(text)} is not a date ({quoted(key)} in {table.name})."
        fix = 'Write "today", or year, month and day of a real date: "2026-12-25".'
        table.wrong(key, "bad-day", message, fix)
        return ""


def _crossed(field: AnswerField) -> bool:
    """Whether the bounds leave no answer; of a date, as far as nobody needs to know the day."""
    if not field.least or not field.most or TODAY in (field.least, field.most):
        return False
    if field.kind is AnswerKind.NUMBER:
        return Decimal(field.least) > Decimal(field.most)
    return field.least > field.most


def _cardless(table: Table, name: str) -> bool:
    """Whether numbers are never masked in a field; never so where callers' own words go."""
    cardless = table.kind("card", _Card) is _Card.NEVER
    if cardless and name in CALLER_FIELDS:
        message = f"Callers give card numbers in {quoted(name)} too, so they are masked there."
        fix = "Take `card` out here, and give such numbers a field of their own."
        table.wrong("card", "card-field", message, fix)
    return cardless
