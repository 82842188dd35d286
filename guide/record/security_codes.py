"""Security codes of cards: three or four digits by a word for it, or behind a card's number.

Texts are folded as `guide.record.card_numbers` has them: plain digits, letters and blanks.
"""

import re
from collections.abc import Iterable
from itertools import takewhile

_HIDDEN = "•"
_CARD = _HIDDEN * 4
_CODE = _HIDDEN * 3
_GAP = r"[\W_]"
_LETTERS_APART = r"[\W_]{0,2}"
_SECOND = r"(?:2(?![0-9])|[ \-]2(?=[^0-9]{1,15}[0-9]{3}))?"
"""The 2 of CVV2, CVC2 and the like."""
_REST_OF_POSTCODE = r" ?[0-9][a-z]{2}(?![^\W_])"
"""Such as of CV2 4AB, in England."""
_NUMBER = r"(?:code|number|num|pin|value|no(?![^\W_])|nr(?![^\W_])|#)"
_CHECK = r"(?:security|verification|validation)"
_WORD = (
    # No other word has these letters: they count within one, too.
    rf"(?:(?:cvv|cvc|cvn|cvd|ccv){_SECOND}"
    rf"|(?<![^\W\d_])(?:c{_LETTERS_APART}v{_LETTERS_APART}[vcnd]{_SECOND}"
    rf"|cid(?![^\W\d_])|cw2|cav(?![^\W\d_]){_SECOND}|cv-?2(?![^\W_]|{_REST_OF_POSTCODE})"
    rf"|c{_LETTERS_APART}c{_LETTERS_APART}v{_SECOND}"
    rf"|c{_LETTERS_APART}s{_LETTERS_APART}c"
    rf"|(?:card{_GAP}*)?{_CHECK}{_GAP}*{_NUMBER}|card{_GAP}*(?:code|{_CHECK})"
    rf"|sec{_GAP}{{0,2}}code|(?:[34]|three|four){_GAP}{{0,2}}digits?{_GAP}+(?:code|number)"
    rf"|(?:code|digits?){_GAP}+(?:on|at){_GAP}+(?:[a-z]{{2,5}}{_GAP}+)?back"
    rf"|signature{_GAP}*(?:panel|stripe?|field)"
    rf"|c[oó]digo{_GAP}+de{_GAP}+seguridad|code{_GAP}+de{_GAP}+s[eé]curit[eé]"
    r"|(?:karten)?pr(?:ü|ue?)f(?:nummer|ziffer)|sicherheits(?:nummer|code)))"
)
_SPLIT = (
    r"(?:[0-9]{3,4}|(?<![^\W_])"
    r"(?:[0-9](?:[\W_]{1,3}[0-9]){2,3}|[0-9][ .\-][0-9]{2,3}|[0-9]{2}[ .\-][0-9]{1,2}))"
)
"""Three or four digits, however they are split."""
_IN_PHONE = r"[ )./\-]{1,3}"
_PHONE = rf"[0-9]{{3}}{_IN_PHONE}(?:[0-9]{{3}}{_IN_PHONE})?[0-9]{{4}}(?![0-9])"
_ONE = rf"(?!{_PHONE}){_SPLIT}(?![0-9]|[.\-/:][0-9]{{1,2}}(?![0-9])|[ .\-]?[0-9]{{6}})"
_AND = r"(?:and|or|y|o|et|ou|und|oder)"
_SHORT = rf"(?:{_ONE}(?:(?:{_GAP}{{1,4}}|{_GAP}{{1,3}}{_AND}{_GAP}{{1,3}}){_ONE})*)"
"""One code or several side by side, none of which begins a phone number, a date or a longer one."""
_EXPIRY = (
    r"(?:(?:0?[1-9]|1[0-2])\s?[/.\-|;]\s?(?:20)?[0-9]{2}|(?:0[1-9]|1[0-2])\s?(?:20)?[2-4][0-9])"
    r"(?![^\W_]|/[0-9])"
)
_LONE = r"[0-9]{1,2}(?![0-9])(?=[\W_]{0,3}(?:(?:[34][\W_]?)?[a-z]|[01]?[0-9][/.\-|]))"
"""Such as the 3 of “3 digits”: no code is so short."""
_TO_CODE = rf"(?:[^0-9{_HIDDEN}]|(?<![0-9])(?:{_LONE}|{_EXPIRY})){{0,40}}?"
_AFTER_WORD = re.compile(rf"{_WORD}{_TO_CODE}(?<![0-9])(?P<code>{_SHORT})", re.IGNORECASE)
_NO_CARDS_END = rf"(?!(?<={_CARD} )[0-9]{{4}}(?![0-9]))"
"""Not the last four digits of a card's number, which stay."""
_BETWEEN = frozenset({"is", "was", "as", "for", "the", "his", "her", "their", "my", "our", "your"})
_BEFORE_WORD = re.compile(
    rf"(?<![0-9])(?<![0-9][ .\-]){_NO_CARDS_END}(?P<code>{_SHORT})"
    rf"[^\w{_HIDDEN}]{{0,3}}(?:(?:{'|'.join(sorted(_BETWEEN))})\W{{1,3}}){{0,2}}{_WORD}",
    re.IGNORECASE,
)
_NAMES = (
    r"(?<!\bin )(?<!\bthis )(?<!\bthat )(?<![^\W\d_])(?:ticket|order|case|ref(?:erence)?|invoice"
    r"|claim|booking|reservation|room|rm|apt|apartment|suite|unit|ext(?:ension)?)"
)
"""Before a number these say that it is no code."""
_LAST_FOUR = (
    rf"(?<![^\W\d_])(?:ending|(?:ending|ends|ended){_GAP}{{1,3}}(?:in|with|on)"
    rf"|last{_GAP}{{1,3}}(?:4|four)(?:{_GAP}{{1,3}}digits?)?(?:{_GAP}{{1,3}}(?:are|is|were))?)"
)
_OF_CARD = r"(?<![^\W\d_])(?:card|visa|master ?card|mc|maestro|x)"
"""Before four digits these, and those above, say that they are the last of a card's number."""
_NUMBER_SIGN = r"(?:(?:no|nr|num|number|id)(?![^\W\d_])[ .:#]{0,3})?"
_NAMED_BEFORE_WORD = re.compile(
    rf"(?:{_NAMES}|(?P<four>{_LAST_FOUR}|(?P<card>{_OF_CARD})))[ .:#(\-]{{0,3}}{_NUMBER_SIGN}\Z",
    re.IGNORECASE,
)
_NAMED_AFTER_WORD = re.compile(
    # “cvv for her order: 918” has a code.
    rf"(?:{_NAMES}[ .#(\-]{{0,3}}|(?P<four>{_LAST_FOUR})[ .:#(\-]{{0,3}}){_NUMBER_SIGN}\Z",
    re.IGNORECASE,
)
_LONGEST_NAME = 40
_FOUR = 4
_LONG_CODE = re.compile(r"(?<![^\W\d_])(?:amex|express|back|front)(?![^\W\d_])", re.IGNORECASE)
"""Where one of these is near, four digits may be a code, and “card” does not name them."""
_SAID_TO_BE = re.compile(rf"{_GAP}{{1,3}}(?:is|was|as)(?![^\W\d_])", re.IGNORECASE)
_ONE_NUMBER = re.compile(r"[0-9]{1,4}(?![0-9])")
_DIGIT = re.compile("[0-9]")
_CLOSE = r"[ :=#(\-]"
_OWN = re.compile(
    rf"(?:{_CLOSE}{{0,3}}(?:given|told|is|was|it|code|number|num|no)(?![^\W\d_])){{0,2}}"
    rf"{_CLOSE}{{0,3}}(?:(?<!{_HIDDEN}){_CODE}(?!{_HIDDEN})"
    rf"|(?<![0-9])(?!{_EXPIRY}){_ONE}(?!{_GAP}{{0,4}}[0-9]))",
    re.IGNORECASE,
)
"""What stands behind a word that has its code behind it."""
_MOST_BETWEEN = 2
_LONGEST_END = 70
_AT_THE_END = re.compile(
    r"(?<![0-9])(?<![0-9][\W_])(?P<code>[0-9]{1,4}|[0-9](?:[\W_]{1,3}[0-9]){1,3})"
    rf"(?P<behind>[^0-9{_HIDDEN}]{{0,50}}(?:[34][^0-9{_HIDDEN}]{{0,12}})?)\Z"
)
_LEAST_DIGITS = 3
_OF_A_CARD = re.compile(r"(?<![^\W_])(?:exp|code|back|card)", re.IGNORECASE)
_WORDS = (
    *("cvv", "cvc", "cvn", "cvd", "ccv", "csc", "cid", "cav", "cw", "securitycode"),
    *("securitynumber", "securitypin", "verificationcode", "verificationnumber"),
    *("verificationvalue", "validationcode", "validationnumber", "cardcode", "cardsecurity"),
    *("cardverification", "cardvalidation", "seccode", "digitcode", "digitscode"),
    *("códigodeseguridad", "codigodeseguridad", "codedesécurité", "codedesecurite"),
    *("codeontheback", "digitontheback", "digitsontheback", "signaturepanel"),
    *("signaturestrip", "signaturefield"),
    *("kartenprüfnummer", "prüfnummer", "prüfziffer", "sicherheitsnummer", "sicherheitscode"),
    *("code", "código", "codigo", "security", "seguridad", "sécurité", "securite", "pin"),
)
"""The words for a code, without what may stand between their letters."""

_CARD_WORDS = (
    r"(?:master ?card|visa|mc|amex|american|express|discover|diners|club|jcb|maestro|debit|credit"
    r"|card|exp|expir(?:y|es|ed|ation|ing)|valid|good|until|till|thru|through|date|end(?:s|ing)?"
    r"|in|on|and|zip|gültig|bis|vence|expire)(?![^\W\d_])"
)
_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}[\W_]{1,3}(?:20)?[0-9]{2}"
    r"(?![^\W_])"
)
_ZIP = r"[0-9]{5}(?![0-9])"
_BESIDE_CARD = rf"(?:[^\w{_HIDDEN}]|_|{_CARD_WORDS})"
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
    # What is a month's year is never given back for a code.
    rf"{_CARD} [0-9]{{4}}(?![0-9])(?: {_CODE}(?!{_HIDDEN}))?{_BESIDE_CARD}{{0,20}}"
    rf"(?:(?:(?>{_MONTH})|{_EXPIRY}|{_ZIP}){_BESIDE_CARD}{{1,20}}){{0,2}}(?<![^\W_])"
    rf"(?:{_CODE_WORD})?(?P<code>{_SHORT})(?!\w)(?![^\w{_HIDDEN}]{{1,6}}{_CODE}(?!{_HIDDEN}))",
    re.IGNORECASE,
)
_STRIPE = re.compile(rf"{_CARD} [0-9]{{4}}(?:\^[^^]{{1,40}}\^|=)(?P<code>[0-9]{{7,40}})")
"""What stands behind the number on a card's magnetic stripe: its expiry, and codes."""
_CODES = (_AFTER_WORD, _BEFORE_WORD, _AFTER_EXPIRY, _BEHIND_CARD, _STRIPE)
_CODE_BEGUN = re.compile(
    rf"{_WORD}{_TO_CODE}(?<![0-9])(?P<code>[0-9](?:[\W_]{{0,3}}[0-9]){{0,3}})", re.IGNORECASE
)

_OTHER_CODES = frozenset(
    (
        *("access", "account", "activation", "approval", "area", "auth", "authorisation"),
        *("authorization", "booking", "building", "confirmation", "country", "coupon", "customer"),
        *("dialing", "discount", "door", "dress", "entry", "error", "fault", "gate", "item"),
        *("model", "order", "part", "post", "postal", "product", "promo", "promotion", "ref"),
        *("reference", "reservation", "sort", "status", "store", "tax", "ticket", "tracking"),
        *("voucher", "zip"),
    )
)
"""Before “code” these say that it is no card's."""
_BACK = rf"(?:on|at|from|off){_GAP}+(?:[a-z]{{2,5}}{_GAP}+)?back"
_PLAIN_WORD = rf"(?:codes?|c[oó]digo|sec(?:urity)?|seg(?:uridad)?|s[eé]curit[eé]|pin|{_BACK})"
_BEFORE_PLAIN = r"(?:(?P<of>[^\W\d_]{1,16})[\W_]{1,3})?(?<![^\W\d_])"
_IS = r"(?:is|was|it|its|says|are|number|num|no|nr|for|of|on|the|her|his|card|front)(?![^\W\d_])"
_TO_PLAIN = rf"(?![^\W\d_]){_GAP}{{0,4}}(?:{_IS}{_GAP}{{1,4}}){{0,4}}"
_IS_CODE = rf"{_GAP}{{1,3}}(?:(?:{'|'.join(sorted(_BETWEEN))}){_GAP}{{1,3}}){{1,3}}"
_THE_DIGITS = (
    rf"(?:(?<![0-9])(?:3|three){_GAP}{{0,2}}digits?"
    rf"|digits?{_GAP}+(?:on|at|from){_GAP}+(?:[a-z]{{2,5}}{_GAP}+)?front)"
)
_BY_A_CARD = (
    # The card's number stands between the word and the code.
    re.compile(
        rf"(?:{_WORD}|{_BEFORE_PLAIN}{_PLAIN_WORD})(?![^\W\d_])[^0-9{_HIDDEN}]{{0,30}}"
        rf"{_CARD} [0-9]{{4}}(?![0-9])(?:{_BESIDE_CARD}{{1,20}}{_EXPIRY})?{_GAP}{{1,4}}"
        rf"(?:{_IS}{_GAP}{{1,4}}){{1,3}}(?P<code>{_SHORT})",
        re.IGNORECASE,
    ),
    re.compile(rf"{_BEFORE_PLAIN}{_THE_DIGITS}{_TO_PLAIN}(?P<code>{_SHORT})", re.IGNORECASE),
    re.compile(rf"{_BEFORE_PLAIN}{_PLAIN_WORD}{_TO_PLAIN}(?P<code>{_SHORT})", re.IGNORECASE),
    re.compile(
        rf"(?<![0-9])(?<![0-9][ .\-]){_NO_CARDS_END}(?P<code>{_SHORT}){_IS_CODE}"
        rf"(?:(?P<of>[a-z]{{1,16}}){_GAP}{{1,3}})?{_PLAIN_WORD}(?![^\W\d_])",
        re.IGNORECASE,
    ),
)
"""By these words a number is a code only where a card's number stands in the same text."""
_WHOSE = rf"(?:(?:the|her|his|my|our|your|their|this){_GAP}+)?"
_OF_THE_CARD = (
    rf"(?:{_BEFORE_PLAIN}code{_GAP}+(?:on|of|at|from){_GAP}+{_WHOSE}(?:front{_GAP}+of{_GAP}+{_WHOSE})?"
    rf"card|last{_GAP}+(?:3|three){_GAP}+{_BACK}){_TO_PLAIN}"
)
_TYPED = (
    re.compile(
        rf"(?:(?:code|digits?){_GAP}+(?:from|off){_GAP}+(?:[a-z]{{2,5}}{_GAP}+)?back"
        rf"|(?<![^\W\d_])cryptogramme){_TO_CODE}(?<![0-9])(?P<code>{_SHORT})",
        re.IGNORECASE,
    ),
    re.compile(rf"{_OF_THE_CARD}(?P<code>{_SHORT})", re.IGNORECASE),
)
"""By these words a number is a code wherever it stands."""
_BEGUN = r"(?P<code>[0-9](?:[\W_]{0,3}[0-9]){0,3})(?![0-9]|[.\-/:]?[0-9])"
_BEGUN_TYPED = tuple(
    re.compile(f"{before}{_BEGUN}", re.IGNORECASE)
    for before in (
        f"{_BEFORE_PLAIN}(?:{_PLAIN_WORD}|{_THE_DIGITS}){_TO_PLAIN}",
        _OF_THE_CARD,
        rf"(?<![^\W\d_])cryptogramme{_TO_CODE}(?<![0-9])",
    )
)
_IN_WORDS = r"[ ,.;:()\-/!?'\"…\n]{1,4}"
_SAID = (
    r"(?:(?:i|it|it'?s|is|was|that|that'?s|this|should|be|make|made|to|say|says|said|she|he|they|the"
    rf"|a|ah?|oh?|u[hm]+|h[mu]+){_IN_WORDS})"
)
_NO = (
    r"(?:(?:not?(?!\.)|nope|wait|sorry|actually|rather|mean[ts]?|correction|corrected|scratch|oops)"
    rf"{_IN_WORDS})"
)
_NO_CODE = (
    r"(?![\W_]{0,2}(?:%|(?:sec|min|hour|hr|day|week|month|year|dollar|usd|buck|cent|euro|people|call"
    r"|time|item|unit|percent|point|mile|street|avenue)s?(?:onds?|utes?)?(?![^\W\d_])|[ap]m\b))"
)
_PUT_RIGHT = rf"(?<={_HIDDEN}){_IN_WORDS}{_SAID}{{0,4}}{_NO}(?:{_SAID}|{_NO}){{0,5}}"
_RIGHT_CODE = re.compile(rf"{_PUT_RIGHT}(?P<code>{_SHORT}){_NO_CODE}", re.IGNORECASE)
_RIGHT_CODE_BEGUN = re.compile(f"{_PUT_RIGHT}{_BEGUN}", re.IGNORECASE)


def typed_codes(folded: str) -> list[tuple[int, int]]:
    """The places of codes that are taken out of what is typed, beside those of `security_codes`.

    What versions before 0.14 stored of them counts: by these no line on record is judged.
    """
    is_by_a_card = re.search(rf"{_CARD} [0-9]{{4}}", folded) is not None
    rules = (*_TYPED, _RIGHT_CODE, *(_BY_A_CARD if is_by_a_card else ()))
    found = (one for rule in rules for one in rule.finditer(folded))
    return _places(folded, filter(_is_cards, found), begun=False)


def codes_put_right(hidden: str) -> list[tuple[int, int]]:
    """The places of codes, half typed ones too, by which one is put right that is hidden here."""
    found = (one for rule in (_RIGHT_CODE, _RIGHT_CODE_BEGUN) for one in rule.finditer(hidden))
    return _places(hidden, found, begun=True)


def codes_before_a_card(folded: str) -> list[tuple[int, int]]:
    """The places of numbers that are codes, half typed ones too, if a card's number is yet to come.

    And of those that are codes without one.
    """
    rules = (*_TYPED, *_BEGUN_TYPED, *_BY_A_CARD)
    found = (one for rule in rules for one in rule.finditer(folded))
    return _places(folded, filter(_is_cards, found), begun=True)


def _is_cards(found: re.Match[str]) -> bool:
    return (found.groupdict().get("of") or "").lower() not in _OTHER_CODES


def security_codes(folded: str, *, begun: bool) -> list[tuple[int, int]]:
    """The places of the codes, from and to, in their order; `begun`: half typed ones too."""
    rules = (*_CODES, _CODE_BEGUN) if begun else _CODES
    found = (one for rule in rules for one in rule.finditer(folded))
    return _places(folded, found, begun=begun)


def _places(folded: str, found: Iterable[re.Match[str]], *, begun: bool) -> list[tuple[int, int]]:
    """Where the codes are that were found, in their order, without numbers that are none."""
    places = (_without_another(folded, one, begun=begun) for one in found)
    return sorted(place for place in places if place is not None)


def _without_another(folded: str, found: re.Match[str], *, begun: bool) -> tuple[int, int] | None:
    """The place of what was found, but for its first number where that is something else.

    That is one with a name of its own, such as of a room. And four digits in front of a word that
    has its code behind it: the last of a card's. Of a text that has only `begun` nobody knows that.
    """
    start, end = found.span("code")
    first = _ONE_NUMBER.match(folded, start, end)
    if first is None or not _is_another(folded, found, first, begun=begun):
        return start, end
    rest = _DIGIT.search(folded, first.end(), end)
    return (rest.start(), end) if rest else None


def _is_another(folded: str, found: re.Match[str], first: re.Match[str], *, begun: bool) -> bool:
    is_before_word = found.end("code") < found.end()
    end = found.end("code")
    if is_before_word and first.end() == end and _SAID_TO_BE.match(folded, end):
        return False
    are_four = len(first[0]) == _FOUR
    if is_before_word and are_four and not begun and _OWN.match(folded, found.end()):
        return True
    near = max(first.start() - _LONGEST_NAME, 0 if is_before_word else found.start())
    rule = _NAMED_BEFORE_WORD if is_before_word else _NAMED_AFTER_WORD
    name = rule.search(folded, near, first.start())
    if name is None or (name["four"] and not are_four):
        return False
    is_long_code = is_before_word and name["card"] and _LONG_CODE.search(folded, near, name.end())
    return not is_long_code


def code_before_its_word(folded: str) -> list[tuple[int, int]]:
    """The place of a number at the end, behind which a word for a security code may be typed yet.

    Where nothing speaks of a card, one or two digits are no such number: "or 3" stays as it is.
    """
    found = _AT_THE_END.search(folded, max(0, len(folded) - _LONGEST_END))
    if found is None:
        return []
    digits = sum(map(str.isdigit, found["code"]))
    if digits < _LEAST_DIGITS and _OF_A_CARD.search(folded, 0, found.start()) is None:
        return []
    words = re.findall(r"[^\W\d_]+", found["behind"].lower())
    between = [*takewhile(_BETWEEN.__contains__, words)]
    rest = "".join(words[len(between) :])
    beginnings = _WORDS if len(between) >= _MOST_BETWEEN else (*_WORDS, *_BETWEEN)
    may_come = len(between) <= _MOST_BETWEEN and any(one.startswith(rest) for one in beginnings)
    return [found.span("code")] if may_come else []
