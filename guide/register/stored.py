"""Texts as a line of the register stores them: it is short, and holds no card number."""

from collections.abc import Container

from msgspec import UNSET
from msgspec.structs import replace

from guide.call.events import FollowUpAdded
from guide.record.card_numbers import mask
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
