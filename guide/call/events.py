"""Events: what happened on a call. They are all that is stored; everything shown derives from them.

Each event carries what it needs to be understood years later without the script it came from:
wording to the letter with its hash, labels, terms. An event's name on disk is `KIND`.
"""

from dataclasses import field
from datetime import datetime
from typing import ClassVar

from guide.call.rehearsal import ActionRefused, CallerSpoke, Rehearsed
from guide.call.stage import Stage
from guide.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Started:
    """A call began at a step of a script. `zone` is the desk's IANA zone name."""

    KIND: ClassVar[str] = "started"
    call: str
    script: str
    title: str
    version: str
    sha256: str
    step: str
    step_title: str
    zone: str
    agent: str
    ref: str = ""
    program: str = ""
    training: bool = False


@dataclass(frozen=True, slots=True)
class Resumed:
    """The program came back to an unfinished call."""

    KIND: ClassVar[str] = "resumed"
    program: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice was taken and led to a step. `key` is 1 to 9."""

    KIND: ClassVar[str] = "chosen"
    key: int
    label: str
    script: str
    step: str
    step_title: str


@dataclass(frozen=True, slots=True)
class WentBack:
    """The agent went back a step, to the one named."""

    KIND: ClassVar[str] = "went-back"
    script: str
    step: str
    step_title: str


@dataclass(frozen=True, slots=True)
class Opened:
    """Another script was opened at a step; the version and hash say which text of it."""

    KIND: ClassVar[str] = "opened"
    script: str
    title: str
    version: str
    sha256: str
    step: str
    step_title: str
    key: int = 0
    label: str = ""


@dataclass(frozen=True, slots=True)
class Returned:
    """The agent returned to the step from which the script in hand had been opened."""

    KIND: ClassVar[str] = "returned"
    script: str
    step: str
    step_title: str
    key: int = 0
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded:
    """What every event about a line says of the line's wording, beside text, hash and standing.

    `approved_by` and `approved_at` (UTC) are whose approval the text has, and when it was given.
    `filled` is the text with the call's details in its places, where it has such places. `in_file`
    is what the script's file had instead, where that was not what had been approved.
    """

    approved_by: str = ""
    approved_at: datetime | None = None
    filled: str = ""
    in_file: str = ""


@dataclass(frozen=True, slots=True)
class Said(Worded):
    """A line was said, to the letter as it stood on the screen, with the standing it had there."""

    KIND: ClassVar[str] = "said"
    script: str
    step: str
    line: str
    text: str
    sha256: str
    status: str


@dataclass(frozen=True, slots=True)
class Adapted(Worded):
    """A line was said in other words: `words` are the agent's, `text` the line's."""

    KIND: ClassVar[str] = "adapted"
    script: str
    step: str
    line: str
    text: str
    sha256: str
    status: str
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class LeftOut(Worded):
    """A line was deliberately not said."""

    KIND: ClassVar[str] = "left-out"
    script: str
    step: str
    line: str
    text: str
    sha256: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class PassedOver(Worded):
    """A step was left while this must-say line of it was neither said, adapted nor left out."""

    KIND: ClassVar[str] = "passed-over"
    script: str
    step: str
    line: str
    text: str
    sha256: str
    status: str


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
class EffortMade:
    """A reasonable effort to redirect or de-escalate was made; hang-up-protocol, H5."""

    KIND: ClassVar[str] = "effort-made"
    what: str


@dataclass(frozen=True, slots=True)
class GroundStated:
    """The ground for the hang-up protocol, with its terms; hang-up-protocol, H6."""

    KIND: ClassVar[str] = "ground-stated"
    ground: str
    label: str
    warnings: int
    permission: bool
    threat: bool = False


@dataclass(frozen=True, slots=True)
class CallerSaid:
    """The caller's own words that make the ground specific; hang-up-protocol, H6 and H12."""

    KIND: ClassVar[str] = "caller-said"
    words: str


@dataclass(frozen=True, slots=True)
class PermissionGiven:
    """A supervisor, by name, permitted to warn on this ground; hang-up-protocol, H7."""

    KIND: ClassVar[str] = "permission-given"
    ground: str
    by: str


@dataclass(frozen=True, slots=True)
class WarningGiven(Worded):
    """A warning was given on this ground, in these words."""

    KIND: ClassVar[str] = "warning-given"
    ground: str
    label: str
    script: str
    line: str
    text: str
    sha256: str
    status: str


@dataclass(frozen=True, slots=True)
class CalmedDown:
    """The caller calmed down; the ground no longer stands, the warnings given do."""

    KIND: ClassVar[str] = "calmed-down"


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
class TookOver:
    """The call goes on from an earlier call's record."""

    KIND: ClassVar[str] = "took-over"
    from_call: str
    from_agent: str
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Corrected:
    """Event number `of` was a mistake; it stays on record and no longer counts."""

    KIND: ClassVar[str] = "corrected"
    of: int
    what: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The call ended. By the protocol: on which ground, and the specific reason."""

    KIND: ClassVar[str] = "ended"
    ending: str
    label: str
    protocol: bool = False
    ground: str = ""
    reason: str = ""
    missing: tuple[str, ...] = field(default=())


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
"""What became of a line."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An event with its place in the call's list (from 1) and its time.

    `at` is UTC; `elapsed` is seconds since the call began by a clock that never jumps.
    """

    n: int
    at: datetime
    elapsed: float
    event: Event
