"""A scene: everything the call screen is painted from, at one moment, and its marked line."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from guide.call.context import Context
from guide.call.rules.lines import is_open_anew
from guide.call.rules.standing import Standing, standing
from guide.call.state import Call
from guide.record.writer import Saved
from guide.script.dates import shown_clock
from guide.script.model import Line, Script, Wording
from guide.tui.keys import ACTIONS, Actions, KeyAction, by_id
from guide.tui.panel import Panel

if TYPE_CHECKING:
    from guide.register.known_caller import KnownCaller


class Tone(StrEnum):
    """How a message speaks: as news, or as a refusal."""

    NEWS = "news"
    REFUSAL = "refusal"


class Message(Struct, frozen=True):
    """A sentence for the agent, in the status line until the next key."""

    text: str
    tone: Tone = Tone.NEWS


class Scene(Struct, frozen=True):
    """What the screen shows. `elapsed` is seconds into the call; `typing`: letters are text now.

    `flow` says whether the flow is in sight, where choices say where they lead. `owed` is how much
    is owed over all calls, in a few words; `known` is who called before from the number in hand.
    What is not `kept` is nowhere said to be saved. `desk` says how the team's desk stands.
    """

    now: Context
    saved: Saved
    elapsed: float
    mark: int
    typing: bool = False
    pending: bool = False
    correcting: int = 0
    panel: Panel | None = None
    flow: bool = True
    message: Message | None = None
    actions: Actions = ACTIONS
    banner: str = ""
    owed: str = ""
    known: "KnownCaller | None" = None
    kept: bool = True
    desk: str = ""

    def action(self, name: str) -> KeyAction:
        """The action of this id, with the key it has here."""
        return by_id(self.actions)[name]

    @property
    def call(self) -> Call:
        """The call as it is on record."""
        return self.now.call

    @property
    def panel_line(self) -> Line | None:
        """The line that the open panel is about, where it has one to say."""
        return self.panel.line(self.now) if self.panel else None

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines to show: the panel's own, or else the step's."""
        panel_line = self.panel_line
        return (panel_line,) if panel_line else self.now.lines

    @property
    def marked(self) -> Line | None:
        """The line that is marked, if there is one."""
        lines = self.lines
        return lines[min(self.mark, len(lines) - 1)] if lines else None

    @property
    def line_script(self) -> Script:
        """The script of the lines to show: the protocol's while a panel says one of its lines."""
        line, protocol = self.panel_line, self.now.protocol
        return protocol if line and line.grounds and protocol else self.now.script

    def words(self, line: Line) -> str:
        """What is to be said of one of the lines to show, with what the call knows in it."""
        return self.now.words(line, self.line_script)

    def wording(self, line: Line) -> Wording:
        """The words of one of the lines to show as they were approved, and their language."""
        return self.now.wording(line, self.line_script)

    def why_untranslated(self, line: Line) -> str:
        """Why the words of a line to show are not in the caller's language; empty if they are."""
        return self.now.why_untranslated(line, self.line_script)

    @property
    def standing(self) -> Standing:
        """The warning counter."""
        return standing(self.now)

    def clock_of(self, at: datetime) -> str:
        """A moment as hours and minutes, as the desk reads them."""
        return shown_clock(at.astimezone(self.now.zone))


class MarkedLine:
    """A mark that stands before one of the lines; `at` is its place among them, from 0."""

    def __init__(self, context: Context) -> None:
        self.begin(context)

    def begin(self, context: Context) -> None:
        """Mark the first line of the step that is to be said."""
        self._put(_open_line(context, -1), context)

    def go_on(self, context: Context) -> None:
        """Mark the next line that is to be said, or one before it; else leave the mark."""
        self._put(_open_line(context, self.at), context)

    def follow(self, context: Context) -> None:
        """Keep the mark on its line where an answer changed which lines there are.

        A settled line, or one that is gone, gives it to the next that is not settled: what an
        answer has to be said is the line to say.
        """
        if self._ids == _ids(context):
            return
        was = self._ids[min(self.at, len(self._ids) - 1)] if self._ids else None
        at = next((i for i, line in enumerate(context.lines) if line.id == was), None)
        if at is None:
            self._put(_open_line(context, self.at - 1), context)
        else:
            is_settled = context.settled(context.lines[at])
            self._put(_open_line(context, at) if is_settled else at, context)

    def move(self, by: int, context: Context) -> None:
        """Move the mark by so many lines."""
        self._put(max(0, min(len(context.lines) - 1, self.at + by)), context)

    def move_to(self, line: Line, context: Context) -> None:
        """Mark this line."""
        self._put(context.lines.index(line), context)

    def line(self, context: Context) -> Line | None:
        """The line that is marked; None where the step has none."""
        lines = context.lines
        return lines[min(self.at, len(lines) - 1)] if lines else None

    def _put(self, at: int, context: Context) -> None:
        self.at, self._ids = at, _ids(context)


def _ids(context: Context) -> tuple[str, ...]:
    return tuple(line.id for line in context.lines)


def _open_line(context: Context, after: int) -> int:
    """The next line that is not settled, or one before it; where all are, one to be said anew."""
    lines, script = [*enumerate(context.lines)], context.script
    found = [i for i, line in lines if not context.settled(line)]
    found = found or [i for i, line in lines if is_open_anew(line, script, context)]
    return next((i for i in found if i > after), found[0] if found else max(0, after))
