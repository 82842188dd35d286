"""A recording as one watches it: what keys do to the player."""

from enum import Enum, auto

from msgspec.structs import replace

from guide.training.player import Player
from guide.training.recording import Recording
from guide.tui.body import SMALLEST
from guide.tui.rows import BLANK, Row, Span, Voice, row, wrapped
from guide.tui.stage_strip import SMALL

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

_ABOUT = (
    "Along the timeline: digits are chapters, n notes, f follow-ups, ~ changes of anger,"
    " ▲ warnings, ✗ what a rule refused, ■ the end. Long silences are cut short."
)


class Intent(Enum):
    """What a key asks for that a player cannot do by itself."""

    LEAVE = auto()
    TAKE_OVER = auto()


class PlayerView:
    """What somebody who watches a recording sees, and what the keys do to it."""

    def __init__(self, recording: Recording, *, speed: float = 1.0) -> None:
        self.player = Player(recording, speed=speed)
        self.help = False

    @property
    def banner(self) -> str:
        """What says at the top of the screen that this is no live call."""
        kind = "DEMO" if self.player.recording.demo else "REPLAY"
        training = self.player.frame.call.started.training
        return f"TRAINING · {kind}" if training else f"{kind} · NOT A LIVE CALL"

    @property
    def name(self) -> str:
        """What is shown, and what is wrong with it."""
        shown = self.player.recording
        kind = "DEMO" if shown.demo else "REPLAY"
        return f"{kind} · {shown.title}{' · DAMAGED RECORD' if shown.damage else ''}"

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


def help_rows(width: int) -> list[Row]:
    """The keys of the player."""
    rows: list[Row] = [row(Span("Keys · any key closes", Voice.COACH)), BLANK]
    for keys, does in HELP:
        first, *more = wrapped(does, max(10, width - 12))
        rows.append(row(Span(keys.ljust(12), Voice.TITLE), Span(first)))
        rows += [row(" " * 12, Span(piece)) for piece in more]
    return [*rows, BLANK, *(row(Span(piece, Voice.COACH)) for piece in wrapped(_ABOUT, width))]
