"""The signs of a chart on paper, drawn, since not every letter has them; black ink is enough.

The first step has a heavy border and an ending is filled; another script is a pill, a way back is
dashed. The unit is the width of a cell of the chart.
"""

from guide.chart.leads import Sign
from guide.chart.lettering import length
from guide.chart.svg import Svg

TITLE, CHOICE, SIGN = 1.75, 1.7, 1.45
"""How high the letters of titles, of choices and of small signs are."""
BLACK, LINE, TINT, WHITE = "#111", "#333", "#e9edf2", "#fff"
THICK, THIN, DASHES = 0.5, 0.22, "1 0.6"
KEY = 0.92
"""Half of the width of the disc that the number of a choice stands in."""
ICON = 1.6
"""The room that the sign of a way out takes before its words."""
_BASE = 0.34
"""How far below the middle of its row a letter stands, as a part of its height."""
_HEAD = 1.2
_ICONS = {
    Sign.SCRIPT: "M0 0H1.1M0.65 -0.45L1.1 0L0.65 0.45",
    Sign.RETURN: "M0.45 -0.05L0 0.3L0.45 0.65M0 0.3H0.8Q1.15 0.3 1.15 -0.1T0.8 -0.5H0.35",
    Sign.LOOP: "M0.3 -0.45A0.55 0.55 0 1 0 0.95 -0.35M0.3 -0.95V-0.4H0.85",
}


def write(
    svg: Svg,
    words: str,
    x: float,
    y: float,
    room: float,
    *,
    size: float = CHOICE,
    anchor: str = "middle",
    ink: str = BLACK,
) -> None:
    """Write a row of words whose middle is as high as `y`; too long for its room, it is set closer.

    Titles are bold. The length is told, so that words in another letter keep to their place.
    """
    if not words:
        return
    bold = size == TITLE
    fixed: dict[str, str | float] = {"font_weight": "bold"} if bold else {}
    long = length(words, size, bold=bold)
    if words.isascii() or long > room:
        fixed |= {"textLength": min(long, room), "lengthAdjust": "spacingAndGlyphs"}
    base = y + size * _BASE
    svg.words("text", words, x=x, y=base, font_size=size, text_anchor=anchor, fill=ink, **fixed)


def box(
    svg: Svg, x: float, y: float, width: float, height: float, *, first: bool, part: bool
) -> None:
    """The box of a step: the first of its script, or one with a part in the hang-up protocol."""
    svg.draw(
        "rect",
        x=x,
        y=y,
        width=width,
        height=height,
        rx=0.8,
        fill=TINT if part else WHITE,
        stroke=BLACK,
        stroke_width=THICK if first else THIN,
    )


def must_say(svg: Svg, x: float, y: float, count: int) -> None:
    """How many lines of a step must be said, on its border."""
    words = f"“{count}”"
    wide = length(words, SIGN) + 0.6
    svg.draw(
        "rect",
        x=x - wide / 2,
        y=y - 0.9,
        width=wide,
        height=1.8,
        rx=0.9,
        fill=WHITE,
        stroke=BLACK,
        stroke_width=THIN,
    )
    write(svg, words, x, y, wide, size=SIGN)


def key(svg: Svg, x: float, y: float, number: int) -> None:
    """The number of a choice."""
    svg.draw("circle", cx=x, cy=y, r=KEY, fill=LINE)
    write(svg, str(number), x, y, 2 * KEY, size=SIGN, ink=WHITE)


def way_out(svg: Svg, sign: Sign, x: float, y: float, width: float, height: float) -> None:
    """The shape of a way out; its words are to be `ink_of(sign)`."""
    svg.draw(
        "rect",
        x=x,
        y=y,
        width=width,
        height=height,
        rx=0.3 if sign is Sign.END else min(height / 2, 1.2),
        fill=LINE if sign is Sign.END else WHITE,
        stroke=BLACK,
        stroke_width=THIN,
        **({"stroke_dasharray": DASHES} if sign is Sign.LOOP else {}),
    )


def ink_of(sign: Sign) -> str:
    """The ink of the words on a way out."""
    return WHITE if sign is Sign.END else BLACK


def icon(svg: Svg, sign: Sign, x: float, y: float) -> None:
    """The sign of a way out; its left end is at `x`."""
    if sign is Sign.END:
        svg.draw("rect", x=x + 0.1, y=y - 0.5, width=1, height=1, fill=WHITE)
        return
    svg.draw(
        "path",
        d=_ICONS[sign],
        transform=f"translate({x:.2f} {y:.2f})",
        fill="none",
        stroke=BLACK,
        stroke_width=THIN,
    )


def head(svg: Svg, x: float, y: float, *, loop: bool) -> None:
    """The head of an arrow with its tip there: it points down or, hollow, on a way back, up."""
    back = _HEAD if loop else -_HEAD
    svg.draw(
        "path",
        d=f"M{x:.2f} {y:.2f}l-0.6 {back}h1.2Z",
        fill=WHITE if loop else LINE,
        stroke=LINE,
        stroke_width=THIN / 2 if not loop else THIN,
        stroke_linejoin="round",
    )
