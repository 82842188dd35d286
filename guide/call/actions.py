"""Actions: what an agent can ask for during a call. A rule answers each with a decision."""

from dataclasses import field
from datetime import date

from guide.call.stage import Stage
from guide.frozen import dataclass
from guide.script.model import FollowUpKind


@dataclass(frozen=True, slots=True)
class Choose:
    """Take the choice with this key, 1 to 9."""

    key: int


@dataclass(frozen=True, slots=True)
class Back:
    """Go back a step."""


@dataclass(frozen=True, slots=True)
class GoTo:
    """Go to another script, or to a step of any; the way back is kept."""

    script: str
    step: str = ""


@dataclass(frozen=True, slots=True)
class Return:
    """Return to where the script in hand was opened from."""


@dataclass(frozen=True, slots=True)
class Say:
    """The line was said; an empty id means the next line of the step that is not settled.

    With a script named, a line of an earlier step that was passed over.
    """

    line: str = ""
    script: str = ""


@dataclass(frozen=True, slots=True)
class Adapt:
    """The line was said in other words."""

    words: str
    reason: str
    line: str = ""
    script: str = ""


@dataclass(frozen=True, slots=True)
class LeaveOut:
    """The line is deliberately not said."""

    reason: str
    line: str = ""
    script: str = ""


@dataclass(frozen=True, slots=True)
class Write:
    """Enter a note."""

    text: str


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Correct the note entered as event number `of`; an empty text withdraws it."""

    of: int
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What is typed at a place is now this text: the composer's, or the one that `into` names."""

    text: str
    into: str = ""


@dataclass(frozen=True, slots=True)
class WriteDetail:
    """Write down a detail; an empty value takes it out."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class SetStage:
    """Judge the caller's anger."""

    stage: Stage


@dataclass(frozen=True, slots=True)
class StartClock:
    """Start the clock for a colleague's answer."""


@dataclass(frozen=True, slots=True)
class StopClock:
    """Stop that clock."""

    answered: bool = False


@dataclass(frozen=True, slots=True)
class GetManager:
    """Get a manager involved."""


@dataclass(frozen=True, slots=True)
class NameManager:
    """The manager who got involved."""

    name: str


@dataclass(frozen=True, slots=True)
class MakeEffort:
    """Put an effort to redirect the caller on record."""

    what: str


@dataclass(frozen=True, slots=True)
class StateGround:
    """State the ground for the hang-up protocol; `threat` where only the agent can tell."""

    ground: str
    threat: bool = False


@dataclass(frozen=True, slots=True)
class QuoteCaller:
    """Write down the caller's own words."""

    words: str


@dataclass(frozen=True, slots=True)
class Permit:
    """A supervisor, by name, permits a warning on the ground that stands."""

    by: str


@dataclass(frozen=True, slots=True)
class Warn:
    """The warning of the ground that stands was given."""


@dataclass(frozen=True, slots=True)
class Calm:
    """The caller calmed down."""


@dataclass(frozen=True, slots=True)
class ReportThreat:
    """A threat was made: a supervisor is to be told right away."""


@dataclass(frozen=True, slots=True)
class AddFollowUp:
    """Something is owed after the call. `done_by` not None: it is done already, by or to whom."""

    kind: FollowUpKind
    fields: tuple[tuple[str, str], ...] = ()
    due: date | None = None
    done_by: str | None = None


@dataclass(frozen=True, slots=True)
class AmendFollowUp:
    """Change the follow-up added as event number `of`."""

    of: int
    fields: tuple[tuple[str, str], ...]
    due: date | None = None


@dataclass(frozen=True, slots=True)
class FinishFollowUp:
    """The follow-up added as event number `of` is done; `by` says by whom, or who was told."""

    of: int
    by: str = ""


@dataclass(frozen=True, slots=True)
class TakeOver:
    """Go on from an earlier call's record; its evidence becomes details of this call."""

    from_call: str
    from_agent: str
    summary: str
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Correct:
    """Event number `of` was a mistake; 0 means the last thing that can be corrected."""

    of: int = 0


@dataclass(frozen=True, slots=True)
class End:
    """End the call with this ending; `reason` is the specific one, in the caller's words."""

    ending: str
    reason: str = field(default="")


Action = (
    Choose
    | Back
    | GoTo
    | Return
    | Say
    | Adapt
    | LeaveOut
    | Write
    | Rewrite
    | Draft
    | WriteDetail
    | SetStage
    | StartClock
    | StopClock
    | GetManager
    | NameManager
    | MakeEffort
    | StateGround
    | QuoteCaller
    | Permit
    | Warn
    | Calm
    | ReportThreat
    | AddFollowUp
    | AmendFollowUp
    | FinishFollowUp
    | TakeOver
    | Correct
    | End
)
