"""The strip beneath a call that is shown: the caller's words, what happens, and the timeline."""

from collections.abc import Sequence

from msgspec import Struct

from guide.record.summary.times import duration
from guide.training.player import Player
from guide.training.recording import MilestoneKind
from guide.tui.bars import BARS
from guide.tui.keys import BY_ID, action_for
from guide.tui.rows import BLANK, Row, Span, Voice, cut, fit, row, width_of, wrapped

SMALL, TALL = 5, 10
"""How many rows it has, where the screen is short and where it is not."""

TALL_FROM = 32
"""A screen of so many rows has the tall one."""

_ASIDE = 18
_MOST_KEYS = 6
_SIGNS = {"Up": "↑", "Down": "↓", "Left": "←", "Right": "→"}
_TOLD = SMALL - 1
_MARKS = {
    MilestoneKind.NOTE: Voice.TEXT,
    MilestoneKind.FOLLOW_UP: Voice.TEXT,
    MilestoneKind.ANGER: Voice.TITLE,
    MilestoneKind.REFUSED: Voice.AMBER_TEXT,
    MilestoneKind.WARNING: Voice.AMBER_TEXT,
    MilestoneKind.END: Voice.RED_TEXT,
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

_KEYS_OF_RECORD = tuple(("r", "r", "remark") if one[0] == "plus" else one for one in KEYS)
"""The same of a call that is kept: how fast it is played is in the help."""


class Strip(Struct, frozen=True):
    """What the strip shows: the player, and what the recording is called."""

    player: Player
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
        keys = KEYS if self.player.recording.demo else _KEYS_OF_RECORD
        return [
            self._rule(width),
            *words,
            *caption,
            row(" ", *(self._keys() or self._skipped())),
            row(" ", *self._curve(width - 2)),
            row(" ", *self._line(width - 2)),
            (*self._position(), Span(" "), *_keys_of_player(keys, width - 30)),
        ]

    def _rule(self, width: int) -> Row:
        chapter = next(
            (
                c
                for c in reversed(self.player.recording.chapters)
                if c.shows <= self.player.position
            ),
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
        frame = self.player.frame
        if not frame.caller:
            return []
        pieces = wrapped(f"“{frame.caller}{'' if frame.speaking else '”'}", width - 10)
        seen = pieces[-most:]
        voice = Voice.LINE if frame.speaking else Voice.TITLE
        heads = ["  caller " if len(seen) == len(pieces) else "       … "]
        heads += ["         "] * (len(seen) - 1)
        return [
            row(Span(head, Voice.DIM), Span(piece, voice))
            for head, piece in zip(heads, seen, strict=True)
        ]

    def _told(self, width: int, most: int) -> list[Row]:
        """The caption; it ends in an ellipsis where there is no room for all of it."""
        pieces = wrapped(self.player.frame.caption, width - 2)
        if len(pieces) > most:
            pieces = (*pieces[: most - 1], cut(pieces[most - 1], width - 2, force=True))
        return [row(Span(f" {piece}", Voice.RULE)) for piece in pieces]

    def _keys(self) -> Row:
        """The keys that were pressed, each in a box; what the first of them does, in a word."""
        keys = self.player.frame.keys
        first = next((key for key in keys if key != "Esc"), "")
        spans: Row = ()
        for key in keys[-_MOST_KEYS:]:
            label = f" {_does(key)} " if key == first and _does(key) else " "
            spans = (*spans, Span(f" {_SIGNS.get(key, key)} ", Voice.KEY), Span(label, Voice.DIM))
        return spans

    def _skipped(self) -> Row:
        """That a silence is cut short, while it is."""
        skipped = self.player.frame.skipped
        return row(Span(f"▸▸ {duration(skipped)} cut short", Voice.DIM)) if skipped >= 1 else ()

    def _position(self) -> Row:
        player = self.player
        sign = "▶" if player.playing else "■" if player.over else "‖"
        speed = {0.25: "¼", 0.5: "½"}.get(player.speed, f"{player.speed:g}")
        at = f"{duration(player.position)}/{duration(player.recording.duration)}"
        return row(Span(f" {sign} {at} {speed}× ", Voice.TITLE, "space"))

    def _line(self, width: int) -> Row:
        """The timeline: chapters and marks, the way that is done, and where one is."""
        cells = [Span("━" if x <= self._x(width) else "─", Voice.BORDER) for x in range(width)]
        cells = [Span(one.text, Voice.FOCUS) if one.text == "━" else one for one in cells]
        for chapter in self.player.recording.chapters:
            number = str(chapter.number)
            cells[self._cell(chapter.shows, width)] = Span(number, Voice.HERE, number)
        milestones = self.player.recording.milestones
        for one in sorted(milestones, key=lambda each: _LOUDNESS.index(each.kind)):
            cells[self._cell(one.shows, width)] = Span(one.kind, _MARKS[one.kind])
        cells[self._x(width)] = Span("●", Voice.LINE)
        return tuple(cells)

    def _curve(self, width: int) -> Row:
        """The caller's anger over the whole of it, as a curve."""
        recording = self.player.recording
        cells = []
        for x in range(width):
            stage = recording.stage(recording.duration * (x + 0.5) / width)
            voice = Voice.AMBER_TEXT if stage is not None and stage.heated else Voice.DIM
            cells.append(Span(" " if stage is None else BARS[stage.rank], voice))
        return tuple(cells)

    def _x(self, width: int) -> int:
        return self._cell(self.player.position, width)

    def _cell(self, shows: float, width: int) -> int:
        length = self.player.recording.duration or 1.0
        return max(0, min(width - 1, round(shows / length * (width - 1))))


def _keys_of_player(keys: Sequence[tuple[str, str, str]], width: int) -> Row:
    spans: Row = ()
    for press, key, does in keys:
        pair = row(Span(key, Voice.TITLE, press), Span(f" {does}  ", Voice.DIM, press))
        if width_of((*spans, *pair)) > width:
            break
        spans = (*spans, *pair)
    return spans


def _does(key: str) -> str:
    """What a key of the call screen does, in a word; nothing where the screen says it."""
    name, _ = action_for(key.lower(), typing=False)
    return "" if name in ("", "choose") else BY_ID[name].label
