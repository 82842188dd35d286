"""The strip beneath a call that is shown: the caller's words, what happens, and the timeline."""

from msgspec import Struct

from guide.record.summary.times import duration
from guide.training.player import Player
from guide.training.reel import Frame, Sort
from guide.tui.hands import Press
from guide.tui.rows import BLANK, Row, Span, Voice, cut, fit, row, width_of, wrapped
from guide.tui.status import BARS

SMALL, TALL = 5, 10
"""How many rows it has, where the screen is short and where it is not."""

TALL_FROM = 32
"""A screen of so many rows has the tall one."""

_ASIDE = 18
_TOLD = SMALL - 1
_MARKS = {
    Sort.NOTE: Voice.TEXT,
    Sort.FOLLOW_UP: Voice.TEXT,
    Sort.ANGER: Voice.TITLE,
    Sort.REFUSED: Voice.AMBER_TEXT,
    Sort.WARNING: Voice.AMBER_TEXT,
    Sort.END: Voice.RED_TEXT,
}
_LOUDNESS = list(_MARKS)

KEYS = (
    ("space", "Space", "pause"),
    ("left", "← →", "step"),
    ("down", "↑ ↓", "marks"),
    ("1", "1-9", "chapters"),
    ("plus", "+ −", "speed"),
    ("t", "t", "take over"),
    ("question_mark", "?", "help"),
    ("q", "q", "leave"),
)
"""The keys of the player: what a click presses, how they are written, what they do."""


class Strip(Struct, frozen=True):
    """What the strip shows: the player, the keys pressed last, and what the reel is called."""

    player: Player
    pressed: tuple[Press, ...]
    name: str

    def rows(self, width: int, height: int) -> list[Row]:
        """The strip in `SMALL` or `TALL` rows."""
        rows = self._small(width) if height < TALL else self._tall(width)
        return [fit(one, width) for one in rows]

    def _small(self, width: int) -> list[Row]:
        words = self._caller(width, 2)
        told = [*words, *self._told(width, _TOLD - len(words))]
        told += [BLANK] * (_TOLD - len(told))
        position = self._position()
        aside = self._keys() or self._skipped() or row(Span("? keys", Voice.DIM, "question_mark"))
        aside = fit(aside, _ASIDE)
        line = self._line(width - width_of(position) - _ASIDE - 1)
        return [*told, (*position, *line, Span(" "), *aside)]

    def _tall(self, width: int) -> list[Row]:
        words = self._caller(width, 3)
        words += [BLANK] * (3 - len(words))
        caption = self._told(width, 2)
        caption += [BLANK] * (2 - len(caption))
        return [
            self._rule(width),
            *words,
            *caption,
            row(" ", *(self._keys() or self._skipped())),
            row(" ", *self._curve(width - 2)),
            row(" ", *self._line(width - 2)),
            (*self._position(), Span(" "), *_keys_of_player(width - 30)),
        ]

    def _rule(self, width: int) -> Row:
        chapter = next(
            (c for c in reversed(self.player.reel.chapters) if c.shows <= self.player.position),
            None,
        )
        name = f" {self.name} · {chapter.number} {chapter.title} " if chapter else f" {self.name} "
        name = cut(name, width - 4)
        return row(
            Span("──", Voice.BORDER),
            Span(name, Voice.HERE),
            Span("─" * (width - 2 - len(name)), Voice.BORDER),
        )

    def _caller(self, width: int, most: int) -> list[Row]:
        """The caller's words so far, the newest in sight; bright while they are being said."""
        text, speaking = caller_words(self.player)
        if not text:
            return []
        pieces = wrapped(text, width - 10)
        seen = pieces[-most:]
        voice = Voice.LINE if speaking else Voice.TITLE
        heads = ["  caller " if len(seen) == len(pieces) else "       … "]
        heads += ["         "] * (len(seen) - 1)
        return [
            row(Span(head, Voice.DIM), Span(piece, voice))
            for head, piece in zip(heads, seen, strict=True)
        ]

    def _told(self, width: int, most: int) -> list[Row]:
        """The caption; it ends in an ellipsis where there is no room for all of it."""
        pieces = wrapped(self._caption, width - 2)
        if len(pieces) > most:
            pieces = (*pieces[: most - 1], cut(pieces[most - 1], width - 2, force=True))
        return [row(Span(f" {piece}", Voice.RULE)) for piece in pieces]

    @property
    def _caption(self) -> str:
        """What explains the move: the coming one's from when the agent begins with it."""
        frame, coming = self.player.frame, self.player.coming
        if coming and coming.work and self.player.position > coming.shows - coming.work:
            return coming.caption
        return frame.caption

    def _keys(self) -> Row:
        """The keys pressed last, each in a box."""
        spans: Row = ()
        for press in self.pressed:
            label = f" {press.label} " if press.label else " "
            spans = (*spans, Span(f" {press.shown} ", Voice.KEY), Span(label, Voice.DIM))
        return spans

    def _skipped(self) -> Row:
        """That a silence is cut short, while it is."""
        coming = self.player.coming
        if coming is None or coming.skipped < 1:
            return ()
        if self.player.position > coming.shows - coming.work - coming.speech:
            return ()
        return row(Span(f"▸▸ {duration(coming.skipped)} cut short", Voice.DIM))

    def _position(self) -> Row:
        player = self.player
        sign = "▶" if player.playing else "■" if player.over else "‖"
        speed = {0.25: "¼", 0.5: "½"}.get(player.speed, f"{player.speed:g}")
        at = f"{duration(player.position)}/{duration(player.reel.duration)}"
        return row(Span(f" {sign} {at} {speed}× ", Voice.TITLE, "space"))

    def _line(self, width: int) -> Row:
        """The timeline: chapters and marks, the way that is done, and where one is."""
        cells = [Span("━" if x <= self._x(width) else "─", Voice.BORDER) for x in range(width)]
        cells = [Span(one.text, Voice.FOCUS) if one.text == "━" else one for one in cells]
        for chapter in self.player.reel.chapters:
            number = str(chapter.number)
            cells[self._cell(chapter.shows, width)] = Span(number, Voice.HERE, number)
        for mark in sorted(self.player.reel.marks, key=lambda one: _LOUDNESS.index(one.sort)):
            cells[self._cell(mark.shows, width)] = Span(mark.sort, _MARKS[mark.sort])
        cells[self._x(width)] = Span("●", Voice.LINE)
        return tuple(cells)

    def _curve(self, width: int) -> Row:
        """The caller's anger over the whole of it, as a curve."""
        reel = self.player.reel
        cells = []
        for x in range(width):
            stage = reel.stage(reel.duration * (x + 0.5) / width)
            voice = Voice.AMBER_TEXT if stage is not None and stage.heated else Voice.DIM
            cells.append(Span(" " if stage is None else BARS[stage.rank], voice))
        return tuple(cells)

    def _x(self, width: int) -> int:
        return self._cell(self.player.position, width)

    def _cell(self, shows: float, width: int) -> int:
        length = self.player.reel.duration or 1.0
        return max(0, min(width - 1, round(shows / length * (width - 1))))


def _keys_of_player(width: int) -> Row:
    spans: Row = ()
    for press, key, does in KEYS:
        pair = row(Span(key, Voice.TITLE, press), Span(f" {does}  ", Voice.DIM, press))
        if width_of((*spans, *pair)) > width:
            break
        spans = (*spans, *pair)
    return spans


def caller_words(player: Player) -> tuple[str, bool]:
    """What the caller said last, in quotation marks, as far as it is said; whether it goes on."""
    coming = player.coming
    if coming and coming.caller:
        began = coming.shows - coming.work - coming.speech
        if player.position > began:
            return _said(coming, player.position - began)
    frames = player.reel.frames[: player.index + 1]
    last = next((frame for frame in reversed(frames) if frame.caller), None)
    return (f"“{last.caller}”", False) if last else ("", False)


def _said(frame: Frame, seconds: float) -> tuple[str, bool]:
    words = frame.caller.split(" ")
    count = 1 + int(len(words) * seconds / max(0.1, frame.speech))
    if count >= len(words):
        return f"“{frame.caller}”", seconds < frame.speech + frame.work
    return f"“{' '.join(words[:count])}", True
