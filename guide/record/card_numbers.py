"""Card numbers and security codes, taken out of what is typed before any of it is stored.

A card number is 13 to 19 digits whose check digit (Luhn) fits, whatever stands between them that is
neither letter nor digit; of it the last four digits stay: `•••• 1111`. A security code, three or
four digits by a word for it or right behind a card number, goes whole: `•••`. Phone numbers, dates
and times are known first (`guide.record.phone_numbers`). One number in ten that is no card fits as
well, so whoever typed it can have it entered as it was.
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from enum import IntEnum
from functools import cache, cached_property
from itertools import accumulate
from typing import TYPE_CHECKING
from unicodedata import category, digit, name, numeric

from msgspec import Struct

if TYPE_CHECKING:
    from guide.record.phone_numbers import KnownDigits

HIDDEN = "•"
_CARD = HIDDEN * 4
_CODE = HIDDEN * 3

DRAFT_DIGITS = 6
"""So many digits in a row a draft may show; see `held_back`."""

_LENGTHS = (16, 15, 14, 19, 18, 17, 13)
_USUAL = (16, 15)
"""The lengths that a security code, of three or four digits, is looked for right behind."""
_MOST_DIGITS = 64
_MOST_LEFT = 10
"""So many digits of a number may be left: no more than a receipt has."""
_DATE_AND_CODE = 8
_TYPED_BEFORE = 4
"""So many digits of another number, at most, may be typed right on to a card's of usual length."""
_DIGITS_OF_A_PHONE = 10
_MOST_BESIDE = 5
"""More digits than this that are not known, in a number that a phone number is part of, make it a
card's whichever scheme it is of: a card that is typed in groups may begin or end like a phone
number, and has six digits or more besides."""

# Patterns are compiled when they are first asked for: a call's first frame does not wait for them.
# What cannot be seen is a gap as well: a record loses it, and the number is whole again.
_GAP = r"[\W_]"
_NARROW_GAP = r"[\x00-\x20\x7f.\-]*"
_ROW = rf"(?<![0-9])[0-9](?:{_GAP}*+[0-9]){{12,}}+"
_DRAFT_ROW = rf"[0-9](?:{_GAP}*+[0-9]){{{DRAFT_DIGITS},}}+"
_GROUP = re.compile("[0-9]+")
_FEW = re.compile("[0-9].*?[0-9].*?[0-9]", re.DOTALL)

_ISSUED = (
    r"4(?:[0-9]{12}|[0-9]{15}|[0-9]{18})|5[0-9]{15}|5[06-8][0-9]{11,17}|3[47][0-9]{13}"
    r"|3[0689][0-9]{12,17}|35[0-9]{14,17}|6[0-9]{12,18}|2[2-7][0-9]{14,17}|8[12][0-9]{14,17}"
    r"|9792[0-9]{12}"
)
"""How the numbers of the known card schemes begin, and how long they are."""
_EXPIRY_TYPED_ON = r"(?:0[1-9]|1[0-2])?(?:20)?[2-4][0-9](?:[0-9]{3,4})?|0[1-9]|1[0-2]"
"""What of an expiry date, with a code behind it or none, may be typed right on to a number."""
_ONE_LENGTH = r"4[0-9]{15}|5[0-9]{15}|3[47][0-9]{13}|6011[0-9]{12}|65[0-9]{14}"
"""Those that are found even with more digits typed right on to them."""

_CALL_ID = r"20\d\d[01]\d[0-3]\d-[0-2]\d[0-5]\d[0-5]\d(?=-[a-z2-9]{4}\b)"

_HINTS = (
    *("sec", "verif", "valid", "digit", "card", "exp", "cid", "cav", "cw2", "back", "signature"),
    *("segur", "curit", "sicherheit", "fnummer", "fziffer"),
)
_PLAIN_WORDS = ("cod", "cód", "sec", "séc", "seg", "pin", "back", "digit", "cryptogramme")
"""One of these is in every plainer word for a code."""
_LETTERS_HINT = r"c[\W_]{0,2}[vcs]"
"""One of these is in every word for a security code: far faster looked for than the words."""
_MASKED_CARD = rf"{_CARD} [0-9]{{4}}"
_BEHIND = 60


def mask(text: str) -> str:
    """`text` without card numbers and security codes; itself when it holds none."""
    for _ in range(_MOST_PASSES):
        masked = _masked_once(text)
        if masked == text:
            return text
        # What was taken out may have stood in the way of another number.
        text = masked
    return _without_rows(text)


def mask_typed(text: str) -> str:
    """What is stored of a text that was typed: `mask`, and codes known by plainer words.

    Such as “code 918” in front of a card's number. Lines on record are judged by `mask` alone.
    """
    masked = mask(text)
    folded = _folded(masked)
    lowered = folded.lower()
    if not any(hint in lowered for hint in _TYPED_HINTS):
        return masked
    places, seen = _seen(folded)
    from guide.record.security_codes import typed_codes

    codes = [(*_span(places, *code), _CODE) for code in typed_codes(seen)]
    return mask(_replaced(masked, codes)) if codes else masked


_TYPED_HINTS = ("back", "card", "cryptogramme", HIDDEN)
"""One of these is in every text of which `mask_typed` takes more than `mask` does."""

_MOST_PASSES = 20
"""So often more comes to light in no note; a text in which it does was made to hide something."""


def _without_rows(text: str) -> str:
    """The text with a dot for each digit that stands in a row long enough for a card's number."""
    folded = _folded(text)
    hidden = {at for row in re.finditer(_ROW, folded) for at in range(*row.span())}
    return _with_dots(text, hidden, folded)


def _masked_once(text: str) -> str:
    folded = _folded(text)
    if not _FEW.search(folded):
        return text
    rows = [
        _Row(folded, *row.span())
        for row in re.finditer(_ROW, folded)
        if not _is_call_id(folded, row)
    ]
    for trust in _Trust if rows else ():
        if cards := [card for row in rows for card in row.masked(trust)]:
            text = _replaced(text, cards)
            folded = _folded(text)
            break
    return _replaced(text, [(first, last, _CODE) for first, last in _codes(folded)])


def holds_card(text: str) -> bool:
    """Whether a card number stands in a text; a security code by itself is none."""
    folded = _folded(text)
    if not _FEW.search(folded):
        return False
    rows = (
        _Row(folded, *row.span())
        for row in re.finditer(_ROW, folded)
        if not _is_call_id(folded, row)
    )
    return any(row.masked(trust) for row in rows for trust in _Trust)


def is_masked(text: str) -> bool:
    """Whether something was taken out of this text."""
    return _CODE in text


def is_issued(text: str) -> bool:
    """Whether the digits of a text are, all together, a number of a known card scheme."""
    digits = "".join(_GROUP.findall(_folded(text)))
    return re.fullmatch(_ISSUED, digits) is not None and _fits(_luhn_sums(digits), 0, len(digits))


def held_back(text: str) -> str:
    """A draft as it may be stored while it is being typed, with dots for digits held back.

    A card number that is not complete yet looks like any other number, and what was stored of it
    cannot be taken back. So a draft never shows more than six digits in a row, but for two plain
    dates or times, nor anything that may be a security code, be it that its word is yet to come:
    with the last four of the note that is entered, ten digits of a number are the most that is ever
    stored. After a crash a longer number in a note that was not entered comes back as dots, and so
    does a short one at its very end; everything else is there.
    """
    folded = _folded(text)
    if not _GROUP.search(folded):
        return text
    hidden: set[int] = set()
    for row in re.finditer(_DRAFT_ROW, folded):
        digits = sum(map(str.isdigit, row[0]))
        if digits - _days_and_times(folded, row) <= DRAFT_DIGITS or _is_call_id(folded, row):
            continue
        hidden.update(range(*row.span()))
        if digits >= min(_LENGTHS):
            hidden.update(range(row.end(), row.end() + _BEHIND))
    for card in re.finditer(_MASKED_CARD, folded):
        hidden.update(range(card.end(), card.end() + _BEHIND))
    begun = (*_codes(folded, begun=True), *_codes_before_a_card(folded))
    for first, last in (*begun, *_code_at_the_end(folded)):
        hidden.update(range(first, last))
    if not hidden:
        return text
    for first, last in _codes_put_right(_with_dots(folded, hidden, folded)):
        hidden.update(range(first, last))
    return _with_dots(text, hidden, folded)


def _with_dots(text: str, hidden: Collection[int], folded: str) -> str:
    """The text with a dot for each digit at these places."""
    return "".join(
        HIDDEN if at in hidden and folded[at].isdigit() else char for at, char in enumerate(text)
    )


def _days_and_times(folded: str, row: re.Match[str]) -> int:
    """How many digits of a row are of dates and times: of the first two at most."""
    from guide.record.phone_numbers import DAY_OR_TIME

    found = [*DAY_OR_TIME.finditer(folded, *row.span())]
    return sum(sum(map(str.isdigit, one[0])) for one in found[:2])


def _folded(text: str) -> str:
    """`text`, as long as it is, with each sign that stands for a plain one as that one.

    Digits and letters of any width are ASCII's, and so are letters of other alphabets that look
    like one; blanks are spaces, dashes `-`, what cannot be seen `_UNSEEN`.
    """
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
_DOTS = "·‧∙⋅。"
_FILLERS = "\u115f\u1160\u3164\uffa0"
"""Letters by name that leave no mark."""
_UNSEEN = "\0"


@cache
def _folded_char(char: str) -> str:
    if value := _digit(char):
        return value
    kind = category(char)
    if kind[0] == "Z":
        return " "
    if kind[0] in "CM" or char in _FILLERS:
        return _UNSEEN
    if kind in ("Pd", "Lm") or char == "−":
        return "-"
    if char in _DOTS:
        return "."
    # Few texts have such letters: until one does, nobody waits for what knows them.
    from guide.script.look_alike import seen_as

    plain = seen_as(char)
    if len(plain) == 1 and plain.isascii():
        return plain
    # A sign such as ⑫ spells two digits: either is enough to keep the number together.
    return next((c for c in plain if c.isascii() and c.isdigit()), _numeral(char))


def _digit(char: str) -> str:
    """The digit that a sign stands for, in whatever circle or script; empty for no such sign.

    Some have no value, or that of a ten, and are digits by name and to the eye: combining ones,
    turned ones, counting rods. A letter that has one above it is none.
    """
    value = digit(char, None)
    if value is not None:
        return str(value)
    named = _DIGIT.search(name(char, "")) if category(char)[0] not in "CL" else None
    return str(_DIGITS.index(named[1])) if named and named[1] in _DIGITS else ""


def _numeral(char: str) -> str:
    """The digit that a numeral without one stands for, such as 四; the sign itself if none."""
    value = numeric(char, -1.0)
    return str(int(value)) if value in range(len(_DIGITS)) else char


_DIGIT = re.compile(r"\bDIGIT ([A-Z]+)")
_DIGITS = ("ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE")


def _is_call_id(folded: str, row: re.Match[str]) -> bool:
    """Whether these digits are the time in a call's id, which no card number begins like."""
    found = re.compile(_CALL_ID).match(folded, row.start())
    return found is not None and found.end() == row.end()


def _has_hint(folded: str) -> bool:
    lowered = folded.lower()
    if any(hint in lowered for hint in _HINTS):
        return True
    return re.search(_LETTERS_HINT, lowered) is not None


def _codes(folded: str, *, begun: bool = False) -> list[tuple[int, int]]:
    """The places of security codes, from and to, in their order; `begun`: half typed ones too."""
    places, seen = _seen(folded)
    if not _has_hint(seen) and _CARD not in seen:
        return []
    # Few texts have such a word: until one does, nobody waits for what looks for codes.
    from guide.record.security_codes import security_codes

    return [_span(places, *code) for code in security_codes(seen, begun=begun)]


def _codes_before_a_card(folded: str) -> list[tuple[int, int]]:
    """The places of numbers that are codes if a card's number is yet to come."""
    places, seen = _seen(folded)
    if not any(word in seen.lower() for word in _PLAIN_WORDS):
        return []
    from guide.record.security_codes import codes_before_a_card

    return [_span(places, *code) for code in codes_before_a_card(seen)]


def _codes_put_right(hidden: str) -> list[tuple[int, int]]:
    """The places of codes by which one is put right that is hidden in this text, half typed too."""
    places, seen = _seen(hidden)
    from guide.record.security_codes import codes_put_right

    return [_span(places, *code) for code in codes_put_right(seen)]


def _code_at_the_end(folded: str) -> list[tuple[int, int]]:
    """Where the last number is, if the words that make it a security code may be yet to come."""
    places, seen = _seen(folded)
    if not _GROUP.search(seen, max(0, len(seen) - _BEHIND)):
        return []
    from guide.record.security_codes import code_before_its_word

    return [_span(places, *code) for code in code_before_its_word(seen)]


def _seen(folded: str) -> tuple[Sequence[int], str]:
    """What of a text can be seen, and where each character of it stands."""
    if _UNSEEN not in folded:
        return range(len(folded)), folded
    places = [at for at, char in enumerate(folded) if char != _UNSEEN]
    return places, "".join(folded[at] for at in places)


def _span(places: Sequence[int], first: int, last: int) -> tuple[int, int]:
    return places[first], places[last - 1] + 1


def _replaced(text: str, spans: list[tuple[int, int, str]]) -> str:
    """`text` with other text in place of these parts, which are in order."""
    pieces: list[str] = []
    done = 0
    for first, last, other in spans:
        if first >= done:
            pieces += [text[done:first], other]
            done = last
    return "".join((*pieces, text[done:])) if pieces else text


class _Trust(IntEnum):
    """How surely digits that fit are a card's number; the surest are masked first.

    Those with only blanks, dots and dashes between them, before those with anything else, which
    count if they are of a known scheme; and before both those that are part of no phone number.
    """

    NARROW = 0
    WIDE = 1
    NARROW_WITH_PHONE = 2
    WIDE_WITH_PHONE = 3


class _Window(Struct, frozen=True, order=True):
    """Digits of a row that may be a card's number, from and to; the likeliest from a place first.

    `rank`: one that a known scheme gives out is before others, and before those one that begins a
    group of digits; then come the usual lengths.
    """

    start: int
    rank: tuple[int, int]
    end: int
    trust: _Trust
    is_issued: bool


class _Row:
    """Digits with nothing but gaps between them, and where among them a card's number may be."""

    def __init__(self, folded: str, start: int, end: int) -> None:
        self._folded = folded
        self._span = start, end
        self._begins: list[int] = []
        self._places: list[int] = []
        groups = []
        for group in _GROUP.finditer(folded, start, end):
            self._begins.append(len(self._places))
            self._places += range(*group.span())
            groups.append(group[0])
        self._digits = "".join(groups)
        self._ends = [*self._begins[1:], len(self._digits)]

    def masked(self, trust: _Trust) -> Iterator[tuple[int, int, str]]:
        """The parts of the text that hold a card's number, and what stands there instead."""
        done = 0
        for window in self._chosen(trust):
            if window.start < done:
                continue
            end = self._with_overlapping(window.end)
            instead = f"{_CARD} {self._digits[end - 4 : end]}"
            done = self._ends[bisect_left(self._ends, end)]
            if end < done <= end + _DATE_AND_CODE:
                # A date and a security code typed right on to the number go as well.
                instead = f"{instead} {_CODE}"
            elif end < done:
                instead, done = f"{instead} ", end
            yield self._places[window.start], self._places[done - 1] + 1, instead

    def _chosen(self, trust: _Trust) -> list[_Window]:
        """Windows that share no digit, in their order; the likeliest are chosen first."""
        taken = bytearray(len(self._digits))
        chosen = []
        for window in sorted(self._windows, key=lambda window: window.rank[0]):
            if window.trust is trust and not any(taken[window.start : window.end]):
                taken[window.start : window.end] = b"x" * (window.end - window.start)
                chosen.append(window)
        return sorted(chosen)

    def _with_overlapping(self, end: int) -> int:
        """Up to where to mask so that no other card's number is left: one that begins within."""
        for other in self._windows:
            if other.is_issued and other.start < end < other.end:
                hidden = max(0, end - 4 - other.start)
                if other.end - other.start - hidden > _MOST_LEFT:
                    end = other.end
        return end

    @cached_property
    def _windows(self) -> list[_Window]:
        sums = _luhn_sums(self._digits)
        found = []
        for start, group_end in zip(self._begins, self._ends, strict=True):
            if group_end - start > _MOST_DIGITS:
                # So many digits nearly always hold some number that fits: none is worth the risk.
                found.append(_Window(start, (0, 0), group_end, _Trust.NARROW, False))
                continue
            for begin in range(start, min(start + _TYPED_BEFORE + 1, group_end)):
                for n, length in enumerate(_LENGTHS):
                    end = begin + length
                    # Digits without a gap, so many as a card has, are that card's or none.
                    of_one = end <= group_end <= start + max(_LENGTHS)
                    if begin != start and (of_one or length not in _USUAL):
                        continue
                    if end <= len(self._digits) and _fits(sums, begin, end):
                        found += self._window(begin, end, n, is_group=begin == start)
        return sorted(found)

    def _window(self, start: int, end: int, n: int, *, is_group: bool) -> Iterator[_Window]:
        """What is to be thought of digits that fit; nothing if they are no card's number.

        `is_group` says whether they begin as a group of digits does.
        """
        number = self._digits[start:end]
        is_issued = re.fullmatch(_ISSUED, number) is not None
        with_expiry = is_issued and re.fullmatch(_EXPIRY_TYPED_ON, self._typed_on(end)) is not None
        by_itself = end in self._all_ends or (
            len(number) in _USUAL and not self._all_ends.isdisjoint({end + 3, end + 4})
        )
        whole = by_itself or with_expiry
        if not (is_group or (is_issued and whole)):
            return
        likely = int(not is_group) if is_issued and by_itself else 2
        rank = (likely, n)
        if self._is_narrow(start, end) and (whole or re.fullmatch(_ONE_LENGTH, number)):
            trust = _Trust.NARROW
        elif is_issued and whole:
            trust = _Trust.WIDE
        else:
            return
        digits = self._places[start:end]
        beside = sum(at not in self._known.known for at in digits)
        if self._known.phones.isdisjoint(digits):
            # Two groups of ten digits pass for phone numbers though an expiry date ends the second.
            if beside or (with_expiry and self._group_size(end) >= _DIGITS_OF_A_PHONE):
                yield _Window(start, rank, end, trust, is_issued)
        elif beside > _MOST_BESIDE or (beside and is_issued):
            yield _Window(start, rank, end, _Trust(trust + 2), is_issued)

    def _typed_on(self, end: int) -> str:
        """The digits from here to the end of their group."""
        return self._digits[end : self._ends[bisect_left(self._ends, end)]]

    def _group_size(self, end: int) -> int:
        """How many digits the group has that the digit before `end` is in."""
        group = bisect_left(self._ends, end)
        return self._ends[group] - self._begins[group]

    @cached_property
    def _all_ends(self) -> frozenset[int]:
        return frozenset(self._ends)

    @cached_property
    def _known(self) -> "KnownDigits":
        # Few rows of digits fit as a card's would: until one does, nobody waits for this.
        from guide.record.phone_numbers import KnownDigits

        return KnownDigits(self._folded, *self._span)

    def _is_narrow(self, start: int, end: int) -> bool:
        """Whether only blanks, dots and dashes stand between these digits."""
        return self._wide_gaps[start] == self._wide_gaps[end - 1]

    @cached_property
    def _wide_gaps(self) -> list[int]:
        """For each digit, how many gaps up to it are more than blanks, dots and dashes."""
        wide = [0] * len(self._places)
        for n in self._begins[1:]:
            gap = self._folded[self._places[n - 1] + 1 : self._places[n]]
            wide[n] = re.fullmatch(_NARROW_GAP, gap) is None
        return list(accumulate(wide))


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
