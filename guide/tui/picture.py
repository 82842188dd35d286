"""A screen as a picture: one SVG file that needs nothing beside it, neither fonts nor addresses.

Every run of letters is as wide as its cells whatever fixed-width font a viewer has. Bars are
drawn as areas, so that they have no seams.
"""

from collections.abc import Iterator, Sequence
from html import escape

from rich.cells import cell_len
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from guide.tui.look import Palette

_ACROSS = 10
_DOWN = 20
_BASE = 15
_MARGIN = 16
_FONT = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace"

_EIGHTHS = "▁▂▃▄▅▆▇█"
_HALF = "▌"
_BARS = frozenset(_EIGHTHS + _HALF)


def picture(rows: Sequence[Strip], width: int, palette: Palette, title: str) -> str:
    """The screen of these rows as SVG; `title` says in words what it shows."""
    wide, tall = width * _ACROSS + 2 * _MARGIN, len(rows) * _DOWN + 2 * _MARGIN
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {tall}" role="img">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{wide}" height="{tall}" rx="8" fill="{palette.ground}"/>',
        f'<g font-family="{_FONT}" font-size="16.6" transform="translate({_MARGIN} {_MARGIN})">',
    )
    body = (part for y, one in enumerate(rows) for part in _row(one, y * _DOWN, palette))
    return "\n".join((*head, *body, "</g>", "</svg>", ""))


def _row(one: Strip, y: int, palette: Palette) -> Iterator[str]:
    x = 0
    for segment in one:
        yield from _segment(segment, x, y, palette)
        x += segment.cell_length * _ACROSS


def _segment(segment: Segment, x: int, y: int, palette: Palette) -> Iterator[str]:
    style = segment.style or Style.null()
    wide = segment.cell_length * _ACROSS
    ground, ink = _colour(style.bgcolor, palette.ground), _colour(style.color, palette.text)
    if style.reverse:
        ground, ink = ink, ground
    if ground != palette.ground:
        yield f'<rect x="{x}" y="{y}" width="{wide}" height="{_DOWN}" fill="{ground}"/>'
    for text in _runs(segment.text):
        size = cell_len(text) * _ACROSS
        if text[0] in _BARS:
            yield _bars(text, x, y, ink)
        elif text.strip():
            yield _letters(text, x, y, size, ink, style)
        x += size


def _runs(text: str) -> list[str]:
    """Text in runs of bars and of anything else."""
    runs: list[str] = []
    for character in text:
        if runs and (character in _BARS) == (runs[-1][0] in _BARS):
            runs[-1] += character
        else:
            runs.append(character)
    return runs


def _letters(text: str, x: int, y: int, size: int, ink: str, style: Style) -> str:
    weight = ' font-weight="bold"' if style.bold else ""
    return (
        f'<text x="{x}" y="{y + _BASE}" fill="{ink}"{weight} textLength="{size}"'
        f' lengthAdjust="spacingAndGlyphs" xml:space="preserve">{escape(text)}</text>'
    )


def _bars(text: str, x: int, y: int, ink: str) -> str:
    """Bars as one path."""
    parts = (_bar(character, x + at * _ACROSS, y) for at, character in enumerate(text))
    return f'<path fill="{ink}" d="{"".join(parts)}"/>'


def _bar(character: str, x: int, y: int) -> str:
    """A bar that fills the left half of its cell, or so many eighths of it from below."""
    if character == _HALF:
        wide, high = _ACROSS / 2, float(_DOWN)
    else:
        wide, high = float(_ACROSS), (_EIGHTHS.index(character) + 1) * _DOWN / len(_EIGHTHS)
    return f"M{x} {y + _DOWN - high:g}h{wide:g}v{high:g}h-{wide:g}z"


def _colour(colour: Color | None, otherwise: str) -> str:
    return colour.get_truecolor().hex if colour is not None else otherwise
