"""Phone numbers, dates and times within a row of digits: what of the row is no card's number.

Two phone numbers side by side pass for a card's number 43 times in 100. So a row that would be
masked is read again: numbers of the US and its neighbors as they are written there, others behind a
plus sign, 011 or 00 (ITU-T E.164), as far as the library `phonenumbers` knows them for ones that
are given out.
"""

import re
from contextlib import suppress
from functools import lru_cache

from guide.call.phone_number import number_doubt

_GROUP = re.compile("[0-9]+")
_WITHIN = re.compile(r"[ ().\-/\0]{1,4}")
"""What stands between the groups of one phone number."""
_DASHED = (3, 4)
_WHOLE = 7
"""How the digits of a US number without its area code are grouped: 555-0134, or in one."""

_PLUS = re.compile(r"(?<![0-9])\+\(?$")
_EXTENSION = re.compile(r"(?<![^\W_])(?:x|ext|extension)[\W_]{0,3}$", re.IGNORECASE)
_MOST_OF_EXTENSION = 5
_MASKED = re.compile("•{4} $")
_MOST_MASKED = 2
"""More of them side by side may be a card's number that was typed with dots between."""

_ABROAD = ("011", "00")
_FEWEST, _MOST = 7, 15
"""Digits of a number with its country's."""

_NATIONAL = frozenset(
    {(10,), (3, 7), (3, 3, 4), (11,), (1, 10), (1, 3, 7), (1, 3, 3, 4), (4, 3, 4)}
)
"""How the digits of a US number are grouped, with the 1 before it or without."""

DAY_OR_TIME = re.compile(
    r"(?<![0-9:/.\-])(?:"
    r"(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0?[1-9]|[12][0-9]|3[01])[./](?:0?[1-9]|[12][0-9]|3[01])[./](?:19|20)[0-9]{2}"
    r"|(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12][0-9]|3[01])(?:/[0-9]{2})?"
    r"|(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?"
    r")(?![0-9]|[:/.\-][0-9])"
)
"""A date or a time of day by itself: part of no longer row of such signs and digits."""


class KnownDigits:
    """What is known of the digits of one row, by their places in the text."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._groups = [group.span() for group in _GROUP.finditer(text, start, end)]
        self._text = text
        phones: set[int] = set()
        others: set[int] = set()
        ways = self._ways(start, end)
        taken = _fewest_left([last - first for first, last in self._groups], ways)
        for n, following, is_phone in taken:
            for first, last in self._groups[n:following]:
                (phones if is_phone else others).update(range(first, last))
        self.phones = frozenset(phones)
        """The digits of phone numbers that are written as such, in groups or with a plus sign."""
        self.known = frozenset(phones | others)
        """These, and those of other phone numbers, extensions, dates, times and masked cards."""

    def _ways(self, start: int, end: int) -> dict[int, list[tuple[int, bool]]]:
        """From which group on something is known: up to which, and whether it is `phones`."""
        ways = {n: self._phones(n) for n in range(len(self._groups))}
        begins = {first: n for n, (first, _) in enumerate(self._groups)}
        ends = {last: n + 1 for n, (_, last) in enumerate(self._groups)}
        for found in DAY_OR_TIME.finditer(self._text, start, end):
            first, last = found.span()
            if first in begins and last in ends:
                ways[begins[first]].append((ends[last], False))
        self._add_local(ways)
        masked = [
            n
            for n, (first, last) in enumerate(self._groups)
            if last - first == 4 and _MASKED.search(self._before(first))
        ]
        for n in masked[:_MOST_MASKED]:
            ways[n].append((n + 1, False))
        first, last = self._groups[0]
        if last - first <= _MOST_OF_EXTENSION and _EXTENSION.search(self._before(first)):
            ways[0].append((1, False))
        return ways

    def _add_local(self, ways: dict[int, list[tuple[int, bool]]]) -> None:
        """Numbers without an area code: with a sign of their own between, or behind another one."""
        ended = {end for found in ways.values() for end, is_phone in found if is_phone}
        for n, (first, last) in enumerate(self._groups):
            if self._text[first] in "01":
                continue
            following = n + len(_DASHED)
            if last - first == _WHOLE and n in ended:
                ways[n].append((n + 1, False))
                ended.add(n + 1)
            elif self._sizes(n, following) == _DASHED and self._is_dashed(n):
                ways[n].append((following, False))
                ended.add(following)

    def _sizes(self, n: int, following: int) -> tuple[int, ...]:
        return tuple(last - first for first, last in self._groups[n:following])

    def _is_dashed(self, n: int) -> bool:
        """Whether a group and the next are joined by a sign that joins neither to any other."""
        joined = self._gap(n)
        return joined in ("-", ".") and joined not in (self._gap(n - 1), self._gap(n + 1))

    def _gap(self, n: int) -> str:
        """What stands between a group and the next; empty where there are not two."""
        if not 0 <= n < len(self._groups) - 1:
            return ""
        return self._text[self._groups[n][1] : self._groups[n + 1][0]]

    def _phones(self, n: int) -> list[tuple[int, bool]]:
        """Up to which groups a phone number goes that begins with this one."""
        plus = _PLUS.search(self._before(self._groups[n][0])) is not None
        found, digits, sizes = [], "", []
        for following in range(n, len(self._groups)):
            first, last = self._groups[following]
            if following > n and not _WITHIN.fullmatch(self._gap(following - 1)):
                break
            digits += self._text[first:last]
            sizes.append(last - first)
            if len(digits) > _MOST + len(_ABROAD[0]):
                break
            if is_phone_number(_dialed(digits, tuple(sizes), plus=plus)):
                found.append((following + 1, plus or len(sizes) > 2))
        return found

    def _before(self, at: int) -> str:
        return self._text[max(0, at - 12) : at]


def _dialed(digits: str, sizes: tuple[int, ...], *, plus: bool) -> str:
    """The number with its country's, which a plus sign begins; empty for what cannot be one."""
    if plus:
        return f"+{digits}"
    for prefix in _ABROAD:
        # A prefix in pieces is none: a card typed digit by digit would pass for a number abroad.
        if not digits.startswith(prefix) or sizes[0] < len(prefix):
            continue
        if not _is_split(sizes[0] - len(prefix), digits, prefix):
            dialed = digits.removeprefix(prefix)
            # The end of a card's number and its expiry date would pass for a US number so.
            grouped = (sizes[0] - len(prefix), *sizes[1:])
            is_grouped = tuple(filter(None, grouped)) in _NATIONAL
            return f"+{dialed}" if is_grouped or not dialed.startswith("1") else ""
    if sizes in _NATIONAL and len(digits) in (10, 11):
        return f"+{'1' if len(digits) == 10 else ''}{digits}"
    return ""


def _is_split(more: int, digits: str, prefix: str) -> bool:
    """Whether a gap stands within the country's code: only 1 and 7 are of one digit."""
    return more == 1 and digits[len(prefix)] not in "17"


def is_phone_number(dialed: str) -> bool:
    """Whether a number like this, with a plus sign and its country's digits, is given out."""
    if not _FEWEST < len(dialed) <= _MOST + 1:
        return False
    if dialed.startswith("+1"):
        # By the plan: a table of area codes would miss those that are new.
        return not number_doubt(dialed)
    return _is_given_out(dialed)


@lru_cache(4096)
def _is_given_out(dialed: str) -> bool:
    # Few texts hold such a number where it matters: until one does, nobody waits for the library.
    # An update in mid-call may have taken away what it reads of a country.
    with suppress(ImportError):
        import phonenumbers

        with suppress(phonenumbers.NumberParseException):
            return phonenumbers.is_valid_number(phonenumbers.parse(dialed))
    return False


def _fewest_left(
    sizes: list[int], ways: dict[int, list[tuple[int, bool]]]
) -> list[tuple[int, int, bool]]:
    """What to take so that the fewest digits are left unknown: from, up to, whether a phone."""
    left = [0] * (len(sizes) + 1)
    best: dict[int, tuple[int, bool]] = {}
    for n in reversed(range(len(sizes))):
        left[n] = sizes[n] + left[n + 1]
        for following, is_phone in ways[n]:
            if left[following] < left[n]:
                left[n], best[n] = left[following], (following, is_phone)
    taken, n = [], 0
    while n < len(sizes):
        following, is_phone = best.get(n, (n + 1, False))
        if n in best:
            taken.append((n, following, is_phone))
        n = following
    return taken
