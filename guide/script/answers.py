"""Answers: what somebody types into a field, as it is kept and read out; or why it cannot be. Pure.

Kept are `yes` and `no`, an option as the file spells it, a number in digits, a day with its year
(`Sat, Nov 28, 2026`) and a time of day (`2:30 PM`). Each of them, typed again, is itself.
"""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from guide.script.conditions import Value, number, without_comma
from guide.script.dates import (
    coming_day,
    day_example,
    far_ahead,
    full_day,
    past_day,
    past_example,
    short_example,
    shown_time_of_day,
    typed_day,
    typed_time,
)
from guide.script.model import AnswerField, AnswerKind
from guide.text import plain_line

YES, NO = "yes", "no"
TODAY = "today"
"""A bound of dates: the day of the call."""

_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,6})?", re.ASCII)
_AMONG_WORDS = re.compile(r"[^0-9+-]*(?P<number>[+-]?[0-9](?:[0-9.,]*[0-9])?)[^0-9]*", re.ASCII)
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))", re.ASCII)
_MOST_KEYS = 9
_MOST_TOLD = 40
"""So many options stand beside a field; of more, one types the name."""


class Answer(Struct, frozen=True):
    """What is kept of what was typed; or, in a sentence, why it is no answer to what was asked."""

    value: str
    why_not: str = ""


def read_answer(field: AnswerField, typed: str, today: date) -> Answer:
    """The answer that somebody means by `typed`, on this day at the desk; empty for none."""
    text = " ".join(plain_line(typed).split())
    if not text:
        return Answer("")
    match field.kind:
        case AnswerKind.YES_NO:
            return _yes_or_no(field, text)
        case AnswerKind.CHOICE:
            return _one_of(field, text)
        case AnswerKind.NUMBER:
            return _number(field, text)
        case AnswerKind.DATE:
            return _day(field, text, today)
        case AnswerKind.TIME:
            return _time(field, text)
        case AnswerKind.PHONE if typed_time(text) is not None:
            return Answer("", f"{field.label}: “{text}” is a time. Type a phone number.")
        case AnswerKind.PHONE if not any(map(str.isdigit, text)):
            return Answer("", f"{field.label}: “{text}” is no phone number: type its digits.")
        case AnswerKind.TEXT | AnswerKind.PHONE:
            return Answer(plain_line(typed))


def comparable(field: AnswerField, kept: str, today: date) -> Value | None:
    """An answer on record as conditions compare it; None where there is none of its kind."""
    match field.kind:
        case AnswerKind.NUMBER:
            return number(kept)
        case AnswerKind.DATE:
            return typed_day(kept, today)
        case _:
            return plain_line(kept) or None


def answer_hint(field: AnswerField, today: date) -> str:
    """How to type an answer, in a few words; empty where any text will do."""
    match field.kind:
        case AnswerKind.NUMBER:
            return _number_wanted(field)
        case AnswerKind.DATE:
            example = _past_example(field, today)
            return f"like {example}" if example else short_example(today)
        case AnswerKind.TIME:
            return "like 2:30 PM"
        case AnswerKind.CHOICE if not answer_keys(field):
            return f"its {'number' if _numbered(field.options) else 'name'}, then Enter"
        case _:
            return ""


def answer_keys(field: AnswerField) -> tuple[tuple[str, str], ...]:
    """The keys that give an answer by themselves: y and n, or the digits of a list.

    A list of more than nine has none, nor one with numbers of two digits in it: a 1 may be the
    beginning of 12.
    """
    match field.kind:
        case AnswerKind.YES_NO:
            return (("y", YES), ("n", NO))
        case AnswerKind.CHOICE if len(field.options) <= _MOST_KEYS:
            return _numbered(field.options)
        case _:
            return ()


def answers_told(field: AnswerField) -> str:
    """What can be chosen, each with the key or the number for it; empty where nothing is."""
    told = [_told(key, answer) for key, answer in answer_keys(field)]
    if field.kind is AnswerKind.CHOICE and len(told) < len(field.options):
        numbers = {option: number for number, option in _numbered(field.options)}
        told = [_told(numbers.get(one, one), one) for one in field.options[:_MOST_TOLD]]
        if len(field.options) > _MOST_TOLD:
            told.append(f"… {len(field.options)} in all: type how one begins")
    return " · ".join(told)


def _told(key: str, answer: str) -> str:
    return answer if key == answer else f"{key} {answer}"


def _numbered(options: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The options of a list with the number of each, in its order.

    One that is a digit itself has that, and no other one has it: who presses 1 for “1” gives that.
    Where one is a longer number, none has a number.
    """
    own = {one for one in options if one.isascii() and one.isdecimal()}
    if any(len(one) > 1 for one in own):
        return ()
    numbers = ((one if one in own else str(n), one) for n, one in enumerate(options, 1))
    return tuple((number, one) for number, one in numbers if number == one or number not in own)


def answers_taken(field: AnswerField) -> str:
    """Which answers a field takes, in a few words; empty where any text will do."""
    required = "required" if field.required else ""
    if field.before_going_on:
        required = "required before going on"
    match field.kind:
        case AnswerKind.YES_NO:
            kind = "yes or no"
        case AnswerKind.CHOICE:
            kind = " / ".join(field.options)
        case AnswerKind.NUMBER:
            kind = _number_wanted(field)
        case AnswerKind.DATE:
            bounds = (("from ", field.least), ("to ", field.most))
            kind = " ".join(["a date", *(word + day for word, day in bounds if day)])
        case AnswerKind.TIME:
            kind = "a time"
        case AnswerKind.PHONE:
            kind = "a phone number"
        case AnswerKind.TEXT:
            kind = ""
    return "; ".join(part for part in (kind, required) if part)


def bounds_of(field: AnswerField, today: date) -> tuple[date | None, date | None]:
    """The first and the last day that a date may be; None where there is none."""
    return _bound(field.least, today), _bound(field.most, today)


def looks_back(field: AnswerField, today: date) -> bool:
    """Whether no day after today is an answer to a field."""
    last = _bound(field.most, today) if field.kind is AnswerKind.DATE else None
    return last is not None and last <= today


def far_answer(field: AnswerField, answer: str, today: date) -> str:
    """A day that answers a field, in full, if it is hardly the one that was meant; or empty.

    It is so far ahead, and the field is none for days that are over.
    """
    is_ahead = field.kind is AnswerKind.DATE and not looks_back(field, today)
    day = coming_day(answer, today) if is_ahead else None
    return far_ahead(day, today) if day else ""


def _yes_or_no(field: AnswerField, text: str) -> Answer:
    for value in (YES, NO):
        if value.startswith(text.lower()):
            return Answer(value)
    return Answer("", f"{field.label}: answer y for yes or n for no.")


def _one_of(field: AnswerField, text: str) -> Answer:
    """An option by its name, its number in the list, or a beginning that only one of them has."""
    by_name = {option.casefold(): option for option in field.options}
    if exact := by_name.get(text.casefold()):
        return Answer(exact)
    numbered = dict(_numbered(field.options))
    if text.isdecimal() and len(text) < 4 and (found := numbered.get(str(int(text)))):
        return Answer(found)
    begun = [option for name, option in by_name.items() if _begins(name, text.casefold())]
    if len(begun) == 1:
        return Answer(begun[0])
    some, count = ", ".join(field.options[:_MOST_KEYS]), len(field.options)
    if count > _MOST_KEYS:
        return Answer("", f"{field.label}: type how one of its {count} begins: {some}, …")
    return Answer("", f"{field.label}: choose one of {some}.")


def _begins(name: str, text: str) -> bool:
    """Whether `text` is a beginning of `name`, and no other number than the one that begins it."""
    return name.startswith(text) and not (text[-1].isdigit() and name[len(text)].isdigit())


def _number(field: AnswerField, text: str) -> Answer:
    if (number := _within(field, _THOUSANDS.sub("", text))) is not None:
        return Answer(f"{number:f}")
    how = ""
    if found := _AMONG_WORDS.fullmatch(text):
        bare, commas = found["number"], without_comma(found["number"])
        if (meant := _within(field, commas or bare)) is not None:
            ways = ["the number alone"] if bare != text else []
            ways += ["with a point"] if "." in commas else []
            how = f", {', '.join(ways)}: {meant:f}"
    return Answer("", f"{field.label}: write {_number_wanted(field)}{how}.")


def _within(field: AnswerField, digits: str) -> Decimal | None:
    """The number that is written so, if it is one within the bounds of a field."""
    if not _NUMBER.fullmatch(digits):
        return None
    number = Decimal(digits)
    too_small = field.least and number < Decimal(field.least)
    too_big = field.most and number > Decimal(field.most)
    return None if too_small or too_big else number


def _number_wanted(field: AnswerField) -> str:
    if field.least and field.most:
        return f"a number from {field.least} to {field.most}"
    if field.least:
        return f"a number, {field.least} or more"
    return f"a number, {field.most} at most" if field.most else "a number"


def _day(field: AnswerField, text: str, today: date) -> Answer:
    first, last = bounds_of(field, today)
    back = looks_back(field, today)
    day = past_day(text, today) if back else coming_day(text, today)
    if back and day is not None and day > today:
        day = typed_day(text, today, is_over=True)
    if day is None:
        example = _past_example(field, today)
        how = f"Type a date like {example}." if example else day_example(today)
        return Answer("", f"{field.label}: “{text}” is not a date. {how}")
    if field.least == TODAY and day < today:
        return Answer("", f"{field.label}: {full_day(day)} is over. Type today or a later day.")
    if first is not None and day < first:
        return Answer("", f"{field.label}: {full_day(day)} is before {full_day(first)}.")
    if last is not None and day > last:
        return Answer("", f"{field.label}: {full_day(day)} is after {full_day(last)}.")
    return Answer(full_day(day))


def _past_example(field: AnswerField, today: date) -> str:
    """How a day is typed that may not be to come; empty for a field that takes one that is."""
    first, last = bounds_of(field, today)
    return past_example(first, last) if last is not None and looks_back(field, today) else ""


def _bound(text: str, today: date) -> date | None:
    if text == TODAY:
        return today
    return date.fromisoformat(text) if text else None


def _time(field: AnswerField, text: str) -> Answer:
    named = typed_time(text)
    if named is None:
        return Answer("", f"{field.label}: “{text}” is not a time. Type one like 2:30 PM.")
    return Answer(shown_time_of_day(named))
