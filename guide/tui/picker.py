"""The picker, front door of the program: unfinished calls first, then the scripts, one key each."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from guide.record.call_list import CallInfo
from guide.script.findings import Problem
from guide.script.model import Script
from guide.tui.frame import SMALLEST, too_small
from guide.tui.rows import BLANK, Row, Span, Voice, cut, fit, row, wrapped

_LETTERS = "abcdefghijklmnop"


class Picked(StrEnum):
    """What was picked."""

    SCRIPT = "script"
    CALL = "call"


class Pick(Struct, frozen=True):
    """A script to take a call with, or an unfinished call to go on with."""

    kind: Picked
    id: str


class Offer(Struct, frozen=True):
    """What the picker offers: unfinished calls, newest first; scripts, last used first."""

    calls: tuple[CallInfo, ...]
    scripts: tuple[Script, ...]
    problems: tuple[Problem, ...] = ()


class PickerView:
    """The offer, and a mark on one part of it. Digits pick scripts, letters unfinished calls."""

    def __init__(self, offer: Offer, message: str = "", *, news: str = "") -> None:
        self.offer = offer
        self.message = message
        self.news = news
        self._at = 0

    @property
    def _picks(self) -> list[Pick]:
        calls = [Pick(Picked.CALL, call.id) for call in self.offer.calls[: len(_LETTERS)]]
        return [*calls, *(Pick(Picked.SCRIPT, script.id) for script in self.offer.scripts)]

    def key(self, key: str) -> Pick | None:
        """What this key picks, if anything; arrows move the mark."""
        picks = self._picks
        calls = len(picks) - len(self.offer.scripts)
        if not picks:
            return None
        if key in ("down", "tab"):
            self._at = (self._at + 1) % len(picks)
        elif key in ("up", "shift+tab"):
            self._at = (self._at - 1) % len(picks)
        elif key == "enter":
            return picks[self._at]
        elif len(key) == 1 and key in _LETTERS[:calls]:
            return picks[_LETTERS.index(key)]
        elif len(key) == 1 and key in "123456789" and int(key) <= len(self.offer.scripts):
            return picks[calls + int(key) - 1]
        return None

    def rows(self, width: int, height: int) -> list[Row]:
        """The whole screen."""
        if width < SMALLEST[0] or height < SMALLEST[1]:
            return too_small(width, height)
        inner = min(width - 4, 92)
        margin = (width - inner) // 2
        body = [*self._head(inner), *self._calls(inner), *self._scripts(inner)]
        body += self._foot(inner)
        blank_above = max(0, min(3, (height - len(body) - 1) // 3))
        rows = [BLANK] * blank_above + [row(" " * margin, *one) for one in body]
        rows = self._in_sight(rows, height - 1)
        keys = "1-9 takes a call   ↑ ↓ Enter   Ctrl+P palette   Ctrl+Q quit"
        if self.offer.calls:
            keys = f"a goes on   {keys}"
        rows += [BLANK] * (height - 1 - len(rows))
        return [fit(one, width) for one in [*rows, row(" ", Span(cut(keys, width - 2), Voice.DIM))]]

    def _in_sight(self, rows: list[Row], height: int) -> list[Row]:
        """The rows around the mark, where not all fit."""
        if len(rows) <= height:
            return rows
        marked = next((i for i, one in enumerate(rows) if any("▸" in s.text for s in one)), 0)
        top = max(0, min(marked - height // 2, len(rows) - height))
        return rows[top : top + height]

    def _head(self, width: int) -> list[Row]:
        rows = [row(Span("CALL GUIDE", Voice.TITLE)), BLANK]
        if self.news:
            rows += [row(Span(piece, Voice.DONE)) for piece in wrapped(self.news, width)]
            rows.append(BLANK)
        if self.message:
            rows += [
                row(Span(f"✗ {piece}", Voice.MESSAGE)) for piece in wrapped(self.message, width)
            ]
            rows.append(BLANK)
        return rows

    def _calls(self, width: int) -> list[Row]:
        if not self.offer.calls:
            return []
        rows = [row(Span("Go on with an unfinished call", Voice.COACH)), BLANK]
        for index, call in enumerate(self.offer.calls[: len(_LETTERS)]):
            began = _began(call.started_at)
            aside = f"{began} · {call.agent} · {call.entries} events kept"
            aside += f" · {call.damage}" if call.damage else ""
            rows += self._item(index, _LETTERS[index], call.title, aside, width)
        return [*rows, BLANK]

    def _scripts(self, width: int) -> list[Row]:
        rows = [row(Span("Take a call", Voice.COACH)), BLANK]
        first = len(self._picks) - len(self.offer.scripts)
        for index, script in enumerate(self.offer.scripts):
            key = str(index + 1) if index < 9 else " "
            rows += self._item(first + index, key, script.title, script.use_when, width)
        if not self.offer.scripts:
            rows.append(row(Span("No script can be used here.", Voice.AMBER_TEXT)))
        return rows

    def _item(self, index: int, key: str, title: str, aside: str, width: int) -> list[Row]:
        marked = index == self._at
        sign = Span("▸ " if marked else "  ", Voice.FOCUS)
        voice = Voice.PICKED if marked else Voice.TEXT
        head = row(sign, Span(f" {key} ", Voice.KEY, key), Span(f"  {title}", voice, key))
        rows = [head]
        rows += [row("       ", Span(piece, Voice.DIM, key)) for piece in wrapped(aside, width - 8)]
        return rows

    def _foot(self, width: int) -> list[Row]:
        if not self.offer.problems:
            return []
        files = len({p.file for p in self.offer.problems})
        first = self.offer.problems[0]
        text = (
            f"{len(self.offer.problems)} problem{'s' if len(self.offer.problems) > 1 else ''} in "
            f"{files} script file{'s' if files > 1 else ''}: guide check tells all. "
            f"{first.file}, line {first.line}: {first.message}"
        )
        return [
            BLANK,
            *(row(Span(f"! {p}", Voice.AMBER_TEXT)) for p in wrapped(text, width - 2)[:4]),
        ]


def _began(at: datetime | None) -> str:
    return f"{at.astimezone():%a %d %b %H:%M}" if at else "unknown time"
