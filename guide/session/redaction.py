"""What of an action must not be stored: taken out before any rule or the journal sees it."""

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import Struct

from guide.call import actions as act
from guide.call import events as ev
from guide.call.actions import Action
from guide.call.context import Allowed, Refused
from guide.call.phone_number import MOST_DIGITS, number_doubt
from guide.call.state import Call
from guide.record.card_numbers import HIDDEN, held_back, mask

_NAMES = frozenset({"script", "step", "line", "ground", "ending", "from_call", "kind"})
"""Fields that name something there is: nobody types them."""

_PHONE = "number"
"""The field that holds a phone number, in the caller's details and in follow-ups."""


class Redaction(Struct, frozen=True):
    """The last thing that was masked, as it was typed: in memory alone, until the next is typed.

    `of` is the number of the event that has it masked.
    """

    action: Action
    of: int

    def as_typed(self) -> Action:
        """The action that puts on record what was typed, in place of what was masked."""
        match self.action:
            case act.Write(text):
                return act.Rewrite(self.of, text)
            case act.AddFollowUp(fields=fields, due=due):
                return act.AmendFollowUp(self.of, fields, due)
            case _:
                return self.action


def redact(action: Action, call: Call) -> Action:
    """The action without card numbers and security codes; itself where it holds none.

    What stands on record as it is was said to be no card: it is left when it comes again.
    """
    if isinstance(action, act.Draft):
        if action.into.endswith(f":{_PHONE}") and _is_phone_number(action.text):
            return action
        text = held_back(action.text)
        return action if text == action.text else msgspec.structs.replace(action, text=text)
    known = _on_record(call)
    changes: dict[str, Any] = {}
    for field in msgspec.structs.fields(action):
        value = getattr(action, field.name)
        if isinstance(action, act.WriteDetail) and action.field == _PHONE:
            masked = _field_masked(_PHONE, value, known)
        elif isinstance(action, act.AddFollowUp | act.AmendFollowUp) and field.name == "fields":
            masked = tuple((name, _field_masked(name, text, known)) for name, text in value)
        else:
            masked = _masked(value, known)
        if field.name not in _NAMES and masked != value:
            changes[field.name] = masked
    return msgspec.structs.replace(action, **changes) if changes else action


def _field_masked(name: str, text: str, known: frozenset[str]) -> object:
    return text if name == _PHONE and _is_phone_number(text) else _masked(text, known)


def _is_phone_number(text: str) -> bool:
    """Whether what a field for a phone number holds is one, and nothing else.

    A phone number is kept whole: the agent needs it, after a crash too. Text that is longer than a
    number (words, a second number, more digits than any has) is kept as in any other field: of a
    draft, each number of more than six digits becomes dots, the phone number in it too; of what is
    entered, cards do. So of a card that is typed into such a field by mistake, the first ten or
    eleven digits may be on record where they could be a phone number's.
    """
    digits = sum(char.isdecimal() for char in text)
    return digits <= MOST_DIGITS and not number_doubt(text)


def why_hidden(action: Action, call: Call) -> Refused | None:
    """Why a phone number is not taken: it is the dots that were shown in its place."""
    match action:
        case act.WriteDetail("number", value):
            number = value
        case act.AddFollowUp(fields=fields) | act.AmendFollowUp(fields=fields):
            number = dict(fields).get("number", "")
        case _:
            return None
    if HIDDEN not in number or number in _on_record(call):
        return None
    return Refused("The dots stand for digits that were not kept. Type the number again.")


def _masked(value: object, known: frozenset[str]) -> object:
    if isinstance(value, str):
        return value if value in known else mask(value)
    if isinstance(value, tuple):
        return tuple(_masked(item, known) for item in value)
    return value


def _on_record(call: Call) -> frozenset[str]:
    details = (detail.event.value for detail in call.details.values())
    fields = (value for follow_up in call.follow_ups for _, value in follow_up.fields)
    return frozenset((*details, *fields))


def redaction(typed: Action, stored: Action, decision: Allowed, last: int) -> Redaction | None:
    """What is kept in memory of an action that put `decision` on record after event `last`."""
    if typed == stored or isinstance(typed, act.Draft):
        return None
    return Redaction(typed, last + _place(decision.events))


def _place(events: Iterable[ev.Event]) -> int:
    """Which of the events holds what was typed, from 1."""
    kinds = (ev.Noted, ev.FollowUpAdded)
    return next((n for n, event in enumerate(events, 1) if isinstance(event, kinds)), 1)


def is_user_text(action: Action) -> bool:
    """Whether the action is something typed, but for a draft, which goes on all the while."""
    if isinstance(action, act.Draft):
        return False
    return any(
        isinstance(getattr(action, field.name), str | tuple)
        for field in msgspec.structs.fields(action)
        if field.name not in _NAMES
    )
