"""A call as it stands: what its events so far add up to. Frozen, so that a view can keep one.

The composer's is at `NOTE`; a note taken up again has a place of its own, and so has each field of
a form. The names of the forms' places are the screen's.
"""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from guide.call.events import Entry, Stage, Started

NOTE = ""
"""The place of a new note in the composer."""

Drafts = dict[str, str]

_CORRECTION = "note:"


def correction_of(n: int) -> str:
    """The place of a correction of the note entered as event number `n`."""
    return f"{_CORRECTION}{n}"


def corrected_note(place: str) -> int:
    """The number of the note that is corrected at this place; 0 where it is another."""
    number = place.removeprefix(_CORRECTION)
    return int(number) if place.startswith(_CORRECTION) and number.isdecimal() else 0


def drafted(drafts: Drafts, place: str, text: str) -> Drafts:
    """With this text at a place; an empty one leaves nothing there."""
    others = {name: held for name, held in drafts.items() if name != place}
    return others | {place: text} if text else others


def entered(drafts: Drafts, place: str) -> Drafts:
    """Once the note at a place is entered, from the composer."""
    return drafted(drafted(drafts, NOTE, ""), place, "")


class Effort(Struct, frozen=True):
    """An effort to redirect the caller."""

    n: int
    at: datetime
    what: str


class Stated(Struct, frozen=True):
    """The ground that stands, with its terms."""

    n: int
    at: datetime
    ground: str
    label: str
    warnings: int
    permission: bool
    threat: bool


class Words(Struct, frozen=True):
    """The caller's own words, as the agent wrote them down."""

    n: int
    at: datetime
    words: str


class Permission(Struct, frozen=True):
    """A supervisor's permission to warn on a ground."""

    n: int
    at: datetime
    ground: str
    by: str


class Warned(Struct, frozen=True):
    """A warning that was given: ground, wording, and on whose permission."""

    n: int
    at: datetime
    ground: str
    label: str
    script: str
    line: str
    text: str
    sha256: str
    status: str
    permission_by: str = ""
    caller_words: str = ""
    approved_by: str = ""
    approved_at: datetime | None = None
    filled: str = ""
    in_file: str = ""


class ProtocolState(Struct, frozen=True):
    """How far the hang-up protocol has gone on this call. `calmed` is the last calming's event."""

    efforts: tuple[Effort, ...] = ()
    ground: Stated | None = None
    words: tuple[Words, ...] = ()
    permissions: tuple[Permission, ...] = ()
    warnings: tuple[Warned, ...] = ()
    calmed: int = 0

    @property
    def quoted(self) -> str:
        """The caller's words since the caller last calmed down; empty when none are on record."""
        fresh = [w.words for w in self.words if w.n > self.calmed]
        return fresh[-1] if fresh else ""

    def permission(self, ground: str) -> Permission | None:
        """The permission on record for this ground, if there is one."""
        return next((p for p in self.permissions if p.ground == ground), None)

    def given(self, ground: str) -> int:
        """How many warnings were given on this ground."""
        return sum(1 for w in self.warnings if w.ground == ground)


class MarkKind(StrEnum):
    """What became of a line, by the agent's word; or by leaving its step without one."""

    SAID = "said"
    ADAPTED = "adapted"
    LEFT_OUT = "left out"
    PASSED_OVER = "passed over"


class Mark(Struct, frozen=True):
    """What became of a line, and when. `n` is the event that says so."""

    kind: MarkKind
    n: int
    at: datetime
    text: str
    words: str = ""
    reason: str = ""


class Visit(Struct, frozen=True):
    """One stay at a step. `origin` is the index in the path of the step that `return` leads to."""

    script: str
    step: str
    title: str
    n: int
    at: datetime
    key: int = 0
    label: str = ""
    origin: int = -1


class Note(Struct, frozen=True):
    """A note with the time it was entered. `before` holds what it read before corrections."""

    n: int
    at: datetime
    text: str
    before: tuple[str, ...] = ()


class Detail(Struct, frozen=True):
    """A detail of the caller or the call, as last written down."""

    n: int
    at: datetime
    field: str
    label: str
    value: str
    from_call: str = ""


class StageMark(Struct, frozen=True):
    """The caller's anger as judged at one moment; `elapsed` is seconds into the call."""

    n: int
    at: datetime
    elapsed: float
    stage: Stage


class ClockMark(Struct, frozen=True):
    """A clock for a colleague's answer: started `elapsed` seconds into the call, for `seconds`."""

    n: int
    at: datetime
    elapsed: float
    seconds: int

    def left(self, elapsed: float) -> float:
        """Seconds left when the call is `elapsed` seconds old; negative when it is over."""
        return self.elapsed + self.seconds - elapsed


class FollowUp(Struct, frozen=True):
    """Something owed after the call. `aim` and `due` are UTC; `rule` is the due time in words."""

    n: int
    at: datetime
    kind: str
    label: str
    fields: tuple[tuple[str, str], ...]
    needs: tuple[str, ...]
    aim: datetime | None
    due: datetime | None
    rule: str
    done_at: datetime | None = None
    done_by: str = ""

    @property
    def done(self) -> bool:
        """Whether it was done already."""
        return self.done_at is not None

    @property
    def lacks(self) -> tuple[str, ...]:
        """The fields it must hold and does not."""
        held = dict(self.fields)
        return tuple(name for name in self.needs if not held.get(name, "").strip())

    def field(self, name: str) -> str:
        """The value of a field, or the empty string."""
        return dict(self.fields).get(name, "")


class ManagerState(Struct, frozen=True):
    """When a manager was asked for, and who came."""

    asked: tuple[datetime, ...] = ()
    name: str = ""


class TakenOver(Struct, frozen=True):
    """The earlier call this one goes on from."""

    call: str
    agent: str
    summary: str


class Ending(Struct, frozen=True):
    """How the call ended. `missing` is what was still missing then, in words."""

    n: int
    at: datetime
    elapsed: float
    ending: str
    label: str
    protocol: bool
    ground: str
    reason: str
    missing: tuple[str, ...]


class Call(Struct, frozen=True):
    """One conversation with one caller, as its events so far add up.

    `path` is the way to the step in hand (going back shortens it); `visited` is every step ever
    seen; `marks` is the last word on each line, by script and line; `retracted` are the events
    that were corrected and no longer count.
    """

    started: Started
    at: datetime
    entries: tuple[Entry, ...]
    path: tuple[Visit, ...]
    visited: frozenset[tuple[str, str]] = frozenset()
    scripts: tuple[tuple[str, str], ...] = ()
    marks: dict[tuple[str, str], Mark] = {}
    notes: tuple[Note, ...] = ()
    drafts: Drafts = {}
    details: dict[str, Detail] = {}
    stages: tuple[StageMark, ...] = ()
    clock: ClockMark | None = None
    manager: ManagerState = ManagerState()
    protocol: ProtocolState = ProtocolState()
    follow_ups: tuple[FollowUp, ...] = ()
    taken_over: TakenOver | None = None
    ended: Ending | None = None
    retracted: frozenset[int] = frozenset()

    @property
    def id(self) -> str:
        """The call's id."""
        return self.started.call

    @property
    def here(self) -> Visit:
        """The step in hand."""
        return self.path[-1]

    @property
    def last(self) -> Entry:
        """The last entry."""
        return self.entries[-1]

    @property
    def draft(self) -> str:
        """The draft of a new note."""
        return self.drafts.get(NOTE, "")

    @property
    def stage(self) -> Stage | None:
        """The caller's anger as last judged."""
        return self.stages[-1].stage if self.stages else None

    @property
    def owed(self) -> tuple[FollowUp, ...]:
        """The follow-ups that are not done."""
        return tuple(f for f in self.follow_ups if not f.done)

    def detail(self, field_id: str) -> str:
        """The value of a detail, or the empty string."""
        found = self.details.get(field_id)
        return found.value if found else ""

    def mark(self, script: str, line: str) -> Mark | None:
        """What became of a line, if anything did."""
        return self.marks.get((script, line))

    def entry(self, n: int) -> Entry:
        """The entry with this number, from 1."""
        return self.entries[n - 1]
