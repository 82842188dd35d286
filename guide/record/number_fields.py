"""Fields that hold a phone number: it is kept whole there, and a card's number is not."""

from guide.call.phone_number import MOST_DIGITS, number_doubt
from guide.record.card_numbers import is_issued, mask, mask_typed

PHONE = "number"
"""The field that holds a phone number, in the caller's details and in follow-ups."""


def mask_in(field: str, text: str) -> str:
    """What a line on record may hold of a text in a field: no card numbers or security codes."""
    return text if _is_kept_whole(field, text) else mask(text)


def mask_typed_in(field: str, text: str) -> str:
    """What is stored of a text that is typed into a field; see `mask_typed`."""
    return text if _is_kept_whole(field, text) else mask_typed(text)


def _is_kept_whole(field: str, text: str) -> bool:
    return field == PHONE and is_phone_number(text) and not is_issued(text)


def is_phone_number(text: str) -> bool:
    """Whether what a field for a phone number holds can be one, and is nothing else.

    A phone number is kept whole: the agent needs it, after a crash too. Text that is longer than a
    number (words, a second number, more digits than any has) is kept as in any other field: of a
    draft, each number of more than six digits becomes dots, the phone number in it too. So of a
    card that is typed into such a field by mistake, the first ten or eleven digits may be on record
    where they could be a phone number's.
    """
    digits = sum(char.isdecimal() for char in text)
    return digits <= MOST_DIGITS and not number_doubt(text)
