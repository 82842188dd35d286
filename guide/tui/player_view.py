"""A recording as one watches it: what keys do to the player, and the rows of the screen."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

from msgspec.structs import replace

from guide.training.player import Player
from guide.training.recording import Recording
from guide.tui.frame import SMALLEST, boxed, paint
from guide.tui.recorded import scene_at
from guide.tui.rows import BLANK, Row, Span, Voice, fit, row, wrapped
from guide.tui.scene import Scene
from guide.tui.stage_strip import SMALL, TALL, TALL_FROM, Strip
from guide.tui.status import overflow

LEAST = (SMALLEST[0], SMALLEST[1] + SMALL - 1)
"""The smallest terminal that a recording is shown in."""

HELP = (
    ("Space", "pause, or play on; at the end, play it again"),
    ("← →", "a move back, a move on"),
    ("↑ ↓", "the mark before, the next one: notes, warnings, anger, follow-ups, the end"),
    ("1 … 9", "to a chapter"),
    ("Home End", "to the beginning, to the end"),
    ("+ −", "faster, slower: ¼ × to 16 ×"),
    ("t", "take over: play on by hand from here; Esc comes back, and nothing is kept"),
    ("q Esc", "leave"),
)
"""The keys of the player, for its help and the README."""


class Intent(Enum):
    """What a key asks for that a player cannot do by itself."""

    LEAVE = auto()
    TAKE_OVER = auto()


@dataclass(frozen=True)
class _Painted:
    """The upper part of the screen as it was painted last, and what it was painted for."""

    what: object = None
    rows: list[Row] = field(default_factory=list)


class PlayerView:
    """What somebody who watches a recording sees, and what the keys do to it."""

    def __init__(self, recording: Recording, *, speed: float = 1.0) -> None:
        self.player = Player(recording, speed=speed)
        self.help = False
        self._painted = _Painted()

    @property
    def banner(self) -> str:
        """What says at the top of the screen that this is no live call."""
        kind = "DEMO" if self.player.recording.demo else "REPLAY"
        training = self.player.frame.call.started.training
        return f"TRAINING · {kind}" if training else f"{kind} · NOT A LIVE CALL"

    def key(self, key: str) -> Intent | None:
        """Answer a key."""
        if self.help:
            self.help = False
            return None
        if key in ("q", "escape"):
            return Intent.LEAVE
        if key == "t":
            self.player = replace(self.player, playing=False)
            return Intent.TAKE_OVER
        self._move(key)
        return None

    def _move(self, key: str) -> None:
        player = self.player
        match key:
            case "space":
                self.player = player.toggled()
            case "right":
                self.player = player.forward()
            case "left":
                self.player = player.back()
            case "down":
                self.player = player.next_mark()
            case "up":
                self.player = player.last_mark()
            case "home":
                self.player = player.moved(0.0)
            case "end":
                self.player = replace(player.moved(player.recording.duration), playing=False)
            case "plus" | "+" | "equals_sign":
                self.player = player.faster()
            case "minus" | "-" | "hyphen":
                self.player = player.slower()
            case "question_mark" | "f1":
                self.help = True
            case _ if len(key) == 1 and key in "123456789":
                self.player = player.chapter(int(key))

    def tick(self, seconds: float) -> None:
        """Let so many seconds pass."""
        self.player = self.player.tick(seconds)

    def rows(self, width: int, height: int) -> list[Row]:
        """The whole screen."""
        if width < LEAST[0] or height < LEAST[1]:
            return _too_small(width, height)
        if self.help:
            return _help(width, height)
        strip = Strip(self.player, self._name).rows(width, SMALL if height < TALL_FROM else TALL)
        return [*self._upper(width, height - len(strip)), *strip]

    def scene(self, width: int, height: int) -> Scene:
        """The call screen at this position."""
        player = self.player
        return scene_at(player.recording, player.position, width, height, self.banner)

    def _upper(self, width: int, height: int) -> list[Row]:
        """The call screen, without the keys in its last row, which are not to be had here."""
        frame, second = self.player.frame, int(self.player.recording.at(self.player.position))
        # The words of the caller stand in the strip: the call screen is the same for all of them.
        open_now = (frame.action, frame.panel, frame.typed, frame.keys)
        what = (frame.call, frame.refusal, open_now, second, width, height)
        if what != self._painted.what:
            scene = self.scene(width, height + 1)
            self._painted = _Painted(what, self._paint(scene, height))
        return self._painted.rows

    def _paint(self, scene: Scene, height: int) -> list[Row]:
        if overflow(scene) and height >= SMALLEST[1]:
            return paint(replace(scene, height=height))
        *rows, above, last = paint(scene)
        # On a short screen a long message takes the place of the standing rules.
        return [*rows, last if overflow(scene) else above]

    @property
    def _name(self) -> str:
        shown = self.player.recording
        kind = "DEMO" if shown.demo else "REPLAY"
        return f"{kind} · {shown.title}{' · DAMAGED RECORD' if shown.damage else ''}"


def _too_small(width: int, height: int) -> list[Row]:
    text = (
        f"This is shown in a terminal of at least {LEAST[0]} columns and {LEAST[1]} rows; this one"
        f" has {width} and {height}. Make it larger."
    )
    return [row(Span(piece, Voice.TEXT)) for piece in wrapped(text, max(1, width))][:height]


def _help(width: int, height: int) -> list[Row]:
    rows: list[Row] = []
    for keys, does in HELP:
        first, *more = wrapped(does, width - 20)
        rows.append(row(Span(keys.ljust(12), Voice.TITLE), Span(first, Voice.TEXT)))
        rows += [row(" " * 12, Span(piece, Voice.TEXT)) for piece in more]
    about = (
        "Along the timeline: digits are chapters, n notes, f follow-ups, ~ changes of anger,"
        " ▲ warnings, ✗ what a rule refused, ■ the end. Long silences are cut short."
    )
    rows += [BLANK, *(row(Span(piece, Voice.COACH)) for piece in wrapped(about, width - 6))]
    box = boxed("Keys · any key closes", rows, width, height, focused=True)
    return [fit(one, width) for one in box]
