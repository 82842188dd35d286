"""How much room a text takes in a printed letter of the Helvetica kind, which every printer has.

A drawing for paper is planned before it is known which letter it is printed in. The widths are
Helvetica's; Arial and Liberation Sans have the same.
"""

from guide.chart.width import cells

_BOLD = 1.07
_WIDTHS = {
    0.22: "'ijl",
    0.28: " !,./:;I[\\]ft’‘·",
    0.34: '"()-`r{|}“”',
    0.39: "*",
    0.5: "Jckksvxyz^",
    0.61: "+<=>FTZ~",
    0.67: "&ABEKPSVXY",
    0.72: "CDHNRUw",
    0.78: "GOQ",
    0.86: "Mm%",
    1.0: "W@…—",
}
_WIDTH_OF = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_USUAL = 0.56
_WIDE = 1.0


def length(text: str, size: float, *, bold: bool = False) -> float:
    """How long a text is, in the unit that the letters' `size` is given in."""
    return sum(map(_letter, text)) * size * (_BOLD if bold else 1)


def lines(text: str, size: float, width: float, *, bold: bool = False) -> tuple[str, ...]:
    """A text broken at spaces so that no line is longer than `width`, unless a word is."""
    found = [""]
    for word in text.split():
        longer = f"{found[-1]} {word}".lstrip()
        if found[-1] and length(longer, size, bold=bold) > width:
            found.append(word)
        else:
            found[-1] = longer
    return tuple(found)


def _letter(letter: str) -> float:
    taken = cells(letter)
    return _WIDTH_OF.get(letter, (0.0, _USUAL, _WIDE)[taken])
