"""Conditions: when a line, a choice or a piece of coaching is offered; `when` of a script file.

    first_contact = yes
    rating >= 7 and not product = "Audio book"
    day = weekend or (last_order < 2026-11-01 and visited "check-order")

A comparison is with an answer, by the id of its field, with the `day` (weekday or weekend) or with
the `language` of the call. `visited` asks whether the call came through a step before. `not` binds
closest, then `and`, then `or`. An answer that is not given makes every comparison with it false,
`!=` too; `not first_contact = yes` holds also where nothing is answered.
"""

import operator
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from msgspec import Struct

from guide.script.odd_characters import told_by_name

MOST_CHARACTERS = 500
MOST_DEPTH = 10
"""So deep brackets and `not` may stand in one another; nobody reads more."""

DAY, LANGUAGE, VISITED = "day", "language", "visited"
OWN_NAMES = (DAY, LANGUAGE, VISITED)
"""What a condition can ask for besides answers; a field called so cannot be compared with."""

UNNAMED = "und"
"""The language of a call that nobody named: BCP 47 has this code for it."""

TODAY = "today"
"""In a comparison with a date: the day of the call."""

_AND, _OR, _NOT = "and", "or", "not"
_WORDS = (_AND, _OR, _NOT, *OWN_NAMES)


class Sign(StrEnum):
    """How an answer is compared."""

    IS = "="
    IS_NOT = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="


ORDERING = (Sign.LESS, Sign.AT_MOST, Sign.MORE, Sign.AT_LEAST)
"""The signs that only numbers and dates can be compared with."""

_COMPARE: dict[Sign, Callable[[Any, Any], bool]] = {
    Sign.IS: operator.eq,
    Sign.IS_NOT: operator.ne,
    Sign.LESS: operator.lt,
    Sign.AT_MOST: operator.le,
    Sign.MORE: operator.gt,
    Sign.AT_LEAST: operator.ge,
}


class Comparison(Struct, frozen=True):
    """`name` is the id of a field, `day` or `language`; `value` as the file writes it."""

    name: str
    sign: Sign
    value: str


class Visited(Struct, frozen=True):
    """The call came through this step of the script before."""

    step: str


class Not(Struct, frozen=True):
    part: "Condition"


class AllOf(Struct, frozen=True):
    """Holds where each of its parts does: two or more."""

    parts: tuple["Condition", ...]


class AnyOf(Struct, frozen=True):
    """Holds where one of its parts does: two or more."""

    parts: tuple["Condition", ...]


Fact = Comparison | Visited
Condition = Comparison | Visited | Not | AllOf | AnyOf

Value = str | Decimal | date
"""An answer as it is compared: a number and a date by value, every other kind by its text."""


class CallFacts(Struct, frozen=True):
    """What a condition may ask of a call, as it is at one moment.

    `answers` are by the ids of their fields; `visited` are steps of the script in hand, by id.
    """

    answers: Mapping[str, Value]
    day: str
    today: date
    language: str = ""
    visited: frozenset[str] = frozenset()


def holds(condition: Condition, facts: CallFacts) -> bool:
    """Whether a condition holds of a call; there is always an answer."""
    match condition:
        case AllOf(parts):
            return all(holds(part, facts) for part in parts)
        case AnyOf(parts):
            return any(holds(part, facts) for part in parts)
        case Not(part):
            return not holds(part, facts)
        case Visited(step):
            return step in facts.visited
        case Comparison(name):
            own = {DAY: facts.day, LANGUAGE: facts.language}
            given = own.get(name) or facts.answers.get(name)
            return given is not None and compares(given, condition, facts.today)


def compares(given: Value, comparison: Comparison, today: date) -> bool:
    """Whether an answer that is given compares so; one of another kind than its value does not."""
    value = _valued(comparison.value, given, today)
    if value is None or (comparison.sign in ORDERING and isinstance(given, str)):
        return False
    one = given.casefold() if isinstance(given, str) else given
    return _COMPARE[comparison.sign](one, value)


def _valued(written: str, given: Value, today: date) -> Value | None:
    """What is written in a condition, as the kind of value that it is compared with."""
    match given:
        case Decimal():
            return number(written)
        case date():
            return day(written, today)
        case _:
            return written.casefold()


_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def number(written: str) -> Decimal | None:
    """A number as conditions write it; None for what is none."""
    return Decimal(written) if _NUMBER.fullmatch(written) else None


_WITH_COMMAS = re.compile(r"[+-]?[0-9][0-9.,]*(?<=[0-9])", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?", re.ASCII)
_FRACTION = re.compile(r"([+-]?(?:[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+)),([0-9]+)", re.ASCII)


def without_comma(written: str) -> str:
    """How a number that has a comma is written without it; empty where there is none, or no number.

    >>> without_comma("4,5"), without_comma("1,000"), without_comma("1.000,5"), without_comma("5")
    ('4.5', '1000', '1000.5', '')
    """
    if _THOUSANDS.fullmatch(written):
        return written.replace(",", "")
    fraction = _FRACTION.fullmatch(written)
    return f"{fraction[1].replace('.', '')}.{fraction[2]}" if fraction else ""


def day(written: str, today: date) -> date | None:
    """A date as conditions write it, `today` or year, month and day; None for what is none."""
    if written == TODAY:
        return today
    try:
        return date.fromisoformat(written) if _DATE.fullmatch(written) else None
    except ValueError:
        return None


def facts_in(condition: Condition) -> list[Fact]:
    """Every comparison and `visited` of a condition, from left to right."""
    found: list[Fact] = []
    todo = [condition]
    while todo:
        part = todo.pop()
        if isinstance(part, Comparison | Visited):
            found.append(part)
        elif isinstance(part, Not):
            todo.append(part.part)
        else:
            todo += reversed(part.parts)
    return found


def written(condition: Condition) -> str:
    """A condition as a file may write it: read again, it is the same.

    >>> written(Not(AllOf((Comparison("a", Sign.IS, "yes"), Visited("greet")))))
    'not (a = yes and visited "greet")'
    """
    match condition:
        case Comparison(name, sign, value):
            return f"{name} {sign} {value if _is_bare(value) else _in_quotes(value)}"
        case Visited(step):
            return f"{VISITED} {_in_quotes(step)}"
        case Not(part):
            return f"{_NOT} {_bracketed(part, (AllOf, AnyOf))}"
        case AllOf(parts):
            return f" {_AND} ".join(_bracketed(part, (AllOf, AnyOf)) for part in parts)
        case AnyOf(parts):
            return f" {_OR} ".join(_bracketed(part, (AnyOf,)) for part in parts)


def _bracketed(part: Condition, apart: tuple[type, ...]) -> str:
    return f"({written(part)})" if isinstance(part, apart) else written(part)


def _is_bare(value: str) -> bool:
    return _BARE.fullmatch(value) is not None and value not in _WORDS


def _in_quotes(text: str) -> str:
    return f"'{text}'" if '"' in text else f'"{text}"'


class Mistake(Exception):
    """Why a text is no condition: what is wrong, at which of its characters, and how to mend it."""

    def __init__(self, at: int, message: str, fix: str) -> None:
        super().__init__(message)
        self.at, self.message, self.fix = at, message, fix


class ReadCondition(Struct, frozen=True):
    """A condition that was read, and at which characters of its text its facts begin, in order."""

    condition: Condition
    places: tuple[int, ...]


def read_condition(text: str) -> ReadCondition:
    """The condition that a text is; raises `Mistake` for what is none."""
    if len(text) > MOST_CHARACTERS:
        message = (
            f"The condition has {len(text):,} characters, and at most {MOST_CHARACTERS} are read."
        )
        raise Mistake(
            0, message, "Say it more shortly, or set an answer that stands for a part of it."
        )
    return _Reader(text).read()


_BARE = re.compile(r"[\w.-]+")
_TOKEN = re.compile(
    r"""(?P<sign><=|>=|!=|=|<|>)|(?P<bracket>[()])|(?P<bare>[\w.-]+)"""
    r"""|(?P<quoted>"[^"]*"|'[^']*')|(?P<stray>\S)"""
)


class _Token(Struct, frozen=True):
    """A piece of a condition: its kind, its text without quotation marks, and where it stands."""

    kind: str
    text: str
    at: int

    def is_word(self, word: str) -> bool:
        return self.kind == "bare" and self.text == word

    def is_bracket(self, bracket: str) -> bool:
        return self.kind == "bracket" and self.text == bracket

    @property
    def is_value(self) -> bool:
        joins = self.kind == "bare" and self.text in (_AND, _OR, _NOT)
        return self.kind in ("bare", "quoted") and bool(self.text.strip()) and not joins

    @property
    def shown(self) -> str:
        if self.kind == "quoted" and not self.text.strip():
            return "there is nothing between the quotation marks"
        return f"there is `{told_by_name(self.text[:40])}`" if self.kind else "the condition ends"


_SLIPS = {
    "==": "Write =.",
    "<>": "Write !=.",
    "=<": "Write <=.",
    "=>": "Write >=.",
    "is": "Write =.",
    "&": "Write and.",
    "|": "Write or.",
    "!=": "Write not before the comparison.",
    "!": "Write not.",
    "AND": "Write and.",
    "OR": "Write or.",
    "NOT": "Write not.",
    "/": "Write a day as year, month and day, like 2026-12-25.",
    '"': "Close the quotation mark.",
    "'": "Close the quotation mark.",
    "“": 'Write " for the quotation marks.',
    "”": 'Write " for the quotation marks.',
    "‘": "Write ' for the quotation marks.",
    "’": "Write ' for the quotation marks.",
}
"""How to mend what other languages, and word processors, have for a sign of this one."""


class _Reader:
    """Reads a condition from left to right, no further than to its first mistake."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = [_token(match) for match in _TOKEN.finditer(text)]
        self._end = _Token("", "", len(text.rstrip()))
        self._next = 0
        self._depth = 0
        self._places: list[int] = []

    def read(self) -> ReadCondition:
        condition = self._any()
        token = self._peek()
        if token.is_bracket(")"):
            raise Mistake(token.at, "There is a `)` and no `(` before it.", "Take it out.")
        if token.kind:
            raise self._goes_on(self._take())
        return ReadCondition(condition, tuple(self._places))

    def _peek(self) -> _Token:
        return self._tokens[self._next] if self._next < len(self._tokens) else self._end

    def _take(self) -> _Token:
        token = self._peek()
        self._next += 1
        return token

    def _any(self) -> Condition:
        parts = [self._all()]
        while self._peek().is_word(_OR):
            self._take()
            parts.append(self._all())
        return AnyOf(tuple(parts)) if len(parts) > 1 else parts[0]

    def _all(self) -> Condition:
        parts = [self._part()]
        while self._peek().is_word(_AND):
            self._take()
            parts.append(self._part())
        return AllOf(tuple(parts)) if len(parts) > 1 else parts[0]

    def _part(self) -> Condition:
        token = self._peek()
        if not (token.is_word(_NOT) or token.is_bracket("(")):
            return self._fact()
        self._take()
        self._depth += 1
        if self._depth > MOST_DEPTH:
            message = f"Brackets and `not` stand in one another more than {MOST_DEPTH} deep."
            raise Mistake(token.at, message, "Say it more simply.")
        part = Not(self._part()) if token.text == _NOT else self._bracket(token)
        self._depth -= 1
        return part

    def _bracket(self, opening: _Token) -> Condition:
        inner = self._any()
        closing = self._take()
        if not closing.kind:
            raise Mistake(opening.at, "This `(` is never closed.", "Add a `)` where it ends.")
        if not closing.is_bracket(")"):
            raise self._goes_on(closing)
        return inner

    def _goes_on(self, token: _Token) -> Mistake:
        """That the condition cannot go on with the token that was taken last."""
        fix = (
            "Join comparisons with `and` or `or`; put a value of several words in quotation marks."
        )
        before = self._text[self._tokens[self._next - 2].at :]
        if (written := _WITH_COMMAS.match(before)) and (number := without_comma(written[0])):
            fix = f"Write {number}."
        return _mistake(token, f"The condition cannot go on with `{token.text[:40]}`.", fix)

    def _fact(self) -> Fact:
        name = self._take()
        self._places.append(name.at)
        if name.kind != "bare" or name.text in (_AND, _OR):
            message = f"The id of a field is expected, and {name.shown}."
            raise _mistake(name, message, "Write a comparison, like first_contact = yes.")
        return self._visited() if name.text == VISITED else self._comparison(name.text)

    def _comparison(self, name: str) -> Comparison:
        sign = self._take()
        if sign.kind == "sign" and self._peek().kind == "sign":
            sign = _Token("", sign.text + self._peek().text, sign.at)
        if sign.kind != "sign":
            found = f"there is `{told_by_name(sign.text[:40])}`" if sign.text else sign.shown
            message = f"After `{name[:40]}` a sign of comparison is expected, and {found}."
            raise _mistake(sign, message, "Write one of = != < <= > >= and then a value.")
        value = self._take()
        if not value.is_value:
            message = f"After `{name[:40]} {sign.text}` a value is expected, and {value.shown}."
            raise _mistake(value, message, f"Write a value, like {name[:40]} {sign.text} yes.")
        return Comparison(name, Sign(sign.text), value.text)

    def _visited(self) -> Visited:
        step = self._take()
        if not step.is_value:
            message = f"After `{VISITED}` the id of a step is expected, and {step.shown}."
            raise _mistake(step, message, f'Write it like {VISITED} "greeting".')
        return Visited(step.text)


def _token(match: re.Match[str]) -> _Token:
    kind = match.lastgroup or ""
    text = match[kind]
    return _Token(kind, text[1:-1] if kind == "quoted" else text, match.start(kind))


def _mistake(token: _Token, message: str, otherwise: str) -> Mistake:
    return Mistake(token.at, message, _SLIPS.get(token.text, otherwise))
