"""Card numbers and security codes, taken out of what is typed before any of it is stored.

A card number is 13 to 19 digits whose check digit (Luhn) fits, however they are spaced, dotted or
spelled; of it the last four digits stay: `•••• 1111`. A security code, three or four digits by a
word for it or right behind a card number, goes whole: `•••`. One number in ten that is no card fits
as well, so whoever typed it can have it entered as it was.
"""

import re
from functools import cache
from itertools import accumulate
from unicodedata import category, decimal, normalize

HIDDEN = "•"
_CARD = HIDDEN * 4
_CODE = HIDDEN * 3

DRAFT_DIGITS = 6
"""So many digits in a row a draft may show; see `held_back`."""

_LENGTHS = (16, 15, 14, 19, 18, 17, 13)
_USUAL = (16, 15)
"""The lengths that a security code, of three or four digits, is looked for right behind."""
_MOST_DIGITS = 64
_DATE_AND_CODE = 8
_DOTS = "·‧∙⋅。"

# Every character that a record loses, or could lose, is a gap: without it a number is whole again.
_GAP = r"[\x00-\x20\x7f.\-]"
_WIDE_GAP = r"[\x00-\x20\x7f.,;/|_\-]"
_RUN = re.compile(rf"[0-9](?:{_GAP}*+[0-9]){{12,}}+")
_WIDE_RUN = re.compile(rf"[0-9](?:{_WIDE_GAP}*+[0-9]){{12,}}+")
_DRAFT_RUN = re.compile(rf"[0-9](?:{_WIDE_GAP}*+[0-9]){{{DRAFT_DIGITS},}}+")
_FEW = re.compile("[0-9].*?[0-9].*?[0-9]", re.DOTALL)

_ISSUED = re.compile(
    r"4(?:[0-9]{12}|[0-9]{15}|[0-9]{18})|5[0-9]{15}|5[06-8][0-9]{11,17}|3[47][0-9]{13}"
    r"|3[0689][0-9]{12,17}|35[0-9]{14,17}|6[0-9]{12,18}|2[2-7][0-9]{14,17}|8[12][0-9]{14,17}"
    r"|9792[0-9]{12}"
)
"""How the numbers of the known card schemes begin, and how long they are."""
_ONE_LENGTH = re.compile(r"4[0-9]{15}|5[0-9]{15}|3[47][0-9]{13}|6011[0-9]{12}|65[0-9]{14}")
"""Those that are found even with more digits typed right on to them."""

_CALL_ID = re.compile(r"20\d\d[01]\d[0-3]\d-[0-2]\d[0-5]\d[0-5]\d(?=-[a-z2-9]{4}\b)")
_DATE = re.compile(
    r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
    r"|(?:[1-9]|[0-2]\d|3[01])[./](?:[1-9]|[0-2]\d|3[01])[./](?:19|20)\d\d"
)

_WORD = (
    r"\b(?:cvv2?|cvc2?|ccv2?|csc|cvn2?|security\s*(?:code|number|no\b)"
    r"|verification\s*(?:code|number|value|no\b)|card\s*code)"
)
_SHORT = r"[0-9](?:[ .\-]?[0-9]){2,3}(?![ .\-]?[0-9])"
_AFTER_WORD = re.compile(rf"{_WORD}[^0-9{HIDDEN}]{{0,16}}(?P<code>{_SHORT})", re.IGNORECASE)
_BEFORE_WORD = re.compile(
    rf"(?<![0-9])(?<![0-9][ .\-])(?P<code>{_SHORT})"
    rf"[^\w{HIDDEN}]{{0,3}}(?:(?:is|was|as|for|the|his|her|their)\W{{1,3}}){{0,2}}{_WORD}",
    re.IGNORECASE,
)
_EXPIRY = r"(?:[a-z: ]{0,12}[01]?[0-9]\s?[/.\-]?\s?(?:20)?[0-9]{2}\b)?"
_BEHIND_CARD = re.compile(
    rf"{_CARD} [0-9]{{4}}[^\w{HIDDEN}]{{0,6}}{_EXPIRY}[^\w{HIDDEN}]{{1,6}}(?P<code>{_SHORT})",
    re.IGNORECASE,
)
_HINTS = ("cv", "csc", "security", "verification", "card")
"""One of these is in every word for a security code: far faster looked for than the words."""
_CODE_BEGUN = re.compile(rf"{_WORD}[^0-9{HIDDEN}]{{0,16}}(?P<code>[0-9][0-9 .\-]{{0,5}})", re.I)
_BEHIND = 40


def mask(text: str) -> str:
    """`text` without card numbers and security codes; itself when it holds none."""
    if not _FEW.search(_folded(text)):
        return text
    text = _cards_masked(text, _RUN, issued=False)
    text = _cards_masked(text, _WIDE_RUN, issued=True)
    lowered = text.lower()
    if any(hint in lowered for hint in _HINTS):
        text = _codes_masked(_codes_masked(text, _AFTER_WORD), _BEFORE_WORD)
    return _codes_masked(text, _BEHIND_CARD) if _CARD in text else text


def is_masked(text: str) -> bool:
    """Whether something was taken out of this text."""
    return _CODE in text


def held_back(text: str) -> str:
    """A draft as it may be stored while it is being typed, with dots for digits held back.

    A card number that is not complete yet looks like any other number, and what was stored of it
    cannot be taken back. So a draft never shows more than six digits in a row, but for a plain
    date, nor anything that may be a security code: with the last four of the note that is entered,
    ten digits of a number are the most that is ever stored. After a crash a longer number in a note
    that was not entered comes back as dots; everything else is there.
    """
    folded = _folded(text)
    hidden: set[int] = set()
    for run in _DRAFT_RUN.finditer(folded):
        places = [at for at in range(*run.span()) if folded[at].isdigit()]
        if len(_digits(_DATE.sub("", run[0]))) <= DRAFT_DIGITS or _is_call_id(folded, run):
            continue
        hidden.update(places)
        if len(places) >= min(_LENGTHS):
            behind = range(run.end(), min(run.end() + _BEHIND, len(folded)))
            hidden.update(at for at in behind if folded[at].isdigit())
    for begun in _CODE_BEGUN.finditer(folded):
        hidden.update(at for at in range(*begun.span("code")) if folded[at].isdigit())
    if not hidden:
        return text
    return "".join(HIDDEN if at in hidden else char for at, char in enumerate(text))


def _folded(text: str) -> str:
    """`text`, as long as it is, with each digit as 0–9, each blank as a space, each dash as `-`."""
    if text.isascii():
        return text
    changes = {c: folded for c in set(text) - _ASCII if (folded := _folded_char(c)) != c}
    if len(changes) > _FEW_CHANGES:
        return text.translate({ord(char): folded for char, folded in changes.items()})
    for char, folded in changes.items():
        text = text.replace(char, folded)
    return text


_ASCII = frozenset(map(chr, range(128)))
_FEW_CHANGES = 30


@cache
def _folded_char(char: str) -> str:
    digit = decimal(char, None)
    if digit is not None:
        return str(digit)
    kind = category(char)
    if kind[0] in "ZCM":
        return " "
    if kind == "Pd" or char == "−":
        return "-"
    if char in _DOTS:
        return "."
    # A sign such as ⑫ spells two digits: either is enough to keep the number together.
    plain = normalize("NFKC", char)
    return next((c for c in plain if c.isascii() and c.isdigit()), char)


def _digits(folded: str) -> str:
    return re.sub("[^0-9]+", "", folded)


def _is_call_id(folded: str, run: re.Match[str]) -> bool:
    """Whether these digits are the time in a call's id, which no card number begins like."""
    found = _CALL_ID.match(folded, run.start())
    return found is not None and found.end() == run.end()


def _cards_masked(text: str, runs: re.Pattern[str], *, issued: bool) -> str:
    """`text` without card numbers in these runs; `issued`: only those of a known card scheme."""
    folded = _folded(text)
    pieces: list[str] = []
    done = 0
    for run in runs.finditer(folded):
        if _is_call_id(folded, run):
            continue
        pieces += [text[done : run.start()], _run_masked(text[slice(*run.span())], issued=issued)]
        done = run.end()
    return "".join((*pieces, text[done:])) if pieces else text


def _run_masked(text: str, *, issued: bool) -> str:
    """One run of digits, masked as often as there is a number in what is left of it."""
    while True:
        folded = _folded(text)
        places = [at for at, char in enumerate(folded) if "0" <= char <= "9"]
        found = _best_window(folded, places, issued=issued)
        if found is None:
            return text
        first, last = found
        four = "".join(folded[at] for at in places[last - 4 : last])
        rest = _apart(text[places[last - 1] + 1 :], folded[places[last - 1] + 1 :])
        text = f"{text[: places[first]]}{_CARD} {four}{rest}"


def _apart(rest: str, folded: str) -> str:
    """What follows a card number; a date and a security code typed right on to it go as well."""
    glued = re.match("[0-9]*", folded)
    size = glued.end() if glued else 0
    if size == 0:
        return rest
    return f" {_CODE}{rest[size:]}" if size <= _DATE_AND_CODE else f" {rest}"


def _best_window(folded: str, places: list[int], *, issued: bool) -> tuple[int, int] | None:
    """The digits, from and to, that are most likely a card's number; None when none are."""
    if len(places) > _MOST_DIGITS:
        # So many digits nearly always hold some number that fits: none of them is worth the risk.
        return 0, len(places)
    digits = "".join(folded[at] for at in places)
    sums = _luhn_sums(digits)
    begins = [n for n, at in enumerate(places) if n == 0 or places[n - 1] != at - 1]
    ends = {*begins[1:], len(digits)}
    ranked = (
        (rank, start, start + length)
        for start in begins
        for length in _LENGTHS
        if start + length <= len(digits) and _fits(sums, start, start + length)
        if (rank := _rank(digits, start, start + length, ends, issued=issued)) is not None
    )
    best = min(ranked, default=None)
    return best[1:] if best else None


def _rank(
    digits: str, start: int, end: int, ends: set[int], *, issued: bool
) -> tuple[int, int, int] | None:
    """How unlikely digits that fit are to be the number that was meant; None if they are none.

    The first number comes first, then one that a known scheme gives out, then the usual lengths.
    """
    number = digits[start:end]
    known = _ISSUED.fullmatch(number) is not None
    whole = end in ends or (len(number) in _USUAL and not ends.isdisjoint({end + 3, end + 4}))
    by_itself = whole or _ONE_LENGTH.fullmatch(number) is not None
    if not (known and end in ends if issued else by_itself):
        return None
    return start, 0 if known and whole else 1, _LENGTHS.index(len(number))


_Sums = tuple[list[int], list[int]]


def _luhn_sums(digits: str) -> _Sums:
    """What Luhn adds up before each digit: with each second one doubled, from the second or first.

    So that any part of the digits is tried by one subtraction.
    """
    plain = [int(digit) for digit in digits]
    doubled = [2 * digit - 9 * (digit > 4) for digit in plain]
    odd, even = plain.copy(), doubled.copy()
    odd[1::2], even[1::2] = doubled[1::2], plain[1::2]
    return list(accumulate(odd, initial=0)), list(accumulate(even, initial=0))


def _fits(sums: _Sums, start: int, end: int) -> bool:
    """Whether the check digit of these digits fits: the last is plain, the one before doubled."""
    of_parity = sums[(end - 1) % 2]
    return (of_parity[end] - of_parity[start]) % 10 == 0


def _codes_masked(text: str, code: re.Pattern[str]) -> str:
    pieces: list[str] = []
    done = 0
    for found in code.finditer(_folded(text)):
        first, last = found.span("code")
        pieces += [text[done:first], _CODE]
        done = last
    return "".join((*pieces, text[done:])) if pieces else text
