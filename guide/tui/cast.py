"""A recording as a file for terminal players: asciicast, version 2.

It is made from the player's own screen, without a terminal: only rows that changed are written.
"""

import json
from collections.abc import AsyncIterator, Sequence

from rich.color import ColorSystem
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
    """The lines of the file, from the first to the last frame, at this speed."""
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
