"""A recording as a file for terminal players: asciicast, version 2.

It is made from the painted rows, without a terminal: only rows that changed are written again.
"""

import json
from collections.abc import Iterator

from rich.color import ColorSystem

from guide.training.player import Player
from guide.tui.look import Palette, styles_of
from guide.tui.pen import Pen
from guide.tui.player_view import PlayerView
from guide.tui.rows import BLANK, Row
from guide.tui.runs import changed

FRAMES_A_SECOND = 10
_LAST_SHOWN = 3.0
_BEGIN = "\x1b[?25l\x1b[0m\x1b[2J"


def cast(view: PlayerView, width: int, height: int, palette: Palette) -> Iterator[str]:
    """The lines of the recording, from the first to the last frame, at the speed of the player."""
    recording, speed = view.player.recording, view.player.speed
    header = {
        "version": 2,
        "width": width,
        "height": height,
        "title": recording.title,
        "env": {"TERM": "xterm-256color"},
    }
    yield _line(header)
    pen = Pen(styles_of(palette), ColorSystem.TRUECOLOR)
    shown: list[Row] = []
    count = int(recording.duration / speed * FRAMES_A_SECOND) + 1
    for number in range(count + 1):
        seconds = number / FRAMES_A_SECOND
        view.player = Player(
            recording, min(recording.duration, seconds * speed), number < count, speed
        )
        rows = view.rows(width, height)
        before = shown or [BLANK] * len(rows)
        runs = [
            (y, run)
            for y, (old, new) in enumerate(zip(before, rows, strict=True))
            for run in changed(old, new)
        ]
        if runs:
            yield _line([seconds, "o", ("" if shown else _BEGIN) + pen.write(runs)])
        shown = rows
    yield _line([round(count / FRAMES_A_SECOND + _LAST_SHOWN, 3), "o", "\x1b[0m"])


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
