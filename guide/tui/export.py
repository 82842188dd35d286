"""Files made of what the screen shows: a recording for terminal players, a screen as a picture.

A recording is asciicast, version 2, made from the player's own screen, without a terminal. A
picture is one SVG file that needs nothing beside it, neither fonts nor addresses.
"""

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from html import escape

from rich.cells import cell_len
from rich.color import Color, ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from guide.training.recording import Recording
from guide.tui.look import Palette
from guide.tui.player_app import shown_at

FRAMES_A_SECOND = 10
_LAST_SHOWN = 3.0
_BEGIN = "\x1b[?25l\x1b[0m\x1b[2J"


async def cast(
    recording: Recording, width: int, height: int, palette: Palette, speed: float = 1.0
) -> AsyncIterator[str]:
    """The lines of a recording's file, from the first to the last frame, at this speed.

    Only rows that changed are written.
    """
    header = {
        "version": 2,
        "width": width,
        "height": height,
        "title": recording.title,
        "env": {"TERM": "xterm-256color"},
    }
    yield _line(header)
    count = int(recording.duration / speed * FRAMES_A_SECOND) + 1
    seconds = [number / FRAMES_A_SECOND for number in range(count + 1)]
    positions = [min(recording.duration, at * speed) for at in seconds]
    before: Sequence[Strip] = ()
    number = 0
    async for strips in shown_at(recording, positions, (width, height), palette, speed):
        written = _changed(before, strips)
        if written:
            yield _line([seconds[number], "o", written if before else _BEGIN + written])
        before = strips
        number += 1
    yield _line([round(count / FRAMES_A_SECOND + _LAST_SHOWN, 3), "o", "\x1b[0m"])


def _changed(before: Sequence[Strip], strips: Sequence[Strip]) -> str:
    return "".join(
        f"\x1b[{y + 1};1H{_written(strip)}"
        for y, strip in enumerate(strips)
        if y >= len(before) or before[y] != strip
    )


def _written(strip: Strip) -> str:
    """A row as a terminal is told of it, with the blanks at its end: they have a ground."""
    return "".join(
        (style or Style.null()).render(text, color_system=ColorSystem.TRUECOLOR)
        for text, style, _ in strip.simplify()
    )


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


_ACROSS = 10
_DOWN = 20
_BASE = 15
_MARGIN = 16
_FONT = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace"

_EIGHTHS = "▁▂▃▄▅▆▇█"
_HALF = "▌"
_BARS = frozenset(_EIGHTHS + _HALF)


def picture(rows: Sequence[Strip], width: int, palette: Palette, title: str) -> str:
    """The screen of these rows as SVG; `title` says in words what it shows.

    Every run of letters is as wide as its cells whatever fixed-width font a viewer has. Bars are
    drawn as areas, so that they have no seams.
    """
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
