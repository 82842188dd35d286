"""Every combination of answers that conditions can tell apart, and in which of them one holds.

Of a number and of a date only that matters on which side of what it is compared with it lies: so
each answer has a few values to look at, and one not given is a value of its own. A set of
combinations is a whole number with a bit for each, so that a script with thousands of conditions
is looked at in no time. Where there would be more than `MOST_COMBINATIONS`, the answers that come
last are left out: of what compares with them nothing is known, so it may hold and may not.
"""

from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from guide.script.answers import NO, YES
from guide.script.conditions import (
    DAY,
    LANGUAGE,
    TODAY,
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    Fact,
    Not,
    Sign,
    Value,
    Visited,
    compares,
    day,
    facts_in,
    number,
)
from guide.script.desk import DAYS
from guide.script.model import AnswerField, AnswerKind, DayKind, Script

MOST_COMBINATIONS = 4_096

MOST_VALUES = 64
"""An answer that conditions compare with more than that is left out, too."""

_OTHER = "\0"
"""A text that no condition compares with."""

_THE_DAY = date(2000, 1, 1)
"""Today, where only that matters on which side of it a date lies."""

_Variable = tuple[str, bool]
"""A field, and whether it is today that it is compared with: which side of that a date lies on does
not depend on what else it is compared with."""


class Holds(NamedTuple):
    """In which combinations a condition may hold, and in which it surely does."""

    may: int
    surely: int


class Combinations:
    """The combinations of answers to all that some conditions of a script compare.

    `every` has them all; `left_out` are the fields whose answers would make too many of them.
    """

    def __init__(
        self,
        script: Script,
        facts: Iterable[Fact],
        *,
        unanswered: bool,
        since: date | None = None,
    ) -> None:
        """`unanswered`: an answer may also not be given yet; `since` is a day that has begun."""
        compared: dict[_Variable, list[str]] = {}
        for fact in facts:
            if isinstance(fact, Comparison):
                compared.setdefault(_variable(fact, script), []).append(fact.value)
        self.left_out: dict[str, None] = {}
        self._script = script
        self._values: dict[_Variable, list[Value | None]] = {}
        self._strides: dict[_Variable, int] = {}
        self._known: dict[Comparison, int] = {}
        self.count = 1
        for variable, values in compared.items():
            possible: list[Value | None] = [*_possible(variable, values, script, since)]
            if unanswered and variable[0] not in (DAY, LANGUAGE):
                possible.append(None)
            possible = possible or [None]
            if len(possible) > MOST_VALUES or self.count * len(possible) > MOST_COMBINATIONS:
                self.left_out[variable[0]] = None
                continue
            self._values[variable], self._strides[variable] = possible, self.count
            self.count *= len(possible)
        self.every = (1 << self.count) - 1
        self._since = since

    def holding(
        self, condition: Condition | None, never_visited: AbstractSet[str] = frozenset()
    ) -> Holds:
        """In which combinations a condition holds; none always does.

        A call may have come through any step, and may not: but through none that is
        `never_visited`.
        """
        match condition:
            case None:
                return Holds(self.every, self.every)
            case AllOf(parts):
                may = surely = self.every
                for part in parts:
                    one = self.holding(part, never_visited)
                    may, surely = may & one.may, surely & one.surely
                return Holds(may, surely)
            case AnyOf(parts):
                may = surely = 0
                for part in parts:
                    one = self.holding(part, never_visited)
                    may, surely = may | one.may, surely | one.surely
                return Holds(may, surely)
            case Not(part):
                one = self.holding(part, never_visited)
                return Holds(self.every & ~one.surely, self.every & ~one.may)
            case Visited(step):
                return Holds(0 if step in never_visited else self.every, 0)
            case Comparison():
                variable = _variable(condition, self._script)
                if variable not in self._values:
                    return Holds(self.every, 0)
                if condition not in self._known:
                    self._known[condition] = self._comparing(condition, variable)
                return Holds(self._known[condition], self._known[condition])

    def _comparing(self, one: Comparison, variable: _Variable) -> int:
        return self._where(variable, lambda value: compares(value, one, _THE_DAY))

    def _where(self, variable: _Variable, is_so: Callable[[Value], bool]) -> int:
        """The combinations with such an answer: in turns, each as long as its stride."""
        values, stride = self._values[variable], self._strides[variable]
        turn = 0
        for place, value in enumerate(values):
            if value is not None and is_so(value):
                turn |= ((1 << stride) - 1) << stride * place
        return turn * (self.every // ((1 << stride * len(values)) - 1))

    @property
    def in_time(self) -> int:
        """The combinations that can still be: today is `since`, or a day after it."""
        since, found = self._since, self.every
        if since is None:
            return found
        for name, with_today in self._values:
            field = self._script.field(name)
            if with_today or field is None or field.kind is not AnswerKind.DATE:
                continue
            over = self._where((name, False), lambda one: isinstance(one, date) and one < since)
            if field.least != TODAY:
                from_today = 0
                if (name, True) in self._values:
                    from_today = self._where(
                        (name, True), lambda one: isinstance(one, date) and one >= _THE_DAY
                    )
                over &= from_today
            found &= ~over
        return found

    def telling(self, among: int) -> tuple[Comparison, ...]:
        """The first combination among these, as comparisons: what is answered in it.

        What makes no difference, all else being as it is, is left out; all is told where nothing
        does.
        """
        first = (among & -among).bit_length() - 1
        every = {variable: self._fact_of(variable, first) for variable in self._values}
        matters = [every[one] for one in every if self._matters(one, among, first)]
        return tuple(fact for fact in matters or every.values() if fact is not None)

    def _fact_of(self, variable: _Variable, combination: int) -> Comparison | None:
        values = self._values[variable]
        value = values[combination // self._strides[variable] % len(values)]
        return None if value in (None, _OTHER) else _as_comparison(variable, value)

    def _matters(self, variable: _Variable, among: int, combination: int) -> bool:
        """Whether with another answer, all else the same, one would not be among these."""
        values, stride = self._values[variable], self._strides[variable]
        base = combination - combination // stride % len(values) * stride
        return any(not among >> (base + n * stride) & 1 for n in range(len(values)))


def never_holds(
    condition: Condition,
    script: Script,
    on: DayKind | None = None,
    never_visited: AbstractSet[str] = frozenset(),
    since: date | None = None,
) -> bool:
    """Whether no answers, on no day that the desk has, make a condition hold.

    `on` is the one kind of day that it matters on; `never_visited` are steps that no call came
    through before; what lies before `since` is over.
    """
    if on is None and isinstance(condition, AnyOf):
        return all(
            never_holds(part, script, None, never_visited, since) for part in condition.parts
        )
    whole = condition if on is None else AllOf((condition, Comparison(DAY, Sign.IS, on.value)))
    combinations = Combinations(script, facts_in(whole), unanswered=True, since=since)
    return not combinations.holding(whole, never_visited).may & combinations.in_time


def _variable(fact: Comparison, script: Script) -> _Variable:
    field = script.field(fact.name)
    is_date = field is not None and field.kind is AnswerKind.DATE
    return fact.name, is_date and fact.value == TODAY


def _possible(
    variable: _Variable, compared: list[str], script: Script, since: date | None
) -> list[Value]:
    """One value of each kind that a comparison with these can tell apart."""
    name, with_today = variable
    field = script.field(name)
    if name == DAY:
        working = len(script.desk.working_days)
        days = {DayKind.WEEKDAY: working > 0, DayKind.WEEKEND: working < len(DAYS)}
        return [kind.value for kind, comes in days.items() if comes]
    if name == LANGUAGE or field is None:
        return list(dict.fromkeys((*compared, _OTHER)))
    match field.kind:
        case AnswerKind.YES_NO:
            return [YES, NO]
        case AnswerKind.CHOICE:
            named = {one.casefold() for one in compared}
            others = [option for option in field.options if option.casefold() not in named]
            return [option for option in field.options if option not in others[1:]]
        case AnswerKind.NUMBER:
            return [*_numbers(compared, field)]
        case AnswerKind.DATE if with_today:
            days_off = (-1, 0, 1)
            least = 0 if field.least == TODAY else -1
            most = 0 if field.most == TODAY else 1
            return [_THE_DAY + timedelta(n) for n in days_off if least <= n <= most]
        case AnswerKind.DATE:
            return [*_dates(compared, field, since)]
        case _:
            return list(dict.fromkeys((*(one.casefold() for one in compared), _OTHER)))


def _numbers(compared: list[str], field: AnswerField) -> list[Decimal]:
    """The numbers compared with, those between, below and above, as far as the field takes them."""
    bounds = [Decimal(one) for one in (field.least, field.most) if one]
    named = sorted({*bounds, *(found for one in compared if (found := number(one)) is not None)})
    if not named:
        return [Decimal(0)]
    between = [(one + other) / 2 for one, other in pairwise(named)]
    every = sorted({*named, *between, named[0] - 1, named[-1] + 1})
    least = Decimal(field.least) if field.least else every[0]
    most = Decimal(field.most) if field.most else every[-1]
    return [one for one in every if least <= one <= most]


def _dates(compared: list[str], field: AnswerField, since: date | None) -> list[date]:
    """The days compared with, those before and after, as far as the field takes them."""
    named = {found for one in compared if (found := day(one, _THE_DAY))}
    named |= {since} if since else set()
    bounds = [
        date.fromisoformat(one) for one in (field.least, field.most) if one not in ("", TODAY)
    ]
    ordinals = {one.toordinal() + n for one in (*named, *bounds) for n in (-1, 0, 1)}
    every = sorted(n for n in ordinals if 1 <= n <= date.max.toordinal()) or [1]
    least = field.least if field.least != TODAY else ""
    most = field.most if field.most != TODAY else ""
    first = date.fromisoformat(least).toordinal() if least else every[0]
    last = date.fromisoformat(most).toordinal() if most else every[-1]
    return [date.fromordinal(n) for n in every if first <= n <= last]


def _as_comparison(variable: _Variable, value: Value) -> Comparison:
    name, with_today = variable
    if with_today and isinstance(value, date):
        sign = Sign.LESS if value < _THE_DAY else Sign.MORE if value > _THE_DAY else Sign.IS
        return Comparison(name, sign, TODAY)
    text = f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
    return Comparison(name, Sign.IS, text)
