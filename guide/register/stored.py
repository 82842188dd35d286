"""Texts as a line of the register stores them: it is short, and holds no card number."""

from collections.abc import Container
from typing import TypeVar

from msgspec import UNSET, Struct
from msgspec.structs import replace

from guide.call.events import FollowUpAdded
from guide.record.card_numbers import mask, mask_typed
from guide.record.number_fields import PHONE
from guide.text import plain, plain_line

MOST_OF_NOTE = 1000
"""Characters of a note: a line of the register is short."""

LONGEST_LABEL = 200
"""Characters of a script's label: a line of the register is short."""


def as_stored(text: str) -> str:
    """A text as it is stored: one line, without card numbers, and short."""
    short = mask(in_one_line(text))[:MOST_OF_NOTE].rstrip()
    # Where it was cut, a longer number may look like that of a card.
    return mask(short)[:MOST_OF_NOTE].rstrip()


What = TypeVar("What", bound=Struct)

_TYPED = ("text", "note", "why")
"""What is typed in full sentences of what is said and done after a call."""


def without_codes(what: What, cardless: Container[str] = ()) -> What:
    """What was said or done, as typed, without what `mask_typed` takes out; for what is recorded.

    By `as_stored`, which lines on record are judged by, fewer security codes are known. In the
    `cardless` fields there are no cards, as the script says; what is no phone number is refused.
    """
    changes: dict[str, object] = {}
    for name in _TYPED:
        if text := getattr(what, name, ""):
            changes[name] = mask_typed(in_one_line(text))
    if fields := getattr(what, "fields", ()):
        # The text is the last of what is told of a field, and its name the first.
        changes["fields"] = tuple(
            one
            if one[0] == PHONE or one[0] in cardless
            else (*one[:-1], mask_typed(in_one_line(one[-1])))
            for one in fields
        )
    return replace(what, **changes) if changes else what


def field_as_stored(text: str, *, cardless: bool) -> str:
    """What a field holds as it is stored: whole where no card number is ever in it (`cardless`)."""
    return in_one_line(text)[:MOST_OF_NOTE].rstrip() if cardless else as_stored(text)


def promised_as_stored(promised: FollowUpAdded, cardless: Container[str] = ()) -> FollowUpAdded:
    """What was promised as it is stored: a line of the register is short.

    In the `cardless` fields there are no cards, as the script says.
    """
    labels, reason = promised.labels, promised.reason_label
    return replace(
        promised,
        follow_up=promised.follow_up[:LONGEST_LABEL],
        label=promised.label[:LONGEST_LABEL],
        fields=tuple(
            (name[:LONGEST_LABEL], field_as_stored(text, cardless=name in cardless))
            for name, text in promised.fields
        ),
        needs=tuple(name[:LONGEST_LABEL] for name in promised.needs),
        rule=promised.rule[:LONGEST_LABEL],
        reason_label=reason if reason is UNSET else reason[:LONGEST_LABEL],
        labels=labels
        if labels is UNSET
        else tuple((name[:LONGEST_LABEL], label[:LONGEST_LABEL]) for name, label in labels),
        owner=promised.owner if promised.owner is UNSET else promised.owner[:LONGEST_LABEL],
        phone=promised.phone if promised.phone is UNSET else promised.phone[:LONGEST_LABEL],
    )


def in_one_line(text: str) -> str:
    """A text in one line, without what a terminal would not show."""
    return plain_line(plain(text)).strip()
