"""What is written down beside a value that was told, and that neither caller nor moves have.

Another number is wrong. Of other words only a reader can say: they are neither praised nor blamed.
"""

from guide.call import events as ev
from guide.training.comparison import (
    THEY,
    YES,
    Comparison,
    is_number,
    numbers_besides,
    same,
    stems_in,
    words_besides,
    words_in,
)

_A_PHONE_NUMBER = 7
"""Digits of what surely is one: a shorter one may be an extension, a time or an order."""

_HARMLESS = frozenset(
    (
        *(YES | THEY),
        *("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "madam", "先生", "女士", "小姐"),
        *("name", "number", "no", "tel", "phone", "telephone", "cell"),
        *("mobile", "landline", "home", "work", "office", "the", "a", "an", "is", "at", "on"),
        *("in", "by", "of", "for", "to", "from", "and", "s"),
    )
)
"""Titles, what a telephone is called, that they agree, and small words that add nothing."""

_UNSURE = frozenset({"or", "maybe", "perhaps", "possibly", "probably"})
"""What says that it may be another: that is none of what was told, whoever says such words."""


def as_told(of: Comparison, written: str, value: str) -> bool:
    """Whether it is the value: more words do no harm, but another telephone number does."""
    if not same(written, value) or not is_number(value):
        return same(written, value)
    others = numbers_besides(written, value) - numbers_besides(_known(of), value)
    return all(len(digits) < _A_PHONE_NUMBER for digits in others)


def says_more(of: Comparison, field: str, written: str, value: str) -> bool:
    """Whether words or numbers stand beside the value that are neither told nor harmless.

    The caller's name belongs in no other field.
    """
    known = {*words_in(_known(of))}
    if field != "caller":
        known -= {*words_in(of.model.detail("caller"))}
    stems = stems_in(" ".join(known))
    return any(
        word in _UNSURE or not (word in known | _HARMLESS or stems_in(word) & stems)
        for word in words_besides(written, value)
    )


def _known(of: Comparison) -> str:
    """What the caller said, and what the moves put on record."""
    notes = (e.event.text for e in of.model.entries if isinstance(e.event, ev.Noted))
    details = (detail.event.value for detail in of.model.details.values())
    return " ".join((*(u.words for u in of.spoken), *notes, *details))
