"""Card numbers as people type them, and an oracle that finds one in whatever was stored."""

import re
import unicodedata

from hypothesis import strategies as st
from stdnum import luhn

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
GAPS = (
    *("", "", "", " ", "  ", "-", ".", " - ", "\u00a0", "\u00a0 ", "\u2009", "\u202f"),
    *("\n", "\n  ", "\t", "–", "‑", "\u200b", "\u2060", "·", "\x00", "\x1b", "\u202e"),
)
SHAPES = ((4, 4, 4, 4), (16,), (4, 6, 5), (4, 6, 4), (8, 8), (1,) * 16, (2,) * 8, (6, 10), (19,))


@st.composite
def numbers(draw: st.DrawFn, prefix: str = "") -> str:
    """A card number: 13 to 19 digits, the last of them the check digit."""
    length = draw(st.sampled_from([13, 14, 15, 16, 16, 16, 17, 18, 19]))
    begins = prefix or draw(st.sampled_from(["4", "51", "37", "36", "6011", "2221", "9", "1", "7"]))
    size = length - 1 - len(begins)
    body = begins + draw(st.text("0123456789", min_size=size, max_size=size))
    return body + luhn.calc_check_digit(body)


@st.composite
def spelled(draw: st.DrawFn, number: str) -> str:
    """A number as somebody types it: in groups, with one kind of gap or several."""
    shape = draw(st.sampled_from(SHAPES))
    groups, rest = [], number
    for size in shape:
        groups.append(rest[:size])
        rest = rest[size:]
    groups = [group for group in (*groups, rest) if group]
    one = draw(st.sampled_from(GAPS))
    several = draw(st.booleans())
    text = groups[0]
    for group in groups[1:]:
        text += (draw(st.sampled_from(GAPS)) if several else one) + group
    return text.translate(FULL_WIDTH) if draw(st.booleans()) else text


def bare(text: str) -> str:
    """The digits of a text and nothing else, whatever they were spelled with."""
    return "".join(re.findall(r"\d", unicodedata.normalize("NFKC", text)))
