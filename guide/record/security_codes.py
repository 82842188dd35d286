"""Security codes of cards: three or four digits by a word for it, or behind a card's number.

Texts are folded as `guide.record.card_numbers` has them: plain digits, letters and blanks.
"""

import re
from collections.abc import Iterator

_HIDDEN = "•"
_CARD = _HIDDEN * 4
_CODE = _HIDDEN * 3
_GAP = r"[\W_]"
_LETTERS_APART = r"[\W_]{0,2}"
_WORD = (
    rf"(?<![^\W\d_])(?:c{_LETTERS_APART}v{_LETTERS_APART}[vcn](?:2(?![0-9]))?"
    r"|cid(?![^\W\d_])|cav(?:2(?![0-9]))?(?![^\W\d_])"
    rf"|c{_LETTERS_APART}c{_LETTERS_APART}v(?:2(?![0-9]))?"
    rf"|c{_LETTERS_APART}s{_LETTERS_APART}c"
    rf"|security{_GAP}*(?:code|number|no(?![^\W_]))"
    rf"|verification{_GAP}*(?:code|number|value|no(?![^\W_]))|card{_GAP}*code)"
)
_SHORT = (
    r"(?:[0-9]{3,4}(?![.\-]?[0-9])(?! [0-9]{3})"
    r"|[0-9](?:[\W_]{1,3}[0-9]){2,3}(?![ .\-]?[0-9]))"
)
"""Three or four digits that are not the beginning of a longer number."""
_TO_CODE = rf"(?:[^0-9{_HIDDEN}]{{0,15}}[\W_])?"
_AFTER_WORD = re.compile(rf"{_WORD}{_TO_CODE}(?P<code>{_SHORT})", re.IGNORECASE)
_BEFORE_WORD = re.compile(
    rf"(?<![0-9])(?<![0-9][ .\-])(?P<code>{_SHORT})"
    rf"[^\w{_HIDDEN}]{{0,3}}(?:(?:is|was|as|for|the|his|her|their)\W{{1,3}}){{0,2}}{_WORD}",
    re.IGNORECASE,
)
_EXPIRY = r"[01]?[0-9]\s?[/.\-|;]?\s?(?:20)?[0-9]{2}(?![^\W_])"
_CODE_WORD = (
    rf"(?:[a-z]{{1,12}}{_GAP}{{1,3}}){{0,2}}(?:code|back){_GAP}{{1,3}}"
    rf"(?:(?:is|on|the|back){_GAP}{{1,3}}){{0,4}}"
)
_AFTER_EXPIRY = re.compile(
    rf"(?<![^\W_])exp[a-z]{{0,7}}{_GAP}{{0,4}}(?:date{_GAP}{{1,3}})?{_EXPIRY}{_GAP}{{1,6}}"
    rf"{_CODE_WORD}(?P<code>{_SHORT})",
    re.IGNORECASE,
)
_BEHIND_CARD = re.compile(
    rf"{_CARD} [0-9]{{4}}[^\w{_HIDDEN}]{{0,6}}(?:[a-z: ]{{0,12}}{_EXPIRY})?[^\w{_HIDDEN}]{{1,6}}"
    rf"(?:{_CODE_WORD})?(?P<code>{_SHORT})(?![^\w{_HIDDEN}]{{1,6}}{_CODE}(?!{_HIDDEN}))",
    re.IGNORECASE,
)
_STRIPE = re.compile(rf"{_CARD} [0-9]{{4}}(?:\^[^^]{{1,40}}\^|=)(?P<code>[0-9]{{7,40}})")
"""What stands behind the number on a card's magnetic stripe: its expiry, and codes."""
_CODES = (_AFTER_WORD, _BEFORE_WORD, _AFTER_EXPIRY, _BEHIND_CARD, _STRIPE)
_CODE_BEGUN = re.compile(rf"{_WORD}{_TO_CODE}(?P<code>[0-9](?:[\W_]{{0,3}}[0-9]){{0,3}})", re.I)


def security_codes(folded: str, *, begun: bool) -> list[tuple[int, int]]:
    """The places of the codes, from and to, in their order; `begun`: half typed ones too."""
    return sorted(found.span("code") for found in _found(folded, begun=begun))


def _found(folded: str, *, begun: bool) -> Iterator[re.Match[str]]:
    for pattern in _CODES:
        yield from pattern.finditer(folded)
    if begun:
        yield from _CODE_BEGUN.finditer(folded)
