"""What of an action must not be stored: taken out before any rule or the journal sees it."""

import re
from collections.abc import Container, Iterable, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from guide.call import actions as act
from guide.call import events as ev
from guide.call.actions import Action
from guide.call.context import Allowed, Refused
from guide.call.state import Call
from guide.call.wording import words_of
from guide.record.card_numbers import HIDDEN, held_back, mask_typed
from guide.record.number_fields import PHONE, is_phone_number, mask_typed_in
from guide.text import plain, plain_line

_NAMES = frozenset(
    {"script", "step", "line", "ground", "ending", "from_call", "kind", "language", "hash"}
)
"""Fields that name something there is: nobody types them."""

_NUMBER = re.compile(rf"[0-9{HIDDEN}\s()+.\-/]+")
_CARD = re.compile(rf"\s*{HIDDEN * 4} [0-9]{{4}}(?:\s+{HIDDEN * 3})?\s*")


class Redaction(Struct, frozen=True):
    """Something that was masked, as it was typed: in memory alone, and only while the call runs.

    `of` is the number of the event that has it masked, `words` what that reads; `stored` is what
    was done in place of `typed`.
    """

    typed: Action
    stored: Action
    of: int
    words: str

    def as_typed(self) -> tuple[Action, ...]:
        """The actions that correct what was masked to what was typed."""
        match self.typed:
            case act.Write(text):
                return (act.Rewrite(self.of, text),)
            case act.AddFollowUp(fields=fields, due=due, due_time=at):
                return (act.AmendFollowUp(self.of, fields, due, at),)
            case act.TakeOver(details=details) if isinstance(self.stored, act.TakeOver):
                masked = dict(self.stored.details)
                changed = (one for one in details if one[1] != masked[one[0]])
                return tuple(act.WriteDetail(name, value) for name, value in changed)
            case _:
                return (self.typed,)

    def stands(self, call: Call) -> bool:
        """Whether what was masked is still on record so: neither undone nor written anew."""
        if self.of in call.retracted:
            return False
        match self.stored:
            case act.Write(text) | act.Rewrite(text=text):
                note = next((note for note in call.notes if note.n == self.of), None)
                return note is not None and note.text == plain(text).strip()
            case act.WriteDetail(field, value):
                return call.detail(plain_line(field)) in (plain_line(value), "")
            case act.AddFollowUp(fields=fields) | act.AmendFollowUp(fields=fields):
                owed = next((one for one in call.follow_ups if one.n == self.of), None)
                return owed is not None and all(
                    owed.field(name) == plain(value).strip() for name, value in fields
                )
            case _:
                return True


def of_option(name: str, typed: str) -> Redaction | None:
    """What was masked of an option that the call began with; put right, it becomes a detail."""
    masked = mask_typed(typed)
    if masked == typed:
        return None
    action, stored = act.WriteDetail(name, typed), act.WriteDetail(name, masked)
    return Redaction(action, stored, 1, f"{name}: {masked}")


def redact(action: Action, call: Call, cardless: Container[str] = ()) -> Action:
    """The action without card numbers and security codes; itself where it holds none.

    What stands on record as it is was said to be no card: it is left when it comes again. In the
    `cardless` fields there are no cards, as the script says.
    """
    if isinstance(action, act.Draft):
        place = action.into.rpartition(":")[2]
        if place in cardless or (place == PHONE and is_phone_number(action.text)):
            return action
        text = held_back(action.text)
        return action if text == action.text else msgspec.structs.replace(action, text=text)
    known = _on_record(call)
    changes: dict[str, Any] = {}
    for field in msgspec.structs.fields(action):
        value = getattr(action, field.name)
        masked = value
        if isinstance(value, tuple):
            masked = tuple(
                one if one[0] in cardless else (*one[:-1], _masked(one[0], one[-1], known))
                for one in value
            )
        elif isinstance(value, str) and field.name not in _NAMES:
            name = action.field if isinstance(action, act.WriteDetail) else ""
            masked = value if name in cardless else _masked(name, value, known)
        if masked != value:
            changes[field.name] = masked
    return msgspec.structs.replace(action, **changes) if changes else action


def _masked(field: str, text: str, known: frozenset[str]) -> str:
    return text if text in known else mask_typed_in(field, text)


def digits_lost(texts: Iterable[str]) -> str:
    """What is to be known of texts that come back after a program ended; empty for nothing."""
    if not any(HIDDEN in text for text in texts):
        return ""
    return "The dots stand for digits that were not kept: type a phone number again."


def why_hidden(action: Action, call: Call) -> Refused | None:
    """Why a phone number is not taken: it is the dots that were shown in its place."""
    match action:
        case act.WriteDetail(field, value):
            typed = {field: value}
        case act.AddFollowUp(fields=fields) | act.AmendFollowUp(fields=fields):
            typed = dict(fields)
        case _:
            return None
    hidden = {name: text for name, text in typed.items() if HIDDEN in text}
    kept = _on_record(call) if hidden else frozenset()
    if any(_stands_for_number(name, text) and text not in kept for name, text in hidden.items()):
        return Refused("The dots stand for digits that were not kept. Type the number again.")
    return None


def _stands_for_number(field: str, text: str) -> bool:
    """Whether dots stand where a phone number belongs; a card's last four beside them are kept."""
    is_number = _NUMBER.fullmatch(text) is not None and _CARD.fullmatch(text) is None
    return field == PHONE or is_number


def _on_record(call: Call) -> frozenset[str]:
    details = (detail.event.value for detail in call.details.values())
    fields = (value for follow_up in call.follow_ups for _, value in follow_up.fields)
    return frozenset((*details, *fields))


def redaction(typed: Action, stored: Action, decision: Allowed, last: int) -> Redaction | None:
    """What is kept in memory of an action that put `decision` on record after event `last`."""
    if typed == stored or isinstance(typed, act.Draft) or not decision.events:
        return None
    place = _place(decision.events)
    of = stored.of if isinstance(stored, act.Rewrite | act.AmendFollowUp) else last + place
    return Redaction(typed, stored, of, words_of(decision.events[place - 1]))


def _place(events: Sequence[ev.Event]) -> int:
    """Which of the events holds what was typed, from 1."""
    kinds = (ev.Noted, ev.FollowUpAdded, ev.FollowUpAmended)
    return next((n for n, event in enumerate(events, 1) if isinstance(event, kinds)), 1)
