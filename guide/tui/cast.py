"""A recording of a reel for terminal players: asciicast, version 2.

It is made from the painted rows, without a terminal: only rows that changed are written again.
"""

import json
from collections.abc import Iterator
from itertools import groupby, takewhile

from rich.color import ColorSystem

from guide.training.player import Player
from guide.tui.look import Palette, style_of
from guide.tui.player_view import PlayerView
from guide.tui.rows import Row, width_of

FRAMES_A_SECOND = 10
_LAST_SHOWN = 3.0
_BEGIN = "\x1b[?25l\x1b[0m\x1b[2J"


def cast(view: PlayerView, width: int, height: int, palette: Palette) -> Iterator[str]:
    """The lines of the recording, from the first to the last frame, at the speed of the player."""
    reel, speed = view.player.reel, view.player.speed
    header = {
        "version": 2,
        "width": width,
        "height": height,
        "title": reel.title,
        "env": {"TERM": "xterm-256color"},
    }
    yield _line(header)
    shown: list[Row] = []
    count = int(reel.duration / speed * FRAMES_A_SECOND) + 1
    for number in range(count + 1):
        seconds = number / FRAMES_A_SECOND
        view.player = Player(reel, min(reel.duration, seconds * speed), number < count, speed)
        rows = view.rows(width, height)
        drawn = "" if shown else _BEGIN
        drawn += "".join(
            painted(one, y, palette, shown[y - 1] if shown else ())
            for y, one in enumerate(rows, 1)
            if not shown or shown[y - 1] != one
        )
        if drawn:
            yield _line([seconds, "o", drawn])
        shown = rows
    yield _line([round(count / FRAMES_A_SECOND + _LAST_SHOWN, 3), "o", "\x1b[0m"])


def painted(one: Row, y: int, palette: Palette, before: Row = ()) -> str:
    """What a terminal is sent for a row, the `y`th from 1: what differs from the row `before`."""
    same = sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, before, strict=False))
    )
    tail = 0
    if width_of(one) == width_of(before):
        ends = zip(reversed(one[same:]), reversed(before[same:]), strict=False)
        tail = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], ends))
    changed = one[same : len(one) - tail]
    texts = (
        style_of(voice, palette).render(
            "".join(span.text for span in spans), color_system=ColorSystem.TRUECOLOR
        )
        for voice, spans in groupby(changed, key=lambda span: span.voice)
    )
    return f"\x1b[{y};{width_of(one[:same]) + 1}H{''.join(texts)}"


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
