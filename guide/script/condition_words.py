"""Conditions in words, as the screen and `guide show` tell them."""

from datetime import date

from guide.script.conditions import (
    DAY,
    LANGUAGE,
    TODAY,
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    Not,
    Sign,
    Visited,
    day,
)
from guide.script.dates import full_day
from guide.script.languages import language_name
from guide.script.model import AnswerKind, Choice, Script

_COMPARED = {
    Sign.IS: "is",
    Sign.IS_NOT: "is other than",
    Sign.LESS: "is less than",
    Sign.AT_MOST: "is at most",
    Sign.MORE: "is more than",
    Sign.AT_LEAST: "is at least",
}
_COMPARED_DATE = {
    **_COMPARED,
    Sign.LESS: "is before",
    Sign.AT_MOST: "is not after",
    Sign.MORE: "is after",
    Sign.AT_LEAST: "is not before",
}


def in_words(condition: Condition, script: Script) -> str:
    """A condition of a script in words, such as “First contact is yes”."""
    match condition:
        case Comparison():
            return _comparison(condition, script)
        case Visited(step):
            return f"the call came through {_step(step, script)}"
        case Not(part):
            return _denied(part, script)
        case AllOf(parts):
            return " and ".join(_apart(part, (AnyOf, AllOf), script) for part in parts)
        case AnyOf(parts):
            return " or ".join(_apart(part, (AnyOf, AllOf), script) for part in parts)


def _denied(part: Condition, script: Script) -> str:
    match part:
        case Comparison(sign=Sign.IS):
            return _comparison(part, script, "is not")
        case Visited(step):
            return f"the call did not come through {_step(step, script)}"
        case AnyOf(parts):
            return f"neither {' nor '.join(_apart(one, (AnyOf, AllOf), script) for one in parts)}"
        case _:
            return f"not ({in_words(part, script)})"


def _step(name: str, script: Script) -> str:
    found = script.step(name)
    return f"“{found.title if found else name}”"


def _apart(part: Condition, kinds: tuple[type, ...], script: Script) -> str:
    words = in_words(part, script)
    return f"({words})" if isinstance(part, kinds) else words


def _comparison(one: Comparison, script: Script, verb: str = "") -> str:
    """A comparison in words, with a verb of its own or that of its sign."""
    if one.name == DAY:
        return f"it {'is' if one.sign is Sign.IS and not verb else 'is not'} a {one.value}"
    if one.name == LANGUAGE:
        return f"the language {verb or _COMPARED[one.sign]} {language_name(one.value)}"
    field = script.field(one.name)
    value, compared = one.value, _COMPARED
    if field is not None and field.kind is AnswerKind.DATE:
        compared = _COMPARED_DATE
        found = None if value == TODAY else day(value, date.min)
        value = full_day(found) if found else value
    return f"{script.label(one.name)} {verb or compared[one.sign]} {value}"


def only_when(condition: Condition | None, script: Script) -> str:
    """When alone something is offered, as a part of a sentence; empty: always."""
    return f"only if {in_words(condition, script)}" if condition is not None else ""


def told_label(choice: Choice, script: Script) -> str:
    """The label of a choice, with when alone it is open where that is not always."""
    told = only_when(choice.when, script)
    return f"{choice.label} ({told})" if told else choice.label
