"""Whether what was typed can be a phone number: most of it a doubt to be shown, no refusal.

Numbers of the US and its neighbors by the North American Numbering Plan; others, which begin with
a plus sign, 011 or 00, by their length (ITU-T E.164).
"""

import re
from contextlib import suppress
from functools import lru_cache
from unicodedata import digit, normalize

_EXTENSION = r"(?i:,|;|#|\bext(?:ension)?\b\.?|\bx)\s*[0-9]{1,7}\s*$"
_BETWEEN = r"[\s().\-/\u00b7\u200b-\u200d]+"
_AND = re.compile(r"(?i)[,;/&\n]|\band\b|\bor\b")
"""What stands between two numbers."""

_ABROAD = re.compile(r"\+|011|00(?=[1-9])")
"""What leads abroad: from the US and its neighbors, and from most other countries."""

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−ー"), "-")
_SHORT = ("211", "311", "411", "511", "611", "711", "811", "911", "988")
_FEWEST_DIGITS, MOST_DIGITS = 7, 15
"""Digits of a number with its country's, at least and at most."""

_MOST_DIALED = MOST_DIGITS + len("011")
"""So many are dialed at most, with what leads abroad."""


def number_doubt(text: str, *, listed: bool = False) -> str:
    """What makes one doubt that `text` is a phone number; empty where nothing does.

    A number may have blanks, brackets and an extension; an empty one is not doubted. `listed`: it
    is not to be called, and no dialer's list has any so short as 911.
    """
    doubt = _doubt(as_dialed(text))
    if listed and text.strip() and not (doubt or is_whole_number(text)):
        return "No list for a dialer has so short a number."
    if doubt and (several := _numbers_in(as_dialed(text))):
        return f"These are {several} numbers. Write down one at a time."
    return doubt


def _doubt(typed: str) -> str:
    bare = re.sub(_BETWEEN, "", re.sub(_EXTENSION, "", typed))
    led = _ABROAD.match(bare)
    abroad, digits = led is not None, bare[led.end() :] if led else bare
    if not typed or digits in _SHORT:
        return ""
    if not digits.isascii() or not digits.isdecimal():
        return "A phone number has only digits."
    if abroad and not digits.startswith("1"):
        return _length_doubt(digits)
    if abroad or len(digits) == 11:
        digits = digits.removeprefix("1")
    if len(digits) != 10:
        return f"A US number has 10 digits, this one has {len(digits)}."
    area, office = digits[:3], digits[3:6]
    if area[0] in "01" or area[1:] == "11":
        return f"There is no area code {area}."
    if office[0] in "01":
        return f"No US number goes on with {office} after its area code."
    return ""


def _numbers_in(typed: str) -> int:
    """How many whole numbers a text is, one after the other; 0 where it is anything else."""
    parts = [part for part in _AND.split(typed) if part.strip()]
    digits = re.sub(_BETWEEN, "", typed)
    if len(parts) == 1 and digits.isdecimal():
        parts = [digits[at : at + 10] for at in range(0, len(digits), 10)]
    whole = all(is_whole_number(part) and not _doubt(part.strip()) for part in parts)
    return len(parts) if whole and len(parts) > 1 else 0


def as_dialed(text: str) -> str:
    """What was typed, with the digits and dashes of every keyboard as a dialer knows them.

    >>> as_dialed("０９０−１２３４ ٥٦٧٨")
    '090-1234 5678'
    """
    plain = normalize("NFKC", text).translate(_DASHES).strip()
    return "".join(str(digit(sign)) if sign.isdecimal() else sign for sign in plain)


def for_a_dialer(text: str) -> str:
    """As `as_dialed`, without an extension: no dialer has any, and the number is listed whole.

    >>> for_a_dialer("(312) 555-0134 ext. 7")
    '(312) 555-0134'
    """
    return re.sub(_EXTENSION, "", as_dialed(text)).strip()


def can_be_dialed(text: str) -> bool:
    """Whether a text is digits, and what may stand between and after them, for a dialer's list."""
    return 0 < _digits_dialed(text) <= _MOST_DIALED


def is_whole_number(text: str) -> bool:
    """Whether a text can be dialed, and has as many digits as any phone number."""
    return _FEWEST_DIGITS <= _digits_dialed(text) <= _MOST_DIALED


def _digits_dialed(text: str) -> int:
    """How many digits are dialed; 0 for what is not digits, and what may stand between them."""
    typed = as_dialed(text)
    digits = re.sub(_BETWEEN, "", re.sub(_EXTENSION, "", typed)).removeprefix("+")
    return len(digits) if digits.isascii() and digits.isdecimal() else 0


def normal_number(text: str) -> str:
    """A number as it is compared with others: `+` and its country's digits; empty for no number.

    One without a country is of the US or its neighbors. An extension does not count.
    """
    typed = as_dialed(text)
    bare = re.sub(_BETWEEN, "", re.sub(_EXTENSION, "", typed))
    led = _ABROAD.match(bare)
    digits = "".join(sign for sign in bare[led.end() if led else 0 :] if sign.isdecimal())
    if not digits or led:
        return _international(f"+{digits}") if digits else ""
    return f"+1{digits}" if len(digits) == 10 else f"+{digits}"


def number_within(text: str) -> str:
    """The digits of a number, or of a part of one, as `normal_number` has them in a row.

    Empty for what has other words in it.
    """
    return normal_number(text).removeprefix("+") if can_be_dialed(text) else ""


@lru_cache(4096)
def _international(dialed: str) -> str:
    """A number with its country's without what is dialed only within that, as 0 in +44 (0)20."""
    if dialed.startswith("+1"):
        return dialed
    # Few numbers are from abroad: until one is, nobody waits for the library. An update in
    # mid-call may have taken away what it reads of a country.
    with suppress(ImportError):
        import phonenumbers

        with suppress(phonenumbers.NumberParseException):
            number = phonenumbers.parse(dialed)
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return dialed


def _length_doubt(digits: str) -> str:
    if _FEWEST_DIGITS <= len(digits) <= MOST_DIGITS:
        return ""
    most = f"{_FEWEST_DIGITS} to {MOST_DIGITS}"
    return f"A number with its country code has {most} digits, this one has {len(digits)}."
