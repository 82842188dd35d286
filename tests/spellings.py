"""Card numbers, security codes and phone numbers as people type them, thousands a second by seeds.

`card_kept`, `code_kept` and `phone_lost` try one spelling each.
"""

from functools import cache
from random import Random

import phonenumbers
from card_numbers import bare
from stdnum import luhn

from guide.record.card_numbers import held_back, mask, mask_typed

DIGITS = "0123456789"
SCHEMES = (
    *(("4", 16),) * 4,
    ("4", 13),
    ("4", 19),
    *((str(n), 16) for n in (51, 52, 53, 54, 55, 2221, 2350, 2499, 2600, 2719)),
    *(("34", 15), ("37", 15)) * 2,
    *((prefix, 14) for prefix in ("36", "38", "300", "305")),
    *(
        (prefix, 16)
        for prefix in ("6011", "65", "644", "649", "3528", "3589", "62", "2200", "9792")
    ),
    *(("62", 17), ("62", 18), ("62", 19), ("6011", 19), ("81", 16)),
    *(("50", 16), ("56", 19), ("58", 13), ("6304", 14), ("6759", 16), ("6799", 18)),
)
"""How the numbers of card schemes begin, and how long they are."""

SHAPES = ((4,) * 4, (4, 6, 5), (4, 6, 4), (8, 8), (6, 10), (4, 12), (10, 6), (1,) * 18, (2,) * 9)
GAPS = (
    *("", " ", "  ", "-", ".", " - ", " . ", "\u00a0", "\u2009", "\u202f", "\u3000", "\n", "\t"),
    *("–", "—", "‑", "−", "_", "/", " / ", "\\", "|", ",", ", ", ";", ":", ": ", "*", "+", " + "),
    *("'", '"', "’", "“", "(", ")", ") (", "[", "#", "~", "=", "→", "…", "•", "·", "‧", "、", "。"),
    *("，", "／", "：", "．", "＊", "－", "ー", "\u2800", "\u3164", "\u115f", "\uffa0", "\u200b"),
    *("\u2060", "\u00ad", "\u202e", "\x00", "\x1b", "\ufe0f\u20e3 ", "<>", "^", "`", "!", "?", "&"),
)
"""What is neither letter nor digit, and leaves no mark or looks like a sign between groups."""

WIDTHS = (DIGITS,) * 6 + ("０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "⁰¹²³⁴⁵⁶⁷⁸⁹")

AREAS = [n for n in range(200, 990) if n // 10 % 10 != 9 and n % 100 != 11]

CODE_WORDS = (
    *("cvv", "CVV", "cvv2", "CVC", "CVC2", "csc", "CCV", "cvn", "c.v.v.", "C-V-V", "ＣＶＶ", "𝐂𝐕𝐂"),
    *("security code", "security-code", "Security\u00a0Code", "security/code", "SECURITY  CODE"),
    *("security number", "verification code", "card code", "card-code", "CVV2/CVC2", "cvv/cvc"),
    *("CAV", "cav2", "CAV 2", "CV2", "cid", "CID", "CVV-2", "verification value"),
    *("CVD", "card validation code", "card security", "security pin", "sec. code", "3-digit code"),
    # Letters of Cyrillic and Greek that look like ours, and what cannot be seen between them.
    *("сvv", "СVV", "cνν", "cv\u200bv", "c\u2060v\u00adc", "código de seguridad"),
    *("code de sécurité", "Kartenprüfnummer"),
)

GLUED = ("theCVV", "mycvv", "hercvc", "cvvcode", "CVC2code", "theCVVis", "mycvdwas")
"""Words for a code with other words typed right on to them."""

FAR = (
    *(" (3 digits): ", ", I think it was ", " (the three on the back): ", " # ", " no. 2 is "),
    *(", he says, is ", " code she gave me for it: ", " 12/27 "),
)
"""What stands between a word for a code and the code, more than a blank."""

BEHIND_CARD = (
    *(" ", " (VISA) 12/27 ", " Visa ", ", exp. Dec 2027 ", " MasterCard, ", " American Express "),
    *(" valid until 12/27 ", " exp 09/27 ", " zip 60601 ", "; 12-2027; ", " good thru 9/27, "),
)
"""What stands between a card's number and its code."""

BETWEEN = (" ", ", ", " (", " is her ", " was the ", " as ", ": the ", " - his ", " for the ")
"""What stands between a security code and a word for it that comes behind."""


def card(rng: Random) -> str:
    """A card number of some scheme, its check digit right."""
    prefix, length = rng.choice(SCHEMES)
    body = prefix + "".join(rng.choices(DIGITS, k=length - 1 - len(prefix)))
    return body + luhn.calc_check_digit(body)


def usual_card(rng: Random) -> str:
    """One behind which a code is looked for, of 15 or 16 digits, as it stands on a card."""
    number = next(one for one in iter(lambda: card(rng), "") if len(one) in (15, 16))
    return rng.choice(("", " ", "-")).join(number[at : at + 4] for at in range(0, 16, 4))


def grouped(rng: Random, digits: str) -> list[str]:
    """The digits in the groups that such a number is typed in, or in groups of any size."""
    shape = rng.choice((*SHAPES, (len(digits),), tuple(rng.choices(range(1, 9), k=19))))
    groups = []
    for size in shape:
        groups.append(digits[:size])
        digits = digits[size:]
    return [group for group in (*groups, digits) if group]


def spelled_card(rng: Random, number: str) -> str:
    """A card number as somebody types it: any groups, one kind of gap or several, any digits."""
    one, mixed = rng.choice(GAPS), rng.random() < 0.3
    text = ""
    for group in grouped(rng, number):
        text += (rng.choice(GAPS) if mixed else one) * bool(text) + group
    return text.translate(str.maketrans(DIGITS, rng.choice(WIDTHS)))


def around(rng: Random) -> tuple[str, str]:
    """What stands before and behind a number: nothing, words, or other numbers of a call."""
    before = rng.choice(
        (
            *("", "paid with ", "card: ", "ref 12 ", "(", "“", "due 11/28, ", "no. 4) "),
            *("a06 ", "06 ", "x21: ", "2026 ", "no. 1234, ", "004 - "),
        )
    )
    behind = rng.choice(
        (
            *("", " in May", ", thanks", ")", " exp 12/27", ", 12/27", " Visa", "\nok"),
            *(
                "2027",
                " 2027",
                "/2031",
                "1227",
                " 1227",
                "-12/27",
                "0128 918",
                "122027",
                "27",
                "12/27",
            ),
        )
    )
    return before, behind


def spelled_code(rng: Random) -> tuple[str, str, str]:
    """A security code by a word for it, or behind a card number; with what is before and behind."""
    code = "".join(rng.choices(DIGITS, k=rng.choice((3, 3, 4))))
    word, gap = (
        rng.choice(CODE_WORDS),
        rng.choice((" ", ": ", " is ", " = ", "\u00a0", "：", " – ")),
    )
    # Behind a 2 that stands apart nobody could tell digits that stand apart.
    is_apart = rng.random() < 0.2 and word not in ("CAV 2", "CVV-2")
    typed = rng.choice((" ", "-", ".", "*", "/")).join(code) if is_apart else code
    typed = typed.translate(str.maketrans(DIGITS, rng.choice(WIDTHS)))
    if rng.random() < 0.1:
        # Gone when the text is recorded.
        typed = rng.choice(("\u200b", "\u00ad", "\u2060")).join(typed)
    behind = rng.choice(("", ".", ", thanks", " exp 12/27", "\nok"))
    two = f"{code}{rng.choice((' ', ' or ', ', ', '/'))}{rng.randrange(100, 1000)}"
    return rng.choice(
        (
            (f"{word}{gap}", typed, behind),
            (f"{rng.choice(GLUED)}{rng.choice(('', ' ', ': '))}", code, behind),
            (f"{word}{rng.choice(FAR)}", typed, behind),
            (f"{rng.choice(('cvv', 'CVC', 'security code'))}{gap}", two, behind),
            (f"{usual_card(rng)}{rng.choice(BEHIND_CARD)}", code, behind),
            (f"the {word}{gap}", typed, ""),
            ("", code, f" is the {word}"),
            (rng.choice(("apt 4, ", "paid, ", "")), code, f"{rng.choice(BETWEEN)}{word}"),
            ("exp 12/27 code ", code, behind),
            (f"{spelled_card(rng, card(rng))} exp 12/27 {word}{gap}", typed, behind),
            ("expires 1/28, security-code ", code, ""),
        )
    )


def us_number(rng: Random) -> str:
    """A number of the US, in one of the ways they are written."""
    area = rng.choice(AREAS)
    office, line = rng.randrange(200, 1000), f"{rng.randrange(10_000):04}"
    way = rng.choice(
        (
            *("{a}-{o}-{n}", "({a}) {o}-{n}", "{a} {o} {n}", "{a}.{o}.{n}", "{a}{o}{n}"),
            *("1-{a}-{o}-{n}", "+1 {a} {o} {n}", "+1{a}{o}{n}", "1 ({a}) {o}-{n}", "({a}){o}-{n}"),
            *("+1 ({a}) {o}-{n}", "{a}/{o}-{n}", "{a}\u00a0{o}\u00a0{n}", "{a}–{o}–{n}"),
        )
    )
    return way.format(a=area, o=office, n=line)


@cache
def _examples() -> list[phonenumbers.PhoneNumber]:
    """A number for a desk and one for a pocket of every country there is, but for the US plan's."""
    kinds = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE)
    regions = sorted(phonenumbers.SUPPORTED_REGIONS)
    every = [phonenumbers.example_number_for_type(r, kind) for r in regions for kind in kinds]
    return [one for one in every if one is not None and one.country_code != 1]


def foreign_number(rng: Random) -> str:
    """A number of another country, with a plus sign or as it is dialed from here."""
    while True:
        example = rng.choice(_examples())
        national = str(example.national_number)
        changed = national[:3] + "".join(rng.choices(DIGITS, k=len(national) - 3))
        number = phonenumbers.parse(f"+{example.country_code}{changed}")
        if phonenumbers.is_valid_number(number):
            break
    form = rng.choice(
        (phonenumbers.PhoneNumberFormat.E164, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    )
    text = phonenumbers.format_number(number, form)
    return text if rng.random() < 0.8 else f"011 {text.removeprefix('+')}"


def phone(rng: Random) -> str:
    """One phone number, mostly of the US, sometimes with its extension."""
    if rng.random() < 0.05:
        return f"{rng.randrange(200, 1000)}-{rng.randrange(10_000):04}"
    number = us_number(rng) if rng.random() < 0.75 else foreign_number(rng)
    extension = rng.choice((" x{}", " ext. {}", " ext {}")).format(rng.randrange(1, 9999))
    return number + extension * (rng.random() < 0.1)


def spelled_phones(rng: Random) -> str:
    """What a field or a note may hold of phone numbers: one to three, a date, a time, words."""
    between = rng.choice((" ", ", ", " / ", "; ", "\n", " or ", " – ", " & ", " | "))
    numbers = [phone(rng) for _ in range(rng.choice((1, 1, 2, 2, 3)))]
    when = rng.choice(("", "", "", "2026-11-28", "11/28", "11/28/2026", "14:03", "11/28 14:03"))
    pieces = [*numbers, when] if rng.random() < 0.7 else [when, *numbers]
    text = between.join(piece for piece in pieces if piece)
    return rng.choice(("{}", "{}", "call {} today", "({})", "“{}”")).format(text)


def card_kept(seed: int) -> str:
    """What is stored where a card number can still be read in it; or the empty string."""
    rng = Random(seed)
    number, (before, behind) = card(rng), around(rng)
    stored = mask(before + spelled_card(rng, number) + behind)
    return stored if number in bare(stored) else ""


def code_kept(seed: int) -> str:
    """What is stored with digits of a security code, or a draft of it; or the empty string.

    A draft is stored at any moment while the text is typed; two digits of three say nothing yet.
    """
    rng = Random(seed)
    before, code, behind = spelled_code(rng)
    typed = before + code + behind
    stored = mask(typed)
    if len(bare(stored)) > len(bare(mask(before))) + len(bare(behind)):
        return stored
    for end in range(len(before) + 1, len(typed) + 1):
        draft = held_back(typed[:end])
        if len(bare(draft[len(before) : len(before + code)])) > 2:
            return draft
    return ""


IN_FRONT = (
    *("code {}", "code: {},", "her code is {};", "sec {}", "security: {}", "PIN {},", "código {}"),
    *("from the back {},", "Code {}\n", "CODE={};", "code ({})", "code no. {},", "с\u200bode {}"),
    *("3 digit {},", "three digits {};", "3-digit: {}", "last three on the back {},"),
    *("the last 3 on the back are {};", "cryptogramme {},", "code on her card is {},"),
    *("code on the front {};", "four digits on the front are {},"),
)
"""How a code is told in front of its card's number, by words that say little by themselves."""


def code_in_front_kept(seed: int) -> str:
    """What is stored with a code that stands in front of its card's number, or a draft with it."""
    rng = Random(seed)
    code = rng.choice(("918", "7373"))
    number = spelled_card(rng, next(one for one in iter(lambda: card(rng), "") if code not in one))
    typed = f"{rng.choice(IN_FRONT).format(code)} {rng.choice(('', 'card ', 'Visa '))}{number}"
    drafts = (held_back(typed[:end]) for end in range(len(typed) + 1))
    return next((one for one in (mask_typed(typed), *drafts) if code in one), "")


PUT_RIGHT = (
    *(
        ", not {}",
        " no wait {}",
        ", no, {}",
        ". Sorry, it's {}",
        ", sorry, I mean {}",
        " - wait: {}",
    ),
    *("... it is actually {}", "; correction: {}", "\nnot {}", ", no wait, she says it was {}"),
)
"""How a code is put right by another one behind it."""


def right_code_kept(seed: int) -> str:
    """What is stored with either of two codes, one of which puts the other right, or a draft."""
    rng = Random(seed)
    word, card_too = rng.choice(CODE_WORDS), rng.random() < 0.3
    told = f"{usual_card(rng)} " if card_too else f"{word}{rng.choice((' ', ': ', ' is '))}"
    right = rng.choice(PUT_RIGHT).format(rng.choice(("819", "8195")))
    typed = f"{told}731{right}{rng.choice(('', '.', ', thanks', ' exp 12/27', ' she says'))}"
    drafts = (held_back(typed[:end])[len(told) :] for end in range(len(told), len(typed) + 1))
    stored = mask_typed(typed)
    every = (stored[len(mask(told)) :], *drafts)
    kept = next((one for one in every if "819" in one or "731" in one), "")
    return kept or (stored if mask_typed(stored) != stored else "")


AFTER_CODE = (
    *(", not room {}", ", sorry, order {}", ", no, ticket {}", ". Wait {} seconds", " at {} Main"),
    *(", sorry, ${}", "; it was {} times", ", no wait, it is for order {}", ", not {} dollars"),
)
"""What is told behind a code and is none, in words that may put one right."""


def lost_behind_code(seed: int) -> str:
    """What is stored without a number that is told behind a code, and is none."""
    rng = Random(seed)
    one = rng.choice(("214", "482"))
    typed = f"{rng.choice(CODE_WORDS)}: 731{rng.choice(AFTER_CODE).format(one)}"
    stored = mask_typed(typed)
    return "" if one in stored and "731" not in stored else f"{typed!r} -> {stored!r}"


NAMED = (
    *(
        "ticket {}",
        "Ticket #{}",
        "order no. {}",
        "order number {}",
        "case {}",
        "ref: {}",
        "ref. {}",
    ),
    *("invoice {}", "room {}", "apt {}", "Apartment {}", "unit #{}", "ext. {}", "extension {}"),
)
"""How a number is told that is no code and has three or four digits."""

LAST_FOUR = (
    *("card ending in {}", "ending {}", "it ends in {}", "last four {}", "last 4: {}"),
    *("last four digits are {}", "visa x{}", "Visa {}", "card {}", "card no. {}"),
)
"""How the last four digits of a card's number are told."""

WITHOUT_CODE = ("{} not taken", "{} was refused", "{} asked for", "{}?", "{} not read out to me")
"""What is told of a security code without it."""


def other_number_lost(seed: int) -> str:
    """What is stored without a number that has a name of its own, or with the code by it.

    The number stands in front of a word for a code, or behind; with a code, or none.
    """
    rng = Random(seed)
    one = rng.choice(("214", "4821"))
    named = rng.choice(NAMED if len(one) < 4 else (*NAMED, *LAST_FOUR)).format(one)
    word, code = rng.choice(CODE_WORDS), rng.choice(("918", "7373"))
    told, gap = rng.choice(WITHOUT_CODE).format(word), rng.choice((" ", ", ", ". ", "; "))
    ways = [
        (f"{named}{gap}{told}", ""),
        (f"{named}{gap}{word}{rng.choice((' ', ': ', ' is ', ' given: '))}{code}", code),
        # With no more than a blank between them they may be a phone number.
        (f"{named}, {code} is the {word}", code),
        (f"{named}, {code} {word}", code),
    ]
    if not named.lower().startswith(("visa", "card ", "ref:")) or "end" in named:
        ways += [
            (f"{word} was refused{gap}{named}", ""),
            (f"{word} {code}{gap}{named}", code),
            (f"{code} is the {word}{gap}{named}", code),
        ]
    typed, hidden = rng.choice(ways)
    stored = mask_typed(typed)
    is_so = one in stored and not (hidden and hidden in stored) and mask(stored) == stored
    return "" if is_so else f"{typed!r} -> {stored!r}"


def hidden_otherwise(seed: int) -> str:
    """A note of whose security code a draft shows other digits than are stored, or nothing.

    The draft is of the whole note, and no word for a code may come any more.
    """
    before, code, behind = spelled_code(Random(seed))
    typed = f"{before}{code}{behind} and so on"
    shown = bare(held_back(typed)[len(before) : len(before + code)])
    stored = bare(mask(typed)).removeprefix(bare(mask(before))).removesuffix(bare(behind))
    return "" if shown == stored else typed


def phone_lost(seed: int) -> str:
    """What is typed of phone numbers and not stored to the letter; or the empty string."""
    typed = spelled_phones(Random(seed))
    return "" if mask(typed) == typed else typed
