"""Events: what happened on a call. They are all that is stored; everything shown derives from them.

Each event carries what it needs to be understood years later without the script it came from:
wording to the letter with its hash, labels, terms. An event's name on disk is `KIND`.
"""

from datetime import datetime
from typing import ClassVar

from guide.call.flow_events import (
    Chosen,
    Ended,
    Opened,
    Resumed,
    Returned,
    Started,
    TookOver,
    WentBack,
)
from guide.call.line_events import Adapted, LeftOut, PassedOver, Said, Worded
from guide.call.protocol_events import (
    CallerSaid,
    CalmedDown,
    EffortMade,
    GroundStated,
    PermissionGiven,
    WarningGiven,
)
from guide.call.rehearsal import ActionRefused, CallerSpoke, Rehearsed
from guide.call.stage import Stage
from guide.frozen import dataclass

__all__ = [
    "ActionRefused",
    "Adapted",
    "CallerSaid",
    "CallerSpoke",
    "CalmedDown",
    "Chosen",
    "ClockStarted",
    "ClockStopped",
    "Corrected",
    "Detailed",
    "Drafted",
    "EffortMade",
    "Ended",
    "Entry",
    "Event",
    "FollowUpAdded",
    "FollowUpAmended",
    "FollowUpDone",
    "GroundStated",
    "LeftOut",
    "LineEvent",
    "ManagerAsked",
    "ManagerCame",
    "NoteCorrected",
    "Noted",
    "Opened",
    "PassedOver",
    "PermissionGiven",
    "Rehearsed",
    "Resumed",
    "Returned",
    "Said",
    "Staged",
    "Started",
    "TookOver",
    "WarningGiven",
    "WentBack",
    "Worded",
]


@dataclass(frozen=True, slots=True)
class Noted:
    """The agent entered a note."""

    KIND: ClassVar[str] = "noted"
    text: str


@dataclass(frozen=True, slots=True)
class NoteCorrected:
    """The note entered as event number `of` now reads `text`."""

    KIND: ClassVar[str] = "note-corrected"
    of: int
    text: str


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft changed: its first `keep` characters stay, `text` follows them.

    `into` is its place; see `guide.call.drafts`.
    """

    KIND: ClassVar[str] = "drafted"
    keep: int
    text: str
    into: str = ""


@dataclass(frozen=True, slots=True)
class Detailed:
    """A detail of the caller or the call was written down; an empty value takes it out."""

    KIND: ClassVar[str] = "detailed"
    field: str
    label: str
    value: str
    from_call: str = ""


@dataclass(frozen=True, slots=True)
class Staged:
    """The caller's anger was judged to be at this stage."""

    KIND: ClassVar[str] = "staged"
    stage: Stage


@dataclass(frozen=True, slots=True)
class ClockStarted:
    """The clock for a colleague's answer was started, for so many seconds."""

    KIND: ClassVar[str] = "clock-started"
    seconds: int


@dataclass(frozen=True, slots=True)
class ClockStopped:
    """The clock was stopped; `answered` says whether the colleague had answered."""

    KIND: ClassVar[str] = "clock-stopped"
    answered: bool


@dataclass(frozen=True, slots=True)
class ManagerAsked:
    """A manager was asked to get involved."""

    KIND: ClassVar[str] = "manager-asked"


@dataclass(frozen=True, slots=True)
class ManagerCame:
    """The manager who got involved, by name."""

    KIND: ClassVar[str] = "manager-came"
    name: str


@dataclass(frozen=True, slots=True)
class FollowUpAdded:
    """Something is owed. `follow_up` is the kind; `fields` are pairs of field id and value."""

    KIND: ClassVar[str] = "follow-up-added"
    follow_up: str
    label: str
    fields: tuple[tuple[str, str], ...] = ()
    needs: tuple[str, ...] = ()
    aim: datetime | None = None
    due: datetime | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class FollowUpAmended:
    """The follow-up added as event number `of` now holds these fields and this due time."""

    KIND: ClassVar[str] = "follow-up-amended"
    of: int
    fields: tuple[tuple[str, str], ...] = ()
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class FollowUpDone:
    """The follow-up added as event number `of` is done; `by` says by whom or to whom."""

    KIND: ClassVar[str] = "follow-up-done"
    of: int
    by: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """Event number `of` was a mistake; it stays on record and no longer counts."""

    KIND: ClassVar[str] = "corrected"
    of: int
    what: str


Event = (
    Started
    | Resumed
    | Chosen
    | WentBack
    | Opened
    | Returned
    | Said
    | Adapted
    | LeftOut
    | PassedOver
    | Noted
    | NoteCorrected
    | Drafted
    | Detailed
    | Staged
    | ClockStarted
    | ClockStopped
    | ManagerAsked
    | ManagerCame
    | EffortMade
    | GroundStated
    | CallerSaid
    | PermissionGiven
    | WarningGiven
    | CalmedDown
    | FollowUpAdded
    | FollowUpAmended
    | FollowUpDone
    | TookOver
    | Corrected
    | Ended
    | Rehearsed
    | CallerSpoke
    | ActionRefused
)


LineEvent = Said | Adapted | LeftOut | PassedOver | WarningGiven
"""An event about a line: it carries the line's wording to the letter, with hash and approval."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An event with its place in the call's list (from 1) and its time.

    `at` is UTC; `elapsed` is seconds since the call began by a clock that never jumps.
    """

    n: int
    at: datetime
    elapsed: float
    event: Event
