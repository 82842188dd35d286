"""A reel: a call as frames, each what the call adds up to after one more thing happened.

It is computed beforehand and frozen, so that going back is nothing but showing an earlier frame.
"""

from bisect import bisect_right
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from guide.call.actions import Action
from guide.call.events import Entry, Stage
from guide.call.state import Call
from guide.script.library import Library


class Frame(Struct, frozen=True):
    """The call after one more thing, `at` seconds after its start and at `moment` (UTC).

    It shows `shows` seconds into the reel. Before that the caller speaks for `speech` seconds and
    then the agent works for `work`. `skipped` seconds of the call before it are not shown. A
    `minor` frame, such as a draft, is played and not stepped to.
    """

    call: Call
    at: float
    moment: datetime
    shows: float = 0.0
    caller: str = ""
    caption: str = ""
    action: Action | None = None
    refusal: str = ""
    speech: float = 0.0
    work: float = 0.0
    skipped: float = 0.0
    minor: bool = False
    chapter: str = ""


class Sort(StrEnum):
    """What a mark on the timeline is of; each with the sign that stands there."""

    ANGER = "~"
    NOTE = "n"
    FOLLOW_UP = "f"
    REFUSED = "✗"
    WARNING = "▲"
    END = "■"


class Mark(Struct, frozen=True):
    """Something worth jumping to, `shows` seconds into the reel."""

    sort: Sort
    shows: float
    words: str


class Chapter(Struct, frozen=True):
    """A part of the reel, by the digit that jumps to it."""

    number: int
    shows: float
    title: str


class Reel(Struct, frozen=True):
    """A call to be shown. `demo` says that it was played for the purpose; else it is a record.

    `damage` says in words what is wrong with the record after its last frame, `remark` what else
    is to be known of it.
    """

    title: str
    library: Library
    frames: tuple[Frame, ...]
    chapters: tuple[Chapter, ...]
    marks: tuple[Mark, ...]
    demo: bool
    damage: str = ""
    remark: str = ""

    @property
    def duration(self) -> float:
        """Its length in seconds, at the usual speed."""
        return self.frames[-1].shows

    def index(self, position: float) -> int:
        """The number of the frame that shows at this position."""
        return max(0, bisect_right(self.frames, position, key=lambda frame: frame.shows) - 1)

    def at(self, position: float) -> float:
        """How many seconds into the call this position is."""
        index = self.index(position)
        frame = self.frames[index]
        if index + 1 == len(self.frames):
            return frame.at
        coming = self.frames[index + 1]
        part = (position - frame.shows) / (coming.shows - frame.shows)
        return frame.at + max(0.0, part) * (coming.at - frame.at)

    def stage(self, position: float) -> Stage | None:
        """The caller's anger as it was judged then."""
        return self.frames[self.index(position)].call.stage

    def new(self, index: int) -> tuple[Entry, ...]:
        """What a frame has that the one before it had not."""
        entries = self.frames[index].call.entries
        return entries[len(self.frames[index - 1].call.entries) :] if index else entries
