"""What is owed as a table: a promise a row, the mark, and the terminal's cursor on it."""

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace
from rich.text import Text
from textual.geometry import Offset
from textual.widgets import DataTable

from guide.record.summary.times import DeskTime
from guide.register.promise import Promise
from guide.register.register import When, when
from guide.script.dates import month_and_day, short_day, shown_clock
from guide.script.model import USUAL_FOLLOW_UPS
from guide.text import cells, plain_line
from guide.tui.look import palette_of, styles_of
from guide.tui.rows import SCROLL_BAR, Span, Voice, cut, isolated

MOVES = {
    "up": "cursor_up",
    "down": "cursor_down",
    "home": "scroll_top",
    "end": "scroll_bottom",
    "pageup": "page_up",
    "pagedown": "page_down",
}
"""The keys that move the mark, and the action of the toolkit's that does it."""

_WIDE = 116
_NARROW = 76
"""In fewer columns there is no room for who owes it and how far it is, or for the number.

All of it stands below, of the promise that is marked.
"""

_MARK = "▸ "
DO_NOT_CALL = "DNC! "
"""Stands before what is owed to a number that must not be called."""

_FIXED = {"": 2, "When": 8, "Due": 23}
_NUMBER = {"Number": 15}
_ASIDE = {"Who": 15, "State": 22}
_LATE = {When.OVERDUE: Voice.RED_TEXT, When.TODAY: Voice.AMBER_TEXT}


class OwedTable(DataTable[Text]):
    """Shows promises. The mark stays on its promise; it has a sign, so it is seen in any look."""

    DEFAULT_CSS = """
    OwedTable { background: $background; scrollbar-gutter: stable; overflow-x: hidden;
        scrollbar-size: 0 1; scrollbar-color: $quiet; scrollbar-background: $background; }
    OwedTable > .datatable--header { background: $background; color: $quiet; text-style: none; }
    OwedTable > .datatable--odd-row { background: $background; }
    OwedTable > .datatable--even-row { background: $background; }
    OwedTable > .datatable--hover { background: $field; }
    OwedTable > .datatable--cursor { background: $background; color: $bright; text-style: bold; }
    """

    def __init__(self, name: str) -> None:
        """`name` is its id."""
        super().__init__(id=name, cursor_type="row", cell_padding=0)
        self.can_focus = False
        self._promises: dict[str, Promise] = {}
        self._signed = ""
        self._to_mark = ""

    def mark(self, promise: str) -> None:
        """Have the promise of this name marked when promises are shown next."""
        self._to_mark = promise

    def move(self, key: str) -> None:
        """Move the mark with one of `MOVES`."""
        if self.row_count:
            getattr(self, f"action_{MOVES[key]}")()

    @property
    def marked(self) -> Promise | None:
        """The promise that is marked."""
        return self._promises.get(self._key_at(self.cursor_row))

    def show(self, promises: Sequence[Promise], now: datetime) -> None:
        """Show these promises, the most pressing first."""
        marked, place = self.marked, self.cursor_row
        self._promises = {one.id: one for one in promises}
        self.clear(columns=True)
        widths = self._widths()
        for heading, width in widths.items():
            self.add_column(heading, width=width, key=heading)
        for one in promises:
            self.add_row(*self._cells(one, now, widths), key=one.id)
        self._signed = ""
        ids = [*self._promises]
        wanted = self._to_mark or (marked.id if marked else "")
        self._to_mark = ""
        if wanted in ids:
            place = ids.index(wanted)
        self.move_cursor(row=max(0, min(place, len(ids) - 1)))
        self.sign()

    def sign(self) -> None:
        """Have the sign on the row that is marked, and the terminal's cursor."""
        key = self._key_at(self.cursor_row)
        if key != self._signed:
            if self._signed:
                self.update_cell(self._signed, "", Text("  "))
            if key:
                self.update_cell(key, "", Text(_MARK, styles_of(palette_of(self.app))[Voice.FOCUS]))
            self._signed = key
        self.call_after_refresh(self._place_cursor)

    def _place_cursor(self) -> None:
        if self.screen.focused is None and self.row_count:
            y = self.header_height + self.cursor_row - self.scroll_offset.y
            self.app.cursor_position = self.content_region.offset + Offset(0, y)

    def _key_at(self, place: int) -> str:
        if not 0 <= place < self.row_count:
            return ""
        return str(self.ordered_rows[place].key.value)

    def _widths(self) -> dict[str, int]:
        width = self.app.size.width
        number = _NUMBER if width >= _NARROW else {}
        aside = _ASIDE if width >= _WIDE else {}
        room = width - SCROLL_BAR - sum((*_FIXED.values(), *number.values(), *aside.values()))
        what = min(28, room // 2 + 2)
        return {**_FIXED, "What": what, "Caller": room - what, **number, **aside}

    def _cells(self, promise: Promise, now: datetime, widths: dict[str, int]) -> list[Text]:
        pressing = None if promise.closed else when(promise, now)
        voice = _LATE.get(pressing, Voice.TEXT) if pressing else Voice.DIM
        told = {
            "": ("  ", Voice.TEXT),
            "When": (str(pressing or promise.closed_as), voice),
            "Due": (_due(promise, now), voice),
            "What": (_what(promise, widths["What"] - 1), Voice.TEXT),
            "Caller": (promise.caller, Voice.TEXT),
            "Number": (promise.number, Voice.TEXT),
            "Who": (promise.owner, Voice.TEXT),
            "State": (promise.standing, Voice.TEXT),
        }
        return [self._cell(*told[heading], width) for heading, width in widths.items()]

    def _cell(self, text: str, voice: Voice, width: int) -> Text:
        shown = text if text == "  " else cut(plain_line(text), width - 1)
        # What has no voice of its own takes on that of its row, which is brighter when marked.
        style = "" if voice is Voice.TEXT else styles_of(palette_of(self.app))[voice]
        shown = "".join(span.text for span in isolated((Span(shown),)))
        return Text(shown, style, no_wrap=True)


def _what(promise: Promise, width: int) -> str:
    """What is owed; behind a long label nobody would see what tells it from others.

    The label of a script's own kind is told first: nothing else says what kind that is. So is
    that a number must not be called: in its short form, as call centers name it.
    """
    if promise.warning:
        return f"{DO_NOT_CALL}{_what(replace(promise, listed=False), width - len(DO_NOT_CALL))}"
    fits = cells(plain_line(promise.about)) <= width
    is_own = promise.kind not in USUAL_FOLLOW_UPS
    if fits or is_own or not promise.subject or cells(promise.label) * 2 <= width:
        return promise.about
    return f"{promise.subject} · {promise.label}"


def _due(promise: Promise, now: datetime) -> str:
    """Until when it is owed, at the desk; with the year where that is another one."""
    if promise.until is None:
        return "–"
    zone = DeskTime.of(promise.zone).zone
    until = promise.until.astimezone(zone)
    if until.year != now.astimezone(zone).year:
        return f"{month_and_day(until.date())}, {until.year}, {shown_clock(until)}"
    return f"{short_day(until.date())}, {shown_clock(until)}"
